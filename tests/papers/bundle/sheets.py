"""Papers for bundles: PDFs, pictures and plans of invented content, and what is read back of a bundle."""

from __future__ import annotations

import io
from collections.abc import Iterable
from pathlib import Path

import pypdfium2
from pikepdf import Array, Dictionary, Encryption, Name, Page, Pdf, PdfError, Stream
from PIL import Image

from dueprocess.papers.bundle.model import Document, Labels, Part, Plan, Section

LABELS = Labels("Index", "Date", "Document", "Page", "{title}, p. {page}", "Covered in part", "Left empty")
A4 = (0, 0, 595, 842)
LINES = "the meeting was held in the hall and so on"


def pdf(
    *says: str, box: Iterable[float] = A4, turn: int = 0, angle: int = 0, crop: Iterable[float] = ()
) -> bytes:
    """A PDF with one page for each text. `turn` is /Rotate, `angle` how the letters stand on the page."""
    made = Pdf.new()
    for text in says:
        _page(made, text, box, turn, angle, crop)
    return saved(made)


def _page(
    made: Pdf, text: str, box: Iterable[float], turn: int, angle: int, crop: Iterable[float]
) -> Dictionary:
    a, b, c, d = {0: (1, 0, 0, 1), 90: (0, 1, -1, 0), 180: (-1, 0, 0, -1), 270: (0, -1, 1, 0)}[angle]
    x0, y0, x1, y1 = box
    x, y = (x0 + x1) / 2, (y0 + y1) / 2
    content = f"BT /F1 11 Tf {a} {b} {c} {d} {x} {y} Tm ({text}) Tj ET" if text else ""
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    page = Dictionary(
        Type=Name.Page,
        MediaBox=Array(list(box)),
        Rotate=turn,
        Resources=Dictionary(Font=Dictionary(F1=made.make_indirect(font))),
        Contents=made.make_stream(content.encode()),
    )
    if crop:
        page.CropBox = Array(list(crop))
    made.pages.append(Page(made.make_indirect(page)))
    return made.pages[-1].obj


def changed(data: bytes, change) -> bytes:
    """The same PDF after `change` was made to it."""
    with Pdf.open(io.BytesIO(data)) as made:
        change(made)
        return saved(made)


def saved(made: Pdf, **how: object) -> bytes:
    out = io.BytesIO()
    made.save(out, **how)
    return out.getvalue()


def locked(data: bytes, *, user: str, owner: str = "owner") -> bytes:
    with Pdf.open(io.BytesIO(data)) as made:
        return saved(made, encryption=Encryption(user=user, owner=owner))


def picture(
    kind: str = "PNG", size: tuple[int, int] = (400, 300), colour: str = "red", **how: object
) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, kind, **how)
    return out.getvalue()


def scan(colour: str = "white", size: tuple[int, int] = (595, 842)) -> bytes:
    """A page that is nothing but a picture."""
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, "PDF")
    return out.getvalue()


def plan(*parts: Iterable[Document], **more: object) -> Plan:
    """A plan whose parts have one section each."""
    made = tuple(
        Part("added later" if n else "", (Section(f"Section {n + 1}", tuple(each)),))
        for n, each in enumerate(parts)
    )
    told = {"title": "Hearing bundle", "owner": "Clubs", "about": ("Copper Heron",), "language": "en"}
    return Plan(**{**told, "rtl": False, "labels": LABELS, "parts": made, **more})


def texts(path: Path) -> list[str]:
    """What each page says, as pdfium reads it."""
    with pypdfium2.PdfDocument(path) as document:
        return [" ".join(page.get_textpage().get_text_bounded().split()) for page in document]


def pixels(path: Path, number: int) -> Image.Image:
    """A page as it is shown, one pixel for each point."""
    with pypdfium2.PdfDocument(path) as document:
        return document[number - 1].render().to_pil().convert("RGB")


def everything(path: Path) -> bytes:
    """All objects and decoded streams of a PDF, one after the other."""
    told = []
    with Pdf.open(path) as made:
        for held in made.objects:
            told.append(repr(held.unparse(resolved=True)).encode())
            if isinstance(held, Stream):
                try:
                    told.append(held.read_bytes())
                except PdfError:  # a picture
                    told.append(held.read_raw_bytes())
    return b"\n".join(told)
