"""How copies of one bundle come to have the same page numbers, and what of a copy is given out by itself."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import BinaryIO

from pikepdf import Pdf

from dueprocess.papers import redaction
from dueprocess.papers.bundle import index
from dueprocess.papers.bundle.model import Plan


def index_pages(plans: Sequence[Plan], counts: Mapping[str, int]) -> tuple[int, ...]:
    """Return how many pages each part's index needs, so that every one of these copies has room in it: titles
    differ where something is withheld. `counts` are the pages of each paper by id. What `plans` say of parts
    that were served already stays.

    Raises OtherNumbers where a copy would need more than was served.
    """
    found: list[int] = []
    first = 1
    for place, part in enumerate(plans[0].parts):
        most = 0
        for plan in plans:
            made, pages = index.of_part(plan, place, counts, first)
            made.close()
            most = max(most, pages)
        found.append(most)
        first += most + sum(counts[each.id] for section in part.sections for each in section.documents)
    return tuple(found)


def cut(bundle: BinaryIO, first: int, last: int) -> bytes:
    """Return some pages of a bundle as a PDF of their own, numbered as they are there, with nothing else of
    it; the same bytes each time."""
    out = io.BytesIO()
    with Pdf.open(bundle) as whole, Pdf.new() as made:
        made.pages.extend(whole.pages[first - 1 : last])
        for page in made.pages:
            if "/Annots" in page.obj:  # links to places that are not there
                del page.obj["/Annots"]
        made.remove_unreferenced_resources()
        made.save(out, deterministic_id=True)
    return out.getvalue()


def words_on(pages: bytes) -> tuple[tuple[str, ...], ...]:
    """Return the lines that can be read on each page of a PDF, for whoever has them read aloud. Raises
    Unreadable."""
    return tuple(_lines(words) for words in redaction.every_word(pages))


def _lines(words: Sequence[redaction.Word]) -> tuple[str, ...]:
    lines: dict[int, list[str]] = {}
    for word in words:
        lines.setdefault(word.line, []).append(word.text)
    return tuple(" ".join(each) for each in lines.values())
