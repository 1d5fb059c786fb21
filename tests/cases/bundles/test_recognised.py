"""What was read from scans and photographs lies unseen under their pages in a bundle, and nowhere where
anything is covered."""

from __future__ import annotations

import pypdfium2
import pytest

from dueprocess.cases import actions as cases
from dueprocess.cases.bundles import actions, extracts
from dueprocess.cases.bundles.values import DESK, Cover
from dueprocess.cases.evidence import actions as evidence
from dueprocess.cases.evidence.actions import Description
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


def test_text_stands_on_every_page_of_a_scan_but_where_something_is_covered(
    scene: Scene, tesseract: str
) -> None:
    brought = [
        Upload("scan.pdf", [papers.scan(papers.SAID, "Nobody signed the minutes")]),
        Upload("note.jpg", [papers.photograph("Taken from the stand")]),
    ]
    sent = cases.add_information(docket=scene.docket, by=Actor(key="C1"), text="Scans.", files=brought)
    for file in (1, 2):
        what = Description(title=f"Scan {file}", kind=Kind.DOCUMENT, obtained=Obtained.OPEN)
        evidence.describe(docket=scene.docket, what=what, by=scene.by, act=sent.n, file=file)
    drain()
    scene.docket = world.fresh(scene.docket)
    cover = Cover(page=1, x0=0, y0=0, x1=20, y1=20, ground="3P", readers=(DESK,))
    actions.redact(
        docket=scene.docket, act=sent.n, file=1, covers=(cover,), by=scene.by, edits=0
    )  # nowhere near the words
    bundle = scene.made(scene.bundle(*(scene.paper(n, f"Scan {n}", act=sent.n) for n in (1, 2))))
    odd = extracts.bundle_page(scene.docket, n=bundle.n, viewer=scene.by)[1].odd
    assert not [each.words for each in odd if "without text" in each.words]
    whole, mine = (scene.copy(bundle, reader) for reader in (DESK, "R1"))
    first, second, photograph = (" ".join(page.split()) for page in lines(whole)[1:4])
    assert papers.SAID in first
    assert "Nobody signed the minutes" in second
    assert "Taken from the stand" in photograph
    covered, second, photograph = (" ".join(page.split()) for page in lines(mine)[1:4])
    assert "zeppelin" not in covered
    assert "Nobody signed the minutes" in second
    assert "Taken from the stand" in photograph
    # and stands where it is seen
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
