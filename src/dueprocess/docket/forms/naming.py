"""Words for what the engine names by keys: people, days, ids. Must not know forms."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from dueprocess.core.engine import Code, DeadlineState, Need
from dueprocess.kit.components import absolute, worded


def words(name: str) -> str:
    """Return an id or the rulebook's own words as they are shown, with a capital."""
    said = name.replace("_", " ").strip()
    return said[:1].upper() + said[1:]


def title(key: str, names: Mapping[str, str]) -> str:
    """Return the name to show for a docket-local key."""
    return names.get(key, key)


def spoken(text: str, names: Mapping[str, str]) -> str:
    """Return a sentence of the engine in the page's language, with names in the place of the keys in it."""
    text = worded(text)
    if not names:
        return text
    keys = sorted(map(re.escape, names), key=len, reverse=True)
    pattern = rf"(?<![\w]){'(?:' + '|'.join(keys) + ')'}(?![\w])"
    return re.sub(pattern, lambda found: names[found[0]], text)


def missing(need: Need, names: Mapping[str, str]) -> str:
    """Return what to do about something that an act lacks or has wrong."""
    if need.code is Code.PAPERS and need.field == "with" and need.item:
        return _("Write down “{paper}”, or attach it as a file.").format(paper=need.item)
    if need.field == "case":
        return _("Say where it goes.")
    return spoken(need.reason, names)


def day(value: date) -> str:
    """Return a day as every page writes it."""
    return absolute(value)


def as_day(value: Any) -> date | None:
    """Return a recorded day, however it is kept."""
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value)) if value else None
    except ValueError:
        return None


def whose(state: DeadlineState, names: Mapping[str, str]) -> str:
    """Return which deadline this is: of which step, and for whom."""
    text = words(state.step)
    if state.person:
        text = _("{step}, {who}").format(step=text, who=title(state.person, names))
    return text


def deadline(state: DeadlineState, names: Mapping[str, str]) -> str:
    """Return which deadline this is: of which step, for whom, and its last day."""
    text = whose(state, names)
    if state.last_day:
        text = _("{what}: last day {day}").format(what=text, day=day(state.last_day))
    return text
