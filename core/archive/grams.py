"""Search grams: an index that misses nothing, and an exact check of what it finds.

Chinese names have two characters, numbers are remembered by their last four digits, and neither a
word segmenter nor a trigram index finds both. So we cut our own grams: every two consecutive CJK
characters, every four consecutive letters or digits, and the short tail of each run, so that a
prefix look-up finds what is shorter. Grams only narrow down; :func:`matches` decides. Both sides
are normalised alike (NFKC, case, kinds of dash and middle dot), so full-width input finds half-width
text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

CJK_GRAM = 2
OTHER_GRAM = 4

#: Ideographs of all extensions, kana, hangul: of these pairs are indexed.
_CJK_RANGES = (
    (0x3005, 0x3007),  # 々 〆 〇
    (0x3021, 0x3029),
    (0x3041, 0x30FA),  # kana
    (0x3105, 0x312F),
    (0x3400, 0x4DBF),  # extension A
    (0x4E00, 0x9FFF),
    (0xAC00, 0xD7A3),
    (0xF900, 0xFAFF),
    (0x20000, 0x3FFFF),  # extension B and later
)
_CJK = "".join(f"{chr(first)}-{chr(last)}" for first, last in _CJK_RANGES)
#: Letters and digits are what ``str.isalnum`` says: ``\w`` without the underscore.
_RUN = re.compile(f"([{_CJK}]+)|([^\\W_{_CJK}]+)")
_FOLD = str.maketrans(dict.fromkeys("・•‧⋅∙", "·") | dict.fromkeys("‐‑‒–—―−", "-"))


@dataclass(frozen=True, slots=True)
class Gram:
    """One look-up in the index: the gram itself, or with ``prefix`` every gram that begins with it."""

    text: str
    prefix: bool = False


def normalise(text: str) -> str:
    """``text`` as it is indexed and compared; length and offsets may change."""
    if text.isascii():
        return text.lower()
    return "".join(folded for folded, _, _ in _clusters(text))


def _clusters(text: str) -> Iterator[tuple[str, int, int]]:
    """Each character with the marks that follow it: normalised, and its start and end in ``text``."""
    start = 0
    while start < len(text):
        end = start + 1
        while end < len(text) and unicodedata.combining(text[end]):
            end += 1
        folded = unicodedata.normalize("NFKC", text[start:end]).translate(_FOLD).casefold()
        yield folded, start, end
        start = end


def _runs(normalised: str) -> Iterator[tuple[bool, str]]:
    """Maximal runs of CJK characters (True) or of other letters and digits (False)."""
    for found in _RUN.finditer(normalised):
        yield found.lastindex == 1, found[0]


def index_grams(fields: Iterable[str]) -> tuple[str, ...]:
    """The distinct grams of a record's texts, sorted. Nothing spans two fields."""
    grams: set[str] = set()
    for text in fields:
        for cjk, run in _runs(normalise(text)):
            size = CJK_GRAM if cjk else OTHER_GRAM
            # The last windows are shorter: they are the tails that prefix look-ups rest on.
            grams.update(run[start : start + size] for start in range(len(run)))
    return tuple(sorted(grams))


def search_text(fields: Iterable[str]) -> str:
    """The record's texts, normalised, one a line: a term matches where it is a substring of this."""
    return "\n".join(normalise(" ".join(text.split())) for text in fields)


def parse_query(query: str) -> tuple[str, ...]:
    """The normalised terms of ``query``: parts between blanks that hold a letter, digit or character.

    All terms must match (see :func:`matches`). Repeated terms, and terms inside a longer one, fall away.
    """
    terms: list[str] = []
    for part in normalise(query).split():
        if part not in terms and any(True for _ in _runs(part)):
            terms.append(part)
    return tuple(term for term in terms if not any(term != other and term in other for other in terms))


def query_grams(query: str | Sequence[str]) -> tuple[Gram, ...]:
    """Look-ups that every matching record answers; ``query`` as typed, or terms from :func:`parse_query`.

    Short runs become prefix look-ups; they are slow and blunt, so they are left out as soon as the
    query has a full gram. No grams at all means that the query has no terms.
    """
    terms = parse_query(query) if isinstance(query, str) else query
    whole: list[Gram] = []
    short: list[Gram] = []
    for term in terms:
        for cjk, run in _runs(term):
            size = CJK_GRAM if cjk else OTHER_GRAM
            if len(run) < size:
                short.append(Gram(run, prefix=True))
            whole.extend(Gram(run[start : start + size]) for start in range(len(run) - size + 1))
    return tuple(dict.fromkeys(whole or short))


def grams_decide(terms: Sequence[str]) -> bool:
    """Whether the look-ups of :func:`query_grams` are the whole truth about ``terms``: no text need be read.

    So it is where each term is one run no longer than a gram, and none was left out for being short.
    """
    whole = set()
    for term in terms:
        cjk, run = next(_runs(term), (False, ""))
        size = CJK_GRAM if cjk else OTHER_GRAM
        if run != term or len(run) > size:
            return False
        whole.add(len(run) == size)
    return len(whole) == 1


def fts5_match(grams: Iterable[Gram]) -> str:
    """The look-ups as an FTS5 MATCH expression (grams hold letters, digits and characters only)."""
    return " AND ".join(f'"{gram.text}"{" *" if gram.prefix else ""}' for gram in grams)


def tsquery(grams: Iterable[Gram]) -> str:
    """The look-ups as a PostgreSQL ``tsquery`` text, to be cast with ``::tsquery``."""
    return " & ".join(f"'{gram.text}'{':*' if gram.prefix else ''}" for gram in grams)


def matches(terms: Iterable[str], fields: Iterable[str]) -> bool:
    """Whether every normalised term stands somewhere within one of the fields: the exact answer."""
    text = search_text(fields)
    return all(term in text for term in terms)


def hit_ranges(text: str, terms: Iterable[str]) -> tuple[tuple[int, int], ...]:
    """Where ``terms`` stand in ``text``: sorted, merged (start, end) offsets in characters."""
    folded: list[str] = []
    source: list[tuple[int, int]] = []
    for part, start, end in _clusters(text):
        folded.append(part)
        source.extend([(start, end)] * len(part))
    normalised = "".join(folded)
    found: list[tuple[int, int]] = []
    for term in terms:
        at = normalised.find(term) if term else -1
        while at >= 0:
            found.append((source[at][0], source[at + len(term) - 1][1]))
            at = normalised.find(term, at + 1)
    return _merged(found)


def _merged(ranges: list[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(ranges):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)


def utf16_ranges(text: str, ranges: Iterable[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Character offsets as UTF-16 offsets, which windows count in (𠮷 counts two there)."""
    offsets = [0]
    for character in text:
        offsets.append(offsets[-1] + (2 if ord(character) > 0xFFFF else 1))
    return tuple((offsets[start], offsets[end]) for start, end in ranges)
