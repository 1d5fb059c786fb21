"""The three ways of saying no, named by who must act.

Knows nothing of pages, status codes or storage: `kit.http` maps these to answers.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One fault in something that came from outside: where it is, what is wrong, how to mend it.

    `path` is dotted and uses the names of the format (`steps.answer.due.within`); `line` counts from 1
    and is None where the input has no lines. A warning does not make the input unusable.
    """

    path: str
    line: int | None
    what: str
    mend: str
    severity: Severity = "error"

    def __str__(self) -> str:
        place = f"line {self.line}: " if self.line is not None else ""
        return f"{place}{self.path}: {self.what} {self.mend}".strip()


class Refused(Exception):
    """A rule says no. Shown with its reason and the clause it rests on."""

    def __init__(self, code: str, reason: str, clause: str | None = None) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason
        self.clause = clause

    def __reduce__(self) -> tuple[type[Refused], tuple[str, str, str | None]]:
        return (type(self), (self.code, self.reason, self.clause))


class Malformed(Exception):
    """Input from outside is wrong. Carries every problem that was found, in order of place."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: list[Problem] = list(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))

    def __reduce__(self) -> tuple[type[Malformed], tuple[list[Problem]]]:
        return (type(self), (self.problems,))


class Broken(Exception):
    """Something that must always hold did not hold. The operator has to be told."""
