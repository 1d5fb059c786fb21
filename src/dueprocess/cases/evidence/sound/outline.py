"""How loud a recording is, where: peaks of small steps, told as columns of a picture and as parts. Pure."""

from __future__ import annotations

import sys
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

RATE, STEP_MS = 4000, 100
"""Samples a second, and how long one step is."""
_STEP = RATE * STEP_MS // 1000
COLUMNS = 800
QUIET, QUIET_MS, MOST_QUIET = 3, 3000, 100
"""Below so many hundredths of full scale nothing is heard; for so long, and it is told; so many times."""


@dataclass(frozen=True, slots=True)
class Outline:
    """`ms`: how long the recording is. `columns`: the peak of each part of it, in hundredths of full scale.
    `quiet`: passages (from, to, in ms) in which next to nothing is heard."""

    ms: int
    columns: tuple[int, ...]
    quiet: tuple[tuple[int, int], ...]

    def plain(self) -> dict[str, Any]:
        """Return it as JSON holds it."""
        return {"ms": self.ms, "columns": list(self.columns), "quiet": [list(each) for each in self.quiet]}

    @classmethod
    def of(cls, plain: dict[str, Any]) -> Outline:
        """Return what `plain` told."""
        return cls(plain["ms"], tuple(plain["columns"]), tuple((a, b) for a, b in plain["quiet"]))

    def passages(self) -> tuple[tuple[int, int, bool], ...]:
        """Return the recording in parts (from, to, whether something is heard), for whoever does not see the
        picture."""
        found, at = [], 0
        for start, end in self.quiet:
            if start > at:
                found.append((at, start, True))
            found.append((start, end, False))
            at = end
        if at < self.ms:
            found.append((at, self.ms, True))
        return tuple(found)


def outline(pieces: Iterable[bytes], *, longest_ms: int) -> Outline | None:
    """Return the outline of sound that comes as 16-bit little-endian samples, one channel, `RATE` a second;
    None where there is none. Stops after `longest_ms`."""
    peaks, samples = bytearray(), 0
    for part in _steps(pieces):
        samples += len(part)
        peaks.append(min(100, round(max(max(part), -min(part)) * 100 / 32767)))
        if len(peaks) * STEP_MS >= longest_ms:
            break
    if not peaks:
        return None
    ms = samples * 1000 // RATE
    return Outline(ms, tuple(_columns(peaks)), tuple(_quiet(peaks, ms)))


def _steps(pieces: Iterable[bytes]) -> Iterator[array[int]]:
    waiting = bytearray()
    for piece in pieces:
        waiting += piece
        whole = len(waiting) // (2 * _STEP) * 2 * _STEP
        for at in range(0, whole, 2 * _STEP):
            yield _samples(waiting[at : at + 2 * _STEP])
        del waiting[:whole]
    if rest := waiting[: len(waiting) // 2 * 2]:
        yield _samples(rest)


def _samples(data: bytearray) -> array[int]:
    found = array("h", bytes(data))
    if sys.byteorder == "big":
        found.byteswap()
    return found


def _columns(peaks: Sequence[int]) -> Iterator[int]:
    wide = max(1, -(-len(peaks) // COLUMNS))
    for at in range(0, len(peaks), wide):
        yield max(peaks[at : at + wide])


def _quiet(peaks: Sequence[int], ms: int) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    since: int | None = None
    for n, peak in enumerate([*peaks, 100]):
        if peak < QUIET:
            since = n if since is None else since
        elif since is not None:
            if (n - since) * STEP_MS >= QUIET_MS:
                found.append((since * STEP_MS, min(n * STEP_MS, ms)))
            since = None
    longest = sorted(found, key=lambda each: each[0] - each[1])[:MOST_QUIET]
    return sorted(longest)
