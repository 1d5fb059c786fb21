"""What goes along when a case is joined into another, beside its complaints: who is in conflict."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from dueprocess.cases import actions
from dueprocess.cases.declarations.actions import step_down
from dueprocess.docket import approving, wall
from dueprocess.docket.actions import take_step
from dueprocess.docket.models import Act, Content, Docket
from dueprocess.docket.needs import Actor, Needs
from dueprocess.docket.sealing import Vault
from dueprocess.kit import clock
from dueprocess.kit.jobs import drain
from tests import mentioning, world
from tests.cases.test_splitting import STEPS, sound, split, two

RULES = (
    mentioning.RULES.replace("[stages]\n", '[stages]\nmoved = { title = "Handed over", end = true }\n')
    + STEPS
)


@pytest.fixture
def federation(db: None) -> Iterator[world.World]:
    with clock.frozen(world.later(days=-1)):
        built = world.federation(RULES)
    with clock.frozen(world.MONDAY):
        yield built


def join(here: world.World, into: Docket, other: Docket) -> Docket:
    actions.join_case(
        into=into, other=other, step="take_in", leave=("leave", {}), by=here.actor("owner"),
        role="secretary", reason="The same evening",
    )  # fmt: skip
    drain()
    return world.fresh(into)


def declare(here: world.World, docket: Docket, who: str) -> None:
    key = Vault.of(docket).local(here[who].pk)
    actions.declare_conflict(
        docket=docket, who=key, ground="close to a party", by=here.actor(who), text="A friend."
    )


@pytest.mark.both
def test_who_is_close_to_a_party_does_not_read_the_case_into_which_that_party_comes(
    federation: world.World,
) -> None:
    into, other = (
        world.open_case(federation).docket,
        world.open_case(federation, summary="I saw it too.").docket,
    )
    declare(federation, other, "elder_1")
    assert not wall.sees(world.fresh(other), federation["elder_1"])
    assert wall.sees(into, federation["elder_1"])
    into = join(federation, into, other)
    assert not wall.sees(into, federation["elder_1"])
    assert wall.sees(into, federation["elder_2"])
    note = Act.objects.get(docket=into, name="conflict")
    words = Content.objects.get(act=note, field="conflict")
    assert Vault.of(into).content(words, note.n) == "A friend."
    sound(into, world.fresh(other))


def test_who_was_mentioned_and_not_cleared_is_out_until_somebody_rules_there(federation: world.World) -> None:
    into = world.open_case(federation).docket
    other = world.open_case(federation, summary="Esi Fontaine and Mattias Ó Dálaigh were there.").docket
    drain()
    first = Act.objects.filter(docket=other, name="conflict").first()
    assert first is not None
    cleared = Needs(act={"outcome": "none", "conflict": first.n}, content={"reasons": "A witness."})
    take_step(docket=other, step="settle", by=federation.actor("owner"), at=clock.now(), needs=cleared)
    into = join(federation, into, other)
    [note] = Act.objects.filter(docket=into, name="conflict")
    assert note.facts["who"] == Vault.of(into).local(federation["elder_2"].pk)
    assert note.facts["said_by"] == "C1"
    assert not approving.may(into, federation["elder_2"])
    assert approving.may(into, federation["elder_1"])
    sound(into)


def test_what_a_party_said_who_stays_is_nobodys_own_word_in_the_part_that_goes(
    federation: world.World,
) -> None:
    docket = two(federation).docket
    actions.send_message(docket=docket, by=Actor(key="R1"), text="Esi Fontaine was there.")
    drain()
    assert Act.objects.get(docket=docket, name="conflict").facts["said_by"] == "R1"
    gone = split(federation, world.fresh(docket), parties=["R2"])
    note = Act.objects.get(docket=gone, name="conflict")
    assert note.facts["said_by"] == "somebody"
    assert note.facts["who"] == Vault.of(gone).local(federation["elder_1"].pk)
    sound(docket, gone)


def test_what_an_officer_writes_in_joining_is_no_complainants_word(federation: world.World) -> None:
    into, other = world.open_case(federation).docket, world.open_case(federation, summary="Me too.").docket
    actions.join_case(
        into=into, other=other, step="take_in", leave=("leave", {}), by=federation.actor("owner"),
        role="secretary", reason="Esi Fontaine thinks so too.",
    )  # fmt: skip
    drain()
    assert not Act.objects.filter(docket=into, name="conflict").exists()


def test_whoever_stepped_down_from_one_is_out_of_the_case_that_goes_on(federation: world.World) -> None:
    into, other = world.open_case(federation).docket, world.open_case(federation, summary="Me too.").docket
    for name in ("elder_1", "overseer"):  # with a role in it, and without
        step_down(docket=other, by=federation[name], hand_over="None.", text="A friend of theirs.")
    actions.join_case(
        into=into, other=world.fresh(other), step="take_in", leave=("leave", {}),
        by=federation.actor("owner"), role="secretary", reason="x",
    )  # fmt: skip
    into = world.fresh(into)
    assert [wall.sees(into, federation[name]) for name in ("elder_1", "overseer", "elder_2")] == [
        False, False, True,
    ]  # fmt: skip
    sound(into)
