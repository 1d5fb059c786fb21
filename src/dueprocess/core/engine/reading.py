"""Taking values out of JSON: every fault with its path, nothing guessed.

Knows texts, names, days and moments as JSON writes them. Must not know what a docket
is: that is `reading_rows`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any

from dueprocess.core.errors import Malformed, Problem

Register = tuple[Any, dict[str, Any]]
"""People as written, and as read: the rows of one docket mostly name the same."""


class Reader:
    """Takes values out of JSON and keeps every problem it meets."""

    never = datetime(1, 1, 1, tzinfo=UTC)

    def __init__(self, registers: Iterable[Register] = ()) -> None:
        self.problems: list[Problem] = []
        self.registers = list(registers)

    def wrong(self, path: str, what: str, mend: str) -> None:
        self.problems.append(Problem(path or "docket", None, what, mend))

    def malformed(self) -> Malformed:
        return Malformed(self.problems)

    def known(self, obj: Mapping[str, Any], path: str, keys: frozenset[str]) -> None:
        for key in obj:
            if key not in keys:
                self.wrong(at(path, key), "This key is not known here.", f"Known: {', '.join(sorted(keys))}.")

    def text(self, obj: Mapping[str, Any], path: str, key: str, *, required: bool = False) -> str | None:
        value = obj.get(key)
        if value is None:
            if required:
                self.wrong(at(path, key), "It is missing.", "Give it.")
            return None
        if isinstance(value, str) and value:
            return value
        self.wrong(at(path, key), "It is no text.", "Write a text that is not empty.")
        return None

    def name(self, obj: Mapping[str, Any], path: str, key: str, *, required: bool = False) -> str | None:
        value = self.text(obj, path, key, required=required)
        return value.replace(" ", "_") if value is not None else None

    def number(self, obj: Mapping[str, Any], path: str, key: str, *, required: bool = False) -> int | None:
        value = obj.get(key)
        if value is None and not required:
            return None
        if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
            return value
        self.wrong(at(path, key), "It is no number.", "Write a whole number.")
        return None

    def flag(self, obj: Mapping[str, Any], path: str, key: str) -> bool:
        """True or false; false where it is left out."""
        value = obj.get(key, False)
        if not isinstance(value, bool):
            self.wrong(at(path, key), "It is neither true nor false.", "Write true or false.")
        return value is True

    def moment(
        self, obj: Mapping[str, Any], path: str, key: str, *, required: bool = False
    ) -> datetime | None:
        value = obj.get(key)
        if value is None and not required:
            return None
        try:
            found = datetime.fromisoformat(value)  # type: ignore[arg-type]
            if found.tzinfo is not None and len(value) > 10:  # type: ignore[arg-type]
                return found.astimezone(UTC)
        except (TypeError, ValueError, OverflowError):
            pass
        self.wrong(
            at(path, key),
            "It is no moment with an offset from UTC.",
            "Write it like 2026-03-23T10:00:00+00:00.",
        )
        return None

    def day(self, obj: Mapping[str, Any], path: str, key: str, *, required: bool = False) -> date | None:
        value = obj.get(key)
        if value is None and not required:
            return None
        found = as_day(value)
        if found is None:
            self.wrong(at(path, key), "It is no day.", "Write it like 2026-03-23.")
        return found

    def days(self, obj: Mapping[str, Any], path: str, key: str) -> list[date]:
        found = []
        for index, value in enumerate(self.values(obj, path, key)):
            day = as_day(value)
            if day is None:
                self.wrong(f"{at(path, key)}[{index}]", "It is no day.", "Write it like 2026-03-23.")
            else:
                found.append(day)
        return found

    def calendar(self, obj: Mapping[str, Any], path: str, key: str) -> frozenset[date]:
        """Days as `days` reads them; a list that stands in docket after docket is read once."""
        try:
            return _calendar(tuple(self.values(obj, path, key)))
        except (TypeError, ValueError):
            return frozenset(self.days(obj, path, key))

    def either(self, obj: Mapping[str, Any], path: str, key: str) -> tuple[datetime | None, date | None]:
        """A moment, or a day."""
        value = obj.get(key)
        if value is None:
            return None, None
        day = as_day(value)
        return (None, day) if day is not None else (self.moment(obj, path, key), None)

    def texts(self, obj: Mapping[str, Any], path: str, key: str) -> tuple[str, ...]:
        values = obj.get(key)
        if values is None:
            return ()
        found = []
        for index, value in enumerate(self.values(obj, path, key)):
            if isinstance(value, str) and value:
                found.append(value)
            elif isinstance(value, int) and not isinstance(value, bool):
                found.append(str(value))
            else:
                self.wrong(f"{at(path, key)}[{index}]", "It is no text.", "Write a text that is not empty.")
        return tuple(found)

    def values(self, obj: Mapping[str, Any], path: str, key: str) -> list[Any]:
        values = obj.get(key)
        if values is None:
            return []
        if isinstance(values, list | tuple):
            return list(values)
        self.wrong(at(path, key), "It is no list.", "Write a list: [ … ].")
        return []

    def objects(
        self, obj: Mapping[str, Any], path: str, key: str, keys: frozenset[str] | None
    ) -> Iterator[tuple[Mapping[str, Any], str]]:
        for index, value in enumerate(self.values(obj, path, key)):
            where = f"{at(path, key)}[{index}]"
            if not isinstance(value, Mapping):
                self.wrong(where, "It is no object.", "Write { … }.")
                continue
            if keys is not None:
                self.known(value, where, keys)
            yield value, where

    def keys(self, obj: Mapping[str, Any], path: str, key: str) -> Iterator[tuple[str, str]]:
        values = obj.get(key)
        if values is None:
            return
        if not isinstance(values, Mapping):
            self.wrong(at(path, key), "It is no object.", "Write { … }.")
            return
        for name in values:
            yield str(name), f"{at(path, key)}.{name}"


@lru_cache(maxsize=32)
def _calendar(values: tuple[Any, ...]) -> frozenset[date]:
    days = [as_day(value) for value in values]
    if None in days:
        raise ValueError("no day")
    return frozenset(day for day in days if day is not None)


def as_day(value: Any) -> date | None:
    """A day written like 2026-03-23, else None."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    if isinstance(value, str) and len(value) == 10:
        try:
            return date.fromisoformat(value)
        except ValueError:
            return None
    return None


def at(path: str, key: str) -> str:
    """The path of a key."""
    return f"{path}.{key}" if path else key
