"""Starts the window: ``python -m desktop`` or ``evenhand-window``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from desktop.shell.sign_in import SignIn


def main() -> int:
    """Show the sign-in window and run until the last window closes."""
    import platformdirs

    return run(Path(platformdirs.user_data_dir("evenhand", appauthor=False)), _no_centre)


def run(home: Path, sign_in: SignIn) -> int:
    """The window over ``sign_in``, with settings and log in ``home``."""
    from desktop.app import make_desk
    from desktop.shell.sign_in import SignInWindow

    desk = make_desk(home)
    window = SignInWindow(sign_in, desk.tasks, desk.settings)
    window.show()
    try:
        return desk.app.exec()
    finally:
        desk.close()


def _no_centre(login: str, passphrase: str) -> object:
    from core.kernel.errors import Unavailable

    raise Unavailable(
        "这台机器上还没有中心，请先建立。", "There is no centre on this machine yet; make one first."
    )


if __name__ == "__main__":
    sys.exit(main())
