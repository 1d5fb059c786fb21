"""A set of letters in words: what `dueprocess letters explain` prints."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain

from dueprocess.core.letters.fields import FIELD
from dueprocess.core.letters.model import Letters, Part


def reader(audience: str) -> str:
    """Return an audience in words."""
    return audience.replace("_", " ")


def explain(letters: Letters) -> str:
    """Return each letter of a set with whom it has words for, what it says, and which fields it needs."""
    lines = [f"{letters.title}, version {letters.version}", ""]
    for letter in letters.letters.values():
        lines.append(f"{letter.title} ({letter.id})")
        every = chain(*letter.to.values(), letter.text)
        for audience, words in letter.to.items():
            lines += _told(f"to {reader(audience)}", words)
        if letter.text:
            lines += _told("to everybody else" if letter.to else "to everybody", letter.text)
        lines += [f"  fields: {', '.join(fields_of(every)) or 'none'}", ""]
    lines.append(letters.may_tell)
    lines += [f"  - {each}" for each in letters.trusted.values()]
    return "\n".join(lines)


def fields_of(words: Iterable[Part]) -> list[str]:
    """Return the fields of a letter's words in the order in which they stand."""
    return list(dict.fromkeys(name for part in words for text in part.texts for name in FIELD.findall(text)))


def _told(to: str, words: tuple[Part, ...]) -> list[str]:
    marks = {"head": "# ", "points": "- ", "text": ""}
    return [f"  {to}:", *(f"    {marks[part.kind]}{text}" for part in words for text in part.texts)]
