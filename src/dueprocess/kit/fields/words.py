"""The words that several kinds of field share."""

from typing import Any

from django.utils.translation import gettext_lazy


def needed(label: str) -> Any:
    """Return the words for an empty field, which name the field so that the summary can stand alone."""
    return gettext_lazy("Enter an answer: {label}").format(label=label)
