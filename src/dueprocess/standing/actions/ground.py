"""What every change here needs: who may make it, and the binding of its rows to the log."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.utils.translation import gettext as _

from dueprocess.core.errors import Refused
from dueprocess.kit import clock
from dueprocess.ledger import actions as record
from dueprocess.people.models import Grant, Person, Power
from dueprocess.standing.binding import CHANGED, commitment, name_of
from dueprocess.standing.models import Kept

AT_ONCE = 2_000
"""Rows in one act of the record."""


def held(by: Person) -> frozenset[str]:
    """Return the powers that somebody holds today."""
    running = Grant.objects.running(clock.now().date()).filter(person=by)
    return frozenset(running.values_list("power", flat=True))


def may(by: Person, powers: Collection[Power]) -> frozenset[str]:
    """Return the powers somebody holds; raise Refused("no_power") where it is none of these."""
    found = held(by)
    if not found & set(powers):
        needed = _(" or ").join(str(power.label) for power in powers)
        raise Refused("no_power", _("This needs the power: {needed}.").format(needed=needed), None)
    return found


def bind(
    what: str, by: Person | None, rows: Iterable[Kept] = (), gone: Iterable[tuple[str, int]] = ()
) -> None:
    """Bind rows as they stand, and say of which that they are gone; the last write of its transaction."""
    said = [[name_of(row), row.pk, commitment(row)] for row in rows]
    left = [[name, pk] for name, pk in gone]
    while True:
        part = {"what": what, "by": by.pk if by else None, "rows": said[:AT_ONCE], "gone": left[:AT_ONCE]}
        record.bind(CHANGED, part)
        said, left = said[AT_ONCE:], left[AT_ONCE:]
        if not said and not left:
            return
