"""Lists of dockets: filters, orders, keyset pages, bounded counts, and search over sealed words.

Every function takes dockets that the wall has filtered already (`wall.visible_to`), and each page is one
indexed query whose cost does not grow with the number of dockets.
"""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from django.db.models import Q, QuerySet

from dueprocess.core.errors import Malformed, Problem
from dueprocess.docket.models import Deadline, Docket, Party, Word
from dueprocess.docket.models.dockets import YES
from dueprocess.docket.sealing import person_tag
from dueprocess.kit import words
from dueprocess.people.models import Unit

MOST_COUNTED = 1000


class Sort(StrEnum):
    """The orders a list can have."""

    DUE = "due"
    OLDEST = "oldest"
    NEWEST = "newest"
    CHANGED = "changed"


_COLUMN = {
    Sort.DUE: "due_at",
    Sort.OLDEST: "received_at",
    Sort.NEWEST: "-received_at",
    Sort.CHANGED: "-changed_at",
}
UNOWNED = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What a list is narrowed to; everything left out does not narrow. Persons and units by their keys.

    `owner` UNOWNED lists those nobody owns. Ages are days since receipt. `text` finds dockets whose content
    holds every word. `rulebook` is a version's hash, `stage` a stage of it.
    """

    kind: str = "case"
    is_open: bool | None = True
    stage: str = ""
    rulebook: str = ""
    owner: int | None = None
    unit: int | None = None
    party: int | None = None
    overdue: bool = False
    due_before: datetime | None = None
    older_than: int | None = None
    younger_than: int | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list; `more` is the cursor of the next page, empty on the last."""

    dockets: tuple[Docket, ...]
    more: str


def narrow(dockets: QuerySet[Docket], filters: Filters, *, at: datetime) -> QuerySet[Docket]:
    """Return the dockets that pass the filters."""
    found = dockets.filter(kind=filters.kind)
    if filters.is_open is not None:
        found = found.filter(is_open__in=(filters.is_open,))
    if filters.stage:
        found = found.filter(stage=filters.stage)
    if filters.rulebook:
        found = found.filter(rulebook_id=filters.rulebook)
    if filters.owner is not None:
        found = found.filter(owner=person_tag(filters.owner) if filters.owner != UNOWNED else "")
    if filters.unit is not None:
        unit = Unit.objects.filter(pk=filters.unit).first()
        below = (
            Unit.objects.filter(path__gte=unit.path, path__lt=f"{unit.path}z")
            if unit
            else Unit.objects.none()
        )
        found = found.filter(unit_id__in=below.values("pk"))
    if filters.party is not None:
        held = Party.objects.filter(tag=person_tag(filters.party)).values("docket_id")
        found = found.filter(pk__in=held)
    if filters.overdue:
        found = found.filter(is_open__in=YES, due_at__lt=at)
    if filters.due_before is not None:
        found = found.filter(is_open__in=YES, due_at__lt=filters.due_before)
    if filters.older_than is not None:
        found = found.filter(received_at__lt=at - timedelta(days=filters.older_than))
    if filters.younger_than is not None:
        found = found.filter(received_at__gte=at - timedelta(days=filters.younger_than))
    for tag in sorted(words.tags(filters.text))[:8]:
        found = found.filter(pk__in=Word.objects.filter(tag=tag).values("docket_id"))
    return found


def page(dockets: QuerySet[Docket], *, sort: Sort = Sort.DUE, cursor: str = "", size: int = 25) -> Page:
    """Return one page in the order asked; those without the sorting moment come last, by their key.

    Raises Malformed for a cursor that this function did not make.
    """
    column = _COLUMN[sort]
    name, falling = column.lstrip("-"), column.startswith("-")
    value, pk = _read(cursor)
    rows: list[Docket] = []
    if value is not None or not cursor:
        ranked = dockets.filter(**{f"{name}__isnull": False})
        if value is not None:
            side = "lt" if falling else "gt"
            ranked = ranked.filter(
                Q(**{f"{name}__{side}": value}) | Q(**{name: value, f"id__{side}": pk}),
                **{f"{name}__{side}e": value},
            )
        rows = list(ranked.order_by(column, "-id" if falling else "id")[: size + 1])
        pk = 0
    if len(rows) <= size:
        left = size + 1 - len(rows)
        rows += dockets.filter(**{f"{name}__isnull": True, "id__gt": pk}).order_by("id")[:left]
    shown = rows[:size]
    more = _write(getattr(shown[-1], name), shown[-1].pk) if len(rows) > size else ""
    return Page(tuple(shown), more)


def count(dockets: QuerySet[Docket]) -> int:
    """Count dockets, but no further than `MOST_COUNTED` + 1 ("more than 1,000")."""
    return dockets.order_by()[: MOST_COUNTED + 1].count()


def due(dockets: QuerySet[Docket], where: Q, *, until: datetime, size: int = 100) -> list[Deadline]:
    """Return open deadlines due before `until`, earliest first, among these dockets and under `where`."""
    rows = Deadline.objects.filter(where, running__in=YES, due_at__lt=until, docket__in=dockets)
    return list(rows.select_related("docket").order_by("due_at", "docket_id")[:size])


def _write(value: datetime | None, pk: int) -> str:
    text = json.dumps([value.astimezone(UTC).isoformat() if value else None, pk])
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _read(cursor: str) -> tuple[datetime | None, int]:
    if not cursor:
        return None, 0
    try:
        found: Any = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        value, pk = found
        return (datetime.fromisoformat(value) if value else None), int(pk)
    except (ValueError, TypeError) as error:
        raise Malformed(
            [Problem("after", None, "This page does not exist.", "Go back to the first page.")]
        ) from error
