"""Steps that need more than one signature: proposed by one person, signed by each of the others under their
own login, and taken when the last has signed. Nothing takes effect before.

A signer sees the whole act and may decline with a reason. If the docket has changed in between, the step is
judged anew when the last signature comes.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from dueprocess.core import engine
from dueprocess.core.errors import Broken, Malformed, Problem, Refused
from dueprocess.docket import roster
from dueprocess.docket.actions import preparing, steps, writing
from dueprocess.docket.models import Act, Docket, Proposal, Signature
from dueprocess.docket.models.dockets import OPENING
from dueprocess.docket.needs import Actor, Needs, PartyIdentity, Upload
from dueprocess.docket.sealing import Vault, person_tag
from dueprocess.kit import clock, files
from dueprocess.rules import rulebooks


@transaction.atomic
def propose(
    *, docket: Docket, step: str, by: Actor, at: datetime, needs: Needs, length: int | None = None
) -> Proposal:
    """Write down a step that others have to sign; `needs.act["countersigned"]` names them.

    Raises every refusal of `take_step`, so that nobody is asked to sign what cannot be done.
    """
    if by.person is None:
        raise Broken("Only somebody in the register can propose a step.")
    docket = Docket.objects.locked(docket.pk)
    if length is not None and length != docket.length:
        raise Refused(
            "changed_meanwhile", "This changed meanwhile. Look at what is new, then send again.", None
        )
    vault = Vault.of(docket)
    kept = writing.keep(vault, needs.files)
    whole = roster.assemble(
        docket, vault, at=at, also=needs.act.get("facts"), coming=preparing.parties_of(vault, needs.people)
    )
    preparing.recorded_at(at, needs, whole)
    papers = [*needs.content, *(file.paper for file in kept if file.paper), *needs.act.get("with", ())]
    key = vault.local(by.person.pk)
    tried = {
        "n": docket.length + 1, "at": roster.moment(at), "step": step, **needs.act, "by": key, "with": papers,
    }  # fmt: skip
    engine.decide(rulebooks.LIBRARY, whole.engine(), tried)
    persons = whole.roster.persons
    value = {
        "act": dict(needs.act),
        "content": dict(needs.content),
        "late_reason": needs.late_reason,
        "at": roster.moment(at),
        "files": [[file.stored, file.name, file.paper] for file in kept],
        "people": {local: identity.plain() for local, identity in needs.people.items()},
        "register": {name: dict(entry) for name, entry in needs.register.items()},
    }
    made = Proposal(
        docket=docket, step=step, key=key, tag=person_tag(by.person.pk), length=docket.length,
        sealed=vault.seal(value, _place(docket, step)), made_at=clock.now(),
        files=[file.stored for file in kept],
    )  # fmt: skip
    made.save()
    for each in needs.act["countersigned"]:
        Signature.objects.create(
            proposal=made, key=each["by"], role=each["as"], tag=person_tag(persons[each["by"]])
        )
    return made


@transaction.atomic
def sign(*, proposal: Proposal, by: Actor) -> Act | None:
    """Sign a proposal; with the last signature the step is taken and its act returned.

    Raises Refused("not_yours") for somebody who is not asked, and what `take_step` raises: then no
    signature is kept, since there is nothing left to sign.
    """
    proposal, mine = _waiting(proposal, by)
    mine.signed_at = clock.now()
    mine.save(update_fields=["signed_at"])
    if proposal.signatures.filter(signed_at=None).exists():
        return None
    proposer = Docket.objects.locked(proposal.docket_id)
    vault = Vault.of(proposer)
    value = content(proposal, vault)
    person = _person(proposer, vault, proposal.key)
    needs = Needs(
        act=value["act"], content=value["content"], late_reason=value["late_reason"],
        files=[
            Upload(name, files.read(vault.key, stored, vault.files), paper)
            for stored, name, paper in value["files"]
        ],
        people={local: PartyIdentity(**each) for local, each in value["people"].items()},
        register=value["register"],
    )  # fmt: skip
    opening = proposer.kind == OPENING
    # It happens now, with the last signature, unless it was written down as something that happened before.
    at = min(datetime.fromisoformat(value["at"]), clock.now()) if value["late_reason"] else clock.now()
    who = Actor(person=person)
    if opening:
        act = steps.open_docket(
            kind="case", step=proposal.step, by=who, at=at, needs=needs, prepared=proposer
        )
    else:
        act = steps.take_step(docket=proposer, step=proposal.step, by=who, at=at, needs=needs)
    proposal.ended_at, proposal.act = clock.now(), act.n
    proposal.save(update_fields=["ended_at", "act"])
    for stored, _name, _paper in value["files"]:
        files.remove(stored)
    return act


@transaction.atomic
def decline(*, proposal: Proposal, by: Actor, reason: str) -> None:
    """Refuse to sign, with a reason that whoever proposed it can read. The proposal ends."""
    if not reason.strip():
        raise Malformed([Problem("reason", None, "The reason is empty.", "Say why in a few words.")])
    proposal, mine = _waiting(proposal, by)
    vault = Vault.of(proposal.docket)
    mine.sealed = vault.seal(reason, f"{_place(proposal.docket, proposal.step)}/{mine.pk}")
    mine.save(update_fields=["sealed"])
    proposal.ended_at = clock.now()
    proposal.save(update_fields=["ended_at"])


def content(proposal: Proposal, vault: Vault) -> dict[str, Any]:
    """What the act would carry."""
    value: dict[str, Any] = vault.open(bytes(proposal.sealed), _place(proposal.docket, proposal.step))
    return value


def declined(proposal: Proposal, vault: Vault) -> Mapping[str, str]:
    """Who declined, by local key, and why."""
    place = _place(proposal.docket, proposal.step)
    return {
        row.key: str(vault.open(bytes(row.sealed), f"{place}/{row.pk}"))
        for row in proposal.signatures.all()
        if row.sealed is not None
    }


def _waiting(proposal: Proposal, by: Actor) -> tuple[Proposal, Signature]:
    Docket.objects.locked(proposal.docket_id)
    found = Proposal.objects.select_related("docket").get(pk=proposal.pk)
    tag = person_tag(by.person.pk) if by.person else ""
    mine = found.signatures.filter(tag=tag, signed_at=None, sealed=None).first() if tag else None
    if found.ended_at is not None or mine is None:
        raise Refused("not_yours", "There is nothing here that waits for your signature.", None)
    return found, mine


def _person(docket: Docket, vault: Vault, key: str) -> Any:
    whole = roster.assemble(docket, vault, at=clock.now())
    pk = whole.roster.persons.get(key)
    people = roster.names([pk] if pk is not None else [])
    if pk not in people:
        raise Refused("nobody_able", "Whoever proposed this may act in this case no longer.", None)
    return people[pk]


def _place(docket: Docket, step: str) -> str:
    return f"proposal/{docket.pseudonym}/{step}"


__all__ = ["content", "decline", "declined", "propose", "sign"]
