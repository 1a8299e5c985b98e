"""The source's refusal table, out of the rules: the generator gives inputs and never a label."""

from __future__ import annotations

from itertools import islice

import pytest

from core.risk.refusal_book import GRANTED, REFUSED, BookSize, refusal_book, refusal_table
from core.risk.rule_set import TABLES, compile_rule_set, default_rule_set, rule_set_texts
from core.settings import RULE_SET, resource
from tests.core.risk_households import AS_OF

RULES = default_rule_set()
TENTH = BookSize.part(10)


def test_the_numbers_are_the_sources() -> None:
    assert sum(REFUSED.values()) == 13_521
    assert BookSize.part().total == 13_521 + GRANTED == 75_175
    assert TENTH.refused == {
        "credit-bureau": 631,
        "court-spending-limit": 40,
        "court-dishonest": 15,
        "anti-fraud": 88,
        "multi-borrowing": 578,
    }


def test_a_tenth_of_the_book_comes_out_exactly() -> None:
    seen: list[tuple[int, int]] = []
    table = refusal_table(RULES, TENTH, AS_OF, lambda done, total: seen.append((done, total)))
    assert table.counts == TENTH.refused
    assert table.refused == sum(TENTH.refused.values()) == 1_352
    assert table.with_several_causes == 0
    assert table.households == sum(table.outcomes.values()) == TENTH.total == 7_517
    assert table.outcomes["pass"] > 0 and table.outcomes["person"] > 0
    assert seen[-1] == (TENTH.total, TENTH.total) and seen == sorted(seen)
    assert table.rule_set_hash == RULES.content_hash


def test_the_counts_come_from_the_rules_and_not_from_the_generator() -> None:
    texts = rule_set_texts(resource(RULE_SET))
    old = "CD01,court-dishonest,court_dishonest,=,yes"
    assert old in texts["rejects.csv"] and "rejects.csv" in TABLES
    turned = {**texts, "rejects.csv": texts["rejects.csv"].replace(old, old.replace("=,yes", "=,no"))}
    size = BookSize({"court-dishonest": 7, "anti-fraud": 5}, 20)
    table = refusal_table(compile_rule_set(turned), size, AS_OF)
    assert table.counts["court-dishonest"] == 25 and table.counts["anti-fraud"] == 5
    assert table.with_several_causes == 5


def test_the_same_seed_is_the_same_book_and_no_household_carries_a_label() -> None:
    one, two = (list(islice(refusal_book(TENTH, AS_OF), 50)) for _ in range(2))
    assert one == two != list(islice(refusal_book(TENTH, AS_OF, seed=7), 50))
    text = str(one)
    assert all(f"'{cause}'" not in text for cause in ("court-dishonest", "multi-borrowing", "anti-fraud"))
    assert all(case["specimen"] for case in one)


def test_counting_can_be_stopped() -> None:
    def stop(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        refusal_table(RULES, TENTH, AS_OF, stop)
