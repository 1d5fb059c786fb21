"""What the desk asks before it joins or assigns a case: which, by which step, and to whom."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from dueprocess.cases import actions
from dueprocess.core import engine
from dueprocess.core.errors import Refused
from dueprocess.core.rulebook.model import LoggedAs, Rulebook, Step
from dueprocess.docket import extracts as dockets
from dueprocess.docket import wall
from dueprocess.docket.models import Docket
from dueprocess.docket.needs import Actor
from dueprocess.kit import keys
from dueprocess.people.models import Person


def case_behind(number: str, person: Person) -> Docket:
    """Return the case of this number, or of the complaint of this number.

    Raises Refused("unknown_number") alike where there is none and where this person may not see it.
    """
    found = Docket.objects.filter(number=keys.normal(number)).first()
    if found is None:
        found = actions.find_by_number(number).docket
    if not wall.sees(found, person):
        raise Refused("unknown_number", _("There is no complaint of this number."), None)
    return found


def may_own(docket: Docket) -> tuple[tuple[int, str], ...]:
    """Return who could own the case: those who may take some step in it, by name."""
    view = dockets.opened(docket)
    able = {who for each in engine.permitted(view.state) if each.allowed for who in each.who}
    persons = view.whole.roster.persons
    found = {(persons[who], view.name(who)) for who in able if who in persons}
    return tuple(sorted(found, key=lambda pair: pair[1].casefold()))


def role_for(docket: Docket, step: str, person: Person) -> str:
    """Return the role in which somebody may take a step now, "" where in none."""
    asked = dockets.form(docket, step=step, viewer=Actor(person=person))
    return next((way.name for way in asked.form.ways if asked.me in way.people), "")


def way_to_join(other: Docket, person: Person) -> tuple[str, dict[str, Any]] | None:
    """Return the step by which this person can end the case that is to be joined; None where it has ended.

    Raises Refused("still_open") where there is none: then it has to come to its end by its own way first.
    """
    view = dockets.opened(other, viewer=Actor(person=person))
    if view.state.ended:
        return None
    for each in engine.permitted(view.state, view.me):
        if each.allowed and view.me in each.who and _leaves(view.rulebook.steps[each.step], view.rulebook):
            asked = dockets.form(other, step=each.step, viewer=Actor(person=person))
            role = next((way.name for way in asked.form.ways if asked.me in way.people), "")
            return each.step, {"as": role} if role else {}
    raise Refused(
        "still_open",
        _("The other case has to come to its end first; the rules give you no step for that now."),
        None,
    )


def _leaves(step: Step, rules: Rulebook) -> bool:
    """Tell whether a step is the rulebook's way out for a complaint that goes on elsewhere: it is recorded as
    a joining, it ends the case, and a reason is all that it needs."""
    ends = any(rules.stages[lead.to].end for lead in step.effects.leads_to)
    plain = not step.outcomes and not set(step.demands.needs) - {"reasons"}
    return ends and plain and step.logged_as == LoggedAs.JOINED and not step.effects.joins
