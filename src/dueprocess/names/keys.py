"""Keys under which a name is found: its words, and how they sound. Must not know where keys are stored."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

import jellyfish

from dueprocess.names.normalise import words

LONGEST = 40
SOUND = "~"


@lru_cache(maxsize=65536)
def sound(word: str) -> str:
    """Return how a normalised word sounds (Metaphone), marked so that no word equals it; may be empty."""
    code = jellyfish.metaphone(word)
    return f"{SOUND}{code}"[:LONGEST] if len(code) > 1 else ""


def keys(names: Iterable[str]) -> set[str]:
    """Return all keys of somebody's names: each word cut to 40 characters, and each word's sound."""
    found: set[str] = set()
    for name in names:
        for word in words(name):
            found.add(word[:LONGEST])
            if heard := sound(word):
                found.add(heard)
    return found
