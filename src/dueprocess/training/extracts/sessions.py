"""Sessions as pages show them: the month, one session with its places, what concerns one person.
Frozen values.

A trainer is shown names and places. Nobody is shown why somebody attends: it is not known here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from email.utils import parseaddr

from django.conf import settings
from django.db.models import Avg, Count, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from dueprocess.kit import calendars, clock
from dueprocess.kit.calendars import Appointment
from dueprocess.kit.http import Hidden
from dueprocess.people.models import BELONGING, Login, Person, Unit
from dueprocess.rules.actions import organisation
from dueprocess.training.actions.attending import AFTER, BEFORE, SAYS
from dueprocess.training.actions.telling import MINE
from dueprocess.training.models import (
    Assessed,
    Completion,
    Feedback,
    Mode,
    Place,
    Session,
    Stands,
    Trainer,
)

ENOUGH = 5
"""With less feedback than this, what was said could be told apart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionLine:
    """One session in a list. `left` None: as many as come. `stands` and `attended` are of whoever looks."""

    pk: int
    title: str
    programme: str
    version: int
    provider: str
    provider_pk: int
    mode: str
    mode_said: str
    from_at: datetime
    to_at: datetime
    place: str
    link: str
    language: str
    unit: str
    is_open: bool
    capacity: int | None
    taken: int
    waiting: int
    left: int | None
    cancelled: bool
    why: str
    over: bool
    begun: bool
    takes_code: bool
    stands: str = ""
    attended: bool | None = None
    gave_feedback: bool = False
    may_say: bool = False


@dataclass(frozen=True, slots=True)
class PlaceLine:
    """Somebody's place: their name, and whether they were there. Nothing else of them."""

    person: int
    name: str
    stands: str
    stands_said: str
    attended: bool | None
    by_code: bool
    assessed: str
    assessed_said: str
    completed: bool


@dataclass(frozen=True, slots=True)
class Said:
    """What people thought of a session: how many said so, the mean mark and their words, in no order; `shown`
    only where enough did and the time for it is over."""

    number: int
    shown: bool
    mean: float | None
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SessionPage:
    """A session with its places; `code` is what is shown in the room."""

    line: SessionLine
    code: str
    trainers: tuple[tuple[int, str], ...]
    places: tuple[PlaceLine, ...]
    said: Said
    recorded: int

    @property
    def present(self) -> tuple[PlaceLine, ...]:
        """Those who have a place."""
        return tuple(each for each in self.places if each.stands == Stands.HAS)


def month(first: date, last: date, *, unit: int | None = None) -> tuple[SessionLine, ...]:
    """Return the sessions that begin from one day to another (where the organisation is), both included; one
    query, however many there are."""
    here = timezone.get_current_timezone()
    start = datetime(first.year, first.month, first.day, tzinfo=here)
    rows = _sessions().filter(from_at__gte=start).order_by("from_at", "pk")
    if unit is not None:
        rows = rows.filter(Q(unit=None) | Q(unit=unit))
    return tuple(_line(row) for row in rows.filter(from_at__lt=_after(last)))


def _after(day: date) -> datetime:
    here = timezone.get_current_timezone()
    return datetime.fromordinal(day.toordinal() + 1).replace(tzinfo=here)


def page(pk: int) -> SessionPage:
    """Return one session with its places; five queries. Raises Hidden."""
    row = _sessions().filter(pk=pk).first()
    if row is None:
        raise Hidden("no such session")
    trainers = Trainer.objects.filter(session=pk).select_related("person").order_by("person__sort_name", "pk")
    done = set(Completion.objects.filter(session=pk, revoked_on=None).values_list("person_id", flat=True))
    places = Place.objects.filter(session=pk).select_related("person").order_by("person__sort_name", "pk")
    waiting = sorted(
        (each for each in places if each.stands == Stands.WAITING), key=lambda each: (each.since, each.pk)
    )
    rest = [each for each in places if each.stands != Stands.WAITING]
    return SessionPage(
        _line(row), row.code, tuple((each.person_id, each.person.shown_name) for each in trainers),
        tuple(_place(each, each.person_id in done) for each in (*rest, *waiting)), _said(row), len(done),
    )  # fmt: skip


def session(pk: int) -> Session:
    """Return a session to act on. Raises Hidden."""
    row = Session.objects.select_related("version__programme", "provider", "unit").filter(pk=pk).first()
    if row is None:
        raise Hidden("no such session")
    return row


def teaches(pk: int, person: Person) -> bool:
    """Tell whether somebody teaches a session."""
    return Trainer.objects.filter(session=pk, person=person).exists()


def taught_by(person: Person) -> tuple[SessionLine, ...]:
    """Return the sessions that somebody teaches or taught, those to come first, at most 50; one query."""
    rows = _sessions().filter(trainers__person=person, cancelled_at=None).order_by("-from_at", "-pk")
    lines = [_line(row) for row in rows[:50]]
    return (*(each for each in reversed(lines) if not each.over), *(each for each in lines if each.over))


def of_person(person: Person) -> tuple[SessionLine, ...]:
    """Return the sessions in which somebody has, had or waits for a place or to which they are invited, those
    to come first; two queries."""
    places = {
        each.session_id: each for each in Place.objects.filter(person=person).exclude(stands=Stands.LEFT)
    }
    rows = _sessions().filter(pk__in=list(places)).order_by("from_at", "pk")
    lines = [_of(_line(row), places[row.pk]) for row in rows]
    return (*(each for each in lines if not each.over), *(each for each in reversed(lines) if each.over))


def of_them(person: Person, pk: int) -> SessionLine:
    """Return one session as somebody sees it who has or waits for a place, is invited, or can join; three
    queries. Raises Hidden for one of another unit, or by invitation, to which they are not invited."""
    place = Place.objects.filter(person=person, session=pk).exclude(stands=Stands.LEFT).first()
    row = (_sessions() if place else _joinable(person)).filter(pk=pk).first()
    if row is None:
        raise Hidden("no session for them")
    return _of(_line(row), place) if place else _line(row)


def to_join(person: Person, *, but: Collection[int] = ()) -> tuple[SessionLine, ...]:
    """Return the sessions that somebody can take a place in, or wait for one, the next first, at most 50; two
    queries."""
    found = _joinable(person).exclude(pk__in=list(but)).order_by("from_at", "pk")[:50]
    return tuple(_line(row) for row in found)


def _joinable(person: Person) -> QuerySet[Session]:
    now = clock.now()
    unit = Unit.objects.filter(pk=person.unit_id).first() if person.unit_id else None
    rows = _sessions().filter(
        Q(from_at__gt=now) | Q(mode=Mode.SELF_PACED, to_at__gt=now), is_open=True, cancelled_at=None
    )
    return rows.filter(Q(unit=None) | Q(unit__in=unit.line if unit else []))


def calendar_file(pk: int, person: Person) -> bytes:
    """Return a session as a file for the calendar of somebody who has or had a place, or teaches it; where it
    was cancelled, or they have a place no more, that it takes place no more. Raises Hidden."""
    row = session(pk)
    place = Place.objects.filter(session=row, person=person).first()
    trains = teaches(pk, person)
    if not trains and (place is None or place.stands not in (Stands.HAS, Stands.LEFT)):
        raise Hidden("no appointment of theirs")
    off = row.cancelled_at is not None or not (trains or (place is not None and place.stands == Stands.HAS))
    changed = row.changed_at if not off or place is None else max(row.changed_at, place.since)
    address = Login.objects.filter(person=person, is_active=True).values_list("email", flat=True).first()
    house = organisation().name
    return calendars.as_file(
        Appointment(
            tag=row.uid, sequence=row.sequence + (1 if off and row.cancelled_at is None else 0),
            changed_at=changed, from_at=row.from_at, to_at=row.to_at,
            zone=timezone.get_current_timezone(),
            title=_("Training: {house}").format(house=house),
            says=_("What it is about and how to take part stand on your own pages."),
            page=settings.DUEPROCESS_URL + reverse(MINE),
            organiser=parseaddr(settings.DEFAULT_FROM_EMAIL)[1],
            place=row.place if row.mode == Mode.ROOM and not off else "", guest=address or "", cancelled=off,
        )
    )  # fmt: skip


def by_numbers(numbers: Iterable[str]) -> tuple[list[int], list[str]]:
    """Return the people (keys) with these membership numbers, in that order, and the numbers that nobody has;
    one query."""
    wanted = list(dict.fromkeys(each.strip() for each in numbers if each.strip()))
    rows = Person.objects.filter(member_number__in=wanted).values_list("member_number", "pk")
    found = dict(rows)
    return [found[each] for each in wanted if each in found], [each for each in wanted if each not in found]


def of_unit(unit: Unit, most: int) -> list[int]:
    """Return those who belong to a unit or one below it (keys), by name, at most so many and one; one
    query."""
    rows = Person.objects.filter(unit__in=Unit.objects.below(unit), status__in=BELONGING)
    return list(rows.order_by("sort_name", "pk").values_list("pk", flat=True)[: most + 1])


def _sessions() -> QuerySet[Session]:
    return Session.objects.select_related("version__programme", "provider", "unit").annotate(
        taken=Count("places", filter=Q(places__stands=Stands.HAS), distinct=True),
        waits=Count("places", filter=Q(places__stands=Stands.WAITING), distinct=True),
    )


def _line(row: Session) -> SessionLine:
    now = clock.now()
    taken, waiting = row.taken, row.waits  # type: ignore[attr-defined]  # of `_sessions`
    return SessionLine(
        pk=row.pk, title=row.version.title, programme=row.version.programme.code, version=row.version.number,
        provider=row.provider.name, provider_pk=row.provider_id, mode=row.mode,
        mode_said=str(Mode(row.mode).label), from_at=row.from_at, to_at=row.to_at, place=row.place,
        link=row.link, language=row.language, unit=row.unit.name if row.unit else "", is_open=row.is_open,
        capacity=row.capacity, taken=taken, waiting=waiting,
        left=None if row.capacity is None else max(0, row.capacity - taken),
        cancelled=row.cancelled_at is not None, why=row.why, over=row.to_at <= now,
        begun=(row.to_at if row.mode == Mode.SELF_PACED else row.from_at) <= now,
        takes_code=row.mode != Mode.SELF_PACED
        and row.cancelled_at is None
        and row.from_at - BEFORE <= now <= row.to_at + AFTER,
    )  # fmt: skip


def _of(line: SessionLine, place: Place) -> SessionLine:
    open_for_words = bool(place.attended) and line.to_at <= clock.now() <= line.to_at + SAYS
    return replace(
        line, stands=place.stands, attended=place.attended, gave_feedback=place.gave_feedback,
        may_say=open_for_words and not place.gave_feedback and not line.cancelled,
    )  # fmt: skip


def _place(row: Place, done: bool) -> PlaceLine:
    return PlaceLine(
        row.person_id, row.person.shown_name, row.stands, str(Stands(row.stands).label), row.attended,
        row.by_code, row.assessed, str(Assessed(row.assessed).label), done,
    )  # fmt: skip


def _said(row: Session) -> Said:
    rows = Feedback.objects.filter(session=row.pk)
    summed = rows.aggregate(n=Count("pk"), mean=Avg("score"))
    shown = summed["n"] >= ENOUGH and clock.now() > row.to_at + SAYS
    words = tuple(sorted(rows.exclude(text="").values_list("text", flat=True))) if shown else ()
    return Said(summed["n"] if shown else 0, shown, round(summed["mean"], 1) if shown else None, words)
