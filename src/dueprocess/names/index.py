"""A register of names in one SQLite file, and the search in it. Knows files and forms of names; must not know
whose register it is, nor who may look.

The file is built once and then only read: any number of processes share the pages that the system keeps of
it, and each has but a small cache of its own. It holds names in plain letters, and is to be kept as the
register is.

What is found: of each word of the query the words of the register that may be it (by its consonants, its
letters but for one, or a list of forms), and of each two of them the names that have both. Only names found
so are laid on the query. A name that has the same words as the query in whatever order and script marks is
always found; of what else scores above a threshold a few are missed, which `benchmarks/screening.py` counts.
"""

from __future__ import annotations

import json
import os
import sqlite3
from array import array
from collections.abc import Iterable, Sequence
from contextlib import closing
from itertools import combinations
from pathlib import Path
from typing import Final, NamedTuple, TypeVar

from rapidfuzz import fuzz, process
from rapidfuzz.distance import JaroWinkler

from dueprocess.names import forms
from dueprocess.names.alike import alike
from dueprocess.names.building import VERSION, fill, initial, meant, nearby, pair_key, signature
from dueprocess.names.factors import day, plain_number
from dueprocess.names.judging import hit, raised
from dueprocess.names.likeness import Laid, letters, likeness
from dueprocess.names.normalise import normalise
from dueprocess.names.parts import Word, parts
from dueprocess.names.values import THRESHOLDS, Entry, Hit, Query, Use

T = TypeVar("T")
KIN: Final = 0.68
"""Words of the register less alike than this are not followed."""
FAMILY: Final = 48
"""So many words of the register are followed for one word of the query."""
PAIRS: Final = 1_500
"""So many pairs of words are looked up for one name."""
BY_WORDS: Final = 3
"""So many times the number that is asked for are laid on a name of the query: the first by their words."""
READ: Final = 25
"""So many times the number that is asked for are read; of those that are not the first by their words some
are laid on it by their letters."""
LEAST: Final = 10
"""For so many at least everything is reckoned."""
COMMON: Final = 1_500
"""A word that more names have is not followed alone."""
MOST_RAISE: Final = 7.0
"""What second factors may add at most."""
GLUED: Final = 3
"""So many ways to part a name that was written as one word, with a slip in it, are followed."""
CERTAIN: Final = 1e6
"""Stands before whatever words may add up to."""
ONE_DAY: Final = 300
"""Of those who were born on one day so many are looked at: where there are more, the day says nothing."""
CACHE: Final = 4_096  # KiB of pages that one process keeps beside what the system keeps


class Kin(NamedTuple):
    """A word of the register that may be a word of the query: its number and how alike."""

    number: int
    alike: float


class Index:
    """A register of names that is open, for one thread. Close it, or use it as a context."""

    def __init__(self, base: sqlite3.Connection) -> None:
        self._base = base
        self.entries: int = base.execute("SELECT count(*) FROM entry").fetchone()[0]

    def __enter__(self) -> Index:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let the file go."""
        self._base.close()

    def screen(self, query: Query, *, most: int = 10, threshold: float = THRESHOLDS[Use.LIST]) -> list[Hit]:
        """Return who may be meant, the highest score first: at least the best `most` whose score reaches the
        threshold, and all that have the same score as the last of them. Raises ValueError where the day of
        birth is none (`factors.day`)."""
        day(query.born_on)
        second = bool(query.born_on or query.number or query.unit)
        many = max(most, LEAST) * (2 if second else 1)  # what a name leaves low a second factor may raise
        found: dict[int, tuple[float, Laid, str, str]] = {}
        for asked in query.names:
            ours = parts(asked)
            if not ours:
                continue
            for form, stored in self._likeliest(ours, many):
                near, laid = likeness(ours, parts(stored))
                if form not in found or near > found[form][0]:
                    found[form] = near, laid, asked, stored
        best: dict[int, tuple[float, Laid, str, str]] = {}
        reach = [form for form, each in found.items() if raised(each[0], [MOST_RAISE]) >= threshold]
        if not second:
            reach = [form for form in reach if found[form][0] >= threshold]
            reach = _first(reach, [found[form][0] for form in reach], most)
        for form, entry in self._bearers(reach):
            if entry not in best or found[form][0] > best[entry][0]:
                best[entry] = found[form]
        if second:
            self._by_facts(query, best)
        entries = self._entries(best)
        hits = [
            hit(query, entry, near=near, laid=laid, asked=asked, stored=stored)
            for number, entry in entries.items()
            for near, laid, asked, stored in (best[number],)
        ]
        hits = sorted((each for each in hits if each.score >= threshold), key=lambda e: (-e.score, e.key))
        return _first(hits, [each.score for each in hits], most)

    def _forms(self, ours: tuple[Word, ...], most: int) -> tuple[list[int], list[int]]:
        """Return the numbers of names that may be this one: those that are laid on it, among which is every
        one of the same words, and those of which the likest are."""
        same = self._base.execute("SELECT id FROM form WHERE signature = ?", [signature(ours)]).fetchall()
        found: dict[int, float] = {row[0]: CERTAIN for row in same}
        sought = self._sought(ours)
        families = [(word, family) for word, family in sought if family]
        initials = [initial(word) for word in ours if len(word.plain) == 1 and not word.signs]
        keys: dict[int, float] = {}
        for (_, left), (_, right) in combinations(families, 2):
            for a in left:
                for b in right:
                    if a.alike + b.alike >= 1.5 and a.number != b.number:
                        key = pair_key(a.number, b.number)
                        keys[key] = max(keys.get(key, 0.0), a.alike + b.alike)
        for _, family in families:
            for kin in family:
                keys[pair_key(0, kin.number)] = kin.alike + 0.5
                for letter in initials:
                    keys[pair_key(letter, kin.number)] = kin.alike + 0.5
        ordered = sorted(keys, key=lambda key: -keys[key])[:PAIRS]
        for key, blob in self._blobs("pair", ordered):
            for form in array("I", blob):
                found[form] = found.get(form, 0.0) + keys[key]
        if len(found) < READ * most:
            self._alone(families, found)
        kept = sorted(found, key=lambda form: -found[form])
        first = max(len(same), BY_WORDS * most)
        return kept[:first], kept[first : READ * most]

    def _likeliest(self, ours: tuple[Word, ...], most: int) -> list[tuple[int, str]]:
        """Return the names that are worth laying on the query: those whose words are likest, and of the
        others those whose letters are."""
        first, others = self._forms(ours, most)
        names = dict(self._written([*first, *others]))
        if len(others) > (by_letters := BY_WORDS * most // 2):
            rest = {form: normalise(names[form]) for form in others}
            near = process.extract(letters(ours), rest, scorer=fuzz.token_sort_ratio, limit=by_letters)
            others = [form for _, _, form in near]
        return [(form, names[form]) for form in (*first, *others)]

    def _alone(self, families: Sequence[tuple[Word, list[Kin]]], found: dict[int, float]) -> None:
        """Add names that have one of the words, where few enough have it: the rarest words first."""
        weights = {kin.number: kin.alike for _, family in families for kin in family}
        rows = self._base.execute(
            "SELECT id, many FROM word WHERE id IN (SELECT value FROM json_each(?)) AND many <= ?"
            " ORDER BY many",
            [_json(weights), COMMON],
        ).fetchall()
        room, numbers = 4 * COMMON, []
        for number, many in rows:
            if many > room:
                break
            room -= many
            numbers.append(number)
        for number, blob in self._blobs("single", numbers):
            for form in array("I", blob):
                found[form] = found.get(form, 0.0) + weights[number] * 0.4

    def _sought(self, ours: tuple[Word, ...]) -> list[tuple[Word, list[Kin]]]:
        """Return the words to look for, each with its kin: those of the name, and what two of them make
        together or one of them apart."""
        own = meant(ours)
        made = [(word, self._kin(word)) for word in own]
        whole = [word for word in ours if not word.signs and len(word.plain) > 1]
        joined = [Word(a.plain + b.plain, bare=a.bare) for a in whole for b in whole if a is not b][:30]
        known = self._known([word.plain for word in joined])
        made += [(word, [Kin(known[word.plain], 1.0)]) for word in joined if word.plain in known]
        for word in whole:
            if len(word.plain) < 5:
                continue
            cuts = [(word.plain[:at], word.plain[at:]) for at in range(1, len(word.plain))]
            known = self._known([part for cut in cuts for part in cut])
            whole_cuts = [cut for cut in cuts if all(part in known for part in cut)]
            for cut in whole_cuts:
                made += [(Word(part), [Kin(known[part], 1.0)]) for part in cut]
            if len(own) == 1 and not whole_cuts:  # one word, and a slip in it: one part has to be right
                longest = sorted((part for part in known if len(part) > 3), key=len, reverse=True)[:GLUED]
                for part in longest:
                    rest = word.plain.replace(part, "", 1)
                    made += [(Word(part), [Kin(known[part], 1.0)]), (Word(rest), self._kin(Word(rest)))]
        return made

    def _kin(self, word: Word) -> list[Kin]:
        """Return the words of the register that may be this one, the likeliest first."""
        rows = self._base.execute(
            "SELECT words FROM near WHERE key IN (SELECT value FROM json_each(?))", [_json(nearby(word))]
        ).fetchall()
        lines = {line for row in rows for line in row[0].split("\n")}
        if len(word.plain) > 1:
            others = self._known(forms.others(word.plain))
            lines |= {f"{plain}\t{number}\t\t" for plain, number in others.items()}
        names = [line.partition("\t")[0] for line in lines]
        if len(lines) > 4 * FAMILY and not word.bare:
            listed = list(lines)
            near = process.extract(word.plain, names, scorer=JaroWinkler.similarity, limit=2 * FAMILY)
            listed_forms = forms.others(word.plain)
            lines = {line for line in lines if line.partition("\t")[0] in listed_forms}
            lines |= {listed[at] for _, _, at in near}
        found: dict[int, float] = {}
        for line in lines:
            plain, number, bare, signs = line.split("\t")
            near_by, _ = alike(word, Word(plain, bare=bool(bare), signs=signs))
            if near_by >= KIN:
                found[int(number)] = near_by
        return sorted((Kin(*each) for each in found.items()), key=lambda kin: -kin.alike)[:FAMILY]

    def _known(self, plain: Iterable[str]) -> dict[str, int]:
        rows = self._base.execute(
            "SELECT plain, min(id) FROM word WHERE plain IN (SELECT value FROM json_each(?)) GROUP BY plain",
            [_json(plain)],
        )
        return dict(rows.fetchall())

    def _blobs(self, table: str, keys: Iterable[int]) -> list[tuple[int, bytes]]:
        asked = f"SELECT key, forms FROM {table} WHERE key IN (SELECT value FROM json_each(?))"  # noqa: S608 (ours)
        return self._base.execute(asked, [_json(keys)]).fetchall()

    def _written(self, numbers: Iterable[int]) -> list[tuple[int, str]]:
        asked = "SELECT id, name FROM form WHERE id IN (SELECT value FROM json_each(?))"
        return self._base.execute(asked, [_json(numbers)]).fetchall()

    def _bearers(self, numbers: Iterable[int]) -> list[tuple[int, int]]:
        asked = "SELECT form, entry FROM bears WHERE form IN (SELECT value FROM json_each(?))"
        return self._base.execute(asked, [_json(numbers)]).fetchall()

    def _by_facts(self, query: Query, best: dict[int, tuple[float, Laid, str, str]]) -> None:
        """Add those who have the same membership number, or the same day of birth, whatever their names."""
        number, born = plain_number(query.number), str(query.born_on or "")
        rows = self._base.execute(
            "SELECT id FROM entry WHERE number = ? AND number <> ''"
            " UNION SELECT id FROM (SELECT id FROM entry WHERE born = ? AND born <> '' LIMIT ?)",
            [number, born if len(born) == 10 else "-", ONE_DAY],
        ).fetchall()
        for entry, names in self._names([row[0] for row in rows if row[0] not in best]).items():
            for asked in query.names:
                for stored in names:
                    ours, theirs = parts(asked), parts(stored)
                    if ours and theirs:
                        near, laid = likeness(ours, theirs)
                        if entry not in best or near > best[entry][0]:
                            best[entry] = near, laid, asked, stored

    def _names(self, numbers: Iterable[int]) -> dict[int, list[str]]:
        asked = (
            "SELECT entry, name FROM bears"
            " JOIN form ON form.id = form"
            " WHERE entry IN (SELECT value FROM json_each(?)) ORDER BY entry, place"
        )
        found: dict[int, list[str]] = {}
        for entry, name in self._base.execute(asked, [_json(numbers)]):
            found.setdefault(entry, []).append(name)
        return found

    def _entries(self, numbers: Iterable[int]) -> dict[int, Entry]:
        names = self._names(numbers)
        asked = (
            "SELECT id, key, born, written_number, unit FROM entry"
            " WHERE id IN (SELECT value FROM json_each(?))"
        )
        return {
            number: Entry(key, tuple(names[number]), born, written, unit)
            for number, key, born, written, unit in self._base.execute(asked, [_json(numbers)])
        }


def _json(values: Iterable[int | str]) -> str:
    return json.dumps(list(values))


def _first(found: list[T], scores: list[float], most: int) -> list[T]:
    """Return the best, and all that are as good as the last of them."""
    if len(found) <= most:
        return found
    last = sorted(scores, reverse=True)[most - 1]
    return [each for each, score in zip(found, scores, strict=True) if score >= last]


def build(path: Path, rows: Iterable[Entry]) -> int:
    """Write an index of these entries to a file, which takes the place of an older one only when it is whole;
    return how many there are. Raises ValueError where a day of birth is none. Memory: the words that occur,
    each once; everything else is put in order on the disk, beside the file."""
    new = path.with_name(f"{path.name}.new")
    new.unlink(missing_ok=True)
    new.touch(mode=0o600)
    try:
        with closing(sqlite3.connect(new, isolation_level=None)) as base:
            count = fill(base, rows)
        new.replace(path)
    except BaseException:
        new.unlink(missing_ok=True)
        raise
    return count


def held(rows: Iterable[Entry]) -> Index:
    """Return an index of a small register in memory: about 2 KB a name."""
    base = sqlite3.connect(":memory:", isolation_level=None)
    fill(base, rows)
    return Index(base)


def opened(path: Path) -> Index:
    """Open an index that was built. Raises OSError where there is none, ValueError where it is no index or
    that of another version: build it anew."""
    if not path.is_file():
        raise FileNotFoundError(2, os.strerror(2), path.name)
    base = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)
    try:
        version = base.execute("SELECT version FROM meta").fetchone()[0]
    except sqlite3.DatabaseError:
        version = 0
    if version != VERSION:
        base.close()
        raise ValueError(path.name)
    base.execute(f"PRAGMA mmap_size = {1 << 40}")
    base.execute(f"PRAGMA cache_size = -{CACHE}")
    return Index(base)
