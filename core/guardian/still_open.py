"""What was handed to the guardian and is not answered yet: asked at every turn, so it costs what is open, not what ever was.

What came long ago and is open no more is not looked at again: rows are sought from the oldest that was open at the
turn before, or from a day before that turn. A day is far more than a transaction lasts that was begun earlier and is
seen later.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Column, ColumnElement, Row, Table, not_, select

from core.kernel.clock import DAY
from core.storage.work import Reading


def unanswered(given: Table, answers: Column[Any]) -> ColumnElement[bool]:
    """That a row of ``given`` has none in the table of ``answers``, whose column says to which one belongs."""
    return not_(select(answers).where(answers == given.c.id).correlate(given).exists())


class StillOpen:
    """The open rows of one table, the oldest first; remembers from where it need look."""

    def __init__(self, given: Table, answers: Column[Any], most: int) -> None:
        self._given, self._most = given, most
        self._open = unanswered(given, answers)
        self._since = 0

    def rows(self, reading: Reading) -> Sequence[Row[Any]]:
        """At most ``most`` of them."""
        given = self._given.c
        wanted = select(self._given).where(given.at >= self._since, self._open)
        found = reading.all(wanted.order_by(given.at, given.id).limit(self._most))
        before = reading.now - DAY
        self._since = min(before, found[0].at) if found else before
        return found
