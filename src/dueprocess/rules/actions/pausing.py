"""Pausing every case at once, and ending that earlier. It delays everybody, so it takes two people.

A pause begins tomorrow at the earliest: what today's deadlines did stands.
"""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from dueprocess.core.deadlines import Clock, period_ends
from dueprocess.core.errors import Malformed, Problem, Refused
from dueprocess.core.rulebook.model import Open, Pause, Period
from dueprocess.kit import clock
from dueprocess.people.actions import require, wanted
from dueprocess.people.models import Person, Power
from dueprocess.rules import bindings, rulebooks
from dueprocess.rules.actions import settling
from dueprocess.rules.models import OrganisationPause

_ONE = timedelta(days=1)


@transaction.atomic
def propose_pause(
    *, pause: str, first_on: date, last_on: date | None, decided_by: str, by: Person
) -> OrganisationPause:
    """Propose that all deadlines stand still from one day up to and with another (None: until it is ended).

    `pause` is one of the rulebook in force that is `for_all`: Refused("no_such_pause") otherwise. Raises
    Malformed for days that cannot be, or that are more than the rulebook allows, and Refused("done_already")
    where such a proposal waits.
    """
    require(by, Power.ADOPT_RULES)
    row, counting = _pause(pause)
    wanted("decided_by", decided_by)
    faults = _days(row, counting, first_on, last_on)
    if faults:
        raise Malformed(faults)
    return _propose(
        OrganisationPause(
            pause=pause, from_at=counting.begins(first_on),
            to_at=counting.begins(last_on + _ONE) if last_on else None,
            decided_by=decided_by.strip(), proposed_by=by,
        ),
        by,
    )  # fmt: skip


@transaction.atomic
def propose_end(*, of: int, last_on: date, decided_by: str, by: Person) -> OrganisationPause:
    """Propose that a pause (`of`, its key) ends earlier, after `last_on`; or, if it has not begun, that it
    never does (the day before its first).

    Raises Malformed for a day that has passed or that would make it longer, Refused("done_already") where it
    is over, or such a proposal waits.
    """
    require(by, Power.ADOPT_RULES)
    pause = OrganisationPause.objects.select_for_update(of=("self",)).get(pk=of)
    row, counting = _pause(pause.pause)
    wanted("decided_by", decided_by)
    to_at = rulebooks.end_of(pause)
    if not pause.agreed or pause.ends_id is not None or (to_at is not None and to_at <= clock.now()):
        raise Refused("done_already", _("This pause does not run any more."), row.clause)
    last = counting.local_day(to_at - _ONE / 2) if to_at is not None else None
    earliest = max(counting.local_day(clock.now()), counting.local_day(pause.from_at) - _ONE)
    if last_on < earliest or (last is not None and last_on >= last):
        what = _("It can end between {first} and the day before its last day.").format(
            first=earliest.isoformat()
        )
        raise Malformed([Problem("last_on", None, what, _("Give another day."))])
    return _propose(
        OrganisationPause(
            pause=pause.pause, from_at=pause.from_at, to_at=counting.begins(last_on + _ONE), ends=pause,
            decided_by=decided_by.strip(), proposed_by=by,
        ),
        by,
    )  # fmt: skip


@transaction.atomic
def settle_pause(*, proposal: int, agree: bool, by: Person) -> OrganisationPause:
    """Agree to what somebody else proposed, so that it counts, or decline it; its proposer may take it back.

    Raises what `settling.may` raises; Refused("too_late") where its first day, or the day after its last, has
    come meanwhile.
    """
    row = OrganisationPause.objects.select_for_update(of=("self",)).get(pk=proposal)
    settling.may(row, agree, by, _("A pause of all cases takes two people: somebody else agrees to it."))
    moment = row.from_at if row.ends_id is None else row.to_at
    if agree and moment is not None and moment <= clock.now():
        raise Refused("too_late", _("The day that it names has come meanwhile. Propose another day."), None)
    settling.settle(row, agree, by)
    return row


def _pause(name: str) -> tuple[Pause, Clock]:
    book = rulebooks.in_force(clock.now().date())
    row = rulebooks.get(book.pk).pauses.get(name)
    if row is None or not row.for_all:
        raise Refused(
            "no_such_pause", _("The rulebook in force has no such pause of the whole organisation."), None
        )
    return row, rulebooks.clock(book.pk)


def _days(row: Pause, counting: Clock, first_on: date, last_on: date | None) -> list[Problem]:
    today = counting.local_day(clock.now())
    if first_on <= today:
        what, mend = _("A pause begins tomorrow at the earliest."), _("Give a later day.")
        return [Problem("first_on", None, what, mend)]
    if last_on is None:
        may_be_open = not row.lasts.choices and row.lasts.high is None
        if may_be_open or any(isinstance(each, Open) for each in row.lasts.choices):
            return []
        return [Problem("last_on", None, _("The rulebook wants its end named."), _("Give its last day."))]
    if last_on < first_on:
        return [Problem("last_on", None, _("The last day lies before the first."), _("Give a later day."))]
    bounds = [each for each in row.lasts.choices if isinstance(each, Period)]
    bounds += [row.lasts.high] if row.lasts.high is not None else []
    if not bounds or any(isinstance(each, Open) for each in row.lasts.choices):
        return []
    begins, before = counting.begins(first_on), first_on - _ONE
    endings = [period_ends(counting, each, day=before, at=begins, spans=()) for each in bounds]
    latest = max(each.last_day for each in endings if each.last_day)
    if last_on > latest:
        what = _("The rulebook allows {length}: until {day} at most.").format(
            length=row.lasts, day=date_format(latest)
        )
        return [Problem("last_on", None, what, _("Give an earlier day."))]
    return []


def _propose(row: OrganisationPause, by: Person) -> OrganisationPause:
    waiting = OrganisationPause.objects.filter(pause=row.pause, ends=row.ends, settled_at=None)
    if waiting.exists():
        raise Refused("done_already", _("Such a proposal waits already. Settle it first."), None)
    row.recorded_at = clock.now()
    row.save(force_insert=True)
    bindings.bind(row, by)
    return row
