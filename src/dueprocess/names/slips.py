"""Words that may be one word with a slip of the pen. Knows spellings; must not know whose name it is."""

from __future__ import annotations

from collections.abc import Sequence

from rapidfuzz import process
from rapidfuzz.distance import OSA

SHORTEST = 4  # shorter words are too much like too many others
MOST = 6


def slips(word: str, others: Sequence[str]) -> list[str]:
    """Return those of `others` that differ from a normalised word by one slip (a letter too many, missing,
    another, or two changed about), by two from eight letters on; the nearest first, at most six."""
    if len(word) < SHORTEST:
        return []
    most = 2 if len(word) >= 8 else 1
    found = process.extract(word, others, scorer=OSA.distance, score_cutoff=most, limit=MOST + 1)
    return [other for other, distance, _ in found if distance][:MOST]
