"""Retention policies on record, the one in force, and the line by which a record has its period."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select

from core.archive.keeping import tables
from core.archive.keeping.views import retention_in_force
from core.archive.retention import HOUSE_LINES, CountedFrom, Drafting, Known, PolicyLine, RetentionPolicy
from core.identity import tables as identity
from core.kernel.clock import local_date
from core.kernel.errors import NotFound
from core.kernel.words import Words
from core.products.product import CATEGORY_WORDS
from core.products.rules import Catalogue
from core.storage.work import Reading, Storage


class PolicyState(StrEnum):
    """How far a policy has come."""

    WAITS = "waits"
    REFUSED = "refused"
    COMING = "coming"
    IN_FORCE = "in-force"
    OVER = "over"

    @property
    def words(self) -> Words:
        return _STATE_WORDS[self]


_STATE_WORDS = {
    PolicyState.WAITS: Words("待确认", "To be confirmed"),
    PolicyState.REFUSED: Words("未通过", "Refused"),
    PolicyState.COMING: Words("未到生效日", "Not yet in force"),
    PolicyState.IN_FORCE: Words("现行", "In force"),
    PolicyState.OVER: Words("已被取代", "Replaced"),
}


@dataclass(frozen=True, slots=True)
class PolicyRow:
    """A policy on record: who drafted it and who answered, and its lines."""

    policy: RetentionPolicy
    remark: str
    state: PolicyState
    at: int
    maker: str
    maker_id: UUID
    answered_by: str
    answered_at: int | None
    answer_remark: str

    @property
    def id(self) -> UUID:
        assert self.policy.id is not None
        return self.policy.id

    @property
    def number(self) -> int:
        return self.policy.number

    @property
    def since(self) -> str:
        return self.policy.since

    def may_answer(self, staff_id: UUID) -> bool:
        return self.state is PolicyState.WAITS and staff_id != self.maker_id


class PolicyQueries:
    """What may be read of policies: everything, by everybody who works with records."""

    def __init__(self, storage: Storage, catalogue: Catalogue) -> None:
        self._storage = storage
        self._catalogue = catalogue

    def policies(self) -> list[PolicyRow]:
        """All, the newest first."""
        with self._storage.reading() as reading:
            rows = reading.all(_policy_rows())
            current = reading.scalar(select(retention_in_force.c.id))
            today = local_date(reading.now).isoformat()
            return [_policy_row(reading, row, current, today) for row in rows]

    def by_number(self, number: int) -> PolicyRow:
        found = next((row for row in self.policies() if row.number == number), None)
        if found is None:
            raise NotFound(f"没有第 {number} 号保管期限规定。", f"There is no retention policy {number}.")
        return found

    def in_force(self) -> RetentionPolicy:
        """The policy by which records are sealed today."""
        with self._storage.reading() as reading:
            return policy_in_force(reading)

    def drafting(self) -> Drafting:
        """What one drafts a new policy from."""
        with self._storage.reading() as reading:
            today = local_date(reading.now)
            return Drafting(policy_in_force(reading), known_kinds(reading, self._catalogue), today)

    def known(self) -> Known:
        """What lines may name."""
        with self._storage.reading() as reading:
            return known_kinds(reading, self._catalogue)

    def institutions(self) -> dict[str, UUID]:
        """Institutions by their codes."""
        with self._storage.reading() as reading:
            rows = reading.all(select(identity.institution).order_by(identity.institution.c.code))
            return {row.code: row.id for row in rows}

    def line_words(self, line: PolicyLine, known: Known) -> Words:
        """Of which products and institutions a line tells."""
        return line_words(line, self._catalogue, known)


def line_words(line: PolicyLine, catalogue: Catalogue, known: Known) -> Words:
    """Of which products and institutions ``line`` tells."""
    kind = Words("全部产品", "All products")
    if line.category:
        kind = CATEGORY_WORDS.get(line.category, Words(line.category, line.category))
    if line.product:
        product = catalogue.find(line.product)
        kind = product.words if product else Words(line.product, line.product)
    if line.institution_id is None:
        return kind
    bank = known.institutions.get(line.institution_id, Words("—", "—"))
    return Words(f"{kind.zh} · {bank.zh}", f"{kind.en} · {bank.en}")


def policy_in_force(reading: Reading) -> RetentionPolicy:
    """The policy in force now; that of the house, not on record, where a centre has none yet."""
    policy = tables.retention_policy
    row = reading.first(select(policy).join(retention_in_force, retention_in_force.c.id == policy.c.id))
    if row is None:
        return RetentionPolicy(None, 0, "", HOUSE_LINES)
    return RetentionPolicy(row.id, row.number, row.since, lines_of(reading, row.id))


def lines_of(reading: Reading, policy_id: UUID) -> tuple[PolicyLine, ...]:
    """The lines of a policy, in their order."""
    line = tables.retention_line
    rows = reading.all(select(line).where(line.c.policy_id == policy_id).order_by(line.c.place))
    return tuple(_line(row) for row in rows)


def _line(row: Any) -> PolicyLine:
    return PolicyLine(
        row.outcome,
        row.period,
        CountedFrom(row.counted_from),
        row.category,
        row.product,
        row.institution_id,
        row.remark,
        row.id,
        row.place,
    )


def known_kinds(reading: Reading, catalogue: Catalogue) -> Known:
    """What lines may name."""
    rows = reading.all(select(identity.institution).order_by(identity.institution.c.code))
    return Known(catalogue.categories, {row.id: Words(row.name_zh, row.name_en) for row in rows})


def _policy_rows() -> Select[Any]:
    policy, answer, staff = tables.retention_policy, tables.retention_answer, identity.staff
    other = staff.alias("other")
    return (
        select(policy, staff.c.name.label("maker"), answer.c.outcome.label("answered"))
        .add_columns(answer.c.at.label("answered_at"), answer.c.remark.label("answer_remark"))
        .add_columns(other.c.name.label("answered_by"))
        .join(staff, staff.c.id == policy.c.staff_id)
        .outerjoin(answer, answer.c.policy_id == policy.c.id)
        .outerjoin(other, other.c.id == answer.c.staff_id)
        .order_by(policy.c.number.desc())
    )


def _policy_row(reading: Reading, row: Any, current: UUID | None, today: str) -> PolicyRow:
    return PolicyRow(
        RetentionPolicy(row.id, row.number, row.since, lines_of(reading, row.id)),
        row.remark,
        _state(row, current, today),
        row.at,
        row.maker,
        row.staff_id,
        row.answered_by or "",
        row.answered_at,
        row.answer_remark or "",
    )


def _state(row: Any, current: UUID | None, today: str) -> PolicyState:
    if row.id == current:
        return PolicyState.IN_FORCE
    if row.number > 1 and row.answered is None:
        return PolicyState.WAITS
    if row.answered == "refused":
        return PolicyState.REFUSED
    return PolicyState.COMING if row.since > today else PolicyState.OVER
