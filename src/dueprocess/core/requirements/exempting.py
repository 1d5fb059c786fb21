"""Whether an exemption may be given, by the requirement's own rule."""

from __future__ import annotations

from datetime import date

from dueprocess.core.deadlines import Clock
from dueprocess.core.errors import Refused
from dueprocess.core.requirements.binding import ends
from dueprocess.core.requirements.model import Requirement
from dueprocess.core.saying import say as _
from dueprocess.core.saying import say_day


def may_exempt(row: Requirement, clock: Clock, *, ground: str, from_on: date, until_on: date) -> None:
    """Raise Refused, with the requirement's clause, where it knows no exemption ("no_exemption"), not on this
    ground ("ground"), or not for so long ("too_long"). Who may give it, `row.exemption.by` says."""
    clause, rule = row.clause or None, row.exemption
    if rule is None:
        raise Refused("no_exemption", _("“%(title)s” knows no exemption.", title=row.title), clause)
    if ground not in rule.grounds:
        grounds = ", ".join(rule.grounds)
        raise Refused("ground", _("It can only be given for: %(grounds)s.", grounds=grounds), clause)
    last = ends(clock, rule.at_most, from_on)
    if until_on > last:
        said = _("It can last %(most)s at most: until %(last)s.", most=rule.at_most, last=say_day(last))
        raise Refused("too_long", said, clause)
