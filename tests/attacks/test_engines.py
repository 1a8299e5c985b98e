"""The two engines hold the same things under the same names and codes; what only one of them has is listed here."""

from __future__ import annotations

import re

import pytest

import core.tables  # noqa: F401  every area's tables join the metadata
from core.storage import migrate
from core.storage.tables import fact_tables

Guards = dict[tuple[str, str], frozenset[str]]

#: Of every fact table: SQLite replaces rows without asking and numbers them itself, PostgreSQL can empty a table.
ONLY_SQLITE_FACTS = ("_never_replaced", "_numbered_from_one")
ONLY_POSTGRESQL_FACTS = ("_never_emptied",)

_LISTS = (
    "at a centre nobody has the right to write this list; the triggers that keep it do it as the guards' role"
)
_DRAFT = "at a centre row security gives a draft to its writer alone"
_KEPT = "at a centre row security gives a kept search to its owner alone"
ONLY_SQLITE = {
    "queue_inserted_by_duty": _LISTS,
    "queue_never_updated": _LISTS,
    "queue_deleted_by_duty_end": _LISTS,
    "case_state_inserted_by_step": _LISTS,
    "case_state_updated_by_step": _LISTS,
    "case_state_never_deleted": _LISTS,
    "unsequenced_once": _LISTS,
    "unsequenced_never_updated": _LISTS,
    "draft_inserted_by_its_writer": _DRAFT,
    "draft_updated_by_its_writer": _DRAFT,
    "draft_deleted_by_its_writer": _DRAFT,
    "saved_search_inserted_by_its_owner": _KEPT,
    "saved_search_updated_by_its_owner": _KEPT,
    "saved_search_deleted_by_its_owner": _KEPT,
}
_LOGIN = "people have logins of the database at a centre only"
ONLY_POSTGRESQL = {
    "a_case_held": "SQLite has one writer at a time, and its transactions see all that is committed",
    "login_made": _LOGIN,
    "login_given_a_role": _LOGIN,
    "login_taken_a_role": _LOGIN,
    "login_ended": _LOGIN,
    "login_shut": _LOGIN,
    "login_kept": _LOGIN,
}
#: Guards of one name that can refuse for one reason more.
MORE_CODES = {"step_up_attempt_in_turn": frozenset({"isolation"})}


def _sqlite() -> Guards:
    found = {}
    for statement in migrate.guard_statements("sqlite"):
        words = statement.split()
        if words[:2] == ["CREATE", "TRIGGER"]:
            codes = re.findall(r"evenhand:([\w-]+)", statement)
            found[words[2], words[words.index("ON") + 1]] = frozenset(codes)
    return found


def _postgresql() -> Guards:
    found, functions = {}, {}
    for statement in migrate.guard_statements("postgresql"):
        words = statement.split()
        if statement.startswith("CREATE OR REPLACE FUNCTION"):
            codes = re.findall(r"refuse\('([\w-]+)'\)", statement)
            functions[words[4].partition("(")[0]] = frozenset(codes)
        elif words[:4] == ["CREATE", "OR", "REPLACE", "TRIGGER"]:
            called = re.search(r"EXECUTE FUNCTION (\w+)\((?:'([\w-]+)')?", statement)
            assert called is not None, statement
            direct = called[1] == "refused"
            codes_of = frozenset({called[2]}) if direct else functions[called[1]]
            found[words[4], words[words.index("ON") + 1]] = codes_of
    return found


SQLITE, POSTGRESQL = _sqlite(), _postgresql()


@pytest.mark.parametrize("table", [table.name for table in fact_tables()])
def test_a_fact_table_has_the_same_guards_on_both(table: str) -> None:
    ours = {name for name, place in SQLITE if place == table}
    theirs = {name for name, place in POSTGRESQL if place == table}
    assert ours - theirs - set(ONLY_SQLITE) == {table + end for end in ONLY_SQLITE_FACTS}
    assert theirs - ours - set(ONLY_POSTGRESQL) == {table + end for end in ONLY_POSTGRESQL_FACTS}


def test_guards_of_one_name_stand_on_the_same_table_and_refuse_with_the_same_code() -> None:
    for guard in set(SQLITE) & set(POSTGRESQL):
        assert POSTGRESQL[guard] - MORE_CODES.get(guard[0], frozenset()) == SQLITE[guard], guard


def test_every_other_difference_is_named_and_there() -> None:
    facts = {table.name for table in fact_tables()}

    def others(one: Guards, other: Guards, ends: tuple[str, ...]) -> set[str]:
        generic = {table + end for table in facts for end in ends}
        return {name for name, _ in set(one) - set(other)} - generic

    assert others(SQLITE, POSTGRESQL, ONLY_SQLITE_FACTS) == set(ONLY_SQLITE)
    assert others(POSTGRESQL, SQLITE, ONLY_POSTGRESQL_FACTS) == set(ONLY_POSTGRESQL)
