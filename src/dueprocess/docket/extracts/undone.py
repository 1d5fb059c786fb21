"""Measures that were undone, in words: what the note says, and one wording for everyone who is told, the
public too. And what an act that orders a measure says of its reviews. Decides nothing and sends nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from dueprocess.core.sanctions import ImpositionState
from dueprocess.docket.extracts.opened import Opened
from dueprocess.docket.models import Act
from dueprocess.kit.components import absolute

UNDONE = "undone"


@dataclass(frozen=True, slots=True)
class UndoneLine:
    """A measure that was undone: the note that says so, on whom it was, the `words` for whoever was told of
    it, and those who are told. `then`: what the letter about its order said. `public`: the public was told
    of it, so that these words are offered for publishing."""

    n: int
    title: str
    on: str
    at: datetime
    words: str
    then: str
    to: tuple[str, ...]
    public: bool


def lines(view: Opened) -> tuple[UndoneLine, ...]:
    """Return every measure of which a note says that it was undone, the latest first."""
    standing = {each.code for each in view.state.lapses}
    notes = (act for act in view.acts if _of(act) is not None and act.facts.get("what") in standing)
    return tuple(sorted((_line(view, act) for act in notes), key=lambda each: each.n, reverse=True))


def _line(view: Opened, act: Act) -> UndoneLine:
    measure = _measure(view, act)
    order = view.contents.get(measure.act or 0, {}) if measure else {}
    told = [each for each in view.state.notices if each.n == act.n]
    return UndoneLine(
        act.n,
        measure.title if measure else "",
        view.name(measure.on) if measure and measure.on else "",
        act.at,
        wording(view, act),
        str(order.get("letter", "")),
        tuple(view.name(each.to) for each in told),
        any(each.to == "public" for each in told),
    )


def wording(view: Opened, act: Act) -> str:
    """Return what everyone is told of a measure that was undone, in the same words; "" for any other entry.
    They name nobody: whoever was told of the measure knows whom it was about."""
    measure = _measure(view, act)
    if measure is None:
        return ""
    return _(
        "“%(measure)s”, which was ordered on %(day)s, is undone. Since %(end)s it has no effect any more. "
        "Nothing was found against whoever it was about. Everyone who was told of it is told this, in these "
        "words."
    ) % {"measure": measure.title, "day": absolute(measure.imposed_at), "end": absolute(act.at)}


def details(view: Opened, act: Act) -> Iterator[tuple[str, str]]:
    """Yield the days of the reviews of the measures that an act ordered, and on whom a measure was that was
    undone, as label and words."""
    for each in view.state.measures:
        if each.act == act.n and each.reviews:
            yield _("To be reviewed by"), days(each)
    measure = _measure(view, act)
    if measure is not None:
        yield _("On whom"), view.name(measure.on or "")
        if measure.act is not None:
            yield _("Ordered by"), _("entry %(n)s") % {"n": measure.act}


def days(measure: ImpositionState) -> str:
    """Return the days of a measure's reviews as one text."""
    return get_text_list([absolute(day) for day in measure.reviews], _("and"))


def _of(act: Act) -> tuple[str, str] | None:
    """Return of which measure on whom (local key) a note says that it was undone; None for another entry."""
    if not act.is_note or act.name != "lapsed":
        return None
    kind, what, _strand, person = [*str(act.facts.get("what", "")).split("|"), "", "", ""][:4]
    return (what, person) if kind == UNDONE else None


def _measure(view: Opened, act: Act) -> ImpositionState | None:
    """Return the measure of which a note says that it was undone, as it stood last."""
    found = _of(act)
    if found is None:
        return None
    what, person = found
    every = (each for each in view.state.measures if (each.id, each.on or "") == (what, person))
    return next((each for each in every if each.ended_at == act.at), None)


__all__ = ["UndoneLine", "days", "details", "lines", "wording"]
