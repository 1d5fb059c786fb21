"""A case is given a unit, and the wall follows; what is someone's already goes elsewhere only by two."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction

from dueprocess.cases.imports.actions import import_cases
from dueprocess.cases.imports.load import load
from dueprocess.cases.imports.register import Register
from dueprocess.cases.imports.report import Report
from dueprocess.core.errors import Malformed, Refused
from dueprocess.docket import verify, wall
from dueprocess.docket.actions import place, placed, propose_unit, rebuild, sign
from dueprocess.docket.models import Act, Docket, Proposal
from dueprocess.docket.needs import Actor
from dueprocess.kit import clock
from tests import world
from tests.desk.conftest import signed_in
from tests.desk.working import send, text, token

TAKEN_UP = """
[steps.take_from_register]
title = "Take up a case from the old papers"
stage = "taken over"
by = ["secretary"]
needs = ["why it stands there"]
leads_to = "received"
"""
WHY = "The register was theirs."


@pytest.fixture
def federation(db: None) -> Iterator[world.World]:
    with clock.frozen(world.later(days=-1)):
        found = world.federation(world.EXAMPLE.read_text() + TAKEN_UP)
        world.appoint(found["third"], "secretary")  # for the whole federation
    with clock.frozen(world.MONDAY):
        yield found


@pytest.fixture
def imported(federation: world.World) -> Docket:
    """A case from an earlier register, of no unit."""
    return world.import_case("12/24", received="2024-11-05", respondents=["Noor Whitlock"])


def sound(docket: Docket) -> None:
    docket = world.fresh(docket)
    assert [str(each) for each in verify.one(docket)] == []
    assert rebuild.docket(docket.pk) == 0
    assert world.fresh(docket).unit_id == docket.unit_id


@pytest.mark.both
def test_an_imported_case_is_given_a_unit_by_one_and_opens_to_its_officers(
    federation: world.World, imported: Docket
) -> None:
    owner, third = federation["owner"], federation["third"]
    assert not wall.sees(imported, owner)
    assert wall.sees(imported, third)
    carried = placed(imported, unit=federation.club, reason=WHY)
    act = place(docket=imported, by=Actor(person=third), needs=carried)
    assert (act.name, act.facts["unit"], act.facts["was"]) == ("placed", federation.club.pk, None)
    docket = world.fresh(imported)
    assert docket.unit == federation.club
    assert wall.sees(docket, owner)
    assert wall.sees(docket, third)
    assert not wall.sees(docket, federation["wrong_unit"])
    sound(docket)
    Docket.objects.filter(pk=docket.pk).update(unit=federation.other_club)
    assert "docket-unit" in {each.check for each in verify.one(world.fresh(docket))}


def test_the_page_says_what_it_changes_and_links_there(federation: world.World, imported: Docket) -> None:
    client = signed_in(federation["third"])
    case, address = f"/desk/cases/{imported.number}/", f"/desk/cases/{imported.number}/unit/"
    assert address in client.get(case).content.decode()
    page = client.get(address)
    assert "Who signs it with you?" not in text(page)
    typed = {"unit": str(federation.club.pk), "reason": WHY, **token(page)}
    check = client.post(address, typed)
    assert "Nobody who may act in it now is kept from it." in text(check)
    assert world.fresh(imported).unit is None
    assert client.post(address, {**typed, **token(check), "checked": "1"}).url == case
    assert world.fresh(imported).unit == federation.club
    shown = text(client.get(case))
    assert "Given to a unit" in shown
    assert signed_in(federation["owner"]).get(case).status_code == 200


def test_what_the_old_register_said_of_its_unit_stands_beside_the_choice(
    federation: world.World, tmp_path: Path
) -> None:
    main = tmp_path / "cases.csv"
    main.write_text("id,received,closed,branch\n13/24,2024-11-06,,Hollin Vale\n", encoding="utf-8")
    (tmp_path / "accused.csv").write_text("case,name\n", encoding="utf-8")
    chosen = world.MAP.replace("[columns]\n", '[columns]\nbranch = { is = "unit" }\n', 1)
    with Register(load(chosen), main) as register:
        import_cases(register, report=Report("Register of the former board", kept=None))
    docket = Docket.objects.get(kind="case")
    page = signed_in(federation["third"]).get(f"/desk/cases/{docket.number}/unit/")
    assert "In its old register: Hollin Vale" in text(page)


@pytest.mark.both
def test_to_another_unit_it_goes_by_two_and_its_owner_is_followed(federation: world.World) -> None:
    docket = world.open_case(federation).docket
    owner = docket.owner
    client = signed_in(federation["owner"])
    address = f"/desk/cases/{docket.number}/unit/"
    page = client.get(address)
    typed = {
        "unit": str(federation.other_club.pk), "reason": WHY, "signer": str(federation["second"].pk),
        **token(page),
    }  # fmt: skip
    check = text(client.post(address, typed))
    assert "Its owner is one of them" in check
    assert "You are one of them." in check
    assert send(client, address, typed).status_code == 302
    waiting = Proposal.objects.get()
    assert world.fresh(docket).unit == federation.club
    asked = text(signed_in(federation["second"]).get(f"/desk/cases/{docket.number}/signatures/{waiting.pk}/"))
    assert federation.other_club.name in asked
    assert federation.club.name in asked
    sign(proposal=waiting, by=federation.actor("second"))
    docket = world.fresh(docket)
    assert docket.unit == federation.other_club
    assert docket.owner != owner
    assert wall.sees(docket, federation["wrong_unit"])
    assert not wall.sees(docket, federation["owner"])
    assert [act.name for act in Act.objects.filter(docket=docket).order_by("n")][-2:] == [
        "placed",
        "assigned",
    ]
    sound(docket)


def test_what_cannot_be_said_is_refused(federation: world.World, imported: Docket) -> None:
    docket, third = world.open_case(federation).docket, federation["third"]
    with pytest.raises(Malformed):
        placed(imported, unit=federation.club, reason=" ")
    with pytest.raises(Refused) as refusal:
        placed(docket, unit=federation.club, reason=WHY)
    assert refusal.value.code == "same_unit"
    with pytest.raises(Refused) as refusal:
        place(
            docket=docket, by=federation.actor("owner"),
            needs=placed(docket, unit=federation.other_club, reason=WHY),
        )  # fmt: skip
    assert refusal.value.code == "second_person"
    carried = placed(imported, unit=federation.club, reason=WHY)
    place(docket=imported, by=Actor(person=third), needs=carried)
    with pytest.raises(Refused) as refusal:
        place(docket=imported, by=Actor(person=third), needs=carried)
    assert refusal.value.code == "changed_meanwhile"
    federation.other_club.closed_on = world.MONDAY.date() - timedelta(days=1)
    federation.other_club.save(update_fields=["closed_on"])
    with pytest.raises(Refused) as refusal:
        placed(docket, unit=federation.other_club, reason=WHY)
    assert refusal.value.code == "unit_closed"


def test_two_proposals_do_not_both_hold(federation: world.World) -> None:
    docket, by = world.open_case(federation).docket, federation.actor("owner")
    made = [
        propose_unit(docket=docket, unit=unit, by=by, reason=WHY, signer=federation["second"])
        for unit in (federation.other_club, federation.union)
    ]
    sign(proposal=made[1], by=federation.actor("second"))
    with pytest.raises(Refused):
        sign(proposal=made[0], by=federation.actor("second"))
    assert world.fresh(docket).unit == federation.union


def test_without_its_entry_it_stays_where_it_is(federation: world.World, imported: Docket) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TRIGGER stop BEFORE INSERT ON ledger_seq BEGIN SELECT RAISE(ABORT, 'stopped'); END"
        )
    carried = placed(imported, unit=federation.club, reason=WHY)
    with pytest.raises(DatabaseError), transaction.atomic():
        place(docket=imported, by=federation.actor("third"), needs=carried)
    assert (world.fresh(imported).unit, world.fresh(imported).length) == (None, imported.length)
