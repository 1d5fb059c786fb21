"""Reading text from pictures with Tesseract, where the system has it. Knows its command line (tesseract(1), 4
and 5) and its TSV; must not know dockets. It gets pictures that were drawn here, never the bytes of others.
"""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from PIL import Image

PAGE_SECONDS = 60
SHAKY = 60
"""Below this a page is said to be read unsurely: Tesseract's own measure, from 0 to 100."""
DOUBTED = 80
"""Below this it may be upside down."""
LANGUAGES = {
    "ar": "ara", "bg": "bul", "cs": "ces", "da": "dan", "de": "deu", "el": "ell", "en": "eng", "es": "spa",
    "et": "est", "fa": "fas", "fi": "fin", "fr": "fra", "ga": "gle", "he": "heb", "hi": "hin", "hr": "hrv",
    "hu": "hun", "it": "ita", "ja": "jpn", "ko": "kor", "lt": "lit", "lv": "lav", "nb": "nor", "nl": "nld",
    "no": "nor", "pl": "pol", "pt": "por", "ro": "ron", "ru": "rus", "sk": "slk", "sl": "slv", "sq": "sqi",
    "sr": "srp", "sv": "swe", "th": "tha", "tr": "tur", "uk": "ukr", "vi": "vie", "zh": "chi_sim",
}  # fmt: skip
"""Tesseract's names of languages, by those of ISO 639-1; it takes its own too."""
MOST_WORDS, LONGEST_WORD = 3_000, 100
"""So many words of a page are placed, so long at most."""
_KEPT = ("PATH", "LD_LIBRARY_PATH", "TESSDATA_PREFIX", "SYSTEMROOT")
_TURNS = "osd"
_PARTS, _STEPS = 10_000, 5


@dataclass(frozen=True, slots=True)
class Engine:
    """A Tesseract that answers: where it is, its version, the languages that it reads here, those that are
    wanted and not there, and whether it finds out which way up a page is."""

    path: str
    version: str
    languages: tuple[str, ...]
    missing: tuple[str, ...]
    turns: bool

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
    return Engine(path, version, found, tuple(each for each in names if each not in there), _TURNS in there)


Placed = tuple[str, int, int, int, int, int]
"""A word, its line, and its left, top, right and bottom in ten-thousandths of the picture."""


def read(picture: bytes, by: Engine, *, seconds: float = PAGE_SECONDS) -> tuple[str, int, tuple[Placed, ...]]:
    """Return the text in a picture (PNG), how sure that is, 0 to 100 (-1 where there is no word), and where
    each word stands. Raises Unread."""
    way = "1" if by.turns else "3"
    command = [by.path, "stdin", "stdout", "-l", "+".join(by.languages), "--dpi", "300", "--psm", way, "tsv"]
    try:
        done = subprocess.run(
            command, input=picture, capture_output=True, timeout=seconds, env=_given(), cwd="/", check=True
        )
    except subprocess.TimeoutExpired:
        raise Unread(slow=True) from None
    except (subprocess.SubprocessError, OSError):
        raise Unread(slow=False) from None
    said = done.stdout.decode("utf-8", "replace")
    return *of_tsv(said), places(said)


def read_either_way(picture: bytes, by: Engine) -> tuple[str, int, tuple[Placed, ...]]:
    """Read a picture as `read`; one that is read unsurely by a Tesseract that cannot tell which way up it is,
    upside down as well: whichever it is surer of. No word has a place where it is unsure of both. Raises
    Unread."""
    text, sure, found = read(picture, by)
    if 0 <= sure < DOUBTED and not by.turns:
        out = io.BytesIO()
        with Image.open(io.BytesIO(picture), formats=["PNG"]) as drawn:
            drawn.transpose(Image.Transpose.ROTATE_180).save(out, "PNG")
        other, surer, there = read(out.getvalue(), by)
        if surer > max(sure, DOUBTED):
            text, sure = other, surer
            found = tuple(
                (word, line, _PARTS - right, _PARTS - low, _PARTS - left, _PARTS - top)
                for word, line, left, top, right, low in there
            )
    return text, sure, found if sure >= SHAKY else ()


def turn(found: Sequence[Placed]) -> int:
    """Return by how many degrees clockwise a page has to be turned so that its words follow one another to
    the right; 0 where that cannot be told, and for scripts from the right."""
    words = "".join(each[0] for each in found)
    if any(unicodedata.bidirectional(letter) in ("R", "AL") for letter in words):
        return 0
    steps = Counter(_direction(before, after) for before, after in pairwise(found) if before[1] == after[1])
    most, often = steps.most_common(1)[0] if steps else (0, 0)
    return most if often >= _STEPS and often >= 0.8 * steps.total() else 0


def _direction(before: Placed, after: Placed) -> int:
    """Which way a word lies from the one before it, as the turn that sets it right."""
    across = (after[2] + after[4]) - (before[2] + before[4])
    down = (after[3] + after[5]) - (before[3] + before[5])
    if abs(across) >= abs(down):
        return 0 if across >= 0 else 180
    return 270 if down >= 0 else 90


def places(said: str) -> tuple[Placed, ...]:
    """Return where the words of Tesseract's TSV stand; nothing where it does not say how large the page is,
    and no word that does not lie on it."""
    wide = high = line = 0
    before: list[str] = []
    found: list[Placed] = []
    for row in said.splitlines():
        columns = row.split("\t")
        if len(columns) < 12 or columns[0] not in ("1", "5") or not all(map(str.isdecimal, columns[6:10])):
            continue
        left, top, width, height = (int(each[:7]) for each in columns[6:10])
        if columns[0] == "1":
            wide, high = width, height
            continue
        word = columns[11].strip()[:LONGEST_WORD]
        if not (word and width and height and left + width <= wide and top + height <= high):
            continue
        line += before not in ([], columns[1:5])
        before = columns[1:5]
        x, y = _PARTS / wide, _PARTS / high
        right, low = round((left + width) * x), round((top + height) * y)
        found.append((word, line, round(left * x), round(top * y), right, low))
    return tuple(found[:MOST_WORDS])


def of_tsv(said: str) -> tuple[str, int]:
    """Return the text of Tesseract's TSV, by its lines and paragraphs, and its confidence by letters."""
    found: list[str] = []
    place: tuple[str, ...] = ()
    letters = weighed = 0.0
    for line in said.splitlines():
        columns = line.split("\t")
        if len(columns) < 12 or columns[0] != "5" or not columns[11].strip():
            continue
        try:
            sure = max(0.0, min(100.0, float(columns[10])))
        except ValueError:
            continue
        here = tuple(columns[1:5])
        if place:
            found.append(" " if here == place else "\n" if here[:3] == place[:3] else "\n\n")
        found.append(columns[11].strip())
        place = here
        letters += len(columns[11])
        weighed += sure * len(columns[11])
    return "".join(found), round(weighed / letters) if letters else -1


def _said(command: list[str]) -> str:
    done = subprocess.run(command, capture_output=True, timeout=10, env=_given(), cwd="/", check=True)
    return (done.stdout or done.stderr).decode("utf-8", "replace")


def _given() -> dict[str, str]:
    """What it is told of its surroundings: where it finds itself, and to use one core."""
    return {name: os.environ[name] for name in _KEPT if name in os.environ} | {"OMP_THREAD_LIMIT": "1"}
