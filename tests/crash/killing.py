"""Writers that are killed at random moments, and what they said before.

Each writer is a forked process with a pipe: `i` while its transaction is open, `a TEXT` once it has
committed. SIGKILL leaves it no time for anything. What this does not test is the disk: a killed process
loses nothing that the kernel has.
"""

import os
import random
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from django.db import connections

from tests.crash.scenarios import Scenario
from tests.databases import in_child

BREATH = 0.003
"""Seconds between two acts of a writer. SQLite gives its lock to whoever asks at the right moment: against
seven who never let go, one who asks every tenth of a second waits in vain for half a minute. People pause."""


@dataclass
class Writer:
    """A running process and what it has said."""

    number: int
    pid: int
    pipe: int
    said: bytes = b""

    def read(self) -> None:
        """Take what the pipe holds now."""
        while True:
            try:
                piece = os.read(self.pipe, 65536)
            except BlockingIOError:
                return
            if not piece:
                return
            self.said += piece

    def kill(self) -> None:
        """End it at once and read its last words."""
        os.kill(self.pid, signal.SIGKILL)
        _, status = os.waitpid(self.pid, 0)
        if not os.WIFSIGNALED(status):
            raise AssertionError(f"writer {self.number} ended by itself: {self.said[-2000:]!r}")
        self.read()
        os.close(self.pipe)

    def acknowledged(self) -> list[str]:
        """What it acknowledged; a line that was cut off counts for nothing."""
        whole = self.said[: self.said.rfind(b"\n") + 1]
        return [line[2:].decode() for line in whole.splitlines() if line.startswith(b"a ")]

    def inside(self) -> bool:
        """Whether it was in an open transaction by its last word."""
        lines = self.said.splitlines()
        return bool(lines) and lines[-1] == b"i"

    def await_inside(self, seconds: float) -> None:
        """Wait until it says that it is in a transaction, or so long."""
        until = time.monotonic() + seconds
        while not self.inside() and time.monotonic() < until:
            time.sleep(0.0005)
            self.read()


@dataclass
class Outcome:
    """What the killing gave: kills, how many of them inside a transaction, and all that was acknowledged."""

    kills: int = 0
    inside: int = 0
    acknowledged: list[str] = field(default_factory=list)


def start(scenario: Scenario, number: int) -> Writer:
    """Fork one writer. The parent's connection is closed first, so that it is not shared."""
    connections.close_all()
    reading, writing = os.pipe()
    pid = os.fork()
    if pid:
        os.close(writing)
        os.set_blocking(reading, False)
        return Writer(number, pid, reading)
    try:
        in_child()
        os.close(reading)
        count, began = 0, time.monotonic()
        while True:
            count += 1
            said = scenario.act(number, count, lambda: _say(writing, "i"))
            _say(writing, f"a {said}")
            time.sleep(BREATH)
    except BaseException as error:  # noqa: BLE001 (the parent reads what it was)
        _say(writing, f"x {type(error).__name__}: {error}, {time.monotonic() - began:.1f} s after its start")
    finally:
        os._exit(1)


def _say(pipe: int, what: str) -> None:
    os.write(pipe, f"{what}\n".encode())


def kill_many(scenario: Scenario, *, kills: int, writers: int, seed: int) -> Outcome:
    """Keep that many writers at work and kill one after another at random moments, each after it has done
    something; one in two as soon as it says that it is in a transaction."""
    chance, outcome = random.Random(seed), Outcome()
    at_work = [start(scenario, number) for number in range(writers)]
    try:
        while outcome.kills < kills:
            time.sleep(chance.uniform(0.005, 0.05))
            victim = chance.choice(at_work)
            victim.read()
            if not victim.said:
                continue  # still starting
            if chance.random() < 0.5:
                victim.await_inside(0.5)
            at_work.remove(victim)
            victim.kill()
            outcome.kills += 1
            outcome.inside += victim.inside()
            outcome.acknowledged += victim.acknowledged()
            at_work.append(start(scenario, victim.number))
    finally:
        for writer in at_work:
            writer.kill()
            outcome.acknowledged += writer.acknowledged()
    return outcome


def forked(work: Callable[[Callable[[], None]], object]) -> tuple[int, int]:
    """Fork a process that does some work with a connection of its own; return its number and a pipe on which
    there is a byte for each time that the work has called what it was given."""
    connections.close_all()
    reading, writing = os.pipe()
    pid = os.fork()
    if pid:
        os.close(writing)
        return pid, reading
    try:
        in_child()
        os.close(reading)
        work(lambda: os.write(writing, b".") and None)
    finally:
        os._exit(0)
