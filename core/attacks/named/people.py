"""Attacks on people, their roles and absences."""

from __future__ import annotations

from core.attacks.ring import fresh
from core.attacks.scripts import Attack, grant, me, sql
from core.kernel.ids import new_id

ATTACKS: tuple[Attack, ...] = (
    Attack("give oneself a role", "admin2", grant("auditor", "admin2"), "role", "role_grant_to_another"),
    Attack("give oneself a role as a reviewer", "reviewer1", grant("approver", "reviewer1"), "role"),
    Attack("give a friend a role as a reviewer", "reviewer1", grant("approver", "reviewer2"), "session"),
    Attack("make a second guardian", "admin2", grant("guardian", "auditor1"), "role", "role_grant_known"),
    Attack("invent a role", "admin2", grant("director", "auditor1"), "role"),
    Attack("make a reviewer administrator", "admin2", grant("system-administrator", "reviewer1"), "separation", "role_grant_administrators_apart"),
    Attack("give the system administrator business", "guardian", grant("approver", "admin1"), "separation"),
    Attack("give the security administrator business", "guardian", grant("reviewer", "admin2"), "separation"),
    Attack("give the audit administrator business", "guardian", grant("auditor", "admin3"), "separation"),
    Attack("two of the three powers in one hand", "admin2", grant("system-administrator", "admin3"), "separation"),
    Attack("all powers in one hand", "guardian", grant("security-administrator", "admin1"), "separation"),
    Attack("give roles as the system administrator", "admin1", grant("auditor", "intake1"), "session"),
    Attack("give roles as the audit administrator", "admin3", grant("auditor", "intake1"), "session"),
    Attack("register a tablet as the security administrator", "admin2", lambda r: r.insert("tablet", fresh(r.one("tablet"), r.now(), code="mine")), "session"),
    Attack("raise one's own authority", "admin2", lambda r: r.insert("authority", fresh(r.one("authority"), r.now(), staff_id=me(r))), "role", "authority_to_another"),
    Attack("enter a person as a reviewer", "reviewer1", lambda r: r.insert("staff", fresh(r.one("staff"), r.now(), login="crony")), "session"),
    Attack("register a tablet as an intake clerk", "intake1", lambda r: r.insert("tablet", fresh(r.one("tablet"), r.now(), code="mine")), "session"),
    Attack("a new draw key as an administrator", "admin1", lambda r: r.insert("centre_key", fresh(r.one("centre_key"), r.now())), "session"),
    Attack("raise an authority by replacing it", "admin2", lambda r: r.insert("authority", fresh(r.one("authority"), r.now(), amount_fen=10**13), "INSERT OR REPLACE"), "exists"),
    Attack("send a colleague away", "reviewer1", lambda r: r.run("INSERT INTO absence VALUES (?, ?, 1, 9, '')", [new_id().hex, r.staff["reviewer2"]]), "role", "absence_inserted_by_administrator"),
    Attack("send a colleague away by update", "reviewer1", sql("UPDATE absence SET ends = 9000000000000000"), "role", "absence_updated_by_administrator"),
    Attack("call a colleague back", "reviewer1", sql("DELETE FROM absence"), "role", "absence_deleted_by_administrator"),
)  # fmt: skip
