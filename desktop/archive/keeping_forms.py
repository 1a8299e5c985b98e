"""The small forms of records in keeping: the same wherever a record is held, settled or asked for."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from core.archive.keeping.rules import HoldReason, LoanReason
from desktop import i18n
from desktop.admin.change_form import CHOICE, DAY, Field
from desktop.archive.record_form import RecordForm

LOAN_DAYS = ("1", "3", "7", "14", "30", "60", "90")


class KeepingForms(QObject):
    """Each asks for one act on the record ``number`` over the window of ``parent``."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._window = parent

    def hold(self, number: str) -> RecordForm:
        """The cause of a hold: ``reason``, ``remark``."""
        reasons = tuple((one.value, i18n.in_language(one.words)) for one in HoldReason)
        fields = (Field("reason", self.tr("Cause"), CHOICE, reasons), Field("remark", self.tr("Remark")))
        note = self.tr("While it is held nothing of it goes. Two people are needed to lift a hold.")
        title = self.tr("Hold {number}").format(number=number)
        return RecordForm(title, note, fields, self.tr("Hold"), self._window)

    def lift(self, number: str) -> RecordForm:
        """Why a hold is to be lifted: ``remark``."""
        title = self.tr("Lift the hold on {number}").format(number=number)
        fields = (Field("remark", self.tr("Reason")),)
        note = self.tr("Another person lifts it.")
        return RecordForm(title, note, fields, self.tr("Ask"), self._window, needed=("remark",))

    def settlement(self, number: str) -> RecordForm:
        """The day a loan was settled: ``day``, ``remark``."""
        fields = (Field("day", self.tr("Settled on"), DAY), Field("remark", self.tr("Remark")))
        note = self.tr("Its years count from this day. A later entry corrects an earlier one.")
        title = self.tr("Loan of {number} settled").format(number=number)
        return RecordForm(title, note, fields, self.tr("Enter"), self._window)

    def loan(self, number: str = "") -> RecordForm:
        """Somebody asks to read a record: ``number``, ``reason``, ``days``, ``remark``."""
        reasons = tuple((one.value, i18n.in_language(one.words)) for one in LoanReason)
        fields = (
            Field("number", self.tr("Archival number"), value=number, hint="A002-DK·2026·D30-0005"),
            Field("reason", self.tr("For"), CHOICE, reasons),
            Field("days", self.tr("Days"), CHOICE, tuple((one, one) for one in LOAN_DAYS), value="7"),
            Field("remark", self.tr("Remark")),
        )
        note = self.tr("You read it on screen, with your name on every page. Every look is in the log.")
        title = self.tr("Ask for a record")
        return RecordForm(title, note, fields, self.tr("Ask"), self._window, needed=("number",))
