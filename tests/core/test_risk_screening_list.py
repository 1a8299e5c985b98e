"""Screenings one by one: found by number and name, paged, read whole; refusals counted by category."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from core.kernel.errors import NotFound
from core.kernel.ids import new_id
from core.risk.queries import RiskQueries
from core.risk.rule_set import default_rule_set
from core.risk.screening_list import RefusalTally
from tests.core.risk_past_cases import MONTHS, past_months
from tests.factories import House, centre


@pytest.fixture
def house() -> Iterator[House]:
    with centre() as made:
        for queries in (0, 0, 30):
            made.do_errand(made.new_case(risk={"credit_queries_6m": queries}))
        yield made


def test_screenings_are_found_and_paged(house: House) -> None:
    risk = RiskQueries(house.storage("risk1"))
    lines = risk.screenings()
    assert [row.outcome for row in lines].count("refuse") == 1
    assert len(lines) == 3
    paged, after = [], None
    while page := risk.screenings(after, limit=2):
        paged += page
        after = page[-1]
    assert paged == lines
    assert risk.screenings(text=lines[0].number) == [lines[0]]
    assert lines[1] in risk.screenings(text=lines[1].applicant_name)
    assert risk.screenings(text="nobody%") == []


def test_one_is_read_whole_by_id_and_by_number(house: House) -> None:
    risk = RiskQueries(house.storage("auditor1"))
    line = risk.screenings()[0]
    view = risk.screening(line.id)
    assert view.line == line and view.screening.outcome == line.outcome
    assert risk.screening_of(line.number) == view
    with pytest.raises(NotFound):
        risk.screening(new_id())
    with pytest.raises(NotFound):
        risk.screening_of("no such number")


def test_refusals_are_counted_by_category(house: House) -> None:
    told: list[tuple[int, int]] = []
    counts = RiskQueries(house.storage("risk1")).watched(lambda *one: told.append(one)).refusals
    assert told == [(0, 3), (3, 3)]
    assert (counts.screened, counts.refused) == (3, 1)
    assert {row.category: row.count for row in counts.rows if row.count} == {"credit-bureau": 1}
    tally = RefusalTally()
    for case in past_months(default_rule_set()):
        tally.add(case)
    book = tally.counts()
    assert {row.category: row.count for row in book.rows if row.count} == {
        "credit-bureau": 12 * len(MONTHS),
        "multi-borrowing": 6 * len(MONTHS),
    }
    assert book.refused == 18 * len(MONTHS) and book.several == 0
