"""Events: whether what a period runs from has happened, when, and on which day, as one strand sees it.

Knows which act counts for which person. It asks `reckoning` for due moments and `finality` for finality, and
they ask back: the three describe one thing, so they import each other as modules. Must not change the case.
"""

from __future__ import annotations

from datetime import date, datetime

from dueprocess.core.deadlines import period_ends
from dueprocess.core.engine import conditions, finality, impositions, reckoning
from dueprocess.core.engine.fold import Fold
from dueprocess.core.engine.strands import Act, Happened, Strand
from dueprocess.core.rulebook.model import Event, EventKind, Events, Happening, Period, Step


def all_of(
    fold: Fold,
    strand: Strand,
    events: Events,
    person: str | None = None,
    against: int | None = None,
) -> Happened | None:
    """The last of a list of events, or None while one of them has not happened."""
    latest: Happened | None = None
    for event in events:
        found = any_of(fold, strand, event, person, against)
        if found is None:
            return None
        latest = _later(latest, found)
    return latest


def any_of(
    fold: Fold, strand: Strand, event: Event, person: str | None = None, against: int | None = None
) -> Happened | None:
    """Whichever alternative of an event happened last."""
    if len(event.of) == 1:
        return happened(fold, strand, event.of[0], person, against)
    latest: Happened | None = None
    for happening in event.of:
        found = happened(fold, strand, happening, person, against)
        if found is not None:
            latest = _later(latest, found)
    return latest


def _later(one: Happened | None, other: Happened) -> Happened:
    if one is None:
        return other
    if one.at is None:
        return one
    return other if other.at is None or other.at >= one.at else one


def happened(
    fold: Fold, strand: Strand, what: Happening, person: str | None, against: int | None
) -> Happened | None:
    """One happening, as a strand sees it, for a person (or for the case when None)."""
    kind = what.kind
    if kind is EventKind.STEP:
        return _taken(fold, strand, what, person)
    if kind is EventKind.SERVICE:
        return _served(fold, strand, what, person, against)
    if kind is EventKind.FIRST:
        return _first(fold, strand, what)
    if kind is EventKind.DEADLINE:
        return _deadline(fold, strand, what, person)
    if kind is EventKind.STEP_END:
        return step_end(fold, strand, what, person)
    if kind is EventKind.DATE:
        recorded = fold.fact_record(what.name, person)
        if recorded is None or not isinstance(recorded.value, date):
            return None
        n = recorded.act.n if recorded.act else None
        return Happened(fold.clock.begins(recorded.value), recorded.value, recorded.seq, what, n)
    if kind is EventKind.CONFLICT:
        return _noted(fold, what, person)
    if kind is EventKind.ENTRY:
        return _entered(fold, strand, what, against)
    if kind is EventKind.FINALITY:
        act = fold.last(strand, what.name, what.outcome, person)
        final = finality.final_at(fold, act) if act is not None else None
        if act is None or final is None or final > fold.now:
            return None
        return Happened(final, finality.day(fold, final), act.seq, what, act.n)
    return _start_or_end(fold, what, person)


def _noted(fold: Fold, what: Happening, person: str | None) -> Happened | None:
    """That others noted a conflict; whoever said it of themselves is barred, and waits for nobody."""
    said = next((each for each in fold.said if str(each.n) == person and not each.own), None)
    return Happened(said.at, fold.clock.day_of(said.at), said.seq, what, said.n) if said is not None else None


def _entered(fold: Fold, strand: Strand, what: Happening, against: int | None) -> Happened | None:
    """The last entry into a stage; for an act under appeal the first after it: a later one gives no time."""
    attacked = fold.by_n.get(against) if against is not None else None
    for each in strand.line():
        visits = [visit for visit in each.visits if visit.stage == what.name and not visit.void]
        if attacked is not None and attacked.strand is each:
            visits = [visit for visit in visits if visit.seq >= attacked.seq][:1]
        if visits:
            visit = visits[-1]
            return Happened(visit.at, fold.clock.day_of(visit.at), visit.seq, what, visit.by)
    return None


def _taken(fold: Fold, strand: Strand, what: Happening, person: str | None) -> Happened | None:
    if person is not None and what.outcome is None and fold.book.steps[what.name].start:
        complaint = fold.complaints.get(person)
        if complaint is not None and complaint.at is not None:
            return Happened(complaint.at, fold.clock.day_of(complaint.at), -1, what)
    act = fold.last(strand, what.name, what.outcome, person)
    return _of_act(fold, act, what) if act is not None else None


def _of_act(fold: Fold, act: Act, what: Happening) -> Happened:
    at = act.at
    if fold.docket.origin is not None and act.step.start:
        # A case that came out of another has the clock of its own complaints, not of the one left behind.
        own = [complaint.at for complaint in fold.complaints.values() if complaint.at is not None]
        at = max(at, min(own, default=at))
    return Happened(at, fold.clock.day_of(at), act.seq, what, act.n)


def _first(fold: Fold, strand: Strand, what: Happening) -> Happened | None:
    acts = fold.seen(strand, what.name, what.outcome)
    found = _of_act(fold, min(acts, key=lambda act: act.at), what) if acts else None
    if fold.book.steps[what.name].start:
        for complaint in fold.complaints.values():
            at = complaint.at
            if at is not None and (found is None or found.at is None or at < found.at):
                found = Happened(at, fold.clock.day_of(at), -1, what)
    return found


def home(fold: Fold, strand: Strand, step: Step) -> Strand:
    """The strand in which a step's deadlines run, as seen from another."""
    if fold.book.wide[step.id]:
        return fold.main or strand
    for each in strand.line():
        if any(visit.stage in step.stages for visit in each.visits):
            return each
    return strand


def _deadline(fold: Fold, strand: Strand, what: Happening, person: str | None) -> Happened | None:
    step = fold.book.steps[what.name]
    where = home(fold, strand, step)
    concerned = fold.concerned(where, step)
    latest: Happened | None = None
    for each in [person] if person in concerned else concerned:
        if not conditions.holds(fold, where, step.when, each):
            continue
        found = _last_due(fold, where, step, each, what)
        if found is None:
            return None
        latest = _later(latest, found)
    return latest


def _last_due(fold: Fold, strand: Strand, step: Step, person: str | None, what: Happening) -> Happened | None:
    latest: Happened | None = None
    for index in range(len(step.due)):
        for against in reckoning.attacked(fold, strand, step):
            due = reckoning.reckon(fold, strand, step, index, person, against)
            if due is not None:
                latest = _later(
                    latest, Happened(due.ending.at, due.ending.last_day, due.event.key, what, due.event.n)
                )
    return latest


def step_end(
    fold: Fold, strand: Strand, what: Happening, person: str | None, *, foreseen: bool = False
) -> Happened | None:
    """That a step was taken or its time is over for everybody it concerns; `foreseen`: or will be then, by
    what is known now."""
    step = fold.book.steps[what.name]
    where = home(fold, strand, step)
    concerned = fold.concerned(where, step)
    latest: Happened | None = None
    for each in [person] if person in concerned else concerned:
        act = fold.last(strand, step.id, what.outcome, each)
        if act is not None and (each is None or not fold.book.each[step.id] or each in act.persons):
            latest = _later(latest, _of_act(fold, act, what))
            continue
        if not conditions.holds(fold, where, step.when, each):
            continue
        due = _last_due(fold, where, step, each, what)
        if due is None or due.at is None or (due.at > fold.now and not foreseen):
            return None
        latest = _later(latest, due)
    return latest


def _served(
    fold: Fold, strand: Strand, what: Happening, person: str | None, against: int | None
) -> Happened | None:
    act = None
    if against is not None:
        attacked = fold.by_n.get(against)
        if attacked is None or attacked.step.id != what.name:
            return None
        if what.outcome is not None and attacked.row.outcome != what.outcome:
            return None
        act = attacked
    else:
        act = fold.last(strand, what.name, what.outcome, person)
    if act is None:
        return None
    if person is not None and person in fold.parties:
        got = receipt(fold, act.n, person)
        return Happened(got[0], got[1], act.seq, what, act.n) if got else None
    return _served_all(fold, act, what)


def _served_all(fold: Fold, act: Act, what: Happening) -> Happened | None:
    """Everyone who was to be told has been; the last counts."""
    latest: Happened | None = None
    told: list[str] = [owed.to for owed in fold.owed if owed.n == act.n and not owed.tell.optional]
    if not told:
        told = list({**fold.received.get(act.n, {}), **fold.sent.get(act.n, {})})
    for name in dict.fromkeys(told):
        got = receipt(fold, act.n, name)
        if got is None:
            return None
        latest = _later(latest, Happened(got[0], got[1], act.seq, what, act.n))
    return latest


def receipt(fold: Fold, n: int, who: str) -> tuple[datetime, date] | None:
    """When the notice of an act (or of a lapse, by its note's number) reached somebody: as noted, else as
    presumed after sending."""
    for name in names(fold, who):
        at = fold.received.get(n, {}).get(name)
        if at is not None:
            return at, fold.clock.day_of(at)
    for name in names(fold, who):
        found = _sent_by(fold, n, name)
        if found is None:
            continue
        at, period = found
        ending = period_ends(fold.clock, period, day=fold.clock.day_of(at), at=at, as_counted=True)
        if ending.last_day is None or ending.at is None:
            continue
        if period.unit.value == "hours":
            presumed = ending.at
        else:
            presumed = max(at, fold.clock.begins(ending.last_day))
        if presumed <= fold.now:
            return presumed, ending.last_day
    return None


def _sent_by(fold: Fold, n: int, name: str) -> tuple[datetime, Period] | None:
    """When a notice first went out in a way for which the rules presume a receipt, and after what time. A
    later sending counts where they presume none for those before: it begins what has not begun, and nothing
    anew."""
    first = fold.sent.get(n, {}).get(name)
    for at, channel in (*([first] if first else ()), *fold.again.get((n, name), ())):
        period = fold.book.rulebook.calendar.received.get(channel or "")
        if period is not None:
            return at, period
    return None


def names(fold: Fold, who: str) -> list[str]:
    """How a receipt may name somebody: themselves, their kind of party, a holder of the role."""
    party = fold.parties.get(who)
    if party is not None:
        return [who, party.kind]
    key = ("names", who)
    found: list[str] | None = fold.memo.get(key)
    if found is None:
        holders = (id_ for id_, person in fold.people.items() if person.holds(who))
        found = fold.memo[key] = [who, *holders]
    return found


def _start_or_end(fold: Fold, what: Happening, person: str | None) -> Happened | None:
    ends = what.kind is EventKind.END
    if what.name in fold.book.rulebook.pauses:
        for span in reversed(fold.pauses):
            if span.pause.id == what.name and span.at <= fold.now:
                at = span.until if ends else span.at
                if at is None or at > fold.now:
                    return None
                return Happened(
                    at, finality.day(fold, at) if ends else fold.clock.day_of(at), 0, what, span.n
                )
        return None
    found = [each for each in fold.imposed if each.row.id == what.name]
    theirs = [each for each in found if each.on == person] if person is not None else []
    for each in reversed(theirs or found):
        course = impositions.course(fold, each)
        when = course.ended_at if ends else course.begun_at
        if when is None or when > fold.now:
            return None
        day = finality.day(fold, when) if ends else fold.clock.day_of(when)
        return Happened(when, day, each.seq, what, each.n)
    return None
