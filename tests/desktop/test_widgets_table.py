"""The table: pages by key, states, keys."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from core.kernel.errors import Unavailable
from core.kernel.words import Words
from desktop.tasks import Tasks
from desktop.widgets.table import Column, KeysetModel, KeysetTable


@dataclass(frozen=True, slots=True)
class Row:
    number: int
    amount: int
    outcome: tuple[Words, str]
    at: int


APPROVED = (Words("同意", "Approved"), "ok")
COLUMNS = (
    Column("number", Words("档号", "Number"), 120, "number"),
    Column("amount", Words("金额", "Amount"), 120, "money"),
    Column("outcome", Words("结论", "Outcome"), 0, "chip"),
    Column("at", Words("日期", "Date"), 120, "day"),
)


class Book:
    """A million rows that exist only when asked for."""

    def __init__(self, count: int) -> None:
        self.count = count
        self.asked: list[int | None] = []

    def page(self, after: int | None) -> Sequence[Row]:
        assert threading.current_thread() is not threading.main_thread()
        self.asked.append(after)
        start = 0 if after is None else after + 1
        return [Row(n, n * 100, APPROVED, 0) for n in range(start, min(start + 200, self.count))]


def refuse(_after: int | None) -> Sequence[Row]:
    raise Unavailable("数据库连不上。", "The database is out of reach.")


def number_of(row: Row) -> int:
    return row.number


def make(qtbot: QtBot, tasks: Tasks, search: QLineEdit | None = None) -> KeysetTable:
    table = KeysetTable(KeysetModel(COLUMNS, tasks, number_of), search=search)
    qtbot.addWidget(table)
    table.resize(900, 500)
    table.show()
    table.activateWindow()
    return table


def test_rows_come_a_page_at_a_time(qtbot: QtBot, tasks: Tasks) -> None:
    table, book = make(qtbot, tasks), Book(1_000_000)
    table.model.show(book.page)
    tasks.wait_idle()
    assert table.model.rowCount() == 200
    assert book.asked == [None]
    table.view.scrollToBottom()
    table.model.fetchMore(QModelIndex())
    tasks.wait_idle()
    assert book.asked[:2] == [None, 199]
    assert table.model.rowCount() == 200 * len(book.asked)
    assert not table.model.is_complete


def test_a_short_page_is_the_last(qtbot: QtBot, tasks: Tasks) -> None:
    table, book = make(qtbot, tasks), Book(7)
    table.model.show(book.page)
    tasks.wait_idle()
    assert table.model.is_complete
    assert not table.model.canFetchMore(QModelIndex())


def test_cells_say_what_their_kind_says(qtbot: QtBot, tasks: Tasks) -> None:
    table = make(qtbot, tasks)
    table.model.show(Book(3).page)
    tasks.wait_idle()
    shown = [table.model.index(2, column).data() for column in range(4)]
    assert shown == ["2", "2.00", "Approved", "1970-01-01"]
    assert table.model.headerData(1, Qt.Orientation.Horizontal) == "Amount"
    table.grab()


def test_enter_opens_and_arrows_move(qtbot: QtBot, tasks: Tasks) -> None:
    table = make(qtbot, tasks)
    table.model.show(Book(9).page)
    table.setFocus()
    tasks.wait_idle()
    assert table.current_row().number == 0
    with qtbot.waitSignal(table.row_selected) as selected:
        qtbot.keyClick(table.view, Qt.Key.Key_Down)
    assert selected.args[0].number == 1
    with qtbot.waitSignal(table.row_opened) as opened:
        qtbot.keyClick(table.view, Qt.Key.Key_Return)
    assert opened.args[0].number == 1


def test_the_cursor_stays_on_its_row_when_the_rows_are_fetched_again(qtbot: QtBot, tasks: Tasks) -> None:
    table = make(qtbot, tasks)
    table.model.show(Book(9).page)
    tasks.wait_idle()
    table.select_row(5)
    table.model.restart()
    tasks.wait_idle()
    assert table.current_row().number == 5


def test_slash_goes_to_the_search(qtbot: QtBot, tasks: Tasks) -> None:
    search = QLineEdit("李")
    table = make(qtbot, tasks, search)
    frame = QWidget()
    qtbot.addWidget(frame)
    box = QVBoxLayout(frame)
    box.addWidget(search)
    box.addWidget(table)
    frame.show()
    frame.activateWindow()
    table.model.show(Book(9).page)
    tasks.wait_idle()
    table.setFocus()
    qtbot.keyClick(table.view, "/")
    assert frame.focusWidget() is search
    assert search.text() == "李"


def test_empty_and_failed_are_said_and_trying_again_helps(qtbot: QtBot, tasks: Tasks) -> None:
    table = make(qtbot, tasks)
    table.say_empty("No cases", "They come by lot.")
    table.model.show(Book(0).page)
    tasks.wait_idle()
    assert table.state() == "empty"
    assert table.empty.isVisible()
    assert table.empty.heading() == "No cases"
    table.model.show(refuse)
    tasks.wait_idle()
    assert table.state() == "failed"
    assert table._failed.sentence() == "The database is out of reach."
    table.model._fetch = Book(4).page
    table._failed.retried.emit()
    tasks.wait_idle()
    assert table.state() == "ready"
    assert not table._failed.isVisible()


def test_an_answer_to_an_old_question_is_dropped(qtbot: QtBot, tasks: Tasks) -> None:
    table = make(qtbot, tasks)
    gate = threading.Event()

    def slow(after: int | None) -> Sequence[Row]:
        gate.wait(5)
        return Book(50).page(after)

    table.model.show(slow)
    table.model.show(Book(3).page)
    gate.set()
    tasks.wait_idle()
    assert table.model.rowCount() == 3
