"""Change of version: beside the one it replaces, open cases find their place and names keep their meaning.

Knows two rulebooks side by side. Each fault is one of the new version, with its line there.
"""

from __future__ import annotations

from collections.abc import Iterator

from dueprocess.core.errors import Problem, Severity
from dueprocess.core.rulebook.locate import Lines, Path, written
from dueprocess.core.rulebook.model import AtEnd, Effects, Fact, Measure, Open, OpenCases, Rulebook, Step
from dueprocess.core.rulebook.words import nearest

_STAGES: Path = ("rulebook", "transition", "stages")
_AT_ONCE: Path = ("rulebook", "transition", "at_once")


def check_change(new: Rulebook, old: Rulebook, lines: Lines) -> list[Problem]:
    """Every old stage has its place, steps read at once fit the old stages, names keep their meaning.

    Where open cases stay with the old version, all of this is only a warning.
    """
    grave: Severity = "error" if new.transition.open_cases is not OpenCases.STAY else "warning"
    found = [
        Problem(written(path), lines.of(path), what, mend, severity or grave)
        for path, what, mend, severity in (*_stages(new, old), *_at_once(new, old), *_meaning(new, old))
    ]
    return list(dict.fromkeys(found))


Said = tuple[Path, str, str, Severity | None]
"""Where, what is wrong, how to mend it, and how grave (None: as grave as the transition makes it)."""


def _stages(new: Rulebook, old: Rulebook) -> Iterator[Said]:
    places = new.transition.stages
    for stage in old.stages:
        if stage not in new.stages and stage not in places:
            what = f"Stage `{stage}` of version {old.version} has no place in this version."
            yield _STAGES, what, f'Add `{stage} = "…"` to `rulebook.transition.stages`.', None
        elif old.stages[stage].end != new.stages[places.get(stage, stage)].end:
            what = f"Stage `{stage}` of version {old.version} comes to `{places.get(stage, stage)}`:"
            what += " one of the two is an end and the other is not."
            yield (*_STAGES, stage), what, "A closed case must stay closed, and an open one open.", None
    for stage in places:
        if stage not in old.stages:
            what = f"Version {old.version} has no stage `{stage}`."
            yield (*_STAGES, stage), what, nearest(stage, list(old.stages)) or "Take it out.", "error"


def _at_once(new: Rulebook, old: Rulebook) -> Iterator[Said]:
    """Steps that are read from this version while a case still stands in the stages of the old one."""
    transition = new.transition
    reached = {transition.stages.get(stage, stage) for stage in old.stages}
    if transition.at_once and transition.open_cases is OpenCases.AT_ONCE:
        what = "Every step is read from this version at once already."
        yield _AT_ONCE, what, "Take it out, or let open cases move `at next stage`.", "warning"
    for name in transition.at_once:
        for stage in sorted(_named(new.steps[name]) - reached):
            what = f"`{name}` names the stage `{stage}`, no place of a stage of version {old.version}."
            mend = f"Add an old stage with the place `{stage}` to `rulebook.transition.stages`."
            yield _AT_ONCE, what, f"{mend} Or take `{name}` out here.", "error"


def _named(step: Step) -> set[str]:
    found = {*step.stages}
    every: list[Effects] = [step.effects, *(one.effects for one in step.outcomes.values())]
    every += [due.on_late for due in step.due if due.on_late is not None]
    for effects in every:
        found.update(lead.to for lead in effects.leads_to)
        found.update(one for one in (effects.opens, effects.sends_back) if one is not None)
    return found


def _meaning(new: Rulebook, old: Rulebook) -> Iterator[Said]:
    """What is in force or on record in an open case means in this version what it meant."""
    other = "Give it another name in this version: what is on record keeps its own."
    for fact in old.facts.values():
        now = new.facts.get(fact.id)
        if now is not None and (what := _other_fact(fact, now)):
            yield ("facts", fact.id), f"In version {old.version} {what}.", other, None
    lifted = {
        name
        for step in new.steps.values()
        for effects in (step.effects, *(one.effects for one in step.outcomes.values()))
        for name in (*effects.lifts, *effects.fulfils)
    }
    for table in ("measures", "sanctions"):
        for row in {**old.measures, **old.sanctions}.values():
            if row.id not in getattr(old, table):
                continue
            there = getattr(new, table).get(row.id)
            if there is not None and there.effect != row.effect:
                what = f"In version {old.version} its effect is: {', '.join(row.effect)}."
                yield (table, row.id, "effect"), what, other, None
            needs = {Open.UNTIL_DONE, Open.UNTIL_LIFTED}.intersection(row.lasts.choices)
            undecided = isinstance(row, Measure) and row.at_end is AtEnd.MUST_BE_DECIDED
            if (needs or undecided) and row.id not in lifted:
                what = f"`{row.id}` of version {old.version} may be in force, and no step here can end it."
                mend = f'Keep it, and let a step say `lifts = ["{row.id}"]`.'
                yield (table, row.id) if there is not None else (table,), what, mend, None
    resumed = {
        name
        for step in new.steps.values()
        for effects in (step.effects, *(one.effects for one in step.outcomes.values()))
        for name in effects.resumes
    }
    for pause in old.pauses.values():
        endless = any(isinstance(one, Open) for one in pause.lasts.choices) and not pause.for_all
        if endless and pause.id not in resumed:
            what = f"The pause `{pause.id}` of version {old.version} may run, and no step ends it."
            mend = f'Keep it, and let a step say `resumes = ["{pause.id}"]`.'
            yield ("pauses", pause.id) if pause.id in new.pauses else ("pauses",), what, mend, None


def _other_fact(old: Fact, new: Fact) -> str:
    if (old.derived is None) != (new.derived is None):
        return "it is recorded" if old.derived is None else "it follows by itself"
    if old.kind is not new.kind:
        return f"it is of the kind {old.kind}"
    if old.per != new.per:
        return f"it is answered for each {old.per}" if old.per else "it has one answer"
    gone = [choice for choice in old.choices if choice not in new.choices]
    return f"it may be {', '.join(gone)}" if gone else ""
