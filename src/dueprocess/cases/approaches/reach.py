"""Who reads an approach: who wrote it, oversight, and whoever owns the case it is about, unless it is shut
for them. Nobody's manager, and no role. What is said about a case that is shut for somebody who oversees is
shut for them too: it is told there that there is such a case, and what somebody wants of it.

The pages of lists and the wall ask the same question here.
"""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Q, QuerySet

from dueprocess.cases.approaches.models import Approach
from dueprocess.docket import apart, ties, wall
from dueprocess.docket.models import Docket, Reach
from dueprocess.docket.models.dockets import APPROACH, YES
from dueprocess.docket.sealing import person_tag
from dueprocess.kit import clock
from dueprocess.people import holders
from dueprocess.people.models import Person, Power


def rows(person: Person) -> QuerySet[Approach]:
    """Return the approaches that somebody may read: an indexed filter. What is said about a case that is shut
    for them, oversight does not read either."""
    tag = person_tag(person.pk)
    shut = Reach.objects.filter(tag__in=ties.of(person), shuts__in=YES)
    every = Approach.objects.exclude(docket__in=shut.values("docket"))
    wrote = Q(docket__in=Docket.objects.filter(owner=tag, kind=APPROACH).values("pk"))
    if oversees(person):
        barred = shut.values("docket__pseudonym")
        return every.filter(wrote | ~Q(about__in=barred))
    owned = wall.visible_to(person, Docket.objects.filter(kind="case", owner=tag)).values("pseudonym")
    return every.filter(wrote | Q(about__in=owned))


def visible(person: Person) -> QuerySet[Docket]:
    """Return the dockets of these approaches."""
    return Docket.objects.filter(pk__in=rows(person).values("docket"))


def oversees(person: Person) -> bool:
    """Tell whether somebody holds the power to oversee now."""
    return Power.OVERSEE in holders.standing(person, clock.now().date()).powers


def _barred(tags: Collection[str], own: str) -> Q:
    """Return the condition that an approach is about a case that these tags shut, and was not entered by
    whoever `own` is."""
    shut = Reach.objects.filter(tag__in=tags, shuts__in=YES).values("docket__pseudonym")
    about = Approach.objects.filter(about__in=shut).exclude(docket__owner=own)
    return Q(pk__in=about.values("docket"))


apart.read_with(APPROACH, visible, _barred)
