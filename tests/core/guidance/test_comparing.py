"""Comparable cases: at least five or nothing, no count of fewer than five, and where a further one stands."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from dueprocess.core.comparing import Compared, Place, TooFew, compare
from dueprocess.core.suppression import LEAST

LADDER = ("nothing", "warning", "short", "long")


def told(found: Compared | TooFew) -> list[tuple[str, str, int]]:
    assert isinstance(found, Compared)
    return [(each.first, each.last, each.cases) for each in found.spans]


def test_fewer_than_five_are_too_few() -> None:
    assert compare(LADDER, {}) == TooFew()
    assert compare(LADDER, {"warning": 3, "short": 1}, "warning") == TooFew()
    assert compare(LADDER, {"banishment": 9}) == TooFew(), "what is on no rung is not counted"


def test_neighbours_are_told_together_until_there_are_enough() -> None:
    assert told(compare(LADDER, {"warning": 5})) == [
        ("nothing", "nothing", 0), ("warning", "warning", 5), ("short", "short", 0), ("long", "long", 0),
    ]  # fmt: skip
    assert told(compare(LADDER, {"warning": 2, "short": 3, "long": 7})) == [
        ("nothing", "nothing", 0), ("warning", "short", 5), ("long", "long", 7),
    ]  # fmt: skip
    assert told(compare(LADDER, {"warning": 7, "long": 2})) == [
        ("nothing", "nothing", 0), ("warning", "long", 9),
    ]  # fmt: skip
    assert told(compare(LADDER, {"nothing": 1, "warning": 1, "short": 1, "long": 2})) == [
        ("nothing", "long", 5)
    ]


def test_where_this_one_would_stand() -> None:
    counts = {"warning": 6, "short": 9, "long": 5}
    for rung, place in (("warning", Place.LIGHTER), ("short", Place.LIKE), ("long", Place.HEAVIER)):
        found = compare(LADDER, counts, rung)
        assert isinstance(found, Compared)
        assert found.place is place
        assert [each.first for each in found.spans if each.here] == [rung]
        assert [each.first for each in found.spans if each.middle] == ["short"]
    unsaid = compare(LADDER, counts)
    assert isinstance(unsaid, Compared)
    assert unsaid.place is None


NUMBERS = st.lists(st.integers(0, 12), min_size=4, max_size=4)


@given(NUMBERS, st.sampled_from((*LADDER, None)))
def test_nothing_told_is_of_fewer_than_five(numbers: list[int], this: str | None) -> None:
    """Nor is any sum or difference of what is told: each part is nought or at least five."""
    found = compare(LADDER, dict(zip(LADDER, numbers, strict=True)), this)
    if sum(numbers) < LEAST:
        assert found == TooFew()
        return
    assert isinstance(found, Compared)
    assert [rung for each in found.spans for rung in (each.first, each.last)] == sorted(
        (rung for each in found.spans for rung in (each.first, each.last)), key=LADDER.index
    )
    assert sum(each.cases for each in found.spans) == found.cases == sum(numbers)
    assert all(each.cases == 0 or each.cases >= LEAST for each in found.spans)
    assert sum(each.middle for each in found.spans) == 1
    assert sum(each.here for each in found.spans) == (this is not None)


@given(NUMBERS, st.integers(0, 3))
def test_taking_one_case_away_shows_no_small_number(numbers: list[int], at: int) -> None:
    """Whoever sees both what is told with one case and without it learns no count below five of the rest."""
    if not numbers[at]:
        return
    fewer = [n - (place == at) for place, n in enumerate(numbers)]
    for each in (numbers, fewer):
        found = compare(LADDER, dict(zip(LADDER, each, strict=True)))
        counts = [span.cases for span in found.spans] if isinstance(found, Compared) else []
        assert not [n for n in counts if 0 < n < LEAST]
