"""How much waits for somebody who keeps the register of standing or oversees; one query, since every page of
their work asks."""

from __future__ import annotations

from dataclasses import dataclass

from dueprocess.docket.sealing import person_tag
from dueprocess.kit import clock, prepared
from dueprocess.kit.tags import stored
from dueprocess.people.models import Person

_ASKED = (
    "SELECT (SELECT COUNT(*) FROM standing_renewal WHERE settled_at IS NULL AND proposed_by_id <> %s), "
    "(SELECT COUNT(*) FROM standing_contest WHERE decided_at IS NULL AND tag <> %s), "
    "(SELECT COUNT(*) FROM standing_match m JOIN standing_listed p ON p.id = m.listed_id "
    "JOIN standing_outsidelist l ON l.id = p.list_id WHERE m.step = 'proposed' AND p.withdrawn_at IS NULL "
    "AND l.ended_at IS NULL AND l.erased_at IS NULL AND l.expires_on >= %s)"
)


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many renewals wait for a second person's word, how many contests for a decision, how many matches
    for somebody who says who they are."""

    renewals: int
    contests: int
    matches: int


def count(viewer: Person) -> Waiting:
    """Return what waits, but what is the viewer's own; one query."""
    values = (viewer.pk, stored(person_tag(viewer.pk)), clock.now().date().isoformat())
    row = prepared.run(_ASKED, values).fetchone()
    return Waiting(*map(int, row))
