"""The federation keeps files no longer than needed: a schedule that two adopted, a legal hold, a list that
two erased, and one that waits for the second of them. Must not decide what may go.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping
from datetime import datetime, timedelta

from dueprocess.core.errors import Refused
from dueprocess.demo import building, moments
from dueprocess.demo.building import Federation
from dueprocess.demo.stories import long_ago
from dueprocess.demo.telling import Telling
from dueprocess.docket import retention
from dueprocess.docket.actions import keeping, put_hold
from dueprocess.docket.actions.erasure_lists import SEEN_FOR, propose_erasure, settle_erasure
from dueprocess.docket.models import Docket
from dueprocess.docket.needs import Actor
from dueprocess.rules import actions as rules

ADOPTED, HELD, ERASED, WAITS = 590, 402, 46, 4
"""So many days ago the schedule was adopted, a hold was put, a list was proposed, another was proposed that
can be agreed to by now."""
GONE, NEXT = 3, 2
"""So many files were erased together, and so many stand on the list that waits."""
HOLD = long_ago.KEYS
"""What is under a legal hold."""


def run(built: Federation, told: Mapping[str, Telling], now: datetime) -> Generator[datetime]:
    """Live through it: yields the moment of what comes next. Stories that are not told are passed over."""
    officer, registrar = built.cast["data_officer"], built.cast["registrar"]
    yield _ago(now, ADOPTED)
    adopted_on = moments.local(now).date() - timedelta(days=ADOPTED + 12)
    row = rules.propose_adoption(
        what=rules.RETENTION, text=building.shipped("retention/standard.toml"), by=built.cast["secretary"],
        adopted_by="Federation meeting", adopted_on=adopted_on,
    )  # fmt: skip
    yield _ago(now, ADOPTED - 2)
    rules.settle_adoption(proposal=row.pk, agree=True, by=built.cast["oversight_member"])
    yield _ago(now, HELD)
    if HOLD.code in told and (docket := told[HOLD.code].docket) is not None:
        reason = "The former officers have told us that they will claim what they paid for the hall."
        put_hold(docket=docket, by=Actor(person=officer), reason=reason)
    yield _ago(now, ERASED)
    if gone := _may_go(told)[:GONE]:
        listed = propose_erasure(dockets=gone, by=officer, alone=len(gone) == 1)
        yield _ago(now, ERASED - SEEN_FOR.days - 1)
        settle_erasure(proposal=listed.pk, agree=True, by=registrar, alone=len(gone) == 1)
    yield _ago(now, WAITS)
    if waits := _may_go(told)[:NEXT]:
        propose_erasure(dockets=waits, by=officer, alone=len(waits) == 1)


def _may_go(told: Mapping[str, Telling]) -> list[int]:
    """Return which files of the first year may be erased now, the oldest first. Where a child turned out to
    be a party, the schedule keeps it."""
    found = []
    for story in long_ago.STORIES:
        docket = told[story.code].docket if story.code in told else None
        if docket is None or Docket.objects.get(pk=docket.pk).key_wrapped is None:
            continue
        try:
            retention.may_go(Docket.objects.get(pk=docket.pk))
        except Refused:
            continue
        found.append(docket.pk)
    return found


def _ago(now: datetime, days: int) -> datetime:
    return moments.on_clock(moments.local(now).date() - timedelta(days=days), 10 * 60 + days % 50)


def reckon() -> None:
    """Work out until when each closed file is kept, as the night does."""
    while keeping.work_out() == keeping.AT_ONCE:
        pass
