"""Bringing a database to the head revision, with a backup first and the guards re-applied after.

The guards are idempotent SQL in ``migrations/guards/<engine>/``. ``facts.sql`` is a pattern that is
expanded for every fact table; the others are run as they are.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.resources import as_file, files
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, Table, UniqueConstraint, Uuid

from core.kernel.clock import local_time
from core.kernel.errors import Unavailable
from core.storage import postgresql_guards
from core.storage.tables import confirmed_tables, erasable_columns, fact_tables


def head_revision() -> str:
    """The newest revision that the program knows."""
    with as_file(files("migrations")) as folder:
        return str(ScriptDirectory(str(folder)).get_current_head())


def current_revision(engine: Engine) -> str | None:
    """The revision the database stands at; ``None`` for an empty one."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def refuse_newer(revision: str | None) -> None:
    """:class:`Unavailable` where this program does not know the revision that a database stands at."""
    with as_file(files("migrations")) as folder:
        known = {one.revision for one in ScriptDirectory(str(folder)).walk_revisions()}
    if revision is not None and revision not in known:
        raise Unavailable(
            f"这个中心已由更新的程序升级（修订 {revision}，本程序只到 {max(known)}）。请在本机安装更新的程序。",
            f"A newer program has upgraded this centre (revision {revision}, this one knows up to {max(known)}). "
            "Install the newer program on this machine.",
        )


def upgrade(engine: Engine, revision: str = "head", *, backup_to: Path | None = None) -> Path | None:
    """Upgrade, then re-apply the guards; returns the backup that was made, if one was needed.

    ``backup_to`` is a folder. A backup is made whenever there is something to upgrade.
    :class:`Unavailable` for a database that a newer program has upgraded already.
    """
    backup = None
    before = current_revision(engine)
    refuse_newer(before)
    target = head_revision() if revision == "head" else revision
    if before not in (None, target) and backup_to is not None:
        backup = back_up(engine, backup_to, str(before))
    with unguarded(engine) as connection:
        _alembic(connection, "upgrade", revision)
        if target == head_revision():
            apply_guards(connection)
    return backup


def downgrade(engine: Engine, revision: str) -> None:
    """Go back to ``revision``. The guards are left off; going up again puts them back."""
    with unguarded(engine) as connection:
        _alembic(connection, "downgrade", revision)


@contextmanager
def unguarded(engine: Engine) -> Iterator[Connection]:
    """One transaction without guards and without foreign keys, which are checked as a whole at its end:
    a table that is made anew for a change must not take its children with it."""
    if engine.dialect.name == "postgresql":
        with engine.begin() as connection:
            # One upgrade at a time; foreign keys stay on there, where a table is changed in place.
            connection.exec_driver_sql("SELECT pg_advisory_xact_lock(hashtextextended('migration', 0))")
            drop_guards(connection)
            yield connection
        return
    with engine.connect() as connection:
        raw = connection.connection.driver_connection
        assert raw is not None
        raw.execute("PRAGMA foreign_keys=OFF")
        try:
            drop_guards(connection)
            yield connection
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
            if broken is not None:
                raise Unavailable(
                    f"升级后表 {broken[0]} 的关联不完整，已撤回升级，数据未变。",
                    f"After the upgrade, table {broken[0]} refers to rows that are not there. "
                    "The upgrade was undone; nothing has changed.",
                )
            connection.commit()
        finally:
            connection.rollback()
            raw.execute("PRAGMA foreign_keys=ON")


def back_up(engine: Engine, folder: Path, label: str) -> Path:
    """A consistent copy of the database under the same key, made while it may be in use."""
    folder.mkdir(parents=True, exist_ok=True)
    with engine.connect() as connection:
        now = int(
            connection.exec_driver_sql("SELECT CAST(unixepoch('subsec') * 1000000 AS INTEGER)").scalar_one()
        )
        target = folder / f"{local_time(now):%Y%m%d-%H%M%S-%f}-{label}.db"
        connection.rollback()
        raw = connection.connection.driver_connection
        assert raw is not None
        raw.execute("VACUUM INTO ?", (str(target),))
    return target


def guard_statements(dialect: str) -> list[str]:
    """Every guard as one SQL statement each, in the order of the files' names."""
    if dialect == "postgresql":
        return postgresql_guards.statements()
    statements: list[str] = []
    with as_file(files("migrations")) as folder:
        for path in sorted((folder / "guards" / dialect).glob("*.sql")):
            script = path.read_text(encoding="utf-8")
            if path.name == "facts.sql":
                for table in fact_tables():
                    statements += _split(_expand(script, table))
            elif path.name == "changes.sql":
                for table in confirmed_tables():
                    statements += _split(_expand(script, table))
            else:
                statements += _split(script)
    return statements


def apply_guards(connection: Connection) -> None:
    """Make the guards on this database what the files say."""
    if connection.dialect.name == "postgresql":
        postgresql_guards.apply(connection)
        return
    for statement in guard_statements(connection.dialect.name):
        connection.exec_driver_sql(statement)


@dataclass(frozen=True, slots=True)
class GuardFault:
    """A guard that is not as the files say: ``missing``, ``changed``, or ``strange`` (not ours)."""

    name: str
    what: str


def missing_guards(connection: Connection) -> tuple[GuardFault, ...]:
    """Compare the guards on this database with the files, text by text. The owner of an SQLite file
    can drop any of them; this is where it shows."""
    if connection.dialect.name == "postgresql":
        return tuple(GuardFault(name, what) for name, what in postgresql_guards.faults(connection))
    said = {
        statement.split()[2]: statement
        for statement in guard_statements(connection.dialect.name)
        if statement.startswith("CREATE")
    }
    rows = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE type IN ('trigger', 'view')")
    there: dict[str, str] = {row[0]: row[1] for row in rows}
    faults = [GuardFault(name, "missing") for name in said if name not in there]
    for name, sql in there.items():
        if name not in said:
            faults.append(GuardFault(name, "strange"))
        elif sql.split() != said[name].removesuffix(";").split():
            faults.append(GuardFault(name, "changed"))
    return tuple(sorted(faults, key=lambda fault: fault.name))


def drop_guards(connection: Connection) -> None:
    """Take the guards off, for the time of a migration within the same transaction."""
    if connection.dialect.name == "postgresql":
        postgresql_guards.drop(connection)
        return
    rows = connection.exec_driver_sql(
        "SELECT type, name FROM sqlite_master WHERE type IN ('trigger', 'view') ORDER BY type"
    ).all()
    for kind, name in rows:
        connection.exec_driver_sql(f'DROP {kind} "{name}"')


def _alembic(connection: Connection, act: str, revision: str) -> None:
    with as_file(files("migrations")) as folder:
        config = Config()
        config.set_main_option("script_location", str(folder))
        config.attributes["connection"] = connection
        getattr(command, act)(config, revision)


def _expand(script: str, table: Table) -> str:
    keys = [[column.name for column in table.primary_key.columns]]
    keys += [[column.name] for column in table.columns if column.unique]
    keys += [
        [column.name for column in constraint.columns]
        for constraint in table.constraints
        if isinstance(constraint, UniqueConstraint)
    ]
    same = sorted({"(" + " AND ".join(f"{name} = NEW.{name}" for name in key) + ")" for key in keys})
    roles = [role for role in table.info["by"] if role != "own"]
    actor = []
    if "own" in table.info["by"]:
        actor.append(
            "NEW.staff_id = session_staff() "
            "AND NOT EXISTS (SELECT 1 FROM leaving WHERE staff_id = session_staff())"
        )
    if roles:
        listed = ", ".join(f"'{role}'" for role in roles)
        actor.append(
            "EXISTS (SELECT 1 FROM role_held AS held "
            f"WHERE held.staff_id = session_staff() AND held.role IN ({listed}))"
        )
    if table.name in ("staff", "role_grant"):
        # The very first person is the guardian; from then on only those named in `by` may add any.
        actor.append("NOT EXISTS (SELECT 1 FROM role_grant)")
    values = {
        "table": table.name,
        "same": " OR ".join(same),
        "actor": " OR ".join(actor),
        "row": _asked_row(table),
        "unless_erased": _unless_erased(table),
    }
    for name, value in values.items():
        script = script.replace("{" + name + "}", value)
    return script


def _unless_erased(table: Table) -> str:
    """Nothing, or the condition that an update is not exactly the erasing of a row that an erasure names."""
    erasable = erasable_columns(table)
    if not erasable:
        return ""
    kept = ["rowid", *(column.name for column in table.columns if column.name not in erasable)]
    same = [*(f"NEW.{name} IS OLD.{name}" for name in kept), *(f"NEW.{name} = ''" for name in erasable)]
    named = f"EXISTS (SELECT 1 FROM erasure WHERE table_name = '{table.name}' AND row_id = OLD.id)"
    return f"WHEN NOT ({' AND '.join([*same, named])})"


def _asked_row(table: Table) -> str:
    """NEW without id and time, as :func:`core.kernel.canonical.canonical_bytes` writes it; ids with hyphens."""
    parts = []
    for column in sorted(table.columns, key=lambda one: one.name):
        if column.name in ("id", "at"):
            continue
        value = f"NEW.{column.name}"
        if isinstance(column.type, Uuid):
            cuts = ((1, 8), (9, 4), (13, 4), (17, 4), (21, 12))
            value = " || '-' || ".join(f"substr({value}, {start}, {size})" for start, size in cuts)
        parts.append(f"'{column.name}', {value}")
    return f"json_object({', '.join(parts)})"


def _split(script: str) -> list[str]:
    """Statements of a guard file: each trigger or drop ends a line with ``;`` outside BEGIN … END."""
    statements: list[str] = []
    lines: list[str] = []
    inside = False
    for line in script.splitlines():
        if line.lstrip().startswith("--") or not line.strip():
            continue
        lines.append(line)
        words = line.split()
        inside = (inside or words[0] == "BEGIN") and not line.rstrip().endswith("END;")
        if line.rstrip().endswith(";") and not inside:
            statements.append("\n".join(lines))
            lines = []
    return statements
