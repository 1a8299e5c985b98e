"""The QApplication, dressed and translated, with its one reporter and its lanes for work."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from desktop import i18n, theme
from desktop.reporter import Reporter
from desktop.settings import Settings
from desktop.tasks import Tasks


@dataclass(frozen=True, slots=True)
class Desk:
    """What every window of the program is built with."""

    app: QApplication
    settings: Settings
    reporter: Reporter
    tasks: Tasks

    def close(self) -> None:
        """Finish the writes under way, keep the settings, give the hooks back."""
        self.tasks.shutdown()
        self.settings.flush()
        self.reporter.remove()


def make_desk(home: Path, arguments: Sequence[str] = ()) -> Desk:
    """The application with settings and log in ``home``; call it once, before any widget."""
    existing = QApplication.instance()
    if isinstance(existing, QApplication):
        app = existing
    else:
        app = QApplication([sys.argv[0], *theme.style_arguments(), *arguments])
    QCoreApplication.setApplicationName("Evenhand")
    QGuiApplication.setApplicationDisplayName("")
    app.setQuitOnLastWindowClosed(True)
    settings = Settings(home / "settings.ini")
    reporter = Reporter(home / "log" / "evenhand.log")
    reporter.install()
    theme.apply(app, settings.theme, text_scale=settings.text_scale)
    i18n.use_language(app, settings.language)
    return Desk(app, settings, reporter, Tasks(reporter.report))
