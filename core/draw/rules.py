"""The draw: frozen input, verifiable randomness, weighted lot, and a record that anyone can recompute.

input → alpha = SHA-256 of its RFC 8785 JSON → proof (ECVRF, RFC 9381) → beta → HMAC_DRBG (SP 800-90A) → 64-bit
numbers → r below the total of the weights, by rejection → the candidate whose share holds r.

``verify_draw`` goes the whole way again from the record and the public key. ``core/draw/verify_draw.py`` does the
same with nothing but Python's standard library, for outsiders.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from core.draw import ecvrf
from core.draw.drbg import HmacDrbg
from core.draw.eligibility import (
    APPROVAL,
    EXCLUSIONS,
    REVIEW,
    STAGES,
    CaseFacts,
    DrawPolicy,
    PersonFacts,
    exclusions,
    is_count,
    is_name,
)
from core.draw.record import (
    NOTES,
    REASONS,
    RECORD_VERSION,
    Candidate,
    DrawInput,
    DrawRecord,
    has_exactly,
    is_hash,
    record_hash,
)
from core.kernel.canonical import canonical_hash
from core.kernel.errors import BadInput
from core.kernel.words import Words

__all__ = [
    "APPROVAL",
    "EXCLUSIONS",
    "NOTES",
    "REASONS",
    "RECORD_VERSION",
    "REVIEW",
    "STAGES",
    "Candidate",
    "CaseFacts",
    "CheckStep",
    "DrawCheck",
    "DrawInput",
    "DrawKey",
    "DrawPolicy",
    "DrawRecord",
    "PersonFacts",
    "exclusions",
    "make_draw",
    "pick",
    "record_hash",
    "share_holder",
    "verify_draw",
    "weigh",
]

_PERSONALIZATION = b"evenhand/draw/1"
_RECORD_KEYS = frozenset(
    "version input alpha public_key proof beta weights total r attempts result note".split()
)
_MOST_NUMBER = 2**53 - 1  # RFC 8785 takes no greater integers

#: What a check looks at, in this order.
CHECKS: dict[str, Words] = {
    "form": Words("记录格式完整，字段齐全", "The record is well formed and complete"),
    "key": Words("记录所用公钥就是给定的公钥", "The record's public key is the given one"),
    "input": Words("冻结输入的哈希与 alpha 一致", "The hash of the frozen input is alpha"),
    "proof": Words("随机证明对该输入与公钥有效", "The proof is valid for this input and key"),
    "output": Words("beta 由该证明得出", "Beta follows from the proof"),
    "weights": Words("权重由在手案件数得出", "The weights follow from the open cases"),
    "lot": Words("抽中数 r 由 beta 与权重得出", "The lot r follows from beta and the weights"),
    "result": Words("结果与说明由 r 得出", "The result and its note follow from r"),
}


@dataclass(frozen=True, slots=True)
class DrawKey:
    """The centre's secret seed of 32 bytes; it never shows in logs or tracebacks."""

    seed: bytes = field(repr=False)
    public: bytes = field(init=False, compare=False)
    """The 32-byte public key, to be published."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "public", ecvrf.public_key(self.seed))  # refuses another length

    @classmethod
    def generate(cls) -> DrawKey:
        return cls(os.urandom(ecvrf.SEED_BYTES))


def weigh(draw_input: DrawInput) -> tuple[int, ...]:
    """2^max(0, K − (load − least load)) for each eligible candidate, 0 for the others; in candidate order."""
    least = min((one.open_load for one in draw_input.eligible), default=0)
    return tuple(
        0 if one.excluded else 1 << max(0, draw_input.policy.k - (one.open_load - least))
        for one in draw_input.candidates
    )


def pick(next_word: Callable[[], int], total: int, span: int = 2**64) -> tuple[int, int]:
    """An even r with 0 ≤ r < ``total`` out of words below ``span``, and how many words it took.

    Words in the last, incomplete stretch of ``total`` below ``span`` are thrown away: taking them would favour small r.
    """
    limit = span - span % total
    attempts = 1
    while (word := next_word()) >= limit:
        attempts += 1
    return word % total, attempts


def share_holder(weights: tuple[int, ...], r: int) -> int:
    """The index whose share holds ``r``: shares of the size of the weights lie one after the other from 0."""
    for index, weight in enumerate(weights):
        if r < weight:
            return index
        r -= weight
    raise ValueError("r is not below the total of the weights")


def make_draw(draw_input: DrawInput, key: DrawKey) -> DrawRecord:
    """Draw: the same input and key give the same record, on every machine and for ever."""
    alpha = canonical_hash(draw_input.to_json())
    proof = ecvrf.prove(key.seed, bytes.fromhex(alpha), key.public)
    return settle(draw_input, alpha, key.public, proof, ecvrf.proof_to_hash(proof))


def settle(draw_input: DrawInput, alpha: str, public_key: bytes, proof: bytes, beta: bytes) -> DrawRecord:
    """The one record that follows from the input, its hash, and the output ``beta`` (64 bytes) of the function."""
    weights = weigh(draw_input)
    total = sum(weights)
    r: int | None = None
    attempts, result = 0, None
    if total:
        generator = HmacDrbg(beta[:32], beta[32:], _PERSONALIZATION)
        r, attempts = pick(lambda: int.from_bytes(generator.generate(8), "big"), total)
        result = draw_input.candidates[share_holder(weights, r)].staff_id
    note = ("no-candidate", "one-candidate", "drawn")[min(2, len(draw_input.eligible))]
    return DrawRecord(
        draw_input,
        alpha,
        public_key.hex(),
        proof.hex(),
        beta.hex(),
        weights,
        total,
        r,
        attempts,
        result,
        note,
    )


@dataclass(frozen=True, slots=True)
class CheckStep:
    """One thing looked at. ``detail`` holds values, the same in every language."""

    code: str
    words: Words
    ok: bool
    detail: str


@dataclass(frozen=True, slots=True)
class DrawCheck:
    """Whether a record is right, step by step; ``ok`` only if every step is."""

    ok: bool
    steps: tuple[CheckStep, ...]


def verify_draw(record: Mapping[str, Any], public_key: bytes) -> DrawCheck:
    """Recompute a draw from its published ``record`` (parsed JSON) and the centre's 32-byte public key.

    Each step checks one link of the chain, so the first broken one names the fault. Never raises on a bad record: it
    answers with failing steps.
    """
    try:
        draw_input = _read(record)
    except BadInput as error:
        outcomes = {"form": (False, f"{error.words.zh} {error.words.en}")}
    else:
        outcomes = _outcomes(record, draw_input, public_key)
    steps = tuple(CheckStep(code, words, *outcomes.get(code, (False, "–"))) for code, words in CHECKS.items())
    return DrawCheck(all(step.ok for step in steps), steps)


def _outcomes(record: Mapping[str, Any], draw_input: DrawInput, key: bytes) -> dict[str, tuple[bool, str]]:
    proof, beta = bytes.fromhex(record["proof"]), bytes.fromhex(record["beta"])
    given = key if isinstance(key, bytes) else b""
    output = ecvrf.verify(given, bytes.fromhex(record["alpha"]), proof)
    alpha = canonical_hash(draw_input.to_json())
    right = settle(draw_input, alpha, given, proof, beta).to_json()

    def same(*names: str) -> tuple[bool, str]:
        found, due = ([fields[name] for name in names] for fields in (record, right))
        shown = ", ".join(f"{name} = {_short(value)}" for name, value in zip(names, found, strict=True))
        return (
            (True, shown)
            if found == due
            else (False, f"{shown} ≠ {', '.join(_short(value) for value in due)}")
        )

    return {
        "form": (True, RECORD_VERSION),
        "key": same("public_key"),
        "input": same("alpha"),
        "proof": (output is not None, f"proof = {_short(record['proof'])}"),
        "output": (output == beta, f"beta = {_short(record['beta'])}"),
        "weights": same("weights", "total"),
        "lot": same("r", "attempts"),
        "result": same("result", "note"),
    }


def _short(value: object) -> str:
    text = str(value)
    return text if len(text) <= 40 else f"{text[:37]}…"


def _read(record: object) -> DrawInput:
    """The input of a record whose every field has the right type and range, else ``BadInput``."""
    row = has_exactly(record, "record", _RECORD_KEYS)
    draw_input = DrawInput.from_json(row["input"])
    weights = row["weights"]
    right = {
        "version": type(row["version"]) is str and row["version"] == RECORD_VERSION,
        "alpha": is_hash(row["alpha"]),
        "public_key": is_hash(row["public_key"]),
        "proof": _is_hex(row["proof"], ecvrf.PROOF_BYTES),
        "beta": _is_hex(row["beta"], ecvrf.OUTPUT_BYTES),
        "weights": type(weights) is list
        and len(weights) == len(draw_input.candidates)
        and all(is_count(weight, 0, _MOST_NUMBER) for weight in weights),
        "total": is_count(row["total"], 0, _MOST_NUMBER),
        "r": row["r"] is None or is_count(row["r"], 0, _MOST_NUMBER),
        "attempts": is_count(row["attempts"], 0, _MOST_NUMBER),
        "result": row["result"] is None or is_name(row["result"]),
        "note": type(row["note"]) is str and row["note"] in NOTES,
    }
    for name, is_right in right.items():
        if not is_right:
            raise BadInput(f"字段“{name}”的值不可用。", f"The value of “{name}” cannot be used.")
    return draw_input


def _is_hex(value: object, length: int) -> bool:
    return type(value) is str and re.fullmatch(rf"[0-9a-f]{{{2 * length}}}", value) is not None
