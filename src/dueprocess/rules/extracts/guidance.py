"""Sanctions guidance for pages: the ladder, each type of breach on it, and the factors."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from dueprocess.core.errors import Refused
from dueprocess.core.guidance import Breach, Guidance, Way
from dueprocess.rules import guidance as adopted
from dueprocess.rules import rulebooks
from dueprocess.rules.extracts.pages import Proposed
from dueprocess.rules.models import GuidanceVersion


@dataclass(frozen=True, slots=True)
class BreachLine:
    """One type of breach: where one starts and the ends of its range, in words and as places on the ladder,
    and the clauses (`CODE/CLAUSE`) that it is most often of."""

    title: str
    says: str
    starts: str
    lowest: str
    highest: str
    places: tuple[int, int, int]
    clauses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FactorLine:
    """One factor."""

    title: str
    says: str


@dataclass(frozen=True, slots=True)
class GuidancePage:
    """The guidance that holds for the rulebook in force."""

    hash: str
    title: str
    version: str
    adopted_by: str
    adopted_on: date
    language: str
    says: str
    rungs: tuple[str, ...]
    breaches: tuple[BreachLine, ...]
    aggravating: tuple[FactorLine, ...]
    mitigating: tuple[FactorLine, ...]
    text: str


def guidance(on: date) -> GuidancePage | None:
    """Return the guidance that holds for the rulebook in force on a day; None where there is none."""
    try:
        found = adopted.current(rulebooks.get(rulebooks.in_force(on, "case").pk).id)
    except Refused:
        return None
    if found is None:
        return None
    row = GuidanceVersion.objects.get(pk=found.hash)
    lines = {
        way: tuple(FactorLine(each.title, each.says) for each in found.factors.values() if each.way is way)
        for way in Way
    }
    return GuidancePage(
        hash=row.pk, title=found.title, version=found.version, adopted_by=row.adopted_by,
        adopted_on=row.adopted_on, language=found.language, says=found.says,
        rungs=tuple(rung.title for rung in found.rungs.values()),
        breaches=tuple(_breach(found, each) for each in found.breaches.values()),
        aggravating=lines[Way.AGGRAVATING], mitigating=lines[Way.MITIGATING], text=found.text,
    )  # fmt: skip


def _breach(found: Guidance, each: Breach) -> BreachLine:
    at = found.height(each.starts), found.height(each.lowest), found.height(each.highest)
    titles = [rung.title for rung in found.rungs.values()]
    return BreachLine(each.title, each.says, titles[at[0]], titles[at[1]], titles[at[2]], at, each.clauses)


def read_guidance(text: str) -> Proposed:
    """Return what guidance that is to be adopted says of itself. Raises Malformed as `rules.guidance.read`
    does."""
    found = adopted.read(text)
    return Proposed(found.title, found.version, found.hash, ())
