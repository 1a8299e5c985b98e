"""A relay between a client and a server that can be made to misbehave as networks do.

It listens on 127.0.0.1 (or another address of this machine) and passes bytes on to a TCP address or a Unix socket. One thread serves all connections.
"""

from __future__ import annotations

import contextlib
import selectors
import socket
import struct
import threading
import time
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path

_PIECE = 65_536
_TURN_SECONDS = 0.02


class Way(Enum):
    """PASS everything on. REFUSE new connections. SWALLOW everything, acknowledge, and answer nothing (half-open)."""

    PASS = "pass"
    REFUSE = "refuse"
    SWALLOW = "swallow"


@dataclass(eq=False)
class _Pair:
    """Two ends, and what is on its way to each, with when it may arrive."""

    client: socket.socket
    server: socket.socket
    waiting: list[tuple[float, socket.socket, bytes]] = field(default_factory=list)
    losing: bool = False
    asked: bool = False

    def other(self, end: socket.socket) -> socket.socket:
        return self.server if end is self.client else self.client


class LineProxy:
    """``with LineProxy(target) as line:``; then ``line.cut()``, ``line.swallow()``, ``line.delay(0.2)``, ``line.mend()``."""

    def __init__(self, target: Path | tuple[str, int], host: str = "127.0.0.1") -> None:
        self._target = target
        self._door = threading.Lock()
        self._way, self._delay, self._ended = Way.PASS, 0.0, False
        self._pairs: list[_Pair] = []
        self._ears = socket.create_server((host, 0), backlog=128)
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._ears, selectors.EVENT_READ)
        self._thread = threading.Thread(target=self._run, name="line-proxy", daemon=True)
        self.port = int(self._ears.getsockname()[1])
        self.cuts = self.lost_answers = 0
        self._word = self._after = b""

    def __enter__(self) -> LineProxy:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended = True
        self._thread.join()
        with self._door:
            self._drop_all()
        self._ears.close()
        self._selector.close()

    def cut(self, *, refuse: bool = True) -> None:
        """Reset every connection; with ``refuse`` nobody gets through until :meth:`mend`."""
        with self._door:
            self._way = Way.REFUSE if refuse else Way.PASS
            self.cuts += 1
            self._drop_all()

    def swallow(self) -> None:
        """From now on nothing arrives any more, in either direction, and nobody is told."""
        with self._door:
            self._way = Way.SWALLOW
            self.cuts += 1

    def lose_answer_to(self, word: bytes, after: bytes = b"") -> None:
        """The next question with ``word`` in it (on a connection that asked ``after`` before) arrives; the connection
        is cut before the answer does."""
        with self._door:
            self._word, self._after = word, after

    def delay(self, seconds: float) -> None:
        """Everything takes this much longer, each way."""
        with self._door:
            self._delay = seconds

    def mend(self) -> None:
        """Pass everything on again. Connections that were swallowed stay dead, as they would behind a firewall."""
        with self._door:
            if self._way is Way.SWALLOW:
                self._drop_all(quietly=True)
            self._way, self._delay = Way.PASS, 0.0

    def _run(self) -> None:
        while not self._ended:
            ready = self._selector.select(_TURN_SECONDS)
            with self._door:
                for key, _ in ready:
                    if key.fileobj is self._ears:
                        self._welcome()
                    elif key.data in self._pairs:
                        self._carry(key.data, key.fileobj)  # type: ignore[arg-type]
                self._deliver()

    def _welcome(self) -> None:
        client, _ = self._ears.accept()
        if self._way is Way.REFUSE:
            _reset(client)
            return
        try:
            server = self._dial()
        except OSError:
            _reset(client)
            return
        pair = _Pair(client, server)
        self._pairs.append(pair)
        for end in (client, server):
            self._selector.register(end, selectors.EVENT_READ, pair)

    def _dial(self) -> socket.socket:
        if isinstance(self._target, Path):
            made = socket.socket(socket.AF_UNIX)
            made.connect(str(self._target))
            return made
        return socket.create_connection(self._target, timeout=5)

    def _carry(self, pair: _Pair, end: socket.socket) -> None:
        try:
            piece = end.recv(_PIECE)
        except OSError:
            piece = b""
        if self._way is Way.SWALLOW and piece:
            return
        if not piece:
            if self._way is not Way.SWALLOW:
                self._drop(pair)
            else:
                self._selector.unregister(end)  # its end stays open for the other, who hears nothing
            return
        if pair.losing and end is pair.server:
            self.lost_answers += 1
            self._drop(pair)
            return
        pair.asked = pair.asked or bool(self._after and self._after in piece)
        if self._word and end is pair.client and self._word in piece and (pair.asked or not self._after):
            pair.losing, self._word = True, b""
        pair.waiting.append((time.monotonic() + self._delay, pair.other(end), piece))

    def _deliver(self) -> None:
        now = time.monotonic()
        for pair in list(self._pairs):
            while pair.waiting and pair.waiting[0][0] <= now:
                _, end, piece = pair.waiting.pop(0)
                try:
                    end.sendall(piece)
                except OSError:
                    self._drop(pair)
                    break

    def _drop_all(self, *, quietly: bool = False) -> None:
        for pair in list(self._pairs):
            self._drop(pair, quietly=quietly)

    def _drop(self, pair: _Pair, *, quietly: bool = False) -> None:
        if pair in self._pairs:
            self._pairs.remove(pair)
        for end in (pair.client, pair.server):
            with contextlib.suppress(KeyError, ValueError):
                self._selector.unregister(end)
            end.close() if quietly else _reset(end)


def _reset(end: socket.socket) -> None:
    """Close with a reset, so that the other side is told at once and nothing lingers."""
    with contextlib.suppress(OSError):
        end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    end.close()
