"""What a number in a cell is by its format: a number, a day, a time, a percentage, digits with leading zeros.

Pure: codes and numbers in, text out. A serial day of 1900 up to the 60th, where spreadsheets differ, stays a
number.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from enum import StrEnum

EXACT = 10**15
"""From here on a spreadsheet's number has lost digits: it is written with an exponent, as it shows it."""


class Kind(StrEnum):
    """What a format makes of a number."""

    NUMBER = "number"
    DAY = "day"
    TIME = "time"
    ELAPSED = "elapsed"
    PERCENT = "percent"
    DIGITS = "digits"


@dataclass(frozen=True, slots=True)
class Style:
    """The kind, and of digits how many are shown at least."""

    kind: Kind = Kind.NUMBER
    digits: int = 0


_DAYS = frozenset({14, 15, 16, 17, 22, *range(27, 32), *range(34, 37), *range(50, 59)})
_TIMES = frozenset({18, 19, 20, 21, 32, 33, 45, 47})
_QUOTED = re.compile(r'"[^"]*"|\\.|_.|\*.|\[\$[^\]]*\]|\[(?:[A-Z][A-Za-z]+\d*|[<>=][^\]]*)\]')
_ELAPSED = re.compile(r"\[(?:h+|m+|s+)\]", re.IGNORECASE)
_ISO = re.compile(r"(\d{4}-\d{2}-\d{2})(?:T(\d{2}:\d{2}:\d{2})(?:\.\d+)?Z?)?")
_1900, _1904 = datetime(1899, 12, 30), datetime(1904, 1, 1)  # noqa: DTZ001 (a spreadsheet knows no zone)


def style_of(number: int, code: str | None) -> Style:
    """The style of a number format (ECMA-376 part 1, 18.8.30): its number; its code where it is custom."""
    if code is None:
        if number in _DAYS:
            return Style(Kind.DAY)
        if number in _TIMES:
            return Style(Kind.TIME)
        if number == 46:
            return Style(Kind.ELAPSED)
        return Style(Kind.PERCENT) if number in (9, 10) else Style()
    bare = _QUOTED.sub("", code.split(";")[0])
    if _ELAPSED.search(bare):
        return Style(Kind.ELAPSED)
    low = bare.casefold()
    if "general" in low:
        return Style()
    if "y" in low or "d" in low or (("m" in low or "e" in low) and not _counts(low) and not _clock(low)):
        return Style(Kind.DAY)
    if _clock(low):
        return Style(Kind.TIME)
    if "%" in low:
        return Style(Kind.PERCENT)
    if re.fullmatch(r"0{2,}", low):
        return Style(Kind.DIGITS, len(low))
    return Style()


def _counts(low: str) -> bool:
    return any(mark in low for mark in "0#?")


def _clock(low: str) -> bool:
    return "h" in low or "s" in low


def written(text: str, style: Style, *, from_1904: bool) -> str:
    """A number of a cell as text. Raises ValueError where it is none."""
    try:
        value = Decimal(text)
    except InvalidOperation:
        raise ValueError("no number") from None
    if not value.is_finite():
        raise ValueError("no number")
    if style.kind is Kind.DAY:
        return _day(value, from_1904=from_1904) or plain(value)
    if style.kind is Kind.TIME and 0 <= value < 1:
        return _clock_of(value)
    if style.kind is Kind.TIME:
        return _day(value, from_1904=from_1904) or plain(value)
    if style.kind is Kind.ELAPSED and value >= 0:
        return _clock_of(value)
    if style.kind is Kind.PERCENT:
        return f"{plain(value * 100)}%"
    if style.kind is Kind.DIGITS and value >= 0 and value == value.to_integral_value() and value < EXACT:
        return str(int(value)).zfill(style.digits)
    return plain(value)


def of_iso(text: str) -> str:
    """A day or moment that was saved as such (`t="d"`), as `written` gives those saved as numbers."""
    match = _ISO.fullmatch(text)
    if match is None:
        return text
    return match[1] if match[2] is None or match[2] == "00:00:00" else f"{match[1]} {match[2]}"


def plain(value: Decimal) -> str:
    """A number without an exponent, but for one that has lost digits."""
    if value == value.to_integral_value():
        if abs(value) < EXACT:
            return str(int(value))
        return f"{float(value):.14E}"
    return format(Decimal(repr(float(value))), "f")


def _day(value: Decimal, *, from_1904: bool) -> str:
    """A serial day as ISO text, to the second; "" where it is none, or one on which spreadsheets differ."""
    if value < 0 or (not from_1904 and value < 61):
        return ""
    try:
        moment = (_1904 if from_1904 else _1900) + timedelta(seconds=round(value * 86_400))
    except OverflowError:
        return ""
    if not (moment.hour or moment.minute or moment.second):
        return moment.date().isoformat()
    return moment.isoformat(sep=" ")


def _clock_of(value: Decimal) -> str:
    minutes, seconds = divmod(round(value * 86_400), 60)
    return f"{minutes // 60:02}:{minutes % 60:02}:{seconds:02}"
