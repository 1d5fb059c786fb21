"""What the plan itself still asks of somebody, as their own work lists it: by its indexed copies, so that it
costs the same however many cases there are. Must not open the plan."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import F, QuerySet

from dueprocess.core.rulebook.model import Rulebook, Step
from dueprocess.docket import search
from dueprocess.docket.models import Deadline, Docket
from dueprocess.docket.models.dockets import PLAN, YES, Plain
from dueprocess.people import holders
from dueprocess.people.models import Person
from dueprocess.rules import rulebooks


@dataclass(frozen=True, slots=True)
class OwedLine:
    """One step of the plan that runs, as its stage has it now: until when, and by which role it is this
    person's. `working_days`: how many are left, up to and with the last day; None once it is late, and where
    only days off are left."""

    step: str
    title: str
    why: str
    clause: str
    last_day: date
    late: bool
    working_days: int | None


def running_deadlines() -> QuerySet[Deadline]:
    """Return the deadlines that run in the plan that runs."""
    plans = Docket.objects.filter(kind=PLAN, is_open__in=YES).values("pk")
    rows: Any = Deadline.objects.alias(plain_running=Plain("running"), plain_due=Plain("due_at"))
    found: QuerySet[Deadline] = rows.filter(
        search.listed("docket_id", plans), plain_running__in=YES, plain_due__isnull=False
    )
    return found


def owed(person: Person, at: datetime) -> tuple[OwedLine, ...]:
    """Return the steps of the plan that runs which are this person's to take, what is due first; one query,
    and one for what somebody holds where the page has not asked for it."""
    rows: Any = running_deadlines()
    rows = list(
        rows.annotate(book=F("docket__rulebook_id"), stage=F("docket__stage"), path=F("docket__unit__path"))
    )
    held = holders.standing(person, at.date()).held if rows else ()
    found: dict[str, OwedLine] = {}
    for row in sorted(rows, key=lambda row: (row.due_at, row.step)):
        rules = rulebooks.shown(row.book)
        step = rules.steps[row.step]
        # An office of one unit alone takes no step of a plan that is of the whole.
        able = {role for role, path in held if path is None or (row.path or "").startswith(path)}
        role = taken_by(rules, step, able)
        if not role or row.step in found or (step.stages and row.stage not in step.stages):
            continue
        counting, late = rulebooks.clock(row.book), row.due_at <= at
        last = counting.local_day(row.due_at - timedelta(microseconds=1))
        today = counting.local_day(at)
        left = None if late else counting.work.between(today, last) or (0 if last == today else None)
        found[row.step] = OwedLine(row.step, step.title, role, row.clause, last, late, left)
    return tuple(found.values())


def taken_by(rules: Rulebook, step: Step, held: set[str]) -> str:
    """Return the title of the role or body as which somebody who holds these roles may take a step; "" for
    none."""
    for who in step.by:
        body = rules.bodies.get(who.name)
        if who.name in held or (body is not None and held & set(body.seats)):
            return rules.role_or_body(who.name).title
    return ""
