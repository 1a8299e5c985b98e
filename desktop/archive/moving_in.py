"""In: a package or a list is looked at row by row, then taken in as one batch."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QCheckBox, QFileDialog, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from core.app import App
from core.archive.moving.arriving import ArrivingRecord, ImportPreview, RefusedRecord
from core.archive.moving.importing import BatchMade
from core.kernel.errors import EvenhandError
from core.kernel.words import Words
from desktop import i18n, theme
from desktop.archive.guardian_work import bar_from_whole, begin_work
from desktop.shell.page import Retranslated
from desktop.tasks import Task, Tasks
from desktop.widgets.buttons import OUTLINED, PRIMARY, QUIET, KeyButton
from desktop.widgets.empty_state import LoadingState
from desktop.widgets.labels import label
from desktop.widgets.table import Column, KeysetModel, KeysetTable

_COMES, _FAULTY = Words("可导入", "Can come"), Words("有误", "Faulty")


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """A line of the preview; ``said`` is where it goes, or everything that is wrong with it."""

    order: int
    fine: bool
    place: str
    number: str
    name: str
    amount_fen: int | None
    said: Words


def preview_rows(preview: ImportPreview) -> list[PreviewRow]:
    """Faulty records first: they are what somebody has to do something about."""
    rows = [_refused(one) for one in preview.refused] + [_coming(one) for one in preview.records]
    return [PreviewRow(order, *row) for order, row in enumerate(rows)]


def _refused(one: RefusedRecord) -> tuple[bool, str, str, str, int | None, Words]:
    said = Words("；".join(words.zh for words in one.faults), "; ".join(words.en for words in one.faults))
    return False, one.place, one.archival_number, one.applicant_name, None, said


def _coming(one: ArrivingRecord) -> tuple[bool, str, str, str, int | None, Words]:
    count = len(one.files)
    said = Words(
        f"{one.institution.zh} · {one.village.zh} · {count} 个文件",
        f"{one.institution.en} · {one.village.en} · {count} file{'' if count == 1 else 's'}",
    )
    return True, one.place, one.archival_number, one.applicant_name, one.amount_fen, said


_COLUMNS = (
    Column("state", Words("状态", "State"), 92, kind="chip", value=lambda row: (_COMES, "ok") if row.fine else (_FAULTY, "red")),
    Column("place", Words("行", "Line"), 100, value=lambda row: row.place),
    Column("number", Words("档号", "Archival no."), 190, value=lambda row: row.number),
    Column("name", Words("姓名", "Name"), 90, value=lambda row: row.name),
    Column("amount", Words("金额", "Amount"), 110, kind="money", value=lambda row: row.amount_fen),
    Column("said", Words("说明", "What is said of it"), 0, value=lambda row: row.said),
)  # fmt: skip


class MovingIn(Retranslated):
    """Two ways to begin, the preview, and one button that takes in what can come."""

    told = Signal(str, str)
    done = Signal(object)
    """The ``BatchMade``."""

    def __init__(self, app: App, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._app, self._tasks = app, tasks
        self._preview: ImportPreview | None = None
        self._open = ExitStack()
        self._list: Path | None = None
        self._task: Task | None = None
        self.package_button = KeyButton("", "Ctrl+O", OUTLINED)
        self.list_button = KeyButton("", "Ctrl+I", OUTLINED)
        self.take_button = KeyButton("", "Ctrl+Return", PRIMARY)
        self.forget_button = KeyButton("", "Ctrl+D", QUIET)
        self.compared = QCheckBox()
        self._sealed, self._counted = label("", "second", wrap=True), label("", "second", wrap=True)
        self.model = KeysetModel(_COLUMNS, tasks, key_of=lambda row: row.order)
        self.table = KeysetTable(self.model)
        self._working = LoadingState()
        self._stack = QStackedWidget()
        self._build()
        self._connect()
        self._show(None, ExitStack())
        self.retranslate()

    def take_focus(self) -> None:
        self.table.setFocus()

    def look_at_package(self, path: Path) -> None:
        """Look at a transfer package."""
        self._begin(self.tr("Checking the package…"))
        self._task = self._tasks.long(self._package, path, done=self._looked_at, failed=self._failed)
        self._task.progressed.connect(self._working.show_progress)

    def look_at_list(self, path: Path, folder: Path) -> None:
        """Look at a legacy list and its folder."""
        self._begin(self.tr("Checking the list, row by row…"))
        self._task = self._tasks.long(self._rows, path, folder, done=self._looked_at, failed=self._failed)
        self._task.progressed.connect(self._working.show_progress)

    def retranslate(self) -> None:
        self.setAccessibleName(self.tr("Take records in"))
        self.package_button.setText(self.tr("Transfer package…"))
        self.list_button.setText(self.tr("Legacy list (CSV)…"))
        self.forget_button.setText(self.tr("Put aside"))
        self.compared.setText(self.tr("I have compared the root certificate with the sender by another way"))
        self.table.say_empty(
            self.tr("Nothing is being looked at"),
            self.tr("Open a transfer package, or the list of a legacy archive with its folder of files."),
        )
        if bar_from_whole(self._app, self.package_button, self.list_button):
            self.table.say_empty(self.tr("Nothing is being looked at"), self.package_button.toolTip())
        self._describe()

    def release(self) -> None:
        """Let go of unpacked files."""
        self._open.close()

    def _package(self, path: Path, progress: object = None) -> tuple[ImportPreview, ExitStack]:
        """In a thread of its own; the files stay unpacked while the preview is shown."""
        with ExitStack() as stack:
            look = self._app.moving_desk.look_at_package(path, progress)  # type: ignore[arg-type]
            return stack.enter_context(look), stack.pop_all()

    def _rows(self, path: Path, folder: Path, progress: object = None) -> tuple[ImportPreview, ExitStack]:
        found = self._app.moving_desk.look_at_list(path, folder, progress)  # type: ignore[arg-type]
        return found, ExitStack()

    def _begin(self, heading: str) -> None:
        self._stack.setCurrentWidget(self._working)
        self._working.begin(heading, can_cancel=True)

    def _looked_at(self, found: tuple[ImportPreview, ExitStack]) -> None:
        self._stack.setCurrentIndex(0)
        preview, files = found
        self._show(preview, files)
        if preview.faults:
            self.told.emit("; ".join(i18n.in_language(words) for words in preview.faults[:3]), "red")
        self.table.setFocus()

    def _show(self, preview: ImportPreview | None, files: ExitStack) -> None:
        self._open.close()
        self._preview, self._open = preview, files
        self.compared.setChecked(False)
        rows = preview_rows(preview) if preview is not None else []
        self.model.show(lambda after: [] if after is not None else rows)
        self._describe()

    @Slot()
    def _describe(self) -> None:
        preview = self._preview
        good = len(preview.records) if preview is not None else 0
        strange = preview is not None and bool(preview.root_sha256) and not preview.known_seal
        self.take_button.setText(self.tr("Take in %n record(s)", "", good))
        self.take_button.setEnabled(good > 0 and (not strange or self.compared.isChecked()))
        self.take_button.updateGeometry()
        self.forget_button.setEnabled(preview is not None)
        self.compared.setVisible(strange)
        self._sealed.setVisible(bool(preview and preview.sealed_by))
        if preview is None:
            self._counted.setText("")
            return
        said = self.tr(
            "{source}: {good} can come in, {bad} are faulty and stay out; {files} files, {size} MB"
        )
        numbers = {"good": good, "bad": len(preview.refused), "files": preview.files}
        shown = {name: i18n.number_text(number) for name, number in numbers.items()}
        self._counted.setText(said.format(source=preview.source, size=f"{preview.bytes / 1e6:.1f}", **shown))
        seal = self.tr("Sealed by {who}. Root certificate SHA-256 {root}")
        self._sealed.setText(seal.format(who=preview.sealed_by, root=preview.root_sha256))

    def _build(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(*(theme.scaled(side) for side in (12, 10, 12, 6)))
        head.addWidget(self.package_button)
        head.addWidget(self.list_button)
        head.addStretch(1)
        below = QVBoxLayout()
        below.setContentsMargins(theme.scaled(12), 0, theme.scaled(12), 0)
        foot = QHBoxLayout()
        foot.addWidget(self._counted, 1)
        foot.addWidget(self.forget_button)
        foot.addWidget(self.take_button)
        below.addWidget(self._sealed)
        below.addWidget(self.compared)
        below.addLayout(foot)
        form = QWidget()
        box = QVBoxLayout(form)
        box.setContentsMargins(0, 0, 0, theme.scaled(10))
        box.addLayout(head)
        box.addWidget(self.table, 1)
        box.addLayout(below)
        self._stack.addWidget(form)
        self._stack.addWidget(self._working)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._stack)

    def _connect(self) -> None:
        self.package_button.clicked.connect(self._ask_package)
        self.list_button.clicked.connect(self._ask_list)
        self.take_button.clicked.connect(self.take_in)
        self.forget_button.clicked.connect(self._forget)
        self.compared.toggled.connect(self._describe)
        self._working.cancelled.connect(self._cancel)

    def _ask(self, title: str, mode: QFileDialog.FileMode, names: Sequence[str]) -> QFileDialog:
        dialog = QFileDialog(self, title)
        dialog.setFileMode(mode)
        if names:
            dialog.setNameFilters(list(names))
        dialog.finished.connect(dialog.deleteLater)
        return dialog

    @Slot()
    def _ask_package(self) -> None:
        mode = QFileDialog.FileMode.ExistingFile
        dialog = self._ask(self.tr("Open a transfer package"), mode, ["BagIt (*.zip)"])
        dialog.fileSelected.connect(self._package_chosen)
        dialog.open()

    @Slot(str)
    def _package_chosen(self, path: str) -> None:
        self.look_at_package(Path(path))

    @Slot()
    def _ask_list(self) -> None:
        mode = QFileDialog.FileMode.ExistingFile
        dialog = self._ask(self.tr("Open the list of a legacy archive"), mode, ["CSV (*.csv *.txt)"])
        dialog.fileSelected.connect(self._list_chosen)
        dialog.open()

    @Slot(str)
    def _list_chosen(self, path: str) -> None:
        self._list = Path(path)
        dialog = self._ask(self.tr("Choose the folder with its files"), QFileDialog.FileMode.Directory, [])
        dialog.setDirectory(str(self._list.parent))
        dialog.fileSelected.connect(self._folder_chosen)
        dialog.open()

    @Slot(str)
    def _folder_chosen(self, folder: str) -> None:
        if self._list is not None:
            self.look_at_list(self._list, Path(folder))

    @Slot()
    def take_in(self) -> None:
        """Take in what can come, as one batch."""
        if self._preview is None or not self.take_button.isEnabled():
            return
        self._begin(self.tr("Taking the records in…"))
        root = self._preview.root_sha256 if self.compared.isChecked() else ""
        take = self._app.moving_desk.take_in
        self._task = begin_work(
            self._app, self._tasks, take, self._preview, root, done=self._taken, failed=self._failed
        )
        self._task.progressed.connect(self._working.show_progress)

    def _taken(self, made: BatchMade) -> None:
        self._stack.setCurrentIndex(0)
        self._show(None, ExitStack())
        self.told.emit(self.tr("%n record(s) taken in as one batch.", "", made.records), "ok")
        self.done.emit(made)

    def _failed(self, error: EvenhandError) -> None:
        self._stack.setCurrentIndex(0)
        self.told.emit(i18n.in_language(error.words), "red")

    @Slot()
    def _forget(self) -> None:
        self._show(None, ExitStack())

    @Slot()
    def _cancel(self) -> None:
        if self._task is not None:
            self._task.cancel()
        self._stack.setCurrentIndex(0)
        self.told.emit(self.tr("Cancelled; nothing was taken in."), "amber")
