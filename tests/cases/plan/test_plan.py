"""The start-up plan by its actions: what counts as carried in, what is not done, days promised and kept."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from dueprocess.cases.plan import actions, extracts, questions
from dueprocess.cases.plan.actions import Day, Taken
from dueprocess.cases.plan.models import (
    CLOSING,
    Conflict,
    Found,
    Looked,
    Promise,
    Suspension,
    Urgency,
    WeekCount,
)
from dueprocess.core.errors import Malformed, Refused
from dueprocess.docket import verify, wall
from dueprocess.docket.actions import rebuild, take_step
from dueprocess.docket.models import Act, Docket
from dueprocess.docket.needs import Needs
from dueprocess.kit import clock
from dueprocess.rules import rulebooks
from tests import world

CLOSE = 'close = { title = "Close", stage = "any", by = ["secretary"], leads_to = "closed" }\n'
RULES = world.EXAMPLE.read_text().replace("decide = {", f"{CLOSE}decide = {{", 1)
"""The example, with a way to close a case at any time."""
START = world.MONDAY + timedelta(days=14)
WHOLE = Taken(
    found=Found.WHOLE, looked=[Looked.MAIL, Looked.PAPER], conflict=Conflict.NONE, suspended=Suspension.NONE
)


@pytest.fixture
def built(db: None) -> Iterator[world.World]:
    """The federation with one case of its own and one that was imported, and a plan that began after both."""
    with clock.frozen(world.later(days=-1)):
        found = world.federation(RULES)
        world.plans(found)
    with clock.frozen(world.MONDAY):
        world.open_case(found)
        world.import_case("12/24", received="2024-11-05", respondents=["Noor Whitlock"])
    with clock.frozen(START):
        world.begin_plan(found)
    with clock.frozen(START + timedelta(hours=3)):
        yield found


def plan() -> Docket:
    found = questions.current()
    assert found is not None
    return found


def native() -> Docket:
    return Docket.objects.get(kind="case", received_at=world.MONDAY)


def imported() -> Docket:
    return Docket.objects.get(kind="case", stage="")


def lacks(built: world.World, who: str = "owner") -> dict[str, set[str]]:
    lines = extracts.carried(plan(), built[who]).lines
    return {line.number: set(line.lacks) for line in lines}


@pytest.mark.both
def test_what_was_received_before_it_is_carried_in_and_lacks_everything(built: world.World) -> None:
    with clock.frozen(START + timedelta(hours=1)):
        later = world.open_case(built, at=START + timedelta(hours=1), summary="A new one.")
    mine, old = native().number, imported().number
    assert lacks(built) == {mine: {"state", "letter", "date"}}  # the old one is of no unit
    assert lacks(built, "overseer") == {
        old: {"state", "owner", "stage", "date"},
        mine: {"state", "letter", "date"},
    }
    assert later.docket.number not in lacks(built, "overseer")
    ticks = questions.ticks(wall.visible_to(built["overseer"]), plan())
    assert (ticks.open, ticks.closed, ticks.lacking["state"], ticks.lacking["stage"]) == (2, 0, 2, 1)
    for name, n in ticks.lacking.items():
        assert extracts.carried(plan(), built["overseer"], lacking=name).count == n


def test_taking_stock_writes_what_is_there_and_says_what_is_wrong(built: world.World) -> None:
    by = built.actor("owner")
    lacking = Taken(
        found=Found.LACKING, looked=[Looked.MAIL], lacking=["Minutes of 3 May", " ", "The reply"],
        conflict=Conflict.FOUND, suspended=Suspension.UNREVIEWED, remarks="Ask the former chair.",
    )  # fmt: skip
    note = actions.take_stock(docket=native(), taken=lacking, by=by)
    assert note.facts["lacking"] == 2
    assert "Minutes" not in str(note.facts)
    assert lacks(built)[native().number] == {"papers", "conflict", "suspended", "letter", "date"}
    lost = replace(WHOLE, found=Found.LOST)
    actions.take_stock(docket=native(), taken=lost, by=by)
    assert lacks(built)[native().number] == {"papers", "letter", "date"}
    actions.take_stock(docket=native(), taken=WHOLE, by=by)
    assert lacks(built)[native().number] == {"letter", "date"}
    assert rebuild.docket(native().pk) == 0
    assert list(verify.one(native())) == []
    for wrong in (
        Taken(found=Found.LACKING, looked=[Looked.MAIL], conflict=Conflict.NONE, suspended=Suspension.NONE),
        Taken(found=Found.WHOLE, looked=[], conflict=Conflict.NONE, suspended=Suspension.NONE),
        Taken(
            found=Found.WHOLE, looked=[Looked.MAIL], lacking=["x"], conflict=Conflict.NONE,
            suspended=Suspension.NONE,
        ),
    ):  # fmt: skip
        with pytest.raises(Malformed):
            actions.take_stock(docket=native(), taken=wrong, by=by)
    for nobody in ("stranger", "overseer"):
        with pytest.raises(Refused, match="no part"):
            actions.take_stock(docket=native(), taken=WHOLE, by=built.actor(nobody))


def test_what_is_urgent_goes_first_and_what_came_on_no_known_day_is_carried_in(built: world.World) -> None:
    overseer, old = built["overseer"], imported()
    third = world.import_case("13/24", received="", respondents=[])
    with clock.frozen(START - timedelta(days=1)):
        younger = world.open_case(built, at=START - timedelta(days=1), summary="Yesterday's.").docket
    oldest = [each.number for each in extracts.carried(plan(), overseer).lines]
    assert set(oldest) == {native().number, old.number, younger.number, third.number}
    for docket, urgency in ((younger, Urgency.FIRST), (native(), Urgency.SOON)):
        actions.take_stock(
            docket=world.fresh(docket), taken=replace(WHOLE, urgency=urgency), by=built.actor("owner")
        )
        assert rebuild.docket(docket.pk) == 0
    lines = extracts.carried(plan(), overseer).lines
    rest = [number for number in oldest if number not in (younger.number, native().number)]
    assert [each.number for each in lines] == [younger.number, native().number, *rest]
    assert [each.urgency for each in lines] == ["first", "soon", "", ""]
    assert questions.ticks(wall.visible_to(overseer), plan()).open == 4


def test_two_who_take_stock_at_once_do_not_write_over_each_other(built: world.World) -> None:
    length = native().length
    actions.take_stock(docket=native(), taken=WHOLE, by=built.actor("owner"), length=length)
    with pytest.raises(Refused) as refused:
        actions.take_stock(docket=native(), taken=WHOLE, by=built.actor("second"), length=length)
    assert refused.value.code == "changed_meanwhile"


def close(built: world.World, at: datetime) -> None:
    with clock.frozen(at):
        take_step(docket=native(), step="close", by=built.actor("owner"), at=at)


def day(on: date, **more: object) -> Day:
    return Day(of=CLOSING, on=on, **more)  # type: ignore[arg-type]


@pytest.mark.both
def test_a_day_is_promised_told_and_changed_with_a_reason(built: world.World) -> None:
    by = built.actor("owner")
    first = day(date(2026, 5, 4), to=["C1"], text="We will close it by 4 May.")
    actions.promise_day(docket=native(), day=first, by=by)
    assert lacks(built)[native().number] == {"state"}  # the message is the letter
    assert Act.objects.filter(docket=native(), name="message").count() == 1
    for wrong, code in (
        (day(date(2026, 5, 4)), "same_day"),
        (day(date(2026, 4, 1), reason="x"), "past_day"),
        (Day(of="acknowledge", on=date(2026, 5, 5)), "no_such_step"),
    ):
        with pytest.raises(Refused) as refused:
            actions.promise_day(docket=native(), day=wrong, by=by)
        assert refused.value.code == code
    with pytest.raises(Malformed):
        actions.promise_day(docket=native(), day=day(date(2026, 6, 1)), by=by)
    with pytest.raises(Malformed):
        actions.promise_day(docket=native(), day=day(date(2026, 6, 1), reason="x", to=["C1"]), by=by)
    actions.promise_day(docket=native(), day=day(date(2026, 6, 1), reason="The witness is away."), by=by)
    lines = extracts.promised(native())
    assert [(each.on, each.became, each.was, each.to) for each in lines] == [
        (date(2026, 6, 1), "running", date(2026, 5, 4), ()),
        (date(2026, 5, 4), "moved", None, ("C1",)),
    ]
    assert rebuild.docket(native().pk) == 0


def became(at: datetime) -> list[str]:
    rows = questions.judged(Promise.objects.all(), at).order_by("act")
    return [row.became for row in rows]


@pytest.mark.parametrize(
    ("closed", "looked", "expected"),
    [
        (None, date(2026, 5, 4), "running"),
        (None, date(2026, 5, 5), "missed"),
        (date(2026, 5, 4), date(2026, 5, 20), "kept"),
        (date(2026, 5, 5), date(2026, 5, 20), "missed"),
    ],
)
@pytest.mark.both
def test_kept_is_what_happened_by_the_end_of_the_day(
    built: world.World, closed: date | None, looked: date, expected: str
) -> None:
    actions.promise_day(docket=native(), day=day(date(2026, 5, 4)), by=built.actor("owner"))
    if closed is not None:
        at = datetime(closed.year, closed.month, closed.day, 20, tzinfo=START.tzinfo)
        close(built, at)
    assert became(datetime(looked.year, looked.month, looked.day, 12, tzinfo=START.tzinfo)) == [expected]


@pytest.mark.parametrize(("on", "first"), [(date(2026, 5, 3), "moved"), (date(2026, 5, 6), "missed")])
def test_another_day_mends_no_day_that_had_passed(built: world.World, on: date, first: str) -> None:
    by = built.actor("owner")
    actions.promise_day(docket=native(), day=day(date(2026, 5, 4)), by=by)
    with clock.frozen(datetime(on.year, on.month, on.day, 12, tzinfo=START.tzinfo)):
        again = day(date(2026, 6, 1), reason="The witness is away.")
        actions.promise_day(docket=native(), day=again, by=by)
        assert became(clock.now()) == [first, "running"]


def test_a_step_that_was_promised_falls_away_when_the_case_ends_first(
    built: world.World,
) -> None:
    [step, *_more] = questions.may_be_promised(rulebooks.get(built.rulebook.pk))
    actions.promise_day(docket=native(), day=Day(of=step, on=date(2026, 5, 4)), by=built.actor("owner"))
    at = START + timedelta(days=2)
    close(built, at)
    assert became(at) == ["fell away"]


@pytest.mark.both
def test_the_week_is_counted_over_all_cases_and_kept_as_it_was(built: world.World) -> None:
    by = built.actor("lead")
    actions.promise_day(docket=native(), day=day(date(2026, 5, 4)), by=built.actor("owner"))
    at = START + timedelta(days=1)
    with clock.frozen(at):
        act = actions.go_on(docket=plan(), step="count", by=by, at=at, needs=Needs())
    close(built, at)
    row = WeekCount.objects.get()
    told = (row.act, row.carried_in, row.closed, row.dated, row.undated, row.promised)
    assert told == (act.n, 2, 0, 1, 1, 1)
    later = START + timedelta(days=8)
    with clock.frozen(later):
        actions.go_on(docket=plan(), step="count", by=by, at=later, needs=Needs())
        assert rebuild.docket(plan().pk) == 0
        assert list(verify.one(plan())) == []
    last = WeekCount.objects.order_by("act").last()
    assert last is not None
    assert (last.carried_in, last.closed, last.undated, last.kept) == (2, 1, 1, 1)
    weeks = extracts.weeks(plan())
    assert [sum(width for _name, _left, width in week.parts) for week in weeks] == [1000, 1000]


def test_in_public_small_numbers_and_what_gives_them_away_are_left_out(built: world.World) -> None:
    assert extracts.public_plans() == ()
    at = START + timedelta(days=1)
    with clock.frozen(at):
        actions.go_on(docket=plan(), step="count", by=built.actor("lead"), at=at, needs=Needs())
    [week] = extracts.public_plans()[0].weeks
    told = (week.carried_in, week.closed, week.dated, week.undated, week.parts)
    assert told == (None, None, None, None, ())
    WeekCount.objects.update(carried_in=70, closed=12, dated=3, undated=55)
    [week] = extracts.public_plans()[0].weeks
    assert (week.carried_in, week.closed, week.open, week.dated, week.undated) == (70, 12, 58, None, None)


def test_one_plan_runs_at_a_time_and_only_whoever_may_begins_it(built: world.World) -> None:
    with pytest.raises(Refused) as refused:
        actions.prepare(by=built["lead"])
    assert refused.value.code == "runs_already"
    at = START + timedelta(hours=4)
    with clock.frozen(at), pytest.raises(Refused):
        actions.go_on(docket=plan(), step="count", by=built.actor("stranger"), at=at, needs=Needs())
    assert extracts.may_begin(built["lead"]) is None


def test_each_office_that_the_rules_name_is_written_to_once(
    built: world.World, mailoutbox: list[object]
) -> None:
    world.log_in(built["overseer"])
    assert actions.tell(plan()) == 1
    assert actions.tell(plan()) == 0
    assert rebuild.docket(plan().pk) == 0
