"""How a register of names is laid out in SQLite, and filled. Knows tables; must not know how it is
searched."""

from __future__ import annotations

import sqlite3
from array import array
from collections.abc import Iterable, Iterator
from itertools import combinations, groupby
from operator import itemgetter
from typing import Final

from dueprocess.names.factors import day, plain_number
from dueprocess.names.parts import Word, parts
from dueprocess.names.sounds import bones, fold
from dueprocess.names.values import Entry

VERSION: Final = 1
CHUNK: Final = 20_000
SCHEMA: Final = """
PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA temp_store = FILE; PRAGMA cache_size = -65536;
CREATE TABLE meta (version INTEGER);
CREATE TABLE entry (id INTEGER PRIMARY KEY, key TEXT, born TEXT, number TEXT, written_number TEXT, unit TEXT);
CREATE TABLE form (id INTEGER PRIMARY KEY, signature TEXT, name TEXT);
CREATE TABLE bears (form INTEGER, entry INTEGER, place INTEGER, PRIMARY KEY (form, entry)) WITHOUT ROWID;
CREATE TABLE word (id INTEGER PRIMARY KEY, plain TEXT, many INTEGER);
CREATE TABLE near (key TEXT PRIMARY KEY, words TEXT) WITHOUT ROWID;
CREATE TABLE pair (key INTEGER PRIMARY KEY, forms BLOB);
CREATE TABLE single (key INTEGER PRIMARY KEY, forms BLOB);
CREATE UNIQUE INDEX form_text ON form (signature, name);
CREATE TEMP TABLE two (key INTEGER, form INTEGER);
CREATE TEMP TABLE one (key INTEGER, form INTEGER);
CREATE TEMP TABLE sound (key TEXT, word TEXT);
"""
DONE: Final = """
CREATE INDEX bears_entry ON bears (entry, place);
CREATE INDEX entry_number ON entry (number) WHERE number <> '';
CREATE INDEX entry_born ON entry (born) WHERE born <> '';
CREATE INDEX word_plain ON word (plain);
"""


def meant(words: tuple[Word, ...]) -> list[Word]:
    """Return the words by which a name is looked up: no particles, and initials only where all are such."""
    named = [word for word in words if word.weight >= 0.5 and len(word.plain) > 1]
    return (named or list(words))[:8]


def signature(words: tuple[Word, ...]) -> str:
    """Return what names of the same words have in common, in whatever order and with whatever marks."""
    return " ".join(sorted(f"{word.plain}{word.signs}" for word in words))


def pair_key(one: int, other: int) -> int:
    """Return the key of two words of the register, whichever comes first; 0 stands for no second word."""
    return min(one, other) << 31 | max(one, other)


def initial(word: Word) -> int:
    """Return the number under which the first letter of a word stands, beyond those of words."""
    return (1 << 30) + ord(word.plain[0])


def nearby(word: Word) -> set[str]:
    """Return the keys under which words lie near one another: the consonants by their kind, without one of
    them from four on, and in short words the sounds without one."""
    plain = word.plain
    if len(plain) == 1:
        return {f"={plain}"}
    frame, sound = bones(plain, word.bare), fold(plain)
    found = {f"b{frame}"} if len(frame) > 1 else {f"={plain}"}
    if word.signs:
        found |= {f"s{word.signs}", *(f"s{each}" for each in _without_one(word.signs) if each)}
    if len(frame) > 3:
        found |= {f"b{each}" for each in _without_one(frame)}
    if len(frame) < 4 and not word.bare:
        found |= {f"f{sound}", *(f"f{each}" for each in _without_one(sound) if len(each) > 1)}
    return found


def _without_one(text: str) -> Iterator[str]:
    return (text[:at] + text[at + 1 :] for at in range(len(text)))


def fill(base: sqlite3.Connection, rows: Iterable[Entry]) -> int:
    """Write all tables of an index into an empty database; return how many entries there are."""
    base.executescript(SCHEMA)
    base.execute("BEGIN")
    words: dict[Word, int] = {}
    count = 0
    filling = _Filling(base, words)
    for count, entry in enumerate(rows, 1):
        filling.add(count, entry)
    filling.flush()
    _grouped(base, "SELECT key, form FROM two ORDER BY key, form", "INSERT INTO pair VALUES (?, ?)")
    _grouped(base, "SELECT key, form FROM one ORDER BY key, form", "INSERT INTO single VALUES (?, ?)")
    _words(base, words)
    base.execute("INSERT INTO meta VALUES (?)", [VERSION])
    base.execute("COMMIT")
    base.executescript(DONE)
    base.execute("DROP TABLE two")
    base.execute("DROP TABLE one")
    base.execute("DROP TABLE sound")
    return count


class _Filling:
    """Rows on their way into the tables, a few thousand at a time."""

    def __init__(self, base: sqlite3.Connection, words: dict[Word, int]) -> None:
        self._base, self._words = base, words
        self._entries: list[tuple[object, ...]] = []
        self._bears: list[tuple[object, ...]] = []
        self._two: list[tuple[int, int]] = []
        self._one: list[tuple[int, int]] = []
        self._forms = 0

    def add(self, number: int, entry: Entry) -> None:
        written = entry.number.strip()
        self._entries.append(
            (number, entry.key, day(entry.born_on), plain_number(written), written, entry.unit)
        )
        for place, name in enumerate(dict.fromkeys(entry.names)):
            own = parts(name)
            if own:
                self._bears.append((self._form(own, name), number, place))
        if len(self._entries) >= CHUNK:
            self.flush()

    def _form(self, own: tuple[Word, ...], name: str) -> int:
        """Return the number of a name as written, and write its words where it is new."""
        text = signature(own)
        made = self._base.execute(
            "INSERT OR IGNORE INTO form VALUES (?, ?, ?)", [self._forms + 1, text, name]
        )
        if not made.rowcount:
            asked = "SELECT id FROM form WHERE signature = ? AND name = ?"
            return int(self._base.execute(asked, [text, name]).fetchone()[0])
        self._forms += 1
        numbers = sorted({self._word(word) for word in meant(own)})
        self._one += [(number, self._forms) for number in numbers]
        pairs = combinations(numbers, 2) if len(numbers) > 1 else [(0, numbers[0])]
        self._two += [(pair_key(*pair), self._forms) for pair in pairs]
        letters = {
            (initial(word), self._word(other)) for word in own for other in meant(own) if word != other
        }
        self._two += [(pair_key(*each), self._forms) for each in letters if len(numbers) < 5]
        return self._forms

    def _word(self, word: Word) -> int:
        own = Word(word.plain, bare=word.bare, signs=word.signs)
        return self._words.setdefault(own, len(self._words) + 1)

    def flush(self) -> None:
        for asked, rows in (
            ("INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?)", self._entries),
            ("INSERT OR IGNORE INTO bears VALUES (?, ?, ?)", self._bears),
            ("INSERT INTO two VALUES (?, ?)", self._two),
            ("INSERT INTO one VALUES (?, ?)", self._one),
        ):
            self._base.executemany(asked, rows)
            rows.clear()


def _grouped(base: sqlite3.Connection, asked: str, put: str) -> None:
    rows = base.execute(asked)
    base.executemany(
        put,
        (
            (key, array("I", map(itemgetter(1), group)).tobytes())
            for key, group in groupby(rows, itemgetter(0))
        ),
    )


def _words(base: sqlite3.Connection, words: dict[Word, int]) -> None:
    """Write the words, how many names have each, and which lie near one another."""
    base.executemany(
        "INSERT INTO word VALUES (?, ?, 0)", ((number, word.plain) for word, number in words.items())
    )
    size = array("I").itemsize
    counted = f"(SELECT length(forms) / {size} FROM single WHERE key = word.id)"  # noqa: S608 (a number)
    base.execute(f"UPDATE word SET many = {counted}")  # noqa: S608 (ours)
    base.executemany(
        "INSERT INTO sound VALUES (?, ?)",
        (
            (key, f"{word.plain}\t{number}\t{'1' if word.bare else ''}\t{word.signs}")
            for word, number in words.items()
            for key in nearby(word)
        ),
    )
    rows = base.execute("SELECT key, word FROM sound ORDER BY key")
    base.executemany(
        "INSERT INTO near VALUES (?, ?)",
        ((key, "\n".join(map(itemgetter(1), group))) for key, group in groupby(rows, itemgetter(0))),
    )
