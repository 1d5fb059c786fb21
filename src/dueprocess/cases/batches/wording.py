"""Fields in a text that goes to the parties of several cases: `{received}` becomes the day on which that
case's complaint was received. Knows values of one case; must not know what is done with the text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import dateformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dueprocess.cases.letters import matter
from dueprocess.core.errors import Problem, Refused
from dueprocess.docket.extracts import Opened
from dueprocess.rules.actions import organisation

_FIELD = re.compile(r"\{([^{}\s]{1,40})\}")


@dataclass(frozen=True, slots=True)
class Field:
    """One field: what it stands for, and of what type its value is (text, code or date). `each`: it has a
    value only in what goes to one party alone."""

    title: Any
    type: Any
    value: Callable[[Opened, str], str]
    each: bool = False


def _written(day: date | None) -> str:
    return dateformat.format(day, _("j F Y")) if day is not None else ""


def _next(view: Opened, key: str) -> str:
    found = matter.owed(view)
    return view.rulebook.steps[found.step].title if found else ""


def _due(view: Opened, key: str) -> str:
    found = matter.owed(view)
    return _written(matter.last_day(view, found)) if found else ""


def _owner(view: Opened, key: str) -> str:
    owner = matter.owner(view)
    return view.name(owner) if owner else ""


TEXT, CODE, DATE = gettext_lazy("text"), gettext_lazy("code"), gettext_lazy("date")
FIELDS: Mapping[str, Field] = {
    "name": Field(gettext_lazy("the name of whoever it goes to"), TEXT, matter.name, each=True),
    "complaint": Field(gettext_lazy("the number of their complaint"), CODE, matter.complaint, each=True),
    "case": Field(gettext_lazy("the number of the case"), CODE, lambda view, key: view.docket.number),
    "received": Field(
        gettext_lazy("the day on which it was received"), DATE,
        lambda view, key: _written(matter.received(view)),
    ),
    "stage": Field(
        gettext_lazy("the stage at which the case is"), TEXT, lambda view, key: matter.stage(view)
    ),
    "next": Field(gettext_lazy("what the organisation has to do next"), TEXT, _next),
    "due": Field(gettext_lazy("the last day for that"), DATE, _due),
    "owner": Field(gettext_lazy("who deals with the case"), TEXT, _owner),
    "today": Field(
        gettext_lazy("the day on which it is sent"), DATE,
        lambda view, key: _written(matter.local_day(view, view.at)),
    ),
    "organisation": Field(
        gettext_lazy("the name of the organisation"), TEXT, lambda view, key: organisation().name
    ),
}  # fmt: skip


def problems(text: str, *, each: bool) -> list[Problem]:
    """Return what is wrong with the fields of a text before any case is looked at; `each`: it goes to one
    party alone."""
    found = []
    for name in dict.fromkeys(_FIELD.findall(text)):
        field = FIELDS.get(name)
        if field is None:
            what = _("There is no field {field}.").format(field=f"{{{name}}}")
            found.append(Problem("text", None, what, _("Take one of those listed below the text.")))
        elif field.each and not each:
            what = _("{field} stands only in a message to each.").format(field=f"{{{name}}}")
            found.append(Problem("text", None, what, _("This letter goes to several readers: take it out.")))
    return found


def fill(text: str, view: Opened, key: str = "") -> str:
    """Return the text with the values of one case, for one party (local key) or for all whom a letter
    reaches.

    Raises Refused("no_value") naming every field that has no value there.
    """
    values = {name: FIELDS[name].value(view, key) for name in dict.fromkeys(_FIELD.findall(text))}
    missing = [f"{{{name}}}" for name, value in values.items() if not value]
    if missing:
        why = _("There is no value here for: {fields}.").format(fields=", ".join(missing))
        raise Refused("no_value", why, None)
    return _FIELD.sub(lambda found: values[found[1]], text)
