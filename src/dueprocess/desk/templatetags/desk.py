"""Filters of the staff's pages: last days, states of deadlines as tags, words of the engine as words."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django import template
from django.utils.translation import gettext as _

from dueprocess.kit import clock

register = template.Library()

TAGS = {
    "overdue": "late", "missed": "late", "late": "late", "running": "open", "paused": "wait", "met": "good",
    "waiting": "wait", "ended": "closed", "owed": "soon", "sent": "open", "received": "good",
}  # fmt: skip


@register.filter
def is_late(due_at: datetime | None) -> bool:
    """Tell whether the deadline has gone by."""
    return due_at is not None and due_at <= clock.now()


@register.filter
def is_soon(due_at: datetime | None) -> bool:
    """Tell whether a deadline ends within three days."""
    return due_at is not None and clock.now() < due_at <= clock.now() + timedelta(days=3)


@register.filter
def tag_kind(state: str) -> str:
    """Return the shape of the tag for a state."""
    return TAGS.get(str(state), "plain")


@register.filter
def said(word: Any) -> str:
    """Return a code of the engine or the rulebook as words."""
    return str(word).replace("_", " ")


@register.filter
def shown(value: Any) -> str:
    """Return what was written: a text as it is, a list or mapping of the import as lines."""
    if isinstance(value, dict):
        return "\n".join(f"{key}: {each}" for key, each in value.items())
    if isinstance(value, list | tuple):
        return "\n".join(str(each) for each in value)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return str(value)
