"""What stands in a dossier: frozen values, filled by the caller, laid out by :mod:`core.archive.dossier`.

The sealed dossier is the record of the case, so the application shows identity numbers in full; every
other page shows them masked. Times are microseconds UTC, money is fen, rates are per cent a year.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from core.archive.rules import ArchivalNumber, RetentionPeriod
from core.kernel.words import Words


@dataclass(frozen=True, slots=True)
class FactRow:
    """A labelled fact; ``note`` says where it differs from what was read or checked elsewhere."""

    label: Words
    value: str
    note: Words | None = None


@dataclass(frozen=True, slots=True)
class FactGroup:
    """Facts under one small heading."""

    title: Words
    rows: tuple[FactRow, ...]


@dataclass(frozen=True, slots=True)
class DossierColumn:
    """A column of a table: figures stand right; ``share`` is its part of the width."""

    title: Words
    share: int = 1
    figures: bool = False


@dataclass(frozen=True, slots=True)
class DossierTable:
    """A table of ready texts (family, income, assets, debts …); an empty one says 无."""

    title: Words
    columns: tuple[DossierColumn, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class EvidenceMark:
    """What a reader marked on a page and noted: a rectangle in parts of ten thousand of its width and height."""

    number: int
    stage: Words
    staff: str
    note: str
    left: int
    top: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class EvidencePaper:
    """One page of one paper: ``image`` is a JPEG (RGB or grey) that is seen upright when ``turned`` so many degrees
    clockwise (0, 90, 180, 270); ``sha256`` is the original's."""

    kind: Words
    caption: str
    page: int
    media_type: str
    image: bytes
    sha256: str
    taken_at: int | None = None
    position: str = ""
    finding: Words | None = None
    marks: tuple[EvidenceMark, ...] = ()
    turned: int = 0


@dataclass(frozen=True, slots=True)
class ScorePoints:
    """One characteristic of the scorecard."""

    words: Words
    value: str
    points: int
    best_points: int

    @property
    def lost(self) -> int:
        return self.best_points - self.points


@dataclass(frozen=True, slots=True)
class TermLine:
    """One step of the limit or the price: what, and its figure as text."""

    words: Words
    figure: str


@dataclass(frozen=True, slots=True)
class CauseLine:
    """A cause of refusal, a doubt or a finding: its category and its sentence."""

    category: Words
    words: Words


@dataclass(frozen=True, slots=True)
class ScreeningPage:
    """The screening explained. ``outcome_tone`` is "pass", "person" or "refuse"."""

    outcome: Words
    outcome_tone: str
    causes: tuple[CauseLine, ...]
    points: int
    out_of: int
    parts: tuple[ScorePoints, ...]
    limit_fen: int
    limit_terms: tuple[TermLine, ...]
    rate: Decimal | None
    irr: Decimal | None
    price_terms: tuple[TermLine, ...]
    rule_set_version: str
    rule_set_hash: str
    input_hash: str
    screened_at: int


@dataclass(frozen=True, slots=True)
class PositionRow:
    """A position as drawn on the map: ``number`` is its mark there."""

    number: int
    kind: Words
    place: str
    datum: str
    accuracy: str
    distance: str


@dataclass(frozen=True, slots=True)
class MapPage:
    """The map as a picture (PNG or JPEG) and the positions on it."""

    picture: bytes
    positions: tuple[PositionRow, ...]


@dataclass(frozen=True, slots=True)
class ChecklistAnswer:
    """A checklist item as answered; ``held`` is ``None`` where it did not apply."""

    item: Words
    held: bool | None
    note: str = ""


@dataclass(frozen=True, slots=True)
class OpinionPage:
    """An opinion (审查) or decision (审批): who found what, and the hash of all that he saw."""

    stage: Words
    outcome: Words
    outcome_tone: str
    staff: str
    given_at: int
    amount_fen: int | None
    term_months: int | None
    rate: Decimal | None
    reasons: tuple[Words, ...]
    conditions: tuple[str, ...]
    text: str
    checklist: tuple[ChecklistAnswer, ...]
    evidence_hash: str


@dataclass(frozen=True, slots=True)
class DrawCandidate:
    """A candidate of a draw; ``excluded`` says why he could not be drawn, empty where he could."""

    name: str
    open_load: int
    weight: int
    excluded: tuple[Words, ...] = ()
    drawn: bool = False


@dataclass(frozen=True, slots=True)
class DrawPage:
    """A draw as published: recomputable from alpha, proof and the centre's key."""

    stage: Words
    drawn_at: int
    reason: Words
    candidates: tuple[DrawCandidate, ...]
    alpha: str
    proof: str
    r: str
    total: str
    result: str
    record_hash: str
    key_id: str
    policy_version: str


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """Who did what, when."""

    at: int
    who: str
    what: Words


@dataclass(frozen=True, slots=True)
class AuditRow:
    """An entry of the case's hash chain."""

    number: int
    at: int
    kind: Words
    entry_hash: str


@dataclass(frozen=True, slots=True)
class AuditPage:
    """The case's chain, its head, and lines of proof (checkpoint, witnesses) where there are any."""

    entries: tuple[AuditRow, ...]
    chain_head: str
    proof_lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SignaturePlace:
    """A place for a signature: in what part, whose, and when the act was done.

    ``serial`` is the certificate's number (hex), ``statement`` the hash of what was signed at the act; both are
    empty where there is no signature.
    """

    role: Words
    name: str
    acted_at: int | None = None
    serial: str = ""
    statement: str = ""


@dataclass(frozen=True, slots=True)
class DossierContent:
    """Everything that the dossier of one case says."""

    archival_number: ArchivalNumber
    dossier_id: str
    specimen: bool
    centre: Words
    institution: Words
    village: Words
    product: Words
    applicant: str
    applicant_id_masked: str
    amount_fen: int
    term_months: int
    repayment: Words
    purpose: str
    outcome: Words
    outcome_tone: str
    decided_at: int
    sealed_at: int
    retention: RetentionPeriod
    kept_until: date | None
    """``None``: for ever, or so many years from a settlement that is still to come."""
    case_id: str
    originals: int
    application: tuple[FactGroup, ...]
    tables: tuple[DossierTable, ...]
    evidence: tuple[EvidencePaper, ...]
    screening: ScreeningPage | None
    map: MapPage | None
    opinions: tuple[OpinionPage, ...]
    decision: OpinionPage | None
    draws: tuple[DrawPage, ...]
    history: tuple[HistoryRow, ...]
    audit: AuditPage
    signatures: tuple[SignaturePlace, ...]
    approved_amount_fen: int | None = None
    approved_term_months: int | None = None
    approved_rate: Decimal | None = None
