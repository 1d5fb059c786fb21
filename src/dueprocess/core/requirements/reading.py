"""Reads training requirements from TOML and collects every problem with its line and how to mend it.

Knows the format. Which roles, steps and programmes there are it is told (`Named`); whether a requirement
makes sense is `checking`'s.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from dueprocess.core.errors import Malformed, Problem, Severity
from dueprocess.core.requirements import checking
from dueprocess.core.requirements.model import (
    ANY,
    After,
    Consequence,
    Exemption,
    Leads,
    Requirement,
    Requirements,
    Who,
    taking,
)
from dueprocess.core.requirements.tables import ABOUT, AFTERS, DUE, EXEMPTION, REQUIREMENT, WHO, Key
from dueprocess.core.rulebook import keyed, words
from dueprocess.core.rulebook.locate import Lines, Path, written
from dueprocess.core.rulebook.model import Rulebook, Unit
from dueprocess.core.rulebook.parsed import parsed
from dueprocess.core.saying import say as _

_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}\Z")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*\Z")
_PLURAL = {"role": "roles", "body": "bodies", "sanction": "sanctions", "office": "offices", "unit": "units"}


@dataclass(frozen=True, slots=True)
class Named:
    """What requirements may name: of all adopted versions of their rulebook, and the programmes there are
    (None: nobody knows). `trainings` are those that roles and bodies need; `steps` have the roles that take
    them, by the last version, each with what it needs."""

    rulebook: str
    roles: frozenset[str]
    bodies: frozenset[str]
    steps: Mapping[str, Mapping[str, frozenset[str]]]
    sanctions: frozenset[str]
    trainings: frozenset[str]
    programmes: frozenset[str] | None = None


def named_by(books: Iterable[Rulebook], programmes: Iterable[str] | None = None) -> Named:
    """Return what the versions of one rulebook name, beside programmes with what they qualify for."""
    found = list(books)
    holders = [role for book in found for role in (*book.roles.values(), *book.bodies.values())]
    return Named(
        next((book.id for book in found), ""),
        frozenset(name for book in found for name in book.roles),
        frozenset(name for book in found for name in book.bodies),
        {name: taking(name, book) for book in found for name in book.steps},
        frozenset(name for book in found for name in book.sanctions),
        frozenset(words.name(each) for role in holders for each in role.needs_training),
        None if programmes is None else frozenset(words.name(each) for each in programmes),
    )


def load(text: str, named: Named | None = None) -> Requirements:
    """Return the requirements that this TOML text says; `named` checks what they name. Raises Malformed with
    every problem found that is more than a warning."""
    found, problems = _read(text, named)
    if found is None or any(each.severity == "error" for each in problems):
        raise Malformed([each for each in problems if each.severity == "error"])
    return found


def check(text: str, named: Named | None = None) -> list[Problem]:
    """Return every problem of this text, warnings too, in the order of the file; none where there is none."""
    try:
        return _read(text, named)[1]
    except Malformed as error:
        return error.problems


def _read(text: str, named: Named | None) -> tuple[Requirements | None, list[Problem]]:
    reader = _Reader(text, named)
    found = reader.read()
    return found, sorted(set(reader.problems), key=lambda one: (one.line or 0, one.path))


class _Reader:
    """Reads one text and collects its problems."""

    def __init__(self, text: str, named: Named | None) -> None:
        self.text, self.named = text, named
        self.problems: list[Problem] = []
        self.lines: Lines | None = None

    def problem(self, path: Path, what: str, mend: str, severity: Severity = "error") -> None:
        line = self.lines.of(path) if self.lines else None
        self.problems.append(Problem(written(path), line, what, mend, severity))

    def read(self) -> Requirements | None:
        raw = parsed(self.text)
        self.lines = Lines(self.text)
        for table in raw:
            if table not in ("about", "requirements", "equivalents"):
                mend = _("Write [about], [requirements.x] and [equivalents].")
                self.problem((table,), _("There is no table `%(table)s`.", table=words.shown(table)), mend)
        about = self.row(raw.get("about"), ("about",), ABOUT)
        if "language" in about and not _LANGUAGE.match(about["language"]):
            self.no(("about", "language"), about["language"], _("Write a code such as `en` or `pt-BR`."))
        if "rulebook" in about and self.named is not None and about["rulebook"] != self.named.rulebook:
            what = _("These go with another rulebook than `%(id)s`.", id=self.named.rulebook)
            self.problem(("about", "rulebook"), what, _("Name the rulebook whose roles are bound."))
        rows = raw.get("requirements", {})
        if not isinstance(rows, dict) or not rows:
            what = _("There is nothing in `requirements`.")
            self.problem(("requirements",), what, _("Write [requirements.x]."))
            rows = {}
        requirements = {}
        for name, row in rows.items():
            if not _NAME.match(name):
                mend = _("Write up to 40 small letters, digits and `_`.")
                self.no(("requirements", name), name, mend)
            if (read := self.requirement(name, row)) is not None:
                requirements[name] = read
        equivalents = self.equivalents(raw.get("equivalents", {}))
        if any(each.severity == "error" for each in self.problems):
            return None
        return Requirements(text=self.text, requirements=requirements, equivalents=equivalents, **about)

    def requirement(self, name: str, raw: Any) -> Requirement | None:
        path: Path = ("requirements", name)
        before = len(self.problems)
        row = self.row(raw, path, REQUIREMENT)
        if any(each.severity == "error" for each in self.problems[before:]):
            return None
        due, who = row.pop("due"), row.pop("who", Who())
        found = Requirement(
            id=name, programmes=row.pop("programme"), within=due["within"], after=due["after"],
            who=replace(who, doers="before" in row), **row,
        )  # fmt: skip
        steps = self.named.steps if self.named else {}
        for place, what, mend in (*checking.problems(found), *checking.refused(found, steps)):
            self.problem((*path, *place), what, mend)
        return found

    def equivalents(self, raw: Any) -> dict[str, tuple[str, ...]]:
        path: Path = ("equivalents",)
        if not isinstance(raw, dict):
            self.no(path, raw, _("Write [equivalents] with a list of programmes for each."))
            return {}
        key = Key("programmes", "", about="programmes")
        found = {}
        for name, value in raw.items():
            self.unknown_programme((*path, name), words.name(name))
            if (names := self.value(value, (*path, name), key)) is not None:
                found[words.name(name)] = names
        for name in checking.rings(found):
            what = _("“%(name)s” stands for itself in a ring.", name=name.replace("_", " "))
            mend = _("Where each will do for the other, name both in `programme`.")
            self.problem((*path, next(each for each in raw if words.name(each) == name)), what, mend)
        return found

    def row(self, raw: Any, path: Path, keys: Mapping[str, Key]) -> dict[str, Any]:
        """Read one table; what is faulty is left out."""
        return keyed.row(raw, path, keys, self.value, self.problem)

    def value(self, value: Any, path: Path, key: Key) -> Any:
        if key.kind in ("who", "due", "exemption"):
            return self.table(value, path, key.kind)
        if key.kind == "flag":
            return value if value is True else self.no(path, value, _("Write `true`, or take it out."))
        if key.kind == "number":
            sound = isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= 1000
            return value if sound else self.no(path, value, _("Write a whole number from 1."))
        if key.kind in _SEVERAL:
            return self.several(value, path, key)
        if not isinstance(value, str) or not value.strip():
            return self.no(path, value, _("Write it in quotes."))
        if key.kind == "id" and not _NAME.match(value):
            return self.no(path, value, _("Write up to 40 small letters, digits and `_`."))
        return self.one(value.strip(), path, key)

    def table(self, value: Any, path: Path, kind: str) -> Any:
        """Read a table within a requirement."""
        row = self.row(value, path, {"who": WHO, "due": DUE, "exemption": EXEMPTION}[kind])
        if kind == "who":
            return Who(**{_PLURAL.get(name, name): each for name, each in row.items()})
        if kind == "due":
            return row if row.keys() == DUE.keys() else None
        return Exemption(**row) if row.keys() == EXEMPTION.keys() else None

    def several(self, value: Any, path: Path, key: Key) -> Any:
        """Read one, or a list of some."""
        rows = [value] if isinstance(value, str) else value
        if not isinstance(rows, list) or not rows or not all(isinstance(each, str) for each in rows):
            return self.no(path, value, _("Write one in quotes, or a list of some."))
        found: list[Any] = []
        for index, each in enumerate(rows):
            place = path if isinstance(value, str) else (*path, index)
            if not each.strip():
                self.no(place, each, _("Write it in quotes."))
                continue
            read = self.one(" ".join(each.split()), place, key)
            if read is not None and read in found:
                what = _("%(shown)s stands here twice.", shown=words.shown(each))
                self.problem(place, what, _("Take it out."))
            elif read is not None:
                found.append(read)
        return tuple(found) if len(found) == len(rows) else None

    def one(self, value: str, path: Path, key: Key) -> Any:
        """Read one value."""
        if key.kind in ("period", "periods"):
            return self.period(value, path)
        if key.kind in ("name", "names"):
            return self.name(value, path, key.about)
        if key.kind == "programmes":
            name = words.name(value)
            self.unknown_programme(path, name)
            return name
        if key.kind == "offices":
            return value.casefold()
        if key.kind == "afters":
            return (
                After(value) if value in AFTERS else self.no(path, value, words.nearest(value, list(AFTERS)))
            )
        if key.kind == "befores":
            return self.before(value, path)
        return self.default(value, path) if key.kind == "defaults" else value

    def period(self, value: str, path: Path) -> Any:
        try:
            found = words.period(value)
        except words.NotUnderstood as error:
            return self.problem(path, error.what, error.mend)
        if found.unit is Unit.HOURS or found.at_once or not found.count:
            mend = _("Write days, working days, weeks, months or years, such as `6 months`.")
            return self.no(path, value, mend)
        return found

    def name(self, value: str, path: Path, about: str) -> Any:
        name = words.name(value)
        if self.named is None or (about == "sanctions" and name == ANY):
            return name
        known = {
            "roles": self.named.roles, "bodies": self.named.bodies, "sanctions": self.named.sanctions,
            "roles or bodies": self.named.roles | self.named.bodies, "steps": self.named.steps.keys(),
            "trainings": self.named.trainings,
        }[about]  # fmt: skip
        if name in known:
            return name
        what = _("The rulebook has no %(shown)s among its %(about)s.", shown=words.shown(value), about=about)
        mend = words.nearest(name, sorted(known)) or _("Write one that there is.")
        return self.problem(path, what, mend)

    def before(self, value: str, path: Path) -> Any:
        kind, _space, rest = value.partition(" ")
        if kind not in ("training", "step") or not rest:
            return self.no(path, value, _("Write `training WORDS` or `step STEP`."))
        name = self.name(rest, path, "trainings" if kind == "training" else "steps")
        return None if name is None else f"{kind} {name}"

    def default(self, value: str, path: Path) -> Any:
        said, late, after = value.partition(" after ")
        period = self.period(after, path) if late else None
        if late and period is None:
            return None
        for leads in (Leads.TELL, Leads.ESCALATE):
            if said.startswith(f"{leads} "):
                role = self.name(said.removeprefix(f"{leads} "), path, "roles or bodies")
                return None if role is None else Consequence(leads, role, period)
        plain = [str(each) for each in Leads if each not in (Leads.TELL, Leads.ESCALATE)]
        if said in plain:
            return Consequence(Leads(said), "", period)
        mend = _("Write %(forms)s, `tell ROLE` or `escalate to ROLE`, each also with `after PERIOD`.",
                 forms=", ".join(f"`{each}`" for each in plain))  # fmt: skip
        return self.no(path, value, mend)

    def unknown_programme(self, path: Path, name: str) -> None:
        """Warn of a programme that nobody has entered yet: it may come."""
        if self.named is None or self.named.programmes is None or name in self.named.programmes:
            return
        what = _("There is no programme %(shown)s yet.", shown=words.shown(name.replace("_", " ")))
        mend = words.nearest(name, sorted(self.named.programmes)) or _("Enter it before it is due.")
        self.problem(path, what, mend, "warning")

    def no(self, path: Path, value: Any, mend: str) -> None:
        self.problem(path, _("%(shown)s cannot stand here.", shown=words.shown(value)), mend)


_SEVERAL = frozenset(
    ("texts", "names", "codes", "offices", "periods", "programmes", "befores", "afters", "defaults")
)
"""Kinds of which there may be one, or a list."""
