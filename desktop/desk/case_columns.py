"""How a case looks as a row of a list: the same columns wherever cases are listed."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from core.cases.queries import CaseRow
from core.cases.rules import Status
from core.kernel.words import Words
from core.risk.explanation import OUTCOMES
from desktop.widgets.table import Column

_OUTCOME_KINDS = {"pass": "ok", "person": "amber", "refuse": "red"}
_STATUS_KINDS = {
    Status.REFUSED: "red",
    Status.RETURNED: "amber",
    Status.APPROVED: "ok",
    Status.DECLINED: "red",
    Status.IN_REVIEW: "accent",
    Status.IN_APPROVAL: "accent",
}
_SHORT_OUTCOME = {
    "pass": Words("规则通过", "Passes"),
    "person": Words("人工判断", "To a person"),
    "refuse": Words("规则拒绝", "Refused"),
}


def case_columns(*, waiting: bool) -> list[Column]:
    """Columns of a list of cases; ``waiting`` shows what is dealt to me, else where each case stands."""
    columns = [
        Column("number", _number, 172, ink="second"),
        Column("applicant_name", _applicant, 110, match=True),
        Column("place", _place, 0, value=_where),
        Column("product_words", _product, 150),
        Column("amount_fen", _amount, 118, kind="money", align_right=True),
        Column("term_months", _term, 96, kind="number", align_right=True),
        Column("outcome", _risk, 104, kind="chip", value=_outcome),
    ]
    if not waiting:
        columns.append(Column("status", _status, 118, kind="chip", value=_standing))
    columns.append(Column("since", _since, 140, kind="instant", ink="second"))
    return columns


def case_key(row: CaseRow) -> CaseRow:
    """Pages of cases go on from the last row of the page before."""
    return row


def _where(row: CaseRow) -> Words:
    return Words(
        f"{row.institution.zh.removesuffix('（样本）')} · {row.village.zh.removesuffix('（样本）')}",
        f"{row.institution.en.removesuffix(' (specimen)')} · {row.village.en.removesuffix(' (specimen)')}",
    )


def _outcome(row: CaseRow) -> tuple[Words, str]:
    if row.outcome is None:
        return Words("筛查中", "Screening"), "neutral"
    return _SHORT_OUTCOME.get(row.outcome, OUTCOMES["person"]), _OUTCOME_KINDS.get(row.outcome, "neutral")


def _standing(row: CaseRow) -> tuple[Words, str]:
    return row.status.words, _STATUS_KINDS.get(row.status, "neutral")


def _number() -> str:
    return QCoreApplication.translate("CaseColumns", "Case number")


def _applicant() -> str:
    return QCoreApplication.translate("CaseColumns", "Applicant")


def _place() -> str:
    return QCoreApplication.translate("CaseColumns", "Institution and village")


def _product() -> str:
    return QCoreApplication.translate("CaseColumns", "Product")


def _amount() -> str:
    return QCoreApplication.translate("CaseColumns", "Amount (yuan)")


def _term() -> str:
    return QCoreApplication.translate("CaseColumns", "Months")


def _risk() -> str:
    return QCoreApplication.translate("CaseColumns", "Screening")


def _status() -> str:
    return QCoreApplication.translate("CaseColumns", "Status")


def _since() -> str:
    return QCoreApplication.translate("CaseColumns", "Since")
