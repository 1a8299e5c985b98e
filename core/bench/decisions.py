"""Opinion and decision, durable, with all guards; and the same inserts where the guards are taken off."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

from sqlalchemy import select, text

from core.app import App
from core.bench.centres import drawing_of, guardian_of, signed_in
from core.bench.measuring import Bar, Figure, Peer, percentile, seconds_of
from core.cases import tables
from core.cases.drawing import DealCase
from core.cases.rules import QUESTIONS, Judgement, Outcome, Stage
from core.cases.service import Decide, GiveOpinion
from core.identity.rules import Role
from core.kernel.ids import new_id
from core.kernel.words import Words

_WAN = 1_000_000


def measure_decisions(guarded: Path, unguarded: Path, count: int) -> list[Figure]:
    """``decide``: two copies of one centre, taken in turns. ``unguarded`` loses every refusing trigger.

    The triggers that keep the lists of states and open duties stay in both: they are inserts.
    """
    take_guards_off(unguarded)
    ours, theirs = _Centre(guarded), _Centre(unguarded)
    try:
        times: tuple[list[float], list[float]] = ([], [])
        for number in range(count + 1):
            pair = (ours.judge(number), theirs.judge(number))
            if number:  # the first one opens connections and fills caches
                times[0].append(pair[0])
                times[1].append(pair[1])
    finally:
        ours.close()
        theirs.close()
    rates = [len(one) / sum(one) for one in times]
    middle = [percentile(one, 50) * 1000 for one in times]
    return [
        Figure(
            "decide",
            Words("意见与决定落盘，全部约束生效", "Opinion and decision durable, all guards on"),
            count,
            p95=percentile(times[0], 95) * 1000,
            rate=rates[0],
            peer=Peer(Words("同样写入，撤去约束", "the same inserts without guards"), rates[1]),
            bar=Bar("ratio", at_least=0.6),
            note=Words(
                "标准针对 PostgreSQL 的 8 个客户端；此处为单机 SQLite 一个客户端。",
                "The bar is PostgreSQL's with 8 clients; this is SQLite on one machine with one.",
            ),
            more={"p50_ms": {"guarded": round(middle[0], 2), "unguarded": round(middle[1], 2)}},
        )
    ]


def take_guards_off(centre: Path) -> None:
    """Every trigger that refuses is dropped, those that keep lists stay."""
    with guardian_of(centre) as opened, opened.storage.engine.begin() as connection:
        rows = connection.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")).all()
        for row in rows:
            if "RAISE" in row.sql:
                connection.execute(text(f'DROP TRIGGER "{row.name}"'))


class _Centre:
    """Judges one case after another; only opinion and decision are timed, not the draw between them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._reviewer = signed_in(folder, Role.REVIEWER)
        self._approvers: dict[UUID, App] = {}
        for number in range(3):
            app = signed_in(folder, Role.APPROVER, number)
            self._approvers[app.staff.id] = app
        self._inbox = [row.id for row in self._reviewer.case_queries.inbox()]

    def judge(self, number: int) -> float:
        """Seconds for opinion and decision on the ``number``-th case of the inbox."""
        case_id = self._inbox[number]
        seen = self._reviewer.case_queries.case(case_id).evidence_hash
        opinion = GiveOpinion(new_id(), case_id, _judgement(Stage.REVIEW), seen, 0)
        seconds = seconds_of(lambda: self._reviewer.cases.give_opinion(opinion))
        approver = self._approvers[self._deal(case_id)]
        seen = approver.case_queries.case(case_id).evidence_hash
        decision = Decide(new_id(), case_id, _judgement(Stage.APPROVAL), seen, 0)
        return seconds + seconds_of(lambda: approver.cases.decide(decision))

    def _deal(self, case_id: UUID) -> UUID:
        with guardian_of(self._folder) as opened:
            drawing = drawing_of(self._folder, opened)
            with opened.storage.reading() as reading:
                errand = reading.scalar(select(tables.errand.c.id).where(tables.errand.c.case_id == case_id))
            return drawing.deal(DealCase(new_id(), errand, case_id, "approval"))

    def close(self) -> None:
        for app in (self._reviewer, *self._approvers.values()):
            app.close()


def _judgement(stage: Stage) -> Judgement:
    checklist = tuple((question.code, True) for question in QUESTIONS) if stage is Stage.REVIEW else ()
    return Judgement(
        Outcome.APPROVE, 5 * _WAN, 12, "5.45", "equal-instalment", ("income-clear",), "", "样本", checklist
    )
