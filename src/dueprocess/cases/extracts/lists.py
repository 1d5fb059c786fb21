"""The queue, my work, counts: lists of cases that somebody may see, each in a dozen queries at most."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import IntegerField, Q, QuerySet, Value

from dueprocess.cases import refusals
from dueprocess.cases.models import Case, Complaint
from dueprocess.core.rulebook.model import DueKind
from dueprocess.core.rulebook.model import Unit as PeriodUnit
from dueprocess.docket import paging, search, wall
from dueprocess.docket.models import Docket, PersonKey
from dueprocess.docket.models.dockets import Asked, DocketQuerySet
from dueprocess.docket.sealing import Vault, person_tag
from dueprocess.docket.search import Filters, Sort
from dueprocess.kit import clock, keys
from dueprocess.kit.tags import stored
from dueprocess.people.models import Person
from dueprocess.rules import rulebooks

MOST_COUNTED = 300
SHOWN = (
    "number", "rulebook_id", "pseudonym", "key_wrapped", "stage", "strands", "is_open", "received_at",
    "closed_at", "changed_at", "due_at", "due_step", "owner", "unit__name", "case__code_name",
    "case__complaints", "case__respondents", "case__refused",
)  # fmt: skip
"""What a line reads of a docket."""


@dataclass(frozen=True, slots=True)
class CaseLine:
    """One line of a list of cases. `overdue`: something owed was due before now. `working_days` are those
    left for it where its rule counts working days; None where it counts others, or none are left. `refused`
    is the reason for which it was refused, in the words of its rulebook; `erased`: what was written in it is
    gone."""

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
    refused: str
    erased: bool


@dataclass(frozen=True, slots=True)
class Queue:
    """One page of the queue; `more` is the cursor of the next, `count` is bounded (`search.Narrowed`)."""

    lines: tuple[CaseLine, ...]
    more: str
    count: int
    bounded: bool


def queue(
    person: Person | None,
    filters: Filters,
    *,
    sort: Sort = Sort.DUE,
    cursor: str = "",
    size: int = 25,
    number: str = "",
    refused: bool = False,
    at: datetime | None = None,
    visible: DocketQuerySet | None = None,
) -> Queue:
    """Return one page of the cases that somebody may see, narrowed and sorted.

    `number` finds one case by its own number, a complaint's number or its code name; `refused` leaves those
    that were refused. `visible` is what the
    wall lets them see, where the page has asked already (here and below).
    """
    at = at or clock.now()
    only = _only(number.strip(), refused)
    seen = wall.visible_to(person) if visible is None else visible
    narrowed = search.narrow(seen, filters, at=at, sort=sort, only=only)
    read = Docket.objects.select_related("unit", "case").only(*SHOWN)
    found = paging.page(
        narrowed.dockets, sort=sort, cursor=cursor, size=size, bounds=narrowed.bounds, read=read
    )
    count, most = search.count(narrowed.counted, most=narrowed.most), narrowed.most
    shown = tuple(lines(found.dockets, person, at=at))
    return Queue(shown, found.more, min(count, most), count > most)


def _only(text: str, refused: bool) -> tuple[QuerySet[Any, Any], ...]:
    """Return the keys of cases of that number, with a complaint of that number, or of that code name; of all
    where there is none. With `refused`, of those that were."""
    code = keys.normal(text)
    was = Q(refused__gt="") if refused else Q()
    cases = Case.objects.filter(was)
    if not text:
        return (cases.values("docket_id"),) if refused else ()
    found = (
        Docket.objects.filter(number=code).values("pk"),
        Complaint.objects.filter(number=code).values("docket_id"),
        cases.filter(code_name__in=(text.title(), text)).values("docket_id"),
    )
    if not refused:
        return found
    dockets, complaints, named = found
    return (
        dockets.filter(case__refused__gt=""),
        complaints.filter(docket__case__refused__gt=""),
        named,
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
        rules = rulebooks.shown(docket.rulebook_id)
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
                refusals.title(rules, case.refused) if case and case.refused else "",
                docket.key_wrapped is None,
            )
        )
    return found


def working_days(
    rulebook: str, step: str, due_at: datetime | None, at: datetime, *, entry: int | None = None
) -> int | None:
    """Return how many working days are left until the last day of a step's deadline, where the rule (of that
    `entry`, else each of the step's) counts working days; None where it counts others or the day has gone by.
    """
    found = rulebooks.shown(rulebook).steps.get(step)
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


DUE_BANDS = (
    ("late_long", None, -91),
    ("late_months", -91, -30),
    ("late_weeks", -30, 0),
    ("week", 0, 7),
    ("month", 7, 30),
    ("later", 30, None),
)
"""When the next thing is due: days from now, from and up to."""
SIDES = {"gte": ">=", "lt": "<"}
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
    seen = wall.visible_to(person) if visible is None else visible
    wanted: dict[str, tuple[str, str, list[Any]]] = {
        "open": ("TRUE", "pk", []),
        "overdue": ("{0} < %s", "due_at", [at]),
        "unowned": ("{0} = %s", "owner", [""]),
        "mine": ("{0} = %s", "owner", [stored(person_tag(person.pk)) if person else "?"]),
    }
    for name, first, last in () if by_age else DUE_BANDS:
        wanted[name] = _between("due_at", at, first, last)
    for n, (youngest, oldest) in enumerate(AGE_BANDS if by_age else ()):
        wanted[f"age_{n}"] = _between(
            "received_at", at, None if oldest is None else -oldest, -youngest or None
        )
    if seen.few is not None:  # one look at each
        every = {name: _Counted(text, column, values=given) for name, (text, column, given) in wanted.items()}
        summed = [part.values(of=Value(1)).annotate(**every) for part in search.in_parts(seen)]
        parts: list[Any] = list(summed[0].union(*summed[1:], all=True) if summed[1:] else summed[0])
        sums = {name: sum(part[name] for part in parts) for name in wanted}
        return sums | {"most": search.FEW + 1}
    seen, rows = search.of_kind(seen), []
    for name, (text, column, given) in wanted.items():  # the order keeps to an index
        order = "received_at" if name.startswith("age") else "due_at"
        rows.append(seen.filter(Asked(text, column, values=given)).order_by(order))
    sizes = search.tally([each.values("pk") for each in rows], most=MOST_COUNTED)
    found = {name: min(size, MOST_COUNTED) for name, size in zip(wanted, sizes, strict=True)}
    return found | {"most": MOST_COUNTED}


class _Counted(Asked):
    """How many rows meet the condition."""

    output_field = IntegerField()
    contains_aggregate = True

    def get_group_by_cols(self) -> list[Any]:
        """Return none: it counts, and what it counts is in no group."""
        return []

    def as_sql(self, compiler: Any, connection: Any, *_args: Any, **_more: Any) -> Any:
        """Write the condition into a count."""
        text, values = super().as_sql(compiler, connection)
        return f"COUNT(*) FILTER (WHERE {text})", values


def _between(column: str, at: datetime, first: int | None, last: int | None) -> tuple[str, str, list[Any]]:
    ends = bounds(at, first, last)
    return " AND ".join(f"{{0}} {SIDES[side]} %s" for side in ends), column, list(ends.values())


def bounds(at: datetime, first: int | None, last: int | None) -> dict[str, datetime]:
    """Return the moments between two days from now, at least one of which is given: `gte` the first, `lt` the
    last."""
    days = {"gte": first, "lt": last}
    return {side: at + timedelta(days=day) for side, day in days.items() if day is not None}


def stages(*, on: date | None = None) -> tuple[tuple[str, str], ...]:
    """Return the stages of the rulebook in force as (id, title), for the queue's filter."""
    rules = rulebooks.get(rulebooks.in_force(on or clock.now().date()).pk)
    return tuple((stage.id, stage.title) for stage in rules.stages.values())
