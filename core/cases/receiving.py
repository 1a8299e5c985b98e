"""Taking in a package: the case, its papers, its investigator; or quarantine with the reasons."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import select

from core.cases import tables
from core.cases.links import record_links
from core.cases.photo_reuse import fingerprints, record_fingerprint
from core.cases.rules import Stage, Step
from core.cases.steps import add_errand, latest_state, take_step
from core.identity import queries as people
from core.identity import tables as identity
from core.identity.rules import Role
from core.identity.service import person_key
from core.intake import tables as intake
from core.intake.masking import readable_facts
from core.intake.render import Renderer
from core.intake.rules import PackageFault, PackageNote, PackageReport
from core.kernel.canonical import canonical_bytes, sha256_hex
from core.kernel.clock import local_date
from core.kernel.coordinates import Position, distance_m
from core.kernel.errors import Conflict
from core.kernel.person_numbers import mask_account, mask_id_number, mask_phone
from core.storage.blobs import Blobs
from core.storage.work import Storage, Work


@dataclass(frozen=True, slots=True)
class ReceivePackage:
    """Take in the package with this SHA-256."""

    command_id: UUID
    file_name: str
    package_sha256: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of a package: ``accepted``, ``known`` (sent before) or ``quarantined``."""

    outcome: str
    package_sha256: str
    case_id: UUID | None
    number: str | None
    faults: tuple[PackageFault, ...]

    def to_json(self) -> dict[str, Any]:
        return {
            "outcome": self.outcome,
            "package_sha256": self.package_sha256,
            "case_id": str(self.case_id) if self.case_id else None,
            "number": self.number,
        }


class Receiving:
    """The guardian's hand at the door."""

    def __init__(
        self, storage: Storage, blobs: Blobs, pepper: bytes, renderer: Renderer | None = None
    ) -> None:
        """``renderer`` opens photos for their fingerprints; without one no case with photos passes unseen."""
        self._storage = storage
        self._blobs = blobs
        self._pepper = pepper
        self._renderer = renderer

    def receive(self, command: ReceivePackage, path: Path, report: PackageReport) -> Receipt:
        """Record ``report`` on the package at ``path``. The same package again is recognised."""
        # Before the transaction: nobody waits for a picture with a lock.
        papers = report.contents.files if report.contents and not report.faults else ()
        marks = fingerprints(self._renderer, papers)
        with self._storage.work(command) as work:
            if (known := self._known(work, report)) is not None:
                return known
            sealed = self._blobs.put(work, path.read_bytes(), "application/zip")
            faults = report.faults or tuple(self._conflicts(work, report))
            if faults:
                work.record(
                    intake.quarantine,
                    file_name=command.file_name,
                    sha256=sealed,
                    bytes=path.stat().st_size,
                    institution=report.institution,
                    faults=json.dumps(_lines(faults), ensure_ascii=False),
                )
                receipt = Receipt("quarantined", report.package_sha256, None, None, faults)
            else:
                receipt = self._accept(work, report, marks)
            work.commit(receipt.to_json())
            return receipt

    def _known(self, work: Work, report: PackageReport) -> Receipt | None:
        row = work.first(
            select(intake.package.c.case_id, tables.loan_case.c.number)
            .join(tables.loan_case, tables.loan_case.c.id == intake.package.c.case_id)
            .where(intake.package.c.sha256 == report.package_sha256)
        )
        if row is not None:
            return Receipt("known", report.package_sha256, row.case_id, row.number, ())
        held = work.first(
            select(intake.quarantine).where(intake.quarantine.c.sha256 == report.package_sha256)
        )
        return Receipt("known", report.package_sha256, None, None, report.faults) if held else None

    def _conflicts(self, work: Work, report: PackageReport) -> list[PackageFault]:
        """Faults that only the centre's own books can show."""
        assert report.contents is not None
        case = report.contents.manifest
        found = []
        if work.first(select(intake.package.c.id).where(intake.package.c.id == UUID(case["package_id"]))):
            found.append(PackageFault.of("package-id-used", "package_id"))
        tablet = work.first(select(identity.tablet).where(identity.tablet.c.code == case["tablet"]))
        bank = work.first(
            select(identity.institution).where(identity.institution.c.code == case["institution"])
        )
        if bank is None or tablet is None or tablet.institution_id != bank.id:
            found.append(PackageFault.of("tablet-institution", "tablet"))
        if self._investigator(work, case) is None:
            found.append(PackageFault.of("investigator", "capture"))
        state = latest_state(work, UUID(case["case_id"]))
        expected = 1 if state is None else state.round + 1
        if case["round"] != expected or (state and state.kind != Step.SUPPLEMENT_ASKED):
            found.append(PackageFault.of("round", "round"))
        return found

    def _investigator(self, work: Work, case: Mapping[str, Any]) -> UUID | None:
        """The customer manager who submitted, if free of ties to the applicant."""
        logins = [event["staff"] for event in case["capture"] if event["action"] == "submitted"]
        if len(logins) != 1:
            return None
        key = person_key(self._pepper, case["applicant"]["id_number"])
        tied = people.related(work, key)
        for person in people.everyone(work, Role.CUSTOMER_MANAGER):
            if person.login == logins[0] and person.id not in tied:
                return person.id
        return None

    def _accept(self, work: Work, report: PackageReport, marks: Mapping[str, int | None]) -> Receipt:
        assert report.contents is not None
        case = report.contents.manifest
        case_id = UUID(case["case_id"])
        first = case["round"] == 1
        number = self._open(work, case_id, case) if first else self._number(work, case_id, case)
        package_id = self._record_package(work, case_id, report)
        self._record_numbers(work, case_id, case)
        record_links(work, case_id, package_id, case, self._pepper)
        self._record_documents(work, case_id, package_id, report, marks)
        if first:
            work.record(
                tables.duty,
                chain=case_id,
                case_id=case_id,
                stage=Stage.INVESTIGATION.value,
                round=1,
                staff_id=self._investigator(work, case),
            )
        take_step(work, case_id, Step.RECEIVED, fact_id=package_id)
        add_errand(work, case_id, "screen", case["round"])
        return Receipt("accepted", report.package_sha256, case_id, number, ())

    def _open(self, work: Work, case_id: UUID, case: Mapping[str, Any]) -> str:
        bank = work.first(
            select(identity.institution).where(identity.institution.c.code == case["institution"])
        )
        village = work.first(select(identity.village.c.id).where(identity.village.c.code == case["village"]))
        assert bank is not None and village is not None
        number = _next_number(work, bank.name_zh[:2])
        work.record(
            tables.loan_case,
            chain=case_id,
            id=case_id,
            number=number,
            institution_id=bank.id,
            village_id=village.id,
            product=case["product"],
            applicant_name=case["applicant"]["name"],
            person_key=person_key(self._pepper, case["applicant"]["id_number"]),
            amount_fen=case["amount_fen"],
            term_months=case["term_months"],
            repayment=case["repayment"],
            purpose=case["purpose"],
            specimen=case["specimen"],
        )
        return number

    def _number(self, work: Work, case_id: UUID, case: Mapping[str, Any]) -> str:
        row = work.first(select(tables.loan_case).where(tables.loan_case.c.id == case_id))
        if row is None or row.person_key != person_key(self._pepper, case["applicant"]["id_number"]):
            raise Conflict("补充资料与原案件不是同一申请人。", "The supplement is for another applicant.")
        return str(row.number)

    def _record_package(self, work: Work, case_id: UUID, report: PackageReport) -> UUID:
        assert report.contents is not None
        case = report.contents.manifest
        return work.record(
            intake.package,
            chain=case_id,
            id=UUID(case["package_id"]),
            case_id=case_id,
            round=case["round"],
            tablet=case["tablet"],
            sha256=report.package_sha256,
            facts=canonical_bytes(readable_facts(case)).decode(),
            facts_hash=report.contents.manifest_hash,
            branch_nonce=case["branch_nonce"],
            nonce_hash=sha256_hex(bytes.fromhex(case["branch_nonce"])),
            notes=json.dumps(_lines(report.notes), ensure_ascii=False),
        )

    def _record_numbers(self, work: Work, case_id: UUID, case: Mapping[str, Any]) -> None:
        applicant = case["applicant"]
        numbers = [
            ("id-number", applicant["name"], applicant["id_number"], mask_id_number(applicant["id_number"])),
            ("phone", applicant["name"], applicant["phone"], mask_phone(applicant["phone"])),
        ]
        numbers += [
            ("id-number", member["name"], member["id_number"], mask_id_number(member["id_number"]))
            for member in case["family"]
            if member["id_number"] and member["name"] != applicant["name"]
        ]
        if (account := case.get("account")) is not None:
            numbers.append(("account", account["holder"], account["number"], mask_account(account["number"])))
        seen = set()
        for kind, holder, value, masked in numbers:
            if (kind, holder) in seen:
                continue
            seen.add((kind, holder))
            work.record(
                tables.person_number,
                chain=case_id,
                case_id=case_id,
                round=case["round"],
                kind=kind,
                holder=holder,
                value=value,
                masked=masked,
            )

    def _record_documents(
        self,
        work: Work,
        case_id: UUID,
        package_id: UUID,
        report: PackageReport,
        marks: Mapping[str, int | None],
    ) -> None:
        assert report.contents is not None
        case = report.contents.manifest
        declared = [one.position for one in report.contents.positions if one.kind == "declared"]
        for position, paper in enumerate(report.contents.files, start=1):
            document_id = work.record(
                intake.document,
                chain=case_id,
                case_id=case_id,
                package_id=package_id,
                round=case["round"],
                position=position,
                kind=paper.kind,
                page=paper.page,
                page_count=paper.page_count or 1,
                media_type=paper.media_type,
                sha256=self._blobs.put(work, paper.path.read_bytes(), paper.media_type),
                caption=paper.caption,
                taken_at=paper.taken_at,
                distance_m=_distance(paper.position.position if paper.position else None, declared),
                specimen=case["specimen"],
            )
            if paper.name in marks:
                record_fingerprint(work, case_id, document_id, marks[paper.name])


def _distance(place: Position | None, declared: list[Position]) -> int | None:
    return distance_m(place, declared[0]) if place and declared else None


def _next_number(work: Work, short_name: str) -> str:
    work.hold("case-numbers")
    prefix = f"{short_name} {local_date(work.now):%Y-%m}-"
    last = work.scalar(
        select(tables.loan_case.c.number)
        .where(tables.loan_case.c.number >= prefix, tables.loan_case.c.number < prefix + "~")
        .order_by(tables.loan_case.c.number.desc())
        .limit(1)
    )
    return f"{prefix}{int(last[len(prefix) :]) + 1 if last else 1:06d}"


def _lines(items: tuple[PackageFault, ...] | tuple[PackageNote, ...]) -> list[dict[str, Any]]:
    return [{"code": item.code, "about": item.about, "words": item.words.to_json()} for item in items]
