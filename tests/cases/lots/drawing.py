"""The example's rules, in which a handler and a small panel are drawn by lot; and drawing, step by step."""

from __future__ import annotations

from typing import Any

from dueprocess.cases.actions import declare_conflict
from dueprocess.cases.lots import actions
from dueprocess.docket.actions import take_step
from dueprocess.docket.models import Act, Docket
from dueprocess.docket.needs import Needs
from dueprocess.docket.sealing import Vault
from dueprocess.kit import clock
from tests import declaring, world
from tests.cases.audits.auditing import published

RULES = declaring.RULES.replace('chosen = "rota", declares = true', 'chosen = "lot"')
DECLARING = declaring.RULES.replace('chosen = "rota"', 'chosen = "lot"')
POOL = declaring.HANDLERS
"""Who can be handler, as the register has its order."""


def keys(docket: Docket, here: world.World, *names: str) -> list[str]:
    """Their local keys."""
    return [Vault.of(docket).local(here[name].pk) for name in names]


def announce(here: world.World, docket: Docket, by: str = "owner", **more: Any) -> Act:
    """Announce that the handler is drawn."""
    return actions.announce(docket=world.fresh(docket), role="handler", by=here.actor(by), **more)


def draw(here: world.World, docket: Docket, by: str = "owner") -> Act:
    """Publish the record and draw."""
    published()
    return actions.draw(docket=world.fresh(docket), role="handler", by=here.actor(by))


def drawn(here: world.World, docket: Docket) -> list[str]:
    """Announce and draw; who came up, by the names of the cast."""
    announce(here, docket)
    order = draw(here, docket).facts["order"]
    names = dict(zip(keys(docket, here, *here.people), here.people, strict=True))
    return [names[key] for key in order]


def name(here: world.World, docket: Docket, who: str, reasons: str = "") -> Act:
    """Appoint the handler, as the secretary does."""
    content = {"reasons for the choice": reasons} if reasons else {}
    with_ = {"with": ["reasons for the choice"]} if reasons else {}
    needs = Needs(act={"appoints": {"handler": keys(docket, here, who)}, **with_}, content=content)
    by = here.actor("owner")
    return take_step(docket=world.fresh(docket), step="name_handler", by=by, at=clock.now(), needs=needs)


def conflicted(here: world.World, docket: Docket, who: str) -> None:
    """Somebody of the pool declares what binds them."""
    declare_conflict(
        docket=world.fresh(docket),
        who=keys(docket, here, who)[0],
        ground="family",
        by=here.actor(who),
        text="x",
    )
