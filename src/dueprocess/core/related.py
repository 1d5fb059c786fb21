"""How much speaks for two complaints being about the same. Knows days, counts and keys that stand for people,
places, units and files; must not know what any of them is called, or who may read which.

Each kind of evidence is put into a level, and each level has a weight; the sum orders what is proposed (the
manner of Fellegi and Sunter, A Theory for Record Linkage, 1969). A sum is no probability, and nobody is shown
it. The weights of people, place, day, receipt and unit were fitted on the links that an agency recorded
between its own complaints: those under which the recorded one stands out most among what it was found with.
How well they do is measured on links that they were not fitted on (`benchmarks/related.py`, ADR 0124). No
such data has attachments or texts: those two weights are set, so that either outweighs each of the others.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

MOST = 10
"""As many are proposed for one complaint."""


class Kind(StrEnum):
    """The kinds of evidence."""

    PEOPLE = "people"
    PLACE = "place"
    DAY = "day"
    RECEIVED = "received"
    UNIT = "unit"
    FILE = "file"
    TEXT = "text"


SAME, NEAR, OTHER, UNKNOWN = "same", "near", "other", "unknown"
HERE, THERE = "here", "there"
"""Only one of two complaints names anybody: the later, the earlier."""
SILENT = frozenset({OTHER, UNKNOWN, HERE, THERE})
"""Levels that are no agreement: they change the order, and are no reason."""
Level = tuple[Kind, str]

DAYS = (0, 1, 3, 7, 30)
"""Up to so many days lie between what happened; beyond the last: "other"."""
GAPS = (0, 1, 3, 7, 14, 30, 60)
"""The same between the days on which two complaints came."""
SPREAD = (4, 30, 250)
"""A person or a place that stands in up to so many complaints; beyond the last it tells next to nothing."""

WEIGHTS: dict[Level, float] = {
    (Kind.PEOPLE, "here"): -0.39,
    (Kind.PEOPLE, "other"): -1.93,
    (Kind.PEOPLE, "same 0"): 1.41,
    (Kind.PEOPLE, "same 1"): 1.41,
    (Kind.PEOPLE, "same 2"): 1.14,
    (Kind.PEOPLE, "same 3"): 0.0,
    (Kind.PEOPLE, "there"): 0.52,
    (Kind.PEOPLE, "unknown"): -0.52,
    (Kind.PLACE, "other"): -2.44,
    (Kind.PLACE, "same 0"): 3.78,
    (Kind.PLACE, "same 1"): 1.36,
    (Kind.PLACE, "same 2"): -1.11,
    (Kind.PLACE, "same 3"): -1.71,
    (Kind.PLACE, "unknown"): -2.18,
    (Kind.DAY, "0"): 2.1,
    (Kind.DAY, "1"): 0.09,
    (Kind.DAY, "3"): -0.58,
    (Kind.DAY, "7"): -0.55,
    (Kind.DAY, "30"): -1.23,
    (Kind.DAY, "other"): -2.96,
    (Kind.DAY, "unknown"): -0.05,
    (Kind.RECEIVED, "0"): 1.71,
    (Kind.RECEIVED, "1"): 0.9,
    (Kind.RECEIVED, "3"): 0.9,
    (Kind.RECEIVED, "7"): -0.3,
    (Kind.RECEIVED, "14"): -0.05,
    (Kind.RECEIVED, "30"): -0.37,
    (Kind.RECEIVED, "60"): -1.47,
    (Kind.RECEIVED, "other"): -2.42,
    (Kind.RECEIVED, "unknown"): -2.42,
    (Kind.UNIT, "near"): 1.18,
    (Kind.UNIT, "other"): -2.73,
    (Kind.UNIT, "same"): 2.82,
    (Kind.UNIT, "unknown"): -2.08,
    (Kind.FILE, "same"): 6.0,
    (Kind.TEXT, "same"): 6.0,
}
"""Two levels no link had: people in four complaints or fewer weigh as the next level, an unknown receipt as
one long before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known of one complaint. Days as ordinals; `unit` the unit and the one above it; the others as
    keys that are equal where the same is meant. `text`: this one's words are nearly equal to the other's."""

    days: frozenset[int] = frozenset()
    received: int | None = None
    people: frozenset[str] = frozenset()
    places: frozenset[str] = frozenset()
    unit: tuple[str, str] | None = None
    files: frozenset[str] = frozenset()
    text: bool = False


def levels(one: Facts, other: Facts, spread: Mapping[str, int]) -> tuple[Level, ...]:
    """Return how far two complaints agree in each kind: `one`, and one that came before it. `spread` says in
    how many complaints a person or a place stands; of one that is missing, in too many to count."""
    found = [
        (Kind.PEOPLE, _named(one.people, other.people, spread)),
        (Kind.PLACE, _shared(one.places, other.places, spread)),
        (Kind.DAY, _days(one.days, other.days)),
        (Kind.RECEIVED, _gap(one.received, other.received)),
        (Kind.UNIT, _unit(one.unit, other.unit)),
    ]
    if one.files & other.files:
        found.append((Kind.FILE, SAME))
    if other.text:
        found.append((Kind.TEXT, SAME))
    return tuple(found)


def score(found: Iterable[Level]) -> float:
    """Return the sum of the weights: the more, the more speaks for it. Compare it with other sums only."""
    return sum(WEIGHTS.get(level, 0.0) for level in found)


def agrees(found: Iterable[Level]) -> bool:
    """Tell whether anything but the unit and the days of receipt speaks for two complaints being about the
    same; or, with both, that they came within days about one unit."""
    there = dict(found)
    near = {str(each) for each in DAYS[:3]}
    if there.get(Kind.FILE) or there.get(Kind.TEXT) or there[Kind.DAY] in near:
        return True
    if any(there[kind] not in SILENT for kind in (Kind.PEOPLE, Kind.PLACE)):
        return True
    return there[Kind.UNIT] == SAME and there[Kind.RECEIVED] in {str(each) for each in GAPS}


def reasons(found: Iterable[Level]) -> tuple[Level, ...]:
    """Return what speaks for it, the weightiest first."""
    speaking = [level for level in found if level[1] not in SILENT and WEIGHTS.get(level, 0.0) > 0]
    return tuple(sorted(speaking, key=lambda level: -WEIGHTS[level]))


def _named(one: frozenset[str], other: frozenset[str], spread: Mapping[str, int]) -> str:
    if bool(one) != bool(other):
        return HERE if one else THERE
    return _shared(one, other, spread)


def _shared(one: frozenset[str], other: frozenset[str], spread: Mapping[str, int]) -> str:
    shared = one & other
    if shared:
        least = min(spread.get(each, SPREAD[-1] + 1) for each in shared)
        return f"{SAME} {bisect_left(SPREAD, least)}"
    return OTHER if one and other else UNKNOWN


def _days(one: frozenset[int], other: frozenset[int]) -> str:
    if not one or not other:
        return UNKNOWN
    return _upto(DAYS, min(abs(a - b) for a in one for b in other))


def _gap(one: int | None, other: int | None) -> str:
    return UNKNOWN if one is None or other is None else _upto(GAPS, abs(one - other))


def _upto(bounds: tuple[int, ...], gap: int) -> str:
    place = bisect_left(bounds, gap)
    return str(bounds[place]) if place < len(bounds) else OTHER


def _unit(one: tuple[str, str] | None, other: tuple[str, str] | None) -> str:
    if one is None or other is None:
        return UNKNOWN
    if one[0] == other[0]:
        return SAME
    above = {each for each in (one[1], other[1]) if each}
    return NEAR if above & {*one} & {*other} else OTHER
