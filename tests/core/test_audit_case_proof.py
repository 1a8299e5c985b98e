"""The proof of a case, checked by the small program alone: right as made, wrong with any byte changed."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from core.audit import verify_proof
from core.audit.case_proof import CaseProof, prove_case
from core.audit.verify_proof import CHECKS, check, digest_of, file_bytes
from core.cases import tables
from core.cases.rules import Step
from core.draw import verify_draw
from core.draw.rules import DrawKey
from core.kernel.errors import NotFound
from tests.centre_house import postgresql_centre
from tests.factories import House, centre
from tests.witnesses import add_witness, carry, log_key


@dataclass(frozen=True)
class Proved:
    house: House
    case_id: UUID
    proof: CaseProof
    log: str
    witness: str

    @property
    def keys(self) -> tuple[tuple[str, bytes], list[tuple[str, bytes]]]:
        return (
            verify_proof.read_key(self.log, b"\x01"),
            [verify_proof.read_key(self.witness, b"\x04")],
        )


def prove(house: House) -> Proved:
    witness = add_witness(house, "audit.example/w1")
    case_id = house.case_at(Step.APPROVED)
    house.sequence()
    carry(house, witness)
    with house.storage("auditor1").reading() as reading:
        proof = prove_case(reading, case_id)
    return Proved(house, case_id, proof, str(log_key(house)), str(witness.verifier_key))


@pytest.fixture(scope="module")
def proved() -> Iterator[Proved]:
    with centre() as house:
        yield prove(house)


def wrong(proved: Proved, data: bytes) -> list[str]:
    log, witnesses = proved.keys
    return [code for code, holds in check(data, log, witnesses).items() if not holds]


def changed(proved: Proved, change: Callable[[dict[str, Any]], None]) -> list[str]:
    """What a forger gets who changes something and puts the file's own hash right."""
    proof = json.loads(proved.proof.content)
    change(proof)
    proof["sha256"] = digest_of(proof)
    return wrong(proved, file_bytes(proof))


def test_it_is_right_as_made(proved: Proved) -> None:
    assert wrong(proved, proved.proof.content) == []
    assert proved.proof.sealed == 1
    assert proved.proof.cosignatures == 1
    assert len(CHECKS) == 6


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_no_byte_can_be_changed(proved: Proved, data: st.DataObject) -> None:
    content = proved.proof.content
    at = data.draw(st.integers(0, len(content) - 1))
    byte = data.draw(st.integers(0, 255).filter(lambda value: value != content[at]))
    assert wrong(proved, content[:at] + bytes([byte]) + content[at + 1 :])


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_no_letter_can_be_changed_by_who_puts_the_file_s_hash_right(
    proved: Proved, data: st.DataObject
) -> None:
    proof = json.loads(proved.proof.content)
    places = list(_texts(proof))
    holder, key = data.draw(st.sampled_from(places))
    text = holder[key]
    at = data.draw(st.integers(0, len(text) - 1))
    other = data.draw(st.sampled_from("0aA=+ \n—").filter(lambda letter: letter != text[at]))
    holder[key] = text[:at] + other + text[at + 1 :]
    proof["sha256"] = digest_of(proof)
    found = check(file_bytes(proof), *proved.keys)
    assert not all(found.values()), (key, at, other)


def _texts(value: Any) -> Iterator[tuple[Any, Any]]:
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in list(pairs):
        if isinstance(inner, str) and inner and key != "sha256":
            yield value, key
        else:
            yield from _texts(inner)


def test_what_is_wrong_is_named(proved: Proved) -> None:
    def cut_off_witness(proof: dict[str, Any]) -> None:
        proof["checkpoint"] = "".join(proof["checkpoint"].splitlines(keepends=True)[:-1])

    def without_an_entry(proof: dict[str, Any]) -> None:
        del proof["entries"][3]

    def of_another_case(proof: dict[str, Any]) -> None:
        proof["case"] = str(UUID(int=1))

    def another_draw(proof: dict[str, Any]) -> None:
        proof["facts"][0]["reason"] = "other"

    def twice_the_draw(proof: dict[str, Any]) -> None:
        proof["facts"].append(proof["facts"][0])

    def moved(proof: dict[str, Any]) -> None:
        proof["entries"][2]["number"] += 1

    assert changed(proved, cut_off_witness) == ["witnesses"]
    assert changed(proved, without_an_entry) == ["chain"]
    assert changed(proved, of_another_case) == ["chain"]
    assert changed(proved, another_draw) == ["facts"]
    assert changed(proved, twice_the_draw) == ["facts"]
    assert "entries" in changed(proved, moved)


def test_another_key_is_told(proved: Proved) -> None:
    log, witnesses = proved.keys
    strange = (log[0], bytes([log[1][0] ^ 1]) + log[1][1:])
    assert not check(proved.proof.content, strange, witnesses)["log"]
    assert not check(proved.proof.content, log, [(witnesses[0][0], strange[1])])["witnesses"]
    assert check(proved.proof.content, log, [])["witnesses"]


def test_no_personal_number_can_be_found_by_trying(proved: Proved) -> None:
    text = proved.proof.content.decode()
    assert "person_number" not in text
    numbers = proved.house.all(_numbers(proved.case_id))
    assert numbers and all(row.value not in text and row.masked not in text for row in numbers)
    with proved.house.storage("auditor1").reading() as reading:
        whole = prove_case(reading, proved.case_id, whole=True)
    assert whole.sealed == 0 and b"person_number" in whole.content
    assert wrong(proved, whole.content) == []


def _numbers(case_id: UUID) -> Any:
    return select(tables.person_number).where(tables.person_number.c.case_id == case_id)


def test_a_case_without_numbered_entries_has_no_proof(proved: Proved) -> None:
    with proved.house.storage("auditor1").reading() as reading, pytest.raises(NotFound):
        prove_case(reading, UUID(int=5))


def test_the_program_stands_alone_and_hands_on_the_draws(proved: Proved, tmp_path: Path) -> None:
    """One file, another folder, no package of ours on the path, nothing installed."""
    program = tmp_path / "verify_proof.py"
    shutil.copy(Path(verify_proof.__file__), program)
    (tmp_path / "proof.json").write_bytes(proved.proof.content)
    (tmp_path / "log.pub").write_text(proved.log + "\n", "utf-8")

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-I", "-S", str(program), *words],
            cwd=tmp_path, capture_output=True, text=True, encoding="utf-8", env={"PYTHONUTF8": "1"}, check=False,
        )  # fmt: skip

    done = run("proof.json", "--log-key", "log.pub", "--witness-key", proved.witness, "--draws", "draws")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "The proof is right" in done.stdout
    key = DrawKey(proved.house.secrets.draw_seed).public
    records = sorted((tmp_path / "draws").iterdir())
    assert len(records) == 2
    for record in records:
        assert all(verify_draw.check(json.loads(record.read_text("utf-8")), key).values())
    assert run("proof.json", "--log-key", "nothing").returncode == 1
    damaged = proved.proof.content.replace(b"DealCase", b"DealCasf", 1)
    (tmp_path / "proof.json").write_bytes(damaged)
    assert "WRONG" in run("proof.json", "--log-key", "log.pub").stdout


def test_a_proof_from_postgresql() -> None:
    with postgresql_centre() as house:
        proved = prove(house)
        assert wrong(proved, proved.proof.content) == []
        proof = json.loads(proved.proof.content)
        assert sorted({fact["table"] for fact in proof["facts"]}) == ["draw", "duty"]
