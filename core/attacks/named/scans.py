"""Attacks on what is scanned in: filing, putting aside, and the words of pages."""

from __future__ import annotations

from typing import Any

from core.attacks.ring import Ring, Row, fresh
from core.attacks.scripts import Attack, Script, me
from core.kernel.ids import new_id

_OPEN = (
    "id NOT IN (SELECT waiting_id FROM later_paper WHERE waiting_id IS NOT NULL)"
    " AND id NOT IN (SELECT waiting_id FROM scan_discard)"
)
_STANDS = "NOT IN (SELECT dossier_id FROM destruction)"
_SAME = ("sha256", "pages", "stack_id", "stack_pages")


def _record(ring: Ring) -> Row:
    return ring.one("dossier", f"id {_STANDS} AND case_id IS NOT NULL")


def file(where: str = _OPEN, **changed: Any) -> Script:
    """File what waits to a record; ``other`` stands for what is of another one."""

    def script(ring: Ring) -> None:
        waiting, record = ring.one("scan_waiting", where), _record(ring)
        row = fresh(
            ring.one("later_paper", "waiting_id IS NOT NULL"),
            ring.now(),
            **{name: waiting[name] for name in _SAME},
            waiting_id=waiting["id"],
            dossier_id=record["id"],
            case_id=record["case_id"],
            staff_id=me(ring),
        )
        other = ring.one("later_paper", "stack_pages <> ?", waiting["stack_pages"])
        said = {name: other[name] if value == "other" else value for name, value in changed.items()}
        if said.get("case_id"):
            said["case_id"] = ring.one("dossier", "case_id <> ?", record["case_id"])["case_id"]
        if said.get("dossier_id") == "gone":
            gone = ring.one("destruction")
            said |= {"dossier_id": gone["dossier_id"], "case_id": gone["case_id"]}
        if said.get("stack_id") == "new":
            stack = fresh(ring.one("scan_stack"), ring.now(), sha256=new_id().hex)
            before = me(ring)
            ring.speak_as("guardian")
            ring.insert("scan_stack", stack)
            ring.speak_as(before)
            said["stack_id"] = stack["id"]
        ring.insert("later_paper", row | said)

    return script


def discard(where: str = _OPEN, **changed: Any) -> Script:
    def script(ring: Ring) -> None:
        row = fresh(ring.one("scan_discard"), ring.now(), staff_id=me(ring))
        ring.insert("scan_discard", row | {"waiting_id": ring.one("scan_waiting", where)["id"]} | changed)

    return script


def words(**changed: Any) -> Script:
    """One more page of a later paper; ``other`` takes what is of another record, ``astray`` that one thing alone."""

    def script(ring: Ring) -> None:
        paper = ring.one("paper_page", f"later_paper_id IS NOT NULL AND dossier_id {_STANDS}")
        row = fresh(paper, ring.now(), number=paper["number"] + 900)
        said = dict(changed)
        if said.get("document_id") in ("own", "other"):
            whose = "=" if said["document_id"] == "own" else "<>"
            said["document_id"] = ring.one("document", f"case_id {whose} ?", paper["case_id"])["id"]
        if said.get("dossier_id") == "other":
            record = ring.one("dossier", "id <> ? AND case_id IS NOT NULL", paper["dossier_id"])
            said |= {
                "dossier_id": record["id"],
                "case_id": record["case_id"],
                "number": record["number"] * 2048 + 900,
            }
        if said.get("dossier_id") == "astray":
            said["dossier_id"] = ring.one("dossier", "id <> ?", paper["dossier_id"])["id"]
        if said.get("case_id") == "astray":
            said["case_id"] = ring.one("dossier", "case_id <> ?", paper["case_id"])["case_id"]
        if said.get("number") == "astray":
            said["number"] = paper["number"] + 2048
        ring.insert("paper_page", row | said)

    return script


_DONE = "id IN (SELECT waiting_id FROM {})"

ATTACKS: tuple[Attack, ...] = (
    Attack("file a scanned paper as a reviewer", "reviewer1", file(), "role", "later_paper_by_the_archive"),
    Attack("file as an archive clerk what no sheet named", "archive1", file(waiting_id=None), "role"),
    Attack("file what waits as the guardian", "guardian", file(), "role"),
    Attack("file no pages", "archive1", file(pages=0), "scan", "later_paper_of_a_record"),
    Attack("file no kind of paper", "archive1", file(kind=" "), "scan"),
    Attack("file to one record under another's case", "archive1", file(case_id="astray"), "scan"),
    Attack("file to what was destroyed", "archive1", file(dossier_id="gone"), "scan"),
    Attack("file another file than waits", "archive1", file(sha256="other"), "scan", "later_paper_as_it_waited"),
    Attack("file more pages than wait", "archive1", file(pages=987), "scan"),
    Attack("file from another stack", "archive1", file(stack_id="new"), "scan"),
    Attack("file other pages of the stack", "archive1", file(stack_pages="[987]"), "scan"),
    Attack("file what never waited", "archive1", lambda r: file(waiting_id=r.case("approved"))(r), "scan"),
    Attack("file what was put aside", "archive1", file(_DONE.format("scan_discard")), "scan"),
    Attack("put a scanned paper aside as a reviewer", "reviewer1", discard(), "role", "scan_discard_by_archive_clerk"),
    Attack("put a scanned paper aside for no reason", "archive1", discard(reason=" "), "scan", "scan_discard_for_cause"),
    Attack("put aside what was filed", "archive1", discard(_DONE.format("later_paper")), "scan"),
    Attack("say as an archive clerk what waits", "archive1", lambda r: r.insert("scan_waiting", fresh(r.one("scan_waiting"), r.now())), "session"),
    Attack("bring a stack as an archive clerk", "archive1", lambda r: r.insert("scan_stack", fresh(r.one("scan_stack"), r.now(), sha256="x")), "session"),
    Attack("give one record the words of another's paper", "guardian", words(dossier_id="other"), "scan", "paper_page_of_a_paper"),
    Attack("enter words under another case", "guardian", words(case_id="astray"), "scan"),
    Attack("enter words under another record's number", "guardian", words(number="astray"), "scan"),
    Attack("enter words of no paper", "guardian", words(later_paper_id=None), "scan"),
    Attack("enter words of two papers at once", "guardian", words(document_id="other"), "scan"),
    Attack("enter words of another case's original", "guardian", words(later_paper_id=None, document_id="other"), "scan"),
    Attack("enter words of an original under another record", "guardian", words(later_paper_id=None, document_id="own", dossier_id="astray"), "scan"),
    Attack("enter words of no original", "guardian", lambda r: words(later_paper_id=None, document_id=r.case("approved"))(r), "scan"),
    Attack("enter words of no later paper", "guardian", lambda r: words(later_paper_id=r.case("approved"))(r), "scan"),
)  # fmt: skip
