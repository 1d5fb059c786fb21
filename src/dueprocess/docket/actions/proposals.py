"""Steps that need more than one signature: proposed by one person, signed by each of the others under their
own login, and taken when the last has signed. Nothing takes effect before.

A signer sees the whole act and may decline with a reason. If the docket has changed in between, the step is
judged anew when the last signature comes. What is proposed, and each signature, is bound to the log at once
(`ledger.actions.bind`): the words by a salted commitment, the signer by their local key, the login by a tag.
Notes that shut somebody out of a file, or let them in again, go the same way (`propose_note`), and so do
decisions in writing, for which each member votes (`in_writing`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _

from dueprocess.core import engine
from dueprocess.core.errors import Broken, Refused
from dueprocess.docket import guiding, house, resting, roster, wall
from dueprocess.docket.actions import preparing, signed_notes, standing, steps, writing
from dueprocess.docket.models import Act, Docket, Proposal, Signature
from dueprocess.docket.models.dockets import OPENING
from dueprocess.docket.needs import Actor, Kept, Needs, PartyIdentity, Upload
from dueprocess.docket.roster import Assembled
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
VOTED = "docket.voted"


@dataclass(frozen=True, slots=True)
class Ready:
    """A docket, locked and read, with the files and the JSON of an act that is proposed in it."""

    whole: Assembled
    kept: Sequence[Kept]
    tried: Mapping[str, Any]

    def signers(self, needs: Needs) -> list[Asked]:
        """Return who signs too, as the act names them."""
        signed = needs.act.get("countersigned") or ()
        return [Asked(str(each["by"]), str(each["as"])) for each in signed]


class Asked(NamedTuple):
    """Somebody who is asked to sign, or (`votes`) to vote as a member of the body `role`: a local key."""

    key: str
    role: str
    votes: bool = False


@transaction.atomic
def propose(
    *, docket: Docket, step: str, by: Actor, at: datetime, needs: Needs, length: int | None = None
) -> Proposal:
    """Write down a step that others have to sign; `needs.act["countersigned"]` names them.

    Raises every refusal of `take_step`, so that nobody is asked to sign what cannot be done.
    """
    ready = prepare(docket=docket, step=step, by=by, at=at, needs=needs, length=length)
    engine.decide(rulebooks.LIBRARY, ready.whole.engine(), ready.tried)
    return wait(ready, step, by, at, needs, ready.signers(needs))


def prepare(*, docket: Docket, step: str, by: Actor, at: datetime, needs: Needs, length: int | None) -> Ready:
    """Lock the docket and return it with the act that is proposed, ready to be judged."""
    if by.person is None:
        raise Broken("Only somebody in the register can propose a step.")
    docket = Docket.objects.locked(docket.pk)
    standing.as_seen(docket, length)
    vault = Vault.of(docket)
    kept = writing.keep(vault, needs.files)
    rules = rulebooks.get(docket.rulebook_id)
    coming = {} if docket.length else preparing.parties_of(vault, needs.people, rules)
    named = {} if docket.length else preparing.alike(docket, vault, needs.people).persons
    whole = roster.assemble(
        docket, vault, at=at, also=needs.act.get("facts"), coming=coming, but=named, step=step
    )
    preparing.recorded_at(at, needs, whole.rows)
    papers = [*needs.content, *(file.paper for file in kept if file.paper), *needs.act.get("with", ())]
    key = vault.local(by.person.pk)
    tried = {
        "n": docket.length + 1, "at": roster.moment(at), "step": step, **needs.act, "by": key, "with": papers,
    }  # fmt: skip
    if guiding.GUIDED in needs.act:
        tried[guiding.GUIDED] = guiding.filled(whole, needs.act, needs.content)
    if needs.act.get(resting.FINDINGS):
        tried[resting.FINDINGS] = resting.filled(whole, needs.act)
    return Ready(whole, kept, tried)


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
    signed = signed_notes.of(note)
    may_propose = signed.may_propose if signed else standing.has_part
    may_propose(whole, by)
    concerned = {by.person.pk, *(each.person for each in needs.people.values())}
    mine = vault.local(signer.pk) == needs.act.get("who")
    if signer.pk in concerned or mine or not wall.sees(docket, signer):
        raise Refused("not_able", _("They cannot sign this. Ask somebody else who may see this case."), None)
    key = vault.local(signer.pk)
    whole.roster.persons[key] = signer.pk
    return wait(Ready(whole, (), {}), NOTE + note, by, at, needs, [Asked(key, "")])


def wait(
    ready: Ready,
    step: str,
    by: Actor,
    at: datetime,
    needs: Needs,
    signers: Sequence[Asked],
    until: datetime | None = None,
) -> Proposal:
    """Write down what waits for these signers (and voters, `until` then), and bind it."""
    assert by.person is not None
    docket, vault, kept = ready.whole.docket, ready.whole.vault, ready.kept
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
        "introduces": dict(needs.introduces),
    }
    value = entries.normal(value)
    made = Proposal(
        docket=docket, step=step, key=vault.local(by.person.pk), tag=person_tag(by.person.pk),
        length=docket.length, sealed=vault.seal(value, place(docket, step)), made_at=clock.now(),
        until_at=until, files=[file.stored for file in kept],
    )  # fmt: skip
    made.save()
    for each in signers:
        tag = person_tag(ready.whole.roster.persons[each.key])
        Signature.objects.create(proposal=made, key=each.key, role=each.role, tag=tag, votes=each.votes)
    mark: dict[str, Any] = {"step": step, "words": entries.commit_field(value, salt).hex()}
    mark["signers"] = [[each.key, each.role] for each in signers if not each.votes]
    if until is not None:
        mark["voters"] = [[each.key, each.role] for each in signers if each.votes]
        mark["until"] = roster.moment(until)
    record.bind(PROPOSED, bound(made, by.person) | mark, at=made.made_at)
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
    value = content(proposal, Vault.of(proposal.docket))
    signed = told(proposal, value)
    mine.signed_at = clock.now()
    mine.save(update_fields=["signed_at"])
    mark = bound(proposal, by.person) | {"as": mine.role, "words": words(value)}
    if not complete(proposal):
        record.bind(SIGNED, mark, at=mine.signed_at)
        return None
    signed.append(
        {"by": mark["by"], "as": mine.role, "at": roster.moment(mine.signed_at), "login": mark["login"]}
    )
    act = finish(proposal, value, signed)
    record.bind(SIGNED, mark, at=mine.signed_at)
    return act


def complete(proposal: Proposal) -> bool:
    """Tell whether everybody has signed, and the time for votes in writing is over."""
    if proposal.signatures.filter(signed_at=None, votes=False).exists():
        return False
    return proposal.until_at is None or proposal.until_at <= clock.now()


def finish(proposal: Proposal, value: Mapping[str, Any], signed: Sequence[Mapping[str, Any]]) -> Act:
    """Do what was proposed, with these signatures and the votes there are, and end the proposal."""
    docket = Docket.objects.locked(proposal.docket_id)
    vault = Vault.of(docket)
    person = _person(docket, vault, proposal.key)
    if proposal.step.startswith(NOTE) and not wall.sees(docket, person):
        raise Refused("nobody_able", _("Whoever proposed this may act in this case no longer."), None)
    needs = Needs(
        act=value["act"] | voted(proposal, value), content=value["content"], late_reason=value["late_reason"],
        files=[
            Upload(name, files.read(vault.key, stored, vault.files), paper)
            for stored, name, paper in value["files"]
        ],
        people={local: PartyIdentity(**each) for local, each in value["people"].items()},
        register=value["register"],
        introduces=value.get("introduces", {})
        | {house.SIGNED: {"proposal": proposal.pk, "words": words(value), "by": list(signed)}},
    )  # fmt: skip
    act = _done(docket, proposal, Actor(person=person), value, needs)
    proposal.ended_at, proposal.act = clock.now(), act.n
    proposal.save(update_fields=["ended_at", "act"])
    for stored, _name, _paper in value["files"]:
        files.remove(stored)
    return act


def voted(proposal: Proposal, value: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a decision in writing adds to its act: since when it was proposed, and the votes; nothing
    for any other proposal."""
    if proposal.until_at is None:
        return {}
    bodies: dict[str, dict[str, list[str]]] = {}
    for row in proposal.signatures.filter(votes=True).exclude(vote="").order_by("pk"):
        bodies.setdefault(row.role, {}).setdefault(row.vote, []).append(row.key)
    votes = bodies.pop(str(value["act"]["as"]), {})
    found: dict[str, Any] = {"in_writing": {"proposed_at": roster.moment(proposal.made_at)}, "votes": votes}
    return found | ({"jointly": bodies} if bodies else {})


def _done(docket: Docket, proposal: Proposal, who: Actor, value: Mapping[str, Any], needs: Needs) -> Act:
    """Do what was proposed, now that all have signed."""
    # It happens now, with the last signature, unless it was written down as something that happened before.
    at = min(datetime.fromisoformat(value["at"]), clock.now()) if value["late_reason"] else clock.now()
    step = proposal.step
    if step.startswith(NOTE):
        note = step.removeprefix(NOTE)
        if signed := signed_notes.of(note):
            if signed.still_holds is not None:
                signed.still_holds(docket, proposal.length)
            return signed.write(docket=docket, by=who, needs=needs)
        people = {_free(docket, key): identity for key, identity in needs.people.items()}
        return steps.take_note(docket=docket, note=note, by=who, at=at, needs=replace(needs, people=people))
    if docket.kind == OPENING:
        kind = rulebooks.adopted(docket.rulebook_id).kind
        return steps.open_docket(kind=kind, step=step, by=who, at=at, needs=needs, prepared=docket)
    return steps.take_step(docket=docket, step=step, by=who, at=at, needs=needs)


def _free(docket: Docket, key: str) -> str:
    """Return a local key that is still free: another party may have come in since."""
    used, letter, n = set(docket.person_keys.values_list("key", flat=True)), key[0], 0
    while key in used:
        n += 1
        key = f"{letter}{n}"
    return key


def told(proposal: Proposal, value: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the signatures and votes there are, as the log tells of them, whoever proposed it first. Raises
    Broken where it does not: then somebody has written into the tables."""
    kinds = (PROPOSED, SIGNED, VOTED)
    acts = list(RecordAct.objects.filter(kind__in=kinds, payload__proposal=proposal.pk))
    by = {(act.kind, act.payload["by"]): act for act in acts if act.payload["words"] == words(value)}
    wanted = [(PROPOSED, proposal.key, "", "")]
    for row in proposal.signatures.exclude(signed_at=None).order_by("pk"):
        wanted.append((VOTED if row.votes else SIGNED, row.key, row.role, row.vote))
    found = []
    for kind, key, role, vote in wanted:
        act = by.get((kind, key))
        if act is None or act.payload.get("vote", "") != vote:
            raise Broken(
                "What is to be signed here, or a signature on it, is not what the record tells of. "
                "Nothing was signed. Run `dueprocess record verify-state`."
            )
        at = roster.moment(act.recorded_at)
        found.append({"by": key, "as": role, "at": at, "login": act.payload["login"]})
        if vote:
            found[-1]["vote"] = vote
    return found


@transaction.atomic
def decline(*, proposal: Proposal, by: Actor, reason: str) -> None:
    """Refuse to sign, with a reason that whoever proposed it can read. The proposal ends."""
    preparing.reason_given(reason)
    proposal, mine = _waiting(proposal, by)
    assert by.person is not None
    vault, salt = Vault.of(proposal.docket), keys.salt()
    written = entries.normal({"reason": reason, "salt": salt.hex()})
    mine.sealed = vault.seal(written, f"{place(proposal.docket, proposal.step)}/{mine.pk}")
    mine.save(update_fields=["sealed"])
    proposal.ended_at = clock.now()
    proposal.save(update_fields=["ended_at"])
    record.bind(DECLINED, bound(proposal, by.person) | {"words": entries.commit_field(written, salt).hex()})


def content(proposal: Proposal, vault: Vault) -> dict[str, Any]:
    """What the act would carry."""
    value: dict[str, Any] = vault.open(bytes(proposal.sealed), place(proposal.docket, proposal.step))
    return value


def declined(proposal: Proposal, vault: Vault) -> Mapping[str, str]:
    """Who declined, by local key, and why."""
    where = place(proposal.docket, proposal.step)
    return {
        row.key: str(vault.open(bytes(row.sealed), f"{where}/{row.pk}")["reason"])
        for row in proposal.signatures.all()
        if row.sealed is not None
    }


def _waiting(proposal: Proposal, by: Actor) -> tuple[Proposal, Signature]:
    Docket.objects.locked(proposal.docket_id)
    found = Proposal.objects.select_related("docket").get(pk=proposal.pk)
    tag = person_tag(by.person.pk) if by.person else ""
    asked = found.signatures.filter(tag=tag, signed_at=None, sealed=None, votes=False)
    mine = asked.first() if tag else None
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
    """Return who stands behind a local key among those who need no part: who decide on access or on legal
    holds, or oversee."""
    powers = (Power.SET_ACCESS, Power.OVERSEE, Power.HOLD)
    held = Grant.objects.running(clock.now().date()).filter(power__in=powers)
    return next((pk for pk in held.values_list("person", flat=True) if vault.local(pk) == key), None)


def place(docket: Docket, step: str) -> str:
    """Return what the words of a proposal are sealed for."""
    return f"proposal/{docket.pseudonym}/{step}"


__all__ = [
    "bound",
    "content",
    "decline",
    "declined",
    "propose",
    "propose_note",
    "sign",
    "told",
    "words",
]
