"""Checking the rows of this room against the record: each is as it was bound last, none is gone but those of
which the record says so, and nobody both confirmed a match and decided a contest of it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from dueprocess.kit import keys
from dueprocess.ledger import state
from dueprocess.ledger.models import RecordAct
from dueprocess.standing.actions import looking
from dueprocess.standing.binding import CHANGED, TABLES, commitment
from dueprocess.standing.models import Contest, Look, Match
from dueprocess.standing.sealing import match_ref
from dueprocess.tlog import entry as entries


@state.check("standing.rows")
def rows() -> Iterator[str]:
    """Lists, issues, listed people, matches, contests and what people were told are as they were bound."""
    said: dict[tuple[str, int], str | None] = {}
    for payload in RecordAct.objects.filter(kind=CHANGED).order_by("pk").values_list("payload", flat=True):
        said.update({(name, pk): line for name, pk, line in payload.get("rows", ())})
        said.update(dict.fromkeys(map(tuple, payload.get("gone", ()))))
    for name, model in TABLES.items():
        for row in model._default_manager.order_by("pk"):
            bound = said.pop((name, row.pk), None)
            if bound is None:
                yield f"standing {name} {row.pk}: nothing in the record tells of it"
            elif bound != commitment(row):
                yield f"standing {name} {row.pk} is not as the record says"
    for (name, pk), bound in said.items():
        if bound is not None:
            yield f"standing {name} {pk} is gone"


@state.check("standing.two")
def by_two() -> Iterator[str]:
    """Whoever confirmed a match did not decide a contest of it."""
    confirmed = {
        match_ref(pk): by for pk, by in Match.objects.exclude(decided_by=None).values_list("pk", "decided_by")
    }
    for row in Contest.objects.exclude(decided_by=None).order_by("pk"):
        if confirmed.get(row.ref) == row.decided_by_id:
            yield f"standing contest {row.pk} was decided by whoever confirmed the match"


@state.check("standing.looks")
def looks() -> Iterator[str]:
    """Each line of the journal of looks is the one that it commits to."""
    for row in Look.objects.exclude(sealed=b"").order_by("pk").iterator(chunk_size=500):
        try:
            value = json.loads(keys.unseal_here(row.sealed, looking.place(row.tag, row.at)))
        except keys.Damaged:
            yield f"standing look {row.pk} does not open"
            continue
        said = looking.committed(row.tag, row.at, row.what, value)
        if entries.commit_field(said, bytes(row.salt)) != bytes(row.line):
            yield f"standing look {row.pk} is not the one that was written"
