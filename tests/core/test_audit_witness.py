"""A witness by itself: what it cosigns, what it refuses, that it forgets nothing, and that it listens."""

from __future__ import annotations

import http.client
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from core.audit.cosigning import LOG_KEY, VerifierKey, cosigned_at, read_checkpoint
from core.audit.rules import checkpoint_text, consistency_ranges, leaf_hash, sign_note, tree_root
from core.audit.witness import Witness, make_witness, open_witness, request_text
from core.audit.witness_server import WitnessServer
from core.kernel.errors import BadInput, NotAllowed, Unavailable

ORIGIN, PASSPHRASE = "evenhand/centre", "sample-witness-2026"
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
LOG = VerifierKey(ORIGIN, LOG_KEY, KEY.public_key().public_bytes_raw())
LEAVES = [leaf_hash(bytes([number])) for number in range(40)]
FORKED = [leaf_hash(b"fork"), *LEAVES[1:]]


def note(size: int, leaves: list[bytes] = LEAVES, key: Ed25519PrivateKey = KEY, origin: str = ORIGIN) -> str:
    return sign_note(checkpoint_text(origin, size, tree_root(leaves[:size]), size), origin, key)


def request(old: int, size: int, leaves: list[bytes] = LEAVES) -> bytes:
    proof = [tree_root(leaves[start:end]) for start, end in consistency_ranges(old, size)]
    return request_text(old, proof, note(size, leaves)).encode()


@pytest.fixture
def witness(tmp_path: Path) -> Witness:
    return make_witness(tmp_path / "w", "audit.example/w1", LOG, PASSPHRASE)


def test_it_cosigns_a_log_that_grows(witness: Witness) -> None:
    old = 0
    for size in (1, 7, 8, 8, 40):
        reply = witness.answer(request(old, size))
        assert reply.status == 200, reply.body
        at = cosigned_at(read_checkpoint(note(size)).body, reply.body.strip(), witness.verifier_key)
        assert at is not None and at > 1_700_000_000
        old = size
    seen = witness.last_seen()
    assert seen is not None and seen.size == 40


def test_it_refuses_a_smaller_log_and_tells_what_it_knows(witness: Witness) -> None:
    assert witness.answer(request(0, 20)).status == 200
    reply = witness.answer(request(0, 8))
    assert (reply.status, reply.body, reply.kind) == (409, "20\n", "text/x.tlog.size")
    assert witness.answer(request(8, 8)).status == 409
    assert witness.answer(request_text(20, [], note(8)).encode()).status == 400


def test_it_refuses_a_fork_and_keeps_the_note_that_convicts_the_log(witness: Witness, tmp_path: Path) -> None:
    assert witness.answer(request(0, 20)).status == 200
    assert witness.answer(request(20, 30, FORKED)).status == 422
    assert witness.answer(request(20, 20, FORKED)).status == 409
    kept = sorted(path.read_text("utf-8") for path in (tmp_path / "w" / "refused").iterdir())
    assert kept == sorted([note(30, FORKED), note(20, FORKED)])
    seen = witness.last_seen()
    assert seen is not None and seen.root == tree_root(LEAVES[:20])


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"old 0\n\nnonsense", 400),
        (b"old 00\n\n" + note(3).encode(), 400),
        (b"old 0\nAAAA\n\n" + note(3).encode(), 400),
        (b"old 0\n" + b"G071vQsWT7xbPw1fuHELqymv4DqkPVp0VeHn92joDS4=\n" * 64 + b"\n" + note(3).encode(), 400),
        (b"\xff", 400),
        (b"old 0\n\n" + note(3, origin="another/log").encode(), 404),
        (b"old 0\n\n" + note(3, key=Ed25519PrivateKey.generate()).encode(), 403),
        (b"old 0\n\n" + note(0).encode(), 400),
        (b"old 0\nG071vQsWT7xbPw1fuHELqymv4DqkPVp0VeHn92joDS4=\n\n" + note(3).encode(), 422),
    ],
)
def test_it_answers_as_the_protocol_says(witness: Witness, body: bytes, status: int) -> None:
    assert witness.answer(body).status == status
    assert witness.last_seen() is None


def test_it_remembers_over_a_restart_and_stops_where_its_memory_is_damaged(
    witness: Witness, tmp_path: Path
) -> None:
    witness.answer(request(0, 20))
    again = open_witness(tmp_path / "w", PASSPHRASE)
    assert again.verifier_key == witness.verifier_key
    assert again.answer(request(0, 8)).status == 409
    last = tmp_path / "w" / "last.note"
    last.write_text(last.read_text("utf-8").replace("\n20\n", "\n2\n"), "utf-8")
    with pytest.raises(Unavailable):
        again.answer(request(0, 8))


def test_its_key_is_sealed(witness: Witness, tmp_path: Path) -> None:
    with pytest.raises(NotAllowed):
        open_witness(tmp_path / "w", "another passphrase")
    with pytest.raises(Unavailable):
        open_witness(tmp_path / "nothing", PASSPHRASE)
    with pytest.raises(BadInput):
        make_witness(tmp_path / "w", "audit.example/w1", LOG, PASSPHRASE)
    with pytest.raises(BadInput):
        make_witness(tmp_path / "w2", "a b", LOG, PASSPHRASE)
    with pytest.raises(BadInput):
        make_witness(tmp_path / "w2", "a", LOG, "short")
    assert b"ENCRYPTED" in (tmp_path / "w" / "key.pem").read_bytes()
    assert (tmp_path / "w" / "key.pem").stat().st_mode & 0o077 == 0


@contextmanager
def listening(witness: Witness) -> Iterator[http.client.HTTPConnection]:
    with WitnessServer(witness, "127.0.0.1", 0) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        line = http.client.HTTPConnection("127.0.0.1", server.server_address[1], timeout=10)
        try:
            yield line
        finally:
            line.close()
            server.shutdown()
            thread.join()


def test_it_answers_over_http_on_one_kept_line(witness: Witness) -> None:
    with listening(witness) as line:
        for body, status, kind in (
            (request(0, 20), 200, "text/plain; charset=utf-8"),
            (request(0, 8), 409, "text/x.tlog.size"),
            (request(20, 30), 200, "text/plain; charset=utf-8"),
        ):
            line.request("POST", "/add-checkpoint", body)
            answer = line.getresponse()
            text = answer.read()
            assert (answer.status, answer.headers["Content-Type"]) == (status, kind), text
        line.request("POST", "/add-checkpoint", b"x", {"Content-Length": "9999999"})
        assert line.getresponse().status == 400


def test_of_many_at_once_each_builds_on_the_one_before(witness: Witness) -> None:
    """Requests that raced would let the witness sign twice from the same place."""
    replies = []
    bodies = [request(20, size) for size in range(21, 33)]
    witness.answer(request(0, 20))
    threads = [
        threading.Thread(target=lambda body=body: replies.append(witness.answer(body).status))
        for body in bodies
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(replies) == [200] + [409] * 11
