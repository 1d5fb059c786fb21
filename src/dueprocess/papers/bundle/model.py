"""What a bundle is made of, and what can be odd about a paper.

Values only. Knows no PDF, no case and no recipient: whoever asks says what each copy may hold. The words that
stand in a bundle come from outside (`Labels`), in its language.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from dueprocess.papers.redaction import Box, Word

Source = Path | bytes
"""A file by its path (large ones: they are never read whole), or its bytes."""


@dataclass(frozen=True, slots=True)
class Document:
    """One paper of a bundle.

    `id` is its own in the bundle; `title` and `on` (its date, as it is to be read) stand in the index.
    `sha256` is what the source must be, in hexadecimal, where it is known. `boxes` are covered for good.
    `words` were recognised (OCR) and are laid unseen under pages that are pictures; `turns` says by how many
    degrees clockwise a page has to be turned of which no text tells it, by page. Places and pages are those
    of the paper as it came, or of `inputs.as_pdf` where it is no PDF. With `withheld` no page of it is in
    this copy: as many pages say that text instead, so that every copy has the same numbers. So does the
    index; `brief` where the whole of it would need more pages than the index of the copy that came first has.
    `drawn`: where something is covered, every page becomes a picture.
    """

    id: str
    title: str
    source: Source
    on: str = ""
    sha256: str = ""
    boxes: tuple[Box, ...] = ()
    words: tuple[Word, ...] = ()
    turns: Mapping[int, int] = field(default_factory=dict)
    withheld: str = ""
    brief: str = ""
    drawn: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """Papers that belong together, under a heading."""

    title: str
    documents: tuple[Document, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """What was put in at one time. The first is the bundle as first served; each later one comes at the end,
    goes on counting and has an index of its own, so that no number changes that somebody has written down."""

    title: str
    sections: tuple[Section, ...]


@dataclass(frozen=True, slots=True)
class Labels:
    """The words of the bundle's own pages, in its language. `bookmark` has `{title}` and `{page}`; `empty`
    stands on a page of an index that only keeps the count."""

    index: str
    date: str
    document: str
    page: str
    bookmark: str
    covered: str
    empty: str


@dataclass(frozen=True, slots=True)
class Plan:
    """A whole bundle, for one recipient. `about` are the lines under the title (case, hearing, whose copy);
    `language` is its code (BCP 47), `rtl` whether it is read from the right. `index_pages` are the pages of
    each part's index in the copy that came first: this copy then gets no other numbers."""

    title: str
    owner: str
    about: tuple[str, ...]
    language: str
    rtl: bool
    labels: Labels
    parts: tuple[Part, ...]
    index_pages: tuple[int, ...] = ()

    @property
    def documents(self) -> tuple[Document, ...]:
        """All papers, in order."""
        return tuple(each for part in self.parts for section in part.sections for each in section.documents)


class Stage(StrEnum):
    """What is being done while one waits; counted in papers, pages and hundredths."""

    READING = "reading"
    PUTTING = "putting together"
    WRITING = "writing"


class Odd(StrEnum):
    """What can be odd about a paper. Those in `STOPS` keep a bundle from being made."""

    MISSING = "missing"
    CHANGED = "changed"
    TOO_LARGE = "too large"
    UNKNOWN_KIND = "unknown kind"
    ENCRYPTED = "encrypted"
    DAMAGED = "damaged"
    NO_PAGES = "no pages"
    TOO_LONG = "too long"
    PORTFOLIO = "portfolio"
    LIVE_FORM = "live form"
    TOO_MANY_POINTS = "too many points"
    NOT_COVERED = "not covered"
    BOX_NOWHERE = "box nowhere"
    REPAIRED = "repaired"
    NO_TEXT = "no text"
    TURNED = "turned"
    NO_SIZE = "no size"
    CROPPED = "cropped"
    LAYERS = "layers"
    FORM = "form"
    SIGNED = "signed"
    COMMENTS = "comments"
    ATTACHMENTS = "attachments"
    ACTIONS = "actions"
    UNSURE_LETTERS = "unsure letters"
    NO_LETTERS = "no letters"


SAYS: dict[Odd, tuple[str, str]] = {
    Odd.MISSING: ("is not there or cannot be read.", "Put the file in again."),
    Odd.CHANGED: (
        "is not the file that was put in: its hash is another.",
        "Find out what changed it, and put the file in again as it was.",
    ),
    Odd.TOO_LARGE: ("is larger than 500 MB.", "Give a smaller copy, or divide it into several papers."),
    Odd.UNKNOWN_KIND: (
        "is neither PDF nor a picture (JPEG, PNG, TIFF, GIF, WebP, BMP) nor plain text.",
        "Open it in the program that made it, save it as PDF, and put that in.",
    ),
    Odd.ENCRYPTED: (
        "can only be opened with a password.",
        "Open it with the password, save a copy without one, and put that in.",
    ),
    Odd.DAMAGED: (
        "is damaged, and could not be repaired.",
        "Ask for it again, or print it to a new PDF with a program that still opens it.",
    ),
    Odd.NO_PAGES: ("has no pages.", "Ask for it again, or take it out."),
    Odd.TOO_LONG: ("has more than 5,000 pages.", "Divide it into several papers."),
    Odd.PORTFOLIO: (
        "is a portfolio: its papers are files attached to a cover page.",
        "Save the files out of it, and put them in one by one.",
    ),
    Odd.LIVE_FORM: (
        "is a form that only the program that made it can show.",
        "Open it in that program, print it to a new PDF, and put that in.",
    ),
    Odd.TOO_MANY_POINTS: ("is a picture of more than 170 million points.", "Give a smaller copy."),
    Odd.NOT_COVERED: (
        "holds what is covered in a form of which it cannot be shown that it is gone.",
        "Cover the whole page, or print the paper to a new PDF, put that in, and cover it there.",
    ),
    Odd.BOX_NOWHERE: (
        "has something covered on a page, or at a place, that it does not have.",
        "Open what is covered in it, take that box out, and cover it anew.",
    ),
    Odd.REPAIRED: (
        "was damaged and has been repaired; something may be missing.",
        "Compare it with the original.",
    ),
    Odd.NO_TEXT: ("has pages without text.", "Have the text recognised (OCR), so that it can be searched."),
    Odd.TURNED: ("had pages that lay on their side or upside down.", "They were turned; look at them."),
    Odd.NO_SIZE: ("has pages of no size.", "They were given A4; look at them."),
    Odd.CROPPED: (
        "has pages of which only a part is shown; the rest is still in the file.",
        "If nobody is to have the rest, cover it or print it to a new PDF.",
    ),
    Odd.LAYERS: (
        "has layers, some of which are hidden but still in the file.",
        "If nobody is to have them, print it to a new PDF.",
    ),
    Odd.FORM: ("is a form.", "It is shown as filled in, and can no longer be changed."),
    Odd.SIGNED: (
        "is signed electronically.",
        "The signature can only be checked in the original: keep it at hand.",
    ),
    Odd.COMMENTS: (
        "has comments that open when they are pressed.",
        "They are not in the bundle; print them with the paper if they matter.",
    ),
    Odd.ATTACHMENTS: (
        "has files attached to it, which are not in the bundle.",
        "Save them out of it, and put in those that matter.",
    ),
    Odd.ACTIONS: (
        "has links, scripts or actions, which are not in the bundle.",
        "Nothing needs to be done; addresses that are printed can still be read.",
    ),
    Odd.UNSURE_LETTERS: (
        "is plain text in an old encoding.",
        "It was read as Western European; look at letters with accents.",
    ),
    Odd.NO_LETTERS: (
        "is plain text with letters that our fonts lack; empty boxes stand for them.",
        "Open it in a program that shows them, save it as PDF, and put that in.",
    ),
}
"""What is wrong (read after the paper's title), and how it is mended."""

STOPS = frozenset(
    {
        Odd.MISSING, Odd.CHANGED, Odd.TOO_LARGE, Odd.UNKNOWN_KIND, Odd.ENCRYPTED, Odd.DAMAGED, Odd.NO_PAGES,
        Odd.TOO_LONG, Odd.PORTFOLIO, Odd.LIVE_FORM, Odd.TOO_MANY_POINTS, Odd.NOT_COVERED,
        Odd.BOX_NOWHERE,
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Oddity:
    """Something odd about a paper: on these pages (counted from 1 in the paper itself), or on the whole."""

    document: str
    title: str
    what: Odd
    pages: tuple[int, ...] = ()

    @property
    def stops(self) -> bool:
        """Whether no bundle can be made with it."""
        return self.what in STOPS

    def __str__(self) -> str:
        says, mend = SAYS[self.what]
        where = f" (page {ranges(self.pages)})" if self.pages else ""
        return f"“{self.title}” {says.removesuffix('.')}{where}. {mend}"


class Unfit(Exception):
    """A bundle cannot be made of these papers. Carries all that stops it, paper by paper."""

    def __init__(self, oddities: Iterable[Oddity]) -> None:
        self.oddities = tuple(oddities)
        super().__init__("\n".join(map(str, self.oddities)))

    def __reduce__(self) -> tuple[type[Unfit], tuple[tuple[Oddity, ...]]]:
        return (type(self), (self.oddities,))


class OtherNumbers(Exception):
    """This copy would get other page numbers than the one that came first."""


def ranges(pages: Iterable[int]) -> str:
    """Write page numbers shortly: `1–3, 7`."""
    found: list[list[int]] = []
    for page in sorted(set(pages)):
        if found and page == found[-1][1] + 1:
            found[-1][1] = page
        else:
            found.append([page, page])
    return ", ".join(str(a) if a == b else f"{a}–{b}" for a, b in found)
