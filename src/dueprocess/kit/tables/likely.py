"""How a file of delimited cells is likely written, from its beginning: a guess, for somebody to confirm.

Pure. Knows bytes and signs; not what a column means.
"""

from __future__ import annotations

import codecs
from collections import Counter

ENOUGH = 64 * 1024
"""Bytes of the beginning that are looked at."""
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"),
)  # fmt: skip
_DELIMITERS = ",;\t|"
_LINES = 50


def encoding(head: bytes) -> str:
    """By a byte order mark; else UTF-8 where all of it is; else what spreadsheets of the West save."""
    for mark, name in _MARKS:
        if head.startswith(mark):
            return name
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)  # a letter cut in two at the end is none broken
    except UnicodeDecodeError:
        return "windows-1252"
    return "utf-8"


def delimiter(text: str) -> str:
    """The sign that stands equally often, and oftenest, in most of the first lines, outside of quotes."""
    lines = [line for line in _unquoted(text).splitlines()[:_LINES] if line.strip()]
    best, sign = (0, 0), ","
    for each in _DELIMITERS:
        counts = Counter(line.count(each) for line in lines)
        counts.pop(0, None)
        if counts:
            number, agreed = max(counts.items(), key=lambda found: (found[1], found[0]))
            if (agreed, number) > best:
                best, sign = (agreed, number), each
    return sign


def _unquoted(text: str) -> str:
    return "".join(text.split('"')[::2])


def written(head: bytes) -> dict[str, str]:
    """`encoding` and `delimiter`, as `Form` names them."""
    named = encoding(head)
    return {"encoding": named, "delimiter": delimiter(head.decode(named, "replace"))}
