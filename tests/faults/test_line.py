"""The line to a centre's server: cut, silent, slow. Whoever waits on it is told in time, and nothing is done twice."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Iterator

import psycopg
import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import ProgrammingError

from core.audit.service import append_entries
from core.identity import tables as identity
from core.kernel.errors import Busy, EvenhandError, LineLost, Unavailable
from core.kernel.ids import new_id
from core.storage.line import LineState, LineWatch
from core.storage.postgresql import open_postgresql
from core.storage.work import Storage
from tests.centre_house import PASSPHRASES, CentreHouse, cluster, postgresql_centre
from tests.faults.line_proxy import LineProxy
from tests.faults.long_form import long_form
from tests.faults.relayed import relayed_storage
from tests.postgres import SUPERUSER
from tests.storage.test_work import Arrive, arrive

TEN_SECONDS = 10.0


@pytest.fixture(scope="module")
def house() -> Iterator[CentreHouse]:
    with postgresql_centre() as house:
        yield house


@pytest.fixture
def line(house: CentreHouse) -> Iterator[LineProxy]:
    with LineProxy(cluster().folder / ".s.PGSQL.5432") as line:
        yield line


@pytest.fixture
def storage(house: CentreHouse, line: LineProxy) -> Iterator[Storage]:
    made = relayed_storage(house, line, "reviewer1")
    yield made
    made.close()


def sign_in(storage: Storage, command: Arrive) -> str:
    with storage.work(command) as work:
        if work.answer is not None:
            return str(work.answer["id"])
        made = arrive(work, command.workstation)
        return str(work.commit({"id": str(made)})["id"])


def arrivals(house: CentreHouse, workstation: str) -> int:
    """How many sign-ins are on record, as nobody's rights limit it."""
    return int(house.raw(f"SELECT count(*) FROM evenhand.sign_in WHERE workstation = '{workstation}'")[0][0])  # type: ignore[call-overload]


class Watched:
    """A watch, and what it said."""

    def __init__(self, storage: Storage) -> None:
        assert storage.line is not None
        self.said: queue.Queue[LineState] = queue.Queue()
        self.watch = LineWatch(storage.line, self.said.put)
        self.watch.start()
        self.watch.look_now()
        assert self.said.get(timeout=20) is LineState.UP

    def next(self) -> tuple[LineState, float]:
        began = time.monotonic()
        return self.said.get(timeout=60), time.monotonic() - began


@pytest.fixture
def watched(storage: Storage) -> Iterator[Watched]:
    made = Watched(storage)
    yield made
    made.watch.stop()


def test_a_silent_line_is_noticed_in_time_and_whoever_waits_on_it_is_told(
    house: CentreHouse, storage: Storage, line: LineProxy, watched: Watched
) -> None:
    """Half-open: bytes are acknowledged and forgotten, so no setting of the system notices it."""
    command, heard = Arrive(new_id(), "half-open"), queue.Queue[EvenhandError]()
    in_the_middle = threading.Event()

    def act() -> None:
        try:
            with storage.work(command) as work:
                made = arrive(work, command.workstation)
                line.swallow()
                in_the_middle.set()
                work.commit({"id": str(made)})
        except EvenhandError as error:
            heard.put(error)

    acting = threading.Thread(target=act)
    acting.start()
    assert in_the_middle.wait(30)
    state, seconds = watched.next()
    assert state is LineState.DOWN
    assert seconds < TEN_SECONDS
    assert isinstance(heard.get(timeout=TEN_SECONDS), LineLost)
    acting.join()
    line.mend()
    assert watched.next()[0] is LineState.UP
    assert sign_in(storage, command) == sign_in(storage, command)
    assert arrivals(house, "half-open") == 1


def test_an_answer_that_was_cut_off_after_the_commit_is_heard_when_asked_again(
    house: CentreHouse, storage: Storage, line: LineProxy
) -> None:
    command = Arrive(new_id(), "cut after commit")
    with pytest.raises(LineLost), storage.work(command) as work:
        made = arrive(work, command.workstation)
        work.commit({"id": str(made)})
        line.cut()
        work.all(select(identity.staff))
    with pytest.raises(Unavailable):
        sign_in(storage, command)
    line.mend()
    assert sign_in(storage, command) == str(made)
    assert arrivals(house, "cut after commit") == 1


@long_form
def test_a_session_that_was_cut_off_holds_no_lock_against_its_own_return(
    house: CentreHouse, storage: Storage, line: LineProxy, watched: Watched
) -> None:
    """The server does not know yet that the window is gone, and its transaction holds the command's lock."""
    command = Arrive(new_id(), "locks")
    with pytest.raises(LineLost), storage.work(command) as work:
        arrive(work, command.workstation)
        line.swallow()
        assert watched.next()[0] is LineState.DOWN
        work.all(select(identity.staff))
    line.mend()
    assert watched.next()[0] is LineState.UP
    sign_in(storage, command)  # would be Busy for as long as the old session holds the lock
    assert arrivals(house, "locks") == 1


@long_form
def test_the_watch_outlives_lines_that_break_again_and_again(
    storage: Storage, line: LineProxy, watched: Watched
) -> None:
    for _ in range(40):
        line.cut(refuse=False)
        watched.watch.look_now()
        watched.next()
    line.mend()
    watched.watch.look_now()
    while watched.next()[0] is not LineState.UP:
        pass


def test_what_is_acknowledged_is_durable_whatever_the_server_is_told_for_others(storage: Storage) -> None:
    with storage.reading() as reading:
        assert reading.scalar(text("SELECT current_setting('synchronous_commit')")) == "on"


@long_form
def test_a_slow_line_is_no_cut_line(storage: Storage, line: LineProxy, watched: Watched) -> None:
    line.delay(0.15)
    sign_in(storage, Arrive(new_id(), "slow"))
    watched.watch.look_now()
    assert watched.next()[0] is LineState.UP


@long_form
def test_somebody_whose_access_has_ended_is_told_so_and_not_that_the_network_is_down(
    house: CentreHouse, storage: Storage, watched: Watched
) -> None:
    house.raw("ALTER ROLE eh_reviewer1 NOLOGIN")
    try:
        house.raw("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'eh_reviewer1'")
        states = [watched.next()[0]]
        if states == [LineState.DOWN]:
            states.append(watched.next()[0])
        assert states[-1] is LineState.SHUT
    finally:
        house.raw("ALTER ROLE eh_reviewer1 LOGIN")
    assert watched.next()[0] is LineState.UP


def test_what_others_undid_is_busy_and_what_the_disk_refuses_is_not(house: CentreHouse) -> None:
    """Said by the server itself, in the name of one who may say anything."""
    storage = Storage(open_postgresql(house.installer.address, SUPERUSER, ""), new_id(), append_entries)
    try:
        for state, kind in (("40P01", Busy), ("40001", Busy), ("53100", Unavailable), ("25006", Unavailable)):
            with pytest.raises(kind) as said, storage.changing() as connection:
                connection.execute(text(f"DO $$ BEGIN RAISE EXCEPTION 'x' USING ERRCODE = '{state}'; END $$"))
            assert type(said.value) is kind, state
        with pytest.raises(LineLost), storage.changing() as connection:
            connection.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))
        with pytest.raises(ProgrammingError), storage.changing() as connection:
            connection.execute(text("SELECT nothing FROM nowhere"))  # a defect stays one
    finally:
        storage.close()


def test_two_that_wait_for_one_another_are_undone_as_busy(house: CentreHouse) -> None:
    """A real deadlock, by two holds in opposite order."""
    storages = house.storage("reviewer1"), house.storage("reviewer2")
    gate, heard = threading.Barrier(2), queue.Queue[object]()

    def act(storage: Storage, first: str, second: str) -> None:
        try:
            command = Arrive(new_id(), "deadlock")
            with storage.work(command) as work:
                work.hold(first)
                gate.wait(30)
                work.hold(second)
                arrive(work, command.workstation)
                heard.put(work.commit({}))
        except EvenhandError as error:
            heard.put(error)

    one, other = f"command {new_id()}", f"command {new_id()}"
    ways = (storages[0], one, other), (storages[1], other, one)
    threads = [threading.Thread(target=act, args=way) for way in ways]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = sorted(type(heard.get()).__name__ for _ in range(2))
    assert found == ["Busy", "dict"]
    assert arrivals(house, "deadlock") == 1


def test_nobody_listens_there(house: CentreHouse) -> None:
    engine = open_postgresql("host=127.0.0.1 port=1 dbname=x", "eh_reviewer1", PASSPHRASES["reviewer1"])
    storage = Storage(engine, house.staff["reviewer1"].id, lambda work: None)
    with pytest.raises(LineLost), storage.reading():
        pass
    with pytest.raises(psycopg.OperationalError):
        engine.raw_connection()
    storage.close()
