#!/usr/bin/env python3
# ruff: noqa: T201
"""Check one draw of the review centre with nothing but this file and Python 3.11 or newer.

    python verify_draw.py RECORD.json PUBLIC_KEY        the key in hex, or a file that holds it in hex
    python verify_draw.py RECORD.json KEYS [NUMBER]     a file of keys, a line each: FROM-TO KEY (draws 1-120, 121-)

核对一次抽签：只需本文件、Python 3.11 以上版本、抽签记录与中心公钥（更换过密钥的，用密钥清单）。

How a draw works, and what is checked here:
  1. Before the lot, the input is frozen: case, stage, a random nonce sent by the branch, every candidate with the
     open work (cases; in records of the second kind: points) and any reasons that keep the person out, and the hash
     of the record before. alpha = SHA-256 of that input as canonical JSON (RFC 8785). Records of the second kind name
     the hash of the nonce that was on record before, and their policy's name ends with the hash of its content.
  2. The centre's key turns alpha into beta by a verifiable random function (RFC 9381, ECVRF-EDWARDS25519-SHA512-TAI).
     For one key and one alpha there is only one beta, and the proof shows that this is it: the centre cannot choose.
  3. Candidates weigh 2^max(0, K - (open work - least open work)); who is kept out weighs nothing.
  4. beta seeds HMAC_DRBG (NIST SP 800-90A). Its 64-bit numbers give r, evenly, below the total of all weights.
     The candidates' shares lie one after the other; whose share holds r is drawn. The seats of a committee are
     filled one after the other from the same numbers; who has a seat weighs nothing for the next.
What a record cannot show: whether the loads and reasons in it were true, and when the hash of the nonce was put on
record. They are frozen and in the centre's log, so they can be audited.
"""

import hashlib
import hmac
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

FIRST, SECOND = "evenhand/draw-record/1", "evenhand/draw-record/2"
HEAD, LOT = "version input alpha public_key proof beta note", "weights total r attempts result"
INPUT = "case_id stage round branch_nonce policy candidates previous_record_hash reason"
POLICY = "version k cap same_institution"
EXCLUSIONS = (
    "role same-institution kin relationship prior-duty absent over-cap conflict authority left".split()
)
REASONS = "first absence conflict next-level committee reopened leaver role-ended authority".split()
NOTES = ["no-candidate", "one-candidate", "drawn", "no-choice", "too-few"]
CHECKS = {
    "form": "记录格式完整，字段齐全 · The record is well formed and complete",
    "key": "记录所用公钥就是给定的公钥 · The record's public key is the given one",
    "commitment": "网点随机数与抽签前登记的哈希一致 · The branch's nonce is the one committed to before the draw",
    "input": "冻结输入的哈希与 alpha 一致 · The hash of the frozen input is alpha",
    "proof": "随机证明对该输入与公钥有效 · The proof is valid for this input and key",
    "output": "beta 由该证明得出 · Beta follows from the proof",
    "weights": "权重由在手工作量得出 · The weights follow from the open work",
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


def weights_of(draw: dict[str, Any], load: str, taken: list[str]) -> list[int]:
    k, rows = draw["policy"]["k"], draw["candidates"]
    left = [not one["excluded"] and one["staff_id"] not in taken for one in rows]
    least = min((one[load] for one, may in zip(rows, left, strict=True) if may), default=0)
    sizes = [2 ** max(0, k - (one[load] - least)) for one in rows]
    return [size if may else 0 for size, may in zip(sizes, left, strict=True)]


def number_below(total: int, words: Iterator[int]) -> tuple[int, int]:
    """r, and how many numbers it took: those in the last, incomplete stretch below 2^64 are skipped, to stay even."""
    attempts, word = 1, next(words)
    while word >= 2**64 - 2**64 % total:
        attempts, word = attempts + 1, next(words)
    return word % total, attempts


def result_of(draw: dict[str, Any], weights: list[int], r: int | None) -> str | None:
    upper = 0
    for candidate, weight in zip(draw["candidates"], weights, strict=True):
        upper += weight
        if r is not None and r < upper:
            return str(candidate["staff_id"])
    return None


def settle(draw: dict[str, Any], load: str, beta: bytes) -> tuple[list[dict[str, Any]], str]:
    """The lot of each seat, and the note."""
    words, seats, taken = random_words(beta + b"evenhand/draw/1"), draw.get("seats", 1), list[str]()
    free, lots = sum(not one["excluded"] for one in draw["candidates"]), list[dict[str, Any]]()
    for _ in range(seats) if free >= seats else ():
        weights = weights_of(draw, load, taken)
        r, attempts = number_below(sum(weights), words)
        taken.append(str(result_of(draw, weights, r)))
        lot = {"weights": weights, "total": sum(weights), "r": r, "attempts": attempts, "result": taken[-1]}
        lots.append(lot)
    if not lots:
        weights = [0] * len(draw["candidates"])
        lots.append({"weights": weights, "total": 0, "r": None, "attempts": 0, "result": None})
    if free < seats:
        return lots, "too-few" if free else "no-candidate"
    return lots, "drawn" if free > seats else ("one-candidate" if seats == 1 else "no-choice")


# ---- Form: nothing is computed from a record whose fields are not exactly these
def is_text(value: Any, pattern: str = "[A-Za-z0-9._-]{1,64}") -> bool:
    return type(value) is str and re.fullmatch(pattern, value) is not None


def is_hex(value: Any, digits: int = 64) -> bool:
    return is_text(value, f"[0-9a-f]{{{digits}}}")


def is_count(value: Any, least: int = 0, most: int = 2**31 - 1) -> bool:
    return type(value) is int and least <= value <= most


def has(value: Any, keys: str) -> bool:
    return type(value) is dict and set(value) == set(keys.split())


def are_bands(value: Any, most: int) -> bool:
    if type(value) is not list or not all(type(pair) is list and len(pair) == 2 for pair in value):
        return False
    fine = all(is_count(above, 0, 2**53 - 1) and is_count(number, 1, most) for above, number in value)
    return fine and all(one[0] < two[0] for one, two in zip(value, value[1:], strict=False))


def is_policy(policy: Any, second: bool) -> bool:
    if not has(policy, POLICY + (" points committee" if second else "")) or not is_text(policy["version"]):
        return False
    if second:
        points, committee = policy["points"], policy["committee"]
        fine = has(points, "categories other bands") and type(points["categories"]) is dict
        fine = fine and is_count(points["other"], 1, 1000) and are_bands(points["bands"], 1000)
        if not (fine and all(is_text(k) and is_count(v, 1, 1000) for k, v in points["categories"].items())):
            return False
        if not are_bands(committee, 5) or any(seats not in (3, 5) for _, seats in committee):
            return False
        content = canonical({name: value for name, value in policy.items() if name != "version"})
        if policy["version"].rpartition("-")[2] != hashlib.sha256(content).hexdigest()[:16]:
            return False
    fine = is_count(policy["k"], 0, 16) and (policy["cap"] is None or is_count(policy["cap"], 1))
    return fine and type(policy["same_institution"]) is bool


def is_candidate(one: Any, cap: int | None, load: str) -> bool:
    if not has(one, f"staff_id {load} excluded") or type(one["excluded"]) is not list:
        return False
    in_order = [code for code in EXCLUSIONS if code in one["excluded"]]
    formed = is_text(one["staff_id"]) and is_count(one[load]) and one["excluded"] == in_order
    return formed and ("over-cap" in in_order) == (cap is not None and one[load] >= cap)


def are_seats(draw: Any) -> bool:
    """What records of the second kind say beside: their number, the commitment, and seats of a committee."""
    seats, committee = draw["seats"], draw["committee"]
    fine = is_count(draw["number"], 1, 2**53 - 1) and is_hex(draw["nonce_hash"])
    fine = fine and type(seats) is int and type(committee) is int and seats in (1, committee)
    fine = fine and (committee == 1 or (draw["stage"] == "approval" and committee in (3, 5)))
    return fine and (draw["reason"] not in ("committee", "next-level") or seats > 1)


def is_input(draw: Any, second: bool) -> bool:
    if not has(draw, INPUT + (" number nonce_hash seats committee" if second else "")):
        return False
    if not is_policy(draw["policy"], second) or type(draw["candidates"]) is not list:
        return False
    rows, before, load = draw["candidates"], draw["previous_record_hash"], "points" if second else "open_load"
    return (
        (is_text(draw["case_id"]) and is_text(draw["stage"], "review|approval"))
        and (is_count(draw["round"], 1) and is_hex(draw["branch_nonce"]))
        and ((before is None or is_hex(before)) and draw["reason"] in REASONS)
        and (len(rows) <= 10_000 and all(is_candidate(one, draw["policy"]["cap"], load) for one in rows))
        and all(one["staff_id"] < two["staff_id"] for one, two in zip(rows, rows[1:], strict=False))
        and (not second or are_seats(draw))
    )


def is_record(record: Any) -> bool:
    second = type(record) is dict and record.get("version") == SECOND
    if not has(record, f"{HEAD} {'lots' if second else LOT}") or record["version"] not in (FIRST, SECOND):
        return False
    return (
        (is_input(record["input"], second) and is_hex(record["alpha"]) and is_hex(record["public_key"]))
        and (is_hex(record["proof"], 160) and is_hex(record["beta"], 128))
        and (not second or (type(record["lots"]) is list and all(has(lot, LOT) for lot in record["lots"])))
    )


def canonical(value: Any) -> bytes:
    """RFC 8785, for what has the right form: such is ASCII without floats, and plain sorted JSON is the same."""
    return json.dumps(value, sort_keys=True, separators=(",", ":")).encode("utf-8")


def check(record: Any, key: bytes) -> dict[str, bool]:
    """Each check of CHECKS, in order, with whether it holds; the first that fails names the fault."""
    if not is_record(record):
        return dict.fromkeys(CHECKS, False)
    draw, alpha, proof, beta = (record[name] for name in ("input", "alpha", "proof", "beta"))
    output = random_output(key, bytes.fromhex(alpha), bytes.fromhex(proof))
    second = record["version"] == SECOND
    lots, note = settle(draw, "points" if second else "open_load", bytes.fromhex(beta))
    found = record["lots"] if second else [record]

    def same(*names: str) -> bool:  # repr tells 1 from true and from 1.0
        return repr([[lot[name] for name in names] for lot in found]) == repr(
            [[lot[name] for name in names] for lot in lots]
        )

    committed = hashlib.sha256(bytes.fromhex(draw["branch_nonce"])).hexdigest()
    return {
        "form": True,
        "key": record["public_key"] == key.hex(),
        "commitment": not second or draw["nonce_hash"] == committed,
        "input": alpha == hashlib.sha256(canonical(draw)).hexdigest(),
        "proof": output is not None,
        "output": output is not None and beta == output.hex(),
        "weights": same("weights", "total"),
        "lot": same("r", "attempts"),
        "result": same("result") and record["note"] == note,
    }


def key_for(record: Any, text: str, number: str = "") -> bytes:
    """The one key given, or that of a list which was in force for the record's number."""
    if is_hex(text.strip().lower()):
        return bytes.fromhex(text.strip())
    draw = record.get("input") if type(record) is dict else None
    own = draw.get("number") if type(draw) is dict else None
    wanted = int(number) if number else own
    for line in text.split("\n"):
        found = re.fullmatch(r"\s*(\d+)-(\d*)\s+([0-9a-fA-F]{64})\s*", line)
        if (found and type(wanted) is int and own in (None, wanted)) and (
            int(found[1]) <= wanted <= int(found[2] or wanted)
        ):
            return bytes.fromhex(found[3])
    raise ValueError(
        "没有该编号的密钥（旧式记录须另给编号） · no key for this number (give it for old records)"
    )


def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(dict(pairs)) != len(pairs):
        raise ValueError("a field stands twice")
    return dict(pairs)


def main(arguments: list[str]) -> int:
    if len(arguments) not in (2, 3):
        print(__doc__)
        return 2
    file, key, *number = arguments
    try:
        text = key if is_hex(key.lower()) else Path(key).read_text("utf-8")
        record = json.loads(Path(file).read_text("utf-8"), object_pairs_hook=once)
        outcome = check(record, key_for(record, text, *number))
    except (OSError, ValueError, RecursionError) as error:
        print(f"无法读取 · Cannot read: {error}")
        return 1
    for code, holds in outcome.items():
        print(f"{'✓' if holds else '✗'} {CHECKS[code]}")
    right = all(outcome.values())
    drawn = ", ".join(str(lot["result"]) for lot in record.get("lots", [record])) if right else ""
    print(f"抽签无误 · The draw is right: {drawn} ({record['note']})" if right else "有误 · WRONG")
    return 0 if right else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
