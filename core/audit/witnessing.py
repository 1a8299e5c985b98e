"""The centre's side of witnessing: who the witnesses are, asking them, and keeping what they sign."""

from __future__ import annotations

import http.client
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from core.audit import tables
from core.audit.cosigning import WITNESS_KEY, VerifierKey, cosigned_at, read_checkpoint
from core.audit.proofs import consistency_proof
from core.audit.witness import MOST_REQUEST, Reply, read_request, request_text
from core.kernel.errors import BadInput, Conflict, EvenhandError, NotFound, Unavailable
from core.kernel.ids import new_id
from core.storage.work import Reading, Storage, insertion

_PATIENCE = 5.0  # seconds for one answer
_PAUSE = 60.0  # seconds before a witness that did not answer is asked again


@dataclass(frozen=True, slots=True)
class KeepCosignature:
    """Keep what a witness signed under a checkpoint."""

    command_id: UUID
    witness_id: UUID
    checkpoint_id: UUID
    line: str


@dataclass(frozen=True, slots=True)
class RecordWitnessRefusal:
    """A witness says that our log is not the one it knows."""

    command_id: UUID
    witness_id: UUID
    checkpoint_id: UUID
    kind: str
    size: int


@dataclass(frozen=True, slots=True)
class KnownWitness:
    """A registered witness."""

    id: UUID
    key: VerifierKey
    address: str


@dataclass(frozen=True, slots=True)
class WitnessRequest:
    """What a witness is asked: ``text`` is C2SP's request for a checkpoint, from the ``old`` size on."""

    witness: KnownWitness
    checkpoint_id: UUID
    old: int
    text: str


class Witnessing:
    """The guardian's hands for everything to do with witnesses."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage
        self._not_before: dict[UUID, float] = {}

    def requests(self) -> list[WitnessRequest]:
        """For every witness that has not cosigned the newest checkpoint: what to carry to it."""
        with self._storage.reading() as reading:
            return [_request(reading, *one) for one in _open_requests(reading)]

    def go(self) -> list[UUID]:
        """Ask every witness that listens and has not cosigned the newest checkpoint; returns who did now.

        A witness out of reach is left alone for a minute: the log does not wait for witnesses.
        """
        with self._storage.reading() as reading:
            waiting = _open_requests(reading)
        done = []
        for witness, newest, old in waiting:
            if not witness.address or time.monotonic() < self._not_before.get(witness.id, 0.0):
                continue
            try:
                done += [witness.id] if self._ask(witness, newest, old) else []
            except EvenhandError:  # out of reach, or it answers nonsense: verification says when it is late
                self._not_before[witness.id] = time.monotonic() + _PAUSE
        return done

    def _ask(self, witness: KnownWitness, newest: Any, old: int) -> bool:
        for _ in range(2):  # it may know more than we remember, once
            with self._storage.reading() as reading:
                request = _request(reading, witness, newest, old)
            reply = _post(f"{witness.address}/add-checkpoint", request.text)
            known = _size_in(reply)
            if reply.status != 409 or known is None or known == old or known > newest.size:
                break
            old = known
        if self.take(witness.id, newest.id, reply, old):
            return True
        self._not_before[witness.id] = time.monotonic() + _PAUSE
        return False

    def take(self, witness_id: UUID, checkpoint_id: UUID, reply: Reply, old: int) -> bool:
        """Keep a witness's answer: its cosignature (true), or that it knows another log.

        ``BadInput`` where the signature is not this witness's, or is under another checkpoint.
        """
        with self._storage.reading() as reading:
            witness = _witness(reading, witness_id)
            checkpoint = reading.first(
                select(tables.checkpoint).where(tables.checkpoint.c.id == checkpoint_id)
            )
            if checkpoint is None:
                raise NotFound("没有这个检查点。", "There is no such checkpoint.")
        if reply.status == 200:
            body = read_checkpoint(checkpoint.note).body
            for line in reply.body.splitlines():
                if cosigned_at(body, line, witness.key) is not None:
                    self._keep(KeepCosignature(new_id(), witness_id, checkpoint_id, line))
                    return True
            raise BadInput("见证签名无效。", "The cosignature is not valid.")
        size = _size_in(reply)
        if reply.status == 409 and size is not None and size > checkpoint.size:
            self._refused(RecordWitnessRefusal(new_id(), witness_id, checkpoint_id, "longer", size))
        elif reply.status == 422 or (reply.status == 409 and size == old):
            self._refused(RecordWitnessRefusal(new_id(), witness_id, checkpoint_id, "fork", old))
        return False

    def take_carried(self, name: str, request: bytes, reply: Reply) -> bool:
        """Keep the answer that the witness ``name`` gave to a request of ours and that was carried here."""
        old, _, offered = read_request(request)
        with self._storage.reading() as reading:
            witness = next((one for one in known_witnesses(reading) if one.key.name == name), None)
            row = reading.first(select(tables.checkpoint).where(tables.checkpoint.c.size == offered.size))
            if witness is None or row is None or read_checkpoint(row.note).body != offered.body:
                raise NotFound(
                    "这不是本中心的见证请求。", "This answers no request of this centre to its witnesses."
                )
            kept = tables.cosignature.c
            if reading.first(
                select(kept.id).where(kept.witness_id == witness.id, kept.checkpoint_id == row.id)
            ):
                return True
        return self.take(witness.id, row.id, reply, old)

    def witnesses(self) -> list[KnownWitness]:
        """Every witness in use, by name."""
        with self._storage.reading() as reading:
            return known_witnesses(reading)

    def _keep(self, command: KeepCosignature) -> None:
        with self._storage.work(command) as work:
            row = {"id": new_id(), "checkpoint_id": command.checkpoint_id, "witness_id": command.witness_id}
            try:
                work.execute(insertion(tables.cosignature), {**row, "line": command.line, "at": work.now})
                work.commit({})
            except Conflict:
                return  # another guardian kept one

    def _refused(self, command: RecordWitnessRefusal) -> None:
        """Once for a witness and what it says: the record is itself logged, and brings a new checkpoint."""
        said = tables.witness_refusal
        with self._storage.work(command) as work:
            same = (said.c.witness_id == command.witness_id, said.c.size == command.size)
            if work.first(select(said.c.id).where(*same, said.c.kind == command.kind)) is None:
                work.record(
                    said,
                    witness_id=command.witness_id,
                    checkpoint_id=command.checkpoint_id,
                    kind=command.kind,
                    size=command.size,
                )
                work.commit({})


def known_witnesses(reading: Reading) -> list[KnownWitness]:
    """Every witness in use, by name. A row that is no key any more is left to verification."""
    retired = select(tables.witness_end.c.witness_id)
    in_use = select(tables.witness).where(tables.witness.c.id.not_in(retired))
    rows = reading.all(in_use.order_by(tables.witness.c.name))
    return [
        KnownWitness(row.id, VerifierKey(row.name, WITNESS_KEY, bytes.fromhex(row.public_key)), row.address)
        for row in rows
    ]


def cosigned_note(reading: Reading, checkpoint: Any) -> str:
    """The note of a checkpoint with the cosignatures that are kept for it."""
    lines = reading.all(
        select(tables.cosignature.c.line)
        .join(tables.witness, tables.witness.c.id == tables.cosignature.c.witness_id)
        .where(tables.cosignature.c.checkpoint_id == checkpoint.id)
        .order_by(tables.witness.c.name)
    )
    return str(checkpoint.note) + "".join(f"{row.line}\n" for row in lines)


def _witness(reading: Reading, witness_id: UUID) -> KnownWitness:
    for one in known_witnesses(reading):
        if one.id == witness_id:
            return one
    raise NotFound("没有这个见证人。", "There is no such witness.")


def _open_requests(reading: Reading) -> Sequence[tuple[KnownWitness, Any, int]]:
    """Witnesses without a signature under the newest checkpoint, that checkpoint, and the size each last cosigned."""
    newest = reading.first(select(tables.checkpoint).order_by(tables.checkpoint.c.size.desc()).limit(1))
    if newest is None:
        return []
    signed = reading.all(
        select(tables.cosignature.c.witness_id, func.max(tables.checkpoint.c.size).label("size"))
        .join(tables.checkpoint, tables.checkpoint.c.id == tables.cosignature.c.checkpoint_id)
        .group_by(tables.cosignature.c.witness_id)
    )
    last: dict[UUID, int] = {row.witness_id: row.size for row in signed}
    return [
        (one, newest, last.get(one.id, 0))
        for one in known_witnesses(reading)
        if last.get(one.id, 0) < newest.size
    ]


def _request(reading: Reading, witness: KnownWitness, newest: Any, old: int) -> WitnessRequest:
    proof = consistency_proof(reading, old, newest.size)
    return WitnessRequest(witness, newest.id, old, request_text(old, proof, newest.note))


def _post(address: str, request: str) -> Reply:
    """Send a request; :class:`Unavailable` where nobody answers in time."""
    asked = urllib.request.Request(
        address, request.encode(), {"Content-Type": "text/plain; charset=utf-8"}, method="POST"
    )
    try:
        with urllib.request.urlopen(asked, timeout=_PATIENCE) as answer:
            return Reply(200, answer.read(MOST_REQUEST).decode("utf-8"))
    except urllib.error.HTTPError as error:
        with error:
            body = error.read(MOST_REQUEST).decode("utf-8", "replace")
        return Reply(error.code, body)
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise Unavailable("见证人没有回答。", "The witness does not answer.") from error


def _size_in(reply: Reply) -> int | None:
    text = reply.body.strip()
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None
