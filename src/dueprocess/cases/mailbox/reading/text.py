"""The words of a message: decoded, HTML without its marks, and nothing that could act or deceive.

Must not fetch anything and must not return markup.
"""

from __future__ import annotations

import re
import unicodedata
from html.parser import HTMLParser

from dueprocess.cases.mailbox.reading.headers import TURNING

MOST = 200_000
"""Characters of text that are shown and searched; the untouched message has all."""
_TAGS = """address article aside blockquote br dd div dl dt footer form h1 h2 h3 h4 h5 h6 header hr li main
nav ol p pre section table td th tr ul"""
_BLOCKS = frozenset(_TAGS.split())
_SILENT = frozenset({"head", "noscript", "script", "style", "template", "title"})
_BLANKS = re.compile(r"\n[ \t\n]*\n")


def decode(data: bytes, charset: str) -> tuple[str, bool]:
    """The text behind bytes, and whether its code was the one that was named."""
    names = [charset.strip().lower() or "utf-8"]
    if names[0] in {"us-ascii", "ascii", "unknown-8bit", "x-unknown", "default"}:
        names = ["ascii", "utf-8"]
    for place, name in enumerate((*names, "utf-8")):
        try:
            return data.decode(name), place < len(names)
        except (LookupError, UnicodeDecodeError, ValueError):
            continue
    return data.decode("cp1252", "replace"), False


def plain(text: str) -> tuple[str, bool]:
    """Text without control and direction signs, and whether it had signs that turn it; cut at `MOST`."""
    turned = bool(TURNING.search(text))
    text = unicodedata.normalize("NFC", TURNING.sub("", text[: MOST * 2]).replace("\r\n", "\n"))
    kept = (each for each in text if each in "\n\t" or unicodedata.category(each) not in {"Cc", "Cs", "Co"})
    return _BLANKS.sub("\n\n", "".join(kept)).strip()[:MOST], turned


class _Words(HTMLParser):
    """Collects what a reader would see, as lines, with the address behind each link."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self.silent = 0
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self.silent += 1
        elif tag in _BLOCKS:
            self.found.append("\n")
        elif tag == "a":
            self.links.append((dict(attrs).get("href") or "")[:2_000])

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self.silent = max(0, self.silent - 1)
        elif tag in _BLOCKS:
            self.found.append("\n")
        elif tag == "a" and self.links:
            href = self.links.pop().strip()
            if href and href not in "".join(self.found[-3:]):
                self.found.append(f" <{href}>")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.found.append(re.sub(r"\s+", " ", data))


def of_html(markup: str) -> str:
    """The words of an HTML page. Nothing of it is rendered, loaded or run."""
    words = _Words()
    for start in range(0, min(len(markup), MOST * 10), 65_536):
        words.feed(markup[start : start + 65_536])
    try:
        words.close()
    except AssertionError:  # html.parser gives up on some unfinished declarations
        pass
    return "\n".join(part.strip() for part in "".join(words.found).split("\n"))
