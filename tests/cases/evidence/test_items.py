"""Items of evidence: described, described anew, brought in, with custody and working copies."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from django.db import DatabaseError, transaction

from dueprocess.cases.evidence import actions, extracts
from dueprocess.cases.evidence.actions import Made
from dueprocess.cases.evidence.models import WorkingCopy
from dueprocess.core.errors import Malformed, Refused
from dueprocess.docket import evidence, house, verify, wall
from dueprocess.docket.actions import rebuild
from dueprocess.docket.actions.erasing import hooks
from dueprocess.docket.evidence import Class, Kind, Obtained
from dueprocess.docket.models import Act
from dueprocess.docket.needs import Upload
from dueprocess.kit import clock, files
from dueprocess.kit.files import keep
from dueprocess.kit.http import Hidden
from tests import world
from tests.cases.evidence.conftest import FILM, TAKEN, Scene, film

pytestmark = pytest.mark.django_db


def page(scene: Scene, who: str = "owner", item: str = "e1", **more: bool | None) -> extracts.ItemPage:
    found = world.fresh(scene.docket)
    return extracts.item_page(found, viewer=scene.world.actor(who), item=item, **more)[2]


def every(scene: Scene, who: str = "owner") -> extracts.EvidencePage:
    return extracts.evidence_page(world.fresh(scene.docket), viewer=scene.world.actor(who))[1]


@pytest.mark.both
def test_a_file_of_the_case_becomes_an_item_and_stays_what_it_is(scene: Scene) -> None:
    # when the owner says what the film is
    note = scene.described()
    # then the entry has codes only, and its words are sealed
    assert note.facts["item"] == "e1"
    assert "corridor" not in str(note.facts).casefold()
    assert set(note.commitments) >= {"evidence title", "evidence source", "evidence words"}
    # and the item is the file of the entry that brought it
    item = scene.items()["e1"]
    assert (item.act, item.file, item.kind, item.offered_by) == (scene.film, 1, Kind.FILM, "C1")
    shown = page(scene)
    assert shown.line.title == "Film of the corridor"
    assert shown.line.file is not None
    assert shown.line.captured_at == TAKEN
    assert shown.line.captured_by == "Wren Abara"
    # and nothing else changed: the docket is what the record says
    assert list(verify.one(world.fresh(scene.docket))) == []
    assert rebuild.docket(scene.docket.pk) == 0


def test_described_anew_it_is_the_same_thing_and_what_was_said_first_stays(scene: Scene) -> None:
    first = scene.described()
    second = scene.described(item="e1", title="The corridor, 20 March", offered_by="", obtained=Obtained.OLD)
    item = scene.items()["e1"]
    assert (item.act, item.file) == (scene.film, 1)
    assert item.descriptions == (first.n, second.n)
    assert (item.obtained, item.offered_by, item.capturer) == (Obtained.OLD, "", "C1")
    assert page(scene).line.title == "The corridor, 20 March"
    assert page(scene).line.note == second.n
    assert [each.what for each in page(scene).custody if each.act == second.n][-1] == "Described anew"


def test_a_file_can_be_brought_in_and_a_copy_names_its_original(scene: Scene) -> None:
    scene.described()
    clear = Upload("clear.txt", [b"a clearer film"])
    note = scene.described(
        upload=clear, title="The film, made clearer", copy_of="e1", capturer="", offered_by="",
        obtained=Obtained.OPEN,
    )  # fmt: skip
    assert scene.items()["e2"].act == note.n
    assert [each.key for each in page(scene).made_of_it] == ["e2"]
    assert page(scene, item="e2").line.copy_of == "e1"
    assert any("e2" in each.what for each in page(scene).custody)
    assert list(verify.one(world.fresh(scene.docket))) == []


def test_words_are_an_item_too(scene: Scene) -> None:
    found = every(scene)
    assert [(each.act, each.name) for each in found.words] == [(scene.film, "Here is the film.")]
    scene.described(file=evidence.WORDS, act=scene.film, kind=Kind.STATEMENT, title="What Wren wrote")
    shown = page(scene)
    assert shown.line.file is None
    assert shown.text == "Here is the film."
    assert every(scene).words == ()


def test_what_does_not_hold_together_is_named(scene: Scene) -> None:
    capture = {"kind": Kind.CAPTURE, "address": "https://posts.example/7"}
    wrongs: list[tuple[dict[str, object], str]] = [
        ({"title": "  "}, "title"),
        ({"captured_at": world.later(days=3)}, "captured_at"),
        ({"offered_by": ""}, "offered_by"),
        ({"offered_by": "Z9"}, "offered_by"),
        ({"captured_by": "A neighbour"}, "captured_by"),
        ({"copy_of": "e7"}, "copy_of"),
        ({"kind": Kind.CAPTURE}, "address"),
        (capture | {"captured_at": None}, "captured_at"),
        ({"address": "javascript:alert(1)"}, "address"),
        ({"address": "https://[half"}, "address"),
    ]
    for wrong, field in wrongs:
        with pytest.raises(Malformed) as caught:
            scene.described(**wrong)
        assert [each.path for each in caught.value.problems] == [field], wrong
    assert scene.items() == {}


def test_nothing_is_described_twice_or_that_is_not_there(scene: Scene) -> None:
    scene.described()
    for where, code in (
        ({}, "done_already"),
        ({"act": scene.film, "file": 2}, "no_item"),
        ({"act": 99, "file": 1}, "no_item"),
        ({"act": scene.docket.length + 1, "file": evidence.WORDS}, "no_item"),  # the note about it
        ({"item": "e2"}, "no_item"),
    ):
        with pytest.raises(Refused) as caught:
            scene.described(**where)
        assert caught.value.code == code
    with pytest.raises(Malformed):
        actions.describe(docket=scene.docket, what=film(), by=scene.world.actor("owner"))


def test_only_who_works_on_the_case_describes(scene: Scene) -> None:
    for nobody in ("stranger", "overseer", "wrong_unit"):
        with pytest.raises(Refused):
            scene.described(who=nobody)
    party = replace(scene.world.actor("complainant"), key="C1")
    with pytest.raises(Refused, match="works on the case"):
        actions.describe(docket=scene.docket, what=film(), by=party, act=scene.film, file=1)


def test_where_the_log_takes_no_entry_nothing_is_kept(scene: Scene, entries_fail: Callable[[], None]) -> None:
    before = Act.objects.filter(docket=scene.docket).count()
    entries_fail()
    with pytest.raises(DatabaseError), transaction.atomic():
        scene.described(upload=Upload("more.txt", [b"more"]))
    assert Act.objects.filter(docket=scene.docket).count() == before
    assert world.fresh(scene.docket).length == before


@pytest.mark.both
def test_custody_tells_everything_in_its_order_and_reads_to_the_owner_alone(scene: Scene) -> None:
    owner, number = scene.world["owner"], scene.docket.number
    note = scene.described()
    with clock.frozen(world.later(hours=2)):
        wall.open(number, scene.world["second"], "to read it", what=f"file {scene.film}/1")
    with clock.frozen(world.later(hours=3)):
        wall.open(number, owner, "to look", what="item e1")
        wall.open(number, owner, "to look", what=f"file {scene.film}/11")  # of something else
        wall.open(number, owner, "to look", what="item e11")
        told = page(scene).custody
        assert [each.what for each in told] == [
            "Taken", "Came into the case: Information added", "Evidence described", "Taken out", "Looked at",
        ]  # fmt: skip
        assert [each.who for each in told] == [
            "Wren Abara", "Wren Abara", "Tamsin Okafor-Lindqvist", "李 明霞", "Tamsin Okafor-Lindqvist",
        ]  # fmt: skip
        assert told[2].act == note.n
        assert not any(each.read for each in page(scene, "second").custody)
        assert any(each.read for each in page(scene, "overseer", reads=True).custody)


def test_its_bytes_are_compared_with_what_was_recorded(scene: Scene) -> None:
    scene.described()
    item = scene.items()["e1"]
    assert extracts.check(scene.docket, item)
    path = files.path_of(Act.objects.get(docket=scene.docket, n=scene.film).files.get().stored)
    whole = path.read_bytes()
    path.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    assert not extracts.check(scene.docket, item)
    path.unlink()
    assert not extracts.check(scene.docket, item)
    with pytest.raises(Hidden):
        extracts.check(scene.docket, replace(item, file=evidence.WORDS))


def made(content: bytes = b"The door opens.", **more: object) -> Made:
    said = {
        "kind": WorkingCopy.Kind.TEXT, "content": [content], "media_type": "text/plain", "name": "film.txt",
        "tool": "reader 1.0",
    }  # fmt: skip
    return Made(**(said | more))  # type: ignore[arg-type]


@pytest.mark.both
def test_working_copies_are_linked_taken_over_and_go_with_the_case(
    scene: Scene, django_capture_on_commit_callbacks: Callable[..., object]
) -> None:
    scene.described()
    length = world.fresh(scene.docket).length
    first = actions.add_copy(docket=scene.docket, item="e1", made=made())
    with django_capture_on_commit_callbacks(execute=True):
        row = actions.add_copy(docket=scene.docket, item="e1", made=made(b"The door shuts."))
    actions.add_copy(docket=scene.docket, item="e1", made=made(kind=WorkingCopy.Kind.PAGE, page=1))
    assert not files.path_of(first.stored).exists()
    assert world.fresh(scene.docket).length == length  # no act
    shown = page(scene)
    assert [(each.kind_said, each.page, each.fits) for each in shown.copies] == [
        ("A picture of a page", 1, True), ("The text in it", 0, True),
    ]  # fmt: skip
    line, content = extracts.copy_bytes(scene.docket, "e1", row.pk)
    assert (b"".join(content), line.tool) == (b"The door shuts.", "reader 1.0")
    with pytest.raises(Hidden):
        extracts.copy_bytes(scene.docket, "e2", row.pk)
    with pytest.raises(Refused, match="no such item"):
        actions.add_copy(docket=scene.docket, item="e2", made=made())
    # and nothing of it is swept or left behind
    other = "0" * 32
    assert set().union(*(known({row.stored, other}) for known in keep._in_use)) == {row.stored}
    gone = dict(hooks.forget([scene.docket]))
    assert row.stored in gone[scene.docket.pk]
    assert not WorkingCopy.objects.exists()


def test_the_original_is_never_altered(scene: Scene) -> None:
    path = files.path_of(Act.objects.get(docket=scene.docket, n=scene.film).files.get().stored)
    before = path.read_bytes()
    scene.described()
    actions.add_copy(docket=scene.docket, item="e1", made=made())
    scene.described(item="e1", title="Another name")
    actions.drop_copies(docket=scene.docket, item="e1")
    assert path.read_bytes() == before
    assert FILM not in before
    assert not WorkingCopy.objects.exists()
    assert house.EVIDENCE in {each.name for each in Act.objects.filter(docket=scene.docket)}


def test_custody_says_nothing_of_going_out_while_it_was_kept_back(scene: Scene) -> None:
    scene.described(obtained=Obtained.OPEN, offered_by="")
    done: list[str | Class] = [
        "package taken", f"cover {scene.film}/1", Class.PRIVILEGED, "package taken", Class.UNUSED, "audit",
    ]  # fmt: skip
    for hour, what in enumerate(done, 1):
        with clock.frozen(world.later(hours=hour)):
            if isinstance(what, Class):
                owner = scene.world.actor("owner")
                actions.sort(docket=scene.docket, item="e1", as_class=what, by=owner, reason="An advice?")
            else:
                wall.open(scene.docket.number, scene.world["owner"], "to hand it over", what=what)
    with clock.frozen(world.later(hours=9)):
        assert [each.what for each in page(scene).custody if each.read] == [
            "Taken out with the copy of the case", "A page of it shown, to cover words",
            "Shown to an auditor with the case",
        ]  # fmt: skip
