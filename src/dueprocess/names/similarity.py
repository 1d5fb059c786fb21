"""How alike two names are. Knows spellings, orders and initials; must not decide that people are the same."""

from __future__ import annotations

from collections.abc import Iterable

from rapidfuzz import fuzz

from dueprocess.names.normalise import normalise


def similarity(one: str, other: str) -> float:
    """Return 0 to 1: 1 for the same words in any order, less for other spellings or words left out."""
    return _alike(normalise(one), normalise(other))


def _alike(a: str, b: str) -> float:
    if not a or not b:
        return 0.0
    ordered = fuzz.token_sort_ratio(a, b)
    partial = fuzz.token_set_ratio(a, b)
    return max(ordered, 0.95 * partial) / 100


def best(sought: str, names: Iterable[str]) -> float:
    """Return the similarity of the nearest of somebody's names; 0 when they have none."""
    plain = normalise(sought)
    return max((_alike(plain, normalise(name)) for name in names), default=0.0)
