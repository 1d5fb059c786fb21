"""One spelling of a name for comparing. Knows scripts and punctuation; must not know whose name it is.

Names are compared in Latin letters without marks, whatever script they are written in; the name that is
shown is always the one its owner wrote.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from anyascii import anyascii

_BREAKS = re.compile(r"[^0-9a-z]+")
_JOINED = re.compile(r"(?<=\w)['\u2019\u02bc`\u00b4](?=\w)")


@lru_cache(maxsize=8192)
def normalise(name: str) -> str:
    """Return the name in lower-case Latin letters and digits, words apart by one space.

    Apostrophes inside a word join it (O'Neill: oneill); hyphens part it. May be empty.
    """
    return _plain(name)


def _plain(text: str) -> str:
    joined = _JOINED.sub("", unicodedata.normalize("NFKC", text))
    return _BREAKS.sub(" ", anyascii(joined).lower()).strip()


def words_of_text(text: str) -> list[str]:
    """Return the same of a long text, which is kept nowhere: what people wrote is no name."""
    return _plain(text).split()


def words(name: str) -> list[str]:
    """Return the words of the normalised name, in their order."""
    return normalise(name).split()
