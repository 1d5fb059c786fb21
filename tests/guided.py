"""What tests of sanctions guidance share: the example's rules, its code and its guidance, adopted, and cases
that are decided by it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from dueprocess.cases import actions as cases
from dueprocess.cases.models import Via
from dueprocess.docket.actions import record_lapses, take_step
from dueprocess.docket.models import Act, Docket
from dueprocess.docket.needs import Actor, Needs, PartyIdentity
from dueprocess.docket.sealing import Vault
from dueprocess.kit import clock
from dueprocess.rules import actions
from dueprocess.rules.models import GuidanceVersion
from tests import world
from tests.core.guidance.wording import CODE, RULES, TEXT

__all__ = ["CODE", "RULES", "TEXT", "adopt", "case", "decide", "end", "told"]

JULY = world.MONDAY + timedelta(days=101)
"""2 July 2026: the quarter after the one in which cases of March end."""
DECIDED = world.later(30)
WARNING = {"sanction": "warning", "on": "R1"}
SHORT = {"sanction": "suspension", "on": "R1", "lasts": "2 months"}
LONG = {"sanction": "suspension", "on": "R1", "lasts": "6 months"}


def adopt(text: str = TEXT, **more: Any) -> GuidanceVersion:
    """Adopt the code that the guidance names, and the guidance, on the server."""
    given: dict[str, Any] = {"adopted_by": "Board", "adopted_on": world.MONDAY.date(), "by": None}
    actions.adopt_code(text=CODE, **(given | more))
    return actions.adopt_guidance(text=text, **(given | more))


def case(built: world.World, *names: str, clause: str = "1") -> Docket:
    """A case against somebody of that name (default: the respondent of the cast), up to its decision."""
    cast = PartyIdentity(kind="respondent", person=built["respondent"].pk, name="Ilse Marchetti")
    accused = [PartyIdentity(kind="respondent", name=name) for name in names] or [cast]
    alleged = cases.Alleged(text="Words", code="conduct", clause=clause, conduct_from=world.ADOPTED)
    with clock.frozen(world.MONDAY):
        docket = cases.receive_complaint(
            report=cases.Report(summary="Shouted.", respondents=accused, allegations=[alleged]),
            via=Via.PORTAL, by=Actor(), at=clock.now(), unit=built.club,
        ).docket  # fmt: skip
    with clock.frozen(world.later(hours=1)):
        return told(built, docket)


def told(built: world.World, docket: Docket) -> Docket:
    """Let the accused have the complaint."""
    docket, sent = world.tell(built, docket), Act.objects.get(docket=docket, name="send")
    for key in docket.parties.filter(kind="respondent").values_list("key", flat=True):
        cases.confirm_receipt(docket=docket, of=sent.n, to=key, by=built.actor("owner"))
    return world.fresh(docket)


def decide(
    built: world.World, docket: Docket, breach: str, *imposed: dict[str, Any], why: str = "", on: str = "R1",
    at: datetime = DECIDED, **more: Any,
) -> Act:  # fmt: skip
    local = Vault.of(docket).local
    votes = [local(built[name].pk) for name in ("conflicted", "second", "third")]
    act = {"as": "committee", "votes": {"for": votes}, "imposes": list(imposed)}
    entry = {"on": on, "breach": breach, "factors": ["sorry"], **more}
    needs = Needs(act=act | {"guided": [entry]}, content={f"departure.{on}": why} if why else {})
    with clock.frozen(at):
        return take_step(
            docket=world.fresh(docket), step="decide", by=built.actor("second"), at=at, needs=needs
        )


def end(built: world.World, docket: Docket, act: Act) -> Docket:
    """Let the decision reach everybody, and the time for an appeal go by."""
    keys = docket.parties.filter(kind__in=("respondent", "complainant")).values_list("key", flat=True)
    with clock.frozen(act.at + timedelta(hours=1)):
        for key in keys:
            cases.confirm_receipt(docket=docket, of=act.n, to=key, by=built.actor("owner"))
    with clock.frozen(act.at + timedelta(days=20)):
        record_lapses(world.fresh(docket))
    found = world.fresh(docket)
    assert not found.is_open
    return found
