"""Sources behind HTTP, against a real server on this machine that misbehaves in every way it can."""

from __future__ import annotations

import json
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from core.kernel.errors import BadInput, EvenhandError, Unavailable
from core.risk.explanation import InputValue
from core.risk.source_http import HttpSettings, HttpSource
from core.risk.sources import CONTRACTS, GarbledAnswer
from tests.core.risk_households import GOOD
from tests.core.test_risk_sources import KEY, QUERY, answer, outcome

BUREAU = CONTRACTS["credit-bureau"]
Behaviour = Callable[[BaseHTTPRequestHandler, "Bank"], None]


class Bank:
    """What the server does with one request after the other, and what it was asked."""

    def __init__(self, *behaviours: Behaviour) -> None:
        self.behaviours, self.asked = list(behaviours), list[dict[str, object]]()
        self.paths = list[str]()
        self.over = threading.Event()

    def next(self) -> Behaviour:
        return self.behaviours.pop(0) if len(self.behaviours) > 1 else self.behaviours[0]


@contextmanager
def serving(bank: Bank, tls: ssl.SSLContext | None = None) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            bank.asked.append(json.loads(body))
            bank.paths.append(self.path)
            try:
                bank.next()(self, bank)
            except OSError:
                self.close_connection = True  # the asker has gone

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.handle_error = lambda *_: None  # type: ignore[method-assign]
    scheme = "http"
    if tls is not None:
        scheme, server.socket = "https", tls.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"{scheme}://127.0.0.1:{server.server_address[1]}/risk"
    finally:
        bank.over.set()
        server.shutdown()
        thread.join()
        server.server_close()


def says(body: bytes, status: int = 200, kind: str = "application/json", **headers: str) -> Behaviour:
    def behave(handler: BaseHTTPRequestHandler, bank: Bank) -> None:
        handler.send_response(status)
        handler.send_header("Content-Type", kind)
        for name, value in ({"Content_Length": str(len(body))} | headers).items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(body)

    return behave


def never(handler: BaseHTTPRequestHandler, bank: Bank) -> None:
    bank.over.wait(20)


def drips(handler: BaseHTTPRequestHandler, bank: Bank) -> None:
    """A header line that grows by a byte at a time: no single wait is long."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nX: ")
    while not bank.over.wait(0.01):
        handler.wfile.write(b"x")
        handler.wfile.flush()


def hangs_up(handler: BaseHTTPRequestHandler, bank: Bank) -> None:
    handler.close_connection = True
    handler.connection.close()


GOOD_ANSWER = says(answer(BUREAU))
QUICK = HttpSettings("", deadline=0.5, tries=2, first_wait=0.25)


def source(address: str, waits: list[float] | None = None, **changed: object) -> HttpSource:
    pause = waits.append if waits is not None else lambda _: None
    return HttpSource(BUREAU, replace(QUICK, address=address, **changed), pause=pause)  # type: ignore[arg-type]


def test_a_good_answer_passes_and_the_key_stays_out_of_the_address() -> None:
    bank = Bank(GOOD_ANSWER)
    with serving(bank) as address:
        assert {item.name for item in source(address).fetch(QUERY)} == BUREAU.names
        assert outcome(source(address)) == "pass"
    assert bank.asked[0] == {"person_key": KEY, "names": sorted(BUREAU.names)}
    assert all(KEY not in path for path in bank.paths)


PASSING: dict[str, Behaviour] = {
    "hangs up": hangs_up,
    "busy": says(b"", 503),
    "broken": says(b"boom", 500),
    "too many": says(b"", 429),
    "cut": says(answer(BUREAU)[:-20], Content_Length=str(len(answer(BUREAU)))),
    "cut in a chunk": says(b"5\r\nab", Transfer_Encoding="chunked", Content_Length="9"),
    "slow": never,
    "drips": drips,
}
LASTING: dict[str, Behaviour] = {
    "garbage": says(b"\x00\xff{"),
    "empty": says(b""),
    "a page": says(b"<html>", kind="text/html"),
    "packed": says(answer(BUREAU), Content_Encoding="gzip"),
    "too large": says(b" " * (300 << 10) + answer(BUREAU)),
    "not found": says(b"{}", 404),
    "elsewhere": says(b"", 302, Location="http://127.0.0.1:1/"),
    "about another": says(answer(BUREAU, person_key="b" * 64)),
    "another source": says(answer(BUREAU, source="court-dishonest")),
    "a name twice": says(answer(BUREAU).replace(b'"serial"', b'"serial": "1", "serial"')),
}


@pytest.mark.parametrize("name", PASSING)
def test_what_may_pass_is_tried_again_and_then_given_up(name: str) -> None:
    waits: list[float] = []
    bank = Bank(PASSING[name])
    with serving(bank) as address:
        with pytest.raises(Unavailable) as caught:
            source(address, waits).fetch(QUERY)
        assert outcome(source(address)) != "pass"
    assert KEY not in str(caught.value.words)
    assert len(waits) == 1 and 0.25 <= waits[0] < 0.375
    bank = Bank(PASSING[name], GOOD_ANSWER)
    with serving(bank) as address:
        assert len(source(address).fetch(QUERY)) == len(BUREAU.names)
    assert len(bank.asked) == 2


@pytest.mark.parametrize("name", LASTING)
def test_what_will_not_pass_is_refused_at_once(name: str) -> None:
    bank = Bank(LASTING[name])
    with serving(bank) as address:
        with pytest.raises(GarbledAnswer):
            source(address).fetch(QUERY)
        assert len(bank.asked) == 1
        assert outcome(source(address)) != "pass"


WRONG_TYPES = ("yes", "1.5", None, True, 1.5, [], {}, 10**40, -1)


@pytest.mark.parametrize("value", WRONG_TYPES, ids=repr)
def test_wrongly_typed_and_repeated_values_are_doubted(value: object) -> None:
    inputs = [{"name": name, "value": GOOD[name]} for name in sorted(BUREAU.names)]
    spoilt = [inputs[0] | {"value": value}, *inputs[1:]]
    with serving(Bank(says(answer(BUREAU, inputs=spoilt)))) as address:
        assert outcome(source(address)) == "person"
    with serving(Bank(says(answer(BUREAU, inputs=[*inputs, inputs[0]])))) as address:
        assert outcome(source(address)) == "person"


def test_a_source_that_keeps_failing_is_left_alone_for_a_while() -> None:
    now = [0.0]
    bank = Bank(says(b"", 503))
    with serving(bank) as address:
        settings = replace(QUICK, address=address, tries=1, failures_to_open=3, rest=60.0, deadline=1e9)
        asked = HttpSource(BUREAU, settings, pause=lambda _: None, clock=lambda: now[0])
        for _ in range(10):
            with pytest.raises(Unavailable):
                asked.fetch(QUERY)
        assert len(bank.asked) == 3
        now[0] = 61.0  # one question tries; it fails, and the rest begins anew
        for _ in range(3):
            with pytest.raises(Unavailable):
                asked.fetch(QUERY)
        assert len(bank.asked) == 4
        now[0], bank.behaviours = 130.0, [GOOD_ANSWER]
        assert len(asked.fetch(QUERY)) == len(asked.fetch(QUERY)) == len(BUREAU.names)


def test_nobody_there(unused_port: int) -> None:
    asked = source(f"http://127.0.0.1:{unused_port}/risk")
    with pytest.raises(Unavailable):
        asked.fetch(QUERY)
    assert outcome(asked) != "pass"


@pytest.fixture
def unused_port() -> int:
    with ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler) as server:
        return int(server.server_address[1])


@pytest.mark.parametrize("address", ["http://bureau.example/risk", "ftp://127.0.0.1/", "risk", ""])
def test_only_this_machine_may_be_asked_in_the_clear(address: str) -> None:
    with pytest.raises(BadInput):
        source(address)


def test_the_token_is_asked_for_each_time() -> None:
    seen: list[str | None] = []

    def behave(handler: BaseHTTPRequestHandler, bank: Bank) -> None:
        seen.append(handler.headers["Authorization"])
        GOOD_ANSWER(handler, bank)

    tokens = iter(["one", "two"])
    with serving(Bank(behave)) as address:
        asked = source(address, token=lambda: next(tokens))
        asked.fetch(QUERY), asked.fetch(QUERY)
    assert seen == ["Bearer one", "Bearer two"]


class Papers:
    """An authority of the test's own, and certificates that it gave out."""

    def __init__(self, folder: Path, name: str) -> None:
        self.folder, self.key = folder, ec.generate_private_key(ec.SECP256R1())
        self.name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        self.file = folder / f"{name}.pem"
        self.file.write_bytes(self._sign(self.name, self.key, ca=True).public_bytes(Encoding.PEM))

    def give(self, name: str) -> tuple[Path, Path]:
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        certificate, private = self.folder / f"{name}.pem", self.folder / f"{name}.key"
        certificate.write_bytes(self._sign(subject, key, ca=False).public_bytes(Encoding.PEM))
        private.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        return certificate, private

    def _sign(self, subject: x509.Name, key: ec.EllipticCurvePrivateKey, *, ca: bool) -> x509.Certificate:
        now = datetime.now(UTC)
        names = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
        return (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(self.name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(hours=1))
            .not_valid_after(now + timedelta(hours=1))
            .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
            .add_extension(names, critical=False)
            .sign(self.key, hashes.SHA256())
        )


def test_both_sides_show_who_they_are(tmp_path: Path) -> None:
    ours, theirs = Papers(tmp_path, "ours"), Papers(tmp_path, "theirs")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*theirs.give("bureau"))
    context.load_verify_locations(ours.file)
    context.verify_mode = ssl.CERT_REQUIRED
    certificate, key = ours.give("centre")
    shown = {"certificate": certificate, "private_key": key}
    with serving(Bank(GOOD_ANSWER), context) as address:
        assert outcome(source(address, authority=theirs.file, **shown)) == "pass"
        for changed in ({"authority": theirs.file}, {"authority": ours.file, **shown}, shown):
            with pytest.raises(EvenhandError):
                source(address, **changed).fetch(QUERY)


def test_a_delivery_is_of_plain_inputs() -> None:
    with serving(Bank(GOOD_ANSWER)) as address:
        assert all(type(item) is InputValue for item in source(address).fetch(QUERY))
