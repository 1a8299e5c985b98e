"""Attacks on what leaves the archive and comes into it: dossiers without a case, batches, their undoing, transfers."""

from __future__ import annotations

import os
from typing import Any

from core.attacks.ring import Ring, Row, fresh
from core.attacks.scripts import Attack, Script, me
from core.kernel.ids import new_id

_STANDS = "id NOT IN (SELECT batch_id FROM batch_undone)"
_LENT = (
    "id IN (SELECT batch_id FROM dossier JOIN record_lent ON record_lent.dossier_id = dossier.id "
    "WHERE batch_id IS NOT NULL)"
)
_FREE = f"{_STANDS} AND NOT {_LENT}"


def _last(ring: Ring) -> int:
    return int(ring.all("SELECT max(number) AS last FROM dossier")[0]["last"])


def _named(ring: Ring) -> Row:
    """Names that no record has, under the next number."""
    return {
        "archival_number": f"specimen-{os.urandom(8).hex()}",
        "qr_id": os.urandom(8).hex(),
        "number": _last(ring) + 1,
    }


def seal(**changed: Any) -> Script:
    """A dossier over a case that has none; ``changed`` is what does not fit."""

    def script(ring: Ring) -> None:
        sealed = ring.one("dossier", "batch_id IS NULL AND outcome IN ('approve', 'decline')")
        row = fresh(sealed, ring.now(), case_id=ring.case("review-started")) | _named(ring)
        ring.insert("dossier", row | changed)

    return script


def name_again(column: str) -> Script:
    """A dossier that is called as one that stands."""

    def script(ring: Ring) -> None:
        other = ring.one("dossier", "batch_id IS NULL AND outcome IN ('approve', 'decline')")
        row = fresh(other, ring.now(), case_id=ring.case("review-started")) | _named(ring)
        ring.insert("dossier", row | {column: other[column]})

    return script


def slip_in(**changed: Any) -> Script:
    """A further dossier for a batch that came in before."""

    def script(ring: Ring) -> None:
        other = ring.one("dossier", "batch_id IS NOT NULL")
        ring.insert("dossier", fresh(other, ring.now(), case_id=None) | _named(ring) | changed)

    return script


def batch(ahead: int = 0, more: int = 0, **changed: Any) -> Script:
    """A batch of the next number; ``ahead`` and ``more`` shift its first and its last."""

    def script(ring: Ring) -> None:
        first = _last(ring) + 1 + ahead
        row = fresh(
            ring.one("import_batch"), ring.now(), records=1, first_number=first, last_number=first + more
        )
        ring.insert("import_batch", row | changed)

    return script


def batch_for(login: str) -> Script:
    return lambda ring: batch(clerk_id=ring.staff[login])(ring)


def with_dossier(number: int = 0, **changed: Any) -> Script:
    """A good batch of this act, and its dossier but for what does not fit."""

    def script(ring: Ring) -> None:
        first, batch_id = _last(ring) + 1, new_id().hex
        said = {"id": batch_id, "records": 1, "first_number": first, "last_number": first}
        now = changed.get("at") or ring.now()
        ring.insert("import_batch", fresh(ring.one("import_batch"), now) | said)
        other = ring.one("dossier", "batch_id IS NOT NULL")
        row = (
            fresh(other, now, case_id=None) | _named(ring) | {"batch_id": batch_id, "number": first + number}
        )
        people = {"reviewer_id": ring.staff["reviewer1"], "case_id": ring.case("review-started")}
        people["approver_id"] = people["reviewer_id"]
        ring.insert("dossier", row | {key: people.get(key, value) for key, value in changed.items()})

    return script


def add_file(where: str = "batch_id IS NOT NULL") -> Script:
    def script(ring: Ring) -> None:
        said = {"dossier_id": ring.one("dossier", where)["id"], "position": 987}
        ring.insert("imported_file", fresh(ring.one("imported_file"), ring.now()) | said)

    return script


def add_file_beside(sealed: bool) -> Script:
    """A record of this act, and a file for an older one; or, where ``sealed``, for one that has its case."""

    def script(ring: Ring) -> None:
        now = ring.now()
        said: Row = {"position": 987, "at": now}
        if sealed:
            dossier_id = new_id().hex
            seal(at=now, id=dossier_id)(ring)
            said["dossier_id"] = dossier_id
        else:
            said["dossier_id"] = ring.one("dossier", "batch_id IS NOT NULL")["id"]
            with_dossier(at=now)(ring)
        ring.insert("imported_file", fresh(ring.one("imported_file"), now) | said)

    return script


def undo(where: str = _FREE, **changed: Any) -> Script:
    """Undo a batch in the session's own name; ``changed`` is what does not fit."""

    def script(ring: Ring) -> None:
        made = ring.one("import_batch", where)
        said = {name: made[name] for name in ("first_number", "last_number")}
        row = fresh(ring.one("batch_undone"), ring.now(), staff_id=me(ring), batch_id=made["id"]) | said
        ring.insert("batch_undone", row | changed)

    return script


def undo_under_others_numbers(ring: Ring) -> None:
    """The numbers are of a batch, but of another one."""
    made = ring.one("import_batch", _FREE)
    other = ring.one("import_batch", "id <> ?", made["id"])
    undo(first_number=other["first_number"], last_number=other["last_number"])(ring)


def undo_for_another(ring: Ring) -> None:
    undo(staff_id=ring.staff["auditor1"])(ring)


def send(**changed: Any) -> Script:
    def script(ring: Ring) -> None:
        said = {"manifest_sha256": os.urandom(32).hex()}
        ring.insert("transfer", fresh(ring.one("transfer"), ring.now()) | said | changed)

    return script


def send_for(login: str) -> Script:
    return lambda ring: send(clerk_id=ring.staff[login])(ring)


ATTACKS: tuple[Attack, ...] = (
    Attack("seal over no case", "guardian", seal(case_id=None), "batch", "dossier_of_case_or_batch"),
    Attack("seal a decided case without who reviewed it", "guardian", seal(reviewer_id=None), "batch"),
    Attack("seal a decided case without who approved it", "guardian", seal(approver_id=None), "batch"),
    Attack("seal a declined case without who approved it", "guardian", seal(approver_id=None, outcome="decline"), "batch"),
    Attack("seal as an archive clerk", "archive1", seal(), "session"),
    Attack("give two records one number", "guardian", name_again("archival_number"), "exists", "dossier_named_once"),
    Attack("give two covers one id", "guardian", name_again("qr_id"), "exists"),
    Attack("slip a record into an old batch", "guardian", slip_in(), "batch"),
    Attack("slip a record into no batch", "guardian", slip_in(batch_id=new_id().hex), "batch"),
    Attack("import a record of this act into no batch", "guardian", lambda r: with_dossier(batch_id=new_id().hex)(r), "batch"),
    Attack("import a record beyond its batch", "guardian", with_dossier(number=1), "batch"),
    Attack("import a record below its batch", "guardian", with_dossier(number=-900_000), "batch"),
    Attack("import a record over a case of ours", "guardian", with_dossier(case_id=True), "batch"),
    Attack("import a record with a reviewer of ours", "guardian", with_dossier(reviewer_id=True), "batch"),
    Attack("import a record with an approver of ours", "guardian", with_dossier(approver_id=True), "batch"),
    Attack("begin a batch beyond the next number", "guardian", batch(ahead=5), "batch", "import_batch_in_order"),
    Attack("begin a batch with numbers to spare", "guardian", batch(more=5), "batch"),
    Attack("begin a batch of nothing", "guardian", batch(more=-1, records=0), "batch"),
    Attack("begin a batch of a kind of one's own", "guardian", batch(kind="found"), "batch"),
    Attack("begin a batch for who is no archive clerk", "guardian", batch_for("reviewer1"), "batch"),
    Attack("begin a batch as an archive clerk", "archive1", batch(), "session"),
    Attack("add a file to an imported record later", "guardian", add_file(), "batch", "imported_file_with_its_record"),
    Attack("add a file to a sealed record", "guardian", add_file("batch_id IS NULL"), "batch"),
    Attack("add a file to another record than this act's", "guardian", add_file_beside(sealed=False), "batch"),
    Attack("add a file to a record sealed in this act", "guardian", add_file_beside(sealed=True), "batch"),
    Attack("undo a batch as an intake clerk", "intake1", undo(), "batch"),
    Attack("undo a batch without a reason", "archive1", undo(reason=""), "batch", "batch_undone_whole"),
    Attack("undo a batch under another's numbers", "archive1", undo_under_others_numbers, "batch"),
    Attack("undo half a batch", "archive1", undo(first_number=1), "batch"),
    Attack("undo more than a batch", "archive1", undo(last_number=2**40), "batch"),
    Attack("undo a batch with a record on loan", "archive1", undo(_LENT), "batch"),
    Attack("undo a batch in another's name", "archive1", undo_for_another, "session"),
    Attack("transfer to nobody", "guardian", send(recipient=""), "batch", "transfer_by_clerk"),
    Attack("transfer nothing", "guardian", send(records=0), "batch"),
    Attack("transfer for who is no archive clerk", "guardian", send_for("reviewer1"), "batch"),
    Attack("put a transfer on record as an archive clerk", "archive1", send(), "session"),
)  # fmt: skip
