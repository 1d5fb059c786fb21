"""Reads sanctions guidance from TOML and collects every problem with its line and how to mend it.

Knows the format. Which sanctions and clauses there are it is told (`Named`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from dueprocess.core.codes import Code
from dueprocess.core.errors import Malformed, Problem
from dueprocess.core.guidance.model import Breach, Factor, Guidance, Rung, Way
from dueprocess.core.guidance.tables import ABOUT, BREACH, FACTOR, RUNG, WAYS, Key
from dueprocess.core.rulebook import keyed, words
from dueprocess.core.rulebook.locate import Lines, Path, written
from dueprocess.core.rulebook.model import Rulebook
from dueprocess.core.rulebook.parsed import parsed
from dueprocess.core.saying import say as _

_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}\Z")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*\Z")


@dataclass(frozen=True, slots=True)
class Named:
    """What guidance may name: the sanctions of all adopted versions of its rulebook, and the clauses
    (`CODE/CLAUSE`) of codes of conduct."""

    rulebook: str
    sanctions: frozenset[str]
    clauses: frozenset[str]


def named_by(books: Iterable[Rulebook], codes: Iterable[Code] = ()) -> Named:
    """Return what the versions of one rulebook, and these codes of conduct, name."""
    found = list(books)
    return Named(
        next((book.id for book in found), ""),
        frozenset(name for book in found for name in book.sanctions),
        frozenset(f"{code.id}/{id_}" for code in codes for each in code.versions for id_ in each.clauses),
    )


def load(text: str, named: Named | None = None) -> Guidance:
    """Return the guidance that this TOML text says; `named` checks what it names, and that no sanction of the
    rulebook has no rung. Raises Malformed with every problem found."""
    reader = _Reader(text, named)
    found = reader.read()
    if found is None or reader.problems:
        raise Malformed(sorted(set(reader.problems), key=lambda one: (one.line or 0, one.path)))
    return found


def check(text: str, named: Named | None = None) -> list[Problem]:
    """Return every problem of this text, in the order of the file; none where there is none."""
    try:
        load(text, named)
    except Malformed as error:
        return error.problems
    return []


class _Reader:
    """Reads one text and collects its problems."""

    def __init__(self, text: str, named: Named | None) -> None:
        self.text, self.named = text, named
        self.problems: list[Problem] = []
        self.lines: Lines | None = None
        self.rungs: list[str] = []

    def problem(self, path: Path, what: str, mend: str) -> None:
        line = self.lines.of(path) if self.lines else None
        self.problems.append(Problem(written(path), line, what, mend))

    def read(self) -> Guidance | None:
        raw = parsed(self.text)
        self.lines = Lines(self.text)
        for table in raw:
            if table not in ("about", "rungs", "breaches", "factors"):
                mend = _("Write [about], [rungs.x], [breaches.x] and [factors.x].")
                self.problem((table,), _("There is no table `%(table)s`.", table=words.shown(table)), mend)
        about = self.row(raw.get("about"), ("about",), ABOUT)
        if "language" in about and not _LANGUAGE.match(about["language"]):
            self.no(("about", "language"), about["language"], _("Write a code such as `en` or `pt-BR`."))
        if "rulebook" in about and self.named is not None and about["rulebook"] != self.named.rulebook:
            what = _("This is guidance of another rulebook than `%(id)s`.", id=self.named.rulebook)
            self.problem(("about", "rulebook"), what, _("Name the rulebook whose sanctions it is about."))
        rungs = {
            name: Rung(name, row["title"], row.get("sanctions", ()), row.get("up_to"))
            for name, row in self.several(raw, "rungs", RUNG).items()
            if "title" in row
        }
        self.ladder(rungs)
        self.rungs = list(rungs)
        breaches = {}
        for name, row in self.several(raw, "breaches", BREACH).items():
            if row.keys() >= {"title", "starts", "lowest", "highest"}:
                breaches[name] = self.breach(Breach(id=name, **row))
        factors = {
            name: Factor(name, row["title"], Way(row["way"]), row.get("says", ""))
            for name, row in self.several(raw, "factors", FACTOR, some=False).items()
            if row.keys() >= {"title", "way"}
        }
        if self.problems:
            return None
        return Guidance(text=self.text, rungs=rungs, breaches=breaches, factors=factors, **about)

    def several(
        self, raw: Mapping[str, Any], table: str, keys: Mapping[str, Key], *, some: bool = True
    ) -> dict[str, dict[str, Any]]:
        """Read every row of a table of rows by name."""
        rows = raw.get(table, {})
        if not isinstance(rows, dict) or (some and not rows):
            what = _("There is nothing in `%(table)s`.", table=table)
            self.problem((table,), what, _("Write [%(table)s.x].", table=table))
            return {}
        for name in rows:
            if not _NAME.match(name):
                self.no((table, name), name, _("Write up to 40 small letters, digits and `_`."))
        return {name: self.row(row, (table, name), keys) for name, row in rows.items()}

    def ladder(self, rungs: Mapping[str, Rung]) -> None:
        """The lowest has no sanctions and all others some; each sanction rises with its length to a rung that
        has it for any."""
        for n, rung in enumerate(rungs.values()):
            path: Path = ("rungs", rung.id)
            if n == 0 and rung.sanctions:
                what = _("The lowest rung imposes something.")
                mend = _("Put a rung without `sanctions` above it: nothing is imposed.")
                self.problem(path, what, mend)
            elif n and not rung.sanctions:
                what, mend = _("No sanction is on this rung."), _("Write `sanctions`, or take it out.")
                self.problem(path, what, mend)
        on: dict[str, list[Rung]] = {}
        for rung in rungs.values():
            for name in rung.sanctions:
                on.setdefault(name, []).append(rung)
        for name, having in on.items():
            for lower, higher in pairwise(having):
                if lower.up_to is None or (
                    higher.up_to is not None and words.roughly(higher.up_to) <= words.roughly(lower.up_to)
                ):
                    what = _("“%(sanction)s” is on a lighter rung for just as long already.", sanction=name)
                    mend = _("Write a shorter `up_to` on the lighter one, or take it out here.")
                    self.problem(("rungs", higher.id, "sanctions"), what, mend)
            if having[-1].up_to is not None:
                what = _("No rung has a “%(sanction)s” that lasts longer.", sanction=name)
                mend = _("Add a heavier rung with it and without `up_to`.")
                self.problem(("rungs", having[-1].id, "up_to"), what, mend)
        for name in sorted((self.named.sanctions if self.named else frozenset()) - on.keys()):
            what = _("The sanction `%(name)s` of the rulebook is on no rung.", name=name)
            self.problem(("rungs",), what, _("Put it into the `sanctions` of one."))

    def breach(self, breach: Breach) -> Breach:
        """The lowest of its range is no heavier than where one starts, nor that than the highest."""
        at = [self.rungs.index(each) for each in (breach.lowest, breach.starts, breach.highest)]
        if at != sorted(at):
            what = _("It starts outside its own range.")
            mend = _("`lowest`, `starts` and `highest` rise, or are the same.")
            self.problem(("breaches", breach.id), what, mend)
        return breach

    def row(self, raw: Any, path: Path, keys: Mapping[str, Key]) -> dict[str, Any]:
        """Read one table; what is faulty is left out."""
        return keyed.row(raw, path, keys, self.value, self.problem)

    def value(self, value: Any, path: Path, key: Key) -> Any:
        if key.kind in ("names", "clauses"):
            return self.listed(value, path, key)
        if not isinstance(value, str) or not value.strip():
            return self.no(path, value, _("Write it in quotes."))
        if key.kind == "period":
            try:
                return words.period(value)
            except words.NotUnderstood as error:
                return self.problem(path, error.what, error.mend)
        if key.kind == "choice":
            return value if value in WAYS else self.no(path, value, words.nearest(value, list(WAYS)))
        if key.kind == "id" and not _NAME.match(value):
            return self.no(path, value, _("Write up to 40 small letters, digits and `_`."))
        if key.kind == "name":
            name = words.name(value)
            return name if name in self.rungs else self.unknown(path, value, self.rungs)
        return value.strip()

    def listed(self, value: Any, path: Path, key: Key) -> tuple[str, ...] | None:
        if not isinstance(value, list) or not value or not all(isinstance(each, str) for each in value):
            self.no(path, value, _("Write a list of names, each in quotes."))
            return None
        found: list[str] = []
        known = None
        if self.named is not None:
            known = self.named.clauses if key.kind == "clauses" else self.named.sanctions
        for index, each in enumerate(value):
            name = each.strip() if key.kind == "clauses" else words.name(each)
            if key.kind == "clauses" and not all(part.strip() for part in f"{name}/".split("/")[:2]):
                self.no((*path, index), each, _("Write it as `CODE/CLAUSE`."))
            elif known is not None and name not in known:
                self.unknown((*path, index), each, sorted(known))
            elif name in found:
                what = _("%(shown)s stands here twice.", shown=words.shown(each))
                self.problem((*path, index), what, _("Take it out."))
            else:
                found.append(name)
        return tuple(found)

    def unknown(self, path: Path, value: str, known: list[str]) -> None:
        mend = words.nearest(words.name(value), known) or _("Write one that there is.")
        self.problem(path, _("There is no %(shown)s.", shown=words.shown(value)), mend)

    def no(self, path: Path, value: Any, mend: str) -> None:
        self.problem(path, _("%(shown)s cannot stand here.", shown=words.shown(value)), mend)
