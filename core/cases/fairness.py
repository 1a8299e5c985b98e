"""Fairness of the draws as figures: how even the lots are, who met whom, conflicts declared, cases dealt anew, cases
that wait. Figures are the smoke detector; that each draw can be recomputed is the control (core/cases/draw_audit.py).
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from core.cases import tables
from core.cases.rules import Stage
from core.draw import tables as draws
from core.draw.fairness import Dealt, LotFairness, Pairing, lot_fairness, pairings
from core.draw.rules import NOTES, REASONS, REDRAWS, lots_of
from core.identity import queries as people
from core.kernel.words import Words
from core.storage.work import Reading, Storage

Report = Callable[[int, int], None]

#: What the steering alarm is known to see, of 1,000 draws with some of them steered (simulated).
POWER: tuple[tuple[int, int], ...] = ((1, 14), (2, 46), (5, 99))


@dataclass(frozen=True, slots=True)
class PairRow:
    """A manager of a bank and a colleague: how often they met and were to meet."""

    manager_name: str
    institution: Words
    staff_name: str
    pairing: Pairing


@dataclass(frozen=True, slots=True)
class PersonFigures:
    """Conflicts that somebody declared and what became of them, and re-draws of his duties by reason."""

    name: str
    declared: int
    confirmed: int
    refused: int
    redraws: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """A case that waits because nobody could be drawn: since when, and how many were kept out for what."""

    case_id: UUID
    number: str
    stage: Stage
    since: int
    note: str
    excluded: tuple[tuple[str, int], ...]

    @property
    def words(self) -> Words:
        return NOTES[self.note]


@dataclass(frozen=True, slots=True)
class FairnessReport:
    """Everything on the fairness page."""

    draws: int
    lots: LotFairness
    pairs: tuple[PairRow, ...]
    people: tuple[PersonFigures, ...]
    redraws: tuple[tuple[str, int], ...]
    waiting: tuple[WaitingRow, ...]

    @property
    def alarms(self) -> int:
        return int(self.lots.alarm) + sum(row.pairing.alarm for row in self.pairs)


class FairnessQueries:
    """For auditors and risk managers, who see every draw with its case."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    def waiting(self) -> list[WaitingRow]:
        """Cases that wait because nobody can be drawn, of those that the reader sees."""
        with self._storage.reading() as reading:
            return waiting_cases(reading)

    def report(self, progress: Report | None = None) -> FairnessReport:
        """All figures within one consistent picture; ``progress(done, total)`` may raise to stop."""
        with self._storage.reading() as reading:
            rows = list(reading.all(select(draws.draw).order_by(draws.draw.c.number)))
            managers, banks = _investigators(reading)
            lots: list[tuple[int | None, int]] = []
            dealt: list[Dealt] = []
            for number, row in enumerate(rows, start=1):
                if progress is not None:
                    progress(number, len(rows))
                record = json.loads(row.record)
                ids = tuple(one["staff_id"] for one in record["input"]["candidates"])
                for lot in lots_of(record):
                    lots.append((lot.r, lot.total))
                    if row.case_id in managers:
                        dealt.append(Dealt(managers[row.case_id], ids, lot.weights, lot.result))
            names = {str(one.id): one.name for one in people.everyone(reading)}
            pairs = tuple(
                PairRow(
                    names.get(one.manager_id, one.manager_id[:8]),
                    banks.get(one.manager_id, Words("—", "—")),
                    names.get(one.staff_id, one.staff_id[:8]),
                    one,
                )
                for one in pairings(dealt)
            )
            figures, reasons = _people(reading, names)
            return FairnessReport(
                len(rows), lot_fairness(lots), pairs, figures, reasons, tuple(waiting_cases(reading))
            )


def waiting_cases(reading: Reading) -> list[WaitingRow]:
    """Cases whose newest draw found too few people and that still wait, the longest waiting first."""
    errand, case, draw = tables.errand.c, tables.loan_case.c, draws.draw.c
    waits = reading.all(
        select(errand.case_id, case.number, errand.kind)
        .join(tables.loan_case, case.id == errand.case_id)
        .where(errand.kind.in_(("draw-review", "draw-approval", "redraw")))
    )
    found = []
    for row in waits:
        newest = reading.first(
            select(draws.draw).where(draw.case_id == row.case_id).order_by(draw.number.desc()).limit(1)
        )
        if newest is None or newest.result_staff_id is not None:
            continue
        found.append(_waiting_row(row.case_id, row.number, newest))
    return sorted(found, key=_since)


def cases_without_anybody(reading: Reading) -> list[WaitingRow]:
    """The same for administrators, who see no case; ``NotAllowed`` for others at a centre."""
    if not reading.at_centre:
        return waiting_cases(reading)
    names = ("case_id", "number", "stage", "at", "record")
    rows = reading.all(select(func.draws_waiting().table_valued(*names)))
    return sorted((_waiting_row(row.case_id, row.number, row) for row in rows), key=_since)


def _since(row: WaitingRow) -> int:
    return row.since


def _waiting_row(case_id: UUID, number: str, draw: Any) -> WaitingRow:
    record = json.loads(draw.record)
    counts = Counter(code for one in record["input"]["candidates"] for code in one["excluded"])
    return WaitingRow(
        UUID(str(case_id)), number, Stage(draw.stage), draw.at, record["note"], tuple(counts.most_common())
    )


def _investigators(reading: Reading) -> tuple[dict[UUID, str], dict[str, Words]]:
    """The manager of each case, and the bank of each manager."""
    duty = tables.duty.c
    managers = {
        row.case_id: str(row.staff_id)
        for row in reading.all(
            select(duty.case_id, duty.staff_id).where(duty.stage == Stage.INVESTIGATION.value)
        )
    }
    banks = people.institutions(reading)
    of = {
        str(one.id): banks[one.institution_id].words
        for one in people.everyone(reading)
        if one.institution_id is not None
    }
    return managers, of


def _people(
    reading: Reading, names: dict[str, str]
) -> tuple[tuple[PersonFigures, ...], tuple[tuple[str, int], ...]]:
    asked, answer, duty, redraw = (
        tables.redraw_request.c,
        tables.redraw_answer.c,
        tables.duty.c,
        tables.redraw.c,
    )
    conflicts: dict[str, Counter[str]] = defaultdict(Counter)
    for row in reading.all(
        select(duty.staff_id, answer.outcome)
        .select_from(tables.redraw_request)
        .join(tables.duty, duty.id == asked.duty_id)
        .outerjoin(tables.redraw_answer, answer.request_id == asked.id)
        .where(asked.reason == "conflict")
    ):
        conflicts[str(row.staff_id)].update(("declared", row.outcome or "waiting"))
    redraws: dict[str, Counter[str]] = defaultdict(Counter)
    for row in reading.all(
        select(duty.staff_id, redraw.reason)
        .select_from(tables.redraw)
        .join(tables.duty, duty.id == redraw.duty_id)
    ):
        redraws[str(row.staff_id)][row.reason] += 1
    figures = tuple(
        PersonFigures(
            names.get(one, one[:8]),
            conflicts[one]["declared"],
            conflicts[one]["confirmed"],
            conflicts[one]["refused"],
            tuple(sorted(redraws[one].items())),
        )
        for one in sorted(
            conflicts.keys() | redraws.keys(), key=lambda one: (-conflicts[one]["declared"], one)
        )
    )
    total: Counter[str] = Counter()
    for counts in redraws.values():
        total.update(counts)
    return figures, tuple((reason, total[reason]) for reason in REDRAWS)


def csv_rows(report: FairnessReport) -> list[list[Any]]:
    """The report as a table for a spreadsheet: kind, and what it says; headings in both languages."""
    made: list[list[Any]] = [
        ["项目 / kind", "甲 / who", "机构 / bank", "乙 / whom", "次数 / met", "应有 / expected", "p"]
    ]
    for index, (seen, due) in enumerate(zip(report.lots.counts, report.lots.expected, strict=True)):
        made.append(["r/W", f"{index * 10}–{index * 10 + 10} %", "", "", seen, f"{due:.2f}", ""])
    made.append(
        ["chi²", "", "", "", f"{report.lots.statistic:.3f}", report.lots.degrees, report.lots.p_value or ""]
    )
    for row in report.pairs:
        one = row.pairing
        kind = "预警 / alarm" if one.alarm else "相遇 / met"
        made.append(
            [
                kind,
                row.manager_name,
                row.institution.zh,
                row.staff_name,
                one.met,
                f"{one.expected:.2f}",
                f"{one.p_value:.3g}",
            ]
        )
    for person in report.people:
        made.append(["利益冲突 / conflicts", person.name, "", "", person.declared, "", ""])
        made += [
            [f"重新分配 / re-draw: {REASONS[code].zh}", person.name, "", "", count, "", ""]
            for code, count in person.redraws
        ]
    made += [["等待 / waiting", wait.number, "", wait.words.zh, "", "", ""] for wait in report.waiting]
    return made
