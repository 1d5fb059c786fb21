"""Papers that go into a bundle: PDFs, pictures and plain text, judged, and made into one."""

import tempfile
from collections.abc import Sequence
from pathlib import Path

from pikepdf import Pdf

from dueprocess.papers.bundle.assembling import build
from dueprocess.papers.bundle.inputs import judge
from dueprocess.papers.bundle.model import Document, Unfit
from tests.fuzz.running import Target
from tests.papers.bundle.sheets import changed, locked, pdf, picture, plan, scan
from tests.papers.bundle.test_inputs import widget


def pdfs() -> Sequence[bytes]:
    form = changed(pdf("printed", "twice", turn=90, crop=(10, 10, 300, 400)), widget)
    return [pdf("one", "two"), form, scan(size=(20, 30)), locked(pdf("x"), user="")]


def pictures() -> Sequence[bytes]:
    return [picture(kind, (20, 30)) for kind in ("PNG", "JPEG", "GIF", "TIFF", "WEBP", "BMP")]


def judged(data: bytes) -> None:
    """It is judged whatever it is: fit, with pages, or unfit, with what is wrong."""
    found = judge(Document("a", "Paper", data))
    if found.fit != (found.pages > 0):
        raise AssertionError(f"{found.pages} pages, and {found.odd}")
    if not found.fit:
        raise Unfit(found.odd)


def bundled(data: bytes) -> None:
    """What is fit becomes a bundle of as many pages, which opens."""
    judged(data)
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "bundle.pdf"
        made = build(plan([Document("a", "Paper", data), Document("b", "Other", pdf("sound"))]), out)
        with Pdf.open(out) as opened:
            if len(opened.pages) != made.pages:
                raise AssertionError(f"{len(opened.pages)} pages of {made.pages}")


TARGETS = [
    Target("paper that is a PDF", judged, pdfs, (Unfit,)),
    Target("paper that is a picture", judged, pictures, (Unfit,)),
    Target("paper that is text", judged, lambda: ["said – Żółć\n".encode(), b"\xe9t\xe9"], (Unfit,), few=40),
    Target("bundle of a paper", bundled, lambda: [*pdfs(), *pictures()], (Unfit,), few=60),
]
