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
    PersonFacts,
    exclusions,
)
from core.draw.policy import Band, DrawPolicy, Points, has_exactly, is_count, is_name
from core.draw.record import (
    FIRST_VERSION,
    MOST_NUMBER,
    NOTES,
    REASONS,
    RECORD_VERSION,
    REDRAWS,
    Candidate,
    DrawInput,
    DrawRecord,
    Lot,
    is_hash,
    loads_of,
    lots_of,
    record_hash,
)
from core.kernel.canonical import canonical_hash
from core.kernel.errors import BadInput
from core.kernel.words import Words

__all__ = [
    "APPROVAL",
    "EXCLUSIONS",
    "FIRST_VERSION",
    "NOTES",
    "REASONS",
    "RECORD_VERSION",
    "REDRAWS",
    "REVIEW",
    "STAGES",
    "Band",
    "Candidate",
    "CaseFacts",
    "CheckStep",
    "DrawCheck",
    "DrawInput",
    "DrawKey",
    "DrawPolicy",
    "DrawRecord",
    "Lot",
    "PersonFacts",
    "Points",
    "exclusions",
    "loads_of",
    "lots_of",
    "make_draw",
    "pick",
    "record_hash",
    "share_holder",
    "verify_draw",
    "weigh",
]

_PERSONALIZATION = b"evenhand/draw/1"
_HEAD, _LOT = "version input alpha public_key proof beta note", "weights total r attempts result"
_RECORD_KEYS = {
    FIRST_VERSION: frozenset(f"{_HEAD} {_LOT}".split()),
    RECORD_VERSION: frozenset(f"{_HEAD} lots".split()),
}
_LOT_KEYS = frozenset(_LOT.split())

#: What a check looks at, in this order.
CHECKS: dict[str, Words] = {
    "form": Words("记录格式完整，字段齐全", "The record is well formed and complete"),
    "key": Words("记录所用公钥就是给定的公钥", "The record's public key is the given one"),
    "commitment": Words(
        "网点随机数与抽签前登记的哈希一致", "The branch's nonce is the one committed to before the draw"
    ),
    "input": Words("冻结输入的哈希与 alpha 一致", "The hash of the frozen input is alpha"),
    "proof": Words("随机证明对该输入与公钥有效", "The proof is valid for this input and key"),
    "output": Words("beta 由该证明得出", "Beta follows from the proof"),
    "weights": Words("权重由在手工作量得出", "The weights follow from the open work"),
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


def weigh(draw_input: DrawInput, drawn: tuple[str, ...] = ()) -> tuple[int, ...]:
    """2^max(0, K − (load − least load)) for each who is left to draw, 0 for the others; in candidate order.

    ``drawn``: who has a seat already; least is the load of the least loaded of those who are left.
    """
    left = [one.open_load for one in draw_input.eligible if one.staff_id not in drawn]
    least = min(left, default=0)
    return tuple(
        0
        if one.excluded or one.staff_id in drawn
        else 1 << max(0, draw_input.policy.k - (one.open_load - least))
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
    free = len(draw_input.eligible)
    lots: list[Lot] = []
    if free >= draw_input.seats:
        generator = HmacDrbg(beta[:32], beta[32:], _PERSONALIZATION)
        for _ in range(draw_input.seats):
            lots.append(_fill_seat(draw_input, generator, tuple(str(lot.result) for lot in lots)))
    else:
        lots.append(Lot((0,) * len(draw_input.candidates), 0, None, 0, None))
    note = _note(free, draw_input.seats)
    return DrawRecord(draw_input, alpha, public_key.hex(), proof.hex(), beta.hex(), tuple(lots), note)


def _fill_seat(draw_input: DrawInput, generator: HmacDrbg, drawn: tuple[str, ...]) -> Lot:
    weights = weigh(draw_input, drawn)
    total = sum(weights)
    r, attempts = pick(lambda: int.from_bytes(generator.generate(8), "big"), total)
    result = draw_input.candidates[share_holder(weights, r)].staff_id
    return Lot(weights, total, r, attempts, result)


def _note(free: int, seats: int) -> str:
    if free == 0:
        return "no-candidate"
    if free < seats:
        return "too-few"
    if free > seats:
        return "drawn"
    return "one-candidate" if seats == 1 else "no-choice"


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

    The key must be the one that was in force when the draw was made. Each step checks one link of the chain, so the
    first broken one names the fault. Never raises on a bad record: it answers with failing steps.
    """
    try:
        draw_input, lots = _read(record)
    except BadInput as error:
        outcomes = {"form": (False, f"{error.words.zh} {error.words.en}")}
    else:
        outcomes = _outcomes(record, draw_input, lots, public_key)
    steps = tuple(CheckStep(code, words, *outcomes.get(code, (False, "–"))) for code, words in CHECKS.items())
    return DrawCheck(all(step.ok for step in steps), steps)


def _outcomes(
    record: Mapping[str, Any], draw_input: DrawInput, lots: tuple[Lot, ...], key: bytes
) -> dict[str, tuple[bool, str]]:
    proof, beta = bytes.fromhex(record["proof"]), bytes.fromhex(record["beta"])
    given = key if isinstance(key, bytes) else b""
    output = ecvrf.verify(given, bytes.fromhex(record["alpha"]), proof)
    alpha = canonical_hash(draw_input.to_json())
    right = settle(draw_input, alpha, given, proof, beta)

    def same(**found: tuple[object, object]) -> tuple[bool, str]:
        shown = ", ".join(f"{name} = {_short(value)}" for name, (value, _) in found.items())
        if all(value == due for value, due in found.values()):
            return True, shown
        return False, f"{shown} ≠ {', '.join(_short(due) for _, due in found.values())}"

    def of_lots(*names: str) -> tuple[bool, str]:
        return same(**{name: (_each(lots, name), _each(right.lots, name)) for name in names})

    result, note = of_lots("result"), same(note=(record["note"], right.note))
    return {
        "form": (True, draw_input.version),
        "key": same(public_key=(record["public_key"], given.hex())),
        "commitment": (draw_input.keeps_commitment, f"nonce_hash = {_short(draw_input.nonce_hash or '–')}"),
        "input": same(alpha=(record["alpha"], alpha)),
        "proof": (output is not None, f"proof = {_short(record['proof'])}"),
        "output": (output == beta, f"beta = {_short(record['beta'])}"),
        "weights": of_lots("weights", "total"),
        "lot": of_lots("r", "attempts"),
        "result": (result[0] and note[0], f"{result[1]}, {note[1]}"),
    }


def _each(lots: tuple[Lot, ...], name: str) -> object:
    """The values of ``name`` in all lots; the value itself where there is one lot."""
    values = [getattr(lot, name) for lot in lots]
    return values[0] if len(values) == 1 else values


def _short(value: object) -> str:
    text = str(list(value) if isinstance(value, tuple) else value)
    return text if len(text) <= 40 else f"{text[:37]}…"


def _read(record: object) -> tuple[DrawInput, tuple[Lot, ...]]:
    """The input and the lots of a record whose every field has the right type and range, else ``BadInput``."""
    version = record.get("version") if isinstance(record, Mapping) else None
    known = type(version) is str and version in _RECORD_KEYS
    row = has_exactly(record, "record", _RECORD_KEYS[version if known else FIRST_VERSION])  # type: ignore[index]
    draw_input = DrawInput.from_json(row["input"], version if known else FIRST_VERSION)  # type: ignore[arg-type]
    lots = row["lots"] if version == RECORD_VERSION else [{name: row[name] for name in _LOT_KEYS}]
    right = {
        "version": known,
        "alpha": is_hash(row["alpha"]),
        "public_key": is_hash(row["public_key"]),
        "proof": _is_hex(row["proof"], ecvrf.PROOF_BYTES),
        "beta": _is_hex(row["beta"], ecvrf.OUTPUT_BYTES),
        "note": type(row["note"]) is str and row["note"] in NOTES,
        "policy": version == FIRST_VERSION or draw_input.policy.is_named_by_content,
        "lots": type(lots) is list and 1 <= len(lots) <= draw_input.seats,
    }
    for name, is_right in right.items():
        _must_be_right(name, is_right)
    return draw_input, tuple(_read_lot(lot, len(draw_input.candidates)) for lot in lots)


def _read_lot(data: object, candidates: int) -> Lot:
    row = has_exactly(data, "lot", _LOT_KEYS)
    weights = row["weights"]
    right = {
        "weights": type(weights) is list
        and len(weights) == candidates
        and all(is_count(weight, 0, MOST_NUMBER) for weight in weights),
        "total": is_count(row["total"], 0, MOST_NUMBER),
        "r": row["r"] is None or is_count(row["r"], 0, MOST_NUMBER),
        "attempts": is_count(row["attempts"], 0, MOST_NUMBER),
        "result": row["result"] is None or is_name(row["result"]),
    }
    for name, is_right in right.items():
        _must_be_right(name, is_right)
    return Lot(tuple(weights), row["total"], row["r"], row["attempts"], row["result"])


def _must_be_right(name: str, is_right: bool) -> None:
    if not is_right:
        raise BadInput(f"字段“{name}”的值不可用。", f"The value of “{name}” cannot be used.")


def _is_hex(value: object, length: int) -> bool:
    return type(value) is str and re.fullmatch(rf"[0-9a-f]{{{2 * length}}}", value) is not None
