"""What the pages of the register say with filters: titles of roles, and roles held only in units."""

from collections.abc import Iterable, Mapping

from django import template

from dueprocess.people.extracts import RoleHeld

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
