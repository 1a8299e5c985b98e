"""Asking for changes of people, roles and institutions, and answering such requests."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Table, Uuid, select

from core.identity import tables
from core.identity.centre_settings import passphrase_rules
from core.identity.changes import Asked, Cell, ChangeKind, Outcome
from core.identity.logins import Logins
from core.identity.queries import staff_by_id
from core.kernel.canonical import canonical_bytes
from core.kernel.errors import BadInput, Conflict, NotFound
from core.kernel.ids import new_id
from core.storage.tables import metadata
from core.storage.work import Storage, Work

MOST_REASON = 500


@dataclass(frozen=True, slots=True)
class AskChange:
    """One administrator asks (or a person, for an absence): ``row`` as of :class:`Asked`, in order of names."""

    command_id: UUID
    kind: ChangeKind
    row: tuple[tuple[str, Cell], ...]
    reason: str

    @classmethod
    def of(cls, asked: Asked, reason: str) -> AskChange:
        """A new request for ``asked``."""
        return cls(new_id(), asked.kind, tuple(sorted(asked.row.items())), reason)


@dataclass(frozen=True, slots=True)
class AnswerChange:
    """Another confirms or refuses, or the asker withdraws."""

    command_id: UUID
    request_id: UUID
    outcome: Outcome
    reason: str = ""


class Administration:
    """Commands about people, their powers and places, each asked by one and confirmed by another."""

    def __init__(self, storage: Storage, logins: Logins) -> None:
        self._storage = storage
        self._logins = logins

    def ask(self, command: AskChange) -> UUID:
        """Put a request on record; returns its id. ``NotAllowed`` where it is another's to ask."""
        _reasonable(command.reason, needed=True)
        asks = canonical_bytes(dict(command.row)).decode()
        with self._storage.work(command) as work:
            if work.answer is not None:
                return UUID(work.answer["request_id"])
            _not_asked_already(work, command.kind, asks)
            request_id = work.record(
                tables.change_request,
                kind=command.kind.value,
                effect_id=new_id(),
                asks=asks,
                reason=command.reason.strip(),
                staff_id=work.staff_id,
            )
            work.commit({"request_id": str(request_id)})
            return request_id

    def answer(self, command: AnswerChange, first_passphrase: str = "") -> None:
        """Confirm, refuse or withdraw; what is confirmed is written in the same act.

        A confirmed new person, or one who forgot the passphrase, signs in with ``first_passphrase``, which must keep
        the centre's rules (``NotAllowed``); one who left signs in no more.
        ``Conflict`` where somebody answered first.
        """
        _reasonable(command.reason, needed=command.outcome is Outcome.REFUSED)
        confirmed = command.outcome is Outcome.CONFIRMED
        with self._storage.work(command) as work:
            asked = work.first(_REQUEST.where(tables.change_request.c.id == command.request_id))
            if asked is None:
                raise NotFound("没有这项申请。", "There is no such request.")
            kind, row = ChangeKind(asked.kind), _typed(asked)
            rules = passphrase_rules(work)
            opens = _opened(work, kind, row, asked.effect_id) if confirmed else None
            if opens is not None:
                rules.check(opens[0], first_passphrase)
            if work.answer is None:
                work.record(
                    tables.change_answer,
                    request_id=command.request_id,
                    outcome=command.outcome.value,
                    reason=command.reason.strip(),
                    staff_id=work.staff_id,
                )
                if confirmed:
                    work.record(metadata.tables[kind.value], id=asked.effect_id, **row)
                    if opens is not None:
                        self._logins.within(work, command.request_id, opens[0], first_passphrase)
                work.commit({})
        if opens is not None:
            self._logins.opened(*opens, first_passphrase, rules)
        elif confirmed and kind is ChangeKind.LEAVING:
            self._logins.ended(row["staff_id"])


_REQUEST = select(tables.change_request)


def _opened(work: Work, kind: ChangeKind, row: Mapping[str, Any], effect_id: UUID) -> tuple[str, UUID] | None:
    """Whose way in a confirmed change opens: login and id; ``None`` for every other change."""
    if kind is ChangeKind.STAFF:
        return row["login"], effect_id
    if kind is ChangeKind.PASSPHRASE_RESET:
        return staff_by_id(work, row["staff_id"]).login, row["staff_id"]
    return None


def _typed(asked: Any) -> dict[str, Any]:
    """The row that was asked for, with ids as ids."""
    table: Table = metadata.tables[asked.kind]
    return {
        name: UUID(value) if value is not None and isinstance(table.c[name].type, Uuid) else value
        for name, value in json.loads(asked.asks).items()
    }


def _not_asked_already(work: Work, kind: ChangeKind, asks: str) -> None:
    request, answer = tables.change_request.c, tables.change_answer.c
    open_alike = (
        select(request.id)
        .outerjoin(tables.change_answer, answer.request_id == request.id)
        .where(request.kind == kind.value, request.asks == asks, answer.id.is_(None))
    )
    if work.first(open_alike) is not None:
        raise Conflict(
            "同样的申请已在等待确认。", "The same has been asked already and waits to be confirmed."
        )


def _reasonable(reason: str, *, needed: bool) -> None:
    if (needed and not reason.strip()) or len(reason) > MOST_REASON:
        raise BadInput(
            f"请填写理由（最多 {MOST_REASON} 字）。", f"Give a reason ({MOST_REASON} characters at most)."
        )
