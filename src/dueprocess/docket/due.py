"""Lists of deadlines: what is due soon, or late, among dockets that the wall has filtered already."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any

from django.db.models import Exists, F, OuterRef

from dueprocess.docket import search
from dueprocess.docket.models import Deadline
from dueprocess.docket.models.dockets import YES, Asked, DocketQuerySet, Plain
from dueprocess.kit.tags import stored

READ = {
    "number": F("docket__number"),
    "book": F("docket__rulebook_id"),
    "owner": F("docket__owner"),
    "code_name": F("docket__case__code_name"),
}
"""What lists of deadlines read of each case."""
SHOWN = ("docket_id", "strand", "step", "entry", "kind", "clause", "due_at", "opens_at", *READ)
EARLIEST = ("due_at", "docket_id", "pk")


class Theirs:
    """Which deadlines are somebody's: those of dockets they own, and of steps that they may take."""

    def __init__(self, tag: str) -> None:
        """Begin with what somebody with this tag owns; chances are nobody's."""
        self.tag = stored(tag)
        self.texts, self.values = ["{0} = %s"], [self.tag]

    def steps(self, rulebook: str, steps: Collection[str], *, seated: bool = False) -> None:
        """Add these steps under a rulebook (its hash); `seated`: only in dockets that are open to them by
        name."""
        if not steps:
            return
        named = f"{{1}} = %s AND {{2}} IN ({', '.join(['%s'] * len(steps))})"
        if seated:
            named += " AND {3} IN (SELECT docket_id FROM docket_reach WHERE tag = %s AND shuts = False)"
        self.texts.append(f"({named})")
        self.values += [rulebook, *steps, *([self.tag] if seated else [])]

    def condition(self) -> Asked:
        """Return all of it as one condition on deadlines."""
        text = f"({' OR '.join(self.texts)}) AND {{4}} <> %s"
        columns = (Plain("docket__owner"), Plain("docket__rulebook_id"), "step", "docket_id", "kind")
        return Asked(text, *columns, values=[*self.values, "chance"])


def soon(
    dockets: DocketQuerySet,
    theirs: Theirs,
    *,
    until: datetime,
    size: int = 100,
    also: Mapping[str, Any] = MappingProxyType({}),
) -> list[Any]:
    """Return plain rows of somebody's deadlines due before `until` in the open cases among these, earliest
    first; `also` is what else is asked of each: of those shown, not of all that are put in order."""
    rows = running(dockets, until=until)
    first = rows.filter(theirs.condition()).order_by(*EARLIEST)[:size]
    return list(
        Deadline.objects.filter(search.listed("pk", first.values("pk")))
        .annotate(**READ, **also)
        .order_by(*EARLIEST)
        .values_list(*SHOWN, *also, named=True)
    )


def running(dockets: DocketQuerySet, *, until: datetime, steps: Collection[str] = ()) -> Any:
    """Return the deadlines due before `until` in the open cases among these, of these steps alone where any
    are named: by the cases where they are few, else by an index of the deadlines."""
    keys = [part.values("pk") for part in search.in_parts(dockets)]
    if dockets.few is not None and dockets.few <= search.HANDFUL:  # read and put in order
        soon = Asked("{} = %s AND {} < %s", Plain("running"), Plain("due_at"), values=[True, until])
        rows = Deadline.objects.filter(search.listed("docket_id", *keys), soon)
        named = Asked(f"{{}} IN ({', '.join(['%s'] * len(steps))})", Plain("step"), values=list(steps))
        return rows.filter(named) if steps else rows
    walked: dict[str, Any] = {"running__in": YES, "due_at__lt": until}
    walked |= {"step__in": steps} if steps else {}
    if dockets.few is None:  # walked in their order, and each is looked for
        return Deadline.objects.filter(Exists(keys[0].filter(pk=OuterRef("docket_id"))), **walked)
    # walked in their order, by a list of the dockets
    return Deadline.objects.filter(search.listed(Plain("docket_id"), *keys), **walked)
