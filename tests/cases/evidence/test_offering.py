"""A party offers evidence: it is an item at once, is ruled on with reasons, and they are told."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import DatabaseError

from dueprocess.cases.evidence import actions, extracts
from dueprocess.cases.extracts import party_page
from dueprocess.core.errors import Malformed, Refused
from dueprocess.docket import house, verify
from dueprocess.docket.evidence import Class, Kind, Obtained, Ruling, Told, items
from dueprocess.docket.models import Act
from dueprocess.docket.needs import Actor, Upload
from dueprocess.docket.withholding import withheld
from tests.cases.evidence.conftest import Scene

pytestmark = pytest.mark.django_db
C1 = Actor(key="C1")
SHOWS = "That the lights were on."


def offer(scene: Scene, by: Actor = C1, **more: object) -> tuple[Act, ...]:
    given = {"text": "From the porch.", "shows": SHOWS, "files": [Upload("porch.txt", [b"lights"])]} | more
    return actions.offer(docket=scene.docket, by=by, **given)  # type: ignore[arg-type]


@pytest.mark.both
def test_what_a_party_offers_is_ruled_on_with_reasons_that_they_read(scene: Scene) -> None:
    [note] = offer(scene)
    assert SHOWS not in str(note.facts)
    item = scene.items()["e1"]
    assert (item.offered_by, item.offered, item.waits_for_ruling) == ("C1", True, True)
    by, second = scene.world.actor("owner"), scene.world.actor("second")
    with pytest.raises(Refused, match="only once a ruling"):
        actions.sort(docket=scene.docket, item="e1", as_class=Class.RELIED, by=by)
    [line] = extracts.offered(scene.docket, key="C1")
    assert (line.ruling, line.shows, line.file is not None) == ("", SHOWS, True)
    assert extracts.offered(scene.docket, key="R1") == ()
    actions.rule(
        docket=scene.docket, item="e1", ruling=Ruling.REFUSED, by=second, reason="It shows another evening."
    )
    [line] = extracts.offered(scene.docket, key="C1")
    assert (line.ruling, line.why) == ("refused", "It shows another evening.")
    last = party_page(scene.docket, key="C1").messages[-1]
    assert "was refused. The reasons: It shows another evening." in last.text
    assert scene.world["second"].shown_name not in last.text
    assert [str(each) for each in verify.one(scene.docket)] == []


def test_described_anew_it_stays_theirs(scene: Scene) -> None:
    """Else whoever describes it could leave them without the ruling and its reasons."""
    offer(scene)
    what = actions.Description(title="A porch", kind=Kind.PICTURE, obtained=Obtained.OPEN)
    actions.describe(docket=scene.docket, what=what, by=scene.world.actor("owner"), item="e1")
    assert scene.items()["e1"].offered_by == "C1"
    second = scene.world.actor("second")
    actions.rule(docket=scene.docket, item="e1", ruling=Ruling.REFUSED, by=second, reason="Another evening.")
    [line] = extracts.offered(scene.docket, key="C1")
    assert (line.ruling, line.shows) == ("refused", SHOWS)
    assert "was refused" in party_page(scene.docket, key="C1").messages[-1].text


def test_several_files_are_several_items_and_words_alone_are_one(scene: Scene) -> None:
    offer(scene, files=[Upload("a.txt", [b"a"]), Upload("b.txt", [b"b"])])
    offer(scene, text="", files=())
    items = scene.items()
    assert [(each.file, each.offered) for each in items.values()] == [(1, True), (2, True), (0, True)]
    titles = [each.title for each in extracts.offered(scene.docket, key="C1")]
    assert titles == [SHOWS, "b.txt", "a.txt"]


def test_nobody_offers_for_another_and_says_what_it_shows(scene: Scene) -> None:
    with pytest.raises(Malformed, match="what it shows"):
        offer(scene, shows=" ")
    for by in (Actor(key="R9"), scene.world.actor("owner"), Actor()):
        with pytest.raises(Refused, match="no party"):
            offer(scene, by)


def test_nothing_is_half_offered(scene: Scene, entries_fail: Callable[[], None]) -> None:
    before = Act.objects.filter(docket=scene.docket).count()
    entries_fail()
    with pytest.raises(DatabaseError):
        offer(scene)
    assert Act.objects.filter(docket=scene.docket).count() == before


def test_no_officer_keeps_what_a_party_offered_from_those_who_decide(scene: Scene) -> None:
    offer(scene, by=Actor(key="C1"))
    by, second = scene.world.actor("owner"), scene.world.actor("second")

    def keep_back() -> Act:
        return actions.sort(
            docket=scene.docket, item="e1", as_class=Class.PRIVILEGED, by=by, reason="Our lawyer."
        )

    with pytest.raises(Refused, match="A party offered it"):
        keep_back()
    actions.rule(docket=scene.docket, item="e1", ruling=Ruling.ADMITTED, by=second, reason="It matters.")
    with pytest.raises(Refused, match="A party offered it"):
        keep_back()
    # a letter of the other side's lawyer that came to them by mistake is refused first
    actions.rule(docket=scene.docket, item="e1", ruling=Ruling.REFUSED, by=second, reason="Not theirs.")
    assert keep_back().facts["class"] == "privileged"


def test_what_an_officer_says_somebody_offered_is_not_told_to_them_where_it_is_privileged(
    scene: Scene,
) -> None:
    scene.described(title="Advice on the lights", offered_by="R1")
    assert [each.title for each in extracts.offered(scene.docket, key="R1")] == ["Advice on the lights"]
    by = scene.world.actor("owner")
    actions.sort(docket=scene.docket, item="e1", as_class=Class.PRIVILEGED, by=by, reason="Our lawyer.")
    assert extracts.offered(scene.docket, key="R1") == ()


def test_a_quotation_of_what_it_shows_is_kept_back_with_it(scene: Scene) -> None:
    [note] = offer(scene)
    rows: list[Told] = list(Act.objects.filter(docket=scene.docket).order_by("n"))
    quote = Act(n=99, is_note=True, name="conflict", facts={}, introduces={house.QUOTES: note.n})
    sorted_ = Act(
        n=100, is_note=True, name=house.CLASSED, by_key="o1",
        facts={"item": "e1", "class": str(Class.PRIVILEGED)},
    )  # fmt: skip
    found = items([*rows, quote, sorted_])
    assert found["e1"].quoted == (99,)
    assert withheld(found).hides(99, "conflict")
