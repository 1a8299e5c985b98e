"""Attacks on signing in, the second factor, and the centre's settings."""

from __future__ import annotations

from core.attacks.named.people import agreed, ask, of, put
from core.attacks.named.votes import open_member, vote
from core.attacks.ring import Ring, fresh
from core.attacks.scripts import APPROVER, Attack, Script, both, decision, me
from core.kernel.ids import new_id


def demanded(script: Script) -> Script:
    """``script``, once two administrators have made the centre ask for a code before approvals."""

    def run(ring: Ring) -> None:
        who, now, effect = me(ring), ring.now(), new_id().hex
        ring.speak_as("admin2")
        asked = fresh(
            ring.one("change_request"), now, effect_id=effect, staff_id=me(ring), kind="centre_setting"
        )
        ring.insert("change_request", asked | {"asks": '{"name":"step-up","value":"approvals"}'})
        ring.speak_as("admin1")
        answer = fresh(ring.one("change_answer"), now, request_id=asked["id"], staff_id=me(ring))
        ring.insert("change_answer", answer | {"outcome": "confirmed"})
        row = {"id": effect, "name": "step-up", "value": "approvals", "at": now}
        ring.insert("centre_setting", row)
        ring.speak_as(who)
        script(ring)

    return run


def try_code(ring: Ring) -> None:
    """A try of the session's own."""
    ring.insert("step_up_attempt", fresh(ring.one("step_up_attempt"), ring.now(), staff_id=me(ring)))


def pass_off(whose: str) -> Script:
    """The session's own code, resting on a try of ``whose`` that was never judged right."""

    def script(ring: Ring) -> None:
        tried = ring.one(
            "step_up_attempt",
            "staff_id = ? AND id NOT IN (SELECT attempt_id FROM step_up)",
            ring.staff[whose],
        )
        newest = ring.one("step_up", "1 ORDER BY counter DESC")
        ring.insert(
            "step_up",
            fresh(
                newest, ring.now(), staff_id=me(ring), attempt_id=tried["id"], counter=newest["counter"] + 5
            ),
        )

    return script


def given_for_once(*before: Script) -> Script:
    """An act of the session's own, once two administrators gave it a passphrase for once; ``before`` comes first."""

    def script(ring: Ring) -> None:
        for one in before:
            one(ring)
        agreed(ring, "passphrase_reset", {"staff_id": me(ring)}, "admin2", "admin1")
        ring.insert("command", fresh(ring.one("command"), ring.now(), staff_id=me(ring), kind="GiveOpinion"))

    return script


def changed_before(ring: Ring) -> None:
    """The session's own passphrase, chosen a second ago."""
    row = fresh(ring.one("passphrase_change"), ring.now() - 1_000_000, staff_id=me(ring))
    ring.insert("passphrase_change", row)


def changed_by_another(ring: Ring) -> None:
    """A colleague chose a passphrase in a minute's time."""
    who = me(ring)
    ring.speak_as("reviewer2")
    later = fresh(ring.one("passphrase_change"), ring.now() + 60_000_000, staff_id=me(ring))
    ring.insert("passphrase_change", later)
    ring.speak_as(who)


def reset_agreed(whose: str | Script) -> Script:
    """What two administrators agreed on: a passphrase for once for somebody who must not have one."""

    def script(ring: Ring) -> None:
        staff_id = ring.staff[whose] if isinstance(whose, str) else whose(ring)
        agreed(ring, "passphrase_reset", {"staff_id": staff_id}, "admin2", "admin1")

    return script


ATTACKS: tuple[Attack, ...] = (
    Attack("decide without the code that the centre asks for", APPROVER, demanded(decision("approval-started")), "step-up", "decision_stepped_up"),
    Attack("vote without the code that the centre asks for", open_member, demanded(vote()), "step-up", "vote_stepped_up"),
    Attack("pass another's try off as one's own code", "reviewer1", pass_off("intake1"), "code", "step_up_by_its_code"),
    Attack("enter a code in another's name", "reviewer1", lambda r: r.insert("step_up", fresh(r.one("step_up"), r.now(), counter=9)), "session"),
    Attack("try codes one after another", "reviewer1", both(try_code, try_code, try_code, try_code), "throttled", "step_up_attempt_in_turn"),
    Attack("enrol a second authenticator", "intake1", put("totp_enrolment", staff_id=me), "enrolled", "totp_enrolment_once"),
    Attack("enrol an authenticator for another", "reviewer1", put("totp_enrolment", staff_id=of("approver1")), "session"),
    Attack("reset an authenticator alone", "admin1", put("totp_reset", staff_id=of("intake1")), "change", "totp_reset_confirmed"),
    Attack("reset an authenticator as a reviewer", "reviewer1", put("totp_reset", staff_id=of("intake1")), "session"),
    Attack("reset a passphrase alone", "admin1", put("passphrase_reset", staff_id=of("intake1")), "change", "passphrase_reset_confirmed"),
    Attack("reset a passphrase as the security administrator", "admin2", put("passphrase_reset", staff_id=of("intake1")), "session"),
    Attack("reset a colleague's passphrase", "reviewer1", put("passphrase_reset", staff_id=of("reviewer2")), "session"),
    Attack("ask for a passphrase of one's own for once", "admin2", ask("passphrase_reset", '{"staff_id":"{admin2}"}'), "role"),
    Attack("give the guardian's passphrase to somebody", "reviewer1", reset_agreed("guardian"), "role", "passphrase_reset_of_one_here"),
    Attack("give a passphrase to one who left", "reviewer1", reset_agreed(lambda r: r.one("leaving")["staff_id"]), "role"),
    Attack("work with a passphrase for once", "reviewer1", given_for_once(), "for-once", "command_after_own_passphrase"),
    Attack("work with a passphrase for once after an older change", "reviewer1", given_for_once(changed_before), "for-once"),
    Attack("work with a passphrase for once because a colleague changed his", "reviewer1", given_for_once(changed_by_another), "for-once"),
    Attack("change a setting of the centre alone", "admin1", put("centre_setting", value="off"), "change", "centre_setting_confirmed"),
    Attack("change a setting of the centre as its guardian", "guardian", put("centre_setting", value="off"), "change"),
    Attack("invent a setting", "guardian", put("centre_setting", name="colour"), "setting", "centre_setting_known"),
    Attack("hide failed sign-ins under another's name", "reviewer1", put("failed_sign_in", staff_id=of("reviewer2")), "session"),
)  # fmt: skip
