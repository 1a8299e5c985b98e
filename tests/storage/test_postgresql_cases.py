"""The life of a case and every command, on PostgreSQL, each person with a login of his or her own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.centre_house import CentreHouse, postgresql_centre
from tests.core.test_cases_commands import *  # noqa: F403  the same tests on the other engine
from tests.core.test_cases_life import *  # noqa: F403


@pytest.fixture
def house() -> Iterator[CentreHouse]:
    with postgresql_centre() as house:
        yield house
