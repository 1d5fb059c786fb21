"""What else a rulebook may ask of a form: bodies that decide together, a role chosen from those of another, a
step that may be taken only so often, a sanction that needs a step before it, the board of a unit."""

from __future__ import annotations

import pytest

from dueprocess.docket.actions import take_note, take_step
from dueprocess.docket.models import Act, Docket
from dueprocess.docket.needs import Needs
from dueprocess.docket.sealing import Vault
from dueprocess.kit import clock
from tests import world
from tests.desk.conftest import signed_in
from tests.desk.working import send, text, token

MORE = """
[facts]
where = { title = "Where the respondent is", derived = { unit_of = "respondent" } }
[steps.name_panel]
title = "Name the panel"
stage = "reply"
by = ["secretary"]
appoints = ["reader"]
[steps.name_chair]
title = "Name who speaks"
stage = "reply"
by = ["secretary"]
follows = ["name_panel"]
appoints = ["speaker"]
[steps.note_it]
title = "Note it"
stage = "reply"
by = ["secretary"]
again = true
times = 1
[steps.local]
title = "The local board decides"
stage = "reply"
by = ["board"]
[steps.warn]
title = "Warn"
stage = "reply"
by = ["committee"]
jointly_with = ["elders"]
imposes = ["warning"]
[sanctions.warning]
title = "Warning"
effect = "on the record only"
lasts = "1 year"
follows = ["note_it"]
"""
ROLES = """
reader = { title = "Reader", per_case = true }
speaker = { title = "Speaker", per_case = true, chosen_from = "reader" }
[bodies]
board = { title = "Local board", seats = { elder = "all" }, of_unit = "where", quorum = 1, decides_by = "majority" }
"""  # noqa: E501 (rules are read row by row)
RULES = world.EXAMPLE.read_text().replace("[bodies]\n", ROLES, 1) + MORE


@pytest.fixture
def federation(db: None) -> world.World:
    with clock.frozen(world.later(days=-1)):
        built = world.federation(RULES)
        for name, unit in (("north", built.club), ("south", built.other_club)):
            built.people[name] = world.person(f"Elder of the {name}", unit)
            world.appoint(built.people[name], "elder", unit)
        world.appoint(built["second"], "reader")
        world.appoint(built["third"], "reader")
    return built


@pytest.fixture
def docket(federation: world.World) -> Docket:
    with clock.frozen(world.MONDAY):
        docket, by = world.open_case(federation).docket, federation.actor("owner")
        for step in ("acknowledge", "send"):
            sent = take_step(docket=docket, step=step, by=by, at=world.MONDAY)
        needs = Needs(act={"of": sent.n, "to": ["R1"]})
        take_note(docket=docket, note="received", by=by, at=world.MONDAY, needs=needs)
    return world.fresh(docket)


def key(docket: Docket, federation: world.World, who: str) -> str:
    return Vault.of(docket).local(federation[who].pk)


def address(docket: Docket, step: str) -> str:
    return f"/desk/cases/{docket.number}/steps/{step}/0/"


def test_two_bodies_vote_apart_in_one_form(federation: world.World, docket: Docket) -> None:
    with clock.frozen(world.later(days=21)):
        client = signed_in(federation["second"])
        page = client.get(address(docket, "warn"))
        form = page.context["form"]
        assert "Vote: Committee" in text(page)
        assert "Vote: Elders" in text(page)
        assert "First: Note it." in text(page), "what the sanction needs before it"
        own = [name for name in form.fields if name.startswith("vote_0_")]
        joint = [name for name in form.fields if name.startswith("vote_joint_0_")]
        assert len(own) == 3
        assert len(joint) >= 3
        typed = dict.fromkeys(own, "for") | token(page)
        missing = send(client, address(docket, "warn"), typed)
        assert missing.status_code == 200
        assert "Elders decides by two thirds" in text(missing)
        lost = send(client, address(docket, "warn"), typed | dict.fromkeys(joint, "against"))
        assert lost.status_code == 200, "the elders did not carry it"
        done = send(client, address(docket, "warn"), typed | dict.fromkeys(joint, "for"))
        assert done.status_code == 302, done.context["form"].errors
        act = Act.objects.get(docket=docket, name="warn")
        assert set(act.facts["jointly"]) == {"elders"}
        assert len(act.facts["jointly"]["elders"]["for"]) == len(joint)
        shown = text(client.get(f"/desk/cases/{docket.number}/acts/{act.n}/"))
        assert "Vote: Elders" in shown


def test_who_sits_in_both_bodies_is_asked_once_by_name(federation: world.World, docket: Docket) -> None:
    """A member of the committee who is also an elder: the form says why they do not vote as one."""
    world.appoint(federation["third"], "elder")
    with clock.frozen(world.later(days=21)):
        page = signed_in(federation["second"]).get(address(docket, "warn"))
        said, form = text(page), page.context["form"]
        name = federation["third"].full_name
        assert f"{name} votes on this in Committee, and nobody votes twice" in said
        labels = [str(form.fields[each].label) for each in form.fields if each.startswith("vote_")]
        assert labels.count(name) == 1


def test_one_is_chosen_from_those_of_another_role(federation: world.World, docket: Docket) -> None:
    with clock.frozen(world.later(days=1)):
        readers = Needs(act={"appoints": {"reader": [key(docket, federation, "second")]}})
        by = federation.actor("owner")
        take_step(docket=docket, step="name_panel", by=by, at=clock.now(), needs=readers)
        client = signed_in(federation["owner"])
        page = client.get(address(docket, "name_chair"))
        form = page.context["form"]
        offered = [value for value, _label in form.fields["appoint_0"].choices if value]
        assert offered == [key(docket, federation, "second")]
        done = send(client, address(docket, "name_chair"), {"appoint_0": offered[0], **token(page)})
        assert done.status_code == 302, done.context["form"].errors


def test_a_step_is_taken_no_more_often_than_allowed(federation: world.World, docket: Docket) -> None:
    with clock.frozen(world.later(days=1)):
        client = signed_in(federation["owner"])
        page = client.get(address(docket, "note_it"))
        assert send(client, address(docket, "note_it"), token(page)).status_code == 302
        again = client.get(address(docket, "note_it"))
        assert again.status_code == 403
        assert "It may be done 1 time in all" in text(again)


def test_the_board_of_the_respondents_unit_acts(federation: world.World, docket: Docket) -> None:
    """The respondent belongs to a club; whoever is elder of that club is its board."""
    opening = Act.objects.get(docket=docket, n=1)
    assert opening.introduces["parties"]["R1"]["unit"] == str(federation["respondent"].unit_id)
    assert "unit" not in opening.introduces["parties"]["C1"], "nobody asks for theirs"
    with clock.frozen(world.later(days=1)):
        mine = signed_in(federation["north"]).get(address(docket, "local"))
        assert mine.status_code == 200, text(mine)[:600]
        other = signed_in(federation["south"]).get(address(docket, "local"))
        assert other.status_code in (403, 404)
