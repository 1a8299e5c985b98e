"""The process that :mod:`desktop.bench.start` times: ``python -m desktop.bench.start_child evenhand|empty DIR``.

It says ``painted`` when the first window has painted all it shows and is on the screen. The program itself
is started as its command starts it; only the event loop's ``exec`` is replaced by one that watches for the
first painting. What a window builds after that (a demonstration's list of people) is not in the time.
"""

from __future__ import annotations

import sys

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer, Slot
from PySide6.QtWidgets import QApplication, QWidget


class _Watch(QObject):
    """Notes the first painting of anything, and says so when that painting is over."""

    began = False
    painted = False

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint and not self.began:
            self.began = True
            # The whole window is painted and shown in one go: the first timer after it comes after that.
            QTimer.singleShot(0, self.say)
        return False

    @Slot()
    def say(self) -> None:
        self.painted = True
        sys.stdout.write("painted\n")
        sys.stdout.flush()


def run_until_painted(*_: object) -> int:
    """In place of ``QApplication.exec``: until the first window has painted all it shows."""
    watch = _Watch()
    application = QCoreApplication.instance()
    assert application is not None
    application.installEventFilter(watch)
    while not watch.painted:
        QCoreApplication.processEvents()
    return 0


def main() -> int:
    """Start what is asked for."""
    what, centre = sys.argv[1:3]
    if what == "empty":
        application = QApplication([])
        window = QWidget()
        window.resize(960, 640)
        window.show()
        run_until_painted()
        return 0 if application else 1
    QApplication.exec = staticmethod(run_until_painted)  # type: ignore[method-assign]
    from core.cli import main as evenhand

    return evenhand(["--centre", centre, "window"])


if __name__ == "__main__":
    sys.exit(main())
