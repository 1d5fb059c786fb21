"""A log witness that we did not write (PyPI witness-log), behind a plain HTTP server of the test's own."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import witness_log


@dataclass
class Witness:
    """A running witness: its service, address, and the status of each answer that it gave."""

    service: witness_log.WitnessService
    url: str = ""
    answered: list[int] = field(default_factory=list)
    silent: bool = False

    @property
    def key(self) -> str:
        """Its public key in `note` text form."""
        return self.service.vkey()


@contextmanager
def running(name: str, seed: bytes) -> Iterator[Witness]:
    """Run a witness on a free port of this machine."""
    witness = Witness(witness_log.WitnessService.new(name, seed))

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            if self.path != "/add-checkpoint" or witness.silent:
                self.send_error(503)
                return
            status, kind, answer = witness.service.handle_add_checkpoint_http(body)
            if not isinstance(status, int):
                raise AssertionError(status)
            if "/" not in kind:
                kind, answer = answer, kind
            witness.answered.append(status)
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(answer.encode())))
            self.end_headers()
            self.wfile.write(answer.encode())

        def log_message(self, *args: object) -> None:
            """Stay quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    witness.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield witness
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
