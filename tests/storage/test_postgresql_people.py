"""Login roles of a centre follow from the facts: made, given groups, taken them, ended, in the same transaction."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

import psycopg
import pytest
from sqlalchemy import text

from core.audit.service import append_entries
from core.identity import changes
from core.identity.administration import AnswerChange
from core.identity.centre import prepare_database, signed_in
from core.identity.changes import Outcome
from core.identity.rules import Role
from core.kernel.errors import Conflict, EvenhandError, NotAllowed
from core.kernel.ids import new_id
from core.storage.postgresql import login_role, open_postgresql
from tests.centre_house import CentreHouse, postgresql_centre
from tests.factories import FIRST_PASSPHRASE

GROUPS = (
    "SELECT granted.rolname FROM pg_auth_members JOIN pg_roles AS granted ON granted.oid = roleid "
    "JOIN pg_roles AS holder ON holder.oid = member WHERE holder.rolname = 'eh_newcomer' ORDER BY 1"
)
VERIFIER = "SCRAM-SHA-256$4096:AAAA$AAAA:AAAA"


@pytest.fixture
def house() -> Iterator[CentreHouse]:
    with postgresql_centre() as house:
        yield house


def groups(house: CentreHouse) -> list[str]:
    return [str(row[0]) for row in house.raw(GROUPS)]


def test_a_confirmed_person_signs_in_and_works_once_a_role_is_confirmed(house: CentreHouse) -> None:
    person = house.change(changes.new_person("newcomer", "样本新人", None))
    assert groups(house) == []
    grant = house.change(changes.role_grant(person, Role.ARCHIVE_CLERK))
    assert groups(house) == ["evenhand_archive_clerk"]
    storage = signed_in(house.settings.database_url, "newcomer", FIRST_PASSPHRASE, append_entries)
    assert storage.staff_id == person
    with storage.reading() as reading:
        assert reading.scalar(text("SELECT session_holds('archive-clerk')")) is True
        assert reading.scalar(text("SELECT sees_every_case()")) is True
    house.change(changes.role_end(person, grant))
    assert groups(house) == []
    # The open session has lost its only group, and with it the very names of things.
    with pytest.raises(NotAllowed), storage.reading() as reading:
        reading.scalar(text("SELECT sees_every_case()"))
    storage.close()


def test_a_leaver_is_nobody_in_the_very_next_statement_and_out_at_once(house: CentreHouse) -> None:
    person = house.change(changes.new_person("newcomer", "样本新人", None))
    house.change(changes.role_grant(person, Role.AUDITOR))
    engine = open_postgresql(house.settings.database_url, login_role("newcomer"), FIRST_PASSPHRASE)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT session_staff()")).scalar() == person
        connection.commit()
        house.change(changes.leaving(person))
        with pytest.raises(Exception, match="terminat|closed|connection"):
            connection.execute(text("SELECT session_staff()"))
    engine.dispose()
    with pytest.raises(EvenhandError):
        signed_in(house.settings.database_url, "newcomer", FIRST_PASSPHRASE, append_entries)
    (row,) = house.raw("SELECT rolcanlogin FROM pg_roles WHERE rolname = 'eh_newcomer'")
    assert row == (False,)
    assert groups(house) == []


def test_a_session_that_outlives_its_login_finds_nobody(house: CentreHouse) -> None:
    """Even where ending sessions fails, the facts speak: session_staff() asks them each time."""
    with house.storage("admin2").engine.connect() as connection:
        asked = house.ask(changes.leaving(house.staff["reviewer1"].id))
        house.raw("ALTER TABLE evenhand.leaving DISABLE TRIGGER login_ended")
        session = open_postgresql(
            house.settings.database_url, login_role("reviewer1"), "sample-reviewer1-2026"
        )
        with session.connect() as open_session:
            assert open_session.execute(text("SELECT session_staff()")).scalar() is not None
            house.confirm(asked, "admin2")
            assert open_session.execute(text("SELECT session_staff()")).scalar() is None
            assert open_session.execute(text("SELECT count(*) FROM loan_case")).scalar() == 0
        session.dispose()
        connection.rollback()


def test_a_name_that_was_left_behind_on_the_server_begins_anew(house: CentreHouse) -> None:
    house.raw(
        "DO $$ BEGIN IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'eh_newcomer') THEN "
        "CREATE ROLE eh_newcomer; END IF; END $$"
    )
    house.raw("ALTER ROLE eh_newcomer LOGIN PASSWORD 'known to somebody'")
    house.raw("GRANT evenhand_auditor TO eh_newcomer")
    if int(str(house.raw("SHOW server_version_num")[0][0])) >= 160_000:
        # A role is its maker's there, and a group its giver's to take.
        with pytest.raises(Conflict, match="rights from elsewhere"):
            house.change(changes.new_person("newcomer", "样本新人", None))
        house.raw("DROP ROLE eh_newcomer")
        (waiting,) = house.raw("SELECT id FROM evenhand.change_request WHERE kind = 'staff'")[0]
        house.confirm(UUID(str(waiting)), "admin2", FIRST_PASSPHRASE)
    else:
        house.change(changes.new_person("newcomer", "样本新人", None))
    assert groups(house) == []
    with pytest.raises(EvenhandError):
        signed_in(house.settings.database_url, "newcomer", "known to somebody", append_entries)


@pytest.mark.parametrize("login", ["admin1", "admin2", "admin3", "reviewer1"])
def test_a_password_is_set_only_in_the_transaction_that_confirms_the_person(
    house: CentreHouse, login: str
) -> None:
    house.change(changes.new_person("newcomer", "样本新人", None))
    (request_id,) = house.raw("SELECT id FROM evenhand.change_request WHERE kind = 'staff'")[0]
    with (
        house.storage(login).engine.connect() as connection,
        pytest.raises(Exception, match="evenhand:|denied"),
    ):
        connection.execute(
            text("SELECT login_opened(:request, :verifier)"), {"request": request_id, "verifier": VERIFIER}
        )


@pytest.mark.parametrize(
    "function", ["login_made", "login_given_a_role", "login_taken_a_role", "login_ended"]
)
def test_nobody_calls_what_makes_and_ends_logins(house: CentreHouse, function: str) -> None:
    for login in ("admin1", "admin2", "guardian"):
        with (
            house.storage(login).engine.connect() as connection,
            pytest.raises(Exception, match="denied|trigger"),
        ):
            connection.execute(text(f"SELECT {function}()"))


def test_only_a_verifier_is_taken_for_a_password_and_a_refusal_makes_no_login(house: CentreHouse) -> None:
    request_id = house.ask(changes.new_person("newcomer", "样本新人", None))
    with pytest.raises(NotAllowed):
        house.confirm(request_id, "admin2", "short")
    house.administration("admin2").answer(AnswerChange(new_id(), request_id, Outcome.REFUSED, "样本"))
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(house.settings.database_url, user="eh_newcomer", password=FIRST_PASSPHRASE)


def test_logins_from_a_server_before_16_have_their_administrator_after_an_upgrade(house: CentreHouse) -> None:
    """pg_upgrade brings roles along without one; from PostgreSQL 16 on nobody could change them then."""
    if int(str(house.raw("SHOW server_version_num")[0][0])) < 160_000:
        pytest.skip("until PostgreSQL 15 the right to make roles is enough")
    house.raw("REVOKE ADMIN OPTION FOR eh_reviewer1 FROM evenhand_logins")
    with pytest.raises(EvenhandError):
        house.change(changes.leaving(house.staff["reviewer1"].id))
    house.raw("GRANT evenhand_reviewer TO eh_reviewer1")
    prepare_database(house.installer)
    givers = house.raw(
        "SELECT DISTINCT grantor::regrole::text FROM pg_auth_members WHERE member = 'eh_reviewer1'::regrole"
    )
    assert givers == [("evenhand_logins",)]
    grant = house.change(changes.role_grant(house.staff["reviewer1"].id, Role.RISK_MANAGER))
    house.change(changes.role_end(house.staff["reviewer1"].id, grant))


def test_the_role_that_makes_logins_cannot_sign_in_and_sees_no_case(house: CentreHouse) -> None:
    (row,) = house.raw(
        "SELECT rolcanlogin, rolsuper, rolbypassrls FROM pg_roles WHERE rolname = 'evenhand_logins'"
    )
    assert row == (False, False, False)
    for powerful in ("evenhand_guardian", "evenhand_auditor"):
        for role in ("evenhand_owner", "evenhand_logins"):
            (held,) = house.raw(f"SELECT pg_has_role('{role}', '{powerful}', 'USAGE')")
            assert held == (False,)
    owned = house.raw(
        "SELECT proname FROM pg_proc WHERE proowner = 'evenhand_logins'::regrole ORDER BY proname"
    )
    assert [str(name) for (name,) in owned] == [
        "login_emptied", "login_ended", "login_given_a_role", "login_kept", "login_made", "login_opened", "login_runaways_ended",
        "login_shut", "login_taken_a_role",
    ]  # fmt: skip
