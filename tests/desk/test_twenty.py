"""One complaint against twenty people: taken in at the desk and in the portal, each told and answering by
themselves, and pages that stay readable."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from dueprocess.cases import actions, extracts
from dueprocess.cases.models import Case
from dueprocess.docket.actions import take_step
from dueprocess.docket.models import Docket
from dueprocess.kit import clock
from tests import world
from tests.desk.conftest import SignIn

NAMES = [f"Person of the list {chr(65 + n)}{chr(65 + n)}" for n in range(20)]


def once(page: bytes) -> str:
    found = re.search(rb'name="once" value="([^"]+)"', page)
    assert found
    return found[1].decode()


def test_each_of_twenty_is_told_and_answers_by_themselves(federation: world.World, sign_in: SignIn) -> None:
    client = sign_in(federation["owner"])
    typed = {
        "once": once(client.get("/desk/cases/new/").content), "via": "letter", "summary": "They shouted.",
        "about": "\n".join(NAMES), "unit": str(federation.club.pk),
    }  # fmt: skip
    answer = client.post("/desk/cases/new/", typed)
    assert answer.status_code == 302, answer.content.decode()
    docket, owner = Docket.objects.get(), federation.actor("owner")
    assert Case.objects.get(docket=docket).respondents == 20
    take_step(docket=docket, step="acknowledge", by=owner, at=clock.now())
    sent = take_step(docket=docket, step="send", by=owner, at=clock.now())
    keys = [f"R{n}" for n in range(1, 21)]
    owed = docket.notices.filter(act=sent.n, letter="complaint")
    assert sorted(owed.values_list("to_key", flat=True)) == sorted(keys)
    for n, key in enumerate(keys[:2]):
        with clock.frozen(world.later(days=1 + n)):
            actions.confirm_receipt(docket=docket, of=sent.n, to=key, by=owner)
    with clock.frozen(world.later(days=3)):
        page = extracts.case_page(world.fresh(docket), viewer=owner)
        last_days = {each.person: each.last_day for each in page.docket.deadlines if each.step == "answer"}
        assert last_days[NAMES[0]] != last_days[NAMES[1]]  # each from the day on which it reached them
        for tail in ("", "parties/", "letters/", "deadlines/", "allegations/", "notes/message/"):
            shown = client.get(f"/desk/cases/{docket.number}/{tail}")
            assert shown.status_code == 200, tail
        assert "and 13 more" in shown.content.decode()
        assert NAMES[19] in client.get(f"/desk/cases/{docket.number}/parties/").content.decode()


@pytest.mark.django_db
def test_twenty_are_named_in_the_portal_by_a_list(federation: world.World) -> None:
    client = Client()
    client.post("/portal/complain/")
    client.post("/portal/complain/what/", {"summary": "All twenty shouted.", "unit": str(federation.club.pk)})
    who = "/portal/complain/who/"
    assert client.post(who, {"kind": "person", "name": "Ilse Marchetti", "another": "1"}).url == who
    assert (
        client.post(who, {"several": "\n".join([*NAMES[:19], NAMES[0], " "])}).url
        == "/portal/complain/files/"
    )
    listed = client.get(who).content.decode()
    assert listed.count('name="remove"') == 20
    more = "\n".join(f"Somebody {n}" for n in range(81))
    refused = client.post(who, {"several": more})
    assert "names 100 at most" in refused.content.decode()
    assert "Somebody 80" in refused.content.decode()
    client.post("/portal/complain/you/", {"named": "no"})
    token = once(client.get("/portal/complain/review/").content)
    assert client.post("/portal/complain/review/", {"once": token}).url == "/portal/complain/sent/"
    assert Case.objects.get().respondents == 20
