"""Which letters a rulebook sends, and to whom. Knows rulebooks; no letters' words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from dueprocess.core.rulebook.model import NOT_SIDES, AtEnd, Effects, Rulebook, Tell, WhoKind


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
    for duty in book.duties.values():
        yield from duty.tells


def _late(effects: Effects | None) -> Iterable[Tell]:
    return effects.tells if effects is not None else ()
