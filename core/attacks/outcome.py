"""What came of an attempt, and what held it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import psycopg

#: What may hold an attempt, from the outermost inwards. A guard's own code stands for itself.
RIGHT, ROWS, KEY = "right", "row-security", "key"
#: The server has not got what would be needed.
ABSENT = "absent"
#: Not held: it went through, or it failed for a reason that has nothing to do with a guard.
DONE, ASTRAY, BUSY = "done", "astray", "busy"
_KEYS = frozenset({"23505", "23503", "23514", "23P01"})


@dataclass(frozen=True, slots=True)
class Outcome:
    """One attempt: what was tried by whom, and what held it; ``detail`` tells of one that was not held."""

    group: str
    who: str
    words: str
    held_by: str
    detail: str = ""

    @property
    def held(self) -> bool:
        return self.held_by not in (DONE, ASTRAY, BUSY)

    @property
    def settled(self) -> bool:
        """False where people at work held a lock that the attempt would have had to wait for."""
        return self.held_by != BUSY

    def to_json(self) -> dict[str, Any]:
        said = {"group": self.group, "who": self.who, "attempt": self.words, "held_by": self.held_by}
        return said if self.held else said | {"detail": self.detail}


def holder_of(refusal: psycopg.Error) -> str:
    """What refused, by the error that came back."""
    text = str(refusal)
    if "evenhand:" in text:
        return text.split("evenhand:")[1].split()[0]
    state = refusal.sqlstate or ""
    if "row-level security" in text or "row-level-security" in text:
        return ROWS
    if state in ("42501", "2F003", "0LP01"):
        return RIGHT
    if state in _KEYS:
        return KEY
    if state == "58P01" or "is not available" in text:
        return ABSENT
    return BUSY if state in ("55P03", "57014", "40P01") else ASTRAY


def first_line(refusal: BaseException) -> str:
    return str(refusal).splitlines()[0]
