"""What people of risk do with rule sets: one makes, another checks. Nothing is ever changed in place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from core.kernel.canonical import canonical_bytes
from core.kernel.errors import BadInput, Conflict, NotAllowed, NotFound
from core.kernel.ids import new_id
from core.risk import tables
from core.risk.effective import FOREVER
from core.risk.rule_faults import rule_set_faults
from core.risk.rule_set import TABLES, RuleSet, compile_rule_set
from core.risk.rule_tables import HEAD_FILE
from core.storage.work import Storage, Work


@dataclass(frozen=True, slots=True)
class RegisterRuleSet:
    """Put the rule set that comes with the program on record, as the first."""

    command_id: UUID
    texts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class DraftRuleSet:
    """Hand in a rule set: the texts of its tables by file name."""

    command_id: UUID
    texts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class CheckRuleSet:
    """I have checked the rule set whose content has this hash, and it may come into force."""

    command_id: UUID
    rule_set_id: UUID
    content_hash: str
    remark: str


class RuleSetService:
    """Commands about rule sets. The database holds that maker and checker are two people of risk."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    def register(self, texts: Mapping[str, str]) -> UUID | None:
        """Register the program's own rule set where the store is still empty; the guardian's act."""
        with self._storage.reading() as reading:
            if reading.first(select(tables.rule_set.c.id).limit(1)) is not None:
                return None
        return self._hand_in(RegisterRuleSet(new_id(), texts))

    def draft(self, command: DraftRuleSet) -> UUID:
        """Hand in a rule set; returns its id. ``RuleSetError`` names file, row and remedy."""
        return self._hand_in(command)

    def check(self, command: CheckRuleSet) -> UUID:
        """Confirm another's rule set. ``NotAllowed`` for its maker, ``Conflict`` if it could never begin."""
        with self._storage.work(command) as work:
            if work.answer is not None:
                return UUID(work.answer["id"])
            self._may_check(work, command)
            check_id = work.record(
                tables.rule_set_check,
                rule_set_id=command.rule_set_id,
                content_hash=command.content_hash,
                staff_id=work.staff_id,
                remark=command.remark,
            )
            work.commit({"id": str(check_id)})
            return check_id

    def _hand_in(self, command: RegisterRuleSet | DraftRuleSet) -> UUID:
        with self._storage.work(command) as work:
            if work.answer is not None:
                return UUID(work.answer["id"])
            compiled = _compiled(command.texts)
            if work.first(
                select(tables.rule_set.c.id).where(tables.rule_set.c.content_hash == compiled.content_hash)
            ):
                raise Conflict(
                    "内容相同的规则集已经登记过。", "A rule set with the same contents is on record already."
                )
            rule_set_id = work.record(
                tables.rule_set,
                version=compiled.version,
                content_hash=compiled.content_hash,
                starts=compiled.first_instant,
                ends=None if compiled.end_instant >= FOREVER else compiled.end_instant,
                staff_id=work.staff_id,
                content=canonical_bytes(dict(command.texts)).decode(),
            )
            work.commit({"id": str(rule_set_id)})
            return rule_set_id

    def _may_check(self, work: Work, command: CheckRuleSet) -> None:
        row = work.first(select(tables.rule_set).where(tables.rule_set.c.id == command.rule_set_id))
        if row is None:
            raise NotFound("没有这份规则集。", "There is no such rule set.")
        if row.staff_id == work.staff_id:
            raise NotAllowed(
                "制表人不能复核自己的规则集，请由另一人复核。",
                "The maker of a rule set cannot check it; somebody else must.",
            )
        if row.content_hash != command.content_hash:
            raise Conflict(
                "所复核的内容与登记的规则集不一致，请重新打开。",
                "What was checked is not what is on record; open it again.",
            )
        if row.ends is not None and row.ends <= work.now:
            raise Conflict(
                "这份规则集的有效期已过，不会再生效。",
                "This rule set has ended already; it could never begin.",
            )


def _compiled(texts: Mapping[str, str]) -> RuleSet:
    strange = sorted(set(texts) - {HEAD_FILE, *TABLES})
    if strange:
        listed = "、".join(strange)
        raise BadInput(
            f"规则集中有不认识的文件：{listed}。", f"The rule set holds unknown files: {', '.join(strange)}."
        )
    found = rule_set_faults(texts)
    if len(found) > 1:
        zh, en = ("\n".join(getattr(one.words, language) for one in found) for language in ("zh", "en"))
        raise BadInput(zh, en)
    return compile_rule_set(texts)
