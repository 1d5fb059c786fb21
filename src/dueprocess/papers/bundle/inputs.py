"""Takes a paper in: says what it is, what is odd about it, and makes clean pages of it.

Of a page only what it shows is kept (`KEPT`); what a form, a stamp or a marker shows becomes part of it.
Nothing that acts, opens, plays, calls or was attached goes on.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from pikepdf import Array, Dictionary, Name, Object, Page, PasswordError, Pdf, PdfError, Stream

from dueprocess.papers.bundle import made
from dueprocess.papers.bundle.looking import Look, look
from dueprocess.papers.bundle.model import STOPS, Document, Odd, Oddity, Source, Unfit

LARGEST = 500_000_000
MOST_PAGES = 5_000
HELD = 200_000
"""Up to so many bytes a file is read whole: a thousand short letters need not be a thousand open files."""
DEEPEST = 60
"""How deep a tree of pages may be; a damaged one may be a circle."""
KEPT = frozenset(
    {"/Type", "/Parent", "/MediaBox", "/CropBox", "/Rotate", "/UserUnit", "/Contents", "/Resources", "/Group"}
)
"""What a page is made of. All else goes: annotations, actions, attached data, thumbnails, editors' notes."""
WRONG = (PdfError, RuntimeError, ValueError, TypeError, KeyError, IndexError, AttributeError, ArithmeticError)
"""What pikepdf raises for a file that is damaged in one of many ways."""
SHOWS_NOTHING = frozenset({"/Link", "/Popup"})
MEDIA = frozenset({"/FileAttachment", "/RichMedia", "/Screen", "/Movie", "/Sound", "/3D"})


@dataclass(frozen=True, slots=True)
class Judged:
    """What a file is: its pages (0 where it cannot be used), its hash, and what is odd about it."""

    pages: int
    sha256: str
    odd: tuple[Oddity, ...]

    @property
    def fit(self) -> bool:
        """Whether a bundle can be made with it."""
        return not any(each.stops for each in self.odd)


@dataclass(frozen=True, slots=True)
class Taken:
    """A paper that was taken in, its pages clean; `looks` says what they show. Open until `pdf` is closed."""

    document: Document
    pdf: Pdf
    sha256: str
    looks: tuple[Look, ...]
    hidden: tuple[Object, ...]
    layers: tuple[Object, ...]
    odd: tuple[Oddity, ...]


def judge(document: Document) -> Judged:
    """Say what a paper is and what is odd about it; never raises for what is in the file."""
    try:
        taken = take(document)
    except Unfit as unfit:
        return Judged(0, "", unfit.oddities)
    with taken.pdf:
        return Judged(len(taken.pdf.pages), taken.sha256, taken.odd)


def as_pdf(document: Document) -> Source:
    """The paper as PDF: itself where it is one. Places of boxes and words are places on these pages.

    Raises Unfit where it is of no kind that can be read.
    """
    start = _start(document)
    if b"%PDF-" in start:
        return document.source
    try:
        picture = made.opened_picture(document.source)
        if picture is not None:
            with picture:
                return made.of_picture(picture)
    except made.TOO_BIG:
        raise unfit(document, Odd.TOO_MANY_POINTS) from None
    except made.UNREADABLE:
        raise unfit(document, Odd.DAMAGED) from None
    data = document.source if isinstance(document.source, bytes) else document.source.read_bytes()
    text = made.decoded(data)
    if text is None or not data:
        raise unfit(document, Odd.UNKNOWN_KIND if data else Odd.NO_PAGES)
    return made.of_text(text[0])


def take(document: Document) -> Taken:
    """Take a paper in. Raises Unfit with what stops it."""
    sha256 = _hashed(document)
    source = as_pdf(document)
    made_here = source is not document.source
    try:
        pdf = Pdf.open(_held(source))
    except PasswordError:
        raise unfit(document, Odd.ENCRYPTED) from None
    except (*WRONG, OSError):
        raise unfit(document, Odd.DAMAGED) from None
    try:
        return _taken(document, source, pdf, sha256, made_here=made_here)
    except Unfit:
        pdf.close()
        raise
    except (*WRONG, OSError):
        pdf.close()
        raise unfit(document, Odd.DAMAGED) from None


def _taken(document: Document, source: Source, pdf: Pdf, sha256: str, *, made_here: bool) -> Taken:
    odd = dict.fromkeys(_of_the_whole(pdf), ())
    pages = len(pdf.pages)
    if not pages or pages > MOST_PAGES:
        raise unfit(document, Odd.TOO_LONG if pages else Odd.NO_PAGES)
    if stops := [what for what in odd if what in STOPS]:
        raise unfit(document, *stops)
    found: dict[Odd, list[int]] = {}
    for number, page in enumerate(pdf.pages, 1):
        for what in _of_annotations(page):
            found.setdefault(what, []).append(number)
    if Odd.FORM in found or Odd.SIGNED in odd:
        if Name.AcroForm in pdf.Root and pdf.Root.AcroForm.get("/NeedAppearances", False):
            pdf.generate_appearance_streams()
        found.pop(Odd.FORM, None)
        pdf.flatten_annotations("screen")
    hidden, layers = _layers(pdf)
    if hidden:
        odd[Odd.LAYERS] = ()
    for number, page in enumerate(pdf.pages, 1):
        for what in cleaned(page):
            found.setdefault(what, []).append(number)
    repaired = bool(pdf.get_warnings())
    looks = _looks(document, pdf, source, repaired=repaired)
    if repaired:
        odd[Odd.REPAIRED] = ()
    said = {word.page for word in document.words}
    for number, seen in enumerate(looks, 1):
        if not (seen.letters or seen.empty or number in said):
            found.setdefault(Odd.NO_TEXT, []).append(number)
        if seen.turn:
            found.setdefault(Odd.TURNED, []).append(number)
    if made_here:
        odd |= dict.fromkeys(_of_text(document), ())
    told = {what: tuple(sorted(set(found.get(what, ())))) for what in [*odd, *found]}
    return Taken(
        document,
        pdf,
        sha256,
        looks,
        hidden,
        layers,
        tuple(Oddity(document.id, document.title, what, told[what]) for what in Odd if what in told),
    )


def _start(document: Document) -> bytes:
    """The first kilobyte, where readers look for the mark of a PDF."""
    source = document.source
    if isinstance(source, bytes):
        return source[:1024]
    try:
        with source.open("rb") as file:
            return file.read(1024)
    except OSError:
        raise unfit(document, Odd.MISSING) from None


def _hashed(document: Document) -> str:
    """The hash of what was given, which has to be the one that is expected."""
    source = document.source
    try:
        size = len(source) if isinstance(source, bytes) else source.stat().st_size
        if size > LARGEST:
            raise unfit(document, Odd.TOO_LARGE)
        if isinstance(source, bytes):
            found = hashlib.sha256(source).hexdigest()
        else:
            with source.open("rb") as file:
                found = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        raise unfit(document, Odd.MISSING) from None
    if document.sha256 and found != document.sha256.lower():
        raise unfit(document, Odd.CHANGED)
    return found


def _held(source: Source) -> Path | io.BytesIO:
    if isinstance(source, bytes):
        return io.BytesIO(source)
    return io.BytesIO(source.read_bytes()) if source.stat().st_size <= HELD else source


def unfit(document: Document, *what: Odd) -> Unfit:
    """The error that names a paper with what is wrong with it."""
    return Unfit(Oddity(document.id, document.title, each) for each in what)


def _of_the_whole(pdf: Pdf) -> Iterator[Odd]:
    """What is odd about the file rather than about a page."""
    root = pdf.Root
    form = root.get("/AcroForm")
    if Name.Collection in root:
        yield Odd.PORTFOLIO
    if isinstance(form, Dictionary):
        if root.get("/NeedsRendering", False) or ("/XFA" in form and not len(form.get("/Fields", Array()))):
            yield Odd.LIVE_FORM
        if len(form.get("/Fields", Array())):
            yield Odd.FORM
        if int(form.get("/SigFlags", 0)) & 1:
            yield Odd.SIGNED
    names = root.get("/Names", Dictionary())
    if "/EmbeddedFiles" in names or "/AF" in root:
        yield Odd.ATTACHMENTS
    if "/JavaScript" in names or "/OpenAction" in root or "/AA" in root:
        yield Odd.ACTIONS


def _of_annotations(page: Page) -> Iterator[Odd]:
    """What lies on a page and is no part of it: FORM where it shows something."""
    if "/AA" in page.obj:
        yield Odd.ACTIONS
    found = page.obj.get("/Annots")
    for each in found if isinstance(found, Array) else ():
        if not isinstance(each, Dictionary):
            continue
        kind = str(each.get("/Subtype", ""))
        if kind not in SHOWS_NOTHING:
            yield Odd.FORM
        if kind in MEDIA:
            yield Odd.ATTACHMENTS
        if "/A" in each or "/AA" in each:
            yield Odd.ACTIONS
        if kind not in ("/Link", "/Widget", "/FreeText") and str(each.get("/Contents", "")).strip():
            yield Odd.COMMENTS


def cleaned(page: Page) -> Iterator[Odd]:
    """Leave of a page only what it shows, and give it a size and a turn that can be used.

    Raises one of `WRONG` where pieces of its content cannot be read: they are joined only as all is written.
    """
    own = page.obj
    pieces = own.get("/Contents")
    for piece in pieces if isinstance(pieces, Array) else ():
        if isinstance(piece, Stream):
            piece.read_bytes()
    _inherit(own)
    shown = visible(page)
    if shown is None:
        yield Odd.NO_SIZE
        own.MediaBox = Array([0, 0, *made.A4])
        if "/CropBox" in own:
            del own["/CropBox"]
    else:
        whole = _box(page.obj.get("/MediaBox")) or shown
        if _area(shown) < 0.98 * _area(whole):
            yield Odd.CROPPED
        own.MediaBox = Array(list(whole))
        own.CropBox = Array(list(shown))
    try:
        turn = round(float(own.get("/Rotate", 0)) / 90) * 90 % 360
    except (TypeError, ValueError, OverflowError):
        turn = 0
    own.Rotate = turn
    for key in [key for key in own.keys() if key not in KEPT]:  # noqa: SIM118 - pikepdf has no other way
        del own[key]


def _inherit(own: Object) -> None:
    """Give a page what it has only by the branch of the tree on which it hangs."""
    for key in ("/MediaBox", "/CropBox", "/Rotate", "/Resources"):
        above, steps = own, 0
        while key not in above and isinstance(above.get("/Parent"), Dictionary) and steps < DEEPEST:
            above, steps = above.Parent, steps + 1
        if key in above:
            own[key] = above[key]


def visible(page: Page) -> tuple[float, float, float, float] | None:
    """What a viewer shows of a page: its crop box inside its media box; None where that is nothing."""
    media, crop = _box(page.obj.get("/MediaBox")), _box(page.obj.get("/CropBox"))
    if media is None:
        return None
    if crop is None:
        return media
    both = (max(media[0], crop[0]), max(media[1], crop[1]), min(media[2], crop[2]), min(media[3], crop[3]))
    return both if both[2] - both[0] > 1 and both[3] - both[1] > 1 else media


def _box(given: object) -> tuple[float, float, float, float] | None:
    if not isinstance(given, Array) or len(given) != 4:
        return None
    try:
        a, b, c, d = (float(each) for each in given)
    except (TypeError, ValueError):
        return None
    box = (min(a, c), min(b, d), max(a, c), max(b, d))
    sound = all(abs(each) < 1e6 for each in box) and box[2] - box[0] > 1 and box[3] - box[1] > 1
    return box if sound else None


def _area(box: tuple[float, float, float, float]) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])


def _layers(pdf: Pdf) -> tuple[tuple[Object, ...], tuple[Object, ...]]:
    """The layers that are hidden when the file is opened, and all of them."""
    told = pdf.Root.get("/OCProperties")
    if not isinstance(told, Dictionary):
        return (), ()
    every = _each(told.get("/OCGs"))
    way = told.get("/D", Dictionary())
    hidden = _each(way.get("/OFF"))
    if way.get("/BaseState") == Name.OFF:
        on = {each.objgen for each in _each(way.get("/ON"))}
        hidden = [each for each in every if each.objgen not in on]
    return tuple(hidden), tuple(every)


def _each(given: object) -> list[Object]:
    found: Iterable[Object] = given if isinstance(given, Array) else ()
    return [each for each in found if isinstance(each, Dictionary) and each.is_indirect]


def _looks(document: Document, pdf: Pdf, source: Source, *, repaired: bool) -> tuple[Look, ...]:
    """What each page shows; of a file that was repaired, as it is now."""
    if repaired:
        out = io.BytesIO()
        pdf.save(out)
        source = out.getvalue()
    looks = look(source)
    if len(looks) != len(pdf.pages):
        looks = tuple(Look(0, False, 0) for _ in pdf.pages)
    return tuple(
        Look(each.letters, each.empty, document.turns.get(number, each.turn) % 360)
        for number, each in enumerate(looks, 1)
    )


def _of_text(document: Document) -> Iterator[Odd]:
    """What is odd about plain text; nothing about a picture."""
    data = document.source if isinstance(document.source, bytes) else document.source.read_bytes()
    text = None if made.opened_picture(data) else made.decoded(data)
    if text and text[1]:
        yield Odd.UNSURE_LETTERS
    if text and made.lacks_letters(text[0]):
        yield Odd.NO_LETTERS
