"""One prepared centre a module; each attack is rolled back."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.attacks.filling import template
from tests.attacks.ring import Ring
from tests.factories import centre


@pytest.fixture(scope="module")
def ring() -> Iterator[Ring]:
    with centre(template()) as house:
        ring = Ring(house)
        yield ring
        ring.close()
