"""Who sees what at a centre, and whom the database takes one for: with raw SQL and a login of one's own."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID, uuid4

import psycopg
import pytest
from sqlalchemy import select

from core.archive.queries import ArchiveFilter, ArchiveQueries
from core.cases import tables
from core.cases.queries import CaseQueries
from core.cases.reading import RevealNumber
from core.cases.rules import Stage, Step
from core.draw.queries import DrawQueries
from core.intake import tables as intake
from core.kernel.errors import EvenhandError, NotAllowed, NotFound
from core.kernel.ids import new_id
from core.storage.postgresql_guards import case_tables
from tests.centre_house import CentreHouse, cluster, postgresql_centre
from tests.factories import catalogue, household

NOW = "(extract(epoch FROM clock_timestamp()) * 1000000)::bigint"


@pytest.fixture(scope="module")
def house() -> Iterator[CentreHouse]:
    """A centre with a case of each kind; no test here leaves anything behind."""
    with postgresql_centre() as house:
        for step in (Step.RECEIVED, Step.REVIEW_STARTED, Step.APPROVAL_STARTED, Step.SEALED):
            CASES[step] = house.case_at(step)
        house.look(CASES[Step.REVIEW_STARTED])
        house.reading(house.holder(CASES[Step.REVIEW_STARTED], Stage.REVIEW)).keep_draft(
            CASES[Step.REVIEW_STARTED], "{}"
        )
        yield house


CASES: dict[Step, UUID] = {}


class Intruder:
    """Somebody with his own valid login and psql."""

    def __init__(self, house: CentreHouse, login: str, options: str = "") -> None:
        self.connection = house.session(login, options)

    def __enter__(self) -> Intruder:
        return self

    def __exit__(self, *_: object) -> None:
        self.connection.rollback()
        self.connection.close()

    def run(self, sql: str, *values: object) -> list[tuple[object, ...]]:
        cursor = self.connection.execute(sql, values or None)
        return cursor.fetchall() if cursor.description else []

    def refused(self, sql: str, *values: object) -> str:
        """The refusal of one statement; what was done before it stays."""
        with pytest.raises(psycopg.Error) as refusal, self.connection.transaction():
            self.run(sql, *values)
        return str(refusal.value)


@pytest.mark.parametrize("login", ["manager2", "manager3", "admin1"])
def test_a_case_of_another_bank_is_not_there(house: CentreHouse, login: str) -> None:
    """Every case here is Yaodu's: people of other banks, and administrators, find nothing of it anywhere."""
    with Intruder(house, login) as intruder:
        for table, key in case_tables().items():
            try:
                with intruder.connection.transaction():
                    assert intruder.run(f"SELECT count(*) FROM (SELECT {key} FROM {table}) AS seen") == [(0,)]
            except psycopg.errors.InsufficientPrivilege:
                continue
        assert intruder.run("SELECT count(*) FROM entry WHERE chain::text !~ '^0{8}'") == [(0,)]
        if login != "admin1":
            assert intruder.run("SELECT count(*) FROM duty_end") == [(0,)]
            assert intruder.run("SELECT cases_of_applicant(%s)", CASES[Step.SEALED]) == [(0,)]


def test_services_say_that_there_is_no_such_case(house: CentreHouse) -> None:
    queries = CaseQueries(house.storage("manager2"), house.staff["manager2"], catalogue())
    assert queries.all_cases() == []
    for case_id in CASES.values():
        with pytest.raises(NotFound):
            queries.case(case_id)
        with pytest.raises(EvenhandError):
            house.withdraw(case_id, "manager2")
    paper = house.all(select(intake.document.c.id))[0]
    with pytest.raises(NotFound):
        house.reading("manager2").paper(paper.id)
    assert DrawQueries(house.storage("manager2")).draws() == []


def test_people_of_the_bank_the_centres_clerks_and_who_was_dealt_it_do_see_it(house: CentreHouse) -> None:
    for login in ("manager1", "intake1", "archive1", "auditor1"):
        queries = CaseQueries(house.storage(login), house.staff[login], catalogue())
        assert len(queries.all_cases()) == len(CASES)
        assert queries.case(CASES[Step.RECEIVED]).facts["applicant"]["name"]
    case_id = CASES[Step.REVIEW_STARTED]
    dealt = house.holder(case_id, Stage.REVIEW)
    for login in ("reviewer1", "reviewer2", "reviewer3"):
        with Intruder(house, login) as intruder:
            seen = intruder.run("SELECT id FROM loan_case WHERE id = %s", case_id)
            assert bool(seen) is (login == dealt)
    figures = CaseQueries(house.storage(dealt), house.staff[dealt], catalogue()).figures()
    assert figures.centre_waiting >= figures.open > 0


def test_the_paper_opens_for_who_may_see_the_case_and_no_key_shows(house: CentreHouse) -> None:
    case_id = CASES[Step.REVIEW_STARTED]
    dealt = house.holder(case_id, Stage.REVIEW)
    other = next(login for login in ("reviewer1", "reviewer2", "reviewer3") if login != dealt)
    paper = house.all(select(intake.document).where(intake.document.c.case_id == case_id))[0]
    assert house.reading(dealt).paper(paper.id)
    package = house.all(select(intake.package.c.sha256).where(intake.package.c.case_id == case_id))[0]
    with Intruder(house, dealt) as intruder:
        assert "permission denied" in intruder.refused("SELECT key FROM blob")
        assert "permission denied" in intruder.refused("SELECT blob FROM blob")
        assert intruder.run("SELECT * FROM blob_opened(%s)", package.sha256) == []
    own = {row.sha256 for row in house.all(select(intake.document.c.sha256))}
    seen_by_other = {
        digest
        for digest in own
        if house.raw(f"SELECT 1 FROM evenhand.document WHERE sha256 = '{digest}' AND case_id = '{case_id}'")
    }
    with Intruder(house, other) as intruder:
        for digest in seen_by_other:
            expected = bool(intruder.run("SELECT 1 FROM document WHERE sha256 = %s", digest))
            assert bool(intruder.run("SELECT * FROM blob_opened(%s)", digest)) is expected


@pytest.mark.parametrize(
    "login", ["reviewer1", "manager1", "intake1", "archive1", "auditor1", "risk1", "admin1"]
)
def test_no_number_is_read_without_a_reason(house: CentreHouse, login: str) -> None:
    with Intruder(house, login) as intruder:
        for sql in (
            "SELECT value FROM person_number",
            "SELECT * FROM person_number",
            "SELECT person_number FROM person_number",
            "SELECT row_to_json(person_number) FROM person_number",
            "SELECT count(*) FROM person_number WHERE value LIKE '1%'",
            "COPY person_number (value) TO STDOUT",
            "CREATE VIEW mine AS SELECT value FROM person_number",
            "SELECT search_text FROM dossier",
            "SELECT dossier FROM dossier",
            "SELECT * FROM dossier_gram",
            "SELECT id FROM dossier ORDER BY search_text",
        ):
            assert "permission denied" in intruder.refused(sql), sql
        if login not in ("archive1", "auditor1"):
            assert "permission denied" in intruder.refused("SELECT dossiers_found('''1101''', ARRAY['1101'])")


def test_masked_is_all_that_a_case_says_of_numbers(house: CentreHouse) -> None:
    applicant = household().manifest["applicant"]
    for row in house.raw("SELECT facts FROM evenhand.package") + house.raw("SELECT body FROM evenhand.entry"):
        assert applicant["id_number"] not in str(row[0])
        assert applicant["phone"] not in str(row[0])


def test_a_number_is_revealed_after_the_reason_is_on_record_for_good(house: CentreHouse) -> None:
    case_id = CASES[Step.REVIEW_STARTED]
    login = house.holder(case_id, Stage.REVIEW)
    number = house.all(
        select(tables.person_number.c.id).where(
            tables.person_number.c.case_id == case_id, tables.person_number.c.kind == "id-number"
        )
    )[0]
    command = RevealNumber(new_id(), case_id, number.id, "compare-paper", "")
    value = house.reading(login).reveal(command)
    assert value == house.raw(f"SELECT value FROM evenhand.person_number WHERE id = '{number.id}'")[0][0]
    assert house.reading(login).reveal(command) == value
    reveal = house.all(select(tables.reveal).where(tables.reveal.c.number_id == number.id))[0]
    me = house.staff[login].id
    with Intruder(house, login) as intruder:
        assert intruder.run("SELECT number_revealed(%s)", reveal.id) == [(value,)]
        assert intruder.run("SELECT number_revealed(%s)", uuid4()) == [(None,)]
        fresh = uuid4()
        insert = f"INSERT INTO reveal VALUES (%s, %s, %s, %s, 'compare-paper', '', {NOW})"
        intruder.run(insert, fresh, case_id, number.id, me)
        assert "evenhand:reveal" in intruder.refused("SELECT number_revealed(%s)", fresh)
        assert "evenhand:reveal" in intruder.refused(
            f"WITH made AS (INSERT INTO reveal VALUES ('{uuid4()}', '{case_id}', '{number.id}', '{me}',"
            f" 'x', '', {NOW}) RETURNING id) SELECT number_revealed(id) FROM made"
        )
    other = next(one for one in ("reviewer1", "reviewer2", "reviewer3") if one != login)
    with Intruder(house, other) as intruder:
        assert intruder.run("SELECT number_revealed(%s)", reveal.id) == [(None,)]
    with pytest.raises((NotAllowed, NotFound)):
        house.reading(other).reveal(RevealNumber(new_id(), case_id, number.id, "compare-paper", ""))


@pytest.mark.parametrize(
    "forging",
    [
        "SET ROLE evenhand_guardian",
        "SET ROLE eh_approver1",
        "SET ROLE evenhand_owner",
        "SET ROLE evenhand_guard",
        "SET SESSION AUTHORIZATION eh_approver1",
        "SET SESSION AUTHORIZATION cluster",
        "SET session_replication_role = replica",
        "SET LOCAL row_security = off",
        "SET application_name = 'eh_approver1'",
        "SELECT set_config('role', 'evenhand_guardian', false)",
        "SELECT set_config('evenhand.staff', 'approver1', false)",
        "SET search_path = public, pg_temp",
        "CREATE TEMP TABLE staff (id uuid, login text)",
        "CREATE TABLE public.staff (id uuid, login text)",
        "CREATE TABLE staff2 (id uuid)",
        "CREATE FUNCTION public.session_staff() RETURNS uuid LANGUAGE sql AS 'SELECT NULL::uuid'",
        "CREATE FUNCTION session_staff() RETURNS uuid LANGUAGE sql AS 'SELECT NULL::uuid'",
        "DO $$ BEGIN PERFORM 1; END $$",
        "CREATE ROLE eh_mine",
        "ALTER ROLE eh_reviewer1 SUPERUSER",
        "GRANT evenhand_guardian TO eh_reviewer1",
        "ALTER TABLE opinion DISABLE TRIGGER ALL",
        "DROP TRIGGER opinion_never_updated ON opinion",
        "ALTER FUNCTION session_staff() OWNER TO eh_reviewer1",
        "SELECT pg_advisory_lock(1)",
        "SELECT lo_create(0)",
        "LOCK TABLE opinion",
        "COPY opinion FROM PROGRAM 'true'",
        "SELECT pg_read_file('/etc/passwd')",
        "TRUNCATE opinion",
    ],
)
def test_nobody_becomes_somebody_else(house: CentreHouse, forging: str) -> None:
    """Whatever is tried first, the session is still the login's, and sees and may no more than before."""
    with Intruder(house, "reviewer1") as intruder:
        before = intruder.run("SELECT session_staff(), count(*) FROM loan_case")
        try:
            with intruder.connection.transaction():
                intruder.run(forging)
        except psycopg.Error:
            pass
        try:
            after = intruder.run("SELECT evenhand.session_staff(), count(*) FROM evenhand.loan_case")
        except psycopg.errors.InsufficientPrivilege as refusal:
            assert "row-level security" in str(refusal)
            return
        assert after == before
        assert after[0][0] == house.staff["reviewer1"].id


def test_acting_in_another_name_back_dating_and_old_pictures_are_refused(house: CentreHouse) -> None:
    case_id = CASES[Step.REVIEW_STARTED]
    login = house.holder(case_id, Stage.REVIEW)
    me, other = house.staff[login].id, house.staff["approver1"].id
    with Intruder(house, login) as intruder:
        sign_in = "INSERT INTO sign_in VALUES (%s, %s, 'w', {})"
        assert "evenhand:session" in intruder.refused(sign_in.format(NOW), uuid4(), other)
        assert "evenhand:time" in intruder.refused(sign_in.format(f"{NOW} - 3600000000"), uuid4(), me)
        intruder.run(sign_in.format(NOW), uuid4(), me)
    with Intruder(house, login, "-c default_transaction_isolation=serializable") as intruder:
        duty = intruder.run("SELECT id, round FROM duty WHERE case_id = %s AND stage = 'review'", case_id)[0]
        refusal = intruder.refused(
            "INSERT INTO case_return VALUES (%s, %s, %s, %s, %s, 'supplement', '[]', '', " + NOW + ")",
            uuid4(), case_id, duty[1], duty[0], me,
        )  # fmt: skip
        assert "evenhand:isolation" in refusal


def test_upserts_and_copies_do_not_pass_either(house: CentreHouse) -> None:
    case_id = CASES[Step.SEALED]
    with Intruder(house, house.holder(case_id, Stage.REVIEW)) as intruder:
        for sql in (
            "INSERT INTO opinion SELECT * FROM opinion ON CONFLICT (id) DO UPDATE SET remark = 'x'",
            "UPDATE opinion SET remark = 'x'",
            "DELETE FROM opinion",
            "MERGE INTO opinion USING opinion AS o ON opinion.id = o.id WHEN MATCHED THEN DELETE",
            "SELECT * FROM opinion FOR UPDATE",
            "INSERT INTO case_state SELECT * FROM case_state",
            "UPDATE case_state SET kind = 'approved'",
            "DELETE FROM queue",
            "INSERT INTO draw SELECT * FROM draw",
            "INSERT INTO duty SELECT * FROM duty",
            "DELETE FROM errand",
        ):
            assert "permission denied" in intruder.refused(sql), sql
        # What is there already is not inserted over: nothing happens, and nothing changes.
        intruder.run("SAVEPOINT s")
        assert "evenhand:" in intruder.refused(
            "INSERT INTO opinion SELECT * FROM opinion ON CONFLICT DO NOTHING"
        )


def test_the_owner_himself_is_held_by_the_triggers(house: CentreHouse) -> None:
    for sql in ("UPDATE {} SET at = 0", "DELETE FROM {}", "TRUNCATE {} CASCADE"):
        with pytest.raises(psycopg.Error, match="evenhand:fact"):
            cluster().run("SET search_path = evenhand; " + sql.format("viewing"), house.database)


def test_search_finds_by_two_characters_and_by_numbers_for_who_may_see(house: CentreHouse) -> None:
    queries = ArchiveQueries(house.storage("archive1"), house.blobs, catalogue())
    row = queries.search(ArchiveFilter())[0]
    number = str(household().manifest["applicant"]["id_number"])
    for text in (row.applicant_name[:2], row.applicant_name, number, number[3:9], row.archival_number):
        assert [one.id for one in queries.search(ArchiveFilter(text=text))] == [row.id], text
        assert queries.count(ArchiveFilter(text=text)) == 1
    assert queries.search(ArchiveFilter(text="不存")) == []
    survey = queries.survey(ArchiveFilter(text=row.applicant_name))
    assert survey.count == 1
    assert [facet.count for facet in survey.facets["year"]] == [1]
    record = queries.record(row.id)
    assert record.intact
    assert queries.dossier_pdf(row.id).startswith(b"%PDF-")
    with pytest.raises(NotAllowed):
        ArchiveQueries(house.storage("reviewer1"), house.blobs, catalogue()).search(
            ArchiveFilter(text="1101")
        )
    other = ArchiveQueries(house.storage("manager2"), house.blobs, catalogue())
    assert other.search(ArchiveFilter()) == []
    with pytest.raises(NotFound):
        other.record(row.id)


def test_an_auditor_verifies_everything_without_seeing_what_is_hidden(house: CentreHouse) -> None:
    house.sequence()
    found = house.verify()
    assert found.ok, found.findings
    assert found.facts > 100
