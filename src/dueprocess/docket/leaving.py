"""Until when people are kept in the register: their row, what was decided of them, and whether anything that
is kept still names them, put before the schedule that holds. Reads only.

Whoever is a party to a docket, acted, signed, wrote or read in it is named there by a keyed tag: so they stay
as long as it does. Knows tags and rows; must not tell which docket it is.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext as _

from dueprocess.core.errors import Refused
from dueprocess.core.retention import PERSON, Situation, Standing, Verdict, judge
from dueprocess.core.rulebook.model import Unit
from dueprocess.core.saying import say
from dueprocess.docket import retention
from dueprocess.docket.models import (
    AccessRule,
    ErasureList,
    PersonKey,
    Proposal,
    Reach,
    Read,
    RegisterList,
    Signature,
)
from dueprocess.docket.sealing import person_tag
from dueprocess.kit import clock
from dueprocess.people.actions.forgetting import DECIDED, KeptAs
from dueprocess.people.imports.actions import sending
from dueprocess.people.models import (
    BELONGING,
    Accreditation,
    Appointment,
    Candidacy,
    Change,
    Delegation,
    Grant,
    LoginProposal,
    Person,
    Term,
)
from dueprocess.rules.models import Adoption, OrganisationPause
from dueprocess.rules.schedules import Current

AT_ONCE = 500
"""So many people are looked at together."""
FILES: tuple[tuple[type[Model], str], ...] = (
    (PersonKey, "docket"),
    (Reach, "docket"),
    (AccessRule, "docket"),
    (Read, "docket"),
    (Proposal, "docket"),
    (Signature, "proposal__docket"),
)
"""Tables that name people of the register by their tag, and the way to the docket."""


class Bar(StrEnum):
    """Why somebody stays though their time is over."""

    FILE = "file"
    WORK = "work"
    WAITS = "waits"


@dataclass(frozen=True, slots=True)
class Leaving:
    """Somebody in the register with what the schedule that holds says of them today. `bars`: what still needs
    them; `asked`: they asked to be erased, and may; `length`: how many lines of the register's journal are
    about them."""

    person: Person
    verdict: Verdict
    bars: frozenset[Bar]
    asked: bool
    length: int


def every(people: list[Person], current: Current) -> Iterator[Leaving]:
    """Yield how these people stand today: the same number of statements for any number of them."""
    pks = [each.pk for each in people]
    bars, decided, lengths = _bars(pks), _decided(pks), _lengths(pks)
    for person in people:
        last = decided.get(person.pk)
        found = _judged(person, current, bars.get(person.pk, frozenset()), last)
        asked = last is not None and last.values["as"] == KeptAs.ASKED
        yield Leaving(person, found, bars.get(person.pk, frozenset()), asked, lengths.get(person.pk, 0))


def one(person: Person, current: Current) -> Leaving:
    """Return how somebody stands today."""
    return next(every([person], current))


def may_go(found: Leaving) -> None:
    """Raise Refused, naming the key of their row, where somebody may not be erased."""
    if found.verdict.standing is not Standing.ERASABLE:
        said = _("Person {number} stays in the register: {why}")
        why = " ".join(map(str, found.verdict.why))
        raise Refused("kept", said.format(number=found.person.pk, why=why))


def has_class(current: Current) -> bool:
    """Tell whether a schedule says anything of the register."""
    return any(PERSON in each.of for each in current.schedule.classes.values())


def candidates(current: Current) -> QuerySet[Person]:
    """Return whoever may have to go, or to be looked at: who does not belong to the organisation and whose
    time may be over by the shortest class, or of whom no day is known; who left longest ago first."""
    keep = [each.keep for each in current.schedule.classes.values() if PERSON in each.of]
    gone = Person.objects.exclude(status__in=BELONGING).filter(erasure=None)
    wanted = Q(pk__in=Change.objects.filter(subject="person", verb=DECIDED).values("subject_pk"))
    if keep:  # where the schedule says nothing of the register, only whoever was decided on goes
        shortest = timedelta(days=min(each.count * _AT_LEAST[each.unit] for each in keep))
        wanted |= Q(left_on=None) | Q(left_on__lt=retention.today(current) - shortest)
    return gone.filter(wanted).order_by("left_on", "pk")


_AT_LEAST = {Unit.DAYS: 1, Unit.WEEKS: 7, Unit.MONTHS: 28, Unit.YEARS: 365}
"""Of how many days a period has at least, by its unit."""


def due(current: Current, *, most: int | None = None) -> Iterator[Leaving]:
    """Yield whoever's time is over, or who has to be looked at, judged now: who left longest ago first.
    `most`: so many rows are looked at."""
    rows = candidates(current)
    for at in range(0, min(rows.count(), most or sys.maxsize), AT_ONCE):
        for found in every(list(rows[at : at + AT_ONCE]), current):
            if over(found, current):
                yield found


def over(found: Leaving, current: Current) -> bool:
    """Tell whether somebody goes, would go if nothing needed them, or has to be looked at."""
    verdict = found.verdict
    if verdict.standing is Standing.LINKED:
        return found.asked or verdict.until is None or verdict.until < retention.today(current)
    return verdict.standing in (Standing.ERASABLE, Standing.REVIEW)


def _judged(person: Person, current: Current, bars: frozenset[Bar], last: Change | None) -> Verdict:
    zone = current.schedule.zone
    left = datetime.combine(person.left_on, time(), tzinfo=zone) if person.left_on else None
    kept = last is not None and last.values["as"] == KeptAs.KEPT
    belongs = person.status in BELONGING
    found = judge(
        current.schedule,
        Situation(
            kind=PERSON,
            open=belongs,
            closed_at=left,
            status=person.status,
            linked=bool(bars),
            kept_until=date.fromisoformat(last.values["until"]) if last is not None and kept else None,
            released_at=last.at if last is not None and not kept else None,
            reviewed_at=last.at if last is not None else None,
        ),
        retention.today(current),
        since=current.since,
    )
    if last is None or last.values["as"] != KeptAs.ASKED or belongs or bars:
        return found
    why = (say("They asked to be erased, and have a right to it."),)
    return Verdict(Standing.ERASABLE, found.until, None, found.applied, why)


def _decided(pks: Iterable[int]) -> Mapping[int, Change]:
    """Return what was decided last of each of these people."""
    lines = Change.objects.filter(subject="person", subject_pk__in=list(pks), verb=DECIDED)
    return {line.subject_pk: line for line in lines.order_by("pk")}


def _lengths(pks: Iterable[int]) -> Mapping[int, int]:
    found: dict[int, int] = {}
    for pk in Change.objects.filter(subject="person", subject_pk__in=list(pks)).values_list(
        "subject_pk", flat=True
    ):
        found[pk] = found.get(pk, 0) + 1
    return found


def _bars(pks: list[int]) -> Mapping[int, frozenset[Bar]]:
    """Return by key what still needs somebody."""
    found: dict[int, set[Bar]] = {}
    tags = {person_tag(pk): pk for pk in pks}
    for model, way in FILES:
        kept = Q(**{f"{way}__key_wrapped__isnull": False})
        named = model._default_manager.filter(kept, tag__in=list(tags))
        for tag in named.values_list("tag", flat=True).distinct():
            found.setdefault(tags[tag], set()).add(Bar.FILE)
    for bar, needed in ((Bar.WORK, _work(pks)), (Bar.WAITS, _waiting(pks))):
        for pk in needed:
            found.setdefault(pk, set()).add(bar)
    if sending.waiting():
        for pk in pks:
            found.setdefault(pk, set()).add(Bar.WAITS)
    return {pk: frozenset(each) for pk, each in found.items()}


def _work(pks: list[int]) -> Iterator[int]:
    """Yield who holds, or is to hold, something by which they work for the organisation, or stands for it."""
    lasts = Q(until_on=None) | Q(until_on__gte=clock.now().date())
    for model in (Term, Appointment, Grant):
        rows = model._default_manager.filter(lasts, person__in=pks)
        yield from rows.values_list("person_id", flat=True)
    yield from Delegation.objects.filter(lasts, to__in=pks).values_list("to_id", flat=True)
    stand = Candidacy.objects.filter(person__in=pks, withdrawn_on=None, election_on__gte=clock.now().date())
    yield from stand.values_list("person_id", flat=True)


def _waiting(pks: list[int]) -> Iterator[int]:
    """Yield who proposed, or is proposed for, something that waits for a second person."""
    for model in (LoginProposal, Accreditation):
        rows = model._default_manager.filter(Q(person__in=pks) | Q(by__in=pks), ended_at=None)
        for person, by in rows.values_list("person_id", "by_id"):
            yield from {person, by} & set(pks)
    for two in (Adoption, OrganisationPause, ErasureList, RegisterList):
        proposed = two._default_manager.filter(proposed_by__in=pks, settled_at=None)
        yield from proposed.values_list("proposed_by__pk", flat=True)
