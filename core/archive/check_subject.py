"""Everything that the four checks look at for one record, gathered within one consistent picture."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from core.archive import tables
from core.archive.act_signing import check_act
from core.archive.authority import stamped_since, trust
from core.archive.finding import standing
from core.archive.moving.tables import imported_file
from core.archive.pdf_facts import PdfFacts, read_pdf_facts
from core.archive.rules import parse_archival_number
from core.archive.scanning import tables as scanning
from core.archive.signature_loading import load_signatures
from core.archive.signature_queries import revoked_serials
from core.archive.signing import SignatureState
from core.audit import tables as audit
from core.cases import tables as cases
from core.cases.case_rows import CaseView
from core.cases.case_view import read_case
from core.draw import tables as draws
from core.identity import queries as people
from core.identity.rules import Staff
from core.intake import tables as intake
from core.kernel.errors import BadInput, EvenhandError, NotFound, Tampered
from core.kernel.words import Words
from core.products.rules import Catalogue, missing_papers
from core.risk import tables as risk
from core.storage.blobs import Blobs
from core.storage.tables import blob
from core.storage.work import Reading, fact_hash


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A stored content: what is registered of it, and its bytes, or ``None`` where they are not as stored."""

    sha256: str
    media_type: str
    size: int
    content: bytes | None


@dataclass(frozen=True, slots=True)
class ActState:
    """An opinion or decision: by whom, whether it was signed, and what is wrong with its signature."""

    stage: Words
    staff: str
    signed: bool
    fault: Words | None


@dataclass(frozen=True, slots=True)
class LogState:
    """The case's chain: its entries, whether each follows the one before, how many have their place in the tree."""

    entries: int
    linked: bool
    numbered: int
    acts: tuple[str, ...]
    dossier_hash: str | None
    strangers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CheckSubject:
    """A record with all that stands behind it. Rows are as the database has them."""

    now: int
    dossier: Any
    dossier_hash: str
    case: Any
    pdf: StoredFile | None
    pdf_facts: PdfFacts | None
    signatures: tuple[SignatureState, ...]
    has_authority: bool
    stamped_since: int | None
    acts: tuple[ActState, ...]
    missing_papers: tuple[Words, ...] | None
    documents: tuple[Any, ...]
    files: dict[str, StoredFile]
    packages: tuple[Any, ...]
    tablets: dict[str, str]
    steps: tuple[Any, ...]
    opinions: tuple[Any, ...]
    decisions: tuple[Any, ...]
    screenings: tuple[Any, ...]
    draws: tuple[Any, ...]
    log: LogState
    earlier_in_series: int
    same_number: int
    later_papers: tuple[Any, ...] = ()


def gather(
    reading: Reading, blobs: Blobs, guardian: Staff, catalogue: Catalogue, dossier_id: UUID
) -> CheckSubject:
    """The record with this id; :class:`NotFound` where there is none."""
    dossier = reading.first(select(tables.dossier).where(tables.dossier.c.id == dossier_id))
    if dossier is None:
        raise NotFound("没有这份档案。", "There is no such record.")
    case_id, imported = dossier.case_id, dossier.batch_id is not None
    case = reading.first(select(cases.loan_case).where(cases.loan_case.c.id == case_id))
    documents = _of_case(reading, intake.document, case_id, intake.document.c.id)
    if imported:
        files_of_it = select(imported_file).where(imported_file.c.dossier_id == dossier_id)
        documents = tuple(reading.all(files_of_it.order_by(imported_file.c.position)))
    packages = _of_case(reading, intake.package, case_id, intake.package.c.round)
    pdf = _stored(reading, blobs, dossier.sha256)
    content = pdf.content if pdf else None
    later = scanning.later_paper
    later_papers = tuple(
        reading.all(select(later).where(later.c.dossier_id == dossier_id).order_by(later.c.id))
    )
    wanted = {row.sha256 for row in (*documents, *packages, *later_papers)}
    files = {digest: found for digest in sorted(wanted) if (found := _stored(reading, blobs, digest))}
    return CheckSubject(
        now=reading.now,
        dossier=dossier,
        dossier_hash=fact_hash(tables.dossier, dict(dossier._mapping)),
        case=case,
        pdf=pdf,
        pdf_facts=read_pdf_facts(content) if content else None,
        signatures=() if imported else _signatures(reading, content, dossier.at),
        has_authority=trust(reading) is not None,
        stamped_since=stamped_since(reading),
        acts=() if imported else _acts(reading, read_case(reading, case_id, guardian, catalogue)),
        missing_papers=None if imported else _missing(catalogue, case, packages, documents),
        documents=documents,
        files=files,
        packages=packages,
        tablets=dict(people.tablet_keys(reading)),
        steps=_of_case(reading, cases.step, case_id, cases.step.c.seq),
        opinions=_of_case(reading, cases.opinion, case_id, cases.opinion.c.round),
        decisions=_of_case(reading, cases.decision, case_id, cases.decision.c.round),
        screenings=_of_case(reading, risk.screening, case_id, risk.screening.c.round),
        draws=_of_case(reading, draws.draw, case_id, draws.draw.c.number),
        log=_log(reading, dossier),
        earlier_in_series=_earlier(reading, dossier.archival_number),
        same_number=int(
            reading.scalar(
                select(func.count())
                .select_from(tables.dossier)
                .where(tables.dossier.c.archival_number == dossier.archival_number, standing())
            )
        ),
        later_papers=later_papers,
    )


def _of_case(reading: Reading, table: Any, case_id: UUID, order: Any) -> tuple[Any, ...]:
    return tuple(reading.all(select(table).where(table.c.case_id == case_id).order_by(order)))


def _stored(reading: Reading, blobs: Blobs, digest: str) -> StoredFile | None:
    row = reading.first(select(blob.c.media_type, blob.c.bytes).where(blob.c.sha256 == digest))
    if row is None:
        return None
    try:
        content = blobs.get(reading, digest)
    except EvenhandError:  # missing or changed: a finding of the checks, not an end to them
        content = None
    return StoredFile(digest, row.media_type, row.bytes, content)


def _signatures(reading: Reading, pdf: bytes | None, sealed_at: int) -> tuple[SignatureState, ...]:
    load_signatures()
    from core.archive.signature_check import check_signatures

    trusted = trust(reading)
    if trusted is None or pdf is None:
        return ()
    return check_signatures(pdf, trusted.root, sealed_at, revoked_serials(reading), trusted.pinned)


def _acts(reading: Reading, view: CaseView) -> tuple[ActState, ...]:
    found = []
    for row in view.judgements:
        signed, fault = True, None
        try:
            signed = check_act(reading, view.id, row) is not None
        except Tampered as error:
            fault = error.words
        found.append(ActState(row.stage.words, row.staff_name, signed, fault))
    return tuple(found)


def _missing(
    catalogue: Catalogue, case: Any, packages: tuple[Any, ...], documents: tuple[Any, ...]
) -> tuple[Words, ...] | None:
    """Papers that the product's checklist asks for, as the institution has it, and the case lacks; ``None`` for a
    product that it no longer offers."""
    bank = json.loads(packages[-1].facts)["institution"] if packages else None
    product = catalogue.find(case.product, bank)
    if product is None:
        return None
    pages = Counter[str]()
    for row in documents:
        pages[row.kind] += row.page_count
    return tuple(one.words for one in missing_papers(product, pages))


def _log(reading: Reading, dossier: Any) -> LogState:
    rows = reading.all(
        select(audit.entry, audit.leaf.c.number)
        .outerjoin(audit.leaf, audit.leaf.c.entry_id == audit.entry.c.id)
        .where(audit.entry.c.chain == (dossier.case_id or dossier.batch_id))
        .order_by(audit.entry.c.seq)
    )
    previous, linked, recorded = "0" * 64, True, None
    for number, row in enumerate(rows, start=1):
        linked = linked and row.previous == previous and row.seq == number
        previous = row.hash
        for fact in json.loads(row.body)["facts"]:
            if fact["table"] == tables.dossier.name and fact["id"] == str(dossier.id):
                recorded = fact["hash"]
    known = {one.id for one in people.everyone(reading)}
    strangers = tuple(sorted({str(row.staff_id) for row in rows if row.staff_id not in known}))
    numbered = sum(row.number is not None for row in rows)
    return LogState(len(rows), linked, numbered, tuple(row.act for row in rows), recorded, strangers)


def _earlier(reading: Reading, number: str) -> int:
    """How many records of the same series stand before this one."""
    try:
        series = parse_archival_number(number).series
    except BadInput:
        return -1
    column = tables.dossier.c.archival_number
    earlier = (
        select(func.count())
        .select_from(tables.dossier)
        .where(column >= f"{series}-", column < f"{series}.", tables.dossier.c.number < _own(number))
    )
    return int(reading.scalar(earlier))


def _own(number: str) -> Any:
    return (
        select(func.min(tables.dossier.c.number))
        .where(tables.dossier.c.archival_number == number)
        .scalar_subquery()
    )
