"""Masked numbers, reasons, buttons with keys, typed against read."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from core.kernel.errors import EvenhandError, NotAllowed
from core.kernel.words import Words
from desktop import i18n
from desktop.tasks import Tasks
from desktop.widgets.bars import BarRow
from desktop.widgets.buttons import PRIMARY, KeyButton
from desktop.widgets.cards import Card, Fact, FactTable
from desktop.widgets.chips import Chip, key_text
from desktop.widgets.masked_field import Choice, MaskedField, ReasonDialog, RevealReason
from desktop.widgets.reason_chips import ReasonChips

MASKED, NUMBER = "1426··········1026", "the whole number"


class Vault:
    """Gives the number out, and remembers to whom."""

    def __init__(self) -> None:
        self.reasons: list[RevealReason] = []

    def reveal(self, reason: RevealReason) -> str:
        self.reasons.append(reason)
        return NUMBER


def masked(qtbot: QtBot, tasks: Tasks, vault: Vault) -> MaskedField:
    field = MaskedField(tasks)
    qtbot.addWidget(field)
    field.show_masked(MASKED, vault.reveal, "ID number")
    field.show()
    return field


def dialog_of(field: MaskedField) -> ReasonDialog:
    assert field._dialog is not None
    return field._dialog


def test_a_number_is_shown_only_for_a_reason_and_hides_again(qtbot: QtBot, tasks: Tasks) -> None:
    vault = Vault()
    field = masked(qtbot, tasks, vault)
    assert field.text() == MASKED
    field.link.click()
    assert vault.reasons == []
    with qtbot.waitSignal(field.revealed):
        qtbot.keyClick(dialog_of(field), Qt.Key.Key_Return)
    assert vault.reasons == [RevealReason("compare-papers", "")]
    assert field.text() == NUMBER
    assert field.link.text() == "Hide"
    field._timer.setInterval(0)
    with qtbot.waitSignal(field.hidden_again):
        field._timer.start()
    assert field.text() == MASKED


def test_giving_up_shows_nothing(qtbot: QtBot, tasks: Tasks) -> None:
    vault = Vault()
    field = masked(qtbot, tasks, vault)
    field.ask()
    qtbot.keyClick(dialog_of(field), Qt.Key.Key_Escape)
    tasks.wait_idle()
    assert vault.reasons == []
    assert field.text() == MASKED


def test_another_reason_needs_words(qtbot: QtBot, tasks: Tasks) -> None:
    vault = Vault()
    field = masked(qtbot, tasks, vault)
    field.ask()
    dialog = dialog_of(field)
    with qtbot.waitActive(dialog):
        dialog.activateWindow()
    qtbot.keyClick(dialog, "4", Qt.KeyboardModifier.AltModifier)
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    assert dialog.isVisible()
    qtbot.keyClicks(dialog._note, "court enquiry")
    with qtbot.waitSignal(field.revealed):
        qtbot.keyClick(dialog, Qt.Key.Key_Return)
    assert vault.reasons == [RevealReason("other", "court enquiry")]


def test_a_number_asked_for_one_person_is_never_shown_beside_another(qtbot: QtBot, tasks: Tasks) -> None:
    vault = Vault()
    field = masked(qtbot, tasks, vault)
    field.ask()
    dialog_of(field).accept()
    field.show_masked("1401··········0000", vault.reveal)
    tasks.wait_idle()
    assert field.text() == "1401··········0000"


def test_a_refusal_leaves_it_masked(qtbot: QtBot, tasks: Tasks) -> None:
    def refuse(_reason: RevealReason) -> str:
        raise NotAllowed("不可查看。", "You may not see it.")

    heard: list[EvenhandError] = []
    tasks.refused.connect(heard.append)
    field = masked(qtbot, tasks, Vault())
    field.show_masked(MASKED, refuse)
    field.ask()
    dialog_of(field).accept()
    tasks.wait_idle()
    assert field.text() == MASKED
    assert [str(error) for error in heard] == ["You may not see it."]


CHOICES = (
    Choice("income-clear", Words("还款来源清楚", "Income is clear")),
    Choice("as-proposed", Words("按系统建议额度", "As the system proposes")),
    Choice("address-differs", Words("住址不符", "Address differs")),
)


def test_reasons_are_found_by_typing_and_taken_away(qtbot: QtBot, qapp: QApplication) -> None:
    chips = ReasonChips(CHOICES)
    qtbot.addWidget(chips)
    chips.show()
    with qtbot.waitSignal(chips.changed):
        qtbot.keyClicks(chips.line, "addr")
        qtbot.keyClick(chips.line, Qt.Key.Key_Return)
    assert chips.selected() == ("address-differs",)
    chips.line.clear()
    qtbot.keyClicks(chips.line, "nothing like it")
    qtbot.keyClick(chips.line, Qt.Key.Key_Return)
    assert chips.selected() == ("address-differs",)
    chips.line.clear()
    with qtbot.waitSignal(chips.changed):
        qtbot.keyClick(chips.line, Qt.Key.Key_Backspace)
    assert chips.selected() == ()
    chips.select(["as-proposed", "unknown"])
    assert chips.selected() == ("as-proposed",)
    i18n.use_language(qapp, i18n.CHINESE)
    qapp.processEvents()
    assert chips._buttons[0].accessibleName() == "按系统建议额度"


@pytest.mark.parametrize(("downs", "code"), [(2, "one"), (3, "two")])
def test_enter_in_the_open_list_takes_that_reason_and_no_other(qtbot: QtBot, downs: int, code: str) -> None:
    chips = ReasonChips([Choice(one, Words(one, one)) for one in ("one", "two", "three")])
    qtbot.addWidget(chips)
    with qtbot.waitActive(chips):
        chips.show()
        chips.activateWindow()
    chips.line.setFocus()
    for _ in range(downs):
        qtbot.keyClick(QApplication.activePopupWidget() or chips.line, Qt.Key.Key_Down)
    with qtbot.waitSignal(chips.changed):
        qtbot.keyClick(QApplication.activePopupWidget(), Qt.Key.Key_Return)
    QApplication.processEvents()
    assert chips.selected() == (code,)


def test_a_button_shows_its_key_and_obeys_it(qtbot: QtBot) -> None:
    frame = QWidget()
    qtbot.addWidget(frame)
    button = KeyButton("Approve", "Ctrl+Return", PRIMARY)
    QVBoxLayout(frame).addWidget(button)
    with qtbot.waitActive(frame):
        frame.show()
        frame.activateWindow()
    with qtbot.waitSignal(button.clicked):
        qtbot.keyClick(frame, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    button.setEnabled(False)
    with qtbot.assertNotEmitted(button.clicked):
        qtbot.keyClick(frame, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert key_text("Ctrl+Return") == "Ctrl ↵"
    frame.grab()


def test_differences_are_counted_and_marked(qtbot: QtBot) -> None:
    table = FactTable()
    qtbot.addWidget(table)
    facts = [Fact("Name", "王秀兰", "王秀兰"), Fact("Address", "14 号", "41 号", differs=True)]
    table.show_facts(("", "Typed", "Read"), facts)
    table.show_facts(("", "Typed", "Read"), facts)
    table.show()
    assert table.differences() == 1
    table.grab()


def test_cards_chips_and_bars_say_their_words(qtbot: QtBot) -> None:
    card = Card("Risk")
    qtbot.addWidget(card)
    chip, row = Chip("To a person", "amber"), BarRow()
    card.add_chip(chip)
    row.show_row("Enquiries", 13, 34, notable=True)
    card.add(row)
    card.show()
    assert card.accessibleName() == "Risk"
    assert row.accessibleName() == "Enquiries −21"
    chip.show_chip("")
    assert not chip.isVisible()
    chip.show_chip("Refused", "red")
    assert chip.isVisible()
    assert chip.kind == "red"
    card.grab()
