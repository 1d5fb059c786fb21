"""How a word may be written otherwise and sound the same. Knows letters of many tongues; must not know
names."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

# In this order: what stands first is longer. Left what is written, right the one way in which it is compared.
_FOLDS: Final = tuple(
    (re.compile(pattern), by)
    for pattern, by in (
        (r"tsch|tch|tsh", "c"),
        (r"shch|sch|sh|sz", "s"),
        (r"dzh|dsch|dj|zh", "j"),
        (r"cz|ch", "c"),
        (r"kh", "h"),
        (r"gh", "g"),
        (r"ph|pf", "f"),
        (r"th|dt", "t"),
        (r"ck|qu|q", "k"),
        (r"^x", "s"),
        (r"x", "ks"),
        (r"c(?=[aoulrtkn]|$)", "k"),
        (r"c(?=[eiy])", "s"),
        (r"tz|ts", "z"),
        (r"w", "v"),
        (r"off\b|ow\b", "ov"),
        (r"eff\b|jew\b|yev\b|iev\b", "ev"),
        (r"sk(?:iy|ii|yy|ij|yj|yi|y|i|ey|ei)\b", "ski"),
        (r"(?:iya|ija|iia|ia|ya|ja)\b", "ia"),
        (r"(?:iy|ii|yy|ij|yi|y|i|ey|ei|ej)\b", "i"),
        (r"eo(?=ng|k|l)", "u"),
        (r"ou|oo|ue|uo", "u"),
        (r"ae|ai|ay|ei|ey|ej|aj", "e"),
        (r"ee|ie|iy|yi|y|ij", "i"),
        (r"oe|eu", "o"),
        (r"aa", "a"),
        (r"(?<=.)h", ""),
        (r"z", "s"),
        (r"(.)\1+", r"\1"),
    )
)
_CLASS: Final = {
    **dict.fromkeys("bp", "P"), **dict.fromkeys("fv", "F"), **dict.fromkeys("ckgq", "K"),
    **dict.fromkeys("szj", "S"), **dict.fromkeys("dt", "T"), "l": "L", "r": "R", "m": "M", "n": "N",
}  # fmt: skip


@lru_cache(maxsize=16384)
def fold(word: str) -> str:
    """Return a plain word in the one way in which its sounds are compared."""
    for pattern, by in _FOLDS:
        word = pattern.sub(by, word)
    return word


@lru_cache(maxsize=16384)
def bones(word: str, bare: bool = False) -> str:
    """Return the consonants of a plain word by their kind, one of several of a kind that stand together. Of
    a word whose vowels are not written (`bare`), w and y inside it are vowels."""
    if bare:
        word = voiced(word)
    found, before = "", ""
    for letter in fold(word).replace("c", "s"):
        kind = _CLASS.get(letter, "")
        if kind != before:
            found += kind
        before = kind
    return found


def voiced(word: str) -> str:
    """Return a word whose vowels are not written with one where there must be some: for h, for w and y inside
    it, and between two consonants that are the same."""
    inner = re.sub(r"[wyv](?=.)", "a", word[1:]) if len(word) > 3 else word[1:]
    return re.sub(r"(.)(?=\1)", r"\1a", (word[:1] + inner).replace("h", "a"))
