"""The Approach row, made from one act after another of its docket. Must not decide anything."""

from __future__ import annotations

from datetime import date

from dueprocess.cases.approaches.models import Approach
from dueprocess.core.deadlines import period_ends
from dueprocess.core.rulebook.model import NEXT_WORKING_DAY, Period
from dueprocess.core.rulebook.model import Unit as Counts
from dueprocess.docket import house
from dueprocess.docket.actions.rooms import Row, Rows, Written, project
from dueprocess.docket.models import Docket
from dueprocess.docket.models.dockets import APPROACH
from dueprocess.rules import rulebooks

ABOUT = "about_case"
"""What `introduces` names in an act that says which case it is about: its pseudonym."""
FORWARDED = "forwarded"
"""What `introduces` names in an entry that somebody forwarded by mail: the tag of that message."""
WEIGHING = Period(5, Counts.WORKING_DAYS)
"""In how long oversight looks at an entry, a correction or a reply."""
SAID = ("kind", "channel", "lane", "done", "about_what", "told")


@project(APPROACH, into={Approach: ""})
def write(rows: Rows, docket: Docket, act: Written) -> None:
    """Make what one act means for the row of its approach."""
    found = rows.of(Approach)
    if act.name == house.APPROACHED:
        found.append(
            {
                "docket_id": docket.pk,
                "entered_at": act.recorded_at,
                "amended": 0,
                "replied_at": None,
                "forwarded": FORWARDED in act.introduces,
                "mail": act.introduces.get(FORWARDED),
            }
        )
        _say(found[0], docket, act)
        entered = rulebooks.clock(docket.rulebook_id).local_day(act.recorded_at)
        found[0]["late"] = entered > _last_day(docket, NEXT_WORKING_DAY, found[0]["on"])
    elif act.name == house.AMENDED:
        amended = found[0]["amended"] + (not found[0]["forwarded"])
        found[0] |= {"amended": amended, "forwarded": False}
        _say(found[0], docket, act)
    elif act.name == house.ANSWERED:
        found[0]["replied_at"] = act.recorded_at
        _to_weigh(found[0], docket, act)
    elif act.name == house.WEIGHED:
        found[0] |= {"weighed_at": act.recorded_at, "told": act.facts["told"]}


def _say(row: Row, docket: Docket, act: Written) -> None:
    row |= {name: act.facts[name] for name in SAID}
    row |= {"on": date.fromisoformat(act.facts["on"]), "about": act.introduces.get(ABOUT, "")}
    _to_weigh(row, docket, act)


def _to_weigh(row: Row, docket: Docket, act: Written) -> None:
    day = rulebooks.clock(docket.rulebook_id).local_day(act.recorded_at)
    row |= {"weighed_at": None, "weigh_by": _last_day(docket, WEIGHING, day)}


def _last_day(docket: Docket, period: Period, day: date) -> date:
    clock = rulebooks.clock(docket.rulebook_id)
    found = period_ends(clock, period, day=day, at=clock.begins(day)).last_day
    assert found is not None  # nothing stops it
    return found
