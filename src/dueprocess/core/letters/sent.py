"""Which letters a rulebook sends, and to whom. Knows rulebooks; no letters' words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from dueprocess.core.engine import reviewing, undoing
from dueprocess.core.rulebook.model import NOT_SIDES, AtEnd, Effects, Rulebook, Tell, Who, WhoKind


@dataclass(frozen=True, slots=True)
class Sent:
    """The letters of the versions of one rulebook: to which audiences each goes. `everybody` are those
    audiences of which nobody is named: the public, the members, anyone."""

    rulebook: str
    letters: Mapping[str, frozenset[str]]


EVERYBODY = frozenset({WhoKind.PUBLIC.value, WhoKind.MEMBERS.value, WhoKind.ANYONE.value})
"""Audiences that are no one person, role or body."""


def sent_by(books: Iterable[Rulebook]) -> Sent:
    """Return what these versions of a rulebook send: a kind of party, a role or a body by its name, `parties`
    as the kinds of party that are sides, and the other words of the format as they are."""
    found: dict[str, set[str]] = {}
    name = ""
    for book in books:
        name = book.id
        sides = {kind for kind in book.parties if kind not in NOT_SIDES}
        for tell in _every(book):
            if tell.letter is None:
                continue
            to = found.setdefault(tell.letter, set())
            for who in tell.to:
                to |= sides if who.kind is WhoKind.PARTIES else {who.name}
    return Sent(name, {letter: frozenset(to) for letter, to in found.items()})


def _every(book: Rulebook) -> Iterator[Tell]:
    for step in book.steps.values():
        yield from step.effects.tells
        for outcome in step.outcomes.values():
            yield from outcome.effects.tells
        for due in step.due:
            yield from _late(due.on_late)
    for stage in book.stages.values():
        yield from stage.tells
    for ending in (book.measures, book.sanctions, book.pauses):
        for row in ending.values():
            yield from row.tells_at_end
    for measure in book.measures.values():
        if measure.at_end is AtEnd.MUST_BE_DECIDED and measure.reports_to:
            for what in ("must_be_decided", "was_not_decided"):  # the engine's own words for them
                yield Tell(to=measure.reports_to, letter=f"{measure.id}_{what}")
    for name, to in _told_of_measures(book).items():
        if to:
            yield Tell(to=(*to,), letter=book.measures[name].undone)
    for duty in book.duties.values():
        yield from duty.tells


def _told_of_measures(book: Rulebook) -> dict[str, dict[Who, None]]:
    """Return whoever a letter of an act that orders, continues, eases or reviews a measure goes to, or of one
    about what it can come in the place of: they are told when it is undone."""
    told: dict[str, dict[Who, None]] = {measure: {} for measure in book.measures}
    reviewed = {name: {step.id for step, _index in reviewing.reviews(book, name)} for name in told}
    places: dict[str, set[str]] = {name: {name} for name in told}
    for step in book.steps.values():
        for effects in undoing.every_effects(step):
            for name in told:
                if name in (*effects.starts, *undoing.about(effects)) or step.id in reviewed[name]:
                    told[name] |= dict.fromkeys(who for tell in effects.tells for who in tell.to)
                if name in effects.starts:
                    places[name] |= {each for each in effects.lifts if each in told}
    for _again in told:
        places = {name: set().union(*(places[each] for each in of)) for name, of in places.items()}
    return {name: {who: None for each in sorted(of) for who in told[each]} for name, of in places.items()}


def _late(effects: Effects | None) -> Iterable[Tell]:
    return effects.tells if effects is not None else ()
