"""The federation with two registrars, somebody kept away by a measure, and a list of another body."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from dueprocess.docket.actions import take_note, take_step
from dueprocess.docket.models import Docket
from dueprocess.docket.needs import Needs
from dueprocess.docket.sealing import person_tag
from dueprocess.kit import clock
from dueprocess.people import actions as register
from dueprocess.people.models import Power
from dueprocess.standing import actions
from dueprocess.standing.models import Listed, Match, OutsideList
from tests import world
from tests.docket import conftest as failing

RULES = """
[measures]
away = { title = "Staying away", clause = "8", effect = ["membership suspended", "may not attend"], lasts = "3 months", cap = "6 months", scope = ["meetings", "premises"] }
[steps.protect]
title = "Protect"
stage = "received"
by = ["secretary"]
again = true
starts = ["away"]
tells = [{ to = ["respondent"], letter = "away" }]
[steps.lift]
title = "Lift it"
stage = "received"
by = ["elder"]
again = true
lifts = ["away"]
"""  # noqa: E501 (rules are read row by row)
CSV = """key,name,aliases,born_on,number,until_on
7,Noor Whitlock,N. Whitlock|Nur Witlock,1980-02-03,,
8,Ilse Marchetti,,,,
9,Nobody Known,,,,2026-06-30
"""


@pytest.fixture
def federation(db: None) -> Iterator[world.World]:
    with clock.frozen(world.later(days=-1)):
        built = world.federation(world.EXAMPLE.read_text() + RULES)
        for who in ("third", "second"):
            register.grant(
                person=built[who], power=Power.STANDING, by=None, reason="Elected", from_on=world.ADOPTED
            )
    with clock.frozen(world.MONDAY):
        yield built


entries_fail = failing.entries_fail


def kept_away(federation: world.World, *, days: float = 0, told: bool = True) -> Docket:
    """A case in which the respondent is kept away from so many days after Monday on, for three months; they
    were told so by post."""
    with clock.frozen(world.later(days)):
        docket = world.open_case(federation, at=clock.now()).docket
        needs = Needs(
            act={"starts": [{"measure": "away", "on": "R1", "scope": ["meetings"]}]},
            content={"letter": "Stay away for now."},
        )
        take_step(docket=docket, step="protect", by=federation.actor("owner"), at=clock.now(), needs=needs)
        if told:
            sent = Needs(act={"of": 2, "to": ["R1"], "by": "post"})
            take_note(
                docket=world.fresh(docket), note="sent", by=federation.actor("owner"), at=clock.now(),
                needs=sent,
            )  # fmt: skip
    return docket


def lifted(federation: world.World, docket: Docket, *, days: float) -> None:
    with clock.frozen(world.later(days)):
        take_step(docket=world.fresh(docket), step="lift", by=federation.actor("elder_1"), at=clock.now())


def listed(federation: world.World, csv: str = CSV, **more: Any) -> OutsideList:
    """A list of another body with one issue taken in: three people, two of them with names of ours."""
    told: dict[str, Any] = {
        "title": "Barred coaches", "body": "League of Clubs", "basis": "Statute 12", "bars": ["speaking"],
        "purpose": "Nobody barred there speaks here", "scope": ["platforms"], "expires_on": date(2026, 12, 1),
    }  # fmt: skip
    row = actions.make_list(**(told | more), by=federation["third"])
    return taken(federation, row, csv)


def taken(federation: world.World, row: OutsideList, csv: str) -> OutsideList:
    issue = actions.send_issue(pk=row.pk, data=csv.encode(), by=federation["third"])
    actions.take_issue(pk=issue.pk, by=federation["third"])
    return OutsideList.objects.get(pk=row.pk)


def match_of(federation: world.World, who: str) -> Match:
    """The latest match of somebody of the cast."""
    found = Match.objects.filter(tag=person_tag(federation[who].pk)).order_by("pk").last()
    assert found is not None
    return found


def confirmed(federation: world.World, who: str, by: str = "third") -> Match:
    match = match_of(federation, who)
    return actions.confirm(pk=match.pk, why="Asked them", second="day of birth", by=federation[by])


def there(row: OutsideList) -> int:
    """How many are on a list now."""
    return Listed.objects.filter(list=row, withdrawn_at=None).count()
