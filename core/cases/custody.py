"""What changed hands: who had which duty on a case and when, who saw which paper, who was shown which number and why."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import select

from core.cases import tables
from core.cases.rules import REASONS, Stage
from core.draw import tables as draws
from core.draw.rules import REASONS as DRAW_REASONS
from core.identity import tables as identity
from core.intake import tables as intake
from core.kernel.clock import local_text
from core.kernel.errors import NotFound
from core.kernel.words import Words
from core.products.rules import DOCUMENT_KIND_WORDS
from core.storage.work import Reading, Storage


class Handing(StrEnum):
    """What passed to a person."""

    DUTY = "duty"
    REDRAW = "redraw"
    PAPER = "paper"
    NUMBER = "number"

    @property
    def words(self) -> Words:
        return _HANDING_WORDS[self]


_HANDING_WORDS = {
    Handing.DUTY: Words("职责", "Duty"),
    Handing.REDRAW: Words("重新抽签", "Draw again"),
    Handing.PAPER: Words("看过材料", "Paper seen"),
    Handing.NUMBER: Words("查看号码", "Number shown"),
}
_ENDS = {
    "opinion": Words("已出具意见", "Opinion given"),
    "decision": Words("已作决定", "Decided"),
    "return": Words("退回", "Returned"),
    "withdrawal": Words("申请人撤回", "Withdrawn by the applicant"),
}
_REASONS = {reason.code: reason.words for reason in REASONS}
_NUMBERS = {"id-number": Words("证件号码", "ID number"), "phone": Words("电话号码", "Telephone number"),
            "account": Words("收款账号", "Account number")}  # fmt: skip
_OPEN = Words("未结束", "Still open")
_OTHER_PHOTO = Words("并排比对另一户照片", "Another household's photo, side by side")


@dataclass(frozen=True, slots=True)
class CustodyRow:
    """One thing in one pair of hands, from ``at`` (µs) until ``until`` (a duty only; ``None`` while it lasts)."""

    number: int
    at: int
    until: int | None
    handing: Handing
    person: str
    what: Words
    why: Words


HEADINGS = (
    Words("自", "From"),
    Words("至", "Until"),
    Words("种类", "Kind"),
    Words("人员", "Person"),
    Words("内容", "What"),
    Words("原因", "Why"),
)


@dataclass(frozen=True, slots=True)
class Custody:
    """A case's custody, the earliest first."""

    case_id: UUID
    case_number: str
    rows: tuple[CustodyRow, ...]

    def lines(self, language: str) -> list[list[str]]:
        """Its rows as texts under :data:`HEADINGS`."""
        made = []
        for row in self.rows:
            until = local_text(row.until, seconds=True) if row.until is not None else ""
            kind, what, why = (one.in_language(language) for one in (row.handing.words, row.what, row.why))
            made.append([local_text(row.at, seconds=True), until, kind, row.person, what, why])
        return made

    def to_csv(self, language: str) -> str:
        """For a table program: with a byte order mark, so that Chinese is read rightly."""
        out = io.StringIO()
        writer = csv.writer(out)
        writer.writerow([words.in_language(language) for words in (Words("案件", "Case"), *HEADINGS)])
        for line in self.lines(language):
            writer.writerow([_safe(cell) for cell in (self.case_number, *line)])
        return "\ufeff" + out.getvalue()


def _safe(cell: str) -> str:
    """A cell that no table program takes for a formula."""
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t") else cell


class CustodyQueries:
    """What an auditor reads of one case's custody."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    def of_case(self, case_id: UUID) -> Custody:
        """Everything that passed through hands. ``NotFound`` where this person sees no such case."""
        case = tables.loan_case.c
        return self._custody(case.id == case_id)

    def of_number(self, number: str) -> Custody:
        """As :meth:`of_case`, of the newest case whose number contains ``number``."""
        return self._custody(tables.loan_case.c.number.contains(number.strip(), autoescape=True))

    def _custody(self, which: Any) -> Custody:
        case = tables.loan_case.c
        with self._storage.reading() as reading:
            found = reading.first(select(case.id, case.number).where(which).order_by(case.id.desc()).limit(1))
            if found is None:
                raise NotFound("没有这样的案件。", "There is no such case.")
            staff = identity.staff.c
            people = {row.id: row.name for row in reading.all(select(staff.id, staff.name))}
            rows = [
                *_duties(reading, found.id),
                *_redraws(reading, found.id),
                *_papers(reading, found.id),
                *_numbers(reading, found.id),
            ]
        rows.sort(key=lambda row: (row[0], row[2].value))
        return Custody(found.id, found.number, _numbered(rows, people))


#: at, until, handing, person's id, what, why
_Row = tuple[int, int | None, Handing, UUID | None, Words, Words]
_NOTHING = Words("", "")


def _numbered(rows: Sequence[_Row], people: Mapping[UUID, str]) -> tuple[CustodyRow, ...]:
    return tuple(
        CustodyRow(number, at, until, handing, people.get(who, "—") if who else "—", what, why)
        for number, (at, until, handing, who, what, why) in enumerate(rows)
    )


def _duties(reading: Reading, case_id: UUID) -> Iterator[_Row]:
    duty, end = tables.duty, tables.duty_end
    rows = reading.all(
        select(duty.c.at, duty.c.stage, duty.c.round, duty.c.staff_id, end.c.at.label("until"), end.c.how)
        .outerjoin(end, end.c.duty_id == duty.c.id)
        .where(duty.c.case_id == case_id)
    )
    for row in rows:
        stage = Stage(row.stage).words
        what = Words(f"{stage.zh}（第 {row.round} 轮）", f"{stage.en} (round {row.round})")
        how = _OPEN if row.how is None else _ENDS.get(row.how, Words(row.how, row.how))
        if row.until is None and row.stage == Stage.INVESTIGATION:
            how = _NOTHING
        yield row.at, row.until, Handing.DUTY, row.staff_id, what, how


def _redraws(reading: Reading, case_id: UUID) -> Iterator[_Row]:
    draw = draws.draw
    rows = reading.all(select(draw).where(draw.c.case_id == case_id, draw.c.reason != "first"))
    for row in rows:
        stage = Stage(row.stage).words
        what = Words(f"{stage.zh}，第 {row.number} 号抽签", f"{stage.en}, draw {row.number}")
        why = DRAW_REASONS.get(row.reason, Words(row.reason, row.reason))
        yield row.at, None, Handing.REDRAW, row.result_staff_id, what, why


def _papers(reading: Reading, case_id: UUID) -> Iterator[_Row]:
    viewing, document = tables.viewing, intake.document
    rows = reading.all(
        select(viewing.c.at, viewing.c.staff_id, viewing.c.page, document.c.kind, document.c.round)
        .join(document, document.c.id == viewing.c.document_id)
        .where(viewing.c.case_id == case_id)
    )
    for row in rows:
        kind = DOCUMENT_KIND_WORDS.get(row.kind, Words(row.kind, row.kind))
        what = Words(f"{kind.zh}，第 {row.page} 页", f"{kind.en}, page {row.page}")
        yield row.at, None, Handing.PAPER, row.staff_id, what, _NOTHING
    compared = tables.comparison
    for row in reading.all(select(compared).where(compared.c.case_id == case_id)):
        yield row.at, None, Handing.PAPER, row.staff_id, _OTHER_PHOTO, _NOTHING


def _numbers(reading: Reading, case_id: UUID) -> Iterator[_Row]:
    reveal, number = tables.reveal, tables.person_number
    rows = reading.all(
        select(
            reveal.c.at,
            reveal.c.staff_id,
            reveal.c.reason,
            reveal.c.remark,
            number.c.kind,
            number.c.holder,
            number.c.masked,
        )
        .join(number, number.c.id == reveal.c.number_id)
        .where(reveal.c.case_id == case_id)
    )
    for row in rows:
        kind = _NUMBERS.get(row.kind, Words(row.kind, row.kind))
        why = _REASONS.get(row.reason, Words(row.reason, row.reason))
        remark = f" · {row.remark}" if row.remark else ""
        what = Words(f"{row.holder} {kind.zh} {row.masked}", f"{row.holder} {kind.en} {row.masked}")
        yield row.at, None, Handing.NUMBER, row.staff_id, what, Words(why.zh + remark, why.en + remark)
