"""Allegations as rows of a table, before they are made: what was typed, its faults, and what it brings.

Values in, values out. Keeps what was typed as it was, also where it is wrong: nobody types 200 rows twice.
Must not know where a table is kept or who may make allegations.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass, fields, replace
from datetime import date
from itertools import islice

from django.utils.translation import gettext as _

from dueprocess.cases.actions.receiving import Alleged
from dueprocess.core.errors import Malformed, Problem
from dueprocess.kit.tables import dates
from dueprocess.kit.tables.sources import Source, fold

MOST = 500
"""Rows of one table: what one step records."""
LONGEST = 4_000
"""Characters of one cell."""
_DAYS = dates.Reader(dates.formats(["YYYY-MM-DD", "DD.MM.YYYY", "D Month YYYY", "D Mon YYYY"]))
_NAMES = {
    "first": ("first", "from", "date", "day", "conduct from", "date of conduct"),
    "last": ("last", "until", "to", "conduct to"),
    "respondent": ("respondent", "against", "who", "name"),
    "clause": ("clause", "rule"),
    "text": ("text", "words", "what", "post", "allegation"),
    "link": ("link", "address", "url"),
    "evidence": ("evidence", "file", "files"),
}
"""By which names of columns a pasted or uploaded table says what stands where; else in this order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row as it was typed. `respondent` is a local key or a name, `clause` a code and clause or what was
    written, `evidence` the numbers or names of files that belong to it, with commas between."""

    first: str = ""
    last: str = ""
    respondent: str = ""
    clause: str = ""
    text: str = ""
    link: str = ""
    evidence: str = ""

    @property
    def empty(self) -> bool:
        """Tell whether nothing was typed."""
        return not any(astuple(self))


COLUMNS = tuple(each.name for each in fields(Row))


@dataclass(frozen=True, slots=True)
class Choices:
    """What a row can name: respondents (local key and name), clauses (code/clause and words), and the names
    of the files, numbered from 1."""

    respondents: Sequence[tuple[str, str]]
    clauses: Sequence[tuple[str, str]]
    files: Sequence[str]

    def respondent(self, written: str) -> str:
        """Return the local key that is meant, "" for none. Nothing written means the only one there is."""
        if not written and len(self.respondents) == 1:
            return self.respondents[0][0]
        found = [key for key, name in self.respondents if fold(written) in (fold(key), fold(name))]
        return found[0] if len(found) == 1 else ""

    def clause(self, written: str) -> str:
        """Return the code and clause that is meant, "" for none: by both, by the clause's number or words."""
        found = [
            key
            for key, said in self.clauses
            if fold(written) in (fold(key), fold(key.partition("/")[2]), fold(said))
        ]
        return found[0] if len(found) == 1 else ""

    def evidence(self, written: str) -> list[int] | None:
        """Return the numbers of the files that are meant, None where one is not there."""
        found = []
        for part in (each.strip() for each in re.split(r"[,;\n]", written)):
            if not part:
                continue
            named = [n for n, name in enumerate(self.files, 1) if fold(name) == fold(part)]
            if part.isdecimal() and 0 < int(part) <= len(self.files):
                named = [int(part)]
            if len(named) != 1:
                return None
            found.append(named[0])
        return list(dict.fromkeys(found))


def settled(row: Row, choices: Choices) -> Row:
    """Return a row with what it names put as the form offers it, where that is plain."""
    return replace(
        row,
        respondent=choices.respondent(row.respondent) or row.respondent,
        clause=choices.clause(row.clause) or row.clause,
    )


def faults(rows: Sequence[Row], choices: Choices, *, today: date) -> dict[tuple[int, str], str]:
    """Return what is wrong, by row (from 0) and column, each with how to mend it."""
    found: dict[tuple[int, str], str] = {}
    for n, row in enumerate(rows):
        for column in ("first", "last"):
            try:
                day = _day(getattr(row, column), today)
            except dates.UnreadableError:
                found[n, column] = _("Write the day as 2026-03-23; it cannot lie ahead.")
            else:
                if column == "last" and day and (n, "first") not in found:
                    begun = _day(row.first, today)
                    if begun is None or day < begun:
                        found[n, column] = _("The last day lies before the first, or there is no first.")
        if not choices.respondent(row.respondent):
            found[n, "respondent"] = _("Choose one of the respondents of this case.")
        if row.clause and not choices.clause(row.clause):
            found[n, "clause"] = _("Choose a clause of the code.")
        if not row.text.strip():
            found[n, "text"] = _("Say what is alleged.")
        if choices.evidence(row.evidence) is None:
            found[n, "evidence"] = _("Name files by their numbers in the list, with commas between.")
    return found


def brought(
    rows: Sequence[Row], choices: Choices, *, today: date
) -> tuple[list[tuple[str, Alleged]], list[list[int]]]:
    """Return the allegations of a table without faults, each with its respondent, and the numbers of the
    files that are the evidence of each."""
    alleged, evidence = [], []
    for row in rows:
        code, _slash, clause = choices.clause(row.clause).partition("/")
        text = "\n".join(part for part in (row.text.strip(), row.link.strip()) if part)
        one = Alleged(
            code=code, clause=clause, conduct_from=_day(row.first, today), conduct_to=_day(row.last, today),
            text=text,
        )  # fmt: skip
        alleged.append((choices.respondent(row.respondent), one))
        evidence.append(choices.evidence(row.evidence) or [])
    return alleged, evidence


def pasted(text: str) -> list[Row]:
    """Read rows that were pasted from a spreadsheet (tabs), or as CSV with semicolons or commas."""
    delimiter = next((each for each in "\t;," if each in text), ",")
    try:
        lines = [line for line in csv.reader(io.StringIO(text.strip()), delimiter=delimiter) if any(line)]
    except csv.Error as error:
        raise _unreadable() from error
    if not lines:
        return []
    places = _places(lines[0])
    return _rows(lines[1:] if places else lines, places or dict(enumerate(COLUMNS)))


def of_source(source: Source) -> list[Row]:
    """Read the rows of an opened file. A row that could not be split is refused by its number."""
    places = _places(source.columns) or dict(enumerate(COLUMNS))
    lines = []
    for row in islice(source.rows(), MOST + 1):
        if row.fault is not None:
            raise _unreadable(row.number)
        lines.append(list(row.cells))
    return _rows(lines, places)


def numbers(written: str, most: int) -> list[int]:
    """Read which rows are meant (`1-40, 55`), counted from 1; Malformed for what names none of them."""
    found: list[int] = []
    for part in (each.strip() for each in written.split(",")):
        match = re.fullmatch(r"(\d{1,4})(?:\s*[-–]\s*(\d{1,4}))?", part)
        first, last = (int(match[1]), int(match[2] or match[1])) if match else (0, 0)
        if not 0 < first <= last <= most:
            what = _("These are no rows of the table: {rows}.").format(rows=part or "–")
            raise Malformed([Problem("rows", None, what, _("Write them like 1-40, 55."))])
        found += range(first, last + 1)
    return list(dict.fromkeys(found))


def _day(written: str, today: date) -> date | None:
    if not written.strip():
        return None
    found = _DAYS.read(written.strip(), today)
    return date.fromisoformat(found)


def _places(cells: Sequence[str]) -> dict[int, str]:
    """Return which column of ours stands where, by the names in the first row; nothing where it has none."""
    known = {name: column for column, names in _NAMES.items() for name in names}
    found: dict[int, str] = {}
    for place, cell in enumerate(cells):
        column = known.get(fold(cell))
        if column and column not in found.values():
            found[place] = column
    return found if "text" in found.values() or len(found) > 2 else {}


def _rows(lines: Iterable[Sequence[str]], places: Mapping[int, str]) -> list[Row]:
    found = []
    for line in lines:
        row = Row(**{places[at]: cell.strip()[:LONGEST] for at, cell in enumerate(line) if at in places})
        if not row.empty:
            found.append(row)
    return found


def _unreadable(number: int | None = None) -> Malformed:
    what = _("This is no table that can be read.")
    if number is not None:
        what = _("Row {n} cannot be split into columns.").format(n=number)
    return Malformed([Problem("table", None, what, _("Copy the cells out of the spreadsheet again."))])
