"""Filling a dossier: from a case as it stands to the frozen content that is laid out and sealed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from core.archive import dossier_content as content
from core.archive.dossier_evidence import evidence_papers
from core.archive.endings import Ending
from core.archive.map_image import map_image
from core.archive.retention import CountedFrom, PolicyLine
from core.archive.rules import ArchivalNumber, RecordOutcome, RetentionPeriod, kept_until
from core.cases.case_markers import case_markers
from core.cases.case_rows import CaseView, JudgementRow
from core.cases.rules import QUESTIONS, REASONS, Outcome, Stage
from core.draw.queries import DrawDetail
from core.draw.rules import EXCLUSIONS, Lot, loads_of, lots_of
from core.draw.rules import REASONS as DRAW_REASONS
from core.intake.render import Renderer
from core.kernel.clock import local_date
from core.kernel.coordinates import describe_distance, distance_m
from core.kernel.money import yuan_text
from core.kernel.words import Words
from core.risk.explanation import FINDING_CATEGORIES, OUTCOMES, Cause, Finding
from core.risk.screening import Screening

_NO = Words("无", "none")
_VOTE = Words("审批委员会表决", "Committee vote")
_TONES = {RecordOutcome.APPROVE: "pass", RecordOutcome.WITHDRAWN: "person"}
_CHECKED = {"match": "一致", "mismatch": "不一致", "unavailable": "未核到"}


@dataclass(frozen=True, slots=True)
class SealingFacts:
    """What sealing adds to the case itself; ``numbers`` are the applicant's in full, by holder and kind."""

    ending: Ending
    archival_number: ArchivalNumber
    dossier_id: str
    retention: RetentionPeriod
    policy_line: PolicyLine | None
    centre: Words
    sealed_at: int
    numbers: Mapping[tuple[str, str], str]
    draws: tuple[DrawDetail, ...]
    entries: tuple[content.AuditRow, ...]
    proof_lines: tuple[str, ...]
    signatures: tuple[content.SignaturePlace, ...] = ()


def fill_dossier(
    view: CaseView, facts: SealingFacts, paper: Callable[[UUID], bytes], renderer: Renderer
) -> content.DossierContent:
    """The dossier's content. ``paper`` gives a document's bytes; ``renderer`` opens them safely."""
    ending = facts.ending
    approved = ending.approved
    return content.DossierContent(
        archival_number=facts.archival_number,
        dossier_id=facts.dossier_id,
        specimen=view.specimen,
        centre=facts.centre,
        institution=view.institution,
        village=view.village,
        product=view.product_words,
        applicant=view.applicant_name,
        applicant_id_masked=view.facts["applicant"]["id_number"],
        amount_fen=view.amount_fen,
        term_months=view.term_months,
        repayment=view.repayment_words,
        purpose=view.purpose,
        outcome=ending.outcome.words,
        outcome_tone=_TONES.get(ending.outcome, "refuse"),
        decided_at=ending.at,
        sealed_at=facts.sealed_at,
        retention=facts.retention,
        kept_until=_kept_until(facts),
        case_id=f"{view.number} · {view.id}",
        originals=len(view.documents),
        application=_application(view, facts.numbers),
        tables=_tables(view.facts),
        evidence=tuple(evidence_papers(view, paper, renderer)),
        screening=_screening(view),
        map=_map(view),
        opinions=tuple(
            _judgement(row) for row in view.judgements if row.stage is Stage.REVIEW or row.is_vote
        ),
        decision=_judgement(ending.decision) if ending.decision else None,
        draws=tuple(page for detail in facts.draws for page in _seats(detail)),
        history=tuple(
            content.HistoryRow(row.at, row.staff_name, _with_reason(row.step.words, row.reason))
            for row in view.history
        ),
        audit=content.AuditPage(facts.entries, facts.entries[-1].entry_hash, facts.proof_lines),
        signatures=facts.signatures
        or tuple(
            content.SignaturePlace(row.stage.words, row.staff_name, row.at) for row in view.signed_judgements
        ),
        approved_amount_fen=approved.amount_fen if approved else None,
        approved_term_months=approved.term_months if approved else None,
        approved_rate=Decimal(approved.rate) if approved else None,
    )


def _kept_until(facts: SealingFacts) -> date | None:
    """Nobody knows at sealing when a loan will be settled: what counts from there has no last day yet."""
    if facts.policy_line is not None and facts.policy_line.counted_from is CountedFrom.SETTLEMENT:
        return None
    return kept_until(facts.retention, local_date(facts.ending.at))


def _with_reason(words: Words, reason: str) -> Words:
    return Words(f"{words.zh}：{reason}", f"{words.en}: {reason}") if reason else words


def _application(view: CaseView, numbers: Mapping[tuple[str, str], str]) -> tuple[content.FactGroup, ...]:
    person, check = view.facts["applicant"], view.facts["identity_check"]
    notes = {row.label.zh: _read_otherwise(row.read) for row in view.comparisons if row.differs and row.read}

    def row(zh: str, en: str, value: str) -> content.FactRow:
        return content.FactRow(Words(zh, en), value, notes.get(zh))

    name = view.applicant_name
    return (
        content.FactGroup(
            Words("申请人", "Applicant"),
            (
                row("姓名", "Name", name),
                row("性别", "Sex", person["sex"]),
                row("身份证号", "ID number", numbers.get((name, "id-number"), person["id_number"])),
                row("证件有效期", "Card valid until", person["id_valid_until"]),
                row("出生日期", "Born", person["birth_date"]),
                row("电话", "Telephone", numbers.get((name, "phone"), person["phone"])),
                *_account(view, numbers),
                row("住址", "Address", person["address"]),
                row("职业", "Occupation", person["occupation"]),
                row(
                    "联网核查",
                    "Identity check",
                    f"{check['source']} {check['serial']} {_CHECKED[check['result']]}",
                ),
            ),
        ),
    )


def _account(view: CaseView, numbers: Mapping[tuple[str, str], str]) -> tuple[content.FactRow, ...]:
    """Where the loan is paid out to; a package of the first version does not say."""
    account = view.facts.get("account")
    if account is None:
        return ()
    number = numbers.get((account["holder"], "account"), account["number"])
    return (
        content.FactRow(
            Words("收款账户", "Account"), f"{account['bank']} {account['holder']} {number}", None
        ),
    )


def _read_otherwise(read: str | Words) -> Words:
    said = read if isinstance(read, Words) else Words(read, read)
    return Words(f"核对读出：{said.zh}", f"Read or checked: {said.en}")


def _tables(facts: Mapping[str, Any]) -> tuple[content.DossierTable, ...]:
    def column(zh: str, en: str, share: int = 2, figures: bool = False) -> content.DossierColumn:
        return content.DossierColumn(Words(zh, en), share, figures)

    def money(fen: int) -> str:
        return yuan_text(fen)

    return (
        content.DossierTable(
            Words("家庭成员", "Family"),
            (
                column("姓名", "Name"),
                column("关系", "Relation"),
                column("身份证号", "ID number", 3),
                column("年收入（元）", "Income a year", 2, True),
            ),
            tuple(
                (one["name"], one["relation"], one["id_number"] or "", money(one["yearly_income_fen"]))
                for one in facts["family"]
            ),
        ),
        content.DossierTable(
            Words("收入", "Income"),
            (column("种类", "Kind"), column("说明", "Note", 4), column("每年（元）", "A year", 2, True)),
            tuple((one["kind"], one["note"], money(one["yearly_fen"])) for one in facts["income"]),
        ),
        content.DossierTable(
            Words("资产", "Assets"),
            (column("种类", "Kind"), column("说明", "Note", 4), column("价值（元）", "Value", 2, True)),
            tuple((one["kind"], one["note"], money(one["value_fen"])) for one in facts["assets"]),
        ),
        content.DossierTable(
            Words("负债", "Debts"),
            (
                column("债权人", "Creditor", 4),
                column("余额（元）", "Balance", 2, True),
                column("每月（元）", "A month", 2, True),
            ),
            tuple(
                (one["creditor"], money(one["balance_fen"]), money(one["monthly_fen"]))
                for one in facts["debts"]
            ),
        ),
    )


def _screening(view: CaseView) -> content.ScreeningPage | None:
    if view.screening is None:
        return None
    record = Screening.from_json(view.screening.result)
    named: tuple[Cause | Finding, ...] = (*record.causes, *record.findings)
    causes = [content.CauseLine(FINDING_CATEGORIES[one.category], one.words) for one in named]
    causes += [content.CauseLine(Words("存疑", "In doubt"), one.words) for one in record.doubts]
    return content.ScreeningPage(
        outcome=OUTCOMES[record.outcome],
        outcome_tone=record.outcome,
        causes=tuple(causes),
        points=record.score.points,
        out_of=record.score.out_of,
        parts=tuple(
            content.ScorePoints(part.words, part.value_words.zh, part.points, part.best_points)
            for part in record.score.parts
        ),
        limit_fen=record.limit_fen,
        limit_terms=tuple(
            content.TermLine(term.words, f"{yuan_text(term.after_fen)} 元") for term in record.limit_terms
        ),
        rate=record.rate,
        irr=record.irr,
        price_terms=tuple(content.TermLine(term.words, f"{term.percent:+}%") for term in record.price_terms),
        rule_set_version=record.rule_set_version,
        rule_set_hash=record.rule_set_hash,
        input_hash=record.input_hash,
        screened_at=record.as_of,
    )


def _map(view: CaseView) -> content.MapPage:
    markers = case_markers(view)
    declared = next((one.position for one in view.positions if one.kind == "declared"), None)
    rows = []
    for number, marker in enumerate(markers, start=1):
        north, east = marker.position.degrees
        accuracy = marker.position.accuracy_cm
        rows.append(
            content.PositionRow(
                number,
                marker.words,
                f"{north:.5f}, {east:.5f}",
                marker.position.datum.value,
                f"±{accuracy / 100:.0f} 米" if accuracy else "",
                describe_distance(distance_m(marker.position, declared)).zh if declared else "",
            )
        )
    return content.MapPage(map_image(markers, (1500, 900)), tuple(rows))


def _judgement(row: JudgementRow) -> content.OpinionPage:
    reasons = {reason.code: reason.words for reason in REASONS}
    answers = dict(row.checklist)
    approved = row.outcome is Outcome.APPROVE
    text = row.remark
    if row.unseen:
        text += f"（有 {row.unseen} 页资料未打开）"
    return content.OpinionPage(
        stage=_VOTE if row.is_vote else row.stage.words,
        outcome=row.outcome.words,
        outcome_tone="pass" if approved else "refuse",
        staff=row.staff_name,
        given_at=row.at,
        amount_fen=row.amount_fen if approved else None,
        term_months=row.term_months if approved else None,
        rate=Decimal(row.rate) if approved else None,
        reasons=tuple(reasons[code] for code in row.reasons),
        conditions=tuple(line for line in row.conditions.splitlines() if line.strip()),
        text=text,
        checklist=tuple(
            content.ChecklistAnswer(question.words, answers.get(question.code)) for question in QUESTIONS
        )
        if row.stage is Stage.REVIEW
        else (),
        evidence_hash=row.evidence_hash,
    )


def _seats(detail: DrawDetail) -> list[content.DrawPage]:
    """A page for each seat that the draw filled: one, or those of a committee."""
    lots = lots_of(detail.record)
    return [_draw(detail, lot, seat if len(lots) > 1 else 0) for seat, lot in enumerate(lots, start=1)]


def _draw(detail: DrawDetail, lot: Lot, seat: int) -> content.DrawPage:
    record, names, loads = detail.record, detail.names, loads_of(detail.record)
    candidates = tuple(
        content.DrawCandidate(
            names.get(one["staff_id"], one["staff_id"][:8]),
            loads[one["staff_id"]],
            weight,
            tuple(EXCLUSIONS[code] for code in one["excluded"]),
            one["staff_id"] == lot.result,
        )
        for one, weight in zip(record["input"]["candidates"], lot.weights, strict=True)
    )
    stage = Stage(detail.summary.stage).words
    if seat:
        stage = Words(f"{stage.zh}委员会第 {seat} 席", f"{stage.en} committee, seat {seat}")
    drawn = names.get(lot.result, lot.result[:8]) if lot.result else _NO.zh
    return content.DrawPage(
        stage=stage,
        drawn_at=detail.summary.at,
        reason=DRAW_REASONS[detail.summary.reason],
        candidates=candidates,
        alpha=record["alpha"],
        proof=record["proof"],
        r=str(lot.r),
        total=str(lot.total),
        result=drawn,
        record_hash=detail.summary.record_hash,
        key_id=record["public_key"],
        policy_version=record["input"]["policy"]["version"],
    )
