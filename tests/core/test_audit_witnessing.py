"""The centre and its witnesses, on both engines: over HTTP, by files, and what only a witness can show."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import select, text

from core.audit import tables
from core.audit.cosigning import read_checkpoint
from core.audit.exchange import answer_requests, take_answers, write_requests
from core.audit.findings import Finding
from core.audit.queries import AuditQueries
from core.audit.rules import checkpoint_text, sign_note
from core.audit.verification import verify_log
from core.audit.witness import Reply, Witness, make_witness
from core.audit.witness_checks import WitnessPolicy
from core.audit.witness_server import WitnessServer
from core.audit.witnessing import Witnessing
from core.identity import changes
from core.identity.service import IdentityService
from core.kernel.errors import BadInput, Conflict, NotFound
from core.storage.migrate import apply_guards, drop_guards
from tests.centre_house import CentreHouse, postgresql_centre
from tests.factories import House, centre
from tests.witnesses import PASSPHRASE, add_witness, carry, log_key, register, retire


@pytest.fixture(params=["sqlite", "postgresql"])
def house(request: pytest.FixtureRequest) -> Iterator[House]:
    with centre() if request.param == "sqlite" else postgresql_centre() as house:
        act(house)
        yield house


def act(house: House) -> None:
    """Something happens, and gets its number."""
    IdentityService(house.storage("reviewer1")).sign_in("workstation-1")
    house.sequence()


def hands(house: House) -> Witnessing:
    return Witnessing(house.storage("guardian"))


def findings(
    house: House, notes: dict[str, str] | None = None, policy: WitnessPolicy | None = None
) -> list[Finding]:
    with house.storage("auditor1").reading() as reading:
        found = verify_log(reading, house.blobs, house.log_public, policy=policy, notes=notes).findings
    return [one for one in found if one.kind != "guard"]


def newest(house: House) -> int:
    return int(house.all(select(tables.checkpoint.c.size).order_by(tables.checkpoint.c.size.desc()))[0].size)


@contextmanager
def listening(witness: Witness) -> Iterator[str]:
    with WitnessServer(witness, "127.0.0.1", 0) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()


def cut(house: House, after: int) -> None:
    """The owner of the database takes away everything later than ``after``: facts, entries, leaves, checkpoints."""
    names = (
        "cosignature",
        "witness_refusal",
        "checkpoint",
        "leaf",
        "unsequenced",
        "entry",
        "sign_in",
        "command",
    )
    statements = [
        f"DELETE FROM {name} WHERE at > {after}"
        if name != "unsequenced"
        else f"DELETE FROM unsequenced WHERE entry_id IN (SELECT id FROM entry WHERE at > {after})"
        for name in names
    ]
    if isinstance(house, CentreHouse):
        house.raw(
            "SET session_replication_role = replica; SET search_path = evenhand; " + "; ".join(statements)
        )
        return
    engine = house.engine(house.guardian_id)
    with engine.connect() as connection:
        drop_guards(connection)
        for statement in statements:
            connection.execute(text(statement))
        apply_guards(connection)
        connection.commit()
    engine.dispose()


def test_a_log_cut_with_its_facts_and_checkpoints_is_shown_by_a_witness_only(house: House) -> None:
    witness = add_witness(house, "audit.example/w1")
    house.sequence()
    carry(house, witness)
    [until] = house.all(text("SELECT max(at) AS at FROM cosignature"))
    act(house)
    carry(house, witness)
    seen = witness.last_seen()
    assert seen is not None
    notes = {"last.note": seen.note}
    assert findings(house, notes) == []

    cut(house, until.at)
    assert findings(house) == []  # nothing in the centre shows it
    [found] = findings(house, notes)
    assert found.kind == "witness"
    assert found.words.en == "last.note: the log was cut: 1 entries are gone"

    act(house)  # and life goes on, with another entry in its place
    assert newest(house) == seen.size
    [found] = findings(house, notes)
    assert found.words.en == "last.note: the log is not the one that this witness saw"


def test_the_guardian_asks_over_http_and_a_log_cut_since_is_on_record(house: House, tmp_path: Path) -> None:
    witness = make_witness(tmp_path / "w", "audit.example/w1", log_key(house), PASSPHRASE)
    with listening(witness) as address:
        register(house, witness, address)
        house.sequence()
        assert len(hands(house).go()) == 1
        assert hands(house).go() == []
        [until] = house.all(text("SELECT max(at) AS at FROM checkpoint"))
        act(house)
        assert len(hands(house).go()) == 1
        # Our memory of its signatures is lost: it says how far it was, and the proof starts there.
        act(house)
        _forget_cosignatures(house)
        assert len(hands(house).go()) == 1
        assert findings(house) == []
        size = newest(house)
        cut(house, until.at)
        act(house)
        assert hands(house).go() == []
        overview = AuditQueries(house.storage("auditor1")).witnesses(WitnessPolicy())
        assert [(one.name, one.kind, one.size) for one in overview.refusals] == [
            ("audit.example/w1", "longer", size)
        ]
        assert newest(house) < size


def _forget_cosignatures(house: House) -> None:
    if isinstance(house, CentreHouse):
        house.raw("SET session_replication_role = replica; DELETE FROM evenhand.cosignature")
        return
    engine = house.engine(house.guardian_id)
    with engine.begin() as connection:
        connection.execute(text("DROP TRIGGER cosignature_never_deleted"))
        connection.execute(text("DELETE FROM cosignature"))
    engine.dispose()


def test_files_go_out_and_come_back(house: House, tmp_path: Path) -> None:
    first = add_witness(house, "audit.example/w1", folder=tmp_path / "w1")
    second = add_witness(house, "银行/w2", folder=tmp_path / "w2")
    house.sequence()
    stick = tmp_path / "stick"
    assert sorted(write_requests(stick, hands(house))) == ["audit.example/w1", "银行/w2"]
    for witness in (first, second):
        assert [one.ok for one in answer_requests(stick, witness)] == [True]
        assert answer_requests(stick, witness) == []
    (stick / "strange.answer").write_text("{}", "utf-8")
    taken = take_answers(stick, hands(house))
    assert sorted(one.ok for one in taken) == [False, True, True]
    assert [path.name for path in stick.iterdir()] == ["strange.answer"]
    assert write_requests(stick, hands(house)) == []
    overview = AuditQueries(house.storage("auditor1")).witnesses(WitnessPolicy(needed=2))
    assert (overview.size, overview.needed) == (newest(house), 2)
    note = read_checkpoint(AuditQueries(house.storage("reviewer1")).newest_note())
    assert len(note.lines) == 3


def test_late_and_false_cosignatures_are_findings(house: House) -> None:
    witness = add_witness(house, "audit.example/w1")
    house.sequence()
    strict = WitnessPolicy(hours=-1)
    assert findings(house) == []
    [late] = findings(house, policy=strict)
    assert late.kind == "witness" and late.name.startswith("checkpoint ")
    carry(house, witness)
    assert findings(house, policy=strict) == []
    [late] = findings(house, policy=WitnessPolicy(needed=2, hours=-1))
    assert "not cosigned by 2 witness(es)" in late.words.en
    if isinstance(house, CentreHouse):
        house.raw(
            "SET session_replication_role = replica; UPDATE evenhand.cosignature SET line = replace(line, '/w1 ', '/w2 ')"
        )
    else:
        engine = house.engine(house.guardian_id)
        with engine.begin() as connection:
            connection.execute(text("DROP TRIGGER cosignature_never_updated"))
            connection.execute(text("UPDATE cosignature SET line = replace(line, '/w1 ', '/w2 ')"))
        engine.dispose()
    [false] = findings(house)
    assert false.words.en.endswith("the cosignature is not valid")


def test_only_true_answers_are_kept(house: House, tmp_path: Path) -> None:
    known, stranger = add_witness(house, "a/w1"), add_witness(house, "a/w2")
    house.sequence()
    [one, other] = hands(house).requests()
    signed = stranger.answer(other.text.encode())
    with pytest.raises(BadInput):
        hands(house).take(one.witness.id, one.checkpoint_id, signed, 0)
    with pytest.raises(NotFound):
        hands(house).take_carried("nobody", one.text.encode(), signed)
    assert not hands(house).take(one.witness.id, one.checkpoint_id, Reply(503, "later"), 0)
    assert AuditQueries(house.storage("auditor1")).witnesses(WitnessPolicy()).refusals == ()
    with pytest.raises(Conflict):
        register(house, known)
    with pytest.raises(BadInput):
        changes.new_witness(str(known.verifier_key), "ftp://x")


def test_a_retired_witness_is_asked_no_more_and_counts_no_longer(house: House) -> None:
    old, new = add_witness(house, "a/w1"), add_witness(house, "a/w2")
    house.sequence()
    for one in hands(house).requests():
        signing = old if one.witness.key == old.verifier_key else new
        hands(house).take(one.witness.id, one.checkpoint_id, signing.answer(one.text.encode()), one.old)
    retire(house, "a/w1")
    house.sequence()
    assert [one.witness.key for one in hands(house).requests()] == [new.verifier_key]
    said = AuditQueries(house.storage("auditor1")).witnesses(WitnessPolicy(needed=2))
    assert [one.name for one in said.rows] == ["a/w2"]
    assert said.size == 0
    assert [one.kind for one in findings(house)] == []


def test_a_note_of_another_log_is_named(house: House) -> None:
    assert [one.words.en for one in findings(house, {"a": "nonsense", "b": _foreign()})] == [
        "a: this is not a checkpoint",
        "b: it is not signed by this log",
    ]


def _foreign() -> str:
    return sign_note(
        checkpoint_text("evenhand/centre", 1, bytes(32), 1), "evenhand/centre", Ed25519PrivateKey.generate()
    )
