"""The wall where nobody said who is who: a complaint names people, and they must not find it."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client

from dueprocess.cases import actions as cases
from dueprocess.cases.extracts import counts, my_work, queue
from dueprocess.cases.models import Via
from dueprocess.docket import verify, wall
from dueprocess.docket.actions import rebuild, take_step
from dueprocess.docket.models import Docket, Reach
from dueprocess.docket.needs import Actor, PartyIdentity
from dueprocess.docket.sealing import person_tag
from dueprocess.docket.search import Filters
from dueprocess.kit import clock
from tests import world
from tests.attacks import without_tokens

pytestmark = pytest.mark.django_db
SignedIn = Callable[[str], Client]


def complaint(federation: world.World, *named: str, kind: str = "respondent") -> Docket:
    """Let somebody who is not signed in complain about people by their names alone."""
    parties = [PartyIdentity(kind=kind, name=name) for name in named]
    return cases.receive_complaint(
        report=cases.Report(
            summary="Shouted down at the xylophone meeting.",
            respondents=parties if kind == "respondent" else (),
            reporter=parties[0] if kind == "complainant" else None,
        ),
        via=Via.PORTAL, by=Actor(), at=clock.now(), unit=federation.club,
    ).docket  # fmt: skip


NAMES = {
    "owner": [
        "Tamsin Okafor-Lindqvist",
        "OKAFOR LINDQVIST, Tamsin",
        "Tamsin Okafor Lindkvist, our secretary",
    ],
    "respondent": [
        "Ilse Marchetti",
        "ilse  marchetti",
        "Marchetti Ilse",
        "Ilse Markheti",
        "Frau Ilse Marchetti",
    ],
    "conflicted": ["Piotr Zolkiewski-Mbeki"],
    "second": ["李 明霞", "李明霞"],
    "third": ["Suryani"],
}


@pytest.mark.parametrize(("who", "name"), [(who, name) for who, names in NAMES.items() for name in names])
def test_whoever_is_named_does_not_find_the_file(
    federation: world.World, signed_in: SignedIn, who: str, name: str
) -> None:
    docket = complaint(federation, name)
    person = federation[who]
    assert not wall.sees(docket, person)
    assert docket.owner != person_tag(person.pk)
    assert not queue(person, Filters()).lines
    assert not queue(person, Filters(text="xylophone", is_open=None)).lines
    assert counts(person)["open"] == 0
    work = my_work(person)
    assert not (*work.late, *work.week, *work.waiting)
    client = signed_in(who)
    for tail in ("", "parties/", "acts/1/", "acts/1/proof/", "files/1/1/", "steps/acknowledge/1/",
                 "notes/conflict/", "assign/", "readers/", "signatures/1/"):  # fmt: skip
        answer = client.get(f"/desk/cases/{docket.number}/{tail}")
        absent = client.get(f"/desk/cases/AAAA-AAAA-AAA/{tail}").content
        assert answer.status_code == 404, tail
        assert without_tokens(answer.content) == without_tokens(absent), tail
    assert docket.number not in client.get("/desk/cases/export.csv").getvalue().decode()  # type: ignore[attr-defined]


def test_whoever_complained_by_their_name_does_not_find_it_either(federation: world.World) -> None:
    docket = complaint(federation, "Tamsin Okafor-Lindqvist", kind="complainant")
    assert not wall.sees(docket, federation["owner"])


@pytest.mark.parametrize("name", ["Ilse", "Somebody Else", "Marchetti's brother", "The treasurer", ""])
def test_a_name_that_may_mean_anybody_shuts_out_nobody(federation: world.World, name: str) -> None:
    docket = complaint(federation, name)
    assert wall.sees(docket, federation["owner"])
    assert not Reach.objects.filter(docket=docket, why="named").exists()


def test_a_namesake_is_let_in_by_decision_and_stays_in(federation: world.World) -> None:
    docket = complaint(federation, "Suryani")
    world.decide_access(federation, docket, "allowed", "third", reason="Another of that name")
    assert wall.sees(docket, federation["third"])
    take_step(docket=docket, step="acknowledge", by=federation.actor("owner"), at=clock.now())
    assert rebuild.docket(docket.pk) == 0
    assert wall.sees(docket, federation["third"])
    world.decide_access(federation, docket, "end allowed", "third", reason="No longer needed")
    assert wall.sees(docket, federation["third"])
    assert list(verify.one(world.fresh(docket))) == []


def test_the_copies_say_the_same_after_rebuilding(federation: world.World) -> None:
    docket = complaint(federation, "Ilse Marchetti", "Suryani")
    assert rebuild.docket(docket.pk) == 0
    assert not wall.sees(docket, federation["respondent"])
    assert not wall.sees(docket, federation["third"])
    assert list(verify.one(world.fresh(docket))) == []


def test_a_party_that_comes_later_is_looked_up_too(federation: world.World) -> None:
    docket = world.open_case(federation).docket
    assert wall.sees(docket, federation["third"])
    witness = PartyIdentity(kind="witness", name="Suryani")
    world.shut_out(federation, docket, witness, by="owner", signer="second")
    assert not wall.sees(docket, federation["third"])


def test_the_portal_shuts_out_whom_it_is_told_of(federation: world.World, signed_in: SignedIn) -> None:
    """The whole way, page by page, as somebody who is not signed in."""
    client = Client()
    client.post("/portal/complain/")
    client.post("/portal/complain/what/", {"summary": "Shouted down.", "unit": str(federation.club.pk)})
    client.post("/portal/complain/who/", {"kind": "person", "name": "Ilse Marchetti"})
    client.post("/portal/complain/you/", {"named": "no"})
    page = client.get("/portal/complain/review/").content
    token = re.search(rb'name="once" value="([^"]+)"', page)
    assert token
    assert client.post("/portal/complain/review/", {"once": token[1].decode()}).status_code == 302
    docket = Docket.objects.get()
    assert not wall.sees(docket, federation["respondent"])
    assert signed_in("respondent").get(f"/desk/cases/{docket.number}/").status_code == 404
