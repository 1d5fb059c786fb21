"""Dockets that are about to be opened by the organisation itself: a number and a key are set aside, so that
the form for the opening step, and those who sign it, can speak of people by their keys. There is no act and
no entry yet, and no list shows them.
"""

from __future__ import annotations

import secrets
from datetime import timedelta

from dueprocess.docket.models import Docket
from dueprocess.docket.models.dockets import OPENING
from dueprocess.docket.sealing import person_tag
from dueprocess.kit import clock, keys
from dueprocess.people.models import Person, Unit
from dueprocess.rules import rulebooks

KEPT = timedelta(days=14)


def prepare(*, by: Person, kind: str = "case", unit: Unit | None = None) -> Docket:
    """Set a number and a key aside for a docket under the rulebook in force; only `by` finds it again."""
    now = clock.now()
    return Docket.objects.create(
        number=keys.number(),
        kind=OPENING,
        rulebook=rulebooks.in_force(now.date(), kind),
        unit=unit,
        pseudonym=secrets.token_hex(16),
        key_wrapped=keys.wrap(keys.new_key()),
        is_open=False,
        owner=person_tag(by.pk),
        changed_at=now,
    )


def prepared(number: str, person: Person) -> Docket | None:
    """Return what this person set aside under that number, or None."""
    mine = Docket.objects.filter(number=number, kind=OPENING, owner=person_tag(person.pk), length=0)
    return mine.select_related("unit").first()


def clear(most: int = 200) -> int:
    """Throw away what nobody opened within two weeks; returns how many. Nothing had happened in them;
    one that a signer has read, or is to sign, stays: the read journal and the record speak of it."""
    old = Docket.objects.filter(
        kind=OPENING, length=0, changed_at__lt=clock.now() - KEPT, reads=None, proposals=None
    )
    found = list(old.values_list("pk", flat=True)[:most])
    Docket.objects.filter(pk__in=found).delete()
    return len(found)
