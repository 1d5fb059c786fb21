"""Sealing the journal of who read what: one root for each closed period. Knows bytes and times only.

The journal itself lies in the room that keeps it; who reads stays unseen outside, but nobody can alter or
drop a line of a sealed period: its RFC 6962 root is committed in the log.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from dueprocess.kit import clock
from dueprocess.tlog import period as periods
from dueprocess.tlog.period import Granularity
from dueprocess.tlog.tree import CompactRange, leaf_hash

from . import actions, policy, state
from .models import Head, RecordAct

Reader = Callable[[datetime, datetime], Iterable[bytes]]
_readers: list[Reader] = []
_SETTLED = timedelta(minutes=10)


def read_with(reader: Reader) -> None:
    """Register a room's journal: its lines from one moment up to another, in a fixed order, each as bytes
    that hold a salt of their own."""
    _readers.append(reader)


def root(since: datetime, until: datetime) -> tuple[bytes, int]:
    """Root and number of the journal's lines from `since` up to `until`, of all rooms in order."""
    lines = CompactRange()
    for reader in _readers:
        for line in reader(since, until):
            lines.append(leaf_hash(line))
    return lines.root(), lines.size


def seal_closed() -> list[RecordAct]:
    """Seal every closed period that is not sealed yet, from the genesis on; safe to run any number of times.

    A period counts as closed ten minutes after its end, when no act of it can still be on its way.
    """
    if not Head.objects.exists():
        return []
    rules, done = policy.current(), []
    end = rules.starts(clock.now() - _SETTLED)
    start = rules.starts(_sealed_until())
    while start < end:
        following = _following(rules, start)
        lines, count = root(start, following)
        act = actions.seal_access(period=rules.label(start), root=lines, count=count)
        if act is not None:
            done.append(act)
        start = following
    return done


@state.check("journal")
def _rewritten() -> Iterator[str]:
    """The lines of every sealed period are still those of which the root was sealed."""
    zone = ZoneInfo("UTC")
    for act in RecordAct.objects.order_by("id"):
        zone = ZoneInfo(act.payload["zone"]) if "zone" in act.payload else zone
        if act.kind != "access.sealed" or "root" not in act.payload:
            continue  # a payload that was altered, the check of the payloads names
        first, last = periods.bounds(act.period)
        since, until = (
            datetime(day.year, day.month, day.day, tzinfo=zone) for day in (first, last + timedelta(days=1))
        )
        lines, count = root(since, until)
        if (lines.hex(), count) != (act.payload.get("root"), act.payload.get("count")):
            yield f"the read journal of {act.period} is not the one that was sealed: {count} lines"


def _sealed_until() -> datetime:
    """The first moment that no sealed period covers; where the grain changed, some lines are sealed twice."""
    last = RecordAct.objects.filter(kind="access.sealed").order_by("-id").first()
    if last is None:
        return RecordAct.objects.filter(kind="log.genesis").get().recorded_at
    _, day = periods.bounds(last.period)
    rules = policy.current()
    return rules.midnight(day + timedelta(days=1))


def _following(rules: policy.Policy, start: datetime) -> datetime:
    longest = {Granularity.DAY: 1, Granularity.WEEK: 7, Granularity.MONTH: 31}[rules.granularity]
    return rules.starts(rules.midnight(rules.day(start) + timedelta(days=longest)))
