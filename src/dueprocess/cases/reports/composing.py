"""A quarter's report, put together: what anyone can count, what only the organisation can, and how long
cases took. Reads and counts; writes nothing and publishes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from dueprocess.cases.reports import consistent, counting, durations
from dueprocess.cases.reports.defined import definitions
from dueprocess.core import survival
from dueprocess.core.errors import Refused
from dueprocess.core.reports import Cell, Checked, Definition, Figure, Report, State
from dueprocess.kit import clock
from dueprocess.ledger import counted, policy
from dueprocess.ledger import extracts as ledger
from dueprocess.tlog import figures
from dueprocess.tlog.period import bounds

SHOWN = 9
"""So many quarters are shown: the report's own, and those of the two years before it."""
YEARS_BACK = 8
"""Of so many quarters, the report's own with them, cases are followed until they are closed."""
STEP = 14
"""Days between the points of the curve."""
CURVE = 730
GRACE = timedelta(hours=1)
"""So long after a quarter an entry of its last day may still be on its way into the log."""


@dataclass(frozen=True)
class Span:
    """A quarter as the record dates it: its periods, their first and last day, and its moments in the
    organisation's zone, the second excluded."""

    quarter: str
    first: str
    last: str
    from_on: date
    to_on: date
    begins: datetime
    ends: datetime


def span(quarter: str) -> Span:
    """Return a quarter as the record dates it now."""
    rules = policy.current()
    first, last = figures.labels(quarter, rules.granularity)
    from_on, to_on = bounds(first)[0], bounds(last)[1]
    ends = rules.midnight(to_on + timedelta(days=1))
    return Span(quarter, first, last, from_on, to_on, rules.midnight(from_on), ends)


def ready(quarter: str) -> Span:
    """Return the span of a quarter that can be reported.

    Raises Refused: "no_quarter" for a name that is none or a quarter before the record began,
    "quarter_runs" for one that is not over, "hashes_only" where outsiders are not given the entries by which
    they could check a report.
    """
    if policy.current().publish is policy.Publish.HASHES:
        why = _("This record publishes hashes only: nobody outside could recompute a figure.")
        raise Refused("hashes_only", why)
    return over(quarter)


def over(quarter: str) -> Span:
    """Return the span of a quarter that is over. Raises Refused as `ready`, but for "hashes_only"."""
    if not figures.QUARTER.fullmatch(quarter):
        raise Refused("no_quarter", _("{name} is no quarter. Write 2026-Q3.").format(name=repr(quarter)))
    found = span(quarter)
    if clock.now() < found.ends + GRACE:
        why = _("{quarter} is not over: its last day is {day}.")
        raise Refused("quarter_runs", why.format(quarter=quarter, day=found.to_on.isoformat()))
    if quarter < begun():
        why = _("The record began in {quarter}. There is nothing to report before.")
        raise Refused("no_quarter", why.format(quarter=begun()))
    return found


def begun() -> str:
    """Return the quarter in which the record began. Raises Broken where it has not."""
    policy.current()
    record = ledger.record()
    assert record is not None
    return figures.quarter_of(record.begun)


def compose(quarter: str, *, replaces: str = "", reason: str = "") -> Report:
    """Put the report of a quarter together, over the log as it stands. Raises Refused as `ready` does.

    Nothing is hidden in it yet: it is not for publication.
    """
    at = ready(quarter)
    size, public = _counted(quarter)
    shown = figures.quarters(begun(), quarter)[-SHOWN:]
    anyone = public.recompute(quarter, shown)
    own = counting.count(quarter, begins=at.begins, ends=at.ends, size=size)
    own |= consistent.count(quarter, size=size)
    own |= _followed(at)
    told = tuple(_figure(each, anyone, own, quarter) for each in definitions().figures)
    return replace(_empty(at, shown, size), figures=told, replaces=replaces, reason=reason)


def consistency(quarter: str) -> Report:
    """Put together only how far decisions kept to the guidance, and what came to the register of approaches:
    for those who look at it inside. Raises Refused as `over`. Nothing is hidden in it yet."""
    at = over(quarter)
    size, _public = _counted(quarter)
    own = consistent.count(quarter, size=size)
    told = tuple(_figure(each, {}, own, quarter) for each in definitions().figures if each.id in own)
    return replace(_empty(at, [quarter], size), figures=told)


def _counted(quarter: str) -> tuple[int, figures.Counts]:
    while counted.count_on():
        pass
    return counted.counts(quarter)


def _empty(at: Span, shown: list[str], size: int) -> Report:
    """Return a report without figures."""
    rules = policy.current()
    record = ledger.record()
    assert record is not None
    return Report(
        origin=record.origin,
        quarter=at.quarter,
        first=at.first,
        last=at.last,
        from_on=at.from_on.isoformat(),
        to_on=at.to_on.isoformat(),
        granularity=str(rules.granularity),
        zone=rules.zone,
        size=size,
        definitions=definitions().sha256,
        quarters=tuple(shown),
        figures=(),
    )


def _figure(means: Definition, anyone: dict[str, figures.Cells], own: counting.Parts, quarter: str) -> Figure:
    if means.checked is Checked.ANYONE:
        cells = [_cell(key, value) for key, value in anyone[means.id].items()]
    else:
        cells = [_cell(part.key, part.number, part.label) for part in own[means.id]]
    total = means.total.replace("QUARTER", quarter)
    return Figure(means.id, means.checked, means.unit, tuple(cells), total)


def _cell(key: str, value: int | None, label: str = "") -> Cell:
    return Cell(key, value, State.NONE if value is None else State.GIVEN, label)


def _followed(at: Span) -> counting.Parts:
    """The survival curve of the cases received in the two years to the end of the quarter, in steps that are
    wider than any period of the record: it shows no single day."""
    since = at.quarter
    for _quarter in range(YEARS_BACK - 1):
        since = figures.before(since)
    rules = policy.current()
    days, closed = durations.durations(since=span(since).begins, ends=at.ends, zone=ZoneInfo(rules.zone))
    found = survival.median(days, closed)
    ends = {"median": found.median, "low": found.low, "high": found.high}
    shares = {"survival.open": 1, "survival.low": 2, "survival.high": 3}
    parts: counting.Parts = {"survival": [counting.Part(key, value) for key, value in ends.items()]}
    for name, place in shares.items():
        parts[name] = [counting.Part(str(point[0]), round(1000 * point[place])) for point in _steps(found)]
    parts["survival.cases"] = [
        counting.Part("cases", len(days)),
        counting.Part("closed", sum(closed)),
    ]
    return parts


def _steps(found: survival.Survival) -> Iterator[survival.Point]:
    """The curve as it stands on every so-many-th day, as long as somebody was seen so long."""
    place = 0
    for day in range(0, CURVE + 1, STEP):
        if not found.curve or day > found.curve[-1][0]:
            return
        while place + 1 < len(found.curve) and found.curve[place + 1][0] <= day:
            place += 1
        yield (day, *found.curve[place][1:])
