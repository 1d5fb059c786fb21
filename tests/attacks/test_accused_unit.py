"""A unit is accused: its own officers look everywhere, and do not learn even that the case is there."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.core import mail
from django.test import Client

from dueprocess.cases import actions as cases
from dueprocess.cases.extracts import counts, my_work, queue
from dueprocess.core.errors import Refused
from dueprocess.desk.views import intake
from dueprocess.docket import wall
from dueprocess.docket.actions import sign, take_step
from dueprocess.docket.jobs import look_after_all
from dueprocess.docket.models import Docket, Reach
from dueprocess.docket.needs import PartyIdentity
from dueprocess.docket.sealing import person_tag, unit_tag
from dueprocess.docket.search import Filters
from dueprocess.kit import clock
from dueprocess.kit.http import Hidden
from dueprocess.kit.jobs import drain
from dueprocess.kit.tags import stored
from dueprocess.people import actions as register
from dueprocess.people.models import Power
from tests import world
from tests.attacks import without_tokens

pytestmark = pytest.mark.django_db
SignedIn = Callable[[str], Client]
PAGES = ("", "parties/", "deadlines/", "allegations/", "files/", "sitting/", "authority/", "readers/",
         "acts/1/", "acts/1/proof/", "files/1/1/", "steps/acknowledge/1/", "notes/conflict/", "notes/party/",
         "assign/", "access/", "signatures/1/")  # fmt: skip


@pytest.fixture
def secretary(federation: world.World) -> str:
    """Somebody who works the cases of the club, and reads them all."""
    world.appoint(federation["stranger"], "secretary", federation.club)
    return "stranger"


@pytest.fixture
def docket(federation: world.World, secretary: str) -> Docket:
    club = PartyIdentity(kind="respondent", unit=federation.club.pk, name=federation.club.name)
    return world.open_case(federation, summary="At the xylophone meeting.", also=[club]).docket


def test_they_work_the_other_cases_of_their_club(federation: world.World, secretary: str) -> None:
    assert wall.sees(world.open_case(federation).docket, federation[secretary])


def test_no_list_count_search_or_page_shows_it(
    federation: world.World, signed_in: SignedIn, secretary: str, docket: Docket
) -> None:
    person, client = federation[secretary], signed_in(secretary)
    for filters in (Filters(), Filters(text="xylophone", is_open=None), Filters(unit=federation.club.pk),
                    Filters(party=federation["respondent"].pk), Filters(overdue=True)):  # fmt: skip
        assert not queue(person, filters).lines
    assert counts(person)["open"] == 0
    work = my_work(person)
    assert not (*work.late, *work.week, *work.waiting)
    for tail in PAGES:
        answer = client.get(f"/desk/cases/{docket.number}/{tail}")
        absent = client.get(f"/desk/cases/AAAA-AAAA-AAA/{tail}").content
        assert answer.status_code == 404, tail
        assert without_tokens(answer.content) == without_tokens(absent), tail
    for page in ("", "cases/", "board/", "batches/", "cases/?state=all", "cases/?text=xylophone", "figures/"):
        assert docket.number not in client.get(f"/desk/{page}", follow=True).content.decode(), page
    taken = client.get("/desk/cases/export.csv").getvalue().decode()  # type: ignore[attr-defined]
    assert docket.number not in taken
    assert docket.number in signed_in("owner").get("/desk/cases/").content.decode()


def test_no_page_differs_from_one_without_the_case(
    federation: world.World, signed_in: SignedIn, secretary: str
) -> None:
    """Every list and count is the same, byte for byte but for tokens, before there is the case and after."""
    client = signed_in(secretary)
    pages = ("/desk/", "/desk/cases/", "/desk/board/", "/desk/several/", "/desk/letters/")
    before = [without_tokens(client.get(page).content) for page in pages]
    club = PartyIdentity(kind="respondent", unit=federation.club.pk, name=federation.club.name)
    docket = world.open_case(federation, also=[club]).docket
    assert before == [without_tokens(client.get(page).content) for page in pages]
    assert docket.number in signed_in("owner").get("/desk/cases/").content.decode()


def test_who_follows_an_owner_of_the_unit_is_not_of_it_and_no_mail_goes_to_them(
    federation: world.World, secretary: str, docket: Docket
) -> None:
    theirs = world.log_in(federation[secretary])
    register.appoint(
        person=federation["owner"], role="treasurer", unit=federation.club, from_on=world.MONDAY.date(),
        by=None, reason="Elected",
    )  # fmt: skip
    assert not wall.sees(docket, federation["owner"])
    with clock.frozen(world.later(1)):
        look_after_all()
        drain()
        following = world.fresh(docket).owner
        members = {person_tag(federation[who].pk) for who in ("conflicted", "second", "third")}
        assert following in members  # who may act in it: the committee of the region
    assert not [each for each in mail.outbox if theirs.email in each.to]


def test_they_neither_sign_nor_act_nor_get_it(
    federation: world.World, secretary: str, docket: Docket
) -> None:
    by = federation.actor(secretary)
    before = docket.length
    with pytest.raises(Refused):
        take_step(docket=docket, step="acknowledge", by=by, at=clock.now())
    assert world.fresh(docket).length == before
    assert world.fresh(docket).owner != person_tag(federation[secretary].pk)


def test_a_decision_that_opens_files_does_not_open_this_one(
    federation: world.World, secretary: str, docket: Docket
) -> None:
    world.decide_access(federation, docket, "allowed", secretary)
    assert not wall.sees(docket, federation[secretary])
    register.grant(person=federation[secretary], power=Power.OVERSEE, by=None, reason="x",
                   from_on=world.ADOPTED)  # fmt: skip
    assert not wall.sees(docket, federation[secretary])


def test_whoever_waits_with_a_signature_when_the_unit_is_accused_cannot_give_it(
    federation: world.World, secretary: str
) -> None:
    docket = world.open_case(federation).docket
    witness = PartyIdentity(kind="witness", person=federation["third"].pk)
    waiting = cases.propose_party(
        docket=docket,
        identity=witness,
        by=federation.actor("owner"),
        signer=federation[secretary],
        reason="x",
    )
    club = PartyIdentity(kind="respondent", unit=federation.club.pk, name=federation.club.name)
    world.shut_out(federation, docket, club, by="owner", signer="second")
    with pytest.raises((Refused, Hidden)):
        sign(proposal=waiting, by=federation.actor(secretary))
    assert not docket.parties.filter(kind="witness").exists()


def test_one_officer_cannot_shut_another_out_by_accusing_their_unit(
    federation: world.World, secretary: str
) -> None:
    docket = world.open_case(federation).docket
    club = PartyIdentity(kind="respondent", unit=federation.club.pk, name=federation.club.name)
    with pytest.raises(Refused) as alone:
        cases.add_party(docket=docket, identity=club, by=federation.actor("owner"))
    assert alone.value.code == "second_person"
    assert wall.sees(docket, federation[secretary])


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        ("unit", "Hollin Vale Ramblers"),
        ("body", "  hollin  vale RAMBLERS "),
        ("person", "Hollin Vale Ramblers"),
    ],
)
def test_the_desk_and_the_portal_shut_out_a_unit_by_its_name(
    federation: world.World, signed_in: SignedIn, secretary: str, kind: str, typed: str
) -> None:
    """However it is spelled, and whatever whoever complains took it for."""
    assert intake.about(typed).unit == federation.club.pk
    assert intake.about("Hollin Vale").unit is None
    client = Client()
    client.post("/portal/complain/")
    client.post("/portal/complain/what/", {"summary": "Shouted down.", "unit": str(federation.club.pk)})
    client.post("/portal/complain/who/", {"kind": kind, "name": typed})
    client.post("/portal/complain/you/", {"named": "no"})
    token = re.search(rb'name="once" value="([^"]+)"', client.get("/portal/complain/review/").content)
    assert token
    client.post("/portal/complain/review/", {"once": token[1].decode()})
    docket = Docket.objects.get()
    assert Reach.objects.filter(docket=docket, why="unit").exists()
    assert signed_in(secretary).get(f"/desk/cases/{docket.number}/").status_code == 404


def test_a_stolen_copy_of_the_table_does_not_say_which_unit(federation: world.World, docket: Docket) -> None:
    row = Reach.objects.get(docket=docket, why="unit")
    assert row.tag == unit_tag(federation.club.pk)
    plain = Reach.objects.filter(why="unit").extra(select={"raw": "tag"}).values_list("raw", flat=True)
    assert [*plain] == [stored(row.tag)]
