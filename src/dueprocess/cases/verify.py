"""Checking what is added up over all cases against the record. Knows numbers only, no case."""

from __future__ import annotations

from collections.abc import Iterator

from dueprocess.cases.actions import counting
from dueprocess.ledger import state


@state.check("cases.flow")
def flow() -> Iterator[str]:
    """What came in and was closed in each month is what the entries say."""
    if counting.differs():
        yield (
            "what came in and was closed by month is not what the entries say; "
            "`dueprocess rebuild` counts it anew"
        )
