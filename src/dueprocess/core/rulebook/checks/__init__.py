"""Whether a rulebook makes sense as a whole: that a case has a way, people who may act, time that runs.

Each family of checks stands in a module of its own. What an earlier fault already explains is not said
again: `doubts` names the families whose findings would only be its echo.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from dueprocess.core.errors import Problem
from dueprocess.core.rulebook.checks import (
    effects,
    exits,
    findings,
    guided,
    lateness,
    length,
    outside,
    power,
    time,
    way,
)
from dueprocess.core.rulebook.checks.sense import Sense
from dueprocess.core.rulebook.locate import Lines
from dueprocess.core.rulebook.model import Rulebook

__all__ = ["check_sense"]


def check_sense(
    rulebook: Rulebook, raw: Mapping[str, Any], lines: Lines, doubts: Collection[str]
) -> list[Problem]:
    """Every fault that shows only when the rows are seen together."""
    sense = Sense(rulebook, raw, lines)
    if "way" not in doubts:
        way.check(sense)
    if "power" not in doubts:
        power.check(sense)
        outside.check(sense)
    if not {"way", "time", "effects"}.intersection(doubts):
        time.check(sense)
        length.check(sense)
        lateness.check(sense)
    if not {"way", "effects"}.intersection(doubts):
        effects.check(sense)
        guided.check(sense)
        findings.check(sense)
        exits.check(sense)
    return sense.problems
