"""As of which moment a docket's copies speak: they hold from when they are written to when the docket is to
wake. Knows when that is by the acts, and so when it was set otherwise. Changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from dueprocess.core import engine
from dueprocess.docket import outlook, roster
from dueprocess.docket.held import Held
from dueprocess.rules import rulebooks

_TICK = timedelta(microseconds=1)


def as_written(mine: Held, whole: roster.Assembled, at: datetime) -> tuple[engine.State, outlook.View] | None:
    """Return the engine's state, and the copies by it, as the docket's copies have to show them at `at`: as
    of now, or, where the docket is to wake already, as of before that; of one that was erased, as of then.
    None where it is to wake at another moment than its acts, and the pauses of all cases, say."""
    if mine.erasure is not None:  # it wakes no more
        state = engine.state(rulebooks.LIBRARY, whole.engine(), mine.erasure.at)
        return state, outlook.read(state, roster.since(whole.rows))
    if whole.json.get("organisation"):
        whole.json["organisation"] = _pauses(mine, whole, at)
    for moment in _moments(mine, at):
        state = engine.state(rulebooks.LIBRARY, whole.engine(), moment)
        view = outlook.read(state, roster.since(whole.rows))
        if _waits(mine, view, at):
            return state, view
    return None


def _moments(mine: Held, at: datetime) -> Iterator[datetime]:
    """Yield the moments of which the copies may speak: now; or just before the wake, at that very moment
    where something waited to be written down, a look ahead earlier where only a stage might have passed."""
    due = mine.docket.wake_at
    if due is None or due > at:
        yield at
    elif due >= mine.acts[-1].recorded_at:
        yield due - _TICK
        yield due
        yield due - outlook.SOON


def _waits(mine: Held, view: outlook.View, at: datetime) -> bool:
    """Tell whether the docket is to wake when its acts say so (sooner than they say does no harm to come), or
    when a pause of all cases was agreed to."""
    due = mine.docket.wake_at
    if due is None or due > at:
        return view.wake_at is None or (due is not None and due <= view.wake_at)
    return view.wake_at == due or rulebooks.pauses(before=due) != rulebooks.pauses(upto=due)


def _pauses(mine: Held, whole: roster.Assembled, at: datetime) -> list[dict[str, str]]:
    """Return the pauses of all cases that the copies know of."""
    due = mine.docket.wake_at
    found: list[dict[str, str]] = whole.json["organisation"]
    if due is None or due > at:
        return found
    return [each for each in rulebooks.pauses(before=due) if each["pause"] in whole.rulebook.pauses]
