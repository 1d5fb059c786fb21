"""Redaction: what is covered is taken out for good, and that is proved. Bytes or a path in, bytes out.

Knows documents and pictures; not cases, nor why something must not be read. `docs/explanation/redaction.md`
says what it does and what it cannot know.
"""

from dueprocess.papers.redaction.making import (
    every_word,
    find,
    find_among,
    picture,
    redact,
    sizes,
    words,
)
from dueprocess.papers.redaction.model import (
    REASONS,
    BadBox,
    Box,
    Found,
    Leak,
    Size,
    Unreadable,
    Word,
)
from dueprocess.papers.redaction.proving import prove

__all__ = [
    "REASONS",
    "BadBox",
    "Box",
    "Found",
    "Leak",
    "Size",
    "Unreadable",
    "Word",
    "every_word",
    "find",
    "find_among",
    "picture",
    "prove",
    "redact",
    "sizes",
    "words",
]
