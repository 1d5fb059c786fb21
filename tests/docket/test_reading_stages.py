# ruff: noqa: E501 (rules are read row by row)
"""Need-to-know by stage: a role that reads at some stages only opens the file while it is there."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from dueprocess.cases import extracts
from dueprocess.core.errors import Malformed
from dueprocess.core.rulebook import load
from dueprocess.docket import wall
from dueprocess.docket.actions import take_step
from dueprocess.docket.models import Docket
from dueprocess.docket.needs import Needs
from dueprocess.docket.sealing import Vault
from dueprocess.docket.search import Filters, Sort
from dueprocess.kit import clock
from tests import world
from tests.cases.test_splitting import sound

ELDER = 'elder = { title = "Elder" }'
INTAKE = 'reader = { title = "Intake", reads = ["received"] }\nlooker = { title = "Looker", per_case = true, reads = ["reply"] }'
SORT = """
sort = { title = "Sort", stage = "received", by = ["reader"], again = true }
name = { title = "Name", stage = ["received", "reply"], by = ["secretary"], again = true, appoints = ["looker"] }
look = { title = "Look", stage = "reply", by = ["looker"], again = true }
[steps.decide_appeal]"""
RULES = (
    world.EXAMPLE.read_text()
    .replace(ELDER, f"{ELDER}\n{INTAKE}")
    .replace("[steps.decide_appeal]", SORT.strip())
)


@pytest.fixture
def federation(db: None) -> Iterator[world.World]:
    with clock.frozen(world.later(days=-1)):
        built = world.federation(RULES)
        world.appoint(built["stranger"], "reader")  # for the whole organisation
        world.appoint(built["leader"], "reader", built.north)
        world.appoint(built["wrong_unit"], "reader", built.south)
        built.people["looker"] = world.person("Somebody who looks", built.club)
        world.appoint(built["looker"], "looker")
    with clock.frozen(world.MONDAY):
        yield built


def seen(here: world.World, docket: Docket) -> set[str]:
    names = ("owner", "stranger", "leader", "wrong_unit", "looker", "overseer")
    by_list = {
        name
        for name in names
        if extracts.queue(here[name], Filters(), sort=Sort.CHANGED, number=docket.number).lines
    }
    assert by_list == {name for name in names if wall.sees(docket, here[name])}
    return by_list


def appoint(here: world.World, docket: Docket) -> None:
    needs = Needs(act={"appoints": {"looker": [Vault.of(docket).local(here["looker"].pk)]}})
    take_step(docket=docket, step="name", by=here.actor("owner"), at=clock.now(), needs=needs)


@pytest.mark.both
def test_an_office_reads_only_at_its_stages_and_in_its_unit(federation: world.World) -> None:
    docket, other = world.open_case(federation).docket, world.open_case(federation).docket
    assert seen(federation, docket) == {"owner", "stranger", "leader", "overseer"}
    docket = world.tell(federation, docket)
    assert seen(federation, docket) == {"owner", "overseer"}
    assert seen(federation, other) == {"owner", "stranger", "leader", "overseer"}
    sound(docket)


@pytest.mark.both
def test_whoever_is_appointed_reads_from_the_stage_on_in_which_they_act(federation: world.World) -> None:
    docket = world.open_case(federation).docket
    appoint(federation, docket)
    docket = world.fresh(docket)
    assert "looker" not in seen(federation, docket)
    docket = world.tell(federation, docket)
    assert "looker" in seen(federation, docket)
    take_step(docket=docket, step="look", by=federation.actor("looker"), at=clock.now())
    sound(world.fresh(docket))


def test_a_decision_lets_somebody_in_at_every_stage(federation: world.World) -> None:
    docket = world.tell(federation, world.open_case(federation).docket)
    world.decide_access(federation, docket, "allowed", "stranger")
    assert "stranger" in seen(federation, docket)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('reads = ["received"]', 'reads = ["reply"]', "does not read the file there"),
        ('stage = "received", by = ["reader"]', 'stage = "any", by = ["reader"]', "any stage"),
        ('reads = ["received"]', 'reads = ["received", "appeal"]', "side strand"),
        ('reads = ["received"]', 'reads = ["nowhere"]', "nowhere"),
    ],
)
def test_whoever_acts_where_they_cannot_read_is_a_mistake(old: str, new: str, said: str) -> None:
    assert old in RULES
    with pytest.raises(Malformed, match=said):
        load(RULES.replace(old, new))
