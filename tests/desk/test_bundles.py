"""Bundles at the desk: arranged without a script, covered by words, by a place and by phrase, made, served;
and opened by the party on their own pages."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from dueprocess.cases.bundles import actions, extracts
from dueprocess.cases.bundles.actions.arranging import read
from dueprocess.cases.bundles.models import Bundle, Redaction
from dueprocess.cases.evidence import actions as evidence
from dueprocess.cases.evidence.actions import Description
from dueprocess.docket.evidence import Class, Kind, Obtained
from dueprocess.docket.models import Act, Docket, Read
from tests import world
from tests.cases.bundles.conftest import Scene, scene
from tests.desk.conftest import SignIn
from tests.desk.working import text, token
from tests.portal.test_party import OFFICERS, signed_in

__all__ = ["scene"]
pytestmark = pytest.mark.django_db


def post(client: Client, address: str, **typed: Any) -> HttpResponse:
    """Send a form of a page, with its tokens and what its fields say unless `typed` says otherwise."""
    page = client.get(address)
    assert page.status_code == 200, address
    edits = re.search(r'name="edits" value="(\d+)"', page.content.decode())
    there = {"edits": edits[1]} if edits else {}
    return client.post(address, there | typed | token(page), follow=True)


def worked(bundle: int) -> Bundle:
    """Let the worker do all rounds."""
    for _ in range(30):
        row = Bundle.objects.select_related("docket").get(pk=bundle)
        actions.carry_on(row)
        if row.state not in (Bundle.State.CHECKING, Bundle.State.BUILDING):
            break
    return Bundle.objects.get(pk=bundle)


def begun(client: Client, docket: Docket, *papers: str) -> tuple[str, Bundle]:
    """A bundle with these papers of the case, begun by hand; its address."""
    there = f"/desk/cases/{docket.number}/bundles/"
    post(client, there, title="Hearing of 3 May", readers=["desk", "C1", "R1"])
    row = Bundle.objects.get(docket=docket)
    post(client, f"{there}{row.n}/add/", paper=list(papers), section="Statements")
    return f"{there}{row.n}/", Bundle.objects.get(docket=docket)


def test_a_bundle_from_choosing_papers_to_the_partys_page(scene: Scene, sign_in: SignIn) -> None:
    docket, n = scene.docket, scene.sent
    owner = sign_in(scene.world["owner"])
    assert "Bundles" in text(owner.get(f"/desk/cases/{docket.number}/files/"))
    # papers are chosen
    there, bundle = begun(owner, docket, f"{n}/1", f"{n}/0", f"{n}/2")
    shown = text(owner.get(there))
    assert "Hearing of 3 May" in shown
    # they are arranged without a script: another order, a heading of its own, and one held back
    fields = {
        "what": "arrange", "title": "Hearing of 4 May", "reader": ["desk", "C1", "R1"],
        "heading-1": "Minutes", "heading-new": "Letters", "title-1": "Minutes of May", "place-1": "1",
        "section-1": "1", "goes-1": ["desk", "C1", "R1"], "place-2": "2", "section-2": "new",
        "goes-2": ["desk", "C1"], "place-3": "1", "section-3": "1", "goes-3": ["desk", "C1", "R1"],
    }  # fmt: skip
    assert "Saved." in text(post(owner, there, **fields))
    page = extracts.bundle_page(world.fresh(docket), n=1, viewer=scene.by)[1]
    sections = page.parts[0].sections
    assert [(each.title, [paper.id for paper in each.papers]) for each in sections] == [
        ("Minutes", [3, 1]), ("Letters", [2]),
    ]  # fmt: skip
    assert sections[1].papers[0].readers == ("desk", "C1")
    # a form that was made before is not taken
    stale = text(post(owner, there, **fields, edits="1"))
    assert "Somebody else changed it meanwhile" in stale
    # a place is covered by words, by where it stands, by phrase
    paper = f"/desk/cases/{docket.number}/papers/{n}/1/1/"
    first = owner.get(paper)
    assert "Zeppelinwiese" in text(first)
    said = text(post(owner, paper, ground="3P", word=["0"], readers=["desk"]))
    assert "1 place is covered." in said
    assert "Somebody who has no part in this case" in said
    assert "Give all four" in text(post(owner, paper, ground="3P", left="10", top="10"))
    assert "Nothing is chosen" in text(post(owner, paper, ground="3P"))
    assert "Choose" in text(post(owner, paper, word=["0"]))
    assert "stand nowhere" in text(post(owner, paper, ground="3P", phrase="Quartermaine"))
    post(owner, paper, ground="AD", left="10", top="10", width="90", height="20", why="Their address")
    assert "Their address" in text(post(owner, paper, ground="NO", phrase="third leaf"))
    assert "no more" in text(post(owner, paper, what="drop", cover=["1"]))
    assert "Their address" not in text(owner.get(paper))
    picture = owner.get(f"{paper}picture/")
    assert picture.content.startswith(b"\x89PNG")
    # it is put together, taken out, served
    assert "It is being put together." in text(post(owner, there, what="build"))
    assert "papers looked at" in text(owner.get(there))
    bundle = worked(bundle.pk)
    shown = text(owner.get(there))
    assert "Serve it" in shown
    copy = bundle.copies.get(reader="R1")
    taken = owner.get(f"{there}copies/{copy.pk}/")
    assert b"".join(taken.streaming_content).startswith(b"%PDF")  # type: ignore[attr-defined]
    assert "2 copies were served." in text(post(owner, there, what="serve", to=["C1", "R1"]))
    assert "not opened yet" in text(owner.get(there))
    assert "Bundle served" in text(owner.get(f"/desk/cases/{docket.number}/?all"))
    reads = set(Read.objects.filter(docket=docket).values_list("what", flat=True))
    assert {"bundles", "bundle 1", f"cover {n}/1", f"bundle 1 copy {copy.pk}"} <= reads
    # the respondent finds it, opens it, and has each paper by itself
    theirs = signed_in(scene.world, "respondent")
    theirs.get(f"/portal/mine/{docket.number}/")
    assert "Open the bundle" in theirs.get("/portal/matter/").content.decode()
    assert "Not opened yet" in text(theirs.get("/portal/matter/bundles/"))
    act = Act.objects.filter(docket=docket, name="bundle_served").order_by("n").last()
    assert act is not None
    mine = f"/portal/matter/bundles/{act.n}/"
    for early in ("copy/", "manifest/", "1/", "1/words/"):
        assert theirs.get(mine + early).status_code == 302, early
    assert "Minutes of May" not in text(theirs.get(mine))
    opened = text(post(theirs, mine))
    assert "Minutes of May" in opened
    assert "This paper is withheld" in opened
    assert not [name for name in OFFICERS if name in opened]
    words = text(theirs.get(f"{mine}2/words/"))
    assert "stands nothing" in words
    assert "Zeppelinwiese" not in words
    for part in ("copy/", "manifest/"):
        assert b"".join(theirs.get(mine + part).streaming_content)  # type: ignore[attr-defined]
    what = Description(title="Minutes", kind=Kind.DOCUMENT, obtained=Obtained.OPEN)
    item = evidence.describe(docket=docket, what=what, by=scene.by, act=n, file=1).facts["item"]
    assert theirs.get(f"{mine}2/").content.startswith(b"%PDF")
    assert Read.objects.filter(docket=docket, what=f"bundled {item}").count() == 1, "part of its custody"
    assert theirs.get(f"{mine}9/").status_code == 404
    assert "opened" in text(owner.get(there))
    # and what is the complainant's is not theirs
    assert theirs.get(f"/portal/matter/bundles/{act.n - 2}/").status_code == 404


def test_for_whom_the_case_is_shut_there_is_no_bundle(scene: Scene, sign_in: SignIn) -> None:
    docket, n = scene.docket, scene.sent
    there, _bundle = begun(sign_in(scene.world["owner"]), docket, f"{n}/1")
    paper = f"/desk/cases/{docket.number}/papers/{n}/1/1/"
    for nobody in ("wrong_unit", "respondent", "stranger", "leader"):
        client = sign_in(scene.world[nobody])
        for address in (there, f"{there}add/", f"{there}copies/1/", paper, f"{paper}picture/"):
            assert client.get(address).status_code == 404, (nobody, address)
    # oversight reads it, and arranges nothing
    overseer = sign_in(scene.world["overseer"])
    assert "You have no part in this case" in text(post(overseer, there, what="build"))
    assert "You have no part in this case" in text(post(overseer, paper, ground="3P", whole="on"))
    assert not Redaction.objects.exists()


def test_what_is_privileged_is_named_with_why_not_and_has_no_picture(scene: Scene, sign_in: SignIn) -> None:
    docket, n = scene.docket, scene.sent
    what = Description(title="Advice", kind=Kind.DOCUMENT, obtained=Obtained.OPEN)
    item = evidence.describe(docket=docket, what=what, by=scene.by, act=n, file=1).facts["item"]
    evidence.sort(docket=docket, item=item, as_class=Class.PRIVILEGED, by=scene.by, reason="Our lawyer.")
    owner = sign_in(scene.world["owner"])
    there, _bundle = begun(owner, docket, f"{n}/1", f"{n}/2")
    # who may read it is told why it cannot be in; sent by hand it is not put in
    listed = owner.get(f"{there}add/").content.decode()
    assert "It is privileged: it enters no bundle." in listed
    assert f'value="{n}/1"' not in listed
    assert Bundle.objects.get().docket_id == docket.pk
    assert "minutes.pdf" not in text(owner.get(there))
    # others do not learn that it is there
    second = sign_in(scene.world["second"])
    assert "Advice" not in text(second.get(f"{there}add/"))
    paper = f"/desk/cases/{docket.number}/papers/{n}/1/1/"
    assert second.get(paper).status_code == 404
    assert "It is privileged" in text(owner.get(paper))
    assert owner.get(f"{paper}picture/").status_code == 404


def test_the_page_of_a_bundle_costs_the_same_however_much_is_in_it(
    scene: Scene, sign_in: SignIn, django_assert_max_num_queries: Any
) -> None:
    owner = sign_in(scene.world["owner"])
    there, _bundle = begun(owner, scene.docket, f"{scene.sent}/1", f"{scene.sent}/0", f"{scene.sent}/2")
    with django_assert_max_num_queries(32):
        owner.get(there)


def test_a_copy_that_is_shut_before_it_was_opened_says_so(scene: Scene) -> None:
    bundle = scene.made(scene.bundle())
    served = actions.serve(bundle=bundle, to=["R1"], by=scene.by)[0]
    what = Description(title="Minutes", kind=Kind.DOCUMENT, obtained=Obtained.OPEN)
    note = evidence.describe(docket=scene.docket, what=what, by=scene.by, act=scene.sent, file=1)
    item = note.facts["item"]
    theirs = signed_in(scene.world, "respondent")
    theirs.get(f"/portal/mine/{scene.docket.number}/")
    there = f"/portal/matter/bundles/{served.n}/"
    page = theirs.get(there)
    assert "Open it" in text(page)
    evidence.give_gist(docket=scene.docket, item=item, to=["R1"], gist="So.", why="A child.", by=scene.by)
    for shown in (text(theirs.post(there, token(page))), text(theirs.get(there))):
        assert "It cannot be opened any more" in shown
        assert "Minutes" not in shown
    for part in ("copy/", "manifest/", "1/", "1/words/"):
        assert theirs.get(there + part).status_code == 302, part
    assert not Act.objects.filter(docket=scene.docket, name="bundle_received").exists()


def test_a_second_person_approves_what_protects_a_source(scene: Scene, sign_in: SignIn) -> None:
    docket, n = scene.docket, scene.sent
    what = Description(title="Minutes", kind=Kind.DOCUMENT, obtained=Obtained.OPEN)
    evidence.describe(docket=docket, what=what, by=scene.by, act=n, file=1)
    judge, owner, second = (sign_in(scene.world[who]) for who in ("third", "owner", "second"))
    rule = f"/desk/cases/{docket.number}/evidence/e1/rule/"
    typed = {"ruling": "admitted", "reason": "It matters.", "protects": "on", "in_part": "on"}
    post(judge, rule, **typed, withheld="Somebody is in danger.")
    there, _bundle = begun(owner, docket, f"{n}/1")
    assert "No party gets it before something is covered" in text(owner.get(there))
    assert "If it says who the source is" in text(owner.get(there))
    kept = {"title": "Hearing of 3 May", "reader": ["desk", "C1", "R1"], "untitled-1": ["R1"]}
    assert "Saved." in text(post(owner, there, what="arrange", **kept))
    assert [each.untitled for each in read(_bundle).papers] == [()]
    assert [each.untitled for each in read(Bundle.objects.get()).papers] == [("R1",)]
    paper = f"/desk/cases/{docket.number}/papers/{n}/1/1/"
    assert "once everything is covered that leads to the source" in text(owner.get(paper))
    post(owner, paper, ground="SR", word=["0"], readers=["desk"])
    assert "somebody who covered nothing of it" in text(owner.get(paper))
    assert "somebody else says whether that protects" in text(post(owner, paper, what="approve"))
    assert "Approved" in text(post(second, paper, what="approve"))
    assert "has approved that what is covered protects the source" in text(owner.get(paper))
    assert "It was approved that this protects." in text(owner.get(there))
