"""A witness of ours as an outside body runs it: a process, one folder, no settings."""

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

COMMAND = [sys.executable, "-m", "dueprocess.conf.commands", "witness"]


def apart() -> dict[str, str]:
    """An environment in which nothing names an installation."""
    ours = ("DUEPROCESS_", "DJANGO_", "DATABASE_")
    return {name: value for name, value in os.environ.items() if not name.startswith(ours)}


def run(*words: object, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run one command to its end."""
    return subprocess.run(
        [*COMMAND, *map(str, words)], env=apart(), cwd=cwd, capture_output=True, text=True, check=False
    )


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
    process: "subprocess.Popen[str]"

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
            if self.process.poll() is not None:
                raise AssertionError(f"the witness ended with {self.process.returncode}")
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
            except OSError:
                time.sleep(0.02)
            else:
                return
        raise AssertionError("the witness did not begin to listen")


def start(folder: Path, *words: object, port: int = 0) -> Served:
    """Start one, and wait until it listens."""
    port = port or free_port()
    command = [*COMMAND, "serve", str(folder), "--listen", f"127.0.0.1:{port}", *map(str, words)]
    process = subprocess.Popen(
        command, env=apart(), text=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    served = Served(folder, port, process)
    served.wait()
    return served


@contextmanager
def serving(folder: Path, *words: object) -> Iterator[Served]:
    """Run one for the length of a test."""
    served = start(folder, *words)
    try:
        yield served
    finally:
        served.process.terminate()
        served.process.wait(timeout=30)
