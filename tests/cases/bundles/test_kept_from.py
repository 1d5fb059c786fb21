"""What a bundle keeps from its readers: a protected source until a second person has approved what is
covered, what has to be ruled on first, what was withdrawn since; and that it says why. Statements go in once
answered."""

from __future__ import annotations

import io
import json

import pytest
from pikepdf import Pdf

from dueprocess.cases.bundles import actions, extracts
from dueprocess.cases.bundles.actions.arranging import read
from dueprocess.cases.bundles.models import Bundle
from dueprocess.cases.bundles.values import DESK, Cover
from dueprocess.cases.evidence import actions as evidence
from dueprocess.cases.evidence import extracts as items
from dueprocess.cases.extracts import party_page
from dueprocess.cases.statements import actions as statements
from dueprocess.cases.statements.actions import Said
from dueprocess.core.errors import Refused
from dueprocess.docket import extracts as dockets
from dueprocess.docket import kept_back, verify
from dueprocess.docket.evidence import WAITS, WORDS, Class, Kind, Obtained, Ruling
from dueprocess.docket.models import Act
from dueprocess.docket.needs import Actor
from dueprocess.docket.statements import Taken
from dueprocess.kit import clock
from tests import world
from tests.cases.bundles.conftest import Scene
from tests.cases.bundles.test_bundles import carries, covering, described, lines

pytestmark = pytest.mark.django_db
TINY = Cover(page=2, x0=500, y0=800, x1=502, y1=802, ground="SR", readers=(DESK,))
WHY = "Somebody is in danger."


def protected(scene: Scene, *, in_part: bool = True) -> str:
    """The minutes, described as a leak whose source a ruling protects."""
    item = described(scene, obtained=Obtained.LEAKED)
    evidence.rule(
        docket=scene.docket, item=item, ruling=Ruling.ADMITTED, by=scene.world.actor("third"),
        reason="It matters.", protects=True, withheld=WHY, in_part=in_part,
    )  # fmt: skip
    return item


def approve(scene: Scene, who: str, edits: int = 1) -> None:
    by = scene.world.actor(who)
    actions.approve(docket=scene.docket, act=scene.sent, file=1, by=by, edits=edits)


def said(scene: Scene, bundle: Bundle, reader: str) -> str:
    """What a copy says, its lines joined."""
    return " ".join(" ".join(lines(scene.copy(bundle, reader))).split())


@pytest.mark.both
def test_a_small_box_gives_nothing_of_a_protected_paper_before_somebody_else_approved_it(
    scene: Scene,
) -> None:
    protected(scene)
    bundle = scene.bundle()
    with pytest.raises(Refused) as refused:
        approve(scene, "second", edits=0)
    assert refused.value.code == "nothing_covered"
    scene.cover(TINY)
    bundle = scene.made(bundle)
    assert "stands nothing" in said(scene, bundle, DESK)
    assert "stands nothing" not in said(scene, bundle, "R1")
    # whoever covered it does not approve it, nor does anybody approve what they have not looked at
    for who, edits, code in (("owner", 1, "own"), ("second", 7, "changed_meanwhile")):
        with pytest.raises(Refused) as refused:
            approve(scene, who, edits)
        assert refused.value.code == code
    with pytest.raises(Refused):
        approve(scene, "overseer")
    scene.cover(*covering(scene, "Zeppelinwiese", readers=(DESK,)), TINY, edits=1)
    approve(scene, "second", edits=2)
    page = extracts.redact_page(world.fresh(scene.docket), act=scene.sent, file=1, page=1, viewer=scene.by)[1]
    assert (page.protected, page.in_part, page.own) == (True, True, True)
    assert page.approved_by
    bundle = scene.made(bundle)
    assert "stands nothing" in said(scene, bundle, "R1")
    assert "Zeppelinwiese" not in said(scene, bundle, "R1")
    # who approved it stands in the note by which it is served
    note = actions.serve(bundle=bundle, to=["R1"], by=scene.by)[0]
    assert list(note.facts["approved"]) == [f"{scene.sent}/1"]
    assert list(verify.one(world.fresh(scene.docket))) == []
    # covered otherwise, it has to be approved anew; so does somebody else's one box more
    scene.cover(*covering(scene, "Zeppelinwiese", readers=(DESK,)), edits=2)
    bundle.refresh_from_db()
    bundle = scene.made(bundle)
    assert "stands nothing" not in said(scene, bundle, "R1")


def test_without_a_ruling_that_says_so_no_redaction_lets_a_party_have_it(scene: Scene) -> None:
    protected(scene, in_part=False)
    scene.cover(*covering(scene, "Zeppelinwiese", readers=(DESK,)))
    approve(scene, "second")
    bundle = scene.made(scene.bundle())
    assert "stands nothing" not in said(scene, bundle, "R1")
    page = extracts.bundle_page(world.fresh(scene.docket), n=bundle.n, viewer=scene.by)[1]
    assert "does not let them have it in part" in page.parts[0].sections[0].papers[0].guard


def test_what_is_withheld_says_why_on_its_sheets_in_the_index_and_in_the_notice(scene: Scene) -> None:
    protected(scene)
    late = described(scene, file=2)
    evidence.give_gist(docket=scene.docket, item=late, to=["R1"], gist="So.", why="A child.", by=scene.by)
    bundle = scene.made(
        scene.bundle(scene.paper(), scene.paper(2, "Late"), scene.paper(WORDS, "W", readers=()))
    )
    sheets = [" ".join(each.split()) for each in lines(scene.copy(bundle, "R1"))]
    whys = (f"By a ruling: {WHY}", "Only its gist is given: A child.", "did not give it to this reader")
    for why in whys:
        assert why in sheets[0], "the index"
    assert [why in sheets[n] for why, n in zip(whys, (1, 4, 5), strict=True)] == [True] * 3
    # those who get it are told nothing of that, and a reason is nobody else's
    assert "A child" not in said(scene, bundle, "C1")
    note = actions.serve(bundle=bundle, to=["R1"], by=scene.by)[0]
    message = party_page(world.fresh(scene.docket), key="R1").messages[-1].text
    written = str(dockets.opened(world.fresh(scene.docket), viewer=scene.by).contents[note.n])
    manifest = str(json.loads(extracts.manifest_bytes(scene.docket, note.n)))
    for why in whys:
        assert why in message
        assert why in written
        assert why in manifest
    assert "Minutes" not in message + manifest


@pytest.mark.both
def test_until_somebody_ruled_a_covert_item_is_for_those_alone_who_rule_or_brought_it(scene: Scene) -> None:
    docket, by = scene.docket, scene.world.actor("second")
    note = evidence.describe(
        docket=docket, by=by, act=scene.sent, file=1,
        what=evidence.Description(title="In secret", kind=Kind.SOUND, obtained=Obtained.COVERT),
    )  # fmt: skip
    item = str(note.facts["item"])

    def sees(who: str) -> tuple[bool, bool]:
        view = dockets.opened(world.fresh(docket), viewer=scene.world.actor(who))
        return (
            any(each["number"] == 1 for each in view.files.get(scene.sent, ())),
            "In secret" in str(view.contents),
        )

    # whoever described it, and whoever rules; not the owner of the case, nor oversight
    assert [sees(who) for who in ("second", "third")] == [(True, True)] * 2
    assert [sees(who) for who in ("owner", "overseer")] == [(False, False)] * 2
    page = items.evidence_page(world.fresh(docket), viewer=scene.by)[1].items[0]
    assert (page.shut, page.why_shut) == (True, str(WAITS))
    # no way out: not described as something else, not given, not listed, not taken along
    with pytest.raises(Refused) as refused:
        evidence.give_in_full(docket=docket, item=item, to=["R1"], by=by)
    assert refused.value.code == "needs_ruling"
    with pytest.raises(Refused) as refused:
        evidence.give_gist(docket=docket, item=item, to=["R1"], gist="G", why="W", by=by)
    assert refused.value.code == "needs_ruling"
    what = evidence.Description(title="In the open", kind=Kind.SOUND, obtained=Obtained.OPEN)
    evidence.describe(docket=docket, by=by, item=item, what=what)
    assert (scene.sent, 1) in kept_back.from_outside(docket).files
    copy = evidence.describe(
        docket=docket, by=by, act=scene.sent, file=2,
        what=evidence.Description(title="Copy", kind=Kind.SOUND, obtained=Obtained.OPEN, copy_of=item),
    )  # fmt: skip
    with pytest.raises(Refused) as refused:
        actions.add(
            bundle=actions.begin(docket=docket, title="B", readers=["R1"], by=scene.by),
            papers=[scene.paper(2)], section="S", by=scene.by,
        )  # fmt: skip
    assert refused.value.code in ("no_paper", "not_in_bundles")
    evidence.sort(docket=docket, item=item, as_class=Class.UNUSED, by=by, helpful=True)
    evidence.disclose(docket=docket, to=["R1"], by=by)
    unused = items.unused(docket, key="R1")
    assert unused is not None
    assert (unused.lines, unused.withheld) == ((), (("", str(WAITS)),))
    assert not items.may_open(docket, key="R1", act=scene.sent, number=1)
    # once it was ruled on, it is like any other
    evidence.rule(
        docket=docket, item=item, ruling=Ruling.ADMITTED, by=scene.world.actor("third"), reason="It matters."
    )
    assert sees("owner") == (True, True)
    assert not kept_back.from_outside(docket).files
    assert copy.facts["copy_of"] == item


def test_a_served_copy_stays_and_a_new_version_is_named_as_due(scene: Scene) -> None:
    bundle = scene.made(scene.bundle(scene.paper(), scene.paper(2, "Late")))
    first = actions.serve(bundle=bundle, to=["C1", "R1", DESK], by=scene.by)
    served = scene.served(first[2])
    actions.receive(docket=scene.docket, of=first[2].n, by=Actor(key="R1"))

    def due() -> list[tuple[str, int]]:
        page = extracts.bundle_page(world.fresh(scene.docket), n=bundle.n, viewer=scene.by)[1]
        listed = extracts.bundles(world.fresh(scene.docket), viewer=scene.by)[1][0]
        assert listed.due == bool(page.due)
        return [(each.title, len(each.readers)) for each in page.due]

    assert due() == []
    assert not extracts.is_due(scene.docket, key="R1", act=first[2].n)
    # what is covered changes for one of them; an item is withdrawn for all
    scene.cover(*covering(scene, "Zeppelinwiese", readers=(DESK, "C1")))
    assert due() == [("Minutes", 1)]
    late = described(scene, file=2)
    evidence.rule(
        docket=scene.docket, item=late, ruling=Ruling.REFUSED, by=scene.world.actor("second"), reason="No."
    )
    assert due() == [("Minutes", 1), ("Late", 3)]
    assert extracts.is_due(scene.docket, key="R1", act=first[2].n)
    assert scene.served(first[2]) == served
    assert extracts.one_of(scene.docket, key="R1", act=first[2].n).papers
    # the next version has the same numbers, and says what was withdrawn
    bundle.refresh_from_db()
    bundle = scene.made(bundle)
    assert bundle.state == Bundle.State.BUILT
    for reader in (DESK, "C1", "R1"):
        assert "A ruling has refused its use." in said(scene, bundle, reader)
        assert "a late leaf" not in said(scene, bundle, reader)
    again = actions.serve(bundle=bundle, to=["R1"], by=scene.by)[0]
    before, after = (json.loads(extracts.manifest_bytes(scene.docket, each.n)) for each in (first[2], again))
    assert [each["first"] for each in before["entries"]] == [each["first"] for each in after["entries"]]
    assert not extracts.is_due(scene.docket, key="R1", act=again.n)
    with Pdf.open(io.BytesIO(scene.served(again))) as pdf:
        assert len(pdf.pages) == after["pages"]


def test_a_title_is_held_back_from_one_reader_and_no_page_moves(scene: Scene) -> None:
    title = "What Odalys saw"
    bundle = scene.bundle(scene.paper(title=title, on="3 May"), scene.paper(2, "Late"))
    scene.cover(*covering(scene, "Zeppelinwiese", readers=(DESK,)))
    draft = read(bundle).draft
    assert draft is not None
    bundle = actions.arrange(
        bundle=bundle, title="Hearing", readers=(DESK, "R1"), sections=draft.sections, by=scene.by,
        untitled={1: ("R1",)},
    )  # fmt: skip
    bundle = scene.made(bundle)
    for reader, there in ((DESK, True), ("R1", False)):
        assert (title in said(scene, bundle, reader)) is there
        assert ("3 May" in said(scene, bundle, reader)) is there
        assert carries(scene.copy(bundle, reader), b"Odalys") is there
    notes = actions.serve(bundle=bundle, to=[DESK, "R1"], by=scene.by)
    whole, mine = (json.loads(extracts.manifest_bytes(scene.docket, each.n)) for each in notes)
    assert [each["title"] for each in mine["entries"]] == ["Title withheld", "Late"]
    assert [each["first"] for each in mine["entries"]] == [each["first"] for each in whole["entries"]]
    papers = extracts.one_of(scene.docket, key="R1", act=notes[1].n).papers
    assert title not in repr(papers)
    assert not extracts.is_due(scene.docket, key="R1", act=notes[1].n)
    bundle.refresh_from_db()
    arranged = read(bundle)
    actions.arrange(
        bundle=bundle, title="Hearing", readers=arranged.readers, sections=(), by=scene.by, untitled={1: ()}
    )
    assert extracts.is_due(scene.docket, key="R1", act=notes[1].n)


def test_statements_go_in_once_answered_with_who_when_and_why(scene: Scene) -> None:
    docket = scene.docket

    def taken(text: str, **more: str) -> Act:
        told = Said(text=text, taken=Taken.INTERVIEW, taken_at=clock.now())
        return statements.take(docket=docket, of="C1", said=told, by=scene.by, **more)

    first = taken("The door stood open.")
    bundle = actions.begin(docket=docket, title="B", readers=["R1", DESK], by=scene.by)

    def put(act: Act) -> None:
        paper = scene.paper(WORDS, f"Statement {act.n}", act=act.n)
        actions.add(bundle=bundle, papers=[paper], section="Statements", by=scene.by)

    with pytest.raises(Refused) as refused:
        put(first)
    assert refused.value.code == "not_in_bundles"
    statements.dispute(
        docket=docket, statement="s1", version=1, words="I never said open.", name="W. Abara",
        by=Actor(key="C1"), way="login",
    )  # fmt: skip
    second = taken("The door was shut.", statement="s1")
    statements.sign(
        docket=docket, statement="s1", version=2, name="Wren Abara", by=Actor(key="C1"), way="login"
    )
    put(first)
    put(second)
    made = scene.made(bundle)
    text = said(scene, made, "R1")
    for each in (
        "Statement 1, version 1", "The door stood open.", "Disputed", "I never said open.",
        "Signed as “W. Abara”", "Statement 1, version 2", "The door was shut.", "Signed as “Wren Abara”",
    ):  # fmt: skip
        assert each in text, each
    assert "Tamsin" not in text
    titles = [
        each.title for each in extracts.bundle_page(world.fresh(docket), n=made.n, viewer=scene.by)[1].offered
    ]
    assert not [each for each in titles if "Wren" in each]


def test_custody_tells_of_each_copy_with_version_and_recipient(scene: Scene) -> None:
    item = described(scene)
    bundle = scene.made(scene.bundle(scene.paper(), scene.paper(2, "Late", readers=("C1",))))
    said_, held = extracts.held_in(
        scene.docket, n=bundle.n, pk=bundle.copies.get(reader="R1").pk, viewer=scene.by
    )
    assert held == (item,)
    assert "version 1" in said_
    mine, theirs = actions.serve(bundle=bundle, to=["R1", DESK], by=scene.by)
    actions.receive(docket=scene.docket, of=theirs.n, by=Actor(key="R1"))
    line = items.item_page(world.fresh(scene.docket), viewer=scene.by, item=item)[2].custody
    told = [(each.what, each.who) for each in line]
    assert ("Served in bundle 1, version 1", "Those who decide the case") in told
    assert ("Served in bundle 1, version 1", "Ilse Marchetti") in told
    assert ("Opened: Served in bundle 1, version 1", "Ilse Marchetti") in told
    assert mine.facts["papers"] == [f"{scene.sent}/1"]
