"""What the format can say and this release cannot yet do: named, so that nothing is half done."""

from __future__ import annotations

from dueprocess.core.errors import Problem
from dueprocess.core.rulebook.locate import Lines, Path, written
from dueprocess.core.rulebook.model import NO_EFFECTS, Effects, Rulebook


def not_yet(rulebook: Rulebook) -> list[Problem]:
    """Each place where the rulebook uses something that the engine of this release refuses to do.

    That is splitting a case.
    """
    lines = Lines(rulebook.text)
    found: list[Problem] = []

    def note(path: Path, what: str, mend: str) -> None:
        found.append(Problem(written(path), lines.of(path), what, mend))

    for step in rulebook.steps.values():
        places: list[tuple[Path, Effects]] = [(("steps", step.id), step.effects)]
        places += [(("steps", step.id, "outcomes", one.id), one.own) for one in step.outcomes.values()]
        for index, due in enumerate(step.due):
            places.append((("steps", step.id, "due", index, "on_late"), due.on_late or NO_EFFECTS))
        for path, effects in places:
            if effects.splits:
                what = "A case cannot be split yet."
                note((*path, "splits"), what, "Take out `splits`, and open a new case instead.")
    return found
