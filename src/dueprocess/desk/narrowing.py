"""What the list of cases is narrowed to: from the address to filters, and as a sentence.

Knows the filter's form. What is seen, the wall says.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dueprocess.cases import extracts
from dueprocess.desk import forms
from dueprocess.docket.search import UNOWNED, Filters, Sort
from dueprocess.people import extracts as people
from dueprocess.people.models import Person

ONLY = ("mine", "late", "unowned", "refused")
"""The boxes to tick."""
ORDERS = (
    (Sort.DUE, gettext_lazy("those due first on top")),
    (Sort.OLDEST, gettext_lazy("the oldest on top")),
    (Sort.NEWEST, gettext_lazy("the newest on top")),
    (Sort.CHANGED, gettext_lazy("those changed last on top")),
)
_CHOICES = ("stage", "unit", "age")


@dataclass(frozen=True, slots=True)
class Asked:
    """A list of cases as somebody asked for it."""

    filters: Filters
    sort: Sort
    number: str
    refused: bool

    def queue(self, person: Person, **more: Any) -> extracts.Queue:
        """Return a page of it (`extracts.queue`)."""
        return extracts.queue(
            person, self.filters, sort=self.sort, number=self.number, refused=self.refused, **more
        )


def form_of(query: QueryDict) -> forms.QueueFilter:
    """Return the form of the filter with what the address asks for."""
    units = forms.units(people.units(closed=True))
    data = query.copy()
    data.setdefault("state", "open")
    form = forms.QueueFilter(extracts.stages(), units, data)
    form.is_valid()
    return form


def asked(form: forms.QueueFilter, sort: str | None, person: Person) -> Asked:
    """Return what a form asks for; a value that makes no sense narrows nothing."""
    typed = form.cleaned_data
    low, __, high = (typed.get("age") or "").partition("-")
    owner = UNOWNED if typed.get("unowned") else person.pk if typed.get("mine") else None
    filters = Filters(
        is_open=None
        if typed.get("number")  # whoever has a number need not know how the case stands
        else {"closed": False, "all": None}.get(typed.get("state") or "open", True),
        stage=typed.get("stage") or "",
        unit=int(typed["unit"]) if typed.get("unit") else None,
        owner=owner,
        overdue=bool(typed.get("late")),
        older_than=int(low or 0) or None,
        younger_than=int(high) if high else None,
    )
    return Asked(filters, sorted_by(sort), str(typed.get("number") or ""), bool(typed.get("refused")))


def sorted_by(sort: str | None) -> Sort:
    """Return the order of that name; by default by what is due."""
    try:
        return Sort(sort or Sort.DUE)
    except ValueError:
        return Sort.DUE


def narrowing(query: Mapping[str, str]) -> dict[str, str]:
    """Return what of an address narrows the list, without what says nothing."""
    found = {name: value for name, value in query.items() if value and name not in ("sort", "after")}
    if found.get("state") == "open":
        del found["state"]
    return found


def sentence(form: forms.QueueFilter, query: Mapping[str, str] | None = None) -> list[str]:
    """Return the filters in words, as they stand above the list: those of the form, or of another `query`."""
    typed: Mapping[str, Any] = form.cleaned_data if query is None else query
    found = [_title(form, "state", typed.get("state") or "open")]
    if typed.get("number"):
        found = [_("number or code name “{number}”").format(number=typed["number"])]
    found += [str(form.fields[name].label).lower() for name in ONLY if typed.get(name)]
    for name in _CHOICES:
        if not typed.get(name):
            continue
        label, title = str(form.fields[name].label).lower(), _title(form, name, typed[name])
        if not title:
            found.append(_("{what} (there is no such one any more)").format(what=label))
        elif typed[name] in dict(forms.OLDER):
            found.append(title)
        else:
            found.append(f"{label} {title}")
    return [each for each in found if each]


def stale(form: forms.QueueFilter, query: Mapping[str, str]) -> bool:
    """Tell whether a filter names a stage or a unit that is no more: it would narrow to less than it says."""
    return any(query.get(name) and not _title(form, name, query[name]) for name in _CHOICES)


def _title(form: forms.QueueFilter, name: str, value: Any) -> str:
    choices: Iterable[tuple[Any, Any]] = form.fields[name].choices  # type: ignore[attr-defined]
    return str(dict(choices).get(value, "")).strip()


def as_one(parts: Sequence[str]) -> str:
    """Return the parts of a sentence as one, with its capital."""
    said = ", ".join(parts)
    return said[:1].upper() + said[1:]
