"""The list of unused evidence on a respondent's own pages."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from django.test import Client
from PIL import Image

from dueprocess.cases import actions as cases
from dueprocess.cases.evidence import actions
from dueprocess.cases.evidence import extracts as shown
from dueprocess.cases.evidence.actions import Description
from dueprocess.core.errors import Refused
from dueprocess.docket import evidence
from dueprocess.docket.evidence import Class, Kind, Obtained
from dueprocess.docket.models import Act, Docket, Read
from dueprocess.docket.needs import Actor, Upload
from dueprocess.kit import clock, jobs
from tests import world
from tests.cases.evidence import papers
from tests.portal.conftest import once
from tests.portal.test_party import OFFICERS, sent, signed_in

pytestmark = pytest.mark.django_db


def gathered(
    docket: Docket,
    by: Actor,
    files: list[Upload],
    titles: list[str],
    *,
    kind: Kind,
    helpful: set[int],
) -> Act:
    """What the complainant sent, each file an item that is not relied on; those of `helpful` may help."""
    more = cases.add_information(docket=docket, by=Actor(key="C1"), text="SECRET-OF-C1", files=files)
    for file, title in enumerate(titles, 1):
        what = Description(title=title, kind=kind, obtained=Obtained.OFFERED, offered_by="C1")
        made = actions.describe(docket=docket, what=what, by=by, act=more.n, file=file)
        item = made.facts["item"]
        actions.sort(docket=docket, item=item, as_class=Class.UNUSED, by=by, helpful=file in helpful)
    return more


def test_a_respondent_reads_the_list_and_opens_what_may_help(federation: world.World) -> None:
    receipt = world.open_case(federation, at=clock.now())
    docket = receipt.docket
    sent(federation, docket)
    owner = federation.actor("owner")
    files = [Upload("helps.txt", [b"it was dark"]), Upload("plain.txt", [b"nothing"])]
    titles = ["A film in the dark", "Another film"]
    more = gathered(docket, owner, files, titles, kind=Kind.FILM, helpful={1})
    client = signed_in(federation, "respondent")
    client.get(f"/portal/mine/{docket.number}/")
    helps, plain = (f"/portal/matter/file/{more.n}/{number}/" for number in (1, 2))
    # before it is given there is no list and no file
    assert "Read the list" not in client.get("/portal/matter/").content.decode()
    for address in ("/portal/matter/evidence/", helps, plain):
        assert client.get(address).status_code == 404, address
    actions.disclose(docket=docket, to=["R1"], by=owner)
    assert "Read the list" in client.get("/portal/matter/").content.decode()
    page = client.get("/portal/matter/evidence/").content.decode()
    assert "A film in the dark" in page
    assert "Another film" in page
    assert helps in page
    assert plain not in page
    assert "SECRET-OF-C1" not in page
    assert not [name for name in OFFICERS if name in page]
    taken = client.get(helps)
    assert b"".join(taken.streaming_content) == b"it was dark"  # type: ignore[attr-defined]
    assert client.get(plain).status_code == 404
    # each stands in the read journal, and in the custody of the item
    what = list(Read.objects.filter(docket=docket).order_by("pk").values_list("what", flat=True))
    assert what[-2:] == ["unused evidence", f"file {more.n}/1"]
    # the complainant has no list, and a stranger nothing at all
    theirs = signed_in(federation, "complainant")
    theirs.get(f"/portal/mine/{receipt.number}/")
    assert theirs.get("/portal/matter/evidence/").status_code == 404
    assert signed_in(federation, "stranger").get("/portal/matter/evidence/").status_code == 302


def test_a_picture_of_somebody_else_comes_without_what_it_says_of_them(federation: world.World) -> None:
    receipt = world.open_case(federation, at=clock.now())
    docket, owner = receipt.docket, federation.actor("owner")
    sent(federation, docket)
    data, broken = papers.photograph("A sign"), b"\xff\xd8\xff\xe0" + b"JFIF" * 20
    files = [Upload("sign.jpg", [data]), Upload("broken.jpg", [broken])]
    more = cases.add_information(docket=docket, by=Actor(key="C1"), text="What I wrote", files=files)
    for file in (1, 2, evidence.WORDS):
        what = Description(title="A sign", kind=Kind.PICTURE, obtained=Obtained.OFFERED, offered_by="C1")
        actions.describe(docket=docket, what=what, by=owner, act=more.n, file=file)
    jobs.drain()
    # given the respondent gets one in full, and what cannot be written anew is refused with how to mend it
    actions.give_in_full(docket=docket, item="e1", to=["R1"], by=owner)
    actions.give_in_full(docket=docket, item="e3", to=["R1"], by=owner)
    with pytest.raises(Refused, match="save it as JPEG or PNG") as caught:
        actions.give_in_full(docket=docket, item="e2", to=["R1"], by=owner)
    assert caught.value.code == "not_stripped"
    for item in ("e2", "e3"):
        actions.sort(docket=docket, item=item, as_class=Class.UNUSED, by=owner, helpful=True)
    actions.disclose(docket=docket, to=["R1"], by=owner)
    there, theirs = (signed_in(federation, name) for name in ("respondent", "complainant"))
    there.get(f"/portal/mine/{docket.number}/")
    theirs.get(f"/portal/mine/{receipt.number}/")
    assert "sign.jpg" in there.get("/portal/matter/evidence/given/").content.decode()
    # then it is the picture without camera, place and maker, and says that in the chain of custody
    taken = there.get(f"/portal/matter/file/{more.n}/1/")
    copy = b"".join(taken.streaming_content)  # type: ignore[attr-defined]
    assert taken["Content-Length"] == str(len(copy))
    assert 'filename="sign.jpeg"' in taken["Content-Disposition"]
    assert papers.MAKER.encode() in data
    assert papers.MAKER.encode() not in copy
    assert not Image.open(io.BytesIO(copy)).getexif()
    # who sent it has it as they sent it
    own = theirs.get(f"/portal/matter/file/{more.n}/1/")
    assert b"".join(own.streaming_content) == data  # type: ignore[attr-defined]
    # and one of which that cannot be done is not given out by the list either
    refused = there.get(f"/portal/matter/file/{more.n}/2/")
    assert refused.status_code == 403
    assert "in another form" in refused.content.decode()
    assert "What I wrote" in there.get("/portal/matter/evidence/").content.decode()

    def custody(item: str) -> list[str]:
        page = shown.item_page(world.fresh(docket), viewer=owner, item=item, reads=True)[2]
        return [each.what for each in page.custody if each.read]

    assert custody("e1") == ["Taken out, without what it says of whoever took it", "Taken out"]
    assert custody("e2") == []
    assert custody("e3") == ["Its words read on a party’s own pages"] * 2


def test_a_party_says_what_it_shows_and_reads_the_ruling(
    federation: world.World, client: Client, complained: Callable[..., str]
) -> None:
    complained()
    assert client.get("/portal/matter/evidence/offered/").status_code == 404
    page = client.get("/portal/matter/")
    sent = {"shows": "That the lights were on.", "text": "", "once": once(page.content)}
    assert client.post("/portal/matter/message/", sent).status_code == 302
    assert "What you offered as evidence" in client.get("/portal/matter/").content.decode()
    shown = client.get("/portal/matter/evidence/offered/").content.decode()
    assert "That the lights were on." in shown
    assert "Waits for a ruling" in shown
