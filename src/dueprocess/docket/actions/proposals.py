"""Steps that need more than one signature: proposed by one person, signed by each of the others under their
own login, and taken when the last has signed. Nothing takes effect before.

A signer sees the whole act and may decline with a reason. If the docket has changed in between, the step is
judged anew when the last signature comes. What is proposed, and each signature, is bound to the log at once
(`ledger.actions.bind`): the words by a salted commitment, the signer by their local key, the login by a tag.
Notes that shut somebody out of a file, or let them in again, go the same way (`propose_note`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from dueprocess.core import engine
from dueprocess.core.errors import Broken, Refused
from dueprocess.docket import roster, wall
from dueprocess.docket.actions import access, annulling, linking, preparing, standing, steps, writing
from dueprocess.docket.models import Act, Docket, Proposal, Signature
from dueprocess.docket.models.dockets import MESSAGE, OPENING
from dueprocess.docket.needs import Actor, Kept, Needs, PartyIdentity, Upload
from dueprocess.docket.sealing import Vault, person_tag
from dueprocess.kit import clock, files, keys
from dueprocess.ledger import actions as record
from dueprocess.ledger.models import RecordAct
from dueprocess.people.models import Grant, Login, Person, Power
from dueprocess.rules import rulebooks
from dueprocess.tlog import entry as entries

NOTE = "note "
"""How `Proposal.step` begins where a note is proposed; its name follows."""
PROPOSED, SIGNED, DECLINED = "docket.proposed", "docket.signed", "docket.declined"


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
    standing.as_seen(docket, length)
    vault = Vault.of(docket)
    kept = writing.keep(vault, needs.files)
    coming = {} if docket.length else preparing.parties_of(vault, needs.people)
    named = {} if docket.length else preparing.alike(docket, vault, needs.people).persons
    whole = roster.assemble(docket, vault, at=at, also=needs.act.get("facts"), coming=coming, but=named)
    preparing.recorded_at(at, needs, whole.rows)
    papers = [*needs.content, *(file.paper for file in kept if file.paper), *needs.act.get("with", ())]
    key = vault.local(by.person.pk)
    tried = {
        "n": docket.length + 1, "at": roster.moment(at), "step": step, **needs.act, "by": key, "with": papers,
    }  # fmt: skip
    engine.decide(rulebooks.LIBRARY, whole.engine(), tried)
    signers = [(str(each["by"]), str(each["as"])) for each in needs.act["countersigned"]]
    return _waits(docket, vault, step, by.person, at, needs, kept, signers, whole.roster.persons)


@transaction.atomic
def propose_note(
    *, docket: Docket, note: str, by: Actor, needs: Needs, signer: Person, length: int | None = None
) -> Proposal:
    """Write down a note that `signer` has to sign: a party who may see the file, or who in the register a
    party is.

    Raises what writing it raises, and Refused("not_able") for a signer who may not see the file, is the one
    whom the note names, or is the one who writes it.
    """
    if by.person is None:
        raise Broken("Only somebody in the register can propose a note.")
    docket = Docket.objects.locked(docket.pk)
    standing.as_seen(docket, length)
    vault, at = Vault.of(docket), clock.now()
    whole = roster.assemble(docket, vault, at=at)
    standing.not_shut_out(whole, by)
    if note != access.NOTE:  # whoever decides on access has the power for it, and perhaps no part
        standing.has_part(whole, by)
    concerned = {by.person.pk, *(each.person for each in needs.people.values())}
    mine = vault.local(signer.pk) == needs.act.get("who")
    if signer.pk in concerned or mine or not wall.sees(docket, signer):
        raise Refused("not_able", _("They cannot sign this. Ask somebody else who may see this case."), None)
    key = vault.local(signer.pk)
    return _waits(docket, vault, NOTE + note, by.person, at, needs, [], [(key, "")], {key: signer.pk})


def propose_access(
    *, docket: Docket, what: access.Decision, person: Person, by: Actor, reason: str, signer: Person
) -> Proposal:
    """Propose to open or shut a file for one person, or to end that; it holds when `signer` signs.

    Raises as `access.needs` and `propose_note`.
    """
    needs = access.needs(docket, what=what, person=person, by=by.person, reason=reason)
    return propose_note(docket=docket, note=access.NOTE, by=by, needs=needs, signer=signer)


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


def _waits(
    docket: Docket,
    vault: Vault,
    step: str,
    by: Person,
    at: datetime,
    needs: Needs,
    kept: Sequence[Kept],
    signers: Sequence[tuple[str, str]],
    persons: Mapping[str, int],
) -> Proposal:
    """Write down what waits for these signers (local key, role), and bind it."""
    salt = keys.salt()
    value = {
        "act": dict(needs.act),
        "content": dict(needs.content),
        "late_reason": needs.late_reason,
        "at": roster.moment(at),
        "files": [[file.stored, file.name, file.paper] for file in kept],
        "sha256": [file.sha256 for file in kept],
        "salt": salt.hex(),
        "people": {local: identity.plain() for local, identity in needs.people.items()},
        "register": {name: dict(entry) for name, entry in needs.register.items()},
    }
    value = entries.normal(value)
    made = Proposal(
        docket=docket, step=step, key=vault.local(by.pk), tag=person_tag(by.pk), length=docket.length,
        sealed=vault.seal(value, _place(docket, step)), made_at=clock.now(),
        files=[file.stored for file in kept],
    )  # fmt: skip
    made.save()
    for key, role in signers:
        Signature.objects.create(proposal=made, key=key, role=role, tag=person_tag(persons[key]))
    record.bind(
        PROPOSED,
        bound(made, by) | {"step": step, "signers": [list(each) for each in signers],
                           "words": entries.commit_field(value, salt).hex()},
        at=made.made_at,
    )  # fmt: skip
    return made


def bound(proposal: Proposal, by: Person) -> dict[str, Any]:
    """Return what each act of the record about a proposal says: which, of which docket, by whose login."""
    login = Login.objects.filter(person=by).values_list("pk", flat=True).first()
    return {
        "c": proposal.docket.pseudonym,
        "proposal": proposal.pk,
        "by": Vault.of(proposal.docket).local(by.pk),
        "login": keys.tag("login", str(login)) if login else "",
    }


def words(value: Mapping[str, Any]) -> str:
    """Return the commitment to what was proposed."""
    return entries.commit_field(value, bytes.fromhex(value["salt"])).hex()


@transaction.atomic
def sign(*, proposal: Proposal, by: Actor) -> Act | None:
    """Sign a proposal; with the last signature the step is taken and its act returned.

    Raises Refused("not_yours") for somebody who is not asked, and what `take_step` raises: then no
    signature is kept, since there is nothing left to sign. Raises Broken where the log does not tell of what
    is to be signed, or of a signature that is said to be there.
    """
    proposal, mine = _waiting(proposal, by)
    assert by.person is not None
    docket = Docket.objects.locked(proposal.docket_id)
    vault = Vault.of(docket)
    value = content(proposal, vault)
    signed = _told(proposal, value)
    mine.signed_at = clock.now()
    mine.save(update_fields=["signed_at"])
    mark = bound(proposal, by.person) | {"as": mine.role, "words": words(value)}
    if proposal.signatures.filter(signed_at=None).exists():
        record.bind(SIGNED, mark, at=mine.signed_at)
        return None
    person = _person(docket, vault, proposal.key)
    if proposal.step.startswith(NOTE) and not wall.sees(docket, person):
        raise Refused("nobody_able", _("Whoever proposed this may act in this case no longer."), None)
    signed.append(
        {"by": mark["by"], "as": mine.role, "at": roster.moment(mine.signed_at), "login": mark["login"]}
    )
    needs = Needs(
        act=value["act"], content=value["content"], late_reason=value["late_reason"],
        files=[
            Upload(name, files.read(vault.key, stored, vault.files), paper)
            for stored, name, paper in value["files"]
        ],
        people={local: PartyIdentity(**each) for local, each in value["people"].items()},
        register=value["register"],
        introduces={roster.SIGNED: {"proposal": proposal.pk, "words": mark["words"], "by": signed}},
    )  # fmt: skip
    act = _done(docket, proposal, Actor(person=person), value, needs)
    record.bind(SIGNED, mark, at=mine.signed_at)
    proposal.ended_at, proposal.act = clock.now(), act.n
    proposal.save(update_fields=["ended_at", "act"])
    for stored, _name, _paper in value["files"]:
        files.remove(stored)
    return act


def _done(docket: Docket, proposal: Proposal, who: Actor, value: Mapping[str, Any], needs: Needs) -> Act:
    """Do what was proposed, now that all have signed."""
    # It happens now, with the last signature, unless it was written down as something that happened before.
    at = min(datetime.fromisoformat(value["at"]), clock.now()) if value["late_reason"] else clock.now()
    step = proposal.step
    if step == NOTE + roster.LINKED:
        return linking.write(docket=docket, by=who, needs=needs)
    if step == NOTE + access.NOTE:
        return access.write(docket=docket, by=who, needs=needs)
    if step == NOTE + roster.CLASSIFIED and not (docket.kind == MESSAGE and docket.is_open):
        raise Refused("already_done", _("Somebody has said already what this message is."), None)
    if step == NOTE + roster.CLASSIFIED:
        return steps.house_note(docket=docket, note=roster.CLASSIFIED, by=who, needs=needs, named={})
    if step.startswith(NOTE):
        people = {_free(docket, key): identity for key, identity in needs.people.items()}
        return steps.take_note(
            docket=docket, note=step.removeprefix(NOTE), by=who, at=at, needs=replace(needs, people=people)
        )
    if docket.kind == OPENING:
        return steps.open_docket(kind="case", step=step, by=who, at=at, needs=needs, prepared=docket)
    return steps.take_step(docket=docket, step=step, by=who, at=at, needs=needs)


def _free(docket: Docket, key: str) -> str:
    """Return a local key that is still free: another party may have come in since."""
    used, letter, n = set(docket.person_keys.values_list("key", flat=True)), key[0], 0
    while key in used:
        n += 1
        key = f"{letter}{n}"
    return key


def _told(proposal: Proposal, value: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the signatures there are, as the log tells of them, whoever proposed it first. Raises Broken
    where it does not: then somebody has written into the tables."""
    acts = list(RecordAct.objects.filter(kind__in=(PROPOSED, SIGNED), payload__proposal=proposal.pk))
    by = {(act.kind, act.payload["by"]): act for act in acts if act.payload["words"] == words(value)}
    wanted = [(PROPOSED, proposal.key, "")]
    wanted += [(SIGNED, row.key, row.role) for row in proposal.signatures.exclude(signed_at=None)]
    found = []
    for kind, key, role in wanted:
        act = by.get((kind, key))
        if act is None:
            raise Broken(
                "What is to be signed here, or a signature on it, is not what the record tells of. "
                "Nothing was signed. Run `dueprocess record verify-state`."
            )
        at = roster.moment(act.recorded_at)
        found.append({"by": key, "as": role, "at": at, "login": act.payload["login"]})
    return found


@transaction.atomic
def decline(*, proposal: Proposal, by: Actor, reason: str) -> None:
    """Refuse to sign, with a reason that whoever proposed it can read. The proposal ends."""
    preparing.reason_given(reason)
    proposal, mine = _waiting(proposal, by)
    assert by.person is not None
    vault, salt = Vault.of(proposal.docket), keys.salt()
    written = entries.normal({"reason": reason, "salt": salt.hex()})
    mine.sealed = vault.seal(written, f"{_place(proposal.docket, proposal.step)}/{mine.pk}")
    mine.save(update_fields=["sealed"])
    proposal.ended_at = clock.now()
    proposal.save(update_fields=["ended_at"])
    record.bind(DECLINED, bound(proposal, by.person) | {"words": entries.commit_field(written, salt).hex()})


def content(proposal: Proposal, vault: Vault) -> dict[str, Any]:
    """What the act would carry."""
    value: dict[str, Any] = vault.open(bytes(proposal.sealed), _place(proposal.docket, proposal.step))
    return value


def declined(proposal: Proposal, vault: Vault) -> Mapping[str, str]:
    """Who declined, by local key, and why."""
    place = _place(proposal.docket, proposal.step)
    return {
        row.key: str(vault.open(bytes(row.sealed), f"{place}/{row.pk}")["reason"])
        for row in proposal.signatures.all()
        if row.sealed is not None
    }


def _waiting(proposal: Proposal, by: Actor) -> tuple[Proposal, Signature]:
    Docket.objects.locked(proposal.docket_id)
    found = Proposal.objects.select_related("docket").get(pk=proposal.pk)
    tag = person_tag(by.person.pk) if by.person else ""
    mine = found.signatures.filter(tag=tag, signed_at=None, sealed=None).first() if tag else None
    shut = by.person is not None and not wall.sees(found.docket, by.person)
    local = Vault.of(found.docket).local(by.person.pk) if by.person and found.docket.key_wrapped else ""
    if found.ended_at is not None or mine is None or mine.key != local or shut:
        raise Refused("not_yours", _("There is nothing here that waits for your signature."), None)
    return found, mine


def _person(docket: Docket, vault: Vault, key: str) -> Any:
    whole = roster.assemble(docket, vault, at=clock.now())
    pk = whole.roster.persons.get(key) or _powerful(vault, key)
    people = roster.names([pk] if pk is not None else [])
    if pk not in people:
        raise Refused("nobody_able", _("Whoever proposed this may act in this case no longer."), None)
    return people[pk]


def _powerful(vault: Vault, key: str) -> int | None:
    """Return who stands behind a local key among those who may decide on access: they need have no part."""
    held = Grant.objects.running(clock.now().date()).filter(power=Power.SET_ACCESS)
    return next((pk for pk in held.values_list("person", flat=True) if vault.local(pk) == key), None)


def _place(docket: Docket, step: str) -> str:
    return f"proposal/{docket.pseudonym}/{step}"


__all__ = [
    "bound",
    "content",
    "decline",
    "declined",
    "propose",
    "propose_access",
    "propose_annulment",
    "propose_note",
    "sign",
    "words",
]
