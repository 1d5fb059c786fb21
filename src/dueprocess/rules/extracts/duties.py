"""Duties outside single cases for pages: for staff who has each, when it is due and what was done; for
everybody what the public is told of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from dueprocess.core.rulebook.model import Tell, WhoKind
from dueprocess.core.rulebook.phrases import Phrases, capital
from dueprocess.people import holdings
from dueprocess.people.models import Person
from dueprocess.rules import duties
from dueprocess.rules.models import DutyDone

PUBLIC = 12
"""So many reports the public is shown of each duty."""


@dataclass(frozen=True, slots=True)
class DoneLine:
    """That a duty was done: when, by whom as what, in which words, and how those were told whom no mail
    reaches. `told`: who was written to, in words."""

    done_on: date
    by: str
    role: str
    said: str
    how: str
    told: tuple[str, ...]
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class Choice:
    """A letter that may be left out: its place among those of the duty, and in words."""

    place: int
    text: str


@dataclass(frozen=True, slots=True)
class DutyPage:
    """One duty. `who` has it in the words of the rulebook, `holders` by name (none: nobody does). `since` is
    the day from which it is counted where it was never done. `mine`: the viewer has it. `tells` are those
    told each time, in words; `choices` those told if wished; `by_hand`: somebody has to tell some of them."""

    id: str
    title: str
    clause: str
    says: str
    who: str
    holders: tuple[str, ...]
    every: str
    tells: tuple[str, ...]
    choices: tuple[Choice, ...]
    by_hand: tuple[str, ...]
    since: date
    last_on: date | None
    due_on: date | None
    late: bool
    mine: bool


@dataclass(frozen=True, slots=True)
class DutyLine:
    """A duty that somebody has, in a list of what they have to do."""

    id: str
    title: str
    clause: str
    who: str
    due_on: date
    late: bool


@dataclass(frozen=True, slots=True)
class PublicDuty:
    """A duty of which the public is told, with what was done, the latest first: no name of anybody."""

    title: str
    clause: str
    done: tuple[tuple[date, str], ...]


def every_duty(person: Person, at: datetime) -> tuple[DutyPage, ...]:
    """Return the duties of the rulebook in force, in its order; four queries at most."""
    found = duties.owed(at)
    wanted = {role for each in found for role in duties.roles(each.duty, each.rulebook)}
    held = holdings.holders_of(wanted, on=at.date()) if wanted else {}
    speaking = [each for each in found if any(who.kind is WhoKind.ORGANISATION for who in each.duty.by)]
    speakers = holdings.power_holders(duties.SPEAKS, on=at.date()) if speaking else ()
    return tuple(_page(each, person, at, held, speakers if each in speaking else ()) for each in found)


def _page(
    each: duties.Owed,
    person: Person,
    at: datetime,
    held: dict[int, tuple[Person, frozenset[str]]],
    speakers: tuple[str, ...],
) -> DutyPage:
    duty, say = each.duty, Phrases(each.rulebook)
    roles = set(duties.roles(duty, each.rulebook))
    names = [who.shown_name for who, has in held.values() if has & roles]
    always = [tell for tell in duty.tells if not tell.optional]
    return DutyPage(
        id=duty.id,
        title=duty.title,
        clause=duty.clause or "",
        says=duty.says or "",
        who=capital(say.whos(duty.by)),
        holders=tuple(sorted({*names, *speakers}, key=str.casefold)),
        every=str(duty.every),
        tells=tuple(capital(say.tell(tell)) for tell in always),
        choices=tuple(
            Choice(place, capital(say.tell(tell))) for place, tell in enumerate(duty.tells) if tell.optional
        ),
        by_hand=_by_hand(say, duty.tells),
        since=each.since,
        last_on=each.last_on,
        due_on=each.due_on,
        late=each.late(at),
        mine=duties.as_what(duty, each.rulebook, person, at.date()) is not None,
    )


def _by_hand(say: Phrases, tells: tuple[Tell, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(say.whos((who,)) for who in duties.by_hand(tells)))


def done(duty: str) -> tuple[DoneLine, ...]:
    """Return each time that a duty was done, the latest first; one query."""
    rows = DutyDone.objects.filter(duty=duty).select_related("by").order_by("-done_on")
    return tuple(
        DoneLine(
            row.done_on,
            row.by.shown_name,
            row.role.replace("_", " "),
            row.said,
            row.told,
            tuple(name.replace("_", " ") for name in row.notified),
            row.recorded_at,
        )
        for row in rows
    )


def due_duties(at: datetime, *, by: date, person: Person | None = None) -> tuple[DutyLine, ...]:
    """Return the duties that are late or due up to and with a day, those due first on top: somebody's, or
    all."""
    found = [
        DutyLine(
            each.duty.id,
            each.duty.title,
            each.duty.clause or "",
            capital(Phrases(each.rulebook).whos(each.duty.by)),
            each.due_on,
            each.late(at),
        )
        for each in duties.owed(at, person)
        if each.due_on is not None and each.due_on <= by
    ]
    return tuple(sorted(found, key=lambda line: line.due_on))


def public_duties(at: datetime) -> tuple[PublicDuty, ...]:
    """Return the duties of which the rules tell the public, with what was done."""
    found = []
    for each in duties.owed(at):
        if any(who.kind is WhoKind.PUBLIC for tell in each.duty.tells for who in tell.to):
            rows = DutyDone.objects.filter(duty=each.duty.id).order_by("-done_on")[:PUBLIC]
            done = tuple((row.done_on, row.said) for row in rows)
            found.append(PublicDuty(each.duty.title, each.duty.clause or "", done))
    return tuple(found)
