"""The words that a machine read on the pages of a paper that are pictures, as they are laid unseen beneath
them, and which of these pages have to be turned to be read.

Knows what was read in items of evidence, and where `papers.bundle` counts places. A paper that nobody has
described as evidence was not read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from dueprocess.cases.evidence import derived
from dueprocess.docket.evidence import Item
from dueprocess.docket.models import Docket
from dueprocess.docket.sealing import Vault
from dueprocess.papers.bundle.made import placed
from dueprocess.papers.redaction import Unreadable, Word, sizes

Recognised = tuple[tuple[Word, ...], dict[int, int]]


def recognised(docket: Docket, vault: Vault, item: Item | None, content: bytes, sha256: str) -> Recognised:
    """Return the words of a paper with their places on its pages, and by how many degrees clockwise pages
    have to be turned; nothing of what is no item, or was not read."""
    if item is None or not sha256:
        return (), {}
    there = derived.places(docket, vault, item.key, sha256)
    if not there:
        return (), {}
    try:
        pages = sizes(content) if b"%PDF-" in content[:1024] else ()
    except Unreadable:
        return (), {}
    words: list[Word] = []
    turns: dict[int, int] = {}
    for name, told in sorted(there.items(), key=lambda each: int(each[0])):
        number = int(name)
        if told["across"] < 1 or told["down"] < 1 or (pages and number > len(pages)):
            continue
        across, down = told["across"], told["down"]
        if pages:
            place = (0.0, 0.0, pages[number - 1].width, pages[number - 1].height)
        else:
            _width, height, left, below, wide, high = placed(across, down)
            place = (left, height - below - high, wide, high)
        words += _words(number, told, place)
        if told["turn"]:
            turns[number] = told["turn"]
    return tuple(words), turns


def _words(page: int, told: Mapping[str, Any], place: tuple[float, float, float, float]) -> Iterator[Word]:
    """The words of a page that stands at this place of it: left, top, width, height."""
    x, y = place[2] / told["across"], place[3] / told["down"]
    line, above, below = 0, 0, 0
    for n, (left, top, right, bottom, text) in enumerate(told["words"]):
        if min(bottom, below) - max(top, above) < (bottom - top) / 2:
            line += 1
        above, below = top, bottom
        yield Word(
            page, n, line, text, place[0] + left * x, place[1] + top * y, place[0] + right * x,
            place[1] + bottom * y,
        )  # fmt: skip
