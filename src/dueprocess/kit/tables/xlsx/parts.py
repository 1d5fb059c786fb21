"""The archive of a workbook: what it is, its sheets, texts and styles, and what is refused by name.

Nothing is unpacked to the disk, nothing is fetched, no macro or formula is run. Limits are on what a part
says it unpacks to; `zipfile` never reads more than that.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from xml.parsers import expat

from dueprocess.core.errors import Malformed
from dueprocess.core.saying import say as _
from dueprocess.kit.tables.sources import File, unreadable
from dueprocess.kit.tables.xlsx.styles import Style, style_of

LARGEST_SMALL = 16 << 20
"""Bytes of a part that is read whole: the workbook's list of sheets, its styles."""
LARGEST_TEXTS = 256 << 20
"""Bytes of the texts that all sheets share; they are held in memory."""
LARGEST = 4 << 30
"""Bytes of one sheet, which is streamed."""
MOST_PRESSED = 500
"""How many times smaller a part may be packed than unpacked, where it is large: more is an attack."""
_LARGE = 50 << 20
_BROKEN = (zipfile.BadZipFile, zlib.error, expat.ExpatError, EOFError, LookupError, ValueError, OSError)
_COMPOUND = bytes.fromhex("d0cf11e0a1b11ae1")
_SAVE = "Open it in a spreadsheet program and save it as .xlsx."
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


@dataclass(frozen=True, slots=True)
class Named:
    """One sheet of a workbook, in its order."""

    name: str
    part: str
    hidden: bool


class Archive:
    """An open workbook. Raises Malformed with a sentence for whatever cannot be read; `close` lets it go."""

    def __init__(self, path: File) -> None:
        self._path = path
        self._zip = _opened(path)
        try:
            with self.reading():
                self.sheets, self.from_1904 = self._sheets()
        except Malformed:
            self.close()
            raise

    def close(self) -> None:
        """Let the file go."""
        self._zip.close()

    def refusal(self, what: str, mend: str = _SAVE) -> Malformed:
        """The refusal of this file."""
        return unreadable(self._path, what, mend)

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Whatever is broken inside is told as a file that is not whole."""
        try:
            yield
        except _BROKEN as error:
            raise self.refusal("The workbook is damaged: it cannot be read to its end.") from error
        except (NotImplementedError, RuntimeError) as error:
            raise self.refusal("The workbook is packed in a way that is not known here.") from error

    def part(self, name: str, largest: int) -> zipfile.ZipExtFile:
        """Open one part that unpacks to no more than `largest` bytes."""
        info = self._zip.getinfo(name)
        if info.file_size > largest or (
            info.file_size > _LARGE and info.file_size > MOST_PRESSED * max(info.compress_size, 1)
        ):
            size = f"{info.file_size / 1e6:,.0f} MB in one part"
            raise self.refusal(
                f"The workbook unpacks to far more than it should ({size}).", "Save the rows as CSV."
            )
        return self._zip.open(info)  # type: ignore[return-value]

    def size(self, name: str) -> int:
        """How many bytes a part unpacks to."""
        return self._zip.getinfo(name).file_size

    def _sheets(self) -> tuple[list[Named], bool]:
        names = self._zip.namelist()
        if any(name.startswith("xl/externalLinks/") for name in names):
            raise self.refusal(
                "The workbook takes values from other files, which are not here.",
                "Break the links (Data, Edit links), so that the values stand in it, and save it again.",
            )
        targets: dict[str, str] = {}

        def related(name: str, given: dict[str, str]) -> None:
            if name == "Relationship" and given.get("TargetMode") != "External":
                target = given["Target"]
                targets[given["Id"]] = target.lstrip("/") if target.startswith("/") else f"xl/{target}"

        self._parse("xl/_rels/workbook.xml.rels", related)
        found: list[Named] = []
        from_1904 = False

        def listed(name: str, given: dict[str, str]) -> None:
            nonlocal from_1904
            if name == "workbookPr":
                from_1904 = given.get("date1904", "0") in ("1", "true", "on")
            elif name == "sheet":
                bare = {key.rpartition(":")[2]: value for key, value in given.items()}
                part = targets[bare["id"]]
                if "chartsheet" not in part and "dialogsheet" not in part:
                    found.append(Named(given["name"], part, given.get("state", "visible") != "visible"))

        self._parse("xl/workbook.xml", listed)
        if not found:
            raise self.refusal("The workbook has no sheet.")
        return found, from_1904

    def _parse(self, name: str, start: Callable[[str, dict[str, str]], None]) -> None:
        parser = strict()
        parser.StartElementHandler = lambda tag, given: start(tag.rpartition(":")[2], given)
        with self.part(name, LARGEST_SMALL) as part:
            parser.ParseFile(part)

    def styles(self) -> list[Style]:
        """How each cell style means a number."""
        codes: dict[int, str] = {}
        found: list[Style] = []
        inside = False

        def start(name: str, given: dict[str, str]) -> None:
            nonlocal inside
            if name == "numFmt":
                codes[int(given["numFmtId"])] = given.get("formatCode", "")
            elif name == "cellXfs":
                inside = True
            elif name in ("cellStyles", "dxfs"):
                inside = False
            elif name == "xf" and inside:
                number = int(given.get("numFmtId", "0"))
                found.append(style_of(number, codes.get(number)))

        if "xl/styles.xml" in self._zip.namelist():
            with self.reading():
                self._parse("xl/styles.xml", start)
        return found

    def texts(self) -> list[str]:
        """The texts that cells name by number; of rich text all its runs, without how it is read aloud."""
        if "xl/sharedStrings.xml" not in self._zip.namelist():
            return []
        found: list[str] = []
        parts: list[str] = []
        taking, aloud = False, False

        def start(name: str, given: dict[str, str]) -> None:
            nonlocal taking, aloud
            kind = name.rpartition(":")[2]
            if kind == "si":
                parts.clear()
            elif kind == "rPh":
                aloud = True
            elif kind == "t":
                taking = not aloud

        def end(name: str) -> None:
            nonlocal taking, aloud
            kind = name.rpartition(":")[2]
            if kind == "t":
                taking = False
            elif kind == "rPh":
                aloud = False
            elif kind == "si":
                found.append(unescaped("".join(parts)))

        def text(data: str) -> None:
            if taking:
                parts.append(data)

        parser = strict()
        parser.StartElementHandler, parser.EndElementHandler = start, end
        parser.CharacterDataHandler = text
        with self.reading(), self.part("xl/sharedStrings.xml", LARGEST_TEXTS) as part:
            parser.ParseFile(part)
        return found


def strict() -> expat.XMLParserType:
    """A parser that takes no document type: so no entity can be declared that grows or reads a file."""

    def refuse(*_: object) -> None:
        raise ValueError("a workbook declares no document type")

    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = refuse
    return parser


def unescaped(text: str) -> str:
    """Text with `_x000D_` and its like as the characters they stand for."""
    if "_x" not in text:
        return text
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)


def sheets(path: File) -> list[Named]:
    """The sheets of a workbook. Raises Malformed as `Archive` does."""
    archive = Archive(path)
    archive.close()
    return archive.sheets


def _opened(path: File) -> zipfile.ZipFile:
    try:
        with path.open("rb") as file:
            head = file.read(8)
    except OSError as error:
        raise unreadable(
            path, _("The file cannot be read: %(strerror)s.", strerror=error.strerror), _("Check its name.")
        ) from None
    if head == _COMPOUND:
        raise _compound(path)
    try:
        archive = zipfile.ZipFile(path if isinstance(path, Path) else path.open("rb"))
        names = archive.namelist()
    except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError):
        raise unreadable(path, _("This is not a whole workbook (.xlsx)."), _SAVE) from None
    if "xl/workbook.xml" in names:
        return archive
    archive.close()
    if "xl/workbook.bin" in names:
        raise unreadable(path, _("This is a binary workbook (.xlsb), which cannot be read."), _SAVE)
    if "mimetype" in names and "content.xml" in names:
        raise unreadable(path, _("This is an OpenDocument spreadsheet (.ods), which cannot be read."), _SAVE)
    raise unreadable(path, _("This archive holds no workbook (.xlsx)."), _SAVE)


def _compound(path: File) -> Malformed:
    """A compound file is either a workbook under a password or one of before 2007."""
    name = "EncryptedPackage".encode("utf-16-le")
    held = b""
    with path.open("rb") as file:
        while chunk := file.read(1 << 20):
            if name in held + chunk:
                return unreadable(
                    path,
                    _("The workbook is protected with a password."),
                    _("Open it, take the password off, and save it again."),
                )
            held = chunk[-len(name) :]
    return unreadable(path, _("This is a workbook of the old kind (.xls), which cannot be read."), _SAVE)
