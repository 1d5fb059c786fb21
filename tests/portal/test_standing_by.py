"""Whoever acts for a party hears and reads what that party was given; whoever comes along only what was
granted."""

from __future__ import annotations

import pytest
from django.test import Client

from dueprocess.cases import actions as cases
from dueprocess.cases.actions import confirm_sent
from dueprocess.cases.bundles import actions as bundles
from dueprocess.cases.evidence import actions as evidence
from dueprocess.cases.evidence.actions import Description
from dueprocess.cases.present import actions
from dueprocess.cases.present.actions import Asked
from dueprocess.core.errors import Refused
from dueprocess.docket.evidence import Kind, Obtained
from dueprocess.docket.models import Act, Docket, Party, Read
from dueprocess.docket.needs import Actor, PartyIdentity, Upload
from tests import world
from tests.cases.bundles.conftest import Scene
from tests.cases.evidence.sound.recordings import tone
from tests.cases.test_present import docket, federation, lawyer
from tests.cases.test_ways import give
from tests.papers.bundle.sheets import pdf
from tests.portal.conftest import once
from tests.portal.test_ways import come_in

__all__ = ["docket", "federation"]
pytestmark = pytest.mark.django_db


def served(here: world.World, docket: Docket) -> tuple[int, int]:
    """A bundle that was served on R1, and a recording that they were given; the two entries."""
    letter = Act.objects.get(docket=docket, name="send").n
    confirm_sent(docket=docket, of=letter, to=["R1", "R2"], channel="post", by=here.actor("owner"))
    docket = world.fresh(docket)
    sent = cases.add_information(
        docket=docket, by=Actor(key="R2"), text="More.",
        files=[Upload("minutes.pdf", [pdf("Zeppelinwiese was said")]), Upload("call.wav", [tone(1)])],
    )  # fmt: skip
    what = Description(title="A call", kind=Kind.SOUND, obtained=Obtained.OPEN)
    owner = here.actor("owner")
    item = evidence.describe(docket=docket, what=what, by=owner, act=sent.n, file=2).facts["item"]
    evidence.give_in_full(docket=docket, item=item, to=["R1"], by=owner)
    scene = Scene(here, world.fresh(docket), sent.n)
    bundle = scene.made(scene.bundle(scene.paper(), readers=("R1", "R2")))
    [mine, _other] = bundles.serve(bundle=bundle, to=["R1", "R2"], by=owner)
    return mine.n, sent.n


def came(here: world.World, docket: Docket, key: str) -> Client:
    client = Client()
    assert come_in(client, give(here, world.fresh(docket), key)) == 302
    return client


def test_who_acts_for_a_party_has_their_player_and_their_bundles(
    federation: world.World, docket: Docket
) -> None:
    asked = lawyer(federation, docket)
    bundle, sent = served(federation, docket)
    client = came(federation, docket, "P1")
    there, hears = f"/portal/for/R1/bundles/{bundle}/", f"/portal/for/R1/listen/{sent}/2/"
    shown = client.get("/portal/for/R1/").content.decode()
    for each in ("/portal/for/R1/bundles/", "/portal/for/R1/evidence/given/"):
        assert each in shown
    # they hear what R1 was given, and take it
    assert hears in client.get("/portal/for/R1/evidence/given/").content.decode()
    page = client.get(hears)
    assert "media-src 'self'" in page["Content-Security-Policy"]
    assert f"{hears}sound/" in page.content.decode()
    assert client.get(f"{hears}sound/").status_code == 200
    assert client.get(f"/portal/for/R1/file/{sent}/2/").status_code == 200
    assert client.get(f"/portal/for/R1/listen/{sent}/1/").status_code == 404
    # opening the bundle counts as R1's, and is noted as theirs
    assert client.get(f"{there}copy/").status_code == 302
    page = client.get(there)
    assert "it then counts as opened by them" in page.content.decode()
    assert client.post(there, {"once": once(page.content)}).status_code == 302
    noted = Act.objects.get(docket=docket, name="bundle_received")
    assert (noted.by_key, noted.facts["to"]) == ("P1", ["R1"])
    assert "Minutes" in client.get(there).content.decode()
    assert "Zeppelinwiese" in client.get(f"{there}1/words/").content.decode()
    for part in ("copy/", "manifest/", "1/"):
        assert client.get(there + part).status_code == 200, part
    assert {f"play {sent}/2", f"bundle {bundle}"} <= set(
        Read.objects.filter(docket=docket).values_list("what", flat=True)
    )
    # of nobody else, not as their own, and nothing once the mandate is over
    for other in (
        f"/portal/for/R2/bundles/{bundle + 2}/",
        "/portal/for/R2/bundles/",
        "/portal/matter/bundles/",
    ):
        assert client.get(other).status_code == 404, other
    actions.end(docket=docket, n=asked, by=Actor(key="R1"))
    for gone in (
        there,
        f"{there}copy/",
        f"{there}1/",
        hears,
        f"{hears}sound/",
        "/portal/for/R1/evidence/given/",
    ):
        assert client.get(gone).status_code == 404, gone


def test_who_comes_along_reads_what_was_granted_and_opens_nothing_for_them(
    federation: world.World, docket: Docket
) -> None:
    owner = federation.actor("owner")

    def along(key: str, *, reads: bool) -> None:
        n = actions.ask(docket=docket, key=key, by=Actor(key=key), what=Asked.COMPANION, name="Jo").n
        who = PartyIdentity(kind="companion", name="Jo", acts_for=key)
        actions.answer(
            docket=docket,
            n=n,
            granted=True,
            reason="Yes.",
            by=owner,
            takes_in=True,
            identity=who,
            reads=reads,
        )

    along("R1", reads=True)
    along("R2", reads=False)
    bundle, sent = served(federation, docket)
    with_r1, with_r2 = sorted(
        Party.objects.filter(docket=docket).exclude(key__in=["C1", "R1", "R2"]).values_list("key", flat=True)
    )
    there = f"/portal/for/R1/bundles/{bundle}/"
    client = came(federation, docket, with_r1)
    assert "You come with A Visitor" in client.get("/portal/matter/").content.decode()
    shown = client.get("/portal/for/R1/").content.decode()
    assert "/letter/" not in shown
    assert "/portal/for/R1/bundles/" in shown
    letter = Act.objects.get(docket=docket, name="send").n
    assert client.get(f"/portal/for/R1/letter/{letter}/").status_code == 404
    assert client.get(f"/portal/for/R1/listen/{sent}/2/").status_code == 200
    page = client.get(there).content.decode()
    assert "has not opened it" in page
    assert "Minutes" not in page
    client.post(there, {"once": "x" * 32})
    assert not Act.objects.filter(docket=docket, name="bundle_received").exists()
    with pytest.raises(Refused):
        bundles.receive(docket=docket, of=bundle, by=Actor(key=with_r1), to="R1")
    bundles.receive(docket=docket, of=bundle, by=Actor(key="R1"))
    assert "Minutes" in client.get(there).content.decode()
    # whom nothing was granted reads nothing
    other = came(federation, docket, with_r2)
    for each in ("/portal/for/R2/", "/portal/for/R2/bundles/", there):
        assert other.get(each).status_code == 404, each
