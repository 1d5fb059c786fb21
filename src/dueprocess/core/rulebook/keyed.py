"""Reading one table of a TOML text by a table of the keys that it may have. Knows no format."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol, TypeVar

from dueprocess.core.rulebook import words
from dueprocess.core.rulebook.locate import Path, written
from dueprocess.core.saying import say as _


class Key(Protocol):
    """What is told of a key of any format."""

    @property
    def required(self) -> bool:
        """Whether it has to be there."""


_Key = TypeVar("_Key", bound=Key)


def row(
    raw: Any,
    path: Path,
    keys: Mapping[str, _Key],
    value: Callable[[Any, Path, _Key], Any],
    problem: Callable[[Path, str, str], None],
) -> dict[str, Any]:
    """Return the values of a table: each as `value` reads it (None: it is faulty, which was told), and left
    out where it is. What is no table, no key or missing is told as a `problem` with how to mend it."""
    if not isinstance(raw, dict):
        said = written(path)
        problem(path, _("`%(path)s` is no table.", path=said), _("Write [%(path)s].", path=said))
        return {}
    for key in raw:
        if key not in keys:
            mend = words.nearest(key, sorted(keys)) or _("Take it out.")
            problem((*path, key), _("There is no key %(shown)s here.", shown=words.shown(key)), mend)
    found = {}
    for name, key in keys.items():
        if name in raw:
            read = value(raw[name], (*path, name), key)
            if read is not None:
                found[name] = read
        elif key.required:
            problem((*path, name), _("`%(path)s` is missing.", path=name), _("Write it in quotes."))
    return found
