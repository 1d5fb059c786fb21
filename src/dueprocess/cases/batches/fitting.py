"""Which steps of a rulebook fit many cases at once, and what an act of one carries. The rulebook says which
those are, by what they ask and do; nothing is known by name.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from dueprocess.core.engine import Form
from dueprocess.core.errors import Refused
from dueprocess.core.rulebook.model import Effects, LoggedAs, Rulebook, Step, WhoKind
from dueprocess.docket import rota
from dueprocess.docket.extracts import Opened, StepForm, opened
from dueprocess.docket.extracts.pages import form_of
from dueprocess.docket.forms import naming
from dueprocess.docket.needs import Actor, Needs

PLAIN = (LoggedAs.ACT, LoggedAs.ACKNOWLEDGED)
"""As what an act that only tells, or appoints, is logged."""


def letters(rules: Rulebook) -> Mapping[str, str]:
    """Return the steps of a rulebook by which one text can go out in many cases, with their titles: such as
    an officer takes alone, that tell somebody, ask for one paper at most, and decide and move nothing. Those
    that may be taken again and again come first."""
    found = [
        step
        for step in rules.steps.values()
        if _alone(rules, step)
        and any(not tell.optional for tell in step.effects.tells)
        and not _decides(step.effects)
    ]
    return {step.id: step.title for step in sorted(found, key=lambda step: not step.again)}


def by_letter(rules: Rulebook) -> Mapping[str, tuple[str, ...]]:
    """Return the letters of a rulebook that can go out in many cases, each with the steps by which: as
    `letters`, however many papers they ask for."""
    found: dict[str, list[str]] = {}
    for step in rules.steps.values():
        if not _alone(rules, step, papers=len(step.demands.needs)) or _decides(step.effects):
            continue
        for name in dict.fromkeys(tell.letter for tell in step.effects.tells if not tell.optional):
            if name:
                found.setdefault(name, []).append(step.id)
    return {name: tuple(steps) for name, steps in found.items()}


def appointing(rules: Rulebook) -> tuple[Step, ...]:
    """Return the steps of a rulebook by which somebody is appointed in many cases: such as an officer takes
    alone, that ask for one paper at most, and decide nothing. One may lead on, where the rules say that a
    case goes on once it has somebody."""
    return tuple(
        step
        for step in rules.steps.values()
        if _alone(rules, step)
        and step.effects.appoints
        and not _decides(replace(step.effects, appoints=(), removes=(), leads_to=()))
    )


def _alone(rules: Rulebook, step: Step, papers: int = 1) -> bool:
    """Tell whether an officer takes a step alone, with so many papers at most and no choice of an outcome."""
    able = [who.name for who in step.by if who.kind is not WhoKind.PARTY and who.name in rules.roles]
    asks = step.demands
    return (
        bool(able)
        and step.logged_as in PLAIN
        and not (step.start or step.outcomes or step.jointly_with or step.grounds or step.appeals)
        and not (asks.records or asks.consent_of or asks.countersigned_by or len(asks.needs) > papers)
    )


def _decides(what: Effects) -> bool:
    """Tell whether an act changes more than who was told."""
    return any(
        (
            what.appoints, what.removes, what.pauses, what.resumes, what.extends, what.shortens,
            what.restores, what.lifts, what.fulfils, what.starts, what.continues, what.decision,
            what.imposes, what.activates, what.conflict, what.joins, what.splits, what.releases,
            what.opens, what.sends_back, what.leads_to,
        )
    )  # fmt: skip


def form(view: Opened, step: str) -> StepForm:
    """Return the form of a step as the viewer would fill it in, whether they may take it or not."""
    if rota.asked(view.rulebook, step):  # whose turn it is, is counted for that step alone
        view = opened(view.docket, viewer=Actor(person=view.viewer), step=step)
    return form_of(view, step=step, me=view.me, strand=None, outcome=None)


def not_refused(view: Opened, asked: StepForm) -> None:
    """Raise Refused where the step cannot be taken now, by them; a party is named by what they are: why
    something cannot be done is read for hundreds of files at once, and leaves no line in their read journals.
    """
    if (refusal := asked.form.refusal) is not None:
        kinds = view.rulebook.parties
        parts = {key: kinds[party.kind].title for key, party in view.state.parties.items()}
        why = naming.spoken(refusal.reason, {**asked.names, **parts})
        raise Refused(str(refusal.code), why, refusal.clause)


def paper(form: Form) -> str:
    """Return the one paper that a step asks for; "" where it asks for none."""
    return next((each.words for each in form.papers if each.required), "")


def needs(form: Form, me: str, content: Mapping[str, str]) -> Needs:
    """Return what the act carries: the role, for whom it is owed, and what was written. Whatever else it
    would need, the engine asks for, and the act is refused."""
    act: dict[str, Any] = {}
    if role := next((way.name for way in form.ways if me in way.people), ""):
        act["as"] = role
    if form.strand is not None:
        act["strand"] = form.strand
    if form.persons_required:
        act["for"] = [each.key for each in form.persons if each.owed]
    return Needs(act=act, content=content)


def readers(asked: StepForm) -> str:
    """Return in words who is told by the act."""
    return " ".join(naming.words(naming.spoken(each, asked.names)) for each in asked.form.tells)


def no_such_step() -> Refused:
    """Return the refusal for a rulebook that has no step of the kind."""
    return Refused("no_step", _("Its rules have no such step."), None)
