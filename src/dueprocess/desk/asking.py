"""How a form of the register is asked and acted on: what is refused stands beside the field it speaks of.

Knows forms and the roots of `core.errors`. Must not know what is asked.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from dueprocess.core.errors import Malformed, Refused
from dueprocess.kit.components import worded

PAGE = "desk/people/form.html"


def ask(request: HttpRequest, form: Any, **context: Any) -> HttpResponse:
    """Show a form: `title`, and where it helps `about`, `button`, `person` (whose page it belongs to)."""
    return render(request, PAGE, {"form": form, **context})


def answer(
    request: HttpRequest,
    form: Any,
    act: Callable[[], Any],
    said: str,
    to: Callable[[Any], Any],
    **context: Any,
) -> HttpResponse:
    """Act on what was typed, say so, and go on to `to(what the action made)`; else show the form with its
    faults and everything that was typed."""
    if form.is_valid():
        try:
            made = act()
        except Malformed as error:
            for each in error.problems:
                form.add_error(each.path if each.path in form.fields else None, f"{each.what} {each.mend}")
        except Refused as error:
            form.add_error(None, worded(error.reason))
        else:
            messages.success(request, said)
            return redirect(*to(made))
    return ask(request, form, **context)
