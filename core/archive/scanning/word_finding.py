"""Records found by what stands in their papers: the text asked for is all on one page, and exactly so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy import func, select

from core.archive.finding import ArchiveFilter
from core.archive.gram_index import gram_values, page_numbers
from core.archive.grams import parse_query
from core.archive.scanning import tables
from core.archive.scanning.rules import kind_words
from core.intake.tables import document
from core.kernel.words import Words
from core.products.rules import DOCUMENT_KIND_WORDS
from core.storage.work import Reading


@dataclass(frozen=True, slots=True)
class FoundIn:
    """A page with the text: of an original (``document_id``) or of a later paper."""

    kind: str
    page: int
    document_id: UUID | None
    later_paper_id: UUID | None

    @property
    def paper(self) -> Words:
        """The kind of paper."""
        if self.document_id is None:
            return kind_words(self.kind)
        return DOCUMENT_KIND_WORDS.get(self.kind, Words(self.kind, self.kind))

    @property
    def place(self) -> Words:
        """``已签借款合同，第 3 页``."""
        return Words(f"{self.paper.zh}，第 {self.page} 页", f"{self.paper.en}, page {self.page}")


def looking_in_papers(reading: Reading, wanted: ArchiveFilter) -> ArchiveFilter:
    """``wanted``, to be looked for in papers too where any page holds its text; else the index of records alone is
    asked, which is quicker."""
    terms = parse_query(wanted.text)
    if not terms or reading.first(select(tables.paper_page.c.number).limit(1)) is None:
        return replace(wanted, in_papers=False)
    values = gram_values(terms, at_centre=reading.at_centre)
    found = reading.first(page_numbers(terms, at_centre=reading.at_centre).limit(1), values)
    return replace(wanted, in_papers=found is not None)


def pages_with(reading: Reading, text: str, record_ids: Sequence[UUID]) -> dict[UUID, tuple[FoundIn, ...]]:
    """By record: its pages that hold every term of ``text``, in the order in which they were entered."""
    terms = parse_query(text)
    if not terms or not record_ids:
        return {}
    page, later = tables.paper_page.c, tables.later_paper
    numbers = page_numbers(terms, at_centre=reading.at_centre).subquery("found")
    rows = reading.all(
        select(
            page.dossier_id,
            page.page,
            page.document_id,
            page.later_paper_id,
            func.coalesce(document.c.kind, later.c.kind).label("kind"),
        )
        .join(numbers, numbers.c.number == page.number)
        .outerjoin(document, document.c.id == page.document_id)
        .outerjoin(later, later.c.id == page.later_paper_id)
        .where(page.dossier_id.in_(record_ids))
        .order_by(page.number),
        gram_values(terms, at_centre=reading.at_centre),
    )
    found: dict[UUID, tuple[FoundIn, ...]] = {}
    for row in rows:
        one = FoundIn(row.kind, row.page, row.document_id, row.later_paper_id)
        found[row.dossier_id] = (*found.get(row.dossier_id, ()), one)
    return found
