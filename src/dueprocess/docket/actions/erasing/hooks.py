"""What the rooms above say of an erasure, of a docket or of people: whether it may be, and what of theirs
goes with it.

Registered when the installation starts; this room never learns what any of it means.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from dueprocess.docket.models import Docket

Forget = Callable[[Sequence[Docket]], Iterable[tuple[int, list[str]]]]
Left = Callable[[Mapping[str, Any]], dict[str, Any]]
_unless: list[Callable[[Docket], None]] = []
_forget: list[Forget] = []
_forget_people: list[Callable[[Sequence[int]], None]] = []
_left: list[Left] = []


def unless(check: Callable[[Docket], None]) -> None:
    """Let a room keep a docket from being erased: `check` gets it, locked, in the transaction that would
    erase it, and raises Refused, naming its number."""
    _unless.append(check)


def forgets(forget: Forget) -> None:
    """Let a room erase what its own tables hold of dockets: `forget` gets them while their keys are still
    there, and returns, by the docket's key, the names of stored files that go with it."""
    _forget.append(forget)


def needs(left: Left) -> None:
    """Let a room say what of an act's content (by field) its rows still need when a docket was erased: codes
    and keyed tags that say nothing about anybody."""
    _left.append(left)


def forgets_people(forget: Callable[[Sequence[int]], None]) -> None:
    """Let a room erase what its own tables hold of people (their keys) who are erased from the register."""
    _forget_people.append(forget)


def forget_people(people: Sequence[int]) -> None:
    """Erase what the rooms above hold of people who are erased from the register."""
    for each in _forget_people:
        each(people)


def check(docket: Docket) -> None:
    """Raise Refused where a room keeps the docket from being erased."""
    for each in _unless:
        each(docket)


def forget(dockets: Sequence[Docket]) -> list[tuple[int, list[str]]]:
    """Erase what the rooms above hold of dockets; returns, by the docket's key, the names of stored files
    that go with it."""
    return [found for each in _forget for found in each(dockets)]


def left(content: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is still needed of one act's content."""
    return {field: value for each in _left for field, value in each(content).items()}
