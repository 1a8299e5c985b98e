"""What a draw depends on and what is published of it: frozen values, their JSON, and nothing computed.

The record is plain JSON that RFC 8785 can write (text, integers, booleans, null), so that its hash is the same
everywhere.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from core.draw.eligibility import (
    EXCLUSIONS,
    STAGES,
    CaseFacts,
    DrawPolicy,
    PersonFacts,
    exclusions,
    is_count,
    is_name,
    must,
)
from core.kernel.canonical import canonical_hash
from core.kernel.errors import BadInput
from core.kernel.words import Words

RECORD_VERSION = "evenhand/draw-record/1"
MOST_CANDIDATES = 10_000
_HEX_32 = re.compile(r"[0-9a-f]{64}\Z")
_POLICY_KEYS = frozenset({"version", "k", "cap", "same_institution"})
_CANDIDATE_KEYS = frozenset({"staff_id", "open_load", "excluded"})
_INPUT_KEYS = frozenset(
    {"case_id", "stage", "round", "branch_nonce", "policy", "candidates", "previous_record_hash", "reason"}
)

#: Why a draw is made. Codes, not free text: with free text one could try wordings until the lot falls as wished.
REASONS: dict[str, Words] = {
    "first": Words("首次分配", "First assignment"),
    "absence": Words("原承办人不在岗", "The person who had it is absent"),
    "conflict": Words("原承办人回避", "The person who had it withdrew for a conflict"),
    "next-level": Words("超出权限，提交上一级", "Beyond authority, goes to the next level"),
    "committee": Words("抽取审批委员会成员", "A member of the committee is drawn"),
    "reopened": Words("案件重新受理", "The case was opened again"),
}

NOTES: dict[str, Words] = {
    "drawn": Words("在多名候选人中抽出", "Drawn among several candidates"),
    "one-candidate": Words(
        "只有一名候选人可分配，结果没有选择余地", "Only one candidate was left: the lot had no choice"
    ),
    "no-candidate": Words("没有候选人可分配，须由中心处理", "No candidate was left: the centre must act"),
}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A colleague in the draw. The name is for the screen; the record is for the public and holds the id alone."""

    staff_id: str
    name: str
    open_load: int
    excluded: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        must(is_name(self.staff_id), "候选人编号不可用。", "The id of a candidate cannot be used.")
        must(is_count(self.open_load), "在手案件数不可用。", "The number of open cases cannot be used.")
        must(type(self.excluded) is tuple, "排除理由不可用。", "The reasons of exclusion cannot be used.")
        in_order = tuple(code for code in EXCLUSIONS if code in self.excluded)
        must(self.excluded == in_order, "排除理由不可用。", "The reasons of exclusion cannot be used.")

    @classmethod
    def of(cls, person: PersonFacts, case: CaseFacts, policy: DrawPolicy) -> Candidate:
        """The candidate that ``person`` is in a draw for ``case``, with the reasons that keep the person out."""
        return cls(person.staff_id, person.name, person.open_load, exclusions(person, case, policy))

    @classmethod
    def from_json(cls, data: object) -> Candidate:
        row = has_exactly(data, "candidate", _CANDIDATE_KEYS)
        must(type(row["excluded"]) is list, "排除理由须为列表。", "The exclusions must be a list.")
        return cls(row["staff_id"], "", row["open_load"], tuple(row["excluded"]))

    def to_json(self) -> dict[str, Any]:
        return {"staff_id": self.staff_id, "open_load": self.open_load, "excluded": list(self.excluded)}


@dataclass(frozen=True, slots=True)
class DrawInput:
    """Everything a draw depends on, frozen before the lot is known. Candidates may come in any order."""

    case_id: str
    stage: str
    round: int
    branch_nonce: str
    policy: DrawPolicy
    candidates: tuple[Candidate, ...]
    previous_record_hash: str | None
    reason: str = "first"

    def __post_init__(self) -> None:
        if isinstance(self.stage, str):
            object.__setattr__(self, "stage", str(self.stage))  # a member of a text enumeration is welcome
        must(is_name(self.case_id), "案件编号不可用。", "The id of the case cannot be used.")
        must(type(self.stage) is str and self.stage in STAGES, "没有这个阶段。", "There is no such stage.")
        must(is_count(self.round, 1), "轮次必须是正整数。", "The round must be a positive number.")
        must(
            is_hash(self.branch_nonce),
            "网点随机数须为 64 位小写十六进制。",
            "The branch nonce must be 64 hex digits.",
        )
        must(
            self.previous_record_hash is None or is_hash(self.previous_record_hash),
            "上一条抽签记录的哈希不可用。",
            "The hash of the previous record cannot be used.",
        )
        must(
            type(self.reason) is str and self.reason in REASONS,
            "没有这种抽签理由。",
            "There is no such reason for a draw.",
        )
        must(len(self.candidates) <= MOST_CANDIDATES, "候选人太多。", "There are too many candidates.")
        object.__setattr__(self, "candidates", tuple(sorted(self.candidates, key=lambda one: one.staff_id)))
        ids = {one.staff_id for one in self.candidates}
        must(len(ids) == len(self.candidates), "有候选人出现了两次。", "A candidate appears twice.")
        must(
            all(("over-cap" in one.excluded) == self._over_cap(one) for one in self.candidates),
            "在手上限的排除理由与在手案件数不符。",
            "The exclusion for the cap does not agree with the open cases.",
        )

    @classmethod
    def from_json(cls, data: object) -> DrawInput:
        """The input that a record holds; ``BadInput`` if it is not exactly what :meth:`to_json` writes."""
        row = has_exactly(data, "input", _INPUT_KEYS)
        policy = has_exactly(row["policy"], "policy", _POLICY_KEYS)
        rows = row["candidates"]
        must(type(rows) is list, "候选人须为列表。", "The candidates must be a list.")
        candidates = tuple(Candidate.from_json(one) for one in rows)
        ids = [one.staff_id for one in candidates]
        must(ids == sorted(ids), "候选人未按编号排列。", "The candidates are not in id order.")
        return cls(**{**row, "policy": DrawPolicy(**policy), "candidates": candidates})

    def _over_cap(self, candidate: Candidate) -> bool:
        return self.policy.cap is not None and candidate.open_load >= self.policy.cap

    @property
    def eligible(self) -> tuple[Candidate, ...]:
        return tuple(one for one in self.candidates if not one.excluded)

    def to_json(self) -> dict[str, Any]:
        policy = self.policy
        return {
            "case_id": self.case_id,
            "stage": self.stage,
            "round": self.round,
            "branch_nonce": self.branch_nonce,
            "policy": {
                "version": policy.version,
                "k": policy.k,
                "cap": policy.cap,
                "same_institution": policy.same_institution,
            },
            "candidates": [one.to_json() for one in self.candidates],
            "previous_record_hash": self.previous_record_hash,
            "reason": self.reason,
        }


@dataclass(frozen=True, slots=True)
class DrawRecord:
    """What is published of a draw. ``weights`` stand in candidate order; an excluded candidate weighs 0."""

    input: DrawInput
    alpha: str
    public_key: str
    proof: str
    beta: str
    weights: tuple[int, ...]
    total: int
    r: int | None
    attempts: int
    result: str | None
    note: str

    def to_json(self) -> dict[str, Any]:
        return {
            "version": RECORD_VERSION,
            "input": self.input.to_json(),
            "alpha": self.alpha,
            "public_key": self.public_key,
            "proof": self.proof,
            "beta": self.beta,
            "weights": list(self.weights),
            "total": self.total,
            "r": self.r,
            "attempts": self.attempts,
            "result": self.result,
            "note": self.note,
        }


def has_exactly(data: object, what: str, keys: frozenset[str]) -> dict[str, Any]:
    """``data`` as a dict if it is a JSON object with exactly ``keys``, else ``BadInput``."""
    if not isinstance(data, Mapping) or set(data) != keys:
        raise BadInput(f"“{what}”的字段不正确。", f"The fields of “{what}” are not the right ones.")
    return dict(data)


def is_hash(value: object) -> bool:
    """Whether ``value`` is 32 bytes in lower-case hex."""
    return type(value) is str and _HEX_32.match(value) is not None


def record_hash(record: DrawRecord | Mapping[str, Any]) -> str:
    """Lower-case hex SHA-256 of the record's canonical JSON: the next record's ``previous_record_hash``."""
    return canonical_hash(record.to_json() if isinstance(record, DrawRecord) else dict(record))
