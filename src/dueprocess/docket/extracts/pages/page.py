"""The page of one docket as a value."""

from __future__ import annotations

from datetime import datetime
from types import MappingProxyType

from dueprocess.core.rulebook.model import DueKind
from dueprocess.docket import roster, way_in
from dueprocess.docket.extracts import telling
from dueprocess.docket.extracts.between import notices, unanswered
from dueprocess.docket.extracts.inforce import imposed, sanctions, standing
from dueprocess.docket.extracts.mentioned import mentions
from dueprocess.docket.extracts.opened import Opened, opened
from dueprocess.docket.extracts.pages.people import bodies, parties
from dueprocess.docket.extracts.pages.steps import steps
from dueprocess.docket.extracts.pages.times import deadline, pauses
from dueprocess.docket.extracts.values import (
    DeadlineLine,
    DocketPage,
    Named,
    StrandLine,
)
from dueprocess.docket.models import Docket
from dueprocess.docket.needs import Actor


def page(docket: Docket, *, viewer: Actor, at: datetime | None = None) -> DocketPage:
    """Return the whole page of a docket as of `at` (default: now); at most a dozen queries.

    The wall has to have let the viewer in before: this shows everything.
    """
    return of(opened(docket, viewer=viewer, at=at))


def of(view: Opened, *, judged: bool = True) -> DocketPage:
    """Return the page of a docket that was opened already. `judged`: each act is held against the rules once
    more, for the timeline to say which are irregular; that costs as much again as all the rest of the engine.
    """
    docket, state, rules = view.docket, view.state, view.rulebook
    main = view.governing(next((each.name for each in state.strands if each.parent is None), None))
    lines = tuple(deadline(view, each) for each in state.deadlines)
    rows = telling.timeline(view, judged=judged)
    owner = roster.owner(view.whole.rows)
    ways, able = _ways(view), steps(view)
    imposed_on = sanctions(view)
    stand = [act for act in view.acts if act.n not in view.annulled]
    recorded = {name for act in stand for name in act.facts.get("facts") or ()}
    return DocketPage(
        number=docket.number,
        kind=docket.kind,
        unit=docket.unit.name if docket.unit else "",
        rulebook=main.hash,
        rulebook_title=f"{main.title} {main.version}",
        length=docket.length,
        is_open=not state.ended,
        received_at=docket.received_at,
        closed_at=docket.closed_at,
        as_at=view.at,
        me=view.me,
        owner=Named(owner, view.name(owner)) if owner else None,
        strands=tuple(
            StrandLine(
                each.name,
                each.parent,
                each.stage,
                each.title,
                each.since,
                each.ended,
                view.governing(each.name).version if len(view.state.versions) > 1 else "",
            )
            for each in state.strands
        ),
        next=_next(lines),
        timeline=rows,
        files=tuple(file for row in rows for file in row.files),
        parties=standing(view, parties(view, ways), imposed_on),
        deadlines=lines,
        steps=able,
        measures=tuple(imposed(view, each) for each in state.measures),
        sanctions=imposed_on,
        notices=notices(view, view.state.notices, ways),
        astray=notices(view, view.state.astray, ways),
        bodies=bodies(view),
        mentions=mentions(view, able),
        pauses=pauses(view),
        unanswered=unanswered(view),
        facts=tuple(
            (rules.facts[name].title, telling.fact_words(view, rules.facts[name].kind, value))
            for name, value in state.facts.items()
            if name in recorded and value not in (None, {}) and rules.facts[name].derived is None
        ),
        grounds=tuple(dict.fromkeys(ground for each in rules.conflicts.values() for ground in each.grounds)),
        party_kinds=tuple((kind, role.title) for kind, role in rules.parties.items()),
        names=MappingProxyType(view.names | view.entered),
    )


def _ways(view: Opened) -> way_in.Ways:
    """Return how each party comes in, from who they are said to be."""
    persons = {key: view.identities.get(key, {}).get("person") for key in view.state.parties}
    return way_in.judged({view.docket.pk: persons})[view.docket.pk]


def _next(lines: tuple[DeadlineLine, ...]) -> DeadlineLine | None:
    owed = [line for line in lines if line.met_at is None and line.due_at is not None]
    for kind in (DueKind.DUTY, DueKind.TARGET):
        mine = [line for line in owed if line.kind == kind]
        if mine:
            return min(mine, key=lambda line: line.due_at)  # type: ignore[arg-type,return-value]
    return None
