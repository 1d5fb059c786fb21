"""What was found in a file, as values that go from one process to another as JSON."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

LARGEST = 100_000_000
"""Bytes of the largest file that is read; a larger one is kept and shown, not read."""
LONGEST = 2_000_000
"""Characters of text that are kept of one file: about a thousand pages."""
MOST_PAGES = 2_000
MOST_FACTS = 60
LONGEST_FACT = 500
MOST_FILES = 100


class Fault(StrEnum):
    """What could not be read, or has to be known of what was read."""

    KIND = "kind"
    TOO_LARGE = "too_large"
    LOCKED = "locked"
    DAMAGED = "damaged"
    SLOW = "slow"
    CUT = "cut"
    OLD_OFFICE = "old_office"
    ARCHIVE = "archive"
    EMPTY = "empty"
    FRAMES = "frames"
    HOLDS_FILES = "holds_files"
    TRACKED = "tracked"
    ENCRYPTED_MAIL = "encrypted_mail"
    NO_OCR = "no_ocr"
    NO_LANGUAGE = "no_language"
    OCR_SLOW = "ocr_slow"
    OCR_FAILED = "ocr_failed"


class How(StrEnum):
    """Where the text of a page is from."""

    TEXT = "text"
    OCR = "ocr"
    SCAN = "scan"
    """It is a picture, and nothing has been read from it yet."""


@dataclass(frozen=True, slots=True)
class Page:
    """The text of one page. `sure`: of what was read from a picture, how sure that is (0 to 100); -1 else."""

    text: str
    how: str = How.TEXT
    sure: int = -1
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Attached:
    """A file that lies in another: its name as given, its size, and its SHA-256."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Found:
    """What was found. `facts` are what the file says of itself, as pairs of a code and text; nobody vouches
    for them. `copy` is a picture without them, in `copy_type`. `tool`: which libraries read it."""

    tool: str
    pages: tuple[Page, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    files: tuple[Attached, ...] = ()
    faults: tuple[str, ...] = ()
    copy: bytes = field(default=b"", repr=False)
    copy_type: str = ""

    def plain(self) -> dict[str, Any]:
        """Return all but the copy as JSON."""
        said = asdict(self)
        del said["copy"]
        return said


def of_plain(said: Mapping[str, Any], copy: bytes = b"") -> Found:
    """Return what `plain` wrote, cut to its limits. Raises ValueError, KeyError or TypeError for all else: it
    comes from a process that read what anybody may have sent."""
    pages = tuple(
        Page(str(each["text"]), How(each["how"]), min(100, int(each["sure"])), _fault(each["fault"]))
        for each in said["pages"][:MOST_PAGES]
    )
    files = tuple(
        Attached(clean(str(each["name"]))[:200], int(each["size"]), str(each["sha256"])[:64])
        for each in said["files"][:MOST_FILES]
    )
    facts = tuple(
        (str(code)[:40], clean(str(text))[:LONGEST_FACT]) for code, text in said["facts"][:MOST_FACTS]
    )
    kinds = ("image/png", "image/jpeg", "")
    if said["copy_type"] not in kinds:
        raise ValueError("no picture of ours")
    faults = tuple(_fault(each) for each in said["faults"])
    return Found(str(said["tool"])[:100], pages, facts, files, faults, copy, str(said["copy_type"]))


def _fault(code: str) -> str:
    return Fault(code) if code else ""


def clean(text: str) -> str:
    """Return text without control signs, half pairs and signs that turn its direction."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(
        each
        for each in text.replace("\r\n", "\n").replace("\r", "\n")
        if each in _KEPT or unicodedata.category(each) not in _UNSEEN
    )


_KEPT = "\n\t\u200c\u200d"  # line, tab, and the joiners that some scripts are written with
_UNSEEN = frozenset({"Cc", "Cs", "Co", "Cn", "Cf"})


def facts_of(pairs: Iterable[tuple[str, object]]) -> tuple[tuple[str, str], ...]:
    """Return what a file says of itself, without what is empty or no text, cut to its limits."""
    found: list[tuple[str, str]] = []
    for code, value in pairs:
        text = clean(str(value)[: 4 * LONGEST_FACT]).strip()[:LONGEST_FACT] if value is not None else ""
        if text and len(found) < MOST_FACTS:
            found.append((code, text))
    return tuple(found)


def cut(texts: Iterable[str]) -> tuple[tuple[str, ...], bool]:
    """Return the texts of pages, cut where all together are too long, and whether they were."""
    found: list[str] = []
    left = LONGEST
    for text in texts:
        if left <= 0 or len(found) >= MOST_PAGES:
            return tuple(found), True
        said = clean(text[: left + 1]).replace("\f", "\n").strip()
        found.append(said[:left])
        left -= len(said)
    return tuple(found), left < 0
