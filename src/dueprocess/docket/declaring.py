"""Whoever declared and was appointed, and since then somebody came in as a party: they declare anew.

Reads only. Who asks them, and how they answer, is for the room that knows declarations; until they have,
`core.engine` lets them take no step that decides anything.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dueprocess.core import engine
from dueprocess.core.engine import holding
from dueprocess.core.rulebook.model import Rulebook

JOB = "docket.declare_anew"
"""The job that asks them, right after the act by which somebody came in."""


def asked(rulebook: Rulebook, facts: Mapping[str, Any]) -> bool:
    """Tell whether an act brings somebody in under rules by which somebody declares."""
    came = facts.get("adds") or isinstance(facts.get("parties"), Mapping)
    return bool(came) and any(each.declares for each in (*rulebook.roles.values(), *rulebook.bodies.values()))


def waits_for(state: engine.State, who: str) -> bool:
    """Tell whether somebody (a local key) has to declare before they decide anything more."""
    fold = state._fold
    known = {*fold.book.rulebook.roles, *fold.book.rulebook.bodies}  # of the version that governs now
    return any(holding.has_to_declare(fold, name, who) for name in known & fold.appointed.keys())
