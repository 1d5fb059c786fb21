"""A text of the rulebook that people read, which knows its language."""

from __future__ import annotations

from typing import Self


class Text(str):
    """A title, or what is said of a row: plain text, with the `language` of its rulebook beside it."""

    __slots__ = ("language",)

    language: str

    def __new__(cls, text: str, language: str = "") -> Self:
        """Return the text with its language; "" where it is not known."""
        made = super().__new__(cls, text)
        made.language = language
        return made
