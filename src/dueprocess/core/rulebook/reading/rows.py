"""Rows by the table of the format, and the names they use: every problem with its place.

Knows which names the rulebook has, so that a value that names nothing is found. Knows no kind of value.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from dueprocess.core.errors import Problem, Severity
from dueprocess.core.rulebook import words
from dueprocess.core.rulebook.locate import Lines, Path, written
from dueprocess.core.rulebook.model import (
    AT_ONCE,
    PARTIES,
    Text,
    Who,
    WhoKind,
)
from dueprocess.core.rulebook.tables import FAMILY, TABLES
from dueprocess.core.rulebook.tables.keys import Key
from dueprocess.core.rulebook.words import NotUnderstood, nearest, shown
from dueprocess.core.saying import say as _

MISSING: Any = object()
"""What a value that was not understood reads as."""
READ = ("title", "says")
"""The keys whose text people read."""

REQUIRED = {table: [key for key, spec in keys.items() if spec.required] for table, keys in TABLES.items()}

SPECIAL_WHO = tuple(kind for kind in WhoKind if kind not in (WhoKind.ROLE, WhoKind.BODY, WhoKind.PARTY))


class Rows:
    """Reads the values of one rulebook."""

    def __init__(self, raw: Mapping[str, Any], lines: Lines) -> None:
        self.problems: list[Problem] = []
        self.doubts: set[str] = set()
        self.at_once = AT_ONCE
        head = raw.get("rulebook")
        language = head.get("language") if isinstance(head, dict) else None
        self.language = language.strip() if isinstance(language, str) else ""
        self._lines = lines
        self._rows = {table: rows for table, rows in raw.items() if isinstance(rows, dict)}
        steps, roles = self._ids("steps"), self._ids("roles")
        added = [one for one in roles if self._raw("roles", one).get("party") is True]
        self.parties = [*PARTIES, *(one for one in added if one not in PARTIES)]
        bodies = self._ids("bodies")
        plain = [one for one in roles if one not in self.parties]
        self.known: dict[str, list[str]] = {
            "role": plain,
            "body": bodies,
            "office": [*plain, *bodies],
            "party": self.parties,
            "conflict": self._ids("conflicts"),
            "fact": self._ids("facts"),
            "stage": self._ids("stages"),
            "step": steps,
            "pause": self._ids("pauses"),
            "measure": self._ids("measures"),
            "sanction": self._ids("sanctions"),
            "imposition": [*self._ids("measures"), *self._ids("sanctions")],
        }
        self.known_sets = {space: frozenset(known) for space, known in self.known.items()}
        self.outcomes = {one: self._outcomes(one) for one in steps}

    def _ids(self, table: str) -> list[str]:
        return list(self._rows.get(table, {}))

    def _raw(self, table: str, row: str) -> dict[str, Any]:
        found = self._rows.get(table, {}).get(row)
        return found if isinstance(found, dict) else {}

    def _outcomes(self, step: str) -> list[str]:
        found = self._raw("steps", step).get("outcomes")
        return list(found) if isinstance(found, dict) else []

    # -------------------------------------------------------------------------- problems

    def problem(self, path: Path, what: str, mend: str, severity: Severity = "error") -> None:
        """Note a problem at this place; checks that would only echo it are left out."""
        mend = mend or _("The reference of the format lists what can stand here.")
        self.problems.append(Problem(written(path), self._lines.of(path), what, mend, severity))
        if severity == "error":
            self._doubt(path)

    def _doubt(self, path: Path) -> None:
        for part in path:
            if isinstance(part, str) and part in FAMILY:
                self.doubts.add(FAMILY[part])

    # -------------------------------------------------------------------------- rows and keys

    def row(self, table: str, value: Any, path: Path) -> dict[str, Any]:
        """The keys of a row that were understood."""
        keys = TABLES[table]
        if not isinstance(value, dict):
            self.problem(
                path, _("%(value)s is no table.", value=shown(value)), _("Write it as `{ key = value, … }`.")
            )
            self.doubts.update(FAMILY.values())
            return {}
        read: dict[str, Any] = {}
        for key, one in value.items():
            if key not in keys:
                self._unknown_key(table, key, path)
            elif (got := self.value(keys[key], one, (*path, key))) is not MISSING:
                read[key] = got
        for key in REQUIRED[table]:
            if key not in value:
                self.problem(
                    path,
                    _("`%(key)s` is missing.", key=key),
                    _("Add `%(key)s`: %(says)s", key=key, says=keys[key].says),
                )
                self._doubt((key,))
        return read

    def _unknown_key(self, table: str, key: str, path: Path) -> None:
        hint = nearest(key, list(TABLES[table]))
        if not hint:
            homes = [name for name, keys in TABLES.items() if key in keys]
            hint = _("It belongs to: %(homes)s.", homes=", ".join(homes)) if homes else _("Take it out.")
        self.problem((*path, key), _("A %(table)s has no key %(key)s.", table=table, key=shown(key)), hint)
        self.doubts.update(FAMILY[one] for one in FAMILY if f"`{one}`" in hint)

    def value(self, key: Key, value: Any, path: Path) -> Any:
        """The value of one key, or MISSING after a problem."""
        read: Callable[[Any, Path, Any], Any] = getattr(self, f"_read_{key.kind}")
        try:
            return read(value, path, key.about)
        except NotUnderstood as error:
            self.problem(path, error.what, error.mend)
            return MISSING

    def _each(self, value: Any, path: Path, read: Callable[[Any], Any]) -> tuple[Any, ...]:
        """The items of a list, or of a single value that stands for a list of one."""
        if not isinstance(value, list):
            return (read(value),)
        if not value:
            raise NotUnderstood(_("The list is empty."), _("Name at least one, or take the key out."))
        items = []
        for index, one in enumerate(value):
            try:
                items.append(read(one))
            except NotUnderstood as error:
                self.problem((*path, index), error.what, error.mend)
        return tuple(dict.fromkeys(items))

    # -------------------------------------------------------------------------- names

    def name(self, value: Any, space: str) -> str:
        """A name of that name space."""
        if not isinstance(value, str):
            raise NotUnderstood(
                _("%(value)s is no name.", value=shown(value)), _("Write the name in quotes.")
            )
        found = words.name(value)
        if found in self.known_sets[space]:
            return found
        kind = {
            "office": _("role or body"),
            "imposition": _("measure or sanction"),
            "party": _("kind of party"),
        }
        elsewhere = [other for other, known in self.known_sets.items() if found in known]
        hint = nearest(found, self.known[space])
        if elsewhere and not hint.startswith("Did"):
            hint = _("`%(found)s` is a %(get)s.", found=found, get=kind.get(elsewhere[0], elsewhere[0]))
        what = kind.get(space, space)
        raise NotUnderstood(
            _("There is no %(what)s %(value)s.", what=what, value=shown(value)),
            hint or _("Write a %(what)s of this rulebook.", what=what),
        )

    def who(self, value: Any, space: str) -> Who:
        """WHO; of kind `party` only parties, and the words that stand for parties."""
        if isinstance(value, str):
            found = words.name(value)
            if found in SPECIAL_WHO:
                who = Who(WhoKind(found), found)
                if space == "any" or who.is_party:
                    return who
            for kind, known in ((WhoKind.PARTY, "party"), (WhoKind.BODY, "body"), (WhoKind.ROLE, "role")):
                if found in self.known_sets[known] and (space == "any" or kind is WhoKind.PARTY):
                    return Who(kind, found)
            known_names = self.parties if space == "party" else [*self.known["office"], *self.parties]
            hint = nearest(found, [*known_names, *SPECIAL_WHO])
            if space == "party":
                raise NotUnderstood(
                    _("%(value)s is no party.", value=shown(value)), hint or _("Name a kind of party.")
                )
            raise NotUnderstood(
                _("There is no role, body or kind of party %(value)s.", value=shown(value)),
                hint or _("Add it to [roles]."),
            )
        raise NotUnderstood(_("%(value)s names nobody.", value=shown(value)), _("Write the name in quotes."))

    def step_outcome(self, value: Any) -> tuple[str, str | None]:
        """`step` or `step: outcome`."""
        if not isinstance(value, str):
            raise NotUnderstood(
                _("%(value)s is no step.", value=shown(value)), _("Write the step's name in quotes.")
            )
        step, colon, outcome = value.partition(":")
        name = self.name(step, "step")
        return name, self.outcome(name, outcome) if colon else None

    def outcome(self, step: str, value: str) -> str:
        """The name of an outcome of that step."""
        found = words.name(value)
        if found in self.outcomes[step]:
            return found
        mend = nearest(found, self.outcomes[step]) or _("The step has no outcomes; name the step alone.")
        raise NotUnderstood(
            _("Step `%(step)s` has no outcome %(strip)s.", step=step, strip=shown(value.strip())), mend
        )

    def _map(self, value: Any, path: Path, form: str) -> Mapping[str, Any]:
        if not isinstance(value, dict):
            raise NotUnderstood(
                _("%(value)s is no table.", value=shown(value)), _("Write %(forms)s.", forms=form)
            )
        if not value:
            raise NotUnderstood(
                _("The table is empty."), _("Write %(form)s, or take the key out.", form=form)
            )
        return value

    def _read_text(self, value: Any, path: Path, about: Any) -> str:
        if not isinstance(value, str):
            raise NotUnderstood(_("%(value)s is no text.", value=shown(value)), _("Put it in quotes."))
        if not value.strip():
            raise NotUnderstood(_("The text is empty."), _("Write it, or take the key out."))
        return Text(value, self.language) if path[-1] in READ else value

    def _read_number(self, value: Any, path: Path, about: Any) -> int:
        if isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= 10_000:
            return value
        raise NotUnderstood(
            _("%(value)s is no number.", value=shown(value)),
            _("Write a whole number from 1, without quotes."),
        )
