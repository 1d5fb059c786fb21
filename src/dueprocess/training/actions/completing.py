"""The register of who finished what. One action writes a completion and what the engine asks of it: the
qualification in the register of people. Nobody records their own.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from dueprocess.core.errors import Malformed, Problem, Refused
from dueprocess.kit import clock
from dueprocess.people import actions as register
from dueprocess.people.models import Person
from dueprocess.rules import bindings
from dueprocess.training.actions.ground import (
    DAY,
    Given,
    covered,
    day_of,
    last_day,
    paper,
    require,
    taught,
    today,
    words,
)
from dueprocess.training.models import Assessed, Completion, How, Place, ProgrammeVersion, Session, Stands


@transaction.atomic
def complete(
    *,
    person: Person,
    version: ProgrammeVersion,
    on: date,
    how: How,
    by: Person | None,
    evidence: str = "",
    given: Given | None = None,
    session: Session | None = None,
) -> Completion:
    """Write down that somebody finished a version on a day: by a session, or on evidence (words, and a file
    that is sealed). They then have each training that the version qualifies for, until it runs out or a later
    version voids it.

    Raises Malformed for a day that has not come, and without evidence where there was no session; Refused:
    "no_power", "oneself", "erased", "done_already", "not_yet", "withdrawn", "voided".
    """
    require(by)
    if by is not None and by.pk == person.pk:
        raise Refused("oneself", _("Nobody records what they finished themselves. Another does it."), None)
    if on > today():
        what, mend = _("This day has not come."), _("Give the day on which they finished.")
        raise Malformed([Problem("on", None, what, mend)])
    if how is not How.SESSION:
        register.wanted("evidence", evidence)
    void = taught(version, on)
    if Completion.objects.filter(person=person, version=version, on=on, revoked_on=None).exists():
        raise Refused("done_already", _("That they finished it on this day is written down already."), None)
    until_on = last_day(on, version.months)
    ends = min((day for day in (until_on, void - DAY if void else None) if day), default=None)
    held = [
        register.trained(
            person=person, name=name, from_on=on, until_on=ends, by=by,
            source=f"{version.known_as} {version.title}",
        ).pk
        for name in version.qualifies
    ]  # fmt: skip
    if not held:
        register.there(person)
    made = Completion.objects.create(
        person=person, version=version, on=on, until_on=until_on, how=how, session=session,
        evidence=words(evidence, by, person=person) if evidence.strip() else None,
        paper=paper(given, by, person=person) if given else None,
        qualifications=held, by=by, made_at=clock.now(),
    )  # fmt: skip
    bindings.bind(made, by)
    return made


@transaction.atomic
def revoke(*, completion: Completion, reason: str, by: Person | None) -> None:
    """Take a completion back today, with reasons: what it gave somebody is gone the same day. What they did
    before stays valid. Raises Malformed; Refused: "no_power", "oneself", "done_already"."""
    require(by)
    register.wanted("reason", reason)
    row = Completion.objects.select_for_update(of=("self",)).select_related("person").get(pk=completion.pk)
    if row.revoked_on is not None:
        raise Refused("done_already", _("It was taken back already."), None)
    if by is not None and by.pk == row.person_id:
        raise Refused("oneself", _("Nobody takes back their own. Another does it."), None)
    row.revoked_on, row.revoked_by = today(), by
    row.why = words(reason, by, person=row.person)
    row.save(update_fields=["revoked_on", "revoked_by", "why"])
    register.end_trainings(qualifications=row.qualifications, on=row.revoked_on, by=by)
    bindings.bind(row, by)


@dataclass(frozen=True, slots=True)
class Recorded:
    """What came of recording a session: how many finished, had it recorded before, were not there (or nobody
    said so), did not pass; and `own`: whether the place of whoever records it was left for another."""

    done: int
    already: int
    absent: int
    failed: int
    own: bool


@transaction.atomic
def complete_session(*, session: Session, by: Person | None) -> Recorded:
    """Record everybody who was at a session and did not fail its assessment. May be done again: who has it
    already is left as they are.

    Raises Refused: "no_power", "cancelled", "not_over", "not_accredited" where no accreditation of the
    provider covers its days, and what `complete` raises.
    """
    require(by)
    session = (
        Session.objects.select_for_update(of=("self",))
        .select_related("version__programme", "provider")
        .get(pk=session.pk)
    )
    if session.cancelled_at is not None:
        raise Refused("cancelled", _("This session was cancelled."), None)
    if session.from_at > clock.now():
        raise Refused("not_over", _("This session has not begun."), None)
    on = min(today(), day_of(session.to_at))
    version = session.version
    covered(session.provider, version.programme.code, on=day_of(session.from_at), until=day_of(session.to_at))
    has = set(Completion.objects.filter(session=session, revoked_on=None).values_list("person_id", flat=True))
    done = already = absent = failed = 0
    own = False
    places = Place.objects.filter(session=session, stands=Stands.HAS).select_related("person")
    for place in places.order_by("pk"):
        if place.person_id in has:
            already += 1
        elif not place.attended:
            absent += 1
        elif place.assessed == Assessed.FAILED:
            failed += 1
        elif by is not None and place.person_id == by.pk:
            own = True
        else:
            complete(person=place.person, version=version, on=on, how=How.SESSION, by=by, session=session)
            done += 1
    return Recorded(done, already, absent, failed, own)
