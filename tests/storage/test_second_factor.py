"""Six digits before an approval, on both engines: what the rule asks, and what does not get around it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

import psycopg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from core.cases.rules import Stage, Step
from core.identity import tables, totp
from core.identity.administration import AskChange
from core.identity.centre_settings import APPROVALS, OFF, SETTINGS, STEP_UP, setting_in_force
from core.identity.changes import centre_setting, totp_reset
from core.identity.sign_in_attempts import wait_after
from core.identity.step_up import GOOD_FOR, StepUpService
from core.kernel.clock import MINUTE
from core.kernel.errors import BadInput, EvenhandError, NotAllowed, StepUpNeeded
from core.kernel.ids import new_id
from tests.centre_house import CentreHouse, postgresql_centre
from tests.factories import House, centre
from tests.second_factor import code, enrolled, now, wrong_code

WHO = "approver1"


@pytest.fixture(params=["sqlite", "postgresql"])
def house(request: pytest.FixtureRequest) -> Iterator[House]:
    with centre() if request.param == "sqlite" else postgresql_centre() as made:
        yield made


@pytest.fixture(scope="module")
def standing() -> Iterator[CentreHouse]:
    """A centre that nobody changes."""
    with postgresql_centre() as made:
        yield made


@pytest.fixture
def at_centre() -> Iterator[CentreHouse]:
    with postgresql_centre() as made:
        yield made


def demand(house: House, value: str = APPROVALS) -> None:
    house.change(centre_setting(STEP_UP, value))


def test_nothing_is_asked_where_the_centre_does_not_ask(house: House) -> None:
    case_id = house.case_at(Step.APPROVAL_STARTED)
    assert house.decide(case_id)
    assert StepUpService(house.storage(WHO)).state().required is False


def test_a_decision_waits_for_the_code_and_goes_with_it(house: House) -> None:
    case_id = house.case_at(Step.APPROVAL_STARTED)
    holder = house.holder(case_id, Stage.APPROVAL)
    demand(house)
    with pytest.raises(StepUpNeeded):
        house.decide(case_id)
    secret = enrolled(house, holder)
    with pytest.raises(StepUpNeeded):
        house.decide(case_id)  # an authenticator alone is no code
    until = StepUpService(house.storage(holder)).give(code(house, secret))
    assert until - now(house) <= GOOD_FOR
    assert StepUpService(house.storage(holder)).state().good_until == until
    assert house.decide(case_id)
    assert house.verify().ok


def test_another_persons_code_opens_nothing(house: House) -> None:
    case_id = house.case_at(Step.APPROVAL_STARTED)
    holder = house.holder(case_id, Stage.APPROVAL)
    other = next(login for login in ("approver1", "approver2", "approver3") if login != holder)
    demand(house)
    secret = enrolled(house, other)
    StepUpService(house.storage(other)).give(code(house, secret))
    with pytest.raises(StepUpNeeded):
        house.decide(case_id)


def test_a_code_is_good_once(house: House) -> None:
    secret = enrolled(house, WHO)
    service = StepUpService(house.storage(WHO))
    used = code(house, secret)
    service.give(used)
    with pytest.raises(NotAllowed):
        service.give(used)


def test_wrong_codes_are_counted_and_wait_even_for_the_right_one(house: House) -> None:
    secret = enrolled(house, WHO)
    service = StepUpService(house.storage(WHO))
    for _ in range(3):
        with pytest.raises(NotAllowed, match="wrong"):
            service.give(wrong_code(house, secret))
    with pytest.raises(NotAllowed, match="Too many failures"):
        service.give(code(house, secret))
    assert service.state().good_until == 0


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "12345a", "１２３４５６"])
def test_what_is_no_code_is_not_even_tried(house: House, typed: str) -> None:
    with pytest.raises(BadInput):
        StepUpService(house.storage(WHO)).give(typed)
    assert house.all(select(tables.step_up_attempt.c.id)) == []


def test_without_an_authenticator_no_code_is_right(house: House) -> None:
    with pytest.raises(NotAllowed):
        StepUpService(house.storage(WHO)).give("123456")


def test_a_wrong_first_code_enrols_nothing(house: House) -> None:
    service = StepUpService(house.storage(WHO))
    enrolment = service.begin_enrolment(WHO, "样本")
    with pytest.raises(BadInput):
        service.enrol(enrolment, wrong_code(house, enrolment.secret))
    assert not service.state().enrolled


def test_a_second_authenticator_needs_two_administrators(house: House) -> None:
    first = enrolled(house, WHO)
    with pytest.raises(NotAllowed, match="authenticator already"):
        enrolled(house, WHO)
    service = StepUpService(house.storage(WHO))
    service.give(code(house, first))
    house.change(totp_reset(house.staff[WHO].id))
    assert service.state().enrolled is False
    assert service.state().good_until == 0  # what the lost one opened is shut
    with pytest.raises(NotAllowed):
        service.give(code(house, first, 1))
    second = enrolled(house, WHO)
    assert second != first
    assert service.give(code(house, second, 1))
    assert house.verify().ok


def test_nobody_resets_his_own(house: House) -> None:
    with pytest.raises(EvenhandError):
        house.ask(totp_reset(house.staff["admin2"].id), "admin2")


def test_a_setting_needs_two_and_must_be_one_there_is(house: House) -> None:
    asked = AskChange.of(centre_setting(STEP_UP, OFF), "样本")
    with pytest.raises(EvenhandError), house.storage("admin1").work(asked) as work:
        work.record(tables.centre_setting, name=STEP_UP, value=OFF)
    with pytest.raises(NotAllowed, match="no such setting"):
        house.change(centre_setting("colour", "red"))
    demand(house)
    demand(house, OFF)
    with house.storage(WHO).reading() as reading:
        assert setting_in_force(reading, STEP_UP) == OFF
        assert all(setting_in_force(reading, name) in one.values for name, one in SETTINGS.items())


# PostgreSQL alone: somebody with psql


def psql(house: CentreHouse, login: str = WHO) -> psycopg.Connection:
    engine = house.engine(house.staff[login].id)
    connection = engine.raw_connection().driver_connection
    assert isinstance(connection, psycopg.Connection)
    return connection


def try_code(
    connection: psycopg.Connection, house: CentreHouse, typed: str, at: str = "database_time()"
) -> object:
    attempt = new_id()
    connection.execute(
        f"INSERT INTO step_up_attempt (id, staff_id, code, at) VALUES (%s, %s, %s, {at})",
        (attempt, house.staff[WHO].id, typed),
    )
    return attempt


def test_the_database_counts_codes_like_the_rfc(at_centre: CentreHouse) -> None:
    secret = b"12345678901234567890"
    for counter in (0, 1, 9, 37037036, 66666666, 666666666):
        rows = at_centre.raw(f"SELECT evenhand.totp_code('\\x{secret.hex()}', {counter})")
        assert rows == [(totp.code(secret, counter),)]


@settings(max_examples=30, deadline=None)
@given(message=st.binary(max_size=200))
def test_the_database_hashes_like_everybody(standing: CentreHouse, message: bytes) -> None:
    rows = standing.raw(f"SELECT encode(evenhand.sha1('\\x{message.hex()}'), 'hex')")
    assert rows == [(hashlib.sha1(message).hexdigest(),)]


def test_the_database_waits_as_the_workstation_does(at_centre: CentreHouse) -> None:
    rows = at_centre.raw("SELECT n, evenhand.wait_after(n) FROM generate_series(0, 60) AS n")
    assert [(n, wait) for n, wait in rows] == [(n, wait_after(n)) for n in range(61)]
    assert wait_after(60) == 15 * MINUTE


def test_nobody_reads_a_secret_or_a_typed_code(at_centre: CentreHouse) -> None:
    enrolled(at_centre, WHO)
    for login in (WHO, "admin1", "admin2", "admin3", "auditor1"):
        for column in ("totp_enrolment.secret", "step_up_attempt.code"):
            with psql(at_centre, login) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(f"SELECT {column} FROM {column.split('.')[0]}")


def refused_to_judge(connection: psycopg.Connection, attempt: object) -> None:
    refusal = pytest.raises(psycopg.errors.IntegrityConstraintViolation, match="code")
    with refusal, connection.transaction():
        connection.execute("SELECT step_up_counter(%s)", (attempt,))


def test_a_guess_that_is_rolled_back_still_told_nothing(at_centre: CentreHouse) -> None:
    """Judging needs a try that is committed; within one transaction, savepoints or not, nothing is judged."""
    secret = enrolled(at_centre, WHO)
    for savepoint in (False, True):
        with psql(at_centre) as connection:
            if savepoint:
                connection.execute("SAVEPOINT guess")
            attempt = try_code(connection, at_centre, code(at_centre, secret))
            refused_to_judge(connection, attempt)
            if savepoint:
                connection.execute("ROLLBACK TO guess")
                refused_to_judge(connection, attempt)
            connection.rollback()


def test_a_wrong_code_is_not_passed_off_as_right_nor_a_right_one_twice(at_centre: CentreHouse) -> None:
    secret = enrolled(at_centre, WHO)
    step = totp.step_of(now(at_centre))
    with psql(at_centre) as connection:

        def put(attempt: object, counter: int) -> None:
            connection.execute(
                "INSERT INTO step_up (id, staff_id, attempt_id, counter, at) "
                "VALUES (%s, %s, %s, %s, database_time())",
                (new_id(), at_centre.staff[WHO].id, attempt, counter),
            )

        def refused(attempt: object, counter: int) -> None:
            with pytest.raises(psycopg.errors.IntegrityConstraintViolation, match="code"):
                put(attempt, counter)
            connection.rollback()

        bad = try_code(connection, at_centre, wrong_code(at_centre, secret))
        connection.commit()
        refused(bad, step)
        good = try_code(connection, at_centre, totp.code(secret, step))
        connection.commit()
        refused(good, step + 1_000)
        put(good, step)
        connection.commit()
        refused(good, step)


def test_tries_at_once_from_many_sessions_count_one_after_another(at_centre: CentreHouse) -> None:
    secret = enrolled(at_centre, WHO)
    held = psql(at_centre)
    guess = wrong_code(at_centre, secret)
    for _ in range(2):
        with psql(at_centre) as connection:
            try_code(connection, at_centre, guess)
    try_code(held, at_centre, guess)  # the third, not committed
    with psql(at_centre) as waiting:
        waiting.execute("SET LOCAL lock_timeout = '300ms'")
        with pytest.raises(psycopg.errors.LockNotAvailable):
            try_code(waiting, at_centre, guess)
        waiting.rollback()
    held.commit()
    with psql(at_centre) as connection:
        with pytest.raises(psycopg.errors.IntegrityConstraintViolation, match="throttled"):
            try_code(connection, at_centre, guess)
        connection.rollback()
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        with pytest.raises(psycopg.errors.IntegrityConstraintViolation, match="isolation"):
            try_code(connection, at_centre, guess)
        connection.rollback()


def test_a_try_is_not_dated_back_to_shorten_the_wait(at_centre: CentreHouse) -> None:
    with psql(at_centre) as connection:
        with pytest.raises(psycopg.errors.IntegrityConstraintViolation, match="throttled"):
            try_code(connection, at_centre, "123456", "database_time() - 60000000")
        connection.rollback()
