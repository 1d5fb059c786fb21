"""How alike two texts are, and which dockets are worth comparing with a text. Knows words and their keyed
tags; must not know whose words they are, or who may read them.

Candidates are found by the keyed tags of their words (`kit.words`), so that nothing lies in the clear. Two
texts are alike where at least `ENOUGH` of the different words in both stand in both (the Jaccard measure);
fewer than `LEAST` words say too little.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from dueprocess.docket import search
from dueprocess.docket.models import Docket, Word
from dueprocess.docket.models.dockets import Asked
from dueprocess.kit import words

ENOUGH = 0.6
LEAST = 12
SHOWN = 40
"""Different words that are shown of one text."""
PART = "4"
"""Tags are keyed hashes, so those below this one are a quarter of all words, and nobody can choose which."""
FEW = 2_000
"""Dockets of one word that are looked at where each of few words counts."""
_DRAWN, _RARE, _NEWEST = 24, 8, 500


@dataclass(frozen=True, slots=True)
class Likeness:
    """`percent` of the different words in two texts stand in both; the others stand in one alone."""

    percent: int
    only_here: tuple[str, ...]
    only_there: tuple[str, ...]


def compare(mine: Mapping[str, None], theirs: Mapping[str, None]) -> Likeness | None:
    """Return how two texts, each as its different words in their order, compare; None where not alike."""
    counted = Counter([*mine, *theirs])
    both = sum(1 for n in counted.values() if n == 2)
    if min(len(mine), len(theirs)) < LEAST or both < ENOUGH * len(counted):
        return None
    return Likeness(
        100 * both // len(counted),
        tuple(word for word in mine if word not in theirs)[:SHOWN],
        tuple(word for word in theirs if word not in mine)[:SHOWN],
    )


def candidates(docket: int, mine: Mapping[str, None], seen: QuerySet[Docket]) -> list[int]:
    """Return the keys of those of the dockets somebody sees that share half of the rarer words of a docket's
    text, those with most of them first; two queries, and more where very many have the same words, whose cost
    does not grow with the number of cases: of each word the newest dockets only are read, and the words count
    whose dockets reach back furthest.

    The wall stands before everything is counted and cut: what they do not see makes no word common, and takes
    no place, up to the newest `FEW` dockets of a word.
    """
    drawn = sorted(tag for tag in words.tags(" ".join(mine)) if tag < PART)[:_DRAWN]
    if len(mine) < LEAST or not drawn:
        return []
    every = newest(drawn)
    found = _seen(every, docket, seen)
    cut = {
        tag for tag, pks in every.items() if len(pks) >= _NEWEST and len(found[tag]) < len({*pks} - {docket})
    }
    while True:
        shared = {tag: pks for tag, pks in found.items() if pks or tag in cut}  # one that stands here alone
        rare = sorted(
            shared, key=lambda tag: min(shared[tag], default=docket) if len(every[tag]) >= _NEWEST else 0
        )[:_RARE]
        further = [tag for tag in rare if tag in cut]
        if not further:
            break
        cut.difference_update(further)
        found |= _seen(newest(further, most=FEW), docket, seen)
    counted = Counter(pk for tag in rare for pk in found[tag])
    return sorted((pk for pk, n in counted.items() if 2 * n >= len(rare)), key=lambda pk: (-counted[pk], -pk))


def _seen(every: Mapping[str, list[int]], docket: int, seen: QuerySet[Docket]) -> dict[str, list[int]]:
    """Return of the dockets of each word the newest that somebody sees, without this one; one query."""
    there = {pk for pks in every.values() for pk in pks} - {docket}
    known = set(seen.filter(of(there, "pk")).values_list("pk", flat=True)) if there else set()
    return {tag: [pk for pk in pks if pk in known][:_NEWEST] for tag, pks in every.items()}


def with_most(tags: Sequence[str]) -> list[int]:
    """Return the keys of the dockets in which half of these words stand, and two where there are two; three
    queries at most. The rarer words lead: one of them stands in each such docket. Of a word that stands in
    more than `FEW`, the newest `FEW` are looked at."""
    need = max(min(2, len(tags)), (len(tags) + 1) // 2)
    if not tags:
        return []
    counts = search.tally([Word.objects.filter(tag=tag).values("docket_id") for tag in tags], most=FEW)
    rarest = [tag for _n, tag in sorted(zip(counts, tags, strict=True))]
    lead, others = rarest[: len(tags) - need + 1], rarest[len(tags) - need + 1 :]
    found = Counter(pk for pks in newest(lead, most=FEW).values() for pk in pks)
    if others:
        rows = Word.objects.filter(of(found), tag__in=others)
        found.update(rows.values_list("docket_id", flat=True))
    return [pk for pk, n in found.items() if n >= need]


def newest(tags: Sequence[str], *, most: int = _NEWEST) -> dict[str, list[int]]:
    """Return the keys of the newest dockets with each of these words, by the index of words alone."""
    parts = [
        Word.objects.filter(tag=tag).order_by("-docket_id").values_list("tag", "docket_id")[:most]
        for tag in tags
    ]
    found: dict[str, list[int]] = {}
    for tag, pk in together(parts):
        found.setdefault(tag, []).append(pk)
    return found


def of(dockets: Collection[int], column: str = "docket_id") -> Asked:
    """Return the condition that a column holds one of these keys of dockets, which may be many: put as a list
    to a relation, Django looks at each of them three times, and as values, the database's driver does."""
    return Asked(f"{{}} IN ({', '.join(str(int(pk)) for pk in dockets) or 'NULL'})", column)


def together(parts: Sequence[QuerySet[Any, Any]]) -> list[tuple[Any, ...]]:
    """Return the rows of several cut querysets of values as they are stored, by one query: written as a union
    of querysets, SQLite takes none that is cut."""
    if not parts:
        return []
    asked = [each.query.sql_with_params() for each in parts]
    text = " UNION ALL ".join(f"SELECT * FROM ({each}) part{n}" for n, (each, _given) in enumerate(asked))  # noqa: S608 (values are parameters)
    with connection.cursor() as cursor:
        cursor.execute(text, [value for _each, given in asked for value in given])
        return list(cursor.fetchall())
