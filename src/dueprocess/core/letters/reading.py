"""Reads a set of letters from TOML and collects every problem with its line and how to mend it.

Knows the format and its fields. Which letters a rulebook sends it is told (`Sent`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from dueprocess.core.errors import Malformed, Problem
from dueprocess.core.letters.fields import FIELD, FIELDS, Kind
from dueprocess.core.letters.model import Letter, Letters, Part, PartKind
from dueprocess.core.letters.sent import EVERYBODY, Sent
from dueprocess.core.letters.tables import ABOUT, HOUSE, LETTER, LONGEST, MAY_TELL, MOST, TO, Key
from dueprocess.core.rulebook import keyed, words
from dueprocess.core.rulebook.locate import Lines, Path, written
from dueprocess.core.rulebook.parsed import parsed
from dueprocess.core.saying import say as _

_NAME = re.compile(r"[a-z][a-z0-9_]{0,79}\Z")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*\Z")
_PAGE = "Page %n of %m"


def load(text: str, sent: Sent | None = None) -> Letters:
    """Return the set of letters that this TOML text says; `sent` checks that each letter of its rulebook has
    words for everybody to whom it goes, and that nothing else is there. Raises Malformed with every problem
    found."""
    reader = _Reader(text, sent)
    letters = reader.read()
    if letters is None or reader.problems:
        raise Malformed(sorted(set(reader.problems), key=lambda one: (one.line or 0, one.path)))
    return letters


def check(text: str, sent: Sent | None = None) -> list[Problem]:
    """Return every problem of this text, in the order of the file; none where there is none."""
    try:
        load(text, sent)
    except Malformed as error:
        return error.problems
    return []


def parts(text: str) -> tuple[Part, ...]:
    """Return a text in parts: paragraphs stand apart by an empty line, points begin with `- `, a heading with
    `# `. A line that goes on below is one with it."""
    found: list[Part] = []
    held: list[str] = []
    kind: PartKind = "text"
    began = 0

    def close() -> None:
        if held:
            found.append(Part(kind, tuple(held), began))
            held.clear()

    for number, line in enumerate(text.split("\n")):
        plain = line.strip()
        if plain.startswith("# "):
            close()
            found.append(Part("head", (plain[2:].strip(),), number))
        elif not plain:
            close()
        elif plain.startswith("- "):
            if kind != "points":
                close()
            if not held:
                kind, began = "points", number
            held.append(plain[2:].strip())
        elif held:
            held[-1] += " " + plain
        else:
            kind, began = "text", number
            held.append(plain)
    close()
    return tuple(found)


class _Reader:
    """Reads one set and collects its problems."""

    def __init__(self, text: str, sent: Sent | None) -> None:
        self.text, self.sent = text, sent
        self.source = text.replace("\r\n", "\n").split("\n")
        self.problems: list[Problem] = []
        self.lines: Lines | None = None

    def problem(self, path: Path, what: str, mend: str, below: int = 0) -> None:
        """Note a problem at a key, or `below` lines into its text."""
        line = self.lines.of(path) if self.lines else None
        if line is not None and self.source[line - 1].rstrip().endswith(('"""', "'''")):
            line = min(line + 1 + below, len(self.source))
        self.problems.append(Problem(written(path), line, what, mend))

    def read(self) -> Letters | None:
        raw = parsed(self.text)
        self.lines = Lines(self.text)
        for table in raw:
            if table not in ("about", "house", "letters"):
                mend = _("Write [about], [house] and [letters.x].")
                self.problem((table,), _("There is no table `%(table)s`.", table=words.shown(table)), mend)
        about = self.row(raw.get("about"), ("about",), ABOUT)
        if "language" in about and not _LANGUAGE.match(about["language"]):
            self.no(("about", "language"), about["language"], _("Write a code such as `en` or `pt-BR`."))
        if "rulebook" in about and self.sent is not None and about["rulebook"] != self.sent.rulebook:
            what = _("These are letters of another rulebook than `%(id)s`.", id=self.sent.rulebook)
            self.problem(("about", "rulebook"), what, _("Name the rulebook that sends them."))
        house = raw.get("house")
        tell: Any = None
        if isinstance(house, dict):
            tell = house.get("may_tell")
            house = {key: value for key, value in house.items() if key != "may_tell"}
        lines = self.row(house, ("house",), HOUSE)
        told = self.may_tell(tell)
        letters = self.letters(raw.get("letters"))
        if self.problems:
            return None
        return Letters(
            text=self.text, head=lines["head"], foot=lines["foot"], beside=lines.get("beside", ()),
            opening=lines.get("opening", ()), help=lines.get("help", ()), closing=lines.get("closing", ()),
            page=lines.get("page", _PAGE), may_tell=told.pop("says"), trusted=told, letters=letters, **about,
        )  # fmt: skip

    def may_tell(self, raw: Any) -> dict[str, str]:
        path: Path = ("house", "may_tell")
        if not isinstance(raw, dict):
            what = _("It is not said whom one may always tell. Every letter says it.")
            self.problem(path, what, _("Write [house.may_tell] with `says` and words for each of them."))
            return {}
        return self.row(raw, path, MAY_TELL)

    def letters(self, raw: Any) -> dict[str, Letter]:
        if not isinstance(raw, dict) or not raw:
            what, mend = _("There is no letter."), _("Write [letters.x] with `title` and `text`.")
            self.problem(("letters",), what, mend)
            raw = {}
        found = {}
        for name, row in raw.items():
            if self.sent is not None and name not in self.sent.letters:
                what = _("The rulebook never sends a letter %(name)s.", name=words.shown(name))
                near = words.nearest(name, sorted(self.sent.letters))
                self.problem(("letters", name), what, near or _("Take it out."))
            elif letter := self.letter(name, row):
                found[name] = letter
        for name, audiences in sorted((self.sent.letters if self.sent else {}).items()):
            if name not in raw:
                what = _("There are no words for the letter `%(name)s`, which the rulebook sends.", name=name)
                mend = _("Write [letters.%(name)s] for: %(to)s.", name=name, to=", ".join(sorted(audiences)))
                self.problem(("letters", name), what, mend)
        return found

    def letter(self, name: str, raw: Any) -> Letter | None:
        path: Path = ("letters", name)
        if not _NAME.match(name):
            self.no(path, name, _("Write small letters, digits and `_`, a letter first."))
        several: Any = {}
        if isinstance(raw, dict):
            several = raw.get("to", {})
            raw = {key: value for key, value in raw.items() if key != "to"}
        row = self.row(raw, path, LETTER)
        if not isinstance(several, dict):
            self.no((*path, "to"), several, _("Write [letters.%(name)s.to.x].", name=name))
            several = {}
        goes = self.sent.letters[name] if self.sent else None
        to = {}
        for audience, each in several.items():
            place: Path = (*path, "to", audience)
            if goes is not None and audience not in goes:
                what = _("This letter never goes to %(audience)s.", audience=words.shown(audience))
                near = words.nearest(audience, sorted(goes))
                self.problem(place, what, near or _("It goes to: %(to)s.", to=", ".join(sorted(goes))))
                continue
            to[audience] = self.row(each, place, TO).get("text", ())
            if audience in EVERYBODY:
                self.in_public((*place, "text"), to[audience])
        text = row.get("text", ())
        if not text and not to:
            what = _("It says nothing.")
            self.problem(path, what, _("Write `text`, or [letters.%(name)s.to.x].", name=name))
        for audience in sorted((goes or frozenset()) - to.keys()):
            if not text:
                what = _("It says nothing to %(audience)s, to whom it goes.", audience=words.shown(audience))
                mend = _("Write [letters.%(name)s.to.%(to)s], or a `text` for all.", name=name, to=audience)
                self.problem(path, what, mend)
            elif audience in EVERYBODY:
                self.in_public((*path, "text"), text)
        if "title" not in row:
            return None
        return Letter(name, row["title"], text, to)

    def in_public(self, path: Path, text: tuple[Part, ...]) -> None:
        for part, name in _fields(text):
            if name in FIELDS and FIELDS[name].private:
                what = _("`{%(name)s}` is of one case or person, and this goes to everybody.", name=name)
                self.problem(path, what, _("Take it out."), part.line)

    def row(self, raw: Any, path: Path, keys: Mapping[str, Key]) -> dict[str, Any]:
        """Read one table; what is faulty is left out."""
        return keyed.row(raw, path, keys, self.value, self.problem)

    def value(self, value: Any, path: Path, key: Key) -> Any:
        if key.kind == "lines":
            return self.listed(value, path)
        if not isinstance(value, str) or not value.strip():
            return self.no(path, value, _("Write it in quotes."))
        if key.kind == "id":
            if _NAME.match(value):
                return value
            return self.no(path, value, _("Write small letters, digits and `_`, a letter first."))
        if key.kind == "words":
            return self.text_of(value, path)
        if "{" in value or "}" in value or "\n" in value.strip():
            return self.no(path, value, _("Write one line here, without fields and braces."))
        return value.strip()

    def text_of(self, value: str, path: Path) -> tuple[Part, ...]:
        found = parts(value)
        for part in found:
            for text in part.texts:
                self.fields(text, path, part)
        return found

    def fields(self, text: str, path: Path, part: Part) -> None:
        if "{" in FIELD.sub("", text) or "}" in FIELD.sub("", text):
            what = _("A brace stands alone here.")
            self.problem(path, what, _("Write a field as `{name}`; nothing else has braces."), part.line)
        for name in FIELD.findall(text):
            field = FIELDS.get(name)
            if field is None:
                what = _("There is no field %(name)s.", name=words.shown("{" + name + "}"))
                mend = words.nearest(name, sorted(FIELDS)) or _("The list is in the reference of letters.")
                self.problem(path, what, mend, part.line)
            elif field.kind is Kind.WORDS and (part.kind != "text" or text != "{" + name + "}"):
                what = _("`{%(name)s}` holds whole paragraphs.", name=name)
                self.problem(path, what, _("Give it a paragraph of its own."), part.line)
            elif part.kind == "head":
                what, mend = _("A heading has no fields."), _("Put the field into the text below it.")
                self.problem(path, what, mend, part.line)

    def listed(self, value: Any, path: Path) -> tuple[str, ...] | None:
        if not isinstance(value, list) or not value:
            self.no(path, value, _("Write a list of lines, each in quotes."))
            return None
        found: list[str] = []
        for index, each in enumerate(value):
            place: Path = (*path, index)
            if not isinstance(each, str) or not each.strip() or "\n" in each or len(each) > LONGEST:
                self.no(place, each, _("Write one line in quotes, of at most %(n)s letters.", n=LONGEST))
                continue
            self.fields(each, place, Part("points", (each,), 0))
            found.append(each.strip())
        most = MOST[str(path[-1])]
        if len(value) > most:
            what = _("There is room for %(n)s lines here.", n=most)
            self.problem(path, what, _("Leave some out."))
        return tuple(found)

    def no(self, path: Path, value: Any, mend: str) -> None:
        self.problem(path, _("%(shown)s cannot stand here.", shown=words.shown(value)), mend)


def _fields(text: tuple[Part, ...]) -> Iterator[tuple[Part, str]]:
    for part in text:
        for each in part.texts:
            for name in FIELD.findall(each):
                yield part, name
