"""The tree of units at the desk: what a move or a closing changes is told before, and so it happens."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
from django.test import Client

from dueprocess.core.errors import Malformed, Refused
from dueprocess.docket import actions as dockets
from dueprocess.docket import wall
from dueprocess.docket.extracts import sight
from dueprocess.kit import clock
from dueprocess.ledger import state
from dueprocess.people import actions as register
from dueprocess.people import extracts, tree
from dueprocess.people.models import Appointment, Change, Office, Person, Power, Unit
from tests import world
from tests.desk.conftest import SignIn
from tests.desk.working import text, token

pytestmark = pytest.mark.django_db
WHY = {"reason": "Assembly, item 9"}


@pytest.fixture
def keeper(federation: world.World, sign_in: SignIn) -> Client:
    register.grant(
        person=federation["admin"],
        power=Power.KEEP_REGISTER,
        by=None,
        reason="Assembly",
        from_on=world.ADOPTED,
    )
    return sign_in(federation["admin"])


def post(client: Client, address: str, typed: dict[str, Any]) -> Any:
    return client.post(address, token(client.get(address)) | typed)  # type: ignore[arg-type]


def confirm(client: Client, address: str, page: Any) -> Any:
    """Press the button of the page on which it is checked."""
    fields = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page.content.decode())
    return client.post(address, {name: html.unescape(value) for name, value in fields} | {"checked": "1"})


def test_a_unit_is_added_and_renamed(keeper: Client, federation: world.World) -> None:
    north = federation.north
    typed = {"name": "Fellside Ramblers", "kind": "club", "code": "F1", "parent": str(north.pk)}
    answer = post(keeper, f"/desk/people/units/new/?below={north.pk}", typed)
    made = Unit.objects.get(code="F1")
    assert answer.url == f"/desk/people/units/{made.pk}/"
    assert made.path == north.path + f"{made.pk:08x}"
    taken = post(keeper, "/desk/people/units/new/", typed)
    assert "one of this name there" in text(taken)
    assert "Another unit has this code" in text(taken)
    address = f"/desk/people/units/{made.pk}/rename/"
    assert "Why is it changed?" in text(post(keeper, address, {"name": "Fell Walkers"}))
    post(keeper, address, {"name": "Fell Walkers", "code": "F1"} | WHY)
    page = text(keeper.get(f"/desk/people/units/{made.pk}/"))
    assert "Fell Walkers" in page
    assert "renamed (Fellside Ramblers)" in page
    assert "Fell Walkers" in text(keeper.get("/desk/people/units/"))


@pytest.mark.both
def test_what_a_move_changes_is_what_the_wall_then_says(federation: world.World) -> None:
    """The preview is compared with the wall before and after, for everybody in the federation."""
    for number in range(2):
        world.open_case(federation, at=world.later(hours=-number))
    lent = Appointment.objects.get(person=federation["owner"])
    day = world.MONDAY.date()
    register.delegate(
        appointment=lent, to=federation["stranger"], from_on=day, until_on=day, reason="Leave", by=None
    )
    told = sight.moving(federation.club, federation.south, on=day)
    people = list(Person.objects.all())
    before = {each.pk: wall.visible_to(each).count() for each in people}
    register.move_unit(unit=federation.club, parent=federation.south, by=None, reason="Merged")
    after = {each.pk: wall.visible_to(each).count() for each in people}
    changed = {pk: after[pk] - before[pk] for pk in after if after[pk] != before[pk]}
    assert told.files == 2
    assert {each.person: each.gains - each.loses for each in told.people} == changed
    assert changed[federation["wrong_unit"].pk] == 2
    assert changed[federation["owner"].pk] == changed[federation["stranger"].pk] == -2
    assert federation["respondent"].pk not in changed, "a party is shut out before and after"


def test_a_move_is_told_before_it_happens(keeper: Client, federation: world.World) -> None:
    world.open_case(federation)
    address = f"/desk/people/units/{federation.club.pk}/move/"
    page = post(keeper, address, {"parent": str(federation.south.pk)} | WHY)
    said = text(page)
    assert "Jorun Vadlamani sees 1 file more" in said
    assert "Tamsin Okafor-Lindqvist no longer sees 1 file" in said
    assert Unit.objects.get(pk=federation.club.pk).parent == federation.north, "nothing has been changed yet"
    assert confirm(keeper, address, page).status_code == 302
    moved = Unit.objects.get(pk=federation.club.pk)
    assert (moved.parent, moved.path[:16]) == (federation.south, federation.south.path)
    assert "Nobody sees more or fewer" in text(
        post(keeper, f"/desk/people/units/{federation.other_club.pk}/move/",
             {"parent": str(federation.north.pk)} | WHY)
    )  # fmt: skip


def test_a_move_that_makes_no_sense_is_refused_on_the_form(keeper: Client, federation: world.World) -> None:
    address = f"/desk/people/units/{federation.north.pk}/move/"
    assert "below itself" in text(post(keeper, address, {"parent": str(federation.club.pk)} | WHY))
    assert "hangs there already" in text(post(keeper, address, {"parent": str(federation.union.pk)} | WHY))


def test_nobody_moves_a_unit_under_a_role_of_their_own(federation: world.World) -> None:
    mover = federation["wrong_unit"]
    register.grant(person=mover, power=Power.KEEP_REGISTER, by=None, reason="Assembly", from_on=world.ADOPTED)
    with pytest.raises(Refused) as refusal:
        register.move_unit(unit=federation.club, parent=federation.south, by=mover, reason="Merged")
    assert refusal.value.code == "oneself"
    register.move_unit(unit=federation.other_club, parent=federation.north, by=mover, reason="Merged")


def test_a_unit_closes_with_what_hangs_on_it(keeper: Client, federation: world.World) -> None:
    club, day = federation.club, world.MONDAY.date()
    office = register.add_office(title="Club secretary", roles=["secretary"], unit=club, by=None)
    register.begin_term(office=office, person=federation["second"], from_on=day, by=None)
    address = f"/desk/people/units/{club.pk}/close/"
    typed = {"members_to": str(federation.other_club.pk)} | WHY
    assert "Appoint people" in text(post(keeper, address, typed)), "ending offices needs the power for it"
    register.grant(
        person=federation["admin"], power=Power.APPOINT, by=None, reason="Assembly", from_on=world.ADOPTED
    )
    assert "your own unit" in text(post(keeper, address, typed))
    register.change_person(person=federation["admin"], by=None, unit=federation.union)
    page = post(keeper, address, typed)
    assert "The office Club secretary, held by 李 明霞" in text(page)
    assert "12 people, to Saltmarsh Walkers" in text(page)
    assert confirm(keeper, address, page).status_code == 302
    assert not Person.objects.filter(unit=club).exists()
    assert Office.objects.get().abolished_on == Appointment.objects.get(term__office=office).until_on == day
    line = Change.objects.get(subject="unit", subject_pk=club.pk, verb="closed")
    assert (line.values["people"], line.values["to"]) == (12, federation.other_club.pk)
    assert club.pk not in [each.pk for each in extracts.units()]
    assert "Closed on Mon 23 Mar 2026" in text(keeper.get(f"/desk/people/units/{club.pk}/"))
    assert "Hollin Vale" not in text(keeper.get("/desk/people/units/"))
    assert "Hollin Vale" in text(keeper.get("/desk/people/units/?closed=1"))


def test_a_unit_with_open_cases_or_units_below_it_stays_open(federation: world.World) -> None:
    world.open_case(federation)
    with pytest.raises(Refused) as refusal:
        dockets.close_unit(
            unit=federation.club, members_to=federation.other_club, by=None, reason="Dissolved"
        )
    assert (refusal.value.code, "unit: 1." in refusal.value.reason) == ("open_files", True)
    assert Person.objects.filter(unit=federation.club).exists()
    with pytest.raises(Refused) as refusal:
        dockets.close_unit(unit=federation.south, members_to=None, by=None, reason="Dissolved")
    assert refusal.value.code == "units_below"
    with pytest.raises(Malformed, match="belong to it"):
        register.close_unit(unit=federation.club, members_to=federation.club, by=None, reason="Dissolved")


@pytest.mark.both
def test_a_closed_unit_is_opened_again_without_what_hung_on_it(
    keeper: Client, federation: world.World, sign_in: SignIn
) -> None:
    world.open_case(federation)
    region, club, day = federation.south, federation.other_club, world.MONDAY.date()
    office = register.add_office(title="Club secretary", roles=["secretary"], unit=club, by=None)
    register.begin_term(office=office, person=federation["second"], from_on=day, by=None)
    lent = register.appoint(
        person=federation["third"], role="secretary", unit=club, from_on=day, by=None, reason="Vote"
    )
    dockets.close_unit(unit=club, members_to=federation.club, by=None, reason="Dissolved")
    Appointment.objects.filter(unit=region).delete()
    dockets.close_unit(unit=region, members_to=federation.north, by=None, reason="Dissolved")
    sees = {each.pk: wall.visible_to(each).count() for each in Person.objects.all()}
    address = f"/desk/people/units/{club.pk}/reopen/"
    assert "Open it again" in text(keeper.get(f"/desk/people/units/{club.pk}/"))
    assert "do not come back by themselves" in text(keeper.get(address))
    assert "is closed" in text(post(keeper, address, WHY)), "the one above it comes first"
    assert "By which decision" in text(post(keeper, address, {"reason": " "}))
    register.reopen_unit(unit=region, by=None, reason="Refounded")
    assert post(keeper, address, WHY).status_code == 302
    club.refresh_from_db()
    assert club.closed_on is None
    with clock.frozen(world.later(days=1)):
        lent.refresh_from_db()
        assert lent.until_on == day
        assert not Appointment.objects.running(clock.now().date()).filter(unit=club).exists()
        assert not Office.objects.filter(unit=club, abolished_on=None).exists()
        assert not Person.objects.filter(unit=club).exists()
        assert {each.pk: wall.visible_to(each).count() for each in Person.objects.all()} == sees
        assert [each for each in state.faults() if each.check.startswith("people.")] == []
    history = tree.unit(club.pk, on=day).journal
    assert [(verb, reason) for _at, verb, _what, _by, reason in history[:2]] == [
        ("opened again", WHY["reason"]), ("closed", "Dissolved"),
    ]  # fmt: skip
    register.grant(
        person=federation["admin"], power=Power.APPOINT, by=None, reason="Assembly", from_on=world.ADOPTED
    )
    said = text(keeper.get(f"/desk/people/units/{club.pk}/"))
    assert "opened again" in said
    assert "Closed on" not in said
    with pytest.raises(Refused) as refusal:
        register.reopen_unit(unit=club, by=None, reason="x")
    assert refusal.value.code == "open_already"
    register.appoint(
        person=federation["third"], role="secretary", unit=club, from_on=day, by=None, reason="Vote"
    )


def test_a_closed_unit_whose_name_was_given_again_stays_closed(federation: world.World) -> None:
    club = federation.other_club
    dockets.close_unit(unit=club, members_to=federation.club, by=None, reason="Dissolved")
    register.add_unit(name=club.name, parent=club.parent, by=None)
    with pytest.raises(Malformed, match="one of its name by now"):
        register.reopen_unit(unit=club, by=None, reason="Refounded")
    with pytest.raises(Refused) as refusal:
        register.reopen_unit(unit=club, by=federation["stranger"], reason="Refounded")
    assert refusal.value.code == "no_power"


def test_nothing_new_begins_in_a_closed_unit(federation: world.World) -> None:
    club = federation.other_club
    dockets.close_unit(unit=club, members_to=federation.club, by=None, reason="Dissolved")
    club.refresh_from_db()
    day = world.MONDAY.date()
    for attempt in (
        lambda: register.add_office(title="Chair", roles=[], unit=club, by=None),
        lambda: register.appoint(
            person=federation["third"], role="secretary", unit=club, from_on=day, by=None, reason="x"
        ),
        lambda: register.add_unit(name="Below", parent=club, by=None),
        lambda: register.move_unit(unit=federation.club, parent=club, by=None, reason="x"),
        lambda: dockets.close_unit(unit=club, members_to=None, by=None, reason="x"),
    ):
        with pytest.raises(Refused) as refusal:
            attempt()
        assert refusal.value.code == "closed_unit"
    with pytest.raises(Malformed, match="closed"):
        register.add_person(full_name="New", unit=club, by=None)
