"""The records that were found, with what was looked for tinted where it stands."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QRect
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QTableView, QWidget

from core.archive.grams import hit_ranges, parse_query, utf16_ranges
from core.archive.queries import PAGE, DossierRow
from core.cases.rules import Outcome
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
    return row.outcome.words, "ok" if row.outcome is Outcome.APPROVE else "red"


def _product(row: DossierRow) -> Words:
    return row.product_words


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
    Column("amount_fen", _header(QT_TRANSLATE_NOOP("ArchiveResults", "Amount (yuan)")), 102, kind="money"),
    Column(
        "outcome",
        _header(QT_TRANSLATE_NOOP("ArchiveResults", "Outcome")),
        84,
        kind="chip",
        value=outcome_chip,
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


class ResultsTable(KeysetTable):
    """Found records, the newest first, a page of 200 at a time."""

    def __init__(self, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(KeysetModel(COLUMNS, tasks, _itself, page_size=PAGE), parent)
        self._hits = HitDelegate(self.model, self.view)
        self.view.setItemDelegate(self._hits)

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


def _itself(row: DossierRow) -> DossierRow:
    """A row is the key of the page after it; rows are equal only to themselves."""
    return row
