"""Letters of a case for the desk: as they would go out now, and as they went."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from dueprocess.cases.extracts.page import CasePage, page_of
from dueprocess.cases.letters import writing
from dueprocess.core.letters import Rendered
from dueprocess.docket import extracts as dockets
from dueprocess.docket import house, lettering, way_in
from dueprocess.docket.extracts import FileLine, Opened, telling
from dueprocess.docket.lettering import Written
from dueprocess.docket.models import Docket
from dueprocess.docket.needs import Actor
from dueprocess.kit.http import Hidden
from dueprocess.rules import letters as adopted
from dueprocess.rules import rulebooks

POST, PORTAL = "post", "portal"


@dataclass(frozen=True, slots=True)
class LetterPage:
    """What one reader gets from one entry. `shown` are the letters, mostly one: as they went out where they
    are `sent`, else as they would now; () where nobody adopted words for them. `files`: the same as PDF, of
    what went out. `missing`: what they lack, in words. `written`: what somebody wrote in their place, or with
    them, when they were sent. `back`: the mail about it came back, so only somebody sends it again."""

    n: int
    to_key: str
    to: str
    title: str
    sent: bool
    opens: bool
    shown: tuple[Rendered, ...]
    files: tuple[FileLine, ...]
    missing: tuple[str, ...]
    written: str
    back: bool = False


def letter_page(
    docket: Docket, *, viewer: Actor, act: int, to: str, by: str = POST
) -> tuple[CasePage, LetterPage]:
    """Return the page of a case that `wall.open` has just read, and one of its letters: one that has not gone
    out, to somebody who opens nothing here, as it would go `by` post or by hand. Raises Hidden where
    the entry owes them none, or what it says went into a case that the viewer may not read."""
    view = dockets.opened(docket, viewer=viewer, fresh=True)
    owed = [each for each in view.state.notices if each.n == act and each.to == to]
    if not owed or act in view.moved:
        raise Hidden("no such letter")
    title = next((each.letter for each in owed if each.letter), "").replace("_", " ")
    opens = way_in.of(docket).get(to, way_in.SHUT).opens
    sent = next(
        (
            each
            for each in reversed(view.acts)
            if each.is_note and each.name == "sent" and each.facts.get("of") == act
            if to in each.facts.get("to", ()) and each.n not in view.annulled
        ),
        None,
    )
    if sent is not None:
        content = view.contents.get(sent.n, {})
        shown = lettering.served(content)
        files = telling.files(view, sent, "", "") if shown else ()
        written = str(content.get("letter", ""))
        found = LetterPage(act, to, view.name(to), title, True, opens, shown, files, (), written)
    else:
        letters = writing.of(view, act, to, PORTAL if opens else by)
        found = LetterPage(
            act, to, view.name(to), title, False, opens, tuple(each.shown for each in letters), (),
            _missing(letters), "", _came_back(view, act, to),
        )  # fmt: skip
    return page_of(view), found


def paper(docket: Docket, *, viewer: Actor, act: int, to: str, number: int, by: str = POST) -> bytes:
    """Return a letter that has not gone out, as it would be posted or handed over now (PDF). Raises Hidden
    for none, and for one that lacks a value."""
    view = dockets.opened(docket, viewer=viewer, fresh=True)
    letters = writing.of(view, act, to, by) if act not in view.moved else ()
    if not 0 < number <= len(letters) or letters[number - 1].missing:
        raise Hidden("no such letter")
    return letters[number - 1].pdf()


def lacking(docket: Docket, owed: Collection[tuple[int, str]]) -> set[tuple[int, str]]:
    """Return which of these letters (of which act, to whom) would not go by themselves: they lack a value."""
    if not owed or adopted.current(rulebooks.shown(docket.rulebook_id).id) is None:
        return set()
    view = dockets.opened(docket, fresh=True)
    return {(n, to) for n, to in owed if _missing(writing.of(view, n, to, PORTAL))}


@dataclass(frozen=True, slots=True)
class Preview:
    """A letter that a step would send: to whom, and as it would read; what it lacks, in words."""

    to: str
    shown: Rendered
    missing: tuple[str, ...]


def previews(view: Opened, act: int) -> tuple[Preview, ...]:
    """Return each letter that an act sends by itself, in the order of the rules, as it would read now."""
    ways, found = way_in.of(view.docket), []
    for to in dict.fromkeys(each.to for each in view.state.notices if each.n == act and goes(each.state)):
        channel = PORTAL if ways.get(to, way_in.SHUT).opens else POST
        for each in writing.of(view, act, to, channel):
            found.append(Preview(view.name(to), each.shown, each.missing))
    return tuple(found)


def goes(state: object) -> bool:
    """Tell whether a letter is to go out, now or when what it waits for was done."""
    return str(state) in ("owed", "late", "waiting")


def _came_back(view: Opened, act: int, to: str) -> bool:
    marks = (note.introduces.get(house.RETURNED, {}) for note in view.annulled.values())
    return any((each.get("of"), each.get("to")) == (act, to) for each in marks)


def _missing(letters: tuple[Written, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word for each in letters for word in each.missing))
