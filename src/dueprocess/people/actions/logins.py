"""Giving logins and closing them. A login for somebody who holds a role, an office, a power or a
qualification takes two people who keep the register: one proposes it, another signs it; nothing holds before.

Whoever reads what comes to a login's address can sign in and act as its person; so one alone gives it to a
member without work, and to nobody else. The installation's own commands (`by=None`) need no second person:
that is how the first administrator begins.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from dueprocess.core.errors import Broken, Malformed, Problem, Refused
from dueprocess.kit import clock
from dueprocess.kit.mail import NO_ADDRESS
from dueprocess.people import journal as lines
from dueprocess.people.actions.ground import another, hold, journal, require, there, wanted
from dueprocess.people.models import (
    Appointment,
    Change,
    Delegation,
    Grant,
    Login,
    LoginProposal,
    Person,
    Power,
    Qualification,
    Term,
)

PROPOSED, GIVEN, DECLINED = "login proposed", "login given", "login declined"
"""What the register's journal calls them."""
UNUSED = timedelta(days=1)
"""So long a login of a party waits for its passkey."""


def takes_two(person: Person, *, on: date | None = None) -> bool:
    """Tell whether a login for this person takes two: they hold, or will hold, an office, a role, a lent
    role, a power or a qualification."""
    lasting = Q(until_on=None) | Q(until_on__gte=on or clock.now().date())
    held = (
        *(model.objects.filter(person=person) for model in (Term, Appointment, Grant, Qualification)),
        Delegation.objects.filter(to=person),
    )
    return any(rows.filter(lasting).exists() for rows in held)


@transaction.atomic
def give_login(*, person: Person, email: str, password: str | None = None, by: Person | None) -> Login:
    """Make the login by which a person signs in; one that was closed is opened again, by the address given.

    Raises Malformed for what is no address, or one by which somebody signs in already; Refused("has_login")
    for a person who has one, and Refused("second_person") where it takes two (`propose_login`).
    """
    hold()
    require(by, Power.KEEP_REGISTER)
    another(by, person, _("Nobody gives themselves a login."))
    email = _free(person, email)
    if by is not None and takes_two(person):
        what = "They hold a role, an office, a power or a qualification: another has to sign their login."
        raise Refused("second_person", what, None)
    if LoginProposal.objects.filter(person=person, ended_at=None).exists():
        raise Refused("waits_already", _("A login for them waits for a second person already."), None)
    login = _open(person, email, password)
    journal("person", person.pk, GIVEN, by, rows=[login])
    return login


@transaction.atomic
def propose_login(*, person: Person, email: str, by: Person) -> LoginProposal:
    """Propose the login of somebody who holds a role or a power, or its opening again by this address.

    Raises what `give_login` raises, and Refused("waits_already") where one waits for its second person.
    """
    hold()
    require(by, Power.KEEP_REGISTER)
    another(by, person, _("Nobody gives themselves a login."))
    email = _free(person, email)
    if LoginProposal.objects.filter(person=person, ended_at=None).exists():
        raise Refused("waits_already", _("A login for them waits for a second person already."), None)
    made = LoginProposal.objects.create(person=person, email=email, by=by, made_at=clock.now())
    journal("person", person.pk, PROPOSED, by, rows=[made], proposal=made.pk)
    return made


@transaction.atomic
def sign_login(*, proposal: LoginProposal, by: Person) -> Login:
    """Sign a login that somebody else proposed: now it is given.

    Raises Refused("not_yours") for whoever proposed it, for the person whose login it is, and where nothing
    waits any more; Refused("nobody_able") where whoever proposed it keeps the register no longer; what
    `give_login` raises; Broken where the record does not tell of what is to be signed.
    """
    hold()
    require(by, Power.KEEP_REGISTER)
    proposal = _waiting(proposal)
    if by.pk in (proposal.by_id, proposal.person_id):
        raise Refused("not_yours", _("Somebody else who keeps the register has to sign this."), None)
    try:
        require(proposal.by, Power.KEEP_REGISTER)
    except Refused:
        raise Refused("nobody_able", _("Whoever proposed this keeps the register no longer."), None) from None
    _told(proposal)
    login = _open(proposal.person, _free(proposal.person, proposal.email), None)
    _end(proposal, by, taken=True)
    journal(
        "person", proposal.person_id, GIVEN, by, rows=[login, proposal], proposal=proposal.pk,
        proposed_by=proposal.by_id,
    )  # fmt: skip
    return login


@transaction.atomic
def decline_login(*, proposal: LoginProposal, by: Person, reason: str) -> None:
    """End a proposal without a login; whoever made it takes it back by the same way.

    Raises Refused("not_yours") for the person whose login it is, and where nothing waits any more.
    """
    hold()
    require(by, Power.KEEP_REGISTER)
    wanted("reason", reason)
    proposal = _waiting(proposal)
    another(by, proposal.person, _("Somebody else who keeps the register has to answer this."))
    _end(proposal, by, taken=False)
    journal("person", proposal.person_id, DECLINED, by, rows=[proposal], reason=reason, proposal=proposal.pk)


@transaction.atomic
def close_login(*, login: Login, by: Person | None, reason: str) -> None:
    """Shut a login; its person and what they did remain. One person does it: it opens nothing."""
    require(by, Power.KEEP_REGISTER)
    if not login.is_active:
        raise Refused("ended_already", _("This login is closed already."), None)
    wanted("reason", reason)
    login.is_active = False
    login.save(update_fields=["is_active"])
    journal("person", login.person_id or 0, "login closed", by, rows=[login], reason=reason)


def for_party() -> Login:
    """Make a login for somebody who is not of the register, a party to a matter: it has no password and an
    address that is none, so that it says of nobody that they are a party. It opens what a room above lets it
    open, and else nothing."""
    return Login.objects.create_user(f"{secrets.token_hex(16)}{NO_ADDRESS}")


def drop_for_parties(logins: Collection[int]) -> None:
    """Drop logins of parties, with their passkeys; those of people of the register stay."""
    Login.objects.filter(pk__in=logins, person=None, email__endswith=NO_ADDRESS).delete()


def sweep_for_parties(*, but: Any) -> None:
    """Drop logins of parties that were made a day ago or earlier, `but` these: a query of those in use."""
    old = Login.objects.filter(person=None, email__endswith=NO_ADDRESS, joined_at__lt=clock.now() - UNUSED)
    old.exclude(pk__in=but).delete()


def _free(person: Person, email: str) -> str:
    """Return the address as it is kept. Raises Malformed where nobody can be given it, and
    Refused("has_login") for a person who needs none, ("erased") for one who was erased."""
    there(person)
    try:
        validate_email(email)
    except ValidationError:
        mend = "Give one like name@example.org."
        raise Malformed([Problem("email", None, f"{email} is no e-mail address.", mend)]) from None
    email = email.strip().lower()
    if Login.objects.filter(person=person, is_active=True).exists():
        raise Refused("has_login", _("They have a login already."), None)
    if Login.objects.filter(email=email).exclude(person=person).exists():
        mend = "Each address signs in one person: give another."
        raise Malformed([Problem("email", None, "Somebody signs in by this address already.", mend)])
    return email


def _open(person: Person, email: str, password: str | None) -> Login:
    login = Login.objects.select_for_update(of=("self",)).filter(person=person).first()
    if login is None:
        return Login.objects.create_user(email, password, person=person)
    login.email, login.is_active = email, True
    login.set_password(password)
    login.save(update_fields=["email", "is_active", "password"])
    return login


def _waiting(proposal: LoginProposal) -> LoginProposal:
    found = LoginProposal.objects.select_related("person", "by").get(pk=proposal.pk)
    if found.ended_at is not None:
        raise Refused("not_yours", _("There is nothing here that waits for your signature."), None)
    return found


def _told(proposal: LoginProposal) -> None:
    """Raise Broken unless the journal, as the log holds it, tells of this proposal as it stands."""
    line = (
        Change.objects.filter(verb=PROPOSED, subject="person", subject_pk=proposal.person_id)
        .filter(values__proposal=proposal.pk, by=proposal.by_id)
        .select_related("record")
        .first()
    )
    if line is None or not lines.tells(line, proposal):
        raise Broken(
            "What is to be signed here is not what the record tells of. Nothing was signed. "
            "Run `dueprocess record verify-state`."
        )


def _end(proposal: LoginProposal, by: Person, *, taken: bool) -> None:
    proposal.ended_at, proposal.ended_by, proposal.taken = clock.now(), by, taken
    proposal.save(update_fields=["ended_at", "ended_by", "taken"])
