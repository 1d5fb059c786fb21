"""Lists of messages behind the wall: oldest first, with their age in working days and what is proposed."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from dueprocess.cases.mailbox.actions import answering
from dueprocess.cases.mailbox.extracts import kept, words
from dueprocess.cases.mailbox.models import Arrival, Fetching, Proposal, State
from dueprocess.cases.mailbox.projector import MAIL
from dueprocess.core.errors import Refused
from dueprocess.docket import wall
from dueprocess.docket.models import Content, Docket, PersonKey
from dueprocess.docket.models.dockets import MESSAGE
from dueprocess.docket.sealing import Vault
from dueprocess.kit import clock
from dueprocess.kit.fields import whole
from dueprocess.people.models import Person
from dueprocess.rules import rulebooks

SIZE = 25
MOST = 1_000
"""How far what is late is counted."""


@dataclass(frozen=True, slots=True)
class Line:
    """One message in a list. `working_days` since it arrived; `late`: nobody has said within one of them what
    it is. `is_case`: its number is that of a case now."""

    pk: int
    number: str
    is_case: bool
    arrived_at: datetime
    working_days: int
    late: bool
    subject: str
    sender: str
    state: str
    state_title: str
    proposal: str
    why: str
    matter: str
    warnings: int
    owner: str


@dataclass(frozen=True, slots=True)
class Box:
    """One page of the list; `more` is where the next one begins, "" on the last."""

    lines: tuple[Line, ...]
    more: str


@dataclass(frozen=True, slots=True)
class Account:
    """Every message accounted for: so many arrived = the sum of what became of them. Rows are state, title,
    number."""

    arrived: int
    rows: tuple[tuple[str, str, int], ...]


@dataclass(frozen=True, slots=True)
class Trouble:
    """A source of mail that cannot be read: since when, and why, in words."""

    source: str
    since: datetime
    said: str


def box(
    person: Person,
    *,
    state: str = State.WAITING,
    proposal: str = "",
    among: Collection[int] | None = None,
    after: str = "",
    size: int = SIZE,
) -> Box:
    """Return one page of the messages that somebody may see: those that wait oldest first, others newest
    first. `among`: keys of the dockets to which the list is narrowed."""
    rows = _listed(person, state, proposal, among)
    oldest = state == State.WAITING
    rows = beyond(rows, _seen(person), "arrived_at", after, rising=oldest)
    order = ("arrived_at", "pk") if oldest else ("-arrived_at", "-pk")
    found = list(rows.select_related("docket").order_by(*order)[: size + 1])
    return Box(tuple(_lines(found[:size])), str(found[size - 1].pk) if len(found) > size else "")


def _listed(person: Person, state: str, proposal: str, among: Collection[int] | None) -> QuerySet[Arrival]:
    rows = _seen(person).filter(state=state)
    if proposal:
        rows = rows.filter(proposal="" if proposal == "none" else proposal)
    return rows if among is None else rows.filter(docket__in=among)


def numbers(
    person: Person, *, proposal: str = "", among: Collection[int] | None = None, most: int
) -> tuple[str, ...]:
    """Return the numbers of the messages that wait in such a list, oldest first, at most so many."""
    rows = _listed(person, str(State.WAITING), proposal, among).order_by("arrived_at", "pk")
    found = rows.values_list("docket__number", flat=True)[:most]
    return tuple(dict.fromkeys(found))


def unassigned(person: Person, *, size: int = SIZE) -> tuple[Line, ...]:
    """Return the messages of which nobody has said within one working day what they are, or whose place in a
    case nobody has confirmed, oldest first."""
    return tuple(_lines(list(late(person)[:size])))


def beyond(
    rows: QuerySet[Arrival], among: QuerySet[Arrival], column: str, after: str, *, rising: bool
) -> QuerySet[Arrival]:
    """Return the rows of a list in the order of a moment, and of their keys, that come after the row with the
    key `after`, if it is one of those `among` which somebody may page; all of them where it is none."""
    key = whole(after)
    last = among.filter(pk=key).values_list(column, "pk").first() if key is not None else None
    if last is None:
        return rows
    side = "gt" if rising else "lt"
    moment, pk = last
    return rows.filter(Q(**{f"{column}__{side}": moment}) | Q(**{column: moment, f"pk__{side}": pk}))


def late_count(person: Person) -> int:
    """Return how many messages stand on the unassigned list, counted up to a thousand."""
    return late(person)[:MOST].count()


def waiting(person: Person) -> QuerySet[Arrival]:
    """Return the messages that wait and that somebody may see."""
    return _seen(person).filter(state=State.WAITING)


def late(person: Person, visible: QuerySet[Docket] | None = None) -> QuerySet[Arrival]:
    """Return the messages on the unassigned list, to be counted. `visible` is what the wall lets somebody
    see, where the page has asked already."""
    open_ = (State.WAITING, State.PLACED)
    rows = _seen(person, visible).filter(state__in=open_, arrived_at__lt=cut(clock.now()))
    return rows.select_related("docket").order_by("arrived_at", "pk")


def cut(now: datetime) -> datetime:
    """What arrived before and waits is late; where no rulebook is in force, after a day."""
    try:
        return answering.late_before(now)
    except Refused:
        return now - timedelta(days=1)


def _seen(person: Person, visible: QuerySet[Docket] | None = None) -> QuerySet[Arrival]:
    seen = wall.visible_to(person) if visible is None else visible
    # asked of each arrival, so that nothing grows with the number of cases
    return Arrival.objects.filter(Exists(seen.filter(pk=OuterRef("docket_id"), key_wrapped__isnull=False)))


def _lines(rows: list[Arrival]) -> list[Line]:
    said = opened(rows)
    owners = _owners(row.docket for row in rows)
    now = clock.now()
    since = cut(now)
    found = []
    for row in rows:
        text = said.get((row.docket_id, row.act), {})
        mail = text.get(MAIL, {})
        counting = rulebooks.clock(row.docket.rulebook_id)
        days = counting.work.between(counting.local_day(row.arrived_at), counting.local_day(now))
        found.append(
            Line(
                row.pk, row.docket.number, row.docket.kind != MESSAGE, row.arrived_at, days,
                row.state in (State.WAITING, State.PLACED) and row.arrived_at < since,
                str(text.get("subject", "")), str(text.get("from") or mail.get("sender", "")), row.state,
                str(State(row.state).label), str(Proposal(row.proposal).label) if row.proposal else "",
                words.why(row.why), str(mail.get("matter", "")), len(mail.get("warnings", ())),
                owners.get(row.docket_id, ""),
            )
        )  # fmt: skip
    return found


def opened(
    rows: Iterable[Arrival], fields: Collection[str] = ("subject", "from", MAIL)
) -> dict[tuple[int, int], dict[str, Any]]:
    """Open these fields of messages, by docket and act; one query. None of one of which the case into which
    it was put keeps something back."""
    rows = list(rows)
    shut = kept.back(rows)
    rows = [row for row in rows if (row.docket_id, row.act) not in shut]
    vaults = {row.docket_id: Vault.of(row.docket) for row in rows}
    wanted = {(row.docket_id, row.act) for row in rows}
    contents = Content.objects.filter(
        act__docket__in=vaults,
        act__n__in={act for _docket, act in wanted},
        field__in=fields,
    ).select_related("act")
    found: dict[tuple[int, int], dict[str, Any]] = {}
    for content in contents:
        place = (content.act.docket_id, content.act.n)
        if place in wanted:
            value = vaults[place[0]].content(content, place[1])
            found.setdefault(place, {})[content.field] = value
    return found


def _owners(dockets: Iterable[Docket]) -> dict[int, str]:
    wanted = {docket.pk: docket for docket in dockets if docket.owner}
    found: dict[int, str] = {}
    for row in PersonKey.objects.filter(docket__in=wanted, tag__in={each.owner for each in wanted.values()}):
        if row.tag == wanted[row.docket_id].owner and row.key.startswith("O"):
            found[row.docket_id] = str(Vault.of(wanted[row.docket_id]).identity(row).get("name", ""))
    return found


def account(person: Person) -> Account:
    """Return what became of every message that somebody may see; one query."""
    rows = _seen(person).order_by().values_list("state").annotate(count=Count("pk"))
    counts = dict(rows)
    told = tuple((str(state), str(state.label), counts.get(state, 0)) for state in State)
    return Account(sum(counts.values()), told)


def troubles() -> tuple[Trouble, ...]:
    """Return the sources of mail that cannot be read now."""
    rows = Fetching.objects.exclude(trouble="").order_by("source")
    return tuple(Trouble(row.source, row.done_at or row.tried_at, words.trouble(row.trouble)) for row in rows)


__all__ = [
    "Account", "Box", "Line", "Trouble", "account", "beyond", "box", "late", "late_count", "numbers",
    "opened", "troubles", "unassigned", "waiting",
]  # fmt: skip
