"""Two engines, one rule set: they agree on everything, and a planted difference never goes unseen."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.kernel.clock import DAY, HOUR
from core.kernel.errors import BadInput, Unavailable
from core.risk.explanation import Application, InputValue
from core.risk.jdm import jdm_from_tables
from core.risk.risk_extra import import_extra
from core.risk.rule_set import TABLES, compile_rule_set, default_rule_set
from core.risk.rule_tables import HEAD_FILE, read_folder
from core.risk.rules import screen
from core.risk.screening_speed import invented_households
from core.risk.second_opinion import SecondOpinion
from tests.core.risk_households import APPLICATION, AS_OF, household, with_item, without

SOURCE = Path(__file__).resolve().parents[2] / "resources" / "rule_sets" / "2026-11"
TEXTS = read_folder(SOURCE, (HEAD_FILE, *TABLES))
RULES = default_rule_set()


def engine_there() -> bool:
    try:
        import_extra("zen")
    except Unavailable:
        return False
    return True


needs_zen = pytest.mark.skipif(
    not engine_there(), reason="zen-engine (optional extra “risk”) is not installed"
)


@pytest.fixture(scope="module")
def opinion() -> SecondOpinion:
    return SecondOpinion(TEXTS)


def edges(name: str) -> list[int]:
    """Values of an input at which some table changes its mind, and their neighbours."""
    spec = next(spec for spec in RULES.inputs if spec.name == name)
    found = {spec.lower, spec.upper}
    for rule in RULES.rules:
        found |= {c.threshold for c in rule.conditions if c.input == name and isinstance(c.threshold, int)}
    for one in RULES.scorecard.characteristics:
        if one.index == spec.index:
            found |= set(one.uppers or ())
    near = {value + step for value in found for step in (-1, 0, 1)}
    return sorted(value for value in near if spec.lower <= value <= spec.upper)


def sound(name: str) -> st.SearchStrategy[Any]:
    if name == "institution":  # no rule looks at it
        return st.sampled_from(["yaodu", None])
    spec = next(spec for spec in RULES.inputs if spec.name == name)
    if spec.type == "bool":
        return st.sampled_from([False, False, False, True])
    if spec.type == "text":
        return st.sampled_from(spec.choices)
    return st.one_of(
        st.sampled_from(edges(name)),
        st.integers(spec.lower, spec.upper),
        st.integers(spec.lower, min(spec.upper, 20_000_000)),
    )


APPLICATIONS = st.builds(Application, **{name: sound(name) for name in Application.__slots__})
HOUSEHOLDS = st.fixed_dictionaries({spec.name: sound(spec.name) for spec in RULES.required_inputs}).map(
    lambda values: household(None, **values)
)
JUNK = st.sampled_from([None, "", "5", -1, 10**15, True, 1.0, [], {}, "没有", "\ud800", 2**60])


@needs_zen
@settings(max_examples=300, deadline=None)
@given(APPLICATIONS, HOUSEHOLDS)
def test_sound_inputs_no_disagreement(application: Application, inputs: tuple[InputValue, ...]) -> None:
    assert not SHARED().check(application, inputs, AS_OF)


@needs_zen
@settings(max_examples=300, deadline=None)
@given(st.data(), APPLICATIONS, HOUSEHOLDS)
def test_unsound_inputs_no_disagreement_and_never_a_pass(
    data: st.DataObject, application: Application, inputs: tuple[InputValue, ...]
) -> None:
    items = list(inputs)
    for _ in range(data.draw(st.integers(1, 3))):
        if not items:
            break
        place = data.draw(st.integers(0, len(items) - 1))
        kind = data.draw(
            st.sampled_from(["lost", "twice", "value", "time", "source", "serial", "name", "application"])
        )
        if kind == "lost":
            del items[place]
        elif kind == "twice":
            items.append(items[place])
        elif kind == "application":
            application = replace(
                application, **{data.draw(st.sampled_from(Application.__slots__)): data.draw(JUNK)}
            )
        else:
            worse = AS_OF + HOUR if data.draw(st.booleans()) else AS_OF - 400 * DAY
            change = {
                "time": ("at", worse),
                "source": ("source", "rumour"),
                "serial": ("serial", None),
                "name": ("name", "吉祥数"),
            }
            field, value = change.get(kind, ("value", None))
            items[place] = replace(items[place], **{field: data.draw(JUNK) if kind == "value" else value})
    assert not SHARED().check(application, tuple(items), AS_OF)
    screening = screen(RULES, application, tuple(items), AS_OF)
    assert not screening.doubts or screening.outcome != "pass"


def SHARED() -> SecondOpinion:  # noqa: N802 hypothesis does not mix with fixtures of another scope
    if not _MADE:
        _MADE.append(SecondOpinion(TEXTS))
    return _MADE[0]


_MADE: list[SecondOpinion] = []


@needs_zen
def test_invented_book_no_disagreement(opinion: SecondOpinion) -> None:
    book = invented_households(RULES, 500, 3)
    assert [one for a, i in book for one in opinion.check(a, i, 1_795_482_300_000_000)] == []


@needs_zen
def test_before_it_is_in_force_both_say_so(opinion: SecondOpinion) -> None:
    early = RULES.first_instant - 1
    inputs = tuple(replace(item, at=early - HOUR) for item in household())
    assert screen(RULES, APPLICATION, inputs, early).outcome == "person"
    assert not opinion.check(APPLICATION, inputs, early)


PLANTED: dict[str, tuple[str, str, str, dict[str, int | bool], str]] = {
    "a threshold": ("rejects", "$ >= 50000", "$ >= 50001", {"credit_current_overdue_fen": 50_000}, "causes"),
    "a sign": ("rejects", "$ == true", "$ == false", {}, "causes"),
    "a finding": ("findings", "$ < 600", "$ < 500", {"identity_face_score": 550}, "findings"),
    "points": ("part0", "150", "151", {}, "points"),
    "a gap in bins": ("part0", "$ >= 900", "$ >= 930", {}, "answer"),
    "a band's name": ("band", '"A"', '"B"', {}, "band"),
    "a band's outcome": ("band", '"pass"', '"person"', {}, "outcome"),
    "a ceiling": ("ceilings", "30000000", "1000000", {}, "limit"),
    "a division": ("limit", "/ 1200", "/ 1300", {"household_income_fen": 4_000_000}, "limit"),
    "a price": ("price_product", "16000", "16001", {}, "rate"),
    "the cap": ("result", "min([78000", "min([30000", {}, "rate"),
    "fails open": ("result", "len(rejects) > 0", "len(rejects) > 1", {"court_dishonest": True}, "outcome"),
}


def with_text(content: Any, old: str, new: str) -> Any:
    """The same content with ``old`` replaced in every text of it."""
    if isinstance(content, dict):
        return {key: with_text(value, old, new) for key, value in content.items()}
    if isinstance(content, list):
        return [with_text(value, old, new) for value in content]
    return content.replace(old, new) if isinstance(content, str) else content


@needs_zen
@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_change_is_found(name: str) -> None:
    node, old, new, values, subject = PLANTED[name]
    jdm = jdm_from_tables(TEXTS)
    place = next(at for at, one in enumerate(jdm["nodes"]) if one["id"] == node)
    changed = with_text(jdm["nodes"][place], old, new)
    assert changed != jdm["nodes"][place]
    jdm["nodes"][place] = changed
    found = SecondOpinion(TEXTS, jdm).check(APPLICATION, household(None, **values), AS_OF)
    assert subject in {one.subject for one in found}
    one = next(one for one in found if one.subject == subject)
    assert one.ours != one.theirs
    assert {"trace", "score", "limit", "price"} <= set(json.loads(one.our_trace))
    assert one.ours in one.words.zh
    assert one.theirs in one.words.en
    if subject != "answer":
        assert node in json.loads(one.their_trace)


@needs_zen
def test_a_screening_on_record_is_checked_and_a_forged_one_found(opinion: SecondOpinion) -> None:
    record = screen(RULES, APPLICATION, household(court_dishonest=True), AS_OF)
    assert not opinion.check_screening(record)
    forged = record._replace(outcome="pass", causes=())
    assert {one.subject for one in opinion.check_screening(forged)} == {"outcome", "causes"}


@needs_zen
@pytest.mark.parametrize("name", [spec.name for spec in RULES.required_inputs])
def test_an_engine_that_lets_a_missing_input_pass_is_found(opinion: SecondOpinion, name: str) -> None:
    inputs = without(name, household())
    honest = screen(RULES, APPLICATION, inputs, AS_OF)
    assert not opinion.check_screening(honest)
    careless = screen(RULES, APPLICATION, household(), AS_OF)._replace(inputs=inputs)
    assert {"doubts", "outcome"} <= {one.subject for one in opinion.check_screening(careless)}


@needs_zen
def test_another_version_is_not_judged(opinion: SecondOpinion) -> None:
    other = {**TEXTS, HEAD_FILE: TEXTS[HEAD_FILE].replace('version = "2026-11"', 'version = "2026-12"')}
    with pytest.raises(Unavailable, match="2026-12"):
        opinion.check_screening(screen(compile_rule_set(other), APPLICATION, household(), AS_OF))


@needs_zen
def test_chinese_names_and_values_are_carried_over() -> None:
    texts = dict(TEXTS)
    texts["inputs.csv"] += "作物,text,,declared,180,yes,,,大棚|露地,作物,Crop\n"
    texts["rejects.csv"] += "CR01,anti-fraud,作物,=,露地,露地不贷,Open field\n"
    opinion = SecondOpinion(texts)
    extra = InputValue("作物", "露地", "declared", "样本-1", AS_OF - HOUR)
    assert not opinion.check(APPLICATION, (*household(), extra), AS_OF)
    assert not opinion.check(APPLICATION, (*household(), replace(extra, value="大棚")), AS_OF)
    assert not opinion.check(APPLICATION, household(), AS_OF)


def test_the_export_needs_no_engine_and_is_the_same_twice() -> None:
    jdm = jdm_from_tables(TEXTS)
    assert jdm == jdm_from_tables(TEXTS)
    assert jdm["contentType"] == "application/vnd.gorules.decision"
    assert len({node["id"] for node in jdm["nodes"]}) == len(jdm["nodes"])


def test_a_value_that_jdm_cannot_hold_is_refused() -> None:
    texts = dict(TEXTS)
    texts["inputs.csv"] += 'mark,text,,declared,180,yes,,,"a""b|c",标记,Mark\n'
    texts["findings.csv"] += 'MK11,business,mark,=,"a""b",标记,Mark\n'
    with pytest.raises(BadInput, match="cannot go into a JDM"):
        jdm_from_tables(texts)


@needs_zen
def test_wrongly_typed_input_reaches_no_engine(opinion: SecondOpinion) -> None:
    """zen would read the text “0” as no reject at all; the guard keeps it away, and both name the input."""
    for value in ("0", 0.0, True, None):
        inputs = with_item("credit_current_overdue_fen", household(), value=value)
        assert not opinion.check(APPLICATION, inputs, AS_OF)
        assert screen(RULES, APPLICATION, inputs, AS_OF).outcome == "person"
