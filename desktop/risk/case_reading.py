"""What the picture of one screening needs, read off the window's thread."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from core.app import App
from core.kernel.clock import local_date
from core.kernel.errors import BadInput
from core.kernel.words import Words
from core.risk.input_contract import InputSpec
from core.risk.repayment import Instalment, repayment_plan
from core.risk.screening import Screening
from core.risk.screening_list import ScreeningView
from core.risk.what_if import WhatIfRow


@dataclass(frozen=True, slots=True)
class PlanFigures:
    """A repayment plan in a few figures."""

    principal_fen: int
    count: int
    first: Instalment
    last: Instalment
    interest_fen: int
    simple_rate: Decimal
    irr: Decimal
    day_count: str


@dataclass(frozen=True, slots=True)
class CaseOfRisk:
    """One screening, the inputs its rule set knows, products by name, its plan, and what was asked before."""

    view: ScreeningView
    specs: tuple[InputSpec, ...]
    products: Mapping[str, Words]
    plan: PlanFigures | None
    asked: tuple[WhatIfRow, ...]


def read_case_of_risk(app: App, wanted: UUID | str) -> CaseOfRisk:
    """By the screening's id, or the newest of the case with this number."""
    view = app.risk.screening_of(wanted) if isinstance(wanted, str) else app.risk.screening(wanted)
    digest = view.screening.rule_set_hash
    rows = [row for row in app.risk.rule_sets() if row.content_hash == digest]
    specs = app.risk.rule_set(rows[0].id).inputs if rows else ()
    products = {
        choice: product.words
        for spec in specs
        if spec.name == "product"
        for choice in spec.choices
        if (product := app.catalogue.find(choice)) is not None
    }
    return CaseOfRisk(
        view, specs, products, plan_figures(view.screening), app.what_if.asked(view.line.case_id)
    )


def plan_figures(screening: Screening) -> PlanFigures | None:
    """What would be paid back, were the lesser of limit and amount paid out on the day of the screening."""
    asked = screening.application
    amount, months = asked.amount_fen, asked.term_months
    if screening.rate is None or not isinstance(amount, int) or not isinstance(months, int):
        return None
    try:
        plan = repayment_plan(
            min(screening.limit_fen, amount),
            screening.rate,
            months,
            str(asked.repayment),
            local_date(screening.as_of),
        )
    except BadInput:  # nothing would be lent
        return None
    rows = plan.instalments
    return PlanFigures(
        plan.principal_fen,
        len(rows),
        rows[0],
        rows[-1],
        plan.interest_fen,
        plan.simple_rate,
        plan.irr,
        plan.day_count,
    )
