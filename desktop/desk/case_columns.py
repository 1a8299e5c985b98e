"""How a case looks as a row of a list: the same columns wherever cases are listed."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication

from core.cases.queries import CaseRow
from core.cases.rules import Status
from core.kernel.words import Words
from desktop import i18n
from desktop.casework import case_text
from desktop.widgets.table import Column

_STATUS_KINDS = {
    Status.REFUSED: "red",
    Status.RETURNED: "amber",
    Status.APPROVED: "ok",
    Status.DECLINED: "red",
    Status.IN_REVIEW: "accent",
    Status.IN_APPROVAL: "accent",
}


def waiting_columns(now: Callable[[], int]) -> list[Column]:
    """What is dealt to me: the time it has waited first, since it says what to take. ``now`` by the centre."""

    def waited(row: CaseRow) -> tuple[str, str]:
        waits = max(0, now() - row.since)
        return case_text.span(waits), "amber" if waits > case_text.LONG_WAIT else ""

    return [Column("since", _waits, 112, kind="chip", value=waited), *_what_it_is()]


def standing_columns() -> list[Column]:
    """All cases, and where each stands since when."""
    return [
        *_what_it_is(),
        Column("status", _status, 160, kind="chip", value=_standing),
        Column("since", _since, 116, kind="instant", ink="second", gives_way=True),
    ]


def _what_it_is() -> list[Column]:
    return [
        Column("number", _number, 142, ink="second", match=True),
        Column("applicant_name", _applicant, 88, match=True),
        Column("product_words", _product, 184),
        Column("amount_fen", _amount, 104, kind="money", align_right=True),
        Column("term_months", _term, 96, kind="number", align_right=True),
        Column("outcome", _risk, 124, kind="chip", value=_outcome),
        Column("place", _place, 0, value=_where),
    ]


def case_key(row: CaseRow) -> CaseRow:
    """Pages of cases go on from the last row of the page before."""
    return row


def _where(row: CaseRow) -> str:
    """The village first: the institution is in the number already, and the end may be cut."""
    return f"{i18n.in_short(row.village)} · {i18n.in_short(row.institution)}"


def _outcome(row: CaseRow) -> tuple[str | Words, str]:
    if row.outcome is None:
        return Words("筛查中", "Screening"), "neutral"
    code = row.outcome
    return case_text.OUTCOME_WORDS.get(code, code), case_text.OUTCOME_TONES.get(code, "neutral")


def _standing(row: CaseRow) -> tuple[Words, str]:
    return row.status.words, _STATUS_KINDS.get(row.status, "neutral")


def _number() -> str:
    return QCoreApplication.translate("CaseColumns", "Case number")


def _applicant() -> str:
    return QCoreApplication.translate("CaseColumns", "Applicant")


def _place() -> str:
    return QCoreApplication.translate("CaseColumns", "Village and institution")


def _product() -> str:
    return QCoreApplication.translate("CaseColumns", "Product")


def _amount() -> str:
    return QCoreApplication.translate("CaseColumns", "Amount (¥)")


def _term() -> str:
    return QCoreApplication.translate("CaseColumns", "Months")


def _risk() -> str:
    return QCoreApplication.translate("CaseColumns", "Screening")


def _status() -> str:
    return QCoreApplication.translate("CaseColumns", "Status")


def _waits() -> str:
    return QCoreApplication.translate("CaseColumns", "Waiting")


def _since() -> str:
    return QCoreApplication.translate("CaseColumns", "Since")
