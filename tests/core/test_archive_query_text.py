"""Amounts and days are taken out of what is typed; everything else stays text to look for."""

from __future__ import annotations

import pytest

from core.archive.finding import ArchiveFilter
from core.archive.query_text import Span, TypedQuery, read_query, span_of
from core.kernel.clock import local_text

NOVEMBER = span_of("2026-11")


@pytest.mark.parametrize(
    ("typed", "first", "after"),
    [
        ("2026", "2026-01-01 00:00", "2027-01-01 00:00"),
        ("2026年", "2026-01-01 00:00", "2027-01-01 00:00"),
        ("2026-11", "2026-11-01 00:00", "2026-12-01 00:00"),
        ("2026年12月", "2026-12-01 00:00", "2027-01-01 00:00"),
        ("2026/2/28", "2026-02-28 00:00", "2026-03-01 00:00"),
        ("２０２６．１１．１８", "2026-11-18 00:00", "2026-11-19 00:00"),
        ("2026年11月18日", "2026-11-18 00:00", "2026-11-19 00:00"),
    ],
)
def test_a_span_runs_from_midnight_to_midnight_in_china(typed: str, first: str, after: str) -> None:
    span = span_of(typed)
    assert span is not None
    assert (local_text(span.start), local_text(span.end)) == (first, after)


@pytest.mark.parametrize("typed", ["", "2026-13", "2026-02-30", "1826-01", "D30-0005", "20261118", "11-18"])
def test_what_is_no_day_is_no_span(typed: str) -> None:
    assert span_of(typed) is None


@pytest.mark.parametrize(
    ("typed", "query"),
    [
        ("李明", TypedQuery("李明")),
        ("李明 8万", TypedQuery("李明", None, 8_000_000)),
        ("8.5万元 李明", TypedQuery("李明", None, 8_500_000)),
        ("¥80,000", TypedQuery("", None, 8_000_000)),
        ("李明 2026-11", TypedQuery("李明", NOVEMBER)),
        ("3829", TypedQuery("3829")),
        ("2026", TypedQuery("2026")),
        ("80000", TypedQuery("80000")),
        ("8万 9万", TypedQuery("8万", None, 9_000_000)),
        ("A002-DK·2026·D30-0412", TypedQuery("A002-DK·2026·D30-0412")),
        ("“李明” 8万", TypedQuery("李明", None, 8_000_000, "李明")),
        ('尧都"李明"2026-11', TypedQuery("尧都 李明", NOVEMBER, None, "李明")),
        ("「李明」", TypedQuery("李明", None, None, "李明")),
        ("“李明", TypedQuery("“李明")),
        ("“”", TypedQuery("“”")),
    ],
)
def test_what_is_typed_is_taken_apart(typed: str, query: TypedQuery) -> None:
    assert read_query(typed) == query


def test_what_is_typed_narrows_the_fields_and_never_widens_them() -> None:
    field = ArchiveFilter(least_fen=5_000_000, most_fen=9_000_000, decided_from=10, decided_before=20)
    typed = field.narrowed(TypedQuery("李明", Span(15, 30), 8_000_000))
    assert (typed.text, typed.least_fen, typed.most_fen) == ("李明", 8_000_000, 8_000_000)
    assert (typed.decided_from, typed.decided_before) == (15, 20)
    none = field.narrowed(TypedQuery("", None, 9_500_000))
    assert none.least_fen is not None and none.most_fen is not None and none.least_fen > none.most_fen


def test_a_filter_knows_whether_it_asks_for_anything() -> None:
    assert not ArchiveFilter().asks()
    assert not ArchiveFilter(text="  ·  ").asks()
    assert ArchiveFilter(text="李").asks()
    assert ArchiveFilter(year=2026).asks()
