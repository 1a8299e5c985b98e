"""Sources whose deliveries lie in the centre's own database, as facts."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from sqlalchemy import select

from core.kernel.canonical import canonical_bytes
from core.kernel.errors import BadInput, NotFound
from core.kernel.ids import new_id
from core.risk import tables
from core.risk.explanation import InputValue
from core.risk.source_extract import ExtractReader
from core.risk.sources import CONTRACTS, SourceContract, SourceQuery
from core.storage.work import Storage


@dataclass(frozen=True, slots=True)
class RiskInput:
    """One thing a source said of a person; ``taken_at`` is the source's own instant (µs)."""

    person_key: str
    name: str
    value: int | str | bool | None
    serial: str
    taken_at: int


@dataclass(frozen=True, slots=True)
class TakeInRiskInputs:
    """Put a delivery of one source (by its contract's code) on record."""

    command_id: UUID
    source: str
    inputs: tuple[RiskInput, ...]


class TableSource:
    """A source behind the table of risk inputs: the newest of each input counts.

    Two of the same newest instant are both delivered, because nobody can say which holds.
    """

    def __init__(self, contract: SourceContract, storage: Storage) -> None:
        self.contract = contract
        self._storage = storage

    def fetch(self, query: SourceQuery) -> tuple[InputValue, ...]:
        kept = tables.risk_input
        with self._storage.reading() as reading:
            rows = reading.all(
                select(kept)
                .where(kept.c.person_key == query.person_key, kept.c.source == self.contract.code)
                .order_by(kept.c.name, kept.c.taken_at.desc(), kept.c.id)
            )
        newest: dict[str, int] = {}
        for row in rows:
            newest.setdefault(row.name, row.taken_at)
        return tuple(
            InputValue(row.name, json.loads(row.value), self.contract.source, row.serial, row.taken_at)
            for row in rows
            if row.taken_at == newest[row.name]
        )


class RiskInputService:
    """The guardian's hand for what sources deliver in bulk."""

    def __init__(self, storage: Storage, key_of: Callable[[str], str] | None = None) -> None:
        """``key_of`` gives the person key of an ID number, so that deliveries may name people by number."""
        self._storage = storage
        self._key_of = key_of

    def take_in_file(self, source: str, path: Path) -> int:
        """Take in an extract (.json or .csv, :mod:`core.risk.source_extract`); returns how many inputs it held.

        NotFound for a source there is none of, GarbledAnswer where the file is not of the agreed form, Conflict where
        one of its serials is on record already.
        """
        people = ExtractReader(_contract(source), self._key_of).read(
            path.read_bytes(), as_json=path.suffix.lower() == ".json"
        )
        inputs = [
            RiskInput(key, item.name, item.value, item.serial, item.at)  # type: ignore[arg-type]
            for key, items in people.items()
            for item in items
        ]
        return self.take_in(TakeInRiskInputs(new_id(), source, tuple(inputs)))

    def take_in(self, command: TakeInRiskInputs) -> int:
        """Record a delivery, whole or not at all; returns how many inputs it held.

        BadInput where it holds what the source has no business with, or an input without serial or time. Values are
        kept as they came: what is of the wrong type is for the screening to doubt.
        """
        contract = _contract(command.source)
        for item in command.inputs:
            _must_be_recordable(contract, item)
        with self._storage.work(command) as work:
            if work.answer is not None:
                return int(work.answer["inputs"])
            for item in command.inputs:
                work.record(
                    tables.risk_input,
                    source=contract.code,
                    person_key=item.person_key,
                    name=item.name,
                    value=canonical_bytes(item.value).decode(),
                    serial=item.serial,
                    taken_at=item.taken_at,
                )
            work.commit({"inputs": len(command.inputs)})
            return len(command.inputs)


def _contract(source: str) -> SourceContract:
    if (contract := CONTRACTS.get(source)) is None:
        known = ", ".join(CONTRACTS)
        raise NotFound(
            f"没有“{source}”这个来源，可用：{known}。", f"There is no source “{source}”; there are: {known}."
        )
    return contract


def _must_be_recordable(contract: SourceContract, item: RiskInput) -> None:
    if item.name not in contract.names:
        raise BadInput(
            f"{contract.words.zh}的数据中含有不属于该来源的项目，未接收。",
            f"The delivery of “{contract.words.en}” holds inputs of another source; nothing was taken in.",
        )
    whole = isinstance(item.serial, str) and item.serial and type(item.taken_at) is int
    if not whole or not (item.value is None or type(item.value) in (int, bool, str)):
        raise BadInput(
            f"{contract.words.zh}的数据中“{item.name}”缺少流水号、时间，或其值不可记录，未接收。",
            f"In the delivery of “{contract.words.en}” “{item.name}” lacks a serial or a time, or its value cannot be"
            " kept; nothing was taken in.",
        )
