"""What the rules turn on and what lasts, as rows of words: facts, measures, pauses, duties, time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from dueprocess.core.rulebook.model import (
    Imposition,
    Measure,
    OpenCases,
    Sanction,
)
from dueprocess.core.rulebook.phrases import Phrases, capital, listed, named, sentences
from dueprocess.core.rulebook.words import DAY_NAMES


def facts(say: Phrases) -> Iterator[tuple[str, ...]]:
    """What the rules turn on."""
    for fact in say.rulebook.facts.values():
        yield named(fact.title, fact.says), fact.clause or "", capital(say.fact(fact))


def lasting(say: Phrases, rows: Iterable[Imposition]) -> Iterator[tuple[str, ...]]:
    """Measures or sanctions."""
    for one in rows:
        lasts = [str(one.lasts)]
        if one.cap:
            lasts.append(f"never longer than {one.cap} in all")
        if isinstance(one, Measure) and one.holding:
            lasts.append(f"at its end it must be decided within {one.holding}")
            if one.reports_to:
                told = say.whos(one.reports_to, "and")
                lasts.append(f"when that time begins, and when it has passed, tells {told}")
        if isinstance(one, Measure) and one.remind:
            lasts.append(f"warnings {listed(str(each) for each in one.remind)} before its end")
        lasts += [f"at its end, tells {say.tell(tell)}" for tell in one.tells_at_end]
        if isinstance(one, Measure):
            letter = one.undone.replace("_", " ")
            lasts.append(
                f"where nothing is found, whoever was told of it is told that it is undone: {letter}"
            )
        demands = [listed(one.needs)] if one.needs else []
        if one.when:
            demands.append(f"if {say.when(one.when)}")
        if isinstance(one, Sanction) and one.follows:
            demands.append(f"after {say.names(one.follows)}")
        if one.consent_of:
            demands.append(f"with the consent of {say.whos(one.consent_of, 'and')}")
        if one.countersigned_by:
            demands.append(f"signed also by {listed(say.plain(name) for name in one.countersigned_by)}")
        if one.decides_by:
            demands.append(f"decided by {say.rules(one.decides_by)}")
        further = [f"covers {listed(one.scope, 'or')}"] if one.scope else []
        if one.standing:
            further.append(f"standing: {one.standing}")
        if isinstance(one, Sanction):
            further += [f"begins {one.begins}", f"during an appeal: {one.during_appeal}"]
            if one.meanwhile:
                further.append(f"meanwhile {say.title(one.meanwhile)}")
            if one.may_be_suspended:
                further.append(f"may be suspended on probation: {one.may_be_suspended}")
            if one.credits:
                further.append(f"time counts of {say.names(one.credits)}")
        yield (
            named(one.title, one.says),
            one.clause or "",
            capital(listed(one.effect)),
            sentences(lasts),
            sentences(demands),
            sentences(further),
        )


def pauses(say: Phrases) -> Iterator[tuple[str, ...]]:
    """Grounds on which the clock stops."""
    for pause in say.rulebook.pauses.values():
        stops = (
            "the case"
            if pause.stops_case
            else "the strand"
            if pause.stops_strand
            else say.names(pause.stops_steps)
        )
        more = ["may be renewed"] if pause.renewable else []
        more += ["for all cases"] if pause.for_all else []
        told = [f"at its end, tells {say.tell(tell)}" for tell in pause.tells_at_end]
        yield (
            named(pause.title, pause.says),
            pause.clause or "",
            capital(str(pause.lasts)),
            sentences([stops, *more, *told]),
        )


def duties(say: Phrases) -> Iterator[tuple[str, ...]]:
    """Duties outside single cases."""
    for duty in say.rulebook.duties.values():
        told = [f"tells {say.tell(tell)}" for tell in duty.tells]
        yield (
            named(duty.title, duty.says),
            duty.clause or "",
            capital(say.whos(duty.by)),
            sentences([f"every {duty.every}", *told]),
        )


def guidance(say: Phrases) -> Iterator[tuple[str, ...]]:
    """Guidance, with the place where it is shown."""
    for one in say.rulebook.guidance.values():
        where = [say.plain(step) for step in one.at_steps]
        where += [say.rulebook.stages[stage].title for stage in one.at_stages]
        place = listed(dict.fromkeys(where)) or "everywhere"
        yield capital(place), one.clause or "", f"{one.title}: {one.says}" if one.title else one.says


def findings(say: Phrases) -> Iterator[tuple[str, ...]]:
    """What holds of every finding."""
    book = say.rulebook
    if book.standard_of_proof is not None:
        yield "Standard of proof", str(book.standard_of_proof)
    if book.notices:
        letters = listed(each.replace("_", " ") for each in book.notices)
        yield (
            "No finding against a respondent",
            f"on an allegation before they have got one of these letters about it: {letters}",
        )
    if book.sealed_alone is not None:
        yield "A sealed or anonymous account may bear a finding alone", book.sealed_alone


def standing(say: Phrases) -> Iterator[tuple[str, ...]]:
    """The register's states, and what becomes of open cases when this version comes."""
    book = say.rulebook
    if book.standings:
        yield "Standings, the lowest first", ", ".join(book.standings)
    if book.report_within is not None:
        whose = listed(book.roles[name].title for name in book.reporters) or "everybody in the register"
        yield "Reported by whoever heard or saw it", f"Within {book.report_within}, by {whose}"
    yield (
        "Open cases when this version comes",
        {
            OpenCases.STAY: "Stay with the version under which they were opened",
            OpenCases.AT_NEXT_STAGE: "Come to this version with the next stage they enter",
            OpenCases.AT_ONCE: "Come to this version at once",
        }[book.transition.open_cases],
    )
    if book.transition.at_once:
        yield "Read from this version at once", say.names(book.transition.at_once)
    for old, new in book.transition.stages.items():
        yield f"A case at “{old.replace('_', ' ')}” of the earlier version", f"Goes on at {say.stage(new)}"


def time(say: Phrases) -> Iterator[tuple[str, ...]]:
    """How time is counted."""
    calendar = say.rulebook.calendar
    yield "Time zone", calendar.timezone
    if calendar.holidays:
        yield "Public holidays", calendar.holidays
    yield "Working days", listed(DAY_NAMES[day].capitalize() for day in calendar.working_week)
    if calendar.closed:
        spans = (
            str(one.first) if one.first == one.last else f"{one.first} to {one.last}"
            for one in calendar.closed
        )
        yield "Closed", listed(spans)
    yield (
        "Day 1 of a period",
        f"The {calendar.first_day}"
        + (" as the event" if calendar.first_day == "same day" else " after the event"),
    )
    yield (
        "A last day that is no working day",
        "Stays" if calendar.last_day == "as counted" else "Moves to the next working day",
    )
    if calendar.day_ends is not None:
        yield "Events from", f"{calendar.day_ends:%H:%M} on count for the next day"
    yield "At once means", f"Within {calendar.at_once}"
    for way, period in calendar.received.items():
        later = f"after {period}" if period.count else f"the {period}"
        yield f"Sent by {way}", f"Taken as received {later}"
