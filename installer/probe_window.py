"""Does a window come up here, with a Chinese font? Ends with a sentence when not; `make setup` asks it last."""

import ctypes
import os
import sys
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"

import PySide6
from PySide6 import QtGui, QtWidgets

FONT = "Noto Sans CJK SC"


def main() -> None:
    application = QtWidgets.QApplication([])
    if FONT not in QtGui.QFontDatabase.families():
        sys.exit(f"The font {FONT} is missing (fonts-noto-cjk).")
    plugin = Path(PySide6.__file__).parent / "Qt" / "plugins" / "platforms" / "libqxcb.so"
    if os.environ.get("DISPLAY") and plugin.exists():
        ctypes.CDLL(str(plugin))  # names the library that an X screen would miss
    application.quit()


if __name__ == "__main__":
    main()
