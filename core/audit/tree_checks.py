"""Does the Merkle tree still stand as it was signed? Leaves, checkpoints, and entries that nobody would ever number."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from sqlalchemy import Text, exists, select, type_coerce

from core.audit import tables
from core.audit.findings import Finding, Found, finding
from core.audit.rules import Frontier, leaf_hash, note_is_signed
from core.audit.service import LOG_ORIGIN
from core.storage.work import Reading


def check_tree(
    reading: Reading, public: bytes, findings: Found, sizes: set[int]
) -> tuple[int, dict[int, bytes]]:
    """Check leaves and checkpoints; returns how many leaves there are, and the roots at ``sizes``."""
    roots: dict[int, bytes] = {}
    checkpoints = {row.size: row for row in reading.all(select(tables.checkpoint))}
    frontier, times = Frontier(), set[int]()
    statement = (
        select(tables.leaf.c.number, tables.leaf.c.hash, tables.leaf.c.at, tables.entry.c.body)
        .outerjoin(tables.entry, tables.entry.c.id == tables.leaf.c.entry_id)
        .order_by(tables.leaf.c.number)
    )
    for row in reading.connection.execution_options(yield_per=2_000).execute(statement):
        name = f"leaf {row.number}"
        if row.body is None:
            findings.append(finding("leaf", name, "对应的日志条目缺失", "its entry is missing"))
        leaf = leaf_hash((row.body or "").encode())
        if row.number != frontier.size or row.hash != leaf.hex():
            findings.append(finding("leaf", name, "与日志条目不符", "it does not match its entry"))
        frontier = frontier.append(leaf)
        if frontier.size in sizes:
            roots[frontier.size] = frontier.root
        findings.step()
        times.add(row.at)
        if checkpoint := checkpoints.pop(frontier.size, None):
            _checkpoint(checkpoint, frontier, public, findings)
            if times != {checkpoint.at}:
                findings.append(
                    finding("leaf", f"leaf … {row.number}", "编号时间不符", "the time of numbering differs")
                )
            times.clear()
    for size in checkpoints:
        findings.append(
            finding("checkpoint", f"checkpoint {size}", "日志比检查点短", "the log is shorter than this")
        )
    findings += _unnumbered(reading)
    return frontier.size, roots


def _unnumbered(reading: Reading) -> Iterator[Finding]:
    """Entries that neither have a number nor wait for one: nobody would ever number them."""
    entry = tables.entry.c
    statement = select(type_coerce(entry.chain, Text).label("chain"), entry.seq).where(
        ~exists().where(tables.leaf.c.entry_id == entry.id),
        ~exists().where(tables.unsequenced.c.entry_id == entry.id),
    )
    for row in reading.all(statement):
        name = f"entry {UUID(row.chain)} {row.seq}"
        yield finding("entry", name, "不在编号队列中", "it has no number and waits for none")


def _checkpoint(row: Any, frontier: Frontier, public: bytes, findings: Found) -> None:
    name = f"checkpoint {row.size}"
    lines = row.note.split("\n")
    stated = lines[1:4]
    expected_note = [str(row.size), base64.b64encode(frontier.root).decode(), f"time {row.at}"]
    if row.root != frontier.root.hex() or stated != expected_note or lines[0] != LOG_ORIGIN:
        findings.append(finding("checkpoint", name, "树根与日志不符", "its root does not match the log"))
    if row.frontier != json.dumps([peak.hex() for peak in frontier.peaks]):
        findings.append(finding("checkpoint", name, "边界节点被改动", "its frontier was changed"))
    if not note_is_signed(row.note, LOG_ORIGIN, public):
        findings.append(finding("checkpoint", name, "签名无效", "its signature is not valid"))
