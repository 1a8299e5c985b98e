"""Screening: application and inputs against a rule set. Pure, deterministic, and closed when in doubt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import compress
from typing import Any

from core.kernel.clock import local_date
from core.kernel.words import Words
from core.risk.explanation import (
    PASS,
    PERSON,
    REFUSE,
    Application,
    Band,
    Cause,
    Doubt,
    Finding,
    InputValue,
    Limit,
)
from core.risk.limits import open_limit
from core.risk.rule_set import RuleSet
from core.risk.screening import Screening
from core.risk.sources import read_time

__all__ = [
    "Application",
    "InputValue",
    "Screening",
    "application_from_package",
    "inputs_from_package",
    "screen",
]

_new = tuple.__new__
_NIL_LIMIT = Finding("limit", "nil-limit", Words("核定额度为零，须人工判断", "The limit comes to nil"), ())


def screen(
    rule_set: RuleSet, application: Application, inputs: Sequence[InputValue], as_of: int
) -> Screening:
    """What ``rule_set`` says of ``application`` at ``as_of`` (microseconds). Raises nothing of its own.

    ``refuse`` where a hard reject holds, whatever else is in doubt; ``person`` where an input is in
    doubt or something was found; ``pass`` only where every input was accepted and nothing was found.
    """
    values, asked, given, doubts = rule_set.reader.read(application, inputs, as_of)
    if not rule_set.first_instant <= as_of < rule_set.end_instant:
        doubts = (*doubts, _not_in_force(rule_set))
    held = rule_set.held_where_known(values) if doubts else rule_set.holds(values)
    causes: tuple[Cause, ...] = ()
    findings: tuple[Finding, ...] = ()
    if held is not rule_set.none_holds and any(held):
        causes = tuple(compress(rule_set.causes, held))
        findings = tuple(compress(rule_set.findings, held[len(rule_set.causes) :]))
    if doubts:
        score, limit, price = rule_set.scorecard.score_what_is_known(values), open_limit(), None
    else:
        score = rule_set.scorecard.score(values)
        limit = rule_set.limits.limit(values, score, bool(causes))
        product, list_, repayment, months = rule_set.price_inputs(values)
        add_on = 0 if rule_set.add_on is None else values[rule_set.add_on]
        band: Band = score.band  # type: ignore[assignment]  # nothing is in doubt
        price = rule_set.prices.price(product, band.code, list_, repayment, months, add_on)
        if limit.fen == 0 or band.outcome == PERSON:
            findings = _found_by_result(findings, rule_set.band_findings.get(band.code), limit, bool(causes))
    outcome = REFUSE if causes else PERSON if doubts or findings else PASS
    # In the order of Screening's fields, past its own __new__, which costs as much as the whole tuple.
    return _new(Screening, (outcome, causes, doubts, findings, score, limit, price, rule_set.lines, held,
                            rule_set.names, values, asked, given, as_of, rule_set.mark))  # fmt: skip


def _found_by_result(
    findings: tuple[Finding, ...], in_band: Finding | None, limit: Limit, refused: bool
) -> tuple[Finding, ...]:
    """What score and limit themselves find: a band that needs a person, a limit of nothing."""
    if in_band is not None:
        findings = (*findings, in_band)
    if limit.fen == 0 and not refused:
        findings = (*findings, _NIL_LIMIT)
    return findings


def _not_in_force(rule_set: RuleSet) -> Doubt:
    return Doubt(
        "rule_set",
        "not-in-force",
        Words(
            f"规则集 {rule_set.version} 在筛查时间不生效，请人工判断。",
            f"Rule set {rule_set.version} is not in force at the time of the screening; a person must judge.",
        ),
    )


def application_from_package(
    case_json: Mapping[str, Any], as_of: int, add_on: int | None = None
) -> Application:
    """The application inside ``data/case.json``; the age is that of the birthday in China at ``as_of``.

    ``add_on`` is what the institution adds to the rate of the product (hundredths of a per cent), None where it
    does not offer it. Nothing is mended: what is missing or not a date becomes None, and the screening doubts it.
    """
    applicant, appraisal = case_json.get("applicant"), case_json.get("appraisal")
    born = applicant.get("birth_date") if isinstance(applicant, Mapping) else None
    return Application(
        product=case_json.get("product"),
        amount_fen=case_json.get("amount_fen"),
        term_months=case_json.get("term_months"),
        repayment=case_json.get("repayment"),
        age=age_at(born, as_of),
        appraisal_list=appraisal.get("list") if isinstance(appraisal, Mapping) else None,
        institution=case_json.get("institution"),
        institution_add_on=add_on,
    )


def age_at(birth_date: object, as_of: int) -> int | None:
    """Whole years lived on the day in China (民法典 on 周岁); born on 29 February: on 1 March. None: no date."""
    if not isinstance(birth_date, str):
        return None
    try:
        born = date.fromisoformat(birth_date)
    except ValueError:
        return None
    today = local_date(as_of)
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def inputs_from_package(case_json: Mapping[str, Any]) -> tuple[InputValue, ...]:
    """The risk inputs inside ``data/case.json``, as delivered; a time that cannot be read becomes None."""
    delivered = case_json.get("risk_inputs")
    if not isinstance(delivered, Sequence) or isinstance(delivered, str):
        return ()
    return tuple(_delivered(item) for item in delivered)


def _delivered(item: object) -> InputValue:
    if not isinstance(item, Mapping):
        return InputValue("", None, None, None, None)
    return InputValue(
        name=item.get("name"),  # type: ignore[arg-type]
        value=item.get("value"),
        source=item.get("source"),
        serial=item.get("serial"),
        at=read_time(item.get("at")),
    )
