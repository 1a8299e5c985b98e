"""Who works at the centre: people, their roles and authority. Changing them is the centre's own procedure."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QVBoxLayout, QWidget

from core.app import App
from core.identity.rules import Staff
from core.kernel.words import Words
from desktop import theme
from desktop.shell.page import Page, PageCommand
from desktop.tasks import Tasks
from desktop.widgets.table import Column, KeysetModel, KeysetTable


class PeoplePage(Page):
    """Everybody with a login."""

    def __init__(self, app: App, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._app = app
        self.model = KeysetModel(
            [
                Column("login", _login, 140, ink="second"),
                Column("name", _name, 120),
                Column("roles", _roles, 0, value=_role_words),
                Column("authority_fen", _authority, 160, kind="money", align_right=True, value=_authority_of),
            ],
            tasks,
            _key,
        )
        self.table = KeysetTable(self.model)
        column = QVBoxLayout(self)
        margin = theme.scaled(16)
        column.setContentsMargins(margin, margin, margin, margin)
        column.addWidget(self.table)
        self.setProperty("role", "ground")
        self.retranslate()
        self.model.show(self._fetch)

    def title(self) -> str:
        return self.tr("People")

    def commands(self) -> Sequence[PageCommand]:
        return (PageCommand(self.tr("Read the list again"), "F5", self.model.restart),)

    def activated(self) -> None:
        self.table.setFocus()

    def retranslate(self) -> None:
        self.table.view.setAccessibleName(self.tr("People"))
        self.table.say_empty(self.tr("Nobody has a login yet"), "")

    def _fetch(self, after: Staff | None) -> list[Staff]:
        return [] if after is not None else sorted(self._app.people(), key=_by_login)


def _by_login(row: Staff) -> str:
    return row.login


def _key(row: Staff) -> Staff:
    return row


def _role_words(row: Staff) -> Words:
    roles = [role.words for role in sorted(row.roles)]
    return Words("、".join(one.zh for one in roles), ", ".join(one.en for one in roles))


def _authority_of(row: Staff) -> int | None:
    return row.authority_fen or None


def _login() -> str:
    return QCoreApplication.translate("PeoplePage", "Login")


def _name() -> str:
    return QCoreApplication.translate("PeoplePage", "Name")


def _roles() -> str:
    return QCoreApplication.translate("PeoplePage", "Roles")


def _authority() -> str:
    return QCoreApplication.translate("PeoplePage", "May approve up to (yuan)")
