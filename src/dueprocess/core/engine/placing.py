"""Where a step would be taken: in which strand, or why in none. Knows strands and stages; not who acts."""

from __future__ import annotations

from dueprocess.core.engine import taking
from dueprocess.core.engine.fold import Fold
from dueprocess.core.engine.refusals import Code, Need
from dueprocess.core.engine.said import listed
from dueprocess.core.engine.strands import Strand
from dueprocess.core.rulebook.model import Step
from dueprocess.core.saying import say as _


def place(fold: Fold, step: Step, named: int | None) -> tuple[Strand | None, Need | None]:
    """The strand in which a step would be taken, or why there is none."""
    if fold.main is None:
        if step.start and step.takes_over == fold.docket.came_over:
            return None, None
        return None, _unopened(fold, step)
    if step.start:
        return fold.main, Need(Code.WRONG_STAGE, _("The case is open already."), step.clause, "strand")
    standing = taking.strands_for(fold, step)
    if named is not None:
        strand = fold.strands.get(named)
        if strand is None:
            reason = _("The case has no strand %(named)s.", named=named)
            return fold.main, Need(Code.WRONG_STAGE, reason, step.clause, "strand")
        return strand, None if strand in standing else _elsewhere(fold, step, strand)
    if not standing:
        return fold.main, _elsewhere(fold, step, fold.main)
    if len(standing) > 1:
        names = listed([str(strand.name) for strand in standing])
        reason = _("Say in which strand: %(names)s.", names=names)
        return standing[0], Need(Code.WRONG_STAGE, reason, step.clause, "strand")
    return standing[0], None


def _unopened(fold: Fold, step: Step) -> Need:
    if not step.start:
        reason = _("The case has not been opened yet.")
    elif step.takes_over:
        reason = _("This is only for a case that comes from an earlier register.")
    else:
        reason = _("This case comes from an earlier register, and is there already.")
    return Need(Code.WRONG_STAGE, reason, step.clause)


def _elsewhere(fold: Fold, step: Step, strand: Strand) -> Need:
    here = fold.book.stages[strand.stage].title
    if step.stages:
        titles = listed([fold.book.stages[stage].title for stage in step.stages])
        reason = _(
            "“%(step)s” belongs to the stage %(titles)s; this strand is at %(here)s.",
            step=step.title,
            titles=titles,
            here=here,
        )
    else:
        reason = _(
            "“%(step)s” is not possible in this strand, which is at %(here)s.", step=step.title, here=here
        )
    return Need(Code.WRONG_STAGE, reason, step.clause, "strand")
