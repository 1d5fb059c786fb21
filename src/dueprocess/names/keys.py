"""Keys under which a name is found: its words, how they sound, and the whole. Must not know where keys are
stored."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

import jellyfish

from dueprocess.names.normalise import words

LONGEST = 40
SOUND = "~"
WHOLE = "="


@lru_cache(maxsize=65536)
def sound(word: str) -> str:
    """Return how a normalised word sounds (Metaphone), marked so that no word equals it; may be empty."""
    code = jellyfish.metaphone(word)
    return f"{SOUND}{code}"[:LONGEST] if len(code) > 1 else ""


def whole(own: Sequence[str]) -> str:
    """Return the key of a whole name of these words, however they are parted."""
    return f"{WHOLE}{''.join(own)}"[:LONGEST]


def keys(names: Iterable[str]) -> set[str]:
    """Return all keys of somebody's names: each word cut to 40 characters, each word's sound, each whole."""
    found: set[str] = set()
    for name in names:
        own = words(name)
        if own:
            found.add(whole(own))
        for word in own:
            found.add(word[:LONGEST])
            if heard := sound(word):
                found.add(heard)
    return found
