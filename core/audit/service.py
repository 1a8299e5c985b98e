"""Writing the log: entries in the act's own transaction, then order and checkpoints by the guardian."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import bindparam, delete, insert, select

from core.audit import tables
from core.audit.rules import Frontier, checkpoint_text, leaf_hash, sign_note
from core.kernel.canonical import canonical_bytes, sha256_hex
from core.kernel.ids import new_id
from core.storage.work import Fact, Reading, Storage, Work, insertion

#: The name under which the centre's log signs (C2SP signed-note key name).
LOG_ORIGIN = "evenhand/centre"
_FIRST = "0" * 64
_BATCH = 2_000


_LAST = (
    select(tables.entry.c.seq, tables.entry.c.hash)
    .where(tables.entry.c.chain == bindparam("chain"))
    .order_by(tables.entry.c.seq.desc())
    .limit(1)
)


def append_entries(work: Work) -> None:
    """One entry a chain for the facts of ``work``; the hash of its body is linked to the one before."""
    by_chain: dict[UUID, list[Fact]] = {}
    for fact in work.facts:
        by_chain.setdefault(fact.chain, []).append(fact)
    for chain, facts in sorted(by_chain.items()):
        work.hold(f"chain {chain}")
        last = work.first(_LAST, {"chain": chain})
        body = {
            "chain": chain,
            "seq": last.seq + 1 if last else 1,
            "act": work.act,
            "staff": work.staff_id,
            "at": work.now,
            "facts": [{"table": fact.table, "id": fact.id, "hash": fact.hash} for fact in facts],
            "previous": last.hash if last else _FIRST,
        }
        data = canonical_bytes(body)
        work.execute(
            insertion(tables.entry),
            {
                "id": new_id(),
                "chain": chain,
                "seq": body["seq"],
                "act": work.act,
                "staff_id": work.staff_id,
                "previous": body["previous"],
                "body": data.decode(),
                "hash": sha256_hex(data),
                "at": work.now,
            },
        )


@dataclass(frozen=True, slots=True)
class SequenceLog:
    """Give waiting entries their place in the tree and sign the new tree head."""

    command_id: UUID


class AuditService:
    """The guardian's part of the log."""

    def __init__(self, storage: Storage, key: Ed25519PrivateKey) -> None:
        self._storage = storage
        self._key = key

    def sequence(self, command: SequenceLog) -> int:
        """Number up to 2,000 waiting entries and sign a checkpoint; returns how many."""
        with self._storage.work(command) as work:
            if work.answer is not None:
                return int(work.answer["count"])
            work.hold("log")
            waiting = work.all(
                select(tables.entry.c.id, tables.entry.c.body)
                .join(tables.unsequenced, tables.unsequenced.c.entry_id == tables.entry.c.id)
                .order_by(tables.entry.c.id)
                .limit(_BATCH)
            )
            if not waiting:
                return 0
            self._number(work, waiting)
            work.commit({"count": len(waiting)})
            return len(waiting)

    def _number(self, work: Work, waiting: Any) -> None:
        frontier = latest_frontier(work)
        first, leaves = frontier.size, []
        for row in waiting:
            leaf = leaf_hash(row.body.encode())
            number = {"number": frontier.size, "entry_id": row.id, "hash": leaf.hex()}
            leaves.append({"id": new_id(), **number, "at": work.now})
            frontier = frontier.append(leaf)
        work.connection.execute(insertion(tables.leaf), leaves)
        numbered = select(tables.leaf.c.entry_id).where(tables.leaf.c.number >= first)
        work.execute(delete(tables.unsequenced).where(tables.unsequenced.c.entry_id.in_(numbered)))
        note = sign_note(
            checkpoint_text(LOG_ORIGIN, frontier.size, frontier.root, work.now), LOG_ORIGIN, self._key
        )
        work.execute(
            insert(tables.checkpoint).values(
                id=new_id(),
                size=frontier.size,
                root=frontier.root.hex(),
                frontier=json.dumps([peak.hex() for peak in frontier.peaks]),
                note=note,
                at=work.now,
            )
        )


def latest_frontier(reading: Reading) -> Frontier:
    """The frontier of the newest checkpoint, or that of the empty log."""
    row = reading.first(select(tables.checkpoint).order_by(tables.checkpoint.c.size.desc()).limit(1))
    if row is None:
        return Frontier()
    return Frontier(row.size, tuple(bytes.fromhex(peak) for peak in json.loads(row.frontier)))
