"""Migrations: models equal head, every revision up and down with data, a backup first, the guards after."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from uuid import UUID

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine

import core.tables  # noqa: F401  every area's tables join the metadata
from core.archive.walk_indexes import WALK_INDEXES
from core.cases.rules import NEXT, Step
from core.kernel.errors import Unavailable
from core.storage import migrate
from core.storage.engine import open_sqlite
from core.storage.tables import metadata
from tests.factories import House, centre, prepared

KEY = bytes(range(32))
SCRIPTS = ScriptDirectory(str(files("migrations")))
REVISIONS = [script.revision for script in reversed(list(SCRIPTS.walk_revisions()))]


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = open_sqlite(tmp_path / "empty.db", KEY, UUID(int=1))
    yield engine
    engine.dispose()


@pytest.fixture
def house() -> Iterator[House]:
    """A centre with data in it."""

    def fill(house: House) -> None:
        house.case_at(Step.APPROVED)
        house.case_at(Step.REVIEW_STARTED)
        house.sequence()

    with centre(prepared("migrations", fill)) as house:
        yield house


def differences(engine: Engine) -> list[object]:
    """How the database differs from the models, apart from the search index (a virtual table), the indexes that
    lists walk, and what going down set aside."""
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_name": _ours, "compare_type": True})
        return list(compare_metadata(context, metadata))


def _ours(name: str | None, kind: str, _parents: object) -> bool:
    if kind == "index":
        return name not in WALK_INDEXES
    return not (kind == "table" and (name or "").startswith(("dossier_gram", "paper_gram", "kept_")))


def test_models_equal_head(engine: Engine) -> None:
    migrate.upgrade(engine)
    assert differences(engine) == []


def test_sqlite_has_the_indexes_that_lists_walk(engine: Engine) -> None:
    migrate.upgrade(engine)
    with engine.connect() as connection:
        found = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE type = 'index'").all()
    made = {row.name: row.sql for row in found if row.name in WALK_INDEXES}
    assert made == {name: f"CREATE INDEX {name} ON dossier ({said})" for name, said in WALK_INDEXES.items()}


def test_there_is_one_head_and_one_line_of_revisions() -> None:
    assert SCRIPTS.get_heads() == [migrate.head_revision()]
    assert len(SCRIPTS.get_bases()) == 1


def test_every_revision_goes_up_down_and_up_again(engine: Engine) -> None:
    for revision in REVISIONS:
        migrate.upgrade(engine, revision)
        assert migrate.current_revision(engine) == revision
        migrate.downgrade(engine, "-1")
        migrate.upgrade(engine, revision)
    assert differences(engine) == []


def test_every_revision_goes_down_and_up_with_data(house: House) -> None:
    """What a revision brought in may go with it; everything that remains is unharmed, and head is head."""
    engine = house.engine(house.guardian_id)
    for revision in reversed(REVISIONS[1:]):
        tables = _contents(engine)
        below = SCRIPTS.get_revision(revision).down_revision
        migrate.downgrade(engine, str(below))
        kept = _contents(engine)
        assert all(rows == tables[name] for name, rows in kept.items() if name in tables)
    migrate.upgrade(engine)
    assert migrate.current_revision(engine) == migrate.head_revision()
    assert house.verify().ok
    assert differences(engine) == []
    with engine.connect() as connection:
        assert migrate.missing_guards(connection) == ()
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar_one() == 1
    engine.dispose()


def test_the_first_revision_goes_down_with_data_too(engine: Engine) -> None:
    migrate.upgrade(engine, REVISIONS[0])
    with engine.begin() as connection:
        connection.exec_driver_sql("INSERT INTO institution VALUES (?, 'a', 'b', 'c', 1)", ("1" * 32,))
        connection.exec_driver_sql(
            "INSERT INTO village VALUES (?, 'a', 'b', 'c', ?, 1, 1, 1)", ("2" * 32, "1" * 32)
        )
    migrate.downgrade(engine, "base")
    assert set(_contents(engine)) <= {"alembic_version"}
    migrate.upgrade(engine)
    assert differences(engine) == []


def test_an_upgrade_that_breaks_a_reference_is_undone(engine: Engine) -> None:
    """Something that refers to nothing is there before; going up finds it and leaves all as it was."""
    migrate.upgrade(engine, REVISIONS[0])
    with engine.connect() as connection:
        raw = connection.connection.driver_connection
        assert raw is not None
        raw.execute("PRAGMA foreign_keys=OFF")
        raw.execute("INSERT INTO sign_in VALUES (?, ?, 'w', 1)", ("1" * 32, "2" * 32))
        raw.execute("PRAGMA foreign_keys=ON")
    with pytest.raises(Unavailable, match="sign_in"):
        migrate.upgrade(engine)
    assert migrate.current_revision(engine) == REVISIONS[0]


def _contents(engine: Engine) -> dict[str, int]:
    with engine.connect() as connection:
        names = connection.exec_driver_sql(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'dossier_gram%'"
            " AND name NOT LIKE '%paper_gram%'"
            " AND name NOT LIKE 'sqlite%'"
        )
        return {
            name: connection.exec_driver_sql(f"SELECT count(*) FROM {name}").scalar_one()
            for name in names.scalars().all()
        }


def test_guards_are_put_back_by_an_upgrade_and_applying_them_twice_changes_nothing(engine: Engine) -> None:
    migrate.upgrade(engine)
    with engine.begin() as connection:
        migrate.drop_guards(connection)
        assert len(migrate.missing_guards(connection)) > 200
    migrate.upgrade(engine)
    with engine.begin() as connection:
        assert migrate.missing_guards(connection) == ()
        before = _schema(connection)
        migrate.apply_guards(connection)
        assert _schema(connection) == before
    migrate.upgrade(engine)
    assert differences(engine) == []


def _schema(connection: object) -> set[tuple[str, str]]:
    rows = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master")  # type: ignore[attr-defined]
    return {(row[0], row[1]) for row in rows}


def test_a_backup_is_made_before_an_upgrade_and_opens_under_the_same_key(
    house: House, tmp_path: Path
) -> None:
    engine = house.engine(house.guardian_id)
    migrate.downgrade(engine, REVISIONS[-2])
    with engine.connect() as connection:
        count = connection.exec_driver_sql("SELECT count(*) FROM loan_case").scalar_one()
    made = migrate.upgrade(engine, backup_to=tmp_path / "backups")
    engine.dispose()
    (backup,) = (tmp_path / "backups").iterdir()
    assert backup == made
    assert REVISIONS[-2] in backup.name
    assert b"SQLite format 3" not in backup.read_bytes()[:64]
    copy = open_sqlite(backup, house.secrets.database_key, house.guardian_id)
    with copy.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM loan_case").scalar_one() == count
        assert connection.exec_driver_sql("PRAGMA integrity_check").scalar_one() == "ok"
    copy.dispose()


def test_an_older_program_refuses_what_a_newer_one_has_upgraded(house: House, tmp_path: Path) -> None:
    engine = house.engine(house.guardian_id)
    with engine.begin() as connection:
        migrate.drop_guards(connection)
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = 'r9999'")
    with pytest.raises(Unavailable, match="r9999"):
        migrate.upgrade(engine, backup_to=tmp_path / "backups")
    engine.dispose()
    assert not (tmp_path / "backups").exists()


def test_a_failed_upgrade_leaves_the_database_and_its_guards_as_they_were(house: House) -> None:
    engine = house.engine(house.guardian_id)
    with engine.connect() as connection:
        before = _schema(connection)
    with pytest.raises(Exception, match="nowhere"):
        migrate.upgrade(engine, "nowhere")
    with engine.connect() as connection:
        assert _schema(connection) == before
    engine.dispose()
    assert house.verify().ok


def test_nothing_to_do_makes_no_backup(house: House, tmp_path: Path) -> None:
    engine = house.engine(house.guardian_id)
    assert migrate.upgrade(engine, backup_to=tmp_path / "backups") is None
    assert not (tmp_path / "backups").exists()
    engine.dispose()


def test_a_backup_can_be_made_twice_in_one_second(house: House, tmp_path: Path) -> None:
    engine = house.engine(house.guardian_id)
    made = {migrate.back_up(engine, tmp_path, "now") for _ in range(3)}
    engine.dispose()
    assert len(made) == 3
    assert all(path.stat().st_size > 0 for path in made)


def test_which_step_may_follow_is_the_same_in_the_database_and_in_the_program() -> None:
    script = (files("migrations") / "guards" / "sqlite" / "steps.sql").read_text(encoding="utf-8")
    values = script[script.index("(VALUES") : script.index("SELECT 1 FROM rule")]
    pairs = re.findall(r"\('([a-z-]*)',\s*'([a-z-]+)'\)", values)
    assert len(pairs) == len(set(pairs))
    there: dict[Step | None, frozenset[Step]] = {before: frozenset() for before in NEXT}
    for before, after in pairs:
        key = Step(before) if before else None
        there[key] |= {Step(after)}
    assert there == NEXT
