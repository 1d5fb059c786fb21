"""What speaks against an hour, in words; and how days and hours are told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from django.utils.translation import gettext as _

from dueprocess.core.clashes import Against, Clash
from dueprocess.kit.components import absolute


def day(value: date | None) -> str:
    """Return a day in the words of the page."""
    return absolute(value)


def clash(each: Clash, names: Mapping[str, str]) -> str:
    """Return one thing that speaks against an hour, as a sentence."""
    who = names.get(each.who, each.who)
    if each.against is Against.PAST:
        return _("It lies in the past.")
    if each.against is Against.TOO_SOON:
        return _("It is too soon: the day would have had to be fixed by {day}.").format(day=day(each.first))
    if each.against is Against.BY_CONSENT:
        said = _(
            "It is so soon only with the consent of all parties: without it, it had to be fixed by {day}."
        )
        return said.format(day=day(each.first))
    if each.against is Against.ENGAGED:
        return _("{who} has another appointment then.").format(who=who)
    if each.against is Against.AWAY:
        if each.until is None:
            return _("{who} is away from {first} on.").format(who=who, first=day(each.first))
        if each.until == each.first:
            return _("{who} is away on {first}.").format(who=who, first=day(each.first))
        said = _("{who} is away from {first} to {until}.")
        return said.format(who=who, first=day(each.first), until=day(each.until))
    return _("It is no working day.")


def clashes(found: Iterable[Clash], names: Mapping[str, str]) -> tuple[str, ...]:
    """Return all that speaks against an hour."""
    return tuple(clash(each, names) for each in found)
