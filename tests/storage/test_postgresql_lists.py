"""Working lists of one's own at a centre, drafts and kept searches: changed and thrown away by whom they belong to, and
locked whole by nobody."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest

from core.archive.kept_searches import KeptSearches
from core.archive.queries import ArchiveFilter
from core.cases.rules import Stage, Step
from core.identity.rules import Role
from core.kernel.ids import new_id
from core.storage.postgresql_guards import group
from core.storage.tables import metadata
from tests.centre_house import CentreHouse, postgresql_centre

#: Modes that leave no room for other people's changes.
SHUTTING = ("SHARE", "SHARE ROW EXCLUSIVE", "EXCLUSIVE", "ACCESS EXCLUSIVE", "SHARE UPDATE EXCLUSIVE")


@pytest.fixture(scope="module")
def house() -> Iterator[CentreHouse]:
    with postgresql_centre() as house:
        yield house


@pytest.mark.parametrize(
    ("login", "table"), [("reviewer1", "draft"), ("archive1", "saved_search"), ("auditor1", "draft")]
)
@pytest.mark.parametrize("mode", SHUTTING)
def test_nobody_locks_a_list_whole(house: CentreHouse, login: str, table: str, mode: str) -> None:
    with house.session(login, autocommit=True) as session:
        assert session.execute(f"SELECT has_table_privilege('{table}', 'INSERT')").fetchone() == (True,)
        with pytest.raises(psycopg.errors.InsufficientPrivilege), session.transaction():
            session.execute(f"LOCK TABLE {table} IN {mode} MODE NOWAIT")


def test_only_the_guardian_may_update_or_delete_in_a_table_as_such(house: CentreHouse) -> None:
    """Who has that right of a whole table may lock it: rights by column do not give it."""
    for role in (one for one in Role if one != Role.GUARDIAN):
        for table in metadata.sorted_tables:
            right = f"SELECT has_table_privilege('{group(role.value)}', 'evenhand.{table.name}', 'UPDATE, DELETE, TRUNCATE')"
            assert house.raw(right) == [(False,)], (role, table.name)


def test_a_draft_is_thrown_away_by_its_writer_alone(house: CentreHouse) -> None:
    case_id = house.case_at(Step.REVIEW_STARTED)
    holder = house.holder(case_id, Stage.REVIEW)
    house.reading(holder).keep_draft(case_id, "样本")
    house.reading(holder).keep_draft(case_id, "样本，再写")
    kept = f"SELECT content FROM evenhand.draft WHERE case_id = '{case_id}'"
    for other in (login for login in ("reviewer1", "reviewer2", "approver1", "archive1") if login != holder):
        with house.session(other, autocommit=True) as session:
            session.execute("SELECT draft_thrown_away(%s)", [case_id])
    assert house.raw(kept) == [("样本，再写",)]
    with house.session(holder, autocommit=True) as session:
        session.execute("SELECT draft_thrown_away(%s)", [case_id])
    assert house.raw(kept) == []


def test_a_kept_search_is_changed_and_thrown_away_by_its_owner_alone(house: CentreHouse) -> None:
    mine, others = (KeptSearches(house.storage(login)) for login in ("archive1", "auditor1"))
    kept = mine.keep("样本", "李", ArchiveFilter())
    assert mine.keep("样本", "李明", ArchiveFilter()) == kept
    mine.rename(kept, "样本二")
    others.drop(kept)
    assert [(one.name, one.typed) for one in mine.mine()] == [("样本二", "李明")]
    with house.session("archive1", autocommit=True) as session:
        for changed in ("id", "staff_id"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                session.execute(f"UPDATE saved_search SET {changed} = '{new_id()}'")
    mine.drop(kept)
    mine.drop(kept)
    assert mine.mine() == []
