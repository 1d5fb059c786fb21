"""The publication policy: how fine the public dates are, and what is published. Knows no case.

A public date finer than the flow of complaints would let one who knows the day of an event find the
whole file. So the size of the organisation decides: days above 1,000 complaints a year, weeks above
100, months below that; and where even that tells too much, `hashes` (tiles and checkpoints only).
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from dueprocess.core.errors import Broken

from .models import Head


class Period(StrEnum):
    """The grain of public dates."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


class Mode(StrEnum):
    """What outsiders are given: every entry, or hashes and checkpoints only (auditors get the entries)."""

    ENTRIES = "entries"
    HASHES = "hashes"


@dataclass(frozen=True)
class Policy:
    """How the record is published: grain of dates, what is given out, and the zone in which days begin."""

    period: Period
    mode: Mode
    zone: str

    def label(self, moment: datetime | date) -> str:
        """The public name of the period in which `moment` lies: `2026-11-21`, `2026-W47` or `2026-11`.

        Weeks are those of ISO 8601. A moment is first moved to the organisation's zone.
        """
        on = (
            moment.astimezone(ZoneInfo(self.zone)).date()
            if isinstance(moment, datetime)
            else moment
        )
        match self.period:
            case Period.DAY:
                return on.isoformat()
            case Period.WEEK:
                year, week, _ = on.isocalendar()
                return f"{year:04d}-W{week:02d}"
            case Period.MONTH:
                return f"{on.year:04d}-{on.month:02d}"

    def starts(self, moment: datetime) -> datetime:
        """When the period in which `moment` lies begins, in the organisation's zone."""
        local = moment.astimezone(ZoneInfo(self.zone))
        on = local.date()
        if self.period is Period.WEEK:
            on -= timedelta(days=on.weekday())
        elif self.period is Period.MONTH:
            on = on.replace(day=1)
        return datetime(on.year, on.month, on.day, tzinfo=ZoneInfo(self.zone))


def first_day(label: str) -> date:
    """The first day of the period that a label names. Raises ValueError for text that is no label."""
    if "W" in label:
        return date.fromisocalendar(int(label[:4]), int(label[6:]), 1)
    return date.fromisoformat(label if len(label) == 10 else f"{label}-01")


def proposed(complaints_a_year: int) -> Policy:
    """What `init` proposes for an organisation of this size (UTC; the caller sets the zone)."""
    if complaints_a_year > 1000:
        period = Period.DAY
    elif complaints_a_year > 100:
        period = Period.WEEK
    else:
        period = Period.MONTH
    mode = Mode.ENTRIES if complaints_a_year >= 12 else Mode.HASHES
    return Policy(period, mode, "UTC")


def of(head: Head) -> Policy:
    """The policy that a head row holds."""
    return Policy(Period(head.period), Mode(head.mode), head.zone)


def current() -> Policy:
    """The policy in force. Raises Broken before the genesis."""
    head = Head.objects.first()
    if head is None:
        raise Broken("The log has no beginning yet. Run `dueprocess init`.")
    return of(head)


def period(moment: datetime | date) -> str:
    """The public label of the period in which `moment` lies, under the policy in force."""
    return current().label(moment)
