"""Reading the log: its entries, what each bears witness to, and the signed checkpoints."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Column, MetaData, Select, Table, Text, Uuid, func, or_, select, true

from core.audit import tables
from core.audit.act_words import acts_named
from core.audit.fact_words import facts_named
from core.audit.witness_checks import WitnessPolicy, WitnessRefusalRow, how_far_witnessed, refusals
from core.audit.witnessing import cosigned_note, known_witnesses
from core.kernel.clock import DAY, parse_instant
from core.kernel.errors import BadInput, NotFound, Tampered
from core.kernel.words import Words
from core.storage.work import CENTRE_CHAIN, Reading, Storage

PAGE = 200

#: Only the names by which a reader knows a person and a case; both belong to areas above.
_staff = Table("staff", MetaData(), Column("id", Uuid), Column("name", Text), Column("login", Text))
_case = Table("loan_case", MetaData(), Column("id", Uuid), Column("number", Text))
_role = Table("role_grant", MetaData(), Column("staff_id", Uuid), Column("role", Text))


@dataclass(frozen=True, slots=True)
class EntryRow:
    """An entry in the list. ``case_number`` is None on the centre's own chain, ``leaf`` before it has its number."""

    id: UUID
    at: int
    staff_name: str
    act: str
    chain: UUID
    seq: int
    case_number: str | None
    leaf: int | None
    hash: str


@dataclass(frozen=True, slots=True)
class EntryFact:
    """A fact that an entry bears witness to: where it stands, and its hash when it was written."""

    table: str
    id: str
    hash: str


@dataclass(frozen=True, slots=True)
class EntryDetail:
    """An entry with the facts in it and the hash of the entry before it in its chain."""

    row: EntryRow
    previous: str
    facts: tuple[EntryFact, ...]


@dataclass(frozen=True, slots=True)
class CheckpointRow:
    """A signed tree head: ``size`` leaves, ``root`` in hex, ``note`` as published (C2SP signed note) with the
    cosignatures of ``witnesses``."""

    id: UUID
    size: int
    root: str
    at: int
    note: str
    witnesses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WitnessRow:
    """A witness: ``size`` is that of the newest checkpoint it cosigned, ``at`` when its signature came in (µs)."""

    id: UUID
    name: str
    key: str
    address: str
    size: int
    at: int | None


@dataclass(frozen=True, slots=True)
class WitnessOverview:
    """All witnesses: ``needed`` of them have cosigned up to ``size`` entries of the ``log_size`` there are."""

    rows: tuple[WitnessRow, ...]
    size: int
    needed: int
    log_size: int
    refusals: tuple[WitnessRefusalRow, ...]
    now: int


class AuditQueries:
    """What an auditor reads."""

    def __init__(
        self, storage: Storage, roles: Mapping[str, Words] | None = None, *, cases: bool = True
    ) -> None:
        """``roles`` are the words by which the acts of all who hold a role can be found. Without ``cases``: only
        entries on the centre's own chain, for who reads what administrators do and no case."""
        self._storage = storage
        self._roles = roles or {}
        self._chains = true() if cases else tables.entry.c.chain == CENTRE_CHAIN

    def entries(self, after: UUID | None = None, text: str = "", limit: int = PAGE) -> list[EntryRow]:
        """Entries before the entry ``after``, the newest first; with ``text`` those of a person, a role, an act, a case
        or a kind of fact so named, of a day (``2026-11-24``), or that bear witness to the fact with this id."""
        statement = _entries().where(self._chains).order_by(tables.entry.c.id.desc()).limit(limit)
        if after is not None:
            statement = statement.where(tables.entry.c.id < after)
        if text.strip():
            statement = statement.where(_named(text.strip(), self._roles))
        with self._storage.reading() as reading:
            return [_row(row) for row in reading.all(statement)]

    def entry(self, entry_id: UUID) -> EntryDetail:
        """One entry with its facts. ``Tampered`` if its body cannot be read any more."""
        statement = _entries().add_columns(tables.entry.c.body, tables.entry.c.previous)
        with self._storage.reading() as reading:
            row = reading.first(statement.where(tables.entry.c.id == entry_id, self._chains))
        if row is None:
            raise NotFound("日志中没有这一条。", "The log holds no such entry.")
        try:
            facts = tuple(
                EntryFact(str(fact["table"]), str(fact["id"]), str(fact["hash"]))
                for fact in json.loads(row.body)["facts"]
            )
        except (ValueError, KeyError, TypeError) as error:
            raise Tampered(
                "这条日志的内容已无法读取。", "The body of this entry cannot be read any more."
            ) from error
        return EntryDetail(_row(row), row.previous, facts)

    def checkpoints(self, after: CheckpointRow | None = None, limit: int = PAGE) -> list[CheckpointRow]:
        """Signed checkpoints, the newest first."""
        statement = select(tables.checkpoint).order_by(tables.checkpoint.c.size.desc()).limit(limit)
        if after is not None:
            statement = statement.where(tables.checkpoint.c.size < after.size)
        with self._storage.reading() as reading:
            rows = reading.all(statement)
            signed = _cosigned(reading, [row.id for row in rows])
            return [
                CheckpointRow(
                    row.id,
                    row.size,
                    row.root,
                    row.at,
                    row.note + "".join(f"{line}\n" for _, line in signed.get(row.id, ())),
                    tuple(name for name, _ in signed.get(row.id, ())),
                )
                for row in rows
            ]

    def newest_note(self) -> str:
        """The newest checkpoint with its cosignatures; ``NotFound`` before the first."""
        with self._storage.reading() as reading:
            row = reading.first(select(tables.checkpoint).order_by(tables.checkpoint.c.size.desc()).limit(1))
            if row is None:
                raise NotFound("日志还没有检查点。", "The log has no checkpoint yet.")
            return cosigned_note(reading, row)

    def witnesses(self, policy: WitnessPolicy) -> WitnessOverview:
        """Who the witnesses are and how far each has come. Signatures are checked, refusals listed."""
        with self._storage.reading() as reading:
            witnessed, _ = how_far_witnessed(reading, policy)
            newest = reading.scalar(select(func.max(tables.checkpoint.c.size))) or 0
            times = {row.witness_id: int(row.at) for row in reading.all(_last_times())}
            rows = tuple(
                WitnessRow(
                    one.id,
                    one.key.name,
                    str(one.key),
                    one.address,
                    witnessed.by.get(one.key.name, 0),
                    times.get(one.id),
                )
                for one in known_witnesses(reading)
            )
            return WitnessOverview(
                rows, witnessed.size, witnessed.needed, int(newest), tuple(refusals(reading)), reading.now
            )

    def count(self) -> int:
        """How many entries the log holds, of those that are read here."""
        with self._storage.reading() as reading:
            return int(reading.scalar(select(func.count()).select_from(tables.entry).where(self._chains)))


def _cosigned(reading: Reading, checkpoints: list[UUID]) -> dict[UUID, list[tuple[str, str]]]:
    """Witness and line of every cosignature under these checkpoints."""
    cosignature, witness = tables.cosignature, tables.witness
    found: dict[UUID, list[tuple[str, str]]] = {}
    rows = reading.all(
        select(cosignature.c.checkpoint_id, witness.c.name, cosignature.c.line)
        .join(witness, witness.c.id == cosignature.c.witness_id)
        .where(cosignature.c.checkpoint_id.in_(checkpoints))
        .order_by(witness.c.name)
    )
    for row in rows:
        found.setdefault(row.checkpoint_id, []).append((row.name, row.line))
    return found


def _last_times() -> Select[Any]:
    signed = tables.cosignature.c
    return select(signed.witness_id, func.max(signed.at).label("at")).group_by(signed.witness_id)


def _entries() -> Select[Any]:
    entry = tables.entry
    return (
        select(
            entry.c.id,
            entry.c.at,
            _staff.c.name.label("staff_name"),
            entry.c.act,
            entry.c.chain,
            entry.c.seq,
            _case.c.number.label("case_number"),
            tables.leaf.c.number.label("leaf"),
            entry.c.hash,
        )
        .outerjoin(_staff, _staff.c.id == entry.c.staff_id)
        .outerjoin(_case, _case.c.id == entry.c.chain)
        .outerjoin(tables.leaf, tables.leaf.c.entry_id == entry.c.id)
    )


def _named(text: str, roles: Mapping[str, Words]) -> Any:
    """People, acts and cases are few beside the entries: find those first, then their entries."""
    if (day := _day(text)) is not None:
        return tables.entry.c.at.between(day, day + DAY - 1)
    if (fact := _fact_id(text)) is not None:
        return tables.entry.c.body.contains(f'"id":"{fact}"')
    people = select(_staff.c.id).where(
        or_(_staff.c.name.contains(text, autoescape=True), _staff.c.login == text)
    )
    cases = select(_case.c.id).where(_case.c.number.contains(text, autoescape=True))
    entry, sought = tables.entry.c, text.casefold()
    held = [role for role, words in roles.items() if sought in f"{words.zh} {words.en}".casefold()]
    holders = select(_role.c.staff_id).where(_role.c.role.in_(held))
    facts = [entry.body.contains(f'"table":"{table}"') for table in facts_named(text)]
    named = (entry.staff_id.in_(people), entry.act.in_(acts_named(text)), entry.chain.in_(cases))
    return or_(*named, entry.staff_id.in_(holders), *facts)


def _day(text: str) -> int | None:
    """The first instant in China of the day that ``text`` names, if it names one."""
    if len(text) != len("2026-11-24"):
        return None
    try:
        return parse_instant(f"{text}T00:00:00+08:00")
    except BadInput:
        return None


def _fact_id(text: str) -> UUID | None:
    try:
        return UUID(text) if len(text) == 36 else None
    except ValueError:
        return None


def _row(row: Any) -> EntryRow:
    return EntryRow(
        row.id,
        row.at,
        row.staff_name or "—",
        row.act,
        row.chain,
        row.seq,
        row.case_number,
        row.leaf,
        row.hash,
    )
