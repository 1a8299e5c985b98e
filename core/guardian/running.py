"""The guardian as a service: turn after turn, until it is told to stop.

It asks every second what is due instead of waiting to be told: a question is one look at a small index, while a line
that waits for notices goes deaf when it is cut and nobody hears of it. A cut line shows at the next question, and the
next turn tries again.
"""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path

from core.archive.scanning.service import Scanning
from core.guardian.chores import Chores
from core.guardian.commission_desk import Answered, CommissionDesk, CommissionHand
from core.guardian.commissions import DONE, KINDS, RECALLED
from core.guardian.handed_in import HandedInDesk
from core.guardian.inbox import Inbox
from core.guardian.presence import Presence, PresenceQueries
from core.guardian.scan_desk import ScanFolder, take_scan
from core.guardian.service import Guardian
from core.intake.sandbox_start import SANDBOXES
from core.kernel.errors import EvenhandError
from core.kernel.words import Words
from core.storage.work import Storage

_PAUSE, _LONGEST_PAUSE = 1.0, 15.0
#: So few at once that a guardian told to stop is gone within seconds.
_ERRANDS = 2

Say = Callable[[Words], None]


class GuardianService:
    """One guardian at work."""

    def __init__(
        self,
        storage: Storage,
        guardian: Guardian,
        presence: Presence,
        handed_in: HandedInDesk,
        chores: Chores,
        commissions: CommissionDesk,
        *,
        inbox: Path | None = None,
        scans: Path | None = None,
        scanning: Scanning | None = None,
        say: Say = lambda _: None,
    ) -> None:
        self._guardian = guardian
        self._presence = presence
        self._here = PresenceQueries(storage)
        self._handed_in = handed_in
        self._chores = chores
        self._inbox = Inbox(inbox, presence.id) if inbox is not None else None
        self._scanning = scanning
        self._scans = ScanFolder(scans, presence.id) if scans is not None and scanning is not None else None
        self._say = say
        self._stopping = threading.Event()
        self._hand = CommissionHand(commissions, lambda: not self._stopping.is_set(), self._say_answered)

    def stop(self) -> None:
        """End after the errand under way; may be called from a signal handler."""
        self._stopping.set()

    def run(self, *, once: bool = False) -> None:
        """Work until told to stop; with ``once`` until nothing is due."""
        SANDBOXES.keep_ahead(not once)
        try:
            self._run(once)
        finally:
            SANDBOXES.keep_ahead(False)

    def _run(self, once: bool) -> None:
        notify("READY=1")
        pause = _PAUSE
        while not self._stopping.is_set():
            try:
                worked = self.turn()
                pause = _PAUSE
            except EvenhandError as error:
                self._say(error.words)
                if once:
                    raise
                worked, pause = False, min(_LONGEST_PAUSE, pause * 2)
            notify("WATCHDOG=1")
            if once and not worked:
                if not self._hand.is_busy:
                    break
                self._hand.wait()
            if not worked:
                self._stopping.wait(pause)
        notify("STOPPING=1")

    def leave(self) -> None:
        """Gone in good order: nothing stays taken."""
        self._stopping.set()
        self._hand.wait()
        if self._inbox is not None:
            self._inbox.leave()
        if self._scans is not None:
            self._scans.leave()
        self._presence.leave()

    def turn(self) -> bool:
        """One of each thing that waits; whether there was anything to do."""
        self._presence.say()
        worked = self._take_from_folder()
        if not self._stopping.is_set():
            worked |= self._take_scan()
        if not self._stopping.is_set() and (taken := self._handed_in.take_next(self._guardian.receive)):
            self._say_taken(taken.file_name, taken.outcome or "", taken.number)
            worked = True
        if not self._stopping.is_set():
            worked |= self._round()
            worked |= self._hand.begin_next()
        if not worked and not self._stopping.is_set():
            worked = self._chore()
        return worked

    def _take_from_folder(self) -> bool:
        if self._inbox is None:
            return False
        if self._inbox.give_back(self._here.ids_here()):
            self._say(
                Words(
                    "接手一个已停的守护程序留下的案件包。", "Packages of a guardian that died were put back."
                )
            )
        taken = self._inbox.take_next(self._guardian.receive)
        if taken is not None:
            self._say_taken(taken.file_name, taken.outcome, taken.number)
        return taken is not None

    def _take_scan(self) -> bool:
        if self._scans is None or self._scanning is None:
            return False
        if self._scans.give_back(self._here.ids_here()):
            self._say(
                Words("接手一个已停的守护程序留下的扫描件。", "Scans of a guardian that died were put back.")
            )
        taken = self._scans.take_next(partial(take_scan, self._scanning))
        if taken is not None:
            self._say_taken(taken.file_name, taken.outcome, taken.number)
        return taken is not None

    def _round(self) -> bool:
        did = self._guardian.run_round(_ERRANDS)
        for trouble in did.troubles:
            words = trouble.error.words
            self._say(Words(f"{trouble.errand.kind}：{words.zh}", f"{trouble.errand.kind}: {words.en}"))
        for remark in did.remarks:
            self._say(remark)
        return not did.idle

    def _chore(self) -> bool:
        done = self._chores.do_next(lambda: not self._stopping.is_set())
        if done is not None:
            self._say(Words(f"例行事务已做：{done}", f"chore done: {done}"))
        return done is not None

    def _say_answered(self, answered: Answered) -> None:
        kind = KINDS.get(answered.kind, Words(answered.kind, answered.kind))
        zh = {DONE: "已办", RECALLED: "已撤回"}.get(answered.outcome, "未能办理")
        self._say(Words(f"交办 {kind.zh}：{zh}", f"commission {kind.en}: {answered.outcome}"))

    def _say_taken(self, name: str, outcome: str, number: str | None) -> None:
        zh = {
            "accepted": "已接收",
            "known": "早已收到",
            "quarantined": "已隔离",
            "filed": "已归档",
            "waiting": "有材料待归档",
        }.get(outcome, "未能接收")
        self._say(
            Words(f"{name}：{zh} {number or ''}".rstrip(), f"{name}: {outcome} {number or ''}".rstrip())
        )


def notify(state: str) -> None:
    """Tell systemd, where it started us (sd_notify(3)); nothing happens elsewhere."""
    address = os.environ.get("NOTIFY_SOCKET")
    if not address or not hasattr(socket, "AF_UNIX"):
        return
    if address.startswith("@"):
        address = "\0" + address[1:]
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as way:
        try:
            way.connect(address)
            way.sendall(state.encode())
        except OSError:
            return  # whoever listened is gone; the work goes on
