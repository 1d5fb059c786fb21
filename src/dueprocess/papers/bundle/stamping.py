"""Puts a page together: what the paper shows, unseen words beneath, and its number in the corner.

The paper's content becomes one object of its own (a form), so that nothing it leaves behind (a turned grid, a
colour, a name of a font) can reach the number, and the number no name of the paper's.
"""

from __future__ import annotations

from dataclasses import dataclass

from pikepdf import Array, Dictionary, Name, Object, Page, Pdf, Stream

DIGIT = 0.556
"""How wide a digit of Helvetica Bold is, of its height."""
SIZE, FROM_EDGE = 11.0, 14.0
"""Height of the number and its distance from the edge, in points, on a page as wide as A4."""
A4_WIDTH = 595.276


@dataclass(frozen=True, slots=True)
class Shown:
    """A page as a viewer shows it: its box in the page's own grid, and its turn clockwise."""

    x0: float
    y0: float
    x1: float
    y1: float
    turn: int

    @property
    def width(self) -> float:
        """How wide it is on the screen."""
        return self.y1 - self.y0 if self.turn in (90, 270) else self.x1 - self.x0

    @property
    def height(self) -> float:
        """How high it is on the screen."""
        return self.x1 - self.x0 if self.turn in (90, 270) else self.y1 - self.y0

    @property
    def grid(self) -> tuple[float, float, float, float, float, float]:
        """The matrix from a grid that begins at the lower left corner on the screen to the page's own."""
        return {
            0: (1.0, 0.0, 0.0, 1.0, self.x0, self.y0),
            90: (0.0, 1.0, -1.0, 0.0, self.x1, self.y0),
            180: (-1.0, 0.0, 0.0, -1.0, self.x1, self.y1),
            270: (0.0, -1.0, 1.0, 0.0, self.x0, self.y1),
        }[self.turn]

    @property
    def top(self) -> tuple[float, float]:
        """The upper left corner on the screen, in the page's own grid."""
        _, _, c, d, e, f = self.grid
        return c * self.height + e, d * self.height + f


def shown(page: Page) -> Shown:
    """How a page is shown that `inputs.cleaned` has been over."""
    x0, y0, x1, y1 = (float(each) for each in page.obj.get("/CropBox", page.obj.MediaBox))
    return Shown(x0, y0, x1, y1, int(page.obj.get("/Rotate", 0)) % 360)


class Stamps:
    """Numbers pages of one file; its font is there once."""

    def __init__(self, pdf: Pdf) -> None:
        self.pdf = pdf
        self._used: set[tuple[int, int]] = set()
        self.font = pdf.make_indirect(
            Dictionary(
                Type=Name.Font,
                Subtype=Name.Type1,
                BaseFont=Name("/Helvetica-Bold"),
                Encoding=Name.WinAnsiEncoding,
            )
        )

    def put(self, page: Page, number: int, unseen: tuple[Dictionary, bytes] | None = None) -> None:
        """Number a page in the lower right corner, on white, marked as no part of its text. The page has to
        be turned as it is to be read; `unseen` are fonts and content that lie beneath what the paper shows.
        """
        place = shown(page)
        form = self._form(page, place)
        fonts, layer = unseen or (Dictionary(), b"")
        fonts["/DueNumber"] = self.font
        page.obj.Resources = Dictionary(XObject=Dictionary(DuePage=form), Font=fonts)
        scale = float(page.obj.get("/UserUnit", 1) or 1)
        page.obj.Contents = self.pdf.make_stream(layer + b"q /DuePage Do Q\n" + stamp(place, number, scale))

    def _form(self, page: Page, place: Shown) -> Stream:
        """What a page shows as a form, its content not copied where no other page has it too."""
        page.contents_coalesce()
        content = page.obj.get("/Contents")
        if not isinstance(content, Stream):
            content = self.pdf.make_stream(b"")
        elif content.objgen in self._used:
            content = self.pdf.make_stream(content.read_bytes())
        self._used.add(content.objgen)
        content.Type, content.Subtype = Name.XObject, Name.Form
        content.BBox = Array([place.x0, place.y0, place.x1, place.y1])
        content.Resources = page.obj.get("/Resources", Dictionary())
        if "/Group" in page.obj:
            content.Group = page.obj.Group
        return content


def stamp(place: Shown, number: int, scale: float = 1) -> bytes:
    """The content that prints a number: as high as on A4 for the page's width, never so large that it fills
    a small page. `scale` is the page's own unit, in points."""
    text = str(number)
    least = min(place.width, place.height)
    size = max(SIZE / scale, SIZE * least / A4_WIDTH)
    size = min(size, place.height / 4, place.width / (DIGIT * len(text) + 1.2))
    edge = min(FROM_EDGE * size / SIZE, least / 10)
    wide, high = DIGIT * size * len(text) + size * 0.7, size * 1.35
    x, y = place.width - edge - wide, edge
    grid = " ".join(f"{each:.4f}" for each in place.grid)
    return (
        f"/Artifact <</Type /Pagination /Subtype /Footer>> BDC q {grid} cm\n"
        f"1 g {x:.3f} {y:.3f} {wide:.3f} {high:.3f} re f\n"
        f"0 g BT /DueNumber {size:.3f} Tf {x + size * 0.35:.3f} {y + size * 0.32:.3f} Td ({text}) Tj ET\n"
        f"Q EMC\n"
    ).encode()


def destination(page: Page) -> Array:
    """The upper left corner of a page, without a change of the zoom."""
    left, top = shown(page).top
    return Array([page.obj, Name.XYZ, left, top, None])


def forbidden(held: Object) -> None:
    """Take out of an object what may hold data that nobody sees, or act; not out of lists of names, in which
    a font may be called as it likes."""
    if not isinstance(held, Stream) and "/Type" not in held:
        return
    for key in ("/Metadata", "/PieceInfo", "/AF", "/AA", "/OpenAction", "/Alternates", "/OPI"):
        if key in held:
            del held[key]
