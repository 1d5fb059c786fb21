"""Measures and sanctions for pages: one line for each, with names in the place of keys. Decides nothing.

A suspended sanction that a later case brought into force stands in its own case as it stands in that one:
that one is found by the tag of the person, and worked out as of the same moment.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

from dueprocess.core import engine
from dueprocess.core.sanctions import ImpositionState
from dueprocess.docket import roster, wall
from dueprocess.docket.earlier import GONE, WAITS
from dueprocess.docket.extracts.opened import Opened
from dueprocess.docket.extracts.values import ImposedLine, PartyLine
from dueprocess.docket.models import Docket, Sanction
from dueprocess.docket.sealing import Vault
from dueprocess.rules import rulebooks


def imposed(view: Opened, each: ImpositionState) -> ImposedLine:
    """Return one measure or sanction."""
    return ImposedLine(
        each.id,
        each.title,
        each.measure,
        view.name(each.on) if each.on else "",
        each.on or "",
        each.act,
        each.state,
        each.applies,
        each.begun_at,
        each.last_day,
        each.ends_at,
        tuple(str(effect) for effect in each.effect),
        each.scope,
        each.clause or "",
        each.lasts or "",
        each.decide_by,
        each.probation_until,
        each.activated_by,
        each.case or "",
        reviews=each.reviews,
        cap_at=each.cap_at,
    )


def sanctions(view: Opened) -> tuple[ImposedLine, ...]:
    """Return the sanctions of a docket, those that a later case brought into force as they stand by that one.

    No query where none was suspended, two where some was; each later case is then worked out as of the same
    moment, and whether the viewer may see it is asked in one query.
    """
    lines = [imposed(view, each) for each in view.state.sanctions]
    waiting = {(each.id, each.on_key) for each in lines if each.state in WAITS and each.on_key}
    later = _later(view, waiting) if waiting else {}
    if not later:
        return tuple(lines)
    there = Docket.objects.filter(pk__in={docket.pk for docket, _state in later.values()})
    seen = dict(wall.visible_to(view.viewer, there).values_list("pk", "number"))
    return tuple(
        _brought(each, *later[each.id, each.on_key], seen)
        if each.state in WAITS and (each.id, each.on_key) in later
        else each
        for each in lines
    )


def _later(
    view: Opened, waiting: Collection[tuple[str, str]]
) -> dict[tuple[str, str], tuple[Docket, ImpositionState]]:
    """Return what later cases made of suspended sanctions, by name and local key here."""
    own = Sanction.objects.filter(docket=view.docket, on_key__in={key for _name, key in waiting})
    keys = {tag: key for tag, key in own.values_list("tag", "on_key") if tag}
    if not keys:
        return {}
    rows = Sanction.objects.filter(tag__in=keys, of_case=view.docket.number).exclude(docket=view.docket)
    by_docket: dict[Docket, dict[tuple[str, str], str]] = {}
    for row in rows.select_related("docket").order_by("pk"):
        by_docket.setdefault(row.docket, {})[row.name, row.on_key] = keys[row.tag]
    found = {}
    for docket, wanted in by_docket.items():
        whole = roster.assemble(docket, Vault.of(docket), at=view.at)
        for each in engine.state(rulebooks.LIBRARY, whole.engine(), view.at).sanctions:
            here = wanted.get((each.id, each.on or ""))
            if here and each.case == view.docket.number and each.state not in GONE:
                found[each.id, here] = (docket, each)
    return found


def _brought(
    line: ImposedLine, docket: Docket, each: ImpositionState, seen: Mapping[int, str]
) -> ImposedLine:
    return replace(
        line,
        state=each.state,
        applies=each.applies,
        begun_at=each.begun_at,
        last_day=each.last_day,
        ends_at=each.ends_at,
        lasts=each.lasts or line.lasts,
        suspended_until=None,
        brought=True,
        later_case=seen.get(docket.pk, ""),
    )


def standing(
    view: Opened, parties: tuple[PartyLine, ...], lines: tuple[ImposedLine, ...]
) -> tuple[PartyLine, ...]:
    """Return the parties with the standing that they have by what a later case brought into force too."""
    order = view.rulebook.standings
    raised: dict[str, str] = {}
    for each in lines:
        row = view.rulebook.sanctions.get(each.id)
        if each.brought and each.applies and row is not None and row.standing in order:
            raised[each.on_key] = max(raised.get(each.on_key, order[0]), row.standing, key=order.index)
    return tuple(
        replace(party, standing=max(raised[party.key], party.standing or order[0], key=order.index))
        if party.key in raised
        else party
        for party in parties
    )
