"""The audit page: a whole log agrees, a changed byte is found and named, entries are found by words."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from sqlalchemy import text

from core.app import App
from core.audit.fact_words import fact_words
from core.audit.queries import EntryRow
from core.kernel.errors import NotFound
from core.kernel.ids import new_id
from desktop.audit.page import AuditPage
from desktop.settings import Settings
from desktop.tasks import Tasks
from tests.desktop.work_places import WorkPlace

SignIn = Callable[[str], App]


class AuditPlace(WorkPlace):
    """The page with its centre."""

    def __init__(self, qtbot: QtBot, app: App, tasks: Tasks, settings: Settings) -> None:
        super().__init__(qtbot, lambda: AuditPage(app, tasks), tasks, settings)
        assert isinstance(self.page, AuditPage)
        self.app, self.audit = app, self.page

    def entries(self) -> list[EntryRow]:
        return list(self.audit.lists.tables[0].model.rows())

    def search(self, words: str, qtbot: QtBot) -> None:
        """As typed: the list follows a moment later."""
        model = self.audit.lists.tables[0].model
        with qtbot.waitSignal(model.modelReset):
            self.audit.lists.search.setText(words)
        self.settle()


@pytest.fixture
def place(qtbot: QtBot, sign_in: SignIn, tasks: Tasks, settings: Settings) -> AuditPlace:
    return AuditPlace(qtbot, sign_in("auditor1"), tasks, settings)


def test_a_log_nobody_touched_agrees(place: AuditPlace) -> None:
    assert place.audit.card.outcome.text() == ""
    place.press("Ctrl+Return")
    truth = place.app.verify_log()
    assert truth.ok
    assert place.audit.card.outcome.text() == "✓ All of it agrees"
    assert place.audit.card.figures() == (
        f"Facts {truth.facts:,}",
        f"Entries {truth.entries:,}",
        f"Leaves {truth.leaves:,}",
        f"Checkpoints {truth.checkpoints:,}",
        f"Stored files {truth.objects:,}",
    )
    place.press("Alt+2")
    place.speak_chinese()
    table = place.audit.lists.tables[1]
    assert (table.state(), table.empty.heading()) == ("empty", "全部吻合")
    assert place.audit.outcome_chip.text() == "✓ 全部吻合"


def test_a_changed_byte_of_a_stored_file_is_found_and_named(place: AuditPlace) -> None:
    stored = next(path for path in sorted(place.app.settings.blobs.rglob("*")) if path.is_file())
    content = stored.read_bytes()
    stored.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    place.press("Ctrl+Return")
    assert place.audit.card.outcome.text() == "× Not as recorded: 1"
    ((_, finding),) = place.audit.lists.tables[1].model.rows()
    with place.app._storage.reading() as reading:
        digest = reading.scalar(text("SELECT sha256 FROM blob WHERE object = :name"), {"name": stored.name})
    assert finding.name == f"blob {digest[:16]}"
    assert place.audit.lists.current() == 1, "what was found comes to the front"
    assert finding.name in place.audit.detail.line.read_out()


def test_a_changed_fact_is_found_and_named(place: AuditPlace) -> None:
    with place.app._storage.engine.begin() as connection:
        names = connection.execute(
            text("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'loan_case'")
        ).all()
        for (name,) in names:
            connection.execute(text(f'DROP TRIGGER "{name}"'))
        case_id = connection.execute(text("SELECT id FROM loan_case LIMIT 1")).scalar_one()
        connection.execute(
            text("UPDATE loan_case SET amount_fen = amount_fen + 1 WHERE id = :id"), {"id": case_id}
        )
    place.press("Ctrl+Return")
    found = [finding.name for _, finding in place.audit.lists.tables[1].model.rows()]
    assert any(name.startswith("loan_case") and name.replace("-", "").endswith(case_id) for name in found)


def test_entries_are_found_by_person_act_and_case(place: AuditPlace, qtbot: QtBot) -> None:
    everything = place.entries()
    assert len(everything) == place.app.audit.count()
    assert [row.at for row in everything] == sorted((row.at for row in everything), reverse=True)
    for words, fits in (
        ("钱稽核", lambda row: row.staff_name == "钱稽核"),
        ("Deal a case", lambda row: row.act == "DealCase"),
        ("随机分", lambda row: row.act == "DealCase"),
        ("2026", lambda row: row.case_number is not None),
    ):
        place.search(words, qtbot)
        assert place.entries() == [row for row in everything if fits(row)]
        assert place.entries()
    place.search("nobody is called that", qtbot)
    assert place.audit.lists.tables[0].empty.heading() == "No entry found"


def test_an_entry_shows_its_facts_and_opens_its_case(place: AuditPlace, qtbot: QtBot) -> None:
    place.search("DealCase", qtbot)
    row = place.entries()[0]
    entry = place.app.audit.entry(row.id)
    told = place.audit.detail.line.read_out()
    assert {fact.table for fact in entry.facts} >= {"draw", "duty"}
    for fact in entry.facts:
        assert all(part in told for part in (fact_words(fact.table).en, fact.id, fact.hash))
    assert row.hash in told
    place.audit.lists.tables[0].setFocus()
    place.press("Return")
    assert place.cases == [row.chain]


def test_the_cursor_stays_on_its_line_when_the_log_moves_on(place: AuditPlace) -> None:
    table = place.audit.lists.tables[0]
    waiting = next(number for number, row in enumerate(place.entries()) if row.leaf is None)
    table.select_row(waiting)
    chosen = table.current_row()
    place.app.guardian.run_until_idle()
    place.audit.refresh()
    place.settle()
    assert table.current_row().id == chosen.id
    assert table.current_row().leaf is not None


def test_the_newest_checkpoint_can_be_copied_as_it_was_signed(place: AuditPlace) -> None:
    newest = place.app.audit.checkpoints()[0]
    place.press("Ctrl+Shift+C")
    assert QApplication.clipboard().text() == newest.note
    place.press("Alt+3")
    place.audit.lists.tables[2].select_row(place.audit.lists.tables[2].model.rowCount() - 1)
    place.press("Ctrl+Shift+C")
    assert QApplication.clipboard().text() == place.app.audit.checkpoints()[-1].note


def test_pages_of_entries_follow_one_another(place: AuditPlace) -> None:
    audit = place.app.audit
    whole, after = [], None
    while page := audit.entries(after, limit=7):
        whole += page
        after = page[-1].id
    assert whole == audit.entries()
    sizes = [row.size for row in audit.checkpoints()]
    assert sizes == sorted(sizes, reverse=True)
    with pytest.raises(NotFound):
        audit.entry(new_id())


def test_a_centre_that_cannot_be_read_says_so(place: AuditPlace, tmp_path: Path) -> None:
    for table in ("leaf", "checkpoint"):
        with place.app._storage.engine.begin() as connection:
            connection.execute(text("PRAGMA foreign_keys=OFF"))
            connection.execute(text(f"ALTER TABLE {table} RENAME TO lost_{table}"))
    place.press("Ctrl+Return")
    assert place.notices[-1][1] == "red"
    assert place.audit.card.outcome.text() == ""
    assert place.audit.card.act.isEnabled()
