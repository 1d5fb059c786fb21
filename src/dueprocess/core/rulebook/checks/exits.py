"""Exits: whoever's membership ends, or is refused, has had notice, could reply, gets reasons, and can appeal.

Looks at effects and ways, not at words: a need may be called anything, in any language.
"""

from __future__ import annotations

from collections.abc import Iterator

from dueprocess.core.rulebook.checks.sense import Sense, covers, sides
from dueprocess.core.rulebook.model import Consequence, Effects, Step
from dueprocess.core.rulebook.telling import RESPONDENT
from dueprocess.core.rulebook.ways import Ways, variants
from dueprocess.core.saying import say as _

EXITS = frozenset({Consequence.MEMBERSHIP_ENDED, Consequence.MEMBERSHIP_REFUSED})


def check(sense: Sense) -> None:
    """Note every step by which membership ends or is refused to which no case comes by notice and the chance
    to reply, that gives no reasons, or against which nobody whom it concerns can appeal.

    A step that decides an appeal is none of them: what is appealed has had all that.
    """
    for step in sense.rulebook.steps.values():
        ending = [name for name, effects in variants(step) if _ends(sense, effects)]
        if not ending or step.id not in sense.ways.takeable:
            continue
        for what, mend in _lacking(sense, step, ending):
            sense.error(("steps", step.id), what, mend)


def _ends(sense: Sense, effects: Effects) -> bool:
    rules = sense.rulebook
    rows = [
        *(rules.sanctions[name] for name in effects.imposes),
        *(rules.measures[n] for n in effects.starts),
    ]
    return effects.decision is None and any(EXITS.intersection(row.effect) for row in rows)


def _lacking(sense: Sense, step: Step, ending: list[str | None]) -> Iterator[tuple[str, str]]:
    rules = sense.rulebook
    telling = {one.id for one in rules.steps.values() if one is not step and _tells(sense, one)}
    if not telling or _comes_past(sense, step, telling):
        yield (
            _("Membership can end or be refused here, and no notice to the respondent comes before it."),
            _('Give a step before it `tells = [{ to = ["respondent"], letter = … }]`.'),
        )
    replies = {
        one.id
        for one in rules.steps.values()
        if not one.appeals and any(who.name == RESPONDENT for who in one.by) and one is not step
    }
    if not any(_stands_before(sense, rules.steps[one], step) for one in replies):
        yield (
            _("Membership can end or be refused here, and the respondent could not reply before."),
            _('Add a step `by = ["respondent"]` at a stage before it, or at its own.'),
        )
    for name in ending:
        if not step.demands_with(name).needs:
            what = _("Membership can end or be refused here, and the act need not carry reasons.")
            yield what, _('Add `needs = ["reasons"]`.')
            break
    appealed = {
        (attack.step, attack.outcome)
        for one in rules.steps.values()
        if any(who.name == RESPONDENT for who in one.by)
        for attack in one.appeals
    }
    if any((step.id, None) not in appealed and (step.id, name) not in appealed for name in ending):
        yield (
            _("Membership can end or be refused here, and the respondent cannot appeal."),
            _('Add a step `by = ["respondent"]` with `appeals = ["%(step)s"]`.', step=step.id),
        )


def _tells(sense: Sense, step: Step) -> bool:
    kinds = sides(sense.rulebook)
    return any(
        covers(who, RESPONDENT, kinds)
        for name, _effects in variants(step)
        for tell in sense.told(step, name)
        for who in tell.to
    )


def _comes_past(sense: Sense, step: Step, telling: set[str]) -> bool:
    """A case that began here can come to the step without any of these. Cases of an earlier register are told
    of what was done before."""
    over = {one.id for one in sense.rulebook.steps.values() if one.takes_over}
    return step.id in Ways(sense.rulebook, without=telling | over).takeable


def _stands_before(sense: Sense, reply: Step, step: Step) -> bool:
    return reply.id in Ways(sense.rulebook, without={step.id}).takeable
