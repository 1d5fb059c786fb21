"""Sentences that remember how they were made, so that a door can say them in another language.

The engine speaks English, and its sentences are plain strings. One made by `say` or `say_many` also keeps
its template and its values; whoever shows it hands `retold` what a language knows. Imported under the names
that gettext looks for (`say as _`, `say_many as ngettext`), its templates come into the catalogues with the
words of the pages. What a value says in the organisation's own words (a title) stays as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any, SupportsIndex


class Said(str):
    """A sentence in English with its template (for one, and for `many` of a `number`) and its values."""

    __slots__ = ("many", "number", "template", "values")
    template: str
    many: str
    number: int
    values: Mapping[str, object]

    def __new__(
        cls, text: str, template: str, values: Mapping[str, object], many: str = "", number: int = 1
    ) -> Said:
        """Return the text with what it was made of."""
        made = str.__new__(cls, text)
        made.template, made.values, made.many, made.number = template, values, many, number
        return made

    def __reduce_ex__(self, protocol: SupportsIndex) -> tuple[Any, ...]:
        """Return how to make a copy that remembers the same."""
        return (type(self), (str(self), self.template, self.values, self.many, self.number))


class SaidDay(Said):
    """A day in a sentence, 3 April 2026; its only value is the day."""

    __slots__ = ()


def say(template: str, /, **values: object) -> Said:
    """Return a sentence: the template with its values, named in it as `%(name)s`."""
    return Said(template % values if values else template, template, values)


def say_many(one: str, many: str, n: int, /, **values: object) -> Said:
    """Return a sentence about a number, `%(n)s` in both its templates."""
    values["n"] = n
    return Said((one if n == 1 else many) % values, one, values, many, n)


def say_day(day: date) -> Said:
    """Return a day as a sentence says it."""
    return SaidDay(f"{day.day} {day:%B} {day.year}", "", {"day": day})


def together(parts: Iterable[str], between: str = " ") -> Said:
    """Return sentences, or parts of one, one after the other; `between` are marks, no words."""
    several = list(parts)
    if len(several) < 2:
        part = several[0] if several else ""
        return part if isinstance(part, Said) else Said(part, "", {})
    values = {f"p{number}": part for number, part in enumerate(several)}
    return say(between.join(f"%({name})s" for name in values), **values)


def retold(
    text: str,
    one: Callable[[str], str],
    many: Callable[[str, str, int], str],
    day: Callable[[date], str],
) -> str:
    """Return a sentence in the language whose three functions these are: for a template, for a template with
    a number, for a day. Text that remembers nothing comes back as it is."""
    if not isinstance(text, Said):
        return text
    if isinstance(text, SaidDay):
        when = text.values["day"]
        assert isinstance(when, date)
        return day(when)
    if not text.template:
        return str(text)
    values = {
        name: retold(value, one, many, day) if isinstance(value, str) else value
        for name, value in text.values.items()
    }
    template = many(text.template, text.many, text.number) if text.many else one(text.template)
    return template % values if values else template
