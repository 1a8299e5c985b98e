"""Proofs out of the log's tables: that an entry is in it, and that a later log extends an earlier one."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence

from sqlalchemy import select

from core.audit import tables
from core.audit.rules import (
    Frontier,
    Node,
    consistency_ranges,
    inclusion_ranges,
    node_hashes,
    perfect_nodes,
    range_root,
)
from core.kernel.errors import Tampered
from core.storage.work import Reading


def consistency_proof(reading: Reading, old: int, size: int) -> tuple[bytes, ...]:
    """That the log of ``size`` entries extends its own first ``old``; reads only what came after ``old``
    where that was the size of a checkpoint."""
    ranges = consistency_ranges(old, size)
    found = _hashes(reading, old, size, {node for one in ranges for node in perfect_nodes(*one)})
    return tuple(range_root(start, end, found) for start, end in ranges)


def inclusion_proofs(reading: Reading, numbers: Sequence[int], size: int) -> Mapping[int, tuple[bytes, ...]]:
    """For each leaf number its audit path in the log of ``size`` entries, all in one pass from the first of them on."""
    ranges = {number: inclusion_ranges(number, size) for number in numbers}
    wanted = {node for path in ranges.values() for one in path for node in perfect_nodes(*one)}
    found = _hashes(reading, min(numbers, default=0), size, wanted)
    return {
        number: tuple(range_root(start, end, found) for start, end in path) for number, path in ranges.items()
    }


def _hashes(reading: Reading, start: int, size: int, wanted: set[Node]) -> dict[Node, bytes]:
    """What is wanted, read from the last checkpoint at or before ``start``."""
    before = _frontier_before(reading, start)
    found = node_hashes(before, _leaves(reading, before.size, size), wanted)
    if found.keys() != wanted:
        raise Tampered("日志有缺，无法出具证明。", "The log has gaps; nothing can be proved from it.")
    return found


def _frontier_before(reading: Reading, size: int) -> Frontier:
    checkpoint = tables.checkpoint
    row = reading.first(
        select(checkpoint.c.size, checkpoint.c.frontier)
        .where(checkpoint.c.size <= size)
        .order_by(checkpoint.c.size.desc())
        .limit(1)
    )
    if row is None:
        return Frontier()
    return Frontier(row.size, tuple(bytes.fromhex(peak) for peak in json.loads(row.frontier)))


def _leaves(reading: Reading, start: int, end: int) -> Iterator[bytes]:
    leaf = tables.leaf
    rows = reading.connection.execution_options(yield_per=10_000).execute(
        select(leaf.c.hash).where(leaf.c.number >= start, leaf.c.number < end).order_by(leaf.c.number)
    )
    for row in rows:
        yield bytes.fromhex(row.hash)
