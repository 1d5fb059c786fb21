"""A name taken apart into the words that are compared. Knows titles, particles, endings and how scripts write
names; must not know whose name it is.

The rules are few and stand here in words, because each of them can make two people one:

- titles and forms of address are left out where something else is left; Jr, Sr, II, III, IV weigh little;
- particles (de, van, von, bin, al-) weigh little where two other words are left: Ben and Do are names, too;
- what is written as one word in some places is one: Abd al-Rahman and Abdurrahman, Nur al-Din and
  Nureddin, Mc and Mac with what follows, O'Neill and O Neill;
- a Chinese, Japanese or Korean name without a space is one syllable of family name and the rest;
- the article of an Arabic word is parted from it, and words of a script that writes no vowels are marked:
  they are compared by their consonants.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Final

from dueprocess.names.normalise import words_of_text

LONGEST: Final = 12
"""So many words of a name are compared; more are no name."""
LETTERS: Final = 60
"""So many letters of a word are compared."""
TITLES: Final = frozenset((
    "mr", "mrs", "ms", "miss", "mx", "dr", "prof", "professor", "sir", "rev", "reverend", "herr", "frau",
    "dott", "dottssa", "dipl", "mme", "mlle", "monsieur", "madame", "senor", "senora", "sra", "srta", "shri",
    "smt", "phd", "esq", "hojjat", "ayatollah",
))  # fmt: skip
PERHAPS: Final = frozenset((
    "haji", "hajj", "hajji", "mullah", "mulla", "maulana", "maulavi", "mawlawi", "sayyid", "shaykh", "sheikh",
    "shaikh", "sheik", "minister", "senator", "general", "gen", "colonel", "col", "captain", "capt", "lt",
    "sgt", "md", "qari", "hafiz", "mufti", "ustad", "engineer", "alhaji", "honourable", "honorable", "hon",
))  # fmt: skip
"""Titles that are names, too: left out only where two other words are left."""
SUFFIXES: Final = frozenset((
    "jr", "sr", "jnr", "snr", "junior", "senior", "ii", "iii", "iv", "filho", "neto",
))  # fmt: skip
PARTICLES: Final = frozenset((
    "al", "el", "ul", "ur", "as", "ash", "az", "de", "da", "do", "dos", "das", "del", "della", "dello",
    "di", "du", "des", "la", "le", "les", "los", "las", "van", "von", "der", "den", "dem", "ter", "te",
    "ten", "zu", "zur", "zum", "af", "av", "y", "e", "i", "und", "and", "bin", "ben", "ibn", "bint",
    "binti", "abu", "abou", "um", "umm", "ap", "ferch", "o", "d", "l", "san", "st",
))  # fmt: skip
ABD: Final = ("abd", "abdul", "abdel", "abdal", "abdoul")
DIN: Final = ("din", "deen", "dine", "dyn")
ARTICLES: Final = frozenset((
    "al", "el", "ul", "ur", "ud", "ed", "ad", "ar", "er", "as", "es", "us", "ash", "az", "an", "en",
    "eddine",
))  # fmt: skip
_ABD: Final = re.compile(r"abd[aeiou]{1,2}(?:(?=([lrnsdz])\1)\1|l)?(?=[a-z]{3})")
_DIN: Final = re.compile(r"^([a-z]{3,}?)(?:[aeiou]{1,2}(?:d|l|ld)?)?d[ei]{1,2}ne?$")
_JOINED: Final = re.compile(r"(?<=\w)['\u2019\u02bc`\u00b4\u2018\u02bf\u02be](?=\w)")
_EAST: Final = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]")
_KANA: Final = re.compile(r"[\u3040-\u30ff]")
_BARE: Final = re.compile(r"[\u0590-\u06ff\u0750-\u077f\u08a0-\u08ff]")
_FAMILIES: Final = {"\uc774": "yi", "\uc624": "oh", "\uc6b0": "woo", "\uc720": "yoo"}
"""Korean family names of one vowel, as they are written in Latin letters."""
_SWAPPED: Final = str.maketrans("013457", "oieast")
_INITIALS: Final = re.compile(r"[B-DF-HJ-NP-TV-XZ]{2}")
_GLUED: Final = re.compile(r"^([a-z]{3,})(jr|iii|iv)$")


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a name: in Latin letters, how much it weighs (1 for a name, less for a particle, an initial
    or
    an ending such as Jr), whether its vowels are not written, its signs where a script has such, and as it
    was written, by which it is shown and never compared."""

    plain: str
    weight: float = 1.0
    bare: bool = False
    signs: str = ""
    written: str = field(default="", compare=False)


@lru_cache(maxsize=4096)
def parts(name: str) -> tuple[Word, ...]:
    """Return the words of a name that are compared, in their order. Empty where it has neither letter nor
    digit."""
    text = unicodedata.normalize("NFKC", name)
    found: list[Word] = []
    for piece in re.split(r"[\s,;/|()\"\u00b7\u30fb\u2022\u201c\u201d\u200c-]+", text):
        if not piece:
            continue
        if _EAST.search(piece):
            found += _eastern(piece, alone=not re.search(r"[\s\u00b7\u30fb]", text.strip()))
        elif _BARE.search(piece):
            found += _unvowelled(piece)
        else:
            found += _latin(piece, initials=not text.isupper())
    kept = [word for word in _joined(found) if word.plain]
    for titles, least in ((TITLES, 1), (PERHAPS, 2)):
        named = [word for word in kept if word.plain not in titles]
        kept = named if sum(len(word.plain) > 1 or bool(word.signs) for word in named) >= least else kept
    return tuple(_weighed(kept))[:LONGEST]


def _latin(piece: str, *, initials: bool) -> list[Word]:
    if "." in piece.rstrip("."):  # J.C., J.-C. and Dr.Smith
        return [word for part in piece.split(".") if part for word in _latin(part, initials=initials)]
    latin = "".join(words_of_text(_JOINED.sub("", piece)))
    if _INITIALS.fullmatch(piece) and initials:
        return [Word(letter, written=letter.upper()) for letter in latin]
    if any(c.isdigit() for c in latin) and any(c.isalpha() for c in latin):
        latin = latin.translate(_SWAPPED)  # I9or: a digit inside a word is a letter that was hit wrongly
    return [Word(latin, written=piece)] if latin else []


def _eastern(piece: str, *, alone: bool) -> list[Word]:
    """Part a word of signs: a family name of one sign and the rest, where the whole name is one word."""
    if _KANA.search(piece) or not alone or not 2 <= len(piece) <= 4:
        return [_signs(piece)]
    return [_signs(piece[0]), _signs(piece[1:])]


def _signs(piece: str) -> Word:
    """Return a word of signs; Korean ones and those of Japanese syllables are letters, and compared as
    such."""
    letters = "\uac00" <= piece[0] <= "\ud7af" or _KANA.search(piece)
    plain = _FAMILIES.get(piece) or "".join(words_of_text(piece))
    return Word(plain, signs="" if letters else piece, written=piece)


def _unvowelled(piece: str) -> list[Word]:
    """Part the article from an Arabic word, and leave out marks: some write them, most do not."""
    text = "".join(c for c in piece if not unicodedata.combining(c)).replace("\u0640", "")
    found = []
    if text.startswith("\u0627\u0644") and len(text) > 4:
        found.append(Word("al", written=text[:2]))
        text = text[2:]
    latin = "".join(words_of_text(text))
    if text.startswith("\u0639\u0628\u062f"):  # Abd-, of which the first letter has no Latin one
        latin = f"a{latin}"
    return [*found, Word(latin, bare=True, written=piece)] if latin else found


def _joined(words: list[Word]) -> list[Word]:
    """Join what is written as one word in some places and as several in others."""
    made: list[Word] = []
    at = 0
    while at < len(words):
        word = words[at]
        ahead = [each.plain for each in words[at + 1 : at + 3]]
        taken = 1
        if word.plain in ABD and ahead:
            taken = 3 if word.plain == "abd" and ahead[0] in ARTICLES and len(ahead) > 1 else 2
            made.append(_one(words[at : at + taken], _abd(f"abd{words[at + taken - 1].plain}", whole=True)))
        elif len(ahead) == 2 and ahead[0] in ARTICLES and ahead[1] in DIN:
            taken = 3
            made.append(_one(words[at : at + 3], f"{word.plain}din"))
        elif ahead and ahead[0] in ("eddine", "eddin", "uddin", "aldin"):
            taken = 2
            made.append(_one(words[at : at + 2], f"{word.plain}din"))
        elif word.plain in ("mc", "mac", "o") and ahead and len(ahead[0]) > 2:
            taken = 2
            made.append(_one(words[at : at + 2], word.plain + ahead[0]))
        elif glued := _GLUED.match(word.plain):
            made += [replace(word, plain=glued[1]), Word(glued[2], written=glued[2])]
        else:
            made.append(replace(word, plain=_din(_abd(word.plain))))
        at += taken
    return made


def _one(words: list[Word], plain: str) -> Word:
    return Word(
        plain, bare=any(each.bare for each in words), written=" ".join(each.written for each in words)
    )


def _abd(plain: str, *, whole: bool = False) -> str:
    """Write a word with Abd- in one way: Abdulaziz, Abdelaziz and Abdul Aziz are abdaziz, Abdurrahman is
    abdrahman. Abdullah and Abdallah stay a name of their own."""
    if plain in ("abdallah", "abdullah", "abdulla", "abdalla", "abdellah", "abdoullah", "abdalah", "abdula"):
        return "abdallah"
    if whole and not plain.startswith(("abda", "abde", "abdu", "abdo")):
        return plain
    return plain if whole else _ABD.sub("abd", plain, count=1) if plain.startswith("abd") else plain


def _din(plain: str) -> str:
    """Write a word that ends in -uddin in one way: Nuruddin, Noureddine and Nuraddin are nur- or nourdin."""
    if plain.endswith(("uddin", "eddin", "eddine", "addin", "uddeen", "oudine", "iddin", "udine", "aldin")):
        found = _DIN.match(plain)
        return f"{found[1]}din" if found else plain
    return plain


def _weighed(words: list[Word]) -> list[Word]:
    """Give each word its weight."""
    full = [
        word
        for word in words
        if len(word.plain) > 1 and word.plain not in PARTICLES and word.plain not in SUFFIXES
    ]
    return [replace(word, plain=word.plain[:LETTERS], weight=_weight(word, len(full))) for word in words]


def _weight(word: Word, full: int) -> float:
    """Return what a word weighs beside so many that are plainly names."""
    if word.signs:
        return 1.0
    if full and len(word.plain) == 1:
        return 0.5
    if full and word.plain in SUFFIXES:
        return 0.1
    return 0.15 if full > 1 and word.plain in PARTICLES else 1.0
