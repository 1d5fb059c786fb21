"""What was read in an item, at the desk: shown with how sure it is, put right, read again, taken out of a
message; and to nobody for whom the case or the item is shut."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from dueprocess.cases.evidence import actions, extracts
from dueprocess.cases.evidence.actions import Description
from dueprocess.docket.actions import take_step
from dueprocess.docket.evidence import Class, Kind, Obtained
from dueprocess.docket.models import Docket, Read
from dueprocess.docket.needs import Upload
from dueprocess.kit import clock, jobs
from tests import world
from tests.cases.evidence import papers
from tests.desk.conftest import SignIn
from tests.desk.working import text, token

pytestmark = pytest.mark.django_db


@pytest.fixture
def docket(federation: world.World, settings: Any) -> Docket:
    settings.DUEPROCESS_TESSERACT = "no-such-tesseract"
    made = world.open_case(federation).docket
    take_step(docket=made, step="acknowledge", by=federation.actor("owner"), at=clock.now())
    what = Description(title="What I saw", kind=Kind.MAIL, obtained=Obtained.OPEN)
    actions.describe(
        docket=made, what=what, by=federation.actor("owner"), upload=Upload("seen.eml", [papers.mail()])
    )
    return world.fresh(made)


@pytest.fixture
def owner(federation: world.World, sign_in: SignIn) -> Client:
    return sign_in(federation["owner"])


def at(docket: Docket, rest: str = "") -> str:
    return f"/desk/cases/{docket.number}/evidence/{rest}"


def press(client: Client, docket: Docket, what: str) -> str:
    page = client.get(at(docket, "e1/"))
    return text(client.post(at(docket, what), token(page), follow=True))


def test_a_message_is_read_put_right_and_its_picture_made_an_item(owner: Client, docket: Docket) -> None:
    assert "It is being read." in text(owner.get(at(docket, "e1/")))
    assert owner.get(at(docket, "e1/read/1/")).status_code == 404
    jobs.drain()
    shown = text(owner.get(at(docket, "e1/")))
    for words in (
        "1 of 1 read",
        "I saw it all.",
        papers.SAID,
        "corridor.jpg",
        "Make it an item",
        "it is a lead, no proof",
    ):
        assert words in shown, words
    # put right, with a reason; what is wrong with the form is said beside it
    there = at(docket, "e1/read/1/correct/")
    form = owner.get(there)
    assert "I saw it all." in form.content.decode()
    assert "This is the text that stands here already." in text(
        owner.post(there, {"text": form.context["page"].text, "reason": ""} | token(form))
    )
    sent = {"text": "I saw most of it.", "reason": "She said so."} | token(owner.get(there))
    for _ in range(2):  # pressed twice, it is one version
        assert owner.post(there, sent).headers["Location"] == at(docket, "e1/read/1/")
    page = text(owner.get(at(docket, "e1/read/1/")))
    for words in (
        "I saw most of it.",
        "Version 2, put right by",
        "She said so.",
        "as the machine read it",
        "I saw it all.",
    ):
        assert words in page, words
    assert "Text of evidence put right" in text(owner.get(f"/desk/cases/{docket.number}/?show=evidence"))
    # its picture becomes an item, once, and is shown without what it says of its maker
    assert "It is an item of its own now." in press(owner, docket, "e1/parts/1/")
    assert "Attached to item 1: corridor.jpg" in press(owner, docket, "e1/parts/1/")
    jobs.drain()
    picture = owner.get(at(docket, "e2/"))
    assert papers.MAKER in text(picture)
    assert "this system has no Tesseract" in text(picture)
    shown_at = picture.context["item"].read.picture
    image = owner.get(at(docket, f"e2/shown/{shown_at}/"))
    assert (image.headers["Content-Type"], image.headers["X-Content-Type-Options"]) == (
        "image/jpeg",
        "nosniff",
    )
    assert papers.MAKER.encode() not in image.content
    # which is a line of the read journal, and one look with its page on the chain of custody
    assert Read.objects.filter(docket=docket, what="shown e2").count() == 1
    assert "Its picture shown" not in text(owner.get(at(docket, "e2/")))
    # text is no picture, and is shown as none
    copies = {each.kind: each.pk for each in owner.get(at(docket, "e2/")).context["item"].copies}
    assert owner.get(at(docket, f"e2/shown/{copies['text']}/")).status_code == 404
    assert "It is read again within a minute." in press(owner, docket, "e1/again/read/")


def test_what_was_read_is_shut_with_its_item_and_its_case(
    owner: Client, docket: Docket, federation: world.World, sign_in: SignIn
) -> None:
    jobs.drain()
    once = {"once": "a" * 32}
    reads = ("e1/read/1/", "e1/read/1/correct/", "e1/shown/1/", "e1/copies/1/")
    writes = ("e1/read/1/correct/", "e1/again/read/", "e1/parts/1/")
    for nobody in ("wrong_unit", "respondent", "stranger", "leader"):
        client = sign_in(federation[nobody])
        for address in reads:
            assert client.get(at(docket, address)).status_code == 404, (nobody, address)
        for address in writes:
            assert client.post(at(docket, address), once).status_code == 404, (nobody, address)
    # privileged, it is shut for those too who read the case
    actions.sort(
        docket=docket, item="e1", as_class=Class.PRIVILEGED, by=federation.actor("owner"), reason="Advice."
    )
    pk = extracts.item_page(world.fresh(docket), viewer=federation.actor("owner"), item="e1")[2].copies[0].pk
    for who in ("second", "overseer"):
        client = sign_in(federation[who])
        for address in (*reads, f"e1/shown/{pk}/", f"e1/copies/{pk}/"):
            assert client.get(at(docket, address)).status_code == 404, (who, address)
        for address in writes:
            assert client.post(at(docket, address), once).status_code == 404, (who, address)
    assert papers.SAID in text(owner.get(at(docket, "e1/")))
    # oversight reads what is open, and writes nothing
    actions.sort(
        docket=world.fresh(docket),
        item="e1",
        as_class=Class.UNUSED,
        by=federation.actor("owner"),
        reason="Waived.",
    )
    client = sign_in(federation["overseer"])
    assert papers.SAID in text(client.get(at(docket, "e1/read/1/")))
    length = world.fresh(docket).length
    page = client.get(at(docket, "e1/read/1/correct/"))
    client.post(at(docket, "e1/read/1/correct/"), {"text": "Mine", "reason": ""} | token(page))
    assert world.fresh(docket).length == length
