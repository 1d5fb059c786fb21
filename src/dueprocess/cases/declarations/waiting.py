"""What somebody is asked to declare and has not answered. Reads only.

Asked by tag, with everything that shuts the case for them: whoever has become a party since, or was shut out,
is asked no longer and finds nothing.
"""

from __future__ import annotations

from django.db.models import Exists, OuterRef, QuerySet

from dueprocess.cases.declarations.models import Declaration
from dueprocess.docket import ties
from dueprocess.docket.models import Docket, PersonKey, Reach, Read
from dueprocess.docket.models.dockets import YES
from dueprocess.docket.sealing import person_tag
from dueprocess.people.models import Person

LOOK = "declare"
"""What the read journal calls a look at the names of the parties, to declare."""


def of(person: Person) -> QuerySet[Declaration]:
    """Return what somebody is asked in open cases and has not answered; one query, by an index of the few
    that wait."""
    whose = PersonKey.objects.filter(
        docket=OuterRef("docket_id"), key=OuterRef("key"), tag=person_tag(person.pk)
    )
    shut = Reach.objects.filter(docket=OuterRef("docket_id"), tag__in=ties.of(person), shuts__in=YES)
    open_ = Docket.objects.filter(pk=OuterRef("docket_id"), is_open__in=YES)
    waits = Declaration.objects.filter(answered_at=None).values("pk")  # few: they are read first
    mine = Declaration.objects.filter(pk__in=waits).filter(Exists(open_), Exists(whose), ~Exists(shut))
    return mine.order_by("asked_at", "pk")


def has_looked(docket: Docket, key: str, person: Person) -> bool:
    """Tell whether somebody has looked at the names of the parties since they were asked."""
    asked = Declaration.objects.filter(docket=docket, key=key).values_list("asked_at", flat=True).first()
    looks = Read.objects.filter(docket=docket, tag=person_tag(person.pk), what=LOOK)
    return asked is not None and looks.filter(at__gte=asked).exists()


def parties(docket: Docket) -> str:
    """Return by whom a form knows that nobody else came in: the local keys of the parties."""
    return " ".join(sorted(docket.parties.values_list("key", flat=True)))
