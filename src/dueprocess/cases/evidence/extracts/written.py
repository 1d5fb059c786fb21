"""What was written in an entry that is an item of evidence: all of its words, whichever fields hold them."""

from __future__ import annotations

from collections.abc import Collection

from dueprocess.cases.statements.extracts import statement_text
from dueprocess.docket import evidence
from dueprocess.docket.extracts import Opened, telling

NOT_FOR_PARTIES = frozenset({"entered by", *evidence.OF_MAIL})
"""Fields with who wrote it down and who sent it: no words of the item, and names that are not told."""


def text_of(view: Opened, n: int, *, but: Collection[str] = ()) -> str:
    """Return what was written in an entry as one text, without the fields `but`."""
    said = view.contents.get(n, {})
    parts = [
        str(value)
        for name, value in said.items()
        if name not in telling.HIDDEN and name not in but and isinstance(value, str)
    ]
    return "\n\n".join(parts)


def text_for_party(view: Opened, n: int) -> str:
    """Return what was written in an entry, as a party reads it who was given all of it: of a statement also
    how it stands, and what was answered to it."""
    if stated := statement_text(view, n):
        return stated
    return text_of(view, n, but=NOT_FOR_PARTIES)
