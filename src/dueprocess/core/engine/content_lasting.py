"""What an act must say of the measures it starts and the sanctions it imposes.

Knows lists, conditions, papers, rules of decision, ranges, scope and probation of what lasts.
"""

from __future__ import annotations

from collections.abc import Iterator

from dueprocess.core.engine import bodies, conditions, impositions, probation, votes
from dueprocess.core.engine import lasting as lasts
from dueprocess.core.engine.bodies import Way
from dueprocess.core.engine.book import words
from dueprocess.core.engine.fold import Fold
from dueprocess.core.engine.refusals import Code, Need
from dueprocess.core.engine.rows import Begun, ImposedBy, Row
from dueprocess.core.engine.said import listed, said, said_period, said_range, said_rules
from dueprocess.core.engine.strands import Strand
from dueprocess.core.rulebook import words as vocabulary
from dueprocess.core.rulebook.model import Effects, Imposition, Open, Period, Range, Sanction, Step
from dueprocess.core.saying import Said
from dueprocess.core.saying import say as _


def lasting(
    fold: Fold, strand: Strand | None, step: Step, row: Row, way: Way, what: Effects
) -> Iterator[Need]:
    """Everything wrong with the measures and sanctions of an act."""
    if len(what.starts) > 1 and not row.starts:
        titles = listed([fold.book.rulebook.measures[name].title for name in what.starts])
        yield Need(Code.SANCTION, _("Choose the measures: %(titles)s.", titles=titles), step.clause, "starts")
    begun = list(row.starts)
    if not begun and len(what.starts) == 1:
        begun = [Begun(what.starts[0])]
    for each in begun:
        if each.measure not in (*what.starts, *what.continues):
            reason = _("This step does not start %(measure)s.", measure=said(each.measure))
            yield Need(Code.SANCTION, reason, step.clause, "starts", each.measure)
            continue
        if each.measure in what.starts:
            yield from _scope(fold.book.rulebook.measures[each.measure], each.scope, step, "starts")
            if each.measure not in what.continues:
                yield from _anew(fold, step, row, each)
        yield from _measure(fold, strand, step, row, way, each)
    yield from _going_on(fold, step, row, what)
    for imposed in row.imposes:
        if imposed.sanction not in what.imposes:
            reason = _("This step cannot impose %(sanction)s.", sanction=said(imposed.sanction))
            yield Need(Code.SANCTION, reason, step.clause, "imposes", imposed.sanction)
            continue
        yield from _scope(fold.book.rulebook.sanctions[imposed.sanction], imposed.scope, step, "imposes")
        yield from _sanction(fold, strand, step, row, way, imposed)
    yield from probation.wrong(fold, strand, step, row.activates, what)


def left_behind(fold: Fold, step: Step) -> Iterator[Need]:
    """The measures in force in a case that ends because its complaint goes on in another: they would end with
    it, and whoever was told of them would be told that nothing was found."""
    for imposed in fold.imposed:
        if imposed.measure and impositions.course(fold, imposed).applies:
            reason = _(
                "“%(measure)s” is in force here and does not go over. Order it in the other case, if it is "
                "to go on, and lift it here first; or let the other complaint come into this case.",
                measure=imposed.row.title,
            )
            yield Need(Code.FIRST, reason, imposed.row.clause or step.clause, "step", imposed.row.id)


def _going_on(fold: Fold, step: Step, row: Row, what: Effects) -> Iterator[Need]:
    """A measure goes on beyond today, and not past its cap: there it can only be lifted."""
    for imposed, until in lasts.new_ends(fold, what.continues, row.at, row) if what.continues else ():
        measure = imposed.row
        if until is None or until > row.at:
            continue
        capped = impositions.cap_ends(fold, imposed)
        reason = _("%(measure)s would end before it goes on.", measure=measure.title)
        if measure.cap is not None and capped is not None and capped <= row.at:
            reason = _(
                "%(measure)s has lasted %(cap)s, its longest: it can only be lifted.",
                measure=measure.title, cap=said_period(measure.cap),
            )  # fmt: skip
        yield Need(Code.SANCTION, reason, measure.clause or step.clause, "until", measure.id)


def _anew(fold: Fold, step: Step, row: Row, each: Begun) -> Iterator[Need]:
    """A measure that is in force goes on by a decision to continue it, not by being ordered again; and what
    it lasted before in this case counts for its cap, so that nobody is under it for ever."""
    if row.starts_nothing and fold.docket.origin is not None:
        return  # what it started is on somebody who did not come along
    measure = fold.book.rulebook.measures[each.measure]
    every = fold.party_ids("respondent")
    clause = measure.clause or step.clause
    for on in [each.on] if each.on else [who for who in row.persons if who in every] or every:
        if impositions.in_force_on(fold, measure, on, each.scope):
            reason = _(
                "%(measure)s is in force on %(on)s already. It is continued or lifted, not ordered again.",
                measure=measure.title, on=on,
            )  # fmt: skip
            yield Need(Code.SANCTION, reason, clause, "starts", each.measure)
            continue
        cap = impositions.cap_of(fold, measure, on, row.at)
        if measure.cap is not None and cap is not None and cap <= row.at:
            reason = _(
                "%(measure)s was on %(on)s for %(cap)s in this case, its longest: it is not ordered again.",
                measure=measure.title, on=on, cap=said_period(measure.cap),
            )  # fmt: skip
            yield Need(Code.SANCTION, reason, clause, "starts", each.measure)


def _scope(imposition: Imposition, scope: tuple[str, ...], step: Step, field: str) -> Iterator[Need]:
    """Of a measure that goes on, the scope is known; of one that begins, the act names some of it."""
    if imposition.scope and not scope:
        reason = _(
            "Say the scope of %(imposition)s: %(list)s.",
            imposition=imposition.title,
            list=listed(imposition.scope),
        )
        yield Need(Code.SANCTION, reason, imposition.clause or step.clause, field, imposition.id)


def _measure(
    fold: Fold, strand: Strand | None, step: Step, row: Row, way: Way, each: Begun
) -> Iterator[Need]:
    measure = fold.book.rulebook.measures[each.measure]
    yield from _shared(fold, strand, step, row, way, measure, "starts", each.on, each.scope)
    until = each.until or (fold.clock.ends(each.until_day) if each.until_day else None)
    if until is None:
        return
    if until <= row.at:
        reason = _("%(measure)s would end before it begins.", measure=measure.title)
        yield Need(Code.SANCTION, reason, measure.clause or step.clause, "starts", each.measure)
    length = measure.lasts.high or (measure.lasts.fixed if measure.lasts.choices else None)
    longest = lasts.ends_after(fold, length, row.at) if isinstance(length, Period) else None
    if longest is not None and until > longest:
        reason = _(
            "%(measure)s lasts %(lasts)s at most.", measure=measure.title, lasts=said_range(measure.lasts)
        )
        yield Need(Code.SANCTION, reason, measure.clause or step.clause, "starts", each.measure)


def _sanction(
    fold: Fold, strand: Strand | None, step: Step, row: Row, way: Way, each: ImposedBy
) -> Iterator[Need]:
    sanction = fold.book.rulebook.sanctions[each.sanction]
    clause = sanction.clause or step.clause
    yield from _shared(fold, strand, step, row, way, sanction, "imposes", each.on, each.scope)
    if each.lasts is None:
        if sanction.lasts.fixed is None:
            reason = _(
                "Say how long %(sanction)s lasts: %(lasts)s.",
                sanction=sanction.title,
                lasts=said_range(sanction.lasts),
            )
            yield Need(Code.SANCTION, reason, clause, "imposes", each.sanction)
    elif not within(fold, sanction.lasts, each.lasts):
        reason = _(
            "%(sanction)s lasts %(lasts)s, not %(not_so)s.",
            sanction=sanction.title,
            lasts=said_range(sanction.lasts),
            not_so=each.lasts,
        )
        yield Need(Code.SANCTION, reason, clause, "imposes", each.sanction)
    if each.suspended_for is None:
        return
    if sanction.may_be_suspended is None:
        reason = _("%(sanction)s may not be suspended.", sanction=sanction.title)
        yield Need(Code.SANCTION, reason, clause, "imposes", each.sanction)
    elif not within(fold, sanction.may_be_suspended, each.suspended_for):
        reason = _(
            "%(sanction)s may be suspended for %(lasts)s.",
            sanction=sanction.title,
            lasts=said_range(sanction.may_be_suspended),
        )
        yield Need(Code.SANCTION, reason, clause, "imposes", each.sanction)


def still_before(fold: Fold, strand: Strand | None, imposition: Imposition) -> list[Step]:
    """The steps that must still be taken before a sanction can be imposed, as a strand sees it."""
    if strand is None or not isinstance(imposition, Sanction):
        return []
    steps = (fold.book.steps[name] for name in imposition.follows)
    return [step for step in steps if not fold.taken(strand, step)]


def within(fold: Fold, allowed: Range, said_length: str) -> bool:
    """Whether a length as written lies in a range."""
    length = lasts.length_of(fold, allowed, said_length)
    if length is None:
        return False
    if allowed.choices:
        return length in allowed.choices
    if isinstance(length, Open):
        return allowed.high is None
    size = vocabulary.roughly(length)
    if allowed.low is not None and size < vocabulary.roughly(allowed.low):
        return False
    return allowed.high is None or size <= vocabulary.roughly(allowed.high)


def _shared(
    fold: Fold,
    strand: Strand | None,
    step: Step,
    row: Row,
    way: Way,
    imposition: Imposition,
    field: str,
    on: str | None,
    scope: tuple[str, ...],
) -> Iterator[Need]:
    clause = imposition.clause or step.clause
    name = imposition.id

    def need(reason: Said) -> Need:
        return Need(Code.SANCTION, reason, clause, field, name)

    respondents = fold.party_ids("respondent")
    if on is None and field == "imposes" and len(respondents) != 1:
        yield need(
            _(
                "Say on whom %(imposition)s falls: %(list)s.",
                imposition=imposition.title,
                list=listed(respondents),
            )
        )
    if on is not None and on not in fold.parties:
        yield need(_("%(on)s is no party to this case.", on=on))
    if strand is not None and not conditions.holds(fold, strand, imposition.when, on, dict(row.facts)):
        yield need(_("%(imposition)s is not open here.", imposition=imposition.title))
    for before in still_before(fold, strand, imposition):
        yield need(_("“%(step)s” must come before %(what)s.", step=before.title, what=imposition.title))
    given = {words(paper) for paper in row.papers}
    for paper in imposition.needs:
        if words(paper) not in given:
            yield Need(
                Code.SANCTION,
                _("%(imposition)s needs: %(paper)s.", imposition=imposition.title, paper=said(paper)),
                clause,
                "with",
                paper,
            )
    allowed = {words(each) for each in imposition.scope}
    for each in scope:
        if words(each) not in allowed:
            yield need(
                _(
                    "“%(each)s” is no scope of %(imposition)s: %(list)s.",
                    each=each,
                    imposition=imposition.title,
                    list=listed(imposition.scope),
                )
            )
    for party in fold.whos_parties(imposition.consent_of, strand):
        if not any(who == party and what in (step.id, name) for who, what, _when in fold.consents):
            yield need(
                _("%(imposition)s needs the consent of %(party)s.", imposition=imposition.title, party=party)
            )
    yield from _signed(fold, strand, row, imposition, clause)
    body, rules = way.sitting, imposition.decides_by
    if rules and body is not None and not votes.carried(fold, strand, body, rules, row):
        yield need(
            _(
                "%(imposition)s takes %(rule)s.",
                imposition=imposition.title,
                rule=said_rules(imposition.decides_by),
            )
        )


def _signed(
    fold: Fold, strand: Strand | None, row: Row, imposition: Imposition, clause: str | None
) -> Iterator[Need]:
    for role in imposition.countersigned_by:
        able, named = bodies.signers(fold, strand, role), (None, *bodies.instead(fold, role))
        if not any(
            sign.by in able and sign.by != row.by and sign.role in named for sign in row.countersigned
        ):
            title = fold.book.rulebook.role_or_body(role).title
            reason = _("%(imposition)s: %(title)s must sign too.", imposition=imposition.title, title=title)
            yield Need(Code.SANCTION, reason, clause, "countersigned", role)
