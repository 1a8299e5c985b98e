"""What the windows ask for works for everybody at a PostgreSQL centre, each seeing his or her own part."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from core.app import App, open_centre
from core.cases.rules import Stage, Step
from core.intake.rules import PackageFault
from core.kernel.errors import NotAllowed
from core.kernel.ids import new_id
from core.risk.what_if import AskWhatIf
from tests.centre_house import PASSPHRASES, CentreHouse, postgresql_centre


@pytest.fixture(scope="module")
def house() -> Iterator[CentreHouse]:
    with postgresql_centre() as house:
        for step in (Step.SCREENED, Step.REVIEW_STARTED, Step.APPROVAL_STARTED, Step.SEALED):
            house.case_at(step)
        house.receive(faults=(PackageFault.of("round", "round"),))
        house.sequence()
        yield house


@pytest.fixture
def app(house: CentreHouse, request: pytest.FixtureRequest) -> Iterator[App]:
    login = request.param
    with open_centre(house.folder, login, PASSPHRASES[login]) as app:
        yield app


@pytest.mark.parametrize("app", sorted(PASSPHRASES), indirect=True)
def test_everybody_signs_in_unlocks_and_reads_the_list_of_cases(house: CentreHouse, app: App) -> None:
    app.unlock(PASSPHRASES[app.staff.login])
    with pytest.raises(NotAllowed):
        app.unlock("not the passphrase")
    assert app.now()
    assert {one.login for one in app.people()} == set(PASSPHRASES)
    if app.staff.login.startswith("admin"):
        assert app.check_centre() == []
        with pytest.raises(NotAllowed):
            app.case_queries.all_cases()
        return
    rows = app.case_queries.all_cases()
    for row in rows:
        view = app.case_queries.case(row.id)
        assert view.same_person_cases == 4
        assert all("·" in number.masked for number in view.numbers)
        assert app.reading.paper(view.documents[0].id)
    for row in app.case_queries.inbox():
        assert row.stage in (Stage.REVIEW, Stage.APPROVAL)
    assert app.case_queries.figures().centre_waiting == 2
    for draw in app.draws.draws():
        assert app.draws.verify(draw.id).ok
    assert len(app.draws.draws()) <= app.draws.count()
    if app.staff.login in ("intake1", "auditor1", "archive1", "manager1"):
        assert len(rows) == 4


@pytest.mark.parametrize("app", ["intake1"], indirect=True)
def test_the_intake_clerk_reads_packages_and_the_quarantine(app: App) -> None:
    assert app.intake.counts() == (4, 1)
    assert len(app.intake.packages()) == 4
    (held,) = app.intake.quarantine()
    assert app.intake.quarantined_package(held.id).startswith(b"package ")


@pytest.mark.parametrize("app", ["auditor1"], indirect=True)
def test_the_auditor_reads_the_log_and_verifies_it(app: App) -> None:
    entries = app.audit.entries()
    assert app.audit.count() >= len(entries) > 10
    assert app.audit.entry(entries[0].id).facts
    assert (
        app.audit.entries(text="李审查")
        or app.audit.entries(text="韩审查")
        or app.audit.entries(text="冯审查")
    )
    assert app.audit.checkpoints()
    assert app.verify_log().ok


@pytest.mark.parametrize("app", ["risk1"], indirect=True)
def test_people_of_risk_read_rule_sets_and_replay_screenings(app: App) -> None:
    (shipped,) = app.risk.rule_sets()
    assert shipped.in_force
    for row in app.case_queries.all_cases():
        screening = app.case_queries.case(row.id).screening
        assert screening is not None
        assert app.risk.replay(screening.id).same


@pytest.mark.parametrize("app", ["risk1", "auditor1"], indirect=True)
def test_the_risk_place_finds_screenings_counts_refusals_and_asks_what_if(app: App) -> None:
    rows = app.risk.screenings()
    assert len(rows) == 4
    assert app.risk.screenings(text=rows[0].number) == [rows[0]]
    assert app.risk.screening_of(rows[0].number) == app.risk.screening(rows[0].id)
    assert app.risk.watched(lambda done, total: None).refusals.screened == 4
    assert app.risk.institutions()
    assert app.risk.backtest(app.risk.in_force(), lambda done, total: None).whole.cases == 4
    changes = {"credit_queries_6m": 25}
    found = app.what_if.ask(AskWhatIf(new_id(), rows[0].case_id, rows[0].id, changes, "样本"))
    assert found.after.outcome == "refuse"
    assert any(row.staff_id == app.staff.id for row in app.what_if.asked(rows[0].case_id))


@pytest.mark.parametrize("app", ["archive1"], indirect=True)
def test_the_archive_is_read_by_its_clerk(app: App) -> None:
    from core.archive.queries import ArchiveFilter

    (row,) = app.archive.search(ArchiveFilter())
    assert app.archive.record(row.id).intact
    assert app.archive.survey(ArchiveFilter()).count == 1
