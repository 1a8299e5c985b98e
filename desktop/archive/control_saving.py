"""What the page of checks and numbers writes into files: sealed reports, lists of volumes, what came of a commission."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from core.app import App
from core.archive.check_periods import MadeReport
from core.archive.numbering import Series
from core.guardian.commissions import Commission
from core.kernel.errors import EvenhandError
from desktop import i18n
from desktop.tasks import Tasks


class ControlSaving(QObject):
    """Asks where, and writes it there off the window's thread."""

    told = Signal(str, str)

    def __init__(self, app: App, tasks: Tasks, over: QWidget) -> None:
        super().__init__(over)
        self._app, self._tasks, self._over = app, tasks, over

    def can_save(self, row: Any) -> bool:
        """Whether a line has a file."""
        return isinstance(row, MadeReport | Series) or (isinstance(row, Commission) and bool(row.parcel))

    def ask(self, row: Any) -> None:
        """Ask where the file of this line goes."""
        if isinstance(row, MadeReport):
            title, name, kind = self.tr("Save the report"), f"{row.period}.pdf", "PDF (*.pdf)"
        elif isinstance(row, Series):
            title, name, kind = self.tr("Save the list"), f"{row.name}.csv", "CSV (*.csv)"
        elif self.can_save(row):
            suffix = row.asks.get("suffix", "")
            title, name, kind = self.tr("Save what came of it"), f"{row.kind}{suffix}", f"*{suffix}"
        else:
            return
        path, _ = QFileDialog.getSaveFileName(self._over, title, name, kind)
        if path:
            self.save(row, Path(path))

    def save(self, row: Any, target: Path) -> None:
        """Write the file of this line to ``target``."""
        if isinstance(row, MadeReport):
            work = partial(self._app.check_lists.save_report, row.id, target)
        elif isinstance(row, Series):
            work = partial(self._app.numbering.save_list, row.name, target)
        else:
            work = partial(self._app.commissions.fetch, row.id, target)
        sealed = isinstance(row, MadeReport)
        self._tasks.read(work, done=partial(self._saved, sealed), failed=self._not_saved)

    def _saved(self, sealed: bool, path: Path) -> None:
        said = self.tr("Saved {name}, byte for byte as sealed") if sealed else self.tr("Saved {name}")
        self.told.emit(said.format(name=path.name), "ok")

    def _not_saved(self, error: EvenhandError) -> None:
        self.told.emit(i18n.in_language(error.words), "red")
