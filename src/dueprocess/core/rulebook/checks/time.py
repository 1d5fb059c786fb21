"""Time: every event can happen, every notice that starts a clock goes out, every appeal has its limit."""

from __future__ import annotations

from dueprocess.core.rulebook.checks.sense import Sense, covers, sides
from dueprocess.core.rulebook.locate import Path
from dueprocess.core.rulebook.model import DueKind, EachKind, EventKind, Happening, Step, WhoKind
from dueprocess.core.rulebook.ways import all_effects, variants
from dueprocess.core.saying import say as _


def check(sense: Sense) -> None:
    """Events that cannot happen, deadlines of themselves, dates nobody records, appeals without limit."""
    for path, events, step in sense.events():
        for event in events:
            for happening in event.of:
                _possible(sense, path, happening, step)
    _dates(sense)
    _rings(sense)
    for step in sense.rulebook.steps.values():
        if step.appeals:
            _appeal(sense, step)


def _possible(sense: Sense, path: Path, happening: Happening, owner: Step | None) -> None:
    rulebook, name = sense.rulebook, happening.name
    match happening.kind:
        case EventKind.ENTRY:
            if name not in sense.ways.stages:
                sense.error(
                    path, _("No case ever enters `%(name)s`.", name=name), _("Name a stage that is reached.")
                )
        case EventKind.DATE:
            _recorded(sense, path, name)
        case EventKind.CONFLICT:
            if owner is None or owner.for_each is None or owner.for_each.kind is not EachKind.CONFLICT:
                what = _("The time runs from a conflict, but the step is not owed for each of them.")
                sense.error(path, what, _('Add `for_each = "conflict"` to the step.'))
        case EventKind.START | EventKind.END:
            _begun(sense, path, name)
        case _:
            step = rulebook.steps[name]
            if name not in sense.ways.takeable:
                sense.error(path, _("`%(name)s` can never be taken.", name=name), _("Name a step that can."))
            elif happening.kind is EventKind.DEADLINE and not step.due:
                mend = _("Give `%(name)s` a `due`, or name the step itself.", name=name)
                sense.error(path, _("`%(name)s` has no deadline.", name=name), mend)
            elif happening.kind is EventKind.STEP_END and not step.due and step.own:
                what = _(
                    "`%(name)s` has no deadline, so it only ends when every party has done it.", name=name
                )
                sense.warning(path, what, _("Give `%(name)s` a `due`.", name=name))
            elif happening.kind is EventKind.SERVICE:
                _served(sense, path, step, happening.outcome, owner)


def _recorded(sense: Sense, path: Path, fact: str) -> None:
    if not sense.recording(fact):
        mend = _('Add `records = ["%(fact)s"]` to the step that sets the day.', fact=fact)
        sense.error(path, _("The date `%(fact)s` is used but never recorded.", fact=fact), mend)


def _begun(sense: Sense, path: Path, name: str) -> None:
    rulebook = sense.rulebook
    if name in rulebook.pauses and rulebook.pauses[name].for_all:
        return
    key = "pauses" if name in rulebook.pauses else "starts" if name in rulebook.measures else "imposes"
    begun = any(
        name in getattr(effects, key) for step in rulebook.steps.values() for effects in all_effects(step)
    )
    if not begun and not any(one.meanwhile == name for one in rulebook.sanctions.values()):
        sense.error(
            path, _("`%(name)s` never begins.", name=name), _("Name it in the `%(key)s` of a step.", key=key)
        )


def _served(sense: Sense, path: Path, told: Step, outcome: str | None, owner: Step | None) -> None:
    """`service of` a step that tells nobody, or not those whose time runs from it."""
    attacks = [attack.outcome for attack in (owner.appeals if owner else ()) if attack.step == told.id]
    endings = [outcome] if outcome else [name for name, _what in variants(told)]
    if attacks and None not in attacks and outcome is None:
        endings = attacks  # within an appeal it is the service of the act attacked
    if owner is None:
        return
    if owner.own:
        persons = [who.name for who in owner.by if who.kind is WhoKind.PARTY]
    elif owner.for_each and owner.for_each.kind is EachKind.PARTY:
        persons = [owner.for_each.name]
    else:
        persons = []
    where = f"`{told.id}: {outcome}`" if outcome else f"`{told.id}`"
    letters = {one: sense.told(told, one) for one in endings}
    if not any(letters.values()):
        mend = _("Add `tells` to `%(id)s`, or let the time run from the step itself.", id=told.id)
        sense.error(
            path, _("The time runs from the service of %(where)s, which tells nobody.", where=where), mend
        )
        return
    for person in persons:
        reached = [
            one
            for one, tells in letters.items()
            if any(covers(who, person, sides(sense.rulebook)) for tell in tells for who in tell.to)
        ]
        missing = [one for one in endings if one not in reached]
        if reached and not (attacks and missing):
            continue
        ending = _(" with outcome `%(missing)s`", missing=missing[0]) if reached and missing[0] else ""
        what = _(
            "The time runs from the service of %(where)s, which%(ending)s does not tell the %(person)s.",
            where=where,
            ending=ending,
            person=person,
        )
        others_are_told = len(persons) > 1 and not attacks
        note = sense.warning if others_are_told else sense.error
        note(path, what, _("Add the %(person)s to the `tells` of `%(id)s`.", person=person, id=told.id))


def _dates(sense: Sense) -> None:
    for step in sense.rulebook.steps.values():
        for path, due in sense.dues(step):
            for key in ("before", "on"):
                fact = getattr(due, key)
                if fact is not None:
                    _recorded(sense, (*path, key), fact)
        for wait in step.not_before:
            if wait.on is not None:
                _recorded(sense, ("steps", step.id, "not_before"), wait.on)


def _rings(sense: Sense) -> None:
    """A deadline that runs from its own, or from the end of its own step, through others."""
    needs: dict[str, list[tuple[Path, str]]] = {}
    for path, events, step in sense.events():
        if step is None or "due" not in path:
            continue
        for event in events:
            for one in event.of:
                if one.kind in (EventKind.DEADLINE, EventKind.STEP_END):
                    needs.setdefault(step.id, []).append((path, one.name))
    told: set[str] = set()
    for start in needs:
        for path, first in needs[start]:
            seen, waiting = {start}, [first]
            while waiting:
                here = waiting.pop()
                if here == start and start not in told:
                    told.update(seen)
                    what = _("The deadline of `%(start)s` runs from its own deadline.", start=start)
                    sense.error(path, what, _("Let one of the ring run from something that is done."))
                if here not in seen:
                    seen.add(here)
                    waiting += [name for _stage, name in needs.get(here, ())]


def _appeal(sense: Sense, step: Step) -> None:
    limits = [due for due in step.due if due.kind is DueKind.LIMIT]
    path: Path = ("steps", step.id)
    if not limits:
        mend = _('Add `due = { within = "14 days", after = "service of …", kind = "limit" }`.')
        sense.error(path, _("The appeal has no limit, so nothing would ever be final."), mend)
    elif all(due.when is not None for due in limits):
        mend = _("Add a limit without `when`, or make sure that one of them always holds.")
        sense.warning((*path, "due"), _("When none of its limits applies, the appeal has none."), mend)
