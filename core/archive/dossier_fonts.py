"""Fonts of the dossier: found, asked for every character beforehand, and cut down to what is used.

A character that no font draws is never a blank in a sealed record: :meth:`DossierFonts.cut` refuses by
its name. Cutting the faces first (HarfBuzz) leaves the PDF writer a font of some hundred glyphs instead
of 65,000.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import uharfbuzz

from core.kernel.errors import BadInput, Unavailable

REGULAR, BOLD = "", "B"

_SC_FACE = 2  # Simplified Chinese in the Noto Sans CJK collections
_FOLDERS = (
    Path("/usr/share/fonts/opentype/noto"),
    Path("/usr/share/fonts/noto-cjk"),
    Path("/usr/share/fonts/google-noto-cjk"),
    Path("/usr/local/share/fonts/noto"),
    Path(__file__).resolve().parents[2] / "resources" / "fonts",
)
_DROPPED_TABLES = ("vhea", "vmtx", "VORG", "GSUB", "GPOS", "GDEF", "BASE")
_BREAKS = frozenset("\n\r\t ")


@dataclass(frozen=True, slots=True)
class FontFace:
    """One face in a font file; ``number`` counts the faces of a collection from 0."""

    path: Path
    number: int = 0


@dataclass(frozen=True, slots=True)
class CutFont:
    """A face cut down to some characters: the font file's bytes and advances in 1/1000 em."""

    data: bytes
    advances: dict[str, float]


@dataclass(frozen=True, slots=True)
class DossierFonts:
    """The faces a dossier is set in; ``fallback`` is asked, in order, for what the first two lack."""

    regular: FontFace
    bold: FontFace
    fallback: tuple[FontFace, ...] = ()

    def cut(self, characters: Iterable[str]) -> CutFonts:
        """Fonts for exactly these characters. BadInput names the first ones that would stay blank."""
        wanted = {character for character in characters if character not in _BREAKS} | {" "}
        shares = self._shares(wanted)
        return CutFonts(
            _cut(self.regular, shares[0]),
            _cut(self.bold, shares[0]),
            tuple(_cut(face, share) for face, share in zip(self.fallback, shares[1:], strict=True)),
        )

    def _shares(self, wanted: set[str]) -> list[set[str]]:
        """Which characters each face draws: the two main faces first, then every fallback."""
        main = {c for c in wanted if _draws(self.regular, c) and _draws(self.bold, c)}
        shares = [main]
        rest = wanted - main
        for face in self.fallback:
            share = {c for c in rest if _draws(face, c)}
            shares.append(share)
            rest -= share
        if rest:
            raise _no_glyph(sorted(rest))
        return shares


@dataclass(frozen=True, slots=True)
class CutFonts:
    """All cut faces of one dossier."""

    regular: CutFont
    bold: CutFont
    fallback: tuple[CutFont, ...]


def _no_glyph(missing: list[str]) -> BadInput:
    names = "、".join(f"U+{ord(c):04X}" + (f"“{c}”" if c.isprintable() else "") for c in missing[:8])
    first = unicodedata.name(missing[0], "unnamed")
    return BadInput(
        f"卷宗字体中没有字符 {names}，印出来会是空白，未封存。请安装含此字的字体，或更正录入。",
        f"No dossier font draws {names.replace('、', ', ')} ({first}); it would be blank, so nothing was "
        "sealed. Install a font that has it, or correct the entry.",
    )


@lru_cache(maxsize=8)
def _face(face: FontFace) -> uharfbuzz.Face:
    return uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(face.path)), face.number)


@lru_cache(maxsize=1 << 16)
def _draws(face: FontFace, character: str) -> bool:
    """Whether the face has ink for the character (a blank counts only where a space is meant)."""
    font = uharfbuzz.Font(_face(face))
    glyph = font.get_nominal_glyph(ord(character))
    if glyph is None or glyph == 0:
        return False
    if character.isspace():
        return True
    extents = font.get_glyph_extents(glyph)
    return extents is not None and extents.width != 0 and extents.height != 0


def cut_blob(source: uharfbuzz.Face, points: Iterable[int]) -> uharfbuzz.Blob:
    """A font file with the glyphs of these code points alone, without hints and layout tables."""
    wanted = uharfbuzz.SubsetInput()
    wanted.flags = uharfbuzz.SubsetFlags.DESUBROUTINIZE | uharfbuzz.SubsetFlags.NO_HINTING
    wanted.sets(uharfbuzz.SubsetInputSets.UNICODE).set(list(points))
    dropped = [int.from_bytes(tag.encode("ascii"), "big") for tag in _DROPPED_TABLES]
    wanted.sets(uharfbuzz.SubsetInputSets.DROP_TABLE_TAG).set(dropped)
    return uharfbuzz.subset(source, wanted).blob


def _cut(face: FontFace, characters: set[str]) -> CutFont:
    source = _face(face)
    font = uharfbuzz.Font(source)
    scale = 1000 / source.upem
    advances = {
        character: round(font.get_glyph_h_advance(font.get_nominal_glyph(ord(character))) * scale)
        for character in characters
    }
    return CutFont(cut_blob(source, map(ord, characters)).data, advances)


def house_fonts(folders: Iterable[Path] = _FOLDERS) -> DossierFonts:
    """Noto Sans CJK SC, regular and bold, from where systems put it. Unavailable says how to get it."""
    for folder in folders:
        regular, bold = folder / "NotoSansCJK-Regular.ttc", folder / "NotoSansCJK-Bold.ttc"
        if regular.is_file() and bold.is_file():
            return DossierFonts(FontFace(regular, _SC_FACE), FontFace(bold, _SC_FACE))
        regular, bold = folder / "NotoSansCJKsc-Regular.otf", folder / "NotoSansCJKsc-Bold.otf"
        if regular.is_file() and bold.is_file():
            return DossierFonts(FontFace(regular), FontFace(bold))
    raise Unavailable(
        "没有找到卷宗字体 Noto Sans CJK。Debian、Ubuntu：apt install fonts-noto-cjk。",
        "The dossier font Noto Sans CJK was not found. On Debian or Ubuntu: apt install fonts-noto-cjk.",
    )
