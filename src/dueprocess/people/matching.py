"""Whom in the register a few written words may mean, with what speaks for each and what against.

It decides nothing and is never certain: a name alone is nobody, and a name with something else that agrees is
a proposal, which somebody has to confirm. Must not know what the matter is about, nor who may look.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import IntEnum

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dueprocess.names.keys import sound
from dueprocess.names.normalise import words
from dueprocess.people import search
from dueprocess.people.extracts import PersonLine, line
from dueprocess.people.extracts import units as every_unit
from dueprocess.people.models import Appointment, Person, PersonStatus, Term, Unit

MOST = 8
"""Candidates that are shown."""
_ADDRESS = re.compile(r"[^\s<>(),;]+@[^\s<>(),;]+\.[^\s<>(),;]+")
_DAYS = (
    re.compile(r"\b(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})\b"),
    re.compile(r"\b(?P<d>\d{1,2})\.\s?(?P<m>\d{1,2})\.\s?(?P<y>\d{4})\b"),
)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


class Named(IntEnum):
    """How well a name fits; the larger the better."""

    NONE = 0
    PART = 1
    NEARLY = 2
    SOUNDS = 3
    ORDER = 4
    OTHER = 5
    WRITTEN = 6


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody whom the words may mean: how well the name fits, what agrees beside it (`second`), and what
    does not."""

    person: PersonLine
    named: Named
    name_fits: str
    second: tuple[str, ...]
    against: tuple[str, ...]

    @property
    def reasons(self) -> str:
        """What speaks for them, and what against, in words."""
        agreed = ", ".join((self.name_fits, *self.second))
        if not self.against:
            return agreed
        return _("{agreed}. But: {against}").format(agreed=agreed, against=", ".join(self.against))

    @property
    def by_two(self) -> bool:
        """Tell whether something beside the name agrees and nothing speaks against."""
        return bool(self.second) and not self.against and self.named > Named.PART


@dataclass(frozen=True, slots=True)
class Match:
    """What the register has to words as written: candidates, the best first, and how sure that is."""

    text: str
    candidates: tuple[Candidate, ...]
    says: str


def match(text: str, *, roles: Mapping[str, str], on: date, also: Sequence[int] = ()) -> Match:
    """Return whom a line of text may mean: a name, and whatever else was written beside it (a unit, a
    membership number, an office, a day or year of birth, an e-mail address).

    `roles` are titles by role; `also` are people whom it may mean for another reason, such as their office.
    """
    told = _Told(text, on)
    pks = list(dict.fromkeys([*also, *search.alike(text), *_by_fact(told)]))
    if not pks:
        pks = [person.pk for person in search.find(told.name, limit=MOST)]
    people = Person.objects.filter(pk__in=pks).select_related("unit").prefetch_related("aliases")
    held = _held(pks, roles, on)
    judged = [_judge(person, told, held.get(person.pk, ())) for person in people]
    found = [each for each in judged if each is not None]
    found.sort(
        key=lambda each: (-len(each.second), len(each.against), -each.named, each.person.name, each.person.pk)
    )
    return Match(text, tuple(found[:MOST]), _says(found))


class _Told:
    """What a line of text says, taken apart."""

    def __init__(self, text: str, on: date) -> None:
        self.text = text
        self.addresses = {each.casefold() for each in _ADDRESS.findall(text)}
        rest = _ADDRESS.sub(" ", text)
        self.days: set[date] = set()
        for pattern in _DAYS:
            for found in pattern.finditer(rest):
                try:
                    day = date(*(int(found[part]) for part in "ymd"))
                except ValueError:
                    continue
                if day <= on:
                    self.days.add(day)
            rest = pattern.sub(" ", rest)
        self.years = {int(year) for year in _YEAR.findall(rest)}
        self.tokens = {part.strip(".,;:()").casefold() for part in text.split()}
        self.words = words(rest)
        self.name = rest.partition(",")[0].strip() or text
        here = set(self.words)
        self.units = [unit.pk for unit in every_unit() if _all_in(unit.name, here)]


def _all_in(title: str, written: set[str]) -> bool:
    own = set(words(title))
    return bool(own) and own <= written


def _by_fact(told: _Told) -> list[int]:
    """Return whom a number or an address names by itself; the name is then held against them."""
    found = list(Person.objects.filter(member_number__in=_numbers(told)).values_list("pk", flat=True)[:MOST])
    if told.addresses:
        found += Person.objects.filter(email__in=told.addresses).values_list("pk", flat=True)[:MOST]
    return found


def _numbers(told: _Told) -> list[str]:
    parts = {part.strip(".,;:()") for part in told.text.split()}
    return sorted({*parts, *(part.upper() for part in parts)} - {""})


def _held(pks: Sequence[int], roles: Mapping[str, str], on: date) -> dict[int, tuple[str, ...]]:
    found: dict[int, list[str]] = {}
    terms = Term.objects.running(on).filter(person__in=pks).values_list("person_id", "office__title")
    for person, title in terms:
        found.setdefault(person, []).append(title)
    for person, role in (
        Appointment.objects.running(on).filter(person__in=pks).values_list("person_id", "role")
    ):
        found.setdefault(person, []).append(roles.get(role) or role.replace("_", " "))
    return {person: tuple(dict.fromkeys(titles)) for person, titles in found.items()}


def _judge(person: Person, told: _Told, titles: Sequence[str]) -> Candidate | None:
    second: list[str] = []
    against: list[str] = []
    if person.member_number and person.member_number.casefold() in told.tokens:
        second.append(_("the membership number"))
    if person.email and person.email.casefold() in told.addresses:
        second.append(_("the email address"))
    elif told.addresses and person.email:
        against.append(_("another email address is known"))
    _born(person, told, second, against)
    _of_unit(person, told, second, against)
    here = set(told.words)
    second += [_("the office: {title}").format(title=title) for title in titles if _all_in(title, here)]
    if person.status in (PersonStatus.LEFT, PersonStatus.EXPELLED, PersonStatus.DECEASED):
        against.append(str(person.get_status_display()).lower())
    named, fits = _name(person, told)
    if named is None and not second:
        return None
    if named is None:
        named, fits = Named.NONE, _("the name does not say so")
    return Candidate(line(person), named, fits, tuple(second), tuple(against))


def _born(person: Person, told: _Told, second: list[str], against: list[str]) -> None:
    if person.born_on is None:
        return
    if person.born_on in told.days:
        second.append(_("the day of birth"))
    elif told.days:
        against.append(_("another day of birth is known"))
    elif person.born_on.year in told.years:
        second.append(_("the year of birth"))
    elif told.years:
        against.append(_("another year of birth is known"))


def _of_unit(person: Person, told: _Told, second: list[str], against: list[str]) -> None:
    """A unit that is written agrees where it is theirs, or lies above it."""
    if not told.units:
        return
    own = set(person.unit.line) if person.unit else set()
    if agreed := [pk for pk in told.units if pk in own]:
        name = Unit.objects.get(pk=agreed[-1]).name
        second.append(_("the unit: {unit}").format(unit=name))
    else:
        against.append(_("another unit is known"))


def _name(person: Person, told: _Told) -> tuple[Named | None, str]:
    """Return how well the best of somebody's names fits what was written, and in words."""
    best: tuple[Named | None, str] = (None, "")
    first = person.full_name
    for name in search.names_of(person):
        own = words(name)
        if not own:
            continue
        fits = _fits(own, name, told)
        if fits is None:
            continue
        if fits[0] is Named.WRITTEN and name != first:
            called = (
                _("the name they are known by") if name == person.known_as else _("another name of theirs")
            )
            fits = Named.OTHER, called
        if best[0] is None or fits[0] > best[0]:
            best = fits
    return best


def _fits(own: list[str], name: str, told: _Told) -> tuple[Named, str] | None:
    here, text = set(told.words), " ".join(told.words)
    if f" {' '.join(own)} " in f" {text} " or "".join(own) == "".join(told.words):
        return Named.WRITTEN, _("the name as written")
    if len(own) > 1 and set(own) <= here:
        return Named.ORDER, _("the name in another order")
    sounds = {sound(word) for word in here} - {""}
    if len(own) > 1 and all(word in here or (sound(word) or word) in sounds for word in own):
        return Named.SOUNDS, _("a name that sounds alike")
    written = words(told.name)
    if len(written) < len(own) and all(_in(part, own) for part in written):
        return Named.PART, _("a part of the name only")
    if search.spelled_nearly(told.name, name):
        return Named.NEARLY, _("a name spelled nearly alike")
    return None


def _in(part: str, own: list[str]) -> bool:
    return any(word.startswith(part) or sound(part) == sound(word) for word in own)


def _says(found: Sequence[Candidate]) -> str:
    if not found:
        return _(
            "Nobody in the register has a name like this. They may be no member, or go by another name there."
        )
    good = [each for each in found if each.by_two]
    if len(good) == 1:
        by = ", ".join(good[0].second)
        if len(found) == 1:
            return _(
                "One person fits by the name and by something else ({by}). Whether it is them, "
                "somebody has to say."
            ).format(by=by)
        return ngettext(
            "One person fits by the name and by something else ({by}); {n} other could be meant too.",
            "One person fits by the name and by something else ({by}); {n} others could be meant too.",
            len(found) - 1,
        ).format(by=by, n=len(found) - 1)
    if good:
        return _(
            "{n} people fit by the name and by something else. It is not known which of them is meant."
        ).format(n=len(good))
    if len(found) == 1:
        if found[0].against:
            return _("One person may be meant, but something speaks against it.")
        return _("One person fits by the name alone. That is not enough to say that it is them.")
    return _("{n} people have such a name, and nothing else tells them apart.").format(n=len(found))
