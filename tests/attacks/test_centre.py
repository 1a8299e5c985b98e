"""The named attacks on a PostgreSQL centre; and every trigger alone, and taken away."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest
from sqlalchemy import Integer

from core.attacks.named import ATTACKS, CONSEQUENCES, Attack, Consequence
from core.attacks.ring import with_new_keys
from core.storage.tables import fact_tables, metadata
from tests.attacks.centre_ring import CENTRE_GUARDS, HouseRing, make_nobody
from tests.attacks.filling import fill
from tests.centre_house import postgresql_centre

_NAMED = {attack.guard: attack for attack in ATTACKS if attack.guard is not None}
_FACT_GUARDS = ("_never_updated", "_never_deleted", "_never_emptied", "_in_own_time", "_by_whom")
#: They order concurrent acts; tests/storage/test_postgresql_cases.py races them.
_ORDERING = frozenset({"a_case_held"})
#: They make, change and end login roles; tests/storage/test_postgresql_people.py signs in with them.
_LOGINS = frozenset({"login_made", "login_given_a_role", "login_taken_a_role", "login_ended", "login_shut",
                     "login_kept"})  # fmt: skip
_DOING = {consequence.guard for consequence in CONSEQUENCES}


@pytest.fixture(scope="module")
def ring() -> Iterator[HouseRing]:
    with postgresql_centre() as house:
        fill(house)
        make_nobody(house)
        ring = HouseRing(house)
        yield ring
        ring.close()
        house.raw("DROP ROLE eh_nobody")


def outcome(ring: HouseRing, attack: Attack) -> str:
    """The guard's code, ``refused`` for what grants, policies and keys stop, ``nothing`` where no row was
    touched, ``foreign`` for SQLite's own tricks, ``done`` where it went through."""
    ring.speak_as(attack.who if isinstance(attack.who, str) else attack.who(ring))
    ring.touched = 0
    try:
        attack.script(ring)
    except psycopg.errors.SyntaxError:
        return "foreign"
    except psycopg.errors.UndefinedColumn as error:
        assert "rowid" in str(error)
        return "foreign"
    except psycopg.Error as refusal:
        text = str(refusal)
        return text.split("evenhand:")[1].split()[0] if "evenhand:" in text else f"refused: {text}"
    return "done" if ring.touched else "nothing"


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.words.replace(" ", "-"))
def test_a_centre_holds_against(ring: HouseRing, attack: Attack) -> None:
    with ring.rolled_back():
        found = outcome(ring, attack)
    if found == "foreign":
        pytest.skip("a trick of SQLite's")
    assert found != "done"


def on_facts(table: str, guard: str) -> Attack:
    kind = guard.removeprefix(table)

    def new(ring: HouseRing) -> dict[str, object]:
        row = with_new_keys(metadata.tables[table], ring.one(table), ring.now())
        narrow = {column.name for column in metadata.tables[table].columns if type(column.type) is Integer}
        return {name: value % 2**30 if name in narrow and value else value for name, value in row.items()}

    scripts = {
        "_never_updated": ("guardian", "fact", lambda r: r.run(f"UPDATE {table} SET at = at - 1")),
        "_never_deleted": ("guardian", "fact", lambda r: r.run(f"DELETE FROM {table}")),
        "_never_emptied": ("guardian", "fact", lambda r: r.run(f"TRUNCATE {table}")),
        "_in_own_time": ("guardian", "time", lambda r: r.insert(table, new(r) | {"at": 1})),
        "_by_whom": ("nobody", "session", lambda r: r.insert(table, new(r))),
    }
    who, code, script = scripts[kind]
    return Attack(f"{table}{kind}", who, script, code, guard)  # type: ignore[arg-type]


def attack_on(table: str, guard: str) -> Attack:
    if guard.removeprefix(table) in _FACT_GUARDS and table in {one.name for one in fact_tables()}:
        return on_facts(table, guard)
    return _NAMED[guard]


@pytest.mark.parametrize(
    ("table", "guard"), [key for key in CENTRE_GUARDS if key[1] not in _ORDERING | _LOGINS | _DOING]
)
def test_a_trigger_stops_its_attack_alone_and_without_it_the_attack_succeeds(
    ring: HouseRing, table: str, guard: str
) -> None:
    attack = attack_on(table, guard)
    with ring.rolled_back():
        ring.leave_only(table, guard)
        with ring.pg.transaction(force_rollback=True):
            assert outcome(ring, attack) == attack.code
        ring.drop_guard(table, guard)
        assert outcome(ring, attack) == "done"


@pytest.mark.parametrize("consequence", CONSEQUENCES, ids=lambda consequence: consequence.guard)
def test_what_a_trigger_does_of_itself_is_missed_without_it(
    ring: HouseRing, consequence: Consequence
) -> None:
    table = next(place for place, name in CENTRE_GUARDS if name == consequence.guard)
    with ring.rolled_back():
        who = consequence.who if isinstance(consequence.who, str) else consequence.who(ring)
        ring.leave_only(table, consequence.guard)
        ring.speak_as(who)
        with ring.pg.transaction(force_rollback=True):
            consequence.act(ring)
            assert consequence.holds(ring)
        ring._speaker = None
        ring.drop_guard(table, consequence.guard)
        ring.speak_as(who)
        consequence.act(ring)
        assert not consequence.holds(ring)
