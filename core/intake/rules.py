"""What a case package must fulfil, decided without I/O.

A **fault** makes the package unusable until the branch mends it; a **note** travels with the case
and is for the reviewer to weigh. Neither ever repeats a personal number.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from core.intake.faults import fault_words, note_words
from core.kernel.clock import parse_instant
from core.kernel.coordinates import Position
from core.kernel.person_numbers import birth_date, id_number_fault
from core.kernel.words import Words
from core.products.rules import Catalogue, Product, missing_papers

SCHEMA_VERSION = "evenhand/case-package/2"
#: Every version that is taken in, with its file; the first one named no account to pay to.
SCHEMA_FILES: Mapping[str, str] = {
    "evenhand/case-package/1": "case-package-1.json",
    SCHEMA_VERSION: "case-package-2.json",
}
REQUIRED_CONSENTS: Mapping[str, Words] = {
    "personal-information": Words("个人信息处理同意书", "consent to the handling of personal information"),
    "credit-query": Words("征信查询授权书", "authorisation to query the credit bureau"),
}


@dataclass(frozen=True, slots=True)
class PackageFault:
    """Why a package cannot be taken in: a stable code, the sentence, and what it is about."""

    code: str
    words: Words
    about: str = ""

    @classmethod
    def of(cls, code: str, about: str = "", **values: Any) -> PackageFault:
        return cls(code, fault_words(code, about=about, **values), about)


@dataclass(frozen=True, slots=True)
class PackageNote:
    """Something a person should look at; the package is taken in all the same."""

    code: str
    words: Words
    about: str = ""

    @classmethod
    def of(cls, code: str, about: str = "", **values: Any) -> PackageNote:
        return cls(code, note_words(code, about=about, **values), about)


@dataclass(frozen=True, slots=True)
class Village:
    """A village of an institution and its centre."""

    code: str
    institution: str
    words: Words
    centre: Position


@dataclass(frozen=True, slots=True)
class PackagePosition:
    """A place as delivered (``kind``: declared, tablet, asset or photo), and when it was measured."""

    kind: str
    position: Position
    at: int | None

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> PackagePosition:
        at = data.get("at")
        return cls(data.get("kind", "photo"), Position.from_json(data), parse_instant(at) if at else None)


@dataclass(frozen=True, slots=True)
class PackageFile:
    """One paper or photo. ``path`` is where the reader put it (a numbered name of our own);
    ``width`` and ``height`` are pixels of an image as stored, ``page_count`` that of a PDF."""

    name: str
    kind: str
    page: int
    media_type: str
    bytes: int
    sha256: str
    caption: str
    taken_at: int | None
    position: PackagePosition | None
    width: int | None
    height: int | None
    page_count: int | None
    path: Path


@dataclass(frozen=True, slots=True)
class FieldDifference:
    """A field whose typed value is not what was read from the card."""

    field: str
    words: Words
    typed: str
    read: str


@dataclass(frozen=True, slots=True)
class PackageContents:
    """What a good package carries: ``manifest`` is case.json, ``manifest_hash`` its canonical hash."""

    manifest: Mapping[str, Any]
    manifest_hash: str
    files: tuple[PackageFile, ...]
    positions: tuple[PackagePosition, ...]
    differences: tuple[FieldDifference, ...]


@dataclass(frozen=True, slots=True)
class PackageReport:
    """The answer for one package: accepted exactly when there is no fault."""

    accepted: bool
    faults: tuple[PackageFault, ...]
    notes: tuple[PackageNote, ...]
    contents: PackageContents | None
    package_id: str | None
    package_sha256: str
    tablet: str | None = None
    institution: str | None = None

    def to_json(self) -> dict[str, Any]:
        """Faults and notes as canonical-safe JSON, to be kept beside the package in quarantine."""
        return {
            "accepted": self.accepted,
            "package_id": self.package_id,
            "package_sha256": self.package_sha256,
            "tablet": self.tablet,
            "institution": self.institution,
            "faults": [_line(item) for item in self.faults],
            "notes": [_line(item) for item in self.notes],
        }


def _line(item: PackageFault | PackageNote) -> dict[str, Any]:
    return {"code": item.code, "about": item.about, "words": item.words.to_json()}


def case_faults(
    case: Mapping[str, Any], catalogue: Catalogue, villages: Mapping[str, Village], today: date
) -> tuple[PackageFault, ...]:
    """All faults of a case.json that already fulfils the schema."""
    return (
        *person_faults(case, today),
        *place_faults(case, villages),
        *product_faults(case, catalogue),
        *consent_faults(case),
    )


def person_faults(case: Mapping[str, Any], today: date) -> Iterator[PackageFault]:
    """Identity numbers (GB 11643-1999) and the day of birth typed beside the applicant's."""
    applicant = case["applicant"]
    wrong = id_number_fault(applicant["id_number"], today)
    if wrong is not None:
        yield PackageFault.of("id-number", "applicant.id_number", zh=wrong.zh, en=wrong.en)
    else:
        born = birth_date(applicant["id_number"])
        if born is None or born.isoformat() != applicant["birth_date"]:
            yield PackageFault.of("birth-date", "applicant.birth_date")
    for index, member in enumerate(case["family"]):
        wrong = id_number_fault(member["id_number"], today) if member["id_number"] else None
        if wrong is not None:
            yield PackageFault.of("id-number", f"family[{index}].id_number", zh=wrong.zh, en=wrong.en)


def place_faults(case: Mapping[str, Any], villages: Mapping[str, Village]) -> Iterator[PackageFault]:
    """The village must be on the list, and belong to the institution that sends the case."""
    village = villages.get(case["village"])
    if village is None or village.institution != case["institution"]:
        yield PackageFault.of("unknown-village", "village")


def product_faults(case: Mapping[str, Any], catalogue: Catalogue) -> Iterator[PackageFault]:
    """Product offered by the institution; amount, term and repayment within it; every paper of its checklist there."""
    product = catalogue.find(case["product"], case["institution"])
    if product is None:
        yield PackageFault.of("unknown-product", "product")
        return
    if not product.min_fen <= case["amount_fen"] <= product.max_fen:
        low, high = product.min_fen // 100, product.max_fen // 100
        yield PackageFault.of("amount-range", "amount_fen", low=f"{low:,}", high=f"{high:,}")
    if case["term_months"] not in product.terms:
        yield PackageFault.of("term-range", "term_months", terms=" / ".join(map(str, product.terms)))
    if case["repayment"] not in product.repayments:
        yield PackageFault.of("repayment-kind", "repayment")
    yield from paper_faults(product, case["files"])


def paper_faults(product: Product, files: Sequence[Mapping[str, Any]]) -> Iterator[PackageFault]:
    """One fault for each kind of paper of which there are too few pages."""
    for paper in missing_papers(product, Counter(entry["kind"] for entry in files)):
        yield PackageFault.of(
            "missing-paper",
            paper.kind,
            zh=paper.words.zh,
            en=paper.words.en,
            have=paper.have,
            minimum=paper.minimum,
        )


def consent_faults(case: Mapping[str, Any]) -> Iterator[PackageFault]:
    """Consents the law asks for before anything is looked up (PIPL Art. 13, 征信业管理条例 Art. 18)."""
    given = {consent["kind"] for consent in case["consents"]}
    for kind, words in REQUIRED_CONSENTS.items():
        if kind not in given:
            yield PackageFault.of("missing-consent", kind, zh=words.zh, en=words.en)
