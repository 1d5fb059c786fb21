"""A case that the organisation opens itself: by the step of its rulebook, with criteria and signatures."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import Client

from dueprocess.cases.models import Complaint, Via
from dueprocess.docket import verify
from dueprocess.docket.actions import openings
from dueprocess.docket.models import Docket, Proposal
from dueprocess.docket.models.dockets import OPENING
from dueprocess.kit import clock
from dueprocess.people.models import Person
from tests import world
from tests.desk.conftest import SHIPPED, signed_in, staffed


@pytest.fixture
def staff(db: None) -> Iterator[dict[str, list[Person]]]:
    with clock.frozen(world.later(days=-1)):
        _built, holders = staffed((SHIPPED / "standard.toml").read_text())
    with clock.frozen(world.MONDAY):
        yield holders


def once(page: str) -> str:
    found = re.search(r'name="once" value="([^"]+)"', page)
    assert found
    return found[1]


def prepared(client: Client) -> str:
    """Choose the step and return the address of its form."""
    assert "Open a case without a complaint" in client.get("/desk/cases/open/").content.decode()
    return str(client.post("/desk/cases/open/", {"step": "open_case", "unit": ""}).url)


def filled(client: Client, address: str, signer: str) -> dict[str, object]:
    return {
        "once": once(client.get(address).content.decode()),
        "summary": "The court found that money was taken.", "about": "Ilse Marchetti",
        "paper_0": "A member, by letter",
        "paper_1": "The judgment", "grounds": ["0"], "sign_0": signer,
    }  # fmt: skip


def signers(client: Client, address: str) -> list[str]:
    page = client.get(address).content.decode()
    box = page[page.index('name="sign_0"') :]
    return re.findall(r'<option value="(O[0-9a-f]+)"', box[: box.index("</select>")])


def test_it_opens_when_the_second_person_has_signed(staff: dict[str, list[Person]]) -> None:
    officer, second = signed_in(staff["intake_officer"][0]), signed_in(staff["second_assessor"][0])
    address = prepared(officer)
    number = address.split("/")[4]
    faults = officer.post(address, {"once": once(officer.get(address).content.decode()), "summary": "A word"})
    assert faults.status_code == 200
    for words in ("who prompted it", "the facts relied on", "Name a ground", "must sign too"):
        assert words in faults.content.decode()

    answer = officer.post(address, filled(officer, address, signers(officer, address)[0]))
    assert answer.status_code == 302, answer.content.decode()
    docket = Docket.objects.get(number=number)
    assert (docket.kind, docket.length, docket.is_open) == (OPENING, 0, False)
    assert officer.get(f"/desk/cases/{number}/").status_code == 404
    assert number not in officer.get("/desk/cases/").content.decode()

    proposal = Proposal.objects.get()
    page = second.get(f"/desk/cases/{number}/signatures/{proposal.pk}/")
    assert "The court found" in page.content.decode()
    assert officer.post(
        f"/desk/cases/{number}/signatures/{proposal.pk}/", {"once": once(page.content.decode())}
    ).status_code == 403  # fmt: skip
    signed = second.post(
        f"/desk/cases/{number}/signatures/{proposal.pk}/", {"once": once(page.content.decode())}
    )
    assert signed.url == f"/desk/cases/{number}/acts/1/"
    docket.refresh_from_db()
    assert (docket.kind, docket.length, docket.is_open) == ("case", 1, True)
    assert Complaint.objects.get().via == Via.OWN
    assert list(verify.one(docket)) == []
    text = officer.get(f"/desk/cases/{number}/").content.decode()
    assert "A member, by letter" in text
    assert "Ilse Marchetti" in officer.get(f"/desk/cases/{number}/parties/").content.decode()
    assert officer.get(address).status_code == 404


def test_only_whoever_set_it_aside_finds_it_and_it_does_not_stay(staff: dict[str, list[Person]]) -> None:
    officer, other = signed_in(staff["intake_officer"][0]), signed_in(staff["intake_officer"][1])
    address = prepared(officer)
    assert other.get(address).status_code == 404
    assert officer.get(address.replace("open_case", "receive")).status_code == 404
    with clock.frozen(clock.now() + timedelta(days=15)):
        assert openings.clear() == 1
    assert officer.get(address).status_code == 404


def test_whoever_may_not_open_a_case_is_told_why(staff: dict[str, list[Person]]) -> None:
    clerk = signed_in(staff["registrar"][0])
    page = clerk.get(prepared(clerk))
    assert page.status_code == 403
    assert "cannot be done now" in page.content.decode()
