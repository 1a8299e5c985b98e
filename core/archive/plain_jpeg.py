"""A photo's JPEG as it was taken, without anything that is not its picture: what may lie in a dossier unchanged.

Only the plainest kind passes (ITU-T T.81 baseline: eight bits, Huffman codes, grey or YCbCr, one scan), put together
anew from the segments that decoding takes. Where it was taken, by what, thumbnails, profiles and whatever hangs on its
end stay behind: no reader of the dossier is fed them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_START, _END = b"\xff\xd8", b"\xff\xd9"
_BASELINE, _HUFFMAN, _QUANTA, _INTERVAL, _SCAN = 0xC0, 0xC4, 0xDB, 0xDD, 0xDA
_NO_PICTURE = {*range(0xE0, 0xF0), 0xFE}  # APPn, COM
_ADOBE, _YCBCR = 0xEE, 1
#: Density unknown, no thumbnail (JFIF 1.02): what says that three components are YCbCr.
_JFIF = b"\xff\xe0\x00\x10JFIF\x00\x01\x02\x00\x00\x01\x00\x01\x00\x00"
#: The first marker after a scan: no stuffed byte and no restart.
_AFTER_SCAN = re.compile(rb"\xff[^\x00\xd0-\xd7]")
_COMPONENTS = (b"\x01", b"\x01\x02\x03")


def plain_jpeg(data: bytes, size: tuple[int, int]) -> bytes | None:
    """The JPEG ``data`` of ``size`` (width, height) freed of all but its picture; ``None`` where it is of another kind.

    Whether it can be decoded is not looked at: that is for a process without rights.
    """
    kept, framed = [_START, _JFIF], False
    for marker, segment, after in _segments(data):
        body = segment[4:]
        if marker == _ADOBE and (len(body) < 12 or body[:5] != b"Adobe" or body[11] != _YCBCR):
            return None
        if marker in _NO_PICTURE:
            continue
        if marker == _BASELINE:
            if framed or not _is_plain_frame(body, size):
                return None
            framed = True
        elif marker == _SCAN:
            end = _AFTER_SCAN.search(data, after)
            if not framed or end is None or end.group() != _END or body[:1] != bytes((_components(kept),)):
                return None
            return b"".join((*kept, segment, data[after : end.start()], _END))
        elif marker not in (_HUFFMAN, _QUANTA, _INTERVAL):
            return None
        kept.append(segment)
    return None


def _segments(data: bytes) -> Iterator[tuple[int, bytes, int]]:
    """Marker, whole segment and where the next one begins; ends where the bytes are no segments any more."""
    at = 2 if data[:2] == _START else len(data)
    while at + 4 <= len(data) and data[at] == 0xFF:
        end = at + 2 + int.from_bytes(data[at + 2 : at + 4], "big")
        if end > len(data) or end < at + 4:
            return
        yield data[at + 1], data[at:end], end
        at = end


def _is_plain_frame(body: bytes, size: tuple[int, int]) -> bool:
    """Precision, height, width, components: three bytes each, of which the first is its name."""
    height, width = int.from_bytes(body[1:3], "big"), int.from_bytes(body[3:5], "big")
    names = body[6::3]
    return body[:1] == b"\x08" and (width, height) == size and names in _COMPONENTS and body[5] == len(names)


def _components(kept: list[bytes]) -> int:
    return next(segment[9] for segment in kept if segment[1] == _BASELINE)
