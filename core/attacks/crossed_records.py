"""Erasures, batches, commissions and files that are right but for one thing: another record's row, nothing on record.

Two records are destroyed among the specimens, and each has a file of every kind.
"""

from __future__ import annotations

from uuid import UUID

from core.attacks.named.commissions import give
from core.attacks.named.records import empty, erase
from core.attacks.named.retention import add_line
from core.attacks.named.transfers import seal, undo
from core.attacks.placing import placed
from core.attacks.ring import Ring, fresh, specimen_id
from core.attacks.scripts import Attack, me

#: Of the record that was destroyed second; and of one that stands.
_ALSO_GONE = "(SELECT {} FROM destruction ORDER BY dossier_number DESC LIMIT 1)"
_STANDS = "NOT IN (SELECT dossier_id FROM destruction)"
_OF_ONE_FILE = "sha256 IN (SELECT sha256 FROM {} WHERE {} = {})"


def _file_of(table: str, key: str) -> str:
    """A file that the record destroyed second has in ``table``, by its case or as its own."""
    return _OF_ONE_FILE.format(table, key, _ALSO_GONE.format(key))


def _slip_in(ring: Ring) -> None:
    """A further record for a batch that came in before, under a number that it has to spare."""
    batch = ring.one("import_batch", "last_number > first_number")
    before = ring.one("dossier", "batch_id = ?", batch["id"])
    names = {name: specimen_id().hex for name in ("archival_number", "qr_id")}
    ring.insert("dossier", fresh(before, ring.now() + 1, number=batch["last_number"], **names))


def _recall_nothing(ring: Ring) -> None:
    placed(ring, "commission", staff_id=me(ring))
    said = {"staff_id": me(ring), "commission_id": specimen_id().hex}
    ring.insert("commission_recall", fresh(ring.one("commission_recall"), ring.now(), **said))


def _record(ring: Ring, *, own: bool) -> str:
    """A record of the attacker's institution, or of another."""
    bank = ring.one("staff", "id = ?", me(ring))["institution_id"]
    if not own:
        return str(UUID(str(ring.one("dossier", "institution_id <> ?", bank)["id"])))
    return str(UUID(str(placed(ring, "dossier", institution_id=bank)["id"])))


def _run_of(ring: Ring, record: str) -> str:
    return str(UUID(str(placed(ring, "check_run", dossier_id=UUID(record).hex)["id"])))


def _seal_by_another_policy(ring: Ring) -> None:
    """By a line that fits, of a policy that is not in force."""
    policy = placed(ring, "retention_policy", number=987_654, since="2099-01-01")
    fits = {"period": "D10", "outcome": "", "product": "", "category": "", "institution_id": None}
    line = placed(ring, "retention_line", policy_id=policy["id"], counted_from="decision", **fits)
    seal(retention_line_id=line["id"], retention="D10")(ring)


RECORDS: tuple[Attack, ...] = (
    Attack("erase by a line that is not in the register", "guardian", lambda r: erase("dossier", f"id = {_ALSO_GONE.format('dossier_id')}", destruction_id=specimen_id().hex)(r), "disposal"),
    Attack("erase one destroyed record by another's line", "guardian", erase("dossier", f"id = {_ALSO_GONE.format('dossier_id')}"), "disposal"),
    Attack("erase the number of another destroyed record", "guardian", erase("person_number", f"case_id = {_ALSO_GONE.format('case_id')}"), "disposal"),
    Attack("erase the words of another destroyed record", "guardian", erase("paper_page", f"dossier_id = {_ALSO_GONE.format('dossier_id')}"), "disposal"),
    Attack("erase the words of a record that stands", "guardian", erase("paper_page", f"dossier_id {_STANDS}"), "disposal"),
    Attack("erase the package of another destroyed record", "guardian", erase("blob", _file_of("package", "case_id")), "disposal"),
    Attack("erase a photo of another destroyed record", "guardian", erase("blob", _file_of("document", "case_id")), "disposal"),
    Attack("erase an imported file of another destroyed record", "guardian", erase("blob", _file_of("imported_file", "dossier_id")), "disposal"),
    Attack("erase a later paper of another destroyed record", "guardian", erase("blob", _file_of("later_paper", "dossier_id")), "disposal"),
    Attack("erase a file of no record", "guardian", erase("blob", "sha256 IN (SELECT sha256 FROM quarantine)"), "disposal"),
    Attack("erase a file that a later paper of another record has too", "guardian", erase("blob", f"sha256 IN (SELECT sha256 FROM document WHERE case_id = :case) AND sha256 IN (SELECT sha256 FROM later_paper WHERE dossier_id {_STANDS})"), "disposal"),
    Attack("slip a record into an old batch's spare number", "guardian", _slip_in, "batch"),
    Attack("undo a batch as one bank's archive clerk", "archive2", undo(), "batch"),
    Attack("have a record that is none checked as one bank's archive clerk", "archive2", give("check"), "role"),
    Attack("have every record checked as one bank's archive clerk", "archive2", give("check-all"), "role"),
    Attack("have every record checked by naming one's own", "archive2", lambda r: give("check-all", record=_record(r, own=True))(r), "role"),
    Attack("have records taken in by naming one's own", "archive2", lambda r: give("import", records=[_record(r, own=True)])(r), "role"),
    Attack("have another bank's record checked as an archive clerk", "archive2", lambda r: give("check", record=_record(r, own=False))(r), "role"),
    Attack("have a record checked of which the commission is no JSON", "archive2", give("check", asks="{"), "role"),
    Attack("have another bank's record sent beside one's own", "archive2", lambda r: give("transfer", records=[_record(r, own=True), _record(r, own=False)])(r), "role"),
    Attack("have no record at all sent as one bank's archive clerk", "archive2", give("transfer", records=[]), "role"),
    Attack("have checks of another bank's record reported", "archive2", lambda r: give("report", runs=[_run_of(r, _record(r, own=False))])(r), "role"),
    Attack("have stacks scanned in as one bank's archive clerk", "archive2", give("scan-in"), "role"),
    Attack("have one's own record checked as one bank's risk manager", "risk3", lambda r: give("check", record=_record(r, own=True))(r), "role"),
    Attack("have records checked as a risk manager", "risk1", give("check"), "role"),
    Attack("have records checked as an intake clerk", "intake1", give("check"), "role"),
    Attack("a line for a colleague's policy in the same act", "archive1", lambda r: add_line(staff_id=r.staff["auditor1"])(r), "retention"),
    Attack("a line in no place", "archive1", add_line(place=0), "retention"),
    Attack("a line of a period that there is not", "archive1", add_line(period="X10"), "retention"),
    Attack("a line that counts from what there is not", "archive1", add_line(outcome="approve", counted_from="birth"), "retention"),
    Attack("a line for a category and a product", "archive1", add_line(category="x", product="x"), "retention"),
    Attack("seal by a line of a policy that is not in force", "guardian", _seal_by_another_policy, "retention"),
    Attack("recall a commission that is none", "archive1", _recall_nothing, "role"),
    Attack("empty a page's words that nobody destroyed", "guardian", empty("paper_page", "search_text", erased=False), "fact"),
    Attack("change what is left of a page's words", "guardian", empty("paper_page", "search_text", erased=True), "fact"),
)  # fmt: skip
