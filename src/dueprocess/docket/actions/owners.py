"""Whose docket it is: at the start whoever is next on the rota, later whoever a step appoints. Pure choice
over counts; an owner is recorded with the act, so that the copy can be rebuilt."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from django.db.models import Count

from dueprocess.core import engine
from dueprocess.core.engine import bodies
from dueprocess.core.rulebook.model import Settled
from dueprocess.core.rulebook.ways import all_effects
from dueprocess.docket import circles, direct, kinds, mentions, roster, ties
from dueprocess.docket.models import Docket, PersonKey
from dueprocess.docket.models.dockets import YES
from dueprocess.docket.roster import Assembled
from dueprocess.docket.sealing import person_tag
from dueprocess.kit import clock

WORK = tuple(name for name, kind in kinds.KINDS.items() if not kind.apart)
"""Kinds of docket that are work: whoever entered an approach has no more of it than others."""
UNASSIGNED = "docket.unassigned"
"""The job that looks after a docket that nobody takes forward (`actions.unassigned`)."""


def after(
    whole: Assembled, facts: Mapping[str, Any], state: Any, *, opening: bool, but: Collection[str] = ()
) -> str:
    """Return the local key of the owner that this act makes, or "" where it stays as it is. Nobody of `but`
    comes into it by the rota: of them a party may speak."""
    for name, people in (facts.get("appoints") or {}).items():
        if name in whole.rulebook.roles and people and _takes_steps(whole, name):
            return str(people[0])
    if state is not None and (opening or lost(whole, facts, but)):
        return following(whole, state, but)
    return ""


def _takes_steps(whole: Assembled, role: str) -> bool:
    """Tell whether a role takes any step by itself: who only speaks for a side takes no case forward."""
    return any(who.name == role for step in whole.rulebook.steps.values() for who in step.by)


def lost(whole: Assembled, facts: Mapping[str, Any], but: Collection[str]) -> bool:
    """Tell whether this act shuts the owner out: they are a party to it, or may be, or hold an office in a
    unit that is a respondent, or have a conflict. Whoever is merely mentioned goes on with what they owe."""
    came = [*(facts.get("adds") or {}).values()]
    if isinstance(facts.get("parties"), Mapping):
        came += facts["parties"].values()
    named = {*but, *(str(each["person"]) for each in came if each.get("person"))}
    if facts.get("note") == "conflict" and not mentions.is_mention(facts):
        named.add(str(facts.get("who", "")))
    elif facts.get("note") == "stepped_down":
        named.add(str(facts["who"]))
    named.update(_confirmed(whole, facts))
    owner = whole.docket.owner
    if not owner:
        return False
    if any(tag(whole, key) == owner for key in named):
        return True
    person = next((each for each in whole.roster.persons.values() if person_tag(each) == owner), None)
    units = ties.accused({str(n): each for n, each in enumerate(came)})
    return person is not None and ties.shut_out(person, units.values(), on=clock.now().date())


def _confirmed(whole: Assembled, facts: Mapping[str, Any]) -> Iterator[str]:
    """Yield of whom an act confirms a conflict that was said."""
    step = whole.rulebook.steps.get(str(facts.get("step")))
    if step is not None and step.effects_with(facts.get("outcome")).conflict is Settled.CONFIRMED:
        yield from (str(row.facts["who"]) for row in whole.rows if row.n == facts.get("conflict"))


def following(whole: Assembled, state: Any, but: Collection[str] = ()) -> str:
    """Return who takes the docket over, of all who may the one that owns the fewest open ones; "" if nobody
    may. Where its owner was appointed in the case: who else holds that role there, else whoever acts instead
    by the rules, else whoever may appoint somebody in their place. Of any other: who may take the step that
    is due first."""
    if roles := _appointed_as(whole, state):
        return _in_place(whole, state, roles, but)
    steps = [each for each in engine.permitted(state) if each.allowed]
    due = [each for each in steps if each.due]
    for permission in sorted(due, key=_first) + steps:
        if found := _one_of(whole, permission.who, but):
            return found
    return ""


def _appointed_as(whole: Assembled, state: Any) -> list[str]:
    """Return to which roles the owner of a docket was appointed in it."""
    fold = state._fold
    persons, owner = whole.roster.persons, whole.docket.owner
    mine = {key for key, person in persons.items() if owner and person_tag(person) == owner}
    roles = [name for name, role in fold.book.rulebook.roles.items() if role.per_case]
    return [each for each in roles if not mine.isdisjoint(fold.appointees(each))]


def _in_place(whole: Assembled, state: Any, roles: Collection[str], but: Collection[str]) -> str:
    """Return who comes in the place of an owner who was appointed to these roles; "" if nobody does."""
    fold = state._fold
    for name in dict.fromkeys(each for role in roles for each in bodies.instead(fold, role)):
        if found := _one_of(whole, bodies.able(fold, fold.main, name), but):
            return found
    for permission in engine.permitted(state):
        if not permission.allowed:
            continue
        step = whole.rulebook.steps[permission.step]
        appoints = {name for what in all_effects(step) for name in what.appoints}
        if not appoints.isdisjoint(roles) and (found := _one_of(whole, permission.who, but)):
            return found
    return ""


def _one_of(whole: Assembled, keys: Collection[str], but: Collection[str]) -> str:
    """Return of these who owns the fewest open dockets; "" where none of them comes into it."""
    persons = whole.roster.persons
    able = [key for key in keys if key in persons and key not in but]
    there = circles.inside(whole.docket, whole.rows, [persons[key] for key in able])
    able = [key for key in able if persons[key] in there and person_tag(persons[key]) != whole.docket.owner]
    return _least(able, persons) if able else ""


def _least(able: Collection[str], persons: Mapping[str, int]) -> str:
    """Return who of these owns the fewest open dockets."""
    tags = {key: person_tag(persons[key]) for key in able}
    counts = dict(
        Docket.objects.filter(owner__in=list(tags.values()), kind__in=WORK, is_open__in=YES)
        .order_by()
        .values_list("owner")
        .annotate(count=Count("pk"))
    )
    return min(able, key=lambda key: (counts.get(tags[key], 0), persons[key]))


def reader(whole: Assembled, *, but: Collection[str]) -> str:
    """Return who looks at a message that nobody has classified: of those who hold a role that may act in a
    case once it is open, whoever owns the fewest; "" if nobody does. Nobody of `but`."""
    rules = whole.rulebook
    starts = sorted(
        (step for step in rules.steps.values() if step.opens_case), key=lambda step: not step.needs_no_office
    )
    leads = starts[0].effects_with(None).leads_to if starts else ()
    first = leads[0].to if leads else next(iter(rules.stages))
    acting = [*starts, *(step for step in rules.steps.values() if first in step.stages)]
    for role in dict.fromkeys(who.name for step in acting for who in step.by):
        able = [
            key
            for key, held in whole.roster.appointments
            if held == role and key in whole.roster.people and key not in but
        ]
        if able:
            return _least(able, whole.roster.persons)
    return ""


def _first(permission: Any) -> str:
    moments = [deadline.due_at.isoformat() for deadline in permission.due if deadline.due_at is not None]
    return min(moments, default="9999")


def standing(whole: Assembled) -> str:
    """Return the tag of whose docket it is by what stands, also where they hold no office any more."""
    key = roster.owner(whole.rows)
    if found := tag(whole, key):
        return found
    where = "docket_id = %s AND key = %s"
    return next((tag for (tag,) in direct.values(PersonKey, ("tag",), where, (whole.docket.pk, key))), "")


def tag(whole: Assembled, key: str) -> str:
    """Return the tag under which an owner's dockets are listed."""
    person = whole.roster.persons.get(key)
    return person_tag(person) if person is not None else ""
