"""What the pages of the register say with filters: titles of roles, and roles held only in units."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import template

from dueprocess.kit import clock
from dueprocess.people import extracts as people
from dueprocess.people.extracts import RoleHeld
from dueprocess.people.models import Power

register = template.Library()


@register.filter
def role_title(titles: Mapping[str, str], role: str) -> str:
    """`{{ titles|role_title:role }}`; a role of an earlier rulebook is shown by its name."""
    return titles.get(role) or role.replace("_", " ").capitalize()


@register.filter
def only_in_units(holders: Iterable[RoleHeld], whole: str) -> bool:
    """Tell whether every holder has the role for a unit, and none for the organisation, whose one root is
    called `whole`."""
    return all(each.unit and each.unit != whole for each in holders)


@register.simple_tag(takes_context=True)
def oversees(context: dict[str, Any]) -> bool:
    """Tell whether whoever is signed in oversees: only they are led to that page."""
    return _holds(context, Power.OVERSEE)


@register.simple_tag(takes_context=True)
def imports(context: dict[str, Any]) -> bool:
    """Tell whether whoever is signed in may import earlier registers."""
    return _holds(context, Power.IMPORT)


@register.simple_tag(takes_context=True)
def audits(context: dict[str, Any]) -> bool:
    """Tell whether whoever is signed in audits, or oversees."""
    return _holds(context, Power.AUDIT) or _holds(context, Power.OVERSEE)


@register.simple_tag(takes_context=True)
def at_desk(context: dict[str, Any]) -> bool:
    """Tell whether whoever is signed in has work at the desk: an auditor alone has pages of their own."""
    person = getattr(getattr(context.get("request"), "user", None), "person", None)
    return person is not None and people.at_desk(person, on=clock.now().date())


def _holds(context: dict[str, Any], power: Power) -> bool:
    person = getattr(getattr(context.get("request"), "user", None), "person", None)
    return person is not None and power in people.powers(person, on=clock.now().date())
