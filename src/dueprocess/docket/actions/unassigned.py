"""Telling oversight of a docket that nobody takes forward, and giving it an owner as soon as somebody can be.

Mail says only that something waits. Where all who oversee are shut out of it too, those are told who can
appoint somebody whom the complaint does not name.
"""

from __future__ import annotations

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from dueprocess.core import engine
from dueprocess.docket import roster, unassigned, wall
from dueprocess.docket.actions import owners, steps
from dueprocess.docket.models import Docket
from dueprocess.docket.needs import MACHINE
from dueprocess.docket.sealing import Vault, person_tag
from dueprocess.kit import clock, mail
from dueprocess.people.models import Grant, Login, Power
from dueprocess.rules import rulebooks
from dueprocess.rules.actions import organisation

OVERSIGHT, APPOINTING = "desk:oversight", "desk:people"


@transaction.atomic
def look_after(docket: Docket, *, again: bool = False) -> bool:
    """Give the docket an owner by the rota if somebody can take it now; else tell oversight, `again` once a
    day. Returns whether nobody takes it forward."""
    docket = Docket.objects.locked(docket.pk)
    if unassigned.why(docket, on=clock.now().date()) is None:
        return False
    if give_owner(docket):
        return False
    tell_oversight(docket, again=again)
    return True


def tell_oversight(docket: Docket, *, again: bool = False) -> None:
    """Tell all who oversee and may read it that something waits; where that is nobody, those who appoint."""
    at = clock.now()
    house, today = organisation().name, rulebooks.clock(docket.rulebook_id).local_day(at)
    for path, addresses in _readers(docket):
        for address in addresses:
            if again:
                mail.reminder(address, path=reverse(path), house=house, day=today)
            else:
                mail.notice(address, path=reverse(path), house=house)


def give_owner(docket: Docket) -> bool:
    """Make whoever is next on the rota and may act the owner of a docket that nobody takes forward."""
    at, vault = clock.now(), Vault.of(docket)
    whole = roster.assemble(docket, vault, at=at)
    state = engine.state(rulebooks.LIBRARY, whole.engine(), at)
    key = owners.following(whole, state)
    if not key or person_tag(whole.roster.persons[key]) == docket.owner:
        return False
    reason = _("Nobody took it forward; this is who is next on the rota and may.")
    steps.assign(docket=docket, to=whole.roster.persons[key], by=MACHINE, reason=reason)
    return True


def _readers(docket: Docket) -> list[tuple[str, list[str]]]:
    """Return who is told, by the page that they are led to: all who oversee and may read it, or else all who
    appoint."""
    on = clock.now().date()
    for power, path in ((Power.OVERSEE, OVERSIGHT), (Power.APPOINT, APPOINTING)):
        held = Grant.objects.running(on).filter(power=power).select_related("person")
        people = [each.person for each in held]
        if power == Power.OVERSEE:
            people = [each for each in people if wall.sees(docket, each)]
        if people:
            emails = Login.objects.filter(person__in=people, is_active=True).values_list("email", flat=True)
            return [(path, sorted(set(emails)))]
    return []
