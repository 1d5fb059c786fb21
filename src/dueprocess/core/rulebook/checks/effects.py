"""Effects: what is named is begun and ended by somebody, and what a rule turns on is recorded."""

from __future__ import annotations

from itertools import chain

from dueprocess.core.rulebook.checks.sense import Sense
from dueprocess.core.rulebook.locate import Path
from dueprocess.core.rulebook.model import (
    MENTIONED,
    AtEnd,
    Bar,
    Computed,
    Conflict,
    DueKind,
    EachKind,
    FactKind,
    Imposition,
    Measure,
    MeasureInForce,
    Open,
    OpenCases,
    Period,
    Range,
    SanctionLive,
    Step,
    When,
)
from dueprocess.core.rulebook.telling import tells_respondents
from dueprocess.core.rulebook.ways import Ways, all_effects, variants
from dueprocess.core.rulebook.words import roughly
from dueprocess.core.saying import say as _
from dueprocess.core.saying import together


def check(sense: Sense) -> None:
    """Sanctions nobody imposes, measures nobody starts, pauses nobody ends, facts nobody records."""
    _sanctions(sense)
    _measures(sense)
    _pauses(sense)
    _facts(sense)
    _appeals(sense)
    _conflicts(sense)
    _told(sense)


def _told(sense: Sense) -> None:
    rules = sense.rulebook
    if (rules.sanctions or rules.measures) and not tells_respondents(rules):
        sense.warning(
            ("steps",),
            _("No letter goes to respondents: these rules tell whoever is accused of the case by nothing."),
            _('Give the step by which they are told `tells = [{ to = ["respondent"], letter = … }]`.'),
        )


def _named(sense: Sense, *keys: str) -> set[str]:
    every = (effects for step in sense.rulebook.steps.values() for effects in all_effects(step))
    return set(chain.from_iterable(chain.from_iterable(getattr(one, key) for key in keys) for one in every))


def _takes_over(sense: Sense) -> bool:
    """Open cases of an earlier version come to this one, with what is in force in them."""
    return sense.rulebook.transition.open_cases is not OpenCases.STAY


def _shared(sense: Sense, table: str, row: Imposition) -> None:
    path: Path = (table, row.id)
    standings = sense.rulebook.standings
    if row.standing is not None and row.standing not in standings:
        known = ", ".join(standings) or "none"
        mend = _("Add it to `rulebook.standings` (now: %(known)s), or write one of these.", known=known)
        sense.error(
            (*path, "standing"),
            _("“%(standing)s” is no standing of the rulebook.", standing=row.standing),
            mend,
        )
    longest = _longest(row.lasts)
    if row.cap is not None and longest is not None and roughly(longest) > roughly(row.cap) + 1:
        what = _("It may last %(longest)s, longer than its cap of %(cap)s.", longest=longest, cap=row.cap)
        sense.error((*path, "cap"), what, _("Raise the cap, or shorten `lasts`."))
    for condition in row.when.facts if row.when else ():
        if not _known(sense, condition):
            _never(sense, (*path, "when"), condition)


def _longest(range_: Range) -> Period | None:
    periods = [one for one in (*range_.choices, range_.high, range_.low) if isinstance(one, Period)]
    return max(periods, key=roughly, default=None)


def _sanctions(sense: Sense) -> None:
    imposed, lifted = _named(sense, "imposes"), _named(sense, "lifts", "fulfils")
    for sanction in sense.rulebook.sanctions.values():
        path: Path = ("sanctions", sanction.id)
        _shared(sense, "sanctions", sanction)
        for step in sanction.follows:
            if step not in sense.ways.takeable:
                mend = _("Name a step that can be taken before it.")
                sense.error((*path, "follows"), _("`%(step)s` can never be taken.", step=step), mend)
        if sanction.id not in imposed:
            mend = _('Add "%(id)s" to the `imposes` of a step, or take it out.', id=sanction.id)
            kept = sanction.id in lifted and _takes_over(sense)
            what = _("Nobody may impose this sanction.")
            if kept:
                what = together(
                    [what, _("A step ends it: it is only there for those of an earlier version.")]
                )
            sense.error(path, what, mend, "warning" if kept else "error")
        if Open.UNTIL_DONE in sanction.lasts.choices and sanction.id not in lifted:
            mend = _('Add `fulfils = ["%(id)s"]` to a step.', id=sanction.id)
            sense.warning((*path, "lasts"), _("It lasts until done, but no step says that it is."), mend)
        if Open.UNTIL_LIFTED in sanction.lasts.choices and sanction.id not in lifted:
            mend = _('Add `lifts = ["%(id)s"]` to a step.', id=sanction.id)
            sense.warning((*path, "lasts"), _("It lasts until lifted, but no step lifts it."), mend)
    activates = any(effects.activates for _path, effects, _step in sense.effect_places())
    for sanction in sense.rulebook.sanctions.values():
        if sanction.may_be_suspended and not activates:
            what = _(
                "It may be suspended, but no step can bring it into force: the probation is for nothing."
            )
            mend = _("Add `activates = true` to the step that decides.")
            sense.warning(("sanctions", sanction.id, "may_be_suspended"), what, mend)
    if any(effects.activates for _path, effects, _step in sense.effect_places()) and not any(
        one.may_be_suspended for one in sense.rulebook.sanctions.values()
    ):
        path = next(path for path, effects, _step in sense.effect_places() if effects.activates)
        what = _("It brings a suspended sanction into force, but none may be suspended.")
        sense.error((*path, "activates"), what, _("Give a sanction `may_be_suspended`, or take it out."))


def _measures(sense: Sense) -> None:
    begun = _named(sense, "starts") | {one.meanwhile for one in sense.rulebook.sanctions.values()}
    lifted, continued = _named(sense, "lifts"), _named(sense, "continues")
    for measure in sense.rulebook.measures.values():
        path: Path = ("measures", measure.id)
        _shared(sense, "measures", measure)
        if measure.id not in begun:
            mend = _('Add `starts = ["%(id)s"]` to a step, or take it out.', id=measure.id)
            kept = measure.id in lifted and _takes_over(sense)
            what = _("Nobody starts this measure.")
            if kept:
                what = together(
                    [what, _("A step ends it: it is only there for those of an earlier version.")]
                )
            sense.error(path, what, mend, "warning" if kept else "error")
        if Open.UNTIL_LIFTED in measure.lasts.choices and measure.id not in lifted:
            mend = _('Add `lifts = ["%(id)s"]` to a step.', id=measure.id)
            sense.warning((*path, "lasts"), _("It lasts until lifted, but no step lifts it."), mend)
        if measure.undone in _letters_about(sense, measure):
            what = _(
                "`%(letter)s` is the letter that tells of its order, not of its end.", letter=measure.undone
            )
            mend = _("Give the letter another name, such as `%(id)s_undone`.", id=measure.id)
            sense.error((*path, "undone"), what, mend)
        if measure.at_end is AtEnd.MUST_BE_DECIDED:
            if measure.holding is None:
                mend = _("Add `holding`, a period in which it must be lifted or continued.")
                sense.error(
                    (*path, "at_end"), _("At its end it must be decided, but within what time?"), mend
                )
            if not measure.reports_to:
                what = _("Nobody is told when it comes to its end undecided.")
                sense.warning((*path, "at_end"), what, _("Add `reports_to`, such as an oversight role."))
            for key, named in (("lifts", lifted), ("continues", continued)):
                if measure.id not in named:
                    what = _("At its end it must be decided, but no step %(key)s it.", key=key)
                    sense.error(
                        (*path, "at_end"),
                        what,
                        _('Add `%(key)s = ["%(id)s"]` to a step.', key=key, id=measure.id),
                    )
        else:
            for key in ("holding", "remind", "reports_to"):
                if getattr(measure, key):
                    what = _("`%(key)s` is only for a measure that must be decided at its end.", key=key)
                    sense.error((*path, key), what, _('Add `at_end = "must be decided"`, or take it out.'))


def _letters_about(sense: Sense, measure: Measure) -> set[str | None]:
    """The letters that tell of the order of a measure."""
    return {
        tell.letter
        for _path, effects, _step in sense.effect_places()
        if measure.id in effects.starts
        for tell in effects.tells
    } | {f"{measure.id}_must_be_decided", f"{measure.id}_was_not_decided"}


def _pauses(sense: Sense) -> None:
    begun, ended = _named(sense, "pauses"), _named(sense, "resumes")
    for pause in sense.rulebook.pauses.values():
        path: Path = ("pauses", pause.id)
        if pause.for_all:
            continue
        if pause.id not in begun:
            mend = _(
                'Add `pauses = "%(id)s"` to a step, give it `for_all = true`, or take it out.', id=pause.id
            )
            kept = pause.id in ended and _takes_over(sense)
            what = _("Nobody begins this pause.")
            if kept:
                what = together(
                    [what, _("A step ends it: it is only there for those of an earlier version.")]
                )
            sense.error(path, what, mend, "warning" if kept else "error")
        if any(isinstance(one, Open) for one in pause.lasts.choices) and pause.id not in ended:
            mend = _('Add `resumes = "%(id)s"` to a step, or say how long it `lasts`.', id=pause.id)
            sense.error((*path, "lasts"), _("Nobody ends this pause, and it does not end by itself."), mend)


def _known(sense: Sense, fact: str) -> bool:
    return sense.rulebook.facts[fact].derived is not None or bool(sense.recording(fact))


def _never(sense: Sense, path: Path, fact: str) -> None:
    mend = _('Add `records = ["%(fact)s"]` to a step, or make the fact `derived`.', fact=fact)
    sense.error(path, _("It turns on `%(fact)s`, which no step records.", fact=fact), mend)


def _facts(sense: Sense) -> None:
    for fact in sense.rulebook.facts.values():
        path: Path = ("facts", fact.id)
        bound = sense.rulebook.facts[fact.not_before] if fact.not_before else None
        if bound is not None and (bound.kind is not FactKind.DATE or bound is fact):
            what = _("`%(bound)s` is no other day before which it could lie.", bound=bound.id)
            sense.error((*path, "not_before"), what, _("Name another fact of kind date."))
        if not _known(sense, fact.id):
            mend = _('Add `records = ["%(id)s"]` to a step, make it `derived`, or take it out.', id=fact.id)
            sense.error(path, _("The fact is never recorded nor derived."), mend)
        if isinstance(fact.derived, MeasureInForce):
            begun = _named(sense, "starts") | {one.meanwhile for one in sense.rulebook.sanctions.values()}
            if not begun.intersection(fact.derived.measures):
                what = _("It turns on measures that nobody starts.")
                sense.error((*path, "derived"), what, _("Name a measure that a step `starts`."))
        if isinstance(fact.derived, SanctionLive) and fact.derived.sanction not in _named(sense, "imposes"):
            what = _("It turns on `%(sanction)s`, which nobody may impose.", sanction=fact.derived.sanction)
            sense.error((*path, "derived"), what, _("Name a sanction that a step `imposes`."))
    for step in sense.rulebook.steps.values():
        places = [(("steps", step.id), step.demands)] + [
            (("steps", step.id, "outcomes", one.id), one.demands) for one in step.outcomes.values()
        ]
        for place, demands in places:
            for key in ("records", "may_record"):
                for fact_id in getattr(demands, key):
                    if sense.rulebook.facts[fact_id].derived and sense.says((*place, key)):
                        what = _("`%(fact_id)s` is derived, so no act records it.", fact_id=fact_id)
                        sense.error((*place, key), what, _("Take it out here, or take out its `derived`."))
    for path, effects, _step in sense.effect_places():
        for fact_id in effects.sets:
            if sense.rulebook.facts[fact_id].derived:
                what = _("`%(fact_id)s` is derived, so no rule fixes it.", fact_id=fact_id)
                sense.error((*path, "sets", fact_id), what, _("Take it out here, or take out its `derived`."))


def _appeals(sense: Sense) -> None:
    """A fact on which an appeal turns must be on record when the decision is there to be attacked."""
    for step in sense.rulebook.steps.values():
        if not step.appeals:
            continue
        turning: list[tuple[Path, When | None]] = [(("steps", step.id, "when"), step.when)]
        turning += [
            ((*path, "when"), due.when) for path, due in sense.dues(step) if due.kind is DueKind.LIMIT
        ]
        for path, when in turning:
            for fact in when.facts if when else ():
                if sense.rulebook.facts[fact].derived:
                    continue
                for attack in step.appeals:
                    decision = sense.rulebook.steps[attack.step]
                    if not _surely(sense, decision, attack.outcome, fact):
                        what = _(
                            "The appeal turns on `%(fact)s`, which `%(id)s` need not record.",
                            fact=fact,
                            id=decision.id,
                        )
                        mend = _('Add `records = ["%(fact)s"]` to `%(id)s`.', fact=fact, id=decision.id)
                        sense.error(path, what, mend)


def _surely(sense: Sense, decision: Step, outcome: str | None, fact: str) -> bool:
    """The decision records the fact, or no case comes to it past a step that does."""
    if outcome:
        demanded = [decision.outcomes[outcome].demands]
    else:
        demanded = [decision.demands, *(one.demands for one in decision.outcomes.values())]
    if any(fact in one.records for one in demanded) or any(fact in one.sets for one in all_effects(decision)):
        return True
    recorders = {
        one.id
        for one in sense.rulebook.steps.values()
        if all(
            fact in one.demands_with(ending).records or fact in effects.sets
            for ending, effects in variants(one)
        )
    }
    return bool(recorders) and decision.id not in Ways(sense.rulebook, without=recorders).takeable


def _conflicts(sense: Sense) -> None:
    conflicts = sense.rulebook.conflicts
    computed: dict[Computed, str] = {}
    for conflict in conflicts.values():
        path: Path = ("conflicts", conflict.id)
        if (conflict.several is None) != (conflict.become is None):
            missing = "become" if conflict.become is None else "several"
            what = _("`several` and `become` belong together.")
            sense.error(
                (*path, "several" if conflict.several else "become"),
                what,
                _("Add `%(missing)s`.", missing=missing),
            )
        for ground in conflict.computed:
            if (first := computed.setdefault(ground, conflict.id)) != conflict.id:
                what = _("`%(ground)s` is a ground of `%(first)s` already.", ground=ground, first=first)
                sense.error((*path, "computed"), what, _("Leave it in one of them."))
            if ground is not Computed.SAME_UNIT and Bar.SEE in conflict.bars:
                what = _("Whoever is in conflict by `%(ground)s` has read the file already.", ground=ground)
                mend = _("Put it into a degree that does not bar `see`.")
                sense.error((*path, "computed"), what, mend)
        if MENTIONED in conflict.grounds:
            _mentions(sense, path, conflict)
        if conflict.become == conflict.id:
            sense.error((*path, "become"), _("It becomes itself."), _("Name a graver degree."))
    for place, effects, _step in sense.effect_places():
        if effects.conflict and not conflicts:
            what = _("It settles a conflict of interest, but there are no degrees of conflict.")
            sense.error((*place, "conflict"), what, _("Write [conflicts]."))
    for step in sense.rulebook.steps.values():
        each = step.for_each is not None and step.for_each.kind is EachKind.CONFLICT
        if each and not all(one.conflict for _name, one in variants(step)):
            what = _("It is owed for each conflict, but does not always settle it.")
            mend = _('Add `conflict = "confirmed"` or `"dismissed"` to the step or to each outcome.')
            sense.error(("steps", step.id, "for_each"), what, mend)


def _mentions(sense: Sense, path: Path, conflict: Conflict) -> None:
    """What the machine notes of whoever a text speaks of bars until it is settled, and never sight: whoever
    names everybody would close the case to all."""
    if not conflict.alleged_bars:
        what = _("Who is mentioned is barred only until somebody has ruled on it.")
        sense.error((*path, "grounds"), what, _('Add `alleged = "bars"`.'))
    if Bar.SEE in conflict.bars:
        what = _("Whoever names everybody would close the case to all.")
        sense.error((*path, "bars"), what, _("Leave `see` out."))
    if conflict.several is not None:
        what = _("Mentions are guesses of the machine, however many there are.")
        sense.error((*path, "several"), what, _("Give `mentioned` a degree of its own, without it."))
    if not any(effects.conflict for _place, effects, _step in sense.effect_places()):
        what = _("Who is mentioned is barred, and nobody can ever settle it.")
        mend = _('Add a step with `for_each = "conflict"` whose outcomes have `conflict`.')
        sense.error((*path, "grounds"), what, mend)
