"""Keyset pages of dockets: a page begins after the last one shown, wherever that stands by now.

Knows the orders of `docket.search` and cursors. Must not know who may see what: it takes dockets that the
wall has filtered and `search.narrow` has narrowed. What a page costs does not grow with their number.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from types import MappingProxyType

from django.db.models import Q, QuerySet

from dueprocess.core.errors import Malformed, Problem
from dueprocess.docket.models import Docket
from dueprocess.docket.search import COLUMN, Sort, listed


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list; `more` is the cursor of the next page, empty on the last."""

    dockets: tuple[Docket, ...]
    more: str


def page(
    dockets: QuerySet[Docket],
    *,
    sort: Sort = Sort.DUE,
    cursor: str = "",
    size: int = 25,
    bounds: Mapping[str, datetime] = MappingProxyType({}),
    read: QuerySet[Docket] | None = None,
) -> Page:
    """Return one page in the order asked; those without the sorting moment come last, by their key. `bounds`
    are those of `narrow`: where the walk begins and ends. `read`: all dockets, with what is read of each one
    shown; what is only put in order is read by its key and that moment.

    Raises Malformed for a cursor that this function did not make.
    """
    read = Docket.objects.all() if read is None else read
    column = COLUMN[sort]
    name, falling = column.lstrip("-"), column.startswith("-")
    value, pk = position(cursor)
    rows: list[Docket] = []
    if value is not None or not cursor:
        ranked = dockets.filter(**{f"{name}__isnull": False})
        for side, bound in bounds.items():
            if value is None or side != ("lt" if falling else "gte"):  # the cursor lies within that bound
                ranked = ranked.filter(**{f"{name}__{side}": bound})
        if value is not None:
            side = "lt" if falling else "gt"
            ranked = ranked.filter(
                Q(**{f"{name}__{side}": value}) | Q(**{name: value, f"id__{side}": pk}),
                **{f"{name}__{side}e": value},
            )
        order = (column, "-id" if falling else "id")
        first = ranked.order_by(*order).values("pk")[: size + 1]
        rows = list(read.filter(listed("pk", first)).order_by(*order))
        pk = 0
    if len(rows) <= size and not bounds:
        left = size + 1 - len(rows)
        last = dockets.filter(**{f"{name}__isnull": True, "id__gt": pk}).order_by("id").values("pk")[:left]
        rows += read.filter(listed("pk", last)).order_by("id")
    shown = rows[:size]
    more = mark(shown[-1], sort) if len(rows) > size else ""
    return Page(tuple(shown), more)


def mark(docket: Docket, sort: Sort) -> str:
    """Return the cursor of the page that begins after this docket."""
    return cursor(getattr(docket, COLUMN[sort].lstrip("-")), docket.pk)


def cursor(value: datetime | None, pk: int) -> str:
    """Return the cursor of the page that begins after a row with this moment and key."""
    text = json.dumps([value.astimezone(UTC).isoformat() if value else None, pk])
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def position(cursor: str) -> tuple[datetime | None, int]:
    """Return the moment and key that a cursor holds; None and 0 for the first page. Raises Malformed for what
    is none."""
    if not cursor:
        return None, 0
    try:
        value, pk = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if not 0 <= int(pk) < 2**63:
            raise ValueError("no key of a row")
        return (datetime.fromisoformat(value).astimezone(UTC) if value else None), int(pk)
    except (ValueError, TypeError, OverflowError, RecursionError) as error:
        raise Malformed(
            [Problem("after", None, "This page does not exist.", "Go back to the first page.")]
        ) from error
