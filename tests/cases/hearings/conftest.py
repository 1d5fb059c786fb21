"""A case in which a hearing is to be held: a respondent from outside the register, a complainant who is in
it, a committee, and a rulebook that fixes the day with notice."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from dueprocess.cases import actions as cases
from dueprocess.cases.hearings import actions
from dueprocess.cases.hearings.actions import Plan
from dueprocess.cases.models import Via
from dueprocess.docket.actions import deliver, take_step
from dueprocess.docket.hearings import Mode
from dueprocess.docket.models import Act, Docket
from dueprocess.docket.needs import Actor, Needs, PartyIdentity
from dueprocess.docket.sealing import Vault
from dueprocess.kit import clock
from tests import world
from tests.cases.test_ways import VISITOR, give
from tests.remembered import once

RULES = """
[conflicts.soft]
title = "Soft"
grounds = ["knows them"]
bars = ["speak", "vote"]
[conflicts.hard]
title = "Hard"
grounds = ["family"]
bars = ["see", "speak", "vote"]
[facts.hearing]
title = "Day of the hearing"
kind = "date"
notice = "10 working days"
shortest_notice = "3 working days"
clause = "9"
[steps.fix_hearing]
title = "Fix the hearing"
clause = "9"
stage = "reply"
by = ["secretary"]
again = true
records = ["hearing"]
tells = [{ to = ["parties"], letter = "hearing" }, { to = ["public"], letter = "dates" }]
"""
ZONE = ZoneInfo("Europe/London")
DAY = date(2026, 4, 20)
"""Nineteen working days after the Monday of the tests."""
PLACE, LINK = "Example Hall, room 2", "https://meet.example.invalid/abc"
AGENDA = "Both sides are heard."


def at(day: date = DAY, hour: int = 10) -> datetime:
    """An hour as the clock shows it in the organisation's zone."""
    return datetime.combine(day, time(hour), tzinfo=ZONE)


def reporter(here: world.World) -> PartyIdentity:
    """The complainant of the cast, known by the register."""
    return PartyIdentity(kind="complainant", person=here["complainant"].pk, name="Wren Abara")


@once
def scene() -> tuple[world.World, int]:
    """The federation and the case, whose respondent was told and can come in."""
    with clock.frozen(world.later(days=-1)):
        here = world.federation(world.EXAMPLE.read_text() + RULES)
    with clock.frozen(world.MONDAY):
        docket = cases.receive_complaint(
            report=cases.Report(
                summary="Shouted at the meeting.", respondents=[VISITOR], reporter=reporter(here)
            ),
            via=Via.PORTAL, by=Actor(), at=clock.now(), unit=here.club, rulebook=here.rulebook,
        ).docket  # fmt: skip
        for step in ("acknowledge", "send"):
            take_step(docket=docket, step=step, by=here.actor("owner"), at=clock.now())
        give(here, world.fresh(docket))
        deliver(world.fresh(docket))
    return here, docket.pk


@pytest.fixture
def here(db: None) -> Iterator[world.World]:
    built, _docket = scene()
    with clock.frozen(world.MONDAY):
        yield built


@pytest.fixture
def docket(here: world.World) -> Docket:
    return Docket.objects.get(kind="case")


def fix(here: world.World, docket: Docket, day: date = DAY) -> Act:
    """The rulebook's step fixes the day."""
    needs = Needs(act={"facts": {"hearing": day.isoformat()}})
    return take_step(
        docket=world.fresh(docket), step="fix_hearing", by=here.actor("owner"), at=clock.now(), needs=needs
    )


def key(here: world.World, docket: Docket, name: str) -> str:
    """The local key of somebody of the cast who works on the case."""
    return Vault.of(docket).local(here[name].pk)


def complainant(docket: Docket) -> str:
    return docket.parties.get(kind="complainant").key


def plan(here: world.World, docket: Docket, **more: Any) -> Plan:
    """A hearing on the day that was fixed: both sides, two of the committee and the owner."""
    who = ("R1", complainant(docket), *(key(here, docket, name) for name in ("second", "third", "owner")))
    hour = {"from_at": at(), "to_at": at() + timedelta(hours=2)}
    said = {
        "invited": who,
        "mode": Mode.BOTH,
        "place": PLACE,
        "link": LINK,
        "agenda": "Both sides are heard.",
    }
    return Plan(**(hour | said | more))


def set_up(here: world.World, docket: Docket, by: str = "owner", **more: Any) -> Act:
    """Set a hearing on the day that was fixed."""
    return actions.set_up(docket=world.fresh(docket), plan=plan(here, docket, **more), by=here.actor(by))


@pytest.fixture
def listed(here: world.World, docket: Docket) -> Docket:
    """The case with its hearing set."""
    fix(here, docket)
    set_up(here, docket)
    return world.fresh(docket)


COMPANION = PartyIdentity(kind="companion", name="Jo Quill", acts_for="R1")
R1 = Actor(key="R1")
