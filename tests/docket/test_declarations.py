"""Officers declare before they are appointed, by a code name; whoever is bound learns nothing more; whoever
steps down leaves what the next one has to know."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core import mail
from django.db import IntegrityError, transaction

from dueprocess.cases import actions as cases
from dueprocess.cases.declarations import actions, extracts, waiting
from dueprocess.cases.declarations.models import Declaration
from dueprocess.cases.extracts import Wait, unanswered
from dueprocess.core.errors import Malformed, Refused
from dueprocess.docket import extracts as dockets
from dueprocess.docket import wall
from dueprocess.docket.actions import take_step
from dueprocess.docket.models import Act, Content, Docket, Reach, Read
from dueprocess.docket.needs import Needs, PartyIdentity
from dueprocess.docket.sealing import Vault, person_tag
from dueprocess.kit import clock
from dueprocess.kit.http import Hidden
from dueprocess.kit.jobs import drain
from dueprocess.people import actions as register
from dueprocess.people import extracts as people
from tests import declaring, world
from tests.cases.test_joining import join
from tests.cases.test_splitting import STEPS, sound


@pytest.fixture
def federation(db: None) -> Iterator[world.World]:
    with clock.frozen(world.later(days=-1)):
        built = world.federation(declaring.RULES)
        declaring.handlers(built)
    with clock.frozen(world.MONDAY):
        yield built


def key(docket: Docket, here: world.World, name: str) -> str:
    return Vault.of(docket).local(here[name].pk)


def asked(here: world.World, *names: str, docket: Docket | None = None) -> Docket:
    """A case in which these are asked to declare."""
    docket = world.fresh(docket or world.open_case(here).docket)
    who = [key(docket, here, name) for name in names]
    actions.ask(docket=docket, role="handler", who=who, by=here.actor("owner"))
    return world.fresh(docket)


def look(docket: Docket, here: world.World, name: str) -> None:
    """What the page does at the press of the button."""
    with transaction.atomic():
        wall.journal(docket, person_tag(here[name].pk), {"person": here[name].pk}, waiting.LOOK, "x")


def free(docket: Docket, here: world.World, name: str) -> Docket:
    look(docket, here, name)
    actions.declare_free(docket=docket, by=here[name], seen=waiting.parties(docket))
    return world.fresh(docket)


def appoint(docket: Docket, here: world.World, name: str, reasons: str = "") -> None:
    content = {"reasons for the choice": reasons} if reasons else {}
    with_ = {"with": ["reasons for the choice"]} if reasons else {}
    needs = Needs(act={"appoints": {"handler": [key(docket, here, name)]}, **with_}, content=content)
    take_step(docket=docket, step="name_handler", by=here.actor("owner"), at=clock.now(), needs=needs)


@pytest.mark.both
def test_they_declare_by_a_code_name_and_the_case_opens_when_they_are_appointed(
    federation: world.World,
) -> None:
    world.log_in(federation["wrong_unit"])
    docket = asked(federation, "wrong_unit")
    drain()
    assert len(mail.outbox) == 1
    assert docket.number not in mail.outbox[0].body
    assert docket.case.code_name not in mail.outbox[0].body
    [line] = extracts.mine(federation["wrong_unit"])
    assert (line.number, line.code_name, line.role) == (docket.number, docket.case.code_name, "Handler")
    assert extracts.mine(federation["stranger"]) == ()
    assert not wall.sees(docket, federation["wrong_unit"])
    with pytest.raises(Refused, match="has not declared yet"):
        appoint(docket, federation, "wrong_unit")
    docket = free(docket, federation, "wrong_unit")
    assert extracts.mine(federation["wrong_unit"]) == ()
    assert not wall.sees(docket, federation["wrong_unit"])  # not before they are appointed
    appoint(docket, federation, "wrong_unit")
    assert wall.sees(docket, federation["wrong_unit"])
    sound(docket)


def test_the_names_come_first_and_nothing_else_of_the_case(federation: world.World) -> None:
    docket = asked(federation, "wrong_unit")
    page = extracts.asked(docket, federation["wrong_unit"])
    assert page.parties is None
    with pytest.raises(Refused, match="Look at the names"):
        actions.declare_free(docket=docket, by=federation["wrong_unit"], seen=waiting.parties(docket))
    look(docket, federation, "wrong_unit")
    page = extracts.asked(docket, federation["wrong_unit"])
    assert page.parties is not None
    assert [each.name for each in page.parties] == ["Wren Abara", "Ilse Marchetti"]
    assert "Shouted" not in str(page)
    assert Read.objects.filter(docket=docket, what=waiting.LOOK).count() == 1


def test_a_look_from_before_they_were_asked_does_not_count(federation: world.World) -> None:
    docket = asked(federation, "wrong_unit")
    free(docket, federation, "wrong_unit")
    identity = PartyIdentity(kind="witness", name="Somebody Else")
    with clock.frozen(world.later(hours=1)):
        cases.add_party(docket=docket, identity=identity, by=federation.actor("owner"))
        docket = asked(federation, "wrong_unit", docket=docket)  # asked again: another party came in
        with pytest.raises(Refused, match="Look at the names"):
            actions.declare_free(docket=docket, by=federation["wrong_unit"], seen=waiting.parties(docket))


def test_who_comes_in_while_they_look_is_seen_first(federation: world.World) -> None:
    docket = asked(federation, "wrong_unit")
    look(docket, federation, "wrong_unit")
    seen = waiting.parties(docket)
    identity = PartyIdentity(kind="witness", name="Somebody Else")
    cases.add_party(docket=docket, identity=identity, by=federation.actor("owner"))
    with pytest.raises(Refused, match="changed meanwhile"):
        actions.declare_free(docket=docket, by=federation["wrong_unit"], seen=seen)


@pytest.mark.both
def test_a_conflict_shuts_the_case_and_leaves_its_trace(federation: world.World) -> None:
    docket = asked(federation, "wrong_unit", "leader")
    actions.declare_bound(docket=docket, by=federation["wrong_unit"], ground="family", text="My brother.")
    docket = world.fresh(docket)
    assert wall.shuts(docket, federation["wrong_unit"])
    assert extracts.mine(federation["wrong_unit"]) == ()
    with pytest.raises(Hidden):
        extracts.find(docket.number, federation["wrong_unit"])
    lines, [role] = extracts.of_case(docket, viewer=federation.actor("owner"))
    assert {each.name: each.answer for each in lines} == {"Jorun Vadlamani": "bound", "Aurelio Brandt": ""}
    assert [name for _key, name in role.able] == ["Noor Whitlock"]
    free(docket, federation, "leader")
    appoint(docket, federation, "leader")  # the next on the rota, without reasons
    sound(docket)


def test_whoever_is_next_is_not_passed_over_by_not_being_asked(federation: world.World) -> None:
    docket = free(asked(federation, "stranger"), federation, "stranger")
    with pytest.raises(Refused, match="rota"):
        appoint(docket, federation, "stranger")
    appoint(docket, federation, "stranger", reasons="The others are away.")


def test_nobody_learns_of_a_case_who_could_not_be_appointed(federation: world.World) -> None:
    """Neither a party, nor whoever holds no such role, nor who was asked or has declared already."""
    world.appoint(federation["respondent"], "handler")
    docket = world.open_case(federation).docket
    for name in ("respondent", "second"):
        with pytest.raises(Refused, match="Ask only those"):
            asked(federation, name, docket=docket)
    with pytest.raises(Malformed, match="Nobody is named"):
        asked(federation, docket=docket)
    free(asked(federation, "wrong_unit", docket=docket), federation, "wrong_unit")
    with pytest.raises(Refused, match="Ask only those"):
        asked(federation, "wrong_unit", docket=docket)
    assert Declaration.objects.filter(docket=docket).count() == 1


def test_whoever_has_become_a_party_is_asked_no_longer(federation: world.World) -> None:
    docket = asked(federation, "wrong_unit")
    identity = PartyIdentity(kind="respondent", person=federation["wrong_unit"].pk, name="Jorun Vadlamani")
    cases.add_party(docket=docket, identity=identity, by=federation.actor("owner"))
    assert extracts.mine(federation["wrong_unit"]) == ()
    with pytest.raises(Hidden):
        extracts.find(docket.number, federation["wrong_unit"])
    with pytest.raises(Refused, match="Nothing is asked"):
        actions.declare_bound(docket=docket, by=federation["wrong_unit"], ground="family")


def test_whoever_could_be_appointed_no_longer_reads_no_names(federation: world.World) -> None:
    docket = asked(federation, "wrong_unit")
    held = federation["wrong_unit"].appointments.get(role="handler")
    register.end_appointment(appointment=held, on=world.MONDAY.date(), by=None, reason="Over")
    with clock.frozen(world.later(1)):
        assert extracts.mine(federation["wrong_unit"]) == ()
        with pytest.raises(Hidden):
            extracts.find(docket.number, federation["wrong_unit"])


def test_nobody_declares_for_another_or_where_nothing_is_asked(federation: world.World) -> None:
    docket = asked(federation, "wrong_unit")
    look(docket, federation, "stranger")
    for act in (
        lambda: actions.declare_free(docket=docket, by=federation["stranger"], seen="C1 R1"),
        lambda: actions.declare_bound(docket=docket, by=federation["stranger"], ground="family"),
    ):
        with pytest.raises(Refused, match="Nothing is asked"):
            act()
    with pytest.raises(Refused, match="no part"):
        actions.ask(
            docket=docket, role="handler", who=[key(docket, federation, "stranger")],
            by=federation.actor("complainant"),
        )  # fmt: skip


def test_rules_that_ask_for_nothing_cost_nothing(
    db: None, django_assert_num_queries: Callable[[int], object]
) -> None:
    with clock.frozen(world.MONDAY):
        here = world.federation()
        with people.steady():
            extracts.asks()
            with django_assert_num_queries(0):
                assert extracts.mine(here["owner"]) == ()


# --- the rota


@pytest.mark.both
def test_the_rota_goes_round(federation: world.World) -> None:
    """Whoever handles an open case already comes after those who do not, for the form and the act alike."""
    first = sitting(federation)
    assert first.acts.filter(name="name_handler").count() == 1
    docket = asked(federation, "wrong_unit", "leader")
    for name in ("wrong_unit", "leader"):
        docket = free(docket, federation, name)
    form = dockets.form(docket, step="name_handler", viewer=federation.actor("owner"))
    assert form.form.appointments[0].turn == (key(docket, federation, "leader"),)
    with pytest.raises(Refused, match="rota"):
        appoint(docket, federation, "wrong_unit")
    appoint(docket, federation, "leader")
    sound(world.fresh(docket))


# --- whoever sits, when somebody comes in


COMES = PartyIdentity(kind="respondent", name="Tiberiu Aalto")


def sitting(here: world.World, *names: str) -> Docket:
    """A case that the first of the pool handles, after they have declared."""
    docket = free(asked(here, "wrong_unit"), here, "wrong_unit")
    appoint(docket, here, "wrong_unit")
    return world.fresh(docket)


def looks(docket: Docket, here: world.World, **more: Any) -> None:
    take_step(docket=docket, step="look", by=here.actor("wrong_unit"), **({"at": clock.now()} | more))


@pytest.mark.both
def test_whoever_sits_is_asked_by_itself_and_acts_again_when_they_have_declared(
    federation: world.World,
) -> None:
    world.log_in(federation["wrong_unit"])
    docket = sitting(federation)
    looks(docket, federation)
    drain()
    mail.outbox.clear()
    with clock.frozen(world.later(hours=2)):
        cases.add_party(docket=world.fresh(docket), identity=COMES, by=federation.actor("owner"))
        drain()
        drain()
        assert [each.subject for each in mail.outbox].count(mail.outbox[0].subject) == len(mail.outbox) == 1
        note = Act.objects.filter(docket=docket, name="asked_to_declare").latest("n")
        assert (note.facts["asked"], note.by_key) == ([key(docket, federation, "wrong_unit")], "")
        [line] = extracts.mine(federation["wrong_unit"])
        assert (line.number, line.role) == (docket.number, "Handler")
        for at in (clock.now(), world.later(hours=1)):  # nor for a moment before they came in
            with pytest.raises(Refused, match="has to declare anew"):
                looks(world.fresh(docket), federation, at=at)
        docket = free(world.fresh(docket), federation, "wrong_unit")
        assert extracts.mine(federation["wrong_unit"]) == ()
        looks(docket, federation)
        sound(world.fresh(docket))


def test_a_witness_who_comes_in_is_declared_of_and_holds_nothing_up(federation: world.World) -> None:
    docket = sitting(federation)
    who = PartyIdentity(kind="witness", name="Wim Zeeman")
    cases.add_party(docket=docket, identity=who, by=federation.actor("owner"))
    drain()
    assert len(extracts.mine(federation["wrong_unit"])) == 1
    looks(world.fresh(docket), federation)


def test_whose_office_has_ended_declares_in_the_case_in_which_they_sit(federation: world.World) -> None:
    docket = sitting(federation)
    held = federation["wrong_unit"].appointments.get(role="handler")
    register.end_appointment(appointment=held, on=world.MONDAY.date(), by=None, reason="Over")
    with clock.frozen(world.later(1)):
        cases.add_party(docket=world.fresh(docket), identity=COMES, by=federation.actor("owner"))
        drain()
        [line] = extracts.mine(federation["wrong_unit"])
        assert extracts.find(line.number, federation["wrong_unit"]) == docket
        looks(free(world.fresh(docket), federation, "wrong_unit"), federation)


def test_with_a_complaint_that_is_joined_come_people_of_whom_nobody_has_declared(db: None) -> None:
    with clock.frozen(world.later(days=-1)):
        over = 'moved = { title = "Handed over", end = true }'
        here = world.federation(declaring.RULES.replace("[stages]\n", f"[stages]\n{over}\n") + STEPS)
        declaring.handlers(here)
    with clock.frozen(world.MONDAY):
        docket, other = sitting(here), world.open_case(here, also=[COMES]).docket
        docket = join(here, docket, other)
        assert len(extracts.mine(here["wrong_unit"])) == 1
        with pytest.raises(Refused, match="has to declare anew"):
            looks(docket, here)
        looks(free(docket, here, "wrong_unit"), here)


# --- stepping down


@pytest.mark.both
def test_whoever_steps_down_hands_over_and_is_shut_out(federation: world.World) -> None:
    docket = world.open_case(federation).docket
    assert docket.owner == person_tag(federation["owner"].pk)
    world.appoint(federation["third"], "secretary", federation.north)
    actions.step_down(
        docket=docket, by=federation["owner"], hand_over="Call the witness.", text="I am worn out.",
        to=federation["third"].pk,
    )  # fmt: skip
    docket = world.fresh(docket)
    assert docket.owner == person_tag(federation["third"].pk)
    assert not wall.sees(docket, federation["owner"])
    note = Act.objects.get(docket=docket, name="stepped_down")
    vault = Vault.of(docket)
    rows = {row.field: vault.content(row, note.n) for row in Content.objects.filter(act=note)}
    assert rows == {"hand over": "Call the witness.", "reason": "I am worn out."}
    with pytest.raises(Refused):
        take_step(docket=docket, step="acknowledge", by=federation.actor("owner"), at=clock.now())
    take_step(docket=docket, step="acknowledge", by=federation.actor("third"), at=clock.now())
    sound(docket)


def test_without_a_next_one_the_rota_says_who(federation: world.World) -> None:
    docket = world.open_case(federation).docket
    world.appoint(federation["third"], "secretary", federation.north)
    actions.step_down(docket=docket, by=federation["owner"], hand_over="Nothing is on its way.")
    assert world.fresh(docket).owner == person_tag(federation["third"].pk)


SPEAKS = """
[roles.speaker]
title = "Speaker for the committee"
per_case = true
[steps.name_speaker]
title = "Name who speaks"
stage = "received"
by = ["secretary"]
appoints = ["speaker"]
[steps.remind]
title = "Remind"
stage = "received"
by = ["elder"]
due = { within = "1 day", after = "complain" }
"""


@pytest.mark.both
def test_in_the_place_of_who_was_appointed_comes_whoever_appoints_until_they_have(db: None) -> None:
    """Not who may do what is due first, and never who only speaks for a side: the rules appoint the next."""
    with clock.frozen(world.later(days=-1)):
        federation = world.federation(declaring.RULES + SPEAKS)
        declaring.handlers(federation)
        world.appoint(federation["stranger"], "speaker")
    with clock.frozen(world.MONDAY):
        _in_place(federation)


def _in_place(federation: world.World) -> None:
    docket = sitting(federation)
    speaker = {"speaker": [key(docket, federation, "stranger")]}
    take_step(
        docket=docket, step="name_speaker", by=federation.actor("owner"), at=clock.now(),
        needs=Needs(act={"appoints": speaker}),
    )  # fmt: skip
    handler, owner = (person_tag(federation[name].pk) for name in ("wrong_unit", "owner"))
    assert world.fresh(docket).owner == handler
    actions.step_down(docket=docket, by=federation["wrong_unit"], hand_over="The hall's keeper waits.")
    docket = world.fresh(docket)
    assert docket.owner == owner
    assert [each.what for each in unanswered(federation["owner"])] == [Wait.TAKEN_OVER]
    free(asked(federation, "leader", docket=docket), federation, "leader")
    appoint(world.fresh(docket), federation, "leader")
    assert world.fresh(docket).owner == person_tag(federation["leader"].pk)
    assert unanswered(federation["owner"]) == ()
    sound(docket)


def test_oversight_steps_down_too_though_it_holds_no_role(federation: world.World) -> None:
    docket = world.open_case(federation).docket
    assert wall.sees(docket, federation["overseer"])
    actions.step_down(docket=docket, by=federation["overseer"], hand_over="None.", ground="business")
    docket = world.fresh(docket)
    assert not wall.sees(docket, federation["overseer"])
    assert Reach.objects.get(docket=docket, tag=person_tag(federation["overseer"].pk)).why == "conflict"
    sound(docket)


def test_what_makes_no_sense_is_refused(federation: world.World) -> None:
    docket = world.open_case(federation).docket
    owner = federation["owner"]
    with pytest.raises(Malformed, match="no hand-over"):
        actions.step_down(docket=docket, by=owner, hand_over=" ")
    with pytest.raises(Malformed, match="no ground"):
        actions.step_down(docket=docket, by=owner, hand_over="x", ground="because")
    for to, why in ((owner, "somebody else"), (federation["wrong_unit"], "cannot take")):
        with pytest.raises(Refused, match=why):
            actions.step_down(docket=docket, by=owner, hand_over="x", to=to.pk)
    with pytest.raises(Refused, match="Only whoever owns"):
        actions.step_down(docket=docket, by=federation["elder_1"], hand_over="x", to=federation["second"].pk)
    with pytest.raises(Refused, match="nothing here"):
        actions.step_down(docket=docket, by=federation["leader"], hand_over="x")
    assert world.fresh(docket).length == 1


@pytest.mark.both
def test_where_the_entry_fails_nothing_was_saved(
    federation: world.World, entries_fail: Callable[[], None]
) -> None:
    docket = asked(federation, "wrong_unit")
    look(docket, federation, "wrong_unit")
    before = world.fresh(docket).length
    entries_fail()
    for act in (
        lambda: asked(federation, "stranger", docket=docket),
        lambda: actions.declare_free(
            docket=docket, by=federation["wrong_unit"], seen=waiting.parties(docket)
        ),
        lambda: actions.declare_bound(docket=docket, by=federation["wrong_unit"], ground="family"),
        lambda: actions.step_down(docket=docket, by=federation["owner"], hand_over="x"),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            act()
    assert world.fresh(docket).length == before
    assert [row.answer for row in Declaration.objects.filter(docket=docket)] == [""]
    assert wall.sees(docket, federation["owner"])
