"""Search is exact: for any query and any filter it finds what reading every record would find."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.archive.finding import FACETS, ArchiveFilter
from core.archive.query_text import midnight, read_query
from core.archive.rules import new_dossier_id
from core.archive.sorting import Order, Sort
from core.cases.rules import Outcome
from core.kernel.errors import BadInput, NotFound
from core.kernel.ids import new_id
from tests.shelves import GIVEN, PRODUCTS, SHELVES, SURNAMES, Shelf

COUNT = 600


@pytest.fixture(scope="module", params=SHELVES)
def shelf(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shelf]:
    with SHELVES[request.param](tmp_path_factory.mktemp("centre")) as made:
        made.fill(COUNT)
        yield made


@st.composite
def queries(draw: st.DrawFn, shelf: Shelf) -> str:
    """Parts of what is in the records, so that most find something; sometimes two parts, or nonsense."""
    terms = []
    for _ in range(draw(st.integers(0, 2))):
        known = draw(st.sampled_from(shelf.known))
        field = draw(st.sampled_from(known.fields))
        length = draw(st.integers(1, 6))
        start = draw(st.integers(0, max(0, len(field) - length)))
        terms.append(field[start : start + length])
    if draw(st.integers(0, 9)) == 0:
        terms.append(draw(st.text(alphabet=SURNAMES + GIVEN + "0123456789·- X", max_size=4)))
    return draw(st.sampled_from((" ", "  ", "\t"))).join(terms)


@st.composite
def filters(draw: st.DrawFn, shelf: Shelf) -> ArchiveFilter:
    day = st.none() | st.dates(date(2024, 1, 1), date(2027, 1, 1)).map(midnight)
    fen = st.none() | st.integers(0, 50).map(lambda wan: wan * 1_000_000)
    return ArchiveFilter(
        text=draw(queries(shelf)),
        outcome=draw(st.none() | st.sampled_from(Outcome)),
        institution=draw(st.none() | st.sampled_from(("yaodu", "hongtong", "xiangfen", "nowhere"))),
        product=draw(st.none() | st.sampled_from(PRODUCTS)),
        decided_from=draw(day),
        decided_before=draw(day),
        least_fen=draw(fen),
        most_fen=draw(fen),
        year=draw(st.none() | st.sampled_from((2024, 2025, 2026))),
        retention=draw(st.none() | st.sampled_from(("D30", "D10"))),
    )


MANY = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@MANY
@given(data=st.data())
def test_words_find_exactly_the_records_that_hold_them(shelf: Shelf, data: st.DataObject) -> None:
    wanted = ArchiveFilter(text=data.draw(queries(shelf)))
    assert shelf.found(wanted) == shelf.expected(wanted)
    assert shelf.app.archive.count(wanted) == len(shelf.expected(wanted))


@MANY
@given(data=st.data())
def test_a_name_in_quotation_marks_finds_all_who_are_called_so_and_nobody_else(
    shelf: Shelf, data: st.DataObject
) -> None:
    name = data.draw(st.sampled_from(shelf.known)).fields[0]
    wanted = data.draw(filters(shelf)).narrowed(read_query(f"“{name}”"))
    expected = shelf.expected(wanted)
    assert {shelf.known[number - 1].fields[0] for number in expected} <= {name}
    assert shelf.found(wanted) == expected
    assert shelf.app.archive.survey(wanted).count == len(expected)
    by_amount = shelf.app.archive.search(wanted, None, COUNT, Order(Sort.AMOUNT, down=False))
    assert sorted(row.number for row in by_amount) == sorted(expected)


@MANY
@given(data=st.data())
def test_words_and_filters_together_are_exact_and_counted_right(shelf: Shelf, data: st.DataObject) -> None:
    wanted = data.draw(filters(shelf))
    expected = shelf.expected(wanted)
    assert shelf.found(wanted, page=7 if len(expected) < 100 else 200) == expected
    survey = shelf.app.archive.survey(wanted)
    assert survey.count == len(expected)
    for name in FACETS:
        for facet in survey.facets[name]:
            assert facet.count == len(shelf.expected(_with(wanted, name, facet.value)))
        assert survey.totals[name] == len(shelf.expected(_with(wanted, name, None)))


def _with(wanted: ArchiveFilter, name: str, value: str | None) -> ArchiveFilter:
    made: Any = value
    if value is not None and name == "outcome":
        made = Outcome(value)
    if value is not None and name == "year":
        made = int(value)
    return replace(wanted, **{name: made})


def test_every_name_every_last_four_digits_and_every_number_is_found(shelf: Shelf) -> None:
    for known in shelf.known[:60]:
        for part in (known.fields[0], known.fields[1][-4:], known.fields[2][-4:], known.fields[3]):
            wanted = ArchiveFilter(text=part)
            assert known.number in shelf.found(wanted), part
            assert shelf.found(wanted) == shelf.expected(wanted), part


def test_a_name_typed_in_full_width_or_another_case_is_the_same_name(shelf: Shelf) -> None:
    one = shelf.known[0]
    wide = "".join(chr(ord(character) + 0xFEE0) for character in one.fields[1][-6:])
    assert one.number in shelf.found(ArchiveFilter(text=wide))
    assert one.number in shelf.found(ArchiveFilter(text=one.fields[3].lower().replace("·", "•")))


def test_an_unknown_record_and_a_miscopied_id_are_told_apart(shelf: Shelf) -> None:
    with pytest.raises(NotFound):
        shelf.app.archive.by_qr(new_dossier_id())
    with pytest.raises(BadInput):
        shelf.app.archive.by_qr("not an id")
    with pytest.raises(NotFound):
        shelf.app.archive.dossier_pdf(new_id())
