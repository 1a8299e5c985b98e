"""The case workspace: where reviewers and approvers spend their day."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from uuid import UUID

from PySide6.QtCore import QTimer, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedLayout, QWidget

from core.app import App
from core.cases.case_rows import CaseView, MaskedNumber
from core.cases.reading import RevealNumber
from core.cases.rules import Action
from core.cases.service import StartDuty
from core.identity.rules import Role
from core.intake.render import Renderer
from core.kernel.errors import EvenhandError
from core.kernel.ids import new_id
from desktop import i18n
from desktop.casework.act_buttons import act_words
from desktop.casework.acts import Act, CaseHands
from desktop.casework.code_asking import CodeAsking
from desktop.casework.commands import KEYS, case_commands
from desktop.casework.drafts import Draft, DraftKeeper
from desktop.casework.header import CaseHeader
from desktop.casework.next_case import NextCase
from desktop.casework.papers import CasePapers, papers_of
from desktop.casework.sending import CaseSender
from desktop.casework.workspace import CaseWorkspace
from desktop.shell.page import Page, PageCommand
from desktop.tasks import UP, Tasks
from desktop.widgets.empty_state import EmptyState, FailedState, LoadingState
from desktop.widgets.masked_field import Reveal, RevealReason
from desktop.widgets.paper_loader import PaperLoader

DESK, CASES, DRAWS = "desk", "cases", "draws"


class CasePage(Page):
    """One case at a time; after each act the next one that waits for this person."""

    def __init__(self, app: App, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._app, self._tasks = app, tasks
        self._view: CaseView | None = None
        self._wanted: UUID | None = None
        self._typed: Draft | None = None
        self.judges = app.staff.holds(Role.REVIEWER, Role.APPROVER)
        renderers = Renderer(), Renderer(niceness=5)
        self._loader = PaperLoader(app.reading.paper_or_match, *renderers, tasks, self)
        for renderer in renderers:
            self.destroyed.connect(renderer.close)
        self.papers = CasePapers(self._loader, app.reading.mark_seen, tasks, self)
        self.workspace = CaseWorkspace(self.papers, app.catalogue, tasks, self._reveal_of)
        self.header = CaseHeader(app, tasks, self._reveal_of, self)
        self._drafts = DraftKeeper(app.reading.keep_draft, self.workspace.draft, tasks, self, app.kept_drafts)
        self._next = NextCase(app, tasks, self)
        hands = CaseHands(app.cases, app.voting, app.redraws)
        self._sender = CaseSender(hands, self.workspace, self._drafts, tasks, self)
        self.code_asking = CodeAsking(app, tasks, self)
        self._empty, self._loading, self._failed = EmptyState("review"), LoadingState(), FailedState()
        self._stack = QStackedLayout(self)
        for state in (self._empty, self._loading, self._failed, self.workspace):
            self._stack.addWidget(state)
        self._connect()
        self.retranslate()
        self.workspace.map.lay_tiles(app.map_tiles, renderers[1], tasks)

    # the page in its window

    def title(self) -> str:
        return self.header.title() or self.tr("Case")

    def header_widgets(self) -> Sequence[QWidget]:
        return self.header.widgets()

    def chips(self) -> Sequence[QWidget]:
        return self.header.chips()

    def commands(self) -> Sequence[PageCommand]:
        return case_commands(self)

    def show_subject(self, subject: object) -> None:
        """Show the case with this UUID; the one on screen stays as it is."""
        if isinstance(subject, UUID) and not (self._view is not None and self._view.id == subject):
            self.open(subject)

    def activated(self) -> None:
        if self._view is None:
            if self._wanted is None and self._stack.currentWidget() is self._empty:
                self._empty.setFocus()
            return
        self.header.read_moment()
        self.papers.viewer.setFocus()

    def may_leave(self) -> bool:
        """Always; what was typed and seen is kept first."""
        self.keep()
        return True

    def retranslate(self) -> None:
        takes = self.tr("Take the case that waits longest for you, or open one from your desk.")
        chooses = self.tr("Open one from the list of cases.")
        self._empty.say(self.tr("No case chosen"), takes if self.judges else chooses)
        self._empty.offer(self.tr("Take the next") if self.judges else self.tr("To the cases"), "Ctrl+N")

    # reading

    @property
    def view(self) -> CaseView | None:
        """The case on screen."""
        return self._view

    def open(self, case_id: UUID, typed: Draft | None = None) -> None:
        """Read the case and show it; ``typed`` stays in the form instead of the draft that was kept."""
        self.keep()
        self._leave_case()
        self._wanted, self._typed = case_id, typed
        self._loading.begin(self.tr("Opening the case…"))
        self._stack.setCurrentWidget(self._loading)
        self._tasks.read(
            self._app.case_queries.case,
            case_id,
            done=partial(self._came, case_id),
            failed=partial(self._not_read, case_id),
        )

    @Slot()
    def refresh(self) -> None:
        """Read the case again; what was typed stays."""
        if self._view is not None and not self._sender.is_sending:
            self.open(self._view.id, self.workspace.draft())

    @Slot()
    def take_next(self) -> None:
        """The case that waits longest for me, other than this one; who judges none goes back to the list."""
        if self._sender.is_sending:
            return
        self.keep()
        if not self.judges:
            self._go_home()
            return
        ahead = self._next.take()
        if ahead is not None:
            self._show(ahead, None)
            self._check_again(ahead)
            return
        current = self._view.id if self._view is not None else None
        self._tasks.read(self._app.case_queries.next_case, current, done=self._next_found)

    def open_more(self, card: str) -> None:
        """Open or close the longer part of ``risk``, ``facts`` or ``history``, and bring it into view."""
        space = self.workspace
        more = {"risk": space.risk.terms, "facts": space.facts.more, "history": space.history.steps}[card]
        more.toggle()
        space.bring(more)

    @Slot()
    def keep(self) -> None:
        """Send what was seen and keep what was typed, at once."""
        self.papers.flush()
        if not self._sender.is_sending:
            self._drafts.flush()

    def _came(self, case_id: UUID, view: CaseView) -> None:
        if case_id == self._wanted:
            self._show(view, self._typed)

    def _not_read(self, case_id: UUID, error: EvenhandError) -> None:
        if case_id == self._wanted:
            self._failed.show_error(error)
            self._stack.setCurrentWidget(self._failed)

    def _show(self, view: CaseView, typed: Draft | None) -> None:
        self._view, self._wanted, self._typed = view, view.id, None
        self._sender.show_case(view)
        self._drafts.watch(None)
        kept = Draft.from_text(self._drafts.unsent(view.id)) or Draft.from_text(view.draft)
        self.workspace.show_case(view, typed or kept)
        self._stack.setCurrentWidget(self.workspace)
        may_type = bool(self.workspace.form.acts())
        self._drafts.watch(view.id if may_type else None)
        if typed is not None:
            self._drafts.touched()
        self.header.show_case(view)
        self.title_changed.emit()  # the window asks for the commands with it
        if self.isVisible():
            self.papers.viewer.setFocus()
        QTimer.singleShot(0, self, partial(self._after_show, view.id))

    def _after_show(self, case_id: UUID) -> None:
        """What can wait until the case is painted."""
        view = self._view
        if view is None or view.id != case_id:
            return
        if Action.START in view.actions:
            self._tasks.write(self._app.cases.start, StartDuty(new_id(), case_id))
        self.header.read_moment()
        self._next.look_beyond(case_id)

    def _leave_case(self) -> None:
        self._drafts.watch(None)
        self._view = None
        self.header.show_case(None)
        self.title_changed.emit()  # the window asks for the commands with it

    def _check_again(self, view: CaseView) -> None:
        """A case read ahead may have moved on meanwhile."""
        self._tasks.read(
            self._app.case_queries.case, view.id, done=partial(self._checked, view), failed=self._moved_away
        )

    def _checked(self, before: CaseView, now: CaseView) -> None:
        if self._view is not before or self._sender.is_sending:
            return
        same = now.evidence_hash == before.evidence_hash and now.duty == before.duty
        if not same:
            self._show(now, None)

    def _moved_away(self, error: EvenhandError) -> None:
        self.workspace.say(i18n.in_language(error.words), "red")

    def _next_found(self, case_id: UUID | None) -> None:
        if case_id is not None:
            self.open(case_id)
            return
        self.notice.emit(self.tr("Nothing else waits for you."), "")
        if self._view is None or not self.workspace.form.acts():
            self._go_home()

    def _go_home(self) -> None:
        self._leave_case()
        self._wanted = None
        self._stack.setCurrentWidget(self._empty)
        self.open_page.emit(DESK if self.judges else CASES, None)

    def _reveal_of(self, number: MaskedNumber) -> Reveal | None:
        view = self._view
        if view is None or Action.REVEAL not in view.actions:
            return None
        return partial(self._reveal, view.id, number.id)

    def _reveal(self, case_id: UUID, number_id: UUID, why: RevealReason) -> str:
        """In a reader thread."""
        return self._app.reading.reveal(RevealNumber(new_id(), case_id, number_id, why.code, why.note))

    # acting

    def act(self, name: str) -> None:
        """Press the button of this act."""
        self.workspace.form.buttons.press(name)

    @Slot(object, object)
    def _given(self, act: Act, view: CaseView) -> None:
        self._drafts.forget(view.id)
        done = self.tr("{number} {name}: {act}").format(
            number=view.number, name=view.applicant_name, act=act_words(act)
        )
        self.notice.emit(done, "ok")
        if self._wanted != view.id:
            return  # it went late, when another case had been opened already
        self._drafts.watch(None)
        self._view = None
        self.take_next()

    @Slot()
    def _key_pressed(self) -> None:
        shortcut = self.sender()
        if not isinstance(shortcut, QShortcut):
            return
        key = shortcut.key().toString()
        for command in self.commands():
            if command.enabled and command.shortcut == key:
                command.act()
                return

    @Slot(object)
    def _show_draw(self, draw_id: object) -> None:
        self.open_page.emit(DRAWS, draw_id)

    def _connect(self) -> None:
        self.papers.marks_changed.connect(self._drafts.touched)
        self._sender.given.connect(self._given)
        self._sender.reading_wanted.connect(self.refresh)
        self._sender.code_wanted.connect(self.code_asking.ask)
        self.code_asking.given.connect(self._sender.send_again)
        self.header.draw_wanted.connect(self._show_draw)
        self.header.notice.said.connect(self.notice)
        self._next.ready.connect(self._decode_ahead)
        self._empty.acted.connect(self.take_next)
        self._failed.retried.connect(self._retry)
        self._tasks.line_changed.connect(self._line_changed)
        for key in KEYS:
            shortcut = QShortcut(QKeySequence(key), self.workspace)
            shortcut.activated.connect(self._key_pressed)

    @Slot(object)
    def _decode_ahead(self, view: CaseView) -> None:
        self.papers.viewer.prefetch_case(papers_of(view))

    @Slot(str)
    def _line_changed(self, state: str) -> None:
        if state == UP and self._stack.currentWidget() is self._failed:
            self._retry()

    @Slot()
    def _retry(self) -> None:
        if self._wanted is not None:
            self.open(self._wanted, self._typed)
