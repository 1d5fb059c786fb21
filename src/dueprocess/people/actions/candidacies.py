"""Candidacies: entered and withdrawn, never deleted. They give nobody a power; whoever decides on a measure
sees which of them it would touch.
"""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from dueprocess.core.errors import Malformed, Problem, Refused
from dueprocess.kit import clock
from dueprocess.people.actions.ground import another, journal, require, there, wanted
from dueprocess.people.models import Candidacy, Office, Person, Power


@transaction.atomic
def stand(
    *,
    person: Person,
    office: Office,
    election_on: date,
    by: Person | None,
    reason: str,
    from_on: date | None = None,
) -> Candidacy:
    """Enter that somebody stands for an office, which is filled on `election_on`; `from_on` is the first day
    of it (default: today).

    Raises Malformed where the election lies before that day, or without a reason; Refused: "no_power",
    "oneself", "erased", "abolished", "stands_already".
    """
    require(by, Power.KEEP_REGISTER)
    another(by, person, _("Nobody enters their own candidacy. Somebody else who keeps the register does."))
    there(person)
    wanted("reason", reason)
    from_on = from_on or clock.now().date()
    if election_on < from_on:
        what = _("The election lies before the first day of the candidacy.")
        raise Malformed([Problem("election_on", None, what, _("Give the day on which it is decided."))])
    office = Office.objects.select_for_update(of=("self",)).get(pk=office.pk)
    if office.abolished_on is not None:
        raise Refused("abolished", _("This office was abolished."), None)
    if office.candidacies.filter(person=person, election_on=election_on, withdrawn_on=None).exists():
        raise Refused("stands_already", _("They stand for this office on that day already."), None)
    made = Candidacy.objects.create(office=office, person=person, from_on=from_on, election_on=election_on)
    journal("person", person.pk, "stands", by, rows=[made], reason=reason, on=str(election_on))
    return made


@transaction.atomic
def withdraw(*, candidacy: Candidacy, on: date, by: Person | None, reason: str) -> None:
    """Enter that somebody does not stand any more from that day on, whoever decided it.

    Raises Malformed for a day before it began, or without a reason; Refused: "no_power", "done_already",
    "over" once the election was held.
    """
    require(by, Power.KEEP_REGISTER)
    wanted("reason", reason)
    candidacy = Candidacy.objects.select_for_update(of=("self",)).get(pk=candidacy.pk)
    if candidacy.withdrawn_on is not None:
        raise Refused("done_already", _("They have withdrawn already."), None)
    if on > candidacy.election_on:
        raise Refused("over", _("The election was held by then: there is nothing to withdraw from."), None)
    if on < candidacy.from_on:
        what = _("They did not stand yet on that day.")
        raise Malformed([Problem("on", None, what, _("Give a later day."))])
    candidacy.withdrawn_on = on
    candidacy.save(update_fields=["withdrawn_on"])
    journal("person", candidacy.person_id, "withdrew", by, rows=[candidacy], reason=reason, on=str(on))
