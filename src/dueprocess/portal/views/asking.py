"""What a party asks for in a form of one page: done at once, or said beside the fields why not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest

from dueprocess.core.errors import Malformed, Refused
from dueprocess.kit.components import mended, worded


def done(request: HttpRequest, form: Any, act: Callable[[dict[str, Any]], object]) -> bool:
    """Do what was sent with what was typed, and tell whether it was done. Nothing is where none was sent, or
    something in it is wrong: that stands beside its field then, what is refused above all."""
    if request.method != "POST" or not form.is_valid():
        return False
    try:
        act(form.cleaned_data)
    except Refused as error:
        form.add_error(None, worded(error.reason))
    except Malformed as error:
        for each in error.problems:
            form.add_error(each.path if each.path in form.fields else None, mended(each))
    return not form.errors
