"""By which criteria a case may go first: clauses of the published protocol, as adopted. Knows no case."""

from __future__ import annotations

from datetime import date

from dueprocess.core.codes import Clause
from dueprocess.rules import codes

PROTOCOL = "protocol"
"""The id of the code with the criteria, as shipped."""
SIGN = "P"
"""With what the clauses begin that are criteria."""


def published(on: date) -> tuple[str, tuple[Clause, ...]]:
    """Return the reference of the version in force on a day, and its criteria; ("", ()) where none is."""
    code = codes.current(PROTOCOL)
    version = code.version_on(on) if code else None
    if version is None:
        return "", ()
    found = tuple(each for each in version.clauses.values() if each.id.startswith(SIGN))
    return f"{PROTOCOL}@{version.id}", found


def title(code: str, criterion: str) -> str:
    """Return what a criterion is called in the version that was in force then; its id where that is gone."""
    found = codes.by_reference(code)
    clause = found[1].clauses.get(criterion) if found else None
    return clause.title if clause else criterion
