"""A rulebook in words: every stage, step, deadline, power, body, measure and sanction as tables.

Written for whoever has to apply or adopt the rules. `sections` gives the rows for a page, `explain` the
same as Markdown.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from dueprocess.core.rulebook.model import (
    Body,
    Imposition,
    Measure,
    Rulebook,
    Sanction,
    Step,
    TieKind,
    WhoKind,
)
from dueprocess.core.rulebook.phrases import Phrases, listed
from dueprocess.core.rulebook.words import DAY_NAMES


@dataclass(frozen=True, slots=True)
class Section:
    """One table. A cell with several things has them separated by newlines."""

    id: str
    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def sections(rulebook: Rulebook) -> list[Section]:
    """The tables, without those that would be empty."""
    say = Phrases(rulebook)
    found = [
        Section("stages", "Stages", ("Stage", "Clause", "How it is left"), tuple(_stages(say))),
        Section(
            "steps",
            "Steps",
            ("Step", "Clause", "Where", "Who", "Conditions", "The act carries", "What follows"),
            tuple(_steps(say)),
        ),
        Section(
            "deadlines",
            "Deadlines",
            ("Step", "Clause", "Whose", "When", "Kind", "If it passes"),
            tuple(_deadlines(say)),
        ),
        Section("powers", "Who may do what", ("Who", "Clause", "May take", "Bound by"), tuple(_powers(say))),
        Section(
            "bodies",
            "Bodies",
            ("Body", "Clause", "Seats", "Quorum", "Decides by", "If too few"),
            tuple(_bodies(say)),
        ),
        Section(
            "conflicts",
            "Conflicts of interest",
            ("Degree", "Clause", "Grounds", "May not"),
            tuple(_conflicts(say)),
        ),
        Section("facts", "What the rules turn on", ("Fact", "Clause", "Answer"), tuple(_facts(say))),
        Section("measures", "Interim measures", _LASTING, tuple(_lasting(say, rulebook.measures.values()))),
        Section("sanctions", "Sanctions", _LASTING, tuple(_lasting(say, rulebook.sanctions.values()))),
        Section("pauses", "When the clock stops", _PAUSES, tuple(_pauses(say))),
        Section("duties", "Duties outside single cases", _DUTIES, tuple(_duties(say))),
        Section("guidance", "Guidance", ("Where", "Clause", "Text"), tuple(_guidance(say))),
        Section("time", "How time is counted", ("What", "Rule"), tuple(_time(say))),
    ]
    return [section for section in found if section.rows]


def explain(rulebook: Rulebook) -> str:
    """The whole rulebook in words, as Markdown."""
    lines = [f"# {_cell(rulebook.title)}", ""]
    adopted = f", adopted by: {_cell(rulebook.adopted_by)}" if rulebook.adopted_by else ""
    lines += [f"Version {_cell(rulebook.version)}{adopted}. `{rulebook.hash}`", ""]
    if rulebook.target is not None:
        lines += [f"A case should take no longer than {rulebook.target} in all.", ""]
    for section in sections(rulebook):
        lines += [f"## {section.title}", "", "| " + " | ".join(section.head) + " |"]
        lines.append("|" + " --- |" * len(section.head))
        lines += ["| " + " | ".join(_cell(cell) for cell in row) + " |" for row in section.rows]
        lines.append("")
    return "\n".join(lines)


def _cell(text: str) -> str:
    """Text that cannot break out of a table or become markup."""
    for mark in "\\`*_[]<>|#":
        text = text.replace(mark, f"\\{mark}")
    return "<br>".join(part.strip() for part in text.split("\n") if part.strip())


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _sentences(parts: list[str]) -> str:
    return "\n".join(_capital(part) for part in parts if part)


def _stages(say: Phrases) -> Iterator[tuple[str, ...]]:
    for stage in say.rulebook.stages.values():
        if stage.end:
            left = "End."
        elif stage.until_final:
            left = f"When every decision is final: to {say.leads(stage.then)}"
        elif stage.lasts is not None:
            left = f"After {stage.lasts}: to {say.leads(stage.then)}"
        else:
            left = "By a step."
        told = [f"On entry, tells {say.tell(tell)}" for tell in stage.tells]
        yield stage.title, stage.clause or "", _sentences([left, *told])


def _steps(say: Phrases) -> Iterator[tuple[str, ...]]:
    for step in say.rulebook.steps.values():
        name = f"{step.title}\n{step.says}" if step.says else step.title
        follows = _sentences(say.effects(step.effects))
        for outcome in step.outcomes.values():
            own = say.effects(outcome.own) + _demands(say, step, outcome.id)
            when = f" (if {say.when(outcome.when)})" if outcome.when else ""
            follows += f"\n“{outcome.title}”{when}: " + ("; ".join(own) or "nothing more")
        yield (
            name,
            step.clause or "",
            _capital(say.places(step)),
            _capital(say.whos(step.by)),
            _sentences(_conditions(say, step)),
            _sentences(_demands(say, step, None)),
            follows.strip(),
        )


def _conditions(say: Phrases, step: Step) -> list[str]:
    found = []
    if step.when is not None:
        found.append(f"if {say.when(step.when)}")
    if step.follows:
        found.append(f"after {say.names(step.follows)}")
    found += [say.wait(wait) for wait in step.not_before]
    if step.required_before:
        stages = listed((say.stage(one) for one in step.required_before), "or")
        found.append(f"must be done before {stages}")
    if step.for_each:
        found.append(say.for_each(step))
    if step.again:
        found.append("may be repeated")
    if step.appeals:
        attacked = listed((say.title(one.step) for one in step.appeals), "or")
        found.append(f"against {attacked}")
    if step.only_those_at:
        found.append(f"only who was at {say.names(step.only_those_at)} may vote")
    if step.demands.decides_by:
        found.append(f"decided by {listed((str(one) for one in step.demands.decides_by), 'failing that')}")
    if step.quorum:
        found.append(f"quorum: {step.quorum}")
    if step.clerical:
        found.append("a conflict of interest does not bar it")
    return found


def _demands(say: Phrases, step: Step, outcome: str | None) -> list[str]:
    """What the act carries; of an outcome, what it carries beyond the step."""
    asked, base = step.demands_with(outcome), step.demands
    if outcome is None:
        more = asked.needs, asked.records, asked.may_record, asked.consent_of, asked.countersigned_by
    else:
        more = (
            asked.needs[len(base.needs) :],
            asked.records[len(base.records) :],
            asked.may_record[len(base.may_record) :],
            asked.consent_of[len(base.consent_of) :],
            asked.countersigned_by[len(base.countersigned_by) :],
        )
    needs, records, may_record, consent_of, countersigned_by = more
    found = [listed(needs)] if needs else []
    if records:
        found.append(f"records {say.names(records)}")
    if may_record:
        found.append(f"may record {say.names(may_record)}")
    if consent_of:
        found.append(f"with the consent of {say.whos(consent_of, 'and')}")
    if countersigned_by:
        found.append(f"signed also by {listed(say.plain(one) for one in countersigned_by)}")
    if outcome is None and step.grounds:
        found.append(f"at least one ground: {listed(step.grounds, 'or')}")
    return found


def _deadlines(say: Phrases) -> Iterator[tuple[str, ...]]:
    for step in say.rulebook.steps.values():
        for due in step.due:
            passed = {
                "duty": "It is still owed, and late.",
                "aim": "It is noted.",
                "chance": "The case may go on without it.",
                "limit": "It is too late.",
            }[say.kind(due)]
            late = [passed, *(say.effects(due.on_late) if due.on_late else [])]
            whose = say.whos(step.by) + (f", {say.for_each(step)}" if step.for_each else "")
            said = _capital(say.due(due)) + (f"\n“{due.words}”" if due.words else "")
            yield (
                step.title,
                due.clause or "",
                _capital(whose),
                said,
                _capital(say.kind(due)),
                _sentences(late),
            )


def _powers(say: Phrases) -> Iterator[tuple[str, ...]]:
    book = say.rulebook
    for table in (book.parties, book.roles, book.bodies):
        for role in table.values():
            steps = [
                step.title for step in book.steps.values() if any(who.name == role.id for who in step.by)
            ]
            signs = [
                f"{step.title} (signs too)"
                for step in book.steps.values()
                if any(role.id in step.demands_with(one).countersigned_by for one in [None, *step.outcomes])
            ]
            seats = [f"sits on: {body.title}" for body in book.bodies.values() if role.id in body.seats]
            bound = []
            if role.per_case:
                how = f", by {role.chosen}" if role.chosen else ""
                bound.append(f"appointed in each case{how}")
            if role.separate_from:
                bound.append(f"nobody who is {say.names(role.separate_from, 'or')} in the same case")
            if role.barred_offices:
                bound.append(f"nobody who is {say.names(role.barred_offices, 'or')}")
            if role.fresh:
                bound.append("nobody who has voted on it before")
            if role.needs or role.needs_training:
                bound.append(
                    "needs " + listed([*role.needs, *(f"training: {one}" for one in role.needs_training)])
                )
            if role.too_few:
                bound.append(f"if too few: {say.plain(role.too_few)}")
            if steps or signs or seats:
                yield role.title, role.clause or "", "\n".join([*steps, *signs, *seats]), _sentences(bound)
    for kind in WhoKind:
        steps = [
            step.title
            for step in book.steps.values()
            for who in step.by
            if who.kind is kind and who.name == kind
        ]
        if steps:
            yield _capital(kind.replace("_", " ")), "", "\n".join(steps), ""


def _bodies(say: Phrases) -> Iterator[tuple[str, ...]]:
    for body in say.rulebook.bodies.values():
        seats = []
        for role, number in body.seats.items():
            chair = " (chair)" if role == body.chair else ""
            stand_in = f", in need {say.plain(body.stand_ins[role])}" if role in body.stand_ins else ""
            seats.append(f"{say.plain(role)}: {number}{chair}{stand_in}")
        if body.of_unit:
            seats.append(f"of the unit in {say.title(body.of_unit)}")
        yield (
            body.title,
            body.clause or "",
            "\n".join(seats),
            _capital(str(body.quorum)),
            _sentences(_rule(say, body)),
            say.plain(body.too_few) if body.too_few else "",
        )


def _rule(say: Phrases, body: Body) -> list[str]:
    found = [listed((str(one) for one in body.decides_by), "failing that")]
    tie = {
        TieKind.FAILS: "a tie fails",
        TieKind.CHAIR_DECIDES: "the chair decides a tie",
        TieKind.ROLE_COUNTERSIGNS: f"in a tie {say.plain(body.tie.role or '')} must sign too",
    }
    found.append(tie[body.tie.kind])
    if body.at_least is not None:
        numbers = {"may sit": body.at_least.sitting, "may vote": body.at_least.voting}
        found.append(
            "too few below " + listed(f"{n} who {word}" for word, n in numbers.items() if n is not None)
        )
    if not body.abstain:
        found.append("nobody may abstain")
    if body.dissent:
        found.append("a minority report may be attached")
    if body.secret:
        found.append("votes are secret")
    if body.in_writing is not None:
        found.append(f"in writing, if nobody objects within {body.in_writing.wait}")
    return found


def _conflicts(say: Phrases) -> Iterator[tuple[str, ...]]:
    for conflict in say.rulebook.conflicts.values():
        bars = listed(conflict.bars)
        more = []
        if conflict.alleged_bars:
            more.append("also while it is only said by others")
        if conflict.several is not None and conflict.become is not None:
            more.append(f"{conflict.several} of these are {say.title(conflict.become)}")
        yield conflict.title, conflict.clause or "", "\n".join(conflict.grounds), _sentences([bars, *more])


def _facts(say: Phrases) -> Iterator[tuple[str, ...]]:
    for fact in say.rulebook.facts.values():
        yield fact.title, fact.clause or "", _capital(say.fact(fact))


_PAUSES = ("Ground", "Clause", "How long", "What stops")
_DUTIES = ("Duty", "Clause", "Whose", "How often")
_LASTING = ("Name", "Clause", "Effect", "How long", "Demands", "Further")


def _lasting(say: Phrases, rows: Iterable[Imposition]) -> Iterator[tuple[str, ...]]:
    for one in rows:
        lasts = [str(one.lasts)]
        if one.cap:
            lasts.append(f"never longer than {one.cap} in all")
        if isinstance(one, Measure) and one.holding:
            lasts.append(f"at its end it must be decided within {one.holding}")
        demands = [listed(one.needs)] if one.needs else []
        if one.when:
            demands.append(f"if {say.when(one.when)}")
        if one.consent_of:
            demands.append(f"with the consent of {say.whos(one.consent_of, 'and')}")
        if one.countersigned_by:
            demands.append(f"signed also by {listed(say.plain(name) for name in one.countersigned_by)}")
        if one.decides_by:
            demands.append(f"decided by {listed((str(rule) for rule in one.decides_by), 'failing that')}")
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
            one.title,
            one.clause or "",
            _capital(listed(one.effect)),
            _sentences(lasts),
            _sentences(demands),
            _sentences(further),
        )


def _pauses(say: Phrases) -> Iterator[tuple[str, ...]]:
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
        yield pause.title, pause.clause or "", _capital(str(pause.lasts)), _sentences([stops, *more])


def _duties(say: Phrases) -> Iterator[tuple[str, ...]]:
    for duty in say.rulebook.duties.values():
        yield duty.title, duty.clause or "", _capital(say.whos(duty.by)), f"Every {duty.every}"


def _guidance(say: Phrases) -> Iterator[tuple[str, ...]]:
    for one in say.rulebook.guidance.values():
        where = [say.plain(step) for step in one.at_steps]
        where += [say.rulebook.stages[stage].title for stage in one.at_stages]
        yield "\n".join(dict.fromkeys(where)) or "Everywhere", one.clause or "", one.says


def _time(say: Phrases) -> Iterator[tuple[str, ...]]:
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
