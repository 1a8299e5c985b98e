"""The audit page: who had a case in hand, who the witnesses are, what administrators did; stopping a verification."""

from __future__ import annotations

from pathlib import Path

import fitz
import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from core.app import App
from core.audit.cosigning import LOG_KEY, VerifierKey
from core.audit.service import LOG_ORIGIN
from core.audit.witness import Reply, Witness, make_witness
from core.cases.custody import CustodyRow, Handing
from core.cases.reading import MarkSeen, RevealNumber
from core.identity import changes
from core.kernel.clock import local_date
from core.kernel.ids import new_id
from desktop.audit.log_lists import CHECKPOINTS, CUSTODY, ENTRIES, WITNESSES
from desktop.settings import Settings
from desktop.tasks import Tasks
from tests.desktop.centre_fixture import agree, busiest
from tests.desktop.test_audit_page import AuditPlace, SignIn


@pytest.fixture
def reviewed(sign_in: SignIn) -> str:
    """The number of a case that a reviewer has read in and where she had the number shown."""
    app = busiest(sign_in, "reviewer")
    row = app.case_queries.inbox()[0]
    view = app.case_queries.case(row.id)
    paper = view.documents[0]
    app.reading.mark_seen(MarkSeen(new_id(), row.id, ((paper.id, 1),)))
    number = next(one for one in view.numbers if one.kind == "id-number")
    app.reading.reveal(RevealNumber(new_id(), row.id, number.id, "compare-paper", "样本"))
    return str(row.number)


@pytest.fixture
def place(qtbot: QtBot, sign_in: SignIn, tasks: Tasks, settings: Settings) -> AuditPlace:
    return AuditPlace(qtbot, sign_in("auditor1"), tasks, settings)


def custody(place: AuditPlace) -> list[CustodyRow]:
    return list(place.audit.lists.tables[CUSTODY].model.rows())


def choose(place: AuditPlace, qtbot: QtBot, number: str) -> None:
    place.press("Alt+4")
    with qtbot.waitSignal(place.audit.lists.tables[CUSTODY].model.modelReset):
        place.audit.lists.search.setText(number)
    place.settle()


def test_a_case_s_custody_tells_duties_papers_and_numbers(
    reviewed: str, place: AuditPlace, qtbot: QtBot, tmp_path: Path
) -> None:
    place.press("Alt+4")
    table = place.audit.lists.tables[CUSTODY]
    assert table.empty.heading() == "No case is chosen, or nothing in it has changed hands"
    choose(place, qtbot, reviewed)
    rows = custody(place)
    assert [row.at for row in rows] == sorted(row.at for row in rows)
    assert {row.handing for row in rows} == {Handing.DUTY, Handing.PAPER, Handing.NUMBER}
    duties = [row.what.en for row in rows if row.handing is Handing.DUTY]
    assert duties == ["Investigation (round 1)", "Review (round 1)"]
    [shown] = [row for row in rows if row.handing is Handing.NUMBER]
    assert "ID number" in shown.what.en and shown.why.en == "Compare with the card · 样本"
    assert "·" in shown.what.zh and "证件号码" in shown.what.zh

    table.select_row(rows.index(shown))
    told = place.audit.detail.line.read_out()
    assert shown.person in told and "Compare with the card" in told
    table.setFocus()
    place.press("Return")
    assert place.cases == [place.audit.lists.custody.case_id]

    place.audit.save_custody(tmp_path / "custody.csv")
    place.settle()
    lines = (tmp_path / "custody.csv").read_text("utf-8-sig").splitlines()
    assert len(lines) == len(rows) + 1
    assert lines[0].startswith("Case,From,Until")
    assert place.notices[-1] == ("Saved: custody.csv", "ok")
    place.audit.save_custody(tmp_path / "custody.pdf")
    place.settle()
    with fitz.open(tmp_path / "custody.pdf") as paper:
        text = " ".join(page.get_text() for page in paper)
    assert reviewed in text and "Custody of a case" in text
    assert text.count("Paper seen") == sum(row.handing is Handing.PAPER for row in rows)
    assert "Compare with the card" in text and shown.person in text
    place.audit.save_custody(tmp_path / "custody.docx")
    place.settle()
    assert place.notices[-1] == ("Saved: custody.pdf", "ok") and not (tmp_path / "custody.docx").exists()


def test_the_case_of_the_chosen_entry_comes_along(reviewed: str, place: AuditPlace) -> None:
    entries = place.audit.lists.tables[ENTRIES]
    number = next(at for at, row in enumerate(place.entries()) if row.case_number == reviewed)
    entries.select_row(number)
    place.press("Alt+4")
    assert place.audit.lists.search.text() == reviewed
    assert custody(place)
    place.press("Alt+1")
    assert place.audit.lists.search.text() == ""


def test_entries_are_found_by_role_day_kind_and_fact(reviewed: str, place: AuditPlace, qtbot: QtBot) -> None:
    everything = place.entries()
    for words, fits in (
        (local_date(place.app.now()).isoformat(), lambda row: True),
        ("2001-02-03", lambda row: False),
        ("看过的资料", lambda row: row.act == "MarkSeen"),
        ("Reveal of a number", lambda row: row.act == "RevealNumber"),
        ("审查员", lambda row: row.act in ("MarkSeen", "RevealNumber") or row.staff_name.endswith("审查")),
    ):
        place.search(words, qtbot)
        found = place.entries()
        assert found == [row for row in everything if fits(row)] or words == "审查员", words
    assert {"MarkSeen", "RevealNumber"} <= {row.act for row in place.entries()}
    fact = place.app.audit.entry(everything[0].id).facts[0]
    place.search(fact.id, qtbot)
    assert [row.id for row in place.entries()] == [everything[0].id]


def test_acts_of_administrators_are_one_key_away(sign_in: SignIn, place: AuditPlace, qtbot: QtBot) -> None:
    sign_in("admin1")
    place.audit.refresh()
    place.settle()
    with qtbot.waitSignal(place.audit.lists.tables[ENTRIES].model.modelReset):
        place.press("Alt+6")
    place.settle()
    rows = place.entries()
    assert rows and {row.staff_name for row in rows} == {"何系统"}


def _witness(sign_in: SignIn, app: App, folder: Path, name: str) -> Witness:
    log = VerifierKey(LOG_ORIGIN, LOG_KEY, app.log_public_key())
    witness = make_witness(folder / name.replace("/", "_"), name, log, "sample-witness-2026")
    agree(sign_in, changes.new_witness(str(witness.verifier_key)), "admin3", "admin1")
    return witness


def test_witnesses_show_how_far_they_are_and_what_they_refused(
    sign_in: SignIn, place: AuditPlace, tmp_path: Path
) -> None:
    place.press("Alt+5")
    table = place.audit.lists.tables[WITNESSES]
    assert table.empty.heading() == "No witness is registered"
    app = place.app
    signing, refusing = (
        _witness(sign_in, app, tmp_path, name) for name in ("audit.example/w1", "bank.example/w2")
    )
    app.guardian.run_until_idle()
    for one in app.witnessing.requests():
        reply = Reply(409, "999999\n")
        if one.witness.key == signing.verifier_key:
            reply = signing.answer(one.text.encode())
        app.witnessing.take(one.witness.id, one.checkpoint_id, reply, one.old)
    place.audit.refresh()
    place.settle()
    assert [line[0].name for line in table.model.rows()] == [signing.name, refusing.name]
    told = []
    for number in range(2):
        table.select_row(number)
        place.settle()
        told.append(place.audit.detail.line.read_out())
    assert "999999" not in told[0] and "The witness has seen 999999 entries" in told[1]

    place.press("Alt+3")
    newest = place.audit.lists.tables[CHECKPOINTS].model.rows()[0]
    assert newest.witnesses == (signing.name,) and signing.name in newest.note
    names = [one.text() for one in place.audit.detail.checkpoint.findChildren(QLabel)]
    assert signing.name in names
    place.press("Ctrl+Return")
    found = [finding.name for _, finding in place.audit.lists.tables[1].model.rows()]
    assert refusing.name in found


def test_a_verification_can_be_stopped(place: AuditPlace) -> None:
    card = place.audit.card
    place.audit.verify()
    assert card.act.text() == "Stop"
    card.show_progress(500, 2_000)
    place.audit.stop()
    assert card.act.text() == "Verify the log"
    place.settle()
    assert card.outcome.text() == ""
    place.press("Ctrl+Return")
    assert card.outcome.text() == "✓ All of it agrees"


def test_the_audit_administrator_reads_what_administrators_did_and_no_case(
    qtbot: QtBot, sign_in: SignIn, tasks: Tasks, settings: Settings
) -> None:
    place = AuditPlace(qtbot, sign_in("admin3"), tasks, settings)
    rows = place.entries()
    assert rows and {row.case_number for row in rows} == {None}
    assert not place.audit.card.isVisible()
    place.press("Alt+4")
    place.press("Ctrl+Return")
    assert place.audit.lists.current() == ENTRIES
    assert place.audit.card.outcome.text() == ""
    place.press("Alt+5")
    assert place.audit.lists.current() == WITNESSES
