"""An outside service of time stamps on this machine: a real HTTP server whose answers OpenSSL makes, not we."""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

#: What becomes of an answer (DER) before it is sent, or of the exchange.
Behaviour = Callable[[BaseHTTPRequestHandler, bytes], None]

_CONF = """
[tsa]
default_tsa = own
[own]
serial = {folder}/serial
signer_cert = {folder}/signer.pem
certs = {folder}/root.pem
signer_key = {folder}/signer.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
accuracy = secs:1
ess_cert_id_alg = sha256
"""


@dataclass
class StampHouse:
    """A service with a root of its own in ``folder``; ``root.pem`` pins it; ``with-list.pem`` brings its own certificate and list along."""

    folder: Path
    behaviour: Behaviour | None = None
    asked: list[bytes] = field(default_factory=list)
    address: str = ""

    @classmethod
    def found(cls, folder: Path, *, usage: str = "time_stamping") -> StampHouse:
        folder.mkdir(parents=True)
        now, hour = datetime.now(UTC), timedelta(hours=1)
        root_key, key = (rsa.generate_private_key(65537, 2048) for _ in range(2))
        names = [_name("示范时间戳根（样本）"), _name("示范时间戳服务（样本）")]
        ca = x509.BasicConstraints(ca=True, path_length=None)
        keys = x509.KeyUsage(False, False, False, False, False, True, True, False, False)
        root = (
            _builder(names[0], names[0], root_key, now, 3650)
            .add_extension(ca, True)
            .add_extension(keys, True)
        )
        made_root = root.sign(root_key, SHA256())
        use = {"time_stamping": ExtendedKeyUsageOID.TIME_STAMPING, "code": ExtendedKeyUsageOID.CODE_SIGNING}[
            usage
        ]
        own = _builder(names[1], names[0], key, now, 365).add_extension(x509.ExtendedKeyUsage([use]), True)
        made = own.sign(root_key, SHA256())
        listed = x509.CertificateRevocationListBuilder(names[0], now - hour, now + 24 * hour).sign(
            root_key, SHA256()
        )
        pem = made_root.public_bytes(Encoding.PEM)
        (folder / "root.pem").write_bytes(pem)
        (folder / "with-list.pem").write_bytes(
            pem + made.public_bytes(Encoding.PEM) + listed.public_bytes(Encoding.PEM)
        )
        (folder / "signer.pem").write_bytes(made.public_bytes(Encoding.PEM))
        plain = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        (folder / "signer.key").write_bytes(plain)
        (folder / "serial").write_text("01")
        (folder / "tsa.conf").write_text(_CONF.format(folder=folder))
        return cls(folder)

    def reply(self, request: bytes) -> bytes:
        """OpenSSL's answer to ``request``."""
        query, answer = self.folder / "query", self.folder / "answer"
        query.write_bytes(request)
        conf = str(self.folder / "tsa.conf")
        command = ["openssl", "ts", "-reply", "-config", conf, "-queryfile", str(query), "-out", str(answer)]
        subprocess.run(command, check=True, capture_output=True)
        return answer.read_bytes()

    @contextmanager
    def serving(self) -> Iterator[str]:
        """The address at which it answers."""
        house = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                request = self.rfile.read(int(self.headers["Content-Length"]))
                house.asked.append(request)
                try:
                    (house.behaviour or send)(self, house.reply(request))
                except OSError:
                    self.close_connection = True  # the asker has gone

            def log_message(self, *_: object) -> None:
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            self.address = f"http://127.0.0.1:{server.server_port}/stamp"
            yield self.address
        finally:
            server.shutdown()
            server.server_close()
            thread.join()


def send(handler: BaseHTTPRequestHandler, answer: bytes, status: int = 200) -> None:
    """As it should be."""
    handler.send_response(status)
    handler.send_header("Content-Type", "application/timestamp-reply")
    handler.send_header("Content-Length", str(len(answer)))
    handler.end_headers()
    handler.wfile.write(answer)


def _builder(
    subject: x509.Name, issuer: x509.Name, key: rsa.RSAPrivateKey, now: datetime, days: int
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=days))
    )


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])
