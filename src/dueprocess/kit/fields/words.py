"""The words that several kinds of field share."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

# Text for a page, translated at once or when it is shown.
Words: TypeAlias = "str | _StrPromise"


def needed(label: Words) -> Words:
    """Return the words for an empty field, which name the field so that the summary can stand alone."""
    return format_lazy(gettext_lazy("Enter an answer: {label}"), label=label)


def chosen(label: Words) -> Words:
    """Return the words for a choice that was not made, which name the question as `needed` does."""
    return format_lazy(gettext_lazy("Choose one: {label}"), label=label)


def whole(text: str) -> int | None:
    """Return the number that was typed in at most fifteen digits, None for anything else: what is longer is
    no number of ours, and neither the machine nor the database would take it."""
    return int(text) if text.isdecimal() and len(text) <= 15 else None
