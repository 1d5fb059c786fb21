"""How long cases take to close when some are still open: Kaplan-Meier, so that the open ones count too.

Knows whole days and whether a case was closed; not who, and not where they are stored. A mean or a median of
the closed cases alone makes an organisation look fast that closes the easy ones and leaves the others lying.
Here each case is in the count for as long as it was seen:

- *Share still open* after so many days: the product-limit estimate (Kaplan and Meier, J Am Stat Assoc 53,
  1958). A case that was still open when it was last looked at counts as open on that day and leaves after it.
- *Interval* at each day: pointwise, by Greenwood's variance on the log(-log) scale (Kalbfleisch and Prentice,
  The Statistical Analysis of Failure Time Data, 1980), so that it never leaves 0 to 1. Where nothing was
  closed yet it is 1 to 1. Where nothing is left open the scale has no value: the lower end is 0, the upper
  stays.
- *Median*: the first day by whose end half or fewer were still open, a day that really occurred. Its interval
  is that of Brookmeyer and Crowley (Biometrics 38, 1982) on the same scale: from the first day on which the
  lower end of the band is at half or below to the first on which the upper end is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import exp, log, sqrt
from statistics import NormalDist

HALF = 0.5 + 1e-9
"""Half, and as much more as products of shares may be off by the arithmetic of the machine."""

Point = tuple[int, float, float, float]
"""A day, the share still open at its end, and the lower and upper end of that share's interval."""


@dataclass(frozen=True, slots=True)
class Survival:
    """Time to close in days. `median` is None where more than half were open as far as can be seen, `low` and
    `high` where the interval has no end that can be seen. `curve` begins with day 0, has every day on which
    something was closed, and ends with the longest time that was seen; it is empty without any case.
    """

    median: int | None
    low: int | None
    high: int | None
    curve: tuple[Point, ...]


def median(durations: Sequence[int], closed: Sequence[bool], *, confidence: float = 0.95) -> Survival:
    """Estimate the time to close. `durations`: of each case the days from its receipt to its closing or,
    where
    `closed` says no, to the day on which it was last seen open.

    Raises ValueError where the two are not equally long, a duration is below 0, or `confidence` is not
    between 0 and 1.
    """
    if len(durations) != len(closed):
        raise ValueError(f"{len(durations)} durations, but {len(closed)} answers whether it was closed")
    if any(each < 0 for each in durations):
        raise ValueError("a duration is below 0 days: a case was closed before it was received")
    if not 0 < confidence < 1:
        raise ValueError(f"a confidence of {confidence} is not between 0 and 1")
    curve = tuple(_curve(durations, closed, NormalDist().inv_cdf((1 + confidence) / 2)))
    share, low, high = (next((each[0] for each in curve if each[n] <= HALF), None) for n in (1, 2, 3))
    return Survival(share, low, high, curve)


def _curve(durations: Sequence[int], closed: Sequence[bool], z: float) -> Iterator[Point]:
    seen = Counter(durations)
    ended = Counter(days for days, over in zip(durations, closed, strict=True) if over)
    at_risk, share, variance, high = len(durations), 1.0, 0.0, 1.0
    last = max(seen, default=None)
    for day in sorted({*seen, 0} if seen else ()):
        if over := ended[day]:
            share *= 1 - over / at_risk
            if over == at_risk:
                share, low = 0.0, 0.0
            else:
                variance += over / (at_risk * (at_risk - over))
                low, high = _band(share, z * sqrt(variance))
        elif day == 0:
            low = 1.0
        if over or day in (0, last):
            yield day, share, low, high
        at_risk -= seen[day]


def _band(share: float, width: float) -> tuple[float, float]:
    """Return the ends of the interval: share to the power of exp of plus and minus the width on the scale."""
    by = exp(-width / log(share))
    return share**by, share ** (1 / by)
