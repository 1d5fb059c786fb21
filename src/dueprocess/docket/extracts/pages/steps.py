"""What can be done in a docket, and the form for a step."""

from __future__ import annotations

from collections import Counter
from types import MappingProxyType
from typing import Any

from django.utils.translation import gettext as _

from dueprocess.core import engine
from dueprocess.core.engine import Permission
from dueprocess.docket import evidence, resting, roster
from dueprocess.docket.extracts import telling, touching
from dueprocess.docket.extracts.mentioned import passage
from dueprocess.docket.extracts.opened import Opened, opened
from dueprocess.docket.extracts.pages.times import deadline
from dueprocess.docket.extracts.values import (
    Named,
    StepForm,
    StepLine,
)
from dueprocess.docket.models import Docket
from dueprocess.docket.needs import Actor
from dueprocess.docket.resting import Basis
from dueprocess.kit.components import worded
from dueprocess.kit.http import Hidden


def form(
    docket: Docket, *, step: str, viewer: Actor, strand: int | None = None, outcome: str | None = None
) -> StepForm:
    """Return the form for a step as it stands now. `form.refusal` says why it cannot be taken, if so.

    Raises Hidden for a step that the rulebook does not have.
    """
    view = opened(docket, viewer=viewer, step=step)
    return form_of(view, step=step, me=view.me, strand=strand, outcome=outcome)


def form_of(view: Opened, *, step: str, me: str, strand: int | None, outcome: str | None) -> StepForm:
    """Return the form of a step of a docket that was opened already, as `me` (a local key) would fill it in.

    Raises Hidden for a step that the rulebook does not have.
    """
    if step not in view.rulebook.steps:
        raise Hidden("no such step")
    found = engine.form(view.state, step, strand, outcome, me or None)
    kinds = frozenset(view.rulebook.parties)
    bases = _bases(view) if found.findings else ()
    items = {each.key: _("item {n}").format(n=each.number) for each in bases}
    names = MappingProxyType(view.names | view.entered | items)
    offices = MappingProxyType(_offices(view, found))
    clocks = engine.clocks(view.state, step=step, strand=strand, outcome=outcome)
    touched = MappingProxyType(touching.touches(view, found))
    passages = MappingProxyType({each.n: passage(view, each.n) for each in found.conflicts})
    return StepForm(
        view.docket.number, view.docket.length, me, found, names, kinds, offices, clocks, touched, passages,
        bases,
    )  # fmt: skip


def _bases(view: Opened) -> tuple[Basis, ...]:
    """Return the items of evidence on which findings may rest, so far as they are open to the viewer."""
    items = evidence.items(view.acts)
    titles = {
        key: str(said[evidence.TITLE])
        for key, item in items.items()
        if evidence.TITLE in (said := view.contents.get(item.descriptions[-1], {}))
    }
    respondents = [key for key, party in view.state.parties.items() if party.kind == "respondent"]
    known = resting.known(view.identities, roster.links(view.whole.rows))
    return resting.bases(items, titles, respondents, known)


def _offices(view: Opened, found: engine.Form) -> dict[str, str]:
    """Return which of the seats to be filled each of those who could be appointed holds the role for."""
    seats = [seat for role in found.appointments for seat, _number in role.seats]
    people = {key for role in found.appointments if role.body for key in role.eligible}
    held = {key: view.whole.roster.people.get(key, {}).get("roles", []) for key in people}
    return {
        key: ", ".join(view.name(seat) for seat in dict.fromkeys(seats) if seat in _roles(roles))
        for key, roles in held.items()
    }


def _roles(roles: list[Any]) -> set[str]:
    return {each["role"] if isinstance(each, dict) else each for each in roles}


def steps(view: Opened) -> tuple[StepLine, ...]:
    """Return every step: what the viewer may do first, by deadline; then what others may; then what
    nobody may."""
    begun, books = bool(view.state.strands), view.rulebook.steps
    asked = [
        each
        for each in engine.permitted(view.state)
        if not books[each.step].start
        or (books[each.step].takes_over and not begun and view.docket.is_open and view.whole.rows)
    ]
    often = Counter((each.step, each.allowed) for each in asked)
    stages = {each.name: each.title for each in view.state.strands}
    found = [
        _step(view, each, stages.get(each.strand or 0, "") if often[each.step, each.allowed] > 1 else "")
        for each in asked
    ]
    far = "9999"

    def rank(line: StepLine) -> tuple[int, str]:
        moments = [each.due_at.isoformat() for each in line.due if each.due_at]
        return (0 if line.mine else 1 if line.allowed else 2, min(moments, default=far))

    return tuple(sorted(found, key=rank))


def _step(view: Opened, each: Permission, where: str) -> StepLine:
    step = view.rulebook.steps[each.step]
    refusal = each.refusal
    return StepLine(
        step=each.step,
        strand=each.strand,
        title=step.title,
        says=step.says or "",
        clause=(refusal.clause if refusal and refusal.clause else step.clause) or "",
        allowed=each.allowed,
        mine=each.allowed and view.me in each.who,
        who=tuple(Named(key, view.name(key)) for key in each.who),
        ways=tuple(view.name(way.name) for way in each.ways),
        concerning=tuple(Named(key, telling.whom(view, key)) for key in each.concerning),
        code=str(refusal.code) if refusal else "",
        reason=worded(refusal.reason) if refusal else "",
        due=tuple(deadline(view, due) for due in each.due),
        where=where,
    )
