"""Cases counted on month by month: always what counting all of them anew gives; nothing of what is shut."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from dueprocess.cases import extracts, figures
from dueprocess.cases.actions import counting
from dueprocess.cases.models import FlowCount
from dueprocess.core.statistics import periods
from dueprocess.docket.models import Act
from dueprocess.kit import clock
from dueprocess.ledger.models import Head
from tests import world
from tests.cases.imports.test_releases import FIRST, SECOND, bring
from tests.cases.test_splitting import SPLITTING, split, two

pytestmark = pytest.mark.both
ZONE = ZoneInfo("Europe/London")
__all__ = ["bring"]


@pytest.fixture
def federation(db_fresh: None) -> Iterator[world.World]:
    with clock.frozen(world.later(days=-1)):
        built = world.federation()
    with clock.frozen(world.MONDAY):
        yield built


def counted() -> dict[str, list[int]]:
    while counting.count_flow(most=3):  # a few entries at a time: cases are met again and again
        pass
    return dict(FlowCount.objects.get().months)


def anew() -> dict[str, list[int]]:
    """The same by the figures of `stats`."""
    tally, _left_out = figures.tally(ZONE)
    assert tally.span is not None
    flows = tally.flows(periods("month", *tally.span))
    return {
        each.name: [each.received, each.reopened, each.closed, each.split]
        for each in flows
        if each.received or each.reopened or each.closed or each.split
    }


def test_it_is_what_all_cases_give_whatever_comes_of_them(federation: world.World, bring: Any) -> None:
    first = world.open_case(federation).docket
    assert counted() == anew() == {"2026-03": [1, 0, 0, 0]}
    with clock.frozen(world.later(days=1)):
        bring(FIRST, at=world.later(days=1))
        assert counted() == anew()
        assert counted()["2001-08"] == [0, 0, 1, 0]
    with clock.frozen(world.later(days=9)):
        bring(SECOND, at=world.later(days=9))  # days of closing change, are withdrawn and are added
        assert counted() == anew()
        assert "2001-08" not in counted()
        assert counted()["2001-12"] == [0, 0, 1, 0]
    decided = world.decided(federation)
    with clock.frozen(world.later(days=400)):
        assert counted() == anew()
    assert Act.objects.filter(docket__in=[first, decided]).exists()


def test_what_is_split_off_is_counted_when_it_is(db_fresh: None) -> None:
    with clock.frozen(world.MONDAY):
        here = world.federation(SPLITTING)
        docket = two(here).docket
    with clock.frozen(world.later(40)):
        split(here, docket, parties=["R2"])
        assert counted() == anew() == {"2026-03": [1, 0, 0, 0], "2026-05": [0, 0, 0, 1]}
        page = extracts.flow(here["conflicted"], unit="month", at=clock.now())
        assert page is not None
        assert (page.open, page.flows[-1].split, page.flows[-1].carried_out) == (2, 1, 2)
        FlowCount.objects.update(upto=0, months={"2026-03": [0, 0, 0]})  # counted before there were any
        assert counted() == anew()


def test_an_older_backup_and_another_zone_are_counted_from_the_beginning(federation: world.World) -> None:
    world.open_case(federation)
    right = counted()
    size = Head.objects.get().size
    FlowCount.objects.update(upto=size + 5, months={"2026-03": [7, 0, 0]})
    assert counted() == right
    FlowCount.objects.update(zone="Asia/Tokyo", months={"2026-03": [7, 0, 0]})
    assert counted() == right
    assert FlowCount.objects.get().zone == "Europe/London"


def test_a_page_tells_the_flow_but_not_of_a_case_that_is_shut(federation: world.World) -> None:
    at = world.MONDAY
    owner, accused = federation["owner"], federation["respondent"]
    assert extracts.flow(owner, unit="month", at=at) is None  # nothing was counted yet
    world.open_case(federation)
    world.open_case(federation)
    counted()
    page = extracts.flow(owner, unit="month", at=at)
    assert page is not None
    assert (page.flows[-1].name, page.flows[-1].received, page.open) == ("2026-03", 2, 2)
    assert page.ahead is None  # and there is too little to say
    theirs = extracts.flow(accused, unit="month", at=at)
    assert theirs is not None
    assert (theirs.flows[-1].received, theirs.open) == (0, 0)
    world.open_case(federation)  # not counted yet, and so not taken away either
    theirs = extracts.flow(accused, unit="month", at=at)
    assert theirs is not None
    assert (theirs.flows[-1].received, theirs.open) == (0, 0)


def test_periods_reconcile_by_month_and_quarter(federation: world.World, bring: Any) -> None:
    bring(SECOND)
    counted()
    for unit in ("month", "quarter"):
        page = extracts.flow(federation["owner"], unit=unit, at=world.MONDAY)  # type: ignore[arg-type]
        assert page is not None
        assert len(page.flows) == 13
        for each in page.flows:
            assert each.carried_in + each.received + each.reopened == each.closed + each.carried_out
        assert page.flows[-1].carried_out == page.open
        assert page.stock[-1][0] == date(2026, 2, 28)
    assert page.flows[-1].name == "2026-Q1"
    assert timedelta(0) <= world.MONDAY - page.counted_at


def test_two_who_count_at_once_count_once(federation: world.World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.open_case(federation)
    changes = counting._changes

    def meanwhile(*given: Any) -> Any:
        monkeypatch.setattr(counting, "_changes", changes)
        counted()  # somebody else has counted before this one writes
        return changes(*given)

    monkeypatch.setattr(counting, "_changes", meanwhile)
    assert counted() == {"2026-03": [1, 0, 0, 0]}
