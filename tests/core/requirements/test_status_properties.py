"""What holds of every status: it never depends on when it was worked out nor on what came later; to have
learned more, or to be exempt, makes nothing worse; sets of requirements do not disturb one another."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from typing import Any, TypeVar

from hypothesis import given, settings
from hypothesis import strategies as st

from dueprocess.core.requirements import (
    Book,
    Done,
    Exempt,
    Holding,
    Membership,
    Order,
    Person,
    Referral,
    State,
    because,
    status,
    statuses,
)
from tests.core.requirements.wording import ADOPTED, NORTH, RULEBOOK, TEXT, book, chair, changed, secretary

T = TypeVar("T", Holding, Membership)
FIRST = date(2025, 6, 1)
SHORTER = changed(
    ('renew = "2 years"', 'renew = "1 year"'),
    ('programme = ["fair decisions", "law for all"]', 'programme = "law for all"'),
    ('grace = "1 month"\n', ""),
)
LATER = ADOPTED + timedelta(days=400)
BOOK = book((ADOPTED, TEXT), (LATER, SHORTER))
DAYS = st.integers(0, 1200).map(lambda n: FIRST + timedelta(days=n))
LASTS = st.one_of(st.none(), st.integers(0, 700))


def _span(make: Callable[..., Any]) -> st.SearchStrategy[Any]:
    def made(first: date, lasts: int | None) -> Any:
        return make(from_on=first, until_on=None if lasts is None else first + timedelta(days=lasts))

    return st.builds(made, DAYS, LASTS)


def _secretary(from_on: date, until_on: date | None) -> Holding:
    return replace(secretary(from_on, until_on), title=f"secretary since {from_on}")


HOLDINGS = st.lists(st.one_of(_span(_secretary), _span(chair)), max_size=3).map(tuple)
MEMBERS = st.lists(_span(partial(Membership, line=NORTH)), max_size=2).map(tuple)
NAMES = ("case_handling", "investigation", "fair_decisions", "law_for_all", "welcome", "conduct")
DONE = st.builds(
    lambda programme, on, lasts, voided, revoked: Done(
        programme=programme, on=on,
        until_on=None if lasts is None else on + timedelta(days=lasts),
        voided_on=None if voided is None else on + timedelta(days=voided),
        revoked_on=None if revoked is None else on + timedelta(days=revoked),
    ),
    st.sampled_from(NAMES), DAYS, LASTS, LASTS, st.one_of(st.none(), st.none(), LASTS),
)  # fmt: skip
EXEMPT = st.builds(
    lambda on, lasts, ended: Exempt(
        requirement="committee", ground="illness", from_on=on, until_on=on + timedelta(days=lasts),
        ended_on=None if ended is None else on + timedelta(days=ended),
    ),
    DAYS, st.integers(0, 300), LASTS,
)  # fmt: skip
PEOPLE = st.builds(
    Person,
    holdings=HOLDINGS, memberships=MEMBERS, joined_on=st.one_of(st.none(), DAYS),
    orders=st.lists(st.builds(Order, st.just("suspension"), DAYS), max_size=2).map(tuple),
    referrals=st.lists(st.builds(Referral, DAYS), max_size=1).map(tuple),
    done=st.lists(DONE, max_size=4).map(tuple), exempt=st.lists(EXEMPT, max_size=2).map(tuple),
)  # fmt: skip
_WORSE = {
    State.NOT_ASKED: 0, State.CURRENT: 0, State.EXEMPT: 0, State.LAPSING: 0,
    State.OPEN: 1, State.GRACE: 1, State.OVERDUE: 2, State.LAPSED: 2,
}  # fmt: skip
settings.register_profile("requirements", max_examples=60, deadline=None)
few = settings(settings.get_profile("requirements"))


def _before(person: Person, on: date) -> Person:
    """Return what was known on that day: nothing that came later, no end that had not come."""
    return replace(
        person,
        holdings=tuple(_open(each, on) for each in person.holdings if each.from_on <= on),
        memberships=tuple(
            _open(each, on) for each in person.memberships if not each.from_on or each.from_on <= on
        ),
        orders=tuple(each for each in person.orders if each.on <= on),
        referrals=tuple(each for each in person.referrals if each.on <= on),
        done=tuple(_ended(each, on) for each in person.done if each.on <= on),
        exempt=tuple(
            each if each.ended_on is None or each.ended_on <= on else replace(each, ended_on=None)
            for each in person.exempt
            if each.from_on <= on
        ),
    )


def _ended(row: Done, on: date) -> Done:
    return replace(
        row,
        voided_on=row.voided_on if row.voided_on is not None and row.voided_on <= on else None,
        revoked_on=row.revoked_on if row.revoked_on is not None and row.revoked_on <= on else None,
    )


def _open(row: T, on: date) -> T:
    return replace(row, until_on=None) if row.until_on is not None and row.until_on >= on else row


@few
@given(PEOPLE, DAYS)
def test_what_came_later_changes_nothing(person: Person, on: date) -> None:
    then = Book(clock=BOOK.clock, versions=tuple(each for each in BOOK.versions if each[0] <= on))
    assert statuses(BOOK, person, on) == statuses(then, _before(person, on), on)


@few
@given(PEOPLE, DAYS, DONE)
def test_to_have_learned_more_makes_nothing_worse(person: Person, on: date, more: Done) -> None:
    learned = replace(person, done=(*person.done, more))
    for was, now in zip(statuses(BOOK, person, on), statuses(BOOK, learned, on), strict=True):
        assert _WORSE[now.state] <= _WORSE[was.state]
        assert now.refused <= was.refused
        assert len(now.default) <= len(was.default)
        if _WORSE[now.state] and was.last_day and now.last_day:
            assert now.last_day >= was.last_day


@few
@given(PEOPLE, DAYS, EXEMPT)
def test_an_exemption_makes_no_day_earlier(person: Person, on: date, more: Exempt) -> None:
    was = status(BOOK, "committee", person, on) if on >= ADOPTED else None
    if was is None:
        return
    now = status(BOOK, "committee", replace(person, exempt=(*person.exempt, more)), on)
    assert _WORSE[now.state] <= _WORSE[was.state]
    if _WORSE[now.state] and was.last_day and now.last_day:
        assert now.last_day >= was.last_day


@few
@given(PEOPLE, DAYS)
def test_each_state_has_its_sentence_and_its_days(person: Person, on: date) -> None:
    for each in statuses(BOOK, person, on):
        said = because(each)
        assert said.endswith(".")
        assert "%(" not in said
        assert "None" not in said
        owed = each.state in (State.OPEN, State.OVERDUE, State.GRACE, State.LAPSED)
        assert owed == (each.since is not None)
        assert (each.why is None) == (each.state is State.NOT_ASKED)
        if owed:
            assert each.since is not None
            assert each.last_day is not None
            assert ADOPTED <= each.since <= on
            assert (on <= each.last_day) == (each.state in (State.OPEN, State.GRACE))
            assert not each.default or on > each.last_day
        assert all(each.last_day and day <= each.last_day for day in each.remind_on)


@few
@given(PEOPLE, DAYS, st.permutations(list(BOOK.versions[0][1].requirements)))
def test_requirements_do_not_disturb_one_another(person: Person, on: date, order: list[str]) -> None:
    """Two sets together say what each says alone, in whatever order they stand."""
    whole = BOOK.versions[0][1]

    def of(names: list[str]) -> Book:
        rows = {name: whole.requirements[name] for name in names}
        return Book(clock=BOOK.clock, versions=((ADOPTED, replace(whole, requirements=rows)),))

    half = len(order) // 2
    apart = [
        *statuses(of(order[:half]), person, on),
        *statuses(of(order[half:]), person, on),
    ]
    assert list(statuses(of(order), person, on)) == apart
    assert RULEBOOK.id == whole.rulebook
