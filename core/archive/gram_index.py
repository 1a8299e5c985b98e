"""The gram index as each engine keeps it: an FTS5 table, or ``tsvector`` under a GIN index."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    Connection,
    FromClause,
    Integer,
    Select,
    TextClause,
    bindparam,
    column,
    func,
    literal,
    literal_column,
    select,
    table,
    text,
)
from sqlalchemy import Text as TextType
from sqlalchemy.dialects.postgresql import JSONB

from core.archive import tables
from core.archive.grams import fts5_match, grams_decide, index_grams, query_grams, tsquery
from core.archive.scanning.tables import PAGES_OF_A_RECORD, paper_page

_ALL = 2**63 - 1


def grams_row(number: int, grams: Iterable[str], *, at_centre: bool) -> tuple[TextClause, dict[str, Any]]:
    """The statement and values that index record ``number`` under ``grams``; ``at_centre`` is PostgreSQL."""
    return _gram_row("dossier_gram", number, grams, at_centre=at_centre)


def page_grams_row(
    number: int, grams: Iterable[str], *, at_centre: bool
) -> tuple[TextClause, dict[str, Any]]:
    """The same for a page of a record's paper, by the page's own number."""
    return _gram_row("paper_gram", number, grams, at_centre=at_centre)


def _gram_row(
    index: str, number: int, grams: Iterable[str], *, at_centre: bool
) -> tuple[TextClause, dict[str, Any]]:
    if at_centre:
        statement = text(f"INSERT INTO {index} (number, grams) VALUES (:number, array_to_tsvector(:grams))")
        return statement.bindparams(bindparam("grams", type_=ARRAY(TextType))), {
            "number": number,
            "grams": list(grams),
        }
    statement = text(f"INSERT INTO {index} (rowid, grams) VALUES (:number, :grams)")
    return statement, {"number": number, "grams": " ".join(grams)}


def forget_grams(number: int, grams: Iterable[str]) -> tuple[TextClause, dict[str, Any]]:
    """For SQLite: record ``number`` is found no more. An index without content must be told what it held."""
    statement = text(
        "INSERT INTO dossier_gram (dossier_gram, rowid, grams) VALUES ('delete', :number, :grams)"
    )
    return statement, {"number": number, "grams": " ".join(grams)}


def index_again(connection: Connection) -> int:
    """Make the index anew from the records' own texts, into an empty one; returns how many records."""
    at_centre = connection.dialect.name == "postgresql"
    numbers = select(tables.dossier.c.number, tables.dossier.c.search_text)
    records = connection.execute(numbers.where(tables.dossier.c.search_text != "")).all()  # "": destroyed
    for number, text_of_record in records:
        grams = index_grams(text_of_record.split("\n"))
        connection.execute(*grams_row(number, grams, at_centre=at_centre))
    pages = select(paper_page.c.number, paper_page.c.search_text).where(paper_page.c.search_text != "")
    for number, text_of_page in connection.execute(pages).all():
        grams = index_grams(text_of_page.split("\n"))
        connection.execute(*page_grams_row(number, grams, at_centre=at_centre))
    return len(records)


def gram_source(
    terms: Sequence[str], *, at_centre: bool, in_papers: bool = False
) -> tuple[FromClause, list[ColumnElement[bool]]]:
    """Where records that hold every term come from (column ``rowid``: their numbers), and what else must hold.

    At a centre a function looks behind row security and gives only numbers of records the person may see.
    With ``in_papers`` also records of which one page of a paper holds every term.
    """
    if in_papers:
        return _records_and_papers(terms, at_centre=at_centre), []
    if at_centre:
        found = func.dossiers_found(
            bindparam("match", type_=TextType), bindparam("terms", type_=ARRAY(TextType))
        )
        return found.table_valued(column("rowid", BigInteger)).render_derived("dossier_gram"), []
    match = literal_column("dossier_gram").op("MATCH", is_comparison=True)(bindparam("match"))
    unsure = () if grams_decide(terms) else terms
    within = [func.instr(tables.dossier.c.search_text, term) > 0 for term in unsure]
    return table("dossier_gram", column("rowid")), [match, *within]


def page_numbers(terms: Sequence[str], *, at_centre: bool) -> Select[Any]:
    """The numbers of pages that hold every term, as ``number``; run it with :func:`gram_values`."""
    if at_centre:
        found = func.pages_found(
            bindparam("match", type_=TextType), bindparam("terms", type_=ARRAY(TextType))
        )
        pages = found.table_valued(column("number", BigInteger)).render_derived("page_found")
        return select(pages.c.number)
    match = literal_column("paper_gram").op("MATCH", is_comparison=True)(bindparam("match"))
    index = table("paper_gram", column("rowid"))
    unsure = () if grams_decide(terms) else terms
    within = [func.instr(paper_page.c.search_text, term) > 0 for term in unsure]
    joined = index.join(paper_page, paper_page.c.number == index.c.rowid)
    return select(paper_page.c.number).select_from(joined).where(match, *within)


def _records_and_papers(terms: Sequence[str], *, at_centre: bool) -> FromClause:
    source, within = gram_source(terms, at_centre=at_centre)
    own = select(source.c.rowid)
    if within[1:]:
        own = own.select_from(source.join(tables.dossier, tables.dossier.c.number == source.c.rowid))
    pages = page_numbers(terms, at_centre=at_centre).subquery("page")
    papers = select(
        pages.c.number.op("/")(literal_column(str(PAGES_OF_A_RECORD)))
    )  # whole numbers on both engines
    return own.where(*within).union(papers).subquery("dossier_gram")


def gram_page(
    terms: Sequence[str], fields: Mapping[str, str | int], before: int | None, most: int
) -> FromClause:
    """At a centre: the numbers (column ``rowid``) of one page, found behind row security with all that is asked for.

    ``fields`` are named as in :class:`core.archive.finding.ArchiveFilter`; ``before``: only numbers below it.
    """
    found = func.dossiers_page(
        literal(tsquery(query_grams(terms)), TextType),
        literal(list(terms), ARRAY(TextType)),
        literal(dict(fields), JSONB),
        literal(_ALL if before is None else before, BigInteger),
        literal(most, Integer),
    )
    return found.table_valued(column("rowid", BigInteger)).render_derived("dossier_gram")


def gram_values(terms: Sequence[str], *, at_centre: bool) -> dict[str, Any]:
    """The values of a statement made with :func:`gram_source`."""
    if not terms:
        return {}
    if at_centre:
        return {"match": tsquery(query_grams(terms)), "terms": list(terms)}
    return {"match": fts5_match(query_grams(terms))}


def year_in_china(at: ColumnElement[int], *, at_centre: bool) -> ColumnElement[str]:
    """The year of an instant (µs) by China's calendar, as text."""
    seconds = at / 1_000_000 + 28_800
    if at_centre:
        return func.to_char(func.timezone("UTC", func.to_timestamp(seconds)), literal("YYYY", TextType))
    return func.strftime("%Y", seconds, "unixepoch")
