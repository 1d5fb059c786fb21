"""Which messages say nothing any more, because the case into which they were put, or that they became, keeps
something of them back: what is privileged there, and who a protected source is. Whoever may read that reads
it in the case.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from dueprocess.cases.mailbox.models import Arrival
from dueprocess.docket import evidence, house, kept_back, withholding
from dueprocess.docket.models import Act, Docket
from dueprocess.docket.models.dockets import MESSAGE


def back(rows: Collection[Arrival]) -> set[tuple[int, int]]:
    """Return of which of these messages (docket and act) something is kept back. Three queries, and none
    where none belongs to a case."""
    dockets = {row.docket.number: row.docket_id for row in rows}
    into = {row.into for row in rows if row.into}
    became = {row.docket_id for row in rows if row.docket.kind != MESSAGE}
    if not into and not became:
        return set()
    cases = Docket.objects.filter(pseudonym__in=into) | Docket.objects.filter(pk__in=became)
    acts: dict[int, list[Act]] = {}
    for act in kept_back.notes(cases.filter(key_wrapped__isnull=False)):
        acts.setdefault(act.docket_id, []).append(act)
    came: dict[int, list[int]] = {}
    found: set[tuple[int, int]] = set()
    for case, notes in acts.items():
        kept = withholding.withheld(evidence.items(notes))
        touched = {*kept.words, *(n for n, _file in kept.files), *(n for n, _field in kept.fields)}
        if not touched:
            continue
        found |= {(case, n) for n in touched}
        came = came or _came(dockets.values())
        met: dict[int, int] = {}
        for act in notes:
            docket = dockets.get(str(act.introduces.get(house.BY_MAIL, "")))
            if docket is None:
                continue
            at = met[docket] = met.get(docket, -1) + 1  # they were put there in their order
            if act.n in touched and at < len(came[docket]):
                found.add((docket, came[docket][at]))
    return found


def _came(dockets: Iterable[int]) -> dict[int, list[int]]:
    """Return the acts with which the messages of these dockets arrived, in their order."""
    found: dict[int, list[int]] = {}
    rows = Arrival.objects.filter(docket__in=list(dockets)).order_by("docket_id", "act")
    for docket, act in rows.values_list("docket_id", "act"):
        found.setdefault(docket, []).append(act)
    return found
