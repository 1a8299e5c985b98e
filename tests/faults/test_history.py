"""Thousands of acts over lines that are cut, silent and slow, while clients and the server are killed.

Short within the other tests; ``make faults`` runs it long (``EVENHAND_FAULT_ACTS`` acts, printed with all counts).
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

import pytest

from core.founding import GUARDIAN_LOGIN
from core.kernel.canonical import canonical_bytes
from core.storage.postgresql import login_role
from core.storage.tables import blob
from tests.centre_house import PASSPHRASES, CentreHouse, cluster, postgresql_centre
from tests.faults.client import Come, File, client
from tests.faults.history import Event, Record, check, read_history
from tests.faults.line_proxy import LineProxy
from tests.faults.long_form import ACTS
from tests.faults.relayed import relayed_address

PEOPLE = ("reviewer1", "reviewer2", "approver1")
SEED = int(os.environ.get("EVENHAND_FAULT_SEED", "20261124"))


@pytest.fixture
def house() -> Iterator[CentreHouse]:
    with postgresql_centre() as house:
        yield house


@dataclass
class Doing:
    """A client in a process of its own, begun again whenever it is killed."""

    told: dict[str, str]
    history: Path
    acts: int
    process: subprocess.Popen[bytes] | None = None
    kills: int = 0
    seeds: Iterator[int] = field(default_factory=lambda: iter(range(SEED, SEED + 10_000)))

    @property
    def left(self) -> int:
        """Acts that were not begun yet; one that was sent by a killed client is not begun anew."""
        if not self.history.exists():
            return self.acts
        begun = {event.command for event in read_history([self.history]) if event.what == "sent"}
        return max(0, self.acts - len(begun))

    def begin(self) -> None:
        words = [sys.executable, "-m", "tests.faults.client", str(self.history)]
        self.process = subprocess.Popen(words, stdin=subprocess.PIPE, cwd=Path(__file__).parents[2])
        assert self.process.stdin is not None
        self.process.stdin.write(
            json.dumps(self.told | {"acts": str(self.left), "seed": str(next(self.seeds))}).encode()
        )
        self.process.stdin.close()

    def kill(self) -> None:
        """In mid-act, whatever it is doing."""
        if self.process is not None and self.process.poll() is None:
            self.process.kill()
            self.process.wait()
            self.kills += 1
            _finish_torn_line(self.history)

    def is_over(self) -> bool:
        if self.process is not None and self.process.poll() is None:
            return False
        assert self.process is None or self.process.returncode in (0, -9), "a client died by itself"
        if self.left == 0:
            return True
        self.begin()
        return False


def _finish_torn_line(history: Path) -> None:
    """The next client begins on a line of its own."""
    if history.exists() and (text := history.read_bytes()) and not text.endswith(b"\n"):
        history.write_bytes(text[: text.rfind(b"\n") + 1])


def clients(house: CentreHouse, line: LineProxy, folder: Path) -> list[Doing]:
    address = relayed_address(house, line)
    tolds = [
        {"address": address, "role": login_role(login), "password": PASSPHRASES[login],
         "staff_id": str(house.staff[login].id)}
        for login in PEOPLE
    ]  # fmt: skip
    guardian = {"address": address, "role": login_role(GUARDIAN_LOGIN), "password": house.secrets.database_key.hex(),
                "staff_id": str(house.guardian_id), "blobs": str(house.settings.blobs)}  # fmt: skip
    share = ACTS // (len(tolds) + 1)
    return [Doing(told, folder / f"{number}.jsonl", share) for number, told in enumerate([*tolds, guardian])]


def disturb(line: LineProxy, doings: list[Doing], chance: random.Random, *, kill_server: bool) -> str:
    """One misfortune; returns its name."""
    what = chance.choices(
        ("cut", "refuse", "swallow", "delay", "lose", "kill-client", "kill-server"),
        (6, 2, 2, 2, 4, 3, 1 if kill_server else 0),
    )[0]
    if what == "cut":
        line.cut(refuse=False)
    elif what in ("refuse", "swallow"):
        line.cut() if what == "refuse" else line.swallow()
        time.sleep(chance.uniform(0.2, 1.0))
    elif what == "delay":
        line.delay(chance.uniform(0.01, 0.08))
        time.sleep(0.3)
    elif what == "lose":
        line.lose_answer_to(b"COMMIT")
    elif what == "kill-client":
        chance.choice(doings).kill()
    else:
        cluster().kill()
        cluster().start_again()
    if what != "lose":
        line.mend()
    return what


def record_of(house: CentreHouse) -> Record:
    """What the database has of the clients' acts, as nobody's rights limit it."""
    answers: dict[str, list[str]] = {}
    for command, answer in house.raw(
        "SELECT id::text, answer FROM evenhand.command WHERE kind IN ('Come', 'File')"
    ):
        answers.setdefault(str(command), []).append(canonical_bytes(json.loads(str(answer))).decode())
    named = house.raw(
        "SELECT split_part(workstation, ' ', 2) FROM evenhand.sign_in WHERE workstation LIKE 'history %'"
        " UNION ALL SELECT split_part(media_type, '/', 2) FROM evenhand.blob WHERE media_type LIKE 'history/%'"
    )
    return Record(answers, Counter(str(row[0]) for row in named))


def settle(doings: list[Doing]) -> None:
    """Whoever sent something and was killed before it heard asks again, under the same command id."""
    for doing in doings:
        events = read_history([doing.history])
        heard = {event.command for event in events if event.what == "answered"}
        left = {event.command for event in events} - heard
        with client(doing.told, doing.history, SEED) as again:
            for name in sorted(left):
                again.insist((File if doing.told.get("blobs") else Come)(UUID(name), name))


@pytest.mark.timeout(3600)
def test_each_acknowledged_act_is_there_once_whatever_happens(
    house: CentreHouse, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    chance, happened = random.Random(SEED), Counter[str]()
    with LineProxy(cluster().folder / f".s.PGSQL.{cluster().port}") as line:
        doings = clients(house, line, tmp_path)
        house.close()
        while sum(not doing.is_over() for doing in doings):
            time.sleep(chance.uniform(0.05, 0.5))
            happened[
                disturb(line, doings, chance, kill_server=happened["kill-server"] < 1 + ACTS // 1000)
            ] += 1
        line.mend()
        before = check(read_history(doing.history for doing in doings), record_of(house))
        settle(doings)
        history = read_history(doing.history for doing in doings)
    report = check(history, record_of(house))
    with capsys.disabled():
        sys.stdout.write(
            f"\n  {report}; lost answers {line.lost_answers}; {dict(sorted(happened.items()))}\n"
        )
    assert before.violations == ()
    assert report.violations == ()
    assert report.answered == report.acts >= ACTS - len(doings)
    verify(house)


def verify(house: CentreHouse) -> None:
    """The log chain is whole, no paper is missing, and only orphans are over."""
    house.sequence()
    found = house.verify()
    assert found.ok, found.findings[:5]
    with house.storage("guardian").reading() as reading:
        house.blobs.collect_orphans(reading, older_than_seconds=0)
    there = {one.name for one in house.blobs.store.objects()}
    assert there == {str(row[0]) for row in house.raw(f"SELECT object FROM evenhand.{blob.name}")}


@pytest.mark.parametrize(
    ("events", "answers", "facts", "breach"),
    [
        ([("a", "sent"), ("a", "answered")], {}, {}, "lost"),
        ([("a", "sent"), ("a", "answered")], {"a": ["yes", "yes"]}, {"a": 4}, "2 times"),
        ([("a", "sent")], {"a": ["yes"]}, {"a": 1}, "1 facts of 2"),
        ([("a", "sent")], {}, {"a": 2}, "2 facts of 2"),
        ([], {"a": ["yes"]}, {"a": 2}, "nobody sent"),
        ([("a", "sent"), ("a", "answered"), ("a", "sent"), ("a", "no")], {"a": ["yes"]}, {"a": 2}, "differently"),
        ([("a", "sent"), ("a", "answered")], {"a": ["no"]}, {"a": 2}, "another answer"),
    ],
)  # fmt: skip
def test_the_checker_sees_each_kind_of_breach(
    events: list[tuple[str, str]], answers: dict[str, list[str]], facts: dict[str, int], breach: str
) -> None:
    history = [
        Event(command, "answered" if what == "no" else what, 2, {"answered": "yes", "no": "no"}.get(what, ""))
        for command, what in events
    ]
    found = check(history, Record(answers, facts)).violations
    assert any(breach in one for one in found), found
    whole = [
        Event("a", "sent", 2),
        Event("a", "unheard", 2),
        Event("a", "sent", 2),
        Event("a", "answered", 2, "yes"),
    ]
    assert check(whole, Record({"a": ["yes"]}, {"a": 2})).violations == ()
