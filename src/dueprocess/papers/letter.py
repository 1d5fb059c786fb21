"""A letter as a document on A4, set by Typst into a tagged PDF (PDF/UA-1), for window envelopes.

Knows the shape of a letter; not what it says, nor in which language. Words go to the typesetter as data,
never as its program. Nobody to whom or about whom a letter is stands in the file's own title or
author.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path

from dueprocess.papers.typesetting import Lacking, typeset

PROGRAM = Path(__file__).with_suffix(".typ")


@dataclass(frozen=True, slots=True)
class Block:
    """One block: `kind` "head", "text" (each of one text) or "points"."""

    kind: str
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A letter. `title` and `owner` (whose letter it is) go into the file's metadata, so they name nobody.

    `head` are the lines at the top, `back` the small line above the address, `to` the lines of the address,
    `beside` those next to it; `closing` who signs; `trusted` whom one may always tell, after `may_tell`;
    `foot` stands at the foot of each page with `page`, in which `%n` and `%m` count. `language` is a code
    (BCP 47), `rtl` whether it is read from the right.
    """

    title: str
    owner: str
    language: str
    rtl: bool
    head: tuple[str, ...]
    back: str
    to: tuple[str, ...]
    beside: tuple[str, ...]
    blocks: tuple[Block, ...]
    closing: tuple[str, ...]
    may_tell: str
    trusted: tuple[str, ...]
    foot: tuple[str, ...]
    page: str


def pdf(letter: Letter) -> bytes:
    """Set a letter as PDF/UA-1. The same letter gives the same bytes with the same fonts; about 10 ms of the
    processor.

    The address stands where a window envelope shows it (DIN 5008, form B: 20 to 105 mm from the left, 45 to
    90 mm from the top). Where a letter of a script is in none of our fonts, those of the system are asked
    too; where it is in none of them either, the file is set without claiming the standard, tagged all the
    same (ADR 0104).
    """
    told = asdict(letter) | {"blocks": [{"is": each.kind, "texts": each.texts} for each in letter.blocks]}
    for system in (False, True):
        try:
            return typeset(PROGRAM, told, standard=True, system=system)
        except Lacking:
            continue
    return typeset(PROGRAM, told, system=True)
