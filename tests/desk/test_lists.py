"""A member list at the desk: sent in, seen, taken in; a file gives nobody what a hand could not give."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from dueprocess.kit import files, jobs
from dueprocess.people import actions as register
from dueprocess.people import holdings
from dueprocess.people.models import Appointment, Change, Person, Power, SentFile, SentList, Term
from tests import world
from tests.desk.conftest import SignIn
from tests.desk.test_people import once
from tests.desk.working import text
from tests.workbooks import book

pytestmark = [pytest.mark.django_db, pytest.mark.both]
PEOPLE = "number,name,email\n1,Robin Ash,robin@example.org\n2,Kim Vale,\n"
OFFICES = "title,roles\nSecretary of the union,secretary\n"
ADDRESS = "/desk/people/lists/"


@pytest.fixture
def keeper(federation: world.World, sign_in: SignIn) -> Client:
    """Somebody who keeps the register and, it seems, would like an office."""
    for power in (Power.KEEP_REGISTER, Power.APPOINT):
        register.grant(
            person=federation["admin"], power=power, by=None, reason="Assembly", from_on=world.ADOPTED
        )
    return sign_in(federation["admin"])


def send(client: Client, **texts: str) -> str:
    sent = [SimpleUploadedFile(f"{name}.csv", text.encode()) for name, text in texts.items()]
    answer = client.post(ADDRESS, once(client.get(ADDRESS)) | {"files": sent})
    assert answer.status_code == 302, answer.content.decode()
    jobs.drain()
    return str(answer.url)


def press(client: Client, address: str, what: str, **more: str) -> Any:
    answer = client.post(address, once(client.get(address)) | {"what": what} | more)
    jobs.drain()
    return answer


def test_a_list_is_seen_before_it_counts(keeper: Client) -> None:
    address = send(keeper, people=PEOPLE)
    assert not Person.objects.filter(member_number="1").exists()
    shown = keeper.get(address).content.decode()
    assert "Nothing has been changed yet." in shown
    assert "Robin Ash" in shown
    press(keeper, address, "take")
    assert Person.objects.get(member_number="1").email == "robin@example.org"
    assert not SentFile.objects.exists()
    assert holdings.given(limit=1)[0].name == "Member list"
    again = send(keeper, people=PEOPLE.replace("robin@", "ash@"))
    shown = keeper.get(again).content.decode()
    assert "robin@example.org" in shown
    assert "ash@example.org" in shown
    press(keeper, again, "drop")
    assert Person.objects.get(member_number="1").email == "robin@example.org"


def test_a_workbook_is_sent_in_seen_and_taken_in(keeper: Client, tmp_path: Path) -> None:
    """As programs for members save it: an .xlsx with one sheet, days as numbers; the shipped map fits it."""
    cell = '<c r="{}" t="inlineStr"><is><t>{}</t></is></c>'
    lines = [("number", "name"), ("1", "Robin Ash"), ("2", "李 明霞"), ("", "Nobody’s number")]
    rows = "".join(
        f'<row r="{n}">{cell.format(f"A{n}", one)}{cell.format(f"B{n}", other)}</row>'
        for n, (one, other) in enumerate(lines, 1)
    )
    content = book(tmp_path / "people.xlsx", rows, named=(("People", ""),)).read_bytes()
    sent = [SimpleUploadedFile("people.xlsx", content)]
    answer = keeper.post(ADDRESS, once(keeper.get(ADDRESS)) | {"files": sent})
    assert answer.status_code == 302, answer.content.decode()
    jobs.drain()
    kept = SentFile.objects.get()
    assert b"Robin" not in files.path_of(kept.stored).read_bytes()
    shown = keeper.get(answer.url).content.decode()
    assert "Robin Ash" in shown
    assert "李 明霞" in shown
    assert not Person.objects.filter(member_number="2").exists()
    press(keeper, str(answer.url), "take")
    found = Person.objects.filter(member_number__in=("1", "2")).order_by("member_number")
    assert [each.full_name for each in found] == ["Robin Ash", "李 明霞"]
    assert not SentFile.objects.exists()
    broken = [SimpleUploadedFile("people.xlsx", content[: len(content) // 2])]
    answer = keeper.post(ADDRESS, once(keeper.get(ADDRESS)) | {"files": broken})
    assert (answer.status_code, SentList.objects.count()) == (200, 1), "half a workbook is none"
    assert "its list of contents cannot be read" in text(answer)


def test_nobody_gives_themselves_an_office_by_a_file(keeper: Client, federation: world.World) -> None:
    me = federation["admin"]
    register.change_person(person=me, by=None, member_number="7")
    terms = (
        "number,office,from_on\n7,Secretary of the union,2026-01-01\n1,Secretary of the union,2026-01-01\n"
    )
    address = send(keeper, people=PEOPLE, offices=OFFICES, terms=terms)
    assert "Nobody changes this for themselves" in keeper.get(address).content.decode()
    press(keeper, address, "take")
    assert not Appointment.objects.filter(person=me).exists()
    other = Term.objects.get(office__title="Secretary of the union")
    assert other.person.member_number == "1"
    line = Change.objects.get(verb="appointed", subject_pk=other.person_id)  # what oversight sees
    assert line.by == me
    assert line.values["role"] == "secretary"


def test_without_the_power_to_appoint_a_list_of_offices_is_refused(
    federation: world.World, sign_in: SignIn
) -> None:
    admin = federation["admin"]
    register.grant(person=admin, power=Power.KEEP_REGISTER, by=None, reason="x", from_on=world.ADOPTED)
    client = sign_in(admin)
    address = send(client, offices=OFFICES)
    assert SentList.objects.get().step == "refused"
    assert "This needs the power" in client.get(address).content.decode()


def test_nobody_changes_their_own_entry_by_a_file(keeper: Client, federation: world.World) -> None:
    me = federation["admin"]
    register.change_person(person=me, by=None, member_number="7")
    rows = f"number,name,status\n7,{me.full_name},left\n"
    address = send(keeper, people=rows)
    press(keeper, address, "take")
    me.refresh_from_db()
    assert me.status == "member"


def test_a_short_list_is_taken_in_only_when_that_is_said(keeper: Client) -> None:
    press(keeper, send(keeper, people=PEOPLE), "take")
    address = send(keeper, people=PEOPLE.rsplit("2,", 1)[0])
    assert "more than one in twenty" in keeper.get(address).content.decode()
    press(keeper, address, "take")
    assert Person.objects.get(member_number="2").status == "member"
    press(keeper, address, "again")
    press(keeper, address, "take", gone="yes")
    assert Person.objects.get(member_number="2").status == "left"


def test_only_whoever_sent_it_takes_it_in(keeper: Client, federation: world.World, sign_in: SignIn) -> None:
    address = send(keeper, people=PEOPLE)
    other = federation["overseer"]
    register.grant(person=other, power=Power.KEEP_REGISTER, by=None, reason="x", from_on=world.ADOPTED)
    client = sign_in(other)
    assert "Take it in" not in client.get(address).content.decode()
    assert press(client, address, "take").status_code == 403
    assert not Person.objects.filter(member_number="1").exists()


def test_a_list_lies_sealed_and_a_bad_one_is_named(keeper: Client) -> None:
    send(keeper, people=PEOPLE)
    kept = SentFile.objects.get()
    assert b"Robin" not in files.path_of(kept.stored).read_bytes()
    assert b"Robin" not in bytes(SentList.objects.get().sealed)
    address = send(keeper, people="number,shoe\n1,42\n")
    shown = keeper.get(address).content.decode()
    assert "The map does not name this column" in shown
    sent = SimpleUploadedFile("map.toml", b"title = 7")
    answer = keeper.post(
        ADDRESS,
        once(keeper.get(ADDRESS))
        | {"files": [SimpleUploadedFile("people.csv", PEOPLE.encode())], "map": [sent]},
    )
    assert "The list has no name" in answer.content.decode()
