#!/usr/bin/env python3
# ruff: noqa: T201
"""Check one draw of the review centre with nothing but this file and Python 3.11 or newer.

    python verify_draw.py RECORD.json PUBLIC_KEY        the key in hex, or a file that holds it in hex

核对一次抽签：只需本文件、Python 3.11 以上版本、抽签记录与中心公钥。

How a draw works, and what is checked here:
  1. Before the lot, the input is frozen: case, stage, a random nonce sent by the branch, every candidate with the
     number of open cases and any reasons that keep the person out, and the hash of the record before.
     alpha = SHA-256 of that input as canonical JSON (RFC 8785).
  2. The centre's key turns alpha into beta by a verifiable random function (RFC 9381, ECVRF-EDWARDS25519-SHA512-TAI).
     For one key and one alpha there is only one beta, and the proof shows that this is it: the centre cannot choose.
  3. Candidates weigh 2^max(0, K - (open cases - least open cases)); who is kept out weighs nothing.
  4. beta seeds HMAC_DRBG (NIST SP 800-90A). Its 64-bit numbers give r, evenly, below the total of all weights.
     The candidates' shares lie one after the other; whose share holds r is drawn.
What a record cannot show: whether the loads and reasons in it were true. They are frozen, so they can be audited.
"""

import hashlib
import hmac
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

VERSION = "evenhand/draw-record/1"
RECORD = "version input alpha public_key proof beta weights total r attempts result note"
INPUT = "case_id stage round branch_nonce policy candidates previous_record_hash reason"
EXCLUSIONS = "role same-institution kin relationship prior-duty absent over-cap conflict authority".split()
REASONS = "first absence conflict next-level committee reopened".split()
NOTES = ["no-candidate", "one-candidate", "drawn"]
CHECKS = {
    "form": "记录格式完整，字段齐全 · The record is well formed and complete",
    "key": "记录所用公钥就是给定的公钥 · The record's public key is the given one",
    "input": "冻结输入的哈希与 alpha 一致 · The hash of the frozen input is alpha",
    "proof": "随机证明对该输入与公钥有效 · The proof is valid for this input and key",
    "output": "beta 由该证明得出 · Beta follows from the proof",
    "weights": "权重由在手案件数得出 · The weights follow from the open cases",
    "lot": "抽中数 r 由 beta 与权重得出 · The lot r follows from beta and the weights",
    "result": "结果与说明由 r 得出 · The result and its note follow from r",
}

# ---- The curve edwards25519 (RFC 8032 §5.1). A point is X, Y, Z, T with x = X/Z, y = Y/Z, x·y = T/Z.
Point = tuple[int, int, int, int]
P = 2**255 - 19
Q = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
ZERO = (0, 1, 1, 0)
ZERO_BYTES = (1).to_bytes(32, "little")


def add(one: Point, two: Point) -> Point:
    a, b = (one[1] - one[0]) * (two[1] - two[0]), (one[1] + one[0]) * (two[1] + two[0])
    c, d = 2 * one[3] * two[3] * D, 2 * one[2] * two[2]
    e, f, g, h = (b - a) % P, (d - c) % P, (d + c) % P, (b + a) % P
    return e * f % P, g * h % P, f * g % P, e * h % P


def times(number: int, point: Point) -> Point:
    total: Point = ZERO
    while number:
        total = add(total, point) if number & 1 else total
        point, number = add(point, point), number >> 1
    return total


def encode(point: Point) -> bytes:
    inverse = pow(point[2], -1, P)
    x, y = point[0] * inverse % P, point[1] * inverse % P
    return (y | (x & 1) << 255).to_bytes(32, "little")


def decode(data: bytes) -> Point | None:
    """The point of 32 bytes, or None: of each point only its one canonical spelling is taken."""
    number = int.from_bytes(data, "little")
    sign, y = number >> 255, number & (1 << 255) - 1
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    x = x if x * x % P == square else x * pow(2, (P - 1) // 4, P) % P
    if len(data) != 32 or y >= P or x * x % P != square or (x == 0 and sign):
        return None
    x = x if x & 1 == sign else P - x
    return x, y, 1, x * y % P


def decode_in_group(data: bytes) -> Point | None:
    """As decode, but None too for points outside the group of prime order, which no honest key or proof holds."""
    point = decode(data)
    outside = point is None or encode(point) == ZERO_BYTES or encode(times(Q, point)) != ZERO_BYTES
    return None if outside else point


# ---- The verifiable random function (RFC 9381 §5)
def sha512(*parts: bytes) -> bytes:
    return hashlib.sha512(b"".join(parts)).digest()


def input_point(key: bytes, alpha: bytes) -> Point:
    for counter in range(256):
        point = decode(sha512(b"\x03\x01", key, alpha, bytes([counter]), b"\x00")[:32])
        if point is not None and encode(times(8, point)) != ZERO_BYTES:
            return times(8, point)
    raise ArithmeticError("no point for this input: a chance of 2^-256")


def random_output(key: bytes, alpha: bytes, proof: bytes) -> bytes | None:
    """The 64 bytes that the proof proves for this key and alpha; None if it proves nothing."""
    public, gamma = decode_in_group(key), decode_in_group(proof[:32])
    c, s = int.from_bytes(proof[32:48], "little"), int.from_bytes(proof[48:], "little")
    if public is None or gamma is None or s >= Q or len(proof) != 80:
        return None
    base, point = decode((4 * pow(5, -1, P) % P).to_bytes(32, "little")) or ZERO, input_point(key, alpha)
    u = add(times(s, base), times(Q - c, public))
    v = add(times(s, point), times(Q - c, gamma))
    challenge = sha512(b"\x03\x02", key, *map(encode, (point, gamma, u, v)), b"\x00")[:16]
    return sha512(b"\x03\x03", encode(times(8, gamma)), b"\x00") if challenge == proof[32:48] else None


# ---- Random numbers, weights, lot
def random_words(seed: bytes) -> Iterator[int]:
    """64-bit numbers from HMAC_DRBG with SHA-256 (SP 800-90A §10.1.2), one request of 8 bytes each."""
    key, value = bytes(32), b"\x01" * 32
    for tail in (b"\x00" + seed, b"\x01" + seed):
        key = hmac.digest(key, value + tail, "sha256")
        value = hmac.digest(key, value, "sha256")
    while True:
        value = hmac.digest(key, value, "sha256")
        yield int.from_bytes(value[:8], "big")
        key = hmac.digest(key, value + b"\x00", "sha256")
        value = hmac.digest(key, value, "sha256")


def weights_of(draw: dict[str, Any]) -> list[int]:
    k, rows = draw["policy"]["k"], draw["candidates"]
    least = min((one["open_load"] for one in rows if not one["excluded"]), default=0)
    return [0 if one["excluded"] else 2 ** max(0, k - (one["open_load"] - least)) for one in rows]


def lot_of(total: int, beta: bytes) -> tuple[int | None, int]:
    """r, and how many numbers it took: those in the last, incomplete stretch below 2^64 are skipped, to stay even."""
    for attempts, word in enumerate(random_words(beta + b"evenhand/draw/1") if total else (), start=1):
        if word < 2**64 - 2**64 % total:
            return word % total, attempts
    return None, 0


def result_of(draw: dict[str, Any], weights: list[int], r: int | None) -> str | None:
    upper = 0
    for candidate, weight in zip(draw["candidates"], weights, strict=True):
        upper += weight
        if r is not None and r < upper:
            return str(candidate["staff_id"])
    return None


# ---- Form: nothing is computed from a record whose fields are not exactly these
def is_text(value: Any, pattern: str = "[A-Za-z0-9._-]{1,64}") -> bool:
    return type(value) is str and re.fullmatch(pattern, value) is not None


def is_hex(value: Any, digits: int = 64) -> bool:
    return is_text(value, f"[0-9a-f]{{{digits}}}")


def is_count(value: Any, least: int = 0, most: int = 2**31 - 1) -> bool:
    return type(value) is int and least <= value <= most


def has(value: Any, keys: str) -> bool:
    return type(value) is dict and set(value) == set(keys.split())


def is_policy(policy: Any) -> bool:
    return (
        (has(policy, "version k cap same_institution") and is_text(policy["version"]))
        and (is_count(policy["k"], 0, 16) and (policy["cap"] is None or is_count(policy["cap"], 1)))
        and type(policy["same_institution"]) is bool
    )


def is_candidate(one: Any, cap: int | None) -> bool:
    if not has(one, "staff_id open_load excluded") or type(one["excluded"]) is not list:
        return False
    in_order = [code for code in EXCLUSIONS if code in one["excluded"]]
    formed = is_text(one["staff_id"]) and is_count(one["open_load"]) and one["excluded"] == in_order
    return formed and ("over-cap" in in_order) == (cap is not None and one["open_load"] >= cap)


def is_input(draw: Any) -> bool:
    if not has(draw, INPUT) or not is_policy(draw["policy"]) or type(draw["candidates"]) is not list:
        return False
    rows, before = draw["candidates"], draw["previous_record_hash"]
    return (
        (
            is_text(draw["case_id"])
            and is_text(draw["stage"], "review|approval")
            and is_count(draw["round"], 1)
        )
        and (
            is_hex(draw["branch_nonce"]) and (before is None or is_hex(before)) and draw["reason"] in REASONS
        )
        and (len(rows) <= 10_000 and all(is_candidate(one, draw["policy"]["cap"]) for one in rows))
        and all(one["staff_id"] < two["staff_id"] for one, two in zip(rows, rows[1:], strict=False))
    )


def is_record(record: Any) -> bool:
    return (
        (has(record, RECORD) and record["version"] == VERSION and is_input(record["input"]))
        and (is_hex(record["alpha"]) and is_hex(record["public_key"]))
        and (is_hex(record["proof"], 160) and is_hex(record["beta"], 128))
    )


def check(record: Any, key: bytes) -> dict[str, bool]:
    """Each check of CHECKS, in order, with whether it holds; the first that fails names the fault."""
    if not is_record(record):
        return dict.fromkeys(CHECKS, False)
    draw, alpha, proof, beta = (record[name] for name in ("input", "alpha", "proof", "beta"))
    # An input of the right form is ASCII without floats: for such, this is canonical JSON as RFC 8785 defines it.
    canonical = json.dumps(draw, sort_keys=True, separators=(",", ":")).encode("ascii")
    output = random_output(key, bytes.fromhex(alpha), bytes.fromhex(proof))
    weights = weights_of(draw)
    r, attempts = lot_of(sum(weights), bytes.fromhex(beta))
    note = NOTES[min(2, sum(weight > 0 for weight in weights))]

    def same(**due: Any) -> bool:  # repr tells 1 from true and from 1.0
        return all(record[name] == value and repr(record[name]) == repr(value) for name, value in due.items())

    return {
        "form": True,
        "key": same(public_key=key.hex()),
        "input": same(alpha=hashlib.sha256(canonical).hexdigest()),
        "proof": output is not None,
        "output": output is not None and same(beta=output.hex()),
        "weights": same(weights=weights, total=sum(weights)),
        "lot": same(r=r, attempts=attempts),
        "result": same(result=result_of(draw, weights, r), note=note),
    }


def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(dict(pairs)) != len(pairs):
        raise ValueError("a field stands twice")
    return dict(pairs)


def main(arguments: list[str]) -> int:
    if len(arguments) != 2:
        print(__doc__)
        return 2
    file, key = arguments
    try:
        key = key if is_hex(key.lower()) else Path(key).read_text("utf-8")
        record = json.loads(Path(file).read_text("utf-8"), object_pairs_hook=once)
        outcome = check(record, bytes.fromhex(key.strip()))
    except (OSError, ValueError, RecursionError) as error:
        print(f"无法读取 · Cannot read: {error}")
        return 1
    for code, holds in outcome.items():
        print(f"{'✓' if holds else '✗'} {CHECKS[code]}")
    right = all(outcome.values())
    print(f"抽签无误 · The draw is right: {record['result']} ({record['note']})" if right else "有误 · WRONG")
    return 0 if right else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
