"""Measures that were undone, in words: what the note says, and one wording for everyone who is told, the
public too; also of those whose order was annulled. And what an act that orders a measure says of its reviews.
Decides nothing and sends nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from dueprocess.core.engine import undoing
from dueprocess.core.rulebook.model import Measure
from dueprocess.core.rulebook.telling import RESPONDENT
from dueprocess.core.sanctions import ImpositionState
from dueprocess.docket import house
from dueprocess.docket.extracts.opened import Opened
from dueprocess.docket.models import Act
from dueprocess.kit.components import absolute


@dataclass(frozen=True, slots=True)
class UndoneLine:
    """A measure that was undone: the note that says so, on whom it was, the `words` for whoever was told of
    it, and those who are told. `then`: what the letter about its order said. `public`: the public was told
    of it, so that these words are offered for publishing. `annulled`: its order was annulled, so that it
    counts as never ordered."""

    n: int
    title: str
    on: str
    at: datetime
    words: str
    then: str
    to: tuple[str, ...]
    public: bool
    annulled: bool


@dataclass(frozen=True, slots=True)
class _Ended:
    """A measure as it stood last: `of`, the act that ordered it; its `letter` about the end."""

    title: str
    letter: str
    on: str
    of: int | None
    at: datetime
    annulled: bool


def lines(view: Opened) -> tuple[UndoneLine, ...]:
    """Return every measure of which a note says that it was undone, or whose order a note annulled while it
    was in force, the latest first."""
    standing = {each.code for each in view.state.lapses}
    notes = [act for act in view.acts if _of(act) is None or act.facts.get("what") in standing]
    found = [_line(view, act, each) for act in notes for each in _ended(view, act)]
    return tuple(sorted(found, key=lambda each: each.n, reverse=True))


def _line(view: Opened, act: Act, ended: _Ended) -> UndoneLine:
    order = view.contents.get(ended.of or 0, {})
    told = [each for each in view.state.notices if (each.n, each.letter) == (act.n, ended.letter)]
    return UndoneLine(
        act.n,
        ended.title,
        view.name(ended.on) if ended.on else "",
        act.at,
        _words(act, ended),
        str(order.get("letter", "")),
        tuple(view.name(each.to) for each in told),
        any(each.to == "public" for each in told),
        ended.annulled,
    )


def wording(view: Opened, act: Act, key: str = "") -> str:
    """Return what everyone is told of the measures that were undone by an entry, in the same words; "" for
    any other entry. They name nobody: whoever was told of one knows whom it was about. `key`: who reads it:
    only of what their letters are about, and a respondent of what was about them."""
    party = view.state.parties.get(key)
    mine = party is not None and party.kind == RESPONDENT
    notices = (*view.state.notices, *view.state.astray)
    letters = {each.letter for each in notices if (each.n, each.to) == (act.n, key)}
    found = [
        each
        for each in _ended(view, act)
        if not key or (each.letter in letters and (not mine or each.on in ("", key)))
    ]
    return "\n\n".join(dict.fromkeys(_words(act, each) for each in found))


def _words(act: Act, ended: _Ended) -> str:
    words = {"measure": ended.title, "day": absolute(ended.at), "end": absolute(act.at)}
    if ended.annulled:
        said = _(
            "“%(measure)s”, which was ordered on %(day)s, counts as never ordered: the entry about that was "
            "made by mistake and was annulled on %(end)s. It has no effect. Everyone who was told of it is "
            "told this, in these words."
        )
    else:
        said = _(
            "“%(measure)s”, which was ordered on %(day)s, is undone. Since %(end)s it has no effect any "
            "more. Nothing was found against whoever it was about. Everyone who was told of it is told "
            "this, in these words."
        )
    return said % words


def details(view: Opened, act: Act) -> Iterator[tuple[str, str]]:
    """Yield the days of the reviews of the measures that an act ordered, and on whom a measure was that was
    undone, as label and words."""
    for each in view.state.measures:
        if each.act == act.n and each.reviews:
            yield _("To be reviewed by"), days(each)
    for ended in _ended(view, act):
        if ended.annulled:
            yield _("Counts as never ordered"), ended.title
        yield _("On whom"), view.name(ended.on)
        if ended.of is not None and not ended.annulled:
            yield _("Ordered by"), _("entry %(n)s") % {"n": ended.of}


def days(measure: ImpositionState) -> str:
    """Return the days of a measure's reviews as one text."""
    return get_text_list([absolute(day) for day in measure.reviews], _("and"))


def _of(act: Act) -> tuple[str, str] | None:
    """Return of which measure on whom (local key) a note says that it was undone; None for another entry."""
    if not act.is_note or act.name != "lapsed":
        return None
    kind, what, _strand, person = [*str(act.facts.get("what", "")).split("|"), "", "", ""][:4]
    return (what, person) if kind == undoing.UNDONE else None


def _ended(view: Opened, act: Act) -> Iterator[_Ended]:
    """Yield the measures that an entry says were undone, or that fell away because it annuls their order."""
    if act.is_note and act.name == house.ANNULLED:
        for n, fallen in view.state._fold.fallen:
            row = fallen.row
            if n == act.n and isinstance(row, Measure):
                yield _Ended(row.title, row.undone, fallen.on or "", fallen.n, fallen.at, annulled=True)
    found = _of(act)
    if found is None:
        return
    what, person = found
    every = (each for each in view.state.measures if (each.id, each.on or "") == (what, person))
    state = next((each for each in every if each.ended_at == act.at), None)
    if state is not None:
        letter = view.rulebook.measures[what].undone
        yield _Ended(state.title, letter, person, state.act, state.imposed_at, annulled=False)


__all__ = ["UndoneLine", "days", "details", "lines", "wording"]
