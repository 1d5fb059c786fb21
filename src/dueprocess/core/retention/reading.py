"""Reads a retention schedule from TOML and collects every problem with its line and how to mend it.

Knows the format. Which names a rulebook has it is told (`Names`); it knows none by itself.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Any
from zoneinfo import ZoneInfo

from dueprocess.core.codes import Code
from dueprocess.core.errors import Malformed, Problem
from dueprocess.core.retention.model import CASE, PERSON, After, Class, Condition, Schedule, Then
from dueprocess.core.retention.tables import CLASS, SCHEDULE, WHEN, Key
from dueprocess.core.rulebook import keyed, words
from dueprocess.core.rulebook.locate import Lines, Path, written
from dueprocess.core.rulebook.model import FactKind, Period, Rulebook, Unit
from dueprocess.core.rulebook.parsed import parsed
from dueprocess.core.saying import say as _

_LONG = (Unit.DAYS, Unit.WEEKS, Unit.MONTHS, Unit.YEARS)
_FORMS = _("Write it like `2 years`, `18 months` or `90 days`, in quotes.")


@dataclass(frozen=True, slots=True)
class Names:
    """What conditions may name in the versions of one rulebook (`facts` with the values they can have) and,
    by their ids, in all versions of codes of conduct."""

    stages: frozenset[str]
    taken: frozenset[str]
    sanctions: frozenset[str]
    facts: Mapping[str, frozenset[bool | str]]
    codes: Mapping[str, frozenset[str]]


def names_of(books: Iterable[Rulebook], codes: Iterable[Code] = ()) -> Names:
    """Return what these versions of a rulebook, and these codes of conduct, name. Facts that are derived,
    dates or units are recorded by nobody as a value, and no condition asks for them."""
    stages: set[str] = set()
    taken: set[str] = set()
    sanctions: set[str] = set()
    facts: dict[str, frozenset[bool | str]] = {}
    for book in books:
        stages |= {row.id for row in book.stages.values() if row.end}
        sanctions |= set(book.sanctions)
        for step in book.steps.values():
            taken |= {step.id, *(f"{step.id}: {outcome}" for outcome in step.outcomes)}
        for fact in book.facts.values():
            if fact.derived is None and (fact.choices or fact.kind is FactKind.YES_OR_NO):
                values: frozenset[bool | str] = frozenset(fact.choices or (True, False))
                facts[fact.id] = facts.get(fact.id, frozenset()) | values
    clauses = {code.id: frozenset(id_ for each in code.versions for id_ in each.clauses) for code in codes}
    return Names(frozenset(stages), frozenset(taken), frozenset(sanctions), facts, clauses)


def load(text: str, names: Names | None = None, *, adopted: bool = True) -> Schedule:
    """Return the schedule that this TOML text says; `names` checks what its conditions name. Of one that was
    not `adopted`, or whose names are checked, what only schedules of before say is refused. Raises Malformed
    with every problem found."""
    reader = _Reader(text, names, adopted=adopted and names is None)
    schedule = reader.read()
    if schedule is None or reader.problems:
        raise Malformed(sorted(set(reader.problems), key=lambda one: (one.line or 0, one.path)))
    return schedule


def check(text: str, names: Names | None = None) -> list[Problem]:
    """Return every problem of this text, of one that is to be adopted, in the order of the file."""
    try:
        load(text, names, adopted=False)
    except Malformed as error:
        return error.problems
    return []


def _by_number(clause: str) -> tuple[int, str]:
    return (int(clause) if clause.isdecimal() else sys.maxsize, clause)


class _Reader:
    """Reads one schedule and collects its problems."""

    def __init__(self, text: str, names: Names | None, *, adopted: bool) -> None:
        self.text, self.names, self.adopted = text, names, adopted
        self.problems: list[Problem] = []
        self.lines: Lines | None = None

    def problem(self, path: Path, what: str, mend: str) -> None:
        line = self.lines.of(path) if self.lines else None
        self.problems.append(Problem(written(path), line, what, mend))

    def read(self) -> Schedule | None:
        raw = parsed(self.text)
        self.lines = Lines(self.text)
        for table in raw:
            if table not in ("schedule", "classes"):
                mend = _("Write [schedule] and [classes.x].")
                self.problem((table,), _("There is no table `%(table)s`.", table=words.shown(table)), mend)
        head = self.row(raw.get("schedule"), ("schedule",), SCHEDULE)
        rows = raw.get("classes")
        if not isinstance(rows, dict) or not rows:
            what, mend = _("There is no class."), _("Write [classes.x] with `title`, `reason` and `keep`.")
            self.problem(("classes",), what, mend)
            return None
        classes = {name: self.a_class(name, row) for name, row in rows.items()}
        if self.problems:
            return None
        zone = head.pop("timezone")
        return Schedule(text=self.text, zone=zone, classes={k: v for k, v in classes.items() if v}, **head)

    def row(self, raw: Any, path: Path, keys: Mapping[str, Key]) -> dict[str, Any]:
        """Read one table; what is faulty is left out."""
        return keyed.row(raw, path, keys, self.value, self.problem)

    def value(self, value: Any, path: Path, key: Key) -> Any:
        match key.kind:
            case "period":
                return self.period(value, path)
            case "flag":
                return value if isinstance(value, bool) else self.no(path, value, _("Write true or false."))
            case "choice":
                return self.choice(value, path, key.about)
            case "choices":
                found = [self.choice(each, at, key.about) for at, each in self.some(value, path)]
                return tuple(each for each in found if each) or None
            case "names":
                return self.listed(value, path, key.names)
            case "clauses":
                return self.clauses(value, path)
            case "facts":
                return self.facts(value, path)
            case "whens":
                return tuple(self.when(each, at) for at, each in self.some(value, path))
            case "zone":
                return self.zone(value, path)
            case "id":
                if isinstance(value, str) and re.fullmatch(r"[a-z][a-z0-9_]{0,79}", value):
                    return value
                return self.no(path, value, _("Write small letters, digits and `_`, a letter first."))
        if isinstance(value, str) and value.strip():
            return value
        return self.no(path, value, _("Write it in quotes."))

    def no(self, path: Path, value: Any, mend: str) -> None:
        self.problem(path, _("%(shown)s cannot stand here.", shown=words.shown(value)), mend)

    def some(self, value: Any, path: Path) -> list[tuple[Path, Any]]:
        """Return one value, or those of a list, each with its place."""
        if not isinstance(value, list):
            return [(path, value)]
        if not value:
            self.problem(path, _("The list is empty."), _("Name at least one, or take the key out."))
        return [((*path, index), each) for index, each in enumerate(value)]

    def choice(self, value: Any, path: Path, about: tuple[str, ...]) -> Any:
        if value in about:
            return value
        return self.no(path, value, words.nearest(str(value), [str(each) for each in about]))

    def period(self, value: Any, path: Path) -> Period | None:
        try:
            found = words.period(value)
        except words.NotUnderstood as error:
            self.problem(path, error.what, _FORMS)
            return None
        if found.unit not in _LONG or not found.count or found.at_once:
            self.problem(path, _("Nothing is kept for %(shown)s.", shown=words.shown(value)), _FORMS)
            return None
        return found

    def zone(self, value: Any, path: Path) -> ZoneInfo | None:
        try:
            return ZoneInfo(str(value))
        except (KeyError, ValueError, OSError):
            self.no(path, value, _("Write a time zone such as `Europe/London`."))
            return None

    def listed(self, value: Any, path: Path, of: str) -> tuple[str, ...]:
        found = []
        for at, each in self.some(value, path):
            if not isinstance(each, str) or not each.strip():
                self.no(at, each, _("Write a name in quotes."))
                continue
            name, colon, outcome = each.partition(":")
            plain = (
                each.strip() if not of else words.name(name) + (f": {words.name(outcome)}" if colon else "")
            )
            if of and self.names is not None and plain not in (known := getattr(self.names, of)):
                self.unknown(at, each, known)
            found.append(plain)
        return tuple(found)

    def clauses(self, value: Any, path: Path) -> tuple[str, ...]:
        """Read clauses of codes of conduct. A schedule of before names a clause without its code."""
        found = []
        for at, each in self.some(value, path):
            code, slash, clause = each.strip().partition("/") if isinstance(each, str) else ("", "", "")
            if not isinstance(each, str) or not each.strip() or (slash and not (code and clause)):
                self.no(at, each, _("Write `CODE/CLAUSE`, such as `conduct/6`, in quotes."))
                continue
            if not slash and not self.adopted:
                what = _("%(shown)s names a clause, and no code of conduct.", shown=words.shown(each))
                mend = _("Write the code before it, such as `conduct/%(clause)s`.", clause=code)
                self.problem(at, what, mend)
            elif self.names is not None:
                self.in_a_code(at, code, clause, self.names.codes)
            found.append(each.strip())
        return tuple(found)

    def in_a_code(self, path: Path, code: str, clause: str, known: Mapping[str, frozenset[str]]) -> None:
        if code not in known:
            what = _("No code of conduct %(code)s was adopted here.", code=words.shown(code))
            adopted = ", ".join(f"`{each}`" for each in sorted(known))
            mend = (
                _("Adopt that code first, or name one of these: %(codes)s.", codes=adopted)
                if known
                else _("Adopt that code first, or take this out.")
            )
            self.problem(path, what, mend)
        elif clause not in known[code]:
            what = _("No version of %(code)s has a clause %(clause)s.", code=code, clause=words.shown(clause))
            mend = _("It has %(clauses)s.", clauses=", ".join(sorted(known[code], key=_by_number)))
            self.problem(path, what, mend)

    def unknown(self, path: Path, value: str, known: Iterable[str]) -> None:
        mend = words.nearest(words.name(value), sorted(known)) or _("Look it up in the rulebook.")
        what = _("The rulebook has no %(shown)s that could stand here.", shown=words.shown(value))
        self.problem(path, what, mend)

    def facts(self, value: Any, path: Path) -> dict[str, tuple[bool | str, ...]] | None:
        if not isinstance(value, dict) or not value:
            self.no(path, value, _('Write a table such as { kind = "safety" }.'))
            return None
        found = {}
        for name, given in value.items():
            place: Path = (*path, name)
            possible = self.names.facts.get(name) if self.names is not None else None
            if self.names is not None and possible is None:
                self.unknown(place, name, self.names.facts)
            values = []
            for at, each in self.some(given, place):
                if not isinstance(each, bool | str):
                    self.no(at, each, _("Write true, false or a value in quotes."))
                elif possible is not None and each not in possible:
                    self.unknown(at, str(each), map(str, possible))
                else:
                    values.append(each)
            found[name] = tuple(values)
        return found

    def when(self, value: Any, path: Path) -> Condition:
        row = self.row(value, path, WHEN)
        if isinstance(value, dict) and not value:
            what, mend = _("It asks for nothing."), _("Write a test into it, or take `when` out.")
            self.problem(path, what, mend)
        return Condition(**row)

    def of_people(self, row: Mapping[str, Any], path: Path, after: After) -> None:
        """Check that a class for rows of the register asks what they can answer, and that no other does."""
        people = row.get("of", (CASE,)) == (PERSON,)
        asked = {
            field.name
            for when in row.get("when", ())
            for field in fields(Condition)
            if getattr(when, field.name) not in ((), {}, None)
        }
        if PERSON in row.get("of", ()) and not people:
            what = _("People in the register and files are not in one class.")
            self.problem((*path, "of"), what, _("Write a class of its own for `person`."))
        elif people and asked - {"status"}:
            what = _(
                "Nobody can ask this of a person: %(asked)s.", asked=", ".join(sorted(asked - {"status"}))
            )
            self.problem((*path, "when"), what, _("Of a person, ask for `status` alone."))
        elif people and after is not After.CLOSING:
            what = _("It can only be counted from the day on which they left.")
            self.problem((*path, "after"), what, _("Take `after` out."))
        elif not people and "status" in asked:
            what = _("Only of a person can `status` be asked.")
            self.problem((*path, "when"), what, _('Write `of = "person"`, or take `status` out.'))

    def a_class(self, name: str, raw: Any) -> Class | None:
        path: Path = ("classes", name)
        if not re.fullmatch(r"[a-z][a-z0-9_]{0,79}", name):
            self.no(path, name, _("Write small letters, digits and `_`, a letter first."))
        row = self.row(raw, path, CLASS)
        after = After(row.get("after", After.CLOSING))
        review = row.get("review")
        if after is After.SANCTIONS and review is None:
            what = _("Nobody would ever look at it while a sanction has no end.")
            self.problem(path, what, _("Add `review`, such as `5 years`."))
        if after is After.CLOSING and review is not None:
            what = _('`review` belongs to `after = "end of sanctions"`.')
            self.problem((*path, "review"), what, _('Take it out, or write `then = "review"`.'))
        self.of_people(row, path, after)
        if not {"title", "reason", "keep"} <= row.keys():
            return None
        return Class(
            id=name, title=row["title"], reason=row["reason"], clause=row.get("clause", ""),
            of=row.get("of", (CASE,)), when=row.get("when", ()), keep=row["keep"], after=after,
            then=Then(row.get("then", Then.ERASE)), review=review,
        )  # fmt: skip
