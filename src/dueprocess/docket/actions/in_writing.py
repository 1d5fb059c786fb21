"""Decisions in writing: a member proposes one, each who may vote votes or objects under their own login, and
when the time to object is over it is taken with the votes there are. An objection ends it: it takes a
meeting.

Nobody votes for anybody else. What is proposed, each vote and each objection is bound to the log as it comes,
as signatures are (`proposals`). Whether a body may decide so, by which rule and after what time, the engine
says.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from dueprocess.core import engine
from dueprocess.core.engine import Code, Need, NotPermitted
from dueprocess.core.errors import Malformed, Refused
from dueprocess.docket import roster, wall
from dueprocess.docket.actions import proposals
from dueprocess.docket.actions.proposals import Asked, Ready
from dueprocess.docket.models import Act, Docket, Proposal, Signature
from dueprocess.docket.needs import Actor, Needs
from dueprocess.docket.sealing import Vault, person_tag
from dueprocess.kit import clock, keys
from dueprocess.ledger import actions as record
from dueprocess.rules import rulebooks
from dueprocess.tlog import entry as entries

OBJECTED, ENDED = "docket.objected", "docket.ended"
SIDES = ("for", "against", "abstain")


def waits(needs: Needs) -> bool:
    """Tell whether an act waits for others: for their signatures, or for votes in writing."""
    return "in_writing" in needs.act or bool(needs.act.get("countersigned"))


def ask_others(
    *, docket: Docket, step: str, by: Actor, at: datetime, needs: Needs, length: int | None = None
) -> Proposal:
    """Propose a step that `waits`, to those who vote on it in writing, else to those who sign it.

    Raises as `propose_in_writing` and `propose`.
    """
    if "in_writing" in needs.act:
        return propose_in_writing(docket=docket, step=step, by=by, needs=needs, length=length)
    return proposals.propose(docket=docket, step=step, by=by, at=at, needs=needs, length=length)


@transaction.atomic
def propose_in_writing(
    *, docket: Docket, step: str, by: Actor, needs: Needs, length: int | None = None
) -> Proposal:
    """Propose to the body `needs.act["as"]`, and to those that decide with it, to take a step in writing.

    Raises every refusal of `take_step` that no vote and no time could mend, so that nobody is asked about
    what cannot be decided; Refused("stands_still") while a pause keeps the time to object from running.
    """
    at = clock.now()
    ready = proposals.prepare(docket=docket, step=step, by=by, at=at, needs=needs, length=length)
    asked = _voters(ready, step, at)
    sides: dict[str, list[str]] = {}
    for each in asked:
        sides.setdefault(each.role, []).append(each.key)
    tried = dict(ready.tried) | {"in_writing": {"proposed_at": roster.moment(at)}}
    tried["votes"] = {"for": sides.pop(str(needs.act["as"]), [])}
    if sides:
        tried["jointly"] = {body: {"for": members} for body, members in sides.items()}
    until = at
    try:
        engine.decide(rulebooks.LIBRARY, ready.whole.engine(), tried)
    except NotPermitted as error:
        waits = [need for need in error.needs if _is_wait(need)]
        if rest := [need for need in error.needs if not _is_wait(need)]:
            raise NotPermitted(rest[0], tuple(rest), error.version) from error
        if any(need.moment is None for need in waits):
            raise Refused(
                "stands_still", _("A pause keeps the time to object from running."), waits[0].clause
            ) from error
        until = max(need.moment for need in waits if need.moment is not None)
    return proposals.wait(ready, step, by, at, needs, [*ready.signers(needs), *asked], until)


@transaction.atomic
def vote(*, proposal: Proposal, by: Actor, vote: str) -> None:
    """Vote on what was proposed in writing, once: for, against or abstain.

    Raises Refused("not_yours") for somebody who is not asked, ("already_done") for a second vote,
    ("time_over") when the time is over, ("not_able") where they may not vote any more or nobody may abstain,
    and Broken where the log does not tell of what is voted on.
    """
    proposal, mine, value = _asked(proposal, by)
    assert by.person is not None
    if any(row.vote for row in mine):
        raise Refused("already_done", _("You have voted on this."), None)
    if vote not in SIDES:
        raise Malformed([])
    bodies = rulebooks.shown(proposal.docket.rulebook_id).bodies
    if vote == "abstain" and not all(bodies[row.role].abstain for row in mine):
        raise Refused("not_able", _("Nobody may abstain here."), bodies[mine[0].role].clause)
    at = clock.now()
    for row in mine:
        row.vote, row.signed_at = vote, at
        row.save(update_fields=["vote", "signed_at"])
    mark = {"as": [row.role for row in mine], "vote": vote, "words": proposals.words(value)}
    record.bind(proposals.VOTED, proposals.bound(proposal, by.person) | mark, at=at)


@transaction.atomic
def object_to(*, proposal: Proposal, by: Actor, reason: str = "") -> None:
    """Object to deciding this in writing. The proposal ends; whoever proposed it can read why.

    Whoever may vote may object until the time is over, also after they have voted. Raises as `vote`.
    """
    proposal, mine, _value = _asked(proposal, by)
    assert by.person is not None
    at, salt = clock.now(), keys.salt()
    written = entries.normal({"reason": reason, "salt": salt.hex()})
    first = mine[0]
    first.sealed = Vault.of(proposal.docket).seal(
        written, f"{proposals.place(proposal.docket, proposal.step)}/{first.pk}"
    )
    first.vote, first.signed_at = "objected", at
    first.save(update_fields=["vote", "signed_at", "sealed"])
    proposal.ended_at = at
    proposal.save(update_fields=["ended_at"])
    mark = {"as": first.role, "words": entries.commit_field(written, salt).hex()}
    record.bind(OBJECTED, proposals.bound(proposal, by.person) | mark, at=at)


@transaction.atomic
def conclude(proposal: Proposal) -> Act | None:
    """Take what was decided in writing when its time is over and everybody who signs too has signed; None
    before, and where it was not carried or can be done no longer: then it ends, and says why."""
    docket = Docket.objects.locked(proposal.docket_id)
    found = Proposal.objects.select_related("docket").get(pk=proposal.pk)
    if found.ended_at is not None or found.until_at is None or not proposals.complete(found):
        return None
    vault = Vault.of(docket)
    value = proposals.content(found, vault)
    signed = proposals.told(found, value)
    try:
        with transaction.atomic():
            return proposals.finish(found, value, signed)
    except Refused as error:
        salt = keys.salt()
        written = entries.normal({"reason": str(error.reason), "salt": salt.hex()})
        found.sealed_why = vault.seal(written, f"{proposals.place(docket, found.step)}/why")
        found.ended_at = clock.now()
        found.save(update_fields=["sealed_why", "ended_at"])
        mark = {"c": docket.pseudonym, "proposal": found.pk, "by": "", "login": ""}
        words = entries.commit_field(written, salt).hex()
        record.bind(ENDED, mark | {"words": words}, at=found.ended_at)
        return None


def why(proposal: Proposal, vault: Vault) -> str:
    """Return why a decision in writing ended without effect; "" where nobody need say so."""
    if proposal.sealed_why is None:
        return ""
    at = f"{proposals.place(proposal.docket, proposal.step)}/why"
    return str(vault.open(bytes(proposal.sealed_why), at)["reason"])


def _is_wait(need: Need) -> bool:
    return need.code is Code.TOO_EARLY and need.field in ("in_writing", "jointly")


def _voters(ready: Ready, step: str, at: datetime) -> list[Asked]:
    """Return who may vote in the body that decides, and in those that decide with it."""
    act = ready.tried
    state = engine.state(rulebooks.LIBRARY, ready.whole.engine(), at)
    form = engine.form(state, step, act.get("strand"), act.get("outcome"), str(act["by"]))
    sitting = [each for each in form.votes if each.body == act["as"]]
    return [
        Asked(member.id, each.body, True)
        for each in (*sitting, *form.jointly)
        for member in each.members
        if member.votes
    ]


def _asked(proposal: Proposal, by: Actor) -> tuple[Proposal, list[Signature], dict[str, object]]:
    """Return the proposal, locked, with the votes that somebody has or may cast. Raises as `vote`."""
    docket = Docket.objects.locked(proposal.docket_id)
    found = Proposal.objects.select_related("docket").get(pk=proposal.pk)
    vault = Vault.of(docket) if docket.key_wrapped else None
    if by.person is None or vault is None or not wall.sees(docket, by.person):
        raise Refused("not_yours", _("There is nothing here that waits for your vote."), None)
    local, tag = vault.local(by.person.pk), person_tag(by.person.pk)
    mine = list(found.signatures.filter(tag=tag, key=local, votes=True).order_by("pk"))
    if found.ended_at is not None or not mine:
        raise Refused("not_yours", _("There is nothing here that waits for your vote."), None)
    if found.until_at is None or found.until_at <= clock.now():
        raise Refused("time_over", _("The time to vote and to object is over."), None)
    value = proposals.content(found, vault)
    proposals.told(found, value)
    _still_able(docket, vault, found, value, local)
    return found, mine, value


def _still_able(
    docket: Docket, vault: Vault, proposal: Proposal, value: dict[str, object], local: str
) -> None:
    """Raise Refused("not_able") for somebody whom a conflict, or the end of their office, bars now."""
    at = clock.now()
    whole = roster.assemble(docket, vault, at=at)
    act = value["act"]
    assert isinstance(act, dict)
    ready = Ready(whole, (), {**act, "by": proposal.key})
    if local not in {each.key for each in _voters(ready, proposal.step, at)}:
        raise Refused("not_able", _("You may not vote on this any more."), None)
