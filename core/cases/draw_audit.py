"""Every draw recomputed, and held against the facts of its time.

The control of fairness: the chain, the proof with the key of its time, who stood in the lot and with how much in hand,
the nonce's commitment, and that exactly those who were drawn got the duty. What differs is named, draw by draw.
"""

from __future__ import annotations

import json
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select

from core.cases import tables
from core.cases.draw_history import History
from core.draw import tables as draws
from core.draw.keys import KeyInForce, keys_in_force
from core.draw.rules import FIRST_VERSION, loads_of, lots_of, verify_draw
from core.intake import tables as intake
from core.kernel.canonical import sha256_hex
from core.kernel.words import Words
from core.storage.work import Reading, Storage

_FIRST = "0" * 64
Report = Callable[[int, int], None]

DIFFERENCES: dict[str, Words] = {
    "chain": Words("编号或上一条哈希不相连", "Its number or the hash before does not follow"),
    "record": Words("记录与登记各栏不符", "The record is not what its columns say"),
    "proof": Words("复算不成立", "It does not recompute"),
    "candidates": Words("候选人与当时的岗位不符", "Its candidates are not who held the role then"),
    "load": Words("在手工作量与当时不符", "The open work on it is not what was open then"),
    "excluded": Words("回避理由与当时的事实不符", "Who was kept out is not what the facts say"),
    "nonce": Words("随机数不是案件包事先登记的", "Its nonce is not what the package committed to"),
    "duty": Words("职责与抽签结果不符", "The duties are not what was drawn"),
}


@dataclass(frozen=True, slots=True)
class DrawDifference:
    """Something about draw ``number`` that is not as it should be."""

    number: int
    code: str
    detail: str

    @property
    def words(self) -> Words:
        return DIFFERENCES[self.code]

    def to_json(self) -> dict[str, Any]:
        return {"number": self.number, "code": self.code, "detail": self.detail}


@dataclass(frozen=True, slots=True)
class DrawAuditReport:
    """What was looked at, how fast, and what differs."""

    draws: int
    keys: int
    seconds: float
    differences: tuple[DrawDifference, ...]

    @property
    def ok(self) -> bool:
        return not self.differences

    @property
    def draws_a_second(self) -> float:
        return self.draws / self.seconds if self.seconds else 0.0


class DrawAudit:
    """Looks at all draws of a centre; for auditors and risk managers, who see every case."""

    def __init__(self, storage: Storage, categories: Mapping[str, str]) -> None:
        """``categories``: product code to category, for points."""
        self._storage = storage
        self._categories = categories

    def run(self, progress: Report | None = None) -> DrawAuditReport:
        """Recompute every draw within one consistent picture; ``progress(done, total)`` may raise to stop."""
        begun = time.perf_counter()
        with self._storage.reading() as reading:
            keys = keys_in_force(reading)
            history = History(reading, self._categories)
            duties, packages = _duties(reading), _packages(reading)
            rows = list(reading.all(select(draws.draw).order_by(draws.draw.c.number)))
            found: list[DrawDifference] = []
            number, before = 0, _FIRST
            for row in rows:
                number += 1
                if progress is not None:
                    progress(number, len(rows))
                if row.number != number or row.previous_hash != before:
                    found.append(DrawDifference(row.number, "chain", row.previous_hash[:16]))
                number, before = row.number, row.record_hash
                found += _differences(row, keys, history, duties, packages)
        return DrawAuditReport(len(rows), len(keys), time.perf_counter() - begun, tuple(found))


def _differences(
    row: Any,
    keys: list[KeyInForce],
    history: History,
    duties: Mapping[UUID, list[Any]],
    packages: Mapping[UUID, list[Any]],
) -> Iterator[DrawDifference]:
    def differs(code: str, detail: object) -> DrawDifference:
        return DrawDifference(row.number, code, str(detail)[:200])

    try:
        record = json.loads(row.record)
        given, lots, loads = record["input"], lots_of(record), loads_of(record)
        said = (
            given["case_id"],
            given["stage"],
            given["round"],
            given["reason"],
            given["previous_record_hash"],
        )
    except (ValueError, KeyError, TypeError) as error:
        yield differs("record", error)
        return
    first = lots[0].result
    due = (
        str(row.case_id),
        row.stage,
        row.round,
        row.reason,
        None if row.previous_hash == _FIRST else row.previous_hash,
    )
    fits = sha256_hex(row.record.encode()) == row.record_hash and first == _text(row.result_staff_id)
    if said != due or not fits or given.get("number", row.number) != row.number:
        yield differs("record", "columns")
    key = next((one.public_key for one in keys if one.covers(row.number)), b"")
    wrong = [step.code for step in verify_draw(record, key).steps if not step.ok]
    if wrong:
        yield differs("proof", ", ".join(wrong))
    yield from (differs(code, detail) for code, detail in history.differences(row, given, loads))
    package = [one for one in packages[row.case_id] if one.at < row.at]
    newest = max(package, key=lambda one: one.round, default=None)
    if newest is None or given["branch_nonce"] != newest.branch_nonce:
        yield differs("nonce", "branch_nonce")
    elif record["version"] != FIRST_VERSION and given["nonce_hash"] != newest.nonce_hash:
        yield differs("nonce", "nonce_hash")
    drawn = sorted(lot.result for lot in lots if lot.result is not None)
    dealt = sorted(str(duty.staff_id) for duty in duties[row.id] if duty.round == row.round)
    if drawn != dealt:
        yield differs("duty", f"{len(drawn)} ≠ {len(dealt)}")


def _text(value: UUID | None) -> str | None:
    return str(value) if value else None


def _duties(reading: Reading) -> Mapping[UUID, list[Any]]:
    duty = tables.duty.c
    found: dict[UUID, list[Any]] = defaultdict(list)
    for row in reading.all(select(duty.draw_id, duty.staff_id, duty.round).where(duty.draw_id.is_not(None))):
        found[row.draw_id].append(row)
    return found


def _packages(reading: Reading) -> Mapping[UUID, list[Any]]:
    package = intake.package.c
    found: dict[UUID, list[Any]] = defaultdict(list)
    for row in reading.all(
        select(package.case_id, package.round, package.branch_nonce, package.nonce_hash, package.at)
    ):
        found[row.case_id].append(row)
    return found
