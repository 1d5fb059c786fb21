"""Measures that somebody has to lift or continue before they run on undecided: for whoever may decide that,
for the owner of the case, and for oversight."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef

from dueprocess.cases.extracts.work import appointed, by_roles, seats
from dueprocess.cases.models import Case
from dueprocess.core.engine.impositions import Stand
from dueprocess.core.rulebook.model import AtEnd, Rulebook
from dueprocess.docket import search, wall
from dueprocess.docket.models import Docket, Measure
from dueprocess.docket.models.dockets import DocketQuerySet
from dueprocess.docket.sealing import person_tag
from dueprocess.kit import clock
from dueprocess.people.models import Person
from dueprocess.rules import rulebooks

BEFORE = timedelta(microseconds=1)
"""The last day of what ends at midnight is the day before."""


@dataclass(frozen=True, slots=True)
class MeasureLine:
    """A measure that must be decided. `last_on`: its last day; `decide_by`: the moment from which nobody has
    decided in time; it goes on applying. `over`: its last day is over; `late`: that moment is too."""

    number: str
    code_name: str
    title: str
    clause: str
    last_on: date | None
    decide_by: datetime
    over: bool
    late: bool


def to_decide(
    person: Person, *, visible: DocketQuerySet | None = None, size: int = 30
) -> tuple[MeasureLine, ...]:
    """Return the measures of which somebody was warned and that are theirs to decide: in cases that they own,
    or where a role of theirs lifts or continues them; the most urgent on top."""
    seen = wall.visible_to(person) if visible is None else visible
    tag = person_tag(person.pk)
    roles = wall.roles_of(person, clock.now().date())
    found = []
    for row in _rows(seen, tag):
        if row.docket.owner != tag:
            rules = rulebooks.shown(row.docket.rulebook_id)
            if not _ends(rules, row.name) & set(by_roles(rules, roles, appointed(row.seats))):
                continue
        found.append(_line(row))
        if len(found) == size:
            break
    return tuple(found)


def undecided(viewer: Person, *, size: int = 200) -> tuple[MeasureLine, ...]:
    """Return, for oversight, every measure that came to its end and was neither lifted nor continued, in
    files that the viewer may see."""
    rows = _rows(wall.visible_to(viewer), person_tag(viewer.pk), state=str(Stand.HOLDING))
    return tuple(_line(row) for row in rows[:size])


def _rows(seen: DocketQuerySet, tag: str, **only: str) -> list[Any]:
    """The measures that must be decided, from their first warning on, most urgent first; nothing is asked
    where no rulebook has any. `seats` of each: as what whoever has this `tag` was appointed there."""
    books = map(rulebooks.shown, rulebooks.hashes())
    if not any(each.at_end is AtEnd.MUST_BE_DECIDED for rules in books for each in rules.measures.values()):
        return []
    today = clock.now().date()
    running = Measure.objects.filter(decide_by__isnull=False, warn_on__lte=today, **only)
    seen = search.of_kind(seen)
    rows = running.filter(Exists(seen.filter(pk=OuterRef("docket_id"))))
    rows = rows.annotate(seats=seats(tag))
    return list(rows.select_related("docket__case").order_by("decide_by", "pk"))


def _line(row: Measure) -> MeasureLine:
    docket: Docket = row.docket
    case: Case | None = getattr(docket, "case", None)
    rules, now = rulebooks.shown(docket.rulebook_id), clock.now()
    measure = rules.measures.get(row.name)
    last = rulebooks.clock(docket.rulebook_id).local_day(row.until_at - BEFORE) if row.until_at else None
    assert row.decide_by is not None
    return MeasureLine(
        docket.number,
        case.code_name if case else "",
        measure.title if measure else row.name.replace("_", " "),
        (measure.clause or "") if measure else "",
        last,
        row.decide_by,
        row.state == Stand.HOLDING,
        row.decide_by <= now,
    )


def _ends(rules: Rulebook, measure: str) -> set[str]:
    """The steps that lift, fulfil or continue a measure."""
    return {
        step.id
        for step in rules.steps.values()
        for outcome in (None, *step.outcomes)
        for what in (step.effects_with(outcome),)
        if measure in (*what.lifts, *what.fulfils, *what.continues)
    }
