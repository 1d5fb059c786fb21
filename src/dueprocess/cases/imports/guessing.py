"""What the columns of an unknown table may be: guesses from names and from all values, each with its reason.

Pure: values in, guesses out. Nothing is decided here; where a day could be read in two ways, both are named.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from dueprocess.cases.imports.mapping import ONCE, Field
from dueprocess.kit.tables.dates import Format, Reader, UnreadableError
from dueprocess.kit.tables.sources import plain

MOST_WORDS = 60
"""A column of more different words is no vocabulary."""
_SHOWN, _TRIED = 3, 200
_FORMATS = (
    "YYYY-MM-DD", "YYYY-MM-DD hh:mm:ss", "YYYY-MM-DD hh:mm", "DD/MM/YYYY", "D/M/YYYY", "MM/DD/YYYY",
    "M/D/YYYY", "DD.MM.YYYY", "D.M.YYYY", "DD-MM-YYYY", "MM-DD-YYYY", "D Mon YYYY", "D-Mon-YYYY",
    "Mon D, YYYY", "YYYY/MM/DD", "YYYYMMDD", "MM/YYYY", "YYYY-MM", "YYYY",
)  # fmt: skip
_TWINS = {"D/M/YYYY": "M/D/YYYY", "DD/MM/YYYY": "MM/DD/YYYY", "DD-MM-YYYY": "MM-DD-YYYY"}
_TWINS |= {other: one for one, other in _TWINS.items()}
_READERS = {text: Reader((Format.of(text),), earliest=date(1900, 1, 1)) for text in _FORMATS}
_NAMES: tuple[tuple[Field, str], ...] = (
    (Field.ID, r"\b(id|no|nr|number|case no|case number|reference|ref|aktenzeichen)\b"),
    (Field.CLOSED_ON, r"clos|complet|resolved|finished|concluded|ended"),
    (Field.INCIDENT_ON, r"incident|occurr|happen|event"),
    (
        Field.RECEIVED_ON,
        r"receiv|complaint date|date of complaint|opened|submitted|filed|\bdate\b",
    ),
    (Field.STATUS, r"status|state\b"),
    (Field.PERSON, r"respondent|accused|subject|against|officer"),
    (Field.COMPLAINANT, r"complainant|reporter|submitter|\bfrom\b"),
    (Field.FINDING, r"finding"),
    (Field.SANCTION, r"sanction|penalt|discipline"),
    (Field.OUTCOME, r"outcome|result|decision"),
    (Field.CATEGORY, r"categor|type|kind|code"),
    (Field.UNIT, r"branch|unit|region|section|district|department"),
    (Field.CHANNEL, r"channel|method|source"),
    (Field.SUMMARY, r"summary|description|details|about|allegation"),
)
_DATES = (Field.RECEIVED_ON, Field.CLOSED_ON, Field.INCIDENT_ON)
_CLOSED = re.compile(
    r"clos|done|resolv|dismiss|withdraw|final|complet|ended|settled|expunged|no further", re.I
)


class Why(StrEnum):
    """The reason of a guess, as a code; the page has the sentence."""

    NAME = "name"
    DIFFERENT = "different"
    DAYS = "days"
    NOTHING = "nothing"


@dataclass(slots=True)
class Profile:
    """One column: how many rows say something, some of its values, what it may be and why."""

    name: str
    filled: int = 0
    samples: list[str] = field(default_factory=list)
    guess: str = Field.KEPT.value
    why: str = Why.NOTHING.value
    formats: list[str] = field(default_factory=list)
    ambiguous: int = 0
    unread: int = 0
    words: dict[str, int] = field(default_factory=dict)


class _Column:
    def __init__(self, name: str) -> None:
        self.profile = Profile(name)
        self.words: Counter[str] = Counter()
        self.seen: set[int] = set()
        self.repeated = False
        self.dates: Counter[str] = Counter()
        self.swapped: Counter[str] = Counter()
        self.unread = 0
        self.formats = list(_FORMATS)

    def add(self, text: str) -> None:
        profile = self.profile
        profile.filled += 1
        if text not in profile.samples and len(profile.samples) < _SHOWN:
            profile.samples.append(text[:60])
        if len(self.words) <= MOST_WORDS:
            self.words[text] += 1
        if not self.repeated:
            known = hash(text)
            self.repeated = known in self.seen
            self.seen.add(known)
        if self.formats:
            self._date(text)

    def _date(self, text: str) -> None:
        found = {}
        for name in self.formats:
            try:
                found[name] = _READERS[name].read(text, date.max)
            except UnreadableError:
                continue
            self.dates[name] += 1
        for name, value in found.items():
            if (other := found.get(_TWINS.get(name, ""))) and other != value:
                self.swapped[name] += 1
        self.unread += not found
        if self.profile.filled == _TRIED:
            if self.unread > _TRIED // 2:
                self.formats = []
            else:
                self.formats = [name for name in self.formats if self.dates[name]]

    def days(self) -> tuple[list[str], int]:
        """The formats that read most values, fewest first needed; and how many values two of them dispute."""
        if not self.formats or self.unread * 2 > self.profile.filled:
            return [], 0
        left = [name for name in self.formats if self.dates[name]]
        left.sort(key=lambda name: -self.dates[name])
        chosen: list[str] = []
        shapes: set[str] = set()
        disputed = 0
        for name in left:
            shape = re.sub(r"(.)\1*", r"\1", name.replace("D", "M"))  # which signs stand where
            twin = _TWINS.get(name)
            if twin in chosen:
                if self.dates[twin] == self.dates[name]:
                    chosen.append(name)
                    disputed = self.swapped[name]
            elif shape not in shapes:
                chosen.append(name)
                shapes.add(shape)
        return chosen, disputed


def profiles(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> list[Profile]:
    """Look at every value of every column and guess what each column is."""
    found = [_Column(name) for name in columns]
    count = 0
    for cells in rows:
        count += 1
        for column, text in zip(found, cells, strict=True):
            if text and not text.isspace():
                column.add(plain(text.strip()))
    taken: set[Field] = set()
    for column in found:
        _guess(column, count, taken)
    if Field.ID not in taken:
        for column in found:
            whole = column.profile.filled == count and count and not column.repeated
            if whole and column.profile.why == Why.NOTHING:
                column.profile.guess, column.profile.why = Field.ID.value, Why.DIFFERENT.value
                break
    return [column.profile for column in found]


def _guess(column: _Column, count: int, taken: set[Field]) -> None:
    profile = column.profile
    formats, disputed = column.days()
    if len(column.words) <= MOST_WORDS:
        profile.words = dict(column.words.most_common())
    named = profile.name.casefold().replace("_", " ")
    for is_, pattern in _NAMES:
        if is_ in taken or not re.search(pattern, named):
            continue
        if is_ in _DATES and not formats:
            continue
        if formats and is_ not in _DATES:
            continue
        if is_ is Field.STATUS and not profile.words:
            continue
        if is_ is Field.ID and (column.repeated or profile.filled < count):
            continue
        profile.guess, profile.why = is_.value, Why.NAME.value
        if is_ in ONCE:
            taken.add(is_)
        break
    if formats:
        profile.formats, profile.ambiguous, profile.unread = formats, disputed, column.unread
        if profile.guess == Field.KEPT and Field.RECEIVED_ON not in taken:
            profile.guess, profile.why = Field.RECEIVED_ON.value, Why.DAYS.value
            taken.add(Field.RECEIVED_ON)


def says_closed(word: str) -> bool:
    """Whether a word of status sounds like the end of a case; a guess, to be confirmed."""
    return bool(_CLOSED.search(word))
