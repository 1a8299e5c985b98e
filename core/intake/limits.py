"""How much a package may hold, and the names its members may have."""

from __future__ import annotations

import re
from dataclasses import dataclass

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


@dataclass(frozen=True, slots=True)
class Room:
    """How much one container may hold: members, bytes as it lies, bytes of one member and of all unpacked."""

    members: int
    container_bytes: int
    member_bytes: int
    total_bytes: int


PACKAGE_ROOM = Room(MOST_MEMBERS, PACKAGE_BYTES, MEMBER_BYTES, TOTAL_BYTES)
#: A transfer holds many records with all their originals; every file of it is still no larger than a paper may be.
TRANSFER_ROOM = Room(50_000, 20_000_000_000, 128 << 20, 40_000_000_000)
