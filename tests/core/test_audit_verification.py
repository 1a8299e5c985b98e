"""One byte changed, one thing gone, one thing too many: verification names it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Boolean, Connection, Table, Text, Uuid, select, type_coerce
from sqlalchemy.engine import Engine

import core.tables  # noqa: F401  every area's tables join the metadata
from core.audit import tables
from core.audit.findings import Finding
from core.audit.service import append_entries
from core.audit.verification import verify_log
from core.cases import tables as cases
from core.cases.checking import check_lists
from core.cases.rules import Stage, Step
from core.identity.service import IdentityService
from core.intake.rules import PackageFault
from core.storage.migrate import drop_guards
from core.storage.tables import blob, command, fact_tables
from core.storage.work import Fact, Reading, fact_hash
from tests.attacks.filling import fill
from tests.factories import House, Template, centre, household, prepared
from tests.witnesses import fill_witnesses

LOGGED = [table for table in fact_tables() if table.info["logged"]]


def _fill(house: House) -> None:
    IdentityService(house.storage("reviewer1")).sign_in("workstation-1")
    sealed = house.case_at(Step.SEALED)
    house.case_at(Step.WITHDRAWN)
    house.case_at(Step.SUPPLEMENT_ASKED)
    house.receive(faults=(PackageFault.of("round", "round"),))
    house.relate("reviewer3", household().manifest["applicant"]["id_number"])
    house.check_rules("risk2", house.draft_rules("risk1", "2026-12"))
    house.ask_what_if("risk1", sealed)
    house.deliver_risk_input("court_dishonest")
    compared = house.reused_photo()
    house.compare(compared, house.holder(compared, Stage.REVIEW))
    house.raise_alarm(compared)
    house.keep_archive()
    house.sequence()
    house.case_at(Step.RECEIVED)
    fill_witnesses(house)
    house.sequence()


def _fill_everything(house: House) -> None:
    fill(house)
    house.sequence()


def template() -> Template:
    return prepared("verification", _fill)


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    with centre(template()) as house:
        yield house


@pytest.fixture(scope="module")
def engine(house: House) -> Iterator[Engine]:
    engine = house.engine(house.guardian_id)
    yield engine
    engine.dispose()


@pytest.fixture(scope="module")
def full() -> Iterator[House]:
    """A centre with a row in every table of facts."""
    with centre(prepared("everything", _fill_everything)) as house:
        yield house


@pytest.fixture(scope="module")
def full_engine(full: House) -> Iterator[Engine]:
    engine = full.engine(full.guardian_id)
    yield engine
    engine.dispose()


@pytest.fixture
def full_owner(full_engine: Engine) -> Iterator[Connection]:
    yield from _as_owner(full_engine)


@pytest.fixture
def owner(engine: Engine) -> Iterator[Connection]:
    yield from _as_owner(engine)


def _as_owner(engine: Engine) -> Iterator[Connection]:
    """The file's owner: no guards, no foreign keys; rolled back in the end."""
    with engine.connect() as connection:
        raw = connection.connection.driver_connection
        assert raw is not None
        connection.rollback()
        raw.execute("PRAGMA foreign_keys=OFF")
        drop_guards(connection)
        yield connection
        connection.rollback()


def findings(house: House, owner: Connection) -> list[Finding]:
    """What verification finds, besides that the guards are gone; with the log's key as known elsewhere."""
    reading = Reading(owner)
    key = Ed25519PrivateKey.from_private_bytes(house.secrets.log_seed).public_key().public_bytes_raw()
    found = verify_log(reading, house.blobs, key)
    everything = found.findings + check_lists(reading)
    return [finding for finding in everything if finding.kind != "guard"]


def names(house: House, owner: Connection) -> set[str]:
    return {finding.name for finding in findings(house, owner)}


def first_id(owner: Connection, table: Table) -> str:
    return str(owner.execute(select(table.c.id).order_by(table.c.id)).scalars().first())


def test_a_full_centre_verifies(house: House) -> None:
    found = house.verify()
    assert found.ok, found.findings
    assert found.facts > 100
    assert found.leaves == found.entries
    assert found.checkpoints == 2
    assert found.objects > 10


def test_everything_there_is_verifies(full: House) -> None:
    found = full.verify()
    assert found.ok, found.findings


MOST_COLUMNS = max(len(table.columns) for table in (*LOGGED, command))


@pytest.mark.parametrize("position", range(1, MOST_COLUMNS))
def test_one_byte_in_any_column_of_any_fact_is_found_and_named(
    full: House, full_owner: Connection, position: int
) -> None:
    """The first row of every table is changed in its column at ``position``: each is named."""
    changed = set()
    for table in (*LOGGED, command):
        found = next(iter([one for one in table.columns if one.name != "id"][position - 1 :]), None)
        if found is None:
            continue
        column = found.name
        identity = first_id(full_owner, table)
        key = identity.replace("-", "")
        old = full_owner.exec_driver_sql(
            f'SELECT "{column}" FROM {table.name} WHERE id = ?', (key,)
        ).scalar_one()
        full_owner.exec_driver_sql(
            f'UPDATE {table.name} SET "{column}" = ? WHERE id = ?',
            (_one_byte_other(old, isinstance(found.type, Boolean)), key),
        )
        changed.add(f"{table.name} {identity}")
    assert changed - names(full, full_owner) == set()


def _one_byte_other(value: object, yes_or_no: bool = False) -> object:
    match value:
        case None:
            return "a" * 32
        case int():
            return value ^ (1 if yes_or_no else 1 << 16)  # no neighbour's place, which a key would refuse
        case str():
            at = len(value) // 2
            other = "0" if value[at : at + 1] != "0" else "1"
            return value[:at] + other + value[at + 1 :]
    raise AssertionError(value)


def test_facts_that_are_gone_are_named(full: House, full_owner: Connection) -> None:
    gone = set()
    for table in LOGGED:
        identity = first_id(full_owner, table)
        full_owner.execute(table.delete().where(type_coerce(table.c.id, Text) == identity.replace("-", "")))
        gone.add(f"{table.name} {identity}")
    assert gone - names(full, full_owner) == set()


def test_facts_that_nobody_logged_are_named(full: House, full_owner: Connection) -> None:
    strange = set()
    for table in LOGGED:
        columns = ", ".join(f'"{column.name}"' for column in table.columns if column.name != "id")
        source = first_id(full_owner, table).replace("-", "")
        _drop_unique_indexes(full_owner, table)
        full_owner.exec_driver_sql(
            f"INSERT INTO {table.name}_bare (id, {columns}) "
            f"SELECT ?, {columns} FROM {table.name}_bare WHERE id = ?",
            ("f" * 32, source),
        )
        full_owner.exec_driver_sql(f"ALTER TABLE {table.name}_bare RENAME TO {table.name}")
        strange.add(f"{table.name} {'f' * 8}-ffff-ffff-ffff-{'f' * 12}")
    assert strange - names(full, full_owner) == set()


def _drop_unique_indexes(owner: Connection, table: Table) -> None:
    """The owner makes a copy of the table that has no keys."""
    owner.exec_driver_sql("PRAGMA legacy_alter_table=ON")
    owner.exec_driver_sql(f"CREATE TABLE {table.name}_bare AS SELECT * FROM {table.name}")
    owner.exec_driver_sql(f"DROP TABLE {table.name}")


def test_ids_that_are_none_are_named_and_the_rest_is_still_read(full: House, full_owner: Connection) -> None:
    wanted = set()
    for table in LOGGED:
        column = next(
            (one.name for one in table.columns if isinstance(one.type, Uuid) and one.name != "id"), "id"
        )
        key = first_id(full_owner, table).replace("-", "")
        full_owner.exec_driver_sql(f"UPDATE {table.name} SET {column} = 'not an id' WHERE id = ?", (key,))
        wanted.add(f"{table.name} {'not an id' if column == 'id' else key}")
    assert wanted - names(full, full_owner) == set()


@pytest.mark.parametrize("column", ["previous", "body", "hash", "act", "seq", "at", "chain", "staff_id"])
def test_a_changed_entry_is_named(house: House, owner: Connection, column: str) -> None:
    row = owner.execute(select(tables.entry).where(tables.entry.c.seq == 2)).first()
    assert row is not None
    value = getattr(row, column)
    other = 1_000 if column == "seq" else _one_byte_other(getattr(value, "hex", value))
    owner.exec_driver_sql(f"UPDATE entry SET {column} = ? WHERE id = ?", (other, row.id.hex))
    found = names(house, owner)
    chain = row.chain if column != "chain" else None
    seq = row.seq if column != "seq" else other
    assert any(
        name.startswith("entry ") and (chain is None or name == f"entry {chain} {seq}") for name in found
    )


def test_a_fact_logged_again_otherwise_is_found(house: House, owner: Connection) -> None:
    """The owner changes an opinion and appends an entry that says so, properly chained."""
    row = owner.execute(select(cases.opinion)).first()
    assert row is not None
    owner.execute(cases.opinion.update().where(cases.opinion.c.id == row.id).values(remark="other"))
    changed = owner.execute(select(cases.opinion).where(cases.opinion.c.id == row.id)).first()
    assert changed is not None

    class Forged(Reading):
        act = "GiveOpinion"
        staff_id = row.staff_id
        facts = [Fact(row.case_id, "opinion", row.id, fact_hash(cases.opinion, changed._mapping))]

        def hold(self, what: str) -> None:
            pass

        def execute(self, statement: object, values: object = None) -> int:
            return self.connection.execute(statement, values).rowcount  # type: ignore[call-overload]

    append_entries(Forged(owner))  # type: ignore[arg-type]
    owner.exec_driver_sql(
        "INSERT INTO unsequenced SELECT id FROM entry WHERE id NOT IN (SELECT entry_id FROM leaf)"
    )
    found = findings(house, owner)
    assert any(f"entry {row.case_id}" in finding.name for finding in found)
    assert any(f"opinion {row.id}" in finding.name for finding in found)


@pytest.mark.parametrize("column", ["hash", "number", "entry_id", "at"])
def test_a_changed_leaf_is_named(house: House, owner: Connection, column: str) -> None:
    number = 3 if column != "number" else 1_000_001
    value = owner.exec_driver_sql(f"SELECT {column} FROM leaf WHERE number = 3").scalar_one()
    other = number if column == "number" else _one_byte_other(value)
    owner.exec_driver_sql(f"UPDATE leaf SET {column} = ? WHERE number = 3", (other,))
    found = names(house, owner)
    wanted = f"leaf {number}" if column != "at" else "leaf"
    assert any(name == wanted or (column == "at" and name.startswith("leaf")) for name in found)


@pytest.mark.parametrize("column", ["size", "root", "frontier", "note", "at"])
def test_a_changed_checkpoint_is_named(house: House, owner: Connection, column: str) -> None:
    row = owner.execute(select(tables.checkpoint).order_by(tables.checkpoint.c.size)).first()
    assert row is not None
    other = row.size + 1 if column == "size" else _one_byte_other(getattr(row, column))
    owner.exec_driver_sql(f"UPDATE checkpoint SET {column} = ? WHERE id = ?", (other, row.id.hex))
    size = other if column == "size" else row.size
    assert f"checkpoint {size}" in names(house, owner)


def test_every_character_of_a_checkpoint_counts(house: House, owner: Connection) -> None:
    row = owner.execute(select(tables.checkpoint).order_by(tables.checkpoint.c.size)).first()
    assert row is not None
    for at in range(0, len(row.note), 23):
        other = "A" if row.note[at] != "A" else "B"
        with owner.begin_nested() as nested:
            note = row.note[:at] + other + row.note[at + 1 :]
            owner.exec_driver_sql("UPDATE checkpoint SET note = ? WHERE id = ?", (note, row.id.hex))
            assert f"checkpoint {row.size}" in names(house, owner), at
            nested.rollback()


def test_a_log_cut_short_is_found_by_its_checkpoint(house: House, owner: Connection) -> None:
    size = owner.exec_driver_sql("SELECT max(size) FROM checkpoint").scalar_one()
    owner.exec_driver_sql(
        "DELETE FROM entry WHERE id = (SELECT entry_id FROM leaf WHERE number = ?)", (size - 1,)
    )
    owner.exec_driver_sql("DELETE FROM leaf WHERE number = ?", (size - 1,))
    assert f"checkpoint {size}" in names(house, owner)


def test_a_log_cut_short_with_its_checkpoint_leaves_facts_behind(house: House, owner: Connection) -> None:
    """Entry, leaf and checkpoint go; the facts of the act stay and nobody logged them."""
    before = owner.exec_driver_sql("SELECT min(size) FROM checkpoint").scalar_one()
    last = owner.exec_driver_sql("SELECT entry_id FROM leaf WHERE number >= ?", (before,)).scalars().all()
    left = owner.exec_driver_sql("SELECT case_id FROM case_state WHERE kind = 'received'").scalar_one()
    for entry_id in last:
        owner.exec_driver_sql("DELETE FROM entry WHERE id = ?", (entry_id,))
    owner.exec_driver_sql("DELETE FROM leaf WHERE number >= ?", (before,))
    owner.exec_driver_sql("DELETE FROM checkpoint WHERE size > ?", (before,))
    found = names(house, owner)
    assert any(name.replace("-", "") == f"loan_case {left}" for name in found)


def test_an_entry_that_waits_for_no_number_is_named(house: House, owner: Connection) -> None:
    row = owner.execute(select(tables.entry).order_by(tables.entry.c.id.desc())).first()
    assert row is not None
    owner.exec_driver_sql("DELETE FROM leaf WHERE entry_id = ?", (row.id.hex,))
    assert f"entry {row.chain} {row.seq}" in names(house, owner)


def test_one_byte_in_any_stored_file_is_found_and_named(house: House, owner: Connection) -> None:
    for row in owner.execute(select(blob)).all():
        path = house.blobs.store.path(row.object)
        content = path.read_bytes()
        at = len(content) // 2
        path.write_bytes(content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :])
        try:
            assert names(house, owner) == {f"blob {row.sha256[:16]}"}
        finally:
            path.write_bytes(content)


def test_a_stored_file_that_is_gone_is_named(house: House, owner: Connection) -> None:
    row = owner.execute(select(blob)).first()
    assert row is not None
    path = house.blobs.store.path(row.object)
    content = path.read_bytes()
    path.unlink()
    assert names(house, owner) == {f"blob {row.sha256[:16]}"}
    path.write_bytes(content)
    assert names(house, owner) == set()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE case_state SET kind = 'approved' WHERE kind = 'received'",
        "UPDATE case_state SET at = at - 1 WHERE kind = 'received'",
        "DELETE FROM case_state WHERE kind = 'received'",
        "DELETE FROM step WHERE kind = 'supplement-asked'",
    ],
)
def test_a_list_of_where_cases_stand_that_lies_is_named(
    house: House, owner: Connection, statement: str
) -> None:
    owner.exec_driver_sql(statement)
    assert any(name.startswith("case_state ") for name in names(house, owner))


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM duty_end WHERE how = 'return'",
        "INSERT INTO queue SELECT id, staff_id, case_id, stage, at, 'shop', 1 FROM duty WHERE stage = 'approval'",
    ],
)
def test_a_list_of_open_duties_that_lies_is_named(house: House, owner: Connection, statement: str) -> None:
    owner.exec_driver_sql(statement)
    assert any(name.startswith("queue ") for name in names(house, owner))
