"""Checking second signatures against the record: what was proposed, who signed it, when and by whose login.

Nobody has signed but by an act of the record (`actions.proposals`), and no act of a docket says that
somebody has signed it of whom the record does not say so.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dueprocess.core.errors import Broken
from dueprocess.docket import roster
from dueprocess.docket.actions import proposals
from dueprocess.docket.models import Act, Proposal
from dueprocess.docket.sealing import Vault
from dueprocess.ledger import state
from dueprocess.ledger.models import RecordAct

Told = dict[str, RecordAct]


@state.check("docket.signatures")
def signatures() -> Iterator[str]:
    """Proposals, signatures and refusals to sign are those of the record, and acts name no others."""
    told: dict[int, dict[str, Told]] = {}
    kinds = (proposals.PROPOSED, proposals.SIGNED, proposals.DECLINED)
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
    if sorted(map(tuple, said["signers"])) != sorted((row.key, row.role) for row in rows):
        yield "others are asked to sign than the record says"
    if proposal.docket.key_wrapped is not None:
        try:
            value = proposals.content(proposal, Vault.of(proposal.docket))
            if proposals.words(value) != said["words"]:
                yield "its words are not those that were proposed"
        except Broken as error:
            yield str(error)
    signed = told.get(proposals.SIGNED, {})
    for row in rows:
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


def _acts(held: dict[int, dict[str, Told]]) -> Iterator[str]:
    for act in Act.objects.filter(introduces__has_key=roster.SIGNED).select_related("docket").order_by("pk"):
        where = f"docket {act.docket.number} act {act.n}"
        said: dict[str, Any] = act.introduces[roster.SIGNED]
        told = held.get(said["proposal"], {})
        for place, each in enumerate(said["by"]):
            found = told.get(proposals.SIGNED if place else proposals.PROPOSED, {}).get(each["by"])
            if found is None or (found.payload["login"], found.payload["words"]) != (
                each["login"], said["words"]
            ):  # fmt: skip
                yield f"{where}: the record does not tell that {each['by']} signed it"
            elif roster.moment(found.recorded_at) != each["at"]:
                yield f"{where}: {each['by']} signed it at another time"
