"""The bundle while it grows: pages, numbers, bookmarks and links. Nothing is written here."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from pikepdf import Array, Dictionary, Name, Object, OutlineItem, Page, Pdf, Stream, String

from dueprocess.papers.bundle import index
from dueprocess.papers.bundle.inputs import WRONG, Taken, cleaned, unfit
from dueprocess.papers.bundle.made import of_notices
from dueprocess.papers.bundle.manifest import Entry
from dueprocess.papers.bundle.model import Document, Odd, Plan
from dueprocess.papers.bundle.stamping import Shown, Stamps, destination, forbidden, shown
from dueprocess.papers.redaction import Size, Word
from dueprocess.papers.redaction.burning import unseen


@dataclass(frozen=True, slots=True)
class Link:
    """A place on a page of an index that leads to a paper, by its number there."""

    page: int
    rect: tuple[float, ...]
    to: int


class Growing:
    """A bundle to which its parts are put one after the other."""

    def __init__(self, plan: Plan, taken: Sequence[Taken]) -> None:
        self.plan = plan
        self.taken = {one.document.id: one for one in taken}
        self.counts = {one.document.id: len(one.pdf.pages) for one in taken}
        self.pdf = Pdf.new()
        self.number = 0
        self.entries: list[Entry] = []
        self.index_pages: list[int] = []
        self._stamps = Stamps(self.pdf)
        self._links: list[Link] = []
        self._bookmarks: list[OutlineItem] = []
        self._starts: list[tuple[OutlineItem, int]] = []
        self._hidden: list[Object] = []
        self._layers: list[Object] = []

    def put(self, progress: Callable[[int, int], None]) -> None:
        """Put in every part: its index, then its papers. Told are pages of papers, and how many there are."""
        done, total = 0, sum(self.counts.values())
        for place, part in enumerate(self.plan.parts):
            made, pages = index.of_part(self.plan, place, self.counts, self.number + 1)
            self.index_pages.append(pages)
            heading = self._bookmark(self._bookmarks, index.title(self.plan, place))
            under = heading.children if place else self._bookmarks
            with made:
                self._links += _links(made, self.number)
                self._pages(made)
            for section in part.sections:
                above = self._bookmark(under, section.title)
                for document in section.documents:
                    self._document(document, part.title, section.title, above)
                    done += self.counts[document.id]
                    progress(done, total)

    def finish(self) -> None:
        """Make links and bookmarks lead somewhere, say how it opens, and take out what nobody sees."""
        pages = list(self.pdf.pages)
        for item, at in self._starts:
            item.destination = destination(pages[at])
        with self.pdf.open_outline() as outline:
            outline.root.extend(self._bookmarks)
        for link in self._links:
            self._link(pages[link.page], link, pages[self.entries[link.to - 1].first - 1])
        for held in self.pdf.objects:
            if isinstance(held, Dictionary | Stream):
                forbidden(held)
        root = self.pdf.Root
        root.PageMode = Name.UseOutlines
        root.OpenAction = Array([pages[0].obj, Name.XYZ, *shown(pages[0]).top, 1])
        root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
        root.Lang = String(self.plan.language)
        if self._layers:
            hidden = Array(self._hidden)
            root.OCProperties = Dictionary(OCGs=Array(self._layers), D=Dictionary(OFF=hidden, Locked=hidden))
        self.pdf.docinfo["/Title"] = self.plan.title

    def _bookmark(self, under: list[OutlineItem], title: str) -> OutlineItem:
        """Add a bookmark to the page that is put in next."""
        words = self.plan.labels.bookmark.replace("{page}", str(self.number + 1)).replace("{title}", title)
        item = OutlineItem(words)
        under.append(item)
        self._starts.append((item, self.number))
        return item

    def _document(self, document: Document, part: str, section: str, under: OutlineItem) -> None:
        taken = self.taken[document.id]
        first = self.number + 1
        self._bookmark(under.children, document.title)
        if document.withheld:
            notices = of_notices((document.withheld,) * self.counts[document.id])
            with Pdf.open(io.BytesIO(notices)) as instead:
                self._pages(instead)
        else:
            try:
                self._pages(taken.pdf, taken)
                self._hidden += map(self.pdf.copy_foreign, taken.hidden)
                self._layers += map(self.pdf.copy_foreign, taken.layers)
            except WRONG:
                raise unfit(document, Odd.DAMAGED) from None
        in_part = document.boxes or document.withheld
        self.entries.append(
            Entry(
                len(self.entries) + 1, document.id, document.title, document.on, part, section, first,
                self.number, "" if in_part else taken.sha256, len(document.boxes), document.withheld,
            )
        )  # fmt: skip

    def _pages(self, made: Pdf, taken: Taken | None = None) -> None:
        """Put in all pages of a file, turned and numbered; of our own making where it was not `taken`."""
        if taken is None:
            for page in made.pages:
                list(cleaned(page))
        self.pdf.pages.extend(made.pages)
        words: dict[int, list[Word]] = {}
        for word in taken.document.words if taken else ():
            words.setdefault(word.page, []).append(word)
        for at, page in enumerate(self.pdf.pages[self.number :]):
            before, turn = shown(page), taken.looks[at].turn if taken else 0
            if turn:
                page.obj.Rotate = (before.turn + turn) % 360
            told = [turned(word, before, turn) for word in words.get(at + 1, ())]
            unseen = self._unseen(page, told) if told else None
            self.number += 1
            self._stamps.put(page, self.number, unseen)

    def _unseen(self, page: Page, words: Sequence[Word]) -> tuple[Dictionary, bytes]:
        """Words that were recognised, as fonts and content in the page's own grid."""
        place = shown(page)
        fonts, content = unseen(self.pdf, words, Size(place.width, place.height))
        grid = " ".join(f"{each:.4f}" for each in place.grid).encode()
        return fonts, b"q " + grid + b" cm\n" + content + b"Q\n"

    def _link(self, page: Page, link: Link, to: Page) -> None:
        annotation = Dictionary(
            Type=Name.Annot, Subtype=Name.Link, Rect=Array(link.rect), Border=Array([0, 0, 0]), F=4,
            Dest=destination(to), Contents=String(self.entries[link.to - 1].title),
        )  # fmt: skip
        if "/Annots" not in page.obj:
            page.obj.Annots = Array()
        page.obj.Annots.append(self.pdf.make_indirect(annotation))


def turned(word: Word, page: Shown, by: int) -> Word:
    """Where a word stands once its page, which is `page` now, is turned by so many degrees clockwise."""
    wide, high = page.width, page.height
    x0, y0, x1, y1 = {
        0: (word.x0, word.y0, word.x1, word.y1),
        90: (high - word.y1, word.x0, high - word.y0, word.x1),
        180: (wide - word.x1, high - word.y1, wide - word.x0, high - word.y0),
        270: (word.y0, wide - word.x1, word.y1, wide - word.x0),
    }[by]
    return replace(word, x0=x0, y0=y0, x1=x1, y1=y1)


def _links(made: Pdf, before: int) -> list[Link]:
    """The links of an index, whose first page comes after `before` others."""
    found = []
    for at, page in enumerate(made.pages, before):
        for each in page.obj.get("/Annots", Array()):
            address = str(each.A.get("/URI", "")) if "/A" in each else ""
            if address.startswith(index.LINK):
                rect = tuple(float(side) for side in each.Rect)
                found.append(Link(at, rect, int(address.removeprefix(index.LINK))))
    return found
