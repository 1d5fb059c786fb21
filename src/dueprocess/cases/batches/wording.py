"""Fields in a text that goes to the parties of several cases: `{received}` becomes the day on which that
case's complaint was received. Knows values of one case; must not know what is done with the text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import dateformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dueprocess.cases.models import Complaint
from dueprocess.core.errors import Problem, Refused
from dueprocess.core.rulebook.model import DueKind
from dueprocess.docket import roster
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


def _day(view: Opened, moment: datetime | None) -> str:
    """Return the day of a moment, as the rulebook's calendar has it."""
    if moment is None:
        return ""
    return dateformat.format(view.state._fold.clock.local_day(moment), _("j F Y"))


def _complaints(view: Opened, key: str) -> str:
    rows = Complaint.objects.filter(docket=view.docket).order_by("received_at", "pk")
    return ", ".join(row.number for row in rows if row.complainant == key)


def _stage(view: Opened, key: str) -> str:
    return next((each.title for each in view.state.strands if each.parent is None), "")


def _owed(view: Opened) -> Any:
    """Return the deadline that the organisation has to keep next; None where it owes nothing on a day."""
    parties = set(view.rulebook.parties)
    owed = [
        (each.due_at, n, each)
        for n, each in enumerate(view.state.deadlines)
        if not each.met
        and each.due_at is not None
        and each.kind in (DueKind.DUTY, DueKind.TARGET)
        and not any(who.name in parties for who in view.rulebook.steps[each.step].by)
    ]
    return min(owed)[2] if owed else None


def _next(view: Opened, key: str) -> str:
    found = _owed(view)
    return view.rulebook.steps[found.step].title if found else ""


def _due(view: Opened, key: str) -> str:
    found = _owed(view)
    if found is None:
        return ""
    return dateformat.format(found.last_day, _("j F Y")) if found.last_day else _day(view, found.due_at)


def _owner(view: Opened, key: str) -> str:
    owner = roster.owner(view.whole.rows)
    return view.name(owner) if owner else ""


TEXT, CODE, DATE = gettext_lazy("text"), gettext_lazy("code"), gettext_lazy("date")
FIELDS: Mapping[str, Field] = {
    "name": Field(
        gettext_lazy("the name of whoever it goes to"), TEXT,
        lambda view, key: view.name(key) if view.identities.get(key, {}).get("name") or _known(view, key)
        else "", each=True,
    ),
    "complaint": Field(gettext_lazy("the number of their complaint"), CODE, _complaints, each=True),
    "case": Field(gettext_lazy("the number of the case"), CODE, lambda view, key: view.docket.number),
    "received": Field(
        gettext_lazy("the day on which it was received"), DATE,
        lambda view, key: _day(view, view.docket.received_at),
    ),
    "stage": Field(gettext_lazy("the stage at which the case is"), TEXT, _stage),
    "next": Field(gettext_lazy("what the organisation has to do next"), TEXT, _next),
    "due": Field(gettext_lazy("the last day for that"), DATE, _due),
    "owner": Field(gettext_lazy("who deals with the case"), TEXT, _owner),
    "today": Field(gettext_lazy("the day on which it is sent"), DATE, lambda view, key: _day(view, view.at)),
    "organisation": Field(
        gettext_lazy("the name of the organisation"), TEXT, lambda view, key: organisation().name
    ),
}  # fmt: skip


def _known(view: Opened, key: str) -> bool:
    return bool(view.identities.get(key, {}).get("person"))


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
