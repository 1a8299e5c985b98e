"""A workstation with a wrong clock, and one behind a network that goes dark."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from core.storage.postgresql import login_role
from tests.centre_house import PASSPHRASES, CentreHouse, cluster, postgresql_centre
from tests.faults.history import Record, check, read_history
from tests.faults.line_proxy import LineProxy
from tests.faults.long_form import long_form
from tests.faults.relayed import relayed_address
from tests.faults.test_history import record_of

ROOT = Path(__file__).parents[2]
DAY_US = 86_400_000_000


@pytest.fixture(scope="module")
def house() -> Iterator[CentreHouse]:
    with postgresql_centre() as house:
        yield house


def told(house: CentreHouse, address: str, acts: int) -> bytes:
    login = "reviewer1"
    return json.dumps(
        {"address": address, "role": login_role(login), "password": PASSPHRASES[login],
         "staff_id": str(house.staff[login].id), "acts": str(acts), "seed": "1"}
    ).encode()  # fmt: skip


@pytest.mark.parametrize("shift", ["+3d", pytest.param("-400d", marks=long_form)])
def test_a_workstation_with_a_wrong_clock_records_the_database_s_time(
    house: CentreHouse, tmp_path: Path, shift: str
) -> None:
    if shutil.which("faketime") is None:
        pytest.skip("no faketime here: apt-get install faketime")
    before = house.raw("SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint")[0][0]
    history = tmp_path / "history.jsonl"
    subprocess.run(
        ["faketime", "-f", shift, sys.executable, "-m", "tests.faults.client", str(history)],
        input=told(house, cluster().url(house.database), 5), cwd=ROOT, check=True,
        env={**os.environ, "FAKETIME_DONT_FAKE_MONOTONIC": "1"},
    )  # fmt: skip
    commands = ", ".join(f"'{event.command}'" for event in read_history([history]))
    times = house.raw(
        f"SELECT at FROM evenhand.command WHERE id::text IN ({commands})"
        " UNION ALL SELECT at FROM evenhand.sign_in WHERE workstation LIKE 'history %'"
        f" AND split_part(workstation, ' ', 2) IN ({commands})"
    )
    assert len(times) == 15
    assert all(int(before) <= int(row[0]) < int(before) + DAY_US // 24 for row in times)  # type: ignore[call-overload]
    house.sequence()
    assert house.verify().ok


@contextmanager
def dark_room() -> Iterator[tuple[str, str, str]]:
    """A network namespace joined by one cable: its name, the cable's end here, and our address on it."""
    name, end = f"eh{secrets.token_hex(3)}", f"eh{secrets.token_hex(3)}"
    if shutil.which("ip") is None:
        pytest.skip("no ip(8) here: apt-get install iproute2")
    made = subprocess.run(["ip", "netns", "add", name], capture_output=True, text=True, check=False)
    if made.returncode:
        pytest.skip(f"this machine lets us make no network namespace: {made.stderr.strip()}")
    try:
        cable = ["ip", "link", "add", end, "type", "veth", "peer", "name", "eth0", "netns", name]
        laid = subprocess.run(cable, capture_output=True, text=True, check=False)
        if laid.returncode:
            pytest.skip(f"this machine lets us lay no cable between namespaces: {laid.stderr.strip()}")
        for words in (
            ["ip", "address", "add", "169.254.77.1/30", "dev", end],
            ["ip", "link", "set", end, "up"],
            ["ip", "-n", name, "address", "add", "169.254.77.2/30", "dev", "eth0"],
            ["ip", "-n", name, "link", "set", "eth0", "up"],
        ):
            subprocess.run(words, check=True)
        yield name, end, "169.254.77.1"
    finally:
        subprocess.run(["ip", "link", "del", end], capture_output=True, check=False)
        subprocess.run(["ip", "netns", "del", name], check=True)


@long_form
def test_a_network_gone_dark_is_noticed_and_every_act_is_done_once(
    house: CentreHouse, tmp_path: Path
) -> None:
    """The cable is pulled: no reset, no answer, nothing. The client notices, insists, and is heard in the end."""
    history = tmp_path / "history.jsonl"
    history.touch()
    with dark_room() as (name, end, host), LineProxy(cluster().folder / ".s.PGSQL.5432", host) as line:
        address = relayed_address(house, line).replace("127.0.0.1", host)
        words = ["ip", "netns", "exec", name, sys.executable, "-m", "tests.faults.client", str(history)]
        process = subprocess.Popen(words, stdin=subprocess.PIPE, cwd=ROOT)
        assert process.stdin is not None
        process.stdin.write(told(house, address, 400))
        process.stdin.close()
        wait_for(lambda: len(read_history([history])) > 40)
        pull(end, "down")
        began = time.monotonic()
        wait_for(lambda: any(event.what == "unheard" for event in read_history([history])))
        assert time.monotonic() - began < 10
        pull(end, "up")
        assert process.wait(timeout=120) == 0
    report = check(read_history([history]), record_of_only(house, history))
    assert report.violations == ()
    assert report.answered == report.acts == 400 and report.unheard >= 1


def pull(end: str, state: str) -> None:
    subprocess.run(["ip", "link", "set", end, state], check=True)


def wait_for(true: Callable[[], bool], seconds: float = 60) -> None:
    until = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < until, "it did not come about"
        time.sleep(0.05)


def record_of_only(house: CentreHouse, history: Path) -> Record:
    """What is on record of the acts of this history; other tests acted in the same centre."""
    mine = {event.command for event in read_history([history])}
    record = record_of(house)
    return Record(
        {name: answers for name, answers in record.answers.items() if name in mine},
        {name: facts for name, facts in record.facts.items() if name in mine},
    )
