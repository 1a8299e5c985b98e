"""Lists of cases: by number or name, by status, in pages, and never more than the reader may see."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from core.cases.queries import CaseQueries, CaseRow
from core.cases.rules import Stage, Status
from tests.factories import House, catalogue, centre, household

CASES = 6


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    """Six cases; three of them dealt to a reviewer."""
    with centre() as made:
        cases = [made.new_case() for _ in range(CASES)]
        for case_id in cases[:3]:
            made.do_errand(case_id)
            made.do_errand(case_id)
        yield made


def lists(house: House, login: str = "intake1") -> CaseQueries:
    return CaseQueries(house.storage(login), house.staff[login], catalogue())


def in_pages(queries: CaseQueries, limit: int, status: Status | None, text: str) -> list[CaseRow]:
    rows: list[CaseRow] = []
    while page := queries.all_cases(rows[-1] if rows else None, status, limit, text):
        rows += page
    return rows


def test_a_part_of_the_number_or_the_whole_finds_the_case(house: House) -> None:
    queries = lists(house)
    for row in queries.all_cases():
        assert [found.id for found in queries.all_cases(text=row.number)] == [row.id]
        assert row.id in {found.id for found in queries.all_cases(text=f"  {row.number[-5:]} ")}


def test_a_part_of_the_name_finds_the_case(house: House) -> None:
    name = str(household().manifest["applicant"]["name"])
    assert len(lists(house).all_cases(text=name[:2])) == CASES
    assert lists(house).all_cases(text="无此人") == []


@pytest.mark.parametrize("text", ["%", "_", "%%", "2_26", "\\", "'", '"; drop table loan_case; --'])
def test_signs_of_the_query_language_are_only_signs(house: House, text: str) -> None:
    assert lists(house).all_cases(text=text) == []


@pytest.mark.parametrize("limit", [1, 2, 4, CASES])
@pytest.mark.parametrize("status", [None, *Status])
@pytest.mark.parametrize("text", ["", "2026"])
def test_pages_give_every_case_once_the_newest_first(
    house: House, limit: int, status: Status | None, text: str
) -> None:
    text = text and lists(house).all_cases()[0].number[3:7]
    rows = in_pages(lists(house), limit, status, text)
    everything = lists(house).all_cases(limit=100)
    assert [row.id for row in rows] == [one.id for one in everything if status in (None, one.status)]
    assert [row.id for row in rows] == sorted((row.id for row in rows), reverse=True)


def test_a_search_shows_no_more_than_the_list(house: House) -> None:
    login = house.holder(lists(house).all_cases(status=Status.AWAITING_REVIEW)[0].id, Stage.REVIEW)
    queries = lists(house, login)
    mine = {row.id for row in queries.all_cases()}
    assert 0 < len(mine) < CASES
    name = str(household().manifest["applicant"]["name"])
    assert {row.id for row in queries.all_cases(text=name)} == mine
    for row in lists(house).all_cases():
        found = queries.all_cases(text=row.number)
        assert [one.id for one in found] == ([row.id] if row.id in mine else [])
