"""How rows that were read are put together: a step and its outcomes, defaults that follow from other rows.

Knows the shape of the model; what a value may be is `reading`'s, whether the whole makes sense `checks`'.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dueprocess.core.rulebook.locate import Path
from dueprocess.core.rulebook.model import (
    NO_EFFECTS,
    PARTIES,
    AtEnd,
    AtLeast,
    Body,
    Calendar,
    Conflict,
    Demands,
    Duty,
    Effects,
    Fact,
    FactKind,
    Guidance,
    InWriting,
    LoggedAs,
    Measure,
    Outcome,
    Pause,
    Period,
    Range,
    Role,
    Rulebook,
    Sanction,
    Stage,
    Step,
    Transition,
    Unit,
    UnitOf,
)
from dueprocess.core.rulebook.parts import Parts
from dueprocess.core.rulebook.reading.rows import SPECIAL_WHO
from dueprocess.core.rulebook.tables import DEMAND_KEYS, EFFECT_KEYS, ROW_OF, TOP
from dueprocess.core.rulebook.words import nearest, shown
from dueprocess.core.saying import say as _

WARNINGS = tuple(Period(days, Unit.DAYS) for days in (28, 14, 7))
"""Before the end of a measure that must be decided, unless the rulebook says otherwise."""


class Builder(Parts):
    """Puts the rows that were read together."""

    def build(self) -> Rulebook:
        """The rulebook as far as it was understood; what was not is in `reading.problems`."""
        reading = self.reading
        for table in self.raw:
            if table not in TOP:
                mend = nearest(table, list(TOP)) or _("The tables are %(top)s.", top=", ".join(TOP))
                reading.problem((table,), _("There is no table %(table)s.", table=shown(table)), mend)
                reading.doubts.update(("way", "power", "time", "effects"))
        if "rulebook" not in self.raw:
            reading.problem(
                ("rulebook",), _("The table [rulebook] is missing."), _("Begin the file with it.")
            )
        calendar = self._calendar()
        head = reading.row("rulebook", self.raw["rulebook"], ("rulebook",)) if "rulebook" in self.raw else {}
        if "transition" in head:
            head["transition"] = Transition(**head["transition"])
        self._names_twice()
        roles = dict(self._rows("roles"))
        return Rulebook(
            text=self.text,
            **{"id": "", "version": "", "title": "", "language": "", **head},
            calendar=calendar,
            roles={name: Role(id=name, **roles[name]) for name in roles if name not in reading.parties},
            parties=self._parties(roles),
            bodies={name: self._body(name, row) for name, row in self._rows("bodies")},
            conflicts={name: self._conflict(name, row) for name, row in self._rows("conflicts")},
            facts={name: self._fact(name, row) for name, row in self._rows("facts")},
            stages={name: self._stage(name, row) for name, row in self._rows("stages")},
            steps={name: self._step(name, row) for name, row in self._rows("steps")},
            pauses={name: self._pause(name, row) for name, row in self._rows("pauses")},
            measures={name: self._measure(name, row) for name, row in self._rows("measures")},
            sanctions={
                name: Sanction(id=name, **self._lasting(row)) for name, row in self._rows("sanctions")
            },
            duties={name: self._duty(name, row) for name, row in self._rows("duties")},
            guidance={name: self._guidance(name, row) for name, row in self._rows("guidance")},
        )

    def _rows(self, table: str) -> list[tuple[str, dict[str, Any]]]:
        """The rows of a table by name, each with a title if it must have one; read once."""
        found = self.raw.get(table, {})
        if not isinstance(found, dict):
            self.reading.problem(
                (table,),
                _("[%(table)s] is no table.", table=table),
                _("Write `[%(table)s.name]` for each row.", table=table),
            )
            return []
        rows = []
        for name, value in found.items():
            self.reading.check_id(name, (table, name))
            row = self.reading.row(ROW_OF[table], value, (table, name))
            if table != "guidance":
                row.setdefault("title", name)
            rows.append((name, row))
        return rows

    def _names_twice(self) -> None:
        for tables, what in (
            (("roles", "bodies"), _("Roles and bodies")),
            (("steps", "pauses", "measures", "sanctions"), _("Steps, pauses, measures and sanctions")),
        ):
            seen: dict[str, str] = {}
            for table, name in self._names(*tables):
                if name in seen:
                    mend = _("%(what)s share one name space: give one of the two another name.", what=what)
                    self.reading.problem(
                        (table, name),
                        _("`%(name)s` is already a name in [%(seen)s].", name=name, seen=seen[name]),
                        mend,
                    )
                seen.setdefault(name, table)
        reserved = {
            "roles": {*SPECIAL_WHO, "complaint"},
            "bodies": {*SPECIAL_WHO, "complaint", *PARTIES},
            "stages": {"start", "taken_over", "any", "any_strand"},
        }
        for table, name in self._names(*reserved):
            if name in reserved[table]:
                what = _("`%(name)s` has a meaning of its own.", name=name)
                self.reading.problem((table, name), what, _("Use another name."))

    def _names(self, *tables: str) -> list[tuple[str, str]]:
        found = {table: self.raw.get(table) for table in tables}
        return [(table, name) for table, rows in found.items() if isinstance(rows, dict) for name in rows]

    # -------------------------------------------------------------------------- head and people

    def _calendar(self) -> Calendar:
        raw = self.raw.get("calendar", {})
        row = self.reading.row("calendar", raw, ("calendar",))
        at_once = row.get("at_once")
        if at_once is not None:
            if at_once.at_once:
                mend = _("Say how long, for instance `1 working day`.")
                self.reading.problem(("calendar", "at_once"), _("`at once` cannot explain itself."), mend)
            self.reading.at_once = Period(at_once.count, at_once.unit, at_once=True)
        return Calendar(**row)

    def _parties(self, rows: Mapping[str, dict[str, Any]]) -> Mapping[str, Role]:
        parties = {}
        for name in self.reading.parties:
            row = {"title": _sentence(name), **rows.get(name, {}), "party": True}
            parties[name] = Role(id=name, **row)
        return parties

    def _body(self, name: str, row: dict[str, Any]) -> Body:
        if "at_least" in row:
            row["at_least"] = AtLeast(**row["at_least"])
        if "in_writing" in row:
            writing = row.pop("in_writing")
            if "rule" in writing and "wait" in writing:
                row["in_writing"] = InWriting(**writing)
        row.setdefault("seats", {})
        return Body(id=name, **row)

    def _conflict(self, name: str, row: dict[str, Any]) -> Conflict:
        alleged = row.pop("alleged", "does not bar")
        return Conflict(id=name, alleged_bars=alleged == "bars", **row)

    # -------------------------------------------------------------------------- facts and stages

    def _fact(self, name: str, row: dict[str, Any]) -> Fact:
        path: Path = ("facts", name)
        if "choices" in row:
            if row.get("kind", FactKind.CHOICE) is not FactKind.CHOICE:
                self.reading.problem(
                    (*path, "kind"), _("A fact with `choices` is a choice."), _("Take out `kind`.")
                )
            row["kind"] = FactKind.CHOICE
        elif row.get("kind") is FactKind.CHOICE:
            self.reading.problem(path, _("A choice needs `choices`."), _("List the answers."))
        if "derived" in row:
            for key in ("kind", "choices", "per", "notice", "shortest_notice", "not_before"):
                if key in row:
                    what = _("A derived fact has no `%(key)s`.", key=key)
                    self.reading.problem((*path, key), what, _("Take it out, or take out `derived`."))
        if isinstance(row.get("derived"), UnitOf):
            row["kind"] = FactKind.UNIT
        if row.get("kind") is not FactKind.DATE:
            for key in ("notice", "shortest_notice"):
                if key in row:
                    self.reading.problem(
                        (*path, key), _("Only a date has notice."), _('Add `kind = "date"`.')
                    )
            if "not_before" in row:
                what = _("Only a day lies before another.")
                self.reading.problem((*path, "not_before"), what, _('Add `kind = "date"`.'))
        elif "shortest_notice" in row and "notice" not in row:
            place = (*path, "shortest_notice")
            self.reading.problem(place, _("There is no notice to shorten."), _("Add `notice`."))
        return Fact(id=name, **row)

    def _stage(self, name: str, row: dict[str, Any]) -> Stage:
        path: Path = ("stages", name)
        lasts = row.pop("lasts", None)
        then, tells = self._leads(row.pop("then", ())), self._tells(row.pop("tells", ()))
        written = self.raw["stages"][name]
        written = written if isinstance(written, dict) else {}
        if "lasts" in written and "then" not in written:
            self.reading.problem(
                (*path, "lasts"), _("The stage ends by itself, but where to?"), _("Add `then`.")
            )
        if "then" in written and "lasts" not in written:
            mend = _('Add `lasts`: a period, or "until final".')
            self.reading.problem((*path, "then"), _("The stage passes on by itself, but when?"), mend)
        if row.get("end") and ("lasts" in written or "then" in written):
            self.reading.problem(
                path, _("An end stage passes to nothing."), _("Take out `end`, or `lasts` and `then`.")
            )
        final = lasts == "until final"
        return Stage(
            id=name, lasts=None if final else lasts, until_final=final, then=then, tells=tells, **row
        )

    # -------------------------------------------------------------------------- effects and steps

    def _step(self, name: str, row: dict[str, Any]) -> Step:
        places, marks = row.pop("stage", ((), frozenset()))
        effects = self._effects(row)
        demands = {key: row[key] for key in DEMAND_KEYS if key in row}
        logged = row.get("logged_as", LoggedAs.ACT)
        outcomes = {
            one: self._outcome(one, outcome, effects, demands, logged)
            for one, outcome in row.pop("outcomes", {}).items()
        }
        rest = {
            key: row[key]
            for key in row
            if key not in EFFECT_KEYS and key not in DEMAND_KEYS and key not in ("due", "not_before")
        }
        rest.setdefault("by", ())
        own = bool(rest["by"]) and all(who.is_party for who in rest["by"])
        return Step(
            id=name,
            stages=places,
            start=bool(marks & {"start", "taken_over"}),
            takes_over="taken_over" in marks,
            any="any" in marks,
            any_strand="any_strand" in marks,
            not_before=self._waits(row.get("not_before", ())),
            demands=Demands(**demands),
            due=self._dues(row.get("due", ()), own, row.get("clause")),
            outcomes=outcomes,
            effects=_made(effects),
            **rest,
        )

    def _outcome(
        self,
        name: str,
        row: dict[str, Any],
        effects: dict[str, Any],
        demands: dict[str, Any],
        logged: LoggedAs,
    ) -> Outcome:
        own = self._effects(row)
        merged = {**effects, **own, "tells": (*effects.get("tells", ()), *own.get("tells", ()))}
        asked = dict(demands)
        for key in DEMAND_KEYS:
            if key in row:
                asked[key] = (
                    row[key]
                    if key == "decides_by"
                    else tuple(dict.fromkeys((*demands.get(key, ()), *row[key])))
                )
        return Outcome(
            id=name,
            title=row.get("title", _sentence(name)),
            clause=row.get("clause"),
            says=row.get("says"),
            when=row.get("when"),
            demands=Demands(**asked),
            effects=_made(merged),
            logged_as=row.get("logged_as", logged),
            own=_made(own),
        )

    # -------------------------------------------------------------------------- what lasts

    def _pause(self, name: str, row: dict[str, Any]) -> Pause:
        stops = row.pop("stops", "case")
        row["tells_at_end"] = self._tells(row.get("tells_at_end", ()))
        row.setdefault("lasts", Range(high=Period(1, Unit.DAYS)))
        steps = stops if isinstance(stops, tuple) else ()
        return Pause(
            id=name, stops_case=stops == "case", stops_strand=stops == "strand", stops_steps=steps, **row
        )

    def _lasting(self, row: dict[str, Any]) -> dict[str, Any]:
        row["tells_at_end"] = self._tells(row.get("tells_at_end", ()))
        row.setdefault("effect", ())
        row.setdefault("lasts", Range(high=Period(1, Unit.DAYS)))
        return row

    def _measure(self, name: str, row: dict[str, Any]) -> Measure:
        if row.get("at_end") is AtEnd.MUST_BE_DECIDED:
            row.setdefault("remind", WARNINGS)
        row.setdefault("undone", f"{name}_undone")
        return Measure(id=name, **self._lasting(row))

    def _duty(self, name: str, row: dict[str, Any]) -> Duty:
        row["tells"] = self._tells(row.get("tells", ()))
        row.setdefault("by", ())
        row.setdefault("every", Period(1, Unit.YEARS))
        return Duty(id=name, **row)

    def _guidance(self, name: str, row: dict[str, Any]) -> Guidance:
        steps, stages = row.pop("at", ((), ()))
        row.setdefault("says", "")
        return Guidance(id=name, at_steps=steps, at_stages=stages, **row)


def _made(effects: dict[str, Any]) -> Effects:
    """The effects; where nothing is written, those that all such steps share."""
    return Effects(**effects) if any(effects.values()) else NO_EFFECTS


def _sentence(name: str) -> str:
    return name.replace("_", " ").capitalize()
