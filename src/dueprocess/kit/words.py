"""Keyed tags of words, for one search index over sealed text. Knows spelling; nothing of what is searched.

The index holds tags only, so a stolen database does not tell the words. It is the same on SQLite and
PostgreSQL and knows no language: words are folded (case, accents, width), never stemmed. Scripts that
write without spaces are indexed by pairs of letters.
"""

import hmac
import re
import unicodedata
from functools import lru_cache

from .keys import derive, outer, ring

_TAG_BYTES = 10  # 80 bits: two of a million words share a tag once in 2.4 trillion indexes
_MOST = 20_000  # different words of one text; a longer text is searched by its first ones
_LONGEST = 64
_WORD = re.compile(r"[^\W_]+(?:['\u2019.\-][^\W_]+)*")
_PART = re.compile(r"[^\W_]+")
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\U00020000-\U0003134f]+"
)


# Letters that people write without their stroke or dot, and that Unicode does not take apart: ı ł ø đ ħ.
_ALIKE = str.maketrans("\u0131\u0142\u00f8\u0111\u0127", "ilodh")


def fold(text: str) -> str:
    """The text without case, accents, marks and width, for comparing: `Ångström` gives `angstrom`."""
    if text.isascii():
        return text.lower()
    spread = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    bare = "".join(letter for letter in spread if unicodedata.category(letter)[0] != "M")
    return unicodedata.normalize("NFC", bare.translate(_ALIKE))


def words(text: str) -> list[str]:
    """The searchable words of a text, folded, each once, in the order of their first use.

    A word with inner dashes, dots or apostrophes counts as a whole and as its parts, so that `O'Neill`
    is found by `oneill`, `O'Neill` and `neill`.
    """
    found: dict[str, None] = {}
    for written in dict.fromkeys(_WORD.findall(fold(text))):
        parts = _PART.findall(written)
        whole = "".join(parts)
        for word in [whole, *parts] if len(parts) > 1 else [whole]:
            for piece in _pieces(word):
                found[piece[:_LONGEST]] = None
        if len(found) >= _MOST:
            break
    return list(found)


def _pieces(word: str) -> list[str]:
    """A spaced word as it is; a run of an unspaced script as its pairs of letters."""
    if word.isascii():
        return [word]
    pieces, end = [], 0
    for run in _UNSPACED.finditer(word):
        if word[end : run.start()]:
            pieces.append(word[end : run.start()])
        letters, end = run.group(), run.end()
        pieces += [letters[at : at + 2] for at in range(max(len(letters) - 1, 1))]
    if word[end:]:
        pieces.append(word[end:])
    return pieces


def tags(text: str) -> set[str]:
    """The keyed tags of a text's words, as they are stored: to store beside it, or to look it up. They have
    20 hexadecimal digits, and 32 where the database has an outer key."""
    key = _key(ring().index)
    made = [hmac.digest(key, word.encode(), "sha256")[:_TAG_BYTES] for word in words(text)]
    return set(outer().words(made))


def under() -> tuple[bytes, str]:
    """What else decides the tags of a text, for whoever remembers some: the index key, and the outer key in
    force (its id)."""
    return ring().index, outer().id


@lru_cache(maxsize=2)
def _key(index: bytes) -> bytes:
    """The key of the word tags, derived once from the index key."""
    return derive(index, "dueprocess/words/v1")
