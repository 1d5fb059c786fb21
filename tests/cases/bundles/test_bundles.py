"""Bundles from the first paper to the served copy: the same numbers for everybody, what is covered is gone,
what is privileged cannot enter, and what was cut short goes on."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from types import SimpleNamespace

import pypdfium2
import pytest
from django.db import DatabaseError, transaction
from pikepdf import Pdf, Stream

from dueprocess.cases import actions as cases
from dueprocess.cases.bundles import actions, extracts, sources
from dueprocess.cases.bundles.models import Bundle, BundleCopy, Redaction
from dueprocess.cases.bundles.values import DESK, Cover, Section
from dueprocess.cases.evidence import actions as evidence
from dueprocess.cases.evidence.actions import Description
from dueprocess.cases.present import actions as present
from dueprocess.cases.present.actions import Asked
from dueprocess.core.errors import Malformed, Refused
from dueprocess.docket import extracts as dockets
from dueprocess.docket import house, kept_back, verify, wall
from dueprocess.docket.actions import rebuild
from dueprocess.docket.actions.erasing import hooks
from dueprocess.docket.evidence import WORDS, Class, Item, Kind, Obtained, Ruling, items
from dueprocess.docket.extracts.withheld import withheld
from dueprocess.docket.models import Act
from dueprocess.docket.needs import Actor, PartyIdentity, Upload
from dueprocess.kit import clock, files
from dueprocess.kit.http import Hidden
from tests import world
from tests.cases.bundles.conftest import ALL, PAGES, Scene
from tests.cases.test_splitting import SPLITTING, split, two
from tests.papers.bundle.sheets import locked, pdf

pytestmark = pytest.mark.django_db
EVERYBODY = Cover(page=1, x0=0, y0=0, x1=595, y1=842, ground="3P")


def lines(data: bytes) -> list[str]:
    """What is read on each page, as a viewer reads it."""
    with pypdfium2.PdfDocument(data) as read:
        return [page.get_textpage().get_text_bounded() for page in read]


def covering(scene: Scene, phrase: str, **more: object) -> tuple[Cover, ...]:
    """What covers a phrase in the minutes."""
    like = Cover(**({"page": 1, "x0": 0, "y0": 0, "x1": 0, "y1": 0, "ground": "3P"} | more))  # type: ignore[arg-type]
    found = extracts.found_in(scene.docket, act=scene.sent, file=1, phrase=phrase, like=like)
    assert found
    return found


def described(scene: Scene, file: int = 1, **more: object) -> str:
    said = {"title": "The minutes", "kind": Kind.DOCUMENT, "obtained": Obtained.OPEN} | more
    what = Description(**said)  # type: ignore[arg-type]
    note = evidence.describe(docket=scene.docket, what=what, by=scene.by, act=scene.sent, file=file)
    return str(note.facts["item"])


def privileged(scene: Scene, file: int = 1) -> None:
    item = described(scene, file)
    evidence.sort(
        docket=scene.docket, item=item, as_class=Class.PRIVILEGED, by=scene.by, reason="Our lawyer."
    )


@pytest.mark.both
def test_every_reader_gets_the_same_numbers_and_nobody_what_is_covered_for_them(scene: Scene) -> None:
    # given minutes in which a word is covered for all but those who decide, and words that go to one alone
    bundle = scene.bundle(
        scene.paper(), scene.paper(WORDS, "What she wrote", readers=(DESK, "C1")), scene.paper(2, "Late")
    )
    scene.cover(*covering(scene, "Zeppelinwiese", readers=(DESK,)))
    # when it is put together and served
    bundle = scene.made(bundle)
    assert bundle.state == Bundle.State.BUILT
    notes = actions.serve(bundle=bundle, to=ALL, by=scene.by)
    assert [each.facts.get("to") for each in notes] == [None, ["C1"], ["R1"]]
    whole, theirs, mine = (scene.served(each) for each in notes)
    # then every copy has the same pages
    manifests = [json.loads(extracts.manifest_bytes(scene.docket, each.n)) for each in notes]
    numbers = [[(e["id"], e["first"], e["last"]) for e in each["entries"]] for each in manifests]
    assert numbers[0] == numbers[1] == numbers[2] == [("1", 2, 4), ("2", 5, 5), ("3", 6, 6)]
    assert {each["pages"] for each in manifests} == {6} == {len(lines(each)) for each in (whole, mine)}
    # and the word stands in the one copy only, by no way in the others
    assert "Zeppelinwiese" in lines(whole)[1]
    for copy in (theirs, mine):
        assert "Zeppelinwiese" not in "".join(lines(copy))
        assert not carries(copy, b"Zeppelinwiese")
        assert "stands nothing" in lines(copy)[2]
    # and what goes to one alone is a notice for the other, without its name
    assert "Here are the minutes." in lines(theirs)[4]
    assert "withheld" in lines(mine)[4]
    assert "What she wrote" not in "".join(lines(mine))
    assert "Here are" not in "".join(lines(mine))
    # and a hash of what is covered tells nobody that they guessed right
    assert manifests[2]["entries"][0]["sha256"] == ""
    assert manifests[0]["entries"][0]["sha256"] != ""
    # and the docket says which version went to whom, in codes, and holds the copies by their hashes
    assert notes[2].facts["papers"] == [f"{scene.sent}/1", f"{scene.sent}/2"]
    assert set(notes[2].commitments) >= {"bundle title", "covered in it", "file.1", "file.2"}
    assert list(verify.one(world.fresh(scene.docket))) == []
    assert rebuild.docket(scene.docket.pk) == 0


def carries(data: bytes, word: bytes) -> bool:
    """Whether a word stands in any object of a PDF, unpacked."""
    with Pdf.open(io.BytesIO(data)) as made:
        for each in made.objects:
            text = each.unparse(resolved=True)
            if word in text or word.hex().encode() in text.lower():
                return True
            if isinstance(each, Stream) and word in each.read_bytes():
                return True
    return False


@pytest.mark.both
def test_late_papers_come_at_the_end_and_nothing_moves(scene: Scene) -> None:
    bundle = scene.made(scene.bundle())
    first = actions.serve(bundle=bundle, to=["R1"], by=scene.by)[0]
    # what was served cannot be arranged anew, or taken out
    bundle.refresh_from_db()
    with pytest.raises(Refused) as refused:
        actions.arrange(
            bundle=bundle, title="Other", readers=ALL, by=scene.by,
            sections=[Section("S", (scene.paper(id=1),))],
        )  # fmt: skip
    assert refused.value.code == "no_paper"
    with pytest.raises(Refused, match="served"):
        actions.drop(bundle=bundle, by=scene.by)
    # a late paper makes a second version, with an index of its own at the end
    actions.add(bundle=bundle, papers=[scene.paper(2, "Late leaf")], section="Post", by=scene.by)
    bundle = scene.made(bundle)
    assert bundle.version == 2
    second = actions.serve(bundle=bundle, to=["R1"], by=scene.by)[0]
    before, after = lines(scene.served(first)), lines(scene.served(second))
    assert before[1:] == after[1 : len(before)]
    assert len(after) == len(before) + 2
    assert "Late leaf" in after[len(before)]
    assert "a late leaf" in after[-1]
    # the party has both, the newer one first, and opens them
    found = extracts.of_party(scene.docket, key="R1")
    assert [(each.version, each.last) for each in found] == [(2, True), (1, False)]
    assert extracts.of_party(scene.docket, key="C1") == ()
    assert found[0].papers == ()
    assert actions.receive(docket=scene.docket, of=second.n, by=Actor(key="R1")) is not None
    assert actions.receive(docket=scene.docket, of=second.n, by=Actor(key="R1")) is None
    with pytest.raises(Refused, match="no such copy"):
        actions.receive(docket=scene.docket, of=second.n, by=Actor(key="C1"))
    opened = extracts.one_of(scene.docket, key="R1", act=second.n)
    assert opened.opened_at is not None
    assert [(each.title, each.first, each.last) for each in opened.papers] == [
        ("Minutes", 2, 4), ("Late leaf", 6, 6),
    ]  # fmt: skip
    # each paper by itself, with the numbers that it has in the whole
    one = extracts.paper_pdf(scene.docket, act=second.n, paper=opened.papers[0])
    assert len(lines(one)) == 3
    words = extracts.paper_words(scene.docket, act=second.n, paper=opened.papers[0])
    assert [n for n, _ in words] == [2, 3, 4]
    assert words[2][1] == (PAGES[2],)


def enters(scene: Scene, file: int) -> bool:
    bundle = actions.begin(docket=scene.docket, title="B", readers=ALL, by=scene.by)
    try:
        actions.add(bundle=bundle, papers=[scene.paper(file)], section="S", by=scene.by)
    except Refused as refused:
        return refused.code != "not_in_bundles"
    return True


def test_what_is_privileged_cannot_enter_in_any_way(scene: Scene) -> None:
    # it is not put in
    privileged(scene, WORDS)
    assert not enters(scene, WORDS)
    assert enters(scene, 2)
    # what was put in before it became so stops the bundle, and is not named to whoever may not read it
    bundle = scene.bundle(scene.paper(), scene.paper(2, "Other"))
    privileged(scene, 1)
    assert not enters(scene, 1)
    stopped = scene.made(bundle)
    assert stopped.state == Bundle.State.STOPPED
    page = extracts.bundle_page(scene.docket, n=bundle.n, viewer=scene.by)[1]
    assert "It is privileged" in page.stops[0].words
    assert not stopped.copies.exists()
    # nobody looks at its pages either, the owner not and others not
    for who in ("owner", "second"):
        with pytest.raises(Hidden):
            extracts.picture(scene.docket, act=scene.sent, file=1, page=1, viewer=scene.world.actor(who))
    with pytest.raises(Refused, match="privileged"):
        scene.cover(EVERYBODY)


def test_what_became_privileged_when_the_copies_were_made_is_not_served_nor_taken_out(scene: Scene) -> None:
    bundle = scene.made(scene.bundle())
    copy = bundle.copies.get(reader="R1")
    extracts.copy_bytes(scene.docket, n=bundle.n, pk=copy.pk, viewer=scene.by)
    privileged(scene)
    with pytest.raises(Refused) as refused:
        actions.serve(bundle=bundle, to=["R1"], by=scene.by)
    assert refused.value.code == "not_in_bundles"
    with pytest.raises(Hidden):
        extracts.copy_bytes(scene.docket, n=bundle.n, pk=copy.pk, viewer=scene.by)
    page = extracts.bundle_page(scene.docket, n=bundle.n, viewer=scene.by)[1]
    assert [each.open for each in page.copies] == [False] * 3


def test_while_it_is_made_it_becomes_privileged_and_no_further_copy_is(scene: Scene) -> None:
    bundle = scene.bundle()
    actions.build(bundle=bundle, by=scene.by)
    for _ in range(2):
        actions.carry_on(Bundle.objects.select_related("docket").get(pk=bundle.pk))
    privileged(scene)
    actions.carry_on(Bundle.objects.select_related("docket").get(pk=bundle.pk))
    bundle.refresh_from_db()
    assert (bundle.state, bundle.copies.count()) == (Bundle.State.STOPPED, 1)


def test_what_a_bundle_has_told_is_privileged_no_more(scene: Scene) -> None:
    item = described(scene)
    served = actions.serve(bundle=scene.made(scene.bundle()), to=["R1"], by=scene.by)[0]
    with pytest.raises(Refused, match="A bundle that was served"):
        evidence.sort(
            docket=scene.docket, item=item, as_class=Class.PRIVILEGED, by=scene.by, reason="Too late."
        )
    # and that it was served is part of its custody
    from_outside = kept_back.from_outside(scene.docket)
    assert not from_outside
    assert served.facts["papers"] == [f"{scene.sent}/1"]


def test_what_needs_a_ruling_waits_for_it_and_a_protected_source_is_covered_or_held_back(
    scene: Scene,
) -> None:
    item = described(scene, obtained=Obtained.LEAKED)
    assert not enters(scene, 1)
    evidence.rule(
        docket=scene.docket, item=item, ruling=Ruling.ADMITTED, by=scene.world.actor("second"),
        reason="It matters.", protects=True, withheld="Somebody is in danger.", in_part=True,
    )  # fmt: skip
    bundle = scene.made(scene.bundle())
    assert "Zeppelinwiese" in "".join(lines(scene.copy(bundle, DESK)))
    assert "withheld" in lines(scene.copy(bundle, "R1"))[1]
    scene.cover(*covering(scene, "Zeppelinwiese", readers=(DESK,)))
    actions.approve(docket=scene.docket, act=scene.sent, file=1, by=scene.world.actor("third"), edits=1)
    bundle = scene.made(bundle)
    assert "stands nothing" in lines(scene.copy(bundle, "R1"))[2]


def test_who_has_the_gist_alone_has_no_more_of_it_in_their_copy(scene: Scene) -> None:
    """Nor has whoever acts for them; and what became a gist since the copy was made is not served."""
    item = described(scene)
    ask = present.ask(
        docket=scene.docket, key="R1", what=Asked.REPRESENTATIVE, by=Actor(key="R1"), name="A. Counsel"
    )
    present.answer(
        docket=scene.docket, n=ask.n, granted=True, reason="Theirs to choose.", by=scene.by, takes_in=True,
        identity=PartyIdentity(kind="representative", name="A. Counsel"),
    )  # fmt: skip
    [lawyer] = scene.docket.parties.filter(kind="representative").values_list("key", flat=True)
    bundle = scene.made(scene.bundle(readers=(*ALL, lawyer)))
    assert "Zeppelinwiese" in "".join(lines(scene.copy(bundle, "R1")))
    evidence.give_gist(
        docket=scene.docket, item=item, to=["R1"], gist="A place was named.", why="A child.", by=scene.by
    )
    with pytest.raises(Refused, match="Something was changed"):
        actions.serve(bundle=bundle, to=["R1"], by=scene.by)
    bundle = scene.made(bundle)
    for reader, reads in (("R1", False), (lawyer, False), ("C1", True), (DESK, True)):
        assert ("Zeppelinwiese" in "".join(lines(scene.copy(bundle, reader)))) is reads
    scene.cover(*covering(scene, "Zeppelinwiese", readers=(DESK, "C1")))
    bundle = scene.made(bundle)
    assert "withheld from this copy" in lines(scene.copy(bundle, "R1"))[2], "whatever is covered in it"


def test_what_is_odd_stops_it_or_is_named_with_how_to_mend_it(scene: Scene) -> None:
    sent = cases.add_information(
        docket=scene.docket, by=Actor(key="C1"), text="More.",
        files=[
            Upload("locked.pdf", [locked(pdf("x"), user="secret")]),
            Upload("upside-down.pdf", [pdf("these letters stand upon their heads", angle=180)]),
        ],
    )  # fmt: skip
    papers = [scene.paper(n, title, act=sent.n) for n, title in ((1, "Locked"), (2, "Turned"))]
    bundle = scene.made(scene.bundle(*papers))
    assert bundle.state == Bundle.State.STOPPED
    page = extracts.bundle_page(scene.docket, n=bundle.n, viewer=scene.by)[1]
    assert [each.title for each in page.stops] == ["Locked"]
    assert "save a copy without one" in page.stops[0].words
    assert [each.title for each in page.told] == ["Turned"]
    # taken out, the bundle is made
    actions.arrange(
        bundle=bundle, title=page.title, readers=ALL, by=scene.by,
        sections=[Section("Statements", (scene.paper(id=2, title="Turned"),))],
    )  # fmt: skip
    assert scene.made(bundle).state == Bundle.State.BUILT


def test_cut_short_it_goes_on_where_it_was(scene: Scene) -> None:
    bundle = scene.bundle()
    scene.cover(*covering(scene, "Zeppelinwiese", readers=(DESK,)))
    actions.build(bundle=bundle, by=scene.by)
    row = Bundle.objects.select_related("docket").get(pk=bundle.pk)
    actions.carry_on(row)  # looked at
    row = Bundle.objects.select_related("docket").get(pk=bundle.pk)
    actions.carry_on(row)  # the first copy
    first = bundle.copies.get()
    actions.carry_on(row)  # the same round again, as after a kill between its work and its note
    assert bundle.copies.get().pk == first.pk
    for _ in range(3):
        actions.carry_on(Bundle.objects.select_related("docket").get(pk=bundle.pk))
    bundle.refresh_from_db()
    assert (bundle.state, bundle.copies.count()) == (Bundle.State.BUILT, 3)
    # made once more, each copy has the same bytes
    before = {each.reader: scene.bytes_of(each) for each in bundle.copies.all()}
    again = scene.made(bundle)
    assert {each.reader: scene.bytes_of(each) for each in again.copies.all()} == before
    # and stopped, it does not go on
    actions.build(bundle=again, by=scene.by)
    row = Bundle.objects.select_related("docket").get(pk=bundle.pk)
    actions.stop(bundle=row, by=scene.by)
    actions.carry_on(row)
    gone = Bundle(pk=row.pk + 1, docket=row.docket)
    with pytest.raises(Refused, match="thrown away"):
        actions.stop(bundle=gone, by=scene.by)
    bundle.refresh_from_db()
    assert (bundle.state, bundle.copies.count()) == (Bundle.State.DRAFT, 0)


def test_what_was_changed_since_is_not_served(scene: Scene) -> None:
    bundle = scene.made(scene.bundle())
    scene.cover(*covering(scene, "Zeppelinwiese", readers=(DESK, "C1")))
    with pytest.raises(Refused) as refused:
        actions.serve(bundle=bundle, to=["R1"], by=scene.by)
    assert refused.value.code == "stale"
    # of whom nothing is covered anew, the copy is still right
    actions.serve(bundle=bundle, to=["C1"], by=scene.by)
    # and the others are served later, of the same version
    scene.cover(edits=1)
    bundle.refresh_from_db()
    assert actions.serve(bundle=bundle, to=["R1"], by=scene.by)[0].facts["version"] == 1


def test_who_has_no_part_in_the_case_makes_no_bundle(scene: Scene) -> None:
    for who in ("overseer", "stranger"):
        with pytest.raises(Refused):
            actions.begin(docket=scene.docket, title="B", readers=ALL, by=scene.world.actor(who))
    with pytest.raises(Refused):
        actions.begin(docket=scene.docket, title="B", readers=ALL, by=Actor(key="C1"))
    with pytest.raises(Malformed):
        actions.begin(docket=scene.docket, title=" ", readers=["Q9"], by=scene.by)
    bundle = scene.bundle()
    with pytest.raises(Refused, match="Somebody else changed it"):
        actions.add(bundle=bundle, papers=[scene.paper(2)], section="S", by=scene.by, edits=0)
    with pytest.raises(Malformed, match="covers nothing"):
        scene.cover(Cover(page=1, x0=900, y0=0, x1=950, y1=10, ground="3P"))
    with pytest.raises(Malformed, match="ground"):
        scene.cover(Cover(page=1, x0=0, y0=0, x1=50, y1=10, ground=""))


def test_only_papers_of_the_case_go_in(scene: Scene) -> None:
    """Not what describes evidence, not a copy that was served, nor what is not there."""
    described(scene, source="From whom it is.")
    note = Act.objects.filter(docket=scene.docket).order_by("n").last()
    assert note is not None
    bundle = scene.bundle()
    served = actions.serve(bundle=scene.made(bundle), to=["R1"], by=scene.by)[0]
    for paper in ((note.n, WORDS), (served.n, 1), (served.n, WORDS), (99, 1), (scene.sent, 7)):
        with pytest.raises(Refused) as refused:
            actions.add(bundle=bundle, papers=[scene.paper(paper[1], act=paper[0])], section="S", by=scene.by)
        assert refused.value.code == "no_paper", paper


@pytest.mark.both
def test_when_the_record_fails_nothing_was_served(scene: Scene, entries_fail: Callable[[], None]) -> None:
    bundle = scene.made(scene.bundle())
    length = world.fresh(scene.docket).length
    entries_fail()
    with pytest.raises(DatabaseError), transaction.atomic():
        actions.serve(bundle=bundle, to=["R1"], by=scene.by)
    assert world.fresh(scene.docket).length == length
    assert not BundleCopy.objects.filter(served__gt=0).exists()
    assert not Act.objects.filter(docket=scene.docket, name=house.BUNDLE_SERVED).exists()


def test_erased_with_the_case_and_kept_until_then(scene: Scene) -> None:
    bundle = scene.made(scene.bundle())
    scene.cover(EVERYBODY)
    names = set(bundle.copies.values_list("stored", flat=True))
    assert actions.in_use(names | {"f" * 32}) == names
    gone = {name for _docket, found in hooks.forget([scene.docket]) for name in found}
    assert names <= gone
    assert not Bundle.objects.exists()
    assert not Redaction.objects.exists()
    assert files.path_of(next(iter(names))).exists()  # until the erasure removes what it was told


def test_a_copy_with_what_went_into_another_case_is_not_for_whoever_may_not_read_that(
    db: None,
) -> None:
    with clock.frozen(world.later(days=-1)):
        here = world.federation(SPLITTING)
    with clock.frozen(world.MONDAY):
        docket = two(here).docket
        owner = here.actor("owner")
        sent = cases.add_information(
            docket=docket, by=Actor(key="R2"), text="Mine.", files=[Upload("mine.pdf", [pdf("a leaf")])]
        )
        mine = Scene(here, docket, sent.n)
        bundle = mine.made(mine.bundle(mine.paper(), readers=(DESK,)))
        served = actions.serve(bundle=bundle, to=[DESK], by=owner)[0]
        split(here, world.fresh(docket), parties=["R2"])
        docket = world.fresh(docket)
        moved = Act.objects.filter(docket=docket, introduces__has_key="parted").get()
        assert sent.n in moved.introduces["parted"]["acts"]
        # what went is in no bundle any more, the owner's neither; the copy that was served stays theirs
        assert sources.shut(docket).why_not(sent.n, 1)
        dockets.file_bytes(docket, served.n, 1, viewer=here["owner"])
        # who may not read the other case reads it in no copy either
        assert served.n in wall.moved_out(docket, here["stranger"])
        with pytest.raises(Hidden):
            dockets.file_bytes(docket, served.n, 1, viewer=here["stranger"])


def test_of_what_a_party_has_the_gist_alone_their_copy_has_nothing(scene: Scene) -> None:
    item = described(scene)
    evidence.give_gist(docket=scene.docket, item=item, to=["R1"], gist="You.", why="A child.", by=scene.by)
    bundle = scene.made(scene.bundle())
    assert "Zeppelinwiese" in "".join(lines(scene.copy(bundle, "C1")))
    assert "withheld" in lines(scene.copy(bundle, "R1"))[1]
    # also where something is covered in it for them
    scene.cover(*covering(scene, "third", readers=(DESK,)))
    bundle = scene.made(bundle)
    assert not carries(scene.copy(bundle, "R1"), b"Zeppelinwiese")
    page = extracts.bundle_page(scene.docket, n=bundle.n, viewer=scene.by)[1]
    (paper,) = page.parts[0].sections[0].papers
    assert len(paper.gist_alone) == 1
    # what the note says is covered does not name what is withheld
    served = actions.serve(bundle=bundle, to=["R1"], by=scene.by)[0]
    assert served.facts["papers"] == []
    written = str(dockets.opened(world.fresh(scene.docket), viewer=scene.by).contents[served.n])
    assert "Paper 1 of the index: withheld" in written
    assert "Minutes" not in written
    # where they get all of it, a copy that was made before is served no more
    evidence.give_in_full(docket=scene.docket, item=item, to=["R1"], by=scene.by)
    bundle.refresh_from_db()
    bundle = scene.made(bundle)
    assert "Zeppelinwiese" in "".join(lines(scene.copy(bundle, "R1")))
    assert "third" not in "".join(lines(scene.copy(bundle, "R1")))


def test_a_copy_that_was_made_before_somebody_had_the_gist_alone_is_not_served(scene: Scene) -> None:
    item = described(scene)
    bundle = scene.made(scene.bundle())
    evidence.give_gist(docket=scene.docket, item=item, to=["R1"], gist="You.", why="A child.", by=scene.by)
    with pytest.raises(Refused) as refused:
        actions.serve(bundle=bundle, to=["R1"], by=scene.by)
    assert refused.value.code == "stale"


def test_what_is_kept_back_since_it_was_put_in_is_not_named_to_whoever_may_not_read_it(scene: Scene) -> None:
    # the words that came with it have a bad name, which the looking repeats
    sent = cases.add_information(
        docket=scene.docket, by=Actor(key="C1"), text="More.",
        files=[Upload("locked.pdf", [locked(pdf("x"), user="secret")])],
    )  # fmt: skip
    bundle = scene.bundle(
        scene.paper(title="Advice on Zeppelinwiese"), scene.paper(title="About Zeppelinwiese", act=sent.n)
    )
    bundle = scene.made(bundle)
    assert bundle.state == Bundle.State.STOPPED
    second = scene.world.actor("second")
    assert "Zeppelinwiese" in str(extracts.bundle_page(scene.docket, n=bundle.n, viewer=second)[1].stops)
    scene.docket = world.fresh(scene.docket)
    privileged(scene)
    what = Description(title="About Zeppelinwiese", kind=Kind.DOCUMENT, obtained=Obtained.OPEN)
    note = evidence.describe(docket=scene.docket, what=what, by=scene.by, act=sent.n, file=1)
    evidence.sort(
        docket=scene.docket, item=note.facts["item"], as_class=Class.PRIVILEGED, by=scene.by, reason="So."
    )
    theirs = extracts.bundle_page(world.fresh(scene.docket), n=bundle.n, viewer=second)[1]
    assert "Zeppelinwiese" not in str(theirs)
    assert len(theirs.stops) == 1
    mine = extracts.bundle_page(world.fresh(scene.docket), n=bundle.n, viewer=scene.by)[1]
    assert "Zeppelinwiese" in str(mine)


def test_a_copy_that_nobody_opened_is_shut_once_something_in_it_is_kept_from_them(scene: Scene) -> None:
    item = described(scene)
    bundle = scene.made(scene.bundle())
    mine, theirs = actions.serve(bundle=bundle, to=["C1", "R1"], by=scene.by)
    assert actions.receive(docket=scene.docket, of=mine.n, by=Actor(key="C1")) is not None
    evidence.rule(
        docket=scene.docket, item=item, ruling=Ruling.ADMITTED, by=scene.world.actor("second"),
        reason="It matters.", protects=True, withheld="Somebody is in danger.",
    )  # fmt: skip
    # whoever opened theirs has it; the other one stays shut
    assert not extracts.one_of(scene.docket, key="C1", act=mine.n).shut
    assert extracts.one_of(scene.docket, key="R1", act=theirs.n).shut
    with pytest.raises(Refused) as refused:
        actions.receive(docket=scene.docket, of=theirs.n, by=Actor(key="R1"))
    assert refused.value.code == "kept_back"
    # they get the next version, in which it is withheld
    bundle.refresh_from_db()
    again = actions.serve(bundle=scene.made(bundle), to=["R1"], by=scene.by)[0]
    assert "withheld" in lines(scene.served(again))[1]
    assert not extracts.one_of(scene.docket, key="R1", act=again.n).shut
    # the same where somebody is given the gist alone
    bundle = scene.made(scene.bundle(scene.paper(2, "Late")))
    last = actions.serve(bundle=bundle, to=["R1"], by=scene.by)[0]
    late = described(scene, file=2)
    assert not extracts.one_of(scene.docket, key="R1", act=last.n).shut
    evidence.give_gist(docket=scene.docket, item=late, to=["R1"], gist="So.", why="A child.", by=scene.by)
    assert extracts.one_of(scene.docket, key="R1", act=last.n).shut
    assert not extracts.one_of(scene.docket, key="R1", act=again.n).shut


def test_what_a_served_mail_held_was_told_by_it() -> None:
    """The mail as it came holds what was attached to it."""
    rows = [
        SimpleNamespace(n=1, name=house.ARRIVED, is_note=True, by_key="", facts={}, introduces={}),
        SimpleNamespace(
            n=2, name=house.EVIDENCE, is_note=True, by_key="o1", introduces={},
            facts={"item": "e1", "act": 1, "file": 2, "kind": "document", "obtained": "open"},
        ),
        SimpleNamespace(
            n=3, name=house.BUNDLE_SERVED, is_note=True, by_key="o1", introduces={},
            facts={"bundle": 1, "version": 1, "papers": ["1/1"], "to": ["R1"]},
        ),
    ]  # fmt: skip
    assert items(rows)["e1"].bundled == (3,)


def test_what_was_withheld_from_a_respondents_copy_bears_no_finding_alone(scene: Scene) -> None:
    key = described(scene)
    evidence.sort(docket=scene.docket, item=key, as_class=Class.RELIED, by=scene.by)

    def item() -> Item:
        return items(Act.objects.filter(docket=scene.docket).order_by("n"))[key]

    bundle = scene.made(scene.bundle(scene.paper(readers=("C1",)), scene.paper(2, "Late")))
    known = {"C1", "R1"}
    assert not item().sealed_for("R1", known)
    actions.serve(bundle=bundle, to=["R1", "C1"], by=scene.by)
    assert (item().sealed_for("R1", known), item().sealed_for("C1", known)) == (True, False)
    # they are told so
    (line,) = withheld(dockets.opened(world.fresh(scene.docket)), "R1")
    assert (line.number, line.why) == (1, "It was withheld from your copy of a bundle.")
    # until they get it, in whichever way
    bundle.refresh_from_db()
    actions.arrange(bundle=bundle, title="Hearing", readers=ALL, sections=(), only={1: None}, by=scene.by)
    bundle = scene.made(bundle)
    actions.serve(bundle=bundle, to=["R1"], by=scene.by)
    assert not item().sealed_for("R1", known)
    assert withheld(dockets.opened(world.fresh(scene.docket)), "R1") == ()


def test_a_bundle_is_no_item_that_could_be_given_on(scene: Scene) -> None:
    """The copy of those who decide holds what parties may not read."""
    served = actions.serve(bundle=scene.made(scene.bundle()), to=[DESK], by=scene.by)[0]
    what = Description(title="The bundle", kind=Kind.DOCUMENT, obtained=Obtained.OPEN)
    for file in (WORDS, 1, 2):
        with pytest.raises(Refused) as refused:
            evidence.describe(docket=scene.docket, what=what, by=scene.by, act=served.n, file=file)
        assert refused.value.code == "no_item", file
