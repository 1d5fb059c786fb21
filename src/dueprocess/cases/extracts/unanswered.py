"""What else waits in somebody's own cases: statements that nobody answered by the day that was set, evidence
that a party offered and on which nobody ruled, and cases that came to them because whoever had them is out.

Read from plain facts of notes; a list is no reading of a file, and names nobody.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from dueprocess.docket import evidence, house, statements, wall
from dueprocess.docket.models import Act, Docket
from dueprocess.docket.models.dockets import YES
from dueprocess.docket.sealing import person_tag
from dueprocess.kit import clock
from dueprocess.people.models import Person
from dueprocess.rules import rulebooks

CASES, NOTES = 500, 3000
"""Of so many own cases, the latest changed first, so many notes are looked at."""
OUT = ("stepped_down", "conflict")
"""Notes by which a case goes to somebody else."""


class Wait(StrEnum):
    """What waits."""

    STATEMENT = "statement"
    OFFER = "offer"
    TAKEN_OVER = "taken over"


@dataclass(frozen=True, slots=True)
class WaitLine:
    """What waits in one case: so many of a kind, the longest `since`; of statements the day that was set is
    `until`. `item`: the key of the only one."""

    number: str
    code_name: str
    what: Wait
    count: int
    since: datetime
    until: date | None = None
    item: str = ""


def may_wait(person: Person, *, every: QuerySet[Docket] | None = None) -> QuerySet[Act]:
    """Return the notes of the open cases that somebody owns by which something waits or has waited, to be
    counted. `every`: what they may see; default: not asked."""
    seen = Docket.objects.all() if every is None else every
    own = seen.filter(owner=person_tag(person.pk), kind="case", is_open__in=YES, key_wrapped__isnull=False)
    later = Act.objects.filter(docket=OuterRef("docket_id"), n__gt=OuterRef("n"))
    handed = Q(name__in=OUT) & ~Q(owner="") & ~Exists(later.filter(Q(is_note=False) | ~Q(owner="")))
    told = Q(name__in=(house.STATEMENT, house.STATEMENT_ANSWERED, house.RULED, house.ANNULLED))
    offers = Q(name=house.EVIDENCE, facts__has_key="offer")
    latest = own.order_by("-changed_at", "-pk").values("pk")[:CASES]
    return Act.objects.filter(told | offers | handed, is_note=True, docket__in=latest)


def unanswered(person: Person, *, every: QuerySet[Docket] | None = None) -> tuple[WaitLine, ...]:
    """Return what waits so in the open cases that somebody owns, the longest waiting first; one query.
    `every`: what they may see, where the page has asked already."""
    rows = may_wait(person, every=wall.visible_to(person) if every is None else every).annotate(
        number=F("docket__number"), code_name=F("docket__case__code_name"), book=F("docket__rulebook_id")
    )
    by_case: dict[int, list[Any]] = {}
    for row in rows.order_by("docket_id", "n")[:NOTES]:
        by_case.setdefault(row.docket_id, []).append(row)
    found = [line for notes in by_case.values() for line in _of_case(notes)]
    return tuple(sorted(found, key=lambda line: (line.since, line.number)))


def _of_case(notes: list[Any]) -> list[WaitLine]:
    first = notes[0]
    gone = {int(each.facts["act"]) for each in notes if each.name == house.ANNULLED}
    stands = [each for each in notes if each.n not in gone]
    case: dict[str, Any] = {"number": first.number, "code_name": first.code_name or ""}
    today = rulebooks.clock(first.book).local_day(clock.now())
    found: list[WaitLine] = []
    every = statements.statements(stands).values()
    overdue = [each for each in every if _overdue(each, today)]
    if overdue:
        found.append(
            WaitLine(
                **case, what=Wait.STATEMENT, count=len(overdue),
                since=min(each.last.at for each in overdue),
                until=min(date.fromisoformat(each.last.until) for each in overdue),
                item=overdue[0].key if len(overdue) == 1 else "",
            )
        )  # fmt: skip
    offered = [each for each in evidence.items(stands).values() if each.waits_for_ruling]
    if offered:
        at = {each.n: each.recorded_at for each in stands}
        since = min(at[each.notes[0]] for each in offered)
        only = offered[0].key if len(offered) == 1 else ""
        found.append(WaitLine(**case, what=Wait.OFFER, count=len(offered), since=since, item=only))
    handed = [each.recorded_at for each in stands if each.name in OUT]
    if handed:
        found.append(WaitLine(**case, what=Wait.TAKEN_OVER, count=1, since=handed[-1]))
    return found


def _overdue(each: statements.Statement, today: date) -> bool:
    """Tell whether the day to answer a statement is over, and nobody has said what became of it."""
    waits = each.state(each.last) in (statements.State.OFFERED, statements.State.HALF)
    return waits and bool(each.last.until) and date.fromisoformat(each.last.until) < today
