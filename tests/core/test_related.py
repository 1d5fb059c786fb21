"""How complaints are compared: what agrees, how far, and what is said of it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dueprocess.core import related
from dueprocess.core.related import Facts, Kind

FEW = {"p1": 2, "hall": 3, "station": 900}


def facts(**more: Any) -> Facts:
    known: dict[str, Any] = {
        "days": frozenset({100}),
        "received": 110,
        "people": frozenset({"p1", "p2"}),
        "places": frozenset({"hall"}),
        "unit": ("club", "region"),
    }
    return Facts(**(known | more))


@pytest.mark.parametrize(
    ("kind", "more", "level"),
    [
        (Kind.DAY, {"days": frozenset({100, 300})}, "0"),
        (Kind.DAY, {"days": frozenset({98})}, "3"),
        (Kind.DAY, {"days": frozenset({200})}, "other"),
        (Kind.DAY, {"days": frozenset()}, "unknown"),
        (Kind.RECEIVED, {"received": 117}, "7"),
        (Kind.RECEIVED, {"received": None}, "unknown"),
        (Kind.PEOPLE, {"people": frozenset({"p1", "p9"})}, "same 0"),
        (Kind.PEOPLE, {"people": frozenset({"p9"})}, "other"),
        (Kind.PEOPLE, {"people": frozenset()}, "here"),
        (Kind.PEOPLE, {"people": frozenset({"p2"})}, "same 3"),  # nobody counted in how many that one stands
        (Kind.PLACE, {"places": frozenset({"hall", "station"})}, "same 0"),
        (Kind.PLACE, {"places": frozenset()}, "unknown"),
        (Kind.UNIT, {"unit": ("club", "region")}, "same"),
        (Kind.UNIT, {"unit": ("other club", "region")}, "near"),
        (Kind.UNIT, {"unit": ("region", "union")}, "near"),
        (Kind.UNIT, {"unit": ("other club", "elsewhere")}, "other"),
        (Kind.UNIT, {"unit": None}, "unknown"),
    ],
)
def test_each_kind_has_its_level(kind: Kind, more: dict[str, Any], level: str) -> None:
    found = dict(related.levels(facts(), facts(**more), FEW))
    assert found[kind] == level
    assert Kind.FILE not in found
    assert Kind.TEXT not in found


def test_what_speaks_for_it_comes_first_and_what_speaks_against_it_is_not_said() -> None:
    found = related.levels(
        facts(files=frozenset({"f"})),
        facts(files=frozenset({"f"}), text=True, people=frozenset({"p9"}), unit=("a", "b")),
        FEW,
    )
    said = [kind for kind, _level in related.reasons(found)]
    assert said[:2] in ([Kind.FILE, Kind.TEXT], [Kind.TEXT, Kind.FILE])
    assert Kind.PEOPLE not in said
    assert Kind.UNIT not in said
    assert Kind.PLACE in said


def test_that_only_the_earlier_one_names_somebody_changes_the_order_and_is_no_reason() -> None:
    """A complaint of somebody who knows no name is often about a case in which the names are known."""
    nobody = facts(people=frozenset())
    there, neither = (related.levels(nobody, each, FEW) for each in (facts(), nobody))
    assert related.score(there) > related.score(neither)
    assert related.reasons(there) == related.reasons(neither)
    only: dict[str, Any] = {"days": frozenset(), "places": frozenset(), "unit": None, "received": 900}
    assert not related.agrees(related.levels(facts(**only | {"people": frozenset()}), facts(**only), FEW))


def test_two_units_at_the_top_are_not_beside_each_other() -> None:
    found = dict(related.levels(facts(unit=("one", "")), facts(unit=("other", "")), FEW))
    assert found[Kind.UNIT] == "other"


def test_a_unit_and_a_week_are_enough_and_a_unit_alone_is_not() -> None:
    bare: dict[str, Any] = {"days": frozenset(), "people": frozenset(), "places": frozenset()}
    assert related.agrees(related.levels(facts(**bare), facts(**bare, received=117), FEW))
    assert not related.agrees(related.levels(facts(**bare), facts(**bare, received=900), FEW))
    assert not related.agrees(related.levels(facts(**bare), facts(**bare, unit=None), FEW))


def test_a_place_known_to_few_weighs_more_than_one_where_everything_happens() -> None:
    rare = related.levels(facts(), facts(), {"p1": 2, "hall": 2})
    common = related.levels(facts(), facts(), {"p1": 2, "hall": 900})
    assert related.score(rare) > related.score(common)


def test_every_level_that_can_come_has_its_weight() -> None:
    days = {str(each) for each in related.DAYS} | {related.OTHER, related.UNKNOWN}
    gaps = {str(each) for each in related.GAPS} | {related.OTHER, related.UNKNOWN}
    units = {related.SAME, related.NEAR, related.OTHER, related.UNKNOWN}
    for kind, levels in ((Kind.DAY, days), (Kind.RECEIVED, gaps), (Kind.UNIT, units)):
        assert {level for each, level in related.WEIGHTS if each is kind} == levels


several = st.frozensets(st.sampled_from(["a", "b", "c"]))
unit = st.none() | st.tuples(st.sampled_from("xy"), st.sampled_from("xy"))
any_facts = st.builds(
    Facts, days=st.frozensets(st.integers(1, 400)), received=st.none() | st.integers(1, 400), people=several,
    places=several, unit=unit, files=several,
)  # fmt: skip


@given(any_facts, any_facts)
def test_it_is_the_same_from_both_sides(one: Facts, other: Facts) -> None:
    spread = {"a": 3, "b": 40}
    if bool(one.people) != bool(other.people):
        return  # which of them names anybody matters
    there, back = related.levels(one, other, spread), related.levels(other, one, spread)
    if one.unit and other.unit and one.unit[0] == other.unit[0] and one.unit != other.unit:
        return  # one unit lies in two places: no tree
    assert there == back
    assert related.score(there) == related.score(back)
