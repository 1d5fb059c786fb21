"""Until when a docket is kept: what its acts say, put before the schedule that holds. Reads only.

A legal hold and what a review decided are notes of the docket, and are read from there: no other table can
lift a hold. Knows dockets and the schedule; must not know what a class is called.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from dueprocess.core.errors import Refused
from dueprocess.core.retention import LOOKED_AT, Imposed, Situation, Standing, Verdict, judge
from dueprocess.core.workdays import local_day
from dueprocess.docket import earlier, house, parted, roster
from dueprocess.docket.held import Chunk, Held, alone, columns_of
from dueprocess.docket.models import Act, Docket, LegalHold, Sanction
from dueprocess.docket.sealing import OFFICER
from dueprocess.kit import clock
from dueprocess.rules import schedules
from dueprocess.rules.schedules import Current

IMPORTED, CORRECTED = "imported", "corrected"
"""Notes by which a case was taken over from an earlier register, and by which a later release of it says
something else."""
JOINED_INTO = "joined_into"
"""What `introduces` names in a docket of which the matter goes on in another."""
ARRIVALS = frozenset({house.ARRIVED, CORRECTED, "party", "information"})
"""Notes that say that something came in, whoever wrote them down."""


class HoldIs(StrEnum):
    """What a note says of a legal hold."""

    PUT = "put"
    LIFTED = "lifted"


class ReviewIs(StrEnum):
    """What somebody decided who looked at a closed docket."""

    KEPT = "kept"
    RELEASED = "released"


@dataclass(frozen=True, slots=True)
class Kept:
    """A docket with what the schedule that holds says of it today."""

    docket: Docket
    verdict: Verdict
    current: Current


def kept(docket: Docket, *, mine: Held | None = None) -> Kept | None:
    """Return how a docket stands today; None where no schedule was adopted."""
    current = schedules.current()
    if current is None:
        return None
    return _kept(mine or alone(docket), current, frozenset(), joined_to())


def every(dockets: list[Docket], current: Current) -> Iterator[Kept]:
    """Yield how these dockets, in the order of their keys, stand today: one statement for each table."""
    if dockets:
        chunk, holding = Chunk(dockets), joined_to()
        for docket in dockets:
            yield _kept(Held(docket, chunk), current, frozenset(), holding)


def today(current: Current) -> date:
    """Return which day it is where the schedule counts."""
    return local_day(current.schedule.zone, clock.now())


def joined_to() -> frozenset[str]:
    """Return the pseudonyms of the dockets in which the matter of one under a legal hold goes on, since that
    one was joined into them: what is held is more there than here. The same few statements, however many."""
    found: set[str] = set()
    rows = Docket.objects.filter(pk__in=LegalHold.objects.filter(lifted=None).values("docket"))
    while new := set(_into(rows)) - found:  # what was joined into may have been joined again
        found |= new
        rows = Docket.objects.filter(pseudonym__in=new)
    return frozenset(found)


def _into(dockets: QuerySet[Docket]) -> Iterator[str]:
    acts = Act.objects.filter(docket__in=dockets, introduces__has_key=JOINED_INTO)
    for introduces in acts.values_list("introduces", flat=True):
        yield str(introduces[JOINED_INTO])


def _kept(mine: Held, current: Current, seen: frozenset[int], holding: frozenset[str]) -> Kept:
    linked = mine.docket.pseudonym in holding or _tied(mine, current, seen | {mine.docket.pk}, holding)
    situation = replace(_situation(mine), linked=linked)
    verdict = judge(current.schedule, situation, today(current), since=current.since)
    return Kept(mine.docket, verdict, current)


def held(acts: Iterable[Act]) -> Act | None:
    """Return the note of the legal hold that runs, by the acts of a docket in order; None where none does. A
    note by which it is lifted counts only where two have signed it."""
    found = None
    for act in acts:
        if not (act.is_note and act.name == house.LEGAL_HOLD):
            continue
        if act.facts["what"] == HoldIs.PUT:
            found = found or act
        elif lifts(act):
            found = None
    return found


def lifts(act: Act) -> bool:
    """Tell whether two have signed a note that lifts a legal hold."""
    return len(act.introduces.get(house.SIGNED, {}).get("by", ())) > 1


def may_go(docket: Docket) -> None:
    """Raise Refused, naming the docket, where it may not be erased: under a legal hold, tied to one that is
    open or kept, or not at its end by the schedule that holds. Asked again in the transaction that erases."""
    mine, current = alone(docket), schedules.current()
    if held(mine.acts) is not None:
        said = _("{number} is under a legal hold. Nothing of it is erased until that is lifted.")
        raise Refused("held", said.format(number=docket.number))
    if current is None:
        return
    verdict = _kept(mine, current, frozenset(), joined_to()).verdict
    if verdict.standing is not Standing.ERASABLE:
        said = _("{number} is kept by the retention schedule: {why}")
        raise Refused("kept", said.format(number=docket.number, why=" ".join(map(str, verdict.why))))


def ties(acts: Iterable[Act]) -> dict[str, bool]:
    """Return the pseudonyms of the dockets that this one belongs with; True for one into which it was joined:
    as long as that one is kept, this one is."""
    found: dict[str, bool] = {}
    for act in acts:
        said = act.introduces
        if joined := said.get(JOINED_INTO):
            found[joined] = True
        if origin := said.get(parted.ORIGIN):
            found.setdefault(origin["c"], False)
        if into := (said.get(parted.PARTED_INTO) or {}).get("into"):
            found.setdefault(into, False)
    return found


def _tied(mine: Held, current: Current, seen: frozenset[int], holding: frozenset[str]) -> bool:
    found = ties(mine.acts)
    if not found:
        return False
    for other in Docket.objects.filter(pseudonym__in=found, key_wrapped__isnull=False).exclude(pk__in=seen):
        theirs = alone(other)
        if other.is_open or held(theirs.acts) is not None:
            return True
        if found[other.pseudonym]:
            verdict = _kept(theirs, current, seen, holding).verdict
            if verdict.standing is not Standing.ERASABLE:
                return True
    return False


def _situation(mine: Held) -> Situation:
    """Return what a schedule asks of a docket."""
    docket, acts = mine.docket, mine.acts
    gone = roster.annulled(acts)
    standing = [act for act in acts if act.n not in gone]
    reviews = [act for act in standing if act.is_note and act.name == house.REVIEWED]
    last = reviews[-1] if reviews else None
    keeps = last is not None and last.facts["as"] == ReviewIs.KEPT
    filed = [act for act in standing if act.is_note and act.name == house.CLASSIFIED]
    return Situation(
        kind=docket.kind,
        open=docket.is_open,
        closed_at=_closed(docket, standing),
        arrived_at=max((_moment(act) for act in acts if _arrives(act)), default=None),
        stage=docket.stage,
        taken=frozenset(name for act in standing if not act.is_note for name in _named(act)),
        sanctions=tuple(_sanctions(mine)),
        facts=_facts(standing),
        alleged=frozenset(name for act in standing for name in _alleged(act)),
        minor=_minor(mine),
        imported=any(act.entry_type == IMPORTED for act in acts),
        filed=str(filed[-1].facts["as"]) if filed else "",
        held=held(acts) is not None,
        kept_until=date.fromisoformat(last.facts["until"]) if last and keeps else None,
        released_at=last.recorded_at if last and not keeps else None,
        reviewed_at=last.recorded_at if last else None,
    )


def _arrives(act: Act) -> bool:
    """Tell whether something came in by an act: a party did it, or more of the matter became known."""
    if act.entry_type == IMPORTED:
        return False
    party = bool(act.by_key) and not act.by_key.startswith(OFFICER)
    brings = any(act.facts.get(name) for name in ("complaints", "adds", "parties"))
    return party or brings or (act.is_note and act.name in ARRIVALS)


def _closed(docket: Docket, standing: list[Act]) -> datetime | None:
    """Return from when a closed docket is kept: a closing that was entered late, from when it was entered.
    Of what an earlier register tells, its day counts."""
    told = [act for act in standing if act.at == docket.closed_at and act.entry_type != IMPORTED]
    return max(map(_moment, told), default=docket.closed_at)


def _moment(act: Act) -> datetime:
    """Return when something came in: what was entered late came in, for this, when it was entered."""
    return max(act.at, act.written_at)


def _named(act: Act) -> list[str]:
    outcome = act.facts.get("outcome")
    return [act.name, f"{act.name}: {outcome}"] if outcome else [act.name]


def _alleged(act: Act) -> Iterator[str]:
    """Yield the clauses that an act alleges, each with its code, and alone as schedules of before name it."""
    for each in act.facts.get("allegations") or ():
        if clause := each.get("clause"):
            yield clause
            yield f"{str(each.get('code') or '').partition('@')[0]}/{clause}"


def _sanctions(mine: Held) -> Iterator[Imposed]:
    """Yield the sanctions that stand, each with its end; of one that is suspended, that of its probation."""
    names = columns_of(Sanction)
    for values in mine.plain(Sanction):
        row = dict(zip(names, values, strict=True))
        if row["state"] in earlier.GONE:
            continue
        ends = row["until_at"]
        if row["state"] in earlier.WAITS and row["suspended_until"] is not None:
            until = datetime.combine(row["suspended_until"], datetime.min.time(), tzinfo=clock.now().tzinfo)
            ends = max(until, ends or until)
        yield Imposed(row["name"], ends)


def _facts(acts: Iterable[Act]) -> dict[str, frozenset[bool | str]]:
    """Return what was recorded of each fact, ever: of one that is answered for each party, all answers."""
    found: dict[str, set[bool | str]] = {}
    for act in acts:
        for name, value in (act.facts.get("facts") or {}).items():
            found.setdefault(name, set()).update(_values(value))
    return {name: frozenset(values) for name, values in found.items()}


def _values(value: Any) -> Iterator[bool | str]:
    if isinstance(value, dict):
        for each in value.values():
            yield from _values(each)
    elif isinstance(value, bool | str):
        yield value


def _minor(mine: Held) -> bool:
    """Tell whether a party is under age; of a docket that was erased nobody knows."""
    vault = mine.vault
    return vault is not None and any(vault.identity(row).get("minor") for row in mine.people)


__all__ = [
    "LOOKED_AT",
    "HoldIs",
    "Kept",
    "ReviewIs",
    "every",
    "held",
    "kept",
    "lifts",
    "may_go",
    "ties",
    "today",
]
