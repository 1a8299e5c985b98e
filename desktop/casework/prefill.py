"""What the form starts with: what the limit advises, or what the opinion recommends."""

from __future__ import annotations

from core.cases.case_rows import CaseView
from core.cases.rules import Action, Outcome, Stage
from desktop.casework.drafts import Draft


def prefilled(view: CaseView) -> Draft:
    """Amount, term, rate and repayment to begin with; empty where nothing is advised."""
    opinion = view.judgement(Stage.REVIEW)
    deciding = bool(view.actions & {Action.DECIDE, Action.VOTE})
    if deciding and opinion is not None and opinion.outcome is Outcome.APPROVE:
        return Draft(
            amount=_plain_yuan(opinion.amount_fen),
            term=str(opinion.term_months),
            rate=opinion.rate,
            repayment=opinion.repayment,
        )
    result = view.screening.result if view.screening else {}
    limit = result.get("limit", {}).get("fen", 0)
    price = result.get("price")
    return Draft(
        amount=_plain_yuan(min(view.amount_fen, limit)) if limit else "",
        term=str(view.term_months),
        rate=price["rate"] if price else "",
        repayment=view.repayment,
    )


def _plain_yuan(fen: int) -> str:
    yuan, rest = divmod(fen, 100)
    return f"{yuan}.{rest:02d}" if rest else str(yuan)
