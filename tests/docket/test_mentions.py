"""A party's text may speak of an officer: who is noted, who is not, and what it keeps from them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.db import IntegrityError, transaction

from dueprocess.cases import actions as cases
from dueprocess.cases.approaches import actions as approaches
from dueprocess.cases.approaches import extracts as read
from dueprocess.core.errors import Refused
from dueprocess.docket import mentions as mentions_in
from dueprocess.docket import wall
from dueprocess.docket.actions import assign, deliver, mentions, take_note, take_step
from dueprocess.docket.models import Act, Content, Docket, Reach
from dueprocess.docket.needs import Actor, Needs, PartyIdentity
from dueprocess.docket.sealing import Vault, person_tag
from dueprocess.kit import clock
from dueprocess.kit.jobs import drain
from dueprocess.rules import actions as rules
from tests import lettering, world
from tests.cases.approaches import entered
from tests.cases.test_splitting import sound
from tests.mentioning import RULES

MEETING = "It was at the spring meeting. Tamsin Okafor, who keeps the minutes, saw all of it. She left early."


@pytest.fixture
def federation(db: None) -> Iterator[world.World]:
    with clock.frozen(world.later(days=-1)):
        built = world.federation(RULES)
    with clock.frozen(world.MONDAY):
        yield built


def complaint(here: world.World, text: str = MEETING) -> Docket:
    docket = world.open_case(here, summary=text).docket
    drain()
    return world.fresh(docket)


def noted(docket: Docket) -> dict[str, str]:
    """Who is mentioned by the acts of a docket, and by whom (local keys)."""
    rows = Act.objects.filter(docket=docket, name="conflict").values_list("facts", flat=True)
    return {each["who"]: each["said_by"] for each in rows}


def key(docket: Docket, here: world.World, name: str) -> str:
    return Vault.of(docket).local(here[name].pk)


def rule(docket: Docket, here: world.World, by: str, outcome: str = "none", of: int = 0) -> Act:
    note = of or Act.objects.filter(docket=docket, name="conflict").latest("n").n
    needs = Needs(act={"outcome": outcome, "conflict": note}, content={"reasons": "A witness, no more."})
    return take_step(docket=docket, step="settle", by=here.actor(by), at=clock.now(), needs=needs)


def acknowledge(docket: Docket, here: world.World, by: str = "owner") -> Act:
    return take_step(docket=docket, step="acknowledge", by=here.actor(by), at=clock.now())


@pytest.mark.both
def test_whom_a_complaint_mentions_reads_it_and_acts_again_when_it_is_ruled_on(
    federation: world.World,
) -> None:
    docket = complaint(federation)
    assert noted(docket) == {key(docket, federation, "owner"): "C1"}
    note = Act.objects.get(docket=docket, name="conflict")
    words = Vault.of(docket).content(Content.objects.get(act=note, field="conflict"), note.n)
    assert words == "Tamsin Okafor, who keeps the minutes, saw all of it."
    assert wall.sees(docket, federation["owner"])
    assert docket.owner == person_tag(federation["owner"].pk)  # the work stays with them
    with pytest.raises(Refused):
        acknowledge(docket, federation)
    with pytest.raises(Refused):
        rule(docket, federation, "owner")  # not on themselves
    sound(docket)
    rule(docket, federation, "elder_1")
    acknowledge(docket, federation)
    sound(docket)


def test_if_it_is_one_the_case_goes_to_somebody_else(federation: world.World) -> None:
    docket = complaint(federation)
    rule(docket, federation, "elder_1", "conflict")
    with pytest.raises(Refused):
        acknowledge(docket, federation)
    assert world.fresh(docket).owner != person_tag(federation["owner"].pk)
    assert not Reach.objects.filter(docket=docket, why="conflict").exists()
    sound(docket)


def test_a_second_look_and_a_second_text_note_nobody_again(federation: world.World) -> None:
    """Neither the same act, nor whoever names them again after it was ruled on."""
    docket = complaint(federation)
    assert mentions.look(docket, 1) == []
    rule(docket, federation, "elder_1")
    party = Actor(key="C1")
    cases.send_message(docket=docket, by=party, text="Tamsin Okafor-Lindqvist must not act!")
    drain()
    assert len(noted(docket)) == 1
    acknowledge(docket, federation)


def test_nobody_is_noted_who_is_a_party_or_holds_no_role_or_writes_for_the_office(
    federation: world.World,
) -> None:
    text = "Ilse Marchetti shouted; Noor Whitlock and Adaeze Lund laughed."  # respondent, member, overseer
    docket = complaint(federation, text)
    assert noted(docket) == {}
    owner = federation.actor("owner")
    cases.send_message(docket=docket, by=owner, to=["C1"], text="Esi Fontaine will answer you.")
    drain()
    assert noted(docket) == {}


def test_whom_the_office_has_named_to_them_a_party_may_address(federation: world.World) -> None:
    docket = complaint(federation, "Shouted at.")
    acknowledge(docket, federation)
    party = Actor(key="C1")
    cases.send_message(docket=docket, by=party, text="Dear Tamsin Okafor, Esi Fontaine was there as well.")
    drain()
    assert noted(docket) == {key(docket, federation, "elder_1"): "C1"}


def test_a_further_party_and_a_complaint_written_down_by_an_officer_count(federation: world.World) -> None:
    docket = complaint(federation, "Shouted at.")
    witness = PartyIdentity(kind="witness", name="Somebody Else")
    cases.add_party(docket=docket, identity=witness, by=federation.actor("owner"))
    said = Needs(act={"by": "W1"}, content={"text": "Mattias Ó Dálaigh stood beside me."})
    officer = Actor(person=federation["owner"], key="W1")
    take_note(docket=docket, note="information", by=officer, at=clock.now(), needs=said)
    drain()
    assert noted(docket) == {key(docket, federation, "elder_2"): "W1"}


def test_of_an_annulled_text_or_a_closed_case_nothing_is_noted(federation: world.World) -> None:
    docket = world.open_case(federation, summary="Shouted at.").docket
    note = cases.send_message(docket=docket, by=Actor(key="C1"), text="Esi Fontaine was there.")
    Docket.objects.filter(pk=docket.pk).update(is_open=False)
    assert mentions.look(docket, note.n) == []
    Docket.objects.filter(pk=docket.pk).update(is_open=True)
    assert mentions.look(docket, 99) == []
    assert mentions.look(docket, note.n) == [key(docket, federation, "elder_1")]


def test_a_rulebook_without_the_ground_asks_for_nothing(db: None) -> None:
    with clock.frozen(world.MONDAY):
        built = world.federation()
        docket = world.open_case(built, summary=MEETING).docket
        drain()
        assert noted(docket) == {}
        assert mentions.look(docket, 1) == []


@pytest.mark.both
def test_where_the_entry_fails_nobody_is_noted(
    federation: world.World, entries_fail: Callable[[], None]
) -> None:
    docket = world.open_case(federation, summary="Esi Fontaine and Mattias Ó Dálaigh were there.").docket
    before = world.fresh(docket).length
    entries_fail()
    with pytest.raises(IntegrityError), transaction.atomic():
        mentions.look(docket, 1)
    assert (world.fresh(docket).length, noted(docket)) == (before, {})


def test_a_letter_of_ours_is_nobodys_words(db: None) -> None:
    """It names who deals with the case now, and that keeps them from nothing."""
    letter = 'after = "complain" }, tells = [{ to = ["committee"], letter = "report" }] }'
    same_day = '[calendar]\nreceived = { portal = "same day", email = "same day" }\n'
    rulebook = RULES.replace('after = "complain" } }', letter).replace("[calendar]\n", same_day)
    with clock.frozen(world.later(days=-1)):
        here = world.federation(rulebook)
        rules.describe(by=None, name="The clubs", size=40)
        lettering.adopt()
    with clock.frozen(world.MONDAY):
        docket = complaint(here, "Shouted down.")
        world.log_in(here["respondent"])
        acknowledge(docket, here)
        alleged = cases.Alleged(respondent="R1", text="That you shouted.")
        coded, texts = cases.code_allegations(docket, [("R1", alleged)], at=clock.now())
        told = Needs(act={"allegations": coded}, content=texts)
        take_step(docket=docket, step="send", by=here.actor("owner"), at=clock.now(), needs=told)
        assign(docket=docket, to=here["elder_1"].pk, by=here.actor("owner"), reason="On leave")
        assert deliver(world.fresh(docket)) == 1
        note = Act.objects.get(docket=docket, name="sent")
        assert "Esi Fontaine" in mentions_in.text_of(note, Vault.of(docket))
        drain()
        assert noted(docket) == {}
        assert mentions.look(world.fresh(docket), note.n) == []


def test_what_somebody_replies_about_an_approach_bars_nobody_and_the_entry_is_read_on(
    federation: world.World,
) -> None:
    docket = entered(federation, by="second")
    approaches.reply(docket=docket, text="Esi Fontaine made it up.", by=Actor(key=approaches.NAMED))
    drain()
    assert mentions.look(world.fresh(docket), 2) == []
    assert noted(docket) == {}
    page = read.page(world.fresh(docket), federation["overseer"])
    assert [each.what for each in page.entries] == ["approached", "approach_answered"]
