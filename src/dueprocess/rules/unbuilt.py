"""What the engine can do and no page can enter yet: refused by name, so that nothing is half done.

Knows the format of rulebooks; nothing of what is stored.
"""

from __future__ import annotations

from collections.abc import Iterator

from dueprocess.core.errors import Problem
from dueprocess.core.rulebook.locate import Lines, Path, written
from dueprocess.core.rulebook.model import Effects, Rulebook


def not_yet(rulebook: Rulebook) -> list[Problem]:
    """Return each place where a rulebook lets a case be split or handed over."""
    lines = Lines(rulebook.text)
    what = "A case cannot be split or handed over yet."
    mend = "Take out `splits`, and open a new case instead."
    places = [(*path, "splits") for path, effects in _effects(rulebook) if effects.splits]
    return [Problem(written(path), lines.of(path), what, mend) for path in places]


def _effects(rulebook: Rulebook) -> Iterator[tuple[Path, Effects]]:
    for step in rulebook.steps.values():
        yield ("steps", step.id), step.effects
        for outcome in step.outcomes.values():
            yield ("steps", step.id, "outcomes", outcome.id), outcome.own
        for index, due in enumerate(step.due):
            if due.on_late is not None:
                yield ("steps", step.id, "due", index, "on_late"), due.on_late
