"""Recomputing draws: one with every step, or all of them and how they hang together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from core.draw.queries import DrawQueries, DrawSummary
from core.draw.record import record_hash
from core.draw.rules import CheckStep
from core.kernel.errors import EvenhandError
from core.kernel.words import Words

_STORED = Words("记录的哈希与登记的哈希一致", "The record's hash is the registered one")
_UNREADABLE = Words("库中的记录无法读取", "The stored record cannot be read")
_UNLINKED = Words("后一条记录所写的前一条哈希不是它", "The record after it names another one as its previous")


@dataclass(frozen=True, slots=True)
class Checked:
    """What came of recomputing one draw."""

    draw_id: UUID
    steps: tuple[CheckStep, ...]

    @property
    def ok(self) -> bool:
        return all(step.ok for step in self.steps)


@dataclass(frozen=True, slots=True)
class Broken:
    """A draw that is not right, and the first thing wrong with it."""

    summary: DrawSummary
    words: Words


@dataclass(frozen=True, slots=True)
class AllChecked:
    """What came of recomputing all draws."""

    count: int
    broken: tuple[Broken, ...]


def check_draw(draws: DrawQueries, draw_id: UUID) -> Checked:
    """Recompute the draw from its record and the centre's public key, and hold it against its registered hash."""
    try:
        check = draws.verify(draw_id)
        detail = draws.draw(draw_id)
        found = record_hash(detail.record)
    except (ValueError, TypeError, EvenhandError) as error:
        return Checked(draw_id, (CheckStep("form", _UNREADABLE, False, type(error).__name__),))
    registered = detail.summary.record_hash
    shown = found[:16] + "…" + ("" if found == registered else f" ≠ {registered[:16]}…")
    return Checked(draw_id, (*check.steps, CheckStep("stored", _STORED, found == registered, shown)))


def check_all(draws: DrawQueries, *, progress: Callable[[int, int], None]) -> AllChecked:
    """Recompute every draw, the newest first, and follow the chain from each to the one before it."""
    total = draws.count()
    broken: list[Broken] = []
    count, named_by_newer = 0, None
    after: DrawSummary | None = None
    while page := draws.draws(after):
        for row in page:
            progress(count, total)
            if named_by_newer is not None and named_by_newer != row.record_hash:
                broken.append(Broken(row, _UNLINKED))
            failed = next((step for step in check_draw(draws, row.id).steps if not step.ok), None)
            if failed is not None:
                broken.append(Broken(row, failed.words))
            named_by_newer = _previous(draws, row.id)
            count += 1
        after = page[-1]
    progress(count, max(total, count))
    return AllChecked(count, tuple(broken))


def _previous(draws: DrawQueries, draw_id: UUID) -> str | None:
    """The hash that the record names as its previous; None where that cannot be read (which is told already)."""
    try:
        given = draws.draw(draw_id).record["input"]["previous_record_hash"]
    except (ValueError, KeyError, TypeError):
        return None
    return str(given) if given else None
