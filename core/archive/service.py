"""Sealing: the dossier is made, stored, indexed, and its hash goes into the log, in one transaction."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from core.archive import tables
from core.archive.dossier import lay_out_dossier
from core.archive.dossier_content import AuditRow
from core.archive.dossier_filling import SealingFacts, fill_dossier
from core.archive.dossier_fonts import house_fonts
from core.archive.dossier_signing import DossierSigning, Signed
from core.archive.endings import OUTCOMES, Ending, ending_of, review_is_over
from core.archive.gram_index import grams_row
from core.archive.grams import index_grams, search_text
from core.archive.keeping.policy_queries import policy_in_force
from core.archive.numbering import last_number
from core.archive.retention import PolicyLine
from core.archive.rules import (
    CREDIT_CATEGORY,
    PERMANENT,
    ArchivalNumber,
    RetentionPeriod,
    new_dossier_id,
)
from core.audit import tables as audit
from core.audit.act_words import act_words
from core.cases import tables as cases
from core.cases.case_rows import CaseView
from core.cases.case_view import read_case
from core.cases.rules import Stage, Step
from core.cases.steps import finish_errand, latest_state, take_step
from core.draw.queries import DrawQueries
from core.identity.rules import Staff
from core.intake import tables as intake
from core.intake.render import Renderer
from core.kernel.clock import local_date
from core.kernel.errors import Conflict
from core.kernel.words import Words
from core.products.rules import Catalogue
from core.storage.blobs import Blobs
from core.storage.work import Reading, Storage, Work


@dataclass(frozen=True, slots=True)
class SealDossier:
    """Seal the dossier of a case that has ended: decided, refused by rule, or withdrawn."""

    command_id: UUID
    errand_id: UUID
    case_id: UUID


@dataclass(frozen=True, slots=True)
class ArchiveHouse:
    """How this centre's archive is named and numbered: fonds number (全宗号), the centre's own name."""

    fonds: str
    centre: Words
    #: Days in which a refused applicant may ask for a person's review (PIPL Art. 24).
    review_days: int = 15
    #: How many records make a volume (案卷); 0 numbers by item.
    per_volume: int = 0


@dataclass(frozen=True, slots=True)
class _Prepared:
    """A dossier laid out and not yet sealed."""

    view: CaseView
    facts: SealingFacts
    pdf: bytes
    pages: int
    remark: Words | None


class ArchiveService:
    """The guardian's part of the archive."""

    def __init__(
        self,
        storage: Storage,
        blobs: Blobs,
        guardian: Staff,
        catalogue: Catalogue,
        renderer: Renderer,
        house: ArchiveHouse,
        signing: DossierSigning | None = None,
    ) -> None:
        """``signing`` is ``None`` in a centre without an authority: its dossiers are sealed by the log alone."""
        self._storage = storage
        self._blobs = blobs
        self._guardian = guardian
        self._catalogue = catalogue
        self._renderer = renderer
        self._house = house
        self._signing = signing
        self._draws = DrawQueries(storage)

    def seal(self, command: SealDossier, tell: Callable[[Words], None] = lambda _: None) -> str:
        """Make and seal the dossier; returns its archival number, or "" where there is nothing to seal any more.
        ``tell`` hears what was done otherwise than the settings wish, and why.

        Raises ``BadInput`` naming the character when a name cannot be drawn: nothing is sealed blank.
        """
        with self._storage.work(command) as work:
            if work.answer is not None:
                return str(work.answer["archival_number"])
            if self._is_over(work, command):
                return ""
        with self._storage.reading() as reading:
            # Laying out takes a second: it happens before the write lock is taken, so nobody waits.
            prepared = self._prepare(reading, command.case_id)
        with self._storage.work(command) as work:
            if work.answer is not None:
                return str(work.answer["archival_number"])
            self._check_unmoved(work, prepared)
            number = self._record(work, prepared)
            finish_errand(work, command.errand_id)
            work.commit({"archival_number": number})
        if prepared.remark is not None:
            tell(prepared.remark)
        return number

    def _is_over(self, work: Work, command: SealDossier) -> bool:
        """A refused applicant asked for a review after all, before the dossier was sealed: the errand is dropped."""
        state = latest_state(work, command.case_id)
        if state is None or state.kind in OUTCOMES:
            return False
        finish_errand(work, command.errand_id)
        work.commit({"archival_number": ""})
        return True

    def _prepare(self, reading: Reading, case_id: UUID) -> _Prepared:
        view = read_case(reading, case_id, self._guardian, self._catalogue)
        self._check_ended(reading, view)
        facts = self._facts(reading, view)
        plan = self._signing.plan(reading, view, facts.sealed_at) if self._signing else None
        if plan is not None:
            facts = replace(facts, signatures=plan.places)
        filled = fill_dossier(view, facts, lambda document: self._paper(reading, document), self._renderer)
        laid = lay_out_dossier(filled, house_fonts())
        signed = Signed(laid.pdf)
        if self._signing is not None and plan is not None:
            signed = self._signing.sign(laid, plan, facts.sealed_at)
        return _Prepared(view, facts, signed.pdf, laid.pages, signed.remark)

    def _check_ended(self, reading: Reading, view: CaseView) -> None:
        """A refused applicant may ask for a person's review until the time for it is over, or waived."""
        if view.last_step not in OUTCOMES:
            raise Conflict("案件尚未决定，不能封存。", "The case is not decided; it cannot be sealed.")
        if view.last_step is Step.REFUSED and not review_is_over(reading, view.id, self._house.review_days):
            raise Conflict(
                "申请人仍可要求人工复核，期限届满后再封存。",
                "The applicant may still ask for a person's review; the dossier is sealed when that time is over.",
            )

    def _check_unmoved(self, work: Work, prepared: _Prepared) -> None:
        """The dossier states a number and the head of the case's log: both must still be so."""
        work.hold("dossiers")
        entries = work.scalar(
            select(func.max(audit.entry.c.seq)).where(audit.entry.c.chain == prepared.view.id)
        )
        number = self._next_number(work, prepared.facts.retention)
        if self._policy_line(work, prepared.view, prepared.facts.ending) != prepared.facts.policy_line:
            raise Conflict(
                "封存期间保管期限规定有变，稍后重试。",
                "The retention policy changed meanwhile; sealing is retried.",
            )
        if entries != len(prepared.facts.entries) or number != prepared.facts.archival_number:
            raise Conflict(
                "封存期间有新记录，稍后重试。", "Something was recorded meanwhile; sealing is retried."
            )

    def _paper(self, reading: Reading, document_id: UUID) -> bytes:
        digest = reading.scalar(select(intake.document.c.sha256).where(intake.document.c.id == document_id))
        return self._blobs.get(reading, digest)

    def _facts(self, reading: Reading, view: CaseView) -> SealingFacts:
        ending = ending_of(view)
        line = self._policy_line(reading, view, ending)
        retention = PERMANENT if line is None else line.kept
        entries = reading.all(
            select(audit.entry).where(audit.entry.c.chain == view.id).order_by(audit.entry.c.seq)
        )
        numbers = reading.all(
            select(cases.person_number)
            .where(cases.person_number.c.case_id == view.id)
            .order_by(cases.person_number.c.round)
        )
        return SealingFacts(
            ending=ending,
            archival_number=self._next_number(reading, retention),
            dossier_id=new_dossier_id(),
            retention=retention,
            policy_line=line,
            centre=self._house.centre,
            sealed_at=reading.now,
            numbers={(row.holder, row.kind): row.value for row in numbers},
            draws=tuple(self._draws.draw(row.id) for row in view.draws),
            entries=tuple(AuditRow(row.seq, row.at, act_words(row.act), row.hash) for row in entries),
            proof_lines=self._proof_lines(reading),
        )

    def _policy_line(self, reading: Reading, view: CaseView, ending: Ending) -> PolicyLine | None:
        """The line of the policy in force by which the record is kept."""
        bank = reading.scalar(select(cases.loan_case.c.institution_id).where(cases.loan_case.c.id == view.id))
        category = self._catalogue.categories.get(view.product, "")
        return policy_in_force(reading).line_for(ending.outcome.value, view.product, category, bank)

    def _proof_lines(self, reading: Reading) -> tuple[str, ...]:
        note = reading.scalar(
            select(audit.checkpoint.c.note).order_by(audit.checkpoint.c.size.desc()).limit(1)
        )
        return tuple(line for line in note.splitlines() if line) if note else ()

    def _next_number(self, reading: Reading, retention: RetentionPeriod) -> ArchivalNumber:
        """Continuous within fonds, category, year and retention (DA/T 13-2022), and by volume within that."""
        year = local_date(reading.now).year
        first = ArchivalNumber(self._house.fonds, CREDIT_CATEGORY, year, retention.code, 1)
        return first.after(last_number(reading, first, self._house.per_volume), self._house.per_volume)

    def _record(self, work: Work, prepared: _Prepared) -> str:
        view, facts = prepared.view, prepared.facts
        case = work.first(select(cases.loan_case).where(cases.loan_case.c.id == view.id))
        opinion, decision = view.judgement(Stage.REVIEW), view.judgement(Stage.APPROVAL)
        assert case is not None
        ending, fields = facts.ending, _searched(view, facts)
        last = work.scalar(select(func.max(tables.dossier.c.number)))
        number = (last or 0) + 1
        values: dict[str, Any] = {
            "number": number,
            "case_id": view.id,
            "archival_number": facts.archival_number.text(),
            "qr_id": facts.dossier_id,
            "sha256": self._blobs.put(work, prepared.pdf, "application/pdf"),
            "pages": prepared.pages,
            "originals": len(view.documents),
            "outcome": ending.outcome.value,
            "applicant_name": view.applicant_name,
            "person_key": case.person_key,
            "institution_id": case.institution_id,
            "village_id": case.village_id,
            "product": view.product,
            "amount_fen": ending.approved.amount_fen if ending.approved else view.amount_fen,
            "retention": facts.retention.code,
            "retention_line_id": facts.policy_line.id if facts.policy_line else None,
            "reviewer_id": opinion.staff_id if opinion else None,
            "approver_id": decision.staff_id if ending.outcome.decided and decision else None,
            "decided_at": ending.at,
            "search_text": search_text(fields),
            "specimen": view.specimen,
        }
        dossier_id = work.record(tables.dossier, chain=view.id, **values)
        work.connection.execute(*grams_row(number, index_grams(fields), at_centre=work.at_centre))
        take_step(work, view.id, Step.SEALED, fact_id=dossier_id)
        return facts.archival_number.text()


def _searched(view: CaseView, facts: SealingFacts) -> list[str]:
    """The texts by which a record is found; amounts and dates have columns of their own."""
    people = dict.fromkeys(row.staff_name for row in view.signed_judgements)
    return [
        view.applicant_name,
        *(member["name"] for member in view.facts["family"]),
        *facts.numbers.values(),
        view.number,
        facts.archival_number.text(),
        view.institution.zh,
        view.village.zh,
        view.product_words.zh,
        view.facts["applicant"]["address"],
        *people,
    ]
