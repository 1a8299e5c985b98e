"""Sources: whatever one of them does, a case is never let through because of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.kernel.clock import DAY, HOUR, instant_text
from core.kernel.errors import Unavailable
from core.risk.explanation import InputValue
from core.risk.rule_set import default_rule_set
from core.risk.rules import screen
from core.risk.sources import (
    ANSWER_SCHEMA,
    CONTRACTS,
    GarbledAnswer,
    Source,
    SourceContract,
    SourceQuery,
    gather,
    read_answer,
)
from tests.core.risk_households import APPLICATION, AS_OF, GOOD, household

KEY = "a" * 64
QUERY = SourceQuery(KEY, AS_OF)
RULES = default_rule_set()
ASKED = tuple(contract for contract in CONTRACTS.values() if contract.names & set(GOOD))
CONTRACT_OF = {name: contract for contract in ASKED for name in contract.names}


@dataclass
class Told:
    """A source that says what a test tells it to."""

    contract: SourceContract
    say: Callable[[], tuple[InputValue, ...]]

    def fetch(self, query: SourceQuery) -> tuple[InputValue, ...]:
        return self.say()


def good(contract: SourceContract) -> tuple[InputValue, ...]:
    return tuple(item for item in household() if item.name in contract.names)


def everybody_but(code: str) -> list[Source]:
    return [Told(one, lambda one=one: good(one)) for one in ASKED if one.code != code]  # type: ignore[misc]


def outcome(spoiled: Source) -> str:
    gathered = gather([*everybody_but(spoiled.contract.code), spoiled], QUERY)
    return screen(RULES, APPLICATION, gathered.inputs, AS_OF).outcome


def answer(contract: SourceContract, **changed: Any) -> bytes:
    values = [{"name": name, "value": GOOD[name]} for name in sorted(contract.names & set(GOOD))]
    whole = {
        "schema": ANSWER_SCHEMA,
        "source": contract.code,
        "person_key": KEY,
        "serial": "样本-0001",
        "at": instant_text(AS_OF - HOUR),
        "inputs": values,
    }
    return json.dumps(whole | changed).encode()


def test_contracts_and_rule_set_agree() -> None:
    kept = {(term.name, term.type, one.source) for one in CONTRACTS.values() for term in one.terms}
    delivered = [(spec.name, spec.type, spec.source) for spec in RULES.inputs if spec.delivered]
    assert delivered and set(delivered) <= kept
    names = [name for contract in CONTRACTS.values() for name in contract.names]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("code", [contract.code for contract in ASKED])
def test_a_good_answer_passes(code: str) -> None:
    contract = CONTRACTS[code]
    assert outcome(Told(contract, lambda: read_answer(contract, QUERY, answer(contract)))) == "pass"


SPOILT_VALUES = st.one_of(
    st.none(),
    st.text(max_size=5),
    st.floats(),
    st.lists(st.integers(), max_size=2),
    st.dictionaries(st.text(max_size=3), st.integers(), max_size=2),
    st.integers(max_value=-1),
    st.integers(min_value=1 << 60),
)
SPOILS: dict[str, st.SearchStrategy[dict[str, Any]]] = {
    "value": st.fixed_dictionaries({"value": SPOILT_VALUES}),
    "stale": st.integers(366, 4000).map(lambda days: {"at": AS_OF - days * DAY}),
    "future": st.integers(1, 10**15).map(lambda ahead: {"at": AS_OF + ahead}),
    "no time": st.just({"at": None}),
    "no serial": st.one_of(st.none(), st.integers()).map(lambda serial: {"serial": serial}),
    "another name": st.text(max_size=30).filter(lambda name: name not in GOOD).map(lambda n: {"name": n}),
    "another's name": st.sampled_from(sorted(GOOD)).map(lambda name: {"name": name}),
    "another's label": st.text(max_size=12).map(lambda label: {"source": f"not-{label}"}),
}


@pytest.mark.parametrize("name", sorted(GOOD))
@given(st.data())
def test_whatever_a_source_does_to_an_input_the_case_does_not_pass(name: str, data: st.DataObject) -> None:
    contract = CONTRACT_OF[name]
    how = data.draw(st.sampled_from(["missing", "twice", "silent", *SPOILS]))
    whole = good(contract)
    if how == "missing":
        said = tuple(item for item in whole if item.name != name)
    elif how == "twice":
        said = (*whole, next(item for item in whole if item.name == name))
    elif how == "silent":
        said = ()
    else:
        changed = data.draw(SPOILS[how].filter(lambda one: one.get("name") != name))
        said = tuple(replace(item, **changed) if item.name == name else item for item in whole)
    assert outcome(Told(contract, lambda: said)) != "pass"


@pytest.mark.parametrize("code", [contract.code for contract in ASKED])
@given(st.data())
def test_garbled_bytes_never_pass(code: str, data: st.DataObject) -> None:
    contract = CONTRACTS[code]
    whole = answer(contract)
    spoilt = data.draw(
        st.one_of(
            st.binary(max_size=60),
            st.integers(0, len(whole) - 1).map(lambda cut: whole[:cut]),
            st.sampled_from(
                [
                    answer(contract, person_key="b" * 64),
                    answer(contract, source="somebody"),
                    answer(contract, schema="evenhand/source-answer/2"),
                    answer(contract, extra=1),
                    answer(contract, inputs={}),
                    answer(contract, inputs=[]),
                    answer(contract, inputs=[1]),
                    answer(contract, inputs=[{"name": 1, "value": 1}]),
                    answer(contract, at="yesterday"),
                    answer(contract, serial=[]),
                    whole.replace(b'"serial"', b'"at": "x", "serial"'),
                    b"[" * 100_000,
                    b"NaN",
                    b"1" * 5_000,
                ]
            ),
        )
    )
    assert outcome(Told(contract, lambda: read_answer(contract, QUERY, spoilt))) != "pass"


def test_a_source_out_of_reach_is_named_and_the_rest_is_still_gathered() -> None:
    def silent() -> tuple[InputValue, ...]:
        raise Unavailable("没有答复。", "No answer.")

    contract = CONTRACTS["court-dishonest"]
    gathered = gather([*everybody_but(contract.code), Told(contract, silent)], QUERY)
    assert [trouble.source for trouble in gathered.troubles] == ["court-dishonest"]
    assert len(gathered.inputs) == len(GOOD) - 1
    screening = screen(RULES, APPLICATION, gathered.inputs, AS_OF)
    assert [(doubt.input, doubt.kind) for doubt in screening.doubts] == [("court_dishonest", "missing")]


def test_no_source_speaks_for_another() -> None:
    contract = CONTRACTS["court-dishonest"]
    said = tuple(item for item in household() if item.name == "court_spending_limit")
    gathered = gather([Told(contract, lambda: said)], QUERY)
    assert gathered.inputs == () and len(gathered.troubles) == 1


def test_troubles_name_no_person() -> None:
    with pytest.raises(GarbledAnswer) as caught:
        read_answer(CONTRACTS["identity"], QUERY, answer(CONTRACTS["identity"], person_key="secret-key"))
    assert KEY not in str(caught.value.words) and "secret-key" not in str(caught.value.words)
