"""Which words of a docket are searched: of what was written in its acts, of the names and hashes of its
files, of the names of those who came in, and of text that rooms make out of what lies in it. Stored by
`actions.indexing`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from dueprocess.docket import evidence, withholding
from dueprocess.docket.held import Held
from dueprocess.docket.models import Docket
from dueprocess.docket.sealing import OFFICER, Vault, as_text
from dueprocess.kit import words

Texts = Callable[[Any], Iterable[str]]
_of_notes: dict[str, Texts] = {}
_derived: list[Callable[[Docket], Iterable[str]]] = []


def only(note: str, texts: Texts) -> None:
    """Let a room say what of a field of its own note is searched: `texts` gets its value. Of any other note
    or step all text is."""
    _of_notes[note] = texts


def derived(texts: Callable[[Docket], Iterable[str]]) -> None:
    """Let a room say which text it has made out of what lies in a docket (read from a scan, taken down from a
    recording) is searched too."""
    _derived.append(texts)


def in_field(name: str, value: Any) -> set[str]:
    """Return the tags of what is searched in one field of an act or note of that name."""
    if name in _of_notes:
        return in_texts(_of_notes[name](value))
    return words.tags(_text(value))


def in_name(key: str, name: str) -> set[str]:
    """Return the tags of the name of whoever comes in under a local key; none of an officer's: no
    case is found by who works on it."""
    return set() if key.startswith(OFFICER) else words.tags(name)


def in_texts(texts: Iterable[str]) -> set[str]:
    """Return the tags of some texts."""
    return {tag for each in texts for tag in words.tags(each)}


def of(mine: Held, vault: Vault) -> set[str]:
    """Return the tags of all that is searched in a docket, nothing of what evidence keeps back. Raises Broken
    where something sealed does not open."""
    found: set[str] = set()
    back = withholding.withheld(evidence.items(mine.acts))
    for act in mine.acts:
        for row in mine.content(act):
            if not back.hides(act.n, as_text(row.field)):
                found |= in_field(act.name, vault.content(row, act.n))
        for file in mine.files(act):
            if (act.n, file.n) not in back.files:
                told = vault.file(file, act.n)
                found |= in_texts([told["name"], told["sha256"]])
    for person in mine.people:
        found |= in_name(person.key, str(vault.identity(person).get("name", "")))
    for texts in _derived:
        found |= in_texts(texts(mine.docket))
    return found


def _text(value: Any) -> str:
    """Return all words of a content value."""
    if isinstance(value, str):
        return value
    if isinstance(value, Mapping):
        return " ".join(_text(item) for item in value.values())
    if isinstance(value, list | tuple):
        return " ".join(_text(item) for item in value)
    return ""
