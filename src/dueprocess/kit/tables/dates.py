"""Dates as old registers write them. Pure: knows formats and calendars, no files, no clock, no cases.

A format is written with the words an office uses (`DD/MM/YYYY`, `D Mon YY`, `YYYY-MM`, `excel`). A format
without a day, or without a day and a month, gives a *partial date*: `2001-05`, `2001`. What could be two
different days is not a date, and nor is a two-digit year unless the mapping says which century it is from.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from dueprocess.core.statistics import first_day, last_day

MONTHS = tuple(name.casefold() for name in calendar.month_name[1:])
WORDS = ("YYYY", "YY", "Month", "Mon", "MM", "M", "DD", "D", "hh", "mm", "ss")
EXCEL_DAY_0 = date(1899, 12, 30)  # true from day 61 on: spreadsheets have a 29 February 1900

_PARTS = {
    "YYYY": r"(?P<year>\d{4})",
    "YY": r"(?P<short>\d{2})",
    "Month": r"(?P<month_name>[^\W\d_]+)\.?",
    "Mon": r"(?P<month_name>[^\W\d_]+)\.?",
    "MM": r"(?P<month>\d{2})",
    "M": r"(?P<month>\d{1,2})",
    "DD": r"(?P<day>\d{2})",
    "D": r"(?P<day>\d{1,2})",
    "hh": r"\d{1,2}",
    "mm": r"\d{2}",
    "ss": r"\d{2}(?:\.\d+)?",
}
_SPLIT = re.compile("|".join(WORDS))


class UnreadableError(ValueError):
    """A text is no date under these formats. `code` is the mark that its cell gets."""

    def __init__(self, code: str, why: str) -> None:
        super().__init__(why)
        self.code = code
        self.why = why


@dataclass(frozen=True, slots=True)
class Format:
    """One way to write a date."""

    text: str
    pattern: re.Pattern[str] = field(repr=False)

    @classmethod
    def of(cls, text: str) -> Format:
        """Compile a format; ValueError where it names no year, a day without a month, or a part twice."""
        if text == "excel":
            return cls(text, re.compile(r"(?P<serial>\d{1,6})(?:\.\d+)?"))
        words = _SPLIT.findall(text)
        if not {"YYYY", "YY"} & set(words):
            raise ValueError("it has no year (YYYY or YY)")
        kinds = [word[0].replace("h", "t").replace("m", "t").replace("s", "t") for word in words]
        if any(kinds.count(kind) > 1 for kind in "YMD"):
            raise ValueError("it names the year, the month or the day twice")
        if "D" in kinds and "M" not in kinds:
            raise ValueError("it has a day without a month")
        pattern, at = "", 0
        for match in _SPLIT.finditer(text):
            between = text[at : match.start()]
            if re.search(r"[^\W\d_]", between.replace("T", "").replace("Z", "")):
                raise ValueError(f"it holds {between.strip()!r}, which stands for nothing")
            pattern += re.escape(between) + _PARTS[match.group()]
            at = match.end()
        rest = text[at:]
        if re.search(r"[^\W\d_]", rest.replace("Z", "")):
            raise ValueError(f"it ends with {rest!r}, which stands for nothing")
        return cls(text, re.compile(pattern + re.escape(rest), re.IGNORECASE))


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads texts as dates: the formats in use, month names, the century of short years, the possible years.

    `century_from` 1950 means that a two-digit year lies within 1950 to 2049; None: it is marked, never
    guessed. `months` are further month names, twelve for each language, casefolded.
    """

    formats: tuple[Format, ...]
    century_from: int | None = None
    months: tuple[str, ...] = ()
    earliest: date = date(1900, 1, 1)
    latest: date | None = None

    def read(self, text: str, today: date) -> str:
        """Return an ISO date, or a partial one (`2001-05`, `2001`).

        Raises UnreadableError; its code is `not_a_date`, `two_digit_year`, `ambiguous_date` or `far_date`,
        the last for what lies before `earliest` or after `latest` (by default after `today`).
        """
        found: set[str] = set()
        failures: list[UnreadableError] = []
        for form in self.formats:
            match = form.pattern.fullmatch(text)
            if match is None:
                continue
            try:
                found.add(self._value(match))
            except UnreadableError as error:
                failures.append(error)
        if not found:
            raise (
                failures[0]
                if failures
                else UnreadableError("not_a_date", "is not a date in any of the formats given")
            )
        if len(found) > 1:
            raise UnreadableError("ambiguous_date", f"may be {' or '.join(sorted(found))}")
        value = found.pop()
        if first_day(value) < self.earliest and last_day(value) < self.earliest:
            raise UnreadableError("far_date", f"lies before {self.earliest}")
        latest = self.latest or today
        if first_day(value) > latest:
            raise UnreadableError("far_date", f"lies after {latest}")
        return value

    def _value(self, match: re.Match[str]) -> str:
        parts = match.groupdict()
        if serial := parts.get("serial"):
            return _exact(EXCEL_DAY_0, int(serial))
        year = self._year(parts)
        month = self._month(parts)
        if month is None or month == 0:
            if int(parts.get("day") or 0):
                raise UnreadableError("not_a_date", "has a day but no month")
            return f"{year:04}"
        day = int(parts.get("day") or 0)
        if day == 0:
            return f"{year:04}-{month:02}"
        try:
            return date(year, month, day).isoformat()
        except ValueError:
            raise UnreadableError("not_a_date", "is a day that does not exist") from None

    def _year(self, parts: dict[str, str]) -> int:
        if short := parts.get("short"):
            if self.century_from is None:
                raise UnreadableError(
                    "two_digit_year", "has a year of two digits, and the map names no century"
                )
            year = self.century_from - self.century_from % 100 + int(short)
            return year if year >= self.century_from else year + 100
        if (year := int(parts["year"])) == 0:
            raise UnreadableError("not_a_date", "has the year 0")
        return year

    def _month(self, parts: dict[str, str]) -> int | None:
        if name := parts.get("month_name"):
            return self._named(name.casefold())
        if not (digits := parts.get("month")):
            return None
        if int(digits) > 12:
            raise UnreadableError("not_a_date", "has a month above 12")
        return int(digits)

    def _named(self, name: str) -> int:
        names = MONTHS + self.months
        hits = {place % 12 + 1 for place, full in enumerate(names) if full == name}
        if not hits and len(name) >= 3:
            hits = {place % 12 + 1 for place, full in enumerate(names) if full.startswith(name)}
        if len(hits) != 1:
            raise UnreadableError("not_a_date", "has a month of no known name")
        return hits.pop()


def _exact(day_0: date, days: int) -> str:
    if days <= 60:
        raise UnreadableError("ambiguous_date", "is a day number of 1900, where spreadsheets differ")
    try:
        return (day_0 + timedelta(days=days)).isoformat()
    except OverflowError:
        raise UnreadableError("not_a_date", "is no day number of a spreadsheet") from None


def formats(texts: Sequence[str]) -> tuple[Format, ...]:
    """Compile several formats."""
    return tuple(Format.of(text) for text in texts)
