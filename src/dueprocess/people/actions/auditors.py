"""Accrediting auditors. It takes two: somebody who appoints proposes it, another who oversees signs it, so
that oversight knows of every auditor. Nothing holds before; it ends with its term, or when the power is ended
(`posts.end_grant`).
"""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from dueprocess.core.errors import Broken, Malformed, Problem, Refused
from dueprocess.kit import clock
from dueprocess.people import journal as lines
from dueprocess.people.actions.ground import another, hold, journal, require, span, there, wanted
from dueprocess.people.models import Accreditation, Appointment, Change, Delegation, Grant, Person, Power

PROPOSED, ACCREDITED, DECLINED = "auditor proposed", "auditor accredited", "auditor declined"
"""What the register's journal calls them."""
LONGEST = timedelta(days=3 * 366)
"""For how long somebody is accredited at most before it is decided anew."""


@transaction.atomic
def propose_auditor(
    *, person: Person, body: str, duty: str, from_on: date, until_on: date, by: Person
) -> Accreditation:
    """Propose that `body` has accredited somebody as an auditor, who is bound by that duty of confidence.

    Raises Malformed for an empty body or duty or a term that is too long; Refused("oneself"), ("no_power"),
    ("not_able") for somebody who oversees, appoints, adopts rules or holds a role here in that time,
    ("waits_already") and ("holds_already").
    """
    hold()
    require(by, Power.APPOINT)
    another(by, person, _("Nobody proposes themselves as an auditor."))
    wanted("body", body)
    wanted("duty", duty)
    span(from_on, until_on)
    if until_on - from_on > LONGEST:
        mend = "Give a day within three years: after that it is decided anew."
        raise Malformed([Problem("until_on", None, "The term is longer than three years.", mend)])
    _free(person, from_on, until_on)
    if Accreditation.objects.filter(person=person, ended_at=None).exists():
        raise Refused("waits_already", _("An accreditation of theirs waits for a signature already."), None)
    made = Accreditation.objects.create(
        person=person, body=body.strip(), duty=duty.strip(), from_on=from_on, until_on=until_on, by=by,
        made_at=clock.now(),
    )  # fmt: skip
    journal("person", person.pk, PROPOSED, by, rows=[made], proposal=made.pk, name=made.body)
    return made


@transaction.atomic
def sign_auditor(*, proposal: Accreditation, by: Person) -> Accreditation:
    """Sign it: from its first day on they hold the power to audit.

    Raises Refused("not_yours") for whoever proposed it, for the person themselves, and where nothing waits;
    Refused("nobody_able") where whoever proposed it appoints no longer; what `propose_auditor` raises; Broken
    where the record does not tell of what is to be signed.
    """
    hold()
    require(by, Power.OVERSEE)
    proposal = _waiting(proposal)
    if by.pk in (proposal.by_id, proposal.person_id):
        raise Refused("not_yours", _("Somebody else who oversees has to sign this."), None)
    try:
        require(proposal.by, Power.APPOINT)
    except Refused:
        raise Refused("nobody_able", _("Whoever proposed this appoints no longer."), None) from None
    _told(proposal)
    _free(proposal.person, proposal.from_on, proposal.until_on)
    given = Grant.objects.create(
        person=proposal.person, power=Power.AUDIT, from_on=proposal.from_on, until_on=proposal.until_on,
        granted_by=proposal.by, reason=proposal.body,
    )  # fmt: skip
    proposal.grant = given
    _end(proposal, by)
    journal(
        "person", proposal.person_id, ACCREDITED, by, rows=[given, proposal], proposal=proposal.pk,
        proposed_by=proposal.by_id, name=proposal.body,
    )  # fmt: skip
    return proposal


@transaction.atomic
def decline_auditor(*, proposal: Accreditation, by: Person, reason: str) -> None:
    """End a proposal without an accreditation; whoever made it takes it back by the same way.

    Raises Refused("not_yours") for the person themselves, and where nothing waits any more.
    """
    hold()
    proposal = _waiting(proposal)
    if by.pk != proposal.by_id:
        require(by, Power.OVERSEE)
    wanted("reason", reason)
    another(by, proposal.person, _("Somebody else who oversees has to answer this."))
    _end(proposal, by)
    journal("person", proposal.person_id, DECLINED, by, rows=[proposal], reason=reason, proposal=proposal.pk)


def from_outside(person: Person, from_on: date, until_on: date) -> None:
    """Raise Refused("not_able") for somebody who oversees, appoints, adopts rules or holds a role here on any
    of these days: an auditor comes from outside of that, and stays there."""
    held = _powers(person, from_on, until_on)
    if held.filter(power__in=(Power.OVERSEE, Power.APPOINT, Power.ADOPT_RULES)).exists():
        what = _("They oversee, appoint or adopt rules here: an auditor comes from outside of that.")
        raise Refused("not_able", what, None)
    roles = Appointment.objects.filter(person=person, from_on__lte=until_on).exclude(until_on__lt=from_on)
    if roles.exists() or Delegation.objects.filter(to=person).exclude(until_on__lt=from_on).exists():
        what = _("They hold a role here in that time: an auditor looks at the work of others.")
        raise Refused("not_able", what, None)


def _powers(person: Person, from_on: date, until_on: date) -> QuerySet[Grant]:
    return Grant.objects.filter(person=person, from_on__lte=until_on).exclude(until_on__lt=from_on)


def _free(person: Person, from_on: date, until_on: date) -> None:
    """Raise Refused for somebody who cannot be accredited for that time."""
    there(person)
    from_outside(person, from_on, until_on)
    if _powers(person, from_on, until_on).filter(power=Power.AUDIT).exists():
        raise Refused("holds_already", _("They are accredited in that time already."), None)


def _waiting(proposal: Accreditation) -> Accreditation:
    found = Accreditation.objects.select_related("person", "by").get(pk=proposal.pk)
    if found.ended_at is not None:
        raise Refused("not_yours", _("There is nothing here that waits for your signature."), None)
    return found


def _told(proposal: Accreditation) -> None:
    """Raise Broken unless the journal, as the log holds it, tells of this proposal as it stands."""
    found = Change.objects.filter(verb=PROPOSED, subject="person", subject_pk=proposal.person_id)
    line = found.filter(values__proposal=proposal.pk, by=proposal.by_id).select_related("record").first()
    if line is None or not lines.tells(line, proposal):
        raise Broken(
            "What is to be signed here is not what the record tells of. Nothing was signed. "
            "Run `dueprocess record verify-state`."
        )


def _end(proposal: Accreditation, by: Person) -> None:
    proposal.ended_at, proposal.ended_by = clock.now(), by
    proposal.save(update_fields=["ended_at", "ended_by", "grant"])
