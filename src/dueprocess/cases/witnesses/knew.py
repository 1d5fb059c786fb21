"""Who knew what since when: one table out of what the case holds. Nothing of it is stored.

It counts what the record shows: who was there, who acted, who was written to, who opened a letter, who
looked, who contacted somebody about it. That somebody heard of it otherwise, it cannot know.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time

from django.utils import timezone
from django.utils.translation import gettext as _

from dueprocess.cases.approaches import extracts as approaches
from dueprocess.cases.witnesses import reading
from dueprocess.cases.witnesses.extracts import name_of
from dueprocess.cases.witnesses.reading import Knows
from dueprocess.docket import wall
from dueprocess.docket.extracts import Opened, telling
from dueprocess.docket.sealing import OFFICER

WIDTH = 1000


@dataclass(frozen=True, slots=True)
class Trace:
    """One thing that shows that somebody knew: `what` in words, by entry `act` (0: none), `mark` its place in
    the picture, in thousandths."""

    at: datetime
    what: str
    act: int
    approach: str = ""
    mark: int = 0


@dataclass(frozen=True, slots=True)
class Knower:
    """Somebody who knew, `since` the first trace. `whose`: party, officer, or somebody else."""

    name: str
    whose: str
    since: datetime
    traces: tuple[Trace, ...]

    @property
    def left(self) -> int:
        """Return the place of the first trace in the picture."""
        return self.traces[0].mark

    @property
    def width(self) -> int:
        """Return how much of the picture is to its right."""
        return WIDTH - self.left


@dataclass(frozen=True, slots=True)
class Knowledge:
    """Who knew, the earliest first, on one scale from `first` to `last`."""

    people: tuple[Knower, ...]
    first: datetime | None
    last: datetime
    looks: bool


def knew(view: Opened, *, looks: bool) -> Knowledge:
    """Return who knew what since when of an opened case. `looks`: with the first look of each officer, which
    the read journal tells the owner and oversight alone."""
    found: dict[str, list[Trace]] = {}
    names: dict[str, str] = {}
    for who, name, trace in _traces(view, looks=looks):
        found.setdefault(who, []).append(trace)
        names.setdefault(who, name)
    every = [trace.at for traces in found.values() for trace in traces]
    first = min(every, default=None)
    people = [
        Knower(
            names[who], _whose(view, who), min(each.at for each in traces), _placed(traces, first, view.at)
        )
        for who, traces in found.items()
    ]
    people.sort(key=lambda each: (each.since, each.name))
    return Knowledge(tuple(people), first, view.at, looks)


def _placed(traces: list[Trace], first: datetime | None, last: datetime) -> tuple[Trace, ...]:
    span = (last - first).total_seconds() if first is not None else 0.0
    placed = []
    for each in sorted(traces, key=lambda trace: trace.at):
        gone = (each.at - first).total_seconds() if first is not None else 0.0
        mark = max(0, min(WIDTH - 6, round(WIDTH * gone / span))) if span > 0 else 0
        placed.append(Trace(each.at, each.what, each.act, each.approach, mark))
    return tuple(placed)


def _whose(view: Opened, who: str) -> str:
    if who.startswith(OFFICER):
        return _("works on the case")
    kind = view.identities.get(who, {}).get("kind", "")
    party = view.rulebook.parties.get(str(kind))
    return party.title if party else _("outside the case")


def _traces(view: Opened, *, looks: bool) -> Iterator[tuple[str, str, Trace]]:
    """Yield who, their name, and one trace; of each kind, of each person, the first."""
    seen: set[tuple[str, str]] = set()
    for kind, who, name, trace in _every(view, looks=looks):
        if (kind, who) not in seen:
            seen.add((kind, who))
            yield who, name, trace


def _every(view: Opened, *, looks: bool) -> Iterator[tuple[str, str, str, Trace]]:
    titles = telling.notes()
    for each in reading.witnesses(view.acts).values():
        at = timezone.make_aware(datetime.combine(each.since, time()))
        name, words = name_of(view, each), str(Knows(each.knows).label)
        yield f"there {each.key}", each.who or each.key, name, Trace(at, words, each.notes[-1])
    for act in view.acts:
        by = act.by_key or str(act.facts.get("by") or "")
        if by in view.names:
            step = view.rulebook.steps.get(act.name) if not act.is_note else None
            title = step.title if step else titles.get(act.name, act.name)
            yield "acted", by, view.name(by), Trace(act.at, _("Acted: {what}").format(what=title), act.n)
        if not act.is_note or act.name not in ("message", "sent", "received"):
            continue
        words = {
            "message": _("Was written to"), "sent": _("A letter went out to them"),
            "received": _("A letter reached them"),
        }[act.name]  # fmt: skip
        to = act.facts.get("to") or ()
        for who in [to] if isinstance(to, str) else to:
            if who in view.names:
                yield act.name, who, view.name(who), Trace(act.at, words, act.n)
    for moment, who, name, _what in wall.first_looks(view.docket) if looks else ():
        yield "looked", who, name, Trace(datetime.fromisoformat(moment), _("Opened the case"), 0)
    if view.viewer is not None:
        for line in approaches.about(view.docket, view.viewer):
            at = timezone.make_aware(datetime.combine(line.on, time()))
            name = line.who or _("somebody whose name was erased")
            yield (
                f"approach {line.number}",
                f"approach {line.who or line.number}",
                name,
                Trace(at, _("Contacted somebody about it: {kind}").format(kind=line.kind), 0, line.number),
            )
