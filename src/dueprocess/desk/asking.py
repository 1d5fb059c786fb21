"""How a form is asked, checked and acted on: what is refused stands beside the field it speaks of.

Knows forms and the roots of `core.errors`. Must not know what is asked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from dueprocess.core.errors import Malformed, Refused
from dueprocess.kit.components import mended, worded

PAGE, CHECK = "desk/people/form.html", "desk/people/check.html"


@dataclass(frozen=True, slots=True)
class Told:
    """What is shown before it counts: `rows` (label and words), and under `title` whom it concerns."""

    rows: Sequence[tuple[str, Any]]
    title: str = ""
    lines: Iterable[str] = ()


def ask(request: HttpRequest, form: Any, *, page: str = PAGE, **context: Any) -> HttpResponse:
    """Show a form: `title`, and where it helps `about`, `button`, `person` (whose page it belongs to)."""
    return render(request, page, {"form": form, **context})


def answer(
    request: HttpRequest,
    form: Any,
    act: Callable[[], Any],
    said: str,
    to: Callable[[Any], Any],
    *,
    told: Callable[[], Told] | None = None,
    page: str = PAGE,
    check: str = CHECK,
    **context: Any,
) -> HttpResponse:
    """Act on what was typed, say so, and go on to `to(what the action made)`; else show the form with its
    faults and everything that was typed; one that was not sent yet as `ask` does.

    With `told`, that is shown first, on a page of its own, once the action was tried and undone: what would
    be refused is refused there.
    """
    if form.is_valid() and "change" not in request.POST:
        try:
            if told is not None and "checked" not in request.POST:
                shown = told()
                with transaction.atomic():
                    act()
                    transaction.set_rollback(True)
                return render(request, check, {"told": shown, "again": again(form.data, "change"), **context})
            made = act()
        except Malformed as error:
            blame(form, error)
        except Refused as error:
            form.add_error(None, worded(error.reason))
        else:
            messages.success(request, said)
            return redirect(*to(made))
    return ask(request, form, page=page, **context)


def blame(form: Any, error: Malformed) -> None:
    """Put each fault beside the field of its name, or above the form where it has none."""
    for each in error.problems:
        form.add_error(each.path if each.path in form.fields else None, mended(each))


def again(data: QueryDict, *but: str) -> list[tuple[str, str]]:
    """Everything that was typed, to be sent once more from the page on which it is checked, `but` these."""
    left = {"csrfmiddlewaretoken", *but}
    return [(name, value) for name, values in data.lists() if name not in left for value in values]


def typed(form: Any) -> list[tuple[str, str]]:
    """What was typed or chosen in a valid form, in the words of its page: label and value of each field that
    is not empty."""
    told = []
    for bound in form:
        value = form.cleaned_data.get(bound.name)
        if value not in (None, "", False, [], ()):
            options = dict(getattr(bound.field, "choices", None) or ())
            shown = _("Yes") if value is True else str(options.get(str(value), value)).strip()
            told.append((str(bound.label), shown))
    return told
