"""The part of a form that lasts: how long measures and sanctions run, which days the act sets.

Knows how to ask for lengths, ranges and ends; what is right is judged by `content` and `content_lasting`.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from dueprocess.core.engine import (
    conditions,
    content,
    content_lasting,
    deadlines,
    fields,
    impositions,
    permit,
    probation,
    taking,
    targets,
)
from dueprocess.core.engine import lasting as lasts
from dueprocess.core.engine.fold import Fold
from dueprocess.core.engine.said import said_rules
from dueprocess.core.engine.strands import Imposed, Strand
from dueprocess.core.rulebook.model import Change, Effects, Imposition, Measure, Open, Period, Sanction
from dueprocess.core.rulebook.ways import all_effects


def lasting_field(fold: Fold, strand: Strand | None, row: Imposition) -> fields.LastingField:
    """A measure or sanction that the act may start or impose."""
    fixed = row.lasts.fixed
    respondents = fold.party_ids("respondent")
    running = _running(fold, _in_force(fold, row.id)) if isinstance(row, Measure) else ()
    probation = row.may_be_suspended if isinstance(row, Sanction) else None
    return fields.LastingField(
        row.id,
        row.title,
        row.clause,
        row.says,
        tuple(effect.value for effect in row.effect),
        str(row.lasts),
        fixed is not None,
        tuple(str(choice) for choice in row.lasts.choices),
        str(row.lasts.low) if row.lasts.low else None,
        str(row.lasts.high) if row.lasts.high else None,
        str(row.cap) if row.cap is not None else None,
        row.scope,
        tuple(
            who
            for who in respondents
            if (strand is None or conditions.holds(fold, strand, row.when, who))
            and not (isinstance(row, Measure) and _wholly_in_force(fold, row, who))
        ),
        str(probation) if probation is not None else None,
        row.needs,
        said_rules(row.decides_by) if row.decides_by else None,
        row.countersigned_by,
        tuple(fold.whos_parties(row.consent_of, strand)),
        tuple(step.title for step in content_lasting.still_before(fold, strand, row)),
        permit.said_when(fold, row.when) if row.when is not None else None,
        tuple(respondents),
        running,
        _settled_by(fold, row.id) if running else (),
    )


def _in_force(fold: Fold, measure: str) -> list[Imposed]:
    """Every time that a measure was ordered and is in force now."""
    ordered = (each for each in fold.imposed if each.measure and each.row.id == measure)
    return [each for each in ordered if impositions.course(fold, each).applies]


def _running(fold: Fold, ordered: Iterable[Imposed]) -> tuple[fields.RunningMeasure, ...]:
    """On whom these lie, until when and since when."""
    found = []
    for each in ordered:
        course = impositions.course(fold, each)
        since = fold.clock.local_day(course.begun_at) if course.begun_at is not None else None
        found.append(fields.RunningMeasure(each.on, course.last_day, since))
    return tuple(found)


def _wholly_in_force(fold: Fold, row: Measure, who: str) -> bool:
    """Whether a measure lies on somebody already, with every scope that it can have."""
    parts: list[tuple[str, ...]] = [(each,) for each in row.scope] or [()]
    return all(impositions.in_force_on(fold, row, who, part) for part in parts)


def _settled_by(fold: Fold, measure: str) -> tuple[tuple[str, str, int], ...]:
    """The steps that continue or lift a measure, each in the strand in which it stands now."""
    return tuple(
        (step.id, step.title, strand.name)
        for step in fold.book.steps.values()
        if any(measure in (*each.continues, *each.lifts) for each in all_effects(step))
        for strand in taking.strands_for(fold, step)[:1]
    )


def activate_fields(fold: Fold, strand: Strand | None, what: Effects) -> tuple[fields.ActivateField, ...]:
    """The suspended sanctions that a decision in this case may bring into force."""
    return tuple(
        fields.ActivateField(
            each.sanction.id, each.sanction.title, each.on, each.act, each.case, each.last, str(each.lasts)
        )
        for each in probation.suspended(fold, probation.falling(fold, strand, what))
        if each.open and each.lasts is not None
    )


def until_fields(fold: Fold, strand: Strand | None, what: Effects) -> tuple[fields.UntilField, ...]:
    """The days that the act sets: of deadlines, pauses and measures that go on."""
    if strand is None:
        return ()
    found = []
    for change, kind, title in (
        (what.extends, "extends", "New last day"),
        (what.shortens, "shortens", "New last day"),
        (what.restores, "restores", "Given back until"),
    ):
        if change is not None:
            found.append(_deadline_until(fold, strand, change, kind, title))
    for name in what.pauses:
        pause = fold.book.rulebook.pauses[name]
        latest = _latest(fold, pause.lasts.high)
        open_end = pause.lasts.high is None
        found.append(
            fields.UntilField(
                "pauses",
                pause.title,
                False,
                str(pause.lasts),
                None if open_end else latest,
            )
        )
    for name in what.continues:
        measure = fold.book.rulebook.measures[name]
        if running := _in_force(fold, name):
            fixed = measure.lasts.fixed
            required = not isinstance(fixed, (Period, Open)) and measure.lasts.high is None
            latest = _cap(fold, running[0])
            lasts_for = str(measure.lasts)
            found.append(
                fields.UntilField(
                    "continues", measure.title, required, lasts_for, latest, running=_running(fold, running)
                )
            )
    return tuple(found)


def _deadline_until(fold: Fold, strand: Strand, change: Change, kind: str, title: str) -> fields.UntilField:
    due, _ = targets.open_targets(fold, strand, change, kind, None)
    choices = []
    for each in due:
        bound = content.bound_of(fold, each, change, kind)
        latest, earliest = (None, bound) if kind == "shortens" else (bound, None)
        choices.append(fields.DeadlineChoice(deadlines.state_of(fold, each, None), latest, earliest))
    bounds = [choice.latest for choice in choices if choice.latest is not None]
    at_most = str(change.at_most) if change.at_most is not None else None
    return fields.UntilField(kind, title, True, at_most, min(bounds) if bounds else None, tuple(choices))


def _latest(fold: Fold, length: Period | None) -> date | None:
    end = lasts.ends_after(fold, length, fold.now) if length is not None else None
    return fold.clock.local_day(permit.moment_before(end)) if end is not None else None


def _cap(fold: Fold, running: Imposed) -> date | None:
    end = impositions.cap_ends(fold, running)
    return fold.clock.local_day(permit.moment_before(end)) if end is not None else None
