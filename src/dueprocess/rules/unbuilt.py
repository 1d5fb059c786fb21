"""What the engine can do and no page can enter yet: refused by name, so that nothing is half done.

Knows the format of rulebooks; nothing of what is stored.
"""

from __future__ import annotations

import tomllib

from dueprocess.core.errors import Problem
from dueprocess.core.rulebook.checks.sense import Sense
from dueprocess.core.rulebook.locate import Lines
from dueprocess.core.rulebook.model import Rulebook


def not_yet(rulebook: Rulebook) -> list[Problem]:
    """Return each place where a rulebook lets a case be split or handed over."""
    sense = Sense(rulebook, tomllib.loads(rulebook.text), Lines(rulebook.text))
    for path, effects, _step in sense.effect_places():
        if effects.splits:
            what = "A case cannot be split or handed over yet."
            sense.error((*path, "splits"), what, "Take out `splits`, and open a new case instead.")
    return sense.problems
