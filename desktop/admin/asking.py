"""What an administrator may ask for here, as buttons below the lists and as commands."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from core.app import App
from core.audit.queries import WitnessRow
from core.identity.certificate_records import CertificateHeld
from core.identity.changes import ChangeKind, asked_by
from core.identity.person_records import PersonRecord, Presence
from core.identity.queries import Village
from core.identity.rules import Institution
from desktop import theme
from desktop.admin.change_form import Form
from desktop.admin.forms import AdminForms
from desktop.admin.trust_forms import TrustForms
from desktop.shell.page import PageCommand
from desktop.tasks import Tasks
from desktop.widgets.buttons import DANGER, OUTLINED, KeyButton
from desktop.widgets.flow_layout import FlowLayout
from desktop.widgets.labels import set_shown

#: What can be asked for, its key, and whether it is about the person who is chosen.
_ACTS = (
    (ChangeKind.STAFF, "Ctrl+N", False),
    (ChangeKind.ROLE_GRANT, "Ctrl+R", True),
    (ChangeKind.AUTHORITY, "Ctrl+U", True),
    (ChangeKind.RELATIONSHIP, "Ctrl+T", True),
    (ChangeKind.ABSENCE, "Ctrl+B", True),
    (ChangeKind.LEAVING, "Ctrl+D", True),
    (ChangeKind.INSTITUTION, "Ctrl+I", False),
    (ChangeKind.VILLAGE, "Ctrl+G", False),
    (ChangeKind.TABLET, "Ctrl+Shift+T", False),
    (ChangeKind.REVOCATION, "Ctrl+Shift+R", True),
    (ChangeKind.PASSPHRASE_RESET, "Ctrl+Shift+P", True),
    (ChangeKind.TOTP_RESET, "Ctrl+Shift+A", True),
    (ChangeKind.WITNESS, "Ctrl+Shift+W", False),
    (ChangeKind.WITNESS_END, "Ctrl+Shift+D", False),
)


_PLACES = frozenset({ChangeKind.INSTITUTION, ChangeKind.VILLAGE, ChangeKind.TABLET})
_GRAVE = frozenset({ChangeKind.LEAVING, ChangeKind.REVOCATION, ChangeKind.WITNESS_END})
Places = tuple[tuple[Institution, ...], tuple[Village, ...], Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Needed:
    """What a form chooses among."""

    places: Places
    witnesses: tuple[WitnessRow, ...] = ()
    certificates: tuple[CertificateHeld, ...] = ()


class Asking(QObject):
    """``wanted`` carries the form of what is to be asked for."""

    wanted = Signal(object)
    failed = Signal(object)

    def __init__(self, app: App, tasks: Tasks, parent: QWidget) -> None:
        super().__init__(parent)
        self._app, self._tasks = app, tasks
        self._forms, self._trust = AdminForms(self), TrustForms(self)
        self._record: PersonRecord | None = None
        self.bar = QWidget()
        flow = FlowLayout(spacing=theme.scaled(8))
        self.bar.setLayout(flow)
        self.buttons: dict[ChangeKind, KeyButton] = {}
        for kind, key, _ in _ACTS:
            if app.staff.holds(*asked_by(kind)):
                button = KeyButton("", key, DANGER if kind in _GRAVE else OUTLINED)
                button.clicked.connect(partial(self.ask, kind))
                flow.addWidget(button)
                self.buttons[kind] = button
        set_shown(self.bar, bool(self.buttons))
        self.show_where(people=True, places=False)
        self.show_record(None)

    def commands(self) -> Sequence[PageCommand]:
        return [
            PageCommand(button.text(), button.key, partial(self.ask, kind), button.isEnabled())
            for kind, button in self.buttons.items()
        ]

    def show_record(self, record: PersonRecord | None) -> None:
        """The person whom the forms are about."""
        self._record = record
        there = record is not None and record.person.presence is not Presence.LEFT
        myself = record is not None and record.person.id == self._app.staff.id
        for kind, _, about in _ACTS:
            if about and kind in self.buttons:
                self.buttons[kind].setEnabled(there and (not myself or kind is ChangeKind.ABSENCE))

    def show_where(self, *, people: bool, places: bool) -> None:
        """Only the buttons that go with the list in front; the commands stay."""
        for kind, button in self.buttons.items():
            button.setVisible(places if kind in _PLACES else people)

    def retranslate(self) -> None:
        names = {
            ChangeKind.STAFF: self.tr("New person"),
            ChangeKind.ROLE_GRANT: self.tr("Role"),
            ChangeKind.AUTHORITY: self.tr("Authority"),
            ChangeKind.RELATIONSHIP: self.tr("Relationship"),
            ChangeKind.ABSENCE: self.tr("Absence"),
            ChangeKind.LEAVING: self.tr("Leaving"),
            ChangeKind.INSTITUTION: self.tr("New institution"),
            ChangeKind.VILLAGE: self.tr("New village"),
            ChangeKind.TABLET: self.tr("New tablet"),
            ChangeKind.REVOCATION: self.tr("Revoke a certificate"),
            ChangeKind.PASSPHRASE_RESET: self.tr("Forgotten passphrase"),
            ChangeKind.TOTP_RESET: self.tr("Lost authenticator"),
            ChangeKind.WITNESS: self.tr("New witness"),
            ChangeKind.WITNESS_END: self.tr("Retire a witness"),
        }
        for kind, button in self.buttons.items():
            button.setText(names[kind])

    def ask(self, kind: ChangeKind, *_: object) -> None:
        """Read what the form needs, then show it."""
        button = self.buttons.get(kind)
        if button is not None and button.isEnabled():
            self._tasks.read(
                self._needed,
                kind,
                None if self._record is None else self._record.person.id,
                done=partial(self._needed_came, kind),
                failed=self.failed.emit,
            )

    def _needed(self, kind: ChangeKind, person: UUID | None) -> Needed:
        """In a reader thread."""
        places = self._app.people_records.places()
        if kind is ChangeKind.WITNESS_END:
            return Needed(places, self._app.audit.witnesses(self._app.witness_policy).rows)
        if kind is ChangeKind.REVOCATION and person is not None:
            return Needed(places, certificates=self._app.certificates.trusted(person))
        return Needed(places)

    def _needed_came(self, kind: ChangeKind, needed: Needed) -> None:
        made = self._form(kind, needed)
        if made is not None:
            self.wanted.emit(made)

    def _form(self, kind: ChangeKind, needed: Needed) -> Form | None:
        institutions, villages, _ = needed.places
        simple: dict[ChangeKind, Callable[[], Form]] = {
            ChangeKind.STAFF: partial(self._forms.person, institutions),
            ChangeKind.INSTITUTION: self._forms.institution,
            ChangeKind.VILLAGE: partial(self._forms.village, institutions),
            ChangeKind.TABLET: partial(self._forms.tablet, institutions),
            ChangeKind.WITNESS: self._trust.witness,
            ChangeKind.WITNESS_END: partial(self._trust.witness_end, needed.witnesses),
        }
        if kind in simple:
            return simple[kind]()
        record = self._record
        if record is None:
            return None
        person = record.person
        about: dict[ChangeKind, Callable[[], Form]] = {
            ChangeKind.ROLE_GRANT: partial(self._forms.role, record),
            ChangeKind.AUTHORITY: partial(self._forms.authority, record, self._app.catalogue),
            ChangeKind.RELATIONSHIP: partial(self._forms.tie, record, self._app.people_records, villages),
            ChangeKind.ABSENCE: partial(self._forms.absence, person.id, person.name, record.absences),
            ChangeKind.LEAVING: partial(self._forms.leaving, record),
            ChangeKind.REVOCATION: partial(self._trust.revocation, record, needed.certificates),
            ChangeKind.PASSPHRASE_RESET: partial(self._trust.passphrase_reset, record),
            ChangeKind.TOTP_RESET: partial(self._trust.code_reset, record),
        }
        return about[kind]()
