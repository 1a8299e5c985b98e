"""Screenings one by one, for people of risk: found by case number or name, read whole; refusals counted."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, or_, select

from core.identity import tables as identity
from core.kernel.errors import NotFound
from core.kernel.words import Words
from core.risk import tables
from core.risk.explanation import CATEGORIES, REFUSE
from core.risk.past_cases import CASE, PastCase
from core.risk.screening import Screening
from core.storage.work import Reading

PAGE = 200


@dataclass(frozen=True, slots=True)
class ScreeningLine:
    """A screening in a list. ``outcome``: pass, person or refuse."""

    id: UUID
    case_id: UUID
    number: str
    applicant_name: str
    institution: Words
    round: int
    outcome: str
    at: int
    rule_set_version: str


@dataclass(frozen=True, slots=True)
class ScreeningView:
    """One screening whole, with its line."""

    line: ScreeningLine
    screening: Screening


@dataclass(frozen=True, slots=True)
class RefusalCount:
    """Refusals in one of the five categories; one refused for two causes counts in both."""

    category: str
    words: Words
    count: int


@dataclass(frozen=True, slots=True)
class RefusalCounts:
    """What the rules refused so far, of all screenings on record."""

    screened: int
    refused: int
    several: int
    rows: tuple[RefusalCount, ...]


def screening_lines(
    reading: Reading, text: str, after: ScreeningLine | None, limit: int
) -> list[ScreeningLine]:
    """The newest first; ``text`` keeps those whose case number or applicant's name contains it."""
    statement = _lines().order_by(tables.screening.c.id.desc()).limit(limit)
    if sought := text.strip():
        found = [
            column.contains(sought, autoescape=True) for column in (CASE.c.number, CASE.c.applicant_name)
        ]
        statement = statement.where(or_(*found))
    if after is not None:
        statement = statement.where(tables.screening.c.id < after.id)
    return [_line(row) for row in reading.all(statement)]


def screening_view(reading: Reading, screening_id: UUID) -> ScreeningView:
    """One screening; ``NotFound`` where there is none, ``Tampered`` where its inputs no longer fit their hash."""
    return _view(reading.first(_whole().where(tables.screening.c.id == screening_id)))


def screening_of_number(reading: Reading, number: str) -> ScreeningView:
    """The newest screening of the case with this number."""
    statement = _whole().where(CASE.c.number == number).order_by(tables.screening.c.id.desc()).limit(1)
    return _view(reading.first(statement))


class RefusalTally:
    """Counts refusals by category, screening by screening."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()
        self._screened = self._refused = self._several = 0

    def add(self, case: PastCase) -> None:
        self._screened += 1
        self._refused += case.outcome == REFUSE
        self._several += len(case.categories) > 1
        self._counts.update(case.categories)

    def counts(self) -> RefusalCounts:
        rows = tuple(RefusalCount(name, words, self._counts[name]) for name, words in CATEGORIES.items())
        return RefusalCounts(self._screened, self._refused, self._several, rows)


def _lines() -> Select[Any]:
    screening, bank = tables.screening, identity.institution
    return (
        select(
            screening.c.id,
            screening.c.case_id,
            screening.c.round,
            screening.c.outcome,
            screening.c.at,
            screening.c.rule_set_version,
            CASE.c.number,
            CASE.c.applicant_name,
            bank.c.name_zh,
            bank.c.name_en,
        )
        .join(CASE, CASE.c.id == screening.c.case_id)
        .join(bank, bank.c.id == CASE.c.institution_id)
    )


def _whole() -> Select[Any]:
    return _lines().add_columns(tables.screening.c.result)


def _view(row: Row[Any] | None) -> ScreeningView:
    if row is None:
        raise NotFound("没有这次筛查。", "There is no such screening.")
    return ScreeningView(_line(row), Screening.from_json(json.loads(row.result)))


def _line(row: Row[Any]) -> ScreeningLine:
    return ScreeningLine(
        row.id,
        row.case_id,
        row.number,
        row.applicant_name,
        Words(row.name_zh, row.name_en),
        row.round,
        row.outcome,
        row.at,
        row.rule_set_version,
    )
