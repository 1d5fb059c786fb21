"""Every kind of value that the table of the format knows: one `_read_…` for each."""

from __future__ import annotations

import re
from collections.abc import Callable
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from dueprocess.core.rulebook import words
from dueprocess.core.rulebook.locate import Path
from dueprocess.core.rulebook.model import (
    Attack,
    Each,
    EachKind,
    Period,
    Range,
    Seats,
    Tie,
    TieKind,
    Who,
)
from dueprocess.core.rulebook.reading.conditions import Conditions
from dueprocess.core.rulebook.words import NotUnderstood, nearest, shown
from dueprocess.core.saying import say as _

LETTERS = _("Use lower-case letters, digits and `_`.")
Place = tuple[tuple[str, ...], frozenset[str]]


class Reading(Conditions):
    """Reads the values of one rulebook."""

    # -------------------------------------------------------------------------- plain kinds

    def _read_id(self, value: Any, path: Path, about: Any) -> str:
        if isinstance(value, str) and words.ID.match(name := words.name(value)):
            return name
        raise NotUnderstood(
            _("%(value)s is no name.", value=shown(value)), _("Write lower-case letters, digits and `_`.")
        )

    def _read_ids(self, value: Any, path: Path, about: Any) -> tuple[str, ...]:
        return self._each(value, path, lambda one: self._read_id(one, path, about))

    def _read_flag(self, value: Any, path: Path, about: Any) -> bool:
        if isinstance(value, bool):
            return value
        raise NotUnderstood(
            _("%(value)s is neither true nor false.", value=shown(value)), _("Write `true` or `false`.")
        )

    def _read_words(self, value: Any, path: Path, about: Any) -> tuple[str, ...]:
        return self._each(value, path, lambda one: self._read_text(one, path, about))

    def _read_choice(self, value: Any, path: Path, about: type[StrEnum] | tuple[str, ...]) -> str:
        known = list(about)
        text = " ".join(value.split()) if isinstance(value, str) else ""
        if text in known:
            return about(text) if isinstance(about, type) else text
        choices = ", ".join(f"`{one}`" for one in known)
        hint = nearest(text, known) if text and len(known) > 12 else ""
        raise NotUnderstood(
            _("%(value)s is not possible here.", value=shown(value)),
            hint or _("Write one of %(choices)s.", choices=choices),
        )

    def _read_choices(self, value: Any, path: Path, about: type[StrEnum]) -> tuple[str, ...]:
        return self._each(value, path, lambda one: self._read_choice(one, path, about))

    def _read_period(self, value: Any, path: Path, about: Any) -> Period:
        return words.period(value, self.at_once)

    def _read_periods(self, value: Any, path: Path, about: Any) -> tuple[Period, ...]:
        return self._each(value, path, lambda one: words.period(one, self.at_once))

    def _read_range(self, value: Any, path: Path, about: Any) -> Range:
        return words.range_(value, self.at_once)

    def _read_stage_lasts(self, value: Any, path: Path, about: Any) -> Period | str:
        if isinstance(value, str) and words.name(value) == "until_final":
            return "until final"
        try:
            return words.period(value, self.at_once)
        except NotUnderstood as error:
            raise NotUnderstood(error.what, _("%(mend)s Or `until final`.", mend=error.mend)) from error

    def _read_rules(self, value: Any, path: Path, about: Any) -> Any:
        return words.rules(value)

    def _read_quorum(self, value: Any, path: Path, about: Any) -> Any:
        return words.quorum(value)

    def _read_time(self, value: Any, path: Path, about: Any) -> Any:
        return words.clock_time(value)

    def _read_closures(self, value: Any, path: Path, about: Any) -> Any:
        return self._each(value, path, words.closure)

    def _read_week(self, value: Any, path: Path, about: Any) -> Any:
        return words.working_week(value)

    def _read_timezone(self, value: Any, path: Path, about: Any) -> str:
        text = self._read_text(value, path, about)
        if re.fullmatch(r"[A-Za-z0-9_+-]+(/[A-Za-z0-9_+-]+)*", text, re.ASCII):
            try:
                ZoneInfo(text)
                return text
            except (ValueError, OSError, KeyError):
                pass  # told below with the rest
        raise NotUnderstood(
            _("%(value)s is no time zone.", value=shown(value)),
            _("Write an IANA name such as `Europe/London`."),
        )

    # -------------------------------------------------------------------------- names in lists and maps

    def _read_name(self, value: Any, path: Path, about: str) -> str:
        return self.name(value, about)

    def _read_names(self, value: Any, path: Path, about: str) -> tuple[str, ...]:
        return self._each(value, path, lambda one: self.name(one, about))

    def _read_whos(self, value: Any, path: Path, about: str) -> tuple[Who, ...]:
        return self._each(value, path, lambda one: self.who(one, about))

    def _read_steps_or_any(self, value: Any, path: Path, about: Any) -> tuple[str, ...] | str:
        return "any" if value == "any" else self._read_names(value, path, "step")

    def _read_stops(self, value: Any, path: Path, about: Any) -> tuple[str, ...] | str:
        return value if value in ("case", "strand") else self._read_names(value, path, "step")

    def _read_places(self, value: Any, path: Path, about: Any) -> tuple[tuple[str, ...], tuple[str, ...]]:
        steps, stages = self.known_sets["step"], self.known_sets["stage"]

        def read(one: Any) -> str:
            found = words.name(one) if isinstance(one, str) else ""
            if found not in steps and found not in stages:
                known = [*self.known["step"], *self.known["stage"]]
                raise NotUnderstood(
                    _("There is no step or stage %(one)s.", one=shown(one)), nearest(found, known)
                )
            return found

        found = self._each(value, path, read)
        return tuple(one for one in found if one in steps), tuple(one for one in found if one in stages)

    def _read_place(self, value: Any, path: Path, about: Any) -> Place:
        special = {"start", "taken_over", "any", "any_strand"}

        def read(one: Any) -> str:
            if isinstance(one, str) and (found := words.name(one)) in special:
                return found
            return self.name(one, "stage")

        found = self._each(value, path, read)
        marks = special.intersection(found)
        if "taken_over" in marks and len(found) > 1:
            mend = _("Give a case that comes from an earlier register a step of its own.")
            raise NotUnderstood(_("`taken over` stands alone."), mend)
        if len(marks) > 1 or (("any" in marks or "any_strand" in marks) and len(found) > 1):
            raise NotUnderstood(
                _("`any` and `any strand` stand alone."), _("Write one of them, or list stages.")
            )
        return tuple(one for one in found if one not in special), frozenset(marks)

    def _pairs(
        self, value: Any, path: Path, form: str, key: Callable[[str], str], read: Callable[[Any], Any]
    ) -> dict[str, Any]:
        pairs = {}
        for one, what in self._map(value, path, form).items():
            try:
                pairs[key(one)] = read(what)
            except NotUnderstood as error:
                self.problem((*path, one), error.what, error.mend)
        return pairs

    def _read_seats(self, value: Any, path: Path, about: Any) -> dict[str, Seats]:
        form = "`{ role = seats }`"
        return self._pairs(value, path, form, lambda one: self.name(one, "role"), words.seats)

    def _read_role_map(self, value: Any, path: Path, about: Any) -> dict[str, str]:
        role = lambda one: self.name(one, "role")  # noqa: E731
        return self._pairs(value, path, "`{ role = role }`", role, role)

    def _read_stage_map(self, value: Any, path: Path, about: Any) -> dict[str, str]:
        return self._pairs(value, path, "`{ old = new }`", words.name, lambda one: self.name(one, "stage"))

    def _read_received(self, value: Any, path: Path, about: Any) -> dict[str, Period]:
        form = "`{ email = period }`"
        return self._pairs(value, path, form, str, lambda one: words.period(one, self.at_once))

    # -------------------------------------------------------------------------- rows inside rows

    def _read_row(self, value: Any, path: Path, about: str) -> dict[str, Any]:
        return self.row(about, value, path)

    def _read_rows(self, value: Any, path: Path, about: str) -> tuple[dict[str, Any], ...]:
        """Rows as dicts, with `_path` for later problems."""
        if isinstance(value, dict):
            return ({**self.row(about, value, path), "_path": path},)
        if not isinstance(value, list):
            raise NotUnderstood(
                _("%(value)s is no table.", value=shown(value)), _("Write it as `{ key = value, … }`.")
            )
        if not value:
            raise NotUnderstood(_("The list is empty."), _("Write at least one, or take the key out."))
        rows = []
        for index, one in enumerate(value):
            place = (*path, index)
            rows.append({**self.row(about, one, place), "_path": place})
        return tuple(rows)

    def _read_outcomes(self, value: Any, path: Path, about: Any) -> dict[str, dict[str, Any]]:
        rows = {}
        for one, what in self._map(value, path, _("`[steps.x.outcomes]` with a row for each")).items():
            if not words.ID.match(one):
                self.problem((*path, one), _("%(one)s cannot be a name.", one=shown(one)), LETTERS)
            rows[one] = {**self.row("outcome", what, (*path, one)), "_path": (*path, one)}
        return rows

    def check_id(self, name: str, path: Path) -> None:
        """A name is lower-case, and has no `_or_`, which joins events."""
        if not words.ID.match(name):
            self.problem(path, _("%(name)s cannot be a name.", name=shown(name)), LETTERS)
        elif "_or_" in name:
            self.problem(
                path,
                _("A name may not contain `_or_`: `%(name)s`.", name=name),
                _("`or` joins events; use another word."),
            )

    def _read_bound(self, value: Any, path: Path, about: Any) -> Period | dict[str, Any]:
        return (
            self.row("bound", value, path) if isinstance(value, dict) else words.period(value, self.at_once)
        )

    def _read_leads(self, value: Any, path: Path, about: Any) -> tuple[dict[str, Any], ...]:
        if isinstance(value, str):
            return ({"to": self.name(value, "stage"), "_path": path},)
        return self._read_rows(value, path, "lead")

    def _read_tie(self, value: Any, path: Path, about: Any) -> Tie:
        text = " ".join(value.split()) if isinstance(value, str) else ""
        if text in (TieKind.FAILS, TieKind.CHAIR_DECIDES):
            return Tie(TieKind(text))
        try:
            return Tie(TieKind.ROLE_COUNTERSIGNS, self.name(value, "role"))
        except NotUnderstood as error:
            raise NotUnderstood(
                error.what, _("Write `fails`, `chair decides` or a role. %(mend)s", mend=error.mend)
            ) from error

    def _read_each(self, value: Any, path: Path, about: Any) -> Each:
        found = words.name(value) if isinstance(value, str) else ""
        if found == "complaint":
            return Each(EachKind.COMPLAINT, found)
        if found in self.parties:
            return Each(EachKind.PARTY, found)
        if found in self.known_sets["step"]:
            return Each(EachKind.STEP, found)
        if found == "conflict":
            return Each(EachKind.CONFLICT, found)
        known = ["complaint", "conflict", *self.parties, *self.known["step"]]
        raise NotUnderstood(
            _("%(value)s is no kind of party, step, `complaint` or `conflict`.", value=shown(value)),
            nearest(found, known) or _("Write a kind of party, `complaint`, `conflict` or a step."),
        )

    def _read_attacks(self, value: Any, path: Path, about: Any) -> tuple[Attack, ...]:
        return self._each(value, path, lambda one: Attack(*self.step_outcome(one)))
