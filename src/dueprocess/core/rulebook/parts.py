"""The parts that several rows have: where a strand goes, notices, effects, deadlines, waiting."""

from __future__ import annotations

from typing import Any

from dueprocess.core.rulebook.locate import Lines, Path
from dueprocess.core.rulebook.model import (
    Bound,
    Change,
    Due,
    DueKind,
    Effects,
    Lead,
    Period,
    Tell,
    Wait,
)
from dueprocess.core.rulebook.reading import Reading
from dueprocess.core.rulebook.tables import EFFECT_KEYS
from dueprocess.core.saying import say as _


class Parts:
    """Puts the parts of rows together; `raw` is the file, `reading` collects the problems."""

    def __init__(self, text: str, raw: dict[str, Any], lines: Lines) -> None:
        self.text = text
        self.raw = raw
        self.reading = Reading(raw, lines)

    def _leads(self, rows: tuple[dict[str, Any], ...]) -> tuple[Lead, ...]:
        leads = tuple(Lead(row["to"], row.get("when")) for row in rows if "to" in row)
        for lead, row in zip(leads[:-1], rows, strict=False):
            if lead.when is None:
                what = _("It always holds, so what follows it never does.")
                self.reading.problem(row["_path"], what, _("Put it last, or add `when`."))
        return leads

    def _tells(self, rows: tuple[dict[str, Any], ...]) -> tuple[Tell, ...]:
        return tuple(
            Tell(**{"within": self.reading.at_once, **{key: row[key] for key in row if key != "_path"}})
            for row in rows
            if "to" in row
        )

    def _effects(self, row: dict[str, Any]) -> dict[str, Any]:
        """The effects among the keys of a row, as values."""
        effects: dict[str, Any] = {}
        for key in EFFECT_KEYS:
            if key not in row:
                continue
            value = row[key]
            if key == "tells":
                value = self._tells(value)
            elif key == "leads_to":
                value = self._leads(value)
            elif key in ("extends", "shortens", "restores"):
                value = self._change(value)
            effects[key] = value
        return effects

    def _change(self, row: dict[str, Any]) -> Change:
        steps = row.get("steps", ())
        rest = {key: row[key] for key in row if key != "steps"}
        return Change(any=True, **rest) if steps == "any" else Change(steps=steps, **rest)

    def _waits(self, rows: tuple[dict[str, Any], ...]) -> tuple[Wait, ...]:
        waits = []
        for row in rows:
            path = row.pop("_path")
            if ("after" in row) == ("on" in row):
                self.reading.problem(path, _("It waits for one thing."), _("Write either `after` or `on`."))
                continue
            if "on" in row and not self._is_date(row["on"], (*path, "on")):
                continue
            if "on" in row and "wait" in row:
                self.reading.problem(
                    (*path, "wait"), _("`wait` runs from an event."), _("Use it with `after`.")
                )
            waits.append(Wait(**row))
        return tuple(waits)

    def _is_date(self, fact: str, path: Path) -> bool:
        if self.reading.fact_kind(fact) == "date":
            return True
        self.reading.problem(
            path, _("`%(fact)s` is no date.", fact=fact), _('Give the fact `kind = "date"`.')
        )
        return False

    def _dues(self, rows: tuple[dict[str, Any], ...], own: bool, clause: str | None) -> tuple[Due, ...]:
        return tuple(due for row in rows if (due := self._due(row, own, clause)) is not None)

    def _due(self, row: dict[str, Any], own: bool, clause: str | None) -> Due | None:
        path = row.pop("_path")
        written = self._written(path)
        forms = {
            "within": "after" in written and "within" in written and "every" not in written,
            "every": "after" in written and "every" in written,
            "at_least": "at_least" in written or "before" in written,
            "on": "on" in written,
        }
        chosen = [form for form, given in forms.items() if given]
        known = {"every": {"within", "after", "every"}, "within": {"within", "after"}, "on": {"on"}}
        known["at_least"] = {"at_least", "before"}
        keys = {"within", "after", "every", "at_least", "before", "on"}.intersection(written)
        complete = chosen and keys <= known[chosen[0]] and (chosen[0] != "at_least" or len(keys) == 2)
        if len(chosen) != 1 or not complete:
            self.reading.problem(
                path,
                _("A deadline has exactly one form."),
                _("Write `within` and `after`; `every` and `after`; `at_least` and `before`; or `on`."),
            )
            return None
        if not keys <= set(row):
            return None  # one of them was not understood, and has been told
        for key in ("before", "on"):
            if key in row and not self._is_date(row[key], (*path, key)):
                return None
        for key in ("but_not_after", "but_not_before"):
            if key in row:
                row[key] = self._bound(row[key], row.get("after", ()), (*path, key))
        if "on_late" in row:
            row["on_late"] = Effects(**self._effects(row["on_late"]))
        row.setdefault("kind", DueKind.CHANCE if own else DueKind.DUTY)
        if clause is not None:
            row.setdefault("clause", clause)
        return Due(**row)

    def _written(self, path: Path) -> dict[str, Any]:
        value: Any = self.raw
        for part in path:
            value = value[part]
        return value if isinstance(value, dict) else {}

    def _bound(self, value: Any, after: Any, path: Path) -> Bound | None:
        if isinstance(value, Period):
            if after:
                return Bound(value, after)
            self.reading.problem(
                path, _("There is no event it could run from."), _("Write `{ within, after }`.")
            )
            return None
        return Bound(**value) if "within" in value and "after" in value else None
