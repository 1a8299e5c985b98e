"""Does everything still stand as it was recorded? Facts, entries, tree, checkpoints, stored files.

Each finding names the thing: the table and id of a fact, the chain and number of an entry, the
hash of a paper. Nothing is repaired here.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Table, select

from core.audit import tables
from core.audit.rules import Frontier, leaf_hash, note_is_signed
from core.audit.service import LOG_ORIGIN
from core.kernel.canonical import sha256_hex
from core.kernel.words import Words
from core.storage.blobs import Blobs
from core.storage.tables import blob, fact_tables
from core.storage.work import Reading, fact_hash


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not as it was recorded."""

    kind: str
    name: str
    words: Words


@dataclass(frozen=True, slots=True)
class Verification:
    """What was looked at, and what was found."""

    facts: int
    entries: int
    leaves: int
    checkpoints: int
    objects: int
    findings: tuple[Finding, ...]

    @property
    def ok(self) -> bool:
        return not self.findings


def verify_log(reading: Reading, blobs: Blobs, log_public_key: bytes) -> Verification:
    """Check the whole centre within one consistent picture. ``log_public_key``: 32 raw Ed25519 bytes."""
    findings: list[Finding] = []
    recorded, entries = _entries(reading, findings)
    facts = sum(_facts(reading, table, recorded, findings) for table in _logged_tables())
    for name, identity in recorded:
        findings.append(_finding("fact", f"{name} {identity}", "记录缺失", "the fact is missing"))
    leaves = _tree(reading, log_public_key, findings)
    objects = _objects(reading, blobs, findings)
    checkpoints = len(reading.all(select(tables.checkpoint.c.id)))
    return Verification(facts, entries, leaves, checkpoints, objects, tuple(findings))


def _finding(kind: str, name: str, zh: str, en: str) -> Finding:
    return Finding(kind, name, Words(f"{name}：{zh}", f"{name}: {en}"))


def _logged_tables() -> list[Table]:
    return [table for table in fact_tables() if table.info["logged"]]


def _rows(reading: Reading, table: Table, *order: Any) -> Iterator[Any]:
    return iter(reading.connection.execution_options(yield_per=2_000).execute(select(table).order_by(*order)))


def _entries(reading: Reading, findings: list[Finding]) -> tuple[dict[tuple[str, str], str], int]:
    """Check the chains; returns the recorded hash of every fact, and the number of entries."""
    recorded: dict[tuple[str, str], str] = {}
    count, chain, previous, seq = 0, None, "", 0
    for row in _rows(reading, tables.entry, tables.entry.c.chain, tables.entry.c.seq):
        count += 1
        if row.chain != chain:
            chain, previous, seq = row.chain, "0" * 64, 0
        name = f"entry {row.chain} {row.seq}"
        if sha256_hex(row.body.encode()) != row.hash:
            findings.append(_finding("entry", name, "内容与哈希不符", "its body does not match its hash"))
        try:
            body = json.loads(row.body)
            described = (body["previous"], body["seq"], body["act"], body["staff"], body["at"], body["chain"])
            facts = [(fact["table"], fact["id"], fact["hash"]) for fact in body["facts"]]
        except (ValueError, KeyError, TypeError):
            findings.append(_finding("entry", name, "内容无法读取", "its body cannot be read"))
            described, facts = None, []
        columns = (row.previous, row.seq, row.act, str(row.staff_id), row.at, str(row.chain))
        if described is not None and described != columns:
            findings.append(_finding("entry", name, "各栏与内容不符", "its columns differ from its body"))
        if row.previous != previous or row.seq != seq + 1:
            findings.append(_finding("entry", name, "与前一条不相连", "it does not follow the entry before"))
        previous, seq = row.hash, row.seq
        recorded.update({(table, identity): digest for table, identity, digest in facts})
    return recorded, count


def _facts(
    reading: Reading, table: Table, recorded: dict[tuple[str, str], str], findings: list[Finding]
) -> int:
    count = 0
    for row in _rows(reading, table, table.c.id):
        count += 1
        name = f"{table.name} {row.id}"
        digest = recorded.pop((table.name, str(row.id)), None)
        if digest is None:
            findings.append(_finding("fact", name, "日志中没有这条记录", "the log does not know this fact"))
        elif fact_hash(table, row._mapping) != digest:
            findings.append(_finding("fact", name, "记录被改动", "the fact was changed"))
    return count


def _tree(reading: Reading, public: bytes, findings: list[Finding]) -> int:
    checkpoints = {row.size: row for row in reading.all(select(tables.checkpoint))}
    frontier = Frontier()
    statement = (
        select(tables.leaf.c.number, tables.leaf.c.hash, tables.entry.c.body)
        .join(tables.entry, tables.entry.c.id == tables.leaf.c.entry_id)
        .order_by(tables.leaf.c.number)
    )
    for row in reading.connection.execution_options(yield_per=2_000).execute(statement):
        leaf = leaf_hash(row.body.encode())
        if row.number != frontier.size or row.hash != leaf.hex():
            findings.append(
                _finding("leaf", f"leaf {row.number}", "与日志条目不符", "it does not match its entry")
            )
        frontier = frontier.append(leaf)
        if checkpoint := checkpoints.pop(frontier.size, None):
            _checkpoint(checkpoint, frontier, public, findings)
    for size in checkpoints:
        findings.append(
            _finding("checkpoint", f"checkpoint {size}", "日志比检查点短", "the log is shorter than this")
        )
    return frontier.size


def _checkpoint(row: Any, frontier: Frontier, public: bytes, findings: list[Finding]) -> None:
    name = f"checkpoint {row.size}"
    lines = row.note.split("\n")
    stated = lines[1:4]
    expected_note = [str(row.size), base64.b64encode(frontier.root).decode(), f"time {row.at}"]
    if row.root != frontier.root.hex() or stated != expected_note or lines[0] != LOG_ORIGIN:
        findings.append(_finding("checkpoint", name, "树根与日志不符", "its root does not match the log"))
    if json.loads(row.frontier) != [peak.hex() for peak in frontier.peaks]:
        findings.append(_finding("checkpoint", name, "边界节点被改动", "its frontier was changed"))
    if not note_is_signed(row.note, LOG_ORIGIN, public):
        findings.append(_finding("checkpoint", name, "签名无效", "its signature is not valid"))


def _objects(reading: Reading, blobs: Blobs, findings: list[Finding]) -> int:
    count = 0
    for row in _rows(reading, blob, blob.c.id):
        count += 1
        if not blobs.intact(row.object):
            findings.append(
                _finding(
                    "blob",
                    f"blob {row.sha256[:16]}",
                    "存储文件缺失或被改动",
                    "the stored file is missing or changed",
                )
            )
    return count
