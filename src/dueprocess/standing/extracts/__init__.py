"""Who may not do what on a day. The rooms above and the doors ask here.

Nothing is stored that could stay behind: each answer is computed from the copies of measures and sanctions
and from confirmed matches as they are now; a day that is over gives the same answer whenever it is asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from dueprocess.core.sanctions import Span
from dueprocess.core.standing import Source, Status, holding
from dueprocess.docket import way_in
from dueprocess.docket.sealing import person_tag
from dueprocess.kit import clock
from dueprocess.ledger import policy
from dueprocess.standing import computing
from dueprocess.standing.computing import Found, moment, today
from dueprocess.standing.extracts.values import MEANS, SOURCES, TITLES, Past, Standing, last_day


@dataclass(frozen=True, slots=True)
class Whole:
    """Everything of one person: what holds now, what holds and held, by source its title and its row."""

    now: tuple[Standing, ...]
    past: tuple[Past, ...]
    titles: Mapping[str, str]
    rows: Mapping[str, Found]
    hidden: datetime | None = None


_MOST_KNOWN = 200_000
_known: dict[str, int] = {}
"""Whose tag it is, as far as it was opened in this process: a tag never becomes somebody else's."""


def of(person: int, on: date | datetime) -> tuple[Standing, ...]:
    """Return what somebody (key) may not do on a day, the gravest first. Of a day that is over, and of one
    that is to come as far as is known now, its last instant counts; of today the present one."""
    return many([person], on).get(person, ())


def many(people: Iterable[int], on: date | datetime) -> dict[int, tuple[Standing, ...]]:
    """Return `of` for each of these people who has a standing on that day; the same number of queries for any
    number of them."""
    at = moment(on)
    tags = {person_tag(person): person for person in people}
    found: dict[int, list[Standing]] = {}
    zone = _zone()
    for each in computing.rows(tags, at=at) if tags else ():
        if standings := _at(each, at, zone):
            found.setdefault(tags[each.tag], []).extend(standings)
    return {person: _ordered(each) for person, each in found.items()}


def in_force(on: date | datetime) -> dict[int, tuple[Standing, ...]]:
    """Return everybody of the register who has a standing on that day, by their key. Whoever is a party
    without being linked with the register is not among them."""
    at, zone = moment(on), _zone()
    found = [(each, _at(each, at, zone)) for each in computing.rows(at=at)]
    found = [(each, standings) for each, standings in found if standings]
    persons = behind([each for each, _standings in found])
    people: dict[int, list[Standing]] = {}
    for each, standings in found:
        if each.tag in persons:
            people.setdefault(persons[each.tag], []).extend(standings)
    return {person: _ordered(each) for person, each in people.items()}


def history(person: int) -> tuple[Past, ...]:
    """Return every standing that somebody has or had, the latest first."""
    return whole(person).past


def whole(person: int, *, own: bool = False) -> Whole:
    """Return everything of one person: now and before, and what each source brings. `own`: as they read it
    themselves, without what the case has not told them yet; `hidden` is then since when that is so."""
    now, rows = clock.now(), computing.rows([person_tag(person)])
    hidden = None
    if own and (not_yet := computing.untold(rows)):
        hidden = min(each.spans[0][0] for each in rows if each.ref in not_yet)
        rows = [each for each in rows if each.ref not in not_yet]
    zone = _zone()
    present = [standing for each in rows for standing in _at(each, now, zone)]
    past = [
        Past(standing, span[1] is not None and span[1] <= now)
        for each in rows
        for span in each.spans
        if span[0] <= now
        for standing in _standings(each, span, zone)
    ]
    past.sort(key=lambda each: (not each.over, each.standing.since), reverse=True)
    titles = {each.ref: ", ".join(str(TITLES[status]) for status in each.statuses) for each in rows}
    return Whole(_ordered(present), tuple(past), titles, {each.ref: each for each in rows}, hidden)


def behind(found: Iterable[Found]) -> Mapping[str, int]:
    """Return whose these tags are, by tag; two queries where one is not known yet."""
    found = list(found)
    _known.update({each.tag: each.person for each in found if each.person is not None})
    unknown = [each for each in found if each.tag not in _known and each.docket is not None]
    dockets = {each.docket.pk: each.docket for each in unknown if each.docket and each.docket.key_wrapped}
    if dockets:
        if len(_known) > _MOST_KNOWN:
            _known.clear()
        _known.update(way_in.behind(list(dockets.values()), {each.tag for each in unknown}))
    return {each.tag: _known[each.tag] for each in found if each.tag in _known}


def _at(found: Found, at: datetime, zone: ZoneInfo) -> list[Standing]:
    span = holding(found.spans, at)
    return [] if span is None else _standings(found, span, zone)


def _standings(found: Found, span: Span, zone: ZoneInfo) -> list[Standing]:
    since, until = span[0].astimezone(zone).date(), last_day(span[1], zone)
    return [Standing(status, found.source, since, until, found.scope, found.ref) for status in found.statuses]


def _ordered(found: list[Standing]) -> tuple[Standing, ...]:
    order = list(Status)
    return tuple(sorted(found, key=lambda each: (order.index(each.status), each.since, each.ref)))


def _zone() -> ZoneInfo:
    return ZoneInfo(policy.current().zone)


__all__ = [
    "MEANS", "SOURCES", "TITLES", "Past", "Source", "Standing", "Status", "Whole", "behind", "history",
    "in_force", "many", "of", "today", "whole",
]  # fmt: skip
