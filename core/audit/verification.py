"""Does everything still stand as it was recorded? Facts, entries, tree, checkpoints, stored files.

Each finding names the thing: the table and id of a fact, the chain and number of an entry, the
hash of a paper. Nothing is repaired here.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Table,
    Text,
    Uuid,
    and_,
    func,
    not_,
    or_,
    select,
    true,
    type_coerce,
)
from sqlalchemy.exc import SQLAlchemyError

from core.audit import tables
from core.audit.findings import Finding, Found, Progress, finding
from core.audit.service import LOG_ORIGIN
from core.audit.tree_checks import check_tree
from core.audit.witness_checks import WitnessPolicy, compared, how_far_witnessed, outside_notes, overdue
from core.kernel.canonical import sha256_hex
from core.storage.blobs import Blobs
from core.storage.migrate import missing_guards
from core.storage.tables import blob, command, erasure, fact_tables, shown_columns
from core.storage.work import Reading, fact_hash


@dataclass(frozen=True, slots=True)
class Verification:
    """What was looked at, and what was found."""

    facts: int
    entries: int
    leaves: int
    checkpoints: int
    objects: int
    findings: tuple[Finding, ...]
    #: Stored files of which only the line in the register of disposals is left.
    destroyed: int = 0

    @property
    def ok(self) -> bool:
        return not self.findings


def verify_log(
    reading: Reading,
    blobs: Blobs,
    log_public_key: bytes,
    *,
    policy: WitnessPolicy | None = None,
    notes: Mapping[str, str] | None = None,
    progress: Progress | None = None,
) -> Verification:
    """Check the whole centre within one consistent picture. ``log_public_key``: 32 raw Ed25519 bytes.

    ``notes`` are checkpoints that a witness, a bank or a sheet of paper kept outside, by a name for each: only they
    show a log that was cut at its end together with its facts and checkpoints.
    """
    findings = Found(progress)
    findings.total = _how_much(reading) if progress is not None else 0
    findings += _guards(reading)
    recorded, entries = _entries(reading, findings)
    erased = _erased(reading)
    facts = sum(_facts(reading, table, recorded, erased, findings) for table in _logged_tables())
    for name, identity in recorded:
        findings.append(finding("fact", f"{name} {identity}", "记录缺失", "the fact is missing"))
    outside, strange = outside_notes(notes or {}, LOG_ORIGIN, log_public_key)
    leaves, roots = check_tree(reading, log_public_key, findings, {note.size for note in outside.values()})
    policy = policy or WitnessPolicy()
    witnessed, unsigned = how_far_witnessed(reading, policy)
    late = overdue(reading, witnessed, policy)
    findings += (finding(*one) for one in (*strange, *compared(outside, roots, leaves), *unsigned, *late))
    objects, destroyed = _objects(reading, blobs, erased, findings)
    checkpoints = len(reading.all(select(tables.checkpoint.c.id)))
    return Verification(facts, entries, leaves, checkpoints, objects, tuple(findings), destroyed)


def _how_much(reading: Reading) -> int:
    """How many rows there are to look at."""
    counted = [*_logged_tables(), tables.entry, tables.leaf, blob]
    return sum(int(reading.scalar(select(func.count()).select_from(table))) for table in counted)


def _guards(reading: Reading) -> Iterator[Finding]:
    said = {
        "missing": ("保护规则被移除", "this guard was removed"),
        "changed": ("保护规则被改动", "this guard was changed"),
        "strange": ("不是本系统的保护规则", "this trigger is none of ours"),
    }
    for fault in missing_guards(reading.connection):
        yield finding("guard", f"guard {fault.name}", *said[fault.what])


def _logged_tables() -> list[Table]:
    """Tables of facts the log knows; answers (``command``) it knows of every act that left a fact."""
    return [table for table in fact_tables() if table.info["logged"] or table is command]


def _rows(reading: Reading, table: Table, findings: Found, *order: Any) -> Iterator[Any]:
    """Every row; one whose ids are no ids any more is a finding, and the others are still read."""
    fine = true() if reading.at_centre else _well_formed(table)
    try:
        yield from reading.connection.execution_options(yield_per=2_000).execute(
            select(*shown_columns(table, at_centre=reading.at_centre)).where(fine).order_by(*order)
        )
        for row in reading.all(select(type_coerce(table.c.id, Text)).where(not_(fine))):
            name = f"{table.name} {row[0]}"
            findings.append(finding("fact", name, "记录无法读取", "the fact cannot be read"))
    except (ValueError, TypeError, SQLAlchemyError):
        findings.append(finding("table", table.name, "表无法读取", "the table cannot be read"))


def _well_formed(table: Table) -> ColumnElement[bool]:
    """True for rows whose every id is 32 lower-case hexadecimal digits, as the program writes them."""
    checks = []
    for column in table.columns:
        if isinstance(column.type, Uuid):
            value = type_coerce(column, Text)
            fits = and_(
                func.typeof(value) == "text", func.length(value) == 32, value.op("NOT GLOB")("*[^0-9a-f]*")
            )
            checks.append(or_(value.is_(None), fits) if column.nullable else fits)
    return and_(*checks)


def _entries(reading: Reading, findings: Found) -> tuple[dict[tuple[str, str], str], int]:
    """Check the chains; returns the recorded hash of every fact, and the number of entries."""
    recorded: dict[tuple[str, str], str] = {}
    count, chain, previous, seq = 0, None, "", 0
    for row in _rows(reading, tables.entry, findings, tables.entry.c.chain, tables.entry.c.seq):
        count += 1
        findings.step()
        if row.chain != chain:
            chain, previous, seq = row.chain, "0" * 64, 0
        name = f"entry {row.chain} {row.seq}"
        if sha256_hex(row.body.encode()) != row.hash:
            findings.append(finding("entry", name, "内容与哈希不符", "its body does not match its hash"))
        try:
            body = json.loads(row.body)
            described = (body["previous"], body["seq"], body["act"], body["staff"], body["at"], body["chain"])
            facts = [(fact["table"], fact["id"], fact["hash"]) for fact in body["facts"]]
        except (ValueError, KeyError, TypeError):
            findings.append(finding("entry", name, "内容无法读取", "its body cannot be read"))
            described, facts = None, []
        columns = (row.previous, row.seq, row.act, str(row.staff_id), row.at, str(row.chain))
        if described is not None and described != columns:
            findings.append(finding("entry", name, "各栏与内容不符", "its columns differ from its body"))
        if row.previous != previous or row.seq != seq + 1:
            findings.append(finding("entry", name, "与前一条不相连", "it does not follow the entry before"))
        previous, seq = row.hash, row.seq
        for table, identity, digest in facts:
            if recorded.setdefault((table, identity), digest) != digest:
                findings.append(
                    finding("entry", name, "同一记录再次入账", "it records a fact again, otherwise")
                )
    return recorded, count


def _erased(reading: Reading) -> dict[tuple[str, str], str]:
    """What a disposal left of rows, by table and id: the hash that the log vouches for instead of the first."""
    rows = reading.all(select(erasure.c.table_name, erasure.c.row_id, erasure.c.left_hash))
    return {(row.table_name, str(row.row_id)): row.left_hash for row in rows}


def _facts(
    reading: Reading,
    table: Table,
    recorded: dict[tuple[str, str], str],
    erased: Mapping[tuple[str, str], str],
    findings: Found,
) -> int:
    count = 0
    hidden = reading.at_centre and len(shown_columns(table, at_centre=True)) < len(table.columns)
    rows = _hidden(reading, table) if hidden else _rows(reading, table, findings, table.c.id)
    for row in rows:
        count += 1
        findings.step()
        name = f"{table.name} {row.id}"
        digest = recorded.pop((table.name, str(row.id)), None)
        if digest is None and table is command:
            count -= 1
            continue
        if digest is None:
            findings.append(finding("fact", name, "日志中没有这条记录", "the log does not know this fact"))
            continue
        digest = erased.get((table.name, str(row.id)), digest)
        if digest != row.hash if hidden else not _still(table, row._mapping, digest):
            findings.append(finding("fact", name, "记录被改动", "the fact was changed"))
    return count


def _hidden(reading: Reading, table: Table) -> Iterator[Any]:
    """Ids and hashes of facts with hidden columns: a centre reckons them without showing what is hidden."""
    facts = func.hidden_facts(table.name).table_valued(Column("id", Uuid), Column("hash", Text))
    yield from reading.connection.execution_options(yield_per=2_000).execute(select(facts.c.id, facts.c.hash))


def _still(table: Table, row: Mapping[str, Any], digest: str) -> bool:
    try:
        return fact_hash(table, row) == digest
    except (TypeError, ValueError):  # a value of a type that no fact has
        return False


def _objects(
    reading: Reading, blobs: Blobs, erased: Mapping[tuple[str, str], str], findings: Found
) -> tuple[int, int]:
    """How many stored files there are, and how many of them a disposal destroyed."""
    count, destroyed = 0, 0
    for row in _rows(reading, blob, findings, blob.c.id):
        count += 1
        findings.step()
        if (blob.name, str(row.id)) in erased:
            destroyed += 1
            if blobs.store.has(row.object):
                said = (
                    "按鉴定应已销毁的文件仍在存储中",
                    "a file that a disposal destroyed is still in the store",
                )
                findings.append(finding("blob", f"blob {row.sha256[:16]}", *said))
        elif not blobs.intact(row.object):
            findings.append(
                finding(
                    "blob",
                    f"blob {row.sha256[:16]}",
                    "存储文件缺失或被改动",
                    "the stored file is missing or changed",
                )
            )
    return count, destroyed
