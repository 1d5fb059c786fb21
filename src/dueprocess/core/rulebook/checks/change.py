"""Change of version: beside the one it replaces, open cases find their place and names keep their meaning.

Knows two rulebooks side by side. Each fault is one of the new version, with its line there.
"""

from __future__ import annotations

from collections.abc import Iterator

from dueprocess.core.errors import Problem, Severity
from dueprocess.core.rulebook.locate import Lines, Path, written
from dueprocess.core.rulebook.model import AtEnd, Effects, Fact, Measure, Open, OpenCases, Rulebook, Step
from dueprocess.core.rulebook.words import nearest
from dueprocess.core.saying import say as _

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
            what = _(
                "Stage `%(stage)s` of version %(version)s has no place in this version.",
                stage=stage,
                version=old.version,
            )
            yield (
                _STAGES,
                what,
                _('Add `%(stage)s = "…"` to `rulebook.transition.stages`.', stage=stage),
                None,
            )
        elif old.stages[stage].end != new.stages[places.get(stage, stage)].end:
            what = _(
                "Stage `%(stage)s` of version %(version)s comes to `%(get)s`: one of the two is an end and "
                "the other is not.",
                stage=stage,
                version=old.version,
                get=places.get(stage, stage),
            )
            yield (*_STAGES, stage), what, _("A closed case must stay closed, and an open one open."), None
    for stage in places:
        if stage not in old.stages:
            what = _("Version %(version)s has no stage `%(stage)s`.", version=old.version, stage=stage)
            yield (*_STAGES, stage), what, nearest(stage, list(old.stages)) or _("Take it out."), "error"


def _at_once(new: Rulebook, old: Rulebook) -> Iterator[Said]:
    """Steps that are read from this version while a case still stands in the stages of the old one."""
    transition = new.transition
    reached = {transition.stages.get(stage, stage) for stage in old.stages}
    if transition.at_once and transition.open_cases is OpenCases.AT_ONCE:
        what = _("Every step is read from this version at once already.")
        yield _AT_ONCE, what, _("Take it out, or let open cases move `at next stage`."), "warning"
    for name in transition.at_once:
        for stage in sorted(_named(new.steps[name]) - reached):
            what = _(
                "`%(name)s` names the stage `%(stage)s`, no place of a stage of version %(version)s.",
                name=name,
                stage=stage,
                version=old.version,
            )
            mend = _(
                "Add an old stage with the place `%(stage)s` to `rulebook.transition.stages`.", stage=stage
            )
            yield _AT_ONCE, what, _("%(mend)s Or take `%(name)s` out here.", mend=mend, name=name), "error"


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
    other = _("Give it another name in this version: what is on record keeps its own.")
    for fact in old.facts.values():
        now = new.facts.get(fact.id)
        if now is not None and (what := _other_fact(fact, now)):
            yield (
                ("facts", fact.id),
                _("In version %(version)s %(what)s.", version=old.version, what=what),
                other,
                None,
            )
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
                what = _(
                    "In version %(version)s its effect is: %(effect)s.",
                    version=old.version,
                    effect=", ".join(row.effect),
                )
                yield (table, row.id, "effect"), what, other, None
            needs = {Open.UNTIL_DONE, Open.UNTIL_LIFTED}.intersection(row.lasts.choices)
            undecided = isinstance(row, Measure) and row.at_end is AtEnd.MUST_BE_DECIDED
            if (needs or undecided) and row.id not in lifted:
                what = _(
                    "`%(id)s` of version %(version)s may be in force, and no step here can end it.",
                    id=row.id,
                    version=old.version,
                )
                mend = _('Keep it, and let a step say `lifts = ["%(id)s"]`.', id=row.id)
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
            what = _(
                "The pause `%(id)s` of version %(version)s may run, and no step ends it.",
                id=pause.id,
                version=old.version,
            )
            mend = _('Keep it, and let a step say `resumes = ["%(id)s"]`.', id=pause.id)
            yield ("pauses", pause.id) if pause.id in new.pauses else ("pauses",), what, mend, None


def _other_fact(old: Fact, new: Fact) -> str:
    if (old.derived is None) != (new.derived is None):
        return _("it is recorded") if old.derived is None else _("it follows by itself")
    if old.kind is not new.kind:
        return _("it is of the kind %(kind)s", kind=old.kind)
    if old.per != new.per:
        return _("it is answered for each %(per)s", per=old.per) if old.per else _("it has one answer")
    gone = [choice for choice in old.choices if choice not in new.choices]
    return _("it may be %(gone)s", gone=", ".join(gone)) if gone else ""
