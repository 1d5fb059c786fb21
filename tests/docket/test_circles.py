"""A case that is a closed circle is not even a row for whoever is not appointed in it or let in."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.db import IntegrityError, transaction

from dueprocess.cases import actions as cases
from dueprocess.cases import extracts
from dueprocess.cases.actions import counting
from dueprocess.cases.declarations.actions import step_down
from dueprocess.core.errors import Malformed, Refused
from dueprocess.docket import circles, roster, wall
from dueprocess.docket.actions import assign, look_after, propose_circle, sign
from dueprocess.docket.extracts import access
from dueprocess.docket.models import Docket
from dueprocess.docket.needs import PartyIdentity
from dueprocess.docket.sealing import person_tag
from dueprocess.docket.search import Filters, Sort
from dueprocess.kit import clock
from dueprocess.people import actions as register
from dueprocess.people.models import Power
from tests import world
from tests.cases.test_splitting import SPLITTING, sound, split, two


@pytest.fixture
def federation(db: None) -> Iterator[world.World]:
    with clock.frozen(world.later(days=-1)):
        built = world.federation(SPLITTING)
        for name in ("overseer", "elder_1"):
            register.grant(
                person=built[name], power=Power.SET_ACCESS, by=None, reason="x", from_on=world.ADOPTED
            )
    with clock.frozen(world.MONDAY):
        yield built


def case(here: world.World) -> Docket:
    """A case whose owner was let in by a decision."""
    docket = world.open_case(here).docket
    world.decide_access(here, docket, "allowed", "owner", signer="elder_1")
    return world.fresh(docket)


def circle(
    here: world.World, docket: Docket, *, close: bool = True, by: str = "overseer", signer: str = "elder_1"
) -> None:
    waiting = propose_circle(
        docket=docket, close=close, by=here.actor(by), reason="It is delicate.", signer=here[signer]
    )
    sign(proposal=waiting, by=here.actor(signer))


def seen(here: world.World, docket: Docket) -> set[str]:
    everybody = ("owner", "second", "elder_1", "elder_2", "overseer", "leader", "stranger")
    return {name for name in everybody if wall.visible_to(here[name]).filter(pk=docket.pk).exists()}


@pytest.mark.both
def test_no_role_opens_it_and_those_let_in_go_on(federation: world.World) -> None:
    docket, other = case(federation), world.open_case(federation).docket
    before = seen(federation, docket)
    assert before >= {"owner", "second", "elder_1", "elder_2", "overseer"}
    circle(federation, docket)
    assert seen(federation, docket) == {"owner", "overseer"}
    assert seen(federation, other) >= {"owner", "second", "elder_2"}
    assert not wall.sees(docket, federation["elder_2"])
    counts = extracts.counts(federation["elder_2"], at=clock.now())
    assert counts["open"] == 1  # the other one
    queue = extracts.queue(federation["elder_2"], Filters(), sort=Sort.CHANGED)
    assert [line.number for line in queue.lines] == [other.number]
    world.decide_access(federation, docket, "allowed", "elder_2", signer="owner")
    assert seen(federation, docket) == {"owner", "overseer", "elder_2"}
    sound(world.fresh(docket))
    circle(federation, docket, close=False, signer="owner")
    assert seen(federation, docket) == before
    sound(world.fresh(docket))


def test_whoever_is_shut_out_stays_out(federation: world.World) -> None:
    """Being let in opens no circle for a party; and oversight with a conflict sees nothing."""
    docket = case(federation)
    world.shut_out(
        federation, docket, PartyIdentity(kind="witness", person=federation["elder_2"].pk, name="x"),
        by="owner", signer="elder_1",
    )  # fmt: skip
    world.decide_access(federation, docket, "allowed", "elder_2", signer="elder_1")
    circle(federation, docket)
    assert seen(federation, docket) == {"owner", "overseer"}


def test_nobody_outside_becomes_its_owner(federation: world.World) -> None:
    docket = case(federation)
    circle(federation, docket)
    with pytest.raises(Refused, match="let them in first"):
        assign(docket=docket, to=federation["second"].pk, by=federation.actor("owner"), reason="x")
    rows = roster.rows(world.fresh(docket))
    persons = [federation[name].pk for name in ("owner", "second")]
    assert circles.inside(docket, rows, persons) == {federation["owner"].pk}
    world.decide_access(federation, docket, "allowed", "second", signer="owner")
    assign(docket=docket, to=federation["second"].pk, by=federation.actor("owner"), reason="x")


def test_the_rota_gives_it_to_nobody_outside(federation: world.World) -> None:
    docket = case(federation)
    world.appoint(federation["third"], "secretary", federation.north)
    world.decide_access(federation, docket, "allowed", "elder_1")
    circle(federation, docket)
    step_down(docket=docket, by=federation["owner"], hand_over="Nothing is on its way.")
    assert world.fresh(docket).owner != person_tag(federation["third"].pk)
    look_after(world.fresh(docket))
    assert world.fresh(docket).owner != person_tag(federation["third"].pk)
    world.decide_access(federation, docket, "allowed", "third", signer="elder_1")
    look_after(world.fresh(docket))
    assert world.fresh(docket).owner == person_tag(federation["third"].pk)


def test_what_makes_no_sense_is_refused(federation: world.World) -> None:
    docket = world.open_case(federation).docket
    with pytest.raises(Refused, match="lose sight"):
        circle(federation, docket)
    world.decide_access(federation, docket, "allowed", "owner", signer="elder_1")
    with pytest.raises(Refused, match="no closed circle"):
        circle(federation, docket, close=False)
    with pytest.raises(Refused, match="power"):
        circle(federation, docket, by="owner")
    with pytest.raises(Refused, match="may see this case"):
        circle(federation, docket, by="admin")
    with pytest.raises(Malformed):
        propose_circle(
            docket=docket, close=True, by=federation.actor("overseer"), reason=" ",
            signer=federation["elder_1"],
        )  # fmt: skip
    circle(federation, docket)
    with pytest.raises(Refused, match="already"):
        circle(federation, docket, signer="owner")


@pytest.mark.both
def test_where_the_entry_fails_nothing_was_closed(
    federation: world.World, entries_fail: Callable[[], None]
) -> None:
    docket = case(federation)
    waiting = propose_circle(
        docket=docket, close=True, by=federation.actor("overseer"), reason="x", signer=federation["elder_1"]
    )
    before = seen(federation, docket)
    entries_fail()
    with pytest.raises(IntegrityError), transaction.atomic():
        sign(proposal=waiting, by=federation.actor("elder_1"))
    assert seen(federation, docket) == before


def test_whoever_owns_it_is_not_put_outside_and_oversight_sees_which_there_are(
    federation: world.World,
) -> None:
    docket = case(federation)
    world.decide_access(federation, docket, "allowed", "elder_1")
    circle(federation, docket)
    docket = world.fresh(docket)
    with pytest.raises(Refused, match="Make somebody else its owner"):
        world.decide_access(federation, docket, "end allowed", "owner", signer="elder_1")
    on = world.MONDAY.date()
    [(number, _name)] = access.closed_circles(federation["overseer"], on=on)
    assert number == docket.number
    assert access.closed_circles(federation["elder_2"], on=on) == ()


@pytest.mark.both
def test_what_is_split_off_a_closed_circle_is_one_too(federation: world.World) -> None:
    """Else whoever splits a case would open it to every role, without the second person."""
    with clock.frozen(world.later(hours=1)):
        docket = two(federation).docket
        world.decide_access(federation, docket, "allowed", "owner", signer="elder_1")
        world.decide_access(federation, docket, "allowed", "elder_2", signer="elder_1")
        world.decide_access(federation, docket, "allowed", "second", signer="elder_1")
        world.decide_access(federation, docket, "end allowed", "second", signer="elder_1")
        circle(federation, world.fresh(docket))
        there = split(federation, world.fresh(docket), parties=["R2"])
        sound(world.fresh(docket), world.fresh(there))
    assert seen(federation, docket) == {"owner", "overseer", "elder_2"}
    assert seen(federation, there) == {"owner", "overseer", "elder_2"}
    assert circles.is_closed(there)


def test_a_closed_circle_goes_into_none_that_is_open(federation: world.World) -> None:
    into, other = world.open_case(federation).docket, case(federation)
    circle(federation, other)

    def join() -> None:
        cases.join_case(
            into=world.fresh(into), other=world.fresh(other), step="take_in", leave=("leave", {}),
            by=federation.actor("owner"), role="secretary", reason="x",
        )  # fmt: skip

    with pytest.raises(Refused, match="closed circle"):
        join()
    world.decide_access(federation, into, "allowed", "owner", signer="elder_1")
    circle(federation, world.fresh(into))
    join()
    assert seen(federation, into) == {"owner", "overseer"}


@pytest.mark.both
def test_no_number_and_no_later_case_tells_of_it(federation: world.World) -> None:
    """Neither the flow of the organisation, nor a later case against the same people."""
    docket, other = case(federation), world.open_case(federation).docket
    circle(federation, docket)
    mine = [federation[name] for name in ("owner", "overseer", "elder_2", "respondent")]
    hidden = [set(circles.hidden(each).values_list("pk", flat=True)) for each in mine]
    assert hidden == [set(), set(), {docket.pk}, {docket.pk, other.pk}]
    while counting.count_flow(most=100):
        pass
    pages = [extracts.flow(each, unit="month", at=clock.now()) for each in mine]
    assert [page.open for page in pages if page is not None] == [2, 2, 1, 0]
