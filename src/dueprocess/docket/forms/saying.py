"""Says in words what was typed into a step's form, for the page that checks it. Knows no HTML."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _

from dueprocess.docket.forms import naming
from dueprocess.kit.components import absolute

if TYPE_CHECKING:
    from dueprocess.docket.forms.build import StepForm

LEFT_OUT = frozenset({"files", "files_are"})
"""Files have a place of their own on the page, with their sizes."""


def told(form: StepForm) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return each group that carries something: its title, and label and words of each field."""
    found = []
    for group in form.groups:
        rows = [
            (str(form.fields[name].label), words)
            for name in group.names
            if name not in LEFT_OUT and (words := _words(form.fields[name], form.cleaned_data.get(name)))
        ]
        if rows and not (group.folded and _untouched(form, group.names)):
            found.append((group.title, rows))
    return found


def _untouched(form: StepForm, names: list[str]) -> bool:
    """Tell whether a folded group was left alone: of a sanction on nobody, nothing else counts."""
    first = form.cleaned_data.get(names[0])
    return not first


def _words(field: forms.Field, value: Any) -> str:
    if value in (None, "", []):
        return ""
    chosen: dict[Any, Any] = dict(getattr(field, "choices", ()))
    if isinstance(field, forms.MultipleChoiceField):
        return ", ".join(str(chosen[each]) for each in value)
    if isinstance(field, forms.ChoiceField):
        return str(chosen[value])
    if isinstance(value, datetime):
        return absolute(value, time=True)
    if isinstance(value, date):
        return naming.day(value)
    if value is True:
        return _("yes")
    return str(value)
