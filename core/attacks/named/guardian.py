"""Attacks on what the guardian is given and leaves behind."""

from __future__ import annotations

from core.attacks.ring import Ring, fresh
from core.attacks.scripts import Attack, me
from core.kernel.ids import new_id


def hand_in(ring: Ring) -> None:
    """A package of the session's own."""
    ring.insert("handed_in", fresh(ring.one("handed_in"), ring.now(), staff_id=me(ring)))


def hand_in_for_another(ring: Ring) -> None:
    given = ring.one("handed_in")
    ring.insert("handed_in", fresh(given, ring.now(), staff_id=ring.staff["reviewer1"]))


def answer(ring: Ring) -> None:
    """What became of a package, said by somebody who is no guardian."""
    row = fresh(ring.one("handed_in_result"), ring.now(), handed_in_id=new_id().hex)
    ring.insert("handed_in_result", row)


def forged_backup(ring: Ring) -> None:
    ring.insert("backup_run", fresh(ring.one("backup_run"), ring.now(), name="forged", outcome="good"))


def denied_end(ring: Ring) -> None:
    ring.insert("ended_session", fresh(ring.one("ended_session"), ring.now(), login="auditor1"))


ATTACKS: tuple[Attack, ...] = (
    Attack("hand a package in as a reviewer", "reviewer1", hand_in, "role", "handed_in_by_intake_clerk"),
    Attack("hand a package in in another's name", "intake1", hand_in_for_another, "session"),
    Attack("answer a package as its clerk", "intake1", answer, "session"),
    Attack("put a good backup on record as an auditor", "auditor1", forged_backup, "session"),
    Attack("put an ended session on record as an administrator", "admin1", denied_end, "session"),
)
