"""`dueprocess stats`: what came in, what was closed, what is open and for how long; what was refused and why,
what was joined, and what was written down late."""

import json
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.core.management.base import BaseCommand, CommandError

from dueprocess.cases import figures
from dueprocess.core.errors import Broken
from dueprocess.core.statistics import Ages, Band, Care, Flow, Tally, Times, periods
from dueprocess.kit import clock
from dueprocess.ledger import policy


class Command(BaseCommand):
    help = (
        "Stock and flow of cases by period, time to close, the age of what is open, refusals by reason, "
        "late entries."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--by", choices=["year", "quarter", "month"], default="year")
        parser.add_argument("--from", type=day, dest="first", help="first day (default: of the first case)")
        parser.add_argument("--to", type=day, dest="last", help="last day (default: today)")
        parser.add_argument(
            "--at", type=day, action="append", help="what was open at the end of that day, and how old"
        )
        parser.add_argument("--json", action="store_true", help="print JSON")

    def handle(self, *args: Any, by: Any, first: date | None, last: date | None, **options: Any) -> None:
        try:
            rules = policy.current()
        except Broken as error:
            raise CommandError(str(error)) from error
        today = rules.day(clock.now())
        at = options["at"] or [today]
        tally, left_out = figures.tally(ZoneInfo(rules.zone), ages_at=at)
        begins = first or (tally.span[0] if tally.span else today)
        spans = list(periods(by, begins, last or max(today, begins)))
        flows = tally.flows(spans)
        times = [tally.times(start, end) for _, start, end in spans]
        cares = [tally.care(start, end) for _, start, end in spans]
        ages = [tally.ages(each) for each in sorted(set(at))]
        if options["json"]:
            value = plain(tally, left_out, flows, times, cares, ages)
            self.stdout.write(json.dumps(value, indent=1, default=date.isoformat))
            return
        for line in tables(tally, left_out, flows, times, cares, ages):
            self.stdout.write(line)


def plain(
    tally: Tally,
    left_out: int,
    flows: Sequence[Flow],
    times: Sequence[Times],
    cares: Sequence[Care],
    ages: Sequence[Ages],
) -> dict[str, Any]:
    """All figures as JSON has them."""
    return {
        "cases": tally.cases + left_out,
        "complaints": tally.cases + left_out,
        "incidents": tally.cases + left_out - tally.joined,
        "dates": {
            **dict.fromkeys(("exact", "partial", "contradictory"), 0),
            **tally.quality,
            "unknown": left_out,
        },
        "periods": [
            asdict(flow) | asdict(time) | asdict(care)
            for flow, time, care in zip(flows, times, cares, strict=True)
        ],
        "time_to_close": asdict(tally.times()),
        "open": [asdict(each) for each in ages],
    }


def tables(
    tally: Tally,
    left_out: int,
    flows: Sequence[Flow],
    times: Sequence[Times],
    cares: Sequence[Care],
    ages: Sequence[Ages],
) -> Iterator[str]:
    """All figures for a terminal."""
    yield f"{tally.cases + left_out:,} cases"
    joined, split = tally.joined, tally.split
    if joined or split:  # each case came in with one complaint of its own, but for what was split off another
        complaints = tally.cases + left_out - split
        incidents = f"{complaints - joined:,} incident{'' if complaints - joined == 1 else 's'}"
        why = [f"{joined:,} joined into other cases"] if joined else []
        why += [f"{split:,} split off other cases"] if split else []
        yield f"  {complaints:,} complaints, {incidents}: {', '.join(why)}"
    if inexact := tally.quality["partial"]:
        yield f"  {inexact:,} with a date known only to the month or year: in no time to close"
    if inexact := tally.quality["contradictory"]:
        yield f"  {inexact:,} closed before they were received: in no time to close"
    if left_out:
        yield f"  {left_out:,} without a known date of receipt: in no figure below"
    yield ""
    yield from _table(
        (
            "period",
            "carried in",
            "received",
            "split off",
            "reopened",
            "closed",
            "carried out",
            "median days",
            "90th pct.",
        ),
        [
            (f.name, f.carried_in, f.received, f.split, f.reopened, f.closed, f.carried_out, t.median, t.p90)
            for f, t in zip(flows, times, strict=True)
        ],
    )
    yield "carried in + received + split off + reopened = closed + carried out"
    if over := sum(care.handed_over for care in cares):
        yield f"Of the closed, {over:,} handed over to another unit or outside"
    whole = tally.times()
    if whole.closings:
        yield (
            f"Time to close, all {whole.closings:,} closings: median {whole.median:,} days, "
            f"90th percentile {whole.p90:,}, longest {whole.longest:,}"
        )
    yield from _refusals(flows, cares)
    if late := sum(care.entered_late for care in cares):
        yield ""
        yield f"Written down more than a day after it happened: {late:,}"
        rows = [(f.name, care.entered_late) for f, care in zip(flows, cares, strict=True)]
        yield from _table(("period", "acts"), rows)
    for each in ages:
        yield ""
        yield f"Open at the end of {each.day}: {each.open:,}" + (
            f", oldest {each.oldest:,} days" if each.open else ""
        )
        if each.open:
            yield from _table(("days open", "cases"), [(_band(band), band.cases) for band in each.bands])


def _refusals(flows: Sequence[Flow], cares: Sequence[Care]) -> Iterator[str]:
    """How many were refused in each period, a row for each reason."""
    reasons = sorted({reason for care in cares for reason in care.refused})
    if not reasons:
        return
    yield ""
    yield f"Refused, by reason: {sum(sum(care.refused.values()) for care in cares):,}"
    rows = [(reason, *(care.refused.get(reason, 0) for care in cares)) for reason in reasons]
    yield from _table(("reason", *(flow.name for flow in flows)), rows)


def _band(band: Band) -> str:
    return f"{band.first}-{band.last}" if band.last is not None else f"{band.first} and more"


def _table(head: Sequence[str], rows: Sequence[Sequence[Any]]) -> Iterator[str]:
    texts = [
        ["" if cell is None else f"{cell:,}" if isinstance(cell, int) else cell for cell in row]
        for row in rows
    ]
    widths = [max(len(row[at]) for row in [list(head), *texts]) for at in range(len(head))]
    for row in [list(head), *texts]:
        yield "  ".join(
            [row[0].ljust(widths[0]), *(c.rjust(w) for c, w in zip(row[1:], widths[1:], strict=True))]
        )


def day(text: str) -> date:
    """Read a day of the command line."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"{text!r} is not a day such as 2026-01-31") from None
