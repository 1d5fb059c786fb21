"""What every map file has, read from TOML: vocabularies, formats of dates, how a file is written.

Knows TOML and the forms of files; not which columns there may be: a room's own loading goes on from here.
"""

from __future__ import annotations

import codecs
import tomllib
from collections.abc import Mapping as Map
from datetime import date
from typing import Any, TypeVar

from dueprocess.core.errors import Malformed, Problem
from dueprocess.core.rulebook.locate import Lines, Path, written
from dueprocess.core.saying import say as _
from dueprocess.kit.tables import dates
from dueprocess.kit.tables.opening import FORMATS
from dueprocess.kit.tables.sources import Form, fold

SOURCE = {"format", "encoding", "delimiter", "quote", "header", "empty", "short_rows", "sheet"}
DELIMITERS = {"tab": "\t", "comma": ",", "semicolon": ";", "pipe": "|"}
T = TypeVar("T")


def parsed(text: str) -> tuple[dict[str, Any], Lines]:
    """Return a map's tree and its lines. Raises Malformed where it is not TOML."""
    try:
        return tomllib.loads(text), Lines(text)
    except RecursionError:
        what, mend = _("Lists or tables are nested too deeply."), _("Write them out.")
        raise Malformed([Problem("map", None, what, mend)]) from None
    except ValueError as error:
        what = _("This is not TOML: %(error)s.", error=error)
        raise Malformed([Problem("map", None, what, _("Mend the place named."))]) from None


class Loading:
    """One reading of one map: gathers the faults, so that all of them are told at once."""

    def __init__(self, tree: Map[str, Any], lines: Lines) -> None:
        self.tree = tree
        self.lines = lines
        self.problems: list[Problem] = []
        self.vocabularies: dict[str, dict[str, str]] = {}

    def wrong(self, path: Path, what: str, mend: str) -> None:
        """Note a fault."""
        self.problems.append(Problem(written(path), self.lines.of(path), what, mend))

    def known(self, path: Path, table: Map[str, Any], keys: set[str]) -> None:
        """Note every key that is none of `keys`."""
        for key in table:
            if key not in keys:
                self.wrong(
                    (*path, key),
                    _("There is no %(key)s here.", key=repr(key)),
                    _("Known are %(keys)s.", keys=", ".join(sorted(keys))),
                )

    def get(self, path: Path, table: Map[str, Any], kind: type[T], default: T) -> T:
        """The value at the end of `path`, or the default where it is absent or of another kind."""
        value = table.get(str(path[-1]), default)
        if isinstance(value, kind) and not (kind is int and isinstance(value, bool)):
            return value
        named = {
            str: _("a text"),
            int: _("a whole number"),
            dict: _("a table"),
            list: _("a list"),
            bool: _("true or false"),
        }
        self.wrong(
            path,
            _("This is %(value)s.", value=repr(value)),
            _("Write %(what)s.", what=named.get(kind, _("a day such as 1990-01-31"))),
        )
        return default

    def texts(self, path: Path, table: Map[str, Any]) -> list[str]:
        """The list of texts at the end of `path`."""
        found = self.get(path, table, list, [])
        if bad := [item for item in found if not isinstance(item, str)]:
            self.wrong(
                path, _("%(bad)s is not a text.", bad=repr(bad[0])), _("Put every item in quotation marks.")
            )
        return [item for item in found if isinstance(item, str)]

    def words(self) -> None:
        """Read the table `words` into `vocabularies`: name -> their word, folded -> ours."""
        for name, groups in self.get(("words",), self.tree, dict, {}).items():
            found = self.vocabularies.setdefault(name, {})
            if not isinstance(groups, dict):
                self.wrong(
                    ("words", name),
                    _("This is no table."),
                    _('Write [words.%(name)s] and our_word = ["theirs"].', name=name),
                )
                continue
            for ours in groups:
                for theirs in self.texts(("words", name, ours), groups):
                    if found.setdefault(fold(theirs), ours) != ours:
                        self.wrong(
                            ("words", name, ours),
                            _(
                                "%(theirs)s stands under %(found)s and %(ours)s.",
                                theirs=repr(theirs),
                                found=repr(found[fold(theirs)]),
                                ours=repr(ours),
                            ),
                            _("Leave it under one of them. Spaces and capitals make no difference."),
                        )

    def reader(self, path: Path, table: Map[str, Any]) -> dates.Reader:
        """Read a table `dates`."""
        self.known(path, table, {"formats", "century_from", "months", "earliest", "latest"})
        formats = self.formats((*path, "formats"), table) or dates.formats(["YYYY-MM-DD"])
        century = table.get("century_from")
        if century is not None:
            century = self.get((*path, "century_from"), table, int, 0)
            if not 1800 <= century <= 2100:
                self.wrong(
                    (*path, "century_from"),
                    _("This is %(century)s.", century=century),
                    _("Write a year, such as 1950."),
                )
        months = self.texts((*path, "months"), table)
        if len(months) % 12:
            self.wrong(
                (*path, "months"),
                _("These are %(months)s names.", months=len(months)),
                _("Write twelve for each language."),
            )
        earliest = self.day((*path, "earliest"), table) or date(1900, 1, 1)
        latest = self.day((*path, "latest"), table)
        if latest and latest < earliest:
            self.wrong(
                (*path, "latest"), _("It is before %(earliest)s.", earliest=earliest), _("Write a later day.")
            )
        return dates.Reader(formats, century, tuple(month.casefold() for month in months), earliest, latest)

    def day(self, path: Path, table: Map[str, Any]) -> date | None:
        """A day, or None."""
        value = table.get(str(path[-1]))
        if value is None or type(value) is date:
            return value
        self.wrong(
            path,
            _("%(value)s is no day.", value=repr(value)),
            _("Write it without quotation marks: 1990-01-31."),
        )
        return None

    def formats(self, path: Path, table: Map[str, Any]) -> tuple[dates.Format, ...]:
        """The formats of dates at the end of `path`."""
        found = []
        for place, text in enumerate(self.texts(path, table)):
            try:
                found.append(dates.Format.of(text))
            except ValueError as error:
                self.wrong(
                    (*path, place),
                    _("%(text)s is no date format: %(error)s.", text=repr(text), error=error),
                    _("Use %(words)s and what stands between them, or excel.", words=", ".join(dates.WORDS)),
                )
        return tuple(found)

    def form(self, path: Path, table: Map[str, Any]) -> Form:
        """Read a table `source`: how a file is written."""
        self.known(path, table, SOURCE)
        form = self.get((*path, "format"), table, str, "")
        if form and form not in FORMATS:
            mend = _("Write %(formats)s, or leave it out.", formats=", ".join(FORMATS))
            self.wrong((*path, "format"), _("%(form)s cannot be read.", form=repr(form)), mend)
        encoding = self.get((*path, "encoding"), table, str, "utf-8")
        try:
            encoding = codecs.lookup(encoding).name
            "".encode(encoding)
        except (LookupError, ValueError):
            self.wrong(
                (*path, "encoding"),
                _("There is no encoding %(encoding)s.", encoding=repr(encoding)),
                _("Try utf-8, windows-1252 or utf-16."),
            )
        marks = {}
        for key, default in (("delimiter", ","), ("quote", '"')):
            mark = self.get((*path, key), table, str, default)
            marks[key] = DELIMITERS.get(mark, mark)
            if key == "quote" and mark == "none":
                marks[key] = ""
            elif len(marks[key]) != 1 or marks[key] in "\r\n":
                self.wrong(
                    (*path, key),
                    _("%(mark)s is not one character.", mark=repr(mark)),
                    _('Write one character, or "tab".'),
                )
        header = self.get((*path, "header"), table, int, 1)
        if header < 1:
            self.wrong(
                (*path, "header"), _("There is no row %(header)s.", header=header), _("Rows count from 1.")
            )
        empty = frozenset(fold(text) for text in self.texts((*path, "empty"), table))
        short_rows = self.get((*path, "short_rows"), table, bool, False)
        sheet = self.get((*path, "sheet"), table, str, "")
        return Form(
            form or None, encoding, marks["delimiter"], marks["quote"], header, empty, short_rows, sheet
        )
