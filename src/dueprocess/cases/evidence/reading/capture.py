"""A web page that was saved as HTML: its words, and what it says of where it stood. Nothing is loaded."""

from __future__ import annotations

import html
import re

from dueprocess.cases.evidence.reading.model import Fault, Found, Page, cut, facts_of
from dueprocess.cases.mailbox.reading import text as words

TOOL = "HTML"
_BEGINS = re.compile(rb"\s*(<!doctype html|<html|<head|<body|<!--)", re.IGNORECASE)
_TITLE = re.compile(r"<title[^>]{0,500}>([^<]{0,1000})", re.IGNORECASE)
_SAVED = re.compile(r"<!--\s*saved from url=\(\d{1,6}\)([^\s>]{1,2000})", re.IGNORECASE)
_LINK = re.compile(r"<link\b[^>]{0,1000}>", re.IGNORECASE)
_META = re.compile(r"<meta\b[^>]{0,2000}>", re.IGNORECASE)
_HEAD = 200_000
_PROPERTIES = ("og:url", "og:site_name", "article:published_time", "article:modified_time", "author")


def is_page(data: bytes) -> bool:
    """Whether these bytes begin as a page of the web does."""
    return _BEGINS.match(data[:2_048].removeprefix(b"\xef\xbb\xbf")) is not None


def read(data: bytes) -> Found:
    """Read a saved page."""
    charset = re.search(rb"charset\s*=\s*[\"']?([\w.:-]{1,40})", data[:4_096], re.IGNORECASE)
    markup, _known = words.decode(
        data[: words.MOST * 10], charset[1].decode("ascii", "replace") if charset else ""
    )
    said, _turned = words.plain(words.of_html(markup))
    head = markup[:_HEAD]
    told: list[tuple[str, object]] = []
    if title := _TITLE.search(head):
        told.append(("page title", html.unescape(title[1])))
    if saved := _SAVED.search(head):
        told.append(("page address", saved[1]))
    for link in _LINK.findall(head)[:200]:
        if re.search(r"rel\s*=\s*[\"']?canonical", link, re.IGNORECASE):
            told.append(("page address", _value(link, "href")))
    for meta in _META.findall(head)[:500]:
        name = _value(meta, "property") or _value(meta, "name")
        if name.lower() in _PROPERTIES:
            told.append((f"page {name.lower()}", _value(meta, "content")))
    short = len(data) > words.MOST * 10 or len(said) >= words.MOST
    faults = (Fault.CUT,) if short else ()
    texts, _ = cut([said])
    return Found(TOOL, (Page(texts[0]),), facts_of(dict.fromkeys(told)), faults=faults)


def _value(tag: str, name: str) -> str:
    found = re.search(rf"\b{name}\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))", tag, re.IGNORECASE)
    return html.unescape(next(filter(None, found.groups()), "")) if found else ""
