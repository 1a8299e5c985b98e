"""What is said of a record: how long it is kept, from when that counts, and by which line of which policy."""

from __future__ import annotations

from core.archive.queries import DossierRecord
from core.archive.retention import CountedFrom, counted_by_outcome
from core.archive.rules import is_period, kept_until, period_of, period_words
from core.kernel.clock import local_date
from core.kernel.words import Words


def retention_words(record: DossierRecord) -> Words:
    """The period, and until when: a loan's record from its settlement, at least so long from the decision."""
    if not is_period(record.retention):
        return period_words(record.retention)
    period, row, by = period_of(record.retention), record.row, record.policy_place
    if period.years is None:
        return period.words
    counted = by.counted_from if by is not None else counted_by_outcome(row.outcome.value)
    last = record.due_on or kept_until(period, local_date(row.decided_at))
    if counted is CountedFrom.SETTLEMENT and not record.settled_on:
        return Words(
            f"{period.words.zh}，自结清起，至少到 {last}",
            f"{period.words.en} from settlement, at least until {last}",
        )
    return Words(f"{period.words.zh}，至 {last}", f"{period.words.en}, until {last}")


def policy_words(record: DossierRecord) -> Words:
    """By which line of which policy it has its period; how else it came to it."""
    by = record.policy_place
    if by is not None:
        return Words(f"第 {by.number} 号规定第 {by.place} 条", f"Policy {by.number}, line {by.place}")
    if record.origin is not None:
        return Words("随导入档案而来", "Came with the imported record")
    return Words("封存时尚无规定在案", "Sealed before a policy was on record")
