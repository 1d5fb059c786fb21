"""A letter with its values. Knows fields and their types; not where values come from, nor how a page or a
PDF shows them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from dueprocess.core.errors import Broken, Malformed, Problem
from dueprocess.core.letters.fields import FIELD, FIELDS, TYPES, Kind, Value
from dueprocess.core.letters.model import Letters, Part, PartKind
from dueprocess.core.letters.sent import EVERYBODY
from dueprocess.core.saying import say as _
from dueprocess.core.saying import say_day

Written = Callable[[date], str]
"""How a language writes a day, or a moment (which is a date too)."""

_RTL = ("R", "AL")
_FROM_THE_RIGHT = frozenset(["ar", "arc", "ckb", "dv", "fa", "he", "ku", "ps", "sd", "ug", "ur", "yi"])
_UNSEEN = dict.fromkeys((*range(8234, 8239), *range(8294, 8298), 8206, 8207, 1564))
_OPEN, _CLOSE = "\u2068", "\u2069"  # first strong isolate, pop: UAX #9


@dataclass(frozen=True, slots=True)
class Block:
    """One block of a letter: a heading, a paragraph or a list of points."""

    kind: PartKind
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rendered:
    """A letter as it is read. `missing` are the fields that have to have a value and have none; where they
    stand the text says so in brackets. `trusted` is empty in what goes to everybody."""

    title: str
    language: str
    owner: str
    head: tuple[str, ...]
    beside: tuple[str, ...]
    blocks: tuple[Block, ...]
    closing: tuple[str, ...]
    may_tell: str
    trusted: tuple[str, ...]
    foot: tuple[str, ...]
    page: str
    missing: tuple[str, ...]

    @property
    def rtl(self) -> bool:
        """Whether it is read from the right."""
        return right_to_left(self.language)


def english(value: date) -> str:
    """Write a day, or a moment with its zone, in English."""
    if isinstance(value, datetime):
        return f"{say_day(value.date())}, {value:%H:%M} {value:%Z}".rstrip()
    return str(say_day(value))


def render(
    letters: Letters, name: str, audiences: Sequence[str], values: Mapping[str, Value],
    written: Written = english,
) -> Rendered:  # fmt: skip
    """Return a letter with its values, for the first of these audiences that it has words for.

    Values that are not used do no harm; an empty one is none. Raises Malformed where there is no such letter,
    or none for this audience; Broken for a value of no field, or of another type than its field.
    """
    letter = letters.letters.get(name)
    words = letter.words(audiences) if letter is not None else ()
    if letter is None or not words:
        what = _(
            "There are no words for the letter `%(name)s` to: %(to)s.", name=name, to=", ".join(audiences)
        )
        raise Malformed([Problem(f"letters.{name}", None, what, _("Adopt letters that have them."))])
    for key, value in values.items():
        if key not in FIELDS or not _fits(FIELDS[key].kind, value):
            raise Broken(f"A letter was given a value {key} that is none of its fields, or of another type.")
    page = _Page(values, written, letters.language)
    public = bool(EVERYBODY & set(audiences))
    opening = (Block("text", (each,)) for each in page.lines(letters.opening, public=public))
    said = [*page.blocks(words), *(() if public else page.blocks(letters.help))]
    owner = values.get("organisation")
    return Rendered(
        title=letter.title,
        language=letters.language,
        owner=owner if isinstance(owner, str) else "",
        head=page.lines(letters.head, public=public),
        beside=page.lines(letters.beside, public=public),
        blocks=(*opening, *said),
        closing=page.lines(letters.closing, public=public),
        may_tell="" if public else letters.may_tell,
        trusted=() if public else tuple(letters.trusted.values()),
        foot=page.lines(letters.foot, public=public),
        page=letters.page,
        missing=tuple(page.missing),
    )


def _fits(kind: Kind, value: Value) -> bool:
    right = isinstance(value, TYPES.get(kind, str))
    if kind is Kind.DAY:
        return right and not isinstance(value, datetime)
    return right and not isinstance(value, bool)


def plain(text: str, *, language: str = "en") -> str:
    """Return a value as it can stand in a sentence: on one line, without signs that turn what is around it,
    and kept apart where its script is read in the other direction than the language of the letter."""
    seen = "".join(
        sign if unicodedata.category(sign)[:2] != "Cc" else " " for sign in text.translate(_UNSEEN)
    )
    one = " ".join(seen.split())
    ways = {unicodedata.bidirectional(sign) for sign in one}
    turned = ways & {"L"} if right_to_left(language) else ways & set(_RTL)
    return f"{_OPEN}{one}{_CLOSE}" if turned else one


def right_to_left(language: str) -> bool:
    """Tell whether a language is written from the right."""
    return language.split("-")[0] in _FROM_THE_RIGHT


class _Page:
    """Writes the values into the words of one letter, and notes what is missing."""

    def __init__(self, values: Mapping[str, Value], written: Written, language: str) -> None:
        self.values = {name: value for name, value in values.items() if value not in ("", ())}
        self.written, self.language = written, language
        self.missing: dict[str, None] = {}

    def blocks(self, words: Sequence[Part]) -> Iterator[Block]:
        """Yield what is left of these parts. A heading goes with the part right below it."""
        kept = [[each for each in part.texts if not self._left_out(each)] for part in words]
        for number, (part, texts) in enumerate(zip(words, kept, strict=True)):
            below = number + 1 < len(words) and words[number + 1].kind != "head" and kept[number + 1]
            if not texts or (part.kind == "head" and not below):
                continue
            alone = FIELD.fullmatch(texts[0]) if part.kind == "text" else None
            kind = FIELDS[alone[1]].kind if alone else None
            value = self.values.get(alone[1]) if alone else None
            if kind is Kind.LIST and isinstance(value, tuple):
                yield Block("points", tuple(self._plain(each) for each in value))
            elif kind is Kind.WORDS and isinstance(value, str):
                for paragraph in re.split(r"\n\s*\n", value.replace("\r\n", "\n").strip()):
                    yield Block("text", (self._plain(paragraph),))
            else:
                yield Block(part.kind, tuple(self._filled(each) for each in texts))

    def lines(self, lines: Sequence[str], *, public: bool = False) -> tuple[str, ...]:
        """Return the house's own lines with their values. Those of one case or person are left out where
        there is none (a duty outside of cases, somebody without a name), and in what goes to everybody."""
        absent = {
            name for name, each in FIELDS.items() if each.private and (public or name not in self.values)
        }
        return tuple(
            self._filled(each)
            for each in lines
            if not self._left_out(each) and not absent.intersection(FIELD.findall(each))
        )

    def _left_out(self, text: str) -> bool:
        return any(FIELDS[name].optional and name not in self.values for name in FIELD.findall(text))

    def _filled(self, text: str) -> str:
        return FIELD.sub(lambda found: self._said(found[1]), text)

    def _said(self, name: str) -> str:
        value = self.values.get(name)
        if value is None:
            self.missing[name] = None
            return f"[{FIELDS[name].says}]"
        if isinstance(value, date):
            return self.written(value)
        if isinstance(value, tuple):
            return "; ".join(self._plain(each) for each in value)
        return self._plain(str(value))

    def _plain(self, text: str) -> str:
        return plain(text, language=self.language)
