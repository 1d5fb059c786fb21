"""Published figures as pages show them: every release with its report, what figures mean, what waits to be
published. Plain values only: a report tells numbers and codes, never of anybody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from dueprocess.cases.reports import actions, composing, defined, releases
from dueprocess.cases.reports.jobs import waiting
from dueprocess.cases.reports.releases import Held, Release
from dueprocess.core.errors import Broken, Refused
from dueprocess.core.reports import Definitions, Report
from dueprocess.core.suppression import suppress
from dueprocess.kit import clock
from dueprocess.ledger import policy
from dueprocess.tlog.figures import quarter_of, quarters


def published() -> tuple[Release, ...]:
    """Return every release, the newest first."""
    return tuple(reversed(releases.every()))


def release(sha256: str) -> Release | None:
    """Return one release by the SHA-256 of its report; None where none of that name was published."""
    return releases.one(sha256)


def definitions(sha256: str = "") -> Definitions | None:
    """Return the definitions with that SHA-256 ("" for the newest); None where there never were such."""
    if not sha256:
        return defined.definitions()
    try:
        defined.text_of(sha256)
    except KeyError:
        return None
    return next(each for each in defined.versions() if each.sha256 == sha256)


def prepared(sha256: str) -> Report | None:
    """Return a report that was prepared and not published yet."""
    return actions.prepared(sha256)


def consistency(quarter: str) -> Report:
    """Return what a quarter's report says, or would say now, of how decisions kept to the guidance and of the
    register of approaches: as published where it was, else with the same hidden. Raises Refused:
    "no_quarter", "quarter_runs"."""
    before = [each.report for each in releases.every() if each.report is not None]
    last = next((each for each in reversed(before) if each.quarter == quarter), None)
    if last is not None and "guidance.decisions" in last.by_id:
        return last
    return suppress(composing.consistency(quarter), before).report


@dataclass(frozen=True, slots=True)
class Quarter:
    """A quarter since the record began. `release` is the newest of it, `releases` how many there are;
    `running_until` is its last day where it is not over; `why_not` says why it cannot be published."""

    name: str
    release: Release | None
    releases: int
    running_until: date | None
    why_not: str


def every_quarter() -> tuple[Quarter, ...]:
    """Return every quarter since the record began, the running one first; none before it has begun."""
    try:
        running = quarter_of(policy.current().label(clock.now()))
        names = quarters(composing.begun(), running)
    except Broken:
        return ()
    of: dict[str, list[Release]] = {}
    for each in releases.every():
        of.setdefault(each.quarter, []).append(each)
    over = list(reversed(names[:-1]))
    why = _why_not(over[0]) if over else ""
    for_all = policy.current().publish is policy.Publish.HASHES
    found = [_quarter(running, of, running_until=composing.span(running).to_on)]
    found += [_quarter(name, of, why_not=why if for_all or name == over[0] else "") for name in over]
    return tuple(found)


def _quarter(
    name: str, of: dict[str, list[Release]], *, running_until: date | None = None, why_not: str = ""
) -> Quarter:
    told = of.get(name, [])
    return Quarter(name, told[-1] if told else None, len(told), running_until, why_not)


def _why_not(quarter: str) -> str:
    """Return why the last quarter that is over cannot be published; "" where it can."""
    try:
        composing.ready(quarter)
    except Refused as error:
        return str(error)
    return ""


__all__ = [
    "Definitions",
    "Held",
    "Quarter",
    "Release",
    "Report",
    "consistency",
    "definitions",
    "every_quarter",
    "prepared",
    "published",
    "release",
    "waiting",
]
