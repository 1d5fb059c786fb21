"""Taking out more than one needs: contact data of the register, lists without a trace; and giving oneself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client

from dueprocess.core.errors import Refused
from dueprocess.docket import wall
from dueprocess.docket.models import Read
from dueprocess.kit import clock
from dueprocess.ledger import journal, state
from dueprocess.people import actions as register
from dueprocess.people.models import Appointment, Person, PersonStatus, Power, QualificationKind
from tests import world

pytestmark = pytest.mark.django_db
SignedIn = Callable[[str], Client]
PRIVATE = ("4 Mill Lane", "0161 496", "1980", "known privately", "M-4711", "moved house")


@pytest.fixture
def member(federation: world.World) -> Person:
    person = register.add_person(
        full_name="Imke Castellanos", address="4 Mill Lane", phone="0161 496 0000", born_on=date(1980, 5, 1),
        member_number="M-4711", aliases=["known privately"], by=None,
    )  # fmt: skip
    register.change_person(person=person, email="imke@example.invalid", by=None, reason="She moved house")
    return person


def test_an_officer_is_shown_no_contact_data(
    federation: world.World, member: Person, signed_in: SignedIn
) -> None:
    client = signed_in("owner")
    shown = client.get(f"/desk/people/{member.pk}/").content.decode()
    found = client.post("/desk/people/", {"text": "Castellanos"}).content.decode()
    assert "Imke Castellanos" in shown
    assert "Imke Castellanos" in found
    for text in (*PRIVATE, "imke@example.invalid"):
        assert text not in shown, text
        assert text not in found, text


def test_who_keeps_the_register_is(federation: world.World, member: Person, signed_in: SignedIn) -> None:
    register.grant(person=federation["admin"], power=Power.KEEP_REGISTER, by=None, reason="Elected")
    shown = signed_in("admin").get(f"/desk/people/{member.pk}/").content.decode()
    for text in PRIVATE:
        assert text in shown, text


def test_nobody_records_their_own_training_or_standing(federation: world.World) -> None:
    keeper, today = federation["admin"], world.MONDAY.date()
    for power in (Power.KEEP_REGISTER, Power.APPOINT):
        register.grant(person=keeper, power=power, by=None, reason="Elected")
    register.change_person(person=keeper, by=keeper, phone="1")
    tries: list[Callable[[], object]] = [
        lambda: register.qualify(
            person=keeper, kind=QualificationKind.TRAINING, name="panel", from_on=today, by=keeper
        ),
        lambda: register.change_person(person=keeper, by=keeper, status=PersonStatus.STAFF),
        lambda: register.change_person(person=keeper, by=keeper, unit=federation.south),
        lambda: register.give_login(person=keeper, email="second@example.invalid", by=keeper),
        lambda: register.delegate(
            appointment=Appointment.objects.get(person=federation["owner"]), to=keeper, from_on=today,
            until_on=today + timedelta(days=90), reason="I help out.", by=keeper,
        ),
    ]  # fmt: skip
    for attempt in tries:
        with pytest.raises(Refused) as refusal:
            attempt()
        assert refusal.value.code == "oneself"
    assert not wall.roles_of(keeper, today)


def test_a_list_that_is_taken_out_leaves_a_line(federation: world.World, signed_in: SignedIn) -> None:
    docket = world.open_case(federation).docket
    client = signed_in("owner")
    answer = client.get("/desk/cases/export.csv?state=all&late=1")
    assert Read.objects.filter(docket=None).count() == 1  # before the first line goes out
    b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    client.get("/desk/cases/export.csv")
    newest, first = wall.taken_out()
    assert (newest.name, newest.count, newest.what) == ("Tamsin Okafor-Lindqvist", 1, "cases.csv")
    assert "late" in first.said
    assert docket.number not in first.said
    assert signed_in("second").get("/desk/oversight/").status_code == 403
    page = signed_in("overseer").get("/desk/oversight/").content.decode()
    assert "Tamsin Okafor-Lindqvist" in page
    assert "Ilse Marchetti" in page  # an officer, shut out as a party


def test_a_line_of_a_list_is_sealed_and_cannot_be_rewritten(
    federation: world.World, signed_in: SignedIn
) -> None:
    world.open_case(federation)
    b"".join(signed_in("owner").get("/desk/cases/export.csv").streaming_content)  # type: ignore[attr-defined]
    row = Read.objects.get(docket=None)
    assert b"Tamsin" not in bytes(row.sealed)
    with clock.frozen(world.later(days=2)):
        assert journal.seal_closed()
        assert {fault.check for fault in state.faults()} == set()
        with connection.cursor() as cursor:
            cursor.execute("UPDATE docket_read SET what = 'nothing' WHERE docket_id IS NULL")
        assert "docket.reads" in {fault.check for fault in state.faults()}
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM docket_read WHERE docket_id IS NULL")
        assert "journal" in {fault.check for fault in state.faults()}
