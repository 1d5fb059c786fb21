"""A set of letters as values: the house's own lines, whom one may always tell, and each letter's words."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from dueprocess.core.saying import say as _

TRUSTED = {
    "lawyer": _("a lawyer"),
    "doctor": _("a doctor, a counsellor or a helpline"),
    "union": _("a union"),
    "police": _("the police"),
    "regulator": _("an authority that oversees the organisation"),
    "support": _("somebody who supports them here"),
    "family": _("family and friends"),
}
"""Whom everybody may always tell, whatever a letter is about. Each set of letters has words for each."""

PartKind = Literal["head", "text", "points"]


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a letter's text, as written, with its fields in braces: a heading, a paragraph, or a list
    (of which each of `texts` is a point). `line` counts from the first line of the text, from 0."""

    kind: PartKind
    texts: tuple[str, ...]
    line: int


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter of the rulebook: what it says to each audience (`to`), and to whoever has no words of their
    own there (`text`; empty: nobody else gets it)."""

    id: str
    title: str
    text: tuple[Part, ...]
    to: Mapping[str, tuple[Part, ...]]

    def words(self, audiences: Iterable[str]) -> tuple[Part, ...]:
        """Return what it says to the first of these names (a kind of party, role or body, then the word by
        which the rulebook means them) for which it has words; () where it has none."""
        return next((self.to[each] for each in audiences if each in self.to), self.text)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Letters:
    """A set of letters. `rulebook` is the id of the rulebook whose letters they are. `head`, `foot` and
    `beside` (what stands beside the address), `opening` and `closing` (how each letter begins and ends) are
    lines, `help` stands before the end of each letter; `page` counts the pages; `trusted` says whom one may
    always tell, after the sentence `may_tell`."""

    text: str = field(repr=False)
    hash: str = field(init=False)  # "sha256:" and 64 hex digits, of the UTF-8 text
    id: str
    version: str
    title: str
    language: str
    rulebook: str
    head: tuple[str, ...]
    foot: tuple[str, ...]
    beside: tuple[str, ...]
    opening: tuple[str, ...]
    help: tuple[Part, ...]
    closing: tuple[str, ...]
    page: str
    may_tell: str
    trusted: Mapping[str, str]
    letters: Mapping[str, Letter]

    def __post_init__(self) -> None:
        digest = hashlib.sha256(self.text.encode("utf-8")).hexdigest()
        object.__setattr__(self, "hash", f"sha256:{digest}")
