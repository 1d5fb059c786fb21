"""What a day of birth, a membership number and a unit say beside a name. Pure; must not know the names.

Each adds to the score's odds or takes from them. What contradicts never adds, and what is not known on one
side says nothing.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from rapidfuzz.distance import OSA

from dueprocess.names.values import Code, Day, Entry, Query, Reason

BORN, PARTLY, NEARLY, BORN_OTHERWISE = 2.0, 0.7, 0.3, -3.0
NUMBER, NUMBER_OTHERWISE = 4.0, -2.0
UNIT, UNIT_OTHERWISE = 0.6, -0.3
_DAY: Final = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?")


def day(born_on: Day) -> str:
    """Return a day, or as much of it as is known, as ISO 8601 writes it; empty where nothing is. Raises
    ValueError where it is no day, month or year."""
    text = born_on.isoformat() if isinstance(born_on, date) else (born_on or "").strip()
    if not text:
        return ""
    found = _DAY.fullmatch(text)
    if found is None:
        raise ValueError(text)
    try:
        date(int(found[1]), int(found[2] or 1), int(found[3] or 1))
    except ValueError:
        raise ValueError(text) from None
    return text


def plain_number(number: str) -> str:
    """Return a number as it is compared: letters and digits alone, and no noughts before others, which
    spreadsheets lose (M-0017 is M17)."""
    return re.sub(r"(?<![0-9])0+(?=[0-9])", "", re.sub(r"[^0-9a-z]", "", number.casefold()))


def plain_unit(unit: str) -> str:
    """Return a unit's name or code as it is compared."""
    return " ".join(unit.casefold().split())


def weigh(query: Query, entry: Entry) -> list[tuple[Reason, float]]:
    """Return what each second factor that both sides know adds to the odds (natural logarithm), with its
    reason."""
    return [found for found in (_born(query, entry), _number(query, entry), _unit(query, entry)) if found]


def _born(query: Query, entry: Entry) -> tuple[Reason, float] | None:
    ours, theirs = day(query.born_on), day(entry.born_on)
    if not ours or not theirs:
        return None
    least = min(len(ours), len(theirs))
    if ours[:least] == theirs[:least]:
        return (
            _told(Code.BORN, ours, theirs, BORN) if least == 10
            else _told(Code.BORN_PARTLY, ours, theirs, PARTLY + (0.5 if least == 7 else 0))
        )  # fmt: skip
    swapped = len(ours) == len(theirs) == 10 and ours[:5] + ours[8:] + "-" + ours[5:7] == theirs
    if swapped or (least == 10 and OSA.distance(ours, theirs) == 1):
        return _told(Code.BORN_NEARLY, ours, theirs, NEARLY if swapped else 0.0)
    return _told(Code.BORN_OTHERWISE, ours, theirs, BORN_OTHERWISE)


def _number(query: Query, entry: Entry) -> tuple[Reason, float] | None:
    ours, theirs = plain_number(query.number), plain_number(entry.number)
    if not ours or not theirs:
        return None
    if ours == theirs:
        return _told(Code.NUMBER, query.number, entry.number, NUMBER)
    if len(ours) >= 5 and OSA.distance(ours, theirs) == 1:
        return _told(Code.NUMBER_NEARLY, query.number, entry.number, 0.0)
    return _told(Code.NUMBER_OTHERWISE, query.number, entry.number, NUMBER_OTHERWISE)


def _unit(query: Query, entry: Entry) -> tuple[Reason, float] | None:
    ours, theirs = plain_unit(query.unit), plain_unit(entry.unit)
    if not ours or not theirs:
        return None
    if ours == theirs:
        return _told(Code.UNIT, query.unit, entry.unit, UNIT)
    return _told(Code.UNIT_OTHERWISE, query.unit, entry.unit, UNIT_OTHERWISE)


def _told(code: Code, asked: str, stored: str, odds: float) -> tuple[Reason, float]:
    return Reason(code, asked, stored, (odds > 0) - (odds < 0)), odds
