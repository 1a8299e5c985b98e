"""Rights, policies, definer functions, roles: each weakened in turn, and the attempt of the raid that notices."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

import pytest

from core.attacks import matrix, near_sights, sights, tricks
from core.attacks.matrix import ATTACKERS, WRITERS
from core.attacks.outcome import Outcome
from core.attacks.specimen_ring import SpecimenRing, specimen_ring
from core.storage import migrate
from core.storage.postgresql_guards import case_tables
from core.storage.tables import fact_tables, metadata
from tests.attacks.centre_ring import superuser_of
from tests.attacks.clauses import weakened
from tests.attacks.conftest import Sample
from tests.attacks.mutant_ring import mutated
from tests.centre_house import postgresql_centre

Attempts = Callable[[SpecimenRing], Iterator[Outcome]]
_SOME = ("manager2", "auditor2", "reviewer3", "admin1")


@dataclass(frozen=True, slots=True)
class Mutant:
    """A guard weakened by ``statement``, and the attempts one of which must notice."""

    name: str
    statement: str
    attempts: Attempts


def _on(table: str) -> Attempts:
    def attempts(ring: SpecimenRing) -> Iterator[Outcome]:
        shape, row = metadata.tables[table], ring.rows.made[table][-1]
        for who in ("admin1", "reviewer3"):
            for one in (
                *matrix.changes(shape, row, ring),
                *matrix.insertions(shape, row, ring, who, ATTACKERS[who]),
            ):
                yield matrix.tried(ring, shape, who, one)

    return attempts


def rights() -> Iterator[Mutant]:
    for table in fact_tables():
        for right in ("UPDATE", "DELETE", "TRUNCATE"):
            yield Mutant(
                f"{right} on {table.name} for everybody",
                f"GRANT {right} ON {table.name} TO evenhand_people",
                _on(table.name),
            )
        writers = WRITERS.get(table.name, () if "own" not in table.info["by"] else None)
        if writers is not None and not {"system-administrator", "reviewer"} <= set(writers) | set(
            table.info["by"]
        ):
            yield Mutant(
                f"INSERT on {table.name} for everybody",
                f"GRANT INSERT ON {table.name} TO evenhand_people",
                _on(table.name),
            )
    for table in metadata.sorted_tables:
        for column in table.columns:
            if column.info.get("hidden"):
                yield Mutant(f"SELECT of {table.name}.{column.name}", f"GRANT SELECT ({column.name}) ON {table.name} TO evenhand_people",
                             sights.hidden_columns)  # fmt: skip


def policies() -> Iterator[Mutant]:
    for table in case_tables():
        seen = partial(sights.case_sights, table=table)
        grant = f"GRANT SELECT ON {table} TO evenhand_people; "
        yield Mutant(
            f"of_the_case on {table} lets everybody see",
            f"{grant}ALTER POLICY of_the_case ON {table} USING (true)",
            seen,
        )
        yield Mutant(
            f"guardian on {table} is for everybody",
            f"{grant}ALTER POLICY guardian ON {table} TO evenhand_people",
            seen,
        )
        yield Mutant(
            f"guard on {table} is for everybody", f"{grant}ALTER POLICY guard ON {table} TO PUBLIC", seen
        )
        yield Mutant(
            f"no row security on {table}", f"{grant}ALTER TABLE {table} DISABLE ROW LEVEL SECURITY", seen
        )
        yield Mutant(
            f"row security on {table} not forced",
            f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY",
            sights.owner_sights,
        )
    for name, table in (("of_the_chain", "entry"), ("of_the_case", "duty_end")):
        yield Mutant(
            f"{name} on {table} lets everybody see",
            f"ALTER POLICY {name} ON {table} USING (true)",
            sights.chain_sights,
        )


def functions() -> Iterator[Mutant]:
    """Functions that say who asks and what he may see, without one of their conditions."""

    def looking(ring: SpecimenRing) -> Iterator[Outcome]:
        yield from near_sights.attempts(ring)
        yield from tricks.attempts(ring, {"reading", "burning", "identity"})
        for table in ("loan_case", "opinion"):
            yield from sights.case_sights(ring, table)
        yield from sights.attempts(ring)

    for statement in migrate.guard_statements("postgresql"):
        name = (
            statement.split()[4].partition("(")[0]
            if statement.startswith("CREATE OR REPLACE FUNCTION")
            else ""
        )
        if name in FUNCTIONS:
            for one in weakened(statement):
                if not any(name == said and one.gone.startswith(part) for said, part in REDUNDANT):
                    yield Mutant(f"{name} without: {one.gone}", one.statement, looking)
    for name in ("session_staff()", "may_see(uuid)"):
        yield Mutant(f"{name} without its search_path", f"ALTER FUNCTION {name} RESET search_path", looking)


#: Functions that say who asks and what he may see. ``number_revealed`` and ``blob_opened`` want a reveal and a file that
#: are committed: tests/storage/test_postgresql_sight.py tries them.
FUNCTIONS = frozenset(
    {
        "may_see",
        "sees_every_case",
        "session_holds",
        "session_bank",
        "hold",
        "hidden_facts",
        "cases_of_applicant",
        "commission_key",
    }
)
#: Conditions that nothing alone can show the want of, and why.
REDUNDANT = {
    ("sees_every_case", "the whole of: NOT (pg_has_role"): "it spares a look-up: the roles on record say it again",
}  # fmt: skip


def roles() -> Iterator[Mutant]:
    who = ("reviewer3", "manager2", "admin1")

    def doors(ring: SpecimenRing) -> Iterator[Outcome]:
        return tricks.attempts(ring, {"identity", "hijack", "server", "burning", "reading"}, who)

    def everything(ring: SpecimenRing) -> Iterator[Outcome]:
        yield from doors(ring)
        yield from sights.attempts(ring)

    for role in ("evenhand_owner", "evenhand_guard", "pg_read_all_data", "pg_write_all_data", "pg_signal_backend", "pg_checkpoint",
                 "pg_read_all_stats", "pg_read_all_settings", "pg_read_server_files", "pg_write_server_files",
                 "pg_execute_server_program"):  # fmt: skip
        # Since PostgreSQL 16 evenhand_logins is a member of what it made, and no server makes a ring of roles.
        ringless = "REVOKE evenhand_logins FROM evenhand_owner"
        yield Mutant(f"{role} for everybody", f"{ringless}; GRANT {role} TO evenhand_people", doors)
    for power in ("SUPERUSER", "CREATEROLE", "CREATEDB", "REPLICATION", "BYPASSRLS"):
        yield Mutant(f"{power} for a reviewer", f'ALTER ROLE "eh_specimen.reviewer3" {power}', everything)
    for name, statement in {
        "plpgsql": "GRANT USAGE ON LANGUAGE plpgsql TO PUBLIC",
        "advisory locks": "GRANT EXECUTE ON FUNCTION pg_advisory_lock(bigint) TO PUBLIC",
        "large objects": "GRANT EXECUTE ON FUNCTION lo_create(oid) TO PUBLIC",
        "notices": "GRANT EXECUTE ON FUNCTION pg_notify(text, text) TO PUBLIC",
        "files": "GRANT EXECUTE ON FUNCTION pg_read_file(text) TO PUBLIC",
        "folders": "GRANT EXECUTE ON FUNCTION pg_ls_dir(text) TO PUBLIC",
        "settings read again": "GRANT EXECUTE ON FUNCTION pg_reload_conf() TO PUBLIC",
        "the log switched": "GRANT EXECUTE ON FUNCTION pg_switch_wal() TO PUBLIC",
        "statistics": "GRANT SELECT ON pg_statistic TO PUBLIC",
        "passwords": "GRANT SELECT ON pg_authid TO PUBLIC",
        "things made in public": "GRANT USAGE, CREATE ON SCHEMA public TO PUBLIC",
        "things made in our schema": "GRANT CREATE ON SCHEMA evenhand TO evenhand_people",
        "a guard's function": "GRANT EXECUTE ON FUNCTION duty_queued() TO evenhand_people",
        "hashes of hidden facts": "GRANT EXECUTE ON FUNCTION hidden_facts(text) TO evenhand_people; CREATE OR REPLACE FUNCTION"
        " hidden_facts(name text) RETURNS TABLE (id uuid, hash text) LANGUAGE sql SECURITY DEFINER AS"
        " 'SELECT id, $1 FROM evenhand.person_number'",
    }.items():  # fmt: skip
        yield Mutant(f"{name} for everybody", statement, doors)


@pytest.fixture(scope="module")
def ring() -> Iterator[SpecimenRing]:
    with postgresql_centre() as house, superuser_of(house) as connection, specimen_ring(connection) as ring:
        yield ring


@pytest.mark.parametrize("kind", [rights, policies, functions, roles], ids=lambda kind: kind.__name__)
def test_every_weakening_is_noticed(
    ring: SpecimenRing, kind: Callable[[], Iterator[Mutant]], sample: Sample
) -> None:
    killed: dict[str, str | None] = {}
    for mutant in sample(list(kind())):
        with mutated(ring, mutant.statement):
            noticed = (one for one in mutant.attempts(ring) if not one.held)
            found = next(noticed, None)
        killed[mutant.name] = f"{found.who}: {found.words}" if found else None
    sample.note(kind.__name__, killed)
    assert len(killed) >= 2
    assert [name for name, attack in killed.items() if attack is None] == []
