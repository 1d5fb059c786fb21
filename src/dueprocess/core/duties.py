"""When a duty outside single cases is next to be done: so long after it was done last, or after the rules
came into force that ask for it.

Knows days. Must not know who has the duty, nor what a case is.
"""

from __future__ import annotations

from datetime import date

from dueprocess.core.deadlines import Clock, Ending, period_ends
from dueprocess.core.rulebook.model import Period


def due(clock: Clock, every: Period, since: date) -> Ending:
    """Return the last day on which it is in time, and the moment from which it is late. `since` is the day on
    which it was done last, or on which the rules came into force; it is counted as a deadline of a case
    is."""
    return period_ends(clock, every, day=since, at=clock.begins(since))
