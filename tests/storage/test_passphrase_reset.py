"""A forgotten passphrase, on both engines: two administrators, one for once, and nothing else before it is changed."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

import psycopg
import pytest
from sqlalchemy import select, text

from core.app import open_centre
from core.archive import tables as archive
from core.archive.act_signing import check_act
from core.archive.authority import certificate_in_force
from core.archive.certificates import PERSON
from core.audit.act_words import act_words
from core.cases.case_view import read_case
from core.cases.rules import Stage, Step
from core.identity import changes, tables
from core.identity.administration import AskChange
from core.identity.changes import ChangeKind
from core.identity.requests import RequestReads
from core.identity.step_up import StepUpService
from core.kernel.clock import DAY
from core.kernel.errors import BadInput, EvenhandError, NotAllowed
from core.storage.postgresql import login_role
from tests.centre_house import PASSPHRASES, CentreHouse, postgresql_centre
from tests.factories import FIRST_PASSPHRASE, House, catalogue, centre

WHO, OWN = "reviewer1", "a passphrase of one's own 2026"


@pytest.fixture(params=["sqlite", "postgresql"])
def house(request: pytest.FixtureRequest) -> Iterator[House]:
    with centre() if request.param == "sqlite" else postgresql_centre() as made:
        yield made


@pytest.fixture
def at_centre() -> Iterator[CentreHouse]:
    with postgresql_centre() as made:
        yield made


def reset(house: House, login: str = WHO, asker: str = "") -> UUID:
    return house.change(changes.passphrase_reset(house.staff[login].id), asker)


def ask_for_an_absence(app: object, house: House) -> None:
    later = house.all(select(tables.staff.c.at))[0].at + 400 * DAY
    asked = changes.absence(house.staff[WHO].id, later, later + DAY, changes.AbsenceReason.LEAVE)
    app.administration.ask(AskChange.of(asked, "样本"))  # type: ignore[attr-defined]


def test_the_old_one_opens_no_more_and_the_new_one_only_leads_to_ones_own(house: House) -> None:
    reset(house)
    with pytest.raises(NotAllowed):
        open_centre(house.folder, WHO, PASSPHRASES[WHO])
    with open_centre(house.folder, WHO, FIRST_PASSPHRASE) as app:
        assert app.access.for_once
        with pytest.raises(NotAllowed, match="good for once"):
            ask_for_an_absence(app, house)
        with pytest.raises(NotAllowed, match="good for once"):
            StepUpService(app._storage).give("123456")
        with pytest.raises(BadInput, match="is the old one"):
            app.change_passphrase(FIRST_PASSPHRASE, FIRST_PASSPHRASE)
        app.change_passphrase(FIRST_PASSPHRASE, OWN)
        ask_for_an_absence(app, house)
    with open_centre(house.folder, WHO, OWN) as app:
        assert not app.access.for_once
    with pytest.raises(NotAllowed):
        open_centre(house.folder, WHO, FIRST_PASSPHRASE)
    assert house.verify().ok


def test_it_is_on_record_with_both_administrators_and_the_reason(house: House) -> None:
    reset(house)
    with open_centre(house.folder, "auditor1", PASSPHRASES["auditor1"]) as app:
        newest = app.people_records.record(house.staff[WHO].id).history[0]
    assert (newest.words.zh, newest.asker, newest.confirmer) == ("重置口令", "吕安全", "何系统")
    assert newest.reason == "样本"
    assert act_words("AnswerChange").en == "Answer a request"


def test_before_it_is_confirmed_nothing_has_changed(house: House) -> None:
    request_id = house.ask(changes.passphrase_reset(house.staff[WHO].id))
    open_centre(house.folder, WHO, PASSPHRASES[WHO]).close()
    with pytest.raises(EvenhandError):
        house.confirm(request_id, "admin2", FIRST_PASSPHRASE)  # who asked
    with pytest.raises(NotAllowed, match="12 characters"):
        house.confirm(request_id, "admin1", "short")
    with open_centre(house.folder, WHO, PASSPHRASES[WHO]) as app:
        assert not app.access.for_once


def test_whichever_of_the_three_forgot_the_other_two_help(house: House) -> None:
    for forgot, asker, confirmer in (
        ("admin1", "admin2", "admin3"),
        ("admin2", "admin1", "admin3"),
        ("admin3", "admin2", "admin1"),
    ):
        request_id = house.ask(changes.passphrase_reset(house.staff[forgot].id), asker)
        (row,) = [
            one
            for one in RequestReads(house.storage(confirmer), house.staff[confirmer]).waiting()
            if one.id == request_id
        ]
        assert row.kind is ChangeKind.PASSPHRASE_RESET and row.to_confirm
        with pytest.raises(EvenhandError):
            house.confirm(request_id, forgot, FIRST_PASSPHRASE)
        house.confirm(request_id, confirmer, FIRST_PASSPHRASE)
        with open_centre(house.folder, forgot, FIRST_PASSPHRASE) as app:
            app.change_passphrase(FIRST_PASSPHRASE, PASSPHRASES[forgot])
        house.storage(forgot).engine.dispose()


@pytest.mark.parametrize("login", ["guardian", "gone"])
def test_the_guardian_and_who_left_get_none(house: House, login: str) -> None:
    staff_id = house.guardian_id if login == "guardian" else house.staff["risk2"].id
    if login == "gone":
        house.change(changes.leaving(staff_id))
    with pytest.raises(NotAllowed, match="role does not allow"):
        house.change(changes.passphrase_reset(staff_id))


def test_what_was_signed_before_stays_signed_and_the_same_certificate_signs_on() -> None:
    """On one machine the key of a signature lies under the centre's secrets, which the new passphrase opens too."""
    with centre() as house:
        house.certify()
        first = house.case_at(Step.REVIEW_STARTED)
        holder = house.holder(first, Stage.REVIEW)
        before = house.give_opinion(first)
        reset(house, holder)
        with open_centre(house.folder, holder, FIRST_PASSPHRASE) as app:
            app.change_passphrase(FIRST_PASSPHRASE, OWN)
        with house.storage("guardian").reading() as reading:
            view = read_case(reading, first, house.staff[holder], catalogue())
            (judged,) = [one for one in view.judgements if one.id == before]
            assert check_act(reading, first, judged) is not None
            signed = reading.first(select(archive.act_signature.c.certificate_id))
            signing = certificate_in_force(reading, PERSON, house.staff[holder].id)
            assert signed is not None and signing is not None and signed.certificate_id == signing.id
            assert reading.all(select(tables.revocation.c.id)) == []
        assert house.verify().ok


# PostgreSQL alone: what the server itself holds


def until(house: CentreHouse, login: str = WHO) -> object:
    return house.raw(f"SELECT rolvaliduntil::text FROM pg_roles WHERE rolname = '{login_role(login)}'")[0][0]


def test_open_sessions_end_and_the_passphrase_for_once_runs_out(at_centre: CentreHouse) -> None:
    with at_centre.storage(WHO).engine.connect() as session:
        session.execute(text("SELECT 1"))
        reset(at_centre)
        with pytest.raises(Exception, match="terminat|closed|connection"):
            session.execute(text("SELECT 1"))
    (days,) = at_centre.raw(
        "SELECT extract(epoch FROM rolvaliduntil - now()) / 86400 FROM pg_roles "
        f"WHERE rolname = '{login_role(WHO)}'"
    )[0]
    assert 2.9 < float(str(days)) <= 3
    at_centre.raw(f"ALTER ROLE {login_role(WHO)} VALID UNTIL '2020-01-01'")
    with pytest.raises(EvenhandError):
        open_centre(at_centre.folder, WHO, FIRST_PASSPHRASE)
    reset(at_centre)
    with open_centre(at_centre.folder, WHO, FIRST_PASSPHRASE) as app:
        app.change_passphrase(FIRST_PASSPHRASE, OWN)
    assert until(at_centre) == "infinity"


def test_a_password_is_given_only_by_who_confirms_and_in_that_act(at_centre: CentreHouse) -> None:
    reset(at_centre)
    (request_id,) = at_centre.raw("SELECT id FROM evenhand.change_request WHERE kind = 'passphrase_reset'")[0]
    verifier = "SCRAM-SHA-256$4096:AAAA$AAAA:AAAA"
    for login in ("admin1", "admin2", "admin3", "reviewer2"):
        with (
            at_centre.storage(login).engine.connect() as connection,
            pytest.raises(Exception, match="evenhand:|denied"),
        ):
            connection.execute(
                text("SELECT login_opened(:request, :verifier)"),
                {"request": request_id, "verifier": verifier},
            )


def test_a_refused_reset_leaves_everybody_as_they_were(at_centre: CentreHouse) -> None:
    request_id = at_centre.ask(changes.passphrase_reset(at_centre.staff[WHO].id))
    with pytest.raises(EvenhandError):
        at_centre.confirm(request_id, "admin1", "short")
    url = at_centre.settings.database_url
    psycopg.connect(url, user=login_role(WHO), password=PASSPHRASES[WHO]).close()
