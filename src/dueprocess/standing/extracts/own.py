"""Somebody's own standing, as they read it: what it means, from which list and on what basis, what they said
against it and what was decided.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from dueprocess.docket.sealing import person_tag
from dueprocess.people.models import Person
from dueprocess.standing.extracts import Standing, Whole, contests, whole
from dueprocess.standing.extracts.pages import looks, told
from dueprocess.standing.extracts.values import ContestLine, LookLine, Past, ToldLine
from dueprocess.standing.models import Contest, Match
from dueprocess.standing.sealing import Shelf


@dataclass(frozen=True, slots=True)
class FromList:
    """Of which list of another body a standing is, on what basis, for what; by what somebody confirmed who
    they are."""

    title: str
    body: str
    basis: str
    purpose: str
    why: str
    confirmed_at: datetime | None


@dataclass(frozen=True, slots=True)
class OwnLine:
    """What is from one source: its classes, the list it is of, and whether a contest of it waits."""

    ref: str
    standings: tuple[Standing, ...]
    its: FromList | None
    waits: bool


@dataclass(frozen=True, slots=True)
class OwnPage:
    """Everything that somebody reads of their own standing."""

    lines: tuple[OwnLine, ...]
    past: tuple[Past, ...]
    told: tuple[ToldLine, ...]
    looks: tuple[LookLine, ...]
    contests: tuple[ContestLine, ...]


def page(person: Person, *, before: int | None = None) -> OwnPage:
    """Return somebody's own page; of who looked the latest, or what was `before` a line."""
    found = whole(person.pk, own=True)
    return OwnPage(
        _lines(person, found, found.now), tuple(each for each in found.past if each.over),
        told(person.pk, found.titles), looks(person.pk, before=before, until=found.hidden),
        contests.theirs(person, found.rows),
    )  # fmt: skip


def one(person: Person, ref: str) -> OwnLine | None:
    """Return what is from one source; None where nothing of somebody's is from it now."""
    found = whole(person.pk, own=True)
    here = [each for each in found.now if each.ref == ref]
    return _lines(person, found, here)[0] if here else None


def _lines(person: Person, found: Whole, standings: Iterable[Standing]) -> tuple[OwnLine, ...]:
    held: dict[str, list[Standing]] = {}
    for each in standings:
        held.setdefault(each.ref, []).append(each)
    if not held:
        return ()
    every = ((ref, found.rows[ref].match) for ref in held)
    matches = {ref: match for ref, match in every if match is not None}
    rows = Match.objects.filter(pk__in=matches.values()).select_related("listed__list") if matches else ()
    by_pk, shelf = {row.pk: row for row in rows}, Shelf()
    open_ones = Contest.objects.filter(tag=person_tag(person.pk), decided_at=None)
    waits = set(open_ones.values_list("ref", flat=True))
    return tuple(
        OwnLine(ref, tuple(each), _of_list(by_pk.get(matches.get(ref, 0)), shelf), ref in waits)
        for ref, each in held.items()
    )


def _of_list(row: Match | None, shelf: Shelf) -> FromList | None:
    if row is None:
        return None
    its, why = row.listed.list, ""
    if row.why is not None:
        why = shelf.open(its, row.why, f"why/{row.listed_id}/{row.tag}").decode()
    return FromList(its.title, its.body, its.basis, its.purpose, why, row.decided_at)
