"""The backlog board: the open cases that somebody may see, by age, each with what it waits for; what old
cases ask for and who has not answered. A handful of queries, however many cases there are and were.

Knows rows of copies and titles of the rulebook; must not open a file. A list is no reading of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import BooleanField, Count, ExpressionWrapper, F, Min, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy

from dueprocess.cases.extracts.lists import AGE_BANDS, bounds
from dueprocess.cases.models import Promise
from dueprocess.cases.plan.questions import standing as promises
from dueprocess.core.rulebook.ageing import Escalation, escalations
from dueprocess.core.rulebook.model import DueKind, Rulebook, Step, WhoKind
from dueprocess.docket import due as deadlines
from dueprocess.docket import search
from dueprocess.docket.models import Deadline, Docket, PersonKey
from dueprocess.docket.models.dockets import YES, DocketQuerySet, Plain
from dueprocess.docket.sealing import Vault, person_tag
from dueprocess.people.models import Person
from dueprocess.rules import rulebooks

SIZE = 30
"""So many cards are shown of each band, the oldest ones."""
_SPECIAL = {
    WhoKind.ANYONE: gettext_lazy("anyone"),
    WhoKind.PARTIES: gettext_lazy("the parties"),
    WhoKind.APPLICANT: gettext_lazy("whoever asked"),
    WhoKind.OTHER_SIDE: gettext_lazy("the other side"),
    WhoKind.ORGANISATION: gettext_lazy("the organisation"),
    WhoKind.MEMBERS: gettext_lazy("the members"),
    WhoKind.PUBLIC: gettext_lazy("the public"),
}
OWED = (DueKind.DUTY, DueKind.TARGET)
SHOWN = (
    "pk", "number", "rulebook_id", "stage", "received_at", "changed_at", "due_at", "owner", "code_name",
    "erased", "promised_on",
)  # fmt: skip
COLUMNS = ("docket_id", "step", "strand", "kind", "event_at", "due_at")


@dataclass(frozen=True, slots=True)
class Asked:
    """An escalation of a case that nobody has answered, and the moment from which it is late."""

    title: str
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Card:
    """One open case. It waits for `waits_for`, a step of its stage, from `whose` side, `since` when; `due_at`
    is the moment from which that is late (None: it stands still). With no such step `waits_for` is empty and
    `since` is its last entry; with no stage either, nobody has taken it up from an earlier register.
    `late`: something in it is late, `is_overdue`: what it waits for is. `promised_on`: the first day that
    stands promised in it and was not kept yet, `is_missed`: that day is past."""

    number: str
    code_name: str
    stage_title: str
    received_at: datetime
    age_days: int
    owner: str
    mine: bool
    late: bool
    waits_for: str
    whose: tuple[str, ...]
    since: datetime | None
    due_at: datetime | None
    asked: tuple[Asked, ...]
    is_overdue: bool
    promised_on: date | None
    is_missed: bool

    @property
    def taken_up(self) -> bool:
        """Tell whether it stands at a stage of our rules."""
        return bool(self.stage_title)


@dataclass(frozen=True, slots=True)
class BandOfCases:
    """The open cases of `first` to before `last` days: how many, in how many of these something is late, and
    the cards of the oldest."""

    first: int
    last: int | None
    count: int
    late: int
    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class Unanswered:
    """So many cases of one owner ("": nobody's) in which an escalation was not answered, the first since."""

    owner: str
    count: int
    since: datetime


@dataclass(frozen=True, slots=True)
class EscalationLine:
    """One escalation over all cases: asked in `asked` open ones, those that are so old, and not answered in
    `unanswered` of them, of whom (`by`, the longest list first)."""

    title: str
    whose: tuple[str, ...]
    within: str
    clause: str
    asked: int
    unanswered: int
    since: datetime | None
    by: tuple[Unanswered, ...]


@dataclass(frozen=True, slots=True)
class Board:
    """The whole board. `undated` open cases have no known day of receipt and stand in no band."""

    bands: tuple[BandOfCases, ...]
    open: int
    unowned: int
    undated: int
    escalations: tuple[EscalationLine, ...]


def board(person: Person, *, at: datetime, visible: DocketQuerySet, size: int = SIZE) -> Board:
    """Return the board of somebody, with `size` cards in each band; `visible` is what the wall lets them see
    (`search.nearest`). Five queries."""
    open_ = search.of_kind(visible)
    asking = _asking()
    sums = _sums(open_, asking, at)
    shown = _shown(open_, at, size)
    late = _late(visible, asking, at)
    owners = _owners(shown, late)
    mine = person_tag(person.pk)
    running: dict[int, list[Any]] = {}
    keys = [each.pk for each in shown]
    rows = Deadline.objects.filter(docket_id__in=keys, running__in=YES).values_list(*COLUMNS, named=True)
    for row in rows.order_by("docket_id", "due_at", "strand", "step", "entry"):
        running.setdefault(row.docket_id, []).append(row)
    cards: list[list[Card]] = [[] for _band in AGE_BANDS]
    for docket in sorted(shown, key=lambda each: (each.received_at, each.pk)):
        card = _card(docket, running.get(docket.pk, ()), owners.get(docket.owner, ""), asking, mine, at)
        cards[_band(docket, at)].append(card)
    bands = tuple(
        BandOfCases(first, last, sums[f"band_{n}"], sums[f"late_{n}"], tuple(cards[n]))
        for n, (first, last) in enumerate(AGE_BANDS)
    )
    lines = _escalation_lines(asking, sums, late, owners)
    return Board(bands, sums["open"], sums["unowned"], sums["undated"], lines)


def _asking() -> dict[str, tuple[Escalation, ...]]:
    """Return the escalations of every version of the rules that has any."""
    found = {hash_: escalations(rulebooks.shown(hash_)) for hash_ in rulebooks.hashes(kind="case")}
    return {hash_: each for hash_, each in found.items() if each}


def _within(n: int, at: datetime) -> Q:
    """Return the condition that a case is of that band; a day of receipt that lies ahead (in an earlier
    register) is as young as can be."""
    youngest, oldest = AGE_BANDS[n]
    ends = bounds(at, None if oldest is None else -oldest, -youngest or None)
    return Q(**{f"received_at__{side}": end for side, end in ends.items()})


def _sums(
    open_: DocketQuerySet, asking: Mapping[str, tuple[Escalation, ...]], at: datetime
) -> dict[str, int]:
    """Count the open cases by age, and in how many each escalation is asked; one query."""
    wanted = {"open": Q(), "unowned": Q(owner=""), "undated": Q(received_at=None)}
    for n in range(len(AGE_BANDS)):
        wanted[f"band_{n}"] = _within(n, at)
        wanted[f"late_{n}"] = _within(n, at) & Q(due_at__lt=at)
    for book, (hash_, each) in enumerate(asking.items()):
        for n, one in enumerate(each):
            old = Q(rulebook_id=hash_, received_at__lt=at - timedelta(days=one.days)) & ~Q(stage="")
            wanted[f"asked_{book}_{n}"] = old
    return open_.aggregate(**{name: Count("pk", filter=each or None) for name, each in wanted.items()})


def _shown(open_: DocketQuerySet, at: datetime, size: int) -> list[Any]:
    """Return the oldest cases of each band, what a card needs of each; one query."""
    parts = [
        open_.filter(_within(n, at)).order_by("received_at", "pk").values("pk")[:size]
        for n in range(len(AGE_BANDS))
    ]
    where = Q(*(search.listed("pk", part) for part in parts), _connector=Q.OR)
    erased = ExpressionWrapper(Q(key_wrapped__isnull=True), output_field=BooleanField())
    promised = promises(Promise.objects.filter(docket=OuterRef("pk"))).order_by("on").values("on")[:1]
    rows = Docket.objects.filter(where).annotate(
        code_name=F("case__code_name"), erased=erased, promised_on=Subquery(promised)
    )
    return list(rows.values_list(*SHOWN, named=True))


def _band(docket: Any, at: datetime) -> int:
    age = at - docket.received_at
    return next(
        n for n, (_first, last) in enumerate(AGE_BANDS) if last is None or age <= timedelta(days=last)
    )


def _late(visible: DocketQuerySet, asking: Mapping[str, tuple[Escalation, ...]], at: datetime) -> list[Any]:
    """Return in how many cases of which owner each escalation was not answered, since when, and one of these
    cases; one query."""
    names = {(hash_, one.step.id) for hash_, each in asking.items() for one in each}
    if not names:
        return []
    rows = deadlines.running(visible, until=at, steps=sorted({step for _hash, step in names}))
    grouped = rows.values_list("docket__rulebook_id", "step", "docket__owner").annotate(
        cases=Count("docket_id", distinct=True), since=Min("due_at"), one=Min("docket_id")
    )
    return [each for each in grouped.order_by() if (each[0], each[1]) in names]


def _owners(shown: Iterable[Any], late: Iterable[Any]) -> dict[str, str]:
    """Return the owners' names by their tags, each opened from one of the cases that the reader may see; one
    query."""
    sample = {owner: docket for _hash, _step, owner, _cases, _since, docket in late if owner}
    sample |= {each.owner: each.pk for each in shown if each.owner and not each.erased}
    # Led by the cases: whoever owns one of them has owned many more.
    rows: Any = PersonKey.objects.alias(plain_tag=Plain("tag"))
    rows = rows.filter(docket_id__in=set(sample.values()), plain_tag__in=list(sample))
    found: dict[str, str] = {}
    rows = rows.filter(docket__key_wrapped__isnull=False).select_related("docket")
    for row in rows.only("docket__pseudonym", "docket__key_wrapped", "key", "tag", "sealed"):
        if sample[row.tag] == row.docket_id and row.key.startswith("O"):
            found[row.tag] = str(Vault.of(row.docket).identity(row).get("name", ""))
    return found


def _card(
    docket: Any,
    rows: Iterable[Any],
    owner: str,
    asking: Mapping[str, tuple[Escalation, ...]],
    mine: str,
    at: datetime,
) -> Card:
    rules = rulebooks.shown(docket.rulebook_id)
    stage = rules.stages.get(docket.stage)
    rows = list(rows)
    waits = _waits(rules, rows, at)
    step = rules.steps[waits.step] if waits else None
    asks = {one.step.id for one in asking.get(docket.rulebook_id, ())}
    asked = [
        Asked(rules.steps[row.step].title, row.due_at)
        for row in rows
        if row.step in asks and row.due_at is not None and row.due_at < at
    ]
    return Card(
        docket.number,
        docket.code_name or "",
        stage.title if stage else docket.stage,
        docket.received_at,
        (at - docket.received_at).days,
        owner,
        bool(docket.owner) and docket.owner == mine,
        bool(docket.due_at and docket.due_at < at),
        step.title if step else "",
        takers(rules, step) if step else (),
        waits.event_at if waits else docket.changed_at,
        waits.due_at if waits else None,
        tuple(asked),
        bool(waits and waits.due_at and waits.due_at <= at),
        docket.promised_on,
        bool(docket.promised_on and docket.promised_on < rulebooks.clock(docket.rulebook_id).local_day(at)),
    )


def _waits(rules: Rulebook, rows: Iterable[Any], at: datetime) -> Any:
    """Return the deadline of what a case waits for: of the steps of its stages, whatever is due first, or
    stands still. What may be done at any stage holds nothing up, nor does a chance that has passed."""
    found = []
    for row in rows:
        step = rules.steps.get(row.step)
        if step is None or step.any or step.any_strand or step.start:
            continue
        if row.kind in OWED or row.due_at is None or row.due_at > at:
            found.append(row)
    moving = [row for row in found if row.due_at is not None]
    return min(moving, key=lambda row: row.due_at) if moving else next(iter(found), None)


def takers(rules: Rulebook, step: Step) -> tuple[str, ...]:
    """Return whose a step is, by their titles in the rulebook."""
    return tuple(
        str(_SPECIAL[who.kind]) if who.kind in _SPECIAL else rules.role_or_body(who.name).title
        for who in step.by
    )


def _escalation_lines(
    asking: Mapping[str, tuple[Escalation, ...]],
    sums: Mapping[str, int],
    late: Iterable[Any],
    owners: Mapping[str, str],
) -> tuple[EscalationLine, ...]:
    """Return a line for each escalation that is asked anywhere, those of several versions of the rules that
    read alike together."""
    late = list(late)
    lines: dict[tuple[str, str, str], EscalationLine] = {}
    ages: dict[tuple[str, str, str], int] = {}
    for book, (hash_, each) in enumerate(asking.items()):
        rules = rulebooks.shown(hash_)
        for n, one in enumerate(each):
            asked = sums[f"asked_{book}_{n}"]
            mine = [row for row in late if (row[0], row[1]) == (hash_, one.step.id)]
            if not asked and not mine:
                continue
            key = (one.step.id, one.step.title, str(one.within))
            found = [
                Unanswered(owners.get(owner, ""), cases, since)
                for _hash, _step, owner, cases, since, _one in mine
            ]
            line = lines.get(key)
            by = (*(line.by if line else ()), *found)
            ages[key] = one.days
            lines[key] = EscalationLine(
                one.step.title,
                takers(rules, one.step),
                str(one.within),
                one.step.clause or "",
                (line.asked if line else 0) + max(asked, sum(row.count for row in found)),
                sum(row.count for row in by),
                min((row.since for row in by), default=None),
                _together(by),
            )
    return tuple(lines[key] for key in sorted(lines, key=lambda key: (ages[key], key)))


def _together(rows: Iterable[Unanswered]) -> tuple[Unanswered, ...]:
    """Return one row for each owner, whoever has most first."""
    found: dict[str, Unanswered] = {}
    for row in rows:
        there = found.get(row.owner)
        since = min(row.since, there.since) if there else row.since
        found[row.owner] = Unanswered(row.owner, row.count + (there.count if there else 0), since)
    return tuple(sorted(found.values(), key=lambda row: (-row.count, row.owner)))
