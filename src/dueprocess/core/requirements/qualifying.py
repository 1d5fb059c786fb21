"""Until when a completion lets somebody do what the rulebook asks a training for.

The rulebook's engine asks the register for a training by its last day, and for nothing else. This is that
day, so that a step is refused from the day on which a status says that it is.
"""

from __future__ import annotations

from datetime import date

from dueprocess.core.requirements.binding import FOREVER, ONE
from dueprocess.core.requirements.facts import Done, Person
from dueprocess.core.requirements.judging import Judge
from dueprocess.core.requirements.model import Book
from dueprocess.core.rulebook import words


def qualifies_until(book: Book | None, training: str, done: Done, on: date) -> date | None:
    """Return the last day on which a completion has somebody trained in `training` (words of the rulebook),
    as things stand on a day; None: for good. It is the last day on which it counts, with the grace of the
    requirement that asks for it before; where it was voided, the time to finish anew is added. Of several
    requirements the earliest day; where none asks for that training, the completion's own last day.
    """
    name = words.name(training)
    found = book.on(on) if book is not None else None
    days = []
    for row in found.requirements.values() if found else ():
        steps = any(each.startswith("step ") for each in row.before) and name in row.programmes
        if book is None or not (steps or f"training {name}" in row.before):
            continue
        judge = Judge(book, row.id, on)
        days += [judge.after(cover).last_day for _done, cover in judge.covers(Person(done=(done,)))]
    if not days:
        ended = [day - ONE for day in (done.voided_on, done.revoked_on) if day is not None]
        days = [*ended, done.until_on or FOREVER]
    last = min(days)
    return None if last == FOREVER else last
