"""A rulebook from its TOML text, or every problem that the text has.

Knows the order of the work: is it TOML, are the words understood, does the whole make sense. Nothing
that was not understood gets through: `load` raises `Malformed`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from functools import lru_cache

from dueprocess.core.errors import Malformed, Problem
from dueprocess.core.rulebook.builder import Builder
from dueprocess.core.rulebook.checks import check_sense
from dueprocess.core.rulebook.checks.change import check_change
from dueprocess.core.rulebook.locate import Lines
from dueprocess.core.rulebook.model import Rulebook
from dueprocess.core.saying import say as _

TWICE = _("Give one of the two another name; a row written as `{ … }` is written out under `[table.row]`.")
LARGEST = 1_000_000
"""Characters: no rulebook is a tenth of it, and the cost of a hostile file stays bounded."""


def load(text: str) -> Rulebook:
    """The rulebook that this TOML text says. Raises Malformed with every problem found."""
    rulebook, problems = examine(text)
    errors = [problem for problem in problems if problem.severity == "error"]
    if rulebook is None or errors:
        raise Malformed(errors)
    return rulebook


def check(text: str, previous: str | None = None) -> list[Problem]:
    """Every problem of this text, errors and warnings, in the order of the file; empty if there is none.

    With `previous`, the text of the version it replaces, also whether open cases find their place.
    """
    rulebook, problems = examine(text)
    if rulebook is None or previous is None:
        return list(problems)
    return _in_order((*problems, *_check_change(rulebook, previous, Lines(text))))


@lru_cache(maxsize=4)
def examine(text: str) -> tuple[Rulebook | None, tuple[Problem, ...]]:
    """The rulebook as far as it was understood (None: not at all), and every problem with it.

    What was read last is kept: whoever adopts a text has it checked, then loads it.
    """
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        line = text.count("\n", 0, error.start) + 1
        return None, (Problem("", line, _("A character is no Unicode text."), _("Save the file as UTF-8.")),)
    if len(text) > LARGEST:
        what = _("It has more than %(largest)s characters.", largest=f"{LARGEST:,}")
        return None, (Problem("", None, what, _("Make it shorter.")),)
    try:
        raw = tomllib.loads(text)
        lines = Lines(text)
    except RecursionError:
        return None, (Problem("", None, _("Lists or tables are nested too deeply."), _("Write them out.")),)
    except ValueError as error:
        return None, (_not_toml(text, error),)
    builder = Builder(text, raw, lines)
    rulebook = builder.build()
    problems = builder.reading.problems
    if rulebook is not None:
        problems += check_sense(rulebook, raw, lines, builder.reading.doubts)
    return rulebook, tuple(_in_order(problems))


def _in_order(problems: Iterable[Problem]) -> list[Problem]:
    """Each problem once, in the order of the file."""
    return sorted(set(problems), key=lambda problem: (problem.line or 0, problem.path, problem.what))


def _not_toml(text: str, error: ValueError) -> Problem:
    said = str(error)
    found = re.search(r"\(at line (\d+), column (\d+)\)", said)
    line = int(found[1]) if found else text.count("\n") + 1 if "end of document" in said else None
    what = re.sub(r"\s*\(at [^)]*\)", "", said).rstrip(".")
    if len(what) > 120:
        what = what[:117] + "…"
    if "Cannot overwrite" in what or "Cannot declare" in what:
        return Problem("", line, _("A name is used twice: %(what)s.", what=what), TWICE)
    if "mutate immutable" in what or "Cannot" in what:
        return Problem(
            "", line, f"{what}.", _("A row written as `{ … }` cannot be added to; write `[table.row]`.")
        )
    return Problem(
        "",
        line,
        _("This is not TOML: %(what)s.", what=what),
        _("Look for a missing quote, bracket, comma or `=`."),
    )


def _check_change(rulebook: Rulebook, previous: str, lines: Lines) -> list[Problem]:
    old, problems = examine(previous)
    if old is None or any(problem.severity == "error" for problem in problems):
        what = _("The version that it replaces has problems of its own.")
        return [Problem("rulebook", lines.of(("rulebook",)), what, _("Check that version first."))]
    return check_change(rulebook, old, lines)
