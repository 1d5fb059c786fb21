"""The words of a message: decoded, HTML without its marks, and nothing that could act or deceive.

Must not fetch anything and must not return markup.
"""

from __future__ import annotations

import html
import re
import unicodedata

from dueprocess.cases.mailbox.reading.charsets import composed, named
from dueprocess.cases.mailbox.reading.headers import TURNING

MOST = 200_000
"""Characters of text that are shown and searched; the untouched message has all."""
_TAGS = """address article aside blockquote br dd div dl dt footer form h1 h2 h3 h4 h5 h6 header hr li main
nav ol p pre section table td th tr ul"""
_BLOCKS = frozenset(_TAGS.split())
_SILENT = frozenset({"head", "noscript", "template", "title"})
_BLANKS = re.compile(r"\n[ \t\n]*\n")


def decode(data: bytes, charset: str) -> tuple[str, bool]:
    """The text behind bytes, and whether its code was the one that was named."""
    names = [charset.strip().lower() or "utf-8"]
    if names[0] in {"us-ascii", "ascii", "unknown-8bit", "x-unknown", "default"}:
        names = ["ascii", "utf-8"]
    for place, name in enumerate((*names, "utf-8")):
        try:
            return data.decode(named(name)), place < len(names)
        except (LookupError, UnicodeDecodeError, ValueError):
            continue
    return data.decode("cp1252", "replace"), False


def plain(text: str) -> tuple[str, bool]:
    """Text without control and direction signs, and whether it had signs that turn it; cut at `MOST`."""
    turned = bool(TURNING.search(text))
    text = composed(TURNING.sub("", text[: MOST * 2]).replace("\r\n", "\n"))
    kept = (each for each in text if each in "\n\t" or unicodedata.category(each) not in {"Cc", "Cs", "Co"})
    return _BLANKS.sub("\n\n", "".join(kept)).strip()[:MOST], turned


_TAG = re.compile(r"</?([a-zA-Z][^\s/>\"']*+)([^\"'>]*+(?:\"[^\"]*+\"[^\"'>]*+|'[^']*+'[^\"'>]*+)*+)>")
"""Never goes back over what it has read: for a long name that is never closed that took the square of the
time."""
_HREF = re.compile(r"\bhref\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))", re.IGNORECASE)
_LONGEST_TAG = 262_144
_RAW = {name: re.compile(f"</{name}\\b", re.IGNORECASE) for name in ("script", "style")}
_HIDES = ("<!--", "-->"), ("<!", ">"), ("<?", ">")
"""What is no word and no tag: how it begins and ends."""


_NO_SIGN = re.compile(r"&#(?:[0-9]{9,}|[xX][0-9a-fA-F]{9,});?")


def _unescaped(text: str) -> str:
    """The text with its character references read. One of more than eight digits is of no character; Python
    raises for what has thousands."""
    return html.unescape(_NO_SIGN.sub("\ufffd", text))


class _Words:
    """Collects what a reader would see, as lines, with the address behind each link.

    Goes over the page once, whatever is open and never closed: the parser of the standard library takes the
    square of the time for some pages.
    """

    def __init__(self, markup: str) -> None:
        self.markup = markup
        self.found: list[str] = []
        self.silent = 0
        self.links: list[str] = []

    def read(self) -> str:
        """The words of the page."""
        markup, at = self.markup, 0
        while (sign := markup.find("<", at)) >= 0:
            self._data(at, sign)
            at = self._marked(sign)
        self._data(at, len(markup))
        return "".join(self.found)

    def _marked(self, at: int) -> int:
        """Take what begins with `<`; returns where to go on."""
        markup = self.markup
        for begin, close in _HIDES:
            if markup.startswith(begin, at):
                end = markup.find(close, at + len(begin))
                return len(markup) if end < 0 else end + len(close)
        if not re.match(r"/?[a-zA-Z]", markup[at + 1 : at + 3]):
            self._data(at, at + 1)
            return at + 1
        tag = _TAG.match(markup, at, at + _LONGEST_TAG)
        if tag is None:  # never closed: its words are words
            self._data(at, at + _LONGEST_TAG)
            return min(len(markup), at + _LONGEST_TAG)
        name = tag[1].lower()
        if markup[at + 1] == "/":
            self._end(name)
        elif name in _RAW:
            closing = _RAW[name].search(markup, tag.end())
            return len(markup) if closing is None else closing.start()
        else:
            self._begin(name, tag[2])
        return tag.end()

    def _begin(self, name: str, rest: str) -> None:
        if name in _SILENT:
            self.silent += 1
        elif name in _BLOCKS:
            self.found.append("\n")
        elif name == "a":
            href = _HREF.search(rest)
            self.links.append(_unescaped(next(filter(None, href.groups()), ""))[:2_000] if href else "")

    def _end(self, name: str) -> None:
        if name in _SILENT:
            self.silent = max(0, self.silent - 1)
        elif name in _BLOCKS:
            self.found.append("\n")
        elif name == "a" and self.links:
            href = self.links.pop().strip()
            if href and href not in "".join(each[-4_000:] for each in self.found[-3:]):
                self.found.append(f" <{href}>")

    def _data(self, start: int, end: int) -> None:
        if not self.silent and start < end:
            self.found.append(re.sub(r"\s+", " ", _unescaped(self.markup[start:end])))


def of_html(markup: str) -> str:
    """The words of an HTML page. Nothing of it is rendered, loaded or run."""
    words = _Words(markup[: MOST * 10]).read()
    return "\n".join(part.strip() for part in words.split("\n"))
