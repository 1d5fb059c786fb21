"""A witness of ours as an outside body runs it: a process, one folder, no settings."""

import http.client
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.context import ForkServerProcess
from pathlib import Path

from tests.witness import program

COMMAND = [sys.executable, "-m", "dueprocess.conf.commands", "witness"]


def run(*words: object, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run one command from nothing to its end."""
    command = [*COMMAND, *map(str, words)]
    return subprocess.run(command, env=program.apart(), cwd=cwd, capture_output=True, text=True, check=False)


def free_port() -> int:
    """A port that nothing listens on."""
    with socket.socket() as each:
        each.bind(("127.0.0.1", 0))
        return int(each.getsockname()[1])


@dataclass
class Served:
    """A running witness."""

    folder: Path
    port: int
    process: "subprocess.Popen[str] | ForkServerProcess"

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.port}"

    def post(
        self, body: bytes, path: str = "/add-checkpoint", method: str = "POST"
    ) -> tuple[int, str, bytes]:
        """One request: status, content type and body. Raises OSError where the witness is gone."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request(method, path, body)
            response = connection.getresponse()
            return response.status, response.headers["Content-Type"], response.read()
        except http.client.HTTPException as error:
            raise OSError(str(error)) from error
        finally:
            connection.close()

    def wait(self) -> None:
        """Until it answers. Raises AssertionError where it ended instead."""
        until = time.monotonic() + 30
        while time.monotonic() < until:
            if (code := self._ended()) is not None:
                raise AssertionError(f"the witness ended with {code}")
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
            except OSError:
                time.sleep(0.02)
            else:
                return
        raise AssertionError("the witness did not begin to listen")

    def _ended(self) -> int | None:
        """What it ended with; None while it runs."""
        return self.process.poll() if isinstance(self.process, subprocess.Popen) else self.process.exitcode

    def kill(self) -> None:
        """End it as a power cut would."""
        self.process.kill()
        self._gone()

    def end(self) -> None:
        """Ask it to end, and wait until it has."""
        self.process.terminate()
        self._gone()

    def _gone(self) -> None:
        """Until it has ended. Raises AssertionError where it does not."""
        until = time.monotonic() + 30
        while self._ended() is None:
            assert time.monotonic() < until, "the witness does not end"
            time.sleep(0.01)


def started(folder: Path, *words: object, port: int = 0) -> Served:
    """Start one from nothing, by its command, and wait until it listens."""
    process = subprocess.Popen(
        [*COMMAND, *_serve(folder, port := port or free_port(), words)],
        env=program.apart(), text=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    return _listening(Served(folder, port, process))


def forked(folder: Path, *words: object, port: int = 0) -> Served:
    """Start one quickly (`tests/witness/program.py`), and wait until it listens."""
    process = program.begin(*_serve(folder, port := port or free_port(), words), cwd=folder.parent)
    return _listening(Served(folder, port, process))


def _serve(folder: Path, port: int, words: Iterable[object]) -> list[str]:
    return ["serve", str(folder), "--listen", f"127.0.0.1:{port}", *map(str, words)]


def _listening(served: Served) -> Served:
    served.wait()
    return served


@contextmanager
def serving(folder: Path, *words: object, start: Callable[..., Served] = forked) -> Iterator[Served]:
    """Run one for the length of a test."""
    served = start(folder, *words)
    try:
        yield served
    finally:
        served.end()
