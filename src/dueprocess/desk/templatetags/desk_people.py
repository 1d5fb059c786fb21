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
def may(context: dict[str, Any]) -> frozenset[str]:
    """Return which parts of the navigation are for whoever is signed in: `desk` (an auditor alone has pages
    of their own), `import`, `oversight`, `training`, `audits`. One query, since every page asks."""
    person = getattr(getattr(context.get("request"), "user", None), "person", None)
    if person is None:
        return frozenset()
    here = people.standing(person, on=clock.now().date())
    wanted = {
        "desk": here.at_desk,
        "import": here.at_desk and Power.IMPORT in here.powers,
        "oversight": here.at_desk and Power.OVERSEE in here.powers,
        "training": here.at_desk and Power.TRAIN in here.powers,
        "standing": here.at_desk and Power.STANDING in here.powers,
        "audits": not here.powers.isdisjoint((Power.AUDIT, Power.OVERSEE)),
    }
    return frozenset(name for name, shown in wanted.items() if shown)
