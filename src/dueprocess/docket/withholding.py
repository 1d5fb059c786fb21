"""What of a docket's evidence is kept back from its readers. Pure: items come in, codes of what is kept
back go out.

Who reads, and what is open to them, `kept_back` asks.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from dueprocess.docket.evidence import (
    AS_IT_CAME,
    CAPTURED_BY,
    OF_BUNDLE,
    OF_MAIL,
    SOURCE,
    TRANSCRIPT,
    WORDS,
    Item,
    Items,
)


@dataclass(frozen=True, slots=True)
class Withheld:
    """What of a docket is kept back: `words` are acts of which nothing that was written is shown, `files`
    single files (act, number), `fields` single content fields of acts."""

    words: frozenset[int] = frozenset()
    files: frozenset[tuple[int, int]] = frozenset()
    fields: frozenset[tuple[int, str]] = frozenset()

    def hides(self, n: int, field: str) -> bool:
        """Tell whether a content field of an act is kept back."""
        return n in self.words or (n, field) in self.fields

    def __bool__(self) -> bool:
        return bool(self.words or self.files or self.fields)


def withheld(found: Items, *, but: Collection[str] = (), leaving: bool = False) -> Withheld:
    """Return what is kept back of these items: of a privileged one, and of one on whose use somebody has to
    rule first, the thing itself, what describes it, what is said or was read in it and what repeats a
    sentence of it (but not the words of an act of the procedure); of one whose source is protected where it
    is from, and what was read in it, since that may name them. Of a message that came by mail the file that
    holds all of it goes with either, and with the latter who sent it. Why it is so, everybody reads who reads
    the docket. Nothing is kept back of the items in `but`. Of what is `leaving` the docket, who speaks in a
    recording whose source is protected is kept back too."""
    words: set[int] = set()
    files: set[tuple[int, int]] = set()
    fields: set[tuple[int, str]] = set()
    for item in found.values():
        if item.key in but:
            continue
        if item.privileged or item.unruled:
            words |= {*item.descriptions, *item.transcripts, *item.quoted, *(n for _page, n in item.texts)}
            open_ = item.acted and not item.privileged
            words |= {item.act} if item.file == WORDS and not open_ else set()
            files |= {(item.act, item.file)} if item.file != WORDS else set()
            files |= {(n, number) for n in item.bundled for number in OF_BUNDLE}
        elif item.protected:
            words |= {n for _page, n in item.texts}
            fields |= {(n, name) for n in item.descriptions for name in (SOURCE, CAPTURED_BY)}
            fields |= {(item.act, name) for name in OF_MAIL if item.mailed}
            fields |= {(n, TRANSCRIPT) for n in item.transcripts if leaving}
        if item.mailed and (item.privileged or item.protected or item.unruled):
            files.add((item.act, AS_IT_CAME))
    return Withheld(frozenset(words), frozenset(files), frozenset(fields))


def open_to(found: Items, key: str, *, owner: str, rules: bool = False) -> frozenset[str]:
    """Return the keys of the items of which nothing is kept back from an officer (local key): all for the
    docket's owner, else those which they described or classed, or ruled on. Of one on whose use somebody has
    to rule first: for whoever `rules` on it, brought it, described or classed it, and nobody else."""

    def opens(item: Item) -> bool:
        if item.unruled:
            return rules or key in item.by or key in item.brought_by
        return key == owner or key in item.by or key == item.ruled_by

    return frozenset(each.key for each in found.values() if key and opens(each))
