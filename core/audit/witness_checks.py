"""What witnesses say about our log: their signatures, whether they come in time, and what they saw elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from core.audit import tables
from core.audit.cosigning import WITNESS_KEY, Checkpoint, VerifierKey, cosigned_at, read_checkpoint
from core.audit.rules import note_is_signed
from core.kernel.clock import HOUR
from core.kernel.errors import BadInput
from core.kernel.words import Words
from core.storage.work import Reading

#: A finding without its class: kind, name, Chinese, English.
Fault = tuple[str, str, str, str]


@dataclass(frozen=True, slots=True)
class WitnessPolicy:
    """A checkpoint is witnessed once ``needed`` witnesses have cosigned it or a later one, within ``hours``.

    ``needed`` of ``None``: one, as soon as a witness is registered.
    """

    needed: int | None = None
    hours: int = 24

    def due(self, registered: int) -> int:
        """How many must cosign where ``registered`` witnesses are known."""
        return min(registered, 1) if self.needed is None else self.needed


@dataclass(frozen=True, slots=True)
class Witnessed:
    """How far the log is witnessed: ``by`` has each witness's newest cosigned size, ``size`` what enough have reached."""

    by: Mapping[str, int]
    size: int
    needed: int


@dataclass(frozen=True, slots=True)
class WitnessRefusalRow:
    """A refusal on record, for people."""

    name: str
    kind: str
    size: int
    at: int

    @property
    def words(self) -> Words:
        if self.kind == "longer":
            return Words(
                f"见证人见过 {self.size} 条日志，现在的日志没有这么长：日志被截短。",
                f"The witness has seen {self.size} entries, and the log is not as long now: it was cut.",
            )
        return Words(
            f"见证人在第 {self.size} 条处见过另一份日志：日志被分叉或改写。",
            f"The witness saw another log of {self.size} entries: it was forked or rewritten.",
        )


def outside_notes(
    notes: Mapping[str, str], origin: str, public: bytes
) -> tuple[dict[str, Checkpoint], list[Fault]]:
    """Checkpoints that others kept, by the name of their file, and what cannot be taken for one of this log's."""
    read, faults = dict[str, Checkpoint](), list[Fault]()
    for name, text in notes.items():
        try:
            note = read_checkpoint(text)
        except BadInput:
            faults.append(("witness", name, "不是检查点", "this is not a checkpoint"))
            continue
        if note.origin != origin or not note_is_signed(text, origin, public):
            faults.append(("witness", name, "不是本日志签发", "it is not signed by this log"))
        else:
            read[name] = note
    return read, faults


def compared(notes: Mapping[str, Checkpoint], roots: Mapping[int, bytes], size: int) -> Iterator[Fault]:
    """The outside checkpoints that a log of ``size`` entries, with these roots on the way, does not bear out."""
    for name, note in notes.items():
        if note.size > size:
            gone = note.size - size
            zh, en = f"日志被截短：缺 {gone} 条", f"the log was cut: {gone} entries are gone"
            yield "witness", name, zh, en
        elif roots.get(note.size) != note.root:
            yield "witness", name, "与见证人所见不是同一日志", "the log is not the one that this witness saw"


def how_far_witnessed(reading: Reading, policy: WitnessPolicy) -> tuple[Witnessed, list[Fault]]:
    """Check every cosignature; how far those of the witnesses in use reach, and which are not valid."""
    faults, keys = list[Fault](), dict[str, VerifierKey]()
    newest: dict[str, int] = {}
    for row in reading.all(select(tables.witness.c.name, tables.witness.c.public_key)):
        newest[row.name] = 0
        try:
            keys[row.name] = VerifierKey(row.name, WITNESS_KEY, bytes.fromhex(row.public_key))
        except ValueError:
            faults.append(("witness", row.name, "公钥无法读取", "its key cannot be read"))
    checkpoint, cosignature = tables.checkpoint, tables.cosignature
    rows = reading.all(
        select(checkpoint.c.size, checkpoint.c.note, cosignature.c.line, tables.witness.c.name)
        .select_from(cosignature)
        .outerjoin(checkpoint, checkpoint.c.id == cosignature.c.checkpoint_id)
        .outerjoin(tables.witness, tables.witness.c.id == cosignature.c.witness_id)
    )
    for row in rows:
        body = (row.note or "").rpartition("\n\n")[0] + "\n"
        if row.name not in keys or cosigned_at(body, row.line, keys[row.name]) is None:
            faults.append(
                ("witness", f"{row.name} {row.size}", "见证签名无效", "the cosignature is not valid")
            )
        else:
            newest[row.name] = max(newest[row.name], row.size)
    retired = select(tables.witness.c.name).join(
        tables.witness_end, tables.witness_end.c.witness_id == tables.witness.c.id
    )
    for row in reading.all(retired):
        newest.pop(row.name, None)
    needed = policy.due(len(newest))
    reached = sorted(newest.values(), reverse=True)
    size = reached[needed - 1] if 0 < needed <= len(reached) else 0
    return Witnessed(newest, size, needed), faults


def overdue(reading: Reading, witnessed: Witnessed, policy: WitnessPolicy) -> Iterator[Fault]:
    """The first checkpoint that has waited for its witnesses longer than the policy allows."""
    if not witnessed.needed:
        return
    checkpoint = tables.checkpoint
    late = reading.first(
        select(checkpoint.c.size)
        .where(checkpoint.c.size > witnessed.size, checkpoint.c.at < reading.now - policy.hours * HOUR)
        .order_by(checkpoint.c.size)
        .limit(1)
    )
    if late is not None:
        zh = f"超过 {policy.hours} 小时未获 {witnessed.needed} 名见证人签名"
        en = f"not cosigned by {witnessed.needed} witness(es) for more than {policy.hours} hours"
        yield "witness", f"checkpoint {late.size}", zh, en


def refusals(reading: Reading) -> Sequence[WitnessRefusalRow]:
    """What witnesses have refused, the newest first."""
    said, witness = tables.witness_refusal, tables.witness
    rows = reading.all(
        select(witness.c.name, said.c.kind, said.c.size, said.c.at)
        .join(witness, witness.c.id == said.c.witness_id)
        .order_by(said.c.id.desc())
    )
    return [WitnessRefusalRow(row.name, row.kind, row.size, row.at) for row in rows]
