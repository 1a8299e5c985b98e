"""Endings whose dossier could not be sealed, and why: a character that no font draws, a key that is not there."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from core.cases.tables import errand, loan_case
from core.kernel.words import Words
from core.storage.work import Storage

_MOST = 200


@dataclass(frozen=True, slots=True)
class Unsealed:
    """A case that is over and waits for its dossier; ``tries``: how often the guardian tried."""

    case_id: UUID
    number: str
    why: Words
    tries: int


def unsealed(storage: Storage) -> list[Unsealed]:
    """The cases that this person may see, the first that came first. The guardian tries each again, at the latest
    after a quarter of an hour; an act of an archive clerk is needed where the reason names one."""
    waits = (
        select(errand.c.case_id, loan_case.c.number, errand.c.error, errand.c.attempts)
        .join(loan_case, loan_case.c.id == errand.c.case_id)
        .where(errand.c.kind == "seal", errand.c.error.is_not(None))
        .order_by(errand.c.id)
        .limit(_MOST)
    )
    with storage.reading() as reading:
        return [
            Unsealed(row.case_id, row.number, _words(row.error), row.attempts) for row in reading.all(waits)
        ]


def _words(error: str) -> Words:
    """As ``str`` of the words wrote them down."""
    zh, _, en = error.partition(" (")
    return Words(zh, en.removesuffix(")") or zh)
