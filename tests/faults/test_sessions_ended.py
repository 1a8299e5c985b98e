"""People's sessions that others suffer from, ended by the guardian whatever limits they have lifted."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from typing import Any, LiteralString

import psycopg
import pytest
from psycopg.pq import TransactionStatus

from core.cases.rules import Stage, Step
from core.guardian.chores import Runaways
from core.kernel.ids import new_id
from tests.centre_house import CentreHouse, postgresql_centre
from tests.faults.test_guardian_service import until
from tests.postgres import SUPERUSER

HOLD: LiteralString = "SELECT hold(%s)"
_NO_LIMITS = "-c statement_timeout=0 -c lock_timeout=0 -c idle_in_transaction_session_timeout=0"


@pytest.fixture(scope="module")
def house() -> Iterator[CentreHouse]:
    with postgresql_centre() as house:
        yield house


def _once_ended(chore: Runaways) -> list[dict[str, Any]]:
    """What the guardian has ended, as soon as that is anything."""
    ended: list[dict[str, Any]] = []

    def any_ended() -> bool:
        ended.extend(chore.end())
        return bool(ended)

    until(any_ended, "somebody to be ended")
    return ended


def test_who_makes_others_wait_is_ended_and_they_go_on(house: CentreHouse) -> None:
    """The holder of a case locks it by an act that he never ends; who waits for him is left alone."""
    case_id = house.case_at(Step.REVIEW_STARTED)
    login = house.holder(case_id, Stage.REVIEW)
    chore = Runaways(house.storage("guardian"), running_seconds=300, idle_seconds=1)
    step = f"SELECT hold('command {case_id}')"
    with house.session(login, _NO_LIMITS) as holding, house.session("admin1", _NO_LIMITS) as waiting:
        holding.execute(step)
        done: list[object] = []

        def wait() -> None:
            done.append(waiting.execute(step).rowcount)

        thread = threading.Thread(target=wait)
        thread.start()
        until(lambda: bool(_waiting(house)), "the other to wait")
        ended = _once_ended(chore)
        thread.join()
        assert {(one["login"], one["what"]) for one in ended} == {(login, "blocking")}
        assert done == [1]
        with pytest.raises(psycopg.OperationalError):
            holding.execute("SELECT 1")
        holding.close()


def test_who_holds_others_up_is_ended_though_he_waits_himself(house: CentreHouse) -> None:
    """Two in league could pass a lock to and fro for ever: the one whom others wait for would always be waiting too."""
    chore = Runaways(house.storage("guardian"), running_seconds=300, idle_seconds=1)
    held, also_held = (f"command {new_id()}" for _ in range(2))
    keeper = psycopg.connect(house.settings.database_url, user=SUPERUSER, options="-c search_path=evenhand")
    with (
        keeper,
        house.session("auditor1", _NO_LIMITS) as holding,
        house.session("admin1", _NO_LIMITS) as waiting,
    ):
        keeper.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [also_held])
        holding.execute(HOLD, [held])
        tries = ((holding, also_held), (waiting, held))
        threads = [threading.Thread(target=_try, args=(one, HOLD, what)) for one, what in tries]
        for thread in threads:
            thread.start()
        until(lambda: len(_waiting(house)) == 2, "both to wait")
        ended = _once_ended(chore)
        for thread in threads:
            thread.join()
        assert {(one["login"], one["what"]) for one in ended} == {("auditor1", "blocking")}
        assert waiting.info.transaction_status == TransactionStatus.INTRANS
        holding.close()


def _try(connection: psycopg.Connection, sql: LiteralString, *values: object) -> None:
    with contextlib.suppress(psycopg.OperationalError):
        connection.execute(sql, values)


def test_a_transaction_kept_busy_with_small_statements_is_ended(house: CentreHouse) -> None:
    chore = Runaways(house.storage("guardian"), running_seconds=1, idle_seconds=300)
    ended: list[dict[str, Any]] = []
    with house.session("auditor1", _NO_LIMITS) as busy:

        def ended_at_last() -> bool:
            _try(busy, "SELECT 1")
            ended.extend(chore.end())
            return bool(ended)

        until(ended_at_last, "the transaction to be ended")
        busy.close()
    assert [(one["login"], one["seconds"] >= 12) for one in ended] == [("auditor1", True)]


def _waiting(house: CentreHouse) -> list[tuple[object, ...]]:
    return house.raw("SELECT pid FROM pg_stat_activity WHERE wait_event_type = 'Lock'")


def test_a_statement_that_runs_on_and_on_is_ended_though_it_was_never_idle(house: CentreHouse) -> None:
    chore = Runaways(house.storage("guardian"), running_seconds=1, idle_seconds=300)
    with house.session("auditor1", _NO_LIMITS) as burning:
        gone: list[str] = []

        def burn() -> None:
            try:
                burning.execute("SELECT count(*) FROM generate_series(1, 100000000000)")
            except psycopg.OperationalError as error:
                gone.append(str(error))

        thread = threading.Thread(target=burn)
        thread.start()
        ended = _once_ended(chore)
        thread.join()
        burning.close()
    assert {(one["login"], one["what"]) for one in ended} == {("auditor1", "running")}
    assert len(gone) == 1
