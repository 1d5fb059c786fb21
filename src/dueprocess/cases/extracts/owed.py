"""Letters that nobody reads at the portal: what an owner of cases has to post, mail or hand over.

Knows whom a letter is for by their part in the case, never by name: a list is no reading of a file.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import OuterRef, Subquery

from dueprocess.cases.models import Case
from dueprocess.docket import search, wall, way_in
from dueprocess.docket.actions.letters import to_deliver
from dueprocess.docket.models import Docket, Notice, Party
from dueprocess.docket.models.dockets import DocketQuerySet
from dueprocess.docket.sealing import person_tag
from dueprocess.people.models import Person
from dueprocess.rules import rulebooks


@dataclass(frozen=True, slots=True)
class LetterLine:
    """One letter to bring to its reader. `to` is their part in the case, `key` their local key, `act` what
    the letter tells of; `due_at` is the moment from which it is late."""

    number: str
    code_name: str
    letter: str
    to: str
    key: str
    act: int
    due_at: datetime


def to_send(
    person: Person, *, size: int = 30, visible: DocketQuerySet | None = None
) -> tuple[LetterLine, ...]:
    """Return the letters owed now to parties of somebody's own cases, open or closed, that do not go out by
    themselves; those due first on top. What may be left out, and what is owed to an office or the public,
    stands beside its case only."""
    seen = wall.visible_to(person) if visible is None else visible
    own = Docket.objects.filter(owner=person_tag(person.pk), kind="case", key_wrapped__isnull=False)
    part = Party.objects.filter(docket=OuterRef("docket_id"), key=OuterRef("to_key")).values("kind")
    rows = list(
        to_deliver()
        .filter(docket__in=search.among(seen, (own.values("pk"),)), due_at__isnull=False)
        .annotate(part=Subquery(part[:1]))
        .select_related("docket__case")
        .order_by("due_at", "docket_id", "act", "pk")[: 3 * size]
    )
    if not rows:
        return ()
    ways = way_in.ways(list({row.docket_id: row.docket for row in rows}.values()))
    kept = [row for row in rows if not ways[row.docket_id].get(row.to_key, way_in.SHUT).opens]
    return tuple(_line(row, row.part) for row in kept[:size])


def _line(row: Notice, part: str) -> LetterLine:
    case: Case | None = getattr(row.docket, "case", None)
    rules = rulebooks.get(row.docket.rulebook_id)
    kind = rules.parties.get(part)
    assert row.due_at is not None
    return LetterLine(
        row.docket.number,
        case.code_name if case else "",
        row.letter.replace("_", " "),
        kind.title if kind else part.replace("_", " "),
        row.to_key,
        row.act,
        row.due_at,
    )
