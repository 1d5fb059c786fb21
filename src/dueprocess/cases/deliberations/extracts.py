"""The notes of a deliberation for whoever sits: their own, and what was shared with them. For anybody else
there is nothing, whether there is or not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dueprocess.cases.deliberations import papers
from dueprocess.cases.deliberations.models import Deliberation
from dueprocess.cases.extracts.page import CasePage, page_of
from dueprocess.docket import house
from dueprocess.docket.extracts import Opened, opened, telling
from dueprocess.docket.models import Docket
from dueprocess.docket.needs import Actor
from dueprocess.kit.http import Hidden
from dueprocess.people.models import Person


@dataclass(frozen=True, slots=True)
class NoteLine:
    """One note. `body`: the id of the body within which it is shared, `body_title` its title; "" for what is
    the viewer's alone. `given`: the names of those who read it beside its writer, now."""

    code: str
    by: str
    mine: bool
    body: str
    body_title: str
    given: tuple[str, ...]
    text: str
    written_at: datetime
    changed_at: datetime
    version: int


@dataclass(frozen=True, slots=True)
class BodyWith:
    """A body in which the viewer decides, and the names of the others who do."""

    id: str
    title: str
    others: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Notes:
    """What somebody who sits reads: the bodies in which they do, and the notes, the newest first. `ended`:
    they were destroyed, and none is added."""

    bodies: tuple[BodyWith, ...]
    notes: tuple[NoteLine, ...]
    ended: bool

    def mine(self, code: str) -> NoteLine:
        """Return a note of the viewer's own. Raises Hidden."""
        found = next((each for each in self.notes if each.mine and each.code == code), None)
        if found is None:
            raise Hidden("no such note")
        return found


def notes(docket: Docket, person: Person) -> tuple[CasePage, Notes]:
    """Return a case that `wall.open` has just read, with its notes. Raises Hidden for whoever does not decide
    in it: to them it is as if there were no such page."""
    view = opened(docket, viewer=Actor(person=person), fresh=True)
    sits = papers.sitting(view, view.me)
    room = Deliberation.objects.filter(docket=docket).first() if papers.bodies_of(view, view.me) else None
    found = [*_lines(view, room)][::-1] if room else []
    if not sits and not found:
        raise Hidden("not sitting")
    bodies = tuple(
        BodyWith(name, each.body.title, tuple(view.name(key) for key in each.voting if key != view.me))
        for name, each in sits.items()
    )
    return page_of(view), Notes(bodies, tuple(found), room is None and not docket.is_open)


def _lines(view: Opened, room: Deliberation) -> Iterator[NoteLine]:
    opens, sits = papers.vault(room, view.docket), papers.bodies_of(view, view.me)
    for row in room.notes.order_by("pk"):
        paper = papers.read(opens, row)
        if not papers.reads(paper, view.me, sits):
            continue
        voting = sits[paper.body].voting if paper.body else ()
        given = tuple(view.name(key) for key in paper.given if key in voting and key != view.me)
        yield NoteLine(
            row.code, view.name(paper.by), paper.by == view.me, paper.body,
            sits[paper.body].body.title if paper.body else "", given, paper.text, paper.written_at,
            paper.changed_at, paper.version,
        )  # fmt: skip


def tell_notes() -> None:
    """Let timelines say what the note of the destruction means, and no more than that."""
    telling.note_with(house.DELIBERATED, _told, title=gettext_lazy("Notes of the deliberation destroyed"))


def _told(_view: Opened, _facts: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    said = _("Whatever members had written for themselves. Whether there was any, nobody can tell.")
    yield _("What was destroyed"), said
