"""A centre's own house with windows on its records kept: for tests of the page and its parts."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from core.app import App, open_centre
from desktop.archive.record_form import RecordForm
from desktop.archive.records_page import RecordsPage
from desktop.tasks import Tasks
from tests.factories import House


@contextmanager
def signed_in(house: House, login: str) -> Iterator[App]:
    with open_centre(house.folder, login, f"sample-{login}-2026") as app:
        yield app


def settled(qapp: QApplication, tasks: Tasks) -> None:
    """Until what was asked for is shown, and what showing it asked for too."""
    for _ in range(4):
        tasks.wait_idle()
        qapp.processEvents()


def opened(qtbot: QtBot, qapp: QApplication, app: App, tasks: Tasks, part: type) -> RecordsPage:
    """The page of records, shown at ``part``."""
    page = RecordsPage(app, tasks)
    qtbot.addWidget(page)
    page.resize(1310, 700)
    page.show()
    page.show_subject(part)
    settled(qapp, tasks)
    return page


def fill_in(parent: QWidget, **values: str) -> None:
    """Fill the form that stands there in, and act."""
    [form] = parent.findChildren(RecordForm)
    for key, value in values.items():
        form.inputs[key].setText(value)  # type: ignore[attr-defined]
    form.act.click()
