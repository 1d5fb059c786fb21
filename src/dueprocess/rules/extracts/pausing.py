"""Pauses of the whole organisation for pages: for everybody which run or come, for staff who decided them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from dueprocess.core.errors import Refused
from dueprocess.kit import clock
from dueprocess.people.models import Person
from dueprocess.rules import rulebooks
from dueprocess.rules.models import OrganisationPause

PROPOSED, DECLINED, COMING, RUNNING, OVER = "proposed", "declined", "coming", "running", "over"


@dataclass(frozen=True, slots=True)
class Standing:
    """A pause of all cases that runs or comes: no name of anybody. `last_on` None: until it is ended."""

    title: str
    clause: str
    first_on: date
    last_on: date | None
    running: bool


@dataclass(frozen=True, slots=True)
class PausePage:
    """One pause, or one earlier end (`ends` is then the key of the pause), with who proposed and settled it.

    `state`: proposed, declined, coming, running or over; of an agreed end, over. A pause that was ended
    before it began has its last day before its first.
    """

    pk: int
    pause: str
    title: str
    clause: str
    first_on: date
    last_on: date | None
    ends: int | None
    decided_by: str
    proposer: int
    proposed_by: str
    proposed_at: datetime
    settled_by: str
    settled_at: datetime | None
    state: str


def pause_choices(at: datetime) -> list[tuple[str, str]]:
    """Return the pauses of the rulebook in force that are for all cases, as (name, title)."""
    try:
        rules = rulebooks.get(rulebooks.in_force(at.date()).pk)
    except Refused:
        return []
    return [(row.id, row.title) for row in rules.pauses.values() if row.for_all]


def still() -> tuple[Standing, ...]:
    """Return the pauses of all cases that run or are to come, the earliest first."""
    return tuple(
        Standing(each.title, each.clause, each.first_on, each.last_on, each.state == RUNNING)
        for each in reversed(pauses())
        if each.state in (COMING, RUNNING) and each.ends is None
    )


def pauses() -> tuple[PausePage, ...]:
    """Return everything that was proposed, the latest first."""
    rows = list(OrganisationPause.objects.select_related("proposed_by", "settled_by").order_by("-pk"))
    if not rows:
        return ()
    now = clock.now()
    titles: dict[str, tuple[str, str]] = {}
    for hash_ in rulebooks.hashes():
        for rule in rulebooks.get(hash_).pauses.values():
            titles[rule.id] = (rule.title, rule.clause or "")
    day = rulebooks.clock(rulebooks.hashes()[-1]).local_day
    ended = {
        row.ends_id: row.to_at for row in sorted(rows, key=rulebooks.settled) if row.agreed and row.ends_id
    }
    found = []
    for row in rows:
        to_at = ended.get(row.pk, row.to_at)
        title, clause = titles.get(row.pause, (row.pause, ""))
        found.append(
            PausePage(
                pk=row.pk, pause=row.pause, title=title, clause=clause, first_on=day(row.from_at),
                last_on=day(to_at - timedelta(hours=1)) if to_at else None, ends=row.ends_id,
                decided_by=row.decided_by, proposer=row.proposed_by_id or 0,
                proposed_by=_name(row.proposed_by), proposed_at=row.recorded_at,
                settled_by=_name(row.settled_by), settled_at=row.settled_at,
                state=_state(row, to_at, now),
            )
        )  # fmt: skip
    return tuple(found)


def _name(person: Person | None) -> str:
    return person.shown_name if person is not None else ""


def _state(row: OrganisationPause, to_at: datetime | None, now: datetime) -> str:
    if row.settled_at is None:
        return PROPOSED
    if not row.agreed:
        return DECLINED
    if row.ends_id is not None or (to_at is not None and to_at <= max(now, row.from_at)):
        return OVER
    return COMING if now < row.from_at else RUNNING
