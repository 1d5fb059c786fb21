"""The figures that anyone can recompute from public entries (docs/reference/report.md).

Knows the public types that move a case into or out of the stock, and the calendar. Must not know a case, a
report, or where entries are kept: it is fed how many entries of one kind there are.
"""

import json
import re
from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final, NamedTuple

from dueprocess.tlog import period

COUNTED: Final = frozenset({"received", "split", "imported", "imported.corrected", "reopened", "closed"})
"""The public types of entry that are counted."""
FLOWS: Final = ("received", "split", "imported", "reopened", "closed")
BANDS: Final = (("0-2", 3), ("3-5", 6), ("6-11", 12), ("12-17", 18), ("18-23", 24))
"""Bands of whole months: the name, and the first month that lies beyond it."""
OLDEST: Final = "24-"
UNKNOWN: Final = "unknown"
NO_MONTH: Final = -1
QUARTER: Final = re.compile(r"[0-9]{4}-Q[1-4]")
Cells = dict[str, int | None]


class Kind(NamedTuple):
    """What tells counted entries apart: their type and their public periods, "" where there is none."""

    t: str
    d: str
    r: str = ""
    x: str = ""
    r2: str = ""
    x2: str = ""

    @classmethod
    def of(cls, entry: Mapping[str, object]) -> "Kind":
        """Return the kind of a parsed entry."""
        return cls(*(str(entry.get(name, "")) for name in cls._fields))


def anchor(label: str) -> date:
    """Return the day that decides to which month and quarter a period belongs: its first; a week's
    Thursday."""
    first, _ = period.bounds(label)
    return first + timedelta(days=3) if "W" in label else first


def quarter_of(label: str) -> str:
    """Return the quarter to which a public period belongs, such as `2026-Q3`."""
    day = anchor(label)
    return f"{day.year:04}-Q{(day.month - 1) // 3 + 1}"


def month_of(label: str) -> int:
    """Return the month to which a public period belongs, counted from the year 0."""
    day = anchor(label)
    return day.year * 12 + day.month - 1


def month_name(label: str) -> str:
    """Return the month to which a public period belongs, such as `2026-03`."""
    return anchor(label).isoformat()[:7]


def month_names(quarter: str) -> list[str]:
    """Return the three months of a quarter."""
    first = int(quarter[6]) * 3 - 2
    return [f"{quarter[:4]}-{month:02}" for month in range(first, first + 3)]


def quarter_bounds(quarter: str) -> tuple[date, date]:
    """Return the first and last calendar day of a quarter."""
    year, number = int(quarter[:4]), int(quarter[6])
    following = date(year + number // 4, number % 4 * 3 + 1, 1)
    return date(year, number * 3 - 2, 1), following - timedelta(days=1)


def labels(quarter: str, granularity: period.Granularity) -> tuple[str, str]:
    """Return the first and last public period of that granularity that belong to a quarter."""
    first, last = quarter_bounds(quarter)
    names = [period.of(first, granularity), period.of(last, granularity)]
    if quarter_of(names[0]) != quarter:
        names[0] = period.of(first + timedelta(days=7), granularity)
    if quarter_of(names[1]) != quarter:
        names[1] = period.of(last - timedelta(days=7), granularity)
    return names[0], names[1]


def following(quarter: str) -> str:
    """Return the name of the quarter after it."""
    year, number = int(quarter[:4]), int(quarter[6])
    return f"{year + number // 4:04}-Q{number % 4 + 1}"


def before(quarter: str) -> str:
    """Return the name of the quarter before it."""
    year, number = int(quarter[:4]), int(quarter[6])
    return f"{year - (number == 1):04}-Q{(number - 2) % 4 + 1}"


def quarters(first: str, last: str) -> list[str]:
    """Return every quarter from the first to the last, both included; none where the last comes first."""
    found = []
    while first <= last:
        found.append(first)
        first = following(first)
    return found


@dataclass
class Counts:
    """What public entries add up to. Feed it in any order."""

    kinds: Counter[Kind] = field(default_factory=Counter)

    def add(self, kind: Kind, number: int = 1) -> None:
        """Count entries of one kind; those of types that move no case are left out."""
        if kind.t in COUNTED:
            self.kinds[kind] += number

    def overdrawn(self) -> int | None:
        """Return the first month in which more cases were closed than had been received in it, None where
        there is none. Cases that were taken over may stand in any month where their day of receipt is not
        known: their closing counts from the last day that it can have been."""
        open_: Counter[int] = Counter()
        for kind, number in self.kinds.items():
            for name, sign, label in _moves(kind):
                sure = len(label) > len("2026-03") or name != "imported"
                month = _month(label) if sure else NO_MONTH
                open_[month] += (-sign if name == "closed" else sign) * number
        unknown = max(open_.pop(NO_MONTH, 0), 0)
        for month in sorted(open_):
            unknown += min(open_[month], 0)
            if unknown < 0:
                return month
        return None

    def recompute(self, quarter: str, shown: Sequence[str]) -> dict[str, Cells]:
        """Return every figure that anyone can recompute, by its id and keys: of `quarter`, and where it goes
        over quarters of each of those `shown`."""
        moves: Counter[tuple[str, str]] = Counter()
        open_: Counter[int] = Counter()
        closings: Counter[tuple[str, str]] = Counter()
        earlier = 0
        for kind, number in self.kinds.items():
            of = quarter_of(kind.d)
            if of > quarter:
                continue
            for name, sign, label in _moves(kind):
                moves[of, name] += sign * number
                open_[_month(label)] += (-sign if name == "closed" else sign) * number
            if of == quarter:
                if kind.t == "closed":
                    closings[kind.d, kind.r] += number
                earlier += number if kind.t == "received" and kind.r else 0
        found = _flows(moves, shown)
        last = quarter_bounds(quarter)[1]
        found["ages"] = _ages(open_, last.year * 12 + last.month - 1)
        months: Cells = dict.fromkeys((*(name for name, _ in BANDS), OLDEST), 0)
        for (d, r), number in closings.items():
            band = _band(month_of(d) - month_of(r))
            months[band] = (months[band] or 0) + number
        found["close.months"] = months
        found["close.days"] = _days(closings)
        found["late.received"] = {"received": earlier}
        return found


def _moves(kind: Kind) -> Iterable[tuple[str, int, str]]:
    """Yield what one entry moves: the flow that it counts in, one more or fewer, and in which period the
    matter was received ("" where nobody knows)."""
    match kind.t:
        case "received":
            yield "received", 1, kind.r or kind.d
        case "imported" if not kind.x:
            yield "imported", 1, kind.r
        case "imported.corrected" if kind.r or kind.x or kind.r2 or kind.x2:
            if not kind.x:
                yield "imported", -1, kind.r
            if not kind.x2:
                yield "imported", 1, kind.r2
        case "split" | "reopened" | "closed":
            yield kind.t, 1, kind.r


def _month(label: str) -> int:
    return month_of(label) if label else NO_MONTH


def _flows(moves: Mapping[tuple[str, str], int], shown: Sequence[str]) -> dict[str, Cells]:
    names = ("carried_in", *FLOWS, "carried_out")
    found: dict[str, Cells] = {f"flow.{name}": {} for name in names}
    before = Counter(dict.fromkeys(FLOWS, 0))
    for (of, name), number in moves.items():
        if not shown or of < shown[0]:
            before[name] += number
    stock = sum(before.values()) - 2 * before["closed"]
    for of in shown:
        found["flow.carried_in"][of] = stock
        for name in FLOWS:
            number = moves.get((of, name), 0)
            found[f"flow.{name}"][of] = number
            stock += -number if name == "closed" else number
        found["flow.carried_out"][of] = stock
    return found


def _ages(open_: Mapping[int, int], end: int) -> Cells:
    ages: Counter[str] = Counter()
    owed = 0
    for month in sorted(open_):  # the oldest first; no known month before all
        number = open_[month] + owed
        owed = min(number, 0)
        ages[UNKNOWN if month == NO_MONTH else _band(end - month)] += max(number, 0)
    return {name: ages[name] for name in (*(name for name, _ in BANDS), OLDEST, UNKNOWN)}


def _band(months: int) -> str:
    return next((name for name, beyond in BANDS if months < beyond), OLDEST)


def _days(closings: Mapping[tuple[str, str], int]) -> Cells:
    least: Counter[int] = Counter()
    most: Counter[int] = Counter()
    for (d, r), number in closings.items():
        (d_first, d_last), (r_first, r_last) = period.bounds(d), period.bounds(r)
        least[max(0, (d_first - r_last).days)] += number
        most[max(0, (d_last - r_first).days)] += number
    return {
        f"{name}_{which}": _rank(counts, percent)
        for name, percent in (("median", 50), ("p90", 90))
        for which, counts in (("least", least), ("most", most))
    }


def _rank(counts: Counter[int], percent: int) -> int | None:
    """Nearest rank (Hyndman and Fan 1996, definition 1); None of nothing."""
    place = -(-percent * counts.total() // 100)
    for value in sorted(counts):
        place -= counts[value]
        if place <= 0:
            return value
    return None


class Counted:
    """The entries of a log that move cases, in order: which, and of what kind. Twelve bytes for each."""

    def __init__(self) -> None:
        self._places = array("q")
        self._kinds = array("l")
        self._numbers: dict[Kind, int] = {}

    def add(self, index: int, raw: bytes) -> None:
        """Note one entry by its bytes, which are known to be an entry's."""
        kind = Kind.of(json.loads(raw))
        self._places.append(index)
        self._kinds.append(self._numbers.setdefault(kind, len(self._numbers)))

    def __iter__(self) -> Iterator[tuple[int, Kind]]:
        """Yield index and kind, in order."""
        kinds = list(self._numbers)
        return ((place, kinds[kind]) for place, kind in zip(self._places, self._kinds, strict=True))

    def upto(self, size: int) -> Counts:
        """Return what the first `size` entries of the log add up to."""
        kinds = list(self._numbers)
        many = Counter(self._kinds[: bisect_left(self._places, size)])
        return Counts(Counter({kinds[kind]: number for kind, number in many.items()}))
