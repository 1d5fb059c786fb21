"""A measure that must be decided: those who can are warned under My work, oversight sees when nobody does."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from dueprocess.cases import extracts as cases
from dueprocess.docket.actions import rebuild, record_lapses, take_step
from dueprocess.docket.models import Docket, Measure
from dueprocess.docket.needs import Needs
from dueprocess.kit import clock
from dueprocess.people import actions as register
from tests import world
from tests.desk.conftest import signed_in
from tests.desk.working import text

MEASURE = """
[measures]
shield = { title = "Shield", clause = "8", effect = "no contact", lasts = "2 months", cap = "5 months", at_end = "must be decided", holding = "5 working days", reports_to = ["elder"] }
[steps.protect]
title = "Protect"
stage = "received"
by = ["secretary"]
starts = ["shield"]
[steps.go_on]
title = "Go on"
stage = "received"
by = ["elder"]
again = true
continues = ["shield"]
[steps.lift]
title = "Lift"
stage = "received"
by = ["elder"]
again = true
lifts = ["shield"]
"""  # noqa: E501 (rules are read row by row)
OWNER, ELDER, OTHERS = "owner", "elder_1", ("second", "leader", "wrong_unit", "stranger")


@pytest.fixture
def federation(db: None) -> world.World:
    with clock.frozen(world.later(days=-1)):
        built = world.federation(world.EXAMPLE.read_text() + MEASURE)
        who = built["overseer"]
        register.appoint(
            person=who, role="secretary", unit=None, from_on=world.ADOPTED, by=None, reason="Elected"
        )
    return built


@pytest.fixture
def docket(federation: world.World) -> Docket:
    with clock.frozen(world.MONDAY):
        docket = world.open_case(federation).docket
        needs = Needs(act={"starts": [{"measure": "shield", "on": "R1"}]})
        take_step(docket=docket, step="protect", by=federation.actor(OWNER), at=world.MONDAY, needs=needs)
    return docket


def lines(federation: world.World, who: str, at: datetime) -> list[tuple[bool, bool]]:
    with clock.frozen(at):
        return [(each.over, each.late) for each in cases.to_decide(federation[who])]


def test_those_who_decide_and_the_owner_are_warned_and_nobody_else(
    federation: world.World, docket: Docket
) -> None:
    row = Measure.objects.get()
    assert row.until_at is not None
    assert row.warn_on is not None
    assert row.decide_by is not None
    # In London the day after the last one begins at 23:00 UTC.
    assert row.until_at.date() - row.warn_on == timedelta(days=28)
    early = row.until_at - timedelta(days=40)
    warned = row.until_at - timedelta(days=20)
    for who in (OWNER, ELDER):
        assert lines(federation, who, early) == []
        assert lines(federation, who, warned) == [(False, False)], who
    for who in OTHERS:
        assert lines(federation, who, warned) == [], who
    with clock.frozen(warned):
        page = text(signed_in(federation[ELDER]).get("/desk/"))
        assert "Measures that must be decided" in page
        assert "Shield" in page
        assert "until and including" in page
        assert "decide by Mon 1 Jun 2026" in page
        form = text(signed_in(federation[ELDER]).get(f"/desk/cases/{docket.number}/steps/go_on/0/"))
        assert "Now it ends on Sat 23 May 2026: Ilse Marchetti." in form


def test_oversight_sees_what_nobody_decided(federation: world.World, docket: Docket) -> None:
    row = Measure.objects.get()
    assert row.until_at is not None
    assert row.decide_by is not None
    client = signed_in(federation["overseer"])
    with clock.frozen(row.until_at - timedelta(days=1)):
        assert "came to their end undecided" not in text(client.get("/desk/oversight/"))
    after = row.decide_by + timedelta(minutes=1)
    for at, late in ((row.until_at + timedelta(minutes=1), False), (after, True)):
        with clock.frozen(at):
            record_lapses(world.fresh(docket))
            page = text(client.get("/desk/oversight/"))
            assert "Measures that came to their end undecided" in page
            assert docket.number in page
        assert lines(federation, ELDER, at) == [(True, late)]
        with clock.frozen(at):
            case = text(signed_in(federation[OWNER]).get(f"/desk/cases/{docket.number}/"))
        assert "its time was over on Sat 23 May 2026; it goes on until it is lifted or continued" in case
        assert "Its time is over, it goes on until it is decided: Shield" in case
        assert "Ended by itself" not in case
    with clock.frozen(after):
        assert rebuild.docket(docket.pk) == 0
        take_step(
            docket=docket, step="lift", by=federation.actor(ELDER), at=after,
            needs=Needs(act={"for": ["R1"]}),
        )  # fmt: skip
        assert "came to their end undecided" not in text(client.get("/desk/oversight/"))
    assert lines(federation, ELDER, after) == []
