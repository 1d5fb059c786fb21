"""My work: what somebody has to do, in cases they own or whose steps fall to their roles."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q

from dueprocess.cases.extracts.lists import CaseLine, lines, working_days
from dueprocess.cases.models import Case
from dueprocess.core.rulebook.model import Rulebook
from dueprocess.docket import search, wall
from dueprocess.docket.models import Deadline, Docket, Reach, Reminder
from dueprocess.docket.models.access import AS
from dueprocess.docket.models.dockets import NO, YES, DocketQuerySet
from dueprocess.docket.sealing import person_tag
from dueprocess.kit import clock
from dueprocess.people.models import Person
from dueprocess.rules import rulebooks


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
