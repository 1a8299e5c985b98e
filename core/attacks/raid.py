"""All attacks on one centre, one after another, and what came of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import psycopg

from core.attacks import matrix, near_sights, sights, tricks
from core.attacks.confirmed import CONFIRMED
from core.attacks.crossed import CROSSED
from core.attacks.named import ATTACKS
from core.attacks.outcome import ASTRAY, BUSY, DONE, ROWS, Outcome, first_line, holder_of
from core.attacks.ring import MissingRow
from core.attacks.scripts import Attack
from core.attacks.specimen_ring import SpecimenRing, installers_connection, specimen_ring
from core.identity.centre import Installer
from core.kernel.words import Words

EVERY_ATTACK = (*ATTACKS, *CROSSED, *CONFIRMED)

GROUPS = {
    "named": Words("点名攻击：职责分离、抽签、步骤、日志、人员", "Named: separation, draws, steps, log, people"),
    "matrix": Words("角色 × 表 × 动作", "Role × table × verb"),
    "sight": Words("不得看到的：他行案件、隐藏列、他人的行", "What must not be seen: others' cases, hidden columns, others' rows"),
    "identity": Words("冒充身份", "Forged identities"),
    "hijack": Words("劫持函数与对象", "Hijacked functions and objects"),
    "server": Words("服务器的门：文件、大对象、口令、统计", "The server's doors: files, large objects, passwords, statistics"),
    "burning": Words("拖垮服务器：锁、通知、磁盘、连接", "Burning the server: locks, notices, disk, connections"),
    "reading": Words("经函数偷看", "Reading through functions"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Raid:
    """What came of every attempt."""

    outcomes: tuple[Outcome, ...]

    @property
    def held(self) -> int:
        return sum(one.held for one in self.outcomes)

    @property
    def unsettled(self) -> tuple[Outcome, ...]:
        """Attempts that would have had to wait for somebody at work; run again at a quieter hour."""
        return tuple(one for one in self.outcomes if one.held_by == BUSY)

    @property
    def lost(self) -> tuple[Outcome, ...]:
        """What went through, or failed for a reason of its own and so proved nothing."""
        return tuple(one for one in self.outcomes if one.held_by in (DONE, ASTRAY))

    @property
    def ok(self) -> bool:
        return not self.lost

    def by_group(self) -> dict[str, tuple[int, int]]:
        """Attempts and those held, for each of :data:`GROUPS`."""
        tried, held = (
            Counter(one.group for one in some) for some in (self.outcomes, filter(_held, self.outcomes))
        )
        return {group: (tried[group], held[group]) for group in GROUPS if tried[group]}

    def to_json(self) -> dict[str, Any]:
        return {
            "ok": self.ok,
            "attempts": len(self.outcomes),
            "held": self.held,
            "held_by": dict(Counter(one.held_by for one in self.outcomes).most_common()),
            "groups": {
                name: {"attempts": tried, "held": held} for name, (tried, held) in self.by_group().items()
            },
            "not_held": [one.to_json() for one in self.lost],
            "unsettled": [one.to_json() for one in self.unsettled],
        }


def attack_centre(installer: Installer, progress: Callable[[int], None] = lambda _: None) -> Raid:
    """Attack the centre in the installer's database as each of its people could; nothing of it stays.

    ``progress`` is told how many attempts were made. ``NotAllowed`` where the login is no superuser.
    """
    with installers_connection(installer) as connection, specimen_ring(connection) as ring:
        outcomes = []
        for outcome in attempts(ring):
            outcomes.append(outcome)
            if len(outcomes) % 100 == 0:
                progress(len(outcomes))
    return Raid(tuple(outcomes))


def attempts(ring: SpecimenRing) -> Iterator[Outcome]:
    """Every attempt there is."""
    yield from named(ring)
    yield from tricks.attempts(ring)
    yield from sights.attempts(ring)
    yield from near_sights.attempts(ring)
    yield from matrix.attempts(ring)


def named(ring: SpecimenRing) -> Iterator[Outcome]:
    """The named attacks; those that use tricks of SQLite's own are none here."""
    for attack in EVERY_ATTACK:
        outcome = fight(ring, attack)
        if outcome is not None:
            yield outcome


def fight(ring: SpecimenRing, attack: Attack) -> Outcome | None:
    """One named attack; ``None`` where PostgreSQL does not know what it is made of."""
    with ring.rolled_back():
        who = attack.who if isinstance(attack.who, str) else attack.who(ring)
        ring.speak_as(who)
        role = ring.role().removeprefix("eh_specimen.")
        ring.touched = 0
        try:
            with ring.pg.transaction():
                attack.script(ring)
        except psycopg.errors.SyntaxError:
            return None
        except MissingRow as missing:
            return Outcome("named", role, attack.words, ASTRAY, str(missing))
        except psycopg.errors.UndefinedColumn as error:
            if "rowid" in str(error):
                return None
            return Outcome("named", role, attack.words, ASTRAY, first_line(error))
        except psycopg.Error as refusal:
            held_by = holder_of(refusal)
            return Outcome(
                "named", role, attack.words, held_by, first_line(refusal) if held_by in (ASTRAY, BUSY) else ""
            )
        return Outcome(
            "named",
            role,
            attack.words,
            DONE if ring.touched else ROWS,
            "it went through" if ring.touched else "",
        )


def _held(outcome: Outcome) -> bool:
    return outcome.held
