"""What a draw depends on and what is published of it: frozen values, their JSON, and nothing computed.

The record is plain JSON that RFC 8785 can write (text, integers, booleans, null), so that its hash is the same
everywhere.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from core.draw.eligibility import EXCLUSIONS, STAGES, CaseFacts, PersonFacts, exclusions
from core.draw.policy import SEATS, DrawPolicy, has_exactly, is_count, is_name, must
from core.kernel.canonical import canonical_hash, sha256_hex
from core.kernel.words import Words

#: The first kind of record counted cases and drew one person; the second weighs points, fills one or several seats,
#: bears its number, and names the hash to which the branch was committed. Both are verified for ever.
FIRST_VERSION, RECORD_VERSION = "evenhand/draw-record/1", "evenhand/draw-record/2"
MOST_CANDIDATES = 10_000
MOST_NUMBER = 2**53 - 1  # RFC 8785 takes no greater integers
_HEX_32 = re.compile(r"[0-9a-f]{64}\Z")
_FIRST_KEYS = frozenset(
    {"case_id", "stage", "round", "branch_nonce", "policy", "candidates", "previous_record_hash", "reason"}
)
_INPUT_KEYS = _FIRST_KEYS | {"number", "nonce_hash", "seats", "committee"}
_LOAD_NAME = {FIRST_VERSION: "open_load", RECORD_VERSION: "points"}

#: Why a draw is made. Codes, not free text: with free text one could try wordings until the lot falls as wished.
REASONS: dict[str, Words] = {
    "first": Words("首次分配", "First assignment"),
    "absence": Words("原承办人不在岗", "The person who had it is absent"),
    "conflict": Words("原承办人回避", "The person who had it withdrew for a conflict"),
    "next-level": Words("超出权限，提交上一级", "Beyond authority, goes to the next level"),
    "committee": Words("超过委员会金额线，抽取审批委员会", "Above the committee line: a committee is drawn"),
    "reopened": Words("案件重新受理", "The case was opened again"),
    "leaver": Words("原承办人已离职", "The person who had it has left"),
    "role-ended": Words("原承办人不再担任该岗位", "The person who had it no longer holds the role"),
    "authority": Words(
        "金额超出原承办人的权限", "The amount is above the authority of the person who had it"
    ),
}
#: Why a case that is dealt already is dealt anew.
REDRAWS = ("absence", "conflict", "leaver", "role-ended")

NOTES: dict[str, Words] = {
    "drawn": Words("在多名候选人中抽出", "Drawn among several candidates"),
    "one-candidate": Words(
        "只有一名候选人可分配，结果没有选择余地", "Only one candidate was left: the lot had no choice"
    ),
    "no-candidate": Words("没有候选人可分配，须由中心处理", "No candidate was left: the centre must act"),
    "no-choice": Words(
        "候选人恰好等于席位数，结果没有选择余地", "Just as many candidates as seats: the lot had no choice"
    ),
    "too-few": Words(
        "候选人少于委员会席位，须由中心处理", "Fewer candidates than seats: the centre must act"
    ),
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
    def from_json(cls, data: object, version: str) -> Candidate:
        load = _LOAD_NAME[version]
        row = has_exactly(data, "candidate", frozenset({"staff_id", load, "excluded"}))
        must(type(row["excluded"]) is list, "排除理由须为列表。", "The exclusions must be a list.")
        return cls(row["staff_id"], "", row[load], tuple(row["excluded"]))

    def to_json(self, version: str = FIRST_VERSION) -> dict[str, Any]:
        return {
            "staff_id": self.staff_id,
            _LOAD_NAME[version]: self.open_load,
            "excluded": list(self.excluded),
        }


@dataclass(frozen=True, slots=True)
class DrawInput:
    """Everything a draw depends on, frozen before the lot is known. Candidates may come in any order.

    ``number``: the draw's own in the centre's chain. ``nonce_hash``: the SHA-256 that was on record for the branch's
    nonce when the package came. ``seats`` are filled by this draw, of the ``committee`` members who decide in all
    (1: a single person). Records of the first kind know none of the four.
    """

    case_id: str
    stage: str
    round: int
    branch_nonce: str
    policy: DrawPolicy
    candidates: tuple[Candidate, ...]
    previous_record_hash: str | None
    reason: str = "first"
    number: int | None = None
    nonce_hash: str | None = None
    seats: int = 1
    committee: int = 1

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
        self._check_seats()

    def _check_seats(self) -> None:
        if self.version == FIRST_VERSION:
            fine = self.number is None and self.nonce_hash is None and (self.seats, self.committee) == (1, 1)
        else:
            fine = (
                is_count(self.number, 1, MOST_NUMBER)
                and is_hash(self.nonce_hash)
                and (self.committee == 1 or (self.stage == "approval" and self.committee in SEATS))
                and type(self.committee) is type(self.seats) is int
                and self.seats in (1, self.committee)
                and (self.reason not in ("committee", "next-level") or self.seats > 1)
            )
        must(fine, "编号、随机数承诺或席位不可用。", "Number, nonce commitment or seats cannot be used.")

    @property
    def version(self) -> str:
        """The kind of record this input makes."""
        return FIRST_VERSION if self.policy.points is None else RECORD_VERSION

    @property
    def keeps_commitment(self) -> bool:
        """Whether the branch's nonce is the one that its hash was on record for; of the first kind: not said."""
        return self.nonce_hash is None or sha256_hex(bytes.fromhex(self.branch_nonce)) == self.nonce_hash

    @classmethod
    def from_json(cls, data: object, version: str = FIRST_VERSION) -> DrawInput:
        """The input that a record holds; ``BadInput`` if it is not exactly what :meth:`to_json` writes."""
        first = version == FIRST_VERSION
        row = has_exactly(data, "input", _FIRST_KEYS if first else _INPUT_KEYS)
        policy = DrawPolicy.from_json(row["policy"], with_points=not first)
        rows = row["candidates"]
        must(type(rows) is list, "候选人须为列表。", "The candidates must be a list.")
        candidates = tuple(Candidate.from_json(one, version) for one in rows)
        ids = [one.staff_id for one in candidates]
        must(ids == sorted(ids), "候选人未按编号排列。", "The candidates are not in id order.")
        return cls(**{**row, "policy": policy, "candidates": candidates})

    def _over_cap(self, candidate: Candidate) -> bool:
        return self.policy.cap is not None and candidate.open_load >= self.policy.cap

    @property
    def eligible(self) -> tuple[Candidate, ...]:
        return tuple(one for one in self.candidates if not one.excluded)

    def to_json(self) -> dict[str, Any]:
        made: dict[str, Any] = {
            "case_id": self.case_id,
            "stage": self.stage,
            "round": self.round,
            "branch_nonce": self.branch_nonce,
            "policy": self.policy.to_json(),
            "candidates": [one.to_json(self.version) for one in self.candidates],
            "previous_record_hash": self.previous_record_hash,
            "reason": self.reason,
        }
        if self.version != FIRST_VERSION:
            made |= {
                "number": self.number,
                "nonce_hash": self.nonce_hash,
                "seats": self.seats,
                "committee": self.committee,
            }
        return made


@dataclass(frozen=True, slots=True)
class Lot:
    """One seat's lot: weights in candidate order (0: kept out, or drawn for a seat before), and where r fell."""

    weights: tuple[int, ...]
    total: int
    r: int | None
    attempts: int
    result: str | None

    def to_json(self) -> dict[str, Any]:
        return {
            "weights": list(self.weights),
            "total": self.total,
            "r": self.r,
            "attempts": self.attempts,
            "result": self.result,
        }


@dataclass(frozen=True, slots=True)
class DrawRecord:
    """What is published of a draw: a lot for each seat, one after the other without replacement.

    Where nobody could be drawn there is one lot that weighs nothing.
    """

    input: DrawInput
    alpha: str
    public_key: str
    proof: str
    beta: str
    lots: tuple[Lot, ...]
    note: str

    @property
    def weights(self) -> tuple[int, ...]:
        """The weights of the first seat, in candidate order."""
        return self.lots[0].weights

    @property
    def total(self) -> int:
        return self.lots[0].total

    @property
    def r(self) -> int | None:
        return self.lots[0].r

    @property
    def result(self) -> str | None:
        """Who was drawn for the first seat."""
        return self.lots[0].result

    @property
    def results(self) -> tuple[str, ...]:
        """Everybody who was drawn, by seat."""
        return tuple(lot.result for lot in self.lots if lot.result is not None)

    def to_json(self) -> dict[str, Any]:
        made: dict[str, Any] = {
            "version": self.input.version,
            "input": self.input.to_json(),
            "alpha": self.alpha,
            "public_key": self.public_key,
            "proof": self.proof,
            "beta": self.beta,
        }
        if self.input.version == FIRST_VERSION:
            made |= self.lots[0].to_json()
        else:
            made["lots"] = [lot.to_json() for lot in self.lots]
        return made | {"note": self.note}


def lots_of(record: Mapping[str, Any]) -> tuple[Lot, ...]:
    """The lots of a record as published, of either kind; the record must be one that verifies."""
    rows = record.get("lots", (record,))
    return tuple(
        Lot(tuple(row["weights"]), row["total"], row["r"], row["attempts"], row["result"]) for row in rows
    )


def loads_of(record: Mapping[str, Any]) -> dict[str, int]:
    """The open work of each candidate as it stands on a record: cases in the first kind, points in the second."""
    name = _LOAD_NAME[record["version"]]
    return {row["staff_id"]: row[name] for row in record["input"]["candidates"]}


def is_hash(value: object) -> bool:
    """Whether ``value`` is 32 bytes in lower-case hex."""
    return type(value) is str and _HEX_32.match(value) is not None


def record_hash(record: DrawRecord | Mapping[str, Any]) -> str:
    """Lower-case hex SHA-256 of the record's canonical JSON: the next record's ``previous_record_hash``."""
    return canonical_hash(record.to_json() if isinstance(record, DrawRecord) else dict(record))
