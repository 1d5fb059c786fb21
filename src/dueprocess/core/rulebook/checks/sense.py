"""What every check needs: the rulebook, its ways, and how to tell a problem with its place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

from dueprocess.core.errors import Problem, Severity
from dueprocess.core.rulebook.locate import Lines, Path, written
from dueprocess.core.rulebook.model import Due, Effects, Events, Rulebook, Step, Tell, Who, WhoKind
from dueprocess.core.rulebook.ways import Ways


class Sense:
    """The rulebook under examination."""

    def __init__(self, rulebook: Rulebook, raw: Mapping[str, Any], lines: Lines) -> None:
        self.rulebook = rulebook
        self.problems: list[Problem] = []
        self._raw = raw
        self._lines = lines

    @cached_property
    def ways(self) -> Ways:
        """What can be reached."""
        return Ways(self.rulebook)

    def error(self, path: Path, what: str, mend: str, severity: Severity = "error") -> None:
        """Note a problem at this place."""
        self.problems.append(Problem(written(path), self._lines.of(path), what, mend, severity))

    def warning(self, path: Path, what: str, mend: str) -> None:
        """Note what is possible but probably not meant."""
        self.error(path, what, mend, "warning")

    def says(self, path: Path) -> bool:
        """The file has something at this place."""
        value: Any = self._raw
        for part in path:
            if not isinstance(value, dict | list):
                return False
            inside: Any = value
            try:
                value = inside[part]
            except (KeyError, IndexError, TypeError):
                return False
        return True

    def text(self, path: Path) -> str:
        """What the file has at this place, as text; empty if nothing."""
        value: Any = self._raw
        for part in path:
            value = value.get(part, {}) if isinstance(value, dict) else {}
        return " ".join(map(str, value)) if isinstance(value, list) else str(value or "")

    def effect_places(self) -> Iterator[tuple[Path, Effects, Step]]:
        """Every place where effects are written, with what is written there."""
        for step in self.rulebook.steps.values():
            for path, effects in self.effects_of(step):
                yield path, effects, step

    def effects_of(self, step: Step) -> Iterator[tuple[Path, Effects]]:
        """Every place of a step where effects are written, with what is written there."""
        yield ("steps", step.id), step.effects
        for outcome in step.outcomes.values():
            yield ("steps", step.id, "outcomes", outcome.id), outcome.own
        for path, due in self.dues(step):
            if due.on_late:
                yield (*path, "on_late"), due.on_late

    def dues(self, step: Step) -> Iterator[tuple[Path, Due]]:
        """Each deadline of a step with its place."""
        several = self.says(("steps", step.id, "due", 0))
        for index, due in enumerate(step.due):
            yield (("steps", step.id, "due", index) if several else ("steps", step.id, "due")), due

    def events(self) -> Iterator[tuple[Path, Events, Step | None]]:
        """Every place where events are written."""
        for step in self.rulebook.steps.values():
            for path, due in self.dues(step):
                if due.after:
                    yield (*path, "after"), due.after, step
                bounds = {"but_not_after": due.but_not_after, "but_not_before": due.but_not_before}
                for key, bound in bounds.items():
                    if bound and self.says((*path, key, "after")):
                        yield (*path, key, "after"), bound.after, step
            several = self.says(("steps", step.id, "not_before", 0))
            for index, wait in enumerate(step.not_before):
                if wait.after:
                    place: Path = ("steps", step.id, "not_before")
                    yield (*place, index, "after") if several else (*place, "after"), wait.after, step

    def recording(self, fact: str) -> list[Step]:
        """Steps that record or set this fact, by themselves or in an outcome."""
        found = []
        for step in self.rulebook.steps.values():
            demands = [step.demands, *(outcome.demands for outcome in step.outcomes.values())]
            sets = [step.effects.sets, *(outcome.own.sets for outcome in step.outcomes.values())]
            sets += [due.on_late.sets for due in step.due if due.on_late]
            recorded = any(fact in (*one.records, *one.may_record) for one in demands)
            if recorded or any(fact in one for one in sets):
                found.append(step)
        return found

    def told(self, step: Step, outcome: str | None) -> list[Tell]:
        """Notices that surely go out when the step is taken with this outcome."""
        return [tell for tell in step.effects_with(outcome).tells if not tell.optional]


def covers(who: Who, party: str, sides: tuple[str, ...]) -> bool:
    """A notice to `who` reaches every party of this kind, or may do so (`applicant`, `other_side`)."""
    if who.kind is WhoKind.PARTY:
        return who.name == party
    if who.kind is WhoKind.PARTIES:
        return party in sides
    return who.kind in (
        WhoKind.ANYONE,
        WhoKind.APPLICANT,
        WhoKind.OTHER_SIDE,
        WhoKind.MEMBERS,
        WhoKind.PUBLIC,
    )


def sides(rulebook: Rulebook) -> tuple[str, ...]:
    """The kinds of party that the word `parties` stands for."""
    return tuple(one for one in rulebook.parties if one not in ("witness", "companion", "representative"))
