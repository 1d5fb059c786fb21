"""What a bundle is made of: parts, sections, papers, who reads it, and what is covered. Pure values, and the
JSON in which they are sealed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from dueprocess.papers.redaction import Box

DESK = "desk"
"""The reader who is nobody's party: those who work on the case and decide it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """One paper: file `file` (0: the words) of entry `act`, under a `title` and with a date `on` as it is to
    be read. `id` is its own in the bundle. `readers`: who gets it (local keys); None: everybody.
    `untitled`: those in whose copy its title and date are held back."""

    id: int
    act: int
    file: int
    title: str
    on: str = ""
    readers: tuple[str, ...] | None = None
    untitled: tuple[str, ...] = ()

    @property
    def ref(self) -> str:
        """Return which paper of the docket it is, as a code."""
        return reference(self.act, self.file)

    def goes_to(self, reader: str) -> bool:
        """Tell whether somebody gets it."""
        return self.readers is None or reader in self.readers


@dataclass(frozen=True, slots=True)
class Section:
    """Papers that belong together, under a heading."""

    title: str
    papers: tuple[Paper, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """What was put in at one time; `version` is the one with which it was first served, 0 while it was not.
    What was served is not arranged anew: its page numbers have been written down by somebody."""

    title: str
    sections: tuple[Section, ...] = ()
    version: int = 0

    @property
    def papers(self) -> tuple[Paper, ...]:
        """Return its papers, in order."""
        return tuple(paper for section in self.sections for paper in section.papers)


@dataclass(frozen=True, slots=True)
class Arrangement:
    """How a bundle is arranged, and for whom it is. `index_pages` are the pages of the index of each part
    that was served. `last` is the highest id that a paper ever had in it."""

    title: str
    readers: tuple[str, ...]
    parts: tuple[Part, ...]
    index_pages: tuple[int, ...] = ()
    last: int = 0

    @property
    def papers(self) -> tuple[Paper, ...]:
        """Return all papers, in order."""
        return tuple(paper for part in self.parts for paper in part.papers)

    @property
    def draft(self) -> Part | None:
        """Return the part that is still arranged; None where all was served."""
        return next((part for part in self.parts if not part.version), None)

    @property
    def served(self) -> frozenset[str]:
        """Return the codes of the papers that were served: their places stay."""
        return frozenset(paper.ref for part in self.parts if part.version for paper in part.papers)

    def with_draft(self, draft: Part) -> Arrangement:
        """Return it with another part in the place of the one that is still arranged, or behind the
        others."""
        served = tuple(part for part in self.parts if part.version)
        return replace(self, parts=(*served, draft) if draft.sections else served)

    def plain(self) -> dict[str, Any]:
        """Return it as JSON."""
        return {
            "title": self.title, "readers": list(self.readers), "index_pages": list(self.index_pages),
            "last": self.last, "parts": [_plain_part(part) for part in self.parts],
        }  # fmt: skip


def arrangement(told: Mapping[str, Any]) -> Arrangement:
    """Return what `Arrangement.plain` wrote."""
    parts = tuple(
        Part(
            part["title"],
            tuple(Section(each["title"], tuple(_papers(each["papers"]))) for each in part["sections"]),
            part["version"],
        )
        for part in told["parts"]
    )
    return Arrangement(told["title"], tuple(told["readers"]), parts, tuple(told["index_pages"]), told["last"])


def _plain_part(part: Part) -> dict[str, Any]:
    return {
        "title": part.title, "version": part.version,
        "sections": [
            {"title": section.title, "papers": [_plain_paper(each) for each in section.papers]}
            for section in part.sections
        ],
    }  # fmt: skip


def _plain_paper(paper: Paper) -> dict[str, Any]:
    readers = None if paper.readers is None else list(paper.readers)
    return {
        "id": paper.id, "act": paper.act, "file": paper.file, "title": paper.title, "on": paper.on,
        "readers": readers, "untitled": list(paper.untitled),
    }  # fmt: skip


def _papers(told: Iterable[Mapping[str, Any]]) -> Iterator[Paper]:
    for each in told:
        readers = None if each["readers"] is None else tuple(each["readers"])
        yield Paper(**{**each, "readers": readers, "untitled": tuple(each.get("untitled", ()))})


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover:
    """One box that is covered: where, on what ground (a key of `papers.redaction.REASONS`), `why` in words
    for whoever works on the case, and who may still read what lies beneath (`readers`, local keys). Whoever
    is not named there reads it in no copy, nor whoever comes in later. `by`: the local key of whoever said
    so."""

    page: int
    x0: float
    y0: float
    x1: float
    y1: float
    ground: str
    why: str = ""
    readers: tuple[str, ...] = ()
    by: str = ""

    def box(self) -> Box:
        """Return the place as what covers it."""
        return Box(self.page, self.x0, self.y0, self.x1, self.y1, self.ground)

    def plain(self) -> dict[str, Any]:
        """Return it as JSON, places in hundredths of a point: JSON of the record has whole numbers."""
        return {
            "page": self.page, "box": [round(each * 100) for each in (self.x0, self.y0, self.x1, self.y1)],
            "ground": self.ground, "why": self.why, "readers": list(self.readers), "by": self.by,
        }  # fmt: skip


def cover(told: Mapping[str, Any]) -> Cover:
    """Return what `Cover.plain` wrote."""
    x0, y0, x1, y1 = (each / 100 for each in told["box"])
    return Cover(
        page=told["page"], x0=x0, y0=y0, x1=x1, y1=y1, ground=told["ground"], why=told["why"],
        readers=tuple(told["readers"]), by=told["by"],
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Covered:
    """What is covered in one paper, and the hash of the paper of which it was said ("" where nothing is).
    `by`: who (local key) said so last; `approved_by`: who else has found that it protects its source."""

    sha256: str = ""
    covers: tuple[Cover, ...] = ()
    by: str = ""
    approved_by: str = ""

    def boxes(self, reader: str) -> tuple[Box, ...]:
        """Return what is covered in the copy of one reader."""
        return tuple(each.box() for each in self.covers if reader not in each.readers)


NOTHING = Covered()


@dataclass(frozen=True, slots=True)
class Looked:
    """What was found when papers were looked at: `pages` by paper, what is `odd` about them (their reference,
    and words), whether it `stops` the bundle."""

    pages: Mapping[str, int] = field(default_factory=dict)
    odd: tuple[tuple[str, str, bool], ...] = ()
    sizes: int = 0

    @property
    def stops(self) -> bool:
        """Tell whether something keeps the bundle from being made."""
        return any(stops for _ref, _words, stops in self.odd)

    def plain(self) -> dict[str, Any]:
        """Return it as JSON."""
        return {"pages": dict(self.pages), "odd": [list(each) for each in self.odd], "sizes": self.sizes}


def looked(told: Mapping[str, Any]) -> Looked:
    """Return what `Looked.plain` wrote."""
    return Looked(told["pages"], tuple((a, b, c) for a, b, c in told["odd"]), told["sizes"])


def reference(act: int, file: int) -> str:
    """Return the code of a paper of a docket."""
    return f"{act}/{file}"
