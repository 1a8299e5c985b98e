"""The guards of a PostgreSQL centre: functions, triggers, policies and grants, from ``migrations/guards/postgresql``.

``facts.sql`` is a pattern for every fact table, ``cases.sql`` one for every table that tells of a case;
the other files are run as they are, in the order of their names. Whoever applies them speaks as
``evenhand_owner``, the owner of everything but the functions that look behind row security, which are
given to ``evenhand_guard``, and those that make logins, given to ``evenhand_logins``. (In plpgsql an ``IF`` ends at the first ``THEN`` outside parentheses: a
``CASE`` in its condition stands in parentheses.)
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.resources import as_file, files

from sqlalchemy import Connection, Table

from core.storage.guards_in_one import FIXED_PATH, PLANNED_ONCE, in_one
from core.storage.tables import confirmed_tables, erasable_columns, fact_tables, metadata, shown_columns

OWNER, GUARD, PEOPLE, READER = "evenhand_owner", "evenhand_guard", "evenhand_people", "evenhand_reader"
#: Makes and ends login roles; owns the functions whose names begin with ``login_``.
LOGINS = "evenhand_logins"
_SCHEMA = "'evenhand'::regnamespace"
#: Tables with a case in them that have policies of their own (rights.sql).
_OF_THEIR_OWN = frozenset({"draft"})


def group(role: str) -> str:
    """The group role of a role of the house: ``customer-manager`` is ``evenhand_customer_manager``."""
    return f"evenhand_{role.replace('-', '_')}"


def statements() -> list[str]:
    """Every guard as one SQL statement each, in the order of the files' names."""
    made: list[str] = []
    with as_file(files("migrations")) as folder:
        for path in sorted((folder / "guards" / "postgresql").glob("*.sql")):
            script = path.read_text(encoding="utf-8")
            if path.name == "facts.sql":
                for table in fact_tables():
                    made += _split(_expanded(script, table))
            elif path.name == "changes.sql":
                for table in confirmed_tables():
                    made += _split(script.replace("{table}", table.name))
            elif path.name == "cases.sql":
                for name, case in case_tables().items():
                    filled = script.replace("{table}", name).replace("{case}", case)
                    filled = filled.replace("{columns}", _shown(metadata.tables[name]))
                    made += _split(filled.replace("{own}", _own(metadata.tables[name])))
            else:
                made += _split(script)
    return [_planned_once(statement) for statement in made]


def installed() -> list[str]:
    """The same as a database has them: what guards the inserts of a table is one function there."""
    return in_one(statements())


def case_tables() -> dict[str, str]:
    """Every table that tells of a case, with the column that says of which."""
    named = {table.name: "case_id" for table in metadata.sorted_tables if "case_id" in table.columns}
    return {"loan_case": "id"} | {name: key for name, key in named.items() if name not in _OF_THEIR_OWN}


def apply(connection: Connection) -> None:
    """Make the guards on this database what the files say; speaks as the owner."""
    run = connection.execution_options(no_parameters=True).exec_driver_sql
    run(f"GRANT CREATE ON SCHEMA evenhand TO {GUARD}, {LOGINS}")
    for statement in installed():
        run(statement)
        if statement.startswith("CREATE OR REPLACE FUNCTION") and "SECURITY DEFINER" in statement:
            signature = _signature(connection, statement)
            owner = LOGINS if statement.split()[4].startswith("login_") else GUARD
            run(f"ALTER FUNCTION {signature} OWNER TO {owner}")
    run(f"REVOKE CREATE ON SCHEMA evenhand FROM {GUARD}, {LOGINS}")


def drop(connection: Connection) -> None:
    """Take off triggers, policies, functions and every grant; row security stays on, so nothing shows."""
    run = connection.execution_options(no_parameters=True).exec_driver_sql
    for query in (_DROP_TRIGGERS, _DROP_POLICIES, _REVOKE, _DROP_VIEWS, _DROP_FUNCTIONS):
        for statement in run(query).scalars().all():
            run(statement)


def faults(connection: Connection) -> Iterator[tuple[str, str]]:
    """Triggers that are ``missing``, ``changed`` (not in force) or ``strange``, by name and table.

    Functions, policies and grants are compared by ``core.identity.centre.check_centre``.
    """
    said = {
        (words[4], words[words.index("ON") + 1])
        for words in (statement.split() for statement in installed())
        if words[:4] == ["CREATE", "OR", "REPLACE", "TRIGGER"]
    }
    rows = connection.exec_driver_sql(
        "SELECT tgname, relname, tgenabled FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid "
        f"WHERE relnamespace = {_SCHEMA} AND NOT tgisinternal"
    ).all()
    there = {(row[0], row[1]): row[2] for row in rows}
    for name, table in sorted(said | set(there)):
        shown = f"{name} {table}"
        if (name, table) not in there:
            yield shown, "missing"
        elif (name, table) not in said:
            yield shown, "strange"
        elif there[name, table] != "O":
            yield shown, "changed"


def _planned_once(statement: str) -> str:
    """A guard that looks rows up by their keys has one plan for all of them. Left to itself PostgreSQL plans each
    query five times in every session before it settles: a third of what a decision's guards cost in a short one."""
    if not statement.startswith("CREATE OR REPLACE FUNCTION") or re.search(
        r"\bRETURNS (SETOF|TABLE)\b", statement
    ):
        return statement
    return statement.replace(FIXED_PATH, f"{FIXED_PATH} {PLANNED_ONCE}", 1)


def _expanded(script: str, table: Table) -> str:
    roles = [role for role in table.info["by"] if role != "own"]
    actor = []
    if "own" in table.info["by"]:
        actor.append("NEW.staff_id = session_staff()")
    if roles:
        actor.append(f"session_holds({', '.join(repr(role) for role in roles)})")
    if table.name in ("staff", "role_grant"):
        # The very first person is the guardian; from then on only those named in `by` may add any.
        actor.append("unfounded()")
    script = script.replace("{table}", table.name).replace("{actor}", " OR ".join(actor))
    script = script.replace("{update_refused}", _update_refused(table))
    if not roles:
        return "\n".join(line for line in script.splitlines() if "{hands}" not in line)
    return script.replace("{hands}", ", ".join(group(role) for role in roles))


def _update_refused(table: Table) -> str:
    erasable = erasable_columns(table)
    if not erasable:
        return "FOR EACH STATEMENT EXECUTE FUNCTION refused('fact')"
    return f"FOR EACH ROW EXECUTE FUNCTION erased_only({', '.join(repr(name) for name in erasable)})"


def _shown(table: Table) -> str:
    """The columns that people may select, in parentheses; nothing where they may select all."""
    shown = shown_columns(table, at_centre=True)
    return "" if len(shown) == len(table.columns) else f" ({', '.join(column.name for column in shown)})"


def _own(table: Table) -> str:
    """Whose a row is where the row itself says it: may_see() comes to the same, row by row."""
    if table.name == "queue":
        return "staff_id = (SELECT session_staff()) OR "
    return "institution_id = (SELECT session_bank()) OR " if "institution_id" in table.columns else ""


def _signature(connection: Connection, statement: str) -> str:
    name = statement.split()[4].partition("(")[0]
    return str(
        connection.exec_driver_sql(
            f"SELECT oid::regprocedure FROM pg_proc WHERE proname = '{name}' AND pronamespace = {_SCHEMA}"
        ).scalar_one()
    )


def _split(script: str) -> list[str]:
    """Statements: each ends with ``;`` at the end of a line outside ``$$ … $$``."""
    made: list[str] = []
    lines: list[str] = []
    inside = False
    for line in script.splitlines():
        if not inside and (not line.strip() or line.lstrip().startswith("--")):
            continue
        lines.append(line)
        inside ^= line.count("$$") % 2 == 1
        if not inside and line.rstrip().endswith(";"):
            made.append("\n".join(lines))
            lines = []
    assert not lines, lines
    return made


_DROP_TRIGGERS = f"""
SELECT format('DROP TRIGGER %I ON %s', tgname, tgrelid::regclass) FROM pg_trigger
JOIN pg_class ON pg_class.oid = tgrelid WHERE relnamespace = {_SCHEMA} AND NOT tgisinternal"""
_DROP_POLICIES = f"""
SELECT format('DROP POLICY %I ON %s', polname, polrelid::regclass) FROM pg_policy
JOIN pg_class ON pg_class.oid = polrelid WHERE relnamespace = {_SCHEMA}"""
_DROP_VIEWS = f"""
SELECT format('DROP VIEW IF EXISTS %I.%I CASCADE', 'evenhand', relname) FROM pg_class
WHERE relnamespace = {_SCHEMA} AND relkind = 'v' ORDER BY relname"""
_DROP_FUNCTIONS = f"""
SELECT format('DROP FUNCTION %s', oid::regprocedure) FROM pg_proc WHERE pronamespace = {_SCHEMA}"""
_REVOKE = f"""
SELECT DISTINCT format('REVOKE ALL ON %s FROM %s', relation, grantee) FROM (
  SELECT pg_class.oid::regclass AS relation, relowner,
         (aclexplode(relacl)).grantee AS oid FROM pg_class
  WHERE relnamespace = {_SCHEMA} AND relkind IN ('r', 'p', 'v', 'm', 'S')
  UNION
  SELECT attrelid::regclass, relowner, (aclexplode(attacl)).grantee FROM pg_attribute
  JOIN pg_class ON pg_class.oid = attrelid WHERE relnamespace = {_SCHEMA}
) AS granted, LATERAL (SELECT CASE WHEN granted.oid = 0 THEN 'PUBLIC' ELSE granted.oid::regrole::text END
                       AS grantee) AS named
WHERE granted.oid <> relowner"""
