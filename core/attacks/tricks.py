"""Named attacks that only a server knows: forged identities, hijacked functions, the server's own doors.

A trick is one statement by a person of the centre. Either it must be ``refused``, or it may find
``nothing``, or it may go through and be ``harmless``: the session is still the person's own and
sees no more than before.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import asdict, dataclass

import psycopg

from core.attacks.matrix import ATTACKERS
from core.attacks.outcome import ABSENT, ASTRAY, BUSY, DONE, ROWS, Outcome, first_line, holder_of
from core.attacks.sights import looked
from core.attacks.specimen_ring import SpecimenRing
from core.attacks.trick_texts import HARMLESS, LOOKING, NOTHING, REFUSED, WITHDRAWN

_EVERYBODY = tuple(ATTACKERS)


@dataclass(frozen=True, slots=True)
class Means:
    """What the texts of tricks are filled with."""

    case: str
    sha256: str
    number: str
    reveal: str
    match: str
    dossier: str
    chain: str
    database: str


def attempts(
    ring: SpecimenRing, groups: Collection[str] = (), people: Collection[str] = ()
) -> Iterator[Outcome]:
    """Every trick, by everybody it is for; or those of some ``groups`` by some ``people``."""
    means = _means(ring)
    filled = asdict(means)
    kinds = (
        (REFUSED, people or _EVERYBODY, _refused),
        (HARMLESS, people or _EVERYBODY, _harmless),
        (NOTHING, people or _EVERYBODY, looked),
        (LOOKING, [who for who in people or _EVERYBODY if who != "guardian"], looked),
    )
    for texts, attackers, act in kinds:
        for group, tricks in texts.items():
            if groups and group not in groups:
                continue
            for words, sql in tricks.items():
                for who in attackers:
                    ring.speak_as(who)
                    text = _fill(sql, filled | {"me": f'"{ring.role()}"'})
                    yield act(ring, who, words, text, group)


def _fill(sql: str, filled: dict[str, str]) -> str:
    for name, value in filled.items():
        sql = sql.replace("{" + name + "}", str(value))
    return sql


def _means(ring: SpecimenRing) -> Means:
    case = ring.case("review-started")
    return Means(
        case=case,
        sha256=ring.one("document", "case_id = ?", case)["sha256"],
        number=ring.one("person_number", "case_id = ?", case)["id"],
        reveal=ring.one("reveal")["id"],
        match=ring.one("photo_match")["id"],
        dossier=ring.one("dossier")["id"],
        chain=case,
        database=f'"{ring.pg.info.dbname}"',
    )


def _refused(ring: SpecimenRing, who: str, words: str, sql: str, group: str) -> Outcome:
    ring.speak_as(who)
    try:
        with ring.for_once():
            for one in sql.split(";;"):
                ring.execute(one)
    except psycopg.Error as refusal:
        gone = isinstance(refusal, psycopg.errors.UndefinedFunction) and _withdrawn(ring, sql)
        held_by = ABSENT if gone else holder_of(refusal)
        return Outcome(group, who, words, held_by, first_line(refusal) if held_by in (ASTRAY, BUSY) else "")
    return Outcome(group, who, words, DONE, "was not refused")


def _withdrawn(ring: SpecimenRing, sql: str) -> bool:
    """Whether ``sql`` calls what later servers have no more, and this one has none by that name."""
    called = [name for name in WITHDRAWN if f"{name}(" in sql]
    return bool(called) and not ring.all("SELECT 1 FROM pg_proc WHERE proname = ANY (?)", (called,))


def _harmless(ring: SpecimenRing, who: str, words: str, sql: str, group: str) -> Outcome:
    """Whatever came of it, the session must be the person's own, and the case as hidden as before."""
    ring.speak_as(who)
    with ring.for_once():
        held_by = ROWS
        try:
            with ring.pg.transaction():
                ring.execute(sql)
        except psycopg.Error as refusal:
            held_by = holder_of(refusal)
            if held_by in (ASTRAY, BUSY):
                return Outcome(group, who, words, held_by, first_line(refusal))
        after = "SELECT evenhand.session_staff() = %s AS own, evenhand.may_see(%s) AS sees"
        try:
            found = ring.execute(after, (ring.me(), ring.case("sealed"))).fetchall()[0]
        except psycopg.Error as lost:
            return Outcome(group, who, words, ASTRAY, f"afterwards: {first_line(lost)}")
    gained = not found["own"] or (found["sees"] and who != "guardian")
    return Outcome(
        group, who, words, DONE if gained else held_by, "the session is another's" if gained else ""
    )
