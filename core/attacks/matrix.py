"""Every role × every table × every verb by which a row could be changed, removed, replaced or slipped in."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from typing import Any

import psycopg
from sqlalchemy import Table

from core.attacks.outcome import ASTRAY, BUSY, DONE, RIGHT, ROWS, Outcome, first_line, holder_of
from core.attacks.ring import Row, with_new_keys
from core.attacks.specimen_ring import SpecimenRing
from core.identity.rules import ADMINISTRATORS, Role
from core.storage.tables import metadata

DAY = 24 * 3600 * 1_000_000
#: One of each role who has no part in the cases that are attacked, and the guardian, who has no hands but
#: to insert.
ATTACKERS: dict[str, Role] = {
    "reviewer3": Role.REVIEWER,
    "approver3": Role.APPROVER,
    "manager2": Role.CUSTOMER_MANAGER,
    "intake2": Role.INTAKE_CLERK,
    "archive2": Role.ARCHIVE_CLERK,
    "auditor2": Role.AUDITOR,
    "risk3": Role.RISK_MANAGER,
    "admin1": Role.SYSTEM_ADMINISTRATOR,
    "admin2": Role.SECURITY_ADMINISTRATOR,
    "admin3": Role.AUDIT_ADMINISTRATOR,
    "guardian": Role.GUARDIAN,
}
#: The lists that are not facts and whose hands are people's: they may change rows there that are theirs.
HANDS: dict[str, frozenset[Role]] = {
    "absence": frozenset({Role.SYSTEM_ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR, Role.GUARDIAN}),
    "errand": frozenset({Role.GUARDIAN}),
    "unsequenced": frozenset({Role.GUARDIAN}),
    "saved_search": frozenset({Role.ARCHIVE_CLERK, Role.AUDITOR}),
    "presence": frozenset({Role.GUARDIAN}),
    "claim": frozenset({Role.GUARDIAN}),
    "commission_progress": frozenset({Role.GUARDIAN}),
}
#: Facts that people write in their own names: which roles have anything to write there. Who else is refused
#: by right already, before any trigger asks.
_READERS = frozenset(role.value for role in Role) - {role.value for role in ADMINISTRATORS}
_EVERYBODY = frozenset(role.value for role in Role)
WRITERS: dict[str, Collection[str]] = {
    "opinion": frozenset({"reviewer"}),
    "decision": frozenset({"approver", "guardian"}),
    "vote": frozenset({"approver"}),
    "post_loan_figure": frozenset({"risk-manager"}),
    "recommendation_stop": frozenset({"risk-manager"}),
    "stop_end_request": frozenset({"risk-manager"}),
    "stop_end": frozenset({"risk-manager"}),
    "case_return": frozenset({"reviewer", "approver"}),
    "withdrawal": frozenset({"customer-manager", "intake-clerk"}),
    "step": frozenset({"reviewer", "approver", "customer-manager", "intake-clerk", "guardian"}),
    "act_signature": frozenset({"reviewer", "approver"}),
    "handed_in": frozenset({"intake-clerk"}),
    "commission": frozenset({"archive-clerk", "auditor"}),
    "commission_recall": frozenset({"archive-clerk", "auditor"}),
    "rule_set": frozenset({"risk-manager", "guardian"}),
    "rule_set_check": frozenset({"risk-manager"}),
    "viewing": _READERS,
    "reveal": _READERS,
    "comparison": _READERS,
    "what_if": _READERS,
    "retention_policy": frozenset({"archive-clerk", "guardian"}),
    "retention_line": frozenset({"archive-clerk", "guardian"}),
    "retention_answer": frozenset({"archive-clerk", "auditor"}),
    **dict.fromkeys(
        ("settlement", "disposal", "disposal_item", "paper_box", "paper_filing", "stock_take"),
        {"archive-clerk"},
    ),
    **dict.fromkeys(
        ("record_hold", "hold_lift_request", "hold_lift", "disposal_answer", "record_loan_answer"),
        {"archive-clerk", "auditor"},
    ),
    "review_waiver": frozenset({"customer-manager", "intake-clerk"}),
    "search_export": frozenset({"archive-clerk", "auditor"}),
    "record_opening": frozenset({"archive-clerk", "auditor"}),
    "batch_undone": frozenset({"archive-clerk"}),
    "scan_discard": frozenset({"archive-clerk"}),
    "later_paper": frozenset({"archive-clerk", "guardian"}),
    "disposal_witness": frozenset({"archive-clerk", "auditor", "intake-clerk", "risk-manager"}),
    "record_loan_request": _READERS,
    "record_loan_return": _READERS,
    "record_loan_view": _READERS,
    "entry": _EVERYBODY,
    "command": _EVERYBODY,
    "sign_in": _EVERYBODY,
    "failed_sign_in": _EVERYBODY,
    "passphrase_change": _EVERYBODY,
    "totp_enrolment": _EVERYBODY,
    "step_up_attempt": _EVERYBODY,
    "step_up": _EVERYBODY,
    "change_request": _EVERYBODY,
    "change_answer": _EVERYBODY,
}


@dataclass(frozen=True, slots=True)
class Try:
    """One statement; ``right`` is the table privilege it needs, and where ``shuts``, it is tried only without it."""

    verb: str
    sql: str
    values: tuple[Any, ...] = ()
    right: str = ""
    shuts: bool = False
    copied: str = ""
    then: str = ""


def attempts(ring: SpecimenRing) -> Iterator[Outcome]:
    """The whole matrix, one outcome at a time."""
    for table in metadata.sorted_tables:
        row = ring.rows.made[table.name][-1] if ring.rows.made.get(table.name) else None
        if row is None:
            continue
        for who, role in ATTACKERS.items():
            hands = not table.info.get("fact") and role in HANDS.get(table.name, frozenset())
            if hands and role == Role.GUARDIAN:
                continue
            for one in (*changes(table, row, ring), *insertions(table, row, ring, who, role)):
                if one.shuts or not hands:
                    yield tried(ring, table, who, one)


def changes(table: Table, row: Row, ring: SpecimenRing) -> Iterator[Try]:
    """What would change or remove a row that is there."""
    name, only = table.name, ring.only(table.name)
    key = next(iter(table.primary_key.columns)).name
    last = [column.name for column in table.columns][-1]
    names, marks = ", ".join(row), ", ".join("%s" for _ in row)
    yield Try("UPDATE", f"UPDATE {name} SET {last} = {last} WHERE {only}", right="UPDATE")
    yield Try("UPDATE of the key", f"UPDATE {name} SET {key} = {key} WHERE {only}", right="UPDATE")
    yield Try("UPDATE … FROM", f"UPDATE {name} SET {last} = other.{last} FROM {name} AS other WHERE {only} "
              f"AND other.{key} = {name}.{key}", right="UPDATE")  # fmt: skip
    yield Try("DELETE", f"DELETE FROM {name} WHERE {only}", right="DELETE")
    yield Try("DELETE … USING", f"DELETE FROM {name} USING {name} AS other WHERE {only} AND other.{key} = {name}.{key}",
              right="DELETE")  # fmt: skip
    yield Try("TRUNCATE", f"TRUNCATE {name} CASCADE", right="TRUNCATE", shuts=True)
    merge = f"MERGE INTO {name} USING (SELECT 1) AS one ON {only} WHEN MATCHED THEN "
    yield Try("MERGE to update", f"{merge}UPDATE SET {last} = {name}.{last}", right="UPDATE")
    yield Try("MERGE to delete", f"{merge}DELETE", right="DELETE")
    yield Try("ON CONFLICT DO UPDATE", f"INSERT INTO {name} ({names}) VALUES ({marks}) ON CONFLICT ({_pk(table)}) "
              f"DO UPDATE SET {last} = excluded.{last}", tuple(row.values()), right="UPDATE")  # fmt: skip
    yield Try("DELETE and INSERT as REPLACE would", f"WITH gone AS (DELETE FROM {name} WHERE {only} RETURNING *) "
              f"INSERT INTO {name} SELECT * FROM gone", right="DELETE")  # fmt: skip
    yield Try(
        "SELECT FOR UPDATE", f"SELECT {key} FROM {name} WHERE {only} LIMIT 1 FOR UPDATE", right="UPDATE"
    )
    yield Try("a cursor FOR UPDATE", f"DECLARE mine CURSOR FOR SELECT {key} FROM {name} WHERE {only} FOR UPDATE",
              right="UPDATE", then="FETCH 1 FROM mine")  # fmt: skip
    yield Try("LOCK TABLE", f"LOCK TABLE {name} IN ACCESS EXCLUSIVE MODE NOWAIT", right="UPDATE, DELETE, TRUNCATE",
              shuts=True)  # fmt: skip
    yield Try(
        "COPY FROM, back-dated", f"COPY {name} ({names}) FROM STDIN", copied=_line(row | _backdated(row))
    )


def insertions(table: Table, row: Row, ring: SpecimenRing, who: str, role: Role) -> Iterator[Try]:
    """What would slip a row in: at another time, in another's name, without the role, over one that is there."""
    new = with_new_keys(table, row, ring.now())
    by: Collection[str] = table.info.get("by", ())
    if "at" in row:
        yield _insert("INSERT back-dated", table, new | {"at": new["at"] - DAY})
        yield _insert("INSERT post-dated", table, new | {"at": new["at"] + DAY})
    if "own" in by and "staff_id" in row:
        other = ring.staff["risk2" if who != "risk2" else "risk1"]
        yield _insert("INSERT in another's name", table, new | {"staff_id": other})
    writers = WRITERS.get(table.name, _EVERYBODY if "own" in by else by)
    if not table.info.get("fact") or role.value not in writers:
        yield _insert("INSERT", table, new, right="INSERT" if table.info.get("fact") else "")
        yield _insert("INSERT … ON CONFLICT DO NOTHING", table, new, suffix="ON CONFLICT DO NOTHING")


def tried(ring: SpecimenRing, table: Table, who: str, one: Try) -> Outcome:
    """Try it as ``who``: held by rights, by row security, by a guard, by a key, or not."""
    words = f"{one.verb} {table.name}"
    ring.speak_as(who)
    if one.shuts and _has(ring, table.name, one.right):
        return Outcome("matrix", who, words, DONE, f"has {one.right}; not tried, it would shut the table")
    held_by, detail = settle(ring, lambda: _done(ring, one))
    if held_by not in (RIGHT, ASTRAY, BUSY, DONE) and one.right and table.info.get("fact"):
        # A guard further in has held it, but the right should not have been there.
        return Outcome(
            "matrix", who, words, DONE, f"only {held_by} held it; {one.right} was not refused by right"
        )
    return Outcome("matrix", who, words, held_by, detail)


def settle(ring: SpecimenRing, act: Callable[[], int]) -> tuple[str, str]:
    """What held ``act``, which is done in the speaker's session and undone again."""
    try:
        with ring.for_once():
            touched = act()
    except psycopg.Error as refusal:
        held_by = holder_of(refusal)
        return held_by, first_line(refusal) if held_by in (ASTRAY, BUSY) else ""
    return (DONE, f"{touched} rows") if touched else (ROWS, "")


def _done(ring: SpecimenRing, one: Try) -> int:
    if one.copied:
        with ring.pg.cursor() as cursor:
            with cursor.copy(one.sql) as copy:
                copy.write(one.copied)
            return cursor.rowcount
    cursor = ring.execute(one.sql, one.values or None)
    if one.then:
        cursor = ring.execute(one.then)
    return abs(cursor.rowcount) if cursor.rowcount else 0


def _insert(verb: str, table: Table, row: Row, suffix: str = "", right: str = "") -> Try:
    names, marks = ", ".join(row), ", ".join("%s" for _ in row)
    return Try(
        verb, f"INSERT INTO {table.name} ({names}) VALUES ({marks}) {suffix}", tuple(row.values()), right
    )


def _has(ring: SpecimenRing, table: str, right: str) -> bool:
    asked = "SELECT has_table_privilege(%s, %s, %s) AS has"
    return bool(ring.execute(asked, (ring.role(), f"evenhand.{table}", right)).fetchall()[0]["has"])


def _pk(table: Table) -> str:
    return ", ".join(column.name for column in table.primary_key.columns)


def _backdated(row: Row) -> Row:
    return {"at": 1} if "at" in row else {}


def _line(row: Row) -> str:
    """A row as COPY reads it."""
    shown = (r"\N" if value is None else str(value).replace("\\", "\\\\") for value in row.values())
    return "\t".join(shown) + "\n"
