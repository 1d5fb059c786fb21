"""A letter as it went out, as plain values that can be sealed, and read again. Knows no storage."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, fields
from typing import Any

from dueprocess.core.letters.rendering import Block, Rendered


def plain(letter: Rendered) -> dict[str, Any]:
    """Return a letter as values of JSON."""
    return {name: _plain(value) for name, value in asdict(letter).items()}


def read(values: Mapping[str, Any]) -> Rendered:
    """Return the letter that these values (`plain`) are."""
    found = {each.name: _read(values[each.name]) for each in fields(Rendered)}
    found["blocks"] = tuple(Block(each["kind"], tuple(each["texts"])) for each in values["blocks"])
    return Rendered(**found)


def _plain(value: Any) -> Any:
    return [_plain(each) for each in value] if isinstance(value, list | tuple) else value


def _read(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
