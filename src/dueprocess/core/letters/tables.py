"""The format of a set of letters: every key and what it means, in one table for the reader and the reference
page."""

from __future__ import annotations

from dataclasses import dataclass

from dueprocess.core.letters.model import TRUSTED
from dueprocess.core.saying import say as _


@dataclass(frozen=True, slots=True)
class Key:
    """One key. `kind`: id, text (without fields), words (a text of several paragraphs with fields) or lines
    (a list of texts with fields)."""

    kind: str
    says: str
    required: bool = True


ABOUT = {
    "id": Key("id", _("A name for the set that stays from version to version.")),
    "version": Key("text", _("The number of this version, such as `2026.1`.")),
    "title": Key("text", _("Its title, as people read it.")),
    "language": Key("text", _("The language of all its words, such as `en`, `cy` or `ar`.")),
    "rulebook": Key("id", _("The id of the rulebook whose letters they are.")),
}
HOUSE = {
    "head": Key("lines", _("The lines at the head of the first page: who writes. Five at the most.")),
    "foot": Key("lines", _("The lines at the foot of each page. Three at the most.")),
    "beside": Key("lines", _("The lines beside the address, such as the day or the number."), required=False),
    "opening": Key("lines", _("How each letter begins, such as `Dear {name},`."), required=False),
    "help": Key(
        "words", _("What stands at the end of each letter, such as whom to ask, or how to get it in another "
                   "language."), required=False,
    ),
    "closing": Key("lines", _("How each letter ends: who signs. Four lines at the most."), required=False),
    "page": Key(
        "text", _("How pages are counted: `%n` is the page, `%m` how many there are."), required=False
    ),
}  # fmt: skip
MAY_TELL = {
    "says": Key("text", _("The sentence before the list of those whom one may always tell.")),
    **{name: Key("text", _("Words for: %(whom)s.", whom=whom)) for name, whom in TRUSTED.items()},
}
LETTER = {
    "title": Key("text", _("What stands above it, and in the file's own title: no fields, no names.")),
    "text": Key(
        "words", _("What it says to everybody to whom it goes and for whom `to` has nothing."), required=False
    ),
}
TO = {"text": Key("words", _("What it says to this audience."))}
TABLES = {"about": ABOUT, "house": HOUSE, "may_tell": MAY_TELL, "letter": LETTER, "to": TO}
MOST = {"head": 5, "foot": 3, "beside": 6, "opening": 2, "closing": 4}
"""Lines there is room for."""
LONGEST = 90
"""Letters of a line of the head, the foot, and beside the address."""
