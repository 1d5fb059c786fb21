"""Items of evidence: files as anybody may send them. Reading one never fails: what was not read is named."""

import functools
import json
from collections.abc import Sequence

from dueprocess.cases.evidence.reading import anything, apart, capture, ocr
from dueprocess.cases.evidence.reading.model import of_plain
from tests.cases.evidence import papers
from tests.fuzz.running import Target
from tests.papers.bundle import sheets

TSV = (
    "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext\n"
    "4\t1\t1\t1\t1\t0\t60\t60\t700\t50\t-1\t\n5\t1\t1\t1\t1\t1\t60\t60\t80\t50\t96.5\tThe\n"
    "5\t1\t1\t1\t2\t1\t60\t120\t80\t50\t41\tzeppelin\n"
)


def read(data: bytes) -> None:
    """What is found goes from one process to the other, can be stored, and has no half of a pair in it."""
    found = anything.read(data)
    said = json.loads(json.dumps(found.plain()))
    if of_plain(said, found.copy) != found:
        raise AssertionError("it came to the other process as something else")
    for page in found.pages:
        page.text.encode()


@functools.cache
def pdfs() -> Sequence[bytes]:
    return [sheets.pdf("one", "two"), sheets.scan(size=(20, 30)), sheets.locked(sheets.pdf("x"), user="")]


@functools.cache
def pictures() -> Sequence[bytes]:
    kinds = ("PNG", "JPEG", "GIF", "TIFF", "WEBP", "BMP", "AVIF")
    small = [sheets.picture(kind, (20, 30)) for kind in kinds]
    return [*small, papers.photograph("A sign")]


@functools.cache
def office() -> Sequence[bytes]:
    odt = papers.text("<text:h>Head</text:h><text:p>Line<text:s/>of words</text:p>")
    return [papers.word(), odt, papers.slides("One", "Two")]


def taken(data: bytes) -> None:
    said, pieces = apart._taken(data)
    of_plain(said, pieces[0])


REFUSED = (apart.NotRead, ValueError, KeyError, TypeError, LookupError, AttributeError)
M = "dueprocess.cases.evidence.reading."
TARGETS = [
    Target("evidence: PDF", read, pdfs, (), (M + "pdf.read", M + "anything.read"), few=60),
    Target("evidence: picture", read, pictures, (), (M + "picture.read",), few=60),
    Target("evidence: office document", read, office, (), (M + "office.read",), few=60),
    Target("evidence: message", read, lambda: [papers.mail(), papers.MHTML], (), (M + "mail.read",), few=40),
    Target(
        "evidence: saved page",
        lambda data: capture.read(data).plain(),
        lambda: [papers.PAGE],
        (),
        (M + "capture.read",),
    ),
    Target("evidence: any bytes", read, lambda: ["Żółć".encode(), "x".encode("utf-16"), b"{\\rtf1 x}"], ()),
    Target("evidence: TSV of Tesseract", lambda data: ocr.of_tsv(data.decode("utf-8", "replace")),
           lambda: [TSV.encode()], (), (M + "ocr.of_tsv",)),
    Target("evidence: places of words in the TSV", lambda data: ocr.places(data.decode("utf-8", "replace")),
           lambda: [TSV.encode()], (), (M + "ocr.places",)),
    Target("evidence: what the reading process wrote", taken,
           lambda: [json.dumps(anything.read(papers.PAGE).plain() | {"pieces": [0]}).encode() + b"\n"],
           REFUSED, (M + "apart.read",)),
]  # fmt: skip
