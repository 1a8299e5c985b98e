"""What is measured on the picture of a scanned page: whether anything is written, in colour, and how it is tilted."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

#: Longest side at which ink is looked for (A4 at some 100 dpi) and tilt is measured (some 75 dpi).
_INK_SIDE, _TILT_SIDE = 1170, 880
#: Share of each side that is not looked at: shadows of the scanner's edge.
_EDGE = 0.02
#: A stroke is at least this much darker than the paper around it (of 255), and this many times the paper's grain.
_FAINTEST, _GRAINS = 6.0, 4.5
#: Squares of this many pixels; writing fills at least so many pixels of one.
_SQUARE, _STROKE = 24, 7
MOST_TILT = 6.0
"""Degrees; what is tilted more was laid askew on purpose, or is a picture."""
_NOTABLE_TILT = 0.08
_COLOURED, _COLOURED_SHARE = 48, 0.0004


def is_written_on(grey: Image.Image) -> bool:
    """Whether a page bears writing, however faint. In doubt it does: dust keeps a page, pencil never loses one."""
    return bool(_strokes(grey).any())


def _strokes(grey: Image.Image) -> NDArray[np.bool_]:
    """By squares of the page: whether so many pixels of it are darker than the paper around them."""
    small = _reduced(grey, _INK_SIDE)
    pixels = np.asarray(small, np.float32)
    fine = np.asarray(small.filter(ImageFilter.BoxBlur(1)), np.float32)
    paper = np.asarray(_paper_of(small), np.float32)
    return _dark_squares(paper - pixels) | _dark_squares(paper - fine)


def _paper_of(small: Image.Image) -> Image.Image:
    """The page without its writing: what is light within a finger's breadth."""
    tiny = small.reduce(8)
    return tiny.filter(ImageFilter.RankFilter(5, 16)).filter(ImageFilter.BoxBlur(1)).resize(small.size)


def _dark_squares(deeper: NDArray[np.float32]) -> NDArray[np.bool_]:
    height, width = deeper.shape
    top, left = int(height * _EDGE), int(width * _EDGE)
    deeper = deeper[top : height - top, left : width - left]
    middle = np.median(deeper[::3, ::3])
    ink = deeper - middle > max(_FAINTEST, _GRAINS * _grain(deeper[::3, ::3] - middle))
    rows, columns = ink.shape[0] // _SQUARE, ink.shape[1] // _SQUARE
    squares = ink[: rows * _SQUARE, : columns * _SQUARE].reshape(rows, _SQUARE, columns, _SQUARE)
    counted: NDArray[np.int64] = squares.sum(axis=(1, 3))
    # A stroke may lie across two squares: neighbours count together.
    side = np.zeros_like(counted)
    side[:, :-1] = counted[:, :-1] + counted[:, 1:]
    return np.maximum(counted, side) >= _STROKE


def _grain(rough: NDArray[np.float32]) -> float:
    """The standard deviation of bare paper, judged by the nine tenths of the pixels that differ least."""
    away = np.abs(rough)
    least = away[away <= np.percentile(away, 90)]
    return float(np.sqrt(np.mean(least * least))) / 0.79 + 0.2


def tilt(grey: Image.Image) -> float:
    """By how many degrees to turn the page anticlockwise to have its lines level; 0 where that cannot be told.

    The sums of ink along the lines are most uneven when the lines are level (projection profile).
    """
    small = _reduced(grey, _TILT_SIDE)
    pixels = np.asarray(small, np.float32)
    height, width = pixels.shape
    edge = int(width * 0.04)
    dark = pixels[edge : height - edge, edge : width - edge]
    ink = dark < np.median(dark) - max(25.0, 2.0 * float(dark.std()))
    down, across = np.nonzero(ink)
    if len(down) < 200:
        return 0.0
    if len(down) > 30_000:
        step = len(down) // 30_000 + 1
        down, across = down[::step], across[::step]
    points = (down.astype(np.float32), across.astype(np.float32) - width / 2)
    coarse = np.arange(-MOST_TILT, MOST_TILT + 0.01, 0.5)
    best = max(coarse, key=lambda angle: _unevenness(points, float(angle)))
    fine = np.arange(best - 0.5, best + 0.51, 0.1)
    angle = float(max(fine, key=lambda angle: _unevenness(points, float(angle))))
    return angle if abs(angle) >= _NOTABLE_TILT else 0.0


def _unevenness(points: tuple[NDArray[np.float32], NDArray[np.float32]], degrees: float) -> float:
    down, across = points
    turned = down - across * np.float32(np.tan(np.radians(degrees)))
    turned -= turned.min()
    rows = np.bincount(turned.astype(np.int32)).astype(np.float64)
    smooth = rows[:-2] + 2 * rows[1:-1] + rows[2:]  # else thin strokes win by how they fall on the pixels
    return float((smooth * smooth).sum())


def level(page: Image.Image, degrees: float) -> Image.Image:
    """The page turned so that its lines are level, on paper of its own colour."""
    if not degrees:
        return page
    paper = tuple(int(value) for value in np.median(np.asarray(page)[::16, ::16], axis=(0, 1)).ravel())
    fill = paper[0] if page.mode == "L" else paper
    return page.rotate(degrees, Image.Resampling.BILINEAR, fillcolor=fill)


def is_coloured(page: Image.Image) -> bool:
    """Whether seals or ink on the page are in colour; a tinge of the paper or the lamp is none."""
    small = page.reduce(4) if min(page.size) > 64 else page
    values = np.asarray(small, np.int16)
    chroma = values.max(axis=2) - values.min(axis=2)
    return bool((chroma > _COLOURED + np.median(chroma)).mean() > _COLOURED_SHARE)


def is_two_toned(grey: Image.Image) -> bool:
    """Whether hardly anything lies between the dark and the light: a page scanned in black and white."""
    counts = grey.histogram()
    return sum(counts[32:224]) < 0.004 * sum(counts)


def _reduced(grey: Image.Image, side: int) -> Image.Image:
    factor = max(grey.size) // side
    return grey.reduce(factor) if factor > 1 else grey
