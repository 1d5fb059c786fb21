"""Lists of deadlines: what is due soon, among dockets that the wall has filtered already."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any

from django.db.models import Exists, F, OuterRef, Q

from dueprocess.docket import search
from dueprocess.docket.models import Deadline
from dueprocess.docket.models.dockets import YES, DocketQuerySet, Plain

READ = {
    "number": F("docket__number"),
    "book": F("docket__rulebook_id"),
    "owner": F("docket__owner"),
    "code_name": F("docket__case__code_name"),
}
"""What lists of deadlines read of each case."""
SHOWN = ("docket_id", "strand", "step", "entry", "kind", "clause", "due_at", *READ)
EARLIEST = ("due_at", "docket_id", "pk")


def soon(
    dockets: DocketQuerySet,
    where: Q,
    *,
    until: datetime,
    size: int = 100,
    also: Mapping[str, Any] = MappingProxyType({}),
) -> list[Any]:
    """Return plain rows of the deadlines due before `until` in the open cases among these, earliest first,
    under `where`, which may name the docket's `plain_owner` and `plain_book`; `also` is what else is asked of
    each: of those shown, not of all that are put in order."""
    rows: Any = Deadline.objects.alias(
        plain_docket=Plain("docket_id"), plain_running=Plain("running"), plain_due=Plain("due_at")
    )
    near, *others = (part.values("pk") for part in search.in_parts(dockets))
    if dockets.few is None:  # walked in their order, and each is looked for
        seen = Exists(search.of_kind(dockets).filter(pk=OuterRef("docket_id")))
        rows = rows.filter(seen, running__in=YES, due_at__lt=until)
    elif dockets.few > search.HANDFUL:  # walked in their order, by a list of the dockets
        keys = near.union(*others, all=True) if others else near
        rows = rows.filter(plain_docket__in=keys, running__in=YES, due_at__lt=until)
    else:  # read and put in order
        listed = search.listed("docket_id", near, *others)
        rows = rows.filter(listed, plain_running__in=YES, plain_due__lt=until)
    rows = rows.alias(plain_owner=Plain("docket__owner"), plain_book=Plain("docket__rulebook_id"))
    first = rows.filter(where).order_by(*EARLIEST)[:size]
    return list(
        Deadline.objects.filter(search.listed("pk", first.values("pk")))
        .annotate(**READ, **also)
        .order_by(*EARLIEST)
        .values_list(*SHOWN, *also, named=True)
    )
