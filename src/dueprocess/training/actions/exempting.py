"""Exemptions from a requirement: one person proposes one with reasons and an end, another settles it; who is
concerned is told, and of a refusal why.
"""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from dueprocess.core.errors import Malformed, Problem, Refused
from dueprocess.core.workdays import add_months
from dueprocess.kit import clock
from dueprocess.people import actions as register
from dueprocess.people.models import Person, Power
from dueprocess.rules import bindings
from dueprocess.rules.actions import settling
from dueprocess.training.actions.ground import require, today, words
from dueprocess.training.actions.telling import tell
from dueprocess.training.models import Exemption

LONGEST = 24
"""For so many months somebody is exempt at most before it is decided anew."""
MAY_SETTLE = (Power.TRAIN, Power.OVERSEE)


@transaction.atomic
def propose_exemption(
    *, person: Person, requirement: str, from_on: date, until_on: date, reason: str, by: Person
) -> Exemption:
    """Propose that somebody need not meet a requirement (by its name) from one day to another.

    Raises Malformed without a reason or an end within two years; Refused: "no_power", "oneself", "erased",
    "waits_already".
    """
    require(by)
    register.wanted("requirement", requirement)
    register.wanted("reason", reason)
    if by.pk == person.pk:
        raise Refused("oneself", _("Nobody proposes this for themselves. Another does it."), None)
    register.there(person)
    if not from_on <= until_on <= add_months(from_on, LONGEST):
        what = _("An exemption ends within two years of its first day.")
        raise Malformed([Problem("until_on", None, what, _("Give a last day within that time."))])
    waits = Exemption.objects.filter(person=person, requirement=requirement.strip(), settled_at=None)
    if waits.exists():
        raise Refused("waits_already", _("An exemption of theirs from this waits already."), None)
    made = Exemption.objects.create(
        person=person, requirement=requirement.strip(), from_on=from_on, until_on=until_on, proposed_by=by,
        recorded_at=clock.now(), why=words(reason, by, person=person),
    )  # fmt: skip
    bindings.bind(made, by)
    return made


@transaction.atomic
def settle_exemption(*, exemption: Exemption, agree: bool, by: Person, reason: str = "") -> None:
    """Agree to an exemption, or refuse it with reasons; whoever proposed it may take it back. Who it is about
    is told.

    Raises Malformed for a refusal without reasons; Refused: "no_power", "oneself", "done_already",
    "nobody_able"; Broken where the log does not tell of it as it stands.
    """
    row = Exemption.objects.select_for_update(of=("self",)).select_related("person").get(pk=exemption.pk)
    two = _("Whoever proposed it, or is to be exempt, does not agree to it. Another does.")
    settling.may(row, agree, by, two, proposing=Power.TRAIN, settling=MAY_SETTLE)
    if by.pk == row.person_id:
        raise Refused("oneself", two, None)
    if not agree:
        register.wanted("reason", reason)
        row.refusal = words(reason, by, person=row.person)
        row.save(update_fields=["refusal"])
    tell([row.person_id])
    settling.settle(row, agree, by)


@transaction.atomic
def end_exemption(*, exemption: Exemption, on: date, by: Person) -> None:
    """End an exemption: from that day on it counts no more. Raises Malformed; Refused: "no_power", "oneself",
    "done_already"."""
    require(by)
    row = Exemption.objects.select_for_update(of=("self",)).get(pk=exemption.pk)
    if by.pk == row.person_id:
        raise Refused("oneself", _("Nobody ends their own. Another does it."), None)
    if not row.agreed or row.ended_on is not None:
        raise Refused("done_already", _("It does not count, or was ended already."), None)
    if not max(row.from_on, today()) <= on <= row.until_on:
        what, mend = _("This day is over, or no day of the exemption."), _("Give one from today on.")
        raise Malformed([Problem("on", None, what, mend)])
    row.ended_on, row.ended_by = on, by
    row.save(update_fields=["ended_on", "ended_by"])
    tell([row.person_id])
    bindings.bind(row, by)
