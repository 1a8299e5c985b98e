"""The line between a window and the centre's database: made, watched, and cut from this side when it is dead.

A network may swallow everything without a word. What the system can do about it (``tcp_user_timeout``, on Linux
only) notices bytes that nobody acknowledges; it does not notice a firewall or a relay that acknowledges and then
forgets. So a watch asks on a connection of its own every few seconds. No answer in time, and every connection of
this line is shut down here: whoever waits on one is told at once, and what was under way can be sent again.
"""

from __future__ import annotations

import contextlib
import select
import socket
import threading
import time
from collections.abc import Callable
from enum import Enum
from weakref import WeakSet

import psycopg
from psycopg import conninfo, pq

#: Key of the engine's execution options under which its :class:`Line` is found.
LINE = "evenhand_line"

#: Ask so often, and wait so long: together below the ten seconds within which a window must say so.
EVERY_SECONDS = 3.0
ANSWER_SECONDS = 4.0
_AGAIN_SECONDS = 1.0


class LineState(Enum):
    """UP: the database answers. DOWN: it does not. SHUT: it answers, and lets this person in no more."""

    UP = "up"
    DOWN = "down"
    SHUT = "shut"


class Line:
    """Makes connections to one address, and remembers those that are open."""

    def __init__(self, address: str) -> None:
        """``address`` is libpq's, with who speaks and how; it is never shown."""
        self._address = address
        self._open: WeakSet[psycopg.Connection] = WeakSet()
        self._severed: set[int] = set()
        self._door = threading.Lock()

    def connect(self) -> psycopg.Connection:
        """A new connection. ``psycopg.OperationalError`` where there is none to be had."""
        made = psycopg.connect(self._address)
        with self._door:
            self._open.add(made)
        return made

    def use_password(self, password: str) -> None:
        """From now on connections are made with ``password``; those that are open stay open."""
        self._address = conninfo.make_conninfo(self._address, password=password)

    def sever(self) -> int:
        """Shut down every open connection, so that nobody waits on a dead one; returns how many."""
        with self._door:
            found = [one for one in self._open if not one.closed]
            self._severed |= {one.pgconn.backend_pid for one in found}
        return sum(_shut_down(one) for one in found)

    def end_severed(self, connection: psycopg.Connection) -> None:
        """Have the server end the sessions that were severed, so that nothing waits for the locks they may hold.
        A server that does not let people do so ends them by its own limits."""
        with self._door:
            pids, self._severed = sorted(self._severed), set()
        if not pids:
            return
        with contextlib.suppress(psycopg.Error), connection.transaction():  # it may break again at once
            connection.execute(_END_MINE, [pids])


_END_MINE = """
SELECT pg_catalog.pg_terminate_backend(pid) FROM pg_catalog.pg_stat_activity
WHERE pid = ANY(%s) AND usename = session_user AND pid <> pg_catalog.pg_backend_pid()
"""


def _shut_down(connection: psycopg.Connection) -> bool:
    """End both directions of the socket; whoever waits on it hears the end of the stream."""
    try:
        handle = socket.socket(fileno=connection.fileno())
    except (psycopg.OperationalError, OSError):
        return False  # it ended meanwhile
    try:
        handle.shutdown(socket.SHUT_RDWR)
    except OSError:
        return False
    finally:
        handle.detach()  # libpq closes it
    return True


def answers(connection: psycopg.Connection, seconds: float) -> bool:
    """Whether the server answers an empty question within ``seconds``; never waits longer, whatever the line does."""
    wire, until = connection.pgconn, time.monotonic() + seconds
    try:
        wire.send_query(b"SELECT 1")
        while (left := until - time.monotonic()) > 0:
            if not wire.is_busy():
                if wire.get_result() is None:
                    return wire.status == pq.ConnStatus.OK
                continue
            if select.select([wire.socket], [], [], left)[0]:
                wire.consume_input()
    except (psycopg.OperationalError, OSError, ValueError):
        return False
    return False


class LineWatch:
    """A thread that asks every few seconds, and tells ``changed(state)`` in that thread whenever it is otherwise,
    and after every :meth:`look_now`."""

    def __init__(
        self,
        line: Line,
        changed: Callable[[LineState], None],
        *,
        every: float = EVERY_SECONDS,
        patience: float = ANSWER_SECONDS,
    ) -> None:
        self._line, self._changed, self._every, self._patience = line, changed, every, patience
        self._own: psycopg.Connection | None = None
        self._wake = threading.Event()
        self._ended = False
        self._thread = threading.Thread(target=self._run, name="evenhand-line", daemon=True)
        self.state = LineState.UP

    def start(self) -> None:
        self._thread.start()

    def look_now(self) -> None:
        """Somebody has just met a broken line: do not wait for the next turn, and say how it is in any case."""
        self._wake.set()

    def stop(self) -> None:
        """Ask the thread to end; it does so at once, or when the connection it is making has failed."""
        self._ended = True
        self._wake.set()

    def _run(self) -> None:
        asked = False
        while not self._ended:
            state = self._ask()
            if not self._ended and (asked or state is not self.state):
                self._tell(state)
            asked = self._wake.wait(self._every if state is LineState.UP else _AGAIN_SECONDS)
            self._wake.clear()
        if self._own is not None:
            self._own.close()

    def _tell(self, state: LineState) -> None:
        """First whoever waits on a dead connection is told, then everybody; once it is back the other way round."""
        if state is not LineState.UP and self.state is LineState.UP:
            self._line.sever()
        self.state = state
        self._changed(state)

    def _ask(self) -> LineState:
        if self._own is not None:
            if answers(self._own, self._patience):
                return LineState.UP
            self._own.close()
            self._own = None
            return LineState.DOWN
        try:
            self._own = self._line.connect()
        except psycopg.OperationalError as error:
            return LineState.SHUT if _turned_away(error) else LineState.DOWN
        self._line.end_severed(self._own)
        return LineState.UP


def _turned_away(error: psycopg.OperationalError) -> bool:
    """The server spoke, and said no to this person. Without SQLSTATE there is only its text."""
    said = str(error)
    signs = (
        "authentication failed",
        "is not permitted to log in",
        "does not exist",
        "permission denied for database",
    )
    return any(one in said for one in signs)
