"""Length first; complexity where it is chosen; what everybody tries is refused by both."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.identity.passphrase_rules import COMPLEXITY, LENGTH, RULE_WORDS, PassphraseRules
from core.kernel.clock import DAY
from core.kernel.errors import BadInput, NotAllowed

LONG, MIXED = PassphraseRules.named(LENGTH), PassphraseRules.named(COMPLEXITY)


@pytest.mark.parametrize(
    "good", ["correct horse battery", "春眠不觉晓处处闻啼鸟呀", "Tr0ub4dor&3 is old", "x y z 1 2 3 , ."]
)
def test_long_ones_are_taken(good: str) -> None:
    assert LONG.fault("zhang", good + "…") is None


@pytest.mark.parametrize("bad", ["", "short", "elevenchars", "password123456", "123456123456", "aaaaaaaaaaaa",
                                 "123456789012", "!!!Password!!!", "evenhand2026!", "qwertyuiop12", "ＰＡＳＳＷＯＲＤ12345", "zhangsan2026"])  # fmt: skip
def test_short_and_common_ones_are_refused(bad: str) -> None:
    with pytest.raises(NotAllowed):
        LONG.check("zhangsan", bad)


@pytest.mark.parametrize(("passphrase", "fine"), [
    ("Abcdefg1", True), ("abcdefg1!", True), ("ABCDEFG1!", True), ("Abcdefgh", False), ("abcdefg1", False),
    ("Ab1!", False), ("长城abc123X", True), ("长城长城长城ab", False),
])  # fmt: skip
def test_the_protection_scheme_wants_three_classes_of_eight(passphrase: str, fine: bool) -> None:
    assert (MIXED.fault("zhang", passphrase) is None) is fine


@given(st.text(max_size=30), st.text(max_size=10))
def test_a_fault_is_said_in_both_languages_and_never_shows_the_passphrase(
    passphrase: str, login: str
) -> None:
    fault = LONG.fault(login, passphrase)
    if fault is None:
        assert len(passphrase) >= 12
    else:
        assert fault.zh and fault.en


def test_only_the_scheme_asks_for_a_change_after_ninety_days() -> None:
    assert MIXED.is_due(0, 90 * DAY)
    assert not MIXED.is_due(0, 90 * DAY - 1)
    assert not LONG.is_due(0, 4_000 * DAY)


def test_rules_have_a_name_and_words() -> None:
    assert {name for name in RULE_WORDS if PassphraseRules.named(name)} == {LENGTH, COMPLEXITY}
    with pytest.raises(BadInput):
        PassphraseRules.named("none")
