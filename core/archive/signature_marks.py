"""What a signature shows on paper: a drawn mark without letters, so that it needs no font and stays PDF/A.

The name, the post and the time beside it are printed in the dossier's own box.
"""

from __future__ import annotations

from math import cos, pi, sin

from pyhanko.pdf_utils import generic

_TEAL, _RED = "0.043 0.42 0.384", "0.78 0.12 0.10"
_ARC = 0.5523


def mark(kind: str, corners: tuple[int, int, int, int]) -> generic.StreamObject:
    """The appearance for a box with these corners: a tick in a ring for a person, a star in rings for the seal."""
    width, height = corners[2] - corners[0], corners[3] - corners[1]
    r = min(width, height) * 0.25
    x, y = width - r - 8, r + 6  # below the line with the name, beside that with the time
    content = _seal(x, y, r) if kind == "seal" else _tick(x, y, r * 0.75)
    form = generic.StreamObject(stream_data=content.encode("ascii"))
    box = generic.ArrayObject([generic.NumberObject(value) for value in (0, 0, width, height)])
    form.update(
        {
            generic.pdf_name("/Type"): generic.pdf_name("/XObject"),
            generic.pdf_name("/Subtype"): generic.pdf_name("/Form"),
            generic.pdf_name("/BBox"): box,
            generic.pdf_name("/Resources"): generic.DictionaryObject(),
        }
    )
    return form


def _ring(x: float, y: float, r: float) -> str:
    c = r * _ARC
    return (
        f"{x + r:.2f} {y:.2f} m {x + r:.2f} {y + c:.2f} {x + c:.2f} {y + r:.2f} {x:.2f} {y + r:.2f} c "
        f"{x - c:.2f} {y + r:.2f} {x - r:.2f} {y + c:.2f} {x - r:.2f} {y:.2f} c "
        f"{x - r:.2f} {y - c:.2f} {x - c:.2f} {y - r:.2f} {x:.2f} {y - r:.2f} c "
        f"{x + c:.2f} {y - r:.2f} {x + r:.2f} {y - c:.2f} {x + r:.2f} {y:.2f} c s"
    )


def _tick(x: float, y: float, r: float) -> str:
    return (
        f"q {_TEAL} RG 1.4 w 1 J 1 j {_ring(x, y, r)} 2.2 w "
        f"{x - r * 0.48:.2f} {y - r * 0.02:.2f} m {x - r * 0.1:.2f} {y - r * 0.42:.2f} l "
        f"{x + r * 0.52:.2f} {y + r * 0.4:.2f} l S Q"
    )


def _seal(x: float, y: float, r: float) -> str:
    points = []
    for number in range(10):
        angle, length = pi / 2 + number * pi / 5, r * (0.42 if number % 2 == 0 else 0.16)
        points.append(f"{x + length * cos(angle):.2f} {y + length * sin(angle):.2f}")
    star = f"{points[0]} m " + " ".join(f"{point} l" for point in points[1:]) + " h f"
    return f"q {_RED} RG {_RED} rg 2.4 w {_ring(x, y, r)} 0.8 w {_ring(x, y, r * 0.84)} {star} Q"
