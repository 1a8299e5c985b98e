"""The unit of work: all or nothing, never a fact without its entry in the log, and the same answer twice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import select

from core.audit import tables as audit
from core.identity import tables as identity
from core.kernel.errors import Conflict, NotAllowed, Unavailable
from core.kernel.ids import new_id
from core.storage.engine import open_sqlite
from core.storage.tables import command
from core.storage.work import Storage, Work
from tests.factories import House, centre


@dataclass(frozen=True, slots=True)
class Arrive:
    """A sign-in, for want of anything smaller."""

    command_id: UUID
    workstation: str


@pytest.fixture
def house() -> Iterator[House]:
    with centre() as house:
        yield house


def arrive(work: Work, workstation: str = "w") -> UUID:
    return work.record(identity.sign_in, staff_id=work.staff_id, workstation=workstation)


def count(house: House, table: object) -> int:
    return len(house.all(select(table)))  # type: ignore[call-overload]


def counts(house: House) -> tuple[int, ...]:
    return tuple(count(house, table) for table in (identity.sign_in, audit.entry, command))


def test_without_commit_nothing_happened(house: House) -> None:
    before = counts(house)
    with house.storage("reviewer1").work(Arrive(new_id(), "w")) as work:
        arrive(work)
    assert counts(house) == before


def test_an_exception_undoes_everything(house: House) -> None:
    before = counts(house)
    with pytest.raises(ZeroDivisionError), house.storage("reviewer1").work(Arrive(new_id(), "w")) as work:
        arrive(work)
        raise ZeroDivisionError
    assert counts(house) == before


def test_a_fact_comes_with_its_entry_and_its_answer(house: House) -> None:
    before = counts(house)
    with house.storage("reviewer1").work(Arrive(new_id(), "w")) as work:
        identity_of_fact = arrive(work)
        work.commit({"done": True})
    assert [after - earlier for after, earlier in zip(counts(house), before, strict=True)] == [1, 1, 1]
    entry = house.all(select(audit.entry).order_by(audit.entry.c.id.desc()).limit(1))[0]
    assert str(identity_of_fact) in entry.body
    assert entry.act == "Arrive"
    assert house.verify().ok


def test_when_the_log_cannot_be_written_neither_can_the_fact(house: House) -> None:
    def broken(work: Work) -> None:
        raise OSError("no space left")

    before = counts(house)
    storage = Storage(house.storage("reviewer1").engine, house.staff["reviewer1"].id, broken)
    with pytest.raises(OSError, match="no space"), storage.work(Arrive(new_id(), "w")) as work:
        arrive(work)
        work.commit({})
    assert counts(house) == before


def test_sent_twice_it_answers_the_same_and_with_other_contents_it_is_refused(house: House) -> None:
    storage, sent = house.storage("reviewer1"), Arrive(new_id(), "w")
    with storage.work(sent) as work:
        assert work.answer is None
        arrive(work)
        work.commit({"number": 7, "words": "好"})
    before = counts(house)
    with storage.work(sent) as work:
        assert work.answer == {"number": 7, "words": "好"}
    with pytest.raises(Conflict), storage.work(Arrive(sent.command_id, "another")):
        pass
    with pytest.raises(Conflict), house.storage("reviewer2").work(sent):
        pass
    assert counts(house) == before


def test_all_facts_of_an_act_carry_the_same_instant_of_the_database(house: House) -> None:
    with house.storage("reviewer1").work(Arrive(new_id(), "w")) as work:
        first, second = arrive(work), arrive(work)
        work.commit({})
    rows = house.all(select(identity.sign_in).where(identity.sign_in.c.id.in_([first, second])))
    assert len({row.at for row in rows}) == 1
    with house.storage("reviewer1").reading() as reading:
        assert 0 <= reading.now - rows[0].at < 60_000_000


def test_no_fact_can_be_written_in_another_s_name_or_changed_where_things_may_change(house: House) -> None:
    other = house.staff["reviewer2"].id
    with pytest.raises(NotAllowed), house.storage("reviewer1").work(Arrive(new_id(), "w")) as work:
        work.record(identity.sign_in, staff_id=other, workstation="w")
    with pytest.raises(NotAllowed), house.storage("reviewer1").changing() as connection:
        connection.execute(identity.staff.update().values(name="x"))
    with pytest.raises(NotAllowed), house.storage("guardian").changing() as connection:
        connection.execute(audit.entry.delete())


def test_reading_takes_no_lock_and_sees_one_picture(house: House) -> None:
    with house.storage("auditor1").reading() as reading:
        before = len(reading.all(select(identity.sign_in)))
        with house.storage("reviewer1").work(Arrive(new_id(), "w")) as work:
            arrive(work)
            work.commit({})
        assert len(reading.all(select(identity.sign_in))) == before
    with house.storage("auditor1").reading() as reading:
        assert len(reading.all(select(identity.sign_in))) == before + 1


def test_another_key_does_not_open_the_database(house: House) -> None:
    wrong = open_sqlite(house.settings.database, bytes(32), house.guardian_id)
    with pytest.raises(Unavailable, match="key"), wrong.connect():
        pass
    wrong.dispose()


def test_a_damaged_database_is_said_to_be_so(house: House, tmp_path: Path) -> None:
    damaged = tmp_path / "damaged.db"
    damaged.write_bytes(b"\0" * 8192)
    engine = open_sqlite(damaged, house.secrets.database_key, house.guardian_id)
    with pytest.raises(Unavailable), engine.connect():
        pass
    engine.dispose()


def test_nothing_of_the_database_is_readable_without_its_key(house: House) -> None:
    case_id = house.new_case()
    house.close()
    name = house_name()
    for path in house.folder.rglob("*"):
        if (
            path.is_file()
            and path.suffix in (".db", ".db-wal", ".db-shm")
            or path.parent.parent.name == "blobs"
        ):
            content = path.read_bytes()
            assert name.encode() not in content, path.name
            assert b"CREATE TABLE" not in content, path.name
            assert case_id.hex.encode() not in content, path.name


def house_name() -> str:
    from tests.factories import household

    return str(household().manifest["applicant"]["name"])
