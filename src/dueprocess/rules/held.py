"""Which version of one sort of text holds for a rulebook: the one adopted last, read once. Must not know what
the texts say, nor dockets."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, Protocol, TypeVar

from django.db.models import Model

from dueprocess.core.errors import Broken
from dueprocess.people import holders


class Text(Protocol):
    """What was read from a text: it knows the hash of that text."""

    @property
    def hash(self) -> str:
        """Return the hash."""


T = TypeVar("T", bound=Text)


class Held(Generic[T]):
    """The adopted versions of one sort of text: their table, how a text is read, and what it is called."""

    def __init__(self, version: type[Model], load: Callable[[str], T], called: str) -> None:
        self._rows = version._default_manager
        self._load = load
        self._called = called
        self._kept: dict[int, dict[str, T | None]] = {}
        self._loaded: dict[str, T] = {}

    def current(self, rulebook: str) -> T | None:
        """Return what was adopted last for a rulebook (by its id); None where there is nothing. Kept under
        the register's stamp, which an adoption changes too. Raises Broken for a stored text that no longer
        has its hash."""
        now = holders.stamp()
        if not now or now not in self._kept:
            self._kept.clear()
            self._kept[now] = {}
        kept = self._kept[now]
        if rulebook not in kept:
            rows = self._rows.filter(rulebook_id=rulebook).order_by("-recorded_at", "-version")
            found = rows.values_list("pk", "text").first()
            kept[rulebook] = self._read(*found) if found else None
        return kept[rulebook]

    def get(self, hash_: str) -> T:
        """Return an adopted version; its text never changes, so it is kept. Raises DoesNotExist for none,
        Broken as `current`."""
        if hash_ not in self._loaded:
            self._loaded[hash_] = self._read(hash_, self._rows.values_list("text", flat=True).get(pk=hash_))
        return self._loaded[hash_]

    def _read(self, hash_: str, text: str) -> T:
        found = self._load(text)
        if found.hash != hash_:
            raise Broken(f"The stored text of {self._called} {hash_} was changed.")
        return found
