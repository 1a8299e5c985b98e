"""What lasts as long as a window is set apart, so that no collection of rubbish looks through it again and again.

A collection goes through every object there is: with a window, its pages and all libraries loaded some 0.1 s, in which
nothing is painted, and it came once in forty cases, in the midst of one.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

_SETTLED_MS = 3_000


class LastingObjects(QObject):
    """Sets apart what there is once a window has been open for a while: who signed in looks at it just then."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._settled = QTimer(self)
        self._settled.setSingleShot(True)
        self._settled.setInterval(_SETTLED_MS)
        self._settled.timeout.connect(set_apart)

    def window_opened(self) -> None:
        self._settled.start()

    def window_closed(self) -> None:
        """What was the window's may go."""
        self._settled.stop()
        gc.unfreeze()


def set_apart() -> None:
    """Take rubbish away now, also what was set apart before; what is left is not looked through again."""
    gc.unfreeze()
    gc.collect()
    gc.freeze()
