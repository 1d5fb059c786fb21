"""The state of a case at a moment, as values: what every page, letter and figure is made from.

Knows how to show what replay found. Everything beyond the strands is worked out when first asked for.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from dueprocess.core import sanctions as standings
from dueprocess.core.engine import (
    bodies,
    conditions,
    deadlines,
    finality,
    holding,
    impositions,
    judgement,
    notices,
    progress,
)
from dueprocess.core.engine.bodies import Sitting
from dueprocess.core.engine.deadlines import DeadlineState
from dueprocess.core.engine.docket import Docket
from dueprocess.core.engine.finality import Way
from dueprocess.core.engine.fold import Fold
from dueprocess.core.engine.notices import NoticeState
from dueprocess.core.engine.rows import FactValue, Party, Row
from dueprocess.core.engine.strands import Imposed, Lapse
from dueprocess.core.rulebook.model import FactKind, Measure, Rulebook, Sanction, UnitOf
from dueprocess.core.sanctions import ImpositionState


@dataclass(frozen=True, slots=True)
class StrandState:
    """One line of stages. `name` is the number of the act that opened it; the main one has no parent."""

    name: int
    parent: int | None
    stage: str
    title: str
    since: datetime
    ended_at: datetime | None
    against: int | None
    applicant: str | None
    round: int
    visits: tuple[tuple[str, datetime, int | None], ...]
    rulebook: str = ""  # the hash of the version that governs it

    @property
    def ended(self) -> bool:
        return self.ended_at is not None


@dataclass(frozen=True, slots=True)
class PauseState:
    """A pause; `until` None: nobody knows yet."""

    id: str
    title: str
    strand: int | None
    since: datetime
    until: datetime | None
    act: int | None
    running: bool


@dataclass(frozen=True, slots=True)
class Irregular:
    """A recorded act that the rules refuse; it counts all the same."""

    n: int
    code: str
    reason: str
    clause: str | None


class State:
    """What a docket has become at a moment. Values only; nothing of it ever changes."""

    def __init__(self, fold: Fold, rulebooks: Mapping[str, Rulebook]) -> None:
        self._fold = fold
        self._rulebooks = rulebooks
        self.moment: datetime = fold.now
        self.docket: Docket = fold.docket
        self.rulebook: Rulebook = fold.book.rulebook

    @property
    def opened(self) -> bool:
        """Whether anything has opened the case yet."""
        return self._fold.main is not None

    @property
    def stage(self) -> str | None:
        """The stage of the main strand."""
        return self._fold.main.stage if self._fold.main is not None else None

    @property
    def ended(self) -> bool:
        return self._fold.main is not None and self._fold.main.ended_at is not None

    @cached_property
    def strands(self) -> tuple[StrandState, ...]:
        """Every strand, the main one first."""
        return tuple(
            StrandState(
                each.name,
                each.parent.name if each.parent is not None else None,
                each.stage,
                each.book.stages[each.stage].title,
                each.visits[-1].at,
                each.ended_at,
                each.against,
                each.applicant,
                1 + sum(visit.begins_round for visit in each.visits),
                tuple((visit.stage, visit.at, visit.by) for visit in each.visits),
                each.book.rulebook.hash,
            )
            for each in self._fold.strands.values()
        )

    @cached_property
    def ways(self) -> tuple[Way, ...]:
        """Every way to attack an act that is open to a party now: what they could waive."""
        got = {(each.n, each.to) for each in self.notices if each.received_at is not None}
        return finality.ways(
            self._fold, {(each.n, each.to) for each in self.notices if not each.optional} - got
        )

    @cached_property
    def parties(self) -> Mapping[str, Party]:
        """Who is party to the case now: without those released."""
        return {id_: party for id_, party in self._fold.parties.items() if id_ not in self._fold.released}

    @cached_property
    def facts(self) -> Mapping[str, FactValue | Mapping[str, FactValue] | None]:
        """Every fact of the rulebook by name; of one answered for each party, a mapping by party."""
        found: dict[str, Any] = {}
        fold = self._fold
        for fact in fold.book.rulebook.facts.values():
            if isinstance(fact.derived, UnitOf):
                found[fact.id] = fold.unit_of(fact.derived.party)
                continue
            if fact.derived is not None:
                if fold.main is not None:
                    found[fact.id] = conditions.derived(fold, fold.main, fact.derived, None)
                continue
            if fact.per is not None:
                values = {party: fold.fact(fact.id, party) for party in fold.party_ids(fact.per)}
                found[fact.id] = {party: value for party, value in values.items() if value is not None}
                continue
            value = fold.fact(fact.id)
            found[fact.id] = False if value is None and fact.kind is FactKind.YES_OR_NO else value
        return found

    @cached_property
    def deadlines(self) -> tuple[DeadlineState, ...]:
        """Every deadline that exists, and those that were met, rounds undone by sending back included."""
        now = deadlines.listing(self._fold)
        seen = {_mark(each) for each in now}
        for each in self._met_before():
            if _mark(each) not in seen:
                seen.add(_mark(each))
                now.append(each)
        return tuple(now)

    def _met_before(self) -> list[DeadlineState]:
        """The deadlines that were met, as the case stood just before each sending back."""
        undone = {act.n for act in self._fold.acts if act.sent_back}
        found: list[DeadlineState] = []
        if not undone:
            return found
        fold = self._fold.anew(self.docket)
        for row in progress.rows_by(self.docket, self.moment):
            progress.advance(fold, row.at)
            if row.n in undone:
                undone.discard(row.n)
                found += [each for each in deadlines.listing(fold) if each.met]
                if not undone:
                    break
            progress.take(fold, row)
        return found

    @property
    def versions(self) -> tuple[str, ...]:
        """The hashes of the versions that play a part, the one under which it was opened first."""
        return (self.docket.rulebook, *(book.rulebook.hash for book, _ in self._fold.versions))

    @cached_property
    def measures(self) -> tuple[ImpositionState, ...]:
        """Every interim measure, also those that apply meanwhile, until a sanction begins."""
        found = [self._imposed(index, each) for index, each in self._numbered() if each.measure]
        for each in self.sanctions:
            if each.instead_of is not None and each.live and not each.applies:
                found.append(_meanwhile(self.rulebook.measures[each.instead_of], each))
        return tuple(found)

    @cached_property
    def sanctions(self) -> tuple[ImpositionState, ...]:
        """Every sanction imposed in this case."""
        return tuple(self._imposed(index, each) for index, each in self._numbered() if not each.measure)

    def _numbered(self) -> list[tuple[int, Imposed]]:
        counts: dict[tuple[int | None, bool], int] = {}
        found = []
        for each in self._fold.imposed:
            key = (each.n, each.measure)
            found.append((counts.get(key, 0), each))
            counts[key] = counts.get(key, 0) + 1
        return found

    def _imposed(self, index: int, each: Imposed) -> ImpositionState:
        fold = self._fold
        fold.govern(each.act.strand if each.act is not None else None)
        course = impositions.course(fold, each)
        row = each.row
        credited = 0
        if isinstance(row, Sanction) and course.begun_at is not None:
            credited = impositions.credit(fold, each, row, course.begun_at)
        return ImpositionState(
            id=row.id,
            title=row.title,
            measure=each.measure,
            on=each.on,
            act=each.n,
            index=index,
            imposed_at=each.at,
            begun_at=course.begun_at,
            last_day=course.last_day,
            ends_at=course.ends_at,
            ended_at=course.ended_at,
            state=course.state.value,
            applies=course.applies,
            live=course.live,
            effect=row.effect,
            scope=each.scope,
            standing=row.standing,
            clause=row.clause,
            lasts=str(each.lasts) if each.lasts is not None else None,
            suspended_for=str(each.suspended_for) if each.suspended_for else None,
            credited_days=credited,
            review_on=_warnings(fold, row, each.at, course.last_day),
            reviews=each.reviews,
            cap_at=impositions.cap_ends(fold, each) if each.measure else None,
            overdue=each.overdue and course.state is impositions.Stand.HOLDING,
            decide_by=impositions.holding_ends(fold, each) if each.measure else None,
            instead_of=row.meanwhile if isinstance(row, Sanction) else None,
            probation_until=course.last_day if course.state is impositions.Stand.SUSPENDED else None,
            activated_by=each.activated.n if each.activated is not None else each.n if each.case else None,
            case=each.case,
            spans=impositions.spans(fold, each),
            meanwhile=impositions.meanwhile(fold, each),
        )

    @cached_property
    def notices(self) -> tuple[NoticeState, ...]:
        """Every notice owed from acts and from lateness, in order."""
        return tuple(notices.listing(self._fold))

    @cached_property
    def astray(self) -> tuple[NoticeState, ...]:
        """Letters that went out about what was annulled since, or has not happened by itself any more."""
        return tuple(notices.astray(self._fold, progress.annulled(self.docket, self.moment)))

    @cached_property
    def bodies(self) -> Mapping[str, Sitting]:
        """Every body of the rulebook: its members, who votes, who is out and why, whether it is too few."""
        fold = self._fold
        return {name: bodies.sitting(fold, fold.main, name) for name in fold.book.rulebook.bodies}

    def body(self, name: str, strand: int | None = None, step: str | None = None) -> Sitting:
        """One body as it would sit in a strand (its conflicts and freshness differ) for a step."""
        fold = self._fold
        where = fold.strands.get(strand, fold.main) if strand is not None else fold.main
        fold.govern(where)
        of = fold.book.steps[step] if step is not None else None
        rules = of.demands.decides_by if of is not None else ()
        found = bodies.sitting(fold, where, name, of, rules)
        fold.govern(None)
        return found

    @cached_property
    def pauses(self) -> tuple[PauseState, ...]:
        return tuple(
            PauseState(
                span.pause.id,
                span.pause.title,
                span.strand.name if span.strand is not None else None,
                span.at,
                span.until,
                span.n,
                span.at <= self.moment and (span.until is None or self.moment < span.until),
            )
            for span in self._fold.pauses
        )

    @cached_property
    def standing(self) -> Mapping[str, str | None]:
        """Each party's standing: the highest of what is in force."""
        return {
            party: standings.standing(self.rulebook, (*self.measures, *self.sanctions), party)
            for party in self.parties
        }

    def effects_on(self, party: str) -> tuple[str, ...]:
        """What applies to a party now, in the words of `effect`."""
        return tuple(
            effect.value for effect in standings.effects_on((*self.measures, *self.sanctions), party)
        )

    @cached_property
    def irregular(self) -> tuple[Irregular, ...]:
        """The recorded acts that the rules refuse, judged as the case stood when each was taken."""
        return tuple(judge_all(self._fold, self.moment))

    @property
    def lapses(self) -> tuple[Lapse, ...]:
        """Everything that happened by itself, in order."""
        return tuple(self._fold.lapses)

    @cached_property
    def unnoted(self) -> tuple[Lapse, ...]:
        """What happened by itself and no note tells of yet: each code once, in order."""
        noted = set(self._fold.noted.values())
        found = {each.code: each for each in self._fold.lapses if each.code not in noted}
        return tuple(found.values())

    @cached_property
    def final(self) -> Mapping[int, datetime]:
        """The acts that may be attacked and are final, with the moment from which they are."""
        return finality.every(self._fold)

    @cached_property
    def late_entries(self) -> tuple[Row, ...]:
        """Rows written down more than a day after they happened."""
        return tuple(row for row in self.docket.acts if progress.entered_late(row))

    def appointed(self, name: str) -> tuple[str, ...]:
        """Who holds a per-case role or body now."""
        return self._fold.appointees(name)

    def holders(self, role: str) -> tuple[str, ...]:
        """Who holds a role in this case, able to act or not."""
        return tuple(holding.holders(self._fold, role))


def _mark(each: DeadlineState) -> tuple[object, ...]:
    return (each.strand, each.step, each.index, each.person, each.against, each.cycle, each.met_by)


def _warnings(fold: Fold, row: object, began: datetime, last: date | None) -> tuple[date, ...]:
    """The days of the warnings before a protective measure's end, without those before it began."""
    if not isinstance(row, Measure) or last is None:
        return ()
    days = deadlines.days_before(fold, row.remind, last)
    return tuple(day for day in days if day > fold.clock.local_day(began))


def _meanwhile(measure: Measure, sanction: ImpositionState) -> ImpositionState:
    return ImpositionState(
        id=measure.id,
        title=measure.title,
        measure=True,
        on=sanction.on,
        act=sanction.act,
        index=sanction.index,
        imposed_at=sanction.imposed_at,
        begun_at=sanction.imposed_at,
        last_day=None,
        ends_at=None,
        ended_at=None,
        state=impositions.Stand.IN_FORCE.value,
        applies=True,
        live=True,
        effect=measure.effect,
        scope=(),
        standing=measure.standing,
        clause=measure.clause,
        lasts=None,
    )


def judge_all(fold: Fold, moment: datetime) -> list[Irregular]:
    """Replay once more and judge every act before it is applied."""
    fresh = fold.anew(fold.docket)
    found = []
    for row in progress.rows_by(fold.docket, moment):
        progress.advance(fresh, row.at)
        if row.step is not None:
            fresh.look(row.at)
            need = judgement.refusal(fresh, row)
            if need is not None:
                found.append(Irregular(row.n, need.code.value, need.reason, need.clause))
        progress.take(fresh, row)
    return found
