"""Who has heard of a case, and whom nobody may write to before the rules have told them of it.

The rules tell a respondent by a letter that one of their steps, stages or missed deadlines owes (`tells`);
until it has gone out nobody else does. Where a rulebook has no such letter there is nothing to wait for. Must
not know how letters travel, or who is behind a key.
"""

from __future__ import annotations

from collections.abc import Collection

from dueprocess.core.engine.decisions import permitted
from dueprocess.core.engine.notices import Delivery, NoticeState
from dueprocess.core.engine.said import any_of
from dueprocess.core.engine.view import State
from dueprocess.core.errors import Refused
from dueprocess.core.rulebook.model import Step
from dueprocess.core.rulebook.telling import RESPONDENT, tellers, tells_respondents
from dueprocess.core.saying import Said
from dueprocess.core.saying import say as _
from dueprocess.core.saying import say_many as ngettext

UNTOLD = "untold"
"""The code of the refusal."""


def heard(state: State, *, before: int | None = None) -> frozenset[str]:
    """Return the parties who were written to: by a letter of the rules that went out, also one about what was
    annulled since, or by a message. `before`: only messages up to that row count."""
    letters = (*state.notices, *state.astray)
    found = {each.to for each in letters if each.sent_at is not None or each.received_at is not None}
    for row in state.docket.acts:
        if row.note == "message" and row.at <= state.moment and (before is None or row.n < before):
            found |= {*row.to}
    return frozenset(found)


def untold(state: State, parties: Collection[str], *, before: int | None = None) -> tuple[str, ...]:
    """Return which of these parties nobody writes to yet: respondents who have not heard of the case, where
    the rules tell respondents of it."""
    accused = [key for key in parties if key in state.parties and state.parties[key].kind == RESPONDENT]
    if not accused or not tells_respondents(state.rulebook):
        return ()
    known = heard(state, before=before)
    return tuple(key for key in accused if key not in known)


def refusal(state: State, parties: Collection[str]) -> Refused:
    """Return why nobody writes to these parties yet (`untold`), with the clause under which the rules tell
    them, and what to do first."""
    why = ngettext(
        "The respondent to whom this goes has not been told of the case by the rules yet, and nobody else "
        "tells them first.",
        "%(n)s respondents to whom this goes have not been told of the case by the rules yet, and nobody "
        "else tells them first.",
        len(parties),
    )
    owed = next((each for each in state.notices if each.to in parties and _waits(each)), None)
    if owed is not None:
        act = next((row for row in state.docket.acts if row.n == owed.n), None)
        step = state.rulebook.steps.get(act.step or "") if act is not None else None
        mend = _("A letter to them is owed and has not gone out. Have it reach them first.")
        if step is not None:
            mend = _("The letter of %(step)s is owed to them. Have it reach them first.", step=_named(step))
        return Refused(UNTOLD, _both(why, mend), step.clause if step else None)
    steps = _tellers(state)
    if not steps:
        return Refused(UNTOLD, _both(why, _("Wait until the rules do it.")), None)
    names = any_of([_named(each) for each in steps[:2]])
    mend = _("They are told by the step %(steps)s. Write to them when its letter has gone out.", steps=names)
    return Refused(UNTOLD, _both(why, mend), steps[0].clause)


def _named(step: Step) -> Said:
    return _("“%(title)s”", title=step.title)


def _both(why: str, mend: str) -> Said:
    return _("%(why)s %(mend)s", why=why, mend=mend)


def _waits(each: NoticeState) -> bool:
    return each.n is not None and each.state in (Delivery.OWED, Delivery.LATE, Delivery.WAITING)


def _tellers(state: State) -> list[Step]:
    """Return the steps that tell a respondent, those that can be taken now first."""
    now = {each.step for each in permitted(state) if each.allowed}
    return sorted(tellers(state.rulebook), key=lambda step: step.id not in now)


__all__ = ["UNTOLD", "heard", "refusal", "untold"]
