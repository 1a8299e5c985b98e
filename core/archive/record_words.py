"""What is said of a record: how long it is kept."""

from __future__ import annotations

from core.archive.queries import DossierRow
from core.archive.rules import HOUSE_RETENTION, RecordOutcome, RetentionPeriod, kept_until
from core.kernel.clock import local_date
from core.kernel.errors import BadInput
from core.kernel.words import Words


def retention_words(code: str, row: DossierRow) -> Words:
    """The period, and until when, or from when it counts: a loan's record from its settlement."""
    try:
        period: RetentionPeriod = HOUSE_RETENTION.period(code)
    except BadInput:  # a period of an earlier policy is shown by its code
        return Words(code, code)
    if period.years is None:
        return period.words
    last = kept_until(period, local_date(row.decided_at))
    if row.outcome is RecordOutcome.APPROVE:
        return Words(
            f"{period.words.zh}，自结清起，至少到 {last}",
            f"{period.words.en} from settlement, at least until {last}",
        )
    return Words(f"{period.words.zh}，至 {last}", f"{period.words.en}, until {last}")
