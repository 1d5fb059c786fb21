"""Who may approve what is done with a whole docket, where the rulebook says that a unit in common is a
conflict."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from dueprocess.docket import approving, wall
from dueprocess.docket.actions.erasure_lists import propose_erasure
from dueprocess.docket.models import Docket
from dueprocess.kit import clock
from tests import retaining, world
from tests.docket.test_erasure_lists import DUE
from tests.docket.test_retention import on, refused

NEAR = """
[conflicts.near]
title = "Near to a party"
computed = ["same unit"]
bars = ["vote"]
"""


@pytest.fixture
def federation(db: None) -> Iterator[world.World]:
    """The federation under rules by which nobody of the unit of a party votes or acts: the secretary of the
    region is of another one."""
    with clock.frozen(world.later(days=-1)):
        built = world.federation(retaining.RULES + NEAR)
        built.people["owner"] = world.person("Somebody else", built.south)
        world.appoint(built["owner"], "secretary", built.north)
        retaining.people(built)
        retaining.adopt()
    with clock.frozen(world.MONDAY):
        yield built


def test_whoever_is_of_the_unit_of_a_party_reads_and_does_not_approve(federation: world.World) -> None:
    docket = retaining.shut(federation)
    listed = Docket.objects.filter(pk=docket.pk)
    near, far = federation["elder_1"], federation["owner"]
    with on(DUE):
        assert wall.sees(docket, near)
        assert not approving.may(docket, near)
        assert approving.barred(listed, near) == {docket.pseudonym}
        assert approving.may(docket, far)
        assert approving.barred(listed, far) == set()
        refused("not_able", lambda: propose_erasure(dockets=[docket.pk], by=near, alone=True))
        row = propose_erasure(dockets=[docket.pk], by=far, alone=True)
        refused("not_able", lambda: retaining.agree(row, near))


def test_an_office_there_counts_as_belonging_there(federation: world.World) -> None:
    docket = retaining.shut(federation)
    assert approving.may(docket, federation["owner"])
    world.appoint(federation["owner"], "secretary", federation.club)
    assert not approving.may(docket, federation["owner"])
