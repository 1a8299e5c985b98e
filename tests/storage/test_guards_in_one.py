"""What guards the inserts of a table is one function in a database: every guard of the files, in order, as it stands."""

from __future__ import annotations

import re

import core.tables  # noqa: F401  every area's tables join the metadata
from core.storage.guards_in_one import guards_of, inserted
from core.storage.postgresql_guards import installed, statements

_NAMED = re.compile(r"CREATE OR REPLACE TRIGGER (\w+) (BEFORE|AFTER) (\w+).*? ON (\w+)\s", re.DOTALL)


def _triggers(made: list[str]) -> list[tuple[str, str, str, str]]:
    return [(found[4], found[1], found[2], found[3]) for one in made if (found := _NAMED.match(one))]


def test_every_guard_of_an_insert_is_in_the_function_of_its_table_and_every_other_stays() -> None:
    bodies = {one.split()[4].partition("(")[0]: one for one in installed() if "FUNCTION" in one.split()[:4]}
    there = set(_triggers(installed()))
    before = [one for one in _triggers(statements()) if one[2:] == ("BEFORE", "INSERT")]
    for table, name, *_ in before:
        assert len(re.findall(rf"^<<{name}>>$", bodies[inserted(table)], re.MULTILINE)) == 1, name
    assert there == set(_triggers(statements())) - set(before) | {
        (table, inserted(table), "BEFORE", "INSERT") for table, *_ in before
    }


def test_the_words_of_a_guard_are_those_of_its_own_function() -> None:
    blocks = {(guard.table, guard.name): guard.block for guard in guards_of(statements())}
    (own,) = (one for one in statements() if one.startswith("CREATE OR REPLACE FUNCTION decision_in_time("))
    _, _, body = own.partition("$$")
    words = body.replace("RETURN NEW;", "").removesuffix(" $$;").split()
    assert blocks["decision", "decision_in_time"].split() == ["<<decision_in_time>>", *words[:-1], "END;"]


def test_guards_are_asked_in_the_order_of_their_names() -> None:
    (function,) = (
        one for one in installed() if one.startswith("CREATE OR REPLACE FUNCTION decision_inserted(")
    )
    labels = re.findall(r"^<<(\w+)>>$", function, re.MULTILINE)
    assert labels == sorted(labels)
    assert labels[0] == "a_case_held"
    assert len(labels) > 1


def test_a_guard_that_is_content_early_does_not_spare_the_others() -> None:
    (function,) = (
        one for one in installed() if one.startswith("CREATE OR REPLACE FUNCTION decision_inserted(")
    )
    assert function.count("RETURN NEW;") == 1
    assert "EXIT decision_counts_votes;" in function


def test_a_function_that_only_such_triggers_ran_is_not_installed() -> None:
    made = "\n".join(installed())
    assert "FUNCTION decision_in_time(" not in made
    assert "FUNCTION erased_only(" in made
