"""Places in a session: asked for, given, given up; the waiting list moves up by itself, first come first.
Nobody says, and nothing here keeps, why somebody attends.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from dueprocess.core.errors import Malformed, Problem, Refused
from dueprocess.kit import clock
from dueprocess.people import actions as register
from dueprocess.people.models import Person
from dueprocess.training.actions.ground import day_of, require, taught
from dueprocess.training.actions.telling import tell
from dueprocess.training.models import Mode, Place, Session, Stands

AT_ONCE = 1000
"""So many are enrolled or invited at once."""
LATE = timedelta(days=14)
"""So long after a session whoever came without a place is still entered."""
IN_IT = (Stands.HAS, Stands.WAITING)


@transaction.atomic
def join(*, session: Session, person: Person) -> Place:
    """Take a place in a session, or one on its waiting list where it is full.

    Raises Refused: "cancelled", "begun", "invited_only", "other_unit", "has_already", "clash" (naming the
    other session), "erased", and as `taught` where it cannot be finished on its day any more.
    """
    session = _open(session)
    register.there(person)
    place = Place.objects.filter(session=session, person=person).first()
    if place is not None and place.stands in IN_IT:
        raise Refused("has_already", _("You have a place, or wait for one, already."), None)
    invited = place is not None and place.stands == Stands.INVITED
    if not session.is_open and not invited:
        raise Refused("invited_only", _("Only those who are invited may come to this session."), None)
    if not invited and session.unit is not None and not _belongs(person, session):
        what = _("This session is for members of {unit}.").format(unit=session.unit.name)
        raise Refused("other_unit", what, None)
    taught(session.version, day_of(session.to_at))
    if (other := clash(person.pk, session)) is not None:
        what = _("You have a place in another session at that time: {title}. Give that one up first.")
        raise Refused("clash", what.format(title=other.version.title), None)
    return _put(session, person.pk, place, _free(session) > 0)


@transaction.atomic
def leave(*, session: Session, person: Person) -> None:
    """Give up a place, a wait or an invitation; whoever waits longest moves up and is told. Raises Refused:
    "cancelled", "begun", "no_place"."""
    session = _open(session)
    place = Place.objects.filter(session=session, person=person).exclude(stands=Stands.LEFT).first()
    if place is None:
        raise Refused("no_place", _("You have no place in this session."), None)
    place.stands, place.since = Stands.LEFT, clock.now()
    place.save(update_fields=["stands", "since"])
    fill(session)


@dataclass(frozen=True, slots=True)
class Enrolled:
    """What came of enrolling or inviting several: how many have a place now, wait, were invited; had or were
    it already; have a place elsewhere at that time, and were left out; and whom no mail reaches (keys)."""

    placed: int
    waiting: int
    invited: int
    already: int
    clashing: tuple[int, ...]
    unreached: frozenset[int]


@transaction.atomic
def enrol(*, session: Session, people: Sequence[int], invite: bool, by: Person) -> Enrolled:
    """Give people (keys) places, in their order, and the rest a place on the waiting list; or invite them.
    They are told. Who gave up a place is not put back, but may be invited anew.

    Once it has begun, and for `LATE` after it ended, they get places however many there are, and nobody is
    told: they came without one. Raises Malformed for nobody, or more than `AT_ONCE`; Refused: "no_power",
    "cancelled", "begun", and as `taught`.
    """
    require(by)
    session = _open(session, late=not invite)
    came = _begun(session)
    wanted = list(dict.fromkeys(people))
    if not wanted or len(wanted) > AT_ONCE:
        what = _("Nobody is named.") if not wanted else _("These are too many at once.")
        mend = _("Name 1 to {n} people.").format(n=AT_ONCE)
        raise Malformed([Problem("people", None, what, mend)])
    taught(session.version, day_of(session.to_at))
    known = set(Person.objects.filter(pk__in=wanted, erasure=None).values_list("pk", flat=True))
    there = {each.person_id: each for each in Place.objects.filter(session=session, person__in=wanted)}
    busy = _busy(wanted, session) if not (invite or came) else set()
    free, placed, waiting, invited, already, clashing = AT_ONCE if came else _free(session), 0, 0, 0, 0, []
    told: list[int] = []
    for pk in wanted:
        place = there.get(pk)
        settled = _settled(invite, came)
        if pk not in known or (place is not None and place.stands in settled):
            already += 1
            continue
        if pk in busy:
            clashing.append(pk)
            continue
        if invite:
            _stand(session, pk, place, Stands.INVITED)
            invited += 1
        else:
            _put(session, pk, place, free > 0)
            placed, waiting, free = placed + (free > 0), waiting + (free <= 0), free - 1
        told.append(pk)
    unreached = tell(told, appointment=True) if not came else frozenset()
    return Enrolled(placed, waiting, invited, already, tuple(clashing), unreached)


def _settled(invite: bool, came: bool) -> tuple[Stands, ...]:
    """Who stays as they are: whoever came has a place, whatever they had before."""
    if came:
        return (Stands.HAS,)
    return (*IN_IT, Stands.INVITED) if invite else (*IN_IT, Stands.LEFT)


def fill(session: Session) -> None:
    """Let whoever waits longest move up while there is room, and tell them. The session is locked."""
    free = _free(session)
    if free <= 0:
        return
    waiting = Place.objects.filter(session=session, stands=Stands.WAITING).order_by("since", "pk")
    moved = list(waiting[: min(free, AT_ONCE)])
    for place in moved:
        place.stands, place.since = Stands.HAS, clock.now()
        place.save(update_fields=["stands", "since"])
    tell([each.person_id for each in moved], appointment=True)


def clash(person: int, session: Session) -> Session | None:
    """Return another session at that time in which somebody has a place; None where there is none, and where
    either is in one's own time."""
    found = Place.objects.filter(_overlapping(session), person=person)
    row = found.select_related("session__version").order_by("session__from_at").first()
    return row.session if row else None


def _busy(people: Collection[int], session: Session) -> set[int]:
    found = Place.objects.filter(_overlapping(session), person__in=people)
    return set(found.values_list("person_id", flat=True))


def _overlapping(session: Session) -> Q:
    if session.mode == Mode.SELF_PACED:
        return Q(pk__in=[])
    times = Q(session__from_at__lt=session.to_at, session__to_at__gt=session.from_at)
    mode = ~Q(session__mode=Mode.SELF_PACED) & ~Q(session=session.pk)
    return times & mode & Q(stands=Stands.HAS, session__cancelled_at=None)


def _belongs(person: Person, session: Session) -> bool:
    line = person.unit.line if person.unit is not None else []
    return session.unit_id in line


def _open(session: Session, *, late: bool = False) -> Session:
    row = (
        Session.objects.select_for_update(of=("self",))
        .select_related("version__programme", "unit")
        .get(pk=session.pk)
    )
    if row.cancelled_at is not None:
        raise Refused("cancelled", _("This session was cancelled."), None)
    over = row.to_at + LATE <= clock.now() if late else _begun(row)
    if over:
        raise Refused("begun", _("This session has begun, or is over."), None)
    return row


def _begun(session: Session) -> bool:
    return (session.to_at if session.mode == Mode.SELF_PACED else session.from_at) <= clock.now()


def _free(session: Session) -> int:
    if session.capacity is None:
        return AT_ONCE
    return session.capacity - Place.objects.filter(session=session, stands=Stands.HAS).count()


def _put(session: Session, person: int, place: Place | None, free: bool) -> Place:
    return _stand(session, person, place, Stands.HAS if free else Stands.WAITING)


def _stand(session: Session, person: int, place: Place | None, stands: Stands) -> Place:
    now = clock.now()
    if place is None:
        return Place.objects.create(session=session, person_id=person, stands=stands, since=now)
    place.stands, place.since = stands, now
    place.save(update_fields=["stands", "since"])
    return place
