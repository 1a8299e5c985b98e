"""Boxes of paper twins: which there are, what lies in one, its label, and taking stock by scanning into a field."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from core.archive.keeping.desk import RecordsDesk
from core.archive.keeping.paper import FilePaper, MakeBox, PaperBox, StockTake, TakeStock
from core.identity.rules import Role
from core.kernel.ids import new_id
from core.kernel.words import Words
from desktop import theme
from desktop.admin.change_form import Field
from desktop.archive.record_form import RecordForm
from desktop.archive.record_part import RecordPart
from desktop.tasks import Tasks
from desktop.widgets.buttons import PRIMARY, KeyButton
from desktop.widgets.cards import Card
from desktop.widgets.labels import label
from desktop.widgets.table import Column, KeysetModel, KeysetTable

BOXES = (
    Column("shelf", Words("架位", "Shelf"), 110),
    Column("title", Words("题名", "Title"), 0),
    Column("code", Words("盒号", "Code"), 130, ink="second"),
    Column("records", Words("件", "Records"), 70, "number", align_right=True),
    Column("last_taken", Words("上次盘点", "Stock taken"), 124, "instant", ink="second"),
)


class BoxesPart(RecordPart):
    """Scan or type what is in the box, one a line; the differences are named and put on record."""

    def __init__(self, records: RecordsDesk, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(records, tasks, parent)
        self.rows = KeysetTable(KeysetModel(BOXES, tasks, lambda row: row.id, self))
        self.make = self.add_act(KeyButton("", "Ctrl+N"), self._make)
        self.file = self.add_act(KeyButton("", "Ctrl+I"), self._file)
        self.labels = self.add_act(KeyButton("", "Ctrl+P"), self._labels)
        self.take = self.add_act(KeyButton("", "Ctrl+Return", PRIMARY), self._take)
        self.read = QPlainTextEdit()
        self.read.setTabChangesFocus(True)
        self.found = label("", "table", wrap=True)
        self._counted = ""
        self._hint = label("", "second", wrap=True)
        self._card = Card()
        self._lay_out()
        self.rows.row_selected.connect(self._chosen)
        self.read.textChanged.connect(self._typed)
        self._chosen(None)
        self.retranslate()

    def refresh(self) -> None:
        self.rows.model.show(self._fetch)

    def take_focus(self) -> None:
        self.rows.setFocus()

    def retranslate(self) -> None:
        self.make.setText(self.tr("New box…"))
        self.file.setText(self.tr("File papers…"))
        self.labels.setText(self.tr("Print labels…"))
        self.take.setText(self.tr("Take stock"))
        self._card.set_title(self.tr("Stock"))
        self._hint.setText(
            self.tr("Scan or type what lies in the box: QR codes or archival numbers, one a line.")
        )
        self.read.setAccessibleName(self.tr("What was read in the box"))
        self.rows.view.setAccessibleName(self.tr("Boxes"))
        self.rows.say_empty(
            self.tr("No boxes"), self.tr("Where records have paper twins, make a box with Ctrl+N.")
        )

    def _lay_out(self) -> None:
        self._card.add(self._hint)
        self._card.add(self.read, 1)
        self._card.add(self.take)
        self._card.add(self.found)
        self._card.setFixedWidth(theme.scaled(340))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.scaled(12))
        row.addWidget(self.framed(self.rows, self.bar(self.make, self.file, self.labels)), 1)
        side = QVBoxLayout()
        side.addWidget(self._card)
        row.addLayout(side)

    def _fetch(self, after: object) -> list[PaperBox]:
        return self.records.paper.boxes() if after is None else []

    @Slot(object)
    def _chosen(self, row: PaperBox | None) -> None:
        clerk = self.records.staff.holds(Role.ARCHIVE_CLERK)
        self.make.setEnabled(clerk)
        self.file.setEnabled(clerk and row is not None)
        self.labels.setEnabled(row is not None)
        code = row.code if row is not None else ""
        if code != self._counted:
            self._counted = code
            self.found.setText("")
        self._typed()

    @Slot()
    def _typed(self) -> None:
        clerk = self.records.staff.holds(Role.ARCHIVE_CLERK)
        self.take.setEnabled(clerk and self.rows.current_row() is not None)
        self.commands_changed.emit()

    def _make(self) -> None:
        fields = (Field("shelf", self.tr("Shelf"), hint="A-01-02"), Field("title", self.tr("Title")))
        form = RecordForm(self.tr("New box"), "", fields, self.tr("Make it"), self, needed=("shelf",))
        self.ask(form, self._made)

    def _made(self, values: dict[str, str]) -> None:
        command = MakeBox(new_id(), values["shelf"], values["title"])
        self.do(self.records.paper.make_box, command, said=self.tr("The box is made; print its label."))

    def _file(self) -> None:
        row = self.rows.current_row()
        if row is not None:
            fields = (Field("numbers", self.tr("Archival numbers"), hint=self.tr("separated by spaces")),)
            title = self.tr("File papers into {shelf}").format(shelf=row.shelf)
            form = RecordForm(title, "", fields, self.tr("File"), self, needed=("numbers",))
            self.ask(form, partial(self._filed, row))

    def _filed(self, row: PaperBox, values: dict[str, str]) -> None:
        numbers = tuple(values["numbers"].replace("，", " ").replace(",", " ").split())
        command = FilePaper(new_id(), row.code, numbers)
        self.do(self.records.paper.file, command, said=self.tr("The papers are filed."))

    def _labels(self) -> None:
        path, _ = QFileDialog.getSaveFileName(self, self.tr("Print labels"), "labels.pdf", "PDF (*.pdf)")
        if path:
            self.do(
                self._write_labels, Path(path), said=self.tr("The labels are written; print them at 100 %.")
            )

    def _write_labels(self, path: Path) -> None:
        path.write_bytes(self.records.box_labels())

    def _take(self) -> None:
        row = self.rows.current_row()
        if row is not None:
            read = tuple(line.strip() for line in self.read.toPlainText().splitlines() if line.strip())
            self.tasks.write(
                self.records.paper.take_stock, TakeStock(new_id(), row.code, read), done=self._taken
            )

    def _taken(self, taken: StockTake) -> None:
        theme.set_role(self.found, "ok" if taken.ok else "error")
        self.refresh()
        lines = [self.tr("Found: {count}").format(count=len(taken.found))]
        for words, numbers in (
            (self.tr("Missing"), taken.missing),
            (self.tr("Belongs elsewhere"), taken.elsewhere),
            (self.tr("Unknown"), taken.unknown),
        ):
            if numbers:
                lines.append(f"{words}: {'、'.join(numbers)}")
        self.found.setText("\n".join(lines))
