"""What a step would end, extend or stop: whether it is there.

Knows the deadlines that an act may change and the measures, sanctions and pauses that it may end.
"""

from __future__ import annotations

from dataclasses import replace

from dueprocess.core.deadlines import period_ends
from dueprocess.core.engine import conditions, effects, impositions, probation, reckoning, splitting
from dueprocess.core.engine.fold import Fold
from dueprocess.core.engine.refusals import Code, Need
from dueprocess.core.engine.rows import Row
from dueprocess.core.engine.said import listed
from dueprocess.core.engine.strands import Strand
from dueprocess.core.rulebook.model import Change, DueKind, Effects, Step
from dueprocess.core.saying import say as _
from dueprocess.core.saying import say_many as ngettext


def effects_empty(
    fold: Fold, strand: Strand, step: Step, outcome: str | None, row: Row | None
) -> Need | None:
    """Whether all the step would change is something that is not there."""
    if step.outcomes and outcome not in step.outcomes:
        found = [
            nothing_there(fold, strand, step, each.effects, row)
            for each in step.outcomes.values()
            if conditions.holds(fold, strand, each.when)
        ]
        return found[0] if found and all(found) else None
    known = outcome if outcome in step.outcomes else None
    return nothing_there(fold, strand, step, step.effects_with(known), row)


def nothing_there(
    fold: Fold, strand: Strand, step: Step, what: Effects, row: Row | None = None
) -> Need | None:
    """Whether effects would only end, extend or stop what is not there; the refusal, or None."""
    for change, kind in (
        (what.extends, "extends"),
        (what.shortens, "shortens"),
        (what.restores, "restores"),
    ):
        if change is not None:
            refusal = _no_deadline(fold, strand, step, change, kind, row)
            if refusal is not None:
                return refusal
    for name in what.pauses:
        running = fold.running_pause(name, strand)
        if running is not None and not running.pause.renewable:
            title = running.pause.title
            return Need(
                Code.DONE_ALREADY, _("The pause “%(title)s” is running already.", title=title), step.clause
            )
    if what.conflict is not None and not any(each.settled is None for each in fold.said):
        return Need(Code.NOTHING_THERE, _("No conflict of interest waits to be settled."), step.clause)
    if what.splits and not splitting.ends(fold, what) and not splitting.several(fold):
        reason = _("There is one matter here, about one person: nothing of it could go out by itself.")
        return Need(Code.NOTHING_THERE, reason, step.clause)
    if what.removes and not what.appoints and not any(fold.appointees(name) for name in what.removes):
        return Need(
            Code.NOTHING_THERE, _("Nobody is appointed: %(list)s.", list=listed(what.removes)), step.clause
        )
    only = what.activates and replace(what, activates=False, tells=(), sets={}, leads_to=()) == Effects()
    if only and not any(each.open for each in probation.suspended(fold)):
        reason = _("No suspended sanction can be brought into force in this case.")
        return Need(Code.NOTHING_THERE, reason, step.clause)
    ends = (*what.lifts, *what.fulfils, *what.continues)
    if not (ends or what.resumes):
        return None
    others = replace(what, lifts=(), fulfils=(), continues=(), resumes=(), tells=(), sets={}, removes=())
    if others != Effects():
        return None
    if any(fold.running_pause(name, strand) for name in what.resumes):
        return None
    for imposed in fold.imposed:
        if imposed.row.id in ends and impositions.course(fold, imposed).live:
            return None
    titles = [fold.book.rulebook.imposition(name).title for name in ends]
    titles += [fold.book.rulebook.pauses[name].title for name in what.resumes]
    return Need(
        Code.NOTHING_THERE, _("Nothing of this is in force: %(list)s.", list=listed(titles)), step.clause
    )


def open_targets(
    fold: Fold, strand: Strand, change: Change, kind: str, row: Row | None
) -> tuple[list[reckoning.Reckoned], bool]:
    """The deadlines an act may change now; and whether some were left out, changed often enough before."""
    used = False
    found = []
    asked = row or Row(n=0, at=fold.now, entered=fold.now)
    for due in effects.targets(fold, change, asked, strand):
        made = [
            each
            for each in fold.changes.get((due.strand.name, due.step.id, due.nth, due.person, due.against), ())
            if each.kind == kind
        ]
        if change.times is not None and len(made) >= change.times:
            used = True
            continue
        over = due.ending.at is not None and fold.now >= due.ending.at
        if kind == "restores":
            if not over or due.due.kind is not DueKind.LIMIT:
                continue
            if change.not_after is not None and _past(fold, due, change):
                continue
        elif over and not change.late:
            continue
        found.append(due)
    return found, used


def _past(fold: Fold, due: reckoning.Reckoned, change: Change) -> bool:
    if change.not_after is None or due.ending.at is None or due.ending.last_day is None:
        return False
    ending = period_ends(fold.clock, change.not_after, day=due.ending.last_day, at=due.ending.at)
    return ending.at is not None and fold.now >= ending.at


def _no_deadline(
    fold: Fold, strand: Strand, step: Step, change: Change, kind: str, row: Row | None
) -> Need | None:
    found, used = open_targets(fold, strand, change, kind, row)
    if found:
        return None
    if used:
        reason = ngettext(
            "This deadline may be changed once only.",
            "This deadline may be changed %(n)s times only.",
            change.times or 0,
        )
        return Need(Code.DONE_ALREADY, reason, step.clause)
    reason = _("No limit has been lost.") if kind == "restores" else _("No such deadline is running.")
    return Need(Code.NOTHING_THERE, reason, step.clause)
