"""What each role must not see: cases of others, hidden columns, other people's rows, in every way of looking."""

from __future__ import annotations

from collections.abc import Collection, Iterator

import psycopg
from sqlalchemy import Table

from core.attacks.matrix import ATTACKERS
from core.attacks.outcome import ASTRAY, BUSY, DONE, ROWS, Outcome, first_line, holder_of
from core.attacks.specimen_ring import SpecimenRing
from core.attacks.specimens import STRANGERS
from core.identity.rules import Role
from core.storage.postgresql_guards import GUARD, OWNER, case_tables
from core.storage.tables import metadata, shown_columns

#: Ways of reading one case's rows. ``{key}`` is the column that names the case, ``{case}`` one that the attacker
#: has no part in. The division betrays any row that it reaches before row security takes it away.
WAYS = {
    "SELECT": "SELECT {key} FROM {table} WHERE {key} = '{case}'",
    "SELECT by a sub-query": "SELECT 1 WHERE EXISTS (SELECT 1 FROM {table} WHERE {key} = '{case}')",
    "count": "SELECT 1 FROM {table} WHERE {key} = '{case}' HAVING count(*) > 0",
    "COPY TO": "COPY (SELECT {key} FROM {table} WHERE {key} = '{case}') TO STDOUT",
    "an error that tells of rows": "SELECT 1 FROM {table} WHERE {key} = '{case}' AND 1 / (length({key}::text) - 36) > 0",
    "a cast that tells of rows": "SELECT 1 FROM {table} WHERE {key} = '{case}' AND ({key}::text || 'x')::uuid IS NULL",
    "a cursor": "DECLARE mine NO SCROLL CURSOR WITH HOLD FOR SELECT {key} FROM {table} WHERE {key} = '{case}'",
    "planner statistics": "SELECT 1 FROM pg_stats WHERE schemaname = 'evenhand' AND tablename = '{table}'",
}
#: What is asked about a case and answered by somebody without a part in it.
SEEN_BY = {"redraw_request": frozenset({Role.SYSTEM_ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR})}
#: Tables that tell of people or of the centre's work, and who may read any row of them.
READ_BY: dict[str, frozenset[Role]] = {
    "relationship": frozenset({Role.SYSTEM_ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR, Role.AUDIT_ADMINISTRATOR,
                               Role.AUDITOR, Role.GUARDIAN}),
    "sign_in": frozenset({Role.SYSTEM_ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR, Role.AUDIT_ADMINISTRATOR,
                          Role.AUDITOR, Role.GUARDIAN}),
    "risk_input": frozenset({Role.RISK_MANAGER, Role.AUDITOR, Role.GUARDIAN}),
    "check_run": frozenset({Role.ARCHIVE_CLERK, Role.AUDITOR, Role.GUARDIAN}),
    "check_report": frozenset({Role.ARCHIVE_CLERK, Role.AUDITOR, Role.GUARDIAN}),
    "search_export": frozenset({Role.ARCHIVE_CLERK, Role.AUDITOR, Role.GUARDIAN}),
    "record_opening": frozenset({Role.ARCHIVE_CLERK, Role.AUDITOR, Role.GUARDIAN}),
    "saved_search": frozenset({Role.GUARDIAN}),
    **dict.fromkeys(
        ("transfer", "import_batch", "imported_file"),
        frozenset({Role.ARCHIVE_CLERK, Role.AUDITOR, Role.GUARDIAN}),
    ),
    **dict.fromkeys(
        ("scan_stack", "scan_waiting", "scan_discard"),
        frozenset({Role.ARCHIVE_CLERK, Role.AUDITOR, Role.GUARDIAN}),
    ),
    "fixity_run": frozenset({Role.ARCHIVE_CLERK, Role.AUDITOR, Role.GUARDIAN}),
    "unsequenced": frozenset({Role.AUDITOR, Role.AUDIT_ADMINISTRATOR, Role.GUARDIAN}),
    "quarantine": frozenset({Role.GUARDIAN}),
    "command": frozenset({Role.AUDITOR, Role.GUARDIAN}),
    **dict.fromkeys(
        ("commission", "commission_result", "commission_recall", "commission_progress"),
        frozenset({Role.AUDITOR, Role.GUARDIAN}),
    ),
}  # fmt: skip


def attempts(ring: SpecimenRing) -> Iterator[Outcome]:
    """Every way of looking, by every role that has no business there."""
    for table in (*case_tables(), "draft"):
        yield from case_sights(ring, table)
    yield from chain_sights(ring)
    yield from hidden_columns(ring)
    yield from owner_sights(ring)
    for name, readers in READ_BY.items():
        for who, role in ATTACKERS.items():
            if role not in readers:
                yield looked(ring, who, f"SELECT {name}", f"SELECT 1 FROM {name} WHERE {ring.only(name)}")


def looked(ring: SpecimenRing, who: str, words: str, sql: str, group: str = "sight") -> Outcome:
    """Held where the statement is refused or finds nothing."""
    ring.speak_as(who)
    try:
        with ring.for_once():
            found = _found(ring, sql)
    except psycopg.Error as refusal:
        held_by = holder_of(refusal)
        return Outcome(group, who, words, held_by, first_line(refusal) if held_by in (ASTRAY, BUSY) else "")
    return Outcome(group, who, words, DONE if found else ROWS, f"{found} rows seen" if found else "")


def _found(ring: SpecimenRing, sql: str) -> int:
    if sql.startswith("COPY"):
        with ring.pg.cursor() as cursor, cursor.copy(sql) as copy:
            return len(b"".join(bytes(part) for part in copy).splitlines())
    for one in sql.split(";;"):
        cursor = ring.execute(one)
    if sql.startswith("DECLARE"):
        cursor = ring.execute("FETCH 1 FROM mine")
    return len(cursor.fetchall()) if cursor.description else 0


def case_sights(ring: SpecimenRing, table: str, people: Collection[str] = STRANGERS) -> Iterator[Outcome]:
    """Every way of looking at a case's rows in ``table``, by people without a part in the case."""
    key = case_tables().get(table, "case_id")
    rows = ring.rows.made.get(table)
    for who in people if rows else ():
        if ATTACKERS[who] in SEEN_BY.get(table, frozenset()):
            continue
        for way, sql in WAYS.items():
            assert rows
            yield looked(ring, who, f"{way}: {table}", sql.format(table=table, key=key, case=rows[0][key]))


def chain_sights(ring: SpecimenRing) -> Iterator[Outcome]:
    """The log's entries of a case, ends of duties: they tell of a case without naming it in a case_id."""
    case = ring.case("sealed")
    ended = ring.one("duty_end", "duty_id IN (SELECT id FROM duty WHERE case_id = ?)", case)["id"]
    for who in STRANGERS:
        yield looked(ring, who, "SELECT: entry of a case", f"SELECT 1 FROM entry WHERE chain = '{case}'")
        yield looked(ring, who, "SELECT: duty_end of a case", f"SELECT 1 FROM duty_end WHERE id = '{ended}'")


def hidden_columns(ring: SpecimenRing) -> Iterator[Outcome]:
    """Personal numbers, keys of stored files, the archive's search text: nobody but the guardian selects them."""
    for table in metadata.sorted_tables:
        hidden = [column.name for column in table.columns if column.info.get("hidden")]
        for column in hidden:
            for who, role in ATTACKERS.items():
                if role is not Role.GUARDIAN:
                    yield from (
                        _right(looked(ring, who, words, sql)) for words, sql in _peeks(table, column, ring)
                    )


def _peeks(table: Table, column: str, ring: SpecimenRing) -> Iterator[tuple[str, str]]:
    name, only, shown = table.name, ring.only(table.name), shown_columns(table, at_centre=True)[0].name
    said = f"{name}.{column}"
    yield f"SELECT: {said}", f"SELECT {column} FROM {name} WHERE {only}"
    yield f"SELECT *: {said}", f"SELECT * FROM {name} WHERE {only}"
    yield f"the whole row as JSON: {said}", f"SELECT row_to_json({name}) FROM {name} WHERE {only}"
    yield f"the whole row as text: {said}", f"SELECT {name}::text FROM {name} WHERE {only}"
    yield f"in a condition: {said}", f"SELECT {shown} FROM {name} WHERE {only} AND {column}::text LIKE '1%'"
    yield f"in the order: {said}", f"SELECT {shown} FROM {name} WHERE {only} ORDER BY {column}"
    yield f"in a join: {said}", f"SELECT 1 FROM {name} JOIN {name} AS other USING ({column}) WHERE {only}"
    yield f"COPY TO: {said}", f"COPY {name} ({column}) TO STDOUT"
    yield f"RETURNING: {said}", f"UPDATE {name} SET {shown} = {shown} WHERE {only} RETURNING {column}"
    yield f"a view over it: {said}", f"CREATE TEMP VIEW mine AS SELECT {column} FROM {name}"


def _right(outcome: Outcome) -> Outcome:
    """A hidden column is refused by right; an empty answer would only mean that this row was not to be seen."""
    if outcome.held_by == ROWS:
        return Outcome(
            outcome.group, outcome.who, outcome.words, DONE, "only row security held it, not the right"
        )
    return outcome


def owner_sights(ring: SpecimenRing) -> Iterator[Outcome]:
    """Row security is forced on the tables' owner as well, but for what it sees as the guards' keeper."""
    for table, key in (case_tables() | {"draft": "case_id", "entry": "chain", "duty_end": "id"}).items():
        rows = ring.rows.made.get(table)
        if rows:
            with ring.pg.transaction(force_rollback=True), ring.as_role(OWNER):
                ring.execute(f"REVOKE {GUARD} FROM {OWNER}")
                sql = f"SELECT 1 FROM {table} WHERE {key} = '{rows[0][key]}'"
                outcome = looked(ring, "the owner of the tables", f"SELECT: {table}", sql)
            yield outcome
