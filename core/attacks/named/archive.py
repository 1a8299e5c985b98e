"""Attacks on the checks of the archive."""

from __future__ import annotations

from typing import Any

from core.attacks.ring import fresh
from core.attacks.scripts import Attack, Script
from core.kernel.ids import new_id


def check_record(**changed: Any) -> Script:
    return lambda ring: ring.insert("check_run", fresh(ring.one("check_run"), ring.now()) | changed)


A_FAILED_ROW = '[{"code":"1-1","evidence":{"en":"","zh":""},"outcome":"failed"}]'


ATTACKS: tuple[Attack, ...] = (
    Attack("check a record that is not there", "guardian", lambda r: check_record(dossier_id=new_id().hex)(r), "step", "check_run_of_a_record"),
    Attack("pass a record with a failed item", "guardian", check_record(result="passed", items=A_FAILED_ROW), "step", "check_run_by_its_rows"),
    Attack("pass a record that nobody looked at", "guardian", check_record(result="passed", items="[]"), "step"),
    Attack("fail a record that is sound", "guardian", check_record(result="failed", items=A_FAILED_ROW.replace("failed", "passed")), "step"),
    Attack("pass a record as its archive clerk", "archive1", check_record(), "session"),
    Attack("say as an archive clerk that all files are whole", "archive1", lambda r: r.insert("fixity_run", fresh(r.one("fixity_run"), r.now())), "session"),
)  # fmt: skip
