"""The way: every stage and step can be reached, and from every stage a case can come to an end."""

from __future__ import annotations

from dueprocess.core.rulebook.checks.sense import Sense
from dueprocess.core.rulebook.locate import Path
from dueprocess.core.rulebook.model import Lead, Step
from dueprocess.core.rulebook.ways import Ways, variants
from dueprocess.core.saying import say as _


def check(sense: Sense) -> None:
    """Unreachable stages and steps, stages without a way out, moves that a step cannot make."""
    rulebook = sense.rulebook
    if not rulebook.stages or not rulebook.steps:
        for table in ("stages", "steps"):
            if not getattr(rulebook, table):
                sense.error(
                    (table,),
                    _("There are no %(table)s.", table=table),
                    _("Write at least one row in [%(table)s].", table=table),
                )
        return
    starts = [step for step in rulebook.steps.values() if step.opens_case]
    if not starts:
        sense.error(("steps",), _("No step opens a case."), _('Give one `stage = "start"` and `leads_to`.'))
        return
    if not any(stage.end for stage in rulebook.stages.values()):
        sense.error(("stages",), _("No stage is an end."), _("Give the last one `end = true`."))
        return
    for step in rulebook.steps.values():
        _moves(sense, step)
    _reached(sense)
    _rings(sense)
    for path, leads in _leads(sense):
        if leads and leads[-1].when is not None:
            mend = _("End the list with `{ to = stage }` for the rest, or make sure that one always holds.")
            sense.warning(path, _("If none of these holds, the strand stays where it is."), mend)


def _leads(sense: Sense) -> list[tuple[Path, tuple[Lead, ...]]]:
    found: list[tuple[Path, tuple[Lead, ...]]] = [
        (("stages", stage.id, "then"), stage.then) for stage in sense.rulebook.stages.values()
    ]
    found += [((*path, "leads_to"), effects.leads_to) for path, effects, _step in sense.effect_places()]
    return found


def _moves(sense: Sense, step: Step) -> None:
    rulebook = sense.rulebook
    path: Path = ("steps", step.id)
    if step.start:
        for outcome, effects in variants(step):
            if not effects.leads_to:
                place = (*path, "outcomes", outcome) if outcome else path
                sense.error(place, _("It opens a case that would be at no stage."), _("Add `leads_to`."))
    for place, effects in sense.effects_of(step):
        if step.any_strand:
            for key in ("leads_to", "sends_back"):
                if getattr(effects, key):
                    what = _("A step of any strand cannot move it: the stage is of one strand only.")
                    sense.error((*place, key), what, _("Name the stages, or take out `%(key)s`.", key=key))
        if step.start and effects.splits:
            what = _("Nothing can go out of a case that is only being opened.")
            sense.error((*place, "splits"), what, _("Name the stages at which the case may be split."))
        if step.any and effects.sends_back:
            what = _("A step of any stage cannot send back.")
            sense.error((*place, "sends_back"), what, _("Name the stages, or use `leads_to`."))
        if effects.opens and sense.rulebook.stages[effects.opens].end:
            what = _("The side strand would end where it begins: `%(opens)s` is an end.", opens=effects.opens)
            sense.error((*place, "opens"), what, _("Open it at a stage that is no end."))
        ends = [one for one in step.stages if rulebook.stages[one].end]
        if effects.leads_to and ends and not all(rulebook.stages[lead.to].end for lead in effects.leads_to):
            what = _(
                "It leads out of the end `%(ends)s`, and what was done before would count as done.",
                ends=ends[0],
            )
            mend = _("Write `sends_back` instead of `leads_to`: a new round begins.")
            sense.warning((*place, "leads_to"), what, mend)
        if effects.leads_to and effects.sends_back:
            what = _("It would move the strand to two stages.")
            sense.error((*place, "sends_back"), what, _("Keep `leads_to` or `sends_back`."))


def _reached(sense: Sense) -> None:
    rulebook, ways = sense.rulebook, sense.ways
    for stage in rulebook.stages.values():
        if stage.id not in ways.stages:
            mend = _(
                'No step leads here: add `leads_to = "%(id)s"` to one, or take the stage out.', id=stage.id
            )
            sense.error(("stages", stage.id), _("The stage cannot be reached."), mend)
    for step in rulebook.steps.values():
        if step.id in ways.takeable:
            continue
        if not (step.start or step.any or step.any_strand or ways.stages.intersection(step.stages)):
            what, mend = (
                _("The step cannot be reached: no stage of it can."),
                _("Put it at a stage that is reached."),
            )
        else:
            never = [one for one in step.follows if one not in ways.takeable]
            what = _(
                "The step can never be taken: it follows %(never)s.",
                never=", ".join(f"`{one}`" for one in never),
            )
            mend = _("A step cannot follow itself or what is never taken: mend `follows`.")
        sense.error(("steps", step.id), what, mend)
    for lane, stages in ways.lanes.items():
        for stage_id in stages:
            if rulebook.stages[stage_id].end:
                continue
            if not ways.exits(stage_id, lane):
                mend = _("Let a step lead on from here, give it `lasts` and `then`, or make it `end = true`.")
                sense.error(("stages", stage_id), _("The stage has no way out and is no end."), mend)
            elif not ways.ends(stage_id, lane):
                mend = _("Let one of the stages that follow lead to a stage with `end = true`.")
                sense.error(("stages", stage_id), _("From here no end can be reached."), mend)
    _required(sense)


def _required(sense: Sense) -> None:
    for step in sense.rulebook.steps.values():
        for stage in step.required_before:
            place: Path = ("steps", step.id, "required_before")
            if not _before(sense.ways, step, stage):
                what = _(
                    "It is required before `%(stage)s`, but no case comes to `%(stage)s` past it.",
                    stage=stage,
                )
                sense.error(place, what, _("Put it at a stage that comes before, or take it out here."))


def _before(ways: Ways, step: Step, stage: str) -> bool:
    """Some stage of the step has a way to that stage."""
    if step.any or step.any_strand:
        return True
    for lane, stages in ways.lanes.items():
        waiting = [one for one in stages if one in step.stages]
        seen = set(waiting)
        while waiting:
            here = waiting.pop()
            for edge in ways.exits(here, lane):
                if edge.target == stage:
                    return True
                if edge.target_lane == lane and edge.target not in seen:
                    seen.add(edge.target)
                    waiting.append(edge.target)
    return False


def _rings(sense: Sense) -> None:
    """Stages that pass into one another by themselves without time in between."""
    stages = sense.rulebook.stages
    at_once = {
        one: [lead.to for lead in stage.then]
        for one, stage in stages.items()
        if stage.then and (stage.until_final or (stage.lasts and stage.lasts.count == 0))
    }
    told: set[str] = set()
    for one in at_once:
        seen, waiting = {one}, list(at_once[one])
        while waiting:
            here = waiting.pop()
            if here == one and one not in told:
                told.update(seen)
                what = _("It passes round to itself without time in between.")
                mend = _("Give one stage of the ring a period in `lasts`, or lead it elsewhere.")
                sense.error(("stages", one, "then"), what, mend)
            if here in at_once and here not in seen:
                seen.add(here)
                waiting += at_once[here]
    if not any(step.appeals for step in sense.rulebook.steps.values()):
        for stage in stages.values():
            if stage.until_final:
                what = _("It lasts until every decision is final, but nothing can be appealed.")
                sense.warning(
                    ("stages", stage.id, "lasts"), what, _("Add a step with `appeals`, or a period.")
                )
