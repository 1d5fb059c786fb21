"""Who may not do what on a day, computed from measures, sanctions and confirmed matches: the same whenever it
is asked, and undone at the instant at which its source is."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dueprocess.core.standing import Source, Status
from dueprocess.docket.actions import rebuild
from dueprocess.kit import clock
from dueprocess.ledger import state
from dueprocess.standing import actions, extracts
from tests import world
from tests.standing.conftest import confirmed, kept_away, lifted, listed

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 3, 23)


def classes(federation: world.World, who: str, on: date) -> set[Status]:
    return {each.status for each in extracts.of(federation[who].pk, on)}


@pytest.mark.both
def test_a_measure_bars_from_its_first_instant_until_it_is_lifted(federation: world.World) -> None:
    docket = kept_away(federation)
    person = federation["respondent"].pk
    found = extracts.of(person, MONDAY)
    assert [(each.status, each.source, each.since, each.until, each.scope) for each in found] == [
        (Status.SUSPENDED, Source.MEASURE, MONDAY, date(2026, 6, 23), ("meetings",)),
        (Status.PREMISES, Source.MEASURE, MONDAY, date(2026, 6, 23), ("meetings",)),
    ]
    assert {each.plain().source for each in found} == {Source.DECISION}, "it reads like anything else"
    assert extracts.of(person, MONDAY - timedelta(days=1)) == ()
    assert extracts.of(federation["complainant"].pk, MONDAY) == ()
    assert set(extracts.in_force(MONDAY)) == {person}
    assert docket.number not in repr(found), "no case"
    lifted(federation, docket, days=10)
    with clock.frozen(world.later(10) - timedelta(microseconds=1)):
        assert classes(federation, "respondent", clock.now().date()) == {Status.SUSPENDED, Status.PREMISES}
    with clock.frozen(world.later(10)):
        assert extracts.of(person, clock.now().date()) == (), "the same instant"
        assert extracts.in_force(clock.now().date()) == {}
        assert classes(federation, "respondent", MONDAY + timedelta(days=9))
        [one, two] = extracts.history(person)
        assert (one.over, two.over, one.standing.until) == (True, True, date(2026, 4, 2))
        assert rebuild.docket(docket.pk) == 0, "made anew it is the same"


@pytest.mark.both
def test_a_day_says_the_same_whenever_it_is_asked(federation: world.World) -> None:
    """As it was computed on each day, and as it is computed of these days at the end; a measure that begins
    later, one that runs out, a match and its list's end change no day before."""
    docket = kept_away(federation, days=3)
    told: dict[date, object] = {}
    asked = [0, 2, 3, 12, 13, 20, 40, 100, 130]
    person = federation["respondent"].pk
    row = listed(federation, expires_on=date(2026, 5, 5))
    for days in asked:
        if days == 12:
            lifted(federation, docket, days=12)
        if days == 20:
            kept_away(federation, days=20)
        with clock.frozen(world.later(days)):
            if days == 13:
                confirmed(federation, "respondent")
        with clock.frozen(world.later(days, hours=13)):
            told[clock.now().date()] = frozenset(
                (each.status, each.source, each.since) for each in extracts.of(person, clock.now().date())
            )
    assert len(set(map(str, told.values()))) > 3
    with clock.frozen(world.later(200)):
        for day, said in told.items():
            now = extracts.of(person, day)
            assert frozenset((each.status, each.source, each.since) for each in now) == said, day
    assert row.pk


@pytest.mark.both
def test_a_confirmed_match_bars_and_ends_with_its_list(federation: world.World) -> None:
    row = listed(federation)
    who = federation["stranger"].pk
    assert extracts.of(who, MONDAY) == (), "the machine bars nobody"
    confirmed(federation, "stranger")
    [found] = extracts.of(who, MONDAY)
    assert (found.status, found.source, found.until) == (Status.SPEAKING, Source.LIST, date(2026, 12, 1))
    with clock.frozen(world.later(253)):
        assert extracts.of(who, date(2026, 12, 1)), "its last day"
    with clock.frozen(world.later(254)):
        assert extracts.of(who, date(2026, 12, 2)) == (), "its expiry ends it"
        assert extracts.of(who, date(2026, 12, 1))
    with clock.frozen(world.later(1)):
        actions.end_list(pk=row.pk, by=federation["third"])
        assert extracts.of(who, clock.now().date()) == ()
        assert not [each for each in state.faults() if each.check.startswith("standing")]


def test_the_cost_does_not_grow(federation: world.World) -> None:
    kept_away(federation)
    everybody = [person.pk for person in federation.people.values()]
    extracts.in_force(MONDAY)
    with CaptureQueriesContext(connection) as one:
        extracts.of(everybody[0], MONDAY)
    with CaptureQueriesContext(connection) as many:
        extracts.many(everybody, MONDAY)
    assert len(one) <= len(many) <= 9
    with CaptureQueriesContext(connection) as all_of_them:
        extracts.in_force(MONDAY)
    assert len(all_of_them) <= 9
