"""The way of a case in words: stages, steps and deadlines as rows."""

from __future__ import annotations

from collections.abc import Iterator

from dueprocess.core.rulebook.model import LoggedAs, Outcome, Step
from dueprocess.core.rulebook.phrases import Phrases, capital, listed, named, sentences


def stages(say: Phrases) -> Iterator[tuple[str, ...]]:
    """Stages, and how each is left."""
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
        yield named(stage.title, stage.says), stage.clause or "", sentences([left, *told])


def steps(say: Phrases) -> Iterator[tuple[str, ...]]:
    """Steps: where, who, on which conditions, with what, and what follows."""
    for step in say.rulebook.steps.values():
        follows = sentences([*say.effects(step.effects), _recorded(step.logged_as, LoggedAs.ACT)])
        for outcome in step.outcomes.values():
            follows += "\n" + _outcome(say, step, outcome)
        yield (
            named(step.title, step.says),
            step.clause or "",
            capital(say.places(step)),
            capital(say.whos(step.by)),
            sentences(_conditions(say, step)),
            sentences(_demands(say, step, None)),
            follows.strip(),
        )


def _outcome(say: Phrases, step: Step, outcome: Outcome) -> str:
    """One outcome: what it has of its own, beyond what the step says."""
    own = say.effects(outcome.own) + _demands(say, step, outcome.id)
    if outcome.demands.decides_by != step.demands.decides_by:
        own.append(f"decided by {say.rules(outcome.demands.decides_by)}")
    own.append(_recorded(outcome.logged_as, step.logged_as))
    further = [f"clause {outcome.clause}"] if outcome.clause else []
    further += [f"if {say.when(outcome.when)}"] if outcome.when else []
    more = f" ({', '.join(further)})" if further else ""
    said = f". {outcome.says}" if outcome.says else ""
    return f"“{outcome.title}”{more}: {'; '.join(one for one in own if one) or 'nothing more'}{said}"


def _recorded(logged_as: LoggedAs, usual: LoggedAs) -> str:
    """As what an act stands in the record, where that is said."""
    return "" if logged_as is usual else f"recorded as “{logged_as}”"


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
        found.append("may be repeated" if step.times is None else f"may be done {step.times} times in all")
    if step.jointly_with:
        found.append(f"decided jointly with {listed(say.plain(name) for name in step.jointly_with)}")
    if step.appeals:
        attacked = listed((say.acts(one.step, one.outcome) for one in step.appeals), "or")
        found.append(f"against {attacked}")
    if step.only_those_at:
        found.append(f"only who was at {say.names(step.only_those_at)} may vote")
    if step.demands.decides_by:
        found.append(f"decided by {say.rules(step.demands.decides_by)}")
    if step.quorum:
        found.append(f"quorum: {step.quorum}")
    if step.clerical:
        found.append("a conflict of interest does not bar it")
    if step.by_guidance:
        found.append("by the sanctions guidance; a departure needs reasons")
    if step.standard_of_proof is not None:
        found.append(f"findings by this standard of proof: {step.standard_of_proof}")
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


def deadlines(say: Phrases) -> Iterator[tuple[str, ...]]:
    """Every deadline of every step."""
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
            said = capital(say.due(due)) + (f"\n“{due.words}”" if due.words else "")
            yield (
                step.title,
                due.clause or "",
                capital(whose),
                said,
                capital(say.kind(due)),
                sentences(late),
            )
