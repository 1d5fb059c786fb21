"""Sessions: planned, changed, cancelled; who has something to do with one is told. A provider teaches only
what an accreditation of theirs covers, on that day.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from dueprocess.core.errors import Malformed, Problem, Refused
from dueprocess.kit import clock
from dueprocess.people import actions as register
from dueprocess.people.models import Person, Unit
from dueprocess.training.actions.ground import covered, day_of, require, taught
from dueprocess.training.actions.places import fill
from dueprocess.training.actions.telling import tell
from dueprocess.training.models import Mode, ProgrammeVersion, Provider, Session, Stands, Trainer

LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Of these a code is made: none of them is read for another."""
CODE = 6
MOST = 20
"""So many teach a session at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """When and where a session is, in which language, for how many (None: as many as come) and for whom: a
    unit and all below it, or None for everybody; open, or for those who are invited."""

    mode: Mode
    from_at: datetime
    to_at: datetime
    place: str = ""
    link: str = ""
    language: str = ""
    unit: Unit | None = None
    capacity: int | None = None
    is_open: bool = True


@transaction.atomic
def plan_session(
    *, version: ProgrammeVersion, provider: Provider, plan: Plan, trainers: Sequence[Person], by: Person
) -> Session:
    """Plan a session of a version. Raises Malformed; Refused: "no_power", "not_accredited" with why the
    provider may not teach it on its days, "not_yet", "withdrawn", "voided"."""
    require(by)
    _check(version, provider, plan)
    now = clock.now()
    made = Session.objects.create(
        version=version, provider=provider, code="".join(secrets.choice(LETTERS) for _n in range(CODE)),
        uid=secrets.token_hex(16), changed_at=now, by=by, made_at=now, **_fields(plan),
    )  # fmt: skip
    _teach(made, trainers)
    tell([each.pk for each in trainers if each.pk != by.pk], appointment=True)
    return made


@transaction.atomic
def change_session(*, session: Session, plan: Plan, trainers: Sequence[Person], by: Person) -> Session:
    """Change when, where or for whom a session is; whoever has a place is told, and whoever waits moves up
    where there is more room now. Raises as `plan_session`; Refused: "cancelled", "begun", "too_small" where
    more people have a place than there would be."""
    require(by)
    session = _locked(session)
    _check(session.version, session.provider, plan)
    taken = session.places.filter(stands=Stands.HAS).count()
    if plan.capacity is not None and taken > plan.capacity:
        what = _("{taken} have a place already. Give at least as many.").format(taken=taken)
        raise Refused("too_small", what, None)
    moved = any(getattr(session, name) != value for name, value in _fields(plan).items())
    for name, value in _fields(plan).items():
        setattr(session, name, value)
    if moved:
        session.sequence += 1
        session.changed_at = clock.now()
    session.save()
    there = set(session.trainers.values_list("person_id", flat=True))
    session.trainers.all().delete()
    _teach(session, trainers)
    told = {each.pk for each in trainers} if moved else {each.pk for each in trainers} - there
    if moved:
        told |= set(session.places.filter(stands=Stands.HAS).values_list("person_id", flat=True))
    tell(told - {by.pk}, appointment=True)
    fill(session)
    return session


@transaction.atomic
def cancel_session(*, session: Session, reason: str, by: Person) -> None:
    """Cancel a session with reasons; whoever has a place, waits, was invited or teaches is told. Raises
    Malformed; Refused: "no_power", "cancelled", "begun"."""
    require(by)
    register.wanted("reason", reason)
    session = _locked(session)
    session.cancelled_at = session.changed_at = clock.now()
    session.why, session.sequence = reason.strip(), session.sequence + 1
    session.save(update_fields=["cancelled_at", "changed_at", "why", "sequence"])
    concerned = set(session.places.exclude(stands=Stands.LEFT).values_list("person_id", flat=True))
    concerned |= set(session.trainers.values_list("person_id", flat=True))
    tell(concerned - {by.pk}, appointment=True)


def _locked(session: Session) -> Session:
    row = (
        Session.objects.select_for_update(of=("self",))
        .select_related("version__programme", "provider")
        .get(pk=session.pk)
    )
    if row.cancelled_at is not None:
        raise Refused("cancelled", _("This session was cancelled."), None)
    if row.from_at <= clock.now():
        raise Refused("begun", _("This session has begun."), None)
    return row


def _check(version: ProgrammeVersion, provider: Provider, plan: Plan) -> None:
    faults = []
    if plan.to_at <= plan.from_at:
        what, mend = _("It ends before it begins."), _("Give a later end.")
        faults.append(Problem("to_at", None, what, mend))
    if plan.from_at <= clock.now():
        what, mend = _("This moment is over."), _("Give one that is to come.")
        faults.append(Problem("from_at", None, what, mend))
    if plan.capacity is not None and plan.capacity < 1:
        faults.append(Problem("capacity", None, _("Nobody could come."), _("Give 1 or more, or nothing.")))
    if plan.mode is Mode.ROOM and not plan.place.strip():
        what, mend = _("Where people meet is missing."), _("Give the address and the room.")
        faults.append(Problem("place", None, what, mend))
    if plan.link and not plan.link.startswith("https://"):
        what, mend = _("This is no link."), _("It begins with https://.")
        faults.append(Problem("link", None, what, mend))
    if version.languages and plan.language and plan.language not in version.languages:
        what = _("The programme is not taught in this language.")
        mend = _("Choose one of: {languages}.").format(languages=", ".join(version.languages))
        faults.append(Problem("language", None, what, mend))
    if faults:
        raise Malformed(faults)
    first, last = day_of(plan.from_at), day_of(plan.to_at)
    for day in dict.fromkeys((first, last)):
        taught(version, day)
    covered(provider, version.programme.code, on=first, until=last)


def _fields(plan: Plan) -> dict[str, object]:
    return {
        "mode": plan.mode, "from_at": plan.from_at, "to_at": plan.to_at, "place": plan.place.strip(),
        "link": plan.link.strip(), "language": plan.language, "unit": plan.unit, "capacity": plan.capacity,
        "is_open": plan.is_open,
    }  # fmt: skip


def _teach(session: Session, trainers: Sequence[Person]) -> None:
    if len(trainers) > MOST:
        what, mend = _("These are too many."), _("Name at most {n}.").format(n=MOST)
        raise Malformed([Problem("trainers", None, what, mend)])
    for person in dict.fromkeys(trainers):
        register.there(person)
    Trainer.objects.bulk_create([Trainer(session=session, person=each) for each in dict.fromkeys(trainers)])
