"""At a centre with a server a clerk's window has the guardian elsewhere check, send out and scan in, and shows how it went."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.app import App, open_centre
from core.cases.rules import Step
from core.guardian.commissions import DONE, FAILED, RECALLED
from desktop import i18n
from desktop.archive.control_page import COMMISSIONS, FIXITY, REPORTS, RUNS, ControlPage
from desktop.archive.moving_batches import MovingBatches
from desktop.archive.moving_in import MovingIn
from desktop.archive.moving_out import MovingOut
from desktop.archive.scans_page import ScansPage
from desktop.tasks import Tasks
from tests.centre_house import PASSPHRASES, CentreHouse, archive_clerk_of_bank, postgresql_centre
from tests.guardian_turning import guardian_at_work
from tests.scanned import sheet_page, tiff, typed_page

LONG = 60_000


@pytest.fixture(scope="module")
def house() -> Iterator[CentreHouse]:
    with postgresql_centre() as house:
        house.certify()
        house.case_at(Step.SEALED)
        house.sequence()
        yield house


@pytest.fixture
def clerk(house: CentreHouse) -> Iterator[App]:
    with open_centre(house.folder, "archive1", PASSPHRASES["archive1"]) as app:
        yield app


@pytest.fixture
def control(clerk: App, tasks: Tasks, qtbot: QtBot) -> ControlPage:
    page = ControlPage(clerk, tasks)
    qtbot.addWidget(page)
    page.resize(1280, 700)
    with qtbot.waitExposed(page):
        page.show()
    page.activated()
    return page


def test_every_record_is_checked_and_what_came_of_it_stands_in_the_list(
    control: ControlPage, house: CentreHouse, clerk: App, qtbot: QtBot, qapp: QApplication
) -> None:
    control.start()
    qtbot.waitUntil(lambda: control._progress.text() == "Waiting for the guardian…", timeout=LONG)
    with guardian_at_work(house), qtbot.waitSignal(control.notice, timeout=LONG) as said:
        pass
    assert said.args[0].startswith("1 records checked")
    control.switches.choose(COMMISSIONS)
    model = control.tables[COMMISSIONS].model
    qtbot.waitUntil(lambda: model.rowCount() > 0 and model.row(0).outcome == DONE, timeout=LONG)
    control.tables[COMMISSIONS].select_row(0)
    assert control.detail.advice.text().startswith("1 checked")
    assert not control.save_button.isEnabled()
    i18n.use_language(qapp, "zh_CN")
    qapp.processEvents()
    assert control.switches.current() == COMMISSIONS and "件" in control.detail.advice.text()
    assert control.save_button.text() == "保存结果"


def test_what_a_clerk_stops_is_taken_back(
    control: ControlPage, house: CentreHouse, clerk: App, qtbot: QtBot
) -> None:
    control.switches.choose(FIXITY)
    control.start()
    qtbot.waitUntil(lambda: control._progress.text() == "Waiting for the guardian…", timeout=LONG)
    control.stop()
    qtbot.waitUntil(lambda: clerk.commissions.mine()[0].recalled, timeout=LONG)
    done = house.guardian_house.commissions.take_next()
    assert done is not None and done.outcome == RECALLED


def test_what_a_closed_window_left_goes_on_and_is_found_in_the_next(
    house: CentreHouse,
    clerk: App,
    qtbot: QtBot,
    tasks: Tasks,
    defects: list[BaseException],
    tmp_path: Path,
) -> None:
    closing = Tasks(defects.append)
    out = MovingOut(clerk, closing)
    qtbot.addWidget(out)
    out.recipient.setText("样本档案馆")
    out.refresh()
    qtbot.waitUntil(lambda: out.make_button.isEnabled(), timeout=LONG)
    before = len(clerk.commissions.mine())
    out.make(tmp_path / "out.zip")
    qtbot.waitUntil(lambda: len(clerk.commissions.mine()) > before, timeout=LONG)
    closing.shutdown()
    done = house.guardian_house.commissions.take_next()
    assert done is not None and done.outcome == DONE
    page = ControlPage(clerk, tasks)
    qtbot.addWidget(page)
    page.refresh()
    page.switches.choose(COMMISSIONS)
    table = page.tables[COMMISSIONS]
    qtbot.waitUntil(lambda: table.model.rowCount() > 0, timeout=LONG)
    table.select_row(0)
    qtbot.waitUntil(page.save_button.isEnabled, timeout=LONG)
    with qtbot.waitSignal(page.notice, timeout=LONG) as said:
        page.saving.save(table.model.row(0), tmp_path / "later.zip")
    assert said.args == ["Saved later.zip", "ok"]
    with zipfile.ZipFile(tmp_path / "later.zip") as bag:
        assert "data/index.html" in bag.namelist()


def test_a_package_is_made_and_a_stack_taken_in_where_the_clerk_chose(
    house: CentreHouse, clerk: App, qtbot: QtBot, tasks: Tasks, tmp_path: Path
) -> None:
    good, bad = tmp_path / "stack.tif", tmp_path / "bad.pdf"
    good.write_bytes(tiff([sheet_page("", "court-letter"), typed_page(["样本来函"])]))
    bad.write_bytes(b"%PDF-1.7 nothing more")
    out, scans = MovingOut(clerk, tasks), ScansPage(clerk, tasks)
    for page in (out, scans):
        qtbot.addWidget(page)
    out.recipient.setText("样本档案馆")
    out.refresh()
    qtbot.waitUntil(lambda: out.make_button.isEnabled(), timeout=LONG)
    with guardian_at_work(house):
        with qtbot.waitSignal(out.done, timeout=LONG):
            out.make(tmp_path / "out.zip")
        assert zipfile.is_zipfile(tmp_path / "out.zip")
        told: list[tuple[str, str]] = []
        scans.notice.connect(lambda text, tone: told.append((text, tone)))
        scans.take_in(good)
        said = "stack.tif: 2 pages, 0 filed, 1 wait"
        qtbot.waitUntil(lambda: told[-1][0].startswith(said), timeout=LONG)
        scans.take_in(bad)
        qtbot.waitUntil(lambda: told[-1][1] == "red", timeout=LONG)
    assert [one.outcome for one in clerk.commissions.mine()[:2]] == [FAILED, DONE]


def test_a_clerk_of_one_bank_is_told_beforehand_what_is_for_people_of_the_centre(
    house: CentreHouse, qtbot: QtBot, tasks: Tasks
) -> None:
    with (
        archive_clerk_of_bank(house, "IS NOT NULL"),
        open_centre(house.folder, "archive1", PASSPHRASES["archive1"]) as app,
    ):
        control, scans = ControlPage(app, tasks), ScansPage(app, tasks)
        taking, batches = MovingIn(app, tasks), MovingBatches(app, tasks)
        for widget in (control, scans, taking, batches):
            qtbot.addWidget(widget)
        for chosen in (RUNS, FIXITY, REPORTS):
            control.switches.choose(chosen)
            assert not control.start_button.isEnabled()
            assert control.start_button.toolTip().startswith("This concerns the whole archive")
            control.start()
            assert control._task is None
        for button in (scans.scan_button, taking.package_button, taking.list_button, batches.undo_button):
            assert not button.isEnabled()
            assert "people of the centre" in button.toolTip()
        assert scans.sheet_button.isEnabled()


def test_a_clerk_of_the_centre_may_have_the_whole_archive_worked_on(
    control: ControlPage, clerk: App, qtbot: QtBot, tasks: Tasks
) -> None:
    scans, taking = ScansPage(clerk, tasks), MovingIn(clerk, tasks)
    for page in (scans, taking):
        qtbot.addWidget(page)
    for button in (control.start_button, scans.scan_button, taking.package_button, taking.list_button):
        assert button.isEnabled() and button.toolTip() == ""
