"""A witness that listens: C2SP tlog-witness ``POST /add-checkpoint``, with the standard library's server."""

from __future__ import annotations

from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from core.audit.witness import MOST_REQUEST, Reply, Witness
from core.kernel.errors import EvenhandError


class WitnessServer(ThreadingHTTPServer):
    """Answers for one witness. ``serve_forever()`` runs it, ``shutdown()`` from another thread ends it."""

    daemon_threads = True

    def __init__(self, witness: Witness, host: str, port: int) -> None:
        super().__init__((host, port), _Handler)
        self.witness = witness


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 10  # seconds of silence; a half-open line holds a thread no longer
    server: WitnessServer

    def do_POST(self) -> None:
        length = self.headers.get("Content-Length", "")
        if self.path != "/add-checkpoint" or not length.isdecimal() or int(length) > MOST_REQUEST:
            self.close_connection = True  # what follows was not read
            self._send(Reply(404 if self.path != "/add-checkpoint" else 400, "no such call, or too long\n"))
            return
        try:
            reply = self.server.witness.answer(self.rfile.read(int(length)))
        except EvenhandError as error:
            reply = Reply(503, f"{error.words.en}\n")
        self._send(reply)

    def _send(self, reply: Reply) -> None:
        data = reply.body.encode()
        self.send_response(reply.status)
        self.send_header("Content-Type", reply.kind)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: the witness's record is its last checkpoint."""
