"""Reading rule sets and screenings: what is in force, what was, and whether it comes out the same again."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, select

from core.identity import tables as identity
from core.identity.rules import Role
from core.kernel.canonical import canonical_bytes, sha256_hex
from core.kernel.errors import NotFound, Tampered, Unavailable
from core.kernel.words import Words
from core.risk import tables
from core.risk.backtest import Backtest, Progress, backtest
from core.risk.drift import Drift, scorecard_cuts
from core.risk.effective import FOREVER, Standing, in_force
from core.risk.past_cases import past_case_count, past_cases
from core.risk.rule_set import RuleSet, compile_rule_set
from core.risk.rules import screen
from core.risk.screening import Screening
from core.risk.screening_list import (
    PAGE,
    ScreeningLine,
    ScreeningView,
    screening_lines,
    screening_of_number,
    screening_view,
)
from core.risk.watching import Watched, watch
from core.storage.work import Reading, Storage


@dataclass(frozen=True, slots=True)
class RuleSetRow:
    """A rule set on record. ``checker_name`` is None for a draft; ``shipped`` came with the program."""

    id: UUID
    version: str
    content_hash: str
    starts: int
    ends: int | None
    maker_id: UUID
    maker_name: str
    drafted_at: int
    checker_name: str | None
    checked_at: int | None
    shipped: bool
    in_force: bool

    @property
    def draft(self) -> bool:
        """Whether it still waits for somebody's check."""
        return self.checked_at is None and not self.shipped


@dataclass(frozen=True, slots=True)
class Replay:
    """A screening made again from what is stored: ``same`` only where every byte is."""

    screening_id: UUID
    rule_set_version: str
    same: bool
    stored_hash: str
    replayed_hash: str
    stored: bytes
    replayed: bytes


@lru_cache(maxsize=16)
def _compiled(content: str) -> RuleSet:
    return compile_rule_set(json.loads(content))


def _stored(row: Row[Any]) -> RuleSet:
    """The rule set of a row; what no longer hashes to its own name is not used."""
    compiled = _compiled(row.content)
    if compiled.content_hash != row.content_hash:
        raise Tampered(
            f"规则集 {row.version} 的内容与其哈希不符。",
            f"The contents of rule set {row.version} do not match their hash.",
        )
    return compiled


def rule_set_in_force(reading: Reading, at: int) -> RuleSet:
    """The rule set in force at ``at`` (µs). ``Unavailable`` where none is: screening then waits."""
    standing = in_force(_standings(reading), at)
    if standing is None:
        raise Unavailable(
            "当前没有生效的规则集，筛查暂停；请风险经理制定规则集并由另一人复核。",
            "No rule set is in force, so screening waits; a risk manager must make one and another check it.",
        )
    row = reading.first(select(tables.rule_set).where(tables.rule_set.c.id == standing.rule_set_id))
    assert row is not None
    return _stored(row)


def rule_set_by_hash(reading: Reading, content_hash: str) -> RuleSet:
    """The stored rule set with this content hash; ``NotFound`` where the store has none."""
    row = reading.first(select(tables.rule_set).where(tables.rule_set.c.content_hash == content_hash))
    if row is None:
        raise NotFound(
            f"规则库中没有内容哈希为 {content_hash[:12]} 的规则集。",
            f"The store holds no rule set with content hash {content_hash[:12]}.",
        )
    return _stored(row)


def replay(reading: Reading, screening_id: UUID) -> Replay:
    """Screen again from the stored inputs under the stored rule set, as of the same instant."""
    row = reading.first(select(tables.screening).where(tables.screening.c.id == screening_id))
    if row is None:
        raise NotFound("没有这次筛查。", "There is no such screening.")
    stored = row.result.encode()
    before = Screening.from_json(json.loads(row.result))
    rule_set = rule_set_by_hash(reading, row.rule_set_hash)
    again = screen(rule_set, before.application, before.inputs, before.as_of)
    replayed = canonical_bytes(again.to_json())
    return Replay(
        screening_id=screening_id,
        rule_set_version=rule_set.version,
        same=replayed == stored and sha256_hex(stored) == row.result_hash,
        stored_hash=row.result_hash,
        replayed_hash=sha256_hex(replayed),
        stored=stored,
        replayed=replayed,
    )


class RiskQueries:
    """Reads for people of risk and auditors."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    def rule_sets(self) -> tuple[RuleSetRow, ...]:
        """Every rule set on record, the newest first."""
        with self._storage.reading() as reading:
            current = in_force(_standings(reading), reading.now)
            guardians = _guardians(reading)
            return tuple(
                RuleSetRow(
                    row.id,
                    row.version,
                    row.content_hash,
                    row.starts,
                    row.ends,
                    row.staff_id,
                    row.maker,
                    row.at,
                    row.checker,
                    row.checked_at,
                    row.staff_id in guardians,
                    current is not None and current.rule_set_id == row.id,
                )
                for row in reading.all(_listed())
            )

    def in_force(self, at: int | None = None) -> RuleSet:
        """The rule set in force at ``at`` (µs; None: now); ``Unavailable`` where none is."""
        with self._storage.reading() as reading:
            return rule_set_in_force(reading, reading.now if at is None else at)

    def rule_set(self, rule_set_id: UUID) -> RuleSet:
        """One rule set on record, draft or not, compiled."""
        with self._storage.reading() as reading:
            return _stored(self._row(reading, rule_set_id))

    def texts(self, rule_set_id: UUID) -> dict[str, str]:
        """The texts of one rule set by file name, for a window that edits them."""
        with self._storage.reading() as reading:
            texts: dict[str, str] = json.loads(self._row(reading, rule_set_id).content)
            return texts

    def replay(self, screening_id: UUID) -> Replay:
        """Whether a screening comes out the same again, byte for byte."""
        with self._storage.reading() as reading:
            return replay(reading, screening_id)

    def backtest(self, draft: RuleSet, progress: Progress, *, against: RuleSet | None = None) -> Backtest:
        """``draft`` over every case ever screened; ``progress(done, total)`` may raise to stop it."""
        with self._storage.reading() as reading:
            total = past_case_count(reading)
            return backtest(past_cases(reading), draft, total, progress, against=against)

    def drift(self, baseline: tuple[str, ...] = ()) -> Drift:
        """PSI per input and month; ``baseline``: months such as 2026-11, none: the first there is."""
        return self.watched(lambda done, total: None, baseline).drift

    def watched(self, progress: Progress, baseline: tuple[str, ...] = ()) -> Watched:
        """Drift, and refusals by the five categories; ``progress(done, total)`` may raise to stop it."""
        with self._storage.reading() as reading:
            rule_set = rule_set_in_force(reading, reading.now)
            row = reading.first(
                select(tables.rule_set.c.content).where(
                    tables.rule_set.c.content_hash == rule_set.content_hash
                )
            )
            assert row is not None
            cuts = scorecard_cuts(json.loads(row.content))
            total = past_case_count(reading)
            return watch(past_cases(reading), rule_set, cuts, total, progress, baseline)

    def institutions(self) -> dict[str, Words]:
        """The names of the institutions by the code that a backtest counts them under."""
        bank = identity.institution.c
        with self._storage.reading() as reading:
            rows = reading.all(select(bank.code, bank.name_zh, bank.name_en))
            return {row.code: Words(row.name_zh, row.name_en) for row in rows}

    def screenings(
        self, after: ScreeningLine | None = None, text: str = "", limit: int = PAGE
    ) -> list[ScreeningLine]:
        """Screenings, the newest first, ``text`` standing in case number or name; after ``after``."""
        with self._storage.reading() as reading:
            return screening_lines(reading, text, after, limit)

    def screening(self, screening_id: UUID) -> ScreeningView:
        """One screening whole."""
        with self._storage.reading() as reading:
            return screening_view(reading, screening_id)

    def screening_of(self, number: str) -> ScreeningView:
        """The newest screening of the case with this number."""
        with self._storage.reading() as reading:
            return screening_of_number(reading, number)

    def _row(self, reading: Reading, rule_set_id: UUID) -> Row[Any]:
        row = reading.first(select(tables.rule_set).where(tables.rule_set.c.id == rule_set_id))
        if row is None:
            raise NotFound("没有这份规则集。", "There is no such rule set.")
        return row


def _listed() -> Select[Any]:
    maker, checker = identity.staff.alias("maker"), identity.staff.alias("checker")
    rule_set, check = tables.rule_set, tables.rule_set_check
    return (
        select(
            rule_set,
            maker.c.name.label("maker"),
            checker.c.name.label("checker"),
            check.c.at.label("checked_at"),
        )
        .join(maker, maker.c.id == rule_set.c.staff_id)
        .outerjoin(check, check.c.rule_set_id == rule_set.c.id)
        .outerjoin(checker, checker.c.id == check.c.staff_id)
        .order_by(rule_set.c.id.desc())
    )


def _standings(reading: Reading) -> list[Standing]:
    """What has been checked, and what the guardian registered with the program."""
    rule_set, check = tables.rule_set, tables.rule_set_check
    rows = reading.all(
        select(
            rule_set.c.id,
            rule_set.c.starts,
            rule_set.c.ends,
            rule_set.c.staff_id,
            rule_set.c.at,
            check.c.at.label("checked_at"),
        ).outerjoin(check, check.c.rule_set_id == rule_set.c.id)
    )
    guardians = _guardians(reading)
    return [
        Standing(
            row.id,
            row.starts,
            FOREVER if row.ends is None else row.ends,
            row.at if row.checked_at is None else row.checked_at,
        )
        for row in rows
        if row.checked_at is not None or row.staff_id in guardians
    ]


def _guardians(reading: Reading) -> frozenset[UUID]:
    grant = identity.role_held
    rows = reading.all(select(grant.c.staff_id).where(grant.c.role == Role.GUARDIAN.value))
    return frozenset(row.staff_id for row in rows)
