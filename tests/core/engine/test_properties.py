"""What must hold whatever happens: pauses, extensions, notes about others, rulebooks with other names."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dueprocess.core.deadlines import Clock, merged, period_ends
from dueprocess.core.engine import Docket, Permission, permitted, state
from dueprocess.core.engine.view import State
from dueprocess.core.rulebook import load
from dueprocess.core.rulebook.model import FirstDay, LastDay, OpenCases, Period, Transition, Unit
from dueprocess.core.workdays import MONDAY_TO_FRIDAY, add_months, workdays
from tests.core.dates.test_chains import RULEBOOK, SENT, act, case
from tests.core.engine.rename import APART, HEADS, Names, names_of, renamed_docket, renamed_rulebook
from tests.core.engine.walk import NAMES, walk
from tests.effort import examples, seeds

BOOKS = {RULEBOOK.hash: RULEBOOK}
DAYS = st.dates(date(2026, 1, 1), date(2027, 12, 31))
LATER = datetime(9000, 1, 1, tzinfo=UTC)
periods = st.builds(Period, st.integers(0, 90), st.sampled_from([Unit.DAYS, Unit.WORKING_DAYS])) | st.builds(
    Period, st.integers(1, 14), st.sampled_from([Unit.WEEKS, Unit.MONTHS])
)
clocks = st.builds(
    Clock,
    st.sampled_from(
        [ZoneInfo(name) for name in ("Europe/London", "America/New_York", "Asia/Kolkata", "UTC")]
    ),
    st.builds(workdays, st.just(MONDAY_TO_FRIDAY), st.frozensets(DAYS, max_size=12)),
    st.sampled_from(FirstDay),
    st.sampled_from(LastDay),
)
spans = st.tuples(DAYS, st.integers(0, 40)).map(lambda each: (each[0], each[0] + timedelta(days=each[1])))


@given(clock=clocks, period=periods, day=DAYS, before=st.lists(spans, max_size=4), extra=spans)
@settings(max_examples=examples(15), deadline=None)
def test_a_pause_never_makes_a_deadline_earlier(
    clock: Clock,
    period: Period,
    day: date,
    before: list[tuple[date, date]],
    extra: tuple[date, date],
) -> None:
    """One pause more, or a longer one, never brings the end forward."""
    at = clock.begins(day)
    without = period_ends(clock, period, day=day, at=at, spans=merged(before))
    with_one = period_ends(clock, period, day=day, at=at, spans=merged([*before, extra]))
    still = period_ends(clock, period, day=day, at=at, spans=merged([*before, (extra[0], None)]))
    assert (with_one.at or LATER) >= (without.at or LATER)
    assert (still.at or LATER) >= (with_one.at or LATER)


@given(
    clock=clocks,
    count=st.integers(1, 60),
    unit=st.sampled_from([u for u in Unit if u != Unit.YEARS]),
    day=DAYS,
)
@settings(max_examples=examples(15), deadline=None)
def test_a_longer_period_never_ends_earlier(clock: Clock, count: int, unit: Unit, day: date) -> None:
    """One more of anything is never less."""
    at = clock.begins(day)
    short = period_ends(clock, Period(count, unit), day=day, at=at)
    longer = period_ends(clock, Period(count + 1, unit), day=day, at=at)
    assert short.at is not None
    assert longer.at is not None
    assert longer.at >= short.at


@given(closed=st.frozensets(DAYS, max_size=30), day=DAYS, count=st.integers(-60, 60))
@settings(max_examples=examples(15), deadline=None)
def test_working_days_as_counted_one_by_one(closed: frozenset[date], day: date, count: int) -> None:
    """The table of ordinals gives what walking from day to day gives."""
    table = workdays(MONDAY_TO_FRIDAY, closed)
    step = timedelta(days=1 if count > 0 else -1)
    at, left = day, abs(count)
    while left:
        at += step
        left -= at.weekday() < 5 and at not in closed
    assert table.add(day, count) == at
    if count > 0:
        assert table.between(day, at) == count


def test_working_days_far_away() -> None:
    """The table grows when somebody asks for a day outside it."""
    table = workdays(MONDAY_TO_FRIDAY, ())
    assert table.add(date(1990, 1, 1), 1) == date(1990, 1, 2)
    assert table.add(date(2150, 1, 1), 1) == date(2150, 1, 2)
    assert table.add(date(2010, 1, 4), -10_000).weekday() < 5
    assert add_months(date(2026, 3, 31), -1) == date(2026, 2, 28)


@given(day=st.integers(0, 9), until=st.dates(date(2026, 4, 1), date(2026, 5, 30)))
@settings(max_examples=examples(12), deadline=None)
def test_an_extension_never_makes_a_deadline_earlier(day: int, until: date) -> None:
    """Whatever new day an act names."""
    given_at = datetime(2026, 3, 28, 9, tzinfo=UTC) + timedelta(days=day)
    received = {"at": "2026-03-27T12:00:00+00:00", "note": "received", "of": 2, "to": ["r1"]}
    more = act(given_at.isoformat(), "more", until=until.isoformat(), deadline="answer")
    at = given_at + timedelta(days=1)
    plain, extended = (
        next(each for each in state(BOOKS, case(*rows), at).deadlines if each.step == "answer")
        for rows in ((SENT, received), (SENT, received, more))
    )
    assert plain.last_day is not None
    assert extended.last_day == max(plain.last_day, until)


NOTES: list[dict[str, Any]] = [
    {"note": "received", "of": 2, "to": ["r1"]},
    {"note": "received", "of": 2, "to": ["c1"]},
    {"note": "consent", "who": "c1", "to": "decide"},
    {"note": "waived", "who": "r1", "of": "answer"},
    {"note": "left", "who": "c1"},
    {"note": "message", "by": "c1", "to": "office"},
    {"note": "information", "by": "r1"},
    {"note": "absent", "who": "s1", "from": "2026-05-01", "to": "2026-05-03"},
]


@given(order=st.permutations(range(len(NOTES))))
@settings(max_examples=examples(12), deadline=None)
def test_notes_about_different_persons_commute(order: list[int]) -> None:
    """At one instant, in whatever order they are numbered, they give the same state."""
    at = "2026-03-27T12:00:00+00:00"
    moment = datetime.fromisoformat("2026-04-02T12:00Z")
    states = [
        state(BOOKS, case(SENT, *({"at": at, **NOTES[index]} for index in each)), moment)
        for each in (order, range(len(NOTES)))
    ]
    one, other = ((x.deadlines, x.facts, x.strands, x.notices, x.standing, x.parties) for x in states)
    assert one == other


def test_a_note_that_names_another_changes_nothing_for_this_one() -> None:
    """The complainant's receipt does not start the respondent's time."""
    moment = datetime.fromisoformat("2026-04-02T12:00Z")
    note = {"at": "2026-03-27T12:00:00+00:00", "note": "received", "of": 2, "to": ["c1"]}
    steps = [each.step for each in state(BOOKS, case(SENT, note), moment).deadlines]
    assert "answer" not in steps


# --- what a state says


Seen = tuple[State, list[Permission]]


def seen(docket: Docket, books: dict[str, Any], at: datetime) -> Seen:
    """A state, and what may be done in it."""
    found = state(books, docket, at)
    return found, permitted(found)


@cache
def gone(name: str, seed: int) -> Docket:
    """A walk, as read."""
    return Docket.parse(walk(name, seed)[1])


@cache
def as_it_was(name: str, seed: int, days: int) -> Seen:
    """A walk so long after its last act, as the rulebook under which it was gone has it."""
    rules, obj = walk(name, seed)
    at = datetime.fromisoformat(obj["acts"][-1]["at"]) + timedelta(days=days)
    return seen(gone(name, seed), {rules.hash: rules}, at)


@cache
def told_as_it_was(name: str, seed: int, days: int) -> tuple[object, ...]:
    """What that state says."""
    return told(as_it_was(name, seed, days))


def told(all_of_it: Seen, names: Names | None = None) -> tuple[object, ...]:
    """What a state says, each name of the rulebook in it exchanged for its other one."""
    found, may = all_of_it

    def new(name: Any) -> Any:
        return names.ids.get(name, name) if names else name

    def answer(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: answer(each) for key, each in value.items()}
        return names.choices.get(value, value) if names and isinstance(value, str) else value

    def letter(name: str | None) -> str | None:
        if names is None or name is None:
            return name
        for measure in found.rulebook.measures:  # the engine's own letters about one
            if name not in names.letters and name.startswith(f"{measure}_"):
                return f"{new(measure)}{name.removeprefix(measure)}"
        return names.letters[name]

    return (
        [
            (
                (each.strand, new(each.step), each.index, new(each.person), each.against),
                (each.event_at, each.last_day, each.due_at, each.state, each.remind_on),
            )
            for each in found.deadlines
        ],
        [(each.name, each.parent, new(each.stage), each.since, each.round) for each in found.strands],
        [
            (new(each.id), each.on, each.begun_at, each.last_day, each.state)
            for each in (*found.measures, *found.sanctions)
        ],
        [(each.kind, new(each.what), each.at, each.strand) for each in found.lapses],
        [(new(each.to), letter(each.letter), each.last_day, each.state) for each in found.notices],
        {new(name): answer(value) for name, value in found.facts.items()},
        {new(name): (each.voting, each.quorum, each.too_few) for name, each in found.bodies.items()},
        sorted(
            ((each.strand, new(each.step), each.who, each.refusal and each.refusal.code) for each in may),
            key=str,  # strands that came to a version at different times are listed after one another
        ),
        (found.final, found.standing),
    )


# --- a version that says the same changes nothing


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("how", ["at once", "at next stage"])
@pytest.mark.parametrize("seed", seeds(1))
def test_a_version_that_says_the_same_changes_nothing(name: str, how: str, seed: int) -> None:
    """Whenever it came: the same stages, dates, powers and standing, and nothing becomes irregular."""
    rules, obj = walk(name, seed)
    same = replace(rules, text=f"{rules.text}\n", transition=Transition(OpenCases(how)), cache={})
    books = {rules.hash: rules, same.hash: same}
    rows, last = obj["acts"], obj["acts"][-1]
    note = {"n": last["n"] + 1, "note": "version", "rulebook": same.hash}
    note |= {"at": rows[len(rows) // 3]["at"], "entered": last.get("entered", last["at"])}
    after = Docket.parse({**obj, "acts": [*rows, note]})
    at = datetime.fromisoformat(last["at"])
    for days in (0, 200):
        assert told(seen(after, books, at + timedelta(days=days))) == told_as_it_was(name, seed, days)
    # Each act is judged as of its own moment: a later one to ask at would judge the same again.
    assert state(books, after, at).irregular == as_it_was(name, seed, 0)[0].irregular


# --- nothing of a rulebook is known to the program


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("seed", seeds(1))
def test_a_rulebook_with_other_names_gives_the_same_case(name: str, seed: int) -> None:
    """Every id, letter and choice replaced by one that means nothing, in text and docket alike."""
    rules, obj = walk(name, seed)
    names = names_of(rules)
    other = load(renamed_rulebook(rules.text, names))
    for table in (*HEADS, *APART):
        assert set(getattr(other, table)).isdisjoint(getattr(rules, table))
    twin = {**renamed_docket(obj, names), "rulebook": other.hash}
    books = {rules.hash: rules, other.hash: other}
    last = datetime.fromisoformat(obj["acts"][-1]["at"])
    for days in (0, 200):
        there = seen(Docket.parse(twin), books, last + timedelta(days=days))
        assert told(as_it_was(name, seed, days), names) == told(there)
