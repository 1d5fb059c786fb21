"""Local keys of parties: a letter for their kind and a number."""

from __future__ import annotations

from collections.abc import Iterable

from dueprocess.docket.models import Docket

PREFIX = {
    "complainant": "C",
    "affected_person": "A",
    "respondent": "R",
    "witness": "W",
    "companion": "M",
    "representative": "P",
}


def next_key(docket: Docket, kind: str, taken: Iterable[str] = ()) -> str:
    """Return the next free local key for a party of that kind (R2, C3; other kinds: X1)."""
    prefix = PREFIX.get(kind, "X")
    used = {*docket.person_keys.values_list("key", flat=True), *taken}
    n = 1
    while f"{prefix}{n}" in used:
        n += 1
    return f"{prefix}{n}"
