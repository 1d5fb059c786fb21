"""Lists of deadlines: what is due soon, among dockets that the wall has filtered already."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any

from django.db.models import Exists, OuterRef, Q

from dueprocess.docket.models import Deadline
from dueprocess.docket.models.dockets import YES, DocketQuerySet, Plain

SHOWN = (
    "docket_id", "strand", "step", "entry", "kind", "clause", "due_at", "docket__number",
    "docket__rulebook_id", "docket__owner", "docket__case__code_name",
)  # fmt: skip
"""What lists of deadlines read of each."""


def soon(
    dockets: DocketQuerySet,
    where: Q,
    *,
    until: datetime,
    size: int = 100,
    also: Mapping[str, Any] = MappingProxyType({}),
) -> list[Any]:
    """Return open deadlines due before `until`, earliest first, among these dockets and under `where`, which
    may name the docket's `plain_owner` and `plain_book`; `also` is what else is asked of each."""
    rows: Any
    if dockets.few is not None:
        rows = Deadline.objects.alias(plain_running=Plain("running"), plain_due=Plain("due_at"))
        rows = rows.filter(docket__in=dockets, plain_running__in=YES, plain_due__lt=until)
    else:
        seen = Exists(dockets.filter(pk=OuterRef("docket_id")))
        rows = Deadline.objects.filter(seen, running__in=YES, due_at__lt=until)
    rows = rows.alias(plain_owner=Plain("docket__owner"), plain_book=Plain("docket__rulebook_id"))
    return list(
        rows.filter(where)
        .annotate(**also)
        .select_related("docket__case")
        .only(*SHOWN)
        .order_by("due_at", "docket_id")[:size]
    )
