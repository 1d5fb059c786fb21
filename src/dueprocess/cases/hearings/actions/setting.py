"""Setting a hearing, moving it, cancelling it; and taking out whoever is concerned by it no more.

The day is the rulebook's where it has one: the step that fixes or adjourns it records the day, with notice
and grounds, and these notes add hour, place and people, on that day alone. Whoever is invited is told by mail
that there is an appointment, and reads which on their own pages.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from dueprocess.cases.hearings import people, words
from dueprocess.cases.hearings.models import Invitation
from dueprocess.cases.hearings.people import Invitee
from dueprocess.core.clashes import FORBIDS, Clash, Hour
from dueprocess.core.errors import Malformed, Problem, Refused
from dueprocess.docket import approving, hearings, house, payload, way_in
from dueprocess.docket.actions import house_note, letters, preparing
from dueprocess.docket.extracts import Opened, opened
from dueprocess.docket.hearings import AGENDA, DESPITE, LINK, PLACE, REASON, Fixed, Hearing, Mode
from dueprocess.docket.models import Act, Docket
from dueprocess.docket.needs import MACHINE, Actor, Needs
from dueprocess.kit import clock, mail
from dueprocess.people.models import Login
from dueprocess.rules import rulebooks
from dueprocess.rules.actions import organisation

AT_PORTAL, AT_DESK = "portal:hearings", "desk:hearings"
"""Where people read which appointments they have; the addresses are known to the doors that have them."""
LONGEST = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A hearing as it is to be: from when until when, who is invited (local keys), how people meet, where, at
    which address, and what will happen there. `despite`: why it is held then although something speaks
    against that hour."""

    from_at: datetime
    to_at: datetime
    invited: tuple[str, ...]
    mode: Mode
    place: str = ""
    link: str = ""
    agenda: str = ""
    despite: str = ""


@transaction.atomic
def set_up(*, docket: Docket, plan: Plan, by: Actor, length: int | None = None) -> Act:
    """Set a hearing, and tell those who are invited.

    Raises Malformed for what does not hold together, and where something speaks against the hour and nobody
    says why it is then all the same. Refused: "no_day" while no step has fixed the day that the rulebook asks
    for, "other_day" for another one, "notice" where it was fixed too late, "untold" for whoever the rules
    have not told of the case, "not_invited" for somebody who cannot be, "conflict", "ended", and what
    `house_note` raises.
    """
    docket = Docket.objects.locked(docket.pk)
    view = _view(docket, by)
    facts = _facts(view, plan)
    key = hearings.next_key(view.acts)
    needs = Needs(act={"hearing": key, **facts}, content=_content(plan))
    made = _write(view, house.HEARING_SET, needs, by, length)
    _tell(view, plan.invited)
    return made


@transaction.atomic
def move(
    *, docket: Docket, hearing: str, plan: Plan, reason: str, by: Actor, length: int | None = None
) -> Act:
    """Change a hearing: its hour, its place or who is invited; all who were or are invited are told. The
    reason is read by them.

    Raises what `set_up` does; Malformed without a reason; Refused: "no_hearing" for none, "cancelled" for one
    that was, "over" for one whose record was closed.
    """
    preparing.reason_given(reason)
    docket = Docket.objects.locked(docket.pk)
    view = _view(docket, by)
    now = standing(view, hearing)
    facts = _facts(view, plan, now)
    needs = Needs(act={"hearing": hearing, **facts}, content=_content(plan) | {REASON: reason.strip()})
    made = _write(view, house.HEARING_MOVED, needs, by, length)
    _tell(view, {*now.invited, *plan.invited})
    return made


@transaction.atomic
def cancel(*, docket: Docket, hearing: str, reason: str, by: Actor, length: int | None = None) -> Act:
    """Cancel a hearing; all who are invited are told, and read why. Raises what `move` does."""
    preparing.reason_given(reason)
    docket = Docket.objects.locked(docket.pk)
    view = _view(docket, by)
    now = standing(view, hearing)
    needs = Needs(act={"hearing": hearing}, content={REASON: reason.strip()})
    made = _write(view, house.HEARING_OFF, needs, by, length)
    _tell(view, now.invited)
    return made


@transaction.atomic
def drop(docket: Docket) -> int:
    """Take out of what is to come whoever is concerned by it no more (a conflict bars them, they were
    released, their office has ended), and tell them that an appointment was cancelled; returns how many. Done
    by the machine: what they could read of it was shut before."""
    docket = Docket.objects.locked(docket.pk)
    now = clock.now()
    rows = list(Invitation.objects.filter(docket=docket, to_at__gt=now).order_by("hearing", "key"))
    if not rows or docket.key_wrapped is None:
        return 0
    view = opened(docket)
    still = people.concerned(view, {row.key for row in rows})
    out = [row for row in rows if row.key not in still]
    for key in dict.fromkeys(row.hearing for row in out):
        gone = [row.key for row in out if row.hearing == key]
        needs = Needs(act={"hearing": key, "without": gone})
        house_note(docket=docket, note=house.UNINVITED, by=MACHINE, needs=needs, named={})
    _tell(view, {row.key for row in out})
    return len({row.key for row in out})


def to_look_at() -> list[Docket]:
    """Return the dockets that have hearings to come."""
    coming = Invitation.objects.filter(to_at__gt=clock.now()).values("docket")
    return list(Docket.objects.filter(pk__in=coming, key_wrapped__isnull=False).order_by("pk"))


def officer(docket: Docket, by: Actor) -> None:
    """Raise Refused for anybody but an officer whom no conflict bars. That they have a part in the case, the
    note asks."""
    if by.person is None:
        raise Refused("not_able", _("Somebody in office does this."), None)
    approving.unbarred(docket, by, _("A conflict of interest keeps you from this: others do it."))


def standing(view: Opened, key: str) -> Hearing:
    """Return a hearing that takes place and is not over. Raises Refused."""
    found = hearings.hearings(view.acts).get(key)
    if found is None:
        raise Refused("no_hearing", _("There is no such hearing in this case."), None)
    if found.cancelled:
        raise Refused("cancelled", _("This hearing was cancelled. Set another one."), None)
    if found.closed:
        raise Refused("over", _("This hearing is over: its record was closed."), None)
    return found


def _view(docket: Docket, by: Actor) -> Opened:
    if docket.kind != "case" or docket.key_wrapped is None or not docket.is_open:
        raise Refused("ended", _("This is at its end: no hearing is set in it."), None)
    officer(docket, by)
    return opened(docket, viewer=by)


def _facts(view: Opened, plan: Plan, now: Hearing | None = None) -> dict[str, Any]:
    """Return the facts of what sets or moves a hearing, once nothing speaks against it. `now`: as it
    stood."""
    faults = [*_faults(plan)]
    if faults:
        raise Malformed(faults)
    there = people.able(view)
    _invited(view, plan, there)
    hour = Hour(plan.from_at, plan.to_at)
    fixed = hearings.fixed(view.acts, view.rulebook)
    further = _on_the_day(view, plan, fixed, now)
    notice = None if further else people.notice_given(fixed, view.docket)
    guests = [there[key] for key in plan.invited]
    found = people.diary(
        view, guests, people.around(hour), but=now.key if now else "", notice=notice
    ).against(hour)
    _clashes(view, plan, found, fixed, there)
    facts: dict[str, Any] = {
        "from": payload.moment(plan.from_at), "to": payload.moment(plan.to_at), "mode": str(plan.mode),
        "invited": list(plan.invited),
    }  # fmt: skip
    if found:
        facts["against"] = [[str(each.against), each.who] for each in found]
    return facts


def _faults(plan: Plan) -> Iterator[Problem]:
    if plan.from_at <= clock.now():
        yield Problem("from_at", None, _("This lies in the past."), _("Give an hour to come."))
    if not timedelta(0) < plan.to_at - plan.from_at <= LONGEST:
        said = _("It must last between a moment and a day.")
        yield Problem("lasts", None, said, _("For several days, set one for each."))
    if not plan.invited:
        said = _("Nobody is invited.")
        yield Problem("invited", None, said, _("Choose who is to be there."))
    if plan.mode in (Mode.ROOM, Mode.BOTH) and not plan.place.strip():
        yield Problem("place", None, _("It is not said where."), _("Give the room and its address."))
    if plan.mode in (Mode.LINK, Mode.BOTH) and not plan.link.strip():
        said = _("It is not said how one takes part from afar.")
        yield Problem("link", None, said, _("Give the address of the meeting, or the number to call."))
    if "://" in plan.link:
        try:
            fits = urlsplit(plan.link.strip()).scheme == "https" and bool(urlsplit(plan.link).hostname)
        except ValueError:
            fits = False
        if not fits:
            said = _("This is no safe address of a meeting.")
            yield Problem("link", None, said, _("Copy it whole, with https:// before it."))


def _invited(view: Opened, plan: Plan, there: dict[str, Invitee]) -> None:
    strangers = [key for key in plan.invited if key not in there]
    if strangers:
        said = _("Not everybody who was chosen can be invited now. Look again who can.")
        raise Refused("not_invited", said, None)
    silent = [there[key].name for key in plan.invited if there[key].untold]
    if silent:
        said = _("{who}: the rules have not told them of this case yet, and no invitation does so first.")
        raise Refused("untold", said.format(who=", ".join(silent)), None)


def _on_the_day(view: Opened, plan: Plan, fixed: Fixed | None, now: Hearing | None) -> bool:
    """Raise Refused for a day that the rulebook's steps have not fixed. Return whether it is a further day of
    a hearing that is set for the day which they did."""
    if fixed is None:
        return False
    title = fixed.fact.title
    steps = ", ".join(
        f"“{view.rulebook.steps[each].title}”" for each in hearings.fixing(view.rulebook, fixed.fact)
    )
    if fixed.day is None:
        said = _("No day is fixed. “{what}” is recorded first, by: {steps}.").format(what=title, steps=steps)
        raise Refused("no_day", said, fixed.fact.clause)
    zone = rulebooks.clock(view.docket.rulebook_id)
    day = zone.local_day(plan.from_at)
    if day == fixed.day:
        return False
    others = hearings.hearings(view.acts).values()
    on_it = [each for each in others if not each.cancelled and zone.local_day(each.from_at) == fixed.day]
    if day > fixed.day and any(now is None or each.key != now.key for each in on_it):
        return True
    said = _("“{what}” is {day}. Another day is recorded first, by: {steps}.")
    day_said = words.day(fixed.day)
    raise Refused("other_day", said.format(what=title, day=day_said, steps=steps), fixed.fact.clause)


def _clashes(
    view: Opened, plan: Plan, found: Collection[Clash], fixed: Fixed | None, there: dict[str, Invitee]
) -> None:
    names = {key: each.name for key, each in there.items()}
    told = [words.clash(each, names) for each in found]
    if any(each.against in FORBIDS for each in found):
        clause = fixed.fact.clause if fixed is not None else None
        raise Refused("notice", " ".join(told), clause)
    if found and not plan.despite.strip():
        mend = _("Choose another hour, or say why it is then all the same.")
        raise Malformed([Problem("despite", None, " ".join(told), mend)])


def _content(plan: Plan) -> dict[str, Any]:
    given = {PLACE: plan.place, LINK: plan.link, AGENDA: plan.agenda, DESPITE: plan.despite}
    return {name: text.strip() for name, text in given.items() if text.strip()}


def _write(view: Opened, note: str, needs: Needs, by: Actor, length: int | None) -> Act:
    persons = view.whole.roster.persons
    named = {key: persons[key] for key in needs.act.get("invited", ()) if key in persons}
    return house_note(docket=view.docket, note=note, by=by, needs=needs, named=named, length=length)


def _tell(view: Opened, keys: Collection[str]) -> None:
    """Say by mail that there is an appointment, or that one was changed or cancelled: not when, not which."""
    name = organisation().name
    inside = {key: way for key, way in way_in.of(view.docket).items() if key in keys and way.opens}
    told = letters.addresses_of(view.docket, inside)
    for key in sorted(told):
        if told[key]:
            mail.appointment(told[key], path=reverse(AT_PORTAL), house=name)
    persons = {view.whole.roster.persons.get(key) or _known(view, key) for key in keys if key not in inside}
    officers = {pk for pk in persons if pk is not None and not _party(view, pk)}
    for address in Login.objects.filter(person__in=officers, is_active=True).values_list("email", flat=True):
        mail.appointment(address, path=reverse(AT_DESK), house=name)


def _known(view: Opened, key: str) -> int | None:
    """Return who of the register an officer is whom the roster knows no more."""
    known = view.identities.get(key, {})
    return known.get("person") if known.get("kind") == "officer" else None


def _party(view: Opened, person: int) -> bool:
    """Whether somebody is a party of this case: they are told as such, or not at all."""
    return any(view.identities.get(key, {}).get("person") == person for key in view.state.parties)
