"""Breaking Chinese and Latin text into lines, without a reader's stumbling block at either end.

Widths come from the cut fonts (no kerning, so they add up). Closing marks do not begin a line, opening
marks do not end one (GB/T 15834, 附录 on line ends); Latin words and numbers stay whole unless one is
longer than the line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

MM_PER_POINT = 25.4 / 72

_CLOSING = frozenset("、。，．；：！？）】》〉」』”’％%…—·,.;:!?)]}")
_OPENING = frozenset("（【《〈「『“‘([{￥¥")
_BLANK = re.compile(r"[\t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_ANY_BLANK = re.compile(r"[\t\r\n\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_ATOM = re.compile(r"[ ]+|[A-Za-z0-9_@#&+\-./:%,À-ɏͰ-ӿ]+|.", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Style:
    """How a text looks: size in points, weight, colour, and the distance of its lines in mm."""

    size: float
    colour: tuple[int, int, int]
    bold: bool = False
    leading: float = 0.0

    @property
    def line(self) -> float:
        """Distance between base lines, in mm."""
        return self.leading or self.size * MM_PER_POINT * 1.5


def plain_lines(text: str) -> list[str]:
    """The paragraphs of a text, with tabs, wide blanks and the like made into plain ones."""
    return [_BLANK.sub(" ", part) for part in re.split(r"\r\n|\r|\n", text)]


def one_line(text: str) -> str:
    """A text with all white space made into plain blanks, as a single line shows it."""
    return _ANY_BLANK.sub(" ", text)


def _atoms(paragraph: str) -> Iterator[str]:
    """Pieces that stay on one line: closing marks glued to what precedes, opening ones to what follows."""
    held = ""
    for piece in _ATOM.findall(paragraph):
        opened = held.rstrip(" ")[-1:]
        if held and (piece in _CLOSING or (opened and opened in _OPENING)):
            held += piece
            continue
        if held:
            yield held
        held = piece
    if held:
        yield held


def wrap(text: str, width: float, advances: dict[str, float], size: float) -> list[str]:
    """``text`` in lines of at most ``width`` mm at ``size`` points; an empty text has one empty line."""
    limit = width / (size * MM_PER_POINT) * 1000 + 0.5
    lines: list[str] = []
    for paragraph in plain_lines(text):
        lines.extend(_lines(paragraph, limit, advances))
    return lines or [""]


def _lines(paragraph: str, limit: float, advances: dict[str, float]) -> list[str]:
    lines: list[str] = []
    line, used = "", 0.0
    for atom in _atoms(paragraph):
        needed = sum(advances[c] for c in atom)
        if used + needed > limit and line:
            lines.append(line.rstrip(" "))
            line, used = "", 0.0
            if atom.isspace():
                continue
        if needed > limit:
            *full, line = _chopped(atom, limit, advances)
            lines.extend(full)
            used = sum(advances[c] for c in line)
        else:
            line, used = line + atom, used + needed
    return [*lines, line.rstrip(" ")]


def _chopped(atom: str, limit: float, advances: dict[str, float]) -> list[str]:
    """A piece longer than the line, cut where it must be."""
    parts, used = [""], 0.0
    for character in atom:
        if used + advances[character] > limit and parts[-1]:
            parts.append("")
            used = 0.0
        parts[-1] += character
        used += advances[character]
    return parts
