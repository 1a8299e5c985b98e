"""Asking a server over HTTP with patience that ends, retried a few times, left alone while it fails.

The standard library's http.client is used as it is: no redirects, no proxies, no cookies, nothing that
could carry what is sent somewhere else. A deadline holds for the whole exchange, however slowly the other
side drips.
"""

from __future__ import annotations

import http.client
import io
import secrets
import socket
import ssl
import threading
import time
import urllib.parse
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from core.kernel.errors import BadInput
from core.kernel.words import Words

_LOOPBACK = ("127.0.0.1", "localhost", "::1")
_PASSING = (429, 500, 502, 503, 504)
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class HttpSettings:
    """Where a server is and how patient to be with it. Times in seconds.

    ``deadline`` is for one try, whole; ``certificate`` and ``private_key`` (PEM) show who asks, where
    the server wants that (mutual TLS); ``authority`` (PEM) is who may vouch for the server.
    """

    address: str
    deadline: float = 5.0
    tries: int = 3
    first_wait: float = 0.25
    most_bytes: int = 256 << 10
    failures_to_open: int = 5
    rest: float = 60.0
    authority: Path | None = None
    certificate: Path | None = None
    private_key: Path | None = None
    token: Callable[[], str] | None = None


class NoAnswer(Exception):
    """Nothing came back after the last try, or the server is being left alone."""


class WrongAnswer(Exception):
    """Something came back that is no answer; ``words`` says what, as the end of a sentence."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.words = Words(zh, en)


class PatientHttp:
    """One address that is asked by POST. Safe to share among threads.

    After ``failures_to_open`` failures in a row it is not asked again for ``rest`` seconds; then one
    question tries whether it is back. ``media`` is what is sent and what must come back.
    """

    def __init__(
        self,
        settings: HttpSettings,
        media: tuple[str, str],
        *,
        pause: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._settings, self._media, self._pause, self._clock = settings, media, pause, clock
        parts = urllib.parse.urlsplit(settings.address)
        self.host, self._port, self._path = parts.hostname or "", parts.port, parts.path or "/"
        clear = parts.scheme == "http" and self.host in _LOOPBACK
        if not self.host or not (parts.scheme == "https" or clear):
            raise BadInput(
                "地址必须以 https:// 开头（本机除外）。",
                "An address begins with https://, unless it is on this machine.",
            )
        self._context = None if clear else _tls(settings)
        self._lock = threading.Lock()
        self._failures, self._closed_until = 0, 0.0

    def ask(self, body: bytes, read: Callable[[bytes], T]) -> T:
        """What ``read`` makes of the answer's body; whatever it raises counts as a failure too.

        ``NoAnswer`` after the last try, or while the server is left alone; ``WrongAnswer`` at once.
        """
        self._knock()
        failed = True
        try:
            answer = read(self._ask_again_and_again(body))
            failed = False
            return answer
        finally:
            self._note(failed=failed)

    def _ask_again_and_again(self, body: bytes) -> bytes:
        for tried in range(1, self._settings.tries + 1):
            try:
                answer = self._ask(body)
            except (OSError, http.client.HTTPException, ValueError):
                answer = None
            if answer is not None:
                return answer
            if tried < self._settings.tries:
                # Up to half as much again, so that a hundred askers do not come back in step.
                wait = self._settings.first_wait * 2 ** (tried - 1)
                self._pause(wait * (1 + secrets.randbelow(512) / 1024))
        raise NoAnswer

    def _note(self, *, failed: bool) -> None:
        with self._lock:
            self._failures = self._failures + 1 if failed else 0
            if self._failures >= self._settings.failures_to_open:
                self._closed_until = self._clock() + self._settings.rest

    def _ask(self, body: bytes) -> bytes | None:
        """The answer's body, or None where another try may help."""
        ends = self._clock() + self._settings.deadline
        connection = self._connection()
        connection.connect()
        with closing(connection.sock) as line:
            connection.sock = _Patience(line, ends, self._clock)
            connection.request("POST", self._path, body, self._headers())
            with closing(connection.getresponse()) as response:
                return self._body(response)

    def _body(self, response: http.client.HTTPResponse) -> bytes | None:
        if response.status in _PASSING:
            return None
        if response.status != http.client.OK:
            raise WrongAnswer(f"状态码 {response.status}", f"its status is {response.status}")
        kind = response.headers.get_content_type()
        if kind != self._media[1] or response.headers.get("Content-Encoding"):
            raise WrongAnswer(f"不是 {self._media[1]}", f"it is not plain {self._media[1]}")
        data = response.read(self._settings.most_bytes + 1)
        if len(data) > self._settings.most_bytes:
            raise WrongAnswer("过大", "it is too large")
        if response.length:  # read(n) does not say so itself when the line is cut
            raise http.client.IncompleteRead(data, response.length)
        return data

    def _connection(self) -> http.client.HTTPConnection:
        deadline = self._settings.deadline
        if self._context is None:
            return http.client.HTTPConnection(self.host, self._port, timeout=deadline)
        return http.client.HTTPSConnection(self.host, self._port, timeout=deadline, context=self._context)

    def _headers(self) -> dict[str, str]:
        headers = {
            "Content-Type": self._media[0],
            "Accept": self._media[1],
            "Accept-Encoding": "identity",
            "Connection": "close",
            "User-Agent": "Evenhand",
        }
        if self._settings.token is not None:
            headers["Authorization"] = f"Bearer {self._settings.token()}"
        return headers

    def _knock(self) -> None:
        """Refuse while the server rests; when the rest is over, let one question through."""
        with self._lock:
            if self._failures < self._settings.failures_to_open:
                return
            if self._clock() < self._closed_until:
                raise NoAnswer
            self._closed_until = self._clock() + self._settings.rest


def _tls(settings: HttpSettings) -> ssl.SSLContext:
    context = ssl.create_default_context(cafile=settings.authority)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if settings.certificate is not None:
        context.load_cert_chain(settings.certificate, settings.private_key)
    return context


class _Patience:
    """A socket for http.client that gives up when the whole exchange takes too long."""

    def __init__(self, sock: socket.socket, ends: float, clock: Callable[[], float]) -> None:
        self._sock, self._ends, self._clock = sock, ends, clock

    def sendall(self, data: bytes) -> None:
        self._hurry()
        self._sock.sendall(data)

    def makefile(self, mode: str) -> io.BufferedReader:
        return io.BufferedReader(_Incoming(self))

    def recv_into(self, buffer: memoryview) -> int:
        self._hurry()
        return self._sock.recv_into(buffer)

    def close(self) -> None:
        """http.client lets go of its socket before the answer is read; who opened it closes it."""

    def _hurry(self) -> None:
        left = self._ends - self._clock()
        if left <= 0:
            raise TimeoutError("the deadline of the exchange has passed")
        self._sock.settimeout(left)


class _Incoming(io.RawIOBase):
    """What comes in, through the patience of its socket."""

    def __init__(self, patience: _Patience) -> None:
        self._patience = patience

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        return self._patience.recv_into(buffer)
