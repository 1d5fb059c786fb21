"""Gives one parser mutated inputs for a time or a number, and tells what it did. The only answers allowed are
a value and the errors that the parser promises; any other exception, or none within the limit, is a find.
"""

import random
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from tests.fuzz.mutating import Mutation, of_bytes

LIMIT = 10.0
"""Seconds of the processor after which a parser hangs: a hundred times what any input needs."""


@dataclass(frozen=True)
class Target:
    """One parser: how it is called with bytes, with what valid input it begins, which errors it promises.

    `covers` names the public functions that the call goes through, by module and name, for the list of those
    that have no target.
    """

    name: str
    call: Callable[[bytes], Any]
    corpus: Callable[[], Sequence[bytes]]
    allowed: tuple[type[Exception], ...]
    covers: tuple[str, ...] = ()
    mutation: Mutation = of_bytes
    few: int = 150  # mutated inputs in the ordinary suite; fewer where one takes long


@dataclass
class Told:
    """How many inputs were given; how many were taken, how many refused with the promised errors."""

    name: str
    seed: int
    inputs: int = 0
    taken: int = 0
    refused: int = 0
    longest: float = 0.0
    seconds: float = 0.0
    kinds: set[str] = field(default_factory=set)


class Hang(BaseException):
    """A parser that did not answer in time. No parser may catch it."""


class Found(AssertionError):
    """An input with which a parser did what it must not: the seed, and the bytes, to be made a test."""

    def __init__(self, told: Told, data: bytes, error: BaseException) -> None:
        shown = repr(data) if len(data) <= 3000 else f"{data[:3000]!r}… ({len(data)} bytes)"
        what = f"{type(error).__name__}: {str(error)[:500]}"
        super().__init__(f"{told.name}, seed {told.seed}, input {told.inputs}: {what}\n{shown}")
        self.data = data


@contextmanager
def limited(seconds: float) -> Iterator[None]:
    """Raise Hang where this takes so much of the processor, or twenty times as long by the clock."""

    def late(*_: object) -> None:
        raise Hang(f"no answer within {seconds:g} s")

    timers = (
        (signal.ITIMER_PROF, signal.SIGPROF, seconds),
        (signal.ITIMER_REAL, signal.SIGALRM, seconds * 20),
    )
    before = [signal.signal(number, late) for _, number, _ in timers]
    for timer, _, most in timers:
        signal.setitimer(timer, most)
    try:
        yield
    finally:
        for (timer, number, _), handler in zip(timers, before, strict=True):
            signal.setitimer(timer, 0)
            signal.signal(number, handler)


def one(target: Target, data: bytes, told: Told, *, limit: float = LIMIT) -> None:
    """Give one input. Raises Found, with the bytes, for an answer that is not allowed."""
    told.inputs += 1
    began = time.process_time()
    try:
        with limited(limit):
            target.call(data)
        told.taken += 1
    except target.allowed as error:
        told.refused += 1
        told.kinds.add(type(error).__name__)
    except (Exception, Hang) as error:
        raise Found(told, data, error) from error
    told.longest = max(told.longest, time.process_time() - began)


def run(target: Target, *, seed: int, seconds: float = 0.0, inputs: int = 0) -> Told:
    """Give the valid inputs, which must all be taken, then mutated ones, so many or for so long
    (seconds of the processor, so that a busy machine takes nothing from it)."""
    told, chance = Told(target.name, seed), random.Random(seed)
    corpus = list(target.corpus())
    for data in corpus:
        one(target, data, told)
    if told.taken != len(corpus):
        raise AssertionError(f"{target.name}: valid input was refused ({', '.join(sorted(told.kinds))})")
    began = time.process_time()
    while told.inputs < len(corpus) + inputs or time.process_time() - began < seconds:
        one(target, target.mutation(chance, corpus), told)
    told.seconds = time.process_time() - began
    return told
