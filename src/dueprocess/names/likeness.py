"""How alike two names are as a whole: their words laid one on another. Knows words and what they weigh; must
not know birthdays, numbers or units.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import lru_cache
from operator import itemgetter
from typing import Final

from rapidfuzz import fuzz

from dueprocess.names.alike import NEAR, alike, slips
from dueprocess.names.parts import Word, parts
from dueprocess.names.values import Code

JOIN: Final = 0.87
"""So alike two words together have to be to one word, to be that word written apart."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Words of the one name that were laid on words of the other, how alike, and by what."""

    ours: tuple[Word, ...]
    theirs: tuple[Word, ...]
    alike: float
    by: Code


@dataclass(frozen=True, slots=True)
class Laid:
    """Two names, one laid on the other: the pairs, and the words that found none."""

    pairs: tuple[Pair, ...]
    ours: tuple[Word, ...]
    theirs: tuple[Word, ...]


def _sum(words: tuple[Word, ...] | list[Word]) -> float:
    if len(words) == 1:
        return words[0].weight
    return sum(word.weight for word in words)


def lay(ours: tuple[Word, ...], theirs: tuple[Word, ...]) -> Laid:
    """Lay the words of two names on one another, the most alike first; the order of the words counts for
    nothing. A word that several words make together is laid on them."""
    pairs: list[Pair] = []
    left, right = list(ours), list(theirs)
    for word in ours:
        if word in right:
            left.remove(word)
            right.remove(word)
            pairs.append(Pair((word,), (word,), 1.0, Code.SAME))
    if not left or not right:
        return Laid(tuple(pairs), tuple(left), tuple(right))
    if len(left) + len(right) > 2:
        pairs += _apart(left, right)
    found = []
    for i, a in enumerate(left):
        for j, b in enumerate(right):
            near, by = alike(a, b)
            if near >= NEAR:
                found.append(
                    (-near, *((a.plain, b.plain) if a.plain < b.plain else (b.plain, a.plain)), i, j, by)
                )
    found.sort(key=itemgetter(0, 1, 2))
    used_left: set[int] = set()
    used_right: set[int] = set()
    for near, _one, _other, i, j, by in found:
        if i not in used_left and j not in used_right:
            used_left.add(i)
            used_right.add(j)
            pairs.append(Pair((left[i],), (right[j],), -near, by))
    return Laid(
        tuple(pairs),
        tuple(word for i, word in enumerate(left) if i not in used_left),
        tuple(word for j, word in enumerate(right) if j not in used_right),
    )


def _apart(left: list[Word], right: list[Word]) -> list[Pair]:
    """Lay words on those that make them together, and take them out of both lists."""
    made: list[Pair] = []
    for one, many, turned in ((left, right, False), (right, left, True)):
        if len(many) < 2 or any(each.signs for each in many):
            continue
        for word in sorted(one, key=lambda each: (-len(each.plain), each.plain)):
            if len(word.plain) < 4 or len(many) < 2:
                continue
            covered = _covering(word.plain, many) or _nearly(word, many)
            if covered is None:
                continue
            places, near, by = covered
            words = tuple(many[place] for place in places)
            if any(alike(word, each)[0] >= near for each in words):
                continue
            one.remove(word)
            for each in words:
                many.remove(each)
            whole = (replace(word, weight=min(_sum(words), 2.0)),)
            made.append(Pair(words, whole, near, by) if turned else Pair(whole, words, near, by))
    return made


def _covering(text: str, many: list[Word]) -> tuple[tuple[int, ...], float, Code] | None:
    """Return the places of two or more words that make the text exactly, in whatever order."""

    def go(rest: str, free: tuple[int, ...]) -> tuple[int, ...] | None:
        if not rest:
            return ()
        for place in free:
            own = many[place].plain
            if rest.startswith(own):
                more = go(rest[len(own) :], tuple(each for each in free if each != place))
                if more is not None:
                    return (place, *more)
        return None

    fitting = tuple(place for place, word in enumerate(many) if word.plain in text)
    if len(fitting) < 2:
        return None
    found = go(text, fitting)
    return (found, 1.0, Code.SAME) if found and len(found) > 1 else None


def _nearly(word: Word, many: list[Word]) -> tuple[tuple[int, ...], float, Code] | None:
    """Return the places of two words that nearly make this one; the first letter has to be right."""
    best: tuple[tuple[int, ...], float, Code] | None = None
    text, long = word.plain, len(word.plain)
    for i, a in enumerate(many):
        if a.plain[0] != text[0] or len(a.plain) > long:
            continue
        for j, b in enumerate(many):
            if i == j or abs(len(a.plain) + len(b.plain) - long) > 2:
                continue
            near, by = alike(Word(a.plain + b.plain, bare=a.bare), word)
            if near >= JOIN and (best is None or near > best[1]):
                best = (i, j), near, by
    return best


WEIGHTS: Final = (-0.33, 1.09, 1.3, -3.45, -0.44, -0.11, 0.64, -0.7, -0.36, -0.75)
"""What each of the features counts for (`features`), as `benchmarks/screening.py --fit 1` prints them."""


def features(laid: Laid, one: str, other: str) -> tuple[float, ...]:
    """Return what is weighed of two names that were laid on one another: always 1; how much of the better
    covered name was found in the other, and of the worse covered one; what each has and the other
    contradicts;
    what one has more; whether there is one word only; how alike the whole is, letter by letter; whether
    initials are all that agrees; the most slips in a word; all slips."""
    left, right = _sum(laid.ours), _sum(laid.theirs)
    ours, theirs, mine, yours = left, right, 0.0, 0.0
    whole, most, all_slips = False, 0, 0
    for pair in laid.pairs:
        own, their = _sum(pair.ours), _sum(pair.theirs)
        ours, theirs = ours + own, theirs + their
        mine, yours = mine + own * pair.alike, yours + their * pair.alike
        whole = whole or (pair.by is not Code.INITIAL and own + their >= 2 * NEAR)
        if pair.by in _WRITTEN:
            slip = _slips(pair)
            most, all_slips = max(most, slip), all_slips + slip
    mine, yours = mine / ours, yours / theirs
    return (
        1.0,
        max(mine, yours),
        min(mine, yours),
        min(left, right),
        math.sqrt(abs(left - right)),
        float(min(ours, theirs) <= 1),
        fuzz.ratio(one, other) / 100,
        float(not whole),
        float(min(most, 4)),
        float(min(all_slips, 6)),
    )


_WRITTEN: Final = frozenset({Code.SLIP, Code.SPELLING, Code.SOUND, Code.SCRIPT})


def _slips(pair: Pair) -> int:
    if len(pair.ours) == len(pair.theirs) == 1:
        return slips(pair.ours[0], pair.theirs[0])
    return 0 if pair.alike == 1 else 1


@lru_cache(maxsize=4096)
def letters(words: tuple[Word, ...]) -> str:
    """Return the words in alphabetical order, as the whole is compared letter by letter."""
    return " ".join(sorted(word.plain for word in words))


def likeness(ours: tuple[Word, ...], theirs: tuple[Word, ...]) -> tuple[float, Laid]:
    """Return how alike two names are that were taken apart, above 0 and below 1, and how they were laid on
    one another. The same whichever stands first, and in whatever order their words stand."""
    laid = lay(ours, theirs)
    own = features(laid, letters(ours), letters(theirs))
    found = _logistic(sum(weight * value for weight, value in zip(WEIGHTS, own, strict=True)))
    return round(found, 9), laid  # in whatever order it was summed: what is as good is the same number


def _logistic(value: float) -> float:
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, value))))


def names_alike(one: str, other: str) -> float:
    """Return how alike two names are as written; 0 where one of them has neither letter nor digit."""
    ours, theirs = parts(one), parts(other)
    return likeness(ours, theirs)[0] if ours and theirs else 0.0
