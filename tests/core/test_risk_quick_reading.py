"""The quick reader says the same as the careful one where all is well, and never more than that."""

from __future__ import annotations

import pickle
from dataclasses import fields, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.kernel.clock import HOUR
from core.risk.explanation import Application, InputValue
from core.risk.rule_set import default_rule_set
from core.risk.rules import screen
from core.risk.screening import Screening
from core.risk.screening_speed import invented_households

RULES = default_rule_set()
AS_OF = 1_795_482_300_000_000
HOUSEHOLDS = invented_households(RULES, 50, 7)
JUNK = st.one_of(
    st.none(), st.booleans(), st.integers(-5, 10**18), st.text(max_size=4), st.floats(), st.just([]),
    st.just("\ud800"), st.binary(max_size=2),
)  # fmt: skip


def in_order(application: Application, inputs: tuple[InputValue, ...]) -> bool:
    """What the careful reader alone finds."""
    return not RULES.reader._read_carefully(application, inputs, AS_OF)[3]


@pytest.mark.parametrize("household", HOUSEHOLDS)
def test_both_readers_accept_the_same_values(household: tuple[Application, tuple[InputValue, ...]]) -> None:
    quick = RULES.reader.read(*household, AS_OF)
    assert quick == RULES.reader._read_carefully(*household, AS_OF)
    assert quick[3] == ()
    assert RULES.reader.read(household[0], household[1][::-1], AS_OF)[0] == quick[0]


@given(
    st.integers(0, 49), st.integers(0, 30), st.sampled_from([one.name for one in fields(InputValue)]), JUNK
)
def test_one_changed_field_is_doubted_by_both_or_neither(
    number: int, place: int, field: str, junk: Any
) -> None:
    application, inputs = HOUSEHOLDS[number]
    place %= len(inputs)
    changed = (*inputs[:place], replace(inputs[place], **{field: junk}), *inputs[place + 1 :])
    assert (RULES.reader.read(application, changed, AS_OF)[3] == ()) == in_order(application, changed)


@given(st.integers(0, 49), st.sampled_from(Application.__slots__), JUNK)
def test_one_changed_fact_is_doubted_by_both_or_neither(number: int, name: str, junk: Any) -> None:
    application, inputs = HOUSEHOLDS[number]
    changed = replace(application, **{name: junk})
    assert (RULES.reader.read(changed, inputs, AS_OF)[3] == ()) == in_order(changed, inputs)


@given(st.integers(0, 49), st.integers(0, 30), st.sampled_from(["source", "serial", "at"]), JUNK)
def test_a_stamp_of_its_own_is_looked_at_like_a_shared_one(
    number: int, place: int, field: str, junk: Any
) -> None:
    """Households above share one stamp a source; here each input's is another object, and one is junk."""
    application, inputs = HOUSEHOLDS[number]
    own = tuple(replace(one, serial=f"{one.serial}-{n}", at=AS_OF - n) for n, one in enumerate(inputs))
    assert RULES.reader.read(application, own, AS_OF)[3] == ()
    place %= len(own)
    changed = (*own[:place], replace(own[place], **{field: junk}), *own[place + 1 :])
    assert (RULES.reader.read(application, changed, AS_OF)[3] == ()) == in_order(application, changed)


@given(st.integers(0, 49), st.randoms(use_true_random=False), st.integers(0, 30))
def test_any_order_is_read_and_a_double_in_it_is_doubted(number: int, chance: Any, place: int) -> None:
    application, inputs = HOUSEHOLDS[number]
    mixed = list(inputs)
    chance.shuffle(mixed)
    assert RULES.reader.read(application, mixed, AS_OF)[0] == RULES.reader.read(application, inputs, AS_OF)[0]
    mixed[place % len(mixed)] = mixed[(place + 1) % len(mixed)]
    assert RULES.reader.read(application, mixed, AS_OF)[3]


def test_twice_missing_old_and_late_are_doubted() -> None:
    application, inputs = HOUSEHOLDS[0]
    for wrong in (
        (*inputs[1:], inputs[1]),
        inputs[1:],
        (*inputs, inputs[0]),
        (replace(inputs[0], at=AS_OF + 1), *inputs[1:]),
        (replace(inputs[0], at=AS_OF - 24 * HOUR * 4_000), *inputs[1:]),
    ):
        assert RULES.reader.read(application, wrong, AS_OF)[3]


def test_a_screening_is_frozen_and_the_same_again_from_its_record() -> None:
    made = screen(RULES, *HOUSEHOLDS[0], AS_OF)
    assert type(made) is Screening
    with pytest.raises(AttributeError):
        made.outcome = "pass"  # type: ignore[misc]
    with pytest.raises(AttributeError):
        made.score.points = 1  # type: ignore[misc]
    again = Screening(**made._asdict())
    assert again == made and hash(again.score) == hash(made.score)
    assert pickle.loads(pickle.dumps(made)) == made  # noqa: S301
    assert Screening.from_json(made.to_json()).to_json() == made.to_json()
