"""Named attacks with all guards on; and every guard taken away in turn, to see that its attack then succeeds."""

from __future__ import annotations

import pytest
import sqlcipher3.dbapi2 as sqlcipher

from core.attacks.named import ATTACKS, CONSEQUENCES, Attack, Consequence
from tests.attacks.ring import GUARDS, Ring, generic

_NAMED = {attack.guard: attack for attack in ATTACKS if attack.guard is not None}
_DOING = {consequence.guard for consequence in CONSEQUENCES}
_STOPPING = [guard for guard in GUARDS if guard not in _DOING]


def attack_on(guard: str) -> Attack:
    return _NAMED[guard] if guard in _NAMED else generic(guard)


def refused(ring: Ring, attack: Attack) -> str | None:
    """The code of the guard that refused the attack; ``None`` where it went through."""
    who = attack.who if isinstance(attack.who, str) else attack.who(ring)
    ring.speak_as(who)
    try:
        attack.script(ring)
    except sqlcipher.OperationalError as refusal:
        assert "session_staff" in str(refusal), refusal  # the guard could not ask, so it refuses
        return "session"
    except sqlcipher.IntegrityError as refusal:
        assert "evenhand:" in str(refusal), refusal
        return str(refusal).split("evenhand:")[1].split()[0]
    return None


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.words.replace(" ", "-"))
def test_the_centre_holds_against(ring: Ring, attack: Attack) -> None:
    with ring.rolled_back():
        assert refused(ring, attack) is not None


@pytest.mark.parametrize("guard", _STOPPING)
def test_a_guard_stops_its_attack_alone_and_without_it_the_attack_succeeds(ring: Ring, guard: str) -> None:
    attack = attack_on(guard)
    with ring.rolled_back():
        ring.drop_guards_but(GUARDS[guard], frozenset({guard}))
        ring.run("SAVEPOINT attack")
        assert refused(ring, attack) == attack.code
        ring.run("ROLLBACK TO attack")
        ring.run(f"DROP TRIGGER {guard}")
        assert refused(ring, attack) is None


@pytest.mark.parametrize("consequence", CONSEQUENCES, ids=lambda consequence: consequence.guard)
def test_what_a_guard_does_of_itself_is_missed_without_it(ring: Ring, consequence: Consequence) -> None:
    with ring.rolled_back():
        who = consequence.who if isinstance(consequence.who, str) else consequence.who(ring)
        ring.drop_guards_but(GUARDS[consequence.guard], frozenset({consequence.guard}))
        ring.run("SAVEPOINT act")
        ring.speak_as(who)
        consequence.act(ring)
        assert consequence.holds(ring)
        ring.run("ROLLBACK TO act")
        ring.run(f"DROP TRIGGER {consequence.guard}")
        consequence.act(ring)
        assert not consequence.holds(ring)


def test_no_guard_is_without_its_attack(ring: Ring) -> None:
    """The database has exactly the guards of the files, and each is in the tables above."""
    there = {row["name"] for row in ring.all("SELECT name FROM sqlite_master WHERE type = 'trigger'")}
    assert there == set(GUARDS)
    for guard in _STOPPING:
        assert attack_on(guard).guard == guard
