"""Which officers a longer text may speak of, by name or address: whoever is named in it should not be the
one who first reads it.

It errs on the side of shutting out, and decides nothing else. Must not know what the text is, nor who may
look.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

from django.db.models import Q

from dueprocess.names.keys import sound
from dueprocess.names.normalise import words, words_of_text
from dueprocess.people import search
from dueprocess.people.models import Appointment, Delegation, Grant, Login, Person

APART = 3
"""Two words of a name stand at most so many places from one another."""
SHORT = 4
"""Words with fewer letters (`de`, `van`) are part of too many names and sentences to speak of anybody."""
HEARD = 5
"""From so many letters on, a word is also known by its sound."""
LONGEST = 300
"""A passage is quoted up to so many letters."""
_SENTENCES = re.compile(r"(?<=[.!?。！？])\s+|\n\s*\n")
_PARTS = re.compile(r"[\s<>(),;:\"'\[\]]+")


def officers(text: str) -> list[int]:
    """Return the keys of those who hold, held or are given a role or a power, of whom the text may speak.

    Two words of one of their names stand close together in it, in any order, as written or as they sound (of
    a name of short words, all of them); or their address, or that of their login. One query for each kind of
    row; the work grows with the officers and the text, not with the register.
    """
    return [each.key for each in _spoken_of(text)]


def passages(text: str) -> dict[int, str]:
    """Return those of whom the text may speak, as `officers` does, each with the sentence in which it first
    does so, cut to `LONGEST` letters; "" where that takes more than one sentence."""
    found = _spoken_of(text)
    parts = [(part, _Told(part)) for part in _SENTENCES.split(text)] if found else []
    return {
        each.key: next((_cut(part) for part, told in parts if each.is_in(told)), "") for each in found
    }  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Officer:
    """By what somebody is known in a text."""

    key: int
    names: tuple[str, ...]
    addresses: tuple[str, ...]

    def is_in(self, told: _Told) -> bool:
        return told.has_address(self.addresses) or any(told.names(name) for name in self.names)


def _spoken_of(text: str) -> list[_Officer]:
    told = _Told(text)
    work = Q()
    for manager, whose in (
        (Appointment.objects, "person"), (Delegation.objects, "to"), (Grant.objects, "person"),
    ):  # fmt: skip
        work |= Q(pk__in=manager.values(whose))
    people = list(Person.objects.filter(work).prefetch_related("aliases").order_by("pk"))
    logins = dict(Login.objects.filter(person__in=people).values_list("person", "email"))
    known = (
        _Officer(each.pk, tuple(search.names_of(each)), (each.email, logins.get(each.pk, "")))
        for each in people
    )
    return [each for each in known if each.is_in(told)]


def _cut(part: str) -> str:
    part = " ".join(part.split())
    return part if len(part) <= LONGEST else f"{part[: LONGEST - 1]}…"


class _Told:
    """A text, taken apart once."""

    def __init__(self, text: str) -> None:
        self.parts = {part.strip(".!?") for part in _PARTS.split(text.casefold())}
        self.joined = "".join(text.split())
        self.places: dict[str, set[int]] = {}
        for place, word in enumerate(words_of_text(text)):
            self.places.setdefault(word, set()).add(place)
            if len(word) >= HEARD and (heard := sound(word)):
                self.places.setdefault(heard, set()).add(place)

    def has_address(self, addresses: Iterable[str]) -> bool:
        return any(each and each.casefold() in self.parts for each in addresses)

    def names(self, name: str) -> bool:
        """Tell whether it speaks of somebody of that name."""
        if any(unicodedata.category(letter) == "Lo" for letter in name):
            # scripts without capitals part no words, or part them otherwise
            return "".join(name.split()) in self.joined
        every = words(name)
        long = [word for word in every if len(word) >= SHORT]
        if len(long) < 2:
            return bool(every) and self._together([self._of(word) for word in every])
        found = [places for word in long if (places := self._of(word))]
        return any(self._together([one, two]) for one, two in combinations(found, 2))

    @staticmethod
    def _together(found: Sequence[set[int]]) -> bool:
        """Tell whether all of several words stand close to one place of the first of them."""
        near = [apart for apart in range(-APART, APART + 1) if apart]
        first, *others = found
        return any(all(any(place + apart in other for apart in near) for other in others) for place in first)

    def _of(self, word: str) -> set[int]:
        heard = sound(word) if len(word) >= HEARD else ""
        return self.places.get(word, set()) | self.places.get(heard, set())
