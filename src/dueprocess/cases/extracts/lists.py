"""The queue, my work, counts: lists of cases that somebody may see, each in a dozen queries at most."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet

from dueprocess.cases.models import Case, Complaint
from dueprocess.core.rulebook.model import DueKind, Rulebook
from dueprocess.core.rulebook.model import Unit as PeriodUnit
from dueprocess.docket import search, wall
from dueprocess.docket.models import Deadline, Docket, PersonKey, Reach, Reminder
from dueprocess.docket.models.access import AS
from dueprocess.docket.models.dockets import NO, YES, DocketQuerySet
from dueprocess.docket.sealing import Vault, person_tag
from dueprocess.docket.search import Filters, Sort
from dueprocess.kit import clock, keys
from dueprocess.people.models import Person
from dueprocess.rules import rulebooks

MOST_COUNTED = 300


@dataclass(frozen=True, slots=True)
class CaseLine:
    """One line of a list of cases. `overdue`: something owed was due before now. `working_days` are those
    left for it where its rule counts working days; None where it counts others, or none are left."""

    number: str
    code_name: str
    stage: str
    stage_title: str
    strands: tuple[str, ...]
    unit: str
    owner: str
    mine: bool
    received_at: datetime | None
    age_days: int
    closed_at: datetime | None
    due_at: datetime | None
    due_title: str
    overdue: bool
    is_open: bool
    complaints: int
    respondents: int
    changed_at: datetime | None
    working_days: int | None


@dataclass(frozen=True, slots=True)
class Queue:
    """One page of the queue; `more` is the cursor of the next, `count` is bounded (`search.Narrowed`)."""

    lines: tuple[CaseLine, ...]
    more: str
    count: int
    bounded: bool


@dataclass(frozen=True, slots=True)
class WorkLine:
    """One thing to do. `why`: owner, or the role by which it is this person's. `reminded_on`: the last day on
    which whoever owes it was reminded. `whose`: who may take the step, where this person owns the case but
    may not; else nothing."""

    number: str
    code_name: str
    step: str
    title: str
    strand: int
    why: str
    kind: str
    due_at: datetime
    clause: str
    working_days: int | None
    reminded_on: date | None
    whose: str = ""


@dataclass(frozen=True, slots=True)
class MyWork:
    """What is late, due within a week, and later or with others, for one person. `cut`: there is more of it
    than is listed."""

    late: tuple[WorkLine, ...]
    week: tuple[WorkLine, ...]
    waiting: tuple[CaseLine, ...]
    cut: bool


def queue(
    person: Person | None,
    filters: Filters,
    *,
    sort: Sort = Sort.DUE,
    cursor: str = "",
    size: int = 25,
    number: str = "",
    at: datetime | None = None,
    visible: DocketQuerySet | None = None,
) -> Queue:
    """Return one page of the cases that somebody may see, narrowed and sorted.

    `number` finds one case by its own number, a complaint's number or its code name. `visible` is what the
    wall lets them see, where the page has asked already (here and below).
    """
    at = at or clock.now()
    only = _numbered(number.strip()) if number.strip() else ()
    seen = wall.visible_to(person) if visible is None else visible
    narrowed = search.narrow(seen, filters, at=at, sort=sort, only=only)
    rows = narrowed.dockets.select_related("unit", "case")
    found = search.page(rows, sort=sort, cursor=cursor, size=size, bounds=narrowed.bounds)
    count, most = search.count(narrowed.counted, most=narrowed.most), narrowed.most
    shown = tuple(lines(found.dockets, person, at=at))
    return Queue(shown, found.more, min(count, most), count > most)


def _numbered(text: str) -> tuple[QuerySet[Any, Any], ...]:
    """Return the keys of cases of that number, with a complaint of that number, or of that code name."""
    code = keys.normal(text)
    return (
        Docket.objects.filter(number=code).values("pk"),
        Complaint.objects.filter(number=code).values("docket_id"),
        Case.objects.filter(code_name__in=(text.title(), text)).values("docket_id"),
    )


def lines(
    dockets: Iterable[Docket],
    person: Person | None,
    *,
    at: datetime,
    owners: Mapping[int, str] | None = None,
) -> list[CaseLine]:
    """Return the list lines of these dockets (selected with their unit and case); one query however many
    there are, and none where the `owners`' names are given."""
    dockets = list(dockets)
    owners = _owners(dockets) if owners is None else owners
    mine = person_tag(person.pk) if person else "?"
    found = []
    for docket in dockets:
        rules = rulebooks.get(docket.rulebook_id)
        case: Case | None = getattr(docket, "case", None)
        stage = rules.stages.get(docket.stage)
        step = rules.steps.get(docket.due_step)
        others = tuple(
            rules.stages[name].title for name in list(docket.strands.values())[1:] if name in rules.stages
        )
        ends = docket.closed_at or at
        found.append(
            CaseLine(
                docket.number,
                case.code_name if case else "",
                docket.stage,
                stage.title if stage else docket.stage,
                others,
                docket.unit.name if docket.unit else "",
                owners.get(docket.pk, ""),
                bool(docket.owner) and docket.owner == mine,
                docket.received_at,
                (ends - docket.received_at).days if docket.received_at else 0,
                docket.closed_at,
                docket.due_at,
                step.title if step else "",
                bool(docket.is_open and docket.due_at and docket.due_at < at),
                docket.is_open,
                case.complaints if case else 0,
                case.respondents if case else 0,
                docket.changed_at,
                working_days(docket.rulebook_id, docket.due_step, docket.due_at, at),
            )
        )
    return found


def working_days(
    rulebook: str, step: str, due_at: datetime | None, at: datetime, *, entry: int | None = None
) -> int | None:
    """Return how many working days are left until the last day of a step's deadline, where the rule (of that
    `entry`, else each of the step's) counts working days; None where it counts others or the day has gone by.
    """
    found = rulebooks.get(rulebook).steps.get(step)
    if found is None or due_at is None or due_at <= at:
        return None
    dues = [due for due in found.due if due.kind in (DueKind.DUTY, DueKind.TARGET)]
    if entry is not None and entry < len(found.due):
        dues = [found.due[entry]]
    periods = [due.within or due.every or due.at_least for due in dues]
    if not periods or any(each is None or each.unit is not PeriodUnit.WORKING_DAYS for each in periods):
        return None
    counting = rulebooks.clock(rulebook)
    last = counting.local_day(due_at - timedelta(seconds=1))
    return counting.work.between(counting.local_day(at), last)


def _owners(dockets: list[Docket]) -> dict[int, str]:
    """Return the owners' names, opened from the rows shown only."""
    wanted = {docket.pk: docket for docket in dockets if docket.owner and docket.key_wrapped is not None}
    tags = {docket.owner for docket in wanted.values()}
    found: dict[int, str] = {}
    for row in PersonKey.objects.filter(docket__in=wanted, tag__in=tags):
        docket = wanted[row.docket_id]
        if row.tag == docket.owner and row.key.startswith("O"):
            found[docket.pk] = str(Vault.of(docket).identity(row).get("name", ""))
    return found


def my_work(
    person: Person, *, at: datetime | None = None, size: int = 30, visible: DocketQuerySet | None = None
) -> MyWork:
    """Return what somebody has to do: steps owed in cases they own or whose role falls to them.

    A step is theirs if they own the case, hold a role that may take it (for the case's unit), or were
    appointed in the case to a role that may. Whether it is permitted this minute the case page says.
    """
    at = at or clock.now()
    on = at.date()
    soon = at + timedelta(days=7)
    visible = wall.visible_to(person, on=on) if visible is None else visible
    tag = person_tag(person.pk)
    where = Q(plain_owner=tag)
    reasons: dict[str, dict[str, str]] = {}
    roles = wall.roles_of(person, on)
    for hash_ in rulebooks.hashes():
        rules = rulebooks.get(hash_)
        reasons[hash_] = _steps(rules, roles - {role.id for role in _per_case(rules)})
        if reasons[hash_]:
            where |= Q(plain_book=hash_, step__in=list(reasons[hash_]))
        if per_case := _steps(rules, {role.id for role in _per_case(rules)}):
            opened = Reach.objects.filter(tag=tag, shuts__in=NO).values("docket_id")
            where |= Q(plain_book=hash_, step__in=list(per_case), docket_id__in=opened)
    where &= ~Q(kind="chance")
    near = visible
    if not any(reasons.values()):  # only what is theirs by name, whatever else they see
        own = Docket.objects.filter(owner=tag, kind="case", is_open__in=YES).values("pk")
        seats = Reach.objects.filter(tag=tag, shuts__in=NO).values("docket_id")
        near = search.among(visible, (own, seats))
    due = search.due(search.of_kind(near), where, until=soon, size=3 * size)
    rows = _theirs(due, tag, reasons)
    late: list[WorkLine] = []
    week: list[WorkLine] = []
    reminded = _reminded(rows)
    for row, role in rows:
        line = _work(row, role, tag, at, reminded)
        (late if row.due_at is not None and row.due_at < at else week).append(line)
    busy = {row.docket_id for row, _role in rows}
    owned = search.of_kind(visible).filter(owner=tag).exclude(pk__in=busy)
    rest = list(owned.select_related("unit", "case").order_by("due_at", "pk")[: size + 1])
    cut = len(due) == 3 * size or max(len(late), len(week), len(rest)) > size
    owners = dict.fromkeys([each.pk for each in rest], person.shown_name)
    waiting = lines(rest[:size], person, at=at, owners=owners)
    return MyWork(tuple(late[:size]), tuple(week[:size]), tuple(waiting), cut)


def _theirs(rows: list[Deadline], tag: str, reasons: dict[str, dict[str, str]]) -> list[tuple[Deadline, str]]:
    """Return the deadlines that fall to this person, each with the role by which: "" as owner, a role they
    hold everywhere, or the very role to which they were appointed in that case."""
    appointed: dict[int, set[str]] = {}
    held = Reach.objects.filter(tag=tag, shuts__in=NO, docket__in={row.docket_id for row in rows})
    for docket, why in held.values_list("docket_id", "why"):
        if why.startswith(AS):
            appointed.setdefault(docket, set()).add(why.removeprefix(AS))
    found = []
    for row in rows:
        hash_ = row.docket.rulebook_id
        here = _steps(rulebooks.get(hash_), appointed.get(row.docket_id, set()))
        role = here.get(row.step) or reasons[hash_].get(row.step)
        if role or row.docket.owner == tag:
            found.append((row, role or ""))
    return found


Mark = tuple[int, int, str, int, str]


def _reminded(rows: list[tuple[Deadline, str]]) -> dict[Mark, date]:
    """Return on which day last somebody was reminded of these deadlines; no query where no rule reminds."""
    dockets = {row.docket_id for row, _role in rows if _reminds(row)}
    if not dockets:
        return {}
    names = ("docket_id", "strand", "step", "entry", "person", "on")
    sent = Reminder.objects.filter(docket__in=dockets, readers__gt=0).order_by("on").values_list(*names)
    return {(docket, *which): on for docket, *which, on in sent}


def _reminds(row: Deadline) -> bool:
    return any(due.remind for due in rulebooks.get(row.docket.rulebook_id).steps[row.step].due)


def _work(row: Deadline, role: str, tag: str, at: datetime, reminded: dict[Mark, date]) -> WorkLine:
    case: Case | None = getattr(row.docket, "case", None)
    rules = rulebooks.get(row.docket.rulebook_id)
    why = rules.role_or_body(role).title if role else ""
    takers = [] if role else [rules.role_or_body(who.name).title for who in rules.steps[row.step].by]
    assert row.due_at is not None
    return WorkLine(
        row.docket.number,
        case.code_name if case else "",
        row.step,
        rules.steps[row.step].title,
        row.strand,
        "owner" if row.docket.owner == tag else why,
        row.kind,
        row.due_at,
        row.clause,
        working_days(row.docket.rulebook_id, row.step, row.due_at, at, entry=row.entry),
        reminded.get((row.docket_id, row.strand, row.step, row.entry, row.person)),
        ", ".join(dict.fromkeys(takers)),
    )


def _steps(rules: Rulebook, roles: set[str]) -> dict[str, str]:
    """Return the steps that holders of these roles may take, with the role by which."""
    found: dict[str, str] = {}
    for step in rules.steps.values():
        for who in step.by:
            body = rules.bodies.get(who.name)
            seats = set(body.seats) if body and not (body.per_case and who.name not in roles) else set()
            if who.name in roles or seats & roles:
                found.setdefault(step.id, who.name)
    return found


def _per_case(rules: Rulebook) -> list[Any]:
    return [role for role in (*rules.roles.values(), *rules.bodies.values()) if role.per_case]


DUE_BANDS = (
    ("late_long", None, -91),
    ("late_months", -91, -30),
    ("late_weeks", -30, 0),
    ("week", 0, 7),
    ("month", 7, 30),
    ("later", 30, None),
)
"""When the next thing is due: days from now, from and up to."""
AGE_BANDS = ((0, 91), (91, 182), (182, 365), (365, 547), (547, 730), (730, None))
"""How old a case is: days since receipt, from and up to."""


def counts(
    person: Person | None,
    *,
    at: datetime | None = None,
    visible: DocketQuerySet | None = None,
    by_age: bool = False,
) -> dict[str, int]:
    """Return counts of the open cases somebody may see, in one query: `open`, `overdue`, `unowned`, `mine`,
    and by when the next thing is due (`DUE_BANDS`) or by age (`age_0`, `age_1` … as in `AGE_BANDS`). `most`
    is where they stop."""
    at = at or clock.now()
    seen = search.of_kind(wall.visible_to(person) if visible is None else visible)
    wanted = {
        "open": Q(),
        "overdue": Q(due_at__lt=at),
        "unowned": Q(owner=""),
        "mine": Q(owner=person_tag(person.pk) if person else "?"),
    }
    for name, first, last in () if by_age else DUE_BANDS:
        wanted[name] = _between("due_at", at, first, last)
    for n, (youngest, oldest) in enumerate(AGE_BANDS if by_age else ()):
        wanted[f"age_{n}"] = _between(
            "received_at", at, None if oldest is None else -oldest, -youngest or None
        )
    if seen.is_few:  # one look at each
        found = seen.aggregate(**{name: Count("pk", filter=each or None) for name, each in wanted.items()})
        return found | {"most": search.FEW + 1}
    rows = []
    for name, each in wanted.items():  # the order keeps to an index
        rows.append(seen.filter(each).order_by("received_at" if name.startswith("age") else "due_at"))
    sizes = search.tally([each.values("pk") for each in rows], most=MOST_COUNTED)
    found = {name: min(size, MOST_COUNTED) for name, size in zip(wanted, sizes, strict=True)}
    return found | {"most": MOST_COUNTED}


def _between(column: str, at: datetime, first: int | None, last: int | None) -> Q:
    """Return the condition that a moment lies between two days from now, at least one of which is given."""
    bounds = Q()
    if first is not None:
        bounds &= Q(**{f"{column}__gte": at + timedelta(days=first)})
    if last is not None:
        bounds &= Q(**{f"{column}__lt": at + timedelta(days=last)})
    return bounds


def recent(
    person: Person | None, *, since: datetime, size: int = 10, visible: DocketQuerySet | None = None
) -> tuple[CaseLine, ...]:
    """Return the cases that changed since somebody was last here, latest first; without their owners."""
    seen = wall.visible_to(person) if visible is None else visible
    found = search.of_kind(seen).filter(changed_at__gt=since)
    rows = found.select_related("unit", "case").order_by("-changed_at", "-pk")[:size]
    return tuple(lines(rows, None, at=clock.now(), owners={}))


def stages(*, on: date | None = None) -> tuple[tuple[str, str], ...]:
    """Return the stages of the rulebook in force as (id, title), for the queue's filter."""
    rules = rulebooks.get(rulebooks.in_force(on or clock.now().date()).pk)
    return tuple((stage.id, stage.title) for stage in rules.stages.values())
