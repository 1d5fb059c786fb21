"""The plan for pages: where it stands, what is done and what is not, its weeks, and its cases one by one."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import BooleanField, ExpressionWrapper, QuerySet, Value
from django.db.models import Case as Either
from django.db.models import When as If

from dueprocess.cases.mailbox.extracts import late_count
from dueprocess.cases.models import Case
from dueprocess.cases.plan import actions, questions
from dueprocess.cases.plan.extracts.notes import PromiseLine, promised_in
from dueprocess.cases.plan.extracts.owed import taken_by
from dueprocess.cases.plan.extracts.weeks import Week, weeks
from dueprocess.cases.plan.models import Stock, Urgency
from dueprocess.core.deadlines import period_ends
from dueprocess.core.engine import Timing
from dueprocess.core.rulebook.model import Rulebook, Step
from dueprocess.docket import extracts as dockets
from dueprocess.docket import wall
from dueprocess.docket.extracts import DeadlineLine, ProposalLine, StepForm, StepLine, TimelineRow
from dueprocess.docket.models import Docket
from dueprocess.docket.needs import Actor
from dueprocess.kit import clock
from dueprocess.people.models import Person
from dueprocess.rules import rulebooks

SIZE = 25
"""Cases on one page."""


@dataclass(frozen=True, slots=True)
class PartLine:
    """One part of the plan: a stage of its rulebook. `ends_on` is the last day of the step that ends it;
    `state`: done, here, or to come."""

    title: str
    says: str
    ends_on: date | None
    late: bool
    state: str


@dataclass(frozen=True, slots=True)
class PlanPage:
    """The plan as somebody sees it: numbers of the cases that are open to them. `week` counts from 1. `steps`
    are those that they may take now; `rows` what was done in it, and `waiting` what waits for signatures, for
    whoever may read that. `messages` wait unclassified for longer than they may."""

    number: str
    title: str
    is_open: bool
    begun_on: date
    week: int
    stage: str
    parts: tuple[PartLine, ...]
    steps: tuple[StepLine, ...]
    counting: frozenset[str]
    deadlines: tuple[DeadlineLine, ...]
    rows: tuple[TimelineRow, ...]
    waiting: tuple[ProposalLine, ...]
    ticks: questions.Ticks
    weeks: tuple[Week, ...]
    messages: int


@dataclass(frozen=True, slots=True)
class CarriedLine:
    """One case that was carried in: `lacks` are the codes of what is not done (`questions.lacks`);
    `urgency` is the code of how urgent it is, "" where nobody has looked."""

    number: str
    code_name: str
    stage_title: str
    imported: bool
    received_at: datetime | None
    age_days: int
    owner: bool
    lacks: frozenset[str]
    lacking: int
    urgency: str
    taken_at: datetime | None
    promise: PromiseLine | None


@dataclass(frozen=True, slots=True)
class Carried:
    """One page of them; `pages` in all, from 1."""

    lines: tuple[CarriedLine, ...]
    count: int
    page: int
    pages: int


def in_force() -> bool:
    """Tell whether a rulebook for plans was adopted and is in force."""
    today = clock.now().date()
    return any(row.in_force_from <= today for row in rulebooks.versions("plan"))


def may_begin(person: Person) -> str | None:
    """Return the step by which this person may begin a plan now; None where they may not, or one runs."""
    plan = questions.current()
    if not in_force() or (plan is not None and plan.is_open):
        return None
    on = clock.now().date()
    rules = rulebooks.get(rulebooks.in_force(on, "plan").pk)
    mine = wall.roles_of(person, on)
    starts = (step for step in rules.steps.values() if step.opens_case)
    return next((step.id for step in starts if taken_by(rules, step, mine)), None)


def running() -> Docket | None:
    """Return the plan that runs; None where none does."""
    plan = questions.current()
    return plan if plan is not None and plan.is_open else None


def last() -> Docket | None:
    """Return the plan that began last, whether it runs or not."""
    return questions.current()


def count_now(plan: Docket) -> dict[str, int]:
    """Return the numbers that a weekly count would write down now: of all cases."""
    return questions.count(plan, clock.now())


def plan_page(plan: Docket, person: Person) -> PlanPage:
    """Return the plan's page as this person sees it."""
    page = dockets.page(plan, viewer=Actor(person=person))
    rules, now = rulebooks.shown(plan.rulebook_id), clock.now()
    zone = rulebooks.clock(plan.rulebook_id)
    begun = plan.received_at or now
    on = zone.local_day(begun)
    until = zone.local_day(plan.closed_at or now)
    reads = wall.sees(plan, person)
    return PlanPage(
        number=plan.number,
        title=rules.title,
        is_open=plan.is_open,
        begun_on=on,
        week=(until - on).days // 7 + 1,
        stage=plan.stage,
        parts=_parts(rules, plan, page.deadlines),
        steps=tuple(each for each in page.steps if each.mine) if plan.is_open else (),
        counting=frozenset(step for step in rules.steps if actions.counts(plan, step)),
        deadlines=tuple(each for each in page.deadlines if each.met_at is None),
        rows=page.timeline if reads else (),
        waiting=dockets.waiting(plan) if reads else (),
        ticks=questions.ticks(wall.visible_to(person), plan),
        weeks=weeks(plan),
        messages=late_count(person),
    )


def _parts(rules: Rulebook, plan: Docket, due: Collection[DeadlineLine]) -> tuple[PartLine, ...]:
    stages = [stage.id for stage in rules.stages.values() if not stage.end]
    here = stages.index(plan.stage) if plan.stage in stages else len(stages)
    found = []
    for place, name in enumerate(stages):
        stage = rules.stages[name]
        of_it = {step.id for step in _ending(rules, name)}
        lines = [each for each in due if each.step in of_it and each.last_day]
        ends = min((each.last_day for each in lines if each.last_day), default=None)
        late = place == here and any(each.state == Timing.OVERDUE for each in lines)
        state = "done" if place < here else "here" if place == here else "to come"
        found.append(PartLine(stage.title, stage.says or "", ends or _day(plan, rules, name), late, state))
    return tuple(found)


def _ending(rules: Rulebook, stage: str) -> list[Step]:
    """Return the steps with a last day that belong to a stage alone; where there are none, those that it
    shares with others."""
    steps = [each for each in rules.steps.values() if stage in each.stages and each.due]
    return [each for each in steps if each.stages == (stage,)] or steps


def _day(plan: Docket, rules: Rulebook, stage: str) -> date | None:
    """Return the last day of a stage that the plan has not come to, or has left: what its rules count from
    the beginning."""
    clock_of, begun = rulebooks.clock(plan.rulebook_id), plan.received_at
    starts = {step.id for step in rules.steps.values() if step.start}
    days = []
    for step in _ending(rules, stage):
        for due in step.due:
            names = {what.name for each in due.after for what in each.of}
            if begun is not None and due.within is not None and names <= starts:
                ending = period_ends(clock_of, due.within, day=clock_of.day_of(begun), at=begun, spans=())
                days.append(ending.last_day)
    return min((day for day in days if day is not None), default=None)


def step_form(plan: Docket, person: Person, *, step: str, outcome: str | None = None) -> StepForm:
    """Return the form of one step of the plan."""
    return dockets.form(plan, step=step, viewer=Actor(person=person), outcome=outcome)


def carried(plan: Docket, person: Person, *, lacking: str = "", page: int = 1) -> Carried:
    """Return one page of the open cases that were carried in and that somebody sees, the most urgent
    first, and of these those that waited longest; with `lacking` (a code), those in which that is not
    done."""
    lacks = questions.lacks(plan)
    seen = _listed(plan, person, lacking)
    count = seen.order_by().count()
    pages = max(-(-count // SIZE), 1)
    page = min(max(page, 1), pages)
    marks = {f"lacks_{name}": ExpressionWrapper(each, BooleanField()) for name, each in lacks.items()}
    every = seen.annotate(**marks).select_related("case", "stock")
    rows = list(every[(page - 1) * SIZE : page * SIZE])
    promises = promised_in(rows)
    now = clock.now()
    found = []
    for row in rows:
        case: Case | None = getattr(row, "case", None)
        stock: Stock | None = getattr(row, "stock", None)
        rules = rulebooks.shown(row.rulebook_id)
        stage = rules.stages.get(row.stage)
        mine = promises.get(row.pk, ())
        found.append(
            CarriedLine(
                number=row.number,
                code_name=case.code_name if case else "",
                stage_title=stage.title if stage else "",
                imported=not row.stage,
                received_at=row.received_at,
                age_days=(now - row.received_at).days if row.received_at else 0,
                owner=bool(row.owner),
                lacks=frozenset(name for name in lacks if getattr(row, f"lacks_{name}")),
                lacking=stock.lacking if stock else 0,
                urgency=stock.urgency if stock else "",
                taken_at=stock.taken_at if stock else None,
                promise=next((each for each in mine if each.became in ("running", "missed")), None),
            )
        )
    return Carried(tuple(found), count, page, pages)


def numbers(plan: Docket, person: Person, lacking: str, *, most: int) -> list[str]:
    """Return the numbers of the first `most` cases of that list, in its order."""
    return list(_listed(plan, person, lacking).values_list("number", flat=True)[:most])


def _listed(plan: Docket, person: Person, lacking: str) -> QuerySet[Docket]:
    seen = questions.still_open(wall.visible_to(person), plan)
    lacks = questions.lacks(plan)
    if lacking in lacks:
        seen = seen.filter(lacks[lacking])
    rank = Either(
        If(stock__urgency=Urgency.FIRST, then=Value(0)), If(stock__urgency=Urgency.SOON, then=Value(1)),
        default=Value(2),
    )  # fmt: skip
    return seen.order_by(rank, "received_at", "pk")


def following(plan: Docket, person: Person, after: str) -> str:
    """Return the number of the next case of which nobody has taken stock, in the order of the list, other
    than `after`; "" where there is none."""
    rows = _listed(plan, person, "state").exclude(number=after)
    return rows.values_list("number", flat=True).first() or ""
