"""The one place where defects end: a log without personal numbers, and a calm sentence on screen."""

from __future__ import annotations

import itertools
import logging
import re
import sys
import threading
import time
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QMessageLogContext, QObject, QtMsgType, Signal, Slot, qInstallMessageHandler

# Compiled by ``re`` when the first line is logged, not at the start.
_ID_NUMBER = r"(?<!\d)(?:\d{17}[\dXx]|\d{15})(?![\dXx])"
_PHONE = r"(?<!\d)1\d{10}(?!\d)"
_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}
_HARMLESS = ("This plugin does not support",)
_log = logging.getLogger("evenhand.desktop")


def scrub(text: str) -> str:
    """``text`` without anything that looks like an identity number (15 or 18 places) or a mobile number."""
    return re.sub(_PHONE, "[phone]", re.sub(_ID_NUMBER, "[id]", text))


class ScrubFilter(logging.Filter):
    """Takes personal numbers out of a record before any handler writes it."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = scrub(record.getMessage()), ()
        if record.exc_info:
            record.exc_text = scrub(logging.Formatter().formatException(record.exc_info))
        return True


def _keep_small(log_file: Path) -> None:
    """At a start, a log of more than two megabytes becomes the old log, and the one before that goes."""
    if log_file.exists() and log_file.stat().st_size > 2_000_000:
        log_file.replace(log_file.with_suffix(".old.log"))


class Reporter(QObject):
    """Call :meth:`report` with a defect from any thread; it is logged and shown once, with a number."""

    reported = Signal(str)
    _came = Signal(str)

    def __init__(self, log_file: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.log_file = log_file
        self._numbers = itertools.count(1)
        self._shown = False
        log_file.parent.mkdir(parents=True, exist_ok=True)
        _keep_small(log_file)
        self._handler = logging.FileHandler(log_file, encoding="utf-8", delay=True)
        self._handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
        self._handler.addFilter(ScrubFilter())
        self._came.connect(self._show)

    def install(self) -> None:
        """Take over what nobody caught, in all threads, and what Qt has to say."""
        root = logging.getLogger()
        root.addHandler(self._handler)
        root.setLevel(min(root.level or logging.INFO, logging.INFO))
        sys.excepthook = self._uncaught
        threading.excepthook = self._uncaught_in_thread
        qInstallMessageHandler(self._qt_message)

    def remove(self) -> None:
        """Give everything back; for the end of the program and for tests."""
        qInstallMessageHandler(None)
        sys.excepthook = sys.__excepthook__
        threading.excepthook = threading.__excepthook__
        logging.getLogger().removeHandler(self._handler)
        self._handler.close()

    def report(self, error: BaseException) -> None:
        number = f"{time.strftime('%m%d-%H%M')}-{next(self._numbers)}"
        _log.error("report %s", number, exc_info=(type(error), error, error.__traceback__))
        self._came.emit(number)

    @Slot(str)
    def _show(self, number: str) -> None:
        self.reported.emit(number)
        if self._shown:
            return
        from desktop.shell.defect_dialog import DefectDialog

        self._shown = True
        dialog = DefectDialog(number, self.log_file)
        dialog.finished.connect(self._seen)
        dialog.finished.connect(dialog.deleteLater)
        self._dialog = dialog
        dialog.open()

    @Slot()
    def _seen(self) -> None:
        self._shown = False
        del self._dialog

    def _uncaught(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        self.report(error)

    def _uncaught_in_thread(self, arguments: threading.ExceptHookArgs) -> None:
        if arguments.exc_value is not None:
            self.report(arguments.exc_value)

    def _qt_message(self, kind: QtMsgType, _context: QMessageLogContext, message: str) -> None:
        if not any(part in message for part in _HARMLESS):
            logging.getLogger("qt").log(_LEVELS.get(kind, logging.WARNING), "%s", message)
