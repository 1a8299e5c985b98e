"""Records in other orders, exactly, page after page; kept searches; lists written out."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pymupdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from core.archive import cell_few, cell_streams_postgresql, sorting, tables
from core.archive.cell_streams_postgresql import CentreReader
from core.archive.cell_streams_sqlite import FileReader
from core.archive.finding import ArchiveFilter
from core.archive.queries import PAGE, DossierRow
from core.archive.query_text import midnight
from core.archive.rules import RecordOutcome
from core.archive.sorting import Order, Sort
from core.identity.tables import institution
from core.kernel.errors import BadInput
from tests.shelves import PRODUCTS, SHELVES, Shelf

ORDERS = [Order(sort, down) for sort in Sort for down in (False, True)]
FILTERS = (
    ArchiveFilter(),
    ArchiveFilter(text="李"),
    ArchiveFilter(outcome=RecordOutcome.DECLINE, year=2025),
    ArchiveFilter(least_fen=20_000_000, product="shop"),
)


@pytest.fixture(scope="module", params=SHELVES)
def shelf(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shelf]:
    with SHELVES[request.param](tmp_path_factory.mktemp("centre")) as made:
        made.fill(350)
        yield made


def pages(shelf: Shelf, wanted: ArchiveFilter, order: Order, size: int = 40) -> list[DossierRow]:
    rows = shelf.app.archive.search(wanted, None, size, order)
    found = list(rows)
    while len(rows) == size:
        rows = shelf.app.archive.search(wanted, rows[-1], size, order)
        found += rows
    return found


def expected(shelf: Shelf, wanted: ArchiveFilter, order: Order) -> list[int]:
    every = shelf.app.archive.search(wanted, None, 10_000)
    rows = sorted(every, key=lambda row: (row.sort_key(order.sort), row.number), reverse=order.down)
    return [row.number for row in rows]


@pytest.mark.parametrize("order", ORDERS, ids=str)
@pytest.mark.parametrize("few", [5_000, 3])
def test_every_order_is_exact_page_after_page(
    shelf: Shelf, order: Order, few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sorted whole, and walked by index: ``few`` says which of the two is taken."""
    monkeypatch.setattr(sorting, "FEW", few)
    for wanted in FILTERS:
        if wanted.text and few == 3 and order != sorting.NEWEST:
            continue
        numbers = [row.number for row in pages(shelf, wanted, order)]
        assert numbers == expected(shelf, wanted, order)


def test_too_many_matches_of_words_are_not_sorted(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sorting, "FEW", 3)
    with pytest.raises(BadInput):
        shelf.app.archive.search(ArchiveFilter(text="样本村"), order=Order(Sort.NAME))


def test_the_index_is_walked_and_nothing_is_sorted(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    """Long lists: the plan has no sorting step for any order that has an index of its own."""
    monkeypatch.setattr(sorting, "FEW", 0)
    seen: list[str] = []
    with shelf.app._storage.reading() as reading:
        explain, column, sorts = "EXPLAIN QUERY PLAN", 3, "TEMP B-TREE"
        if (
            reading.at_centre
        ):  # so short a list PostgreSQL would rather sort: asked to do it only where it must
            explain, column, sorts = "EXPLAIN", 0, "Sort"
            for other in ("sort", "seqscan", "hashjoin"):
                reading.connection.exec_driver_sql(f"SET LOCAL enable_{other} = off")

        class Explained:
            at_centre = reading.at_centre

            def scalar(self, statement: object, values: object = None) -> object:
                return reading.scalar(statement, values)  # type: ignore[arg-type]

            def all(self, statement: object, values: object = None) -> list[object]:
                text = str(statement.compile(reading.connection, compile_kwargs={"literal_binds": True}))  # type: ignore[attr-defined]
                rows = reading.connection.exec_driver_sql(f"{explain} {text}").all()
                seen.extend(row[column] for row in rows)
                return []

        from core.archive.record_rows import record_rows

        for sort in (Sort.NAME, Sort.AMOUNT, Sort.DECIDED):
            seen.clear()
            sorting.sorted_page(Explained(), record_rows(), ArchiveFilter(), Order(sort), None, 200, {})  # type: ignore[arg-type]
            assert any("ix_dossier" in step for step in seen)
            assert not any(sorts in step for step in seen), seen


def test_people_and_villages_are_filters(shelf: Shelf) -> None:
    app = shelf.app
    mine, nobody = ArchiveFilter(reviewer=str(app.staff.id)), ArchiveFilter(approver="0" * 32)
    assert app.archive.count(mine) == len(shelf.known) == len(pages(shelf, mine, sorting.NEWEST))
    assert app.archive.count(nobody) == 0
    for code, words in app.archive_choices().villages:
        in_it = ArchiveFilter(village=code)
        assert {row.village for row in pages(shelf, in_it, sorting.NEWEST)} == {words}
        assert app.archive.count(in_it) == len(shelf.expected(in_it))
    assert app.archive.count(ArchiveFilter(village="nowhere", text="李")) == 0


def test_a_village_is_walked_only_where_it_has_records(shelf: Shelf) -> None:
    with shelf.app._storage.reading() as reading:
        there = {
            (one.outcome, one.product, one.retention) for one in shelf.known if one.village == "yaodu-01"
        }
        reader = CentreReader if reading.at_centre else FileReader
        cells = reader(reading, ArchiveFilter(village="yaodu-01")).cells()
        assert len(cells) == len(there)
        assert {(outcome, product, retention) for outcome, _, product, retention in cells} == there


def test_a_banks_own_clerk_has_its_records_alone_in_any_order(shelf: Shelf) -> None:
    with shelf.app._storage.reading() as reading:
        if not reading.at_centre:
            pytest.skip("row security is a server's")
        bank = reading.scalar(select(institution.c.id).where(institution.c.code == "hongtong"))
    wanted = ArchiveFilter(outcome=RecordOutcome.DECLINE)
    every = {row.number: row for row in every_row(shelf)}
    theirs = [
        every[one.number] for one in shelf.known if one.institution == "hongtong" and one.fulfils(wanted)
    ]
    assert 0 < len(theirs) < len(shelf.expected(wanted))
    try:
        shelf.moved(bank)
        for order in ORDERS:
            rows = sorted(theirs, key=lambda row: (row.sort_key(order.sort), row.number), reverse=order.down)
            assert [row.number for row in pages(shelf, wanted, order)] == [row.number for row in rows]
        for asked in (
            "SELECT * FROM dossier_cells('null')",
            "SELECT dossiers_sorted('[]', 'number', '{}', true, NULL, NULL, 1000, 10)",
            "SELECT * FROM dossiers_walked('[]', '[]', 'number', true, NULL, NULL, 10)",
            "SELECT * FROM dossiers_of_months('number', NULL, 0, 900)",
        ):
            with (
                shelf.app._storage.reading() as reading,
                pytest.raises(DBAPIError, match="EVENHAND|role|refus"),
            ):
                reading.connection.exec_driver_sql(asked)
    finally:
        shelf.moved(None)


def test_a_search_is_kept_replaced_renamed_and_dropped(shelf: Shelf) -> None:
    kept = shelf.app.kept_searches
    wanted = ArchiveFilter(outcome=RecordOutcome.DECLINE, least_fen=100)
    first = kept.keep("否决的", "李 2026", wanted, Order(Sort.AMOUNT, True))
    assert kept.keep("否决的", "王", wanted) == first
    [one] = kept.mine()
    assert (one.typed, one.wanted, one.order) == ("王", wanted, sorting.NEWEST)
    kept.rename(first, "另一名")
    assert [one.name for one in kept.mine()] == ["另一名"]
    with pytest.raises(BadInput):
        kept.keep("  ", "", wanted)
    kept.drop(first)
    kept.drop(first)
    assert kept.mine() == []


def test_a_list_is_written_out_as_csv_and_pdf_and_is_on_record(shelf: Shelf, tmp_path: Path) -> None:
    wanted, order = ArchiveFilter(outcome=RecordOutcome.DECLINE), Order(Sort.AMOUNT, True)
    written = shelf.app.list_export.write(wanted, order, tmp_path / "list.csv")
    content = (tmp_path / "list.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(content.decode("utf-8-sig").splitlines()))
    numbers = [row.archival_number for row in pages(shelf, wanted, order)]
    assert [row[0] for row in rows[1:]] == numbers
    assert written.records == len(numbers)
    paper = shelf.app.list_export.write(wanted, order, tmp_path / "list.pdf")
    with pymupdf.open(paper.path) as made:
        said = "".join(page.get_text() for page in made)
    assert all(number in said.replace("\n", "") for number in numbers)
    with shelf.app._storage.reading() as reading:
        traces = reading.all(select(tables.search_export).order_by(tables.search_export.c.id))
    assert [(row.kind, row.records, row.sha256) for row in traces[-2:]] == [
        ("csv", written.records, written.sha256),
        ("pdf", paper.records, paper.sha256),
    ]


def test_a_search_is_walked_to_its_end_however_many_it_finds(shelf: Shelf) -> None:
    wanted = ArchiveFilter(text="2026")
    found = [row.number for page in shelf.app.archive.pages(wanted) for row in page]
    assert found == shelf.expected(wanted)
    everything = [row.number for page in shelf.app.archive.pages(ArchiveFilter()) for row in page]
    assert everything == shelf.expected(ArchiveFilter())
    assert len(everything) > PAGE


def test_a_cancelled_list_leaves_nothing_behind(shelf: Shelf, tmp_path: Path) -> None:
    class Enough(Exception):
        pass

    def stop(_done: int, _total: int) -> None:
        raise Enough

    with pytest.raises(Enough):
        shelf.app.list_export.write(ArchiveFilter(), sorting.NEWEST, tmp_path / "list.csv", progress=stop)
    assert list(tmp_path.iterdir()) == []


def test_other_endings_are_refused(shelf: Shelf, tmp_path: Path) -> None:
    with pytest.raises(BadInput):
        shelf.app.list_export.write(ArchiveFilter(), sorting.NEWEST, tmp_path / "list.xlsx")


@st.composite
def mixes(draw: st.DrawFn, shelf: Shelf) -> ArchiveFilter:
    """Any filters without words, people and the village among them."""
    bounds = st.integers(1, 50).map(lambda wan: wan * 1_000_000)
    day = st.dates(date(2024, 1, 1), date(2027, 1, 1)).map(midnight)
    wanted = ArchiveFilter(
        outcome=draw(st.none() | st.sampled_from((RecordOutcome.APPROVE, RecordOutcome.DECLINE))),
        institution=draw(st.none() | st.sampled_from(("yaodu", "hongtong", "nowhere"))),
        product=draw(st.none() | st.sampled_from(PRODUCTS)),
        retention=draw(st.none() | st.sampled_from(("D30", "D10"))),
        decided_from=draw(st.none() | day),
        decided_before=draw(st.none() | day),
        least_fen=draw(st.none() | bounds),
        most_fen=draw(st.none() | bounds),
        year=draw(st.none() | st.sampled_from((2024, 2025, 2026))),
    )
    person = str(shelf.app.staff.id)
    reviewer, approver = draw(
        st.sampled_from(((None, None), (person, None), (None, person), (person, person)))
    )
    villages = [code for code, _ in shelf.app.archive_choices().villages]
    return replace(
        wanted, reviewer=reviewer, approver=approver, village=draw(st.none() | st.sampled_from(villages))
    )


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_any_mix_in_any_order_is_exact_page_after_page(
    shelf: Shelf, data: st.DataObject, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Against reading every record; however few or many it takes to walk instead of looking at all."""
    wanted, order = data.draw(mixes(shelf)), data.draw(st.sampled_from(ORDERS))
    monkeypatch.setattr(cell_few, "LOOKED_AT", data.draw(st.sampled_from((0, 30, 20_000))))
    monkeypatch.setattr(cell_few, "READ", data.draw(st.sampled_from((0, 30, 3_000))))
    monkeypatch.setattr(cell_streams_postgresql, "FEW", data.draw(st.sampled_from((0, 30, 30_000))))
    monkeypatch.setattr(cell_streams_postgresql, "LEAST", data.draw(st.sampled_from((1, 12))))
    monkeypatch.setattr(cell_streams_postgresql, "FIRST", data.draw(st.sampled_from((1, 400))))
    monkeypatch.setattr(sorting, "FEW", data.draw(st.sampled_from((0, 5_000))))
    meant = {one.number for one in shelf.known if one.fulfils(wanted)}
    rows = [row for row in every_row(shelf) if row.number in meant]
    rows.sort(key=lambda row: (row.sort_key(order.sort), row.number), reverse=order.down)
    assert [row.number for row in pages(shelf, wanted, order, 23)] == [row.number for row in rows]
    assert shelf.app.archive.count(wanted) == len(rows)


def every_row(shelf: Shelf) -> list[DossierRow]:
    return shelf.app.archive.search(ArchiveFilter(), None, 10_000)
