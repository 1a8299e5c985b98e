"""Searches that a person keeps under a name: what was asked and how it was sorted, the owner's alone."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields
from uuid import UUID

from sqlalchemy import delete, func, insert, select, update

from core.archive import tables
from core.archive.finding import ArchiveFilter
from core.archive.rules import RecordOutcome
from core.archive.sorting import NEWEST, Order, Sort
from core.kernel.canonical import canonical_bytes
from core.kernel.errors import BadInput, NotFound
from core.kernel.ids import new_id
from core.storage.work import Storage

LONGEST_NAME, MOST = 40, 99


@dataclass(frozen=True, slots=True)
class KeptSearch:
    """A search with its name; ``typed`` is what stood in the field, ``wanted`` the filters beside it."""

    id: UUID
    name: str
    typed: str
    wanted: ArchiveFilter
    order: Order


class KeptSearches:
    """The searches of the person who is signed in."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    def mine(self) -> list[KeptSearch]:
        """In the order in which they were made."""
        kept = tables.saved_search
        owner = kept.c.staff_id == self._storage.staff_id
        with self._storage.reading() as reading:
            rows = reading.all(select(kept).where(owner).order_by(kept.c.at, kept.c.id))
        return [KeptSearch(row.id, row.name, *_read(row.asked)) for row in rows]

    def keep(self, name: str, typed: str, wanted: ArchiveFilter, order: Order = NEWEST) -> UUID:
        """Keep a search; one of the same name is replaced. :class:`BadInput` for no name, or one too many."""
        name, kept = name.strip(), tables.saved_search
        if not 1 <= len(name) <= LONGEST_NAME:
            raise BadInput("名称须为 1 至 40 个字。", "A name has 1 to 40 characters.")
        with self._storage.reading() as reading:
            now, mine = reading.now, kept.c.staff_id == self._storage.staff_id
            there = reading.scalar(select(kept.c.id).where(mine, kept.c.name == name))
            count = int(reading.scalar(select(func.count()).select_from(kept).where(mine)))
        if there is None and count >= MOST:
            raise BadInput("保存的检索已满，请先删除一些。", "That is enough kept searches; throw some away.")
        with self._storage.changing() as connection:
            values = {"name": name, "asked": _text(typed, wanted, order), "at": now}
            if there is not None:
                connection.execute(update(kept).where(kept.c.id == there).values(**values))
                return UUID(str(there))
            made = new_id()
            connection.execute(insert(kept).values(id=made, staff_id=self._storage.staff_id, **values))
            return made

    def rename(self, search_id: UUID, name: str) -> None:
        """Another name. ``Conflict`` where there is one of that name already."""
        if not 1 <= len(name.strip()) <= LONGEST_NAME:
            raise BadInput("名称须为 1 至 40 个字。", "A name has 1 to 40 characters.")
        kept = tables.saved_search
        with self._storage.changing() as connection:
            done = connection.execute(update(kept).where(kept.c.id == search_id).values(name=name.strip()))
        if not done.rowcount:
            raise NotFound("没有这个保存的检索。", "There is no such kept search.")

    def drop(self, search_id: UUID) -> None:
        """Throw one away; one that is gone already is no error."""
        with self._storage.changing() as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(select(func.search_thrown_away(search_id)))
            else:
                connection.execute(delete(tables.saved_search).where(tables.saved_search.c.id == search_id))


def asked_json(wanted: ArchiveFilter) -> dict[str, str | int]:
    """What is asked for, by field, empty fields left out."""
    return {name: value for name, value in asdict(wanted).items() if value not in (None, "")}


def _text(typed: str, wanted: ArchiveFilter, order: Order) -> str:
    data = {"typed": typed, "wanted": asked_json(wanted), "sort": order.sort.value, "down": order.down}
    return canonical_bytes(data).decode()


def _read(text: str) -> tuple[str, ArchiveFilter, Order]:
    """Fields of a later version are passed over."""
    data = json.loads(text)
    known = {field.name for field in fields(ArchiveFilter)}
    wanted = {name: value for name, value in data["wanted"].items() if name in known}
    if "outcome" in wanted:
        wanted["outcome"] = RecordOutcome(wanted["outcome"])
    return data["typed"], ArchiveFilter(**wanted), Order(Sort(data["sort"]), bool(data["down"]))
