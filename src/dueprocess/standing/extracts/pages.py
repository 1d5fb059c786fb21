"""Pages of the register: one page of who is on it on a day, what one person was told and who looked. Names
are read for the rows that are shown and no others.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from dueprocess.docket.sealing import person_tag
from dueprocess.kit import keys
from dueprocess.people.models import Person, Unit
from dueprocess.standing.actions.looking import place
from dueprocess.standing.extracts import TITLES, Standing, Status, in_force
from dueprocess.standing.extracts.values import LookLine, OnRegister, RegisterPage, ToldLine
from dueprocess.standing.models import Look, Told

SIZE = 25
LOOKS = 50
SOON = timedelta(days=28)


def register(
    on: date, *, status: str = "", unit: int | None = None, ending: bool = False, page: int = 1
) -> RegisterPage:
    """Return one page of who is on the register on a day, who ends soonest first: narrowed to a class, to a
    unit and all below it, or to what ends within 28 days of that day."""
    found = in_force(on)
    if unit is not None and found:
        below = Unit.objects.below(Unit.objects.get(pk=unit))
        inside = Person.objects.filter(pk__in=list(found), unit__in=below).values_list("pk", flat=True)
        found = {pk: found[pk] for pk in inside}
    if ending:
        found = {pk: each for pk, each in found.items() if (_ends(each) or date.max) <= on + SOON}
    counts = Counter(each for standings in found.values() for each in {one.status for one in standings})
    people = len(found)
    if status:
        found = {pk: each for pk, each in found.items() if any(one.status == status for one in each)}
    order = sorted(found, key=lambda pk: (_ends(found[pk]) or date.max, pk))
    start = max(0, (page - 1) * SIZE)
    shown = order[start : start + SIZE]
    persons = {row.pk: row for row in Person.objects.filter(pk__in=shown).select_related("unit")}
    lines = tuple(_line(persons[pk], found[pk]) for pk in shown if pk in persons)
    told = tuple((each, str(TITLES[each]), counts[each]) for each in Status if counts[each])
    return RegisterPage(lines, told, people, len(order) > start + SIZE, on)


def _line(person: Person, standings: tuple[Standing, ...]) -> OnRegister:
    return OnRegister(
        person.pk, person.shown_name, person.member_number or "", person.unit.name if person.unit else "",
        standings, _ends(standings),
    )  # fmt: skip


def _ends(standings: tuple[Standing, ...]) -> date | None:
    return min((each.until for each in standings if each.until is not None), default=None)


def looks(person: int, *, before: int | None = None, until: datetime | None = None) -> tuple[LookLine, ...]:
    """Return who looked at somebody's standing, or was told of it, the latest first; `until`: before that
    moment only."""
    rows = Look.objects.filter(tag=person_tag(person)).exclude(sealed=b"")
    if before is not None:
        rows = rows.filter(pk__lt=before)
    if until is not None:
        rows = rows.filter(at__lt=until)
    found = []
    for row in rows.order_by("-pk")[:LOOKS]:
        value: dict[str, Any] = json.loads(keys.unseal_here(row.sealed, place(row.tag, row.at)))
        reader = value["reader"] if row.reader else ""
        found.append(LookLine(row.pk, row.at, reader, row.what, value["purpose"]))
    return tuple(found)


def told(person: int, titles: Mapping[str, str]) -> tuple[ToldLine, ...]:
    """Return when somebody was told of what, the latest first; `titles` by source."""
    return tuple(
        ToldLine(row.at, row.on, row.mailed, titles.get(row.ref, ""))
        for row in Told.objects.filter(tag=person_tag(person)).order_by("-pk")[:LOOKS]
    )
