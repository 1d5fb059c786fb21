"""Findings: what is told before one is made, and which ruling admits what was not proved."""

from __future__ import annotations

from dueprocess.core.rulebook.checks.sense import Sense
from dueprocess.core.rulebook.telling import told_respondents
from dueprocess.core.saying import say as _


def check(sense: Sense) -> None:
    """Note letters that no rule sends to a respondent, and rulings that need no reasons."""
    rules = sense.rulebook
    told = told_respondents(rules)
    for letter in rules.notices:
        if letter not in told:
            what = _("No rule sends the letter `%(letter)s` to respondents.", letter=letter.replace("_", " "))
            mend = _("Name a letter of `tells` that goes to `respondent` or `parties`.")
            sense.error(("rulebook", "notices"), what, mend)
    for step in rules.steps.values():
        ways = (None, *step.outcomes) if not step.outcomes else tuple(step.outcomes)
        if any(step.effects_with(way).admits_unproved and not step.demands_with(way).needs for way in ways):
            what = _("This ruling needs no reasons.")
            sense.error(("steps", step.id), what, _('Add `needs = ["reasons"]`.'))
