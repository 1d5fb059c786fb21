"""Hours of an appointment in the organisation's zone, and in another that the reader chose."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import template
from django.utils import timezone
from django.utils.translation import gettext as _

from dueprocess.kit.components import absolute

register = template.Library()


@register.inclusion_tag("kit/when.html")
def when(from_at: datetime, to_at: datetime, zone: str, reader: ZoneInfo | None = None) -> dict[str, Any]:
    """Say from when until when something is, in a zone by its name; and in the reader's where it is
    another."""
    told = {
        "hours": _hours(from_at, to_at, ZoneInfo(zone)),
        "zone": place(zone),
        "key": zone,
        "start": from_at,
        "end": to_at,
    }
    if reader is not None and reader.key != zone:
        told |= {"other": _hours(from_at, to_at, reader), "reader": place(reader.key)}
    return told


@register.filter
def place(zone: str) -> str:
    """Return the name of a zone as people read it."""
    return zone.replace("_", " ")


@register.simple_tag
def clock_time(moment: datetime, zone: str) -> str:
    """Return the time of a moment as the clock shows it in a zone."""
    return f"{moment.astimezone(ZoneInfo(zone)):%H:%M}"


def _hours(from_at: datetime, to_at: datetime, zone: ZoneInfo) -> str:
    with timezone.override(zone):
        first, last = timezone.localtime(from_at), timezone.localtime(to_at)
        if first.date() == last.date():
            said = _("{day}, {start} to {end}")
            return said.format(day=absolute(from_at), start=f"{first:%H:%M}", end=f"{last:%H:%M}")
        return _("{start} to {end}").format(
            start=absolute(from_at, time=True), end=absolute(to_at, time=True)
        )
