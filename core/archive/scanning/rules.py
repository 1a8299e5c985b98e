"""Which pages of a stack make which paper, and to which record each goes; which papers a record still wants."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Protocol

from core.archive.rules import dossier_id
from core.kernel.errors import BadInput
from core.kernel.words import Words

#: What a separator sheet's QR begins with; the id of a record and a kind of paper follow, either may be empty.
SEPARATOR_PREFIX = "EHS1:"
OTHER = "other"
SETTLED = "settled"

NO_SHEET, NO_RECORD, NO_KIND = "no-sheet", "no-record", "no-kind"
UNKNOWN_RECORD, GONE = "unknown-record", "record-gone"
REASON_WORDS = {
    NO_SHEET: Words("前面没有分隔页", "No separator sheet before it"),
    NO_RECORD: Words("分隔页未指明档案", "The separator sheet names no record"),
    NO_KIND: Words("分隔页未写材料种类", "The separator sheet names no kind of paper"),
    UNKNOWN_RECORD: Words("分隔页所指档案不存在", "There is no such record as the sheet names"),
    GONE: Words("分隔页所指档案已销毁", "The record that the sheet names was destroyed"),
}
BY_SHEET, BY_NUMBER, BY_CODE, BY_NAME, BY_NEIGHBOUR = "sheet", "number", "code", "name", "neighbour"
SUGGESTION_WORDS = {
    BY_SHEET: Words("分隔页所指的档案", "The separator sheet names it"),
    BY_NUMBER: Words("文中有其档号", "Its archival number is in the text"),
    BY_CODE: Words("页上有其二维码", "Its QR code is on a page"),
    BY_NAME: Words("文中有申请人姓名", "The applicant's name is in the text"),
    BY_NEIGHBOUR: Words("同叠中的前一份", "The paper before it in the stack"),
}
DISCARD_REASONS = {
    "duplicate": Words("重复扫描", "Scanned twice"),
    "unreadable": Words("无法辨认，须重扫", "Not legible; to be scanned again"),
    "not-ours": Words("不属于本馆档案", "Belongs to no record here"),
    "separator": Words("分隔页或废页", "A separator sheet or waste"),
}


@dataclass(frozen=True, slots=True)
class PaperKind:
    """A kind of later paper; ``wanted_after``: approve, decline or settled, empty where it is not asked for."""

    code: str
    words: Words
    wanted_after: str


@cache
def paper_kinds() -> tuple[PaperKind, ...]:
    """The kinds of the catalogue (``resources/catalogue/later_papers.toml``), in its order."""
    listed = tomllib.loads((files("resources") / "catalogue" / "later_papers.toml").read_text("utf-8"))
    return tuple(
        PaperKind(one["code"], Words(one["zh"], one["en"]), one.get("wanted_after", ""))
        for one in listed["paper"]
    )


def kind_words(code: str) -> Words:
    """The words for a kind of later paper; one of another catalogue is called by its code."""
    return next((one.words for one in paper_kinds() if one.code == code), Words(code, code))


def kind_named(code: str) -> str:
    """``code``, if it is a kind of this catalogue."""
    if any(one.code == code for one in paper_kinds()):
        return code
    known = ", ".join(one.code for one in paper_kinds())
    raise BadInput(f"没有材料种类“{code}”：{known}。", f"There is no kind of paper “{code}”: {known}.")


def wanted_papers(outcome: str, *, settled: bool, there: Iterable[str]) -> tuple[PaperKind, ...]:
    """Later papers that a record with this outcome wants and does not have."""
    have, after = set(there), {outcome, SETTLED} if settled else {outcome}
    return tuple(one for one in paper_kinds() if one.wanted_after in after and one.code not in have)


@dataclass(frozen=True, slots=True)
class Separator:
    """What a separator sheet says: the opaque id of a record, and a kind of paper; either may be empty."""

    record: str = ""
    kind: str = ""


def separator_payload(separator: Separator) -> str:
    """What the sheet's QR carries: nothing that tells about a person."""
    record = dossier_id(separator.record) if separator.record else ""
    return f"{SEPARATOR_PREFIX}{record}:{separator.kind}"


def read_separator(text: str) -> Separator | None:
    """The sheet in what a scanner read, or ``None`` where the code is none of a sheet."""
    if not text.startswith(SEPARATOR_PREFIX) or text.count(":") != 2:
        return None
    record, kind = text[len(SEPARATOR_PREFIX) :].split(":")
    try:
        found = dossier_id(record) if record else ""
    except BadInput:
        return None
    return Separator(found, kind if any(one.code == kind for one in paper_kinds()) else "")


class Page(Protocol):
    """What splitting looks at."""

    @property
    def number(self) -> int: ...
    @property
    def texts(self) -> tuple[str, ...]: ...
    @property
    def written(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class StackPart:
    """Pages (their numbers in the stack) that make one paper; ``separator`` is ``None`` before the first sheet."""

    separator: Separator | None
    pages: tuple[int, ...]
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SplitStack:
    """The papers of a stack, how many pages were blank, how many were sheets."""

    parts: tuple[StackPart, ...]
    blanks: int
    separators: int


def sheet_on(page: Page) -> Separator | None:
    """The separator sheet that the page is, if it is one."""
    return next((sheet for text in page.texts if (sheet := read_separator(text)) is not None), None)


def split(pages: Sequence[Page]) -> SplitStack:
    """Cut the stack at its sheets and drop what is blank. A sheet followed by nothing makes no paper."""
    parts: list[StackPart] = []
    blanks = separators = 0
    sheet: Separator | None = None
    kept: list[Page] = []

    def end() -> None:
        if kept:
            codes = tuple(dict.fromkeys(text for page in kept for text in page.texts))
            parts.append(StackPart(sheet, tuple(page.number for page in kept), codes))
            kept.clear()

    for page in pages:
        found = sheet_on(page)
        if found is not None:
            end()
            sheet, separators = found, separators + 1
        elif page.written:
            kept.append(page)
        else:
            blanks += 1
    end()
    return SplitStack(tuple(parts), blanks, separators)
