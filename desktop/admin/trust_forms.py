"""The forms about what the centre trusts: witnesses of its log, certificates of its people, how they come in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from uuid import UUID

from PySide6.QtCore import QObject

from core.audit.queries import WitnessRow
from core.identity import changes
from core.identity.certificate_records import CertificateHeld
from core.identity.changes import REVOCATION_REASONS, Asked
from core.identity.person_records import PersonRecord
from core.kernel.errors import BadInput
from desktop import i18n
from desktop.admin.change_form import CHOICE, Field, Form


class TrustForms(QObject):
    """Makes the forms, in the language of the moment."""

    def witness(self) -> Form:
        """A witness of the log: its key as it printed it."""
        return Form(
            self.tr("New witness"),
            self.tr("Another administrator confirms. Without an address, files are carried to the witness."),
            (
                Field("key", self.tr("Public key"), hint="audit.example/w1+…"),
                Field("address", self.tr("Address"), hint="http://…"),
            ),
            _witness,
        )

    def witness_end(self, witnesses: Sequence[WitnessRow]) -> Form:
        """A witness in use is to be used no longer."""
        known = tuple((str(one.id), one.name) for one in witnesses)
        return Form(
            self.tr("Retire a witness"),
            self.tr("It is asked no more, and what it signed counts no longer."),
            (Field("witness", self.tr("Witness"), CHOICE, known),),
            _witness_end,
        )

    def revocation(self, record: PersonRecord, certificates: Sequence[CertificateHeld]) -> Form:
        """A certificate of the person is to be trusted no longer."""
        held = tuple(
            (
                str(one.id),
                self.tr("{what} …{serial}, until {day}").format(
                    what=i18n.in_language(one.words), serial=one.serial[-8:], day=i18n.day_words(one.ends)
                ),
            )
            for one in certificates
        )
        reasons = tuple((code, i18n.in_language(words)) for code, words in REVOCATION_REASONS.items())
        return Form(
            self.tr("Revoke a certificate of {name}").format(name=record.person.name),
            self.tr("The guardian puts it on the list of revoked certificates once it is confirmed."),
            (
                Field("certificate", self.tr("Certificate"), CHOICE, held),
                Field("why", self.tr("Cause"), CHOICE, reasons),
            ),
            _revocation,
        )

    def passphrase_reset(self, record: PersonRecord) -> Form:
        """The person forgot the passphrase."""
        return Form(
            self.tr("{name} forgot the passphrase").format(name=record.person.name),
            self.tr(
                "Who confirms hands over a passphrase that is good for once. From then on the old one opens nothing; "
                "what the person signed stays signed."
            ),
            (),
            partial(_passphrase_reset, record.person.id),
        )

    def code_reset(self, record: PersonRecord) -> Form:
        """The person's authenticator is lost."""
        return Form(
            self.tr("{name} lost the authenticator").format(name=record.person.name),
            self.tr("From the confirmation on its codes are good no more, and another may be set up."),
            (),
            partial(_code_reset, record.person.id),
        )


def _passphrase_reset(staff_id: UUID, _values: Mapping[str, str]) -> Asked:
    return changes.passphrase_reset(staff_id)


def _code_reset(staff_id: UUID, _values: Mapping[str, str]) -> Asked:
    return changes.totp_reset(staff_id)


def _witness(values: Mapping[str, str]) -> Asked:
    return changes.new_witness(values["key"], values["address"])


def _witness_end(values: Mapping[str, str]) -> Asked:
    return changes.witness_end(_chosen(values["witness"]))


def _revocation(values: Mapping[str, str]) -> Asked:
    return changes.revocation(_chosen(values["certificate"]), values["why"])


def _chosen(value: str) -> UUID:
    """What is chosen; an empty list gives ``None`` as text."""
    if value in ("", "None"):
        raise BadInput("没有可选择的项目。", "There is nothing to choose here.")
    return UUID(value)
