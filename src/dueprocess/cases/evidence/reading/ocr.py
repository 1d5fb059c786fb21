"""Reading text from pictures with Tesseract, where the system has it. Knows its command line (tesseract(1), 4
and 5) and its TSV; must not know dockets. It gets pictures that were drawn here, never the bytes of others.
"""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import time
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from PIL import Image

PAGE_SECONDS = 60
SHAKY = 60
"""Below this a page is said to be read unsurely: Tesseract's own measure, from 0 to 100."""
LANGUAGES = {
    "ar": "ara", "bg": "bul", "cs": "ces", "da": "dan", "de": "deu", "el": "ell", "en": "eng", "es": "spa",
    "et": "est", "fa": "fas", "fi": "fin", "fr": "fra", "ga": "gle", "he": "heb", "hi": "hin", "hr": "hrv",
    "hu": "hun", "it": "ita", "ja": "jpn", "ko": "kor", "lt": "lit", "lv": "lav", "nb": "nor", "nl": "nld",
    "no": "nor", "pl": "pol", "pt": "por", "ro": "ron", "ru": "rus", "sk": "slk", "sl": "slv", "sq": "sqi",
    "sr": "srp", "sv": "swe", "th": "tha", "tr": "tur", "uk": "ukr", "vi": "vie", "zh": "chi_sim",
}  # fmt: skip
"""Tesseract's names of languages, by those of ISO 639-1; it takes its own too."""
_KEPT = ("PATH", "LD_LIBRARY_PATH", "TESSDATA_PREFIX", "SYSTEMROOT")


@dataclass(frozen=True, slots=True)
class Engine:
    """A Tesseract that answers: where it is, its version, the languages that it reads here, and those that
    are wanted and not there."""

    path: str
    version: str
    languages: tuple[str, ...]
    missing: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.version} ({'+'.join(self.languages)})"


class Unread(Exception):
    """A page that Tesseract did not read; `slow`: within its time."""

    def __init__(self, *, slow: bool) -> None:
        super().__init__("slow" if slow else "failed")
        self.slow = slow


def engine(program: str, wanted: Sequence[str]) -> Engine | None:
    """Return the Tesseract of that name or path that is on this machine; None where there is none, or none of
    the wanted languages."""
    path = shutil.which(program)
    if path is None:
        return None
    try:
        version = _said([path, "--version"]).splitlines()[0].strip()[:60]
        there = {Path(line.strip()).name for line in _said([path, "--list-langs"]).splitlines()[1:]}
    except (subprocess.SubprocessError, OSError, IndexError):
        return None
    names = list(dict.fromkeys(LANGUAGES.get(each, each) for each in wanted))
    found = tuple(each for each in names if each in there)
    if not found or not version.startswith("tesseract"):
        return None
    return Engine(path, version, found, tuple(each for each in names if each not in there))


@dataclass(frozen=True, slots=True)
class Seen:
    """What was read in a picture: its `text`, how sure that is (0 to 100; -1: there is no word), its `words`
    with where they stand, and by how many degrees clockwise (0, 90, 180, 270) it has to be turned to be read.
    `across` and `down` are the points of the picture."""

    text: str
    sure: int
    words: tuple[Spot, ...] = ()
    turn: int = 0
    across: int = 0
    down: int = 0


Spot = tuple[int, int, int, int, str]
"""A word and the points of the picture between which it stands: left, top, right, bottom."""
MOST_WORDS = 5_000
"""Words of a page of which the place is kept."""


def read(picture: bytes, by: Engine, *, seconds: float = PAGE_SECONDS) -> Seen:
    """Return what is read in a picture (PNG). One that cannot be read with certainty as it stands is tried
    upside down too; lines that run down or up Tesseract finds itself. Raises Unread."""
    ends = time.monotonic() + seconds
    as_it_is = _read(picture, by, seconds)
    if as_it_is.sure >= SHAKY:
        return as_it_is
    out = io.BytesIO()
    with Image.open(io.BytesIO(picture), formats=("PNG",)) as opened:
        opened.transpose(Image.Transpose.ROTATE_180).save(out, "PNG")
    try:
        turned = _read(out.getvalue(), by, max(1.0, ends - time.monotonic()))
    except Unread:
        return as_it_is
    if turned.sure < SURE or len(turned.words) < ENOUGH:
        return as_it_is
    wide, high = turned.across, turned.down
    words = tuple(
        (wide - right, high - bottom, wide - left, high - top, text)
        for left, top, right, bottom, text in turned.words
    )
    return replace(turned, words=words, turn=(turned.turn + 180) % 360)


SURE, ENOUGH = 75, 3
"""So sure it must be of a picture that was turned, and so many words it must have read there."""


def _read(picture: bytes, by: Engine, seconds: float) -> Seen:
    command = [by.path, "stdin", "stdout", "-l", "+".join(by.languages), "--dpi", "300", "--psm", "3", "tsv"]
    try:
        done = subprocess.run(
            command, input=picture, capture_output=True, timeout=seconds, env=_given(), cwd="/", check=True
        )
    except subprocess.TimeoutExpired:
        raise Unread(slow=True) from None
    except (subprocess.SubprocessError, OSError):
        raise Unread(slow=False) from None
    return of_tsv(done.stdout.decode("utf-8", "replace"))


def of_tsv(said: str) -> Seen:
    """Return what Tesseract's TSV says: its lines and paragraphs, its confidence by letters, where each word
    stands, and whether its lines run down or up."""
    found: list[str] = []
    words: list[Spot] = []
    lines: dict[tuple[str, ...], list[Spot]] = {}
    place: tuple[str, ...] = ()
    letters = weighed = 0.0
    across = down = 0
    for line in said.splitlines():
        columns = line.split("\t")
        try:
            left, top, wide, high = (max(0, int(each)) for each in columns[6:10])
        except ValueError:
            continue
        if columns[0] == "1":
            across, down = wide, high
        if len(columns) < 12 or columns[0] != "5" or not columns[11].strip():
            continue
        try:
            sure = max(0.0, min(100.0, float(columns[10])))
        except ValueError:
            continue
        here, word = tuple(columns[1:5]), columns[11].strip()
        if place:
            found.append(" " if here == place else "\n" if here[:3] == place[:3] else "\n\n")
        found.append(word)
        place = here
        letters += len(columns[11])
        weighed += sure * len(columns[11])
        words.append((left, top, left + wide, top + high, word))
        lines.setdefault(here, []).append(words[-1])
    sure_ = round(weighed / letters) if letters else -1
    turn = _turn(lines.values()) if sure_ >= SHAKY else 0
    return Seen("".join(found), sure_, tuple(words[:MOST_WORDS]), turn, across, down)


def _turn(lines: Iterable[Sequence[Spot]]) -> int:
    """By how many degrees clockwise a page is to be turned, from the way in which the words of its lines
    follow one another: down, up, or neither. Whether it stands upside down, that does not tell."""
    ways: Counter[int] = Counter()
    for line in lines:
        first, last = line[0], line[-1]
        right = abs(last[0] + last[2] - first[0] - first[2])
        below = last[1] + last[3] - first[1] - first[3]
        if _from_the_right("".join(each[4] for each in line)):
            below = -below
        if right or below:
            ways[0 if right >= abs(below) else 270 if below > 0 else 90] += 1
    way, most = ways.most_common(1)[0] if ways else (0, 0)
    return way if most >= AGREE and most >= 0.9 * ways.total() else 0


AGREE = 2
"""So many lines of two words or more must run the same way, and nine tenths of all, before a page is said to
lie on its side."""


def _from_the_right(text: str) -> bool:
    sides = [unicodedata.bidirectional(letter) for letter in text]
    return sum(side in ("R", "AL") for side in sides) > sum(side == "L" for side in sides)


def _said(command: list[str]) -> str:
    done = subprocess.run(command, capture_output=True, timeout=10, env=_given(), cwd="/", check=True)
    return (done.stdout or done.stderr).decode("utf-8", "replace")


def _given() -> dict[str, str]:
    """What it is told of its surroundings: where it finds itself, and to use one core."""
    return {name: os.environ[name] for name in _KEPT if name in os.environ} | {"OMP_THREAD_LIMIT": "1"}
