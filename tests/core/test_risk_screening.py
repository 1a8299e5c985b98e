"""Screening as a whole: it explains itself, collects every cause, and is closed when in doubt."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.kernel.canonical import canonical_bytes, canonical_hash
from core.kernel.clock import DAY, parse_instant
from core.kernel.errors import BadInput, Tampered
from core.risk.explanation import CATEGORIES, Application
from core.risk.rule_set import TABLES, compile_rule_set, default_rule_set, rule_set_texts
from core.risk.rule_tables import HEAD_FILE, read_folder
from core.risk.rules import InputValue, Screening, application_from_package, inputs_from_package, screen
from core.risk.screening_speed import invented_households, measure_screening
from tests.core.risk_households import APPLICATION, AS_OF, GOOD, household, with_item, without

SOURCE = Path(__file__).resolve().parents[2] / "resources" / "rule_sets" / "2026-11"
RULES = default_rule_set()
NAMES = [spec.name for spec in RULES.required_inputs]
REFUSALS: dict[str, tuple[str, dict[str, Any]]] = {
    "CB01": ("credit-bureau", {"credit_current_overdue_fen": 50_000}),
    "CB02": ("credit-bureau", {"credit_overdue_90d_count": 2}),
    "CB03": ("credit-bureau", {"credit_queries_6m": 20}),
    "CS01": ("court-spending-limit", {"court_spending_limit": True}),
    "CD01": ("court-dishonest", {"court_dishonest": True}),
    "AF01": ("anti-fraud", {"external_fraud_score": 800}),
    "MB01": ("multi-borrowing", {"multi_loan_institutions": 6}),
    "MB03": ("multi-borrowing", {"multi_loan_balance_fen": 20_000_000}),
}


def screened(**changed: Any) -> Screening:
    return screen(RULES, APPLICATION, household(**changed), AS_OF)


def round_trip(screening: Screening) -> Screening:
    return Screening.from_json(json.loads(canonical_bytes(screening.to_json())))


def test_a_good_household_passes_with_points_limit_and_price() -> None:
    screening = screened()
    assert screening.outcome == "pass"
    assert not screening.causes
    assert not screening.doubts
    assert not screening.findings
    assert screening.score.points == screening.score.base_points + sum(
        p.points for p in screening.score.parts
    )
    assert screening.score.band is not None
    assert screening.score.band.code == "A"
    assert screening.limit_fen == screening.limit_terms[-1].after_fen == 12_000_000
    assert screening.rate == Decimal("3.70")
    assert sum(term.percent for term in screening.price_terms) == screening.rate
    assert all(line.held is False for line in screening.trace)
    assert (screening.rule_set_version, screening.rule_set_hash) == (RULES.version, RULES.content_hash)


@pytest.mark.parametrize("code", REFUSALS)
def test_every_hard_reject_is_reached(code: str) -> None:
    category, changed = REFUSALS[code]
    screening = screened(**changed)
    assert screening.outcome == "refuse"
    assert [(cause.category, cause.code) for cause in screening.causes] == [(category, code)]
    assert screening.limit_fen == 0
    assert screening.limit_terms[-1].code == "refused"


def test_every_category_can_refuse() -> None:
    assert {category for category, _ in REFUSALS.values()} == set(CATEGORIES)


def test_conditions_of_one_rule_must_all_hold() -> None:
    assert screened(external_fraud_score=700, identity_face_score=400).outcome == "person"
    both = screened(external_fraud_score=700, identity_face_score=399)
    assert [cause.code for cause in both.causes] == ["AF02"]
    assert both.causes[0].inputs == ("external_fraud_score", "identity_face_score")


@given(st.sets(st.sampled_from(sorted(REFUSALS))))
def test_a_refusal_lists_every_cause(codes: set[str]) -> None:
    changed: dict[str, Any] = {}
    for code in codes:
        changed |= REFUSALS[code][1]
    screening = screened(**changed)
    # MB02 joins where many lenders meet a large balance.
    expected = codes | ({"MB02"} if {"MB01", "MB03"} <= codes else set())
    assert {cause.code for cause in screening.causes} == expected
    assert screening.outcome == ("refuse" if codes else "pass")


SPOILT: dict[str, Any] = {
    "missing": lambda name, inputs: without(name, inputs),
    "null": lambda name, inputs: with_item(name, inputs, value=None),
    "type": lambda name, inputs: with_item(name, inputs, value="1"),
    "source": lambda name, inputs: with_item(name, inputs, source="somebody"),
    "serial": lambda name, inputs: with_item(name, inputs, serial=None),
    "time": lambda name, inputs: with_item(name, inputs, at="2026"),
    "future": lambda name, inputs: with_item(name, inputs, at=AS_OF + 1),
    "stale": lambda name, inputs: with_item(name, inputs, at=AS_OF - 366 * DAY),
    "duplicate": lambda name, inputs: (*inputs, next(item for item in inputs if item.name == name)),
}


#: What is no proper value of any input, whatever its type; text that looks like one of its choices is not among them.
NASTY: tuple[Any, ...] = (
    "", " ", "0", "１２", "٣", "true", "False", "NaN", "null", "0x10", "1e3", "\ud800", "a\x00b", "否", "９９９９",
    0.0, -0.0, 1.0, float("nan"), float("inf"), -float("inf"), Decimal(1), 10**30, -(10**30), 2**63, -(2**53), b"1", [], {}, [0], {"value": 0},
    object(), type, Ellipsis,
)  # fmt: skip
ODD_STAMPS: tuple[dict[str, Any], ...] = (
    {"serial": ""}, {"serial": " \t"}, {"serial": 7}, {"serial": []}, {"at": True}, {"at": float(AS_OF)}, {"at": -1},
    {"at": AS_OF + 1}, {"at": 10**30}, {"at": -(10**30)}, {"at": float("nan")}, {"at": None}, {"source": None},
    {"source": ""}, {"source": "Court"}, {"source": ["court"]},
)  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_nothing_that_is_no_proper_value_ever_passes(name: str) -> None:
    """Digits of other scripts, text for numbers, truth as text or number, numbers without bound, odd stamps."""
    for spoilt in [*({"value": value} for value in NASTY), *ODD_STAMPS]:
        screening = screen(RULES, APPLICATION, with_item(name, household(), **spoilt), AS_OF)
        assert screening.outcome == "person" and name in {doubt.input for doubt in screening.doubts}, spoilt
        canonical_bytes(screening.to_json())  # and it can be put on record


@pytest.mark.parametrize("name", [one for one in Application.__slots__ if one != "institution"])
def test_no_odd_fact_of_an_application_passes(name: str) -> None:
    for value in (None, True, -(10**9), *NASTY):
        screening = screen(RULES, replace(APPLICATION, **{name: value}), household(), AS_OF)
        assert screening.outcome == "person" and screening.doubts, value
        canonical_bytes(screening.to_json())


@pytest.mark.parametrize("kind", SPOILT)
@pytest.mark.parametrize("name", NAMES)
def test_a_spoilt_input_goes_to_a_person_and_says_why(name: str, kind: str) -> None:
    screening = screen(RULES, APPLICATION, SPOILT[kind](name, household()), AS_OF)
    assert screening.outcome == "person"
    assert [(doubt.input, doubt.kind) for doubt in screening.doubts] == [(name, kind)]
    words = next(spec.words for spec in RULES.inputs if spec.name == name)
    assert words.zh in screening.doubts[0].words.zh
    assert words.en in screening.doubts[0].words.en
    assert screening.limit_fen == 0
    assert screening.rate is None
    assert round_trip(screening) == screening


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    "value",
    [float("nan"), 1.0, Decimal(1), -1, 1 << 60, 1 << 40000, [], {}, "\ud800", b"x"],
    ids=lambda value: type(value).__name__,
)
def test_no_wrong_value_passes(name: str, value: object) -> None:
    screening = screen(RULES, APPLICATION, with_item(name, household(), value=value), AS_OF)
    assert screening.outcome == "person"
    assert [doubt.input for doubt in screening.doubts] == [name]
    assert round_trip(screening) == screening


def test_a_boolean_is_no_number_and_a_number_no_boolean() -> None:
    for name, good in GOOD.items():
        other = 0 if isinstance(good, bool) else False
        screening = screen(RULES, APPLICATION, with_item(name, household(), value=other), AS_OF)
        assert [doubt.kind for doubt in screening.doubts] == ["type"], name


@pytest.mark.parametrize("name", NAMES)
def test_freshness_is_exact_to_the_microsecond(name: str) -> None:
    fresh = next(spec.fresh for spec in RULES.inputs if spec.name == name)
    assert fresh is not None
    on_time = screen(RULES, APPLICATION, with_item(name, household(), at=AS_OF - fresh), AS_OF)
    late = screen(RULES, APPLICATION, with_item(name, household(), at=AS_OF - fresh - 1), AS_OF)
    assert (on_time.outcome, late.outcome) == ("pass", "person")


@pytest.mark.parametrize("field", [name for name in Application.__slots__ if name != "institution"])
@pytest.mark.parametrize("value", [None, "nonsense", 3.5, True, -1_000, 10**30, [1]])
def test_a_wrong_application_never_passes(field: str, value: object) -> None:
    screening = screen(RULES, replace(APPLICATION, **{field: value}), household(), AS_OF)
    assert screening.outcome == "person"
    assert [doubt.input for doubt in screening.doubts] == [field]
    assert round_trip(screening) == screening


@pytest.mark.parametrize("name", ["age", "debt_service_permille", "unheard_of", "", None, 7, [1]])
def test_an_input_nobody_asked_for_goes_to_a_person(name: Any) -> None:
    extra = InputValue(name, 1, "application", "样本", AS_OF)
    screening = screen(RULES, APPLICATION, (*household(), extra), AS_OF)
    assert screening.outcome == "person"
    assert [doubt.kind for doubt in screening.doubts] == ["unknown"]
    assert round_trip(screening) == screening


def test_a_reject_holds_even_beside_a_doubt_and_both_are_listed() -> None:
    inputs = without("credit_queries_6m", household(court_dishonest=True))
    screening = screen(RULES, APPLICATION, inputs, AS_OF)
    assert screening.outcome == "refuse"
    assert [cause.code for cause in screening.causes] == ["CD01"]
    assert [doubt.input for doubt in screening.doubts] == ["credit_queries_6m"]
    left_open = {line.code for line in screening.trace if line.held is None}
    assert left_open == {"CB03", "CB13"}


def test_a_stale_bad_report_does_not_refuse_but_is_doubted() -> None:
    inputs = with_item("court_dishonest", household(), value=True, at=AS_OF - 8 * DAY)
    screening = screen(RULES, APPLICATION, inputs, AS_OF)
    assert (screening.outcome, screening.causes) == ("person", ())


def test_a_rule_set_not_in_force_decides_nothing() -> None:
    early = parse_instant("2025-05-31T23:59:59.999999+08:00")
    inputs = tuple(replace(item, at=early) for item in household())
    screening = screen(RULES, APPLICATION, inputs, early)
    assert screening.outcome == "person"
    assert [doubt.kind for doubt in screening.doubts] == ["not-in-force"]
    assert (
        screen(RULES, APPLICATION, tuple(replace(i, at=early + 1) for i in inputs), early + 1).outcome
        == "pass"
    )


def test_a_black_list_costs_points_and_goes_to_a_person() -> None:
    screening = screen(RULES, replace(APPLICATION, appraisal_list="black"), household(), AS_OF)
    assert screening.outcome == "person"
    assert {"AP11", "nil-limit"} <= {finding.code for finding in screening.findings}
    assert screening.reasons[0].code == "appraisal_list"
    assert screening.reasons[0].lost == 180


def test_a_low_band_needs_a_person() -> None:
    screening = screened(
        appraisal_score=100, years_in_business=1, household_income_fen=2_000_000, external_fraud_score=590,
        credit_queries_6m=9, multi_loan_institutions=2, household_debt_monthly_fen=85_000,
    )  # fmt: skip
    assert "band-D" not in {finding.code for finding in screening.findings}
    worse = screen(
        RULES, replace(APPLICATION, age=20, appraisal_list="grey"), household(appraisal_score=100), AS_OF
    )
    assert worse.outcome == "person"
    assert len(screening.reasons) == 4
    lost = [part.lost for part in screening.reasons]
    assert lost == sorted(lost, reverse=True)


VALUES = {
    spec.name: st.booleans()
    if spec.type == "bool"
    else st.one_of(st.integers(spec.lower, spec.upper), st.integers(spec.lower, min(spec.upper, 30)))
    for spec in RULES.required_inputs
}
APPLICATIONS = st.builds(
    Application,
    **{
        spec.name: st.sampled_from(spec.choices)
        if spec.type == "text"
        else st.integers(spec.lower, spec.upper)
        for spec in RULES.inputs
        if spec.source == "application"
    },
)


@settings(max_examples=200, deadline=None)
@given(APPLICATIONS, st.fixed_dictionaries(VALUES), st.data())
def test_anything_replays_to_the_same_bytes_and_doubt_never_helps(
    application: Application, values: dict[str, Any], data: st.DataObject
) -> None:
    inputs = household(**values)
    first = screen(RULES, application, inputs, AS_OF)
    again = screen(RULES, application, list(inputs), AS_OF)
    assert canonical_bytes(first.to_json()) == canonical_bytes(again.to_json())
    assert round_trip(first) == first == again
    assert not first.doubts
    assert (first.outcome == "refuse") == bool(first.causes)
    assert first.outcome != "pass" or not first.findings
    assert 0 <= first.limit_fen <= application.amount_fen  # type: ignore[operator]
    assert first.rate is not None
    assert sum(term.percent for term in first.price_terms) == first.rate
    name = data.draw(st.sampled_from(NAMES))
    kind = data.draw(st.sampled_from(sorted(SPOILT)))
    spoilt = screen(RULES, application, SPOILT[kind](name, inputs), AS_OF)
    assert spoilt.outcome != "pass"
    assert spoilt.limit_fen == 0
    assert set(spoilt.causes) <= set(first.causes)
    assert {cause for cause in first.causes if name not in cause.inputs} <= set(spoilt.causes)


BETTER_WHEN_LOWER = (
    "credit_current_overdue_fen", "credit_overdue_90d_count", "credit_queries_6m", "external_fraud_score",
    "multi_loan_institutions", "multi_loan_balance_fen", "household_debt_monthly_fen",
)  # fmt: skip
BETTER_WHEN_HIGHER = ("household_income_fen", "years_in_business", "appraisal_score")


@settings(max_examples=200, deadline=None)
@given(APPLICATIONS, st.fixed_dictionaries(VALUES), st.data())
def test_worse_facts_never_earn_points_limit_or_a_lower_rate(
    application: Application, values: dict[str, Any], data: st.DataObject
) -> None:
    name = data.draw(st.sampled_from(BETTER_WHEN_LOWER + BETTER_WHEN_HIGHER))
    one, two = sorted((values[name], data.draw(VALUES[name])))
    good, bad = (one, two) if name in BETTER_WHEN_LOWER else (two, one)
    better = screen(RULES, application, household(**{**values, name: good}), AS_OF)
    worse = screen(RULES, application, household(**{**values, name: bad}), AS_OF)
    assert worse.score.points <= better.score.points
    assert worse.limit_fen <= better.limit_fen
    assert worse.rate is not None
    assert better.rate is not None
    assert worse.rate >= better.rate
    assert {c.code for c in better.causes} <= {c.code for c in worse.causes}


def test_the_record_explains_itself_and_shows_changed_inputs() -> None:
    record = screened(court_dishonest=True, credit_queries_6m=7).to_json()
    assert record["causes"][0]["zh"] == "被法院列为失信被执行人"
    assert {"kind": "reject", "code": "CD01", "condition": "court_dishonest = yes",
            "values": [["court_dishonest", True]], "held": True} in record["trace"]  # fmt: skip
    record["given"]["inputs"][0]["value"] = 4
    with pytest.raises(Tampered):
        Screening.from_json(record)
    with pytest.raises(BadInput):
        Screening.from_json({"schema": "evenhand/screening/1"})
    with pytest.raises(BadInput):
        Screening.from_json({})


def test_values_are_told_the_way_people_read_them() -> None:
    parts = {part.code: part for part in screened(credit_queries_6m=4).score.parts}
    assert parts["income"].value_text.zh == "120,000.00 元"
    assert parts["debt_service"].value_text.en == "5.0 %"
    assert parts["queries_6m"].value_text.zh == "4 次"
    assert parts["appraisal_list"].value_text.zh == "白名单"
    assert parts["queries_6m"].value_words.en == "3 to 5"


def test_input_hash_covers_every_field_of_every_input() -> None:
    base = screened().input_hash
    for change in ({"value": 2}, {"source": "x"}, {"serial": "x"}, {"at": AS_OF - 1}, {"name": "x"}):
        changed = screen(RULES, APPLICATION, with_item("credit_queries_6m", household(), **change), AS_OF)
        assert changed.input_hash != base
    assert screen(RULES, replace(APPLICATION, age=45), household(), AS_OF).input_hash != base


def package(**changed: Any) -> dict[str, Any]:
    return {
        "product": "greenhouse", "amount_fen": 12_000_000, "term_months": 36, "repayment": "equal-instalment",
        "institution": "yaodu",
        "applicant": {"birth_date": "1982-11-24"}, "appraisal": {"list": "white"},
        "risk_inputs": [
            {"name": item.name, "value": item.value, "source": item.source, "serial": item.serial,
             "at": "2026-11-24T08:05:00+08:00"}
            for item in household()
        ],
        **changed,
    }  # fmt: skip


def test_a_case_package_is_read_as_delivered() -> None:
    case = json.loads(json.dumps(package()))
    application = application_from_package(case, AS_OF, 0)
    assert application == APPLICATION
    assert screen(RULES, application, inputs_from_package(case), AS_OF) == screened()


@pytest.mark.parametrize(
    ("born", "moment", "age"),
    [
        ("1982-11-24", "2026-11-24T00:00:00+08:00", 44),
        ("1982-11-24", "2026-11-23T23:59:59+08:00", 43),
        ("1982-11-24", "2026-11-23T16:00:00+00:00", 44),
        ("2004-02-29", "2022-02-28T12:00:00+08:00", 17),
        ("2004-02-29", "2022-03-01T12:00:00+08:00", 18),
        ("1982-13-01", "2026-11-24T00:00:00+08:00", None),
        (None, "2026-11-24T00:00:00+08:00", None),
    ],
)
def test_age_is_counted_by_the_day_in_china(born: Any, moment: str, age: int | None) -> None:
    case = package(applicant={"birth_date": born})
    assert application_from_package(case, parse_instant(moment)).age == age


@pytest.mark.parametrize("broken", [{"risk_inputs": None}, {"risk_inputs": "x"}, {"risk_inputs": [1]},
                                    {"applicant": None}, {"appraisal": None}])  # fmt: skip
def test_a_broken_package_goes_to_a_person(broken: dict[str, Any]) -> None:
    case = package(**broken)
    screening = screen(RULES, application_from_package(case, AS_OF, 0), inputs_from_package(case), AS_OF)
    assert screening.outcome == "person"
    assert round_trip(screening) == screening


@pytest.mark.parametrize("institution", [None, "hongtong", 3.5, [1], "\ud800"])
def test_no_rule_looks_at_the_institution_yet_the_record_holds_it(institution: object) -> None:
    screening = screen(RULES, replace(APPLICATION, institution=institution), household(), AS_OF)
    assert screening.outcome == "pass"
    assert round_trip(screening) == screening


@pytest.mark.parametrize("add_on", [-50, -10, 1, 25, 150])
def test_what_the_institution_adds_is_a_term_of_the_price(add_on: int) -> None:
    plain = screened()
    dearer = screen(RULES, replace(APPLICATION, institution_add_on=add_on), household(), AS_OF)
    assert plain.rate is not None and dearer.rate is not None
    assert "institution" not in {term.code for term in plain.price_terms}
    (term,) = [one for one in dearer.price_terms if one.code == "institution"]
    assert term.percent == Decimal(add_on) / 100
    # Whatever floor or cap took back stands as a term as well, so that the terms add up.
    assert sum(one.percent for one in dearer.price_terms) == dearer.rate
    bounds = sum(one.percent for one in dearer.price_terms if one.code in ("floor", "cap"))
    assert dearer.rate == plain.rate + term.percent + bounds
    assert round_trip(dearer) == dearer


def test_rules_and_records_from_before_the_add_on_stand_as_they_were() -> None:
    texts = rule_set_texts(SOURCE)
    rows = texts["inputs.csv"].splitlines(keepends=True)
    before = compile_rule_set(
        {**texts, "inputs.csv": "".join(row for row in rows if not row.startswith("institution_add_on"))}
    )
    old = Application(*(getattr(APPLICATION, name) for name in Application.__slots__[:6]))
    record = screen(before, old, household(), AS_OF).to_json()
    assert set(record["given"]["application"]) == set(Application.__slots__[:6])
    read = Screening.from_json(record)
    assert screen(before, read.application, read.inputs, read.as_of).to_json() == record
    # The new rules ask, and nobody said: a person looks.
    assert [one.input for one in screen(RULES, old, household(), AS_OF).doubts] == ["institution_add_on"]


def test_times_without_an_offset_are_doubted() -> None:
    case = package()
    case["risk_inputs"][3]["at"] = "2026-11-24T08:05:00"
    screening = screen(RULES, APPLICATION, inputs_from_package(case), AS_OF)
    assert [doubt.kind for doubt in screening.doubts] == ["time"]


@settings(max_examples=100, deadline=None)
@given(APPLICATIONS, st.fixed_dictionaries(VALUES), st.randoms())
def test_order_does_not_matter_and_one_doubt_changes_no_other_reading(
    application: Application, values: dict[str, Any], chance: random.Random
) -> None:
    inputs = list(household(**values))
    in_order = screen(RULES, application, inputs, AS_OF)
    chance.shuffle(inputs)
    shuffled = screen(RULES, application, inputs, AS_OF)
    assert shuffled._replace(inputs=in_order.inputs) == in_order
    extra = InputValue("unheard_of", 1, "declared", "1", AS_OF)
    doubted = screen(RULES, application, [*inputs, extra], AS_OF)
    assert (doubted.values, doubted.causes, doubted.held) == (in_order.values, in_order.causes, in_order.held)
    assert doubted.score == in_order.score


def test_speed_is_measured_on_households_of_every_outcome() -> None:
    speed = measure_screening(count=400, repeats=1)
    assert set(speed.outcomes) == {"pass", "person", "refuse"}
    assert sum(speed.outcomes.values()) == speed.households == 400
    assert invented_households(RULES, 3, seed=1) == invented_households(RULES, 3, seed=1)


REPLAY = """
from core.kernel.canonical import canonical_hash
from core.risk.rule_set import default_rule_set
from core.risk.rules import screen
from tests.core.risk_households import APPLICATION, AS_OF, household
print(canonical_hash(screen(default_rule_set(), APPLICATION, household(court_dishonest=True), AS_OF).to_json()))
"""


def test_another_process_replays_the_same_bytes() -> None:
    root = Path(__file__).resolve().parents[2]
    here = canonical_hash(screened(court_dishonest=True).to_json())
    for seed in ("1", "2"):
        run = subprocess.run(
            [sys.executable, "-c", REPLAY], cwd=root, env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        assert run.stdout.strip() == here


def test_an_optional_input_may_be_missing_but_not_broken() -> None:
    texts = read_folder(SOURCE, (HEAD_FILE, *TABLES))
    texts["inputs.csv"] += "photo_reuse_count,int,times,photo,30,no,0,1000,,照片重复次数,Photos used before\n"
    rules = compile_rule_set(texts)
    assert "photo_reuse_count" not in {spec.name for spec in rules.required_inputs}
    assert screen(rules, APPLICATION, household(rules), AS_OF).outcome == "pass"
    fine = InputValue("photo_reuse_count", 0, "photo", "1", AS_OF)
    assert screen(rules, APPLICATION, (*household(rules), fine), AS_OF).outcome == "pass"
    for broken in (
        replace(fine, value=None),
        replace(fine, at=AS_OF - 31 * DAY),
        replace(fine, source="court"),
    ):
        assert screen(rules, APPLICATION, (*household(rules), broken), AS_OF).outcome == "person"
