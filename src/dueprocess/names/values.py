"""What is asked of a screen and what it answers: values. Must not know how anything is found, nor say it in
words: the room that shows a reason has the sentence."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

Day = date | str | None
"""A day, or as much as is known of it: `1961`, `1961-05` or `1961-05-12`; None or empty where nothing is."""


class Use(StrEnum):
    """What names are screened for. Each has a threshold, below which nothing is told."""

    SEARCH = "search"
    LIST = "list match"
    PLATFORM = "platform check"


THRESHOLDS: dict[Use, float] = {Use.SEARCH: 0.38, Use.PLATFORM: 0.6, Use.LIST: 0.86}
"""Chosen on data: see docs/explanation/screening.md."""


class Code(StrEnum):
    """A reason for a score, for it or against it."""

    SAME = "same"
    ORDER = "order"
    JOINED = "joined"
    FORM = "form"
    SHORT = "short"
    SOUND = "sound"
    SLIP = "slip"
    SPELLING = "spelling"
    INITIAL = "initial"
    SCRIPT = "script"
    CHANGED = "changed"
    MORE_ASKED = "more_asked"
    MORE_STORED = "more_stored"
    OTHER_NAME = "other_name"
    BORN = "born"
    BORN_PARTLY = "born_partly"
    BORN_NEARLY = "born_nearly"
    BORN_OTHERWISE = "born_otherwise"
    NUMBER = "number"
    NUMBER_NEARLY = "number_nearly"
    NUMBER_OTHERWISE = "number_otherwise"
    UNIT = "unit"
    UNIT_OTHERWISE = "unit_otherwise"


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason: what was asked, what is stored, and what it does to the score: 1 raises, 0 leaves, -1
    lowers it."""

    code: Code
    asked: str = ""
    stored: str = ""
    effect: int = 0


@dataclass(frozen=True, slots=True)
class Entry:
    """Somebody in a register: a key of the register's own, all names they go by or went by, and what else is
    known."""

    key: str
    names: tuple[str, ...]
    born_on: Day = None
    number: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Query:
    """Somebody who is looked for."""

    name: str
    aliases: tuple[str, ...] = ()
    born_on: Day = None
    number: str = ""
    unit: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """All their names."""
        return tuple(dict.fromkeys(each for each in (self.name, *self.aliases) if each.strip()))


@dataclass(frozen=True, slots=True)
class Hit:
    """Somebody who may be meant: never more than that. `name` is theirs as stored, the one that fits best;
    `asked` is the name that was looked for; `likeness` is what the names alone give, `score` what is left
    after the second factors."""

    key: str
    name: str
    score: float
    likeness: float
    asked: str
    reasons: tuple[Reason, ...]
