"""The appointments of one person, as they read them themselves and take them into their calendar.

A party sees their own: when, where, what will happen, who may come with them, what was ordered for them.
Nobody else's name, answer or needs. Of a case that somebody may not read any more nothing is here, whatever
they were invited to before.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parseaddr

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _

from dueprocess.cases.hearings import extracts, people
from dueprocess.cases.hearings.actions import AT_DESK, AT_PORTAL
from dueprocess.cases.models import Invitation
from dueprocess.docket import hearings, wall, way_in
from dueprocess.docket.actions import letters
from dueprocess.docket.extracts import Opened, opened
from dueprocess.docket.hearings import AGENDA, LINK, PLACE, REASON, WORDS, Answer, Fixed, Hearing, Mode
from dueprocess.docket.models import Docket, PersonKey
from dueprocess.docket.needs import Actor
from dueprocess.docket.sealing import OFFICER, person_tag
from dueprocess.kit import calendars, clock, keys
from dueprocess.kit.calendars import Appointment
from dueprocess.people.models import Login, Person
from dueprocess.rules import rulebooks
from dueprocess.rules.actions import organisation

TAG = "invitation"
MOST = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class MyHearing:
    """One hearing as somebody reads it who is or was invited. `state` as of `extracts.state`, or `not
    invited` for who was and is not any more. `reason`: why it was moved or cancelled. `specials`: what was
    ordered for them, in words. `overtaken`: another day was fixed since, and the new hour is not set yet."""

    key: str
    number: int
    from_at: datetime
    to_at: datetime
    zone: str
    state: str
    mode: str
    mode_said: str
    place: str
    link: str
    agenda: str
    reason: str
    moved: bool
    answer: str
    said: str
    words: str
    specials: tuple[str, ...]
    overtaken: bool

    @property
    def stands(self) -> bool:
        """Whether they are to be there."""
        return self.state in ("coming", "today")


@dataclass(frozen=True, slots=True)
class MyDays:
    """Days on which they cannot, by entry `n`."""

    n: int
    first: object
    until: object


@dataclass(frozen=True, slots=True)
class Coming:
    """An appointment of an officer, in whichever case that they may read."""

    number: str
    code_name: str
    hearing: str
    from_at: datetime
    to_at: datetime


def of_party(docket: Docket, key: str) -> tuple[tuple[MyHearing, ...], tuple[MyDays, ...], bool]:
    """Return the hearings of a party, those to come first; their days on which they cannot; and whether they
    can say of further ones."""
    view = opened(docket, viewer=Actor(key=key))
    fixed = hearings.fixed(view.acts, view.rulebook)
    found = [_mine(view, each, key, fixed) for each in hearings.hearings(view.acts).values()]
    lines = [each for each in found if each is not None]
    lines.sort(key=lambda each: (not each.stands, each.from_at))
    days = tuple(
        MyDays(each.n, each.first, each.until)
        for each in hearings.away(view.acts)
        if each.key == key and next(act.name for act in view.acts if act.n == each.n) != "absent"
    )
    able = people.able(view).get(key)
    return tuple(lines), days, able is not None and not able.untold


def _mine(view: Opened, each: Hearing, key: str, fixed: Fixed | None) -> MyHearing | None:
    if key not in each.invited and key not in each.dropped:
        return None
    invited = key in each.invited
    state = extracts.state(each, view.at)
    if not invited and state in ("coming", "today"):
        state = "not invited"
    written = view.contents.get(each.written, {})
    last = view.contents.get(each.last, {})
    shown = invited and not each.cancelled
    answer, n = each.replies.get(key, ("", 0)) if invited else ("", 0)
    specials = tuple(
        " – ".join(part for part in (one.what, one.words) if part)
        for one in extracts.specials(view, each)
        if one.key == key and not one.ended
    )
    return MyHearing(
        key=each.key, number=each.number, from_at=each.from_at, to_at=each.to_at,
        zone=str(rulebooks.clock(view.docket.rulebook_id).zone), state=state, mode=each.mode,
        mode_said=str(Mode(each.mode).label), place=str(written.get(PLACE, "")) if shown else "",
        link=str(written.get(LINK, "")) if shown else "",
        agenda=str(written.get(AGENDA, "")) if shown else "",
        reason=str(last.get(REASON, "")) if invited else "",
        moved=bool(each.moves), answer=answer, said=str(Answer(answer).label) if answer else "",
        words=str(view.contents.get(n, {}).get(WORDS, "")), specials=specials if shown else (),
        overtaken=state == "coming" and extracts.overtaken(view, each, fixed),
    )  # fmt: skip


def calendar_of_party(docket: Docket, key: str, hearing: str) -> bytes | None:
    """Return the file for a party's calendar: their invitation, or that it takes place no more. None where
    they never were invited."""
    view = opened(docket, viewer=Actor(key=key))
    each = hearings.hearings(view.acts).get(hearing)
    if each is None or (key not in each.invited and key not in each.dropped):
        return None
    addresses = letters.addresses_of(docket, {key: way_in.of(docket).get(key, way_in.SHUT)})
    return _file(view, each, key, addresses.get(key, ""), AT_PORTAL)


def calendar_of_officer(docket: Docket, person: Person, hearing: str) -> bytes | None:
    """Return the same for an officer, of a case that `wall.open` has just read. None where they never were
    invited, and where they are concerned no more: then nothing of it is theirs to take."""
    view = opened(docket, viewer=Actor(person=person), fresh=True)
    each = hearings.hearings(view.acts).get(hearing)
    if each is None or (view.me not in each.invited and view.me not in each.dropped):
        return None
    if view.me not in people.concerned(view, [view.me]):
        return None
    login = Login.objects.filter(person=person, is_active=True).values_list("email", flat=True).first()
    return _file(view, each, view.me, login or "", AT_DESK)


def _file(view: Opened, each: Hearing, key: str, address: str, page: str) -> bytes:
    off = each.cancelled or key not in each.invited or key not in people.concerned(view, [key])
    written = view.contents.get(each.written, {})
    in_room = each.mode in (Mode.ROOM, Mode.BOTH)
    house = organisation().name
    mine = Appointment(
        tag=keys.tag(TAG, f"{view.docket.pseudonym}/{each.key}/{key}"),
        sequence=each.sequence,
        changed_at=each.changed_at,
        from_at=each.from_at,
        to_at=each.to_at,
        zone=rulebooks.clock(view.docket.rulebook_id).zone,
        title=_("Appointment: {house}").format(house=house),
        says=_("What it is about and how to take part stand on your own pages."),
        page=settings.DUEPROCESS_URL + reverse(page),
        organiser=parseaddr(settings.DEFAULT_FROM_EMAIL)[1],
        place=str(written.get(PLACE, "")) if in_room and not off else "",
        guest=address,
        cancelled=off,
    )
    return calendars.as_file(mine)


def coming(person: Person) -> tuple[Coming, ...]:
    """Return the appointments to come of an officer, the first ones first, in the cases that they may read;
    three queries, however many cases there are. Of one in which they are concerned no more nothing is here.
    """
    known = PersonKey.objects.filter(
        docket=OuterRef("docket"), key=OuterRef("key"), tag=person_tag(person.pk)
    )
    mine = Invitation.objects.filter(
        Exists(known), to_at__gt=clock.now() - timedelta(hours=1), key__startswith=OFFICER
    )
    seen = wall.visible_to(person, Docket.objects.filter(pk__in=mine.values("docket"))).values("pk")
    rows = mine.filter(docket__in=seen).order_by("from_at", "pk")
    fields = ("docket__number", "docket__case__code_name", "hearing", "from_at", "to_at")
    return tuple(Coming(*row) for row in rows.values_list(*fields)[:MOST])
