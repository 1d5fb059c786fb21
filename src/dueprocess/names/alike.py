"""How alike two words of names are, and by what. Knows words; must not know names as a whole."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from rapidfuzz.distance import OSA, JaroWinkler

from dueprocess.names import forms
from dueprocess.names.parts import Word
from dueprocess.names.sounds import bones, fold, voiced
from dueprocess.names.values import Code

NEAR: Final = 0.6
"""Words less alike than this are two words."""


def alike(one: Word, other: Word) -> tuple[float, Code]:
    """Return 0 to 1 and by what; the same whichever stands first."""
    a, b = one.plain, other.plain
    if one.signs and other.signs:
        if one.signs == other.signs:
            return 1.0, Code.SAME
        near = OSA.normalized_similarity(one.signs, other.signs)
        return max(near, 0.75 if a == b else 0.0), Code.SPELLING
    if a == b:
        return 1.0, Code.SAME
    if len(a) == 1 or len(b) == 1:
        return (0.7, Code.INITIAL) if a[0] == b[0] else (0.0, Code.INITIAL)
    if bool(one.signs) != bool(other.signs):
        near = OSA.normalized_similarity(a, b)
        return (0.9 * near if near >= 0.75 else 0.0), Code.SCRIPT
    if one.bare != other.bare:
        return _unvowelled(a, b) if one.bare else _unvowelled(b, a)
    return _spelled(a, b) if a < b else _spelled(b, a)


@lru_cache(maxsize=8192)
def _unvowelled(bare: str, other: str) -> tuple[float, Code]:
    """Compare a word without its vowels with one that has them, by its consonants: the fewer they are, the
    less they say."""
    x, y = bones(bare, True), bones(other)
    fine = OSA.normalized_similarity(_consonants(voiced(bare)), _consonants(other))
    near = (OSA.normalized_similarity(x, y) + fine) / 2
    return near * (0.4, 0.5, 0.75, 0.9, 0.95)[min(len(x), len(y), 4)], Code.SCRIPT


def _consonants(word: str) -> str:
    return re.sub(r"[aeiouyh]", "", fold(word))


@lru_cache(maxsize=32768)
def _spelled(a: str, b: str) -> tuple[float, Code]:
    if forms.same(a, b):
        return 0.97, Code.FORM
    if forms.short(a, b):
        return 0.92, Code.SHORT
    x, y = fold(a), fold(b)
    if x == y:
        return 0.97, Code.SOUND
    plain = _measure(a, b)
    sounding = 0.97 * _measure(x, y)
    if bones(a) == bones(b) and len(bones(a)) > 2:
        sounding = max(sounding, min(0.93, sounding + 0.05))
    if min(len(a), len(b)) < 4:  # there is little in which they could differ
        near = 0.8 if len(y) > 3 and OSA.distance(x, y) == 1 else NEAR
        return (near, Code.SLIP) if min(OSA.distance(a, b), OSA.distance(x, y)) == 1 else (0.0, Code.SLIP)
    if max(plain, sounding) < 0.4 and a[::-1] == b:
        return 0.85, Code.SPELLING
    if OSA.distance(a, b) == 1:
        return max(plain, sounding), Code.SLIP
    return (plain, Code.SPELLING) if plain >= sounding else (sounding, Code.SOUND)


def _measure(a: str, b: str) -> float:
    """Half by slips of the pen, half by what stands at the same places, the beginning before all."""
    return (OSA.normalized_similarity(a, b) + JaroWinkler.similarity(a, b)) / 2


def slips(one: Word, other: Word) -> int:
    """Return how many slips of the pen lie between two words, by letters or by sounds, whichever are
    fewer."""
    a, b = one.plain, other.plain
    if one.signs and other.signs:
        return OSA.distance(one.signs, other.signs)
    if one.bare != other.bare:
        return OSA.distance(bones(a, one.bare), bones(b, other.bare))
    return min(OSA.distance(a, b), OSA.distance(fold(a), fold(b)))
