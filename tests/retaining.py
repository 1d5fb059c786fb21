"""What tests of retention share: rules with a short way to the end, a schedule for them, cases closed on a
day, and people who hold, erase and oversee."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from typing import Any

import pytest

from dueprocess.docket.actions import take_step
from dueprocess.docket.actions.erasure_lists import SEEN_FOR, settle_erasure
from dueprocess.docket.actions.register_lists import settle_people
from dueprocess.docket.models import Docket, ErasureList, RegisterList
from dueprocess.docket.models.retention import Going
from dueprocess.kit import clock
from dueprocess.people import actions as register
from dueprocess.people.models import Person, Power
from dueprocess.rules import actions as rules
from dueprocess.rules.models import ScheduleVersion
from tests import world

RULES = (
    world.EXAMPLE.read_text()
    + """
[facts]
kind = { title = "What it is about", choices = ["safety", "money", "other"] }
[steps.shut]
title = "Refuse"
clause = "9"
stage = "received"
by = ["secretary"]
may_record = ["kind"]
leads_to = "closed"
logged_as = "refused"
[steps.reopen]
title = "Open it again"
clause = "10"
stage = "closed"
by = ["secretary"]
again = true
sends_back = "received"
logged_as = "reopened"
"""
)
SCHEDULE = """
[schedule]
id = "example_retention"
version = "1"
title = "How long files are kept"
language = "en"
timezone = "Europe/London"
rulebook = "example"
[classes.plain]
title = "Without a sanction"
reason = "To answer if somebody asks."
clause = "12"
when = { sanctioned = false }
keep = "2 years"
[classes.suspended]
title = "Suspension"
reason = "It counts while it lasts."
when = { sanction = "suspension" }
keep = "1 year"
after = "end of sanctions"
review = "5 years"
[classes.safety]
title = "Safety, or a child"
reason = "Safeguarding."
when = [{ facts = { kind = "safety" } }, { minor = true }]
keep = "10 years"
then = "review"
[classes.register]
title = "From an earlier register"
reason = "Its dates were entered by others."
when = { imported = true }
keep = "2 years"
then = "review"
[classes.mail]
title = "Messages"
reason = "In case somebody asks."
of = "message"
keep = "6 months"
[classes.plans]
title = "Plans"
reason = "Accountability."
of = "plan"
keep = "3 years"
"""
ERASERS = ("owner", "elder_1", "overseer")
"""Who may erase: the secretary, an elder, and whoever oversees."""
HOLDERS = ("owner", "elder_2")
"""Who may put legal holds and lift them."""

DIRECT = frozenset({"docket.erasure_lists", "register.erasure_lists"})
"""The checks that name what tests of erasing itself do: they erase without a list, as no door does."""


def adopt(text: str = SCHEDULE, **more: Any) -> ScheduleVersion:
    """Adopt a retention schedule on the server."""
    given = {"adopted_by": "General assembly", "adopted_on": world.ADOPTED, "by": None} | more
    return rules.adopt_schedule(text=text, **given)


def next_one(was: str, now: str) -> str:
    """Return a further version of the schedule, in which something was changed."""
    assert was in SCHEDULE
    return SCHEDULE.replace('version = "1"', 'version = "2"').replace(was, now)


def people(built: world.World) -> None:
    """Give the cast what they need to hold and to erase."""
    for names, power in ((ERASERS, Power.ERASE), (HOLDERS, Power.HOLD)):
        for name in names:
            register.grant(person=built[name], power=power, by=None, reason="Assembly", from_on=world.ADOPTED)


def federation() -> world.World:
    """Build the federation under these rules, its schedule adopted a day before `world.MONDAY`."""
    built = world.federation(RULES)
    people(built)
    adopt()
    return built


@pytest.fixture
def scene(db: None) -> Iterator[world.World]:
    """The federation on `world.MONDAY`, when nothing is closed yet. A file of tests gives it the name by
    which its tests ask for it: `federation = retaining.scene`."""
    with clock.frozen(world.later(days=-1)):
        built = federation()
    with clock.frozen(world.MONDAY):
        yield built


def shut(built: world.World, at: datetime = world.MONDAY, kind: str = "") -> Docket:
    """Return a case that came in at a moment and was refused an hour later."""
    with clock.frozen(at):
        docket = world.open_case(built, at=at).docket
    needs = world.Needs(act={"facts": {"kind": kind}} if kind else {})
    with clock.frozen(at + timedelta(hours=1)):
        take_step(docket=docket, step="shut", by=built.actor("owner"), at=clock.now(), needs=needs)
    return world.fresh(docket)


def agree(row: ErasureList, by: Person, **more: Any) -> ErasureList:
    """Agree to a list as soon as somebody can."""
    with open_for_long(row):
        return settle_erasure(proposal=row.pk, agree=True, by=by, **more)


def agree_people(row: RegisterList, by: Person, **more: Any) -> RegisterList:
    """Agree to a list of people as soon as somebody can."""
    with open_for_long(row):
        return settle_people(proposal=row.pk, agree=True, by=by, **more)


def open_for_long(row: Going) -> AbstractContextManager[Any]:
    """The first moment, from now on, at which a list can be agreed to."""
    return clock.frozen(max(clock.now(), row.recorded_at + SEEN_FOR))
