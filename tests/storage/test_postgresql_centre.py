"""A PostgreSQL centre is what its files say, and says so when it is not."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from core.app import open_centre, open_guardian
from core.archive.walk_indexes import WALK_INDEXES
from core.identity.centre import check_centre, create_login, prepare_database
from core.identity.rules import Role
from core.kernel.errors import BadInput, NotAllowed, Unavailable
from core.storage import migrate
from core.storage.postgresql import open_postgresql
from core.storage.postgresql_guards import OWNER, case_tables, group, installed
from core.storage.tables import fact_tables, metadata
from tests.centre_house import GUARDIAN_PASSPHRASE, PASSPHRASES, CentreHouse, cluster, postgresql_centre
from tests.postgres import SUPERUSER


@pytest.fixture(scope="module")
def standing() -> Iterator[CentreHouse]:
    """A centre that tests only look at, or put back as it was."""
    with postgresql_centre() as house:
        yield house


@pytest.fixture
def house() -> Iterator[CentreHouse]:
    with postgresql_centre() as house:
        yield house


def differences(house: CentreHouse) -> dict[str, str]:
    """What the check finds, seen by an administrator with the catalogue that the installer left."""
    expected = json.loads(house.settings.catalogue.read_text(encoding="utf-8"))
    with house.storage("admin1").reading() as reading:
        return {one.name: one.what for one in check_centre(reading.connection, expected)}


def test_a_fresh_centre_is_as_its_files_say(standing: CentreHouse) -> None:
    assert differences(standing) == {}


SPOILS = {
    "a trigger dropped": (
        "DROP TRIGGER opinion_never_updated ON opinion",
        {"trigger opinion opinion_never_updated": "missing"},
    ),
    "a trigger disabled": (
        "ALTER TABLE decision DISABLE TRIGGER decision_inserted",
        {"trigger decision decision_inserted": "changed"},
    ),
    "a trigger of somebody's own": (
        "CREATE TRIGGER mine BEFORE INSERT ON opinion FOR EACH ROW EXECUTE FUNCTION step_taken()",
        {"trigger opinion mine": "strange"},
    ),
    "foreign keys disabled": ("ALTER TABLE duty DISABLE TRIGGER ALL", {"keys duty": "changed"}),
    "a key dropped": (
        "ALTER TABLE opinion DROP CONSTRAINT uq_opinion_duty_id",
        {"constraint opinion uq_opinion_duty_id": "missing"},
    ),
    "an extra grant": (
        "GRANT UPDATE ON opinion TO evenhand_reviewer",
        {"grant opinion evenhand_reviewer": "changed"},
    ),
    "a grant to one person": ("GRANT SELECT ON blob TO eh_reviewer1", {"grant blob eh_reviewer1": "strange"}),
    "a grant to everybody": (
        "GRANT SELECT ON person_number TO PUBLIC",
        {"grant person_number PUBLIC": "strange"},
    ),
    "a grant on a hidden column": (
        "GRANT SELECT (value) ON person_number TO evenhand_reader",
        {"grant person_number.value evenhand_reader": "strange"},
    ),
    "row security disabled": (
        "ALTER TABLE loan_case DISABLE ROW LEVEL SECURITY",
        {"table loan_case": "changed"},
    ),
    "row security not forced": (
        "ALTER TABLE loan_case NO FORCE ROW LEVEL SECURITY",
        {"table loan_case": "changed"},
    ),
    "a policy widened": (
        "ALTER POLICY of_the_case ON loan_case USING (true)",
        {"policy loan_case of_the_case": "changed"},
    ),
    "a policy added": (
        "CREATE POLICY mine ON loan_case TO eh_reviewer1 USING (true)",
        {"policy loan_case mine": "strange"},
    ),
    "a definer function without search_path": (
        "ALTER FUNCTION may_see(uuid) RESET search_path",
        {"function may_see(uuid)": "changed"},
    ),
    "a function with another body": (
        "CREATE OR REPLACE FUNCTION sees_every_case() RETURNS boolean LANGUAGE sql AS 'SELECT true'",
        {"function sees_every_case()": "changed"},
    ),
    "a function of another owner": (
        f"ALTER FUNCTION session_staff() OWNER TO {SUPERUSER}",
        {
            "function session_staff()": "changed",
            "execute session_staff() evenhand_people": None,
            "execute session_staff() evenhand_owner": None,
        },
    ),
    "a definer function elsewhere": (
        "CREATE FUNCTION public.mine() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1'",
        {"definer outside public.mine()": "strange"},
    ),
    "a table of another owner": (f"ALTER TABLE opinion OWNER TO {SUPERUSER}", {"table opinion": "changed"}),
    "plpgsql for everybody": (
        "GRANT USAGE ON LANGUAGE plpgsql TO PUBLIC",
        {"PUBLIC language plpgsql": "strange"},
    ),
    "advisory locks for everybody": (
        "GRANT EXECUTE ON FUNCTION pg_catalog.pg_advisory_lock(bigint) TO PUBLIC",
        {"PUBLIC pg_advisory_lock(bigint)": "strange"},
    ),
    "temporary tables for everybody": (
        "GRANT TEMPORARY ON DATABASE {database} TO PUBLIC",
        {"database": "changed"},
    ),
    "a rule": (
        "CREATE RULE mine AS ON INSERT TO viewing DO INSTEAD NOTHING",
        {"rule viewing mine": "strange"},
    ),
    "a view": ("CREATE VIEW mine AS SELECT * FROM person_number", {"table mine": "strange"}),
}


@pytest.mark.parametrize("spoil", SPOILS, ids=lambda name: name.replace(" ", "-"))
def test_what_is_not_as_the_files_say_is_named(house: CentreHouse, spoil: str) -> None:
    statement, named = SPOILS[spoil]
    house.raw("SET search_path = evenhand; " + statement.format(database=house.database))
    found = differences(house)
    for name, what in named.items():
        assert what is None or found.get(name) == what, found


@pytest.mark.parametrize(
    ("statement", "undo", "name"),
    [
        ("ALTER ROLE eh_reviewer1 BYPASSRLS", "ALTER ROLE eh_reviewer1 NOBYPASSRLS", "power of eh_reviewer1"),
        (
            "GRANT evenhand_guard TO eh_reviewer1",
            "REVOKE evenhand_guard FROM eh_reviewer1",
            "stranger eh_reviewer1 in evenhand_guard",
        ),
        (
            "GRANT evenhand_approver TO eh_reviewer1",
            "REVOKE evenhand_approver FROM eh_reviewer1",
            "membership eh_reviewer1 in evenhand_approver",
        ),
        (
            "REVOKE evenhand_auditor FROM eh_auditor1",
            "GRANT evenhand_auditor TO eh_auditor1",
            "membership eh_auditor1 in evenhand_auditor",
        ),
        ("ALTER ROLE evenhand_owner LOGIN", "ALTER ROLE evenhand_owner NOLOGIN", "role evenhand_owner"),
    ],
)
def test_powers_of_roles_are_named(standing: CentreHouse, statement: str, undo: str, name: str) -> None:
    if int(str(standing.raw("SHOW server_version_num")[0][0])) >= 160_000 and "eh_auditor1" in statement:
        # Since then a REVOKE undoes what its own speaker granted, and nothing else.
        statement, undo = f"{statement} GRANTED BY evenhand_logins", f"{undo} GRANTED BY evenhand_logins"
    standing.raw(statement)
    try:
        assert name in differences(standing)
    finally:
        standing.raw(undo)
    assert differences(standing) == {}


def test_preparing_again_puts_everything_back(house: CentreHouse) -> None:
    for spoil in ("a trigger dropped", "an extra grant", "a policy widened", "a function with another body"):
        house.raw("SET search_path = evenhand; " + SPOILS[spoil][0])
    prepare_database(house.installer)
    assert differences(house) == {}


def test_down_and_up_again_with_cases_in_it(house: CentreHouse) -> None:
    case_id = house.new_case()
    house.do_errand(case_id)
    before = house.last_step(case_id)
    engine = open_postgresql(house.settings.database_url, SUPERUSER, "", as_role=OWNER)
    try:
        migrate.downgrade(engine, "0001")
        with pytest.raises(NotAllowed):
            house.last_step(case_id)
        migrate.upgrade(engine)
    finally:
        engine.dispose()
    assert house.last_step(case_id) is before
    assert differences(house) == {}
    assert house.verify().ok


def test_every_way_down_and_up_on_an_empty_database() -> None:
    database = "walked"
    cluster().run(f"CREATE DATABASE {database} TEMPLATE template0")
    engine = open_postgresql(cluster().url(database), SUPERUSER, "", as_role=OWNER)
    try:
        cluster().run("CREATE SCHEMA evenhand AUTHORIZATION evenhand_owner", database)
        cluster().run("GRANT USAGE ON SCHEMA evenhand TO evenhand_guard", database)
        migrate.upgrade(engine)
        migrate.downgrade(engine, "base")
        left = cluster().run(
            "SELECT relname FROM pg_class WHERE relnamespace = 'evenhand'::regnamespace AND relkind = 'r'",
            database,
        )
        assert left == [("alembic_version",)]
        migrate.upgrade(engine)
    finally:
        engine.dispose()
        cluster().drop(database)


def test_the_tables_are_those_of_the_program(standing: CentreHouse) -> None:
    engine = open_postgresql(standing.settings.database_url, SUPERUSER, "")
    try:
        with engine.connect() as connection:
            context = MigrationContext.configure(connection, opts={"compare_type": True})
            found = compare_metadata(context, metadata)
    finally:
        engine.dispose()
    no_model = re.compile("_gram|" + "|".join(WALK_INDEXES))  # only SQL speaks to these
    assert [one for one in found if not no_model.search(str(one))] == []


def test_the_server_has_the_indexes_that_lists_walk(standing: CentreHouse) -> None:
    found = standing.raw("SELECT indexname FROM pg_indexes WHERE tablename = 'dossier'")
    assert set(WALK_INDEXES) <= {name for (name,) in found}


#: Who writes into tables that are no facts, besides the guards themselves.
WORKING = {
    "commission_progress": {"evenhand_guardian"},
    "draft": {"evenhand_reader"},
    "errand": {
        "evenhand_approver",
        "evenhand_customer_manager",
        "evenhand_guardian",
        "evenhand_intake_clerk",
        "evenhand_reviewer",
    },
    "presence": {"evenhand_guardian"},
    "claim": {"evenhand_guardian"},
    "saved_search": {"evenhand_archive_clerk", "evenhand_auditor"},
}


def test_every_fact_table_is_guarded_and_inserted_into_by_whom_it_says(standing: CentreHouse) -> None:
    rows = standing.raw(
        "SELECT relname, grantee::regrole::text FROM pg_class, aclexplode(relacl) "
        "WHERE relnamespace = 'evenhand'::regnamespace AND relkind = 'r' AND privilege_type = 'INSERT' "
        "AND grantee <> relowner"
    )
    inserting: dict[object, set[object]] = {}
    for table, role in rows:
        inserting.setdefault(table, set()).add(role)
    for table in fact_tables():
        hands = inserting[table.name]
        named = {group(role) for role in table.info["by"] if role != "own"}
        assert named <= hands, table.name
        if "own" not in table.info["by"]:
            assert hands == named, table.name
    working = {table.name for table in metadata.sorted_tables} - {table.name for table in fact_tables()}
    open_to = {name: inserting.get(name, set()) - {"evenhand_guard"} for name in working}
    assert {name: hands for name, hands in open_to.items() if hands} == WORKING


def test_nobody_may_change_or_empty_a_fact(standing: CentreHouse) -> None:
    rows = standing.raw(
        "SELECT relname, grantee::regrole::text, privilege_type FROM pg_class, aclexplode(relacl) "
        "WHERE relnamespace = 'evenhand'::regnamespace AND grantee <> relowner "
        "AND privilege_type NOT IN ('SELECT', 'INSERT')"
    )
    facts = {table.name for table in fact_tables()}
    assert [row for row in rows if row[0] in facts] == []
    assert {row[2] for row in rows} <= {"UPDATE", "DELETE"}


def test_row_security_is_forced_wherever_a_case_is_told_of(standing: CentreHouse) -> None:
    rows = standing.raw(
        "SELECT relname FROM pg_class WHERE relnamespace = 'evenhand'::regnamespace "
        "AND relrowsecurity AND relforcerowsecurity"
    )
    assert {*case_tables(), "draft", "duty_end", "entry", "command", "quarantine"} <= {row[0] for row in rows}


def test_every_definer_function_is_the_guards_and_has_its_own_search_path() -> None:
    functions = [one for one in installed() if one.startswith("CREATE OR REPLACE FUNCTION")]
    definers = [one for one in functions if "SECURITY DEFINER" in one]
    assert len(definers) > 30
    assert all("SET search_path = evenhand, pg_temp" in one for one in definers)


def test_signing_in_is_the_database_login(standing: CentreHouse) -> None:
    with open_centre(standing.folder, "reviewer1", PASSPHRASES["reviewer1"]) as app:
        assert app.staff.login == "reviewer1"
        assert not app.guardian_is_here
        with pytest.raises(Unavailable):
            _ = app.guardian
    for login, passphrase in (("reviewer1", "wrong"), ("nobody", "sample-nobody-2026"), ("reviewer1", "")):
        with pytest.raises(NotAllowed, match="Wrong user name or passphrase"):
            open_centre(standing.folder, login, passphrase)


def test_the_guardian_has_its_own_login_and_key_file(standing: CentreHouse) -> None:
    with pytest.raises(NotAllowed):
        open_guardian(standing.folder, "not the passphrase")
    house = open_guardian(standing.folder, GUARDIAN_PASSPHRASE)
    try:
        assert house.guardian.run_round().troubles == ()
    finally:
        house.close()


@pytest.mark.parametrize("login", ["", "Reviewer", "a b", 'x"; DROP', "é", "a" * 51, "1a"])
def test_logins_are_plain_names(standing: CentreHouse, login: str) -> None:
    with pytest.raises(BadInput):
        create_login(standing.installer, login, "long enough a passphrase", (Role.REVIEWER,))


def test_a_password_is_kept_as_a_verifier_and_must_have_some_length(standing: CentreHouse) -> None:
    rows = standing.raw("SELECT rolpassword FROM pg_authid WHERE rolcanlogin AND rolname LIKE 'eh\\_%'")
    assert all(str(row[0]).startswith("SCRAM-SHA-256$") for row in rows)
    with pytest.raises(NotAllowed):
        create_login(standing.installer, "short1", "short", (Role.REVIEWER,))


def test_an_address_holds_no_password_and_a_dead_server_is_said_to_be_so(standing: CentreHouse) -> None:
    with pytest.raises(BadInput):
        open_postgresql("host=/tmp password=x", "eh_reviewer1", "")
    (standing.folder / "elsewhere").mkdir()
    settings = (standing.folder / "centre.toml").read_text(encoding="utf-8")
    gone = settings.replace(str(cluster().folder), str(standing.folder))
    (standing.folder / "elsewhere" / "centre.toml").write_text(gone, encoding="utf-8")
    with pytest.raises(Unavailable):
        open_centre(standing.folder / "elsewhere", "reviewer1", PASSPHRASES["reviewer1"])
