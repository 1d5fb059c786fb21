"""What effects and scope bar from, and spans: a moment's answer turns on nothing that begins after it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dueprocess.core.engine.impositions import _without
from dueprocess.core.rulebook.model import Consequence
from dueprocess.core.standing import BY_EFFECT, Status, cut, holding, statuses

START = datetime(2026, 1, 1, tzinfo=UTC)
moments = st.integers(0, 400).map(lambda days: START + timedelta(days=days))
ends = st.one_of(st.none(), moments)
spans = st.lists(st.tuples(moments, ends), max_size=6).map(
    lambda found: (
        sorted((a, b) for a, b in found if b is None or a < b) if all(b for _, b in found) else found
    )
)


@pytest.mark.parametrize(
    ("effects", "scope", "found"),
    [
        (["membership ended"], [], "expelled"),
        (["membership suspended"], ["meetings"], "suspended"),
        (["may not take part", "access removed"], ["chat", "code hosting"], "premises speaking"),
        (
            ["may not attend", "may not stand"],
            ["chairing", "candidacy", "attendance"],
            "candidacy premises speaking",
        ),
        (["may not attend", "may not stand"], ["candidacy"], "candidacy"),
        (["may not attend", "may not stand"], ["Chairing"], "speaking"),
        (["may not attend", "may not stand"], ["chairing", "the hut"], "candidacy premises"),
        (["no contact", "may not attend"], ["meetings"], "premises conditions"),
        (["office lost", "may not hold office"], [], "office"),
        (["office lost"], [], ""),
        (["candidacy lost"], [], ""),
        (["no contact"], ["candidacy"], "conditions"),
        (["on the record only"], ["speaking"], ""),
        (["training", "apology", "named in public"], [], ""),
    ],
)  # fmt: skip
def test_effects_and_scope_become_classes(effects: list[str], scope: list[str], found: str) -> None:
    assert " ".join(statuses(effects, scope)) == found


@settings(max_examples=50)
@given(st.lists(st.sampled_from(Consequence)), st.lists(st.text(max_size=12)))
def test_a_scope_never_adds_a_class_to_nothing_nor_lifts_membership(
    effects: list[Consequence], scope: list[str]
) -> None:
    plain, narrowed = statuses(effects), statuses(effects, scope)
    assert bool(plain) == bool(narrowed) or not plain
    for whole in (Status.EXPELLED, Status.SUSPENDED, Status.CONDITIONS):
        assert (whole in plain) == (whole in narrowed)
    assert set(plain) == {each for effect in effects for each in BY_EFFECT.get(effect, ())}


@settings(max_examples=50)
@given(spans, moments, ends)
def test_what_holds_at_a_moment_turns_on_nothing_that_begins_later(
    found: list[tuple[datetime, datetime | None]], at: datetime, end: datetime | None
) -> None:
    """Nor on an end that came after it: a day that is over stays as it was."""
    before = [span for span in found if span[0] <= at]
    assert (holding(found, at) is None) == (holding(before, at) is None)
    if end is None or end > at:
        assert (holding(cut(found, [end]), at) is None) == (holding(found, at) is None)
    else:
        assert holding(cut(found, [end]), at) is None


@settings(max_examples=50)
@given(moments, ends, st.lists(st.tuples(moments, moments), max_size=4))
def test_stays_are_left_out_and_nothing_else(
    start: datetime, end: datetime | None, pairs: list[tuple[datetime, datetime]]
) -> None:
    stays: list[tuple[datetime, datetime | None]] = []
    for since, until in sorted((min(pair), max(pair)) for pair in pairs):
        if not stays or (stays[-1][1] is not None and stays[-1][1] < since):
            stays.append((since, until))
    found = _without(start, end, stays)
    for days in range(-1, 402, 7):
        at = START + timedelta(days=days, hours=5)
        within = start <= at and (end is None or at < end)
        stayed = holding(stays, at) is not None
        assert (holding(found, at) is not None) == (within and not stayed)
