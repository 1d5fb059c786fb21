"""The letters of a rulebook for pages: each with whom it goes to, and as it reads with invented values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from dueprocess.core.errors import Refused
from dueprocess.core.letters import FIELDS, Letters, Rendered, Value, examples, reader, sent_by
from dueprocess.core.letters.telling import fields_of
from dueprocess.core.rulebook.model import Rulebook
from dueprocess.kit.http import Hidden
from dueprocess.papers.letter import pdf
from dueprocess.rules import letters as adopted
from dueprocess.rules import rulebooks
from dueprocess.rules.models import LettersVersion, Organisation

ADDRESS = ("2 Example Road", "Exampleton EX1 2AB")
"""Where nobody lives."""


@dataclass(frozen=True, slots=True)
class Audience:
    """One audience of a letter: its name in the rulebook, and in words."""

    name: str
    title: str


@dataclass(frozen=True, slots=True)
class LetterLine:
    """One letter of the rulebook: its title ("" where nothing was adopted for it), to whom it goes."""

    name: str
    title: str
    audiences: tuple[Audience, ...]


@dataclass(frozen=True, slots=True)
class LettersPage:
    """The letters that hold for the rulebook in force; `lacking` are those of it without words. The columns
    of the version are empty where none was adopted (`hash`)."""

    rulebook: str
    hash: str
    title: str
    version: str
    adopted_by: str
    adopted_on: date | None
    lines: tuple[LetterLine, ...]
    lacking: tuple[LetterLine, ...]
    text: str


@dataclass(frozen=True, slots=True)
class FieldLine:
    """A field of a letter, what it stands for, and whether it may be absent."""

    name: str
    says: str
    optional: bool


@dataclass(frozen=True, slots=True)
class LetterPage:
    """One letter to one audience with invented values (`shown`), and which fields it has."""

    line: LetterLine
    to: Audience
    shown: Rendered
    fields: tuple[FieldLine, ...]


def letters(at: datetime) -> LettersPage | None:
    """Return the letters of the rulebook in force; None before one is."""
    found = _in_force(at)
    if found is None:
        return None
    book, said = found
    lines = _lines(book, said)
    row = LettersVersion.objects.filter(pk=said.hash).first() if said else None
    return LettersPage(
        rulebook=book.title,
        hash=row.pk if row else "",
        title=row.title if row else "",
        version=row.version if row else "",
        adopted_by=row.adopted_by if row else "",
        adopted_on=row.adopted_on if row else None,
        lines=tuple(each for each in lines if each.title),
        lacking=tuple(each for each in lines if not each.title),
        text=row.text if row else "",
    )


def letter(at: datetime, name: str, audience: str) -> LetterPage:
    """Return one letter to one audience with invented values. Raises Hidden where the rulebook in force sends
    no such letter to them, or none was adopted for it."""
    line, to, said = _found(at, name, audience)
    fields = (
        FieldLine(each, FIELDS[each].says, FIELDS[each].optional)
        for each in fields_of(said.letters[name].words([audience]))
    )
    shown = adopted.filled(said, name, [audience], _values())
    return LetterPage(line, to, shown, tuple(fields))


def letter_pdf(at: datetime, name: str, audience: str) -> bytes:
    """Return the same as it would be posted (PDF/UA-1). Raises as `letter`."""
    said = _found(at, name, audience)[2]
    values = _values()
    shown = adopted.filled(said, name, [audience], values)
    return pdf(adopted.document(shown, (str(values["name"]), *ADDRESS)))


def _values() -> dict[str, Value]:
    """Return invented values, but of the organisation its own."""
    own = Organisation.objects.first()
    told: dict[str, Value] = examples()
    if own is not None and own.name:
        told |= {"organisation": own.name, "organisation_contact": own.controller_contact}
    return told


def _found(at: datetime, name: str, audience: str) -> tuple[LetterLine, Audience, Letters]:
    found = _in_force(at)
    book, said = found or (None, None)
    if book is None or said is None:
        raise Hidden("no letters")
    for line in _lines(book, said):
        for to in line.audiences:
            if (line.name, to.name) == (name, audience) and line.title:
                return line, to, said
    raise Hidden("no such letter")


def _in_force(at: datetime) -> tuple[Rulebook, Letters | None] | None:
    try:
        book = rulebooks.get(rulebooks.in_force(at.date(), "case").pk)
    except Refused:
        return None
    return book, adopted.current(book.id)


def _lines(book: Rulebook, said: Letters | None) -> list[LetterLine]:
    """Return every letter of a rulebook in the order of its steps, with its words where it has some for all
    to whom it goes."""
    lines = []
    for name, audiences in sent_by([book]).letters.items():
        found = said.letters.get(name) if said else None
        whole = found is not None and all(found.words([each]) for each in audiences)
        to = tuple(Audience(each, _title(book, each)) for each in sorted(audiences))
        lines.append(LetterLine(name, found.title if found and whole else "", to))
    return lines


def _title(book: Rulebook, audience: str) -> str:
    known = book.bodies.get(audience) or book.roles.get(audience) or book.parties.get(audience)
    return known.title if known and known.title else reader(audience).capitalize()
