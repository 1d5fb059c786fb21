"""Writing down who looked at somebody's standing, or was told of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction

from dueprocess.docket.sealing import person_tag
from dueprocess.kit import clock, keys
from dueprocess.ledger import policy
from dueprocess.people.models import Person
from dueprocess.standing.computing import today
from dueprocess.standing.models import Look
from dueprocess.tlog import entry as entries

LIST, PAGE = "list", "page"
"""A line of a page of the register; the page of one person. What else looks names itself."""


@transaction.atomic
def look(*, people: Iterable[int], by: Person, what: str, purpose: str) -> int:
    """Write in the journal that somebody was shown the standing of these people (keys): each reads it on
    their own page. Who looks at the same thing again on the same day is written down once; nobody's own look
    at themselves is. Returns how many lines were written."""
    reader, at = person_tag(by.pk), clock.now()
    tags = {person_tag(pk): pk for pk in people if pk != by.pk}
    since = policy.current().midnight(today())
    again = Look.objects.filter(reader=reader, what=what, at__gte=since, tag__in=list(tags))
    there = set(again.values_list("tag", flat=True))
    value = {"reader": by.shown_name, "purpose": purpose}
    made = [line(tag, reader, at, what, value) for tag in sorted(tags) if tag not in there]
    Look.objects.bulk_create(made)
    return len(made)


def line(tag: str, reader: str, at: datetime, what: str, value: dict[str, Any]) -> Look:
    """Return a line with its salted commitment."""
    salt = keys.salt()
    return Look(
        tag=tag, reader=reader, at=at, what=what[:40], salt=salt,
        sealed=keys.seal_here(entries.canonical(entries.normal(value)), place(tag, at)),
        line=entries.commit_field(committed(tag, at, what[:40], value), salt),
    )  # fmt: skip


def committed(tag: str, at: datetime, what: str, value: dict[str, Any]) -> dict[str, Any]:
    """Return what a line commits to."""
    return entries.normal({"of": tag, "at": at.isoformat(), "what": what, "value": value})


def place(tag: str, at: datetime) -> str:
    """Return the place of the sealed words of a line."""
    return f"standing/look/{tag}/{at.isoformat()}"
