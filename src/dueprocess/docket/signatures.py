"""Checking second signatures against the record: what was proposed, who signed it, when and by whose login.

Nobody has signed but by an act of the record (`actions.proposals`), and no act of a docket says that
somebody has signed it of whom the record does not say so.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dueprocess.core.errors import Broken
from dueprocess.docket import house, roster
from dueprocess.docket.actions import in_writing, proposals
from dueprocess.docket.models import Act, Proposal, Signature
from dueprocess.docket.sealing import Vault
from dueprocess.ledger import state
from dueprocess.ledger.models import RecordAct

Told = dict[str, RecordAct]


@state.check("docket.signatures")
def signatures() -> Iterator[str]:
    """Proposals, signatures and refusals to sign are those of the record, and acts name no others."""
    told: dict[int, dict[str, Told]] = {}
    kinds = (
        proposals.PROPOSED, proposals.SIGNED, proposals.DECLINED, proposals.VOTED,
        in_writing.OBJECTED, in_writing.ENDED,
    )  # fmt: skip
    for act in RecordAct.objects.filter(kind__in=kinds).order_by("pk"):
        by_kind = told.setdefault(act.payload["proposal"], {})
        by_kind.setdefault(act.kind, {})[act.payload["by"]] = act
    every = Proposal.objects.select_related("docket").prefetch_related("signatures").order_by("pk")
    held = {}
    for proposal in every.iterator(chunk_size=200):
        mine = told.pop(proposal.pk, {})
        held[proposal.pk] = mine
        for what in _one(proposal, mine):
            yield f"docket {proposal.docket.number}, proposal {proposal.pk}: {what}"
    for pk in sorted(told):
        yield f"proposal {pk} is gone, and the record tells of it"
    yield from _acts(held)


def _one(proposal: Proposal, told: dict[str, Told]) -> Iterator[str]:
    first = told.get(proposals.PROPOSED, {}).get(proposal.key)
    if first is None:
        yield "the record does not tell that it was made"
        return
    said, rows = first.payload, list(proposal.signatures.all())
    if (said["c"], said["step"], first.recorded_at) != (
        proposal.docket.pseudonym, proposal.step, proposal.made_at
    ):  # fmt: skip
        yield "it is about something else, or was made at another time, than the record says"
    if sorted(map(tuple, said["signers"])) != sorted((row.key, row.role) for row in rows if not row.votes):
        yield "others are asked to sign than the record says"
    if sorted(map(tuple, said.get("voters", ()))) != sorted((row.key, row.role) for row in rows if row.votes):
        yield "others are asked to vote than the record says"
    until = roster.moment(proposal.until_at) if proposal.until_at is not None else None
    if said.get("until") != until:
        yield "it can be voted on until another moment than the record says"
    if proposal.docket.key_wrapped is not None:
        try:
            value = proposals.content(proposal, Vault.of(proposal.docket))
            if proposals.words(value) != said["words"]:
                yield "its words are not those that were proposed"
        except Broken as error:
            yield str(error)
    yield from _voted(proposal, rows, told, said["words"])
    signed = told.get(proposals.SIGNED, {})
    for row in rows:
        if row.votes:
            continue
        act = signed.get(row.key)
        if row.signed_at is not None and (
            act is None
            or (act.recorded_at, act.payload["as"], act.payload["words"])
            != (row.signed_at, row.role, said["words"])
        ):
            yield f"the record does not tell that {row.key} signed it as it stands here"
        if row.signed_at is None and act is not None:
            yield f"{row.key} has signed it, and it does not say so"
        if (row.sealed is not None) != (row.key in told.get(proposals.DECLINED, {})):
            yield f"whether {row.key} declined is not as the record says"


def _voted(proposal: Proposal, rows: list[Signature], told: dict[str, Told], words: str) -> Iterator[str]:
    """Each vote and objection is that of the record."""
    votes, objections = told.get(proposals.VOTED, {}), told.get(in_writing.OBJECTED, {})
    ended = told.get(in_writing.ENDED, {}).get("")
    if (proposal.sealed_why is not None) != (ended is not None):
        yield "whether it ended without effect is not as the record says"
    for key in {row.key for row in rows if row.votes}:
        mine = [row for row in rows if row.votes and row.key == key]
        act, against = votes.get(key), objections.get(key)
        for row in mine:
            objected = row.vote == "objected"
            if objected != (against is not None and against.payload["as"] == row.role):
                yield f"whether {key} objected is not as the record says"
            elif objected:
                assert against is not None
                if against.recorded_at != row.signed_at:
                    yield f"{key} objected at another time than the record says"
            elif (row.vote, row.signed_at) != (
                (act.payload["vote"], act.recorded_at) if act is not None else ("", None)
            ):
                yield f"the record does not tell that {key} voted as it stands here"
            if (row.sealed is not None) != objected:
                yield f"the reason of {key} is not as the record says"
        if act is not None and act.payload["words"] != words:
            yield f"{key} voted on something else"


def _acts(held: dict[int, dict[str, Told]]) -> Iterator[str]:
    for act in Act.objects.filter(introduces__has_key=house.SIGNED).select_related("docket").order_by("pk"):
        where = f"docket {act.docket.number} act {act.n}"
        said: dict[str, Any] = act.introduces[house.SIGNED]
        told = held.get(said["proposal"], {})
        for place, each in enumerate(said["by"]):
            kind = proposals.VOTED if each.get("vote") else proposals.SIGNED
            found = told.get(kind if place else proposals.PROPOSED, {}).get(each["by"])
            if found is None or (found.payload["login"], found.payload["words"]) != (
                each["login"], said["words"]
            ):  # fmt: skip
                yield f"{where}: the record does not tell that {each['by']} signed it"
            elif roster.moment(found.recorded_at) != each["at"]:
                yield f"{where}: {each['by']} signed it at another time"
            elif found.payload.get("vote", "") != each.get("vote", ""):
                yield f"{where}: {each['by']} voted otherwise"
