"""How far decisions of one quarter kept to the sanctions guidance, and what the register of approaches holds
of it, counted for its report.

Knows codes of acts, units, bodies and roles; never who decided, whom it was about, or who came. What is not
told since it would be of few is for `core.suppression`: each split adds up to a number that it knows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any, Final

from dueprocess.cases.approaches.models import Approach, Done, Kind
from dueprocess.cases.priority import criteria
from dueprocess.cases.reports.counting import Acts, Part, Parts, Row, Tally
from dueprocess.core.guidance import Guidance, Stands
from dueprocess.docket import guiding, house
from dueprocess.docket.models.dockets import APPROACH
from dueprocess.people.models import Unit
from dueprocess.rules import guidance, rulebooks

SPLITS: Final = ("breach", "unit", "body")
"""By what decisions are told apart: never by person."""
NO_UNIT: Final = "none"
Split = tuple[str, Callable[[], str]]
"""A code, and how it is called."""


def count(quarter: str, *, size: int) -> Parts:
    """Count the decisions by the guidance, and the approaches, that were recorded in a quarter, over the
    first `size` entries. Seven queries, whose cost goes with the acts of the quarter."""
    acts = Acts(quarter, size)
    return _decisions(acts) | _approaches(Acts(quarter, size, APPROACH)) | {"priority": _priority(acts)}


def _decisions(acts: Acts) -> Parts:
    tallies = {
        "guidance.decisions": Tally("decisions"),
        "guidance.stands": Tally("within", "departs"),
        "guidance.departures": Tally("below", "above"),
        "guidance.reasons": Tally("explained", "unexplained"),
        "guidance.factors": Tally(),
    } | {f"guidance.{split}.{stands}": Tally() for split in SPLITS for stands in Stands}
    chosen = acts.all.filter(facts__has_key=guiding.GUIDED)
    units = dict(Unit.objects.values_list("pk", "name"))
    for row in acts.rows(chosen, "facts", "role", "rulebook", "docket__unit"):
        for entry in row["facts"][guiding.GUIDED] or ():
            found = guidance.get(entry["guidance"])
            stands = Stands(entry["stands"])
            tallies["guidance.decisions"].add("decisions")
            tallies["guidance.stands"].add("within" if stands is Stands.WITHIN else "departs")
            if stands is not Stands.WITHIN:
                tallies["guidance.departures"].add(str(stands))
                tallies["guidance.reasons"].add("explained" if entry.get("explained") else "unexplained")
            for split, (key, label) in zip(SPLITS, _splits(row, entry, found, units), strict=True):
                tallies[f"guidance.{split}.{stands}"].add(key, label)
            for name in entry.get("factors") or ():
                tallies["guidance.factors"].add(f"{found.id}.{name}", partial(_factor, found, name))
    return {name: tally.parts() for name, tally in tallies.items()}


def _splits(row: Row, entry: Mapping[str, Any], found: Guidance, units: Mapping[int, str]) -> Iterator[Split]:
    breach = str(entry["breach"])
    yield f"{found.id}.{breach}", lambda: found.breaches[breach].title
    unit = row["docket__unit"]
    yield str(unit or NO_UNIT), lambda: units.get(unit, "")
    yield row["role"] or NO_UNIT, partial(_body, row["rulebook"], row["role"])


def _factor(found: Guidance, name: str) -> str:
    return found.factors[name].title


def _body(hash_: str, name: str) -> str:
    """Name a body or role as the rulebook of the act does."""
    book = rulebooks.get(hash_)
    known = book.bodies.get(name) or book.roles.get(name)
    return known.title if known is not None else name.replace("_", " ")


def _priority(acts: Acts) -> list[Part]:
    tally = Tally()
    chosen = acts.all.filter(is_note=True, name=house.PRIORITY, facts__given=True)
    for row in acts.rows(chosen, "facts"):
        code, criterion = row["facts"]["code"], row["facts"]["criterion"]
        tally.add(f"{code}.{criterion}", partial(criteria.title, code, criterion))
    return tally.parts()


def _approaches(acts: Acts) -> Parts:
    entered, kinds, answered = Tally("entered"), Tally(*map(str, Kind)), Tally(*map(str, Done))
    late, weighed = Tally("in_time", "late"), Tally("weighed", "waits")
    chosen = acts.all.filter(is_note=True, name=house.APPROACHED)
    found = [row["docket_id"] for row in acts.rows(chosen)]
    for at in range(0, len(found), 500):
        rows = Approach.objects.filter(pk__in=found[at : at + 500])
        for kind, done, was_late, when in rows.values_list("kind", "done", "late", "weighed_at"):
            entered.add("entered")
            kinds.add(kind)
            answered.add(done)
            late.add("late" if was_late else "in_time")
            weighed.add("waits" if when is None else "weighed")
    return {
        "approaches.entered": entered.parts(),
        "approaches.kind": kinds.parts(),
        "approaches.answered": answered.parts(),
        "approaches.late": late.parts(),
        "approaches.weighed": weighed.parts(),
    }
