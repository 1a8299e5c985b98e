"""One case as one screen shows it: everything at once, personal numbers masked."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from core.cases import tables
from core.cases.card_check import card_of
from core.cases.case_committee import has_declared_conflict, read_committee, read_redraws
from core.cases.case_findings import read_findings
from core.cases.case_rows import (
    CaseFinding,
    CaseView,
    DocumentRow,
    DrawRow,
    FactComparison,
    HistoryRow,
    JudgementRow,
    MaskedNumber,
    ReturnRow,
    ScreeningRow,
)
from core.cases.committee import opened_votes
from core.cases.evidence import evidence_hash
from core.cases.rules import Action, Outcome, Stage, Step, allowed_actions, status_after
from core.draw import tables as draws
from core.identity import queries as people
from core.identity import tables as identity
from core.identity.rules import Staff
from core.intake import tables as intake
from core.intake.card_reading import FAILED, NOT_READ, READ, CardReading
from core.intake.card_text import DIFFERS, UNSURE, differing
from core.intake.masking import masked_facts
from core.intake.rules import PackagePosition
from core.kernel.coordinates import Datum, Position
from core.kernel.errors import NotFound
from core.kernel.words import Words
from core.products.rules import DOCUMENT_KIND_WORDS, REPAYMENT_WORDS, Catalogue
from core.risk import tables as risk
from core.storage.work import Reading


def read_case(reading: Reading, case_id: UUID, reader: Staff, catalogue: Catalogue) -> CaseView:
    """The case as ``reader`` may see it; :class:`NotFound` where there is none."""
    case = _head(reading, case_id)
    if case is None:
        raise NotFound("没有这个案件。", "There is no such case.")
    package = _newest_package(reading, case_id)
    facts: dict[str, Any] = json.loads(package.facts)
    names = {person.id: person.name for person in people.everyone(reading)}
    last = Step(case.kind)
    duty = _open_duty(reading, case_id, reader)
    committee = read_committee(reading, case_id, case.round, names)
    conflict = has_declared_conflict(reading, case_id, reader.id)
    notes = json.loads(package.notes)
    product = catalogue.find(case.product, facts["institution"]) or catalogue.find(case.product)
    screening = _screening(reading, case_id)
    findings = read_findings(reading, case_id, screening)
    return CaseView(
        id=case.id,
        number=case.number,
        round=case.round,
        status=status_after(last),
        last_step=last,
        institution=Words(case.bank_zh, case.bank_en),
        institution_code=facts["institution"],
        village=Words(case.village_zh, case.village_en),
        village_place=Position(case.latitude_e7, case.longitude_e7, Datum.WGS84),
        product=case.product,
        product_words=product.words if product else Words(case.product, case.product),
        applicant_name=case.applicant_name,
        amount_fen=facts["amount_fen"],
        term_months=facts["term_months"],
        repayment=facts["repayment"],
        repayment_words=REPAYMENT_WORDS[facts["repayment"]],
        purpose=facts["purpose"],
        specimen=case.specimen,
        facts=masked_facts(facts),
        numbers=_numbers(reading, case_id),
        documents=_documents(reading, case_id, reader, notes, facts, findings),
        comparisons=fact_comparisons(facts, card_of(reading, package.id)),
        positions=tuple(PackagePosition.from_json(item) for item in facts["positions"]),
        notes=tuple(Words.from_json(note["words"]) for note in notes),
        screening=screening,
        findings=findings,
        judgements=_judgements(reading, case_id, names),
        returns=_returns(reading, case_id, names),
        draws=_draws(reading, case_id, names),
        history=_history(reading, case_id, names),
        same_person_cases=_same_person(reading, case),
        duty=duty,
        actions=_actions(case, reader, duty, committee is not None, conflict),
        evidence_hash=evidence_hash(reading, case_id, duty or Stage.REVIEW),
        draft=_draft(reading, case_id, reader),
        committee=committee,
        redraws=read_redraws(reading, case_id, names),
        conflict_declared=conflict,
    )


def _newest_package(reading: Reading, case_id: UUID) -> Any:
    package = reading.first(
        select(intake.package)
        .where(intake.package.c.case_id == case_id)
        .order_by(intake.package.c.round.desc())
        .limit(1)
    )
    assert package is not None
    return package


def _draft(reading: Reading, case_id: UUID, reader: Staff) -> str | None:
    mine = (tables.draft.c.case_id == case_id, tables.draft.c.staff_id == reader.id)
    return reading.scalar(select(tables.draft.c.content).where(*mine))


def _head(reading: Reading, case_id: UUID) -> Any:
    """The case with the names of its bank and village and where it stands, or ``None``."""
    return reading.first(
        select(
            tables.loan_case,
            tables.case_state.c.kind,
            tables.case_state.c.round,
            identity.institution.c.name_zh.label("bank_zh"),
            identity.institution.c.name_en.label("bank_en"),
            identity.village.c.name_zh.label("village_zh"),
            identity.village.c.name_en.label("village_en"),
            identity.village.c.latitude_e7,
            identity.village.c.longitude_e7,
        )
        .join(tables.case_state, tables.case_state.c.case_id == tables.loan_case.c.id)
        .join(identity.institution, identity.institution.c.id == tables.loan_case.c.institution_id)
        .join(identity.village, identity.village.c.id == tables.loan_case.c.village_id)
        .where(tables.loan_case.c.id == case_id)
    )


def _open_duty(reading: Reading, case_id: UUID, reader: Staff) -> Stage | None:
    stage = reading.scalar(
        select(tables.queue.c.stage).where(
            tables.queue.c.case_id == case_id, tables.queue.c.staff_id == reader.id
        )
    )
    return Stage(stage) if stage else None


def _numbers(reading: Reading, case_id: UUID) -> tuple[MaskedNumber, ...]:
    """Those of the newest package."""
    number = tables.person_number
    rows = reading.all(
        select(number.c.id, number.c.kind, number.c.holder, number.c.masked)
        .where(number.c.case_id == case_id)
        .order_by(number.c.round, number.c.id)
    )
    newest = {(row.kind, row.holder): row for row in rows}
    return tuple(MaskedNumber(row.id, row.kind, row.holder, row.masked) for row in newest.values())


def _documents(
    reading: Reading,
    case_id: UUID,
    reader: Staff,
    notes: list[Mapping[str, Any]],
    facts: Mapping[str, Any],
    found: Sequence[CaseFinding],
) -> tuple[DocumentRow, ...]:
    seen: dict[UUID, set[int]] = {}
    for row in reading.all(
        select(tables.viewing).where(
            tables.viewing.c.case_id == case_id, tables.viewing.c.staff_id == reader.id
        )
    ):
        seen.setdefault(row.document_id, set()).add(row.page)
    findings = {note["about"]: Words.from_json(note["words"]) for note in notes}
    # The nearest comes first; a photo that somebody else sent says more than where it was taken.
    alike = {one.document_id: one.words for one in reversed(found) if one.document_id is not None}
    names = {entry["sha256"]: entry["name"] for entry in facts["files"]}
    sizes = {entry["sha256"]: entry["bytes"] for entry in facts["files"]}
    order = list(DOCUMENT_KIND_WORDS)
    rows = reading.all(select(intake.document).where(intake.document.c.case_id == case_id))
    return tuple(
        DocumentRow(
            row.id,
            row.round,
            row.kind,
            DOCUMENT_KIND_WORDS[row.kind],
            row.page,
            row.page_count,
            row.media_type,
            row.sha256,
            sizes.get(row.sha256, 0),
            row.caption,
            row.taken_at,
            row.distance_m,
            alike.get(row.id) or findings.get(names.get(row.sha256, "")),
            frozenset(seen.get(row.id, ())),
        )
        for row in sorted(rows, key=lambda row: (order.index(row.kind), row.round, row.page, row.position))
    )


def _read(tablet: str | None, own: Mapping[str, Any] | None) -> str | None:
    """What the tablet read, and the centre's own reading of the picture where there is no other, or it is another."""
    if own is None or own["read"] is None or own["verdict"] == UNSURE:
        return tablet
    if tablet is None:
        return str(own["read"])
    return f"{tablet} / {own['read']}" if own["tablet"] == DIFFERS else tablet


def _actions(
    case: Any, reader: Staff, duty: Stage | None, on_committee: bool, conflict: bool
) -> frozenset[Action]:
    """What the reader may do now."""
    at_home = reader.institution_id == case.institution_id
    return allowed_actions(
        Step(case.kind), duty, reader.roles, at_home, on_committee=on_committee, conflict=conflict
    )


_WHY_NOT = {
    NOT_READ: Words("未读：没有证件照片", "not read: no picture of the card"),
    FAILED: Words("未读：照片打不开或读取超时", "not read: the picture cannot be opened, or took too long"),
    READ: Words("照片上没有读出", "not found on the picture"),
}
_NOBODY = Words("未读：平板未读，中心也没有读", "not read, neither by the tablet nor here")
_UNCLEAR = Words("读得不清，请看照片", "read unclearly: look at the picture")


def _why_not(reading: CardReading | None, field: Mapping[str, Any] | None, read: str | None) -> Words | None:
    """Why nothing stands beside what was typed; None where something does."""
    if read is not None:
        return None
    if reading is None:
        return _NOBODY
    if field is not None and field["read"] is not None:
        return _UNCLEAR
    return _WHY_NOT[reading.state]


def fact_comparisons(facts: Mapping[str, Any], reading: CardReading | None) -> tuple[FactComparison, ...]:
    """What was typed beside what was read from the card, or why nothing was, and the online check of the identity."""
    typed, card, check = facts["applicant"], facts["read_card"], facts["identity_check"]
    different, masked = set(facts["card_differences"]), masked_facts(facts)
    own = reading.fields if reading is not None else {}
    different |= set(differing(own))
    rows = [
        FactComparison(
            label,
            masked["applicant"][field],
            read := _read(masked["read_card"][field] if card else None, own.get(field)),
            field in different,
            _why_not(reading, own.get(field), read),
        )
        for field, label in (
            ("name", Words("姓名", "Name")),
            ("id_number", Words("身份证号", "ID number")),
            ("address", Words("住址", "Address")),
            ("id_valid_until", Words("证件有效期", "Card valid until")),
        )
    ]
    results = {
        "match": Words("一致", "match"),
        "mismatch": Words("不一致", "mismatch"),
        "unavailable": Words("未核到", "unavailable"),
    }
    score = f"{check['face_score'] / 10:.1f}%"
    rows.append(
        FactComparison(
            Words("联网核查", "Online identity check"),
            typed["name"],
            Words(f"{results[check['result']].zh} {score}", f"{results[check['result']].en} {score}"),
            check["result"] != "match",
        )
    )
    return tuple(rows)


def _screening(reading: Reading, case_id: UUID) -> ScreeningRow | None:
    row = reading.first(
        select(risk.screening)
        .where(risk.screening.c.case_id == case_id)
        .order_by(risk.screening.c.round.desc())
        .limit(1)
    )
    if row is None:
        return None
    return ScreeningRow(row.id, row.round, row.outcome, row.at, json.loads(row.result), row.result_hash)


def _judgements(reading: Reading, case_id: UUID, names: Mapping[UUID, str]) -> tuple[JudgementRow, ...]:
    rows = [
        (row.at, _judgement(stage, row, names))
        for stage, table in ((Stage.REVIEW, tables.opinion), (Stage.APPROVAL, tables.decision))
        for row in reading.all(select(table).where(table.c.case_id == case_id))
    ]
    rows += [(row.at, _judgement(Stage.APPROVAL, row, names)) for row in opened_votes(reading, case_id)]
    return tuple(row for _, row in sorted(rows, key=lambda pair: pair[0]))


def _judgement(stage: Stage, row: Any, names: Mapping[UUID, str]) -> JudgementRow:
    return JudgementRow(
        id=row.id,
        stage=stage,
        round=row.round,
        staff_id=row.staff_id,
        staff_name=names[row.staff_id],
        at=row.at,
        outcome=Outcome(row.outcome),
        amount_fen=row.amount_fen,
        term_months=row.term_months,
        rate=row.rate,
        repayment=row.repayment,
        reasons=tuple(json.loads(row.reasons)),
        conditions=row.conditions,
        remark=row.remark,
        checklist=tuple((code, answer) for code, answer in json.loads(row.checklist)),
        marks=tuple(tuple(mark) for mark in json.loads(row.marks)),
        unseen=row.unseen,
        evidence_hash=row.evidence_hash,
        is_vote="salt" in row._mapping,
        salt=row._mapping.get("salt", ""),
    )


def _returns(reading: Reading, case_id: UUID, names: Mapping[UUID, str]) -> tuple[ReturnRow, ...]:
    rows = reading.all(
        select(tables.case_return)
        .where(tables.case_return.c.case_id == case_id)
        .order_by(tables.case_return.c.round)
    )
    return tuple(
        ReturnRow(
            row.target, row.round, names[row.staff_id], row.at, tuple(json.loads(row.reasons)), row.remark
        )
        for row in rows
    )


def _draws(reading: Reading, case_id: UUID, names: Mapping[UUID, str]) -> tuple[DrawRow, ...]:
    rows = reading.all(
        select(draws.draw).where(draws.draw.c.case_id == case_id).order_by(draws.draw.c.number)
    )
    return tuple(
        DrawRow(
            row.id,
            row.number,
            Stage(row.stage),
            row.round,
            row.at,
            names.get(row.result_staff_id),
            row.record_hash,
        )
        for row in rows
    )


def _history(reading: Reading, case_id: UUID, names: Mapping[UUID, str]) -> tuple[HistoryRow, ...]:
    rows = reading.all(
        select(tables.step).where(tables.step.c.case_id == case_id).order_by(tables.step.c.seq)
    )
    return tuple(
        HistoryRow(row.seq, Step(row.kind), row.round, row.at, names[row.staff_id], row.reason)
        for row in rows
    )


def _same_person(reading: Reading, case: Any) -> int:
    """How many cases the applicant has here; a centre counts them without showing any."""
    if reading.at_centre:
        return int(reading.scalar(select(func.cases_of_applicant(case.id))))
    rows = reading.all(select(tables.loan_case.c.id).where(tables.loan_case.c.person_key == case.person_key))
    return len(rows)
