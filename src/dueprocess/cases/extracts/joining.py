"""What the desk asks before it joins or assigns a case: which, by which step, and to whom; and how far the
joining of many is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from dueprocess.cases import actions
from dueprocess.cases.actions import together
from dueprocess.cases.extracts.alike import leaves
from dueprocess.cases.models import Joining, JoiningPart
from dueprocess.core import engine
from dueprocess.core.errors import Refused
from dueprocess.docket import extracts as dockets
from dueprocess.docket import wall
from dueprocess.docket.extracts import Opened
from dueprocess.docket.models import Docket
from dueprocess.docket.needs import Actor
from dueprocess.kit import keys
from dueprocess.kit.http import Hidden
from dueprocess.people.models import Person
from dueprocess.rules import rulebooks


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
    return may_own_in(dockets.opened(docket))


def may_own_in(view: Opened) -> tuple[tuple[int, str], ...]:
    """Return the same of a case that was opened already."""
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
        if each.allowed and view.me in each.who and leaves(view.rulebook.steps[each.step], view.rulebook):
            asked = dockets.form(other, step=each.step, viewer=Actor(person=person))
            role = next((way.name for way in asked.form.ways if asked.me in way.people), "")
            return each.step, {"as": role} if role else {}
    raise Refused(
        "still_open",
        _("The other case has to come to its end first; the rules give you no step for that now."),
        None,
    )


@dataclass(frozen=True, slots=True)
class JoiningLine:
    """One case that is to be joined: how far it is, and why it could not be."""

    pk: int
    number: str
    code_name: str
    state: str
    title: str
    why: str


@dataclass(frozen=True, slots=True)
class JoiningPage:
    """A decision to join several cases, and how far it is. `stopped` where one could not be joined."""

    pk: int
    made_at: datetime
    ended_at: datetime | None
    step: str
    reason: str
    by: str
    parts: tuple[JoiningLine, ...]

    @property
    def done(self) -> int:
        """How many are joined."""
        return sum(1 for each in self.parts if each.state == JoiningPart.State.JOINED)

    @property
    def stopped(self) -> tuple[JoiningLine, ...]:
        """Those that could not be joined."""
        return tuple(each for each in self.parts if each.state == JoiningPart.State.STOPPED)


def joinings(docket: Docket) -> tuple[tuple[int, datetime], ...]:
    """Return the decisions about this case that are still carried out: (key, when)."""
    return tuple(docket.joinings.filter(ended_at=None).order_by("pk").values_list("pk", "made_at"))


def joining(docket: Docket, pk: int, viewer: Person) -> JoiningPage:
    """Return one decision to join others into this case. Cases that the viewer may not see stand there
    without number and reason. Raises Hidden where there is none."""
    found = Joining.objects.filter(into=docket, pk=pk).select_related("into").first()
    if found is None:
        raise Hidden("no such joining")
    told = together.decided(found)
    parts = list(found.parts.select_related("docket__case").order_by("pk"))
    seen = wall.visible_to(viewer, Docket.objects.filter(pk__in=[each.docket_id for each in parts]))
    open_ones = set(seen.values_list("pk", flat=True))
    rules = rulebooks.get(docket.rulebook_id)
    return JoiningPage(
        found.pk, found.made_at, found.ended_at, rules.steps[told["step"]].title, told["reason"],
        Person.objects.get(pk=told["person"]).shown_name,
        tuple(_joining_line(each, each.docket_id in open_ones) for each in parts),
    )  # fmt: skip


def _joining_line(part: JoiningPart, seen: bool) -> JoiningLine:
    title = str(JoiningPart.State(part.state).label)
    if not seen:
        return JoiningLine(part.pk, "", "", part.state, title, "")
    case = getattr(part.docket, "case", None)
    return JoiningLine(
        part.pk, part.docket.number, case.code_name if case else "", part.state, title, together.why_not(part)
    )
