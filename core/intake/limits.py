"""How much a package may hold, and the names its members may have."""

from __future__ import annotations

import re

MOST_MEMBERS = 400
PACKAGE_BYTES = 200_000_000
MEMBER_BYTES = 40_000_000
TOTAL_BYTES = 400_000_000
MOST_RATIO = 100
RATIO_FROM = 1 << 20
MOST_PIXELS = 60_000_000
MOST_PDF_PAGES = 100
SAFE_NAME = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}(/[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}){0,4}")


def file_name(number: int) -> str:
    """The name under which the member with this number is unpacked: ours, never the package's."""
    return f"f{number:04d}"
