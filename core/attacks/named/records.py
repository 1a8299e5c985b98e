"""Attacks on records in keeping: what is held, appraised, destroyed, lent, and on what is left of a file."""

from __future__ import annotations

from typing import Any

from core.attacks.named.record_holds import other_record
from core.attacks.ring import MissingRow, Ring, Row, fresh
from core.attacks.scripts import Attack, Consequence, Script, me


def _by(ring: Ring, who: str, table: str, row: Row) -> None:
    before = me(ring)
    ring.speak_as(who)
    ring.insert(table, row)
    ring.speak_as(before)


def make_list(ring: Ring) -> None:
    ring.insert("disposal", fresh(ring.one("disposal"), ring.now(), staff_id=me(ring), number=987_654))


def _free(ring: Ring) -> Row:
    """A record that is due and in no list."""
    return ring.one(
        "dossier",
        "retention = 'D10' AND outcome = 'decline' AND id NOT IN (SELECT dossier_id FROM disposal_item)",
    )


def item(
    maker: str = "archive1",
    young: bool = False,
    late: bool = False,
    astray: bool = False,
    listed_as: str = "",
    **changed: Any,
) -> Script:
    """An item on a list made in the same act (or before, ``late``); ``young``: of a record that is not
    due; ``listed_as``: of one that is on another list."""

    def script(ring: Ring) -> None:
        now = ring.now()
        listed = fresh(ring.one("disposal"), now, staff_id=ring.staff[maker], number=987_655)
        if late:
            listed = ring.one("disposal", "id NOT IN (SELECT disposal_id FROM disposal_answer)")
        else:
            _by(ring, maker, "disposal", listed)
        record = ring.one("dossier", "retention <> 'D10' OR outcome = 'approve'") if young else _free(ring)
        if listed_as:
            on_another = f"id IN (SELECT dossier_id FROM disposal_item WHERE {listed_as})"
            record = ring.one("dossier", f"{on_another} AND id NOT IN (SELECT dossier_id FROM destruction)")
        row = fresh(ring.one("disposal_item"), now, disposal_id=listed["id"], dossier_id=record["id"],
                    case_id=record["case_id"], verdict="destroy", years=0, reason="x", staff_id=me(ring))  # fmt: skip
        if astray:
            row["case_id"] = other_record(ring, record["id"])["case_id"]
        ring.insert("disposal_item", row | changed)

    return script


def answer(**changed: Any) -> Script:
    """Approve a list that nobody answered."""

    def script(ring: Ring) -> None:
        listed = ring.one("disposal", "id NOT IN (SELECT disposal_id FROM disposal_answer)")
        row = fresh(ring.one("disposal_answer"), ring.now(), disposal_id=listed["id"], staff_id=me(ring))
        ring.insert("disposal_answer", row | {"outcome": "approved"} | changed)

    return script


def witness(answered: str) -> Script:
    """Witness a list that was ``approved`` or ``refused``, or that nobody ``answered``."""

    def script(ring: Ring) -> None:
        if answered:
            listed = ring.one("disposal_answer", "outcome = ? AND disposal_id IN (SELECT disposal_id FROM disposal_item)", answered)["disposal_id"]  # fmt: skip
        else:
            listed = ring.one("disposal", "id NOT IN (SELECT disposal_id FROM disposal_answer)")["id"]
        row = fresh(ring.one("disposal_witness"), ring.now(), disposal_id=listed, staff_id=me(ring))
        ring.insert("disposal_witness", row)

    return script


UNANSWERED = "dossier_id NOT IN (SELECT dossier_id FROM destruction) AND disposal_id NOT IN (SELECT disposal_id FROM disposal_answer)"
_ON_LIST = "dossier_id NOT IN (SELECT dossier_id FROM destruction) AND disposal_id IN (SELECT disposal_id FROM disposal_answer WHERE outcome = '{}')"
APPROVED, REFUSED = _ON_LIST.format("approved"), _ON_LIST.format("refused")
_SIGNED = "disposal_id IN (SELECT disposal_id FROM disposal_witness GROUP BY disposal_id HAVING count(*) > 1)"
HALF = f"verdict = 'destroy' AND {APPROVED} AND NOT {_SIGNED}"
HELD = (
    f"verdict = 'destroy' AND {APPROVED} AND {_SIGNED} AND dossier_id IN (SELECT dossier_id FROM record_hold)"
)
LENT = f"verdict = 'destroy' AND {APPROVED} AND {_SIGNED} AND dossier_id NOT IN (SELECT dossier_id FROM record_hold)"


_PARTICULARS = ("dossier_id", "case_id", "dossier_number", "archival_number", "sha256")


def destroy(where: str, **changed: Any) -> Script:
    """A line in the register for the first item where ``where`` holds."""

    def script(ring: Ring) -> None:
        said = ring.one("disposal_item", where)
        listed = ring.one("disposal", "id = ?", said["disposal_id"])
        record = ring.one("dossier", "id = ?", said["dossier_id"])
        same = {name: record[name] for name in ("archival_number", "sha256", "case_id")}
        row = fresh(ring.one("destruction"), ring.now(), **same, dossier_id=record["id"], item_id=said["id"],
                    dossier_number=record["number"], title=said["title"], disposal_number=listed["number"])  # fmt: skip
        other = _free(ring)
        taken = other | {"dossier_id": other["id"], "dossier_number": other["number"]}
        approved = "id IN (SELECT disposal_id FROM disposal_answer WHERE outcome = 'approved')"
        taken["disposal_number"] = ring.one("disposal", f"{approved} AND id <> ?", listed["id"])["number"]
        ring.insert(
            "destruction",
            row | {key: taken[key] if value == "other" else value for key, value in changed.items()},
        )

    return script


def erase(table: str, where: str = "1", **changed: Any) -> Script:
    """An erasure of a row of ``table``, for the record that was destroyed first."""

    def script(ring: Ring) -> None:
        gone = ring.one("destruction", "1 ORDER BY dossier_number")
        row = ring.one(table, where.replace(":case", f"'{gone['case_id']}'"))
        said = {"destruction_id": gone["id"], "table_name": table, "row_id": row["id"]}
        ring.insert("erasure", fresh(ring.one("erasure"), ring.now(), **said | changed))

    return script


_SHARED = (
    "sha256 IN (SELECT sha256 FROM document WHERE case_id = :case) AND id NOT IN (SELECT row_id FROM erasure)"
)
_OTHERS = "sha256 NOT IN (SELECT sha256 FROM document WHERE case_id = :case) AND id NOT IN (SELECT row_id FROM erasure)"


_STANDS = "id NOT IN (SELECT dossier_id FROM destruction)"
_STANDING = (
    "sha256 IN (SELECT sha256 FROM destruction) "
    f"AND sha256 IN (SELECT sha256 FROM dossier WHERE {_STANDS}) AND id NOT IN (SELECT row_id FROM erasure)"
)
_IMPORTED = (
    "sha256 IN (SELECT sha256 FROM document WHERE case_id = :case) "
    "AND sha256 IN (SELECT sha256 FROM imported_file) AND id NOT IN (SELECT row_id FROM erasure)"
)


def erase_imported(ring: Ring) -> None:
    """A file of the destroyed record that an imported one has too; where nothing was imported, any other has."""
    try:
        erase("blob", _IMPORTED)(ring)
    except MissingRow:
        erase("blob", _SHARED)(ring)


def empty(table: str, column: str, erased: bool) -> Script:
    """Change a row that an erasure names otherwise than it was, or empty one that no erasure names."""

    def script(ring: Ring) -> None:
        named = f"IN (SELECT row_id FROM erasure WHERE table_name = '{table}')"
        row = ring.one(table, f"id {'' if erased else 'NOT '}{named}")
        emptied = ", ".join(f"{one} = ''" for one in column.split())
        changed = "at = at - 1" if erased else emptied
        ring.run(f"UPDATE {table} SET {changed} WHERE id = ?", [row["id"]])

    return script


def _erase_any_file(ring: Ring) -> None:
    erase("blob", _OTHERS)(ring)


def _its_key_is_gone(ring: Ring) -> bool:
    newest = ring.one("erasure", "table_name = 'blob' ORDER BY id DESC")
    return str(ring.one("blob", "id = ?", newest["row_id"])["key"]) == ""


ATTACKS: tuple[Attack, ...] = (
    Attack("make an appraisal list as a reviewer", "reviewer1", make_list, "role", "disposal_by_archive_clerk"),
    Attack("add to a list that is made", "archive1", item(late=True), "disposal", "disposal_item_of_its_list"),
    Attack("add to another's list", "auditor1", item(), "disposal"),
    Attack("list one case for another's record", "archive1", item(astray=True), "disposal"),
    Attack("list on no list", "archive1", lambda r: item(disposal_id=r.case("approved"))(r), "disposal"),
    Attack("appraise what is on a list that waits", "archive1", item(listed_as=UNANSWERED), "listed", "disposal_item_on_one_list"),
    Attack("appraise what a list is to destroy", "archive1", item(listed_as=f"verdict = 'destroy' AND {APPROVED}"), "listed"),
    Attack("appraise a record that is not due", "archive1", item(young=True), "due", "disposal_item_when_due"),
    Attack("appraise by a verdict of one's own", "archive1", item(verdict="burn"), "due"),
    Attack("destroy in ten years", "archive1", item(years=10), "due"),
    Attack("extend by nothing", "archive1", item(verdict="extend"), "due"),
    Attack("extend by a thousand years", "archive1", item(verdict="extend", years=1000), "due"),
    Attack("destroy for no reason", "archive1", item(reason=" "), "due"),
    Attack("approve a list as a reviewer", "reviewer1", answer(), "role", "disposal_answer_by_archive"),
    Attack("approve one's own list", "archive1", answer(), "disposal", "disposal_answer_by_another"),
    Attack("half approve a list", "auditor1", answer(outcome="half"), "disposal"),
    Attack("approve no list", "auditor1", lambda r: answer(disposal_id=r.case("approved"))(r), "disposal"),
    Attack("witness as a reviewer", "reviewer1", witness("approved"), "role", "disposal_witness_of_the_centre"),
    Attack("witness one's own list", "archive1", witness("approved"), "disposal", "disposal_witness_by_another"),
    Attack("witness what one approved", "auditor1", witness("approved"), "disposal"),
    Attack("witness what was refused", "risk2", witness("refused"), "disposal"),
    Attack("witness what nobody approved", "risk2", witness(""), "disposal"),
    Attack("destroy what was refused", "guardian", destroy(REFUSED), "disposal", "destruction_as_approved"),
    Attack("destroy what was to be kept longer", "guardian", destroy(f"verdict = 'extend' AND {APPROVED}"), "disposal"),
    Attack("destroy under another title", "guardian", destroy(HALF, title="x"), "disposal"),
    Attack("destroy by another list's number", "guardian", destroy(HALF, disposal_number=987_656), "disposal"),
    Attack("destroy by the number of another list that was approved", "guardian", destroy(HALF, disposal_number="other"), "disposal"),
    Attack("destroy another record", "guardian", destroy(HALF, dossier_id="other"), "disposal"),
    Attack("destroy another record by its own particulars", "guardian", destroy(HALF, **dict.fromkeys(_PARTICULARS, "other")), "disposal"),
    Attack("destroy another case's papers", "guardian", destroy(HALF, case_id="other"), "disposal"),
    Attack("destroy under another index number", "guardian", destroy(HALF, dossier_number=987_657), "disposal"),
    Attack("destroy under another archival number", "guardian", destroy(HALF, archival_number="x"), "disposal"),
    Attack("destroy and register another hash", "guardian", destroy(HALF, sha256="x"), "disposal"),
    Attack("destroy on no item", "guardian", lambda r: destroy(HALF, item_id=r.case("approved"))(r), "disposal"),
    Attack("destroy before one witness", "guardian", destroy(HALF), "disposal", "destruction_witnessed"),
    Attack("destroy what is held", "guardian", destroy(HELD), "held", "destruction_of_nothing_held"),
    Attack("destroy what is on loan", "guardian", destroy(LENT), "lent", "destruction_of_nothing_lent"),
    Attack("erase another record's words", "guardian", erase("dossier", "id NOT IN (SELECT row_id FROM erasure)"), "disposal", "erasure_of_the_record"),
    Attack("erase another person's number", "guardian", erase("person_number", "id NOT IN (SELECT row_id FROM erasure)"), "disposal"),
    Attack("erase a file of another case", "guardian", erase("blob", _OTHERS), "disposal"),
    Attack("erase a file that another case has too", "guardian", erase("blob", _SHARED), "disposal"),
    Attack("erase a file that an imported record has too", "guardian", erase_imported, "disposal"),
    Attack("erase the file of a record that stands", "guardian", erase("blob", _STANDING), "disposal"),
    Attack("erase a person on the staff", "guardian", erase("staff"), "disposal"),
    *(
        attack
        for table, column in (("blob", "key"), ("dossier", "applicant_name person_key search_text"), ("person_number", "value"))
        for attack in (
            Attack(f"empty a {table} that nobody destroyed", "guardian", empty(table, column, erased=False), "fact"),
            Attack(f"change what is left of a {table}", "guardian", empty(table, column, erased=True), "fact"),
        )
    ),
)  # fmt: skip

CONSEQUENCES: tuple[Consequence, ...] = (
    Consequence("erasure_done", "guardian", _erase_any_file, _its_key_is_gone),
)
