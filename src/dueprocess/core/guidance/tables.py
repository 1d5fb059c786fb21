"""The format of sanctions guidance: every key and what it means, in one table for the reader and the
reference page."""

from __future__ import annotations

from dataclasses import dataclass

from dueprocess.core.guidance.model import Way
from dueprocess.core.saying import say as _


@dataclass(frozen=True, slots=True)
class Key:
    """One key. `kind`: id, text, name (of `about`), names, clauses, period or choice."""

    kind: str
    says: str
    required: bool = True
    about: str = ""


ABOUT = {
    "id": Key("id", _("A name for it that stays from version to version.")),
    "version": Key("text", _("The number of this version, such as `2026.1`.")),
    "title": Key("text", _("Its title, as people read it.")),
    "language": Key("text", _("The language of its titles and texts, such as `en`.")),
    "rulebook": Key("id", _("The id of the rulebook whose sanctions it is about.")),
    "says": Key("text", _("What stands above it for everybody, such as how it is used."), required=False),
}
RUNG = {
    "title": Key("text", _("What is imposed on this rung, in words.")),
    "sanctions": Key(
        "names", _("Sanctions of the rulebook; the lowest rung has none: nothing is imposed."),
        required=False, about="sanctions",
    ),
    "up_to": Key(
        "period", _("Only where they last no longer than this; a heavier rung then has the longer ones."),
        required=False,
    ),
}  # fmt: skip
BREACH = {
    "title": Key("text", _("What was done, in words.")),
    "says": Key("text", _("What belongs to it, and how it differs from others."), required=False),
    "clauses": Key(
        "clauses", _("Clauses of codes of conduct, as `CODE/CLAUSE`: where one of them is alleged, it is "
                     "offered first."), required=False,
    ),
    "starts": Key("name", _("The rung with which one starts."), about="rungs"),
    "lowest": Key("name", _("The lightest rung within the guidance."), about="rungs"),
    "highest": Key("name", _("The heaviest rung within the guidance."), about="rungs"),
}  # fmt: skip
FACTOR = {
    "title": Key("text", _("What it is, in words.")),
    "way": Key("choice", _("Whether it weighs for more or for less.")),
    "says": Key("text", _("What belongs to it."), required=False),
}
TABLES = {"about": ABOUT, "rung": RUNG, "breach": BREACH, "factor": FACTOR}
WAYS = tuple(str(each) for each in Way)
