"""The PostgreSQL centre that benchmarks work in: founded in a private cluster, three real cases, copies of them."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from core.app import open_centre, open_guardian
from core.bench.centre_copies import LISTED, Copies, write_copies
from core.bench.centre_decide import Dealt
from core.bench.centres import person
from core.cases.rules import QUESTIONS, Judgement, Outcome
from core.cases.service import GiveOpinion
from core.demo_cases import make_packages
from core.demo_centre import demo_founding
from core.founding import found_postgresql_centre
from core.identity.centre import Installer
from core.identity.rules import Role
from core.kernel.ids import new_id
from core.storage.private_cluster import SUPERUSER, Cluster, start_cluster

_PASSPHRASE = "sample-guardian-2026"
DATABASE = "bench"
_DECIDED = (*LISTED, "draw", "opinion", "queue", "entry")
_WAN = 1_000_000


@dataclass(frozen=True, slots=True)
class CentreSize:
    """``cases``: as lists, duties and guards see them; ``waiting``: to be decided; ``inbox``: to be opened, whole."""

    cases: int
    waiting: int
    inbox: int


@dataclass(frozen=True, slots=True)
class MadeCentre:
    """A centre with a server, and what the benchmark has to know of it."""

    cluster: Cluster
    folder: Path
    size: CentreSize
    dealt: Dealt
    seconds: float
    rows: int

    @property
    def url(self) -> str:
        return self.cluster.url(DATABASE)

    def superuser(self) -> psycopg.Connection[Any]:
        """As the server's keeper, whom nothing holds."""
        return psycopg.connect(self.url, user=SUPERUSER, options="-c search_path=evenhand")


@contextmanager
def made_centre(size: CentreSize) -> Iterator[MadeCentre]:
    """A founded centre with cases in it."""
    with founded_server() as (cluster, folder):
        _first_cases(folder)
        yield _filled(cluster, folder, size)


@contextmanager
def founded_server() -> Iterator[tuple[Cluster, Path]]:
    """A founded centre: durable (fsync on), with 512 MB of shared buffers; all of it goes at the end."""
    cluster = start_cluster(durable=True, memory_mb=512)
    folder = Path(tempfile.mkdtemp(prefix="eh-bench-centre-"))
    try:
        cluster.run(f"CREATE DATABASE {DATABASE} TEMPLATE template0")
        found_postgresql_centre(
            folder,
            demo_founding(),
            Installer(cluster.url(DATABASE), SUPERUSER, ""),
            guardian_passphrase=_PASSPHRASE,
        )
        yield cluster, folder
    finally:
        cluster.stop()
        shutil.rmtree(folder)


@contextmanager
def small_centre() -> Iterator[tuple[Path, str]]:
    """A founded centre's folder and its guardian's passphrase; in it the first three cases and nothing else."""
    with founded_server() as (_, folder):
        _first_cases(folder)
        yield folder, _PASSPHRASE


def _first_cases(folder: Path) -> None:
    """Three packages the whole way to review; one of them on to approval."""
    packages = make_packages(folder / "packages", range(1, 4), lambda *_: None)
    house = open_guardian(folder, _PASSPHRASE)
    try:
        for path in packages:
            house.guardian.receive(path)
        house.guardian.run_until_idle()
        for number in range(3):
            reviewer = person(Role.REVIEWER, number)
            with open_centre(folder, reviewer.login, reviewer.passphrase) as app:
                waiting = app.case_queries.inbox()
                if not waiting:
                    continue
                seen = app.case_queries.case(waiting[0].id).evidence_hash
                answers = tuple((question.code, True) for question in QUESTIONS)
                judgement = Judgement(
                    Outcome.APPROVE,
                    5 * _WAN,
                    12,
                    "5.45",
                    "equal-instalment",
                    ("income-clear",),
                    "",
                    "样本",
                    answers,
                )
                app.cases.give_opinion(GiveOpinion(new_id(), waiting[0].id, judgement, seen, 0))
            house.guardian.run_until_idle()
            return
    finally:
        house.close()


def _filled(cluster: Cluster, folder: Path, size: CentreSize) -> MadeCentre:
    began = time.perf_counter()
    with psycopg.connect(
        cluster.url(DATABASE), user=SUPERUSER, options="-c search_path=evenhand"
    ) as connection:
        approver = _one(connection, "SELECT id FROM staff WHERE login = 'approver1'")
        reviewer = _one(connection, "SELECT id FROM staff WHERE login = 'reviewer1'")
        approval = _one(connection, "SELECT case_id FROM case_state WHERE kind = 'approval-drawn' LIMIT 1")
        review = _one(
            connection, "SELECT case_id FROM case_state WHERE kind LIKE 'review-%' ORDER BY case_id LIMIT 1"
        )
        to_approver = {_holder(connection, approval, "approval"): approver}
        to_reviewer = {_holder(connection, review, "review"): reviewer}
        rows = write_copies(connection, Copies(approval, 1, size.waiting, to_approver, _DECIDED))
        rows += write_copies(connection, Copies(review, 1, size.inbox, to_reviewer))
        first = size.waiting + 1
        rows += write_copies(connection, Copies(approval, first, first + size.cases - 1, to_approver, LISTED))
        duty = _one(connection, f"SELECT id FROM duty WHERE case_id = '{approval}' AND stage = 'approval'")
        opinion = _one(connection, f"SELECT id FROM opinion WHERE case_id = '{approval}'")
        seq = int(_one(connection, f"SELECT seq FROM case_state WHERE case_id = '{approval}'"))
    cluster.run("VACUUM ANALYZE", DATABASE)
    cluster.run("CHECKPOINT", DATABASE)
    seconds = time.perf_counter() - began
    return MadeCentre(cluster, folder, size, Dealt(approval, duty, opinion, seq, approver), seconds, rows)


def _holder(connection: psycopg.Connection[Any], case: str, stage: str) -> str:
    return _one(connection, f"SELECT staff_id FROM duty WHERE case_id = '{case}' AND stage = '{stage}'")


def _one(connection: psycopg.Connection[Any], sql: str) -> str:
    row = connection.execute(sql).fetchone()
    assert row is not None, sql
    return str(row[0])
