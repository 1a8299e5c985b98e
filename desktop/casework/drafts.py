"""What somebody has typed on a case and not given yet; it outlives a crash."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from uuid import UUID

from PySide6.QtCore import QObject, QTimer, Slot

from core.cases.kept_drafts import KeptDrafts
from core.kernel.errors import EvenhandError, LineLost, NotAllowed, NotFound, Unavailable
from core.kernel.ids import new_id
from desktop.tasks import UP, Tasks

QUIET_MILLISECONDS = 1000
VERSION = 1


@dataclass(frozen=True, slots=True)
class Draft:
    """The form as typed. ``command_id`` is made once a filling, so that a retry sends the same one."""

    command_id: UUID = field(default_factory=new_id)
    amount: str = ""
    term: str = ""
    rate: str = ""
    repayment: str = ""
    reasons: tuple[str, ...] = ()
    checklist: tuple[tuple[str, bool], ...] = ()
    conditions: str = ""
    remark: str = ""
    marks: tuple[tuple[str, int, int, int, int, int, str], ...] = ()

    def to_text(self) -> str:
        """JSON, as ``draft.content`` keeps it."""
        return json.dumps(
            {
                "version": VERSION,
                "command_id": str(self.command_id),
                "amount": self.amount,
                "term": self.term,
                "rate": self.rate,
                "repayment": self.repayment,
                "reasons": list(self.reasons),
                "checklist": [list(answer) for answer in self.checklist],
                "conditions": self.conditions,
                "remark": self.remark,
                "marks": [list(mark) for mark in self.marks],
            },
            ensure_ascii=False,
        )

    @classmethod
    def from_text(cls, text: str | None) -> Draft | None:
        """The draft behind the text; ``None`` where there is none that this version can read."""
        if not text:
            return None
        try:
            data = json.loads(text)
            if data["version"] != VERSION:
                return None
            return cls(
                UUID(data["command_id"]),
                str(data["amount"]),
                str(data["term"]),
                str(data["rate"]),
                str(data["repayment"]),
                tuple(map(str, data["reasons"])),
                tuple((str(code), bool(answer)) for code, answer in data["checklist"]),
                str(data["conditions"]),
                str(data["remark"]),
                tuple((str(m[0]), *map(int, m[1:6]), str(m[6])) for m in data["marks"]),  # type: ignore[misc]
            )
        except (KeyError, TypeError, ValueError, IndexError):
            return None


class DraftKeeper(QObject):
    """Writes a draft a second after the typing stops, or at once with :meth:`flush`.

    ``keep(case_id, text)`` runs in the writer's thread; ``content()`` gives the draft to be kept. Where the
    database is on a server, a draft lies ``here`` first, sealed, until the server has it.
    """

    def __init__(
        self,
        keep: Callable[[UUID, str], None],
        content: Callable[[], Draft],
        tasks: Tasks,
        parent: QObject,
        here: KeptDrafts | None = None,
    ) -> None:
        super().__init__(parent)
        self._keep, self._content, self._tasks, self._here = keep, content, tasks, here
        self._sending: dict[UUID, str] = {}
        if here is not None:
            tasks.line_changed.connect(self._line_changed)
            self._send_unsent()
        self._case_id: UUID | None = None
        self._changed = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(QUIET_MILLISECONDS)
        self._timer.timeout.connect(self.flush)

    def watch(self, case_id: UUID | None) -> None:
        """From now on drafts belong to this case; ``None``: nothing is kept."""
        self._timer.stop()
        self._changed = False
        self._case_id = case_id

    @Slot()
    def touched(self) -> None:
        """Something was typed."""
        if self._case_id is not None:
            self._changed = True
            self._timer.start()

    @Slot()
    def flush(self) -> None:
        """Keep what was typed since the last time, now."""
        self._timer.stop()
        if self._case_id is None or not self._changed:
            return
        self._changed = False
        case_id, text = self._case_id, self._content().to_text()
        self._sending.pop(case_id, None)
        if self._here is None:
            self._tasks.write(self._keep, case_id, text)
        elif self._tasks.line == UP:
            self._tasks.write(_keep_both, self._here, self._keep, case_id, text, failed=self._not_sent)
        else:
            self._tasks.write(self._here.keep, case_id, text)

    def unsent(self, case_id: UUID) -> str | None:
        """The draft that the server has not got yet, or may not have had when the case was read."""
        sending = self._sending.pop(case_id, None)
        return sending or (self._here.read(case_id) if self._here is not None else None)

    def forget(self, case_id: UUID) -> None:
        """The act was given; the server has dropped its draft, and so do we, after what is still being written."""
        self._sending.pop(case_id, None)
        if self._here is not None:
            self._tasks.write(self._here.forget, case_id)

    @Slot(str)
    def _line_changed(self, state: str) -> None:
        if state == UP:
            self._send_unsent()

    def _send_unsent(self) -> None:
        if self._here is not None:
            self._sending.update(self._here.unsent())
            self._tasks.write(_send_on, self._here, self._keep, failed=self._not_sent)

    def _not_sent(self, error: EvenhandError) -> None:
        """A cut line is said above everything else already; the draft lies here and goes when it is back."""
        if not isinstance(error, LineLost):
            self._tasks.refused.emit(error)


def _keep_both(here: KeptDrafts, keep: Callable[[UUID, str], None], case_id: UUID, text: str) -> None:
    """In the writer's thread: here first, then at the centre, then no longer here."""
    try:
        here.keep(case_id, text)
    except Unavailable:
        keep(case_id, text)  # it is safe there
        return
    keep(case_id, text)
    here.forget(case_id)


def _send_on(here: KeptDrafts, keep: Callable[[UUID, str], None]) -> None:
    """In the writer's thread: everything that lies here. What the centre does not take any more, nobody needs."""
    for case_id, text in list(here.unsent()):
        with suppress(NotAllowed, NotFound):
            keep(case_id, text)
        here.forget(case_id)
