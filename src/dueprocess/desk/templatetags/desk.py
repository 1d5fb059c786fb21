"""Filters of the staff's pages: last days, states of deadlines as tags, words of the engine as words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote

from django import template
from django.utils.html import format_html
from django.utils.translation import gettext as _

from dueprocess.cases.imports.marks import SENTENCES
from dueprocess.docket.extracts.telling import numbered
from dueprocess.kit import clock

register = template.Library()
register.filter("numbered", numbered)

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
def text_title(name: str) -> str:
    """Return the heading of something written with an act: `allegation.a2` is `Allegation 2`."""
    words, _dot, key = str(name).partition(".")
    title = words.replace("_", " ").capitalize()
    if not key:
        return title
    if words == "finding":
        return _("Finding on allegation %(n)s") % {"n": numbered(key)}
    if words == "departure":
        return _("Why it departs from the guidance")
    return f"{title} {numbered(key)}"


@register.filter(name="of")
def value_of(table: Mapping[Any, Any], key: Any) -> Any:
    """`{{ table|of:key }}`; "" where the table has none."""
    return table.get(key, "")


@register.simple_tag(takes_context=True)
def at_query(context: dict[str, Any]) -> str:
    """Keep the moment that a case is looked at from tab to tab."""
    if not context.get("as_at"):
        return ""
    return f"?at={quote(context['request'].GET.get('at', ''))}"


@register.filter
def first_line(text: str) -> str:
    """Return the first line of a cell of the rulebook in words: the title before what is said of it."""
    return str(text).partition("\n")[0]


@register.filter
def from_top(height: int) -> int:
    """Return where a bar of a chart of columns, forty high, begins."""
    return 40 - height


@register.filter
def above(y: int) -> int:
    """Where a label stands above a point of a picture."""
    return y - 9


@register.filter
def below(y: int) -> int:
    """Where the foot of a label stands that is level with a point of a picture."""
    return y + 5


@register.simple_tag
def at_moment(moment: datetime) -> str:
    """The query that shows a case as it stood at a moment."""
    return f"at={quote(moment.isoformat())}"


@dataclass(frozen=True, slots=True)
class OldCell:
    """One cell of an earlier register: column and text as they stood, how a day or word was understood where
    that differs, and what was odd about it."""

    column: str
    text: str
    read: str
    odd: str


@dataclass(frozen=True, slots=True)
class OldRow:
    """A row of an earlier register as it was taken over, and where it stood."""

    register: str
    file: str
    row: int
    cells: tuple[OldCell, ...]


@register.filter
def old_row(value: Any) -> OldRow | None:
    """Return the row of an earlier register that came with an imported case; None for anything else."""
    if not isinstance(value, dict) or not {"register", "file", "row", "cells"} <= value.keys():
        return None
    cells = []
    for column, text, *more in value["cells"]:
        _field, mark, read = (*more, "", "", "")[:3]
        cells.append(OldCell(column, text, read, marked(mark) if mark else ""))
    return OldRow(value["register"], value["file"], value["row"], tuple(cells))


@register.filter
def marked(mark: str) -> str:
    """Return what is odd about a row of an earlier register, or why it was refused, as a sentence."""
    return next(str(said) for code, said in SENTENCES.items() if code == mark)


@register.filter
def sender(written: str) -> str:
    """Return who wrote a message as markup: the name, and below it the address where both are given."""
    name, opened, rest = written.partition(" <")
    if not opened or not name:
        return format_html("<bdi>{}</bdi>", written)
    address = rest.removesuffix(">")
    return format_html(
        '<bdi>{}</bdi><span class="dp-quiet dp-small dp-block"><bdi>{}</bdi></span>', name, address
    )


@register.filter
def shown(value: Any) -> str:
    """Return what was written: a text as it is, a list or mapping as lines."""
    if isinstance(value, dict):
        return "\n".join(f"{key}: {each}" for key, each in value.items())
    if isinstance(value, list | tuple):
        return "\n".join(str(each) for each in value)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return str(value)
