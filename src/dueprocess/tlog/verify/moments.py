"""Dates: that every entry's period lies between the witnessed times around it.

Knows periods, time zones and cosignatures. Must not know a clock: the log witnesses tell the time.
"""

import zoneinfo
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from dueprocess.tlog import period
from dueprocess.tlog.errors import NotVerified
from dueprocess.tlog.policy import Policy, Witnessed
from dueprocess.tlog.reader import Reader
from dueprocess.tlog.verify.checks import Checks
from dueprocess.tlog.verify.heads import utc
from dueprocess.tlog.verify.walk import Walk
from dueprocess.tlog.verify.whole import LogReport, log

# How long after midnight a checkpoint may still lack an entry of the day before, or a cosignature be late:
# one hour.
SLACK = 3600


@dataclass(frozen=True, slots=True)
class DatesReport:
    """What the dates showed: how many entries lie between two witnessed times, the widest gap in s."""

    log: LogReport
    bounded: int  # entries with a witnessed time before and after
    after_only: int  # entries older than the first witnessed checkpoint: nobody says since when
    widest: int


def dates(
    read: Reader,
    policy: Policy,
    *,
    known: Iterable[bytes] = (),
    slack: int = SLACK,
    skip: frozenset[str] = frozenset(),
) -> DatesReport:
    """Verify the log, and that every entry's period lies between the witnessed times around it.

    An entry that is first contained in checkpoint B and not yet in the checkpoint A before it was recorded
    after A and before B. Its period must not end before A's last, nor begin after B's first, sufficient
    cosignature, give or take `slack` seconds. Raises NotVerified, here with "dates".
    """
    report = log(read, policy, known=known, skip=skip)
    checks = Checks(skip)
    witnessed = [head for head in report.history if policy.satisfied(head.times) and head.times]
    if not witnessed:
        raise NotVerified(
            "dates", "no published checkpoint was cosigned by enough witnesses, so nobody vouches for time"
        )
    ends = [start for start, _ in report.walk.runs[1:]] + [report.size]
    zones = _zones(report.walk)
    bounded, widest = 0, 0
    before: Witnessed | None = None
    place = 0
    for head in witnessed:
        low, high = (before.checkpoint.size if before else 0), head.checkpoint.size
        since = policy.latest(before.times) if before else None
        until = policy.earliest(head.times)
        if until is None:
            raise AssertionError("a satisfied quorum has no time")
        while low < high and place < len(ends):
            if ends[place] <= low:
                place += 1
                continue
            text = report.walk.runs[place][1]
            first, last = _moments(text, _zone_at(zones, low))
            where = f"entry {low}"
            checks.that(
                "dates",
                first <= until + slack,
                f"it is dated {text}, but witnesses saw it by {utc(until)}: forward-dated",
                where,
            )
            checks.that(
                "dates",
                since is None or last >= since - slack,
                f"it is dated {text}, but witnesses saw the log without it at {utc(since or 0)}: back-dated",
                where,
            )
            step = min(ends[place], high) - low
            if since is not None:
                bounded += step
                widest = max(widest, until - since)
            low += step
        before = head
    return DatesReport(report, bounded, witnessed[0].checkpoint.size, widest)


def _zones(found: Walk) -> list[tuple[int, zoneinfo.ZoneInfo]]:
    """From which index on periods are told in which time zone."""
    zones = []
    for index, keys in found.own:
        if "zone" in keys:
            try:
                zones.append((index, zoneinfo.ZoneInfo(keys["zone"])))
            except (zoneinfo.ZoneInfoNotFoundError, ValueError) as error:
                raise NotVerified(
                    "dates", f"the time zone {keys['zone']!r} is not known here", f"entry {index}"
                ) from error
    if not zones:
        raise NotVerified("dates", "the log does not name its time zone", "entry 0")
    return zones


def _zone_at(zones: list[tuple[int, zoneinfo.ZoneInfo]], index: int) -> zoneinfo.ZoneInfo:
    return [zone for start, zone in zones if start <= index or start == zones[0][0]][-1]


def _moments(text: str, zone: zoneinfo.ZoneInfo) -> tuple[int, int]:
    """The first and last second of a period, in seconds since 1970."""
    first, last = period.bounds(text)
    begin = datetime.combine(first, time.min, zone)
    end = datetime.combine(last + timedelta(days=1), time.min, zone)
    return int(begin.timestamp()), int(end.timestamp()) - 1
