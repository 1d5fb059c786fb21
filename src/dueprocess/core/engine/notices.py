"""Notices: who is owed which letter from which act, by when, and whether it went out and arrived.

Knows the list of what is owed and how each stands. Must not know letters' texts or how they are sent.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

from dueprocess.core.deadlines import period_ends
from dueprocess.core.engine import events, finality, undoing
from dueprocess.core.engine.fold import Fold
from dueprocess.core.engine.strands import Owed


class Delivery(StrEnum):
    """How a notice stands."""

    WAITING = "waiting"
    OWED = "owed"
    LATE = "late"
    SENT = "sent"
    RECEIVED = "received"
    OPTIONAL = "optional"
    """It may be sent, and nobody has said that it is to go out."""


class NoticeState(NamedTuple):
    """One notice to one addressee. `n` is the act that owes it, or the note that wrote down what happened by
    itself; None while that has not been written down yet: it cannot be noted as sent before."""

    n: int | None
    strand: int | None
    to: str
    who: str
    letter: str | None
    state: Delivery
    owed_at: datetime
    last_day: date | None
    due_at: datetime | None
    sent_at: datetime | None = None
    received_at: datetime | None = None
    waits_for: tuple[str, ...] = ()
    withholds: tuple[str, ...] = ()
    optional: bool = False
    order: int = 0


def listing(fold: Fold) -> list[NoticeState]:
    """Every notice, in the order in which they are to go out."""
    return [_state(fold, index, owed) for index, owed in enumerate(fold.owed)]


def astray(fold: Fold, annulled: Collection[int | None]) -> list[NoticeState]:
    """The letters that went out about acts that were annulled since, or about what time did by itself and by
    what stands now never did: nothing owes them, and whoever has them should be told."""
    done = {lapse.code for lapse in fold.lapses}
    gone = {n for n, what in fold.noted.items() if what not in done} | set(annulled)
    found = []
    for n in sorted({*fold.sent, *fold.received} & gone, key=lambda n: n or 0):
        sent, received = fold.sent.get(n, {}), fold.received.get(n, {})
        for to in dict.fromkeys((*sent, *received)):
            went, got = sent[to][0] if to in sent else None, received.get(to)
            at = went or got or fold.now
            how = Delivery.RECEIVED if got else Delivery.SENT
            found.append(NoticeState(n, None, to, to, None, how, at, None, None, went, got))
    return found


def _state(fold: Fold, index: int, owed: Owed) -> NoticeState:
    spans = fold.spans(owed.strand, "") if owed.strand is not None else ()
    by_time = owed.lapse is not None and owed.lapse.kind != undoing.UNDONE
    day = finality.day(fold, owed.at) if by_time else fold.clock.day_of(owed.at)
    ending = period_ends(fold.clock, owed.tell.within, day=day, at=owed.at, spans=spans)
    waits = tuple(
        step
        for step in owed.tell.first
        if not any(act.seq > owed.seq and not act.void for act in fold.by_step.get(step, ()))
    )
    sent = received = None
    if owed.n is not None:
        got = events.receipt(fold, owed.n, owed.to)
        received = got[0] if got else None
        noted = fold.sent.get(owed.n)
        for name in events.names(fold, owed.to) if noted else ():
            found = noted.get(name) if noted else None
            sent = sent or (found[0] if found else None)
    if received is not None:
        state = Delivery.RECEIVED
    elif sent is not None:
        state = Delivery.SENT
    elif not owed.chosen:
        state = Delivery.OPTIONAL
    elif waits:
        state = Delivery.WAITING
    elif ending.at is not None and fold.now >= ending.at and not owed.tell.optional:
        state = Delivery.LATE
    else:
        state = Delivery.OWED
    return NoticeState(
        owed.n,
        owed.strand.name if owed.strand is not None else None,
        owed.to,
        owed.who,
        owed.letter,
        state,
        owed.at,
        ending.last_day,
        ending.at,
        sent,
        received,
        waits,
        owed.tell.withholds,
        owed.tell.optional,
        index,
    )
