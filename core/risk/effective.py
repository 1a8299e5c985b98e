"""Which rule set is in force at an instant: pure, and never changed by what comes later.

A rule set counts from the later of its first day and its check. The one that began last is in force;
one that was superseded does not come back when its successor ends: then nothing is in force, and
screening waits.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

FOREVER = 1 << 62


@dataclass(frozen=True, slots=True)
class Standing:
    """A rule set that was checked (or came with the program) at ``since``; all instants in µs.

    ``starts`` is its first instant, ``ends`` the first instant after its last.
    """

    rule_set_id: UUID
    starts: int
    ends: int
    since: int

    @property
    def begins(self) -> int:
        """When it really begins: nothing comes into force before it was checked."""
        return max(self.starts, self.since)


def in_force(standings: Iterable[Standing], at: int) -> Standing | None:
    """The one in force at ``at``, or None. Two that begin at once: the one checked later."""
    begun = [one for one in standings if one.begins <= at]
    if not begun:
        return None
    newest = max(begun, key=lambda one: (one.begins, one.since, one.rule_set_id))
    return newest if at < newest.ends else None
