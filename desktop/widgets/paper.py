"""One page of a case's papers, as the strip and the viewer know it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from core.kernel.words import Words

PageKey = tuple[UUID, int]
"""Document and page, the latter from 1."""


@dataclass(frozen=True, slots=True)
class Paper:
    """A page: ``page`` from 1, ``taken_at`` in µs UTC, ``distance_m`` metres from the declared place.

    A paper with ``page`` 1 of several stands for its whole document until :func:`every_page` spreads it.
    """

    document_id: UUID
    kind: str
    kind_words: Words
    caption: str
    page: int
    page_count: int
    media_type: str
    taken_at: int | None = None
    distance_m: int | None = None
    finding: Words | None = None

    @property
    def key(self) -> PageKey:
        return self.document_id, self.page


@dataclass(frozen=True, slots=True)
class PaperGroup:
    """Papers of one kind, in reading order."""

    kind: str
    words: Words
    papers: tuple[Paper, ...]


def every_page(papers: Iterable[Paper]) -> tuple[Paper, ...]:
    """The papers with each document spread over its pages, none twice, order kept."""
    spread: dict[PageKey, Paper] = {}
    given = list(papers)
    named = {paper.key for paper in given}
    for paper in given:
        spread.setdefault(paper.key, paper)
        if paper.page != 1:
            continue
        for number in range(2, paper.page_count + 1):
            if (paper.document_id, number) not in named:
                spread.setdefault((paper.document_id, number), replace(paper, page=number))
    return tuple(spread.values())


def with_page_count(papers: Sequence[Paper], document_id: UUID, page_count: int) -> tuple[Paper, ...]:
    """The same papers after a document turned out to have ``page_count`` pages."""
    return every_page(
        replace(paper, page_count=page_count) if paper.document_id == document_id else paper
        for paper in papers
        if paper.document_id != document_id or paper.page <= page_count
    )


def grouped(papers: Iterable[Paper]) -> tuple[PaperGroup, ...]:
    """Groups by kind, in the order in which the kinds first come."""
    groups: dict[str, list[Paper]] = {}
    for paper in every_page(papers):
        groups.setdefault(paper.kind, []).append(paper)
    return tuple(PaperGroup(kind, rows[0].kind_words, tuple(rows)) for kind, rows in groups.items())


def in_order(groups: Iterable[PaperGroup]) -> tuple[Paper, ...]:
    """All pages of the groups, in the order of the strip."""
    return tuple(paper for group in groups for paper in group.papers)
