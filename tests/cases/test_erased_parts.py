"""Cases that were split or joined, erased one after the other: each holds, and says where a copy is."""

from __future__ import annotations

import pytest

from dueprocess.cases import actions, extracts
from dueprocess.cases.models import Case, Complaint
from dueprocess.docket.actions import take_step
from dueprocess.docket.actions.erasing import ALL, erase
from dueprocess.docket.extracts.opened import opened
from dueprocess.docket.models import Docket
from dueprocess.docket.needs import Needs
from dueprocess.kit import clock
from dueprocess.ledger import state
from tests import world
from tests.cases.test_splitting import federation, join, sound, split, two  # noqa: F401
from tests.retaining import DIRECT


def leave(here: world.World, *dockets: Docket) -> None:
    """Bring cases to their end."""
    for docket in dockets:
        needs = Needs(content={"reasons": "Settled."})
        take_step(docket=docket, step="leave", by=here.actor("owner"), at=clock.now(), needs=needs)


def gone(here: world.World, docket: Docket) -> None:
    by = [here.actor("overseer"), here.actor("leader")]
    erase(dockets=[docket.pk], by=by, at=clock.now(), basis={ALL: "Schedule 3"})
    assert list(state.faults(skip=DIRECT)) == []


@pytest.mark.both
def test_parts_are_erased_each_by_itself(federation: world.World) -> None:  # noqa: F811
    receipt = two(federation)
    here = world.fresh(receipt.docket)
    with clock.frozen(world.later(1)):
        there = split(federation, here, parties=["R2"])
        leave(federation, here, there)
    with clock.frozen(world.later(90)):
        gone(federation, here)
        assert opened(world.fresh(there)).contents[1]["summary"] == "Both shouted me down."
        sound(there)
        [copy] = extracts.erased_case(world.fresh(here), federation["owner"]).copies
        assert (copy.number, copy.erased, copy.message) == (there.number, False, False)
        [copy] = extracts.erased_case(world.fresh(here), federation["third"]).copies
        assert copy.number == ""  # shut to whom that part is about
        told = extracts.erased_matter(here.number, "C1")
        assert told is not None
        assert told.elsewhere
        gone(federation, there)
        told = extracts.erased_matter(here.number, "C1")
        assert told is not None
        assert not told.elsewhere
        assert Case.objects.get(docket=there).split_from == here
        assert actions.find_by_code(receipt.code).docket == here


@pytest.mark.both
def test_what_was_joined_is_erased_with_where_it_went(federation: world.World) -> None:  # noqa: F811
    first = two(federation)
    into = world.fresh(first.docket)
    with clock.frozen(world.later(1)):
        second = join(federation, into)
    other = world.fresh(second.docket)
    assert not other.is_open
    with clock.frozen(world.later(90)):
        gone(federation, other)
        sound(into)
        assert Complaint.objects.get(number=second.number).docket == into
        assert actions.find_by_code(second.code).docket == into
        leave(federation, world.fresh(into))
        gone(federation, into)
        for receipt in (first, second):
            found = actions.find_by_code(receipt.code)
            told = extracts.erased_matter(found.docket.number, found.complainant)
            assert told is not None
            assert told.number == receipt.number
        assert {each.erased for each in extracts.copies(into)} == {True}
