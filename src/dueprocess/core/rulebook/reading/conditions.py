"""Events, conditions and derived facts: the values that speak of other rows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dueprocess.core.rulebook import words
from dueprocess.core.rulebook.locate import Path
from dueprocess.core.rulebook.model import (
    ClauseAlleged,
    Derived,
    Event,
    EventKind,
    Events,
    FoundAgainst,
    Happening,
    Late,
    MeasureInForce,
    PartyHolds,
    PartyStatus,
    SanctionLive,
    Taken,
    Test,
    TooFew,
    UnitOf,
    Value,
    When,
)
from dueprocess.core.rulebook.reading.rows import Rows
from dueprocess.core.rulebook.tables import DERIVED
from dueprocess.core.rulebook.words import NotUnderstood, nearest, shown
from dueprocess.core.saying import say as _

_PREFIXES = {
    "first": EventKind.FIRST,
    "deadline of": EventKind.DEADLINE,
    "end of": EventKind.END,
    "service of": EventKind.SERVICE,
    "finality of": EventKind.FINALITY,
    "entry into": EventKind.ENTRY,
    "date of": EventKind.DATE,
    "start of": EventKind.START,
}
_EVENT_FORMS = _(
    "Write a step, `step: outcome`, or `first`, `deadline of`, `end of`, `service of`, "
    "`finality of` a step, `entry into` a stage, `date of` a fact, `start of` or `end "
    "of` a measure, sanction or pause, or `conflict` (it was noted)."
)


class Conditions(Rows):
    """Reads what turns on facts and events."""

    # -------------------------------------------------------------------------- conditions

    def fact_kind(self, fact: str) -> str:
        """`yes or no`, `choice`, `date` or `unit`, as the file says it."""
        raw = self._raw("facts", fact)
        derived = raw.get("derived")
        if isinstance(derived, dict) and "unit_of" in derived:
            return "unit"
        return "choice" if "choices" in raw else str(raw.get("kind", "yes or no"))

    def fact_value(self, fact: str, value: Any) -> Value:
        """A value that this fact can have: true, false, or one of its choices as they are written."""
        kind, raw = self.fact_kind(fact), self._raw("facts", fact)
        if kind == "choice":
            choices = raw.get("choices")
            known = [one for one in choices if isinstance(one, str)] if isinstance(choices, list) else []
            for one in known:
                if isinstance(value, str) and words.name(one) == words.name(value):
                    return one
            raise NotUnderstood(
                _("%(value)s is no choice of `%(fact)s`.", value=shown(value), fact=fact),
                nearest(str(value)[:80], known),
            )
        if kind == "yes or no":
            if isinstance(value, bool):
                return value
            raise NotUnderstood(
                _("`%(fact)s` is yes or no, not %(value)s.", fact=fact, value=shown(value)),
                _("Write `true` or `false`."),
            )
        raise NotUnderstood(
            _("`%(fact)s` is a %(kind)s and cannot be compared.", fact=fact, kind=kind),
            _("Use a yes-or-no fact or a choice."),
        )

    def _read_when(self, value: Any, path: Path, about: Any) -> When:
        tables = value if isinstance(value, list) else [value]
        if not tables:
            raise NotUnderstood(_("The list is empty."), _("Write `{ fact = value }`, or take the key out."))
        alternatives = []
        for index, table in enumerate(tables):
            place = (*path, index) if isinstance(value, list) else path
            tests = []
            for fact, values in self._map(table, place, "`{ fact = value }`").items():
                try:
                    name = self.name(fact, "fact")
                    listed = values if isinstance(values, list) else [values]
                    if not listed:
                        raise NotUnderstood(_("The list of values is empty."), _("Name at least one value."))
                    tests.append(Test(name, tuple(self.fact_value(name, one) for one in listed)))
                except NotUnderstood as error:
                    self.problem((*place, fact), error.what, error.mend)
            alternatives.append(tuple(tests))
        return When(tuple(alternatives))

    def _read_sets(self, value: Any, path: Path, about: Any) -> dict[str, Value]:
        pairs: dict[str, Value] = {}
        for fact, what in self._map(value, path, "`{ fact = value }`").items():
            try:
                name = self.name(fact, "fact")
                pairs[name] = self.fact_value(name, what)
            except NotUnderstood as error:
                self.problem((*path, fact), error.what, error.mend)
        return pairs

    def _read_derived(self, value: Any, path: Path, about: Any) -> Derived:
        forms = _(
            "`{ party, holds }`, `{ party, status }`, `{ too_few }`, `{ late }`, `{ taken }`, `{ "
            "sanction, times }`, `{ measure, for }`, `{ found_against }`, `{ unit_of }` or `{ alleged }`"
        )
        table = self._map(value, path, forms)
        marks = [mark for mark in DERIVED if mark in table]
        if len(marks) != 1:
            raise NotUnderstood(
                _("It is none of the built-in conditions."), _("Write one of %(forms)s.", forms=forms)
            )
        for key in table:
            if key not in DERIVED[marks[0]]:
                self.problem(
                    (*path, key),
                    _("It has no key %(key)s.", key=shown(key)),
                    _("Write one of %(forms)s.", forms=forms),
                )
        return self._condition(marks[0], table, path)

    def _condition(self, mark: str, table: Mapping[str, Any], path: Path) -> Derived:
        if mark in ("holds", "status") and "party" not in table:
            raise NotUnderstood(_("`party` is missing."), _("Say of which kind of party."))
        match mark:
            case "holds":
                holds = self._each(table["holds"], (*path, "holds"), lambda one: self.name(one, "office"))
                return PartyHolds(self.name(table["party"], "party"), holds)
            case "status":
                status = self._read_text(table["status"], path, None)
                return PartyStatus(self.name(table["party"], "party"), status)
            case "too_few":
                return TooFew(self.name(table["too_few"], "office"))
            case "late":
                return Late(self.name(table["late"], "step"))
            case "taken":
                event = self.event(table["taken"])
                if any(one.kind not in (EventKind.STEP, EventKind.FIRST) for one in event.of):
                    raise NotUnderstood(_("Only a step is taken."), _("Write a step, or `step: outcome`."))
                return Taken(event)
            case "sanction":
                times = self._read_number(table.get("times", 1), path, None)
                return SanctionLive(self.name(table["sanction"], "sanction"), times)
            case "measure":
                names = self._each(
                    table["measure"], (*path, "measure"), lambda one: self.name(one, "measure")
                )
                length = words.period(table["for"], self.at_once) if "for" in table else None
                return MeasureInForce(names, length)
            case "unit_of":
                return UnitOf(self.name(table["unit_of"], "party"))
            case "alleged":
                return ClauseAlleged(self._each(table["alleged"], (*path, "alleged"), _clause))
            case _:
                return FoundAgainst(self.name(table["found_against"], "party"))

    # -------------------------------------------------------------------------- events

    def _read_events(self, value: Any, path: Path, about: Any) -> Events:
        return self._each(value, path, self.event)

    def event(self, value: Any) -> Event:
        """EVENT: parts joined by `or`; a part without a beginning of its own has that of the one before."""
        if not isinstance(value, str):
            raise NotUnderstood(_("%(value)s is no event.", value=shown(value)), _EVENT_FORMS)
        happenings: list[Happening] = []
        prefix = ""
        for part in " ".join(value.split()).split(" or "):
            beginning = next((one for one in _PREFIXES if part.startswith(f"{one} ")), "")
            plain = words.name(part.partition(":")[0])
            rest = part.removeprefix(f"{beginning} ")
            if plain in self.known_sets["step"] and beginning:
                if self._names_something(beginning, rest):
                    mend = _(
                        "For the step itself write `%(plain)s`; else give one of the two another name.",
                        plain=plain,
                    )
                    raise NotUnderstood(_("%(part)s can be read in two ways.", part=shown(part)), mend)
                beginning, rest, prefix = "", part, ""
            prefix = beginning or prefix
            happenings.append(self._happening(prefix, rest))
        return Event(tuple(happenings))

    def _names_something(self, prefix: str, rest: str) -> bool:
        try:
            self._happening(prefix, rest)
        except NotUnderstood:
            return False
        return True

    def _happening(self, prefix: str, rest: str) -> Happening:
        if not prefix:
            if rest == EventKind.CONFLICT and rest not in self.known_sets["step"]:
                return Happening(EventKind.CONFLICT, rest)
            try:
                return Happening(EventKind.STEP, *self.step_outcome(rest))
            except NotUnderstood as error:
                raise NotUnderstood(error.what, f"{error.mend} {_EVENT_FORMS}".strip()) from error
        kind = _PREFIXES[prefix]
        if kind is EventKind.ENTRY:
            return Happening(kind, self.name(rest, "stage"))
        if kind is EventKind.DATE:
            return Happening(kind, self.date_fact(rest))
        if kind in (EventKind.START, EventKind.END):
            found = words.name(rest)
            if found in self.known_sets["imposition"] or found in self.known_sets["pause"]:
                return Happening(kind, found)
            if kind is EventKind.START:
                known = [*self.known["imposition"], *self.known["pause"]]
                raise NotUnderstood(
                    _("There is no measure, sanction or pause %(rest)s.", rest=shown(rest)),
                    nearest(found, known),
                )
            kind = EventKind.STEP_END
        if kind is EventKind.DEADLINE:
            return Happening(kind, self.name(rest, "step"))
        return Happening(kind, *self.step_outcome(rest))

    def date_fact(self, value: Any) -> str:
        """The name of a fact that is a date."""
        found = self.name(value, "fact")
        if self.fact_kind(found) != "date":
            raise NotUnderstood(
                _("`%(found)s` is no date.", found=found), _('Give the fact `kind = "date"`.')
            )
        return found


def _clause(value: Any) -> str:
    """A clause of a code of conduct, as `code/clause`."""
    code, slash, clause = value.partition("/") if isinstance(value, str) else ("", "", "")
    if not (code.strip() and slash and clause.strip()):
        what = _("%(value)s names no clause of a code.", value=shown(value))
        raise NotUnderstood(what, _('Write the id of the code and the clause, such as "conduct/4".'))
    return f"{code.strip()}/{clause.strip()}"
