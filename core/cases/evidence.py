"""What an opinion or decision was given on, as one hash."""

from __future__ import annotations

from dataclasses import asdict
from uuid import UUID

from sqlalchemy import select

from core.cases import tables
from core.cases.rules import Evidence, Stage
from core.cases.steps import latest_state
from core.draw import tables as draws
from core.intake import tables as intake
from core.kernel.canonical import canonical_hash
from core.kernel.errors import NotFound
from core.risk import tables as risk
from core.storage.work import Reading


def gather_evidence(reading: Reading, case_id: UUID, stage: Stage) -> Evidence:
    """Every paper, the facts, the screening, the rule version and the draws, as they stand now."""
    state = latest_state(reading, case_id)
    if state is None:
        raise NotFound("没有这个案件。", "There is no such case.")
    facts_hash = reading.scalar(
        select(intake.package.c.facts_hash)
        .where(intake.package.c.case_id == case_id)
        .order_by(intake.package.c.round.desc())
        .limit(1)
    )
    papers = reading.all(
        select(intake.document.c.id, intake.document.c.sha256)
        .where(intake.document.c.case_id == case_id)
        .order_by(intake.document.c.id)
    )
    screening = reading.first(
        select(risk.screening)
        .where(risk.screening.c.case_id == case_id)
        .order_by(risk.screening.c.round.desc())
        .limit(1)
    )
    drawn = reading.all(
        select(draws.draw.c.record_hash).where(draws.draw.c.case_id == case_id).order_by(draws.draw.c.number)
    )
    opinion = None
    if stage is Stage.APPROVAL:
        opinion = reading.scalar(
            select(tables.opinion.c.evidence_hash).where(
                tables.opinion.c.case_id == case_id, tables.opinion.c.round == state.round
            )
        )
    return Evidence(
        case_id=case_id,
        round=state.round,
        facts_hash=facts_hash,
        documents=tuple((str(paper.id), paper.sha256) for paper in papers),
        screening_hash=screening.result_hash if screening else "",
        rule_set_hash=screening.rule_set_hash if screening else "",
        draw_hashes=tuple(row.record_hash for row in drawn),
        opinion_evidence=opinion,
    )


def evidence_hash(reading: Reading, case_id: UUID, stage: Stage) -> str:
    """Canonical hash of :func:`gather_evidence`."""
    return canonical_hash(asdict(gather_evidence(reading, case_id, stage)))
