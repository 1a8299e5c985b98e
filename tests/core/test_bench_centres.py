"""The centres that benchmarks work in are sound, and lists read from them hold exactly what they should."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from core.app import App
from core.bench.big_centre import BigCentre
from core.bench.centres import Centres, guardian_of, signed_in
from core.cases.queries import CaseRow
from core.cases.rules import Status
from core.identity.rules import Role
from core.storage.migrate import missing_guards

PLAN = BigCentre(1_500, deep=True, in_review=4, screened=4)


@pytest.fixture(scope="module")
def centre(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    yield Centres(tmp_path_factory.mktemp("centres"), 3).big(PLAN)


def test_its_keys_hold_and_its_guards_are_on(centre: Path) -> None:
    with guardian_of(centre) as opened, opened.storage.reading() as reading:
        assert reading.all(text("PRAGMA foreign_key_check")) == []
        assert missing_guards(reading.connection) == ()
        assert reading.scalar(text("SELECT count(*) FROM loan_case")) == 1_500 + 3 + 8


def pages(app: App, status: Status | None) -> list[CaseRow]:
    rows = app.case_queries.all_cases(status=status, limit=70)
    found = list(rows)
    while rows:
        rows = app.case_queries.all_cases(rows[-1], status, limit=70)
        found += rows
    return found


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.REVIEWER, Role.CUSTOMER_MANAGER, Role.APPROVER])
def test_lists_by_status_part_the_whole_list(centre: Path, role: Role) -> None:
    with signed_in(centre, role) as app:
        whole = pages(app, None)
        assert [row.id for row in whole] == sorted({row.id for row in whole}, reverse=True)
        for status in Status:
            assert pages(app, status) == [row for row in whole if row.status is status]


def test_a_reader_has_copies_of_real_cases_first(centre: Path) -> None:
    with signed_in(centre, Role.REVIEWER) as app:
        for row in app.case_queries.inbox(limit=PLAN.in_review):
            view = app.case_queries.case(row.id)
            assert view.documents and view.screening and view.duty
            assert app.reading.paper(view.documents[0].id)
