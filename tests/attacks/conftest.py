"""One prepared centre a module; each attack is rolled back. ``make attack`` tries every mutant."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

import pytest

from tests.attacks.filling import template
from tests.attacks.ring import Ring
from tests.factories import centre

_T = TypeVar("_T")
_EVERY = 4
#: Set by ``make attack``.
WHOLE = "EVENHAND_ATTACKS_WHOLE"


class Sample:
    """Which mutants are tried, and the list of those that were and what killed them."""

    def __init__(self, whole: bool, out: Path | None) -> None:
        self.whole = whole
        self._out = out
        self._turn = 0

    def __call__(self, mutants: Sequence[_T]) -> Sequence[_T]:
        """All of them, or every fourth, beginning at another place each time."""
        if self.whole:
            return mutants
        self._turn += 1
        return mutants[self._turn % _EVERY :: _EVERY] or mutants[:1]

    def note(self, guard: str, killed: Mapping[str, str | None]) -> None:
        """Leave a line for each mutant in build/attack/mutants.tsv."""
        if self._out is not None:
            with self._out.open("a", encoding="utf-8") as out:
                out.writelines(
                    f"{guard}\t{gone}\t{attack or 'SURVIVES'}\n" for gone, attack in killed.items()
                )


@pytest.fixture(scope="module")
def ring() -> Iterator[Ring]:
    with centre(template()) as house:
        ring = Ring(house)
        yield ring
        ring.close()


@pytest.fixture(scope="session")
def sample(request: pytest.FixtureRequest) -> Sample:
    whole = WHOLE in os.environ
    out = request.config.rootpath / "build" / "attack" / "mutants.tsv" if whole else None
    if out is not None:
        out.parent.mkdir(parents=True, exist_ok=True)
    return Sample(whole, out)
