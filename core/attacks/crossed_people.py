"""Answers to requests that are right but for one thing: one's own request, about oneself, of somebody without the power."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from uuid import UUID

from core.attacks.confirmed import powers
from core.attacks.placing import placed
from core.attacks.ring import Ring, Row, fresh
from core.attacks.scripts import Attack, Script, me


def _asked(kind: str, asker: str, about: str) -> Callable[[Ring], Row]:
    """A request of ``kind`` about ``about``, that ``asker`` made; logins, or empty for whoever confirms such things."""

    def placing(ring: Ring) -> Row:
        asks = json.dumps({"staff_id": str(UUID(_person(ring, kind, about))), "role": "auditor"})
        return placed(ring, "change_request", kind=kind, asks=asks, staff_id=_person(ring, kind, asker))

    return placing


def _person(ring: Ring, kind: str, login: str) -> str:
    if login == "left":
        return str(ring.one("leaving")["staff_id"])
    return ring.staff[login or powers(ring, kind)[1]]


def _answer(asked: Callable[[Ring], Row], outcome: str = "confirmed", with_role: str = "") -> Script:
    """Answer it, in the session's own name, who was given one role more."""

    def script(ring: Ring) -> None:
        request = asked(ring)
        if with_role:
            placed(ring, "role_grant", staff_id=me(ring), role=with_role)
        said: dict[str, Any] = {"request_id": request["id"], "outcome": outcome, "staff_id": me(ring)}
        ring.insert("change_answer", fresh(ring.one("change_answer"), ring.now(), **said))

    return script


_SECURITY = "security-administrator"

PEOPLE: tuple[Attack, ...] = (
    Attack("refuse what one asked", "admin1", _answer(_asked("role_grant", "", "risk2"), "refused"), "change"),
    Attack("confirm what one asked in another power", "admin1", _answer(_asked("role_grant", "", "risk2"), with_role=_SECURITY), "change"),
    Attack("confirm what is about oneself", "admin1", _answer(_asked("role_grant", "admin2", "")), "change"),
    Attack("confirm what a reviewer asked", "admin1", _answer(_asked("role_grant", "reviewer1", "risk2")), "change"),
    Attack("confirm an absence that a colleague asked for", "admin1", _answer(_asked("absence", "reviewer1", "reviewer2")), "change"),
    Attack("confirm an absence of who has left", "admin1", _answer(_asked("absence", "left", "left")), "change"),
)  # fmt: skip
