"""Platforms: that whoever is bound can be known without a case, and that there is time to answer."""

from __future__ import annotations

from dueprocess.core.rulebook.checks.sense import Sense
from dueprocess.core.rulebook.model import Period, Unit
from dueprocess.core.saying import say as _


def check(sense: Sense) -> None:
    """Note every platform that binds nobody who can be known beforehand, or leaves no time."""
    for platform in sense.rulebook.platforms.values():
        place = ("platforms", platform.id)
        for name in platform.bound:
            role = sense.rulebook.roles.get(name)
            if role is not None and role.per_case:
                sense.error(
                    (*place, "bound"),
                    _("“%(role)s” is appointed in single cases.", role=role.title),
                    _("Name a role of the register, such as an officer of a unit."),
                )
        for name, period in (("notice", platform.notice), ("urgent", platform.urgent)):
            if period is not None and period.unit is Unit.HOURS:
                sense.error(
                    (*place, name),
                    _("Notice is counted in days."),
                    _("Give days, working days, weeks or months."),
                )
        if platform.urgent is not None and _about(platform.urgent) >= _about(platform.notice):
            sense.error(
                (*place, "urgent"),
                _("The urgent lane closes before the usual one."),
                _("Give less than `notice`, or leave it out."),
            )


_DAYS = {
    Unit.HOURS: 1 / 24,
    Unit.DAYS: 1,
    Unit.WORKING_DAYS: 7 / 5,
    Unit.WEEKS: 7,
    Unit.MONTHS: 30,
    Unit.YEARS: 365,
}
"""About so many days each is, to tell which of two periods is longer."""


def _about(period: Period) -> float:
    return period.count * _DAYS[period.unit]
