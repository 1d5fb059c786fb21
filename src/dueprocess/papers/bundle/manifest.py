"""What a bundle holds: each paper with its pages and its hash, and the hash of the whole.

Goes with the bundle to whoever gets it. Of a paper of which something is covered or withheld it gives no
hash: whoever guesses what lies beneath could tell by it that they are right.
"""

from __future__ import annotations

import json
import re
import unicodedata
from dataclasses import asdict, dataclass
from datetime import date

from dueprocess.papers.bundle.model import Oddity


@dataclass(frozen=True, slots=True)
class Entry:
    """One paper: its number in the index, the pages on which it stands, and the hash of the file it was
    made of (empty where something of it is covered or withheld)."""

    n: int
    id: str
    title: str
    on: str
    part: str
    section: str
    first: int
    last: int
    sha256: str
    covered: int
    withheld: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """A whole bundle. `index_pages` are the pages of each part's index: `Plan.index_pages` of the next copy.
    `odd` is for whoever makes the bundle; it does not go out."""

    title: str
    pages: int
    size: int
    sha256: str
    index_pages: tuple[int, ...]
    entries: tuple[Entry, ...]
    odd: tuple[Oddity, ...]

    def numbers(self) -> tuple[tuple[str, int, int], ...]:
        """Which pages each paper has: the same in every copy."""
        return tuple((each.id, each.first, each.last) for each in self.entries)

    def as_json(self) -> bytes:
        """The manifest as it goes out: JSON in UTF-8, keys in order, a line end after it."""
        told = asdict(self)
        del told["odd"]
        return json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n"


def file_name(case: str, bundle: str, on: date) -> str:
    """Name a bundle's file as courts want it: the case's short name, the bundle's, the day of the hearing.

    Letters of every script stay; what file systems do not take becomes a hyphen.
    """
    parts = (
        re.sub(r"[^\w.]+", "-", unicodedata.normalize("NFC", each)).strip("-._")[:60]
        for each in (case, bundle)
    )
    return "_".join([*(each for each in parts if each), on.isoformat()]) + ".pdf"
