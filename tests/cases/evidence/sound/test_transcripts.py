"""Transcripts: versions of what is said, by whom, and signed off by somebody else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import pytest
from django.db import DatabaseError, transaction

from dueprocess.cases import actions as cases
from dueprocess.cases.evidence import actions as items
from dueprocess.cases.evidence.actions import Description
from dueprocess.cases.evidence.models import WorkingCopy
from dueprocess.cases.evidence.sound import actions, drawing, extracts
from dueprocess.cases.evidence.sound.cues import Cue
from dueprocess.core.errors import Malformed, Refused
from dueprocess.docket import evidence, kept_back, laid_open, verify, wall
from dueprocess.docket.actions import indexing, rebuild, take_step
from dueprocess.docket.evidence import TRANSCRIPT, Class, Item, Kind, Obtained, Ruling
from dueprocess.docket.models import Act, Docket, Word
from dueprocess.docket.needs import Actor, Upload
from dueprocess.docket.search import Filters, narrow
from dueprocess.kit import clock
from dueprocess.kit.http import Hidden
from dueprocess.kit.jobs import drain
from tests import world
from tests.cases.evidence.sound.recordings import CUES, tone
from tests.cases.test_splitting import SPLITTING, sound, split, two
from tests.docket import conftest as failing

pytestmark = pytest.mark.django_db
entries_fail = failing.entries_fail
MENDED = (replace(CUES[0], text="I heard the theremin in the corridor."), *CUES[1:])


@pytest.fixture
def docket(federation: world.World) -> Docket:
    made = world.open_case(federation).docket
    take_step(docket=made, step="acknowledge", by=federation.actor("owner"), at=clock.now())
    call = [Upload("call.wav", [tone(9, silent=range(5, 9))]), Upload("notes.txt", [b"Notes."])]
    cases.add_information(docket=made, by=Actor(key="C1"), text="Here is the call.", files=call)
    for file, kind in ((1, Kind.SOUND), (2, Kind.DOCUMENT)):
        what = Description(title="The call", kind=kind, obtained=Obtained.OFFERED, offered_by="C1")
        items.describe(docket=made, what=what, by=federation.actor("owner"), act=3, file=file)
    return world.fresh(made)


def item(docket: Docket) -> Item:
    return evidence.items(kept_back.notes(Docket.objects.filter(pk=docket.pk)))["e1"]


def wrote(
    here: world.World,
    docket: Docket,
    *cues: Cue,
    who: str = "owner",
    over: int = 0,
    item: str = "e1",
    why: str = "",
) -> Act:
    by = here.actor(who)
    return actions.transcribe(docket=docket, item=item, cues=cues or CUES, by=by, over=over, why=why)


def found(here: world.World, text: str) -> int:
    return narrow(wall.visible_to(here["owner"]), Filters(text=text), at=clock.now()).dockets.count()


def refused(code: str, call: Callable[[], object]) -> None:
    with pytest.raises(Refused) as said:
        call()
    assert said.value.code == code


@pytest.mark.both
def test_what_is_said_is_written_down_and_signed_off(federation: world.World, docket: Docket) -> None:
    owner, second = federation.actor("owner"), federation.actor("second")
    first = wrote(federation, docket, why="By ear.")
    assert first.facts == {"note": "transcript", "item": "e1", "version": 1, "passages": 3}  # in codes
    assert (found(federation, "theremin"), found(federation, "Marchetti")) == (1, 1)
    # whoever wrote it does not sign it off; somebody else does, once
    refused("own", lambda: actions.sign_off(docket=docket, item="e1", version=1, by=owner))
    note = actions.sign_off(docket=docket, item="e1", version=1, by=second)
    refused("done_already", lambda: actions.sign_off(docket=docket, item="e1", version=1, by=second))
    assert item(docket).signed == ((1, note.n),)
    # a correction is a version of its own, signed off by nobody yet, and the first stays
    mended = wrote(federation, docket, *MENDED, who="second", over=1, why="It was not seen.")
    assert item(docket).transcripts == (first.n, mended.n)
    refused("changed_meanwhile", lambda: actions.sign_off(docket=docket, item="e1", version=1, by=owner))
    refused("changed_meanwhile", lambda: wrote(federation, docket, over=1))
    page = extracts.play_page(world.fresh(docket), viewer=owner, item="e1")[3]
    told = [(each.number, each.mine, bool(each.signed_at), each.changed, each.why) for each in page.versions]
    assert told == [(2, False, False, 1, "It was not seen."), (1, True, True, 0, "By ear.")]
    ((before, after),) = page.changes
    assert before is not None
    assert after is not None
    assert (before.text, after.text) == (CUES[0].text, MENDED[0].text)
    earlier = extracts.play_page(world.fresh(docket), viewer=owner, item="e1", version=1)[3]
    assert earlier.player.lines[0].text == CUES[0].text
    for version in (0, 3, -1):
        with pytest.raises(Hidden):
            extracts.play_page(world.fresh(docket), viewer=owner, item="e1", version=version)
    # it can be checked and worked out anew, and nothing is other then
    assert list(verify.one(world.fresh(docket))) == []
    assert rebuild.docket(docket.pk) == 0


def test_what_does_not_hold_is_refused_with_nothing_written(federation: world.World, docket: Docket) -> None:
    before = Act.objects.filter(docket=docket).count()
    by = federation.actor("owner")
    refused("no_transcript", lambda: actions.sign_off(docket=docket, item="e1", version=0, by=by))
    for name, code in (("e2", "no_sound"), ("e9", "no_item")):
        refused(code, partial(wrote, federation, docket, item=name))
    with pytest.raises(Refused):
        wrote(federation, docket, who="stranger")
    party = Actor(key="C1")
    refused("no_part", lambda: actions.transcribe(docket=docket, item="e1", cues=CUES, by=party, over=0))
    with pytest.raises(Malformed):
        actions.transcribe(docket=docket, item="e1", cues=(), by=by, over=0)
    assert Act.objects.filter(docket=docket).count() == before
    wrote(federation, docket)
    with pytest.raises(Malformed, match="Nothing was changed"):
        wrote(federation, docket, over=1)


@pytest.mark.both
@pytest.mark.parametrize("what", ["transcribe", "sign"])
def test_a_failed_entry_leaves_nothing(
    federation: world.World, docket: Docket, entries_fail: Callable[[], None], what: str
) -> None:
    if what == "sign":
        wrote(federation, docket)
    before = Act.objects.filter(docket=docket).count()
    words = Word.objects.filter(docket=docket).count()
    entries_fail()
    second = federation.actor("second")
    write = {
        "transcribe": partial(wrote, federation, docket),
        "sign": partial(actions.sign_off, docket=docket, item="e1", version=1, by=second),
    }[what]
    with pytest.raises(DatabaseError), transaction.atomic():
        write()
    assert Act.objects.filter(docket=docket).count() == before
    assert Word.objects.filter(docket=docket).count() == words


def test_what_is_said_in_a_privileged_item_is_found_and_read_by_nobody_else(
    federation: world.World, docket: Docket
) -> None:
    wrote(federation, docket)
    owner = federation.actor("owner")
    items.sort(docket=docket, item="e1", as_class=Class.PRIVILEGED, by=owner, reason="Advice.")
    assert found(federation, "theremin") == 0
    wrote(federation, docket, *MENDED, over=1)
    assert (found(federation, "theremin"), found(federation, "heard")) == (0, 0)
    second = federation.actor("second")
    refused("no_item", lambda: actions.sign_off(docket=docket, item="e1", version=2, by=second))
    with pytest.raises(Hidden):
        extracts.play_page(world.fresh(docket), viewer=second, item="e1")
    with pytest.raises(Hidden):
        extracts.recording(world.fresh(docket), federation["second"], "e1")
    assert extracts.play_page(world.fresh(docket), viewer=owner, item="e1")[3].player.lines
    items.sort(docket=docket, item="e1", as_class=Class.RELIED, by=owner, reason="It was none.")
    assert found(federation, "theremin") == 1
    # the index is the same when it is worked out anew
    assert indexing.anew(world.fresh(docket)) is False


def test_the_outline_is_drawn_once_described_and_goes_with_the_case(
    federation: world.World, docket: Docket, monkeypatch: pytest.MonkeyPatch, tmp_path: object
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))  # miniaudio, whatever is installed here
    assert drawing.drawn(docket, "e1", "audio/x-wav").lack == drawing.Lack.WAITING
    assert drawing.drawn(docket, "e1", "audio/mp4").lack == drawing.Lack.NO_PROGRAM
    drain()
    waves = WorkingCopy.objects.filter(docket=docket, kind=WorkingCopy.Kind.WAVE)
    (row,) = waves.all()
    drawn = drawing.drawn(docket, "e1", "audio/x-wav")
    assert drawn.outline is not None
    assert (drawn.outline.ms // 100, len(drawn.outline.quiet)) == (90, 1)
    assert drawn.tool == "miniaudio 1.71"
    # it is not drawn twice by the same program
    drawing.draw(world.fresh(docket), "e1")
    assert waves.get().pk == row.pk
    for nothing in ("e2", "e9"):
        drawing.draw(world.fresh(docket), nothing)
    assert waves.count() == 1
    page = extracts.play_page(world.fresh(docket), viewer=federation.actor("owner"), item="e1")[3]
    assert (page.player.length, [each.heard for each in page.player.passages]) == ("0:09", [True, False])


def test_what_cannot_be_decoded_says_so(
    federation: world.World, docket: Docket, monkeypatch: pytest.MonkeyPatch, tmp_path: object
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    by = federation.actor("owner")
    what = Description(title="Broken", kind=Kind.SOUND, obtained=Obtained.OPEN)
    broken = Upload("broken.wav", [b"RIFF\x00\x00\x00\x00WAVE" + bytes(40)])
    items.describe(docket=docket, what=what, by=by, upload=broken)
    drain()
    assert drawing.drawn(docket, "e3", "audio/x-wav").lack == drawing.Lack.SILENT
    before = Act.objects.filter(docket=docket).count()
    actions.draw_again(docket=docket, item="e3", by=by)
    drain()
    assert Act.objects.filter(docket=docket).count() == before


def test_it_is_exported_with_who_wrote_and_signed_it(federation: world.World, docket: Docket) -> None:
    wrote(federation, docket)
    owner = federation.actor("owner")

    def told() -> str:
        page, _item, shown, play = extracts.play_page(world.fresh(docket), viewer=owner, item="e1")
        return extracts.exported(page, shown, play)

    assert "Nobody has signed this version off." in told()
    actions.sign_off(docket=docket, item="e1", version=1, by=federation.actor("second"))
    text = told()
    for words in (
        "WEBVTT\n\nNOTE Transcript of item 1 of case", f"Version 1 by {federation['owner'].shown_name}",
        f"Signed off by {federation['second'].shown_name}", "00:00:00.000 --> 00:00:02.500",
        "<v Ilse Marchetti>I saw the theremin",
    ):  # fmt: skip
        assert words in text, words


def test_it_goes_with_its_recording_into_a_case_that_is_split_off(db: None) -> None:
    with clock.frozen(world.later(days=-1)):
        here = world.federation(SPLITTING)
    with clock.frozen(world.MONDAY):
        docket = two(here).docket
        call = [Upload("call.wav", [tone(1)])]
        sent = cases.add_information(docket=docket, by=Actor(key="C1"), text="The call.", files=call)
        what = Description(title="The call", kind=Kind.SOUND, obtained=Obtained.OPEN)
        items.describe(docket=docket, what=what, by=here.actor("owner"), act=sent.n, file=1)
        wrote(here, docket)
        actions.sign_off(docket=docket, item="e1", version=1, by=here.actor("second"))
        there = split(here, world.fresh(docket), parties=["R2"])
        sound(world.fresh(docket), there)
        page = extracts.play_page(there, viewer=here.actor("owner"), item="e1")[3]
    assert [each.text for each in page.player.lines] == [each.text for each in CUES]
    assert page.versions[0].signed_by == here["second"].shown_name


def test_who_speaks_where_the_source_is_protected_leaves_the_case_by_no_exit(
    federation: world.World, docket: Docket
) -> None:
    versions = (wrote(federation, docket), wrote(federation, docket, *MENDED, over=1))
    assert not kept_back.from_outside(docket)
    items.rule(
        docket=docket, item="e1", ruling=Ruling.ADMITTED, by=federation.actor("second"), reason="Fear.",
        protects=True, withheld="Somebody is in danger.",
    )  # fmt: skip
    docket = world.fresh(docket)
    back = kept_back.from_outside(docket)
    assert all(back.hides(each.n, TRANSCRIPT) for each in versions)
    laid = {
        each.n: each.opening
        for each in laid_open.openings(docket, list(docket.acts.order_by("n")), back=back)
    }
    for each in versions:
        assert b"Marchetti" not in laid[each.n].to_bytes()
        assert "passages" in str(laid[each.n].to_bytes())
    # whoever hears it at the desk reads what is said
    for who in ("owner", "third"):
        page = extracts.play_page(docket, viewer=federation.actor(who), item="e1")[3]
        assert page.player.lines[0].who == "Ilse Marchetti", who
