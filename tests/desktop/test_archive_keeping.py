"""How records are kept, in the window: the policy drafted and confirmed, a record's own cards, the register, columns."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.app import App
from core.archive.keeping.policy_queries import PolicyState
from desktop.archive.keeping_tab import KeepingTab
from desktop.archive.page import ArchivePage
from desktop.archive.policy_editor import PolicyEditor
from desktop.archive.policy_part import PolicyPart
from desktop.archive.register_part import RegisterPart
from desktop.settings import Settings
from desktop.tasks import Tasks
from tests import kept_records as kept
from tests.desktop.records_desk import fill_in, opened, settled, signed_in
from tests.factories import House, centre


@pytest.fixture
def house() -> Iterator[House]:
    with centre() as house:
        yield house


def test_a_policy_is_drafted_line_by_line_and_confirmed_by_another(
    qtbot: QtBot, qapp: QApplication, tasks: Tasks, house: House
) -> None:
    with signed_in(house, "archive1") as app:
        page = opened(qtbot, qapp, app, tasks, PolicyPart)
        part = page.part()
        assert isinstance(part, PolicyPart)
        assert not part.confirm.isEnabled()
        part.draft.click()
        [editor] = part.findChildren(PolicyEditor)
        assert editor.hand_in.isEnabled()
        editor.rows[0].period.setEditText("100")
        assert not editor.hand_in.isEnabled()
        assert "1" in editor.faults.text()
        assert editor.rows[0].number.toolTip()
        editor.rows[0].period.setEditText("20 年")
        assert editor.hand_in.isEnabled()
        assert "30" in editor.changes.text() and "20" in editor.changes.text()
        editor.add.click()
        assert not editor.hand_in.isEnabled()
        editor.rows[0].period.setEditText("永久")
        assert [fault.place for fault in editor.found()] == [2]
        editor.rows[0].kind.setCurrentIndex(1)
        assert editor.found() == []
        QTest.keyClick(editor.rows[0].outcome, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
        assert [fault.place for fault in editor.found()] == [2]
        QTest.keyClick(editor.rows[1].outcome, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
        assert editor.found() == []
        editor.remark.setText("样本")
        editor.hand_in.click()
        settled(qapp, tasks)
        assert [row.state for row in part.policies.model.rows()] == [PolicyState.WAITS, PolicyState.IN_FORCE]
        part.policies.select_row(0)
        assert not part.confirm.isEnabled()
    with signed_in(house, "auditor1") as app:
        page = opened(qtbot, qapp, app, tasks, PolicyPart)
        part = page.part()
        assert isinstance(part, PolicyPart)
        part.policies.select_row(0)
        assert not part.draft.isEnabled()
        assert part.lines.model.columns[0].key == "place"
        part.confirm.click()
        fill_in(part, remark="样本")
        settled(qapp, tasks)
        assert [row.state for row in part.policies.model.rows()] == [PolicyState.IN_FORCE, PolicyState.OVER]
        assert [line.period for line in app.records.on_policies.in_force().lines[:2]] == ["Y", "D20"]


def tab_of(qtbot: QtBot, qapp: QApplication, app: App, tasks: Tasks, record: UUID) -> KeepingTab:
    tab = KeepingTab(app, tasks)
    qtbot.addWidget(tab)
    tab.resize(1200, 600)
    tab.show()
    tab.show_record(app.archive.record(record))
    settled(qapp, tasks)
    return tab


def test_a_record_is_settled_held_lent_and_set_free_from_its_own_page(
    qtbot: QtBot, qapp: QApplication, tasks: Tasks, house: House
) -> None:
    record = kept.old_record(house, "approve")
    with signed_in(house, "archive1") as app:
        tab = tab_of(qtbot, qapp, app, tasks, record)
        tab.settle.click()
        fill_in(tab)
        settled(qapp, tasks)
        assert tab.kept is not None and tab.kept.record.settled_on == kept.today(house)
        tab.hold.click()
        fill_in(tab, remark="样本")
        settled(qapp, tasks)
        assert len(tab.kept.holds) == 1
        assert not tab.lift.isEnabled()
        tab.ask_lift.click()
        fill_in(tab, remark="已结案")
        settled(qapp, tasks)
        assert not tab.lift.isEnabled() and not tab.ask_lift.isEnabled()
        tab.ask_loan.click()
        fill_in(tab)
        settled(qapp, tasks)
        assert [one.outcome for one in tab.kept.loans] == [""]
    request = kept.lend(house, record)
    with signed_in(house, "auditor1") as app:
        tab = tab_of(qtbot, qapp, app, tasks, record)
        assert not tab.settle.isEnabled() and not tab.give_back.isEnabled()
        tab.lift.click()
        settled(qapp, tasks)
        assert tab.kept is not None and not tab.kept.holds
    with signed_in(house, "archive1") as app:
        tab = tab_of(qtbot, qapp, app, tasks, record)
        tab.give_back.click()
        settled(qapp, tasks)
        assert not app.records.borrowed.one(request).is_open


def test_what_was_destroyed_stands_in_the_register(
    qtbot: QtBot, qapp: QApplication, tasks: Tasks, house: House
) -> None:
    with signed_in(house, "auditor1") as app:
        page = opened(qtbot, qapp, app, tasks, RegisterPart)
        part = page.part()
        assert isinstance(part, RegisterPart)
        assert part.rows.state() == "empty"
        assert not part.copy.isEnabled()
    record = kept.old_record(house)
    number, digest = kept.row_of(house, record).archival_number, kept.row_of(house, record).sha256
    listed = kept.make_list(house, record)
    kept.approve(house, listed)
    kept.witness(house, listed)
    assert house.guardian_house.destroyer.do()
    with signed_in(house, "auditor1") as app:
        page = opened(qtbot, qapp, app, tasks, RegisterPart)
        part = page.part()
        assert isinstance(part, RegisterPart)
        assert [row.archival_number for row in part.rows.model.rows()] == [number]
        part.copy.click()
        assert QApplication.clipboard().text() == digest


def test_columns_are_chosen_and_remembered_for_each_person(
    qtbot: QtBot, qapp: QApplication, tasks: Tasks, house: House, settings: Settings
) -> None:
    kept.old_record(house)
    for login, wanted in (("archive1", True), ("archive1", True), ("auditor1", False)):
        with signed_in(house, login) as app:
            page = ArchivePage(app, tasks, settings)
            qtbot.addWidget(page)
            page.resize(1900, 900)
            page.show()
            settled(qapp, tasks)
            results = page.finder.results
            keys = [column.key for column in results.model.columns]
            if wanted and "institution" not in page.columns.shown:
                actions = {one.text(): one for one in page.columns.menu().actions()}
                actions[results.model.columns[keys.index("institution")].header_text()].trigger()
                page.columns.choose("village", False)
                page.columns.choose("archival_number", False)
            seen = {key for key in keys if not results.view.isColumnHidden(keys.index(key))}
            assert ("institution" in seen, "village" in seen) == (wanted, not wanted)
            assert "archival_number" in seen
            page.columns.as_at_first()
            assert "village" in page.columns.shown
            if wanted:
                page.columns.choose("institution", True)
                page.columns.choose("village", False)
