#!/usr/bin/env python3
# ruff: noqa: T201
"""Check the proof of one case with nothing but this file and Python 3.11 or newer.

    python verify_proof.py FILE --log-key KEY [--witness-key KEY …] [--draws DIR]

A KEY reads name+id+content, or is a file that holds it. --draws writes the draw records for verify_draw.py.

核对一件案件的日志证明：只需本文件、Python 3.11 以上版本、证明文件与公钥。

What is checked here:
  1. The checkpoint (C2SP signed note) bears the log's signature, and cosignatures (cosignature/v1) of the witnesses.
     A witness signs only a log that extends the one it saw before: a log once witnessed cannot be cut or rewritten.
  2. Each entry is a leaf of the Merkle tree of that checkpoint (RFC 6962): SHA-256 all the way up to its root.
  3. The entries are those of this case, numbered from 1, each naming the hash of the one before: none is left out
     in between and none can be put in. Those after the last one shown, if any, are not spoken of.
  4. Each fact shown (draws, duties) hashes to what an entry bears witness to.
A sealed entry shows its hashes only: its text lists the hash of a personal number, which could be found by trying.
What a proof cannot show: whether what was recorded was true. It shows what was recorded, when, and that it stands.
"""

import argparse
import base64
import hashlib
import json
import re
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

VERSION = "evenhand/case-proof/1"
CHECKS = {
    "form": "文件格式完整，自身哈希一致 · The file is well formed and its own hash agrees",
    "log": "检查点由日志公钥签名 · The checkpoint is signed by the log's key",
    "witnesses": "给出公钥的见证人都已签名，且签名有效 · Every witness whose key is given has cosigned, and rightly",
    "entries": "每条日志都在检查点的树中 · Every entry is in the tree of the checkpoint",
    "chain": "日志属于本案，自第 1 条起首尾相连 · The entries are this case's, linked one to the next from number 1",
    "facts": "所示记录与日志中的哈希一致 · The facts shown hash to what the entries say",
}
Key = tuple[str, bytes]

# ---- Ed25519 (RFC 8032 §5.1): verification only. A point is X, Y, Z, T with x = X/Z, y = Y/Z, x·y = T/Z.
Point = tuple[int, int, int, int]
P = 2**255 - 19
Q = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P


def add(one: Point, two: Point) -> Point:
    a, b = (one[1] - one[0]) * (two[1] - two[0]), (one[1] + one[0]) * (two[1] + two[0])
    c, d = 2 * one[3] * two[3] * D, 2 * one[2] * two[2]
    e, f, g, h = (b - a) % P, (d - c) % P, (d + c) % P, (b + a) % P
    return e * f % P, g * h % P, f * g % P, e * h % P


def times(number: int, point: Point) -> Point:
    total: Point = (0, 1, 1, 0)
    while number:
        total = add(total, point) if number & 1 else total
        point, number = add(point, point), number >> 1
    return total


def encode(point: Point) -> bytes:
    inverse = pow(point[2], -1, P)
    x, y = point[0] * inverse % P, point[1] * inverse % P
    return (y | (x & 1) << 255).to_bytes(32, "little")


def decode(data: bytes) -> Point | None:
    number = int.from_bytes(data, "little")
    sign, y = number >> 255, number & (1 << 255) - 1
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    x = x if x * x % P == square else x * pow(2, (P - 1) // 4, P) % P
    if len(data) != 32 or y >= P or x * x % P != square or (x == 0 and sign):
        return None
    x = x if x & 1 == sign else P - x
    return x, y, 1, x * y % P


def is_signed(message: bytes, signature: bytes, public: bytes) -> bool:
    key, s = decode(public), int.from_bytes(signature[32:], "little")
    base = decode((4 * pow(5, -1, P) % P).to_bytes(32, "little"))
    if key is None or base is None or len(signature) != 64 or s >= Q:
        return False
    h = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % Q
    return encode(add(times(s, base), times(Q - h, key))) == signature[:32]


# ---- Notes and keys (C2SP signed-note, tlog-checkpoint, tlog-cosignature)
def bytes_of(text: str) -> bytes:
    """Base64 in its one right spelling."""
    data = base64.b64decode(text, validate=True)
    if base64.b64encode(data).decode() != text:
        raise ValueError("base64 in another spelling")
    return data


def key_id(name: str, kind: bytes, public: bytes) -> bytes:
    return hashlib.sha256(name.encode() + b"\n" + kind + public).digest()[:4]


def read_key(text: str, kind: bytes) -> Key:
    """A key as C2SP writes it, or the file that holds it. ``kind``: 01 a log's, 04 a witness's."""
    text = text if "+" in text and not Path(text).is_file() else Path(text).read_text("utf-8")
    name, tag, encoded = text.strip().split("+", 2)
    data = bytes_of(encoded)
    if data[:1] != kind or len(data) != 33 or key_id(name, kind, data[1:]).hex() != tag:
        raise ValueError(f"not a key of this kind: {text.strip()}")
    return name, data[1:]


def signature_of(lines: list[str], key: Key, kind: bytes) -> bytes | None:
    """What stands for ``key`` in the signature lines of a note, without the key's id."""
    for line in lines:
        dash, name, encoded = line.split(" ")
        data = bytes_of(encoded)
        if dash == "—" and name == key[0] and data[:4] == key_id(name, kind, key[1]):
            return data[4:]
    return None


def signed_by_log(body: str, lines: list[str], key: Key) -> bool:
    signature = signature_of(lines, key, b"\x01")
    named = body.split("\n")[0] == key[0]
    return named and signature is not None and is_signed(body.encode(), signature, key[1])


def cosigned(body: str, lines: list[str], key: Key) -> int | None:
    """When the witness cosigned, in seconds since 1970; ``None`` where it did not, or its signature is wrong."""
    signature = signature_of(lines, key, b"\x04") or b""
    at = int.from_bytes(signature[:8], "big")
    message = f"cosignature/v1\ntime {at}\n{body}".encode()
    return at if is_signed(message, signature[8:], key[1]) else None


# ---- The Merkle tree (RFC 6962 §2.1; the walk of RFC 9162 §2.1.3.2)
def root_from(leaf: bytes, index: int, size: int, path: bytes) -> bytes | None:
    node, last, digest = index, size - 1, leaf
    if not 0 <= index < size or len(path) % 32:
        return None
    for at in range(0, len(path), 32):
        sibling = path[at : at + 32]
        if last == 0:
            return None
        if node & 1 or node == last:
            digest = hashlib.sha256(b"\x01" + sibling + digest).digest()
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            digest = hashlib.sha256(b"\x01" + digest + sibling).digest()
        node, last = node >> 1, last >> 1
    return digest if last == 0 else None


# ---- The file
def canonical(value: Any) -> bytes:
    """RFC 8785 for what stands in a proof: ASCII keys, and no numbers but small integers."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def file_bytes(proof: dict[str, Any]) -> bytes:
    """The one spelling of a proof's file."""
    return json.dumps(proof, sort_keys=True, ensure_ascii=False, indent=1).encode() + b"\n"


def digest_of(proof: dict[str, Any]) -> str:
    return hashlib.sha256(canonical({**proof, "sha256": ""})).hexdigest()


def has(value: Any, keys: str) -> bool:
    return type(value) is dict and sorted(value) == sorted(keys.split())


def is_hex(value: Any) -> bool:
    return type(value) is str and re.fullmatch("[0-9a-f]{64}", value) is not None


def is_entry(entry: Any) -> bool:
    shown = has(entry, "number path body") and type(entry["body"]) is str
    sealed = has(entry, "number path leaf hash") and is_hex(entry["leaf"]) and is_hex(entry["hash"])
    return (shown or sealed) and type(entry["number"]) is int and type(entry["path"]) is str


def is_proof(proof: Any) -> bool:
    return (
        (has(proof, "version case checkpoint entries facts sha256") and proof["version"] == VERSION)
        and (type(proof["case"]) is str and type(proof["checkpoint"]) is str)
        and (type(proof["entries"]) is list and bool(proof["entries"]) and type(proof["facts"]) is list)
        and all(is_entry(one) for one in proof["entries"])
        and all(type(one) is dict for one in proof["facts"])
        and proof["sha256"] == digest_of(proof)
    )


def hash_of(entry: dict[str, Any]) -> str:
    return str(entry["hash"]) if "hash" in entry else hashlib.sha256(entry["body"].encode()).hexdigest()


def leaf_of(entry: dict[str, Any]) -> bytes:
    if "leaf" in entry:
        return bytes.fromhex(entry["leaf"])
    return hashlib.sha256(b"\x00" + entry["body"].encode()).digest()


def in_tree(entries: list[dict[str, Any]], size: int, root: bytes) -> bool:
    return all(root_from(leaf_of(one), one["number"], size, bytes_of(one["path"])) == root for one in entries)


def chained(entries: list[dict[str, Any]], case: str) -> bool:
    """Whether the entries are those of ``case`` from number 1 on. Of a sealed one the next one names the hash."""
    previous, number = "0" * 64, -1
    for seq, entry in enumerate(entries, 1):
        body = json.loads(entry["body"]) if "body" in entry else None
        if body is not None and (body["chain"], body["seq"], body["previous"]) != (case, seq, previous):
            return False
        if entry["number"] <= number:
            return False
        previous, number = hash_of(entry), entry["number"]
    return True


def borne_out(facts: list[dict[str, Any]], entries: list[dict[str, Any]]) -> bool:
    """Whether every fact shown is one that an entry names, with the hash it has."""
    named = [fact for one in entries if "body" in one for fact in json.loads(one["body"])["facts"]]
    shown = [
        {"table": one.get("table"), "id": one.get("id"), "hash": hashlib.sha256(canonical(one)).hexdigest()}
        for one in facts
    ]
    return all(one in named for one in shown) and all(shown.count(one) == 1 for one in shown)


def check(data: bytes, log: Key, witnesses: list[Key]) -> dict[str, bool]:
    """Each check of CHECKS, in order, with whether it holds. Whatever cannot be read does not hold."""
    outcome = dict.fromkeys(CHECKS, False)
    try:
        proof = json.loads(data)
        outcome["form"] = is_proof(proof) and data == file_bytes(proof)
        if not outcome["form"]:
            return outcome
        body, signatures = proof["checkpoint"].split("\n\n")
        body, lines, entries = body + "\n", signatures.splitlines(), proof["entries"]
        size, root = int(body.split("\n")[1]), bytes_of(body.split("\n")[2])
        outcome["log"] = signed_by_log(body, lines, log)
        outcome["witnesses"] = all(cosigned(body, lines, key) is not None for key in witnesses)
        outcome["entries"] = in_tree(entries, size, root)
        outcome["chain"] = chained(entries, proof["case"])
        outcome["facts"] = borne_out(proof["facts"], entries)
    except (ValueError, KeyError, TypeError, IndexError, RecursionError):
        return outcome
    return outcome


# ---- For people
def when(microseconds: int) -> str:
    return datetime.fromtimestamp(microseconds // 1_000_000, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")


def tell(proof: dict[str, Any], witnesses: list[Key]) -> None:
    """What the proof shows."""
    body, signatures = proof["checkpoint"].split("\n\n")
    body, lines = body + "\n", signatures.splitlines()
    print(f"案件 · Case {proof['case']}   检查点 · Checkpoint {body.splitlines()[1]}")
    for key in witnesses:
        print(f"  见证 · Witnessed  {when((cosigned(body, lines, key) or 0) * 1_000_000)}  {key[0]}")
    known = {"—", *(key[0] for key in witnesses), body.splitlines()[0]}
    for name in [line.split(" ")[1] for line in lines if line.split(" ")[1] not in known]:
        print(f"  未核对 · Not checked, its key was not given: {name}")
    for seq, entry in enumerate(proof["entries"], 1):
        if "body" not in entry:
            print(f"  {seq:3}  (密封 · sealed)  {entry['hash'][:16]}…")
            continue
        said = json.loads(entry["body"])
        print(f"  {seq:3}  {when(said['at'])}  {said['act']}  {said['staff']}  {len(said['facts'])}")


def main(arguments: list[str]) -> int:
    reader = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    reader.add_argument("file", type=Path)
    reader.add_argument("--log-key", required=True)
    reader.add_argument("--witness-key", action="append", default=[])
    reader.add_argument("--draws", type=Path)
    given = reader.parse_args(arguments)
    try:
        log = read_key(given.log_key, b"\x01")
        witnesses = [read_key(text, b"\x04") for text in given.witness_key]
        data = given.file.read_bytes()
    except (OSError, ValueError) as error:
        print(f"无法读取 · Cannot read: {error}")
        return 1
    outcome = check(data, log, witnesses)
    for code, holds in outcome.items():
        print(f"{'✓' if holds else '✗'} {CHECKS[code]}")
    if not all(outcome.values()):
        print("有误 · WRONG")
        return 1
    proof = json.loads(data)
    tell(proof, witnesses)
    for draw in [one for one in proof["facts"] if given.draws and one["table"] == "draw"]:
        given.draws.mkdir(parents=True, exist_ok=True)
        (given.draws / f"draw-{int(draw['number']):06d}.json").write_text(draw["record"], "utf-8")
    print("证明无误 · The proof is right")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
