"""What the training register says of people, as the engine asks it: a training somebody has by the rulebook's
name for it, and its end. Must not know programmes nor sessions.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from dueprocess.people.actions.ground import another, journal, require, span, there
from dueprocess.people.models import Person, Power, Qualification, QualificationKind

AT_ONCE = 1000
"""So many stand in one line of the journal where many end at once."""
ENDED = "training ended"


@transaction.atomic
def trained(
    *, person: Person, name: str, from_on: date, until_on: date | None, source: str, by: Person | None
) -> Qualification:
    """Write down that somebody has a training of the rulebook's. Whoever keeps the training register does it,
    nobody for themselves: Refused("no_power"), ("oneself"), ("erased")."""
    require(by, Power.TRAIN)
    another(by, person, _("Nobody records their own training. Somebody else does it."))
    there(person)
    span(from_on, until_on)
    row = Qualification.objects.create(
        person=person, kind=QualificationKind.TRAINING, name=name, from_on=from_on, until_on=until_on,
        source=source[:200],
    )  # fmt: skip
    journal(
        "person", person.pk, "qualified", by, rows=[row], name=name,
        until=str(until_on) if until_on else None,
    )  # fmt: skip
    return row


@transaction.atomic
def end_trainings(*, qualifications: Sequence[int], on: date, by: Person | None, reason: str = "") -> int:
    """End trainings (keys) with the day before `on`, so that they are gone on that day; return how many
    ended. Those that end earlier stay as they are. One line of the journal for each person, or for a thousand
    rows where several people are concerned; a reason only where it is one person's."""
    require(by, Power.TRAIN)
    last, ended = on - timedelta(days=1), 0
    every = sorted(set(qualifications))
    for start in range(0, len(every), AT_ONCE):
        rows = list(
            Qualification.objects.select_for_update(of=("self",))
            .filter(Q(until_on=None) | Q(until_on__gt=last), pk__in=every[start : start + AT_ONCE])
            .order_by("pk")
        )
        if not rows:
            continue
        for row in rows:
            row.until_on = last
        Qualification.objects.bulk_update(rows, ["until_on"])
        whose = {row.person_id for row in rows}
        one = whose.pop() if len(whose) == 1 else 0
        journal("person", one, ENDED, by, rows=rows, reason=reason if one else "", on=str(on))
        ended += len(rows)
    return ended
