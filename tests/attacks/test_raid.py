"""The raid as a customer runs it: every attempt held, nothing left behind, nobody at work disturbed."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator

import pytest

from core.attacks.limits import LIMITS
from core.attacks.raid import GROUPS, Raid, attack_centre
from core.attacks.sights import WAYS, looked
from core.attacks.specimen_ring import specimen_ring
from core.cases.rules import Step
from core.cli import main
from core.identity.centre import Installer
from core.kernel.errors import NotAllowed
from core.storage.postgresql import login_role
from core.storage.postgresql_guards import case_tables
from tests.attacks.centre_ring import superuser_of
from tests.centre_house import PASSPHRASES, CentreHouse, postgresql_centre
from tests.postgres import SUPERUSER

LEAST = 500


@pytest.fixture(scope="module")
def house() -> Iterator[CentreHouse]:
    with postgresql_centre() as house:
        yield house


@pytest.fixture(scope="module")
def raid(house: CentreHouse) -> Raid:
    return attack_centre(house.installer)


def test_every_attempt_is_held(raid: Raid) -> None:
    sys.stdout.write(f"{len(raid.outcomes)} attempts, {raid.held} held\n")
    assert [one.to_json() for one in raid.lost] == []
    assert raid.unsettled == ()
    assert raid.held >= LEAST
    assert raid.held == len(raid.outcomes)


def test_every_group_has_its_attempts(raid: Raid) -> None:
    assert set(raid.by_group()) == set(GROUPS)


def test_rights_policies_guards_and_keys_all_had_something_to_hold(raid: Raid) -> None:
    held_by = Counter(one.held_by for one in raid.outcomes)
    for layer in (
        "right",
        "row-security",
        "session",
        "time",
        "duty",
        "step",
        "chain",
        "draw",
        "separation",
        "role",
    ):
        assert held_by[layer], layer


def test_nothing_of_it_stays(house: CentreHouse, raid: Raid) -> None:
    assert raid.outcomes
    assert house.raw(
        "SELECT count(*) FROM pg_roles WHERE rolname LIKE 'eh\\_specimen%' OR rolname = 'eh_nobody'"
    ) == [(0,)]
    for table in case_tables():
        assert house.raw(f"SELECT count(*) FROM evenhand.{table}") == [(0,)], table


@pytest.mark.parametrize(
    "way", [way for way in WAYS if way not in ("planner statistics", "a cast that tells of rows")]
)
def test_the_ways_of_looking_find_what_one_may_see(house: CentreHouse, way: str) -> None:
    """So that finding nothing says something: the centre's auditor finds the row in the same way."""
    with superuser_of(house) as connection, specimen_ring(connection) as ring:
        sql = WAYS[way].format(table="opinion", key="case_id", case=ring.case("opinion-given"))
        auditors = looked(ring, "auditor1", way, sql)
        strangers = looked(ring, "auditor2", way, sql)
    assert not auditors.held
    assert strangers.held_by == "row-security"


def test_people_go_on_working_while_it_runs(house: CentreHouse) -> None:
    """With the specimens in place and the transaction open, a case goes its whole way to the archive."""
    with superuser_of(house) as connection, specimen_ring(connection) as ring:
        assert ring.one("loan_case")
        assert house.case_at(Step.SEALED)


def test_only_a_superuser_can_run_it(house: CentreHouse) -> None:
    login = Installer(house.installer.url, login_role("auditor1"), PASSPHRASES["auditor1"])
    with pytest.raises(NotAllowed):
        attack_centre(login)


def test_the_command_prints_json_and_says_no_when_something_is_open(
    house: CentreHouse, capsys: pytest.CaptureFixture[str]
) -> None:
    house.raw("GRANT UPDATE ON evenhand.opinion TO evenhand_auditor")
    arguments = ["centre", "attack", "--database", house.installer.url, "--installer", SUPERUSER, "--json"]
    try:
        assert main(arguments) == 1
    finally:
        house.raw("REVOKE UPDATE ON evenhand.opinion FROM evenhand_auditor")
    said = json.loads(capsys.readouterr().out)
    assert not said["ok"]
    assert {one["who"] for one in said["not_held"]} == {"auditor2"}
    assert "UPDATE opinion" in {one["attempt"] for one in said["not_held"]}


def test_limits_are_told_in_both_languages(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["centre", "attack", "--limits"]) == 0
    said = capsys.readouterr().out
    for limit in LIMITS:
        assert limit.what.zh in said
        assert limit.done.en in said
