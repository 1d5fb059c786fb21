"""One line on a terminal that says how far long work is. Knows numbers, not what is counted."""

import time
from typing import Any


class Progress:
    """One line on a terminal, written over itself at most four times a second."""

    def __init__(self, out: Any, what: str) -> None:
        self._out, self._what = out, what
        self._began = time.monotonic()
        self._told = 0.0

    def __call__(self, count: int, part: float) -> None:
        """Say how many are done (of what, was given at the beginning), and what part of all, 0 to 1."""
        now = time.monotonic()
        if now - self._told < 0.25:
            return
        self._told = now
        speed = count / max(now - self._began, 0.001)
        self._out.write(f"\r{count:,} {self._what}, {part:.0%}, {speed:,.0f} a second ", ending="")
        self._out.flush()

    def end(self) -> None:
        """Leave the line for good."""
        if self._told:
            self._out.write("")
