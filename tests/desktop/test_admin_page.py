"""Administration by keys: one asks, another confirms or refuses, the third reads; everybody's own absences."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QDialog, QLineEdit
from pytestqt.qtbot import QtBot

from core.app import App, open_centre
from core.audit.cosigning import WITNESS_KEY, VerifierKey
from core.audit.witness_checks import WitnessPolicy
from core.identity import changes
from core.identity.administration import AnswerChange
from core.identity.changes import ChangeKind, Outcome
from core.identity.passphrase_rules import fresh_passphrase
from core.identity.person_records import Presence
from core.identity.rules import Role
from core.kernel.errors import NotAllowed
from core.kernel.ids import new_id
from desktop import i18n
from desktop.admin.change_form import ChangeForm
from desktop.admin.confirm_dialog import AnswerDialog
from desktop.admin.my_absence import MyAbsencePage
from desktop.admin.page import ANSWERED, PEOPLE, WAITING, PeoplePage
from desktop.settings import Settings
from desktop.tasks import Tasks
from tests.desktop.centre_fixture import agree
from tests.desktop.work_places import WorkPlace

SignIn = Callable[[str], App]
DAY = 86_400_000_000


class AdminPlace(WorkPlace):
    """The page of one administrator."""

    def __init__(self, qtbot: QtBot, app: App, tasks: Tasks, settings: Settings) -> None:
        super().__init__(qtbot, lambda: PeoplePage(app, tasks), tasks, settings)
        assert isinstance(self.page, PeoplePage)
        self.app, self.people = app, self.page

    def press(self, keys: str) -> None:
        """As the one who sits here: several windows are open."""
        if not self.window.isActiveWindow():
            with self._qtbot.waitActive(self.window):
                self.window.activateWindow()
            self.people.tables[self.people.switches.current()].setFocus()
        super().press(keys)

    def choose(self, login: str) -> None:
        logins = [row.login for row in self.people.models[PEOPLE].rows()]
        self.people.tables[PEOPLE].select_row(logins.index(login))
        self.settle()

    def fill(self, reason: str = "样本", **values: str) -> None:
        """Fill the form that is open and ask."""
        dialog = self.dialog()
        assert isinstance(dialog, ChangeForm)
        for key, value in values.items():
            field = dialog.inputs[key]
            if isinstance(field, QComboBox):
                field.setCurrentIndex(field.findData(value))
                assert field.currentData() == value
            else:
                assert isinstance(field, QLineEdit)
                field.setText(value)
        dialog.reason.setText(reason)
        dialog.ask.click()
        self.settle()

    def dialog(self) -> QDialog:
        return next(one for one in self.people.findChildren(QDialog) if one.isVisible())

    def answer(self, reason: str = "") -> str:
        """Answer in the dialog that is open; the first passphrase it showed."""
        dialog = self.dialog()
        assert isinstance(dialog, AnswerDialog)
        dialog.reason.setText(reason)
        passphrase = dialog.first_passphrase()
        dialog.answer.click()
        self.settle()
        return passphrase

    def waiting(self) -> list[str]:
        return [row.subject.zh for row in self.people.models[WAITING].rows()]


@pytest.fixture
def place(qtbot: QtBot, tasks: Tasks, settings: Settings, sign_in: SignIn) -> Callable[[str], AdminPlace]:
    return lambda login: AdminPlace(qtbot, sign_in(login), tasks, settings)


def test_a_new_person_from_the_request_to_the_first_sign_in(
    place: Callable[[str], AdminPlace], tmp_path: object
) -> None:
    system, security = place("admin1"), place("admin2")
    system.press("Ctrl+N")
    system.fill(login="zhang.san", name="张三（样本）", institution="")
    security.people.refresh()
    security.settle()
    security.press("Alt+2")
    assert security.waiting() == ["张三（样本）"]
    security.people.tables[WAITING].select_row(0)
    security.settle()
    shown = [one.after.en for one in security.people.request.row.differences]  # type: ignore[union-attr]
    assert shown == ["zhang.san", "张三（样本）", "The centre"]
    security.press("Ctrl+Return")
    passphrase = security.answer()
    assert security.waiting() == []
    folder = security.app.settings.folder
    with open_centre(folder, "zhang.san", passphrase) as newcomer:
        assert newcomer.staff.roles == frozenset()
    system.people.refresh()
    system.settle()
    assert system.people.models[PEOPLE].rows()[-1].presence is Presence.NO_ROLE


def test_roles_and_authority_are_asked_by_the_second_power_and_refused_with_a_reason_by_the_first(
    place: Callable[[str], AdminPlace],
) -> None:
    system, security = place("admin1"), place("admin2")
    security.choose("approver2")
    security.press("Ctrl+U")
    security.fill(products="group farm-business", amount="30万")
    security.press("Ctrl+R")
    security.fill(role=f"grant {Role.REVIEWER.value}")
    system.people.refresh()
    system.settle()
    system.press("Alt+2")
    assert len(system.waiting()) == 2
    assert system.people.switches._group.button(WAITING).text().endswith("2")
    system.people.tables[WAITING].select_row(0)
    system.settle()
    system.press("Ctrl+Backspace")
    dialog = system.dialog()
    assert isinstance(dialog, AnswerDialog)
    dialog.answer.click()
    assert dialog.isVisible() and dialog.error.isVisible()
    system.answer("样本理由")
    system.press("Alt+3")
    (row,) = system.people.models[ANSWERED].rows()
    assert (row.outcome, row.answer_reason) == (Outcome.REFUSED, "样本理由")


def test_who_left_signs_in_no_more(place: Callable[[str], AdminPlace]) -> None:
    system, security = place("admin1"), place("admin2")
    system.choose("risk2")
    system.press("Ctrl+D")
    system.fill()
    security.people.refresh()
    security.settle()
    security.press("Alt+2")
    security.people.tables[WAITING].select_row(0)
    security.settle()
    security.press("Ctrl+Return")
    security.answer()
    with pytest.raises(NotAllowed):
        open_centre(security.app.settings.folder, "risk2", "sample-risk2-2026")
    security.press("Alt+1")
    security.choose("risk2")
    assert security.people.person.record is not None
    assert security.people.person.record.person.presence is Presence.LEFT
    assert not any(button.isEnabled() for button in security.people.asking.buttons.values())


def test_a_forgotten_passphrase_is_asked_by_one_and_handed_over_by_another(
    place: Callable[[str], AdminPlace],
) -> None:
    system, security = place("admin1"), place("admin2")
    security.choose("risk1")
    security.press("Ctrl+Shift+P")
    assert "forgot" in security.dialog().windowTitle()
    security.fill("样本忘记")
    system.people.refresh()
    system.settle()
    system.press("Alt+2")
    system.people.tables[WAITING].select_row(0)
    system.settle()
    system.press("Ctrl+Return")
    handed = system.answer()
    folder = security.app.settings.folder
    with pytest.raises(NotAllowed):
        open_centre(folder, "risk1", "sample-risk1-2026")
    with open_centre(folder, "risk1", handed) as app:
        assert app.access.for_once
    system.press("Alt+1")
    system.choose("risk1")
    assert system.people.person.record is not None
    assert system.people.person.record.history[0].words.en == "Passphrase reset"
    security.press("Ctrl+Shift+A")
    security.fill("样本丢失")
    system.people.refresh()
    system.settle()
    system.press("Alt+2")
    assert system.waiting() == ["魏风险"]


def test_the_asker_withdraws_and_a_form_says_what_is_wrong(place: Callable[[str], AdminPlace]) -> None:
    security = place("admin2")
    security.choose("approver2")
    security.press("Ctrl+U")
    security.fill(amount="viel")
    dialog = security.dialog()
    assert isinstance(dialog, ChangeForm)
    assert dialog.isVisible() and "viel" in dialog.error.text()
    amount = dialog.inputs["amount"]
    assert isinstance(amount, QLineEdit)
    amount.setText("1000")
    dialog.ask.click()
    security.settle()
    security.press("Alt+2")
    security.people.tables[WAITING].select_row(0)
    security.settle()
    assert not security.people.confirm.isVisible()
    security.press("Ctrl+Delete")
    security.answer()
    assert security.waiting() == []


def test_the_third_power_reads_and_asks_for_witnesses_alone(place: Callable[[str], AdminPlace]) -> None:
    audit = place("admin3")
    assert set(audit.people.asking.buttons) == {ChangeKind.WITNESS, ChangeKind.WITNESS_END}
    audit.choose("reviewer1")
    assert audit.people.person.record is not None
    audit.press("Alt+4")
    assert audit.people.models[3].rows()
    audit.press("Ctrl+Shift+W")
    key = VerifierKey("audit.example/w1", WITNESS_KEY, bytes(32))
    audit.fill(key=str(key), address="")
    [asked] = audit.people.models[WAITING].rows()
    assert (asked.kind, asked.subject.en, asked.mine) == (ChangeKind.WITNESS, "audit.example/w1", True)
    system = place("admin1")
    system.press("Alt+2")
    system.press("Ctrl+Return")
    system.answer()
    assert [row.name for row in audit.app.audit.witnesses(WitnessPolicy()).rows] == ["audit.example/w1"]


def test_a_certificate_is_revoked_by_two(place: Callable[[str], AdminPlace]) -> None:
    security = place("admin2")
    security.choose("reviewer1")
    person = security.people.person.record
    assert person is not None
    [held] = security.app.certificates.trusted(person.person.id)
    security.press("Ctrl+Shift+R")
    security.fill(certificate=str(held.id), why="lost")
    system = place("admin1")
    system.press("Alt+2")
    [asked] = system.people.models[WAITING].rows()
    assert [one.after.en for one in asked.differences] == [
        "Revoked: The key or its card was lost",
        held.serial,
    ]
    system.press("Ctrl+Return")
    system.answer()
    assert security.app.certificates.trusted(person.person.id) == ()


def test_the_search_finds_by_any_part(place: Callable[[str], AdminPlace]) -> None:
    system = place("admin1")
    system.people.search.setText("韩")
    system.settle()
    assert [row.login for row in system.people.models[PEOPLE].rows()] == ["reviewer2"]
    system.people.search.setText("nobody at all")
    system.settle()
    assert system.people.models[PEOPLE].rows() == []


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_everything_has_words_in_both_languages(
    place: Callable[[str], AdminPlace], qapp: object, language: str
) -> None:
    system = place("admin1")
    i18n.use_language(qapp, language)  # type: ignore[arg-type]
    qapp.processEvents()  # type: ignore[attr-defined]
    expected = {"zh_CN": "离职", "en": "Leaving"}[language]
    assert expected in [button.text() for button in system.people.asking.buttons.values()]
    assert system.people.title() == {"zh_CN": "人员", "en": "People"}[language]


def test_everybody_asks_for_an_absence_and_withdraws_it(
    qtbot: QtBot, tasks: Tasks, settings: Settings, sign_in: SignIn
) -> None:
    app = sign_in("reviewer1")
    place = WorkPlace(qtbot, lambda: MyAbsencePage(app, tasks), tasks, settings)
    page = place.page
    assert isinstance(page, MyAbsencePage)
    place.press("Ctrl+N")
    dialog = next(one for one in page.findChildren(ChangeForm) if one.isVisible())
    dialog.reason.setText("样本")
    QTest.keyClick(dialog.reason, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    place.settle()
    (row,) = page.requests.model.rows()
    assert row.outcome is None and row.mine
    with qtbot.waitActive(place.window):
        place.window.activateWindow()
    page.requests.select_row(0)
    place.settle()
    place.press("Ctrl+Delete")
    (row,) = page.requests.model.rows()
    assert row.outcome is Outcome.WITHDRAWN


def test_an_absence_on_record_is_called_off_by_two(
    qtbot: QtBot, tasks: Tasks, settings: Settings, sign_in: SignIn
) -> None:
    app = sign_in("reviewer1")
    starts = app.now() + 2 * DAY
    agree(
        sign_in,
        changes.absence(app.staff.id, starts, starts + DAY, changes.AbsenceReason.LEAVE),
        "admin1",
        "admin2",
    )
    place = WorkPlace(qtbot, lambda: MyAbsencePage(app, tasks), tasks, settings)
    page = place.page
    assert isinstance(page, MyAbsencePage)
    place.settle()
    page.absences.select_row(0)
    place.settle()
    place.press("Ctrl+D")
    (row,) = page.requests.model.rows()
    sign_in("admin1").administration.answer(AnswerChange(new_id(), row.id, Outcome.CONFIRMED))
    assert app.people_records.absences(app.staff.id) == ()


def test_first_passphrases_are_long_and_never_the_same() -> None:
    made = {fresh_passphrase() for _ in range(50)}
    assert len(made) == 50
    assert all(len(one) == 23 and one.isascii() for one in made)
