"""How fast screening is, and where its time goes: measured on this machine, in processor time of one core."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from core.kernel.canonical import canonical_bytes
from core.kernel.clock import HOUR
from core.risk.explanation import Application, InputValue
from core.risk.input_contract import InputSpec
from core.risk.rule_set import RuleSet, default_rule_set
from core.risk.rules import screen

_AS_OF = 1_795_482_300_000_000

Household = tuple[Application, tuple[InputValue, ...]]


@dataclass(frozen=True, slots=True)
class ScreeningSpeed:
    """Screenings a second with the whole explanation and trace, and microseconds per step."""

    households: int
    outcomes: dict[str, int]
    per_second: int
    stored_per_second: int
    steps_us: dict[str, float]


def invented_households(rule_set: RuleSet, count: int, seed: int) -> list[Household]:
    """``count`` invented households whose every input is in order; the same ones for the same seed."""
    chance = random.Random(seed)
    asked = [spec for spec in rule_set.inputs if spec.source == "application"]
    households = []
    for number in range(count):
        application = Application(**{spec.name: _invented(spec, chance) for spec in asked})
        # As sources deliver: one serial and one time for everything that a source says of a household.
        stamps = {spec.source: (spec.source, f"SPECIMEN-{number}", _AS_OF - HOUR) for spec in rule_set.inputs}
        inputs = tuple(
            InputValue(spec.name, _invented(spec, chance), *stamps[spec.source])
            for spec in rule_set.required_inputs
        )
        households.append((application, inputs))
    return households


def _invented(spec: InputSpec, chance: random.Random) -> int | str | bool:
    """Mostly sound, sometimes anything: about what a county's applications look like to the engine."""
    if spec.type == "bool":
        return chance.random() < 0.005
    if spec.type == "text":
        sound = [choice for choice in spec.choices if choice not in ("grey", "black", "none")]
        return chance.choice(spec.choices if chance.random() < 0.1 else sound)
    if chance.random() < 0.01:
        return chance.randint(spec.lower, spec.upper)
    lower, upper = _SOUND.get(spec.name, (spec.lower, spec.lower))
    return chance.randint(lower, upper)


_SOUND = {
    "institution_add_on": (-10, 25),
    "amount_fen": (2_000_000, 20_000_000),
    "term_months": (6, 36),
    "age": (24, 62),
    "credit_queries_6m": (0, 6),
    "external_fraud_score": (40, 450),
    "multi_loan_institutions": (0, 2),
    "multi_loan_balance_fen": (0, 3_000_000),
    "household_income_fen": (4_000_000, 20_000_000),
    "household_debt_monthly_fen": (0, 150_000),
    "years_in_business": (1, 25),
    "appraisal_score": (550, 980),
    "appraisal_raters": (6, 14),
    "identity_face_score": (700, 990),
}


def measure_screening(count: int = 20_000, seed: int = 20_261_124, repeats: int = 3) -> ScreeningSpeed:
    """Screen ``count`` invented households ``repeats`` times over; the best run counts.

    ``per_second``: :func:`screen` alone, which gives causes, findings, points, limit, price and trace.
    ``stored_per_second``: the same with words, input hash and canonical bytes, as the record is stored.
    """
    rules = default_rule_set()
    households = invented_households(rules, count, seed)
    outcomes: dict[str, int] = {}
    for application, inputs in households:
        outcome = screen(rules, application, inputs, _AS_OF).outcome
        outcomes[outcome] = outcomes.get(outcome, 0) + 1
    whole = _best(households, lambda case: screen(rules, case[0], case[1], _AS_OF), repeats)
    few = [screen(rules, *case, _AS_OF) for case in households[: max(1, count // 20)]]
    records = [screening.to_json() for screening in few]
    to_json = _best(few, lambda screening: screening.to_json(), repeats)
    to_bytes = _best(records, canonical_bytes, repeats)
    return ScreeningSpeed(
        households=count,
        outcomes=outcomes,
        per_second=round(1e6 / whole),
        stored_per_second=round(1e6 / (whole + to_json + to_bytes)),
        steps_us={**_steps(rules, households, repeats), "whole screening": whole,
                  "to_json with input hash": to_json, "canonical bytes": to_bytes},
    )  # fmt: skip


def _steps(rules: RuleSet, households: list[Household], repeats: int) -> dict[str, float]:
    read = [rules.reader.read(*case, _AS_OF)[0] for case in households]
    scored = [(values, rules.scorecard.score(values)) for values in read]
    apart = [(asked, _stamped_apart(inputs)) for asked, inputs in households]
    return {
        "read inputs": _best(households, lambda case: rules.reader.read(case[0], case[1], _AS_OF), repeats),
        "read inputs, each stamped by itself": _best(
            apart, lambda case: rules.reader.read(case[0], case[1], _AS_OF), repeats
        ),
        "rules with trace": _best(read, rules.holds, repeats),
        "scorecard": _best(read, rules.scorecard.score, repeats),
        "limit": _best(scored, lambda pair: rules.limits.limit(pair[0], pair[1], False), repeats),
    }


def _stamped_apart(inputs: tuple[InputValue, ...]) -> tuple[InputValue, ...]:
    return tuple(replace(one, serial=f"{one.serial}-{n}", at=_AS_OF - n) for n, one in enumerate(inputs))


def _best(cases: list[Any], act: Callable[[Any], object], repeats: int) -> float:
    """Microseconds of processor time per case in the best of ``repeats`` runs."""
    return min(_once(cases, act) for _ in range(repeats)) / len(cases) * 1e6


def _once(cases: Iterable[Any], act: Callable[[Any], object]) -> float:
    began = time.process_time()
    for case in cases:
        act(case)
    return time.process_time() - began
