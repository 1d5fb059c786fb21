"""What follows from an act, in words: who is told, what begins and ends, where the strand goes.

Knows sentences for a form. What really happens is in `effects`.
"""

from __future__ import annotations

from collections.abc import Iterator

from dueprocess.core.engine import conditions, permit
from dueprocess.core.engine.fields import Follow, LetterChoice
from dueprocess.core.engine.fold import Fold
from dueprocess.core.engine.said import each_of, listed, said, said_period
from dueprocess.core.engine.strands import Strand
from dueprocess.core.rulebook.model import Effects, Ruling, Step, Tell
from dueprocess.core.saying import Said, together
from dueprocess.core.saying import say as _

_RULINGS = {
    Ruling.STANDS: _("The decision under appeal stands."),
    Ruling.SET_ASIDE: _("The decision under appeal is set aside, and its sanctions fall."),
    Ruling.VARIED: _("The decision under appeal is varied; the sanctions chosen here replace its own."),
}


def told(fold: Fold, strand: Strand | None, step: Step, what: Effects) -> tuple[str, ...]:
    """Each notice that will be owed, as one sentence, in the order in which they go out."""
    return tuple(_notice(fold, tell) for _at, tell in _telling(fold, strand, what) if not tell.optional)


def letters(fold: Fold, strand: Strand | None, what: Effects) -> tuple[LetterChoice, ...]:
    """Each notice that may be left out, likewise."""
    found = _telling(fold, strand, what)
    return tuple(LetterChoice(place, _notice(fold, tell)) for place, tell in found if tell.optional)


def _telling(fold: Fold, strand: Strand | None, what: Effects) -> Iterator[tuple[int, Tell]]:
    for place, tell in enumerate(what.tells):
        if tell.when is None or strand is None or conditions.holds(fold, strand, tell.when):
            yield place, tell


def _notice(fold: Fold, tell: Tell) -> Said:
    who = each_of([said(permit.title_of(fold, one.name)) for one in tell.to])
    what = _("the letter “%(letter)s”", letter=said(tell.letter)) if tell.letter else _("a notice")
    when = _("at once") if tell.within.at_once else _("within %(period)s", period=said_period(tell.within))
    parts = [_("%(who)s: %(what)s, %(when)s", who=who, what=what, when=when)]
    if tell.first:
        steps = listed([fold.book.steps[name].title for name in tell.first])
        parts.append(_(", after %(steps)s", steps=steps))
    if tell.withholds:
        parts.append(_(", without %(what)s", what=listed(tell.withholds)))
    return _("%(sentence)s.", sentence=together(parts, ""))


def follows(fold: Fold, strand: Strand | None, step: Step, what: Effects) -> tuple[Follow, ...]:
    """What the act will change, in the order in which it happens."""
    rulebook = fold.book.rulebook
    texts: list[str] = []
    texts += [_("The pause “%(title)s” begins.", title=rulebook.pauses[name].title) for name in what.pauses]
    texts += [_("The pause “%(title)s” ends.", title=rulebook.pauses[name].title) for name in what.resumes]
    if what.lifts:
        texts.append(_("Lifted: %(titles)s.", titles=_titles(fold, what.lifts)))
    if what.fulfils:
        texts.append(_("Fulfilled: %(titles)s.", titles=_titles(fold, what.fulfils)))
    if len(what.starts) == 1:
        texts.append(_("Begins: %(titles)s.", titles=_titles(fold, what.starts)))
    if what.continues:
        texts.append(_("Goes on: %(titles)s.", titles=_titles(fold, what.continues)))
    if what.decision is not None:
        texts.append(_RULINGS[what.decision])
    if what.activates:
        texts.append(_("The suspended sanctions chosen here come into force."))
    if what.joins:
        texts.append(_("Other complaints and their parties become part of this case."))
    if what.splits:
        texts.append(_("What is chosen goes on in another case, with what was entered about it."))
    if what.releases:
        texts.append(_("The respondents named are parties no longer."))
    if what.opens is not None:
        texts.append(_("A side strand opens: %(stage)s.", stage=fold.book.stages[what.opens].title))
    if what.sends_back is not None:
        stage = fold.book.stages[what.sends_back].title
        texts.append(_("The matter goes back to the stage: %(stage)s.", stage=stage))
    if what.leads_to:
        texts.append(_moves(fold, strand, step, what))
    return tuple(Follow(text) for text in texts)


def _moves(fold: Fold, strand: Strand | None, step: Step, what: Effects) -> Said:
    stages = listed([fold.book.stages[lead.to].title for lead in what.leads_to])
    if fold.book.each[step.id] and not step.start:
        return _(
            "The case moves to the stage: %(stages)s, when this has been done for everyone concerned.",
            stages=stages,
        )
    return _("The case moves to the stage: %(stages)s.", stages=stages)


def _titles(fold: Fold, names: tuple[str, ...]) -> Said:
    return each_of([said(fold.book.rulebook.imposition(name).title) for name in names])
