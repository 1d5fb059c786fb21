"""Proposing notes of the house that take two people: who may read a file, to which unit it belongs, that an
entry was a mistake, that a legal hold is lifted.

Each says what must hold before anybody is asked to sign; they wait and are signed as `proposals` says.
"""

from __future__ import annotations

from django.db import transaction

from dueprocess.core import engine
from dueprocess.core.errors import Broken
from dueprocess.docket import house, places, roster
from dueprocess.docket.actions import access, annulling, placing, preparing, retaining, standing
from dueprocess.docket.actions.proposals import propose_note
from dueprocess.docket.models import Docket, Proposal
from dueprocess.docket.needs import Actor, Needs
from dueprocess.docket.sealing import Vault
from dueprocess.kit import clock
from dueprocess.people.models import Person, Unit
from dueprocess.rules import rulebooks


def propose_access(
    *, docket: Docket, what: access.Decision, person: Person, by: Actor, reason: str, signer: Person
) -> Proposal:
    """Propose to open or shut a file for one person, or to end that; it holds when `signer` signs.

    Raises as `access.needs` and `propose_note`.
    """
    needs = access.needs(docket, what=what, person=person, by=by.person, reason=reason)
    return propose_note(docket=docket, note=access.NOTE, by=by, needs=needs, signer=signer)


def propose_unit(*, docket: Docket, unit: Unit, by: Actor, reason: str, signer: Person) -> Proposal:
    """Propose that a case belongs to another unit; it holds when `signer` signs.

    Raises as `placing.needs` and `propose_note`.
    """
    needs = placing.needs(docket, unit=unit, reason=reason)
    return propose_note(docket=docket, note=places.PLACED, by=by, needs=needs, signer=signer)


@transaction.atomic
def propose_lift(*, docket: Docket, by: Actor, reason: str, signer: Person) -> Proposal:
    """Propose that the legal hold of a docket is lifted; it is when `signer` signs.

    Raises as `retaining.needs` and `propose_note`.
    """
    needs = retaining.needs(docket, by=by, reason=reason, signer=signer)
    return propose_note(docket=docket, note=house.LEGAL_HOLD, by=by, needs=needs, signer=signer)


@transaction.atomic
def propose_annulment(
    *, docket: Docket, n: int, by: Actor, reason: str, signer: Person, length: int | None = None
) -> Proposal:
    """Propose that entry `n`, made by mistake, never was; it counts no more when `signer` has signed.

    Raises Malformed without a reason, Refused as `annulling.judged` and `propose_note`, and what
    `engine.decide` says where a later act would then be refused.
    """
    preparing.reason_given(reason)
    if by.person is None:
        raise Broken("Only somebody in the register can propose a note.")
    docket = Docket.objects.locked(docket.pk)
    at = clock.now()
    whole = roster.assemble(docket, Vault.of(docket), at=at)
    standing.not_shut_out(whole, by)
    standing.has_part(whole, by)
    annulling.judged(whole, n, whole.vault.local(by.person.pk), whole.vault.local(signer.pk))
    tried = {"note": annulling.NOTE, "act": n}
    late = {"at": roster.moment(at), "entered": roster.moment(preparing.recorded_at(at, Needs(), whole.rows))}
    engine.decide(rulebooks.LIBRARY, whole.engine(), tried | late)
    needs = Needs(act={"act": n}, content={"reason": reason})
    return propose_note(docket=docket, note=annulling.NOTE, by=by, needs=needs, signer=signer, length=length)
