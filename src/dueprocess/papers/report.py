"""A report as a document: headings, texts, pictures and tables, set by Typst into a tagged PDF (PDF/UA-1).

Knows shapes of documents; not what is reported, nor in which language. The same values are what a page shows.
Words go to the typesetter as data, never as its program.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

from dueprocess.papers.typesetting import Lacking, typeset

PROGRAM = Path(__file__).with_suffix(".typ")


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph; `kind` "lead", "quiet" (a remark) or "warning"."""

    text: str
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Points:
    """A list of short texts."""

    points: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Bytes:
    """Something to be typed or compared letter by letter; `label` says what it is."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table: a first column of names, the others of numbers, of words, or of codes to be compared letter by
    letter."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    of: Literal["numbers", "words", "codes"] = "numbers"

    @property
    def labelled(self) -> tuple[tuple[tuple[str, str], ...], ...]:
        """The rows, each cell with the head of its column."""
        return tuple(tuple(zip(self.head, row, strict=True)) for row in self.rows)


@dataclass(frozen=True, slots=True)
class Picture:
    """An SVG, what it shows for whoever does not see it, and the table that says the same in numbers."""

    svg: str
    alt: str
    table: Table


Block = Text | Points | Bytes | Picture | Table


@dataclass(frozen=True, slots=True)
class Section:
    """A heading (a question, where it can be) and what answers it; `id` is its place in a page. A page folds
    away what has words for that (`folded`)."""

    id: str
    title: str
    blocks: tuple[Block, ...]
    folded: str = ""


@dataclass(frozen=True, slots=True)
class Paper:
    """A whole document. `language` is its code (BCP 47), `rtl` whether it is read from the right, `owner`
    whose it is, `foot` stands at the foot of each page (with the page's number)."""

    title: str
    owner: str
    language: str
    rtl: bool
    foot: str
    lead: tuple[Block, ...]
    sections: tuple[Section, ...]


def pdf(paper: Paper) -> bytes:
    """Set a document as PDF/UA-1: tagged, with title, language and a text for each picture. The same document
    gives the same bytes. About 0.1 s.

    Where a letter is in none of the fonts, the standard forbids the file; then it is set without claiming it,
    tagged all the same.
    """
    told = {
        **asdict(paper),
        "lead": _plain(paper.lead),
        "sections": [
            {"id": each.id, "title": each.title, "blocks": _plain(each.blocks)} for each in paper.sections
        ],
    }
    try:
        return typeset(PROGRAM, told, standard=True)
    except Lacking:
        return typeset(PROGRAM, told)


def _plain(blocks: Sequence[Block]) -> list[dict[str, Any]]:
    return [{"is": type(each).__name__.lower(), **asdict(each)} for each in blocks]
