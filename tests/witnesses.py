"""Witnesses for tests: on a stick, and what they leave in a centre."""

from __future__ import annotations

from pathlib import Path

from core.audit.cosigning import LOG_KEY, VerifierKey
from core.audit.service import LOG_ORIGIN
from core.audit.witness import Reply, Witness, make_witness
from core.audit.witnessing import RegisterWitness, Witnessing
from core.kernel.ids import new_id
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
    Witnessing(house.storage("guardian")).register(
        RegisterWitness(new_id(), str(witness.verifier_key), address)
    )


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
    """Two witnesses, of whom one has cosigned and the other knows a longer log than ours."""
    carry(house, add_witness(house, "audit.example/w1"))
    add_witness(house, "bank.example/w2")
    witnessing = Witnessing(house.storage("guardian"))
    for one in witnessing.requests():
        if one.witness.key.name == "bank.example/w2":
            witnessing.take(one.witness.id, one.checkpoint_id, Reply(409, "999999\n"), one.old)
