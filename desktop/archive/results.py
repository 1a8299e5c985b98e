"""The records that were found, with what was looked for tinted where it stands."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import (
    QT_TRANSLATE_NOOP,
    QCoreApplication,
    QEvent,
    QObject,
    QRect,
    Qt,
    QTimer,
    Signal,
    Slot,
)
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QTableView, QWidget

from core.archive.grams import hit_ranges, parse_query, utf16_ranges
from core.archive.queries import PAGE, DossierRow
from core.archive.rules import RecordOutcome, period_words
from core.archive.sorting import NEWEST, Order, Sort
from core.kernel.words import Words
from desktop.tasks import Tasks
from desktop.widgets.table import Column, KeysetModel, KeysetTable
from desktop.widgets.table_delegate import CellDelegate, Match


def _header(text: object) -> Callable[[], str]:
    """The header in the language in force, whenever it is asked for."""

    def translated() -> str:
        return QCoreApplication.translate("ArchiveResults", str(text))

    return translated


def _village(row: DossierRow) -> Words:
    return Words(row.village.zh.removesuffix("（样本）"), row.village.en.removesuffix(" (specimen)"))


def outcome_chip(row: DossierRow) -> tuple[Words, str]:
    """The outcome in words, and the kind of chip that shows it."""
    kinds = {RecordOutcome.APPROVE: "ok", RecordOutcome.WITHDRAWN: "neutral"}
    return row.outcome.words, kinds.get(row.outcome, "red")


def _product(row: DossierRow) -> Words:
    return row.product_words


def _institution(row: DossierRow) -> Words:
    return Words(row.institution.zh.removesuffix("（样本）"), row.institution.en.removesuffix(" (specimen)"))


def _retention(row: DossierRow) -> Words:
    return period_words(row.retention)


COLUMNS = (
    Column("archival_number", _header(QT_TRANSLATE_NOOP("ArchiveResults", "Archival no.")), 172, match=True),
    Column("applicant_name", _header(QT_TRANSLATE_NOOP("ArchiveResults", "Borrower")), 82, match=True),
    Column(
        "village",
        _header(QT_TRANSLATE_NOOP("ArchiveResults", "Village")),
        0,
        value=_village,
        ink="second",
        match=True,
    ),
    Column(
        "product",
        _header(QT_TRANSLATE_NOOP("ArchiveResults", "Product")),
        0,
        value=_product,
        match=True,
        gives_way=True,
    ),
    Column(
        "institution",
        _header(QT_TRANSLATE_NOOP("ArchiveResults", "Institution")),
        120,
        value=_institution,
        ink="second",
        gives_way=True,
    ),
    Column("amount_fen", _header(QT_TRANSLATE_NOOP("ArchiveResults", "Amount (yuan)")), 118, kind="money"),
    Column(
        "outcome",
        _header(QT_TRANSLATE_NOOP("ArchiveResults", "Outcome")),
        84,
        kind="chip",
        value=outcome_chip,
    ),
    Column(
        "retention",
        _header(QT_TRANSLATE_NOOP("ArchiveResults", "Retention")),
        76,
        value=_retention,
        ink="second",
        gives_way=True,
    ),
    Column(
        "decided_at",
        _header(QT_TRANSLATE_NOOP("ArchiveResults", "Decided")),
        94,
        kind="day",
        ink="second",
        gives_way=True,
    ),
    Column(
        "sealed_at",
        _header(QT_TRANSLATE_NOOP("ArchiveResults", "Archived")),
        94,
        kind="day",
        ink="second",
        gives_way=True,
    ),
)


class HitDelegate(CellDelegate):
    """Tints every term where the index found it: full width as half width, either case, any dash."""

    def __init__(self, model: KeysetModel, parent: QTableView) -> None:
        super().__init__(model, parent)
        self.terms: tuple[str, ...] = ()

    def look_for(self, text: str) -> None:
        """The query whose terms are tinted from now on."""
        self.terms = parse_query(text)
        self.match = Match(" ".join(self.terms))

    def _tint(self, painter: QPainter, tools: Any, area: QRect, text: str) -> None:
        wide = text.encode("utf-16-le")
        height = tools.metrics.height()
        for start, end in utf16_ranges(text, hit_ranges(text, self.terms)):
            left, right = (tools.width(wide[: 2 * at].decode("utf-16-le")) for at in (start, end))
            box = QRect(area.left() + left - 1, area.center().y() - height // 2, right - left + 2, height)
            painter.fillRect(box.intersected(area), tools.colours["amber_ground"])


#: What everybody sees at first; the rest is there for who chooses it.
AT_FIRST = tuple(column.key for column in COLUMNS if column.key not in ("institution", "retention"))
#: By what a click on a column sorts.
SORTS = {
    "archival_number": Sort.NUMBER,
    "applicant_name": Sort.NAME,
    "village": Sort.VILLAGE,
    "product": Sort.PRODUCT,
    "institution": Sort.INSTITUTION,
    "amount_fen": Sort.AMOUNT,
    "outcome": Sort.OUTCOME,
    "retention": Sort.RETENTION,
    "decided_at": Sort.DECIDED,
    "sealed_at": Sort.ARCHIVED,
}
#: Typed faster than this, letters and digits are one word that the cursor jumps to.
_WORD_MS = 900


class ResultsTable(KeysetTable):
    """Found records, a page of 200 at a time, in the order of the column that was clicked: the newest first at first.

    Letters and digits jump to the next row here whose number or name holds them.
    """

    sorted = Signal()
    """Somebody wants another order."""

    def __init__(self, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(KeysetModel(COLUMNS, tasks, _itself, page_size=PAGE), parent)
        self._hits = HitDelegate(self.model, self.view)
        self.view.setItemDelegate(self._hits)
        self.order = NEWEST
        self._typed = ""
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_WORD_MS)
        self._pause.timeout.connect(self._forget)
        head = self.view.horizontalHeader()
        head.setSectionsClickable(True)
        head.setSortIndicatorShown(True)
        head.setSortIndicator(len(COLUMNS) - 1, Qt.SortOrder.DescendingOrder)
        head.sectionClicked.connect(self._clicked)
        self.view.installEventFilter(self)

    def sort_by(self, order: Order) -> None:
        """Show ``order`` in the header without asking for it."""
        self.order = order
        keys = [column.key for column in COLUMNS]
        at = next((keys.index(key) for key, sort in SORTS.items() if sort is order.sort), len(COLUMNS) - 1)
        direction = Qt.SortOrder.DescendingOrder if order.down else Qt.SortOrder.AscendingOrder
        self.view.horizontalHeader().setSortIndicator(at, direction)

    def next_order(self) -> None:
        """From the keyboard: the same column the other way round, then the next column."""
        shown = [one for number, one in enumerate(COLUMNS) if not self.view.isColumnHidden(number)]
        sorts = [SORTS[one.key] for one in shown]
        at = sorts.index(self.order.sort) if self.order.sort in sorts else -1
        if self.order.down:
            self.sort_by(Order(sorts[(at + 1) % len(sorts)]))
        else:
            self.sort_by(Order(self.order.sort, True))
        self.sorted.emit()

    @Slot(int)
    def _clicked(self, section: int) -> None:
        sort = SORTS[COLUMNS[section].key]
        down = (
            not self.order.down
            if sort is self.order.sort
            else sort in (Sort.ARCHIVED, Sort.AMOUNT, Sort.DECIDED)
        )
        self.sort_by(Order(sort, down))
        self.sorted.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            text, plain = event.text(), not event.modifiers() & ~_SHIFT_OR_PAD
            if plain and text and text.isalnum():
                self.jump_to(text)
                return True
        return super().eventFilter(watched, event)

    def jump_to(self, text: str) -> bool:
        """Go on to the next row here whose number or name holds what is typed; false where there is none."""
        self._typed += text.upper()
        self._pause.start()
        rows = self.model.rows()
        here = self.view.currentIndex().row()
        start = here if len(self._typed) > 1 else here + 1
        for step in range(len(rows)):
            at = (start + step) % len(rows)
            if self._typed in rows[at].archival_number.upper() or self._typed in rows[at].applicant_name:
                self.select_row(at)
                return True
        return False

    @Slot()
    def _forget(self) -> None:
        self._typed = ""

    def show_found(self, fetch: Callable[[DossierRow | None], Sequence[DossierRow]], text: str) -> None:
        """Begin again with what ``fetch`` gives for the query ``text``."""
        self._hits.look_for(text)
        self.model.show(fetch)

    def step(self, rows: int) -> None:
        """Move the cursor from outside, staying within the rows that are here."""
        count = self.model.rowCount()
        if count:
            at = self.view.currentIndex().row()
            self.select_row(min(count - 1, max(0, at + rows)))

    def retranslate(self) -> None:
        super().retranslate()
        self.view.setAccessibleName(self.tr("Records found"))


_SHIFT_OR_PAD = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier


def _itself(row: DossierRow) -> DossierRow:
    """A row is the key of the page after it; rows are equal only to themselves."""
    return row
