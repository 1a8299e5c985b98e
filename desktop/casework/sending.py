"""From a pressed button to a fact: what is missing is said in place, what was typed is never lost."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal, Slot

from core.cases.case_rows import CaseView
from core.kernel.errors import Conflict, EvenhandError, StepUpNeeded
from desktop import i18n
from desktop.casework.acts import Act, CaseHands, Command, command_for, sender_of
from desktop.casework.drafts import DraftKeeper
from desktop.casework.workspace import CaseWorkspace
from desktop.tasks import Tasks


class CaseSender(QObject):
    """Checks, asks once more where papers were not seen, sends, and tells how it went."""

    given = Signal(object, object)
    """The :class:`Act` and the ``CaseView`` it was done on."""
    reading_wanted = Signal()
    """The case has moved on; it should be read again, with what was typed kept."""

    code_wanted = Signal()
    """The centre asks for the person's code first; :meth:`send_again` once it was given."""

    def __init__(
        self,
        hands: CaseHands,
        workspace: CaseWorkspace,
        drafts: DraftKeeper,
        tasks: Tasks,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._hands, self._workspace, self._drafts, self._tasks = hands, workspace, drafts, tasks
        self._view: CaseView | None = None
        self._confirmed = False
        self._waiting: tuple[Act, CaseView, Command] | None = None
        self.is_sending = False
        workspace.form.act_wanted.connect(self._pressed)
        workspace.form.changed.connect(self._typed)
        workspace.message.acted.connect(self._message_acted)
        tasks.held_changed.connect(self._held)

    def show_case(self, view: CaseView | None) -> None:
        """From now on acts are done on this case."""
        self._view = view
        self._confirmed = self.is_sending = False

    @Slot(object)
    def _pressed(self, act: Act) -> None:
        view, space = self._view, self._workspace
        if view is None or self.is_sending:
            return
        unseen = space.papers.unseen()
        try:
            command = command_for(act, view, space.draft(), unseen)
        except EvenhandError as error:
            space.say(i18n.in_language(error.words), "amber")
            space.form.show_missing(act)
            return
        if typed := space.form.reasons.typed():
            space.say(
                self.tr('"{typed}" is no reason yet: Return takes one, Esc clears it.').format(typed=typed),
                "amber",
            )
            space.form.reasons.setFocus()
            return
        if act.use == "approve" and unseen and not self._confirmed:
            self._confirmed = True
            sentence = self.tr("Papers not looked at: %n. Press once more to go on all the same.", "", unseen)
            space.say(sentence, "amber", self.tr("See them"), "Ctrl+J")
            return
        self._send(act, view, command)

    def _send(self, act: Act, view: CaseView, command: Command) -> None:
        self._workspace.papers.flush()
        self._drafts.flush()
        self.is_sending = True
        self._workspace.message.clear()
        self._workspace.form.set_busy(True)
        self._tasks.write(
            sender_of(act, self._hands),
            command,
            done=partial(self._given, act, view),
            failed=partial(self._refused, act, view, command),
        )

    @Slot()
    def send_again(self) -> None:
        """The same act under the same id, once the code was given; the case may have been left meanwhile."""
        waiting, self._waiting = self._waiting, None
        if waiting is not None and waiting[1] is self._view and not self.is_sending:
            self._send(*waiting)

    @Slot(int)
    def _held(self, held: int) -> None:
        """The line broke under the act: it is kept with its command id, and goes again when the line is back."""
        if self.is_sending and held:
            self._workspace.say(
                self.tr("The line is cut. This act is kept; it goes by itself when the line is back, once."),
                "amber",
            )
        elif self.is_sending:
            self._workspace.message.clear()

    def _given(self, act: Act, view: CaseView, answer: object) -> None:
        if self._view is view:
            self.show_case(None)
        self.given.emit(act, view)

    def _refused(self, act: Act, view: CaseView, command: Command, error: EvenhandError) -> None:
        """Nothing was recorded; everything typed is still there, and goes again under the same id."""
        self.is_sending = False
        self._workspace.form.set_busy(False)
        self._drafts.touched()
        text = i18n.in_language(error.words)
        if isinstance(error, StepUpNeeded):
            self._waiting = (act, view, command)
            self._workspace.say(text, "amber")
            self.code_wanted.emit()
        elif isinstance(error, Conflict):
            self._workspace.say(text, "red", self.tr("Read it again"), "Ctrl+F5")
        else:
            self._workspace.say(text, "red")

    @Slot()
    def _typed(self) -> None:
        self._confirmed = False
        self._workspace.message.clear()
        self._drafts.touched()

    @Slot()
    def _message_acted(self) -> None:
        if self._confirmed:
            self._confirmed = False
            self._workspace.message.clear()
            self._workspace.papers.next_unseen()
        else:
            self.reading_wanted.emit()
