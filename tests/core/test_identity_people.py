"""People through the front door: what one asks another confirms, and what ends ends at once; on both engines."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import select

from core.cases import tables as cases
from core.cases.rules import Stage, Step
from core.identity import changes, queries, tables
from core.identity.administration import AnswerChange
from core.identity.changes import AbsenceReason, ChangeKind, Outcome, Tie
from core.identity.person_records import PeopleRecords, Presence
from core.identity.requests import RequestReads
from core.identity.rules import Role
from core.kernel.errors import BadInput, Conflict, EvenhandError, NotAllowed
from core.kernel.ids import new_id
from core.storage import migrate
from tests.centre_house import postgresql_centre
from tests.factories import APPROVE, House, centre


@pytest.fixture(params=["sqlite", "postgresql"])
def house(request: pytest.FixtureRequest) -> Iterator[House]:
    with centre() if request.param == "sqlite" else postgresql_centre() as house:
        yield house


def records(house: House, login: str = "admin1") -> PeopleRecords:
    return PeopleRecords(house.storage(login))


def requests(house: House, login: str) -> RequestReads:
    return RequestReads(house.storage(login), house.staff[login])


def answer(house: House, login: str, request_id: object, outcome: Outcome, reason: str = "样本") -> None:
    command = AnswerChange(new_id(), request_id, outcome, reason)  # type: ignore[arg-type]
    house.administration(login).answer(command, "a passphrase of a newcomer")


def test_a_new_person_is_asked_for_by_one_confirmed_by_another_and_given_a_role_by_two_others(
    house: House,
) -> None:
    bank = house.staff["manager1"].institution_id
    person = house.change(changes.new_person("newcomer", "样本新人", bank))
    house.change(changes.role_grant(person, Role.REVIEWER))
    house.change(changes.authority(person, 30_000_00, ("greenhouse", "orchard")))
    record = records(house).record(person)
    assert record.person.login == "newcomer"
    assert [one.role for one in record.roles] == [Role.REVIEWER]
    assert [(one.products, one.amount_fen) for one in record.authorities] == [
        (("greenhouse", "orchard"), 30_000_00)
    ]
    history = [(line.words.en, line.asker, line.confirmer) for line in record.history]
    assert history == [
        ("Authority: ¥30,000.00", "吕安全", "何系统"),
        ("Granted the role: Reviewer", "吕安全", "何系统"),
        ("Entered as a person", "何系统", "吕安全"),
    ]
    assert house.verify().ok


def test_nobody_answers_what_he_or_she_asked_and_only_the_other_power_confirms(house: House) -> None:
    request_id = house.ask(changes.role_grant(house.staff["risk2"].id, Role.AUDITOR))
    for login in ("admin2", "admin3", "reviewer1"):
        with pytest.raises(EvenhandError):
            answer(house, login, request_id, Outcome.CONFIRMED)
    answer(house, "admin1", request_id, Outcome.REFUSED, "样本理由")
    with pytest.raises(Conflict):
        answer(house, "admin1", request_id, Outcome.CONFIRMED)
    (row,) = requests(house, "admin2").answered()
    assert (row.outcome, row.answerer, row.answer_reason) == (Outcome.REFUSED, "何系统", "样本理由")
    with house.storage("guardian").reading() as reading:
        assert Role.AUDITOR not in queries.staff_by_login(reading, "risk2").roles


@pytest.mark.parametrize("login", ["reviewer1", "auditor1", "admin3", "guardian"])
def test_who_is_no_administrator_of_the_matter_asks_for_nothing(house: House, login: str) -> None:
    for asked in (
        changes.role_grant(house.staff["risk2"].id, Role.AUDITOR),
        changes.leaving(house.staff["risk2"].id),
        changes.new_institution("mine", "样本", "Specimen"),
    ):
        with pytest.raises(NotAllowed):
            house.ask(asked, asker=login)


def test_the_same_is_asked_once_and_withdrawn_by_who_asked(house: House) -> None:
    asked = changes.role_grant(house.staff["risk2"].id, Role.AUDITOR)
    request_id = house.ask(asked)
    with pytest.raises(Conflict):
        house.ask(asked)
    with pytest.raises(NotAllowed):
        answer(house, "admin1", request_id, Outcome.WITHDRAWN)
    answer(house, "admin2", request_id, Outcome.WITHDRAWN)
    assert requests(house, "admin1").waiting() == ()
    house.ask(asked)


def test_a_request_says_what_would_be_different(house: House) -> None:
    approver = house.staff["approver2"].id
    house.ask(changes.authority(approver, 30_000_000))
    house.ask(changes.role_grant(approver, Role.REVIEWER))
    house.ask(changes.leaving(house.staff["risk1"].id))
    shown = {
        (row.kind, one.name.en): (one.before.en, one.after.en)
        for row in requests(house, "admin1").waiting() + requests(house, "admin2").waiting()
        for one in row.differences
    }
    assert shown[ChangeKind.AUTHORITY, "Authority (All products)"] == ("¥200,000.00", "¥300,000.00")
    assert shown[ChangeKind.ROLE_GRANT, "Roles"] == ("Approver", "Approver, Reviewer")
    assert shown[ChangeKind.LEAVING, "State"] == ("With us", "Left")
    for login in ("admin1", "admin2"):
        mine = {row.kind for row in requests(house, login).waiting() if row.to_confirm}
        assert mine == (
            {ChangeKind.LEAVING} if login == "admin2" else {ChangeKind.AUTHORITY, ChangeKind.ROLE_GRANT}
        )


def test_a_role_that_ended_gives_no_power_from_the_next_statement_on(house: House) -> None:
    case_id = house.case_at(Step.REVIEW_STARTED)
    house.look(case_id)
    holder = house.holder(case_id, Stage.REVIEW)
    evidence = house.evidence(holder, case_id)
    (grant,) = records(house).record(house.staff[holder].id).roles
    house.change(changes.role_end(house.staff[holder].id, grant.id))
    from core.cases.service import GiveOpinion

    with pytest.raises(EvenhandError):
        house.cases(holder).give_opinion(GiveOpinion(new_id(), case_id, APPROVE, evidence, 0))
    assert house.all(select(cases.opinion).where(cases.opinion.c.case_id == case_id)) == []
    with house.storage("guardian").reading() as reading:
        assert queries.staff_by_login(reading, holder).roles == frozenset()
    again = house.change(changes.role_grant(house.staff[holder].id, Role.REVIEWER))
    assert again != grant.id
    house.give_opinion(case_id)


def test_who_left_does_nothing_more_and_is_known_as_gone(house: House) -> None:
    gone = house.staff["reviewer1"].id
    storage = house.storage("reviewer1")
    house.change(changes.leaving(gone))
    from core.identity.service import IdentityService

    with pytest.raises(EvenhandError):
        IdentityService(storage).sign_in("workstation-1")
    with house.storage("guardian").reading() as reading:
        assert queries.left_now(reading) == {gone}
        assert queries.staff_by_login(reading, "reviewer1").roles == frozenset()
    assert records(house).record(gone).person.presence is Presence.LEFT
    with pytest.raises(EvenhandError):
        house.change(changes.role_grant(gone, Role.AUDITOR))
    case_id = house.case_at(Step.REVIEW_DRAWN)
    assert house.holder(case_id, Stage.REVIEW) != "reviewer1"


def test_the_last_administrator_of_a_kind_stays(house: House) -> None:
    request_id = house.ask(changes.leaving(house.staff["admin3"].id))
    with pytest.raises(NotAllowed, match="One administrator of each kind"):
        house.confirm(request_id, "admin2")
    successor = house.change(changes.new_person("admin4", "样本", None))
    house.change(changes.role_grant(successor, Role.AUDIT_ADMINISTRATOR))
    house.confirm(request_id, "admin2")


def test_authority_goes_by_product_and_the_newest_that_covers_it_counts(house: House) -> None:
    case_id = house.case_at(Step.APPROVAL_DRAWN)
    holder = house.staff[house.holder(case_id, Stage.APPROVAL)].id
    product = house.all(select(cases.loan_case.c.product).where(cases.loan_case.c.id == case_id))[0].product

    def in_force() -> int | None:
        with house.storage("guardian").reading() as reading:
            view = tables.case_authority.c
            statement = select(view.amount_fen).where(view.case_id == case_id, view.staff_id == holder)
            return reading.scalar(statement)  # type: ignore[no-any-return]

    house.change(changes.authority(holder, 1, ("another-product",)))
    assert in_force() != 1
    house.change(changes.authority(holder, APPROVE.amount_fen - 1, (product,)))
    assert in_force() == APPROVE.amount_fen - 1
    with pytest.raises(NotAllowed, match="above your authority"):
        house.decide(case_id)
    house.change(changes.authority(holder, APPROVE.amount_fen))
    assert in_force() == APPROVE.amount_fen
    house.decide(case_id)


def test_who_is_tied_to_the_applicant_or_the_village_is_not_drawn_until_the_tie_ends(house: House) -> None:
    first = house.case_at(Step.SCREENED)
    row = house.all(select(cases.loan_case).where(cases.loan_case.c.id == first))[0]
    village = next(one.code for one in records(house).places()[1] if one.id == row.village_id)
    house.change(changes.relationship(house.staff["reviewer1"].id, Tie.KIN, row.person_key))
    tie = house.change(
        changes.relationship(house.staff["reviewer2"].id, Tie.SAME_VILLAGE, changes.village_key(village))
    )
    house.do_errand(first)
    assert house.holder(first, Stage.REVIEW) == "reviewer3"
    house.change(changes.relationship_end(house.staff["reviewer2"].id, tie))
    house.send_away("reviewer3")
    second = house.case_at(Step.REVIEW_DRAWN)
    assert house.holder(second, Stage.REVIEW) == "reviewer2"
    assert records(house, "admin2").applicant_key(row.number) == row.person_key


def test_an_absence_is_asked_for_by_the_person_and_changed_until_it_is_over(house: House) -> None:
    person = house.staff["reviewer2"].id
    with house.storage("guardian").reading() as reading:
        now = reading.now
    day = 86_400_000_000
    away = house.change(changes.absence(person, now - day, now + day, AbsenceReason.LEAVE), asker="reviewer2")
    row = records(house).record(person)
    assert row.person.presence is Presence.ABSENT
    assert [one.id for one in row.absences] == [away]
    with pytest.raises(NotAllowed, match="keeps its beginning"):
        house.change(changes.absence(person, now, now + day, AbsenceReason.LEAVE, away))
    back = house.change(changes.absence(person, now - day, now, AbsenceReason.LEAVE, away))
    assert records(house).record(person).person.presence is Presence.AT_WORK
    with pytest.raises(NotAllowed, match="until it is over"):
        house.change(changes.absence(person, now - day, now + day, AbsenceReason.LEAVE, back))
    with pytest.raises(NotAllowed):
        house.ask(changes.absence(person, now, now + day, AbsenceReason.LEAVE), asker="reviewer3")


@pytest.mark.parametrize(
    "make",
    [
        lambda: changes.new_person("Big", "样本", None),
        lambda: changes.new_person("small", " ", None),
        lambda: changes.new_institution("No Code", "样本", "Specimen"),
        lambda: changes.new_tablet("tablet", new_id(), "12"),
        lambda: changes.authority(new_id(), -1),
        lambda: changes.absence(new_id(), 5, 5, AbsenceReason.LEAVE),
        lambda: changes.new_village("v", "样本", "Specimen", new_id(), 10**9, 0),
    ],
)
def test_what_cannot_be_is_said_before_anybody_is_asked(make: object) -> None:
    with pytest.raises(BadInput):
        make()  # type: ignore[operator]


def test_who_asks_and_who_confirms_is_the_same_in_the_program_and_in_the_database() -> None:
    with centre() as house, house.storage("guardian").reading() as reading:
        view = reading.connection.exec_driver_sql("SELECT kind, asker, confirmer FROM change_power").all()
        guards = migrate.missing_guards(reading.connection)
    assert {tuple(row) for row in view} == {
        (kind.value, asker.value if asker else "", confirmer.value)
        for kind, asker, confirmer in changes.POWERS
    }
    assert guards == ()


def test_a_view_of_powers_that_its_owner_weakened_shows() -> None:
    with centre() as house:
        engine = house.engine(house.guardian_id)
        with engine.connect() as connection:
            connection.exec_driver_sql("DROP VIEW role_held")
            connection.exec_driver_sql("CREATE VIEW role_held AS SELECT id, staff_id, role FROM role_grant")
            assert [(one.name, one.what) for one in migrate.missing_guards(connection)] == [
                ("role_held", "changed")
            ]
            connection.rollback()
        engine.dispose()
