"""Duties outside single cases, as the rulebook in force asks for them: who has them, and when they are next
due.

Knows versions, roles and what was done. Must not know dockets; changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Max

from dueprocess.core import duties
from dueprocess.core.errors import Refused
from dueprocess.core.rulebook.model import Duty, Rulebook, Tell, Who, WhoKind
from dueprocess.people import holders
from dueprocess.people.models import Person, Power
from dueprocess.rules import rulebooks
from dueprocess.rules.models import DutyDone

KIND = "case"
SPEAKS = Power.ADOPT_RULES
"""Who does what the rules ask of the organisation itself."""


@dataclass(frozen=True, slots=True)
class Owed:
    """One duty as it stands at a moment: `since` is what it is counted from, `last_on` None: never done yet.
    From `late_at` on it is late."""

    duty: Duty
    rulebook: Rulebook
    since: date
    last_on: date | None
    due_on: date | None
    late_at: datetime | None

    def late(self, at: datetime) -> bool:
        """Tell whether it is late at that moment."""
        return self.late_at is not None and self.late_at <= at


def owed(at: datetime, person: Person | None = None) -> list[Owed]:
    """Return every duty of the rulebook in force, or somebody's alone, in its order; none where no rulebook
    is in force. No query where none was done since they were asked for last.

    A duty is counted from the day on which it was done last, else from when the first version came into force
    that has asked for it ever since.
    """
    book = _in_force(at)
    if book is None or not book.duties:
        return []
    wanted = [
        duty
        for duty in book.duties.values()
        if person is None or as_what(duty, book, person, at.date()) is not None
    ]
    if not wanted:
        return []
    return [_owed(duty, book, _last(), at) for duty in wanted]


_done: dict[int, dict[str, date]] = {}


def _last() -> dict[str, date]:
    """Return when each duty was done last; kept under the register's stamp, which doing one changes."""
    now = holders.stamp()
    if now not in _done:
        rows = DutyDone.objects.values("duty").annotate(last=Max("done_on"))
        found = dict(rows.values_list("duty", "last"))
        _done.clear()
        _done[now] = found
    return _done[now]


def one(name: str, at: datetime) -> Owed | None:
    """Return the duty of that name, if the rulebook in force has it."""
    return next((each for each in owed(at) if each.duty.id == name), None)


def _owed(duty: Duty, book: Rulebook, last: Mapping[str, date], at: datetime) -> Owed:
    last_on = last.get(duty.id)
    since = last_on or asked_since(duty.id, at)
    ending = duties.due(rulebooks.clock(book.hash), duty.every, since)
    return Owed(duty, book, since, last_on, ending.last_day, ending.at)


def _in_force(at: datetime) -> Rulebook | None:
    try:
        return rulebooks.get(rulebooks.in_force(at.date(), KIND).pk)
    except Refused:
        return None


def asked_since(name: str, at: datetime) -> date:
    """Return from when on every version that was in force has had the duty, until now."""
    since = at.date()
    for version in sorted(rulebooks.versions(KIND), key=lambda row: row.in_force_from, reverse=True):
        if version.in_force_from > at.date():
            continue
        if name not in rulebooks.get(version.pk).duties:
            break
        since = version.in_force_from
    return since


def roles(duty: Duty, book: Rulebook) -> dict[str, str]:
    """Return by which roles somebody has the duty, each with the role or body that the rulebook names."""
    return roles_of(duty.by, book)


def roles_of(whos: Iterable[Who], book: Rulebook) -> dict[str, str]:
    """Return the roles whose holders are meant, each with the role or body by which."""
    found: dict[str, str] = {}
    for who in whos:
        if who.kind is WhoKind.BODY:
            for seat in book.bodies[who.name].seats:
                found.setdefault(seat, who.name)
        elif who.kind is WhoKind.ROLE:
            found.setdefault(who.name, who.name)
    return found


def as_what(duty: Duty, book: Rulebook, person: Person, on: date) -> str | None:
    """Return as what somebody has the duty on that day (a role or body, "" for the organisation), or None."""
    stands = holders.standing(person, on)
    held = {role for role, _path in stands.held}
    for role, name in roles(duty, book).items():
        if role in held:
            return name
    if any(who.kind is WhoKind.ORGANISATION for who in duty.by) and SPEAKS in stands.powers:
        return ""
    return None


def by_mail(tells: Iterable[Tell]) -> list[Who]:
    """Return who of those to be told gets a mail that something waits: holders of roles and bodies."""
    return [who for tell in tells for who in tell.to if who.kind in (WhoKind.ROLE, WhoKind.BODY)]


def by_hand(tells: Iterable[Tell]) -> list[Who]:
    """Return whom somebody has to tell: all others. What the public is told stands on the public page too."""
    return [who for tell in tells for who in tell.to if who.kind not in (WhoKind.ROLE, WhoKind.BODY)]
