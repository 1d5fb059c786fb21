"""How one of several cases is given to somebody: to whoever's turn it is of those who may have it, past those
who are too close to it. By a step of its rules that appoints, or as its owner alone.

Must not say why somebody is too close: that is read for hundreds of files at once, and leaves no line in
their read journals. The page of the case says it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dueprocess.cases.batches import fitting
from dueprocess.cases.batches.told import Result, Told
from dueprocess.cases.extracts.joining import may_own_in
from dueprocess.cases.extracts.page import may_assign
from dueprocess.core.engine import Form
from dueprocess.core.engine.fields import AppointField
from dueprocess.core.errors import Refused
from dueprocess.docket import actions as dockets
from dueprocess.docket import roster, wall
from dueprocess.docket.extracts import Opened, StepForm
from dueprocess.docket.extracts.pages import steps
from dueprocess.docket.needs import Actor
from dueprocess.kit import clock
from dueprocess.people.models import Person

CHOICE, NOTE = "reasons for the choice", "note"
"""Where it is written why somebody was appointed whose turn it was not; where no paper is asked for, why at
all."""


def give(view: Opened, told: Told, shares: Mapping[int, int], person: Person) -> Result:
    """Give a case to whoever has got the fewest so far (`shares`, by keys of the register) of those who may
    have it. Where that is somebody who has it already, it stays with them.

    Raises Refused("cannot_own") where none of them may have it, and whatever the act itself raises.
    """
    asked = appointing_form(view, told.role) if told.role else None
    if asked is None:
        has, able = [roster.owner(view.whole.rows)], _ownable(view, told)
    else:
        has, able = list(_field(asked.form, told.role).now), _appointable(view, told, asked)
    theirs = {pk for pk in shares if view.whole.vault.local(pk) in has}
    turn = sorted(shares, key=lambda pk: (shares[pk], pk not in theirs))
    to = next((pk for pk in turn if pk in able or pk in theirs), None)
    if to is None:
        raise Refused("cannot_own", _none_of(len(turn), appointed=asked is not None), None)
    if to in theirs:
        name = Person.objects.get(pk=to).shown_name
        return Result(to, _("{name} has it already.").format(name=name), stays=True)
    notes = [_passed_over(turn[: turn.index(to)])]
    if asked is None:
        dockets.assign(docket=view.docket, to=to, by=Actor(person=person), reason=told.reason)
    else:
        _appoint(view, asked, told, to, person)
        notes.insert(0, _by_step(view, asked, told))
    return Result(to, " ".join(filter(None, notes)))


def appointing_form(view: Opened, role: str) -> StepForm:
    """Return the form of the step that appoints to this role: the one that replaces, where somebody is
    appointed already. Raises Refused where the rules have none, or none for the viewer now."""
    found = [step for step in fitting.appointing(view.rulebook) if role in step.effects.appoints]
    if not found:
        raise fitting.no_such_step()
    replaces = bool(view.state.appointed(role))
    found.sort(key=lambda step: bool(step.effects.removes) != replaces)
    forms = [fitting.form(view, step.id) for step in found]
    asked = next((each for each in forms if each.form.refusal is None), forms[0])
    fitting.not_refused(view, asked)
    return asked


def _ownable(view: Opened, told: Told) -> set[int]:
    """Return who of those chosen may own it."""
    owner = roster.owner(view.whole.rows)
    if not may_assign(view.me, owner, steps(view)):
        why = _("Its owner assigns it, or somebody who has something to do in it.")
        raise Refused("not_yours", why, None)
    able = {pk for pk, _name in may_own_in(view)} & set(told.to)
    return {each.pk for each in Person.objects.filter(pk__in=able) if wall.sees(view.docket, each)}


def _appointable(view: Opened, told: Told, asked: StepForm) -> set[int]:
    """Return whom of those chosen the step lets be appointed."""
    field = _field(asked.form, told.role)
    if any(not other.turn for other in _others(asked.form, told.role)):
        why = _("The same step names others too, and it is nobody's turn: take it on the page of the case.")
        raise Refused("names_others", why, None)
    return {pk for pk in told.to if view.whole.vault.local(pk) in field.eligible}


def _field(form: Form, role: str) -> AppointField:
    return next(each for each in form.appointments if each.name == role)


def _others(form: Form, role: str) -> list[AppointField]:
    """Return to what else the step has to appoint somebody."""
    return [each for each in form.appointments if each.required and each.name != role]


def _appoint(view: Opened, asked: StepForm, told: Told, to: int, person: Person) -> None:
    """Appoint somebody by the step of its rules; they own it from then on. Whoever else the step has to name
    is the one whose turn it is."""
    field, key = _field(asked.form, told.role), view.whole.vault.local(to)
    named = {field.name: [key]} | {other.name: list(other.turn) for other in _others(asked.form, told.role)}
    out_of_turn = field.chosen is not None and field.turn != (key,)
    wanted = {fitting.paper(asked.form), CHOICE if out_of_turn else ""} - {""}
    needs = fitting.needs(asked.form, view.me, dict.fromkeys(sorted(wanted or {NOTE}), told.reason))
    dockets.take_step(
        docket=view.docket, step=asked.form.step, by=Actor(person=person), at=clock.now(),
        needs=replace(needs, act={**needs.act, "appoints": named}, owner=key),
    )  # fmt: skip
    if not wall.sees(view.docket, Person.objects.get(pk=to)):
        raise Refused("cannot_own", _none_of(1, appointed=True), None)


def _none_of(n: int, *, appointed: bool) -> str:
    if appointed:
        return ngettext(
            "They may not be appointed in it: the page of the step says why.",
            "None of them may be appointed in it: the page of the step says why.",
            n,
        )
    return ngettext(
        "They can do nothing in it as it stands.", "None of them can do anything in it as it stands.", n
    )


def _by_step(view: Opened, asked: StepForm, told: Told) -> str:
    """Return by which step it goes, which may lead the case on, and whom that step names beside."""
    said = _("By the step “{step}”.").format(step=asked.form.title)
    others = [view.name(key) for other in _others(asked.form, told.role) for key in other.turn]
    if others:
        said += " " + _("It names also, as it is their turn: {names}.").format(names=", ".join(others))
    return said


def _passed_over(turn: Sequence[int]) -> str:
    if not turn:
        return ""
    people = Person.objects.in_bulk(turn)
    names = ", ".join(people[pk].shown_name for pk in turn)
    return _("Passed over, as they may not have it: {names}.").format(names=names)
