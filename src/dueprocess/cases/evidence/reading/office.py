"""Office documents: Word, PowerPoint, Excel since 2007 (ECMA-376) and OpenDocument (ISO/IEC 26300).

Text is taken from the parts of the archive that hold it: with remarks, notes and what a tracked change took
away, which a reader would not see on paper. Nothing is unpacked to the disk, no macro is run, nothing that a
document names is fetched, and a part that declares a document type is not read.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Literal
from xml.parsers import expat

from dueprocess.cases.evidence.reading.model import LONGEST, Fault, Found, Page, cut, facts_of
from dueprocess.core.errors import Malformed
from dueprocess.kit.tables.xlsx.parts import Archive, strict
from dueprocess.kit.tables.xlsx.sheet import Sheet

TOOL = "office (ECMA-376, OpenDocument)"
BROKEN = (
    zipfile.BadZipFile, zlib.error, expat.ExpatError, EOFError, LookupError, ValueError, OSError,
    NotImplementedError, RuntimeError, TypeError, OverflowError,
)  # fmt: skip
LARGEST_PART = 64 << 20
"""Bytes that a part unpacks to at most; text of a thousand pages is a tenth of it."""
MOST_PARTS = 2_000
DEEPEST = 200
"""Elements within one another; documents of people have some thirty."""
_WORD = re.compile(r"word/(?:document|footnotes|endnotes|comments|header\d{0,4}|footer\d{0,4})\.xml")
_ORDER = ("document", "footnotes", "endnotes", "comments", "header", "footer")
_SLIDE = re.compile(r"ppt/(slides/slide|notesSlides/notesSlide|comments/[^/]*?)(\d{1,5})\.xml")
_BREAKS = {"p": "\n", "h": "\n", "br": "\n", "cr": "\n", "tab": "\t", "line-break": "\n", "list-item": "\n"}
_TEXT = frozenset({"t", "delText", "text"})
_CHANGED = frozenset({"del", "ins", "moveFrom", "tracked-changes", "changed-region"})
_CORE = ("title", "subject", "creator", "keywords", "description", "lastModifiedBy", "created", "modified",
         "initial-creator", "creation-date", "date", "printed-by", "generator", "Application", "Company",
         "Manager", "editing-cycles", "revision")  # fmt: skip


def kind_of(data: bytes) -> str:
    """What an archive is: `word`, `slides`, `sheets`, `open`; "" for an archive of other files."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
    except BROKEN:
        return ""
    marks = {"word/document.xml": "word", "ppt/presentation.xml": "slides", "xl/workbook.xml": "sheets"}
    found = next((kind for name, kind in marks.items() if name in names), "")
    return found or ("open" if {"content.xml", "mimetype"} <= names else "")


def read(data: bytes) -> Found:
    """Read a document; it says in its faults what could not be read."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except BROKEN:
        return Found(TOOL, faults=(Fault.DAMAGED,))
    with archive:
        names = archive.namelist()
        if any(each.flag_bits & 1 for each in archive.infolist()) or "EncryptedPackage" in names:
            return Found(TOOL, faults=(Fault.LOCKED,))
        reading = _Reading(archive)
        texts = {"word": reading.word, "slides": reading.slides, "open": reading.open,
                 "sheets": lambda: _sheets(data, reading)}.get(kind_of(data))  # fmt: skip
        if texts is None:
            return Found(TOOL, faults=(Fault.ARCHIVE,))
        said, short = cut(texts())
        facts = facts_of(reading.facts())
    if short:
        reading.faults.append(Fault.CUT)
    return Found(TOOL, tuple(Page(text) for text in said), facts, faults=tuple(dict.fromkeys(reading.faults)))


@dataclass(slots=True)
class _Reading:
    """An open archive, and what was found wrong with it."""

    archive: zipfile.ZipFile
    faults: list[str] = field(default_factory=list)

    def word(self) -> Iterator[str]:
        """The text of a Word document: the document, then notes, remarks, headers and footers."""
        names = [name for name in self.archive.namelist() if _WORD.fullmatch(name)]

        def order(name: str) -> tuple[int, str]:
            return next(at for at, each in enumerate(_ORDER) if name.startswith(f"word/{each}")), name

        yield "\n\n".join(filter(None, (self.part(name) for name in sorted(names, key=order)[:MOST_PARTS])))

    def slides(self) -> Iterator[str]:
        """The text of each slide, with the notes to it."""
        found: dict[int, list[str]] = {}
        for name in self.archive.namelist()[: 4 * MOST_PARTS]:
            if match := _SLIDE.fullmatch(name):
                found.setdefault(int(match[2]), []).append(name)
        for number in sorted(found):
            yield "\n\n".join(filter(None, (self.part(name) for name in sorted(found[number], reverse=True))))

    def open(self) -> Iterator[str]:
        """The text of an OpenDocument; a presentation has a page for each of its own."""
        yield from self.part("content.xml").split("\f")

    def part(self, name: str) -> str:
        """The text of one part; "" where it cannot be read, which is noted."""
        said = _Text()
        try:
            self._parse(name, said)
        except BROKEN:
            self.faults.append(Fault.DAMAGED)
        if said.tracked:
            self.faults.append(Fault.TRACKED)
        if said.size >= LONGEST:
            self.faults.append(Fault.CUT)
        return said.text()

    def facts(self) -> Iterator[tuple[str, object]]:
        """What the document says of itself."""
        names = self.archive.namelist()
        for name in ("docProps/core.xml", "docProps/app.xml", "meta.xml"):
            if name in names:
                said = _Facts()
                try:
                    self._parse(name, said)
                except BROKEN:
                    self.faults.append(Fault.DAMAGED)
                yield from ((f"office {each}", text) for each, text in said.found.items())

    def _parse(self, name: str, into: _Text | _Facts) -> None:
        info = self.archive.getinfo(name)
        if info.file_size > LARGEST_PART:
            self.faults.append(Fault.TOO_LARGE)
            return
        parser = strict()
        parser.StartElementHandler, parser.EndElementHandler = into.start, into.end
        parser.CharacterDataHandler = into.data
        left = LARGEST_PART
        with self.archive.open(info) as part:
            while not into.full and left > 0 and (chunk := part.read(1 << 16)):
                left -= len(chunk)
                parser.Parse(chunk, False)
            if not into.full:
                parser.Parse(b"", True)


@dataclass(slots=True)
class _Text:
    """Collects the text of one part of a document."""

    found: list[str] = field(default_factory=list)
    size: int = 0
    depth: int = 0
    inside: int = 0
    everywhere: int = 0
    tracked: bool = False

    @property
    def full(self) -> bool:
        return self.size >= LONGEST

    def start(self, name: str, given: dict[str, str]) -> None:
        prefix, _, local = name.rpartition(":")
        self.depth += 1
        if self.depth > DEEPEST:
            raise ValueError("elements in elements beyond measure")
        if local in _CHANGED:
            self.tracked = True
        if local in _TEXT and prefix in ("w", "a", "m", "t", "p"):
            self.inside += 1
        elif prefix == "text" and local in (
            "p",
            "h",
        ):  # OpenDocument: text stands in these, and in what they hold
            self.everywhere += 1
        elif prefix == "text" and local == "s":
            self._add(" " * min(int(given.get("text:c", "1")), 100))
        elif prefix == "draw" and local == "page":
            self._add("\f" if self.found else "")
        if local in ("tab", "br", "cr", "line-break"):
            self._add(_BREAKS[local])

    def end(self, name: str) -> None:
        prefix, _, local = name.rpartition(":")
        self.depth -= 1
        if local in _TEXT and prefix in ("w", "a", "m", "t", "p"):
            self.inside -= 1
        elif prefix == "text" and local in ("p", "h"):
            self.everywhere -= 1
            self._add("\n")
        elif local in ("p", "tr", "list-item", "table-row"):
            self._add("\n")
        elif local in ("tc", "table-cell"):
            self._add("\t")

    def data(self, text: str) -> None:
        if self.inside or self.everywhere:
            self._add(text)

    def _add(self, text: str) -> None:
        if text and not self.full:
            self.found.append(text)
            self.size += len(text)

    def text(self) -> str:
        """The text, with at most one line left empty."""
        return re.sub(r"\n[ \t]*\n\s*\n", "\n\n", "".join(self.found)).strip(" \t\n")


@dataclass(slots=True)
class _Facts:
    """Collects who is named as having written a document, and when."""

    found: dict[str, str] = field(default_factory=dict)
    now: str = ""
    full: bool = False

    def start(self, name: str, _given: dict[str, str]) -> None:
        local = name.rpartition(":")[2]
        self.now = local if local in _CORE else ""

    def end(self, _name: str) -> None:
        self.now = ""

    def data(self, text: str) -> None:
        if self.now and len(self.found.get(self.now, "")) < 1_000:
            self.found[self.now] = self.found.get(self.now, "") + text


@dataclass(frozen=True, slots=True)
class _InMemory:
    """A file that lies in memory, for readers of tables."""

    data: bytes
    name: str = "workbook.xlsx"
    suffix: str = ".xlsx"

    def open(self, _mode: Literal["rb"]) -> Any:
        return io.BytesIO(self.data)


def _sheets(data: bytes, reading: _Reading) -> Iterator[str]:
    """The cells of each sheet as they are meant; where that cannot be had, the texts of the workbook."""
    try:
        archive = Archive(_InMemory(data))
    except (Malformed, *BROKEN):
        yield from _texts_alone(reading)
        return
    try:
        for named in archive.sheets[:MOST_PARTS]:
            yield _sheet(archive, named, reading)
    finally:
        archive.close()


def _sheet(archive: Archive, named: Any, reading: _Reading) -> str:
    lines, size = [str(named.name)], 0
    try:
        for line in Sheet(archive, named).lines():
            said = "\t".join(text for _at, text in sorted(line.cells.items()) if text)
            size += len(said)
            lines.append(said)
            if size > LONGEST:
                break
    except (Malformed, *BROKEN):
        reading.faults.append(Fault.DAMAGED)
    return "\n".join(lines)


def _texts_alone(reading: _Reading) -> Iterator[str]:
    reading.faults.append(Fault.DAMAGED)
    inside: Callable[[str], bool] = re.compile(r"xl/(sharedStrings|worksheets/[^/]{1,60})\.xml").fullmatch  # type: ignore[assignment]
    for name in reading.archive.namelist()[: 4 * MOST_PARTS]:
        if inside(name):
            yield reading.part(name)
