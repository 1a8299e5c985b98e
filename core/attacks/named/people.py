"""Attacks on people, their roles, authority, ties and absences, and on what two administrators agree."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from core.attacks.ring import Ring, Row, fresh
from core.attacks.scripts import Attack, Script, grant, me
from core.kernel.canonical import canonical_bytes
from core.kernel.ids import new_id


def put(table: str, **changed: Any) -> Script:
    """A row like one that is there, with what is changed; a callable is asked in the ring."""

    def script(ring: Ring) -> None:
        values = {name: value(ring) if callable(value) else value for name, value in changed.items()}
        ring.insert(table, fresh(ring.one(table), ring.now(), **values))

    return script


def of(login: str) -> Any:
    return lambda ring: ring.staff[login]


def granted_to(login: str) -> Any:
    """The id of a role that was granted to ``login``."""
    return lambda ring: ring.one("role_grant", "staff_id = ?", ring.staff[login])["id"]


def waiting(ring: Ring, kind: str) -> Row:
    """A request of this kind that nobody has answered."""
    return ring.one("change_request", "kind = ? AND id NOT IN (SELECT request_id FROM change_answer)", kind)


def answer(kind: str, outcome: str = "confirmed") -> Script:
    """An answer of the session's own to a request that waits."""
    return put(
        "change_answer",
        request_id=lambda ring: waiting(ring, kind)["id"],
        outcome=outcome,
        staff_id=me,
    )


def ask(kind: str, asks: str) -> Script:
    """A request of the session's own; ``{login}`` in ``asks`` stands for a person's id."""

    def script(ring: Ring) -> None:
        named = asks
        for login, staff_id in ring.staff.items():
            raw = staff_id.replace("-", "")
            hyphened = "-".join((raw[:8], raw[8:12], raw[12:16], raw[16:20], raw[20:]))
            named = named.replace("{" + login + "}", hyphened)
        row = fresh(ring.one("change_request"), ring.now(), effect_id=new_id().hex, staff_id=me(ring))
        ring.insert("change_request", row | {"kind": kind, "asks": named})

    return script


def answer_and_write(outcome: str, **changed: Any) -> Script:
    """Answer the request for a role that waits, then write a row under its id, but otherwise than it asks."""

    def script(ring: Ring) -> None:
        asked = waiting(ring, "role_grant")
        if outcome:
            answer("role_grant", outcome)(ring)
        put("role_grant", id=asked["effect_id"], **changed)(ring)

    return script


def agreed(ring: Ring, kind: str, row: dict[str, Any], asker: str, confirmer: str) -> None:
    """What two administrators did before, by the rules; then the attacker speaks again. Ids in ``row`` as rows have them."""
    who, at = me(ring), ring.now()
    asks = {name: str(UUID(str(value))) if name.endswith("_id") else value for name, value in row.items()}
    effect = new_id().hex
    ring.speak_as(asker)
    asked = fresh(ring.one("change_request"), at, effect_id=effect, staff_id=ring.staff[asker], kind=kind)
    ring.insert("change_request", asked | {"asks": canonical_bytes(asks).decode()})
    ring.speak_as(confirmer)
    given = {"request_id": asked["id"], "outcome": "confirmed", "staff_id": ring.staff[confirmer]}
    ring.insert("change_answer", fresh(ring.one("change_answer"), at, **given))
    ring.insert(kind, fresh(ring.one(kind), at, id=effect, **row))
    ring.speak_as(who)


def _witness_in_use(ring: Ring) -> str:
    return str(ring.one("witness", "id NOT IN (SELECT witness_id FROM witness_end)")["id"])


_NEW_WITNESS = {"name": "mine", "public_key": "0" * 64}
_OF_A_WITNESS = {"witness_id": _witness_in_use}


ATTACKS: tuple[Attack, ...] = (
    Attack("give oneself a role", "admin1", grant("auditor", "admin1"), "role", "role_grant_to_another"),
    Attack("give oneself a role as a reviewer", "reviewer1", grant("approver", "reviewer1"), "role"),
    Attack("give a friend a role as a reviewer", "reviewer1", grant("approver", "reviewer2"), "session"),
    Attack("make a second guardian", "admin1", grant("guardian", "auditor1"), "role", "role_grant_known"),
    Attack("invent a role", "admin1", grant("director", "auditor1"), "role"),
    Attack("give a role twice", "admin1", grant("reviewer", "reviewer1"), "exists", "role_grant_once"),
    Attack("make a reviewer administrator", "admin1", grant("security-administrator", "reviewer1"), "separation", "role_grant_administrators_apart"),
    Attack("give the system administrator business", "guardian", grant("approver", "admin1"), "separation"),
    Attack("give the security administrator business", "guardian", grant("reviewer", "admin2"), "separation"),
    Attack("give the audit administrator business", "guardian", grant("auditor", "admin3"), "separation"),
    Attack("two of the three powers in one hand", "admin1", grant("security-administrator", "admin3"), "separation"),
    Attack("all powers in one hand", "guardian", grant("security-administrator", "admin1"), "separation"),
    Attack("give roles alone as the security administrator", "admin2", grant("auditor", "intake1"), "session"),
    Attack("give roles alone as the system administrator", "admin1", grant("auditor", "intake1"), "change", "role_grant_confirmed"),
    Attack("give roles as the audit administrator", "admin3", grant("auditor", "intake1"), "session"),
    Attack("give roles as the guardian, once founded", "guardian", grant("auditor", "intake1"), "change"),
    Attack("register a tablet as the system administrator", "admin1", put("tablet", code="mine"), "session"),
    Attack("register a tablet alone", "admin2", put("tablet", code="mine"), "change", "tablet_confirmed"),
    Attack("register a tablet as an intake clerk", "intake1", put("tablet", code="mine"), "session"),
    Attack("enter a person alone", "admin2", put("staff", login="crony"), "change", "staff_confirmed"),
    Attack("enter a person as a reviewer", "reviewer1", put("staff", login="crony"), "session"),
    Attack("found an institution alone", "admin2", put("institution", code="mine"), "change", "institution_confirmed"),
    Attack("found a village alone", "admin2", put("village", code="mine"), "change", "village_confirmed"),
    Attack("end a role alone", "admin1", put("role_end", staff_id=of("reviewer1"), role_grant_id=granted_to("reviewer1")), "change", "role_end_confirmed"),
    Attack("end one's own role", "admin1", put("role_end", staff_id=me, role_grant_id=granted_to("admin1")), "role", "role_end_of_anothers_role"),
    Attack("end the guardian's role", "admin1", put("role_end", staff_id=of("guardian"), role_grant_id=granted_to("guardian")), "role"),
    Attack("end a role in another's name", "admin1", put("role_end", staff_id=of("reviewer2"), role_grant_id=granted_to("reviewer1")), "role"),
    Attack("end the last audit administrator's role", "admin1", put("role_end", staff_id=of("admin3"), role_grant_id=granted_to("admin3")), "last", "role_end_not_of_the_last"),
    Attack("send somebody off alone", "admin2", put("leaving", staff_id=of("reviewer1")), "change", "leaving_confirmed"),
    Attack("leave by one's own hand", "admin2", put("leaving", staff_id=me), "role", "leaving_of_another"),
    Attack("send the guardian off", "admin2", put("leaving", staff_id=of("guardian")), "role"),
    Attack("send the last system administrator off", "admin2", put("leaving", staff_id=of("admin1")), "last", "leaving_not_of_the_last"),
    Attack("send a colleague off", "reviewer1", put("leaving", staff_id=of("reviewer2")), "session"),
    Attack("raise one's own authority", "admin1", put("authority", staff_id=me), "role", "authority_to_another"),
    Attack("raise an authority alone", "admin1", put("authority", amount_fen=10**13), "change", "authority_confirmed"),
    Attack("raise one's own authority as an approver", "approver2", put("authority", staff_id=me, amount_fen=10**13), "session"),
    Attack("raise an authority by replacing it", "admin1", lambda r: r.insert("authority", {**r.one("authority"), "at": r.now(), "amount_fen": 10**13}, "INSERT OR REPLACE"), "exists"),
    Attack("a tie alone", "admin1", put("relationship", staff_id=of("reviewer2")), "change", "relationship_confirmed"),
    Attack("a tie of no known kind", "admin1", put("relationship", kind="friend"), "relationship", "relationship_of_a_kind"),
    Attack("make a tie vanish alone", "admin1", put("relationship_end", relationship_id=lambda r: r.one("relationship", "id NOT IN (SELECT relationship_id FROM relationship_end)")["id"], staff_id=lambda r: r.one("relationship", "id NOT IN (SELECT relationship_id FROM relationship_end)")["staff_id"]), "change", "relationship_end_confirmed"),
    Attack("end a tie in another's name", "admin1", put("relationship_end", relationship_id=lambda r: r.one("relationship", "id NOT IN (SELECT relationship_id FROM relationship_end)")["id"], staff_id=of("risk1")), "relationship", "relationship_end_of_the_same"),
    Attack("send a colleague away", "reviewer1", put("absence", staff_id=of("reviewer2"), replaces=None), "session"),
    Attack("send a colleague away alone", "admin1", put("absence", staff_id=of("reviewer2"), replaces=None), "change", "absence_confirmed"),
    Attack("rewrite when an absence began", "admin1", put("absence", replaces=lambda r: r.one("absence")["id"], starts=2), "absence", "absence_until_over"),
    Attack("be absent backwards", "admin1", put("absence", replaces=None, starts=9, ends=5), "absence"),
    Attack("have been absent long ago", "admin1", put("absence", replaces=None, starts=5, ends=9), "absence"),
    Attack("ask for a role as a reviewer", "reviewer1", ask("role_grant", '{"role":"approver","staff_id":"{reviewer2}"}'), "role", "change_request_within_power"),
    Attack("ask for a role as the system administrator", "admin1", ask("role_grant", '{"role":"approver","staff_id":"{reviewer2}"}'), "role"),
    Attack("ask for one's own authority", "admin2", ask("authority", '{"amount_fen":1,"products":null,"staff_id":"{admin2}"}'), "role"),
    Attack("ask for a colleague's absence", "reviewer1", ask("absence", '{"staff_id":"{reviewer2}"}'), "role"),
    Attack("ask for what is no matter of administration", "admin1", ask("decision", "{}"), "role"),
    Attack("confirm what one asked", "admin2", answer("role_grant"), "change", "change_answer_by_another"),
    Attack("confirm a person as who asked", "admin1", answer("staff"), "change"),
    Attack("confirm as the audit administrator", "admin3", answer("role_grant"), "change"),
    Attack("confirm as a reviewer", "reviewer1", answer("staff"), "change"),
    Attack("refuse what is another's to answer", "reviewer1", answer("role_grant", "refused"), "change"),
    Attack("withdraw another's request", "admin1", answer("role_grant", "withdrawn"), "change"),
    Attack("answer in no known way", "admin1", answer("role_grant", "perhaps"), "change"),
    Attack("write a role without the confirmation", "admin1", answer_and_write("", staff_id=of("risk2"), role="auditor"), "change"),
    Attack("confirm one role and write another", "admin1", answer_and_write("confirmed", staff_id=of("risk2"), role="intake-clerk"), "change"),
    Attack("confirm for one and write for another", "admin1", answer_and_write("confirmed", staff_id=of("risk1"), role="auditor"), "change"),
    Attack("refuse and write all the same", "admin1", answer_and_write("refused", staff_id=of("risk2"), role="auditor"), "change"),
    Attack("register a witness of one's own as the guardian", "guardian", put("witness", **_NEW_WITNESS), "session"),
    Attack("register a witness alone", "admin1", put("witness", **_NEW_WITNESS), "change", "witness_confirmed"),
    Attack("register a witness as who asks for it", "admin3", put("witness", **_NEW_WITNESS), "session"),
    Attack("ask for a witness as the system administrator", "admin1", ask("witness", '{"address":"","name":"mine","public_key":""}'), "role"),
    Attack("retire a witness alone", "admin2", put("witness_end", **_OF_A_WITNESS), "change", "witness_end_confirmed"),
    Attack("retire a witness as the guardian", "guardian", put("witness_end", **_OF_A_WITNESS), "session"),
    Attack("ask for a witness's retirement as an auditor", "auditor1", ask("witness_end", '{"witness_id":"{auditor1}"}'), "role"),
    Attack("a new draw key as an administrator", "admin1", put("centre_key"), "session"),
)  # fmt: skip
