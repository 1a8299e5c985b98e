"""The proof of one case: what a stranger needs to check it, in one file (see verify_proof.py)."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select

from core.audit import tables
from core.audit.proofs import inclusion_proofs
from core.audit.rules import leaf_hash
from core.audit.verify_proof import VERSION, digest_of, file_bytes
from core.audit.witnessing import cosigned_note
from core.kernel.canonical import plain
from core.kernel.errors import NotFound, Tampered
from core.storage.tables import fact_tables
from core.storage.work import Reading

#: Facts that are shown whole: who was drawn and who had which duty. They name people of the staff by id only.
SHOWN = ("draw", "duty")
#: Facts whose hash could be found by trying every value; an entry that names one is sealed.
_GUESSABLE = frozenset({"person_number"})


@dataclass(frozen=True, slots=True)
class CaseProof:
    """The file, and how much is in it; ``waiting`` entries have no number yet and are not in it."""

    content: bytes
    size: int
    entries: int
    sealed: int
    waiting: int
    cosignatures: int


def prove_case(reading: Reading, case_id: UUID, *, whole: bool = False) -> CaseProof:
    """The proof of a case's entries so far. ``whole`` shows sealed entries too: for who knows the numbers anyway.

    ``NotFound`` where no entry of the case has its number in the tree yet.
    """
    entry, leaf = tables.entry, tables.leaf
    rows = reading.all(
        select(entry.c.seq, entry.c.body, entry.c.hash, leaf.c.number)
        .outerjoin(leaf, leaf.c.entry_id == entry.c.id)
        .where(entry.c.chain == case_id)
        .order_by(entry.c.seq)
    )
    known = [row for row in rows if row.number is not None]
    if not known:
        raise NotFound(
            "日志中还没有这件案件的已编号条目。", "The log has no numbered entry of this case yet."
        )
    if [row.seq for row in known] != list(range(1, len(known) + 1)):
        raise Tampered("这件案件的日志有缺。", "The log of this case has gaps.")
    checkpoint = _checkpoint(reading, max(row.number for row in known) + 1)
    paths = inclusion_proofs(reading, [row.number for row in known], checkpoint.size)
    entries = [_entry(row, paths[row.number], whole=whole) for row in known]
    note = cosigned_note(reading, checkpoint)
    proof: dict[str, Any] = {
        "version": VERSION,
        "case": str(case_id),
        "checkpoint": note,
        "entries": entries,
        "facts": _facts(reading, [json.loads(one["body"]) for one in entries if "body" in one]),
        "sha256": "",
    }
    proof["sha256"] = digest_of(proof)
    sealed = sum("body" not in one for one in entries)
    cosignatures = len(note.splitlines()) - len(checkpoint.note.splitlines())
    return CaseProof(
        file_bytes(proof), checkpoint.size, len(known), sealed, len(rows) - len(known), cosignatures
    )


def _checkpoint(reading: Reading, least: int) -> Any:
    """The newest checkpoint over ``least`` entries that a witness has cosigned, or else the newest."""
    checkpoint = tables.checkpoint
    newest = select(checkpoint).where(checkpoint.c.size >= least).order_by(checkpoint.c.size.desc()).limit(1)
    cosigned = checkpoint.c.id.in_(select(tables.cosignature.c.checkpoint_id))
    found = reading.first(newest.where(cosigned)) or reading.first(newest)
    if found is None:
        raise Tampered("日志缺少检查点。", "The log lacks a checkpoint.")
    return found


def _entry(row: Any, path: Sequence[bytes], *, whole: bool) -> dict[str, Any]:
    place = {"number": row.number, "path": base64.b64encode(b"".join(path)).decode()}
    named = {fact["table"] for fact in json.loads(row.body)["facts"]}
    if named & _GUESSABLE and not whole:
        return {**place, "leaf": leaf_hash(row.body.encode()).hex(), "hash": row.hash}
    return {**place, "body": row.body}


def _facts(reading: Reading, bodies: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The facts to show, as the bytes that were hashed had them."""
    shown = {table.name: table for table in fact_tables() if table.name in SHOWN}
    wanted = [fact for body in bodies for fact in body["facts"] if fact["table"] in shown]
    facts = []
    for name, table in sorted(shown.items()):
        ids = [UUID(fact["id"]) for fact in wanted if fact["table"] == name]
        for row in reading.all(select(table).where(table.c.id.in_(ids)).order_by(table.c.id)):
            facts.append({"table": name, **plain(dict(row._mapping))})
    return facts
