"""For what reason a complaint was refused, as a code of the rulebook. Knows acts; must not know any name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dueprocess.core.rulebook.model import FactKind, LoggedAs, Rulebook


def reason(rulebook: Rulebook, step: str, facts: Mapping[str, Any]) -> str:
    """Return why an act refused: the choice that its outcome, or its step, demands to be recorded; where the
    rulebook demands none, the outcome, or the step."""
    known = rulebook.steps.get(step)
    outcome = str(facts.get("outcome") or "")
    if known is not None:
        among = known.outcomes.get(outcome)
        said = facts.get("facts") or {}
        for name in (*(among.demands.records if among else ()), *known.demands.records):
            if rulebook.facts[name].kind is FactKind.CHOICE and isinstance(said.get(name), str):
                return str(said[name])
    return outcome or step


def may(rulebook: Rulebook, step: str) -> bool:
    """Tell whether a step can refuse."""
    known = rulebook.steps.get(step)
    if known is None:
        return False
    ways = (known.logged_as, *(each.logged_as for each in known.outcomes.values()))
    return LoggedAs.REFUSED in ways


def title(rulebook: Rulebook, code: str) -> str:
    """Return such a reason in the words of the rulebook."""
    for step in rulebook.steps.values():
        if may(rulebook, step.id):
            if code in step.outcomes:
                return step.outcomes[code].title
            if code == step.id:
                return step.title
    return code.replace("_", " ")
