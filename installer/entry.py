"""Where the bundled program begins: the command, or one of the workers that it starts as a copy of itself."""

import importlib
import sys

WORKERS = {
    "--package-sandbox": "core.intake.sandbox",
    "--render-worker": "core.intake.render_worker",
    "--qr-worker": "core.archive.qr_worker",
    "--page-worker": "core.archive.scanning.page_worker",
}


def main() -> int:
    first = sys.argv[1] if len(sys.argv) > 1 else ""
    if first in WORKERS:
        return int(importlib.import_module(WORKERS[first]).main() or 0)
    return int(importlib.import_module("core.cli").main() or 0)


if __name__ == "__main__":
    sys.exit(main())
