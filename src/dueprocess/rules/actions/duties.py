"""Writing down that a duty outside single cases was done, and telling those whom the rules want told."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from dueprocess.core.errors import Malformed, Problem, Refused
from dueprocess.kit import clock, mail
from dueprocess.people import holdings
from dueprocess.people.actions import touch
from dueprocess.people.models import Person
from dueprocess.rules import bindings, duties, rulebooks
from dueprocess.rules.actions.describing import organisation
from dueprocess.rules.models import DutyDone


@transaction.atomic
def do_duty(
    *,
    duty: str,
    done_on: date,
    said: str,
    told: str,
    by: Person,
    path: str,
    chosen: Collection[int] = (),
) -> DutyDone:
    """Write down that a duty of the rulebook in force was done on a day, by somebody who has it.

    Who is to be told by the rules: to the holders of roles and bodies goes a mail that something waits at
    `path`; whom no mail reaches here (members, the public) somebody tells, and `told` says how. `chosen` are
    the places of those letters that may be left out and are not. Raises Refused: "no_duty" where the rules
    ask for none of that name, "not_yours", "done_already" for that day; Malformed for a day that has not come
    or lies before the rules did, and where it is not said what was done, or how somebody was told.
    """
    at = clock.now()
    found = duties.one(duty, at)
    if found is None:
        raise Refused("no_duty", _("The rulebook in force asks for no such duty."), None)
    role = duties.as_what(found.duty, found.rulebook, by, at.date())
    if role is None:
        raise Refused("not_yours", _("This is the duty of somebody else."), found.duty.clause)
    tells = [tell for n, tell in enumerate(found.duty.tells) if not tell.optional or n in chosen]
    faults = _faults(found, done_on, said, told, bool(tells), bool(duties.by_hand(tells)))
    if faults:
        raise Malformed(faults)
    if DutyDone.objects.filter(duty=duty, done_on=done_on).exists():
        raise Refused("done_already", _("That it was done on this day is written down already."), None)
    names = duties.by_mail(tells)
    row = DutyDone.objects.create(
        duty=duty, done_on=done_on, by=by, role=role, said=said.strip(), told=told.strip(),
        notified=[who.name for who in names], recorded_at=at,
    )  # fmt: skip
    touch()
    readers = holdings.holders_of(duties.roles_of(names, found.rulebook), on=at.date()).values()
    house = organisation()
    addresses = {person.login.email for person, _roles in readers if person.pk != by.pk and _signs_in(person)}
    for address in sorted(addresses):
        mail.notice(address, path=path, house=house.name if house else "")
    bindings.bind(row, by)
    return row


def _signs_in(person: Person) -> bool:
    login = getattr(person, "login", None)
    return login is not None and login.is_active


def _faults(
    found: duties.Owed, done_on: date, said: str, told: str, telling: bool, by_hand: bool
) -> list[Problem]:
    today = rulebooks.clock(found.rulebook.hash).local_day(clock.now())
    faults = []
    if done_on > today:
        faults.append(Problem("done_on", None, _("This day has not come."), _("Give the day it was done.")))
    if done_on < duties.asked_since(found.duty.id, clock.now()):
        what = _("The rules did not ask for it yet on this day.")
        faults.append(Problem("done_on", None, what, _("Give the day it was done.")))
    if telling and not said.strip():
        what = _("Whoever is told of it reads here what was done.")
        faults.append(Problem("said", None, what, _("Write what was done.")))
    if by_hand and not told.strip():
        what = _("Nobody is told by this program.")
        faults.append(Problem("told", None, what, _("Write how they were told.")))
    return faults
