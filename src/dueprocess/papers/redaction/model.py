"""What is said about redaction: boxes, words, reasons, errors. Reads no PDF.

*Page space* is the page as a viewer shows it: after /Rotate and the crop box, from the top left corner, in
units of the page (points; for a picture pixels, after its EXIF orientation). Pages are counted from 1.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from pikepdf import PdfError

Source = bytes | Path

REASONS: Mapping[str, str] = MappingProxyType(
    {
        "ID": "Identity protected by a ruling",
        "3P": "Somebody who has no part in this case",
        "CH": "A child",
        "AD": "Address, telephone number, e-mail address or other contact",
        "NO": "Number of a document, an account or a member",
        "HE": "Health, disability or another protected matter of private life",
        "SR": "Source that must be protected",
        "LP": "Legal advice or other privileged words",
        "NR": "Not about this case",
        "SF": "Somebody's safety",
    }
)
"""Why something is covered: the code that is printed on the box, and the words for it. A code says the
ground, never the person."""


_BORDER = 0.04  # places are as exact as that


BROKEN = (PdfError, RuntimeError, ValueError, TypeError, LookupError, AttributeError, ArithmeticError)
"""What the two libraries raise at a PDF that is not built as it should be."""


class Unreadable(ValueError):
    """The source is no document that can be redacted; says why and how to mend it."""


class BadBox(ValueError):
    """A box that is nowhere on its page; says which, and what the page measures."""


class Leak(Exception):
    """What was to be removed can, or could, still be found. `check` names the check, `where` the place. The
    words themselves are not repeated."""

    def __init__(self, check: str, where: str, what: str) -> None:
        super().__init__(f"{check}: {where}: {what}")
        self.check, self.where, self.what = check, where, what


@dataclass(frozen=True, slots=True)
class Size:
    """Width and height of a page, in page space."""

    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in page space that is to be covered, `reason` a key of `REASONS` or empty."""

    page: int
    x0: float
    y0: float
    x1: float
    y1: float
    reason: str = ""

    def touches(self, other: Box | Word) -> bool:
        """Whether the two have more in common than a border (letters that follow one another share one)."""
        return (
            self.page == other.page
            and self.x0 < other.x1 - _BORDER
            and other.x0 < self.x1 - _BORDER
            and self.y0 < other.y1 - _BORDER
            and other.y0 < self.y1 - _BORDER
        )


@dataclass(frozen=True, slots=True)
class Word:
    """A word and the box around its letters in page space; `n` counts the words of a page from 0, `line` its
    lines, both as they are read. Where a script writes no spaces each letter is a word. `told`: the document
    says that it is read so; what is seen there may be something else."""

    page: int
    n: int
    line: int
    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    told: bool = False

    def box(self, reason: str = "") -> Box:
        """The box that covers it."""
        return Box(self.page, self.x0, self.y0, self.x1, self.y1, reason)


@dataclass(frozen=True, slots=True)
class Found:
    """A place where a phrase stands: the words touched, and the boxes that cover them, one a line."""

    text: str
    boxes: tuple[Box, ...]


def by_page(boxes: Iterable[Box], sizes: tuple[Size, ...]) -> dict[int, tuple[Box, ...]]:
    """The boxes by page, each cut to its page. Raises BadBox."""
    found: dict[int, tuple[Box, ...]] = {}
    for number, box in enumerate(boxes, 1):
        if not 1 <= box.page <= len(sizes):
            raise BadBox(f"Box {number} is on page {box.page}; the document has {len(sizes)}.")
        if not all(math.isfinite(at) for at in (box.x0, box.y0, box.x1, box.y1)):
            raise BadBox(f"Box {number} on page {box.page} has a side that is no number.")
        if box.reason and box.reason not in REASONS:
            raise BadBox(f"Box {number} has the reason {box.reason!r}; there are {', '.join(REASONS)}.")
        size = sizes[box.page - 1]
        cut = Box(
            box.page,
            max(box.x0, 0.0),
            max(box.y0, 0.0),
            min(box.x1, size.width),
            min(box.y1, size.height),
            box.reason,
        )
        if cut.x0 >= cut.x1 or cut.y0 >= cut.y1:
            raise BadBox(
                f"Box {number} covers nothing of page {box.page}, which is {size.width:g} wide and"
                f" {size.height:g} high; give its left, top, right and bottom from the top left corner."
            )
        found[box.page] = (*found.get(box.page, ()), cut)
    return found
