"""Witnesses for tests: on a stick, and what they leave in a centre."""

from __future__ import annotations

from pathlib import Path

from core.audit.cosigning import LOG_KEY, VerifierKey
from core.audit.service import LOG_ORIGIN
from core.audit.witness import Reply, Witness, make_witness
from core.audit.witnessing import Witnessing
from core.identity import changes
from tests.factories import House

PASSPHRASE = "sample-witness-2026"


def log_key(house: House) -> VerifierKey:
    """The key of the centre's log, as a witness is told it."""
    return VerifierKey(LOG_ORIGIN, LOG_KEY, house.log_public)


def add_witness(house: House, name: str, address: str = "", folder: Path | None = None) -> Witness:
    """A witness in a folder of its own, known at the centre."""
    witness = make_witness(folder or house.folder / "witnesses" / name, name, log_key(house), PASSPHRASE)
    register(house, witness, address)
    return witness


def register(house: House, witness: Witness, address: str = "") -> None:
    house.change(changes.new_witness(str(witness.verifier_key), address))


def retire(house: House, name: str) -> None:
    """The witness is in use no longer."""
    known = next(one for one in Witnessing(house.storage("guardian")).witnesses() if one.key.name == name)
    house.change(changes.witness_end(known.id))


def carry(house: House, witness: Witness) -> Reply:
    """The newest checkpoint to ``witness`` and its answer back, as a stick would."""
    witnessing = Witnessing(house.storage("guardian"))
    [(known, checkpoint, old, text)] = [
        (one.witness, one.checkpoint_id, one.old, one.text)
        for one in witnessing.requests()
        if one.witness.key == witness.verifier_key
    ]
    reply = witness.answer(text.encode())
    witnessing.take(known.id, checkpoint, reply, old)
    return reply


def fill_witnesses(house: House) -> None:
    """Three witnesses: one has cosigned, one knows a longer log than ours, one is retired."""
    carry(house, add_witness(house, "audit.example/w1"))
    add_witness(house, "bank.example/w2")
    witnessing = Witnessing(house.storage("guardian"))
    for one in witnessing.requests():
        if one.witness.key.name == "bank.example/w2":
            witnessing.take(one.witness.id, one.checkpoint_id, Reply(409, "999999\n"), one.old)
    add_witness(house, "old.example/w3")
    retire(house, "old.example/w3")
