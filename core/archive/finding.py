"""From what a record must be to the SQL that finds it, exactly: grams narrow down, ``instr`` decides."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, not_, select

from core.archive import tables
from core.archive.gram_index import gram_page, gram_source, gram_values, year_in_china
from core.archive.grams import parse_query
from core.archive.keeping.tables import destruction
from core.archive.moving.tables import batch_undone
from core.archive.query_text import TypedQuery, midnight
from core.archive.rules import RecordOutcome, period_words
from core.identity import tables as identity
from core.kernel.words import Words
from core.products.rules import Catalogue

_FACETS_INDEX = "INDEXED BY ix_dossier_facets"
"""For SQLite, which keeps no statistics here and would ask the index of words about every record of an outcome."""

FACETS = ("outcome", "institution", "year", "retention", "product")
"""The fields of :class:`ArchiveFilter` that records are counted by."""


@dataclass(frozen=True, slots=True)
class ArchiveFilter:
    """What a record must be; empty fields ask for nothing. Amounts in fen, times in µs.

    ``year`` is the year of the decision in China; ``decided_before`` is not itself included. ``reviewer`` and
    ``approver`` are ids of people as text, ``village`` is a code. ``name`` is the applicant's, whole; the text has it
    too, so that the index leads. ``in_papers``: the text may also stand, all of it,
    on one page of a paper (:func:`core.archive.scanning.word_finding.looking_in_papers` sets it where it does).
    """

    text: str = ""
    outcome: RecordOutcome | None = None
    institution: str | None = None
    product: str | None = None
    decided_from: int | None = None
    decided_before: int | None = None
    least_fen: int | None = None
    most_fen: int | None = None
    year: int | None = None
    retention: str | None = None
    reviewer: str | None = None
    approver: str | None = None
    village: str | None = None
    name: str | None = None
    in_papers: bool = False

    def narrowed(self, typed: TypedQuery) -> ArchiveFilter:
        """This filter, and what was typed besides: the text, an amount, days."""
        made = replace(self, text=typed.text, name=typed.name)
        if typed.days is not None:
            made = made.within(typed.days.start, typed.days.end)
        if typed.amount_fen is not None:
            made = replace(
                made,
                least_fen=_later(made.least_fen, typed.amount_fen),
                most_fen=_earlier(made.most_fen, typed.amount_fen),
            )
        return made

    def within(self, start: int | None, end: int | None) -> ArchiveFilter:
        """This filter, and decided from ``start`` and before ``end``."""
        return replace(
            self,
            decided_from=_later(self.decided_from, start),
            decided_before=_earlier(self.decided_before, end),
        )

    def asks(self) -> bool:
        """Whether anything at all is asked for."""
        return self != ArchiveFilter(text=self.text) or bool(parse_query(self.text))


@dataclass(frozen=True, slots=True)
class Facet:
    """A value with the number of records that have it."""

    value: str
    words: Words
    count: int


@dataclass(frozen=True, slots=True)
class Survey:
    """How many records there are, and by facet how many there would be with another value of that facet."""

    count: int
    facets: Mapping[str, tuple[Facet, ...]]
    totals: Mapping[str, int]
    """By facet: how many there would be if nothing were asked of it."""


def _later(one: int | None, other: int | None) -> int | None:
    return max((value for value in (one, other) if value is not None), default=None)


def _earlier(one: int | None, other: int | None) -> int | None:
    return min((value for value in (one, other) if value is not None), default=None)


def joined() -> Any:
    """Dossiers with their institution and village."""
    dossier, bank, village = tables.dossier, identity.institution, identity.village
    return dossier.join(bank, bank.c.id == dossier.c.institution_id).join(
        village, village.c.id == dossier.c.village_id
    )


def standing() -> ColumnElement[bool]:
    """A record that was not taken back with the batch it came in, nor destroyed by a disposal. Asked of the number,
    which every index has."""
    number, undone = tables.dossier.c.number, batch_undone.c
    taken_back = number.between(undone.first_number, undone.last_number)
    there = not_(select(undone.id).where(taken_back).correlate(tables.dossier).exists())
    return and_(there, number.not_in(select(destruction.c.dossier_number)))


def newest_first(
    statement: Select[Any], wanted: ArchiveFilter, before: int | None, most: int, *, at_centre: bool
) -> Select[Any]:
    """``statement`` over dossiers with institution and village: ``most`` of what is wanted, below number ``before``.

    With words the index leads, walking its rows downwards: a page is full after some hundred rows,
    however many match. Run it with :func:`match_values`.
    """
    number: Any = tables.dossier.c.number
    source: Any = joined()
    terms = parse_query(wanted.text)
    if terms and at_centre and not wanted.in_papers and wanted.name is None:
        page = gram_page(terms, asked_fields(wanted), before, most)
        return statement.select_from(page.join(source, number == page.c.rowid)).order_by(number.desc())
    conditions = field_conditions(wanted)
    if terms:
        grams, texts = gram_source(terms, at_centre=at_centre, in_papers=wanted.in_papers)
        source, conditions = grams.join(source, number == grams.c.rowid), [*texts, *conditions]
        number = grams.c.rowid
    made = statement.select_from(source).where(*conditions)
    if terms or _walks(wanted):
        made = made.with_hint(tables.dossier, _FACETS_INDEX, "sqlite")
    return (made if before is None else made.where(number < before)).order_by(number.desc()).limit(most)


def filtered(statement: Select[Any], wanted: ArchiveFilter, *, at_centre: bool) -> Select[Any]:
    """``statement`` over dossiers, for what is wanted only; run it with :func:`match_values`."""
    source: Any = tables.dossier
    conditions = field_conditions(wanted)
    if terms := parse_query(wanted.text):
        grams, texts = gram_source(terms, at_centre=at_centre, in_papers=wanted.in_papers)
        source = grams.join(source, tables.dossier.c.number == grams.c.rowid)
        conditions = [*texts, *conditions]
    return statement.select_from(source).where(*conditions).with_hint(tables.dossier, _FACETS_INDEX, "sqlite")


def _walks(wanted: ArchiveFilter) -> bool:
    """Whether something is asked for that no index of its own leads to."""
    return wanted != ArchiveFilter(outcome=wanted.outcome, institution=wanted.institution)


def match_values(wanted: ArchiveFilter, *, at_centre: bool) -> dict[str, Any]:
    """The values of a statement made by :func:`filtered` or :func:`newest_first`."""
    return gram_values(parse_query(wanted.text), at_centre=at_centre)


def _dated(wanted: ArchiveFilter) -> ArchiveFilter:
    """The year as its days."""
    if wanted.year is None:
        return wanted
    return wanted.within(midnight(date(wanted.year, 1, 1)), midnight(date(wanted.year + 1, 1, 1)))


def asked_fields(wanted: ArchiveFilter) -> dict[str, str | int]:
    """What is asked of fields, by name; not the applicant's name, which comes with a text."""
    dated = _dated(wanted)
    named = {
        "outcome": wanted.outcome and wanted.outcome.value,
        "institution": wanted.institution,
        "product": wanted.product,
        "retention": wanted.retention,
        "decided_from": dated.decided_from,
        "decided_before": dated.decided_before,
        "least_fen": wanted.least_fen,
        "most_fen": wanted.most_fen,
        "reviewer": wanted.reviewer,
        "approver": wanted.approver,
        "village": wanted.village,
    }
    return {name: value for name, value in named.items() if value is not None}


def field_conditions(wanted: ArchiveFilter) -> list[ColumnElement[bool]]:
    """What is asked of fields, and that the record stands."""
    dossier = tables.dossier
    conditions: list[ColumnElement[bool]] = [standing()]
    for field, value in (
        (dossier.c.outcome, wanted.outcome and wanted.outcome.value),
        (dossier.c.product, wanted.product),
        (dossier.c.retention, wanted.retention),
        (dossier.c.applicant_name, wanted.name),
    ):
        if value is not None:
            conditions.append(field == value)
    if wanted.institution is not None:
        # By its id, so that an index of records leads: PostgreSQL would join every record to its institution.
        bank = select(identity.institution.c.id).where(identity.institution.c.code == wanted.institution)
        conditions.append(dossier.c.institution_id == bank.correlate(None).scalar_subquery())
    dated = _dated(wanted)
    if dated.decided_from is not None:
        conditions.append(dossier.c.decided_at >= dated.decided_from)
    if dated.decided_before is not None:
        conditions.append(dossier.c.decided_at < dated.decided_before)
    if wanted.least_fen is not None:
        conditions.append(dossier.c.amount_fen >= wanted.least_fen)
    if wanted.most_fen is not None:
        conditions.append(dossier.c.amount_fen <= wanted.most_fen)
    for field, person in ((dossier.c.reviewer_id, wanted.reviewer), (dossier.c.approver_id, wanted.approver)):
        if person is not None:
            conditions.append(field == UUID(person))
    if wanted.village is not None:
        village = select(identity.village.c.id).where(identity.village.c.code == wanted.village)
        conditions.append(dossier.c.village_id.in_(village.correlate(None)))
    return conditions


@dataclass(frozen=True, slots=True)
class Cell:
    """How many records have this combination of facet values."""

    outcome: str
    institution: str
    year: str
    retention: str
    product: str
    records: int


def without_facets(wanted: ArchiveFilter) -> ArchiveFilter:
    """The same question with nothing asked of any facet."""
    return replace(wanted, outcome=None, institution=None, year=None, retention=None, product=None)


def cube(wanted: ArchiveFilter, above: int, *, at_centre: bool) -> Select[Any]:
    """Counts by every combination of facet values, no facet asked for: one walk for all of them.

    Only numbers beyond ``above``; run it with :func:`match_values`.
    """
    dossier = tables.dossier
    year = year_in_china(dossier.c.decided_at, at_centre=at_centre).label("year")
    columns = (dossier.c.outcome, dossier.c.institution_id, dossier.c.retention, dossier.c.product, year)
    counted = filtered(
        select(*columns, func.count().label("records")), without_facets(wanted), at_centre=at_centre
    )
    return (counted.where(dossier.c.number > above) if above else counted).group_by(*columns)


def cells(rows: Iterable[Any], codes: Mapping[Any, str]) -> tuple[Cell, ...]:
    """The rows of :func:`cube`, with institutions by their codes."""
    return tuple(
        Cell(row.outcome, codes[row.institution_id], row.year, row.retention, row.product, row.records)
        for row in rows
    )


def survey(
    counted: Iterable[Cell], wanted: ArchiveFilter, banks: Mapping[str, Words], catalogue: Catalogue
) -> Survey:
    """Each facet is counted with the others as they are asked for; ``banks`` are names by code."""
    asked = {
        "outcome": wanted.outcome and wanted.outcome.value,
        "institution": wanted.institution,
        "year": None if wanted.year is None else str(wanted.year),
        "retention": wanted.retention,
        "product": wanted.product,
    }
    counts: dict[str, dict[str, int]] = {name: {} for name in FACETS}
    for cell in counted:
        misses = [name for name in FACETS if asked[name] is not None and getattr(cell, name) != asked[name]]
        for name in FACETS:
            if not misses or misses == [name]:
                value = getattr(cell, name)
                counts[name][value] = counts[name].get(value, 0) + cell.records
    totals = {name: sum(values.values()) for name, values in counts.items()}
    facets = {
        name: tuple(
            Facet(value, _words(name, value, banks, catalogue), counts[name][value])
            for value in sorted(counts[name], reverse=name in ("year", "retention"))
        )
        for name in FACETS
    }
    chosen = asked["outcome"]
    return Survey(totals["outcome"] if chosen is None else counts["outcome"].get(chosen, 0), facets, totals)


def _words(name: str, value: str, banks: Mapping[str, Words], catalogue: Catalogue) -> Words:
    if name == "outcome":
        return RecordOutcome(value).words
    if name == "institution":
        return banks[value]
    if name == "product" and (product := catalogue.find(value)) is not None:
        return product.words
    if name == "retention":
        return period_words(value)
    return Words(value, value)
