"""Codes of conduct: clauses with their texts, in versions with the days on which each was in force.

An allegation is judged by the version that was in force on the day of the conduct (no rule works
backwards). Knows nothing of cases. The format stands in docs/reference/rulebook.md; faults are collected
with line and mend as for rulebooks.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from typing import Any

from dueprocess.core.errors import Malformed, Problem, Refused
from dueprocess.core.rulebook import words
from dueprocess.core.rulebook.locate import Lines, Path, written
from dueprocess.core.rulebook.parsed import parsed
from dueprocess.core.saying import say as _
from dueprocess.core.saying import say_day


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """One rule of a code. `id` is what an allegation cites; it keeps its meaning from version to version."""

    id: str
    title: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """The clauses in force from a day until the day before `until` (None: still)."""

    id: str
    in_force: date
    until: date | None
    adopted_by: str | None
    clauses: Mapping[str, Clause]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Code:
    """A code of conduct. Versions stand in order of the day they came into force."""

    text: str = field(repr=False)
    hash: str = field(init=False)  # "sha256:" and 64 hex digits, of the UTF-8 text
    id: str
    title: str
    language: str
    versions: tuple[Version, ...]

    def __post_init__(self) -> None:
        digest = hashlib.sha256(self.text.encode("utf-8")).hexdigest()
        object.__setattr__(self, "hash", f"sha256:{digest}")

    def version_on(self, day: date) -> Version | None:
        """The version in force on this day, which judges conduct of this day; None before the first."""
        found = None
        for version in self.versions:
            if version.in_force <= day:
                found = version
        return found if found and (found.until is None or day < found.until) else None

    def clause_on(self, day: date, clause: str) -> Clause:
        """The clause as it stood on the day of the conduct. Raises Refused if there was none."""
        version = self.version_on(day)
        if version is None:
            raise Refused(
                "no_code",
                _("No version of “%(code)s” was in force on %(day)s.", code=self.title, day=say_day(day)),
                clause,
            )
        if clause not in version.clauses:
            reason = _(
                "Version %(version)s of “%(code)s”, in force on that day, has no clause %(clause)s.",
                version=version.id,
                code=self.title,
                clause=clause,
            )
            raise Refused("no_clause", reason, clause)
        return version.clauses[clause]


_CODE = {"id", "title", "language"}
_VERSION = {"in_force", "until", "adopted_by", "clauses", "unchanged", "dropped"}
_CLAUSE = {"title", "text"}


def load(text: str) -> Code:
    """The code that this TOML text says. Raises Malformed with every problem found."""
    reader = _Reader(text)
    code = reader.read()
    if code is None or reader.problems:
        raise Malformed(sorted(set(reader.problems), key=lambda one: (one.line or 0, one.path)))
    return code


def check(text: str) -> list[Problem]:
    """Every problem of this text, in the order of the file; empty if there is none."""
    try:
        load(text)
    except Malformed as error:
        return error.problems
    return []


class _Reader:
    """Reads one code and collects its problems."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.problems: list[Problem] = []
        self.lines: Lines | None = None

    def problem(self, path: Path, what: str, mend: str) -> None:
        line = self.lines.of(path) if self.lines else None
        self.problems.append(Problem(written(path), line, what, mend))

    def read(self) -> Code | None:
        raw = parsed(self.text)
        self.lines = Lines(self.text)
        for table in raw:
            if table not in ("code", "versions"):
                self.problem(
                    (table,),
                    _("There is no table `%(table)s`.", table=table),
                    _("Write [code] and [versions.x]."),
                )
        head = self._table(raw, ("code",), _CODE)
        values = {key: self._text(head, ("code", key)) for key in sorted(_CODE)}
        rows = raw.get("versions")
        if not isinstance(rows, dict) or not rows:
            self.problem(
                ("versions",), _("There is no version."), _("Write [versions.x] with `in_force` and clauses.")
            )
            return None
        versions: list[Version] = []
        for name in rows:
            versions.append(self._version(name, rows, versions))
        return Code(text=self.text, versions=self._ordered(versions), **values)

    def _table(self, raw: Mapping[str, Any], path: Path, keys: set[str]) -> dict[str, Any]:
        found = raw.get(str(path[-1]))
        if not isinstance(found, dict):
            self.problem(
                path,
                _("`%(path)s` is no table.", path=written(path)),
                _("Write [%(path)s].", path=written(path)),
            )
            return {}
        for key in found:
            if key not in keys:
                mend = words.nearest(key, sorted(keys)) or _("Take it out.")
                self.problem((*path, key), _("There is no key %(shown)s here.", shown=words.shown(key)), mend)
        return found

    def _text(self, row: Mapping[str, Any], path: Path) -> str:
        value = row.get(str(path[-1]))
        if isinstance(value, str) and value.strip():
            return value
        self.problem(path, _("`%(path)s` is missing.", path=path[-1]), _("Write it in quotes."))
        return ""

    def _day(self, row: Mapping[str, Any], path: Path) -> date | None:
        if path[-1] not in row:
            return None
        try:
            return words.day(row[str(path[-1])])
        except words.NotUnderstood as error:
            self.problem(path, error.what, error.mend)
            return None

    def _version(self, name: str, rows: Mapping[str, Any], earlier: list[Version]) -> Version:
        path: Path = ("versions", name)
        row = self._table(rows, path, _VERSION)
        in_force = self._day(row, (*path, "in_force"))
        if "in_force" not in row:
            self.problem(path, _("`in_force` is missing."), _('Write the first day, as `"2026-01-01"`.'))
        until = self._day(row, (*path, "until"))
        if in_force and until and until <= in_force:
            self.problem((*path, "until"), _("It ends before it begins."), _("Write a later day."))
        clauses = self._kept(row, path, earlier)
        given = row.get("clauses", {})
        if not isinstance(given, dict):
            self.problem(
                (*path, "clauses"),
                _("`clauses` is no table."),
                _("Write [%(path)s].", path=f"versions.{name}.clauses"),
            )
            given = {}
        for clause in given:
            place: Path = (*path, "clauses", clause)
            values = self._table(given, place, _CLAUSE)
            clauses[clause] = Clause(
                id=clause,
                title=self._text(values, (*place, "title")),
                text=self._text(values, (*place, "text")),
            )
        if not clauses:
            self.problem(path, _("The version has no clause."), _("Write at least one."))
        adopted = self._text(row, (*path, "adopted_by")) if "adopted_by" in row else None
        return Version(
            id=name, in_force=in_force or date.max, until=until, adopted_by=adopted, clauses=clauses
        )

    def _kept(self, row: Mapping[str, Any], path: Path, earlier: list[Version]) -> dict[str, Clause]:
        """`unchanged = "version"`: its clauses go on, but for those `dropped` or written anew."""
        dropped = row.get("dropped", [])
        if "unchanged" not in row:
            if dropped:
                self.problem(
                    (*path, "dropped"), _("Nothing is kept that could be dropped."), _("Add `unchanged`.")
                )
            return {}
        base = next((one for one in earlier if one.id == row["unchanged"]), None)
        if base is None:
            mend = _("Name a version that stands above.")
            self.problem(
                (*path, "unchanged"),
                _("There is no earlier version %(shown)s.", shown=words.shown(row["unchanged"])),
                mend,
            )
            return {}
        if not isinstance(dropped, list):
            self.problem((*path, "dropped"), _("`dropped` is no list."), _('Write `["clause"]`.'))
            dropped = []
        for index, clause in enumerate(dropped):
            if not isinstance(clause, str) or clause not in base.clauses:
                what = _("Version %(id)s has no clause %(shown)s.", id=base.id, shown=words.shown(clause))
                self.problem(
                    (*path, "dropped", index), what, _("It has %(clauses)s.", clauses=", ".join(base.clauses))
                )
        return {name: clause for name, clause in base.clauses.items() if name not in dropped}

    def _ordered(self, versions: list[Version]) -> tuple[Version, ...]:
        for before, after in pairwise(versions):
            if after.in_force <= before.in_force:
                path: Path = ("versions", after.id, "in_force")
                mend = _("Put the versions in the order in which they came into force.")
                self.problem(
                    path,
                    _("Version %(id)s is not later than version %(id2)s.", id=after.id, id2=before.id),
                    mend,
                )
        ends = [after.in_force for after in versions[1:]]
        closed = []
        for version, end in zip(versions, [*ends, None], strict=True):
            if version.until is not None and end is not None and version.until > end:
                path = ("versions", version.id, "until")
                self.problem(
                    path, _("It ends after the next version begins."), _("Write that day, or take it out.")
                )
            until = version.until or end
            closed.append(
                Version(
                    id=version.id,
                    in_force=version.in_force,
                    until=until,
                    adopted_by=version.adopted_by,
                    clauses=version.clauses,
                )
            )
        return tuple(closed)
