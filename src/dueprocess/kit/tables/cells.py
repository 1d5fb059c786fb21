"""What may be wrong with the text of a cell, whatever its column means. Pure: text in, an answer out."""

from __future__ import annotations

import re

_SPREADSHEET_ERROR = re.compile(r"#(?:[A-Z][A-Z_ ]*(?:/[A-Z0-9]+)?[!?]?|#+)|Err:\d{3}")
_SPOILT_ID = re.compile(r"[+-]?\d+(?:\.\d+)?[eE]\+?\d+")
_UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_FORMULA = re.compile(r"=|[+@-]=?[A-Za-z.]+\(")
_LONE = re.compile(r"[\ud800-\udfff]")


def failed(text: str) -> bool:
    """Tell whether a spreadsheet could not compute this cell: #VALUE!, #####, Err:502."""
    return text[:1] in ("#", "E") and _SPREADSHEET_ERROR.fullmatch(text) is not None


def spoilt(text: str) -> bool:
    """Tell whether an id was spoilt by a spreadsheet (1.2E+10), and may stand for several."""
    return _SPOILT_ID.fullmatch(text) is not None or failed(text) or undecodable(text)


def unseen(text: str) -> bool:
    """Tell whether it holds characters that cannot be seen, such as NUL."""
    return _UNSEEN.search(text) is not None


def formula(text: str) -> bool:
    """Tell whether it begins like a formula of a spreadsheet."""
    return text[:1] in ("=", "@", "+", "-") and _FORMULA.match(text) is not None


def undecodable(text: str) -> bool:
    """Tell whether it holds bytes that are no text in the file's encoding (lone surrogates, PEP 383)."""
    return not text.isascii() and _LONE.search(text) is not None
