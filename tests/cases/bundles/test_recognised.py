"""What was read from scans and photographs lies unseen under their pages in a bundle, and nowhere where
anything is covered; what lay upside down is turned."""

from __future__ import annotations

import io

import pypdfium2
import pytest
from django.conf import LazySettings

from dueprocess.cases import actions as cases
from dueprocess.cases.bundles import actions, extracts
from dueprocess.cases.bundles.values import DESK, Cover
from dueprocess.cases.evidence import actions as evidence
from dueprocess.cases.evidence.actions import Description
from dueprocess.cases.evidence.reading import ocr
from dueprocess.docket.evidence import Kind, Obtained
from dueprocess.docket.needs import Actor, Upload
from dueprocess.kit.jobs import drain
from dueprocess.papers.redaction import words
from tests import world
from tests.cases.bundles.conftest import Scene
from tests.cases.bundles.test_bundles import lines
from tests.cases.evidence import papers
from tests.cases.evidence.test_reading import tesseract

__all__ = ["tesseract"]
pytestmark = pytest.mark.django_db
TURNED = "Nobody signed the minutes of the meeting in the hall"
COVER = Cover(page=1, x0=0, y0=0, x1=20, y1=20, ground="3P", readers=(DESK,))
"""A corner in which nothing stands."""


def test_text_stands_on_every_page_of_a_scan_but_where_something_is_covered(
    scene: Scene, tesseract: str, settings: LazySettings
) -> None:
    settings.DUEPROCESS_OCR = ("en",)
    upright, turned = papers.sheet(papers.SAID), papers.sheet(TURNED).rotate(180)
    upright.save(out := io.BytesIO(), "PDF", save_all=True, append_images=[turned], resolution=200)
    photograph = Upload("note.jpg", [papers.photograph("Taken from the stand")])
    sent = cases.add_information(
        docket=scene.docket, by=Actor(key="C1"), text="Scans.",
        files=[Upload("scan.pdf", [out.getvalue()]), photograph],
    )  # fmt: skip
    for file in (1, 2):
        what = Description(title=f"Scan {file}", kind=Kind.DOCUMENT, obtained=Obtained.OPEN)
        evidence.describe(docket=scene.docket, what=what, by=scene.by, act=sent.n, file=file)
    drain()
    scene.docket = world.fresh(scene.docket)
    actions.redact(docket=scene.docket, act=sent.n, file=1, covers=(COVER,), by=scene.by, edits=0)
    bundle = scene.bundle(*(scene.paper(n, f"Scan {n}", act=sent.n) for n in (1, 2)), readers=(DESK, "R1"))
    bundle = scene.made(bundle)
    odd = [each.words for each in extracts.bundle_page(scene.docket, n=bundle.n, viewer=scene.by)[1].odd]
    assert len(odd) == 1, "no page without text"
    assert "pages that lay on their side or upside down (page 2)" in odd[0]
    whole, mine = (scene.copy(bundle, reader) for reader in (DESK, "R1"))
    for copy, first in ((whole, papers.SAID), (mine, "")):
        said = [" ".join(page.split()) for page in lines(copy)[1:4]]
        assert first in said[0]
        assert ("zeppelin" in said[0]) == bool(first)
        assert set(TURNED.split()) <= set(said[1].split())
        assert "Taken from the stand" in said[2]
        with pypdfium2.PdfDocument(copy) as read:
            assert [read[n].get_rotation() for n in (1, 2, 3)] == [0, 180, 0]
    for page, word in ((2, "zeppelin"), (4, "stand")):
        _there(whole, page, word)


def _there(data: bytes, page: int, word: str) -> None:
    """There is print where the word is said to stand, and none above it and below."""
    [at] = [each for each in words(data, page) if each.text == word]
    with pypdfium2.PdfDocument(data) as read:
        drawn = read[page - 1].render(scale=2, grayscale=True).to_pil()
    tall = at.y1 - at.y0

    def dark(down: float) -> bool:
        box = [round(2 * each) for each in (at.x0, at.y0 + down, at.x1, at.y1 + down)]
        return bool(drawn.crop(box).getextrema()[0] < 200)  # type: ignore[index, operator]

    assert [dark(down) for down in (-1.3 * tall, 0, 1.3 * tall)] == [False, True, False]


@pytest.mark.parametrize(("x", "y", "degrees"), [(1, 0, 0), (-1, 0, 180), (0, 1, 270), (0, -1, 90)])
def test_how_words_follow_one_another_says_how_a_page_is_turned(x: int, y: int, degrees: int) -> None:
    def line(*said: str) -> list[ocr.Placed]:
        at = [(5000 + 400 * n * x, 5000 + 400 * n * y) for n in range(len(said))]
        return [(word, 0, left, top, left + 90, top + 90) for word, (left, top) in zip(said, at, strict=True)]

    assert ocr.turn(line(*TURNED.split())) == degrees
    assert ocr.turn(line("Nobody", "signed", "it")) == 0, "too few"
    assert ocr.turn(line("אף", "אחד", "לא", "חתם", "על", "הפרוטוקול", "בפגישה")) == 0, "from the right"
