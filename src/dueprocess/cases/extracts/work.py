"""My work: what somebody has to do, in cases they own or whose steps fall to their roles; who waits for their
answer; and what changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db.models import F, Func, OuterRef, Q, Subquery, TextField, Value

from dueprocess.cases.extracts.lists import SHOWN, CaseLine, lines, working_days
from dueprocess.cases.models import Case
from dueprocess.core.rulebook.model import Rulebook
from dueprocess.docket import due as deadlines
from dueprocess.docket import search, wall
from dueprocess.docket.models import Docket, Party, Reach, Reminder
from dueprocess.docket.models.access import AS
from dueprocess.docket.models.dockets import NO, YES, DocketQuerySet
from dueprocess.docket.sealing import person_tag
from dueprocess.kit import clock
from dueprocess.people.models import Person
from dueprocess.rules import rulebooks

LAST = datetime.max.replace(tzinfo=UTC)
RECENT = 10
"""So many of the cases that changed are listed."""


@dataclass(frozen=True, slots=True)
class WorkLine:
    """One thing to do. `why`: owner, or the role by which it is this person's. `reminded_on`: the last day on
    which whoever owes it was reminded. `whose`: who may take the step, where this person owns the case but
    may not; else nothing. `opens_on`: the day from which on the rules let it be done, where that is still to
    come."""

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
    opens_on: date | None = None

    @property
    def begins(self) -> bool:
        """Whether this person can begin it now, as far as lists know."""
        return not self.whose and self.opens_on is None


@dataclass(frozen=True, slots=True)
class AskLine:
    """A case in which a party waits for an answer: `who` by their part, `key` their local key, since when."""

    number: str
    code_name: str
    who: str
    key: str
    since: datetime


@dataclass(frozen=True, slots=True)
class MyWork:
    """What is late, due within a week, and later or with others, for one person; who waits for an answer in
    the cases they own; and what changed since they were here. `cut`: there is more of it than is listed."""

    late: tuple[WorkLine, ...]
    week: tuple[WorkLine, ...]
    waiting: tuple[CaseLine, ...]
    messages: tuple[AskLine, ...]
    recent: tuple[CaseLine, ...]
    cut: bool


def my_work(
    person: Person,
    *,
    at: datetime | None = None,
    since: datetime | None = None,
    size: int = 20,
    visible: DocketQuerySet | None = None,
) -> MyWork:
    """Return what somebody has to do: steps owed in cases they own or whose role falls to them; two queries.

    A step is theirs if they own the case, hold a role that may take it (for the case's unit), or were
    appointed in the case to a role that may. Whether it is permitted this minute the case page says. `since`
    is the end of their last visit.
    """
    at = at or clock.now()
    on = at.date()
    every = wall.visible_to(person, on=on)
    visible = every if visible is None else visible
    tag = person_tag(person.pk)
    mine = deadlines.Theirs(tag)
    reasons: dict[str, dict[str, str]] = {}
    seated, reminding = False, False
    roles = wall.roles_of(person, on)
    for hash_ in rulebooks.hashes():
        rules = rulebooks.shown(hash_)
        reasons[hash_] = _steps(rules, roles - {role.id for role in _per_case(rules)})
        reminding = reminding or any(due.remind for step in rules.steps.values() for due in step.due)
        mine.steps(hash_, reasons[hash_])
        if per_case := _steps(rules, {role.id for role in _per_case(rules)}):
            seated = True
            mine.steps(hash_, per_case, seated=True)
    near = visible
    changing = every if (visible.few or 0) > search.HANDFUL else visible
    if not any(reasons.values()):  # only what is theirs by name, whatever else they see
        own = Docket.objects.filter(owner=tag, kind="case", is_open__in=YES).values("pk")
        held = Reach.objects.filter(tag=tag, shuts__in=NO).values("docket_id")
        near = changing = search.among(visible, (own, held))
    also = ({"seats": seats(tag)} if seated else {}) | ({"reminded_on": _reminded()} if reminding else {})
    due = deadlines.soon(near, mine, until=at + timedelta(days=7), size=3 * size, also=also)
    rows = _theirs(due, tag, reasons)
    late: list[WorkLine] = []
    week: list[WorkLine] = []
    for row, role in rows:
        line = _work(row, role, tag, at)
        (late if row.due_at is not None and row.due_at < at else week).append(line)
    lists = _lists(every, changing, tag, {row.docket_id for row, _role in rows}, since, size)
    cut = len(due) == 3 * size or max(map(len, (late, week, lists.waiting, lists.asked))) > size
    owners = dict.fromkeys([each.pk for each in lists.waiting], person.shown_name)
    return MyWork(
        late=tuple(late[:size]),
        week=tuple(week[:size]),
        waiting=tuple(lines(lists.waiting[:size], person, at=at, owners=owners)),
        messages=tuple(_ask(each) for each in lists.asked[:size]),
        recent=tuple(lines(lists.recent, None, at=at, owners={})),
        cut=cut,
    )


@dataclass(frozen=True, slots=True)
class _Lists:
    """Cases of three lists, each in its order: own ones in which nothing is due yet, own ones in which
    somebody waits, and those that changed."""

    waiting: list[Any]
    asked: list[Any]
    recent: list[Any]


def _lists(
    every: DocketQuerySet,
    visible: DocketQuerySet,
    tag: str,
    busy: set[int],
    since: datetime | None,
    size: int,
) -> _Lists:
    """Read the cases of the three lists in one query, each found by an index of its own."""
    open_ = search.of_kind(visible)
    own = every.filter(owner=tag, kind="case")
    rest = own.filter(is_open__in=YES).exclude(pk__in=busy).order_by("due_at", "pk")
    asking = own.filter(asked_at__isnull=False).order_by("asked_at", "pk")
    parts = [rest.values("pk")[: size + 1], asking.values("pk")[: size + 1]]
    if since is not None:
        changed = open_.filter(changed_at__gt=since).order_by("-changed_at", "-pk")
        parts.append(changed.values("pk")[:RECENT])
    where = Q(*(search.listed("pk", part) for part in parts), _connector=Q.OR)
    party = Party.objects.filter(docket=OuterRef("pk"), key=OuterRef("asked_by")).values("kind")
    rows: Any = Docket.objects.filter(where).select_related("unit", "case")
    rows = rows.only(*SHOWN, "asked_at", "asked_by")
    found = list(rows.annotate(asker=Subquery(party[:1])))
    mine = [each for each in found if each.owner == tag]
    waiting = [each for each in mine if each.is_open and each.pk not in busy]
    asked = [each for each in mine if each.asked_at is not None]
    recent = [
        each for each in found if since and each.is_open and each.changed_at and each.changed_at > since
    ]
    return _Lists(
        sorted(waiting, key=lambda each: (each.due_at or LAST, each.pk))[: size + 1],
        sorted(asked, key=lambda each: (each.asked_at, each.pk))[: size + 1],
        sorted(recent, key=lambda each: (each.changed_at, each.pk), reverse=True)[:RECENT],
    )


def _ask(docket: Any) -> AskLine:
    case: Case | None = getattr(docket, "case", None)
    kind = rulebooks.shown(docket.rulebook_id).parties.get(docket.asker)
    who = kind.title if kind else str(docket.asker or "").replace("_", " ")
    return AskLine(docket.number, case.code_name if case else "", who, docket.asked_by, docket.asked_at)


class _Together(Func):
    """The texts of several rows in one, a line each."""

    function = "GROUP_CONCAT"
    output_field = TextField()

    def as_postgresql(self, compiler: Any, connection: Any, **more: Any) -> Any:
        """Write it as PostgreSQL calls it."""
        return self.as_sql(compiler, connection, function="STRING_AGG", **more)


def seats(tag: str) -> Subquery:
    """Return as what somebody was appointed in the case of a row, a line each (`appointed`)."""
    held = Reach.objects.filter(docket=OuterRef("docket_id"), tag=tag, shuts__in=NO).order_by()
    return Subquery(held.annotate(every=_Together(F("why"), Value("\n"))).values("every"))


def appointed(seats: str | None) -> set[str]:
    """Return the roles and bodies that lines of `seats` name."""
    return {why.removeprefix(AS) for why in (seats or "").split("\n") if why.startswith(AS)}


def _reminded() -> Subquery:
    """Return on which day last somebody was reminded of a deadline."""
    same = {name: OuterRef(name) for name in ("docket_id", "strand", "step", "entry", "person")}
    return Subquery(Reminder.objects.filter(readers__gt=0, **same).order_by("-on").values("on")[:1])


def _theirs(rows: list[Any], tag: str, reasons: dict[str, dict[str, str]]) -> list[tuple[Any, str]]:
    """Return the deadlines that fall to this person, each with the role by which: "" as owner, a role they
    hold everywhere, or the very role to which they were appointed in that case."""
    found = []
    for row in rows:
        hash_ = row.book
        held = appointed(getattr(row, "seats", None))
        here = _steps(rulebooks.shown(hash_), held) if held else {}
        role = here.get(row.step) or reasons[hash_].get(row.step)
        if role or row.owner == tag:
            found.append((row, role or ""))
    return found


def _work(row: Any, role: str, tag: str, at: datetime) -> WorkLine:
    rules = rulebooks.shown(row.book)
    why = rules.role_or_body(role).title if role else ""
    takers = [] if role else [rules.role_or_body(who.name).title for who in rules.steps[row.step].by]
    assert row.due_at is not None
    return WorkLine(
        row.number,
        row.code_name or "",
        row.step,
        rules.steps[row.step].title,
        row.strand,
        "owner" if row.owner == tag else why,
        row.kind,
        row.due_at,
        row.clause,
        working_days(row.book, row.step, row.due_at, at, entry=row.entry),
        getattr(row, "reminded_on", None),
        ", ".join(dict.fromkeys(takers)),
        rulebooks.clock(row.book).local_day(row.opens_at) if row.opens_at and row.opens_at > at else None,
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


def by_roles(rules: Rulebook, roles: set[str], appointed: set[str]) -> dict[str, str]:
    """Return the steps that somebody may take who holds these roles, or those of a case to which they were
    appointed there; with the role by which."""
    return _steps(rules, (roles - {role.id for role in _per_case(rules)}) | appointed)


def _per_case(rules: Rulebook) -> list[Any]:
    return [role for role in (*rules.roles.values(), *rules.bodies.values()) if role.per_case]
