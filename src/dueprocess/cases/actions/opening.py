"""Opening a case for the organisation itself, by the step and on the criteria of its rulebook."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from dueprocess.cases.actions.receiving import Alleged, put_in_code
from dueprocess.cases.models import Via
from dueprocess.core.errors import Malformed, Problem
from dueprocess.docket.actions import ask_others, open_docket, waits
from dueprocess.docket.models import Act, Docket, Proposal
from dueprocess.docket.needs import Actor, Needs, PartyIdentity
from dueprocess.kit import keys


def open_own(
    *,
    prepared: Docket,
    step: str,
    by: Actor,
    at: datetime,
    needs: Needs,
    summary: str,
    respondents: Sequence[PartyIdentity] = (),
    alleged: Sequence[Alleged] = (),
) -> Act | Proposal:
    """Open the case that was set aside; where the step needs a second signature, or a body is to decide it in
    writing, propose it instead.

    `needs` is what the step's form gave. The case counts as one complaint of the organisation's own. Raises
    Malformed where nothing is said of what happened, and Refused as `open_docket` does.
    """
    if not summary.strip():
        raise Malformed([Problem("summary", None, "Nothing is said of what happened.", "Write a few words.")])
    people = {f"R{n}": identity for n, identity in enumerate(respondents, 1)}
    rows, texts = put_in_code([(f"R{each.respondent + 1}", each) for each in alleged], at.date())
    act: dict[str, Any] = dict(needs.act) | ({"allegations": rows} if rows else {})
    content: dict[str, Any] = {"summary": summary, **needs.content, **texts}
    entered = {"number": keys.number(), "via": str(Via.OWN), "complainant": "", "anonymous": False}
    whole = replace(needs, act=act, content=content, people=people, register={"k1": entered})
    if waits(whole):
        return ask_others(docket=prepared, step=step, by=by, at=at, needs=whole)
    return open_docket(kind="case", step=step, by=by, at=at, needs=whole, prepared=prepared)
