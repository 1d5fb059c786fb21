"""What the person named in an approach reads on their own pages, and replies."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.test import Client
from django.urls import reverse

from dueprocess.cases.approaches import actions
from dueprocess.cases.approaches.models import Approach, Told
from dueprocess.docket.models import Act, Read
from tests import world
from tests.cases.approaches import ASKED, entered
from tests.cases.conftest import federation
from tests.desk.conftest import signed_in
from tests.desk.working import text, token

pytestmark = pytest.mark.django_db
MINE = reverse("portal:mine")
__all__ = ["federation"]


def mine(client: Client) -> str:
    return text(client.get(MINE))


def test_they_read_their_words_and_never_who_wrote_them_or_which_case_it_is(
    federation: world.World,
) -> None:
    case = world.open_case(federation).docket
    docket = entered(federation, by="second", about=case.number)
    leader = signed_in(federation["leader"])
    assert docket.number in mine(leader)
    for other in ("second", "overseer", "respondent"):
        client = signed_in(federation[other])
        assert docket.number not in mine(client)
        assert client.get(f"{MINE}approaches/{docket.number}/").status_code == 404
    here = f"{MINE}approaches/{docket.number}/"
    page = leader.get(here)
    assert "This has to be over before the assembly." in text(page)
    form = {"text": "I only asked when."} | token(page)
    assert leader.post(here, form).status_code == 302
    by = federation.actor("second")
    said = replace(ASKED, on=world.MONDAY.date(), words="It should be over.", about=case.number)
    actions.amend(docket=docket, entry=said, wrong="I asked Suryani, who sat there.", by=by)
    overseer = federation.actor("overseer")
    actions.weigh(docket=docket, follows="A case is opened.", told=Told.NOW, by=overseer)
    shown = text(leader.get(here))
    assert "I only asked when." in shown
    assert "It should be over." in shown
    for secret in (case.number, federation["second"].full_name, "Suryani", "A case is opened", "Adaeze"):
        assert secret not in shown
    assert Act.objects.filter(docket=docket, name="approach_answered", by_key="N1").count() == 1
    assert Read.objects.filter(docket=docket, what="approach").count() == 2


def test_what_would_endanger_somebody_waits_until_oversight_says_so(federation: world.World) -> None:
    docket = entered(federation, by="second", told=Told.LATER, why="She works under him.")
    leader, here = signed_in(federation["leader"]), f"{MINE}approaches/{docket.number}/"
    assert docket.number not in mine(leader)
    assert leader.get(here).status_code == 404
    actions.weigh(docket=docket, follows="She was moved.", told=Told.NOW, by=federation.actor("overseer"))
    assert leader.get(here).status_code == 200
    empty = leader.post(here, {"text": " "} | token(leader.get(here)))
    assert empty.status_code == 200
    assert Approach.objects.get(docket=docket).replied_at is None


def test_whoever_is_meant_by_a_name_alone_is_shown_nothing(federation: world.World) -> None:
    docket = entered(federation, by="second", person=None)
    leader = signed_in(federation["leader"])
    assert docket.number not in mine(leader)
    assert leader.get(f"{MINE}approaches/{docket.number}/").status_code == 404
