"""Beside the list: the cover of the record's dossier, what is known of it, and what can be done with it."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from PySide6.QtCore import QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from core.archive.moving.arriving import TRANSFER
from core.archive.queries import DossierRecord, FoundIn
from core.archive.record_words import policy_words, retention_words
from core.archive.signing import SignatureState
from core.kernel.errors import EvenhandError
from desktop import i18n, theme
from desktop.archive.dossier_paper import dossier_paper
from desktop.shell.page import Retranslated
from desktop.widgets.buttons import PRIMARY, KeyButton, LinkButton
from desktop.widgets.cards import Card, PairList, ScrollColumn, at_own_width
from desktop.widgets.chips import Chip
from desktop.widgets.empty_state import EmptyState, FailedState
from desktop.widgets.labels import label
from desktop.widgets.paper import Paper
from desktop.widgets.paper_loader import PaperLoader, Picture, Size

#: Pages that are named; a record with more is read from the first of them.
_MOST_FOUND = 3


class CoverPreview(QWidget):
    """The first page on the dark ground. A click opens the dossier."""

    clicked = Signal()

    def __init__(self, loader: PaperLoader, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._loader = loader
        self._paper: Paper | None = None
        self._picture: Picture | None = None
        self._words = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(theme.scaled(200))
        self.setMaximumHeight(theme.scaled(420))
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def sizeHint(self) -> QSize:
        return QSize(theme.scaled(320), theme.scaled(300))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.scaled(120), theme.scaled(200))

    def show_cover(self, paper: Paper | None) -> None:
        """Ask for the cover's picture; the ground stays dark until it is there."""
        if paper is not None and self._paper is not None and paper.key == self._paper.key and self._picture:
            return
        self._paper, self._picture, self._words = paper, None, ""
        if paper is None:
            self._loader.give_up(self, Size.FIT)
        else:
            self._loader.request(paper, Size.FIT, self, self._arrived, self._could_not)
        self.update()

    def picture(self) -> Picture | None:
        """What is shown, if it is here."""
        return self._picture

    def _arrived(self, paper: Paper, picture: Picture) -> None:
        if self._paper is not None and paper.key == self._paper.key:
            self._picture = picture
            self.update()

    def _could_not(self, paper: Paper, error: EvenhandError) -> None:
        if self._paper is not None and paper.key == self._paper.key:
            self._words = i18n.in_language(error.words)
            self.update()

    def mouseReleaseEvent(self, event: object) -> None:
        self.clicked.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        ground = QPainterPath()
        ground.addRoundedRect(QRectF(self.rect()), theme.scaled(8), theme.scaled(8))
        painter.fillPath(ground, theme.tokens().colour("viewer"))
        pad = theme.scaled(12)
        room = QRectF(self.rect()).adjusted(pad, pad, -pad, -pad)
        if self._picture is not None:
            size = self._picture.image.size().scaled(room.size().toSize(), Qt.AspectRatioMode.KeepAspectRatio)
            page = QRectF(0, 0, size.width(), size.height())
            page.moveCenter(room.center())
            ratio = self.devicePixelRatioF()
            sharp = self._picture.image.scaled(
                size * ratio, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
            )
            painter.drawImage(page, sharp)
        elif self._words:
            painter.setFont(theme.font(theme.TABLE))
            painter.setPen(theme.DARK.ink)
            painter.drawText(room, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self._words)
        painter.end()


class RecordPanel(Retranslated):
    """Nothing chosen, a record, or why it cannot be shown."""

    open_wanted = Signal()
    export_wanted = Signal()
    case_wanted = Signal()
    draws_wanted = Signal()
    retried = Signal()

    def __init__(self, loader: PaperLoader, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._record: DossierRecord | None = None
        self._failure: EvenhandError | None = None
        self._signatures: tuple[SignatureState, ...] | None = None
        self._found: tuple[FoundIn, ...] = ()
        self.cover = CoverPreview(loader)
        self._card = Card()
        self.intact = Chip(mark=True)
        self._card.add_chip(self.intact)
        self._pages = label("", "second")
        self._card.set_trailing(self._pages)
        self.facts = PairList(name_width=76)
        self._card.add(self.facts)
        self.open_button = KeyButton("", "Return", PRIMARY, bind=False)
        self.export_button = KeyButton("", "Ctrl+E")
        self.case_button = KeyButton("", "Ctrl+Shift+O")
        self._empty, self._failed = EmptyState("document"), FailedState()
        self._stack = QStackedWidget()
        self._build()
        self._connect()
        self.retranslate()

    def record(self) -> DossierRecord | None:
        """The record that is shown."""
        return self._record

    def show_record(self, record: DossierRecord | None) -> None:
        """This record, or none."""
        self._record, self._failure = record, None
        self._signatures = None if record is None else record.signatures
        self._found = ()
        self.cover.show_cover(None if record is None else dossier_paper(record))
        self.retranslate()

    def show_found(self, record_id: UUID, found: Mapping[UUID, tuple[FoundIn, ...]]) -> None:
        """On which pages of its papers stands what was searched for, if the record is still the one shown."""
        if self._record is not None and self._record.row.id == record_id and record_id in found:
            self._found = found[record_id]
            self._show(self._record)

    def show_signatures(self, record_id: UUID, found: tuple[SignatureState, ...]) -> None:
        """How the signatures of the record came out, if it is still the one shown."""
        if self._record is not None and self._record.row.id == record_id:
            self._signatures = found
            self._show(self._record)

    def show_failure(self, error: EvenhandError) -> None:
        """The record could not be read."""
        self._record, self._failure = None, error
        self.cover.show_cover(None)
        self.retranslate()

    def retranslate(self) -> None:
        self._card.set_title(self.tr("Dossier"))
        self.cover.setAccessibleName(self.tr("First page of the dossier"))
        self.open_button.setText(self.tr("Open dossier"))
        self.export_button.setText(self.tr("Export"))
        self.export_button.setToolTip(self.tr("Save the sealed PDF as it is, byte for byte"))
        self.case_button.setText(self.tr("Open the case"))
        self._empty.say(self.tr("No record chosen"), self.tr("Choose one with ↑ and ↓."))
        if self._failure is not None:
            self._failed.show_error(self._failure)
            self._stack.setCurrentWidget(self._failed)
        elif self._record is None:
            self._stack.setCurrentWidget(self._empty)
        else:
            self._show(self._record)
            self._stack.setCurrentIndex(0)

    def _show(self, record: DossierRecord) -> None:
        if record.intact:
            self.intact.show_chip(self.tr("Unaltered"), "ok")
        else:
            self.intact.show_chip(self.tr("Damaged or missing"), "red")
        self.intact.setToolTip(
            self.tr("Checked just now against the hash that was sealed: {sha256}").format(
                sha256=record.sha256
            )
        )
        self._pages.setText(self.tr("{number} pages").format(number=i18n.number_text(record.pages)))
        row = record.row
        self.case_button.setVisible(row.case_id is not None)
        self.facts.show_pairs(
            [
                *((self.tr("Found in"), i18n.in_language(one.place)) for one in self._found[:_MOST_FOUND]),
                (self.tr("Retention"), i18n.in_language(retention_words(record))),
                (self.tr("Kept by"), i18n.in_language(policy_words(record))),
                (self.tr("Decided"), i18n.day_text(row.decided_at)),
                (self.tr("Archived"), i18n.instant_text(row.sealed_at)),
                *self._people(record),
                (self.tr("Signatures"), self._signed()),
                (self.tr("Originals"), self._originals(record)),
                (self.tr("Draws"), self._draws(record)),
                (self.tr("Audit proof"), self._proof(record)),
            ]
        )

    def _people(self, record: DossierRecord) -> list[tuple[str, str]]:
        """Who judged; of an imported record, where it came from."""
        origin = record.origin
        if origin is None:
            return [
                (self.tr("Review"), record.reviewer_name or "—"),
                (self.tr("Approval"), record.approver_name or "—"),
            ]
        package = origin.kind == TRANSFER
        kind = self.tr("Transfer package: {source}") if package else self.tr("Legacy list: {source}")
        said = [(self.tr("Imported"), kind.format(source=origin.source))]
        return [*said, (self.tr("Batch"), self.tr("Taken back"))] if origin.undone else said

    def _originals(self, record: DossierRecord) -> str:
        return self.tr("{count} · {size}").format(
            count=i18n.number_text(record.originals), size=_size_text(record.original_bytes)
        )

    def _signed(self) -> QWidget:
        """A chip: how many signatures hold; its hint names every one."""
        found = self._signatures
        if not found:
            return label("…" if found is None else self.tr("None"), "table")
        bad = sum(not one.valid for one in found)
        if bad:
            count = i18n.number_text(bad)
            chip = Chip(self.tr("Not valid: {count}").format(count=count), "red", mark=True)
        else:
            count = i18n.number_text(len(found))
            chip = Chip(self.tr("Signatures valid: {count}").format(count=count), "ok", mark=True)
        lines = [f"{one.signer}: {i18n.in_language(one.detail)}" for one in found]
        chip.setToolTip("\n".join(lines))
        chip.setAccessibleDescription("; ".join(lines))
        return at_own_width(chip)

    def _draws(self, record: DossierRecord) -> QWidget:
        words = " · ".join(
            f"{i18n.in_language(draw.stage.words)} {i18n.number_text(draw.number)}" for draw in record.draws
        )
        if not words:
            return label("—", "table")
        link = LinkButton(words)
        link.setAccessibleName(self.tr("Show the draws: {draws}").format(draws=words))
        link.clicked.connect(self.draws_wanted)
        return at_own_width(link)

    def _proof(self, record: DossierRecord) -> str:
        entries = self.tr("{number} entries").format(number=i18n.number_text(record.entries))
        if record.last_leaf is None:
            return self.tr("{entries} · not yet in a checkpoint").format(entries=entries)
        return self.tr("{entries} · leaf {leaf}").format(
            entries=entries, leaf=i18n.number_text(record.last_leaf)
        )

    def _build(self) -> None:
        frame = QFrame()
        frame.setProperty("role", "column-right")
        column = ScrollColumn()
        shown = QWidget()
        box = QVBoxLayout(shown)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.scaled(10))
        self._buttons = buttons = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        buttons.setSpacing(theme.scaled(8))
        buttons.addWidget(self.open_button, 1)
        buttons.addWidget(self.export_button, 1)
        box.addWidget(self.cover, 1)
        box.addWidget(self._card)
        box.addLayout(buttons)
        box.addWidget(self.case_button)
        box.addStretch(0)
        self._stack.addWidget(shown)
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self._failed)
        column.add(self._stack, 1)
        inside = QVBoxLayout(frame)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(column)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(frame)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The two buttons stand below each other where the column is too narrow for both."""
        super().resizeEvent(event)
        beside = self.open_button.sizeHint().width() + self.export_button.sizeHint().width()
        across = self.width() >= beside + theme.scaled(2 * 12 + 8 + 14)
        self._buttons.setDirection(
            QBoxLayout.Direction.LeftToRight if across else QBoxLayout.Direction.TopToBottom
        )

    def _connect(self) -> None:
        self.cover.clicked.connect(self._clicked)
        self.open_button.clicked.connect(self.open_wanted)
        self.export_button.clicked.connect(self.export_wanted)
        self.case_button.clicked.connect(self.case_wanted)
        self._failed.retried.connect(self.retried)

    @Slot()
    def _clicked(self) -> None:
        if self._record is not None:
            self.open_wanted.emit()


def _size_text(size: int) -> str:
    """``38.2 MB``, ``412 KB``."""
    if size >= 1_000_000:
        return f"{size // 100_000 / 10:.1f} MB"
    return f"{max(1, size // 1000) if size else 0} KB"
