"""Who was there, the duty to report and what each did about it; who knew what since when."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import DatabaseError

from dueprocess.cases import actions as cases
from dueprocess.cases.witnesses import actions, extracts
from dueprocess.cases.witnesses.actions import Seen
from dueprocess.cases.witnesses.knew import knew
from dueprocess.cases.witnesses.reading import Did, Knows
from dueprocess.core.errors import Malformed, Refused
from dueprocess.docket import verify, wall
from dueprocess.docket.actions import take_step
from dueprocess.docket.extracts.opened import opened
from dueprocess.docket.models import Act, Docket
from dueprocess.docket.needs import Actor, PartyIdentity
from dueprocess.docket.sealing import Vault
from dueprocess.kit import clock
from tests import world
from tests.docket import conftest as failing

pytestmark = pytest.mark.django_db
entries_fail = failing.entries_fail
DUTY = world.EXAMPLE.read_text().replace(
    "[rulebook]\n", '[rulebook]\nreport_within = "3 working days"\nreporters = ["secretary"]\n', 1
)
FRIDAY = date(2026, 2, 27)


@pytest.fixture
def federation(db: None) -> world.World:
    with clock.frozen(world.later(days=-1)):
        return world.federation(DUTY)


@pytest.fixture
def docket(federation: world.World) -> Docket:
    made = world.open_case(federation).docket
    with clock.frozen(world.MONDAY):
        take_step(docket=made, step="acknowledge", by=federation.actor("owner"), at=clock.now())
    return world.fresh(made)


@pytest.fixture(autouse=True)
def _monday() -> object:
    with clock.frozen(world.MONDAY + timedelta(hours=2)):
        yield


def note(here: world.World, docket: Docket, **more: object) -> Act:
    given = {name: more.pop(name) for name in ("witness",) if name in more}
    by = here.actor(str(more.pop("by", "owner")))
    seen = Seen(**({"knows": Knows.HEARD, "since": clock.now().date()} | more))  # type: ignore[arg-type]
    return actions.note(docket=docket, seen=seen, by=by, **given)  # type: ignore[arg-type]


def lines(docket: Docket) -> tuple[extracts.WitnessLine, ...]:
    return extracts.of(opened(world.fresh(docket)))


@pytest.mark.both
def test_who_has_the_duty_reports_in_time_or_not(federation: world.World, docket: Docket) -> None:
    since = clock.now().date() - timedelta(days=7)
    owner = Vault.of(docket).local(federation["owner"].pk)
    made = note(federation, docket, who=owner, since=since, words="Stood at the ZOETROPE.")
    assert (made.facts["who"], "ZOETROPE" in str(made.facts)) == (owner, False)
    note(federation, docket, name="A Neighbour", knows=Knows.SAW)
    [officer, other] = lines(docket)
    assert (officer.officer, officer.duty, officer.state, officer.barred) == (True, True, "missed", False)
    assert officer.report_by is not None
    assert officer.report_by > since
    assert (other.name, other.duty, other.state, other.meant) == ("A Neighbour", False, "", "")
    # whoever is named like somebody who works on the case may be them
    note(federation, docket, name=federation["second"].shown_name)
    assert lines(docket)[2].meant == Vault.of(docket).local(federation["second"].pk)
    actions.did(docket=docket, witness="w1", did=Did.REPORTED, on=since, by=federation.actor("owner"))
    assert lines(docket)[0].state == "kept"
    assert [each.said for each in lines(docket)[0].deeds] == ["They reported it"]
    assert [str(each) for each in verify.one(world.fresh(docket))] == []


def test_what_is_entered_anew_counts_and_nobody_stands_there_twice(
    federation: world.World, docket: Docket
) -> None:
    note(federation, docket, person=federation["respondent"])
    assert lines(docket)[0].party
    with pytest.raises(Refused, match="already"):
        note(federation, docket, who=lines(docket)[0].who)
    note(federation, docket, witness="w1", who=lines(docket)[0].who, since=FRIDAY, knows=Knows.SAW)
    [line] = lines(docket)
    assert (line.since, line.knows, len(line.entries)) == (FRIDAY, "They saw it", 2)
    for wrong in ({}, {"name": "A", "who": "R1"}, {"name": "A", "since": date(2099, 1, 1)}, {"who": "O12"}):
        with pytest.raises(Malformed):
            note(federation, docket, **wrong)
    with pytest.raises(Refused):
        note(federation, docket, name="A", by="stranger")
    for on in (date(2099, 1, 1), FRIDAY - timedelta(days=1)):
        with pytest.raises(Malformed):
            actions.did(docket=docket, witness="w1", did=Did.SPOKE, on=on, by=federation.actor("owner"))
    with pytest.raises(Refused, match="no such person"):
        actions.did(docket=docket, witness="w9", did=Did.SPOKE, on=FRIDAY, by=federation.actor("owner"))


def test_nothing_is_half_written(
    federation: world.World, docket: Docket, entries_fail: Callable[[], None]
) -> None:
    before = Act.objects.filter(docket=docket).count()
    entries_fail()
    with pytest.raises(DatabaseError):
        note(federation, docket, name="A Neighbour")
    assert Act.objects.filter(docket=docket).count() == before


def test_who_knew_what_since_when(federation: world.World, docket: Docket) -> None:
    owner = federation.actor("owner")
    note(federation, docket, name="A Neighbour", since=FRIDAY, knows=Knows.SAW)
    cases.add_party(
        docket=docket, identity=PartyIdentity(kind="witness", name="Wim"), by=owner, reason="Was there."
    )
    cases.send_message(docket=docket, by=owner, text="Please write.", to=["W1"])
    cases.add_information(docket=docket, by=Actor(key="C1"), text="More.")
    wall.open(docket.number, federation["second"], "why", what="case")
    with_looks = knew(opened(world.fresh(docket), viewer=owner), looks=True)
    by_name = {each.name: [trace.what for trace in each.traces] for each in with_looks.people}
    assert with_looks.people[0].name == "A Neighbour"
    assert with_looks.people[0].left == 0
    assert by_name["A Neighbour"] == ["They saw it"]
    assert by_name["Wim"] == ["Was written to"]
    assert by_name[federation["second"].shown_name] == ["Opened the case"]
    without = knew(opened(world.fresh(docket), viewer=owner), looks=False)
    assert federation["second"].shown_name not in {each.name for each in without.people}
