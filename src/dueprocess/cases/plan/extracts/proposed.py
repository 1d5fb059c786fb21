"""What waits for signatures in a plan, beside what is said of every proposal. The wall comes first."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from dueprocess.cases.plan.projector import COUNT
from dueprocess.docket import extracts as dockets
from dueprocess.docket import wall
from dueprocess.docket.actions import proposals
from dueprocess.docket.extracts import ProposalLine
from dueprocess.docket.models import Docket, Proposal
from dueprocess.docket.models.dockets import OPENING, PLAN
from dueprocess.docket.sealing import Vault
from dueprocess.people.models import Person


def proposed_count(proposal: Proposal) -> Mapping[str, int | date] | None:
    """Return the numbers that would be written down, as they were counted when it was proposed (`on`: that
    day); None where nothing was counted."""
    value = proposals.content(proposal, Vault.of(proposal.docket))
    found = value["introduces"].get(COUNT)
    return None if found is None else {**found, "on": date.fromisoformat(found["on"])}


def beginnings(person: Person) -> tuple[ProposalLine, ...]:
    """Return the plans whose beginning waits for signatures, of which this person may read."""
    waiting = Proposal.objects.filter(ended_at=None, docket__kind=OPENING, docket__rulebook__kind=PLAN)
    rows = Docket.objects.filter(pk__in=waiting.values("docket")).order_by("pk")
    return tuple(line for row in rows if wall.sees(row, person) for line in dockets.waiting(row))
