"""Where the bundled window begins; it starts its workers as copies of itself too."""

import importlib
import sys

from entry import WORKERS


def main() -> int:
    first = sys.argv[1] if len(sys.argv) > 1 else ""
    if first in WORKERS:
        return int(importlib.import_module(WORKERS[first]).main() or 0)
    return int(importlib.import_module("desktop.__main__").main() or 0)


if __name__ == "__main__":
    sys.exit(main())
