"""What a party could give up now: the ways to attack a decision that are open to them.

The wall comes first.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from dueprocess.docket.extracts import telling
from dueprocess.docket.extracts.opened import Opened


@dataclass(frozen=True, slots=True)
class OpenWay:
    """One way of one party: `title` of the step, `decision` which it attacks, `last_day` on which it can
    still be taken (None: nobody can say). `reached`: the decision has reached them."""

    party: str
    name: str
    step: str
    title: str
    clause: str
    decision: str
    last_day: date | None
    reached: bool


def ways(view: Opened, *, key: str = "") -> tuple[OpenWay, ...]:
    """Return the ways that are open, of everybody or of the party of that local key; one for each step."""
    titles = telling.notes()
    acts = {act.n: telling.row(view, act, titles) for act in view.acts}
    found: dict[tuple[str, str], OpenWay] = {}
    for way in view.state.ways:
        if key and way.party != key:
            continue
        step, row = view.rulebook.steps[way.step], acts[way.act]
        days = [
            each.last_day
            for each in view.state.deadlines
            if each.step == way.step and each.person == way.party and each.last_day
        ]
        before = found.get((way.party, way.step))
        found[way.party, way.step] = OpenWay(
            way.party, view.name(way.party), way.step, step.title, step.clause or "",
            ": ".join(part for part in (row.title, row.outcome) if part), max(days, default=None),
            way.reached and (before is None or before.reached),
        )  # fmt: skip
    return tuple(found.values())
