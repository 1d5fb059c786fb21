"""CSV and its relatives (RFC 4180), read row by row. Knows text files; not what a column means."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterator

from dueprocess.core.saying import say as _
from dueprocess.kit.tables.sources import LARGEST_CELL, File, Form, Row, Told, distinct, unreadable


class Delimited:
    """A text file of delimited cells, with quoted line breaks, any encoding, and a byte order mark or none.

    Bytes that are no text in the encoding come back as lone surrogates (PEP 383), for the cell to be marked.
    Raises Malformed where the file cannot be read as a table at all.
    """

    def __init__(self, path: File, form: Form) -> None:
        self.name = path.name
        self.told: list[Told] = []
        self._path = path
        self._form = form
        encoding = "utf-8-sig" if form.encoding == "utf-8" else form.encoding
        try:
            self._bytes = path.open("rb")
            self._size = self._bytes.seek(0, os.SEEK_END)
            self._bytes.seek(0)
        except OSError as error:
            raise unreadable(
                path,
                _("The file cannot be read: %(strerror)s.", strerror=error.strerror),
                _("Check its name."),
            ) from None
        self._file = io.TextIOWrapper(self._bytes, encoding, errors="surrogateescape", newline="")
        csv.field_size_limit(LARGEST_CELL)
        if form.quote:
            self._reader = csv.reader(self._file, delimiter=form.delimiter, quotechar=form.quote, strict=True)
        else:
            self._reader = csv.reader(self._file, delimiter=form.delimiter, quoting=csv.QUOTE_NONE)
        self._number = 0
        self.before = self._skip()
        try:
            header = next(self._reader)
        except (StopIteration, csv.Error):
            self.close()
            raise unreadable(
                path,
                _("There is no row %(header)s with the names of columns.", header=form.header),
                _("Set source.header."),
            ) from None
        except UnicodeError as error:
            raise self._undecodable(error) from None
        self._number += 1
        self.columns = distinct(header)

    def _skip(self) -> list[int]:
        """Pass over the rows above the header; return the numbers of those that said something."""
        said = []
        while self._number < self._form.header - 1:
            try:
                cells = next(self._reader)
            except StopIteration:
                break
            except csv.Error:
                cells = ["?"]
            except UnicodeError as error:
                raise self._undecodable(error) from None
            self._number += 1
            if any(cell.strip() for cell in cells):
                said.append(self._number)
        return said

    def rows(self) -> Iterator[Row]:
        """See `Source.rows`. An empty line is passed over."""
        width = len(self.columns)
        while True:
            line = self._reader.line_num + 1
            try:
                cells = next(self._reader)
            except StopIteration:
                return
            except csv.Error as error:
                self._number += 1
                yield self._broken(error, line)
                continue
            except UnicodeError as error:
                raise self._undecodable(error) from None
            self._number += 1
            if len(cells) == width:
                yield Row(self._number, cells)
            elif cells:
                yield self._ragged(cells, line)

    def _ragged(self, cells: list[str], line: int) -> Row:
        width = len(self.columns)
        if len(cells) > width and not any(cell.strip() for cell in cells[width:]):
            return Row(self._number, cells[:width])
        if len(cells) < width and self._form.short_rows:
            return Row(self._number, cells + [""] * (width - len(cells)))
        what = _(
            "has %(cells)s cells where %(width)s columns are named (line %(line)s of the file)",
            cells=len(cells),
            width=width,
            line=line,
        )
        return Row(self._number, (), ("ragged", what))

    def _broken(self, error: csv.Error, line: int) -> Row:
        if "limit" in str(error):
            what = _(
                "has a cell longer than %(largest_cell)s characters (line %(line)s of the file)",
                largest_cell=format(LARGEST_CELL, ","),
                line=line,
            )
            return Row(self._number, (), ("too_long", what))
        if "end of data" in str(error):
            what = _(
                "opens a quotation that never ends: nothing from line %(line)s of the file on was read",
                line=line,
            )
            return Row(self._number, (), ("open_quote", what))
        what = _(
            "has a quotation mark inside a quoted cell (line %(line)s of the file); look at the "
            "next rows too",
            line=line,
        )
        return Row(self._number, (), ("broken_quote", what))

    def _undecodable(self, error: UnicodeError) -> Exception:
        self.close()
        return unreadable(
            self._path,
            _("It is not %(encoding)s text: %(error)s.", encoding=self._form.encoding, error=error),
            _("Set source.encoding in the map."),
        )

    def fraction(self) -> float:
        """See `Source.fraction`."""
        return min(self._bytes.tell() / self._size, 1.0) if self._size else 1.0

    def close(self) -> None:
        """See `Source.close`."""
        self._file.close()
