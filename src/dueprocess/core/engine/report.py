"""A replay as JSON: what `dueprocess rulebook replay` prints.

Knows how to turn a State into plain JSON values; the keys are the names of the format.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from dueprocess.core.deadlines import Clock
from dueprocess.core.engine.bodies import Sitting
from dueprocess.core.engine.deadlines import DeadlineState
from dueprocess.core.engine.decisions import Permission, permitted, state
from dueprocess.core.engine.docket import Docket
from dueprocess.core.engine.refusals import Need
from dueprocess.core.engine.said import said_rules
from dueprocess.core.rulebook.model import Rulebook
from dueprocess.core.sanctions import ImpositionState


def replay(rulebooks: Mapping[str, Rulebook], docket: Docket, moment: datetime) -> dict[str, Any]:
    """The whole state of a docket at a moment as JSON: moments with the offset of the rulebook's zone."""
    found = state(rulebooks, docket, moment)
    clock = found._fold.clock
    return {
        "case": docket.case,
        "rulebook": docket.rulebook,
        "versions": list(found.versions),
        "at": _moment(clock, moment),
        "from": {"case": docket.origin.case, "act": docket.origin.act} if docket.origin else None,
        "strands": [
            {
                "strand": each.name,
                "parent": each.parent,
                "stage": each.stage,
                "title": each.title,
                "since": _moment(clock, each.since),
                "ended": _moment(clock, each.ended_at),
                "against": each.against,
                "round": each.round,
                "rulebook": each.rulebook,
            }
            for each in found.strands
        ],
        "permitted": [_permission(clock, each) for each in permitted(found)],
        "deadlines": [_deadline(clock, each) for each in found.deadlines],
        "bodies": {name: _body(sitting) for name, sitting in found.bodies.items()},
        "pauses": [
            {
                "pause": each.id,
                "strand": each.strand,
                "from": _moment(clock, each.since),
                "to": _moment(clock, each.until),
                "running": each.running,
            }
            for each in found.pauses
        ],
        "measures": [_imposition(clock, each) for each in found.measures],
        "sanctions": [_imposition(clock, each) for each in found.sanctions],
        "standing": dict(found.standing),
        "effects": {party: list(found.effects_on(party)) for party in found.parties},
        "facts": {name: _plain(value) for name, value in found.facts.items()},
        "notices": [
            {
                "of": each.n,
                "to": each.to,
                "letter": each.letter,
                "state": each.state.value,
                "last_day": _day(each.last_day),
                "sent": _moment(clock, each.sent_at),
                "received": _moment(clock, each.received_at),
                "waits_for": list(each.waits_for),
                "withholds": list(each.withholds),
            }
            for each in found.notices
        ],
        "final": {str(n): _moment(clock, at) for n, at in found.final.items()},
        "lapses": [
            {
                "what": each.what,
                "kind": each.kind,
                "at": _moment(clock, each.at),
                "strand": each.strand,
                "person": each.person,
            }
            for each in found.lapses
        ],
        "irregular": [
            {"act": each.n, "code": each.code, "reason": each.reason, "clause": each.clause}
            for each in found.irregular
        ],
        "entered_late": [row.n for row in found.late_entries],
    }


def standing_on(rulebooks: Mapping[str, Rulebook], docket: Docket, party: str, day: date) -> dict[str, Any]:
    """What applies to a party in the last instant of a local day, and their standing."""
    found = state(rulebooks, docket, _end_of(rulebooks, docket, day))
    imposed = [each for each in (*found.measures, *found.sanctions) if each.on == party and each.applies]
    return {
        "party": party,
        "on": day.isoformat(),
        "standing": found.standing.get(party),
        "effects": list(found.effects_on(party)),
        "in_force": [each.id for each in imposed],
    }


def _end_of(rulebooks: Mapping[str, Rulebook], docket: Docket, day: date) -> datetime:
    rulebook = rulebooks[docket.rulebook]
    return Clock.of(rulebook.calendar, docket.holidays).ends(day) - timedelta(microseconds=1)


def _permission(clock: Clock, each: Permission) -> dict[str, Any]:
    return {
        "step": each.step,
        "strand": each.strand,
        "allowed": each.allowed,
        "as": [way.name for way in each.ways],
        "by": list(each.who),
        "for": list(each.concerning),
        "version": each.version,
        "refused": _need(clock, each.refusal),
    }


def _need(clock: Clock, need: Need | None) -> dict[str, Any] | None:
    if need is None:
        return None
    found = {"code": need.code.value, "reason": need.reason, "clause": need.clause}
    return found | ({"from": _moment(clock, need.moment)} if need.moment is not None else {})


def _deadline(clock: Clock, each: DeadlineState) -> dict[str, Any]:
    return {
        "strand": each.strand,
        "step": each.step,
        "due": each.index,
        "person": each.person,
        "against": each.against,
        "kind": each.kind.value,
        "clause": each.clause,
        "after": _moment(clock, each.event_at),
        "last_day": _day(each.last_day),
        "due_at": _moment(clock, each.due_at),
        "version": each.version,
        "state": each.state.value,
        "met_at": _moment(clock, each.met_at),
        "explanation": each.explain(),
    }


def _body(sitting: Sitting) -> dict[str, Any]:
    how = sitting.body.in_writing
    return {
        "members": [
            {
                "person": member.id,
                "seat": member.seat,
                "is": "voting" if member.votes else "speaking" if member.sits else "out",
                "why": member.out.reason if member.out is not None else None,
                "stands_in_for": member.stands_in_for,
            }
            for member in sitting.members
        ],
        "seats": sitting.seats,
        "quorum": sitting.quorum,
        "decides_by": said_rules(sitting.rules),
        "too_few": sitting.too_few,
        "in_writing": {"rule": said_rules(how.rule), "wait": str(how.wait)} if how is not None else None,
    }


def _imposition(clock: Clock, each: ImpositionState) -> dict[str, Any]:
    return {
        "measure" if each.measure else "sanction": each.id,
        "on": each.on,
        "act": each.act,
        "state": each.state,
        "begun": _moment(clock, each.begun_at),
        "last_day": _day(each.last_day),
        "ended": _moment(clock, each.ended_at),
        "effect": [effect.value for effect in each.effect],
        "scope": list(each.scope),
        "standing": each.standing,
        "decide_by": _moment(clock, each.decide_by),
        "overdue": each.overdue,
        "warnings": [_day(day) for day in each.review_on],
        "reviews": [_day(day) for day in each.reviews],
        "lasts": each.lasts,
        "suspended_for": each.suspended_for,
        "probation_until": _day(each.probation_until),
        "activated_by": each.activated_by,
        "case": each.case,
    }


def _moment(clock: Clock, moment: datetime | None) -> str | None:
    return moment.astimezone(clock.zone).isoformat() if moment is not None else None


def _day(day: date | None) -> str | None:
    return day.isoformat() if day is not None else None


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return {key: _plain(each) for key, each in value.items()}
    return value.isoformat() if isinstance(value, date) else value
