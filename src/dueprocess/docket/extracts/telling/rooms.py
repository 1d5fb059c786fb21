"""What rooms say of notes of their own: what each is called, and what its facts mean. Knows none of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from dueprocess.docket.extracts.opened import Opened

Words = Callable[[Opened, Mapping[str, Any]], Iterator[tuple[str, str]]]
_words: dict[str, Words] = {}
_titles: dict[str, Any] = {}


def note_with(note: str, words: Words, *, title: Any = None) -> None:
    """Let a room say what the facts of its own note mean, as label and words, and what it is called (`title`,
    lazily in the reader's language) where `titles` does not know it."""
    _words[note] = words
    if title is not None:
        _titles[note] = title


def words_of(view: Opened, note: str, facts: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield what the facts of a room's note mean, as label and words; nothing for any other note."""
    if note in _words:
        yield from _words[note](view, facts)


def titles() -> dict[str, str]:
    """Return what the notes of rooms are called, in the reader's language."""
    return {note: str(title) for note, title in _titles.items()}
