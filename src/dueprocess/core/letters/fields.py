"""The fields that a letter may have, in one table for the reader, the preview and the reference page."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from enum import StrEnum

from dueprocess.core.saying import say as _

Value = str | int | date | datetime | tuple[str, ...]
FIELD = re.compile(r"\{([^{}]*)\}")


class Kind(StrEnum):
    """Of what type a value is, and so how it is written."""

    TEXT = "text"
    NAME = "name"
    CODE = "code"
    NUMBER = "number"
    DAY = "day"
    MOMENT = "moment"
    LIST = "list"
    WORDS = "words"


KINDS = {
    Kind.TEXT: _("a few words on one line"),
    Kind.NAME: _("a name, kept together whichever way its script is read"),
    Kind.CODE: _("a number with letters, as it has to be typed"),
    Kind.NUMBER: _("a whole number"),
    Kind.DAY: _("a day, such as 3 April 2026"),
    Kind.MOMENT: _("a day, with the time and its time zone where that is known"),
    Kind.LIST: _("several lines: a list where it stands alone, else with semicolons"),
    Kind.WORDS: _("paragraphs that somebody wrote; it stands alone in its paragraph"),
}
TYPES: dict[Kind, type] = {
    Kind.NUMBER: int, Kind.DAY: date, Kind.MOMENT: date, Kind.LIST: tuple,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Field:
    """One field: its type, what it stands for, an invented `example`. Where an `optional` one has no value,
    its paragraph, point or line is left out; any other has to have one. `private` ones are about one case or
    person, and never stand in what goes to everybody."""

    kind: Kind
    says: str
    example: Value
    optional: bool = False
    private: bool = False


_ZONE = timezone(timedelta(hours=1), "BST")
FIELDS = {
    "organisation": Field(Kind.NAME, _("the name of the organisation"), "Federation of Clubs"),
    "organisation_contact": Field(
        Kind.TEXT, _("how to reach the organisation"), "1 Example Street, Exampleton", optional=True
    ),
    "today": Field(Kind.DAY, _("the day of the letter"), date(2026, 4, 20)),
    "name": Field(Kind.NAME, _("the name of whoever it goes to"), "Ilse Marchetti", private=True),
    "case": Field(Kind.CODE, _("the number of the case"), "7KQ4-M2XD-9", private=True),
    "complaint": Field(
        Kind.CODE, _("the number of their complaint"), "3HW8-T6RB-5", optional=True, private=True
    ),
    "received": Field(
        Kind.DAY, _("the day on which the complaint was received"), date(2026, 3, 9), private=True
    ),
    "complainants": Field(
        Kind.LIST, _("who complained, where that is told to whoever it goes to"), ("Sunniva Abara",),
        optional=True, private=True,
    ),
    "respondents": Field(
        Kind.LIST, _("whom the complaint is against, where that is told to whoever it goes to"),
        ("Ilse Marchetti",), optional=True, private=True,
    ),
    "rules": Field(Kind.TEXT, _("the rules of the case, with their version"), "Complaints rules, version 3"),
    "clause": Field(Kind.TEXT, _("the clause under which it was done"), "Rule 4.2", optional=True),
    "step": Field(Kind.TEXT, _("what was done, as the rules call it"), "Decide", private=True),
    "outcome": Field(
        Kind.TEXT, _("how it was decided, as the rules call it"), "In part", optional=True, private=True
    ),
    "stage": Field(
        Kind.TEXT, _("the stage at which the case is"), "Investigation", optional=True, private=True
    ),
    "next": Field(
        Kind.TEXT, _("what has to be done next"), "Decide whether there is a case to answer",
        optional=True, private=True,
    ),
    "next_by": Field(
        Kind.DAY, _("the last day for what has to be done next"), date(2026, 5, 29),
        optional=True, private=True,
    ),
    "answer_by": Field(
        Kind.DAY, _("the last day on which whoever it goes to can answer, or has to do their part"),
        date(2026, 5, 4), optional=True, private=True,
    ),
    "days_left": Field(
        Kind.NUMBER, _("how many days they have for that from the day of the letter"), 14,
        optional=True, private=True,
    ),
    "appeal_by": Field(
        Kind.DAY, _("the last day on which they can appeal, or ask for a review"), date(2026, 5, 18),
        optional=True, private=True,
    ),
    "until": Field(
        Kind.DAY, _("the last day of what was decided (a measure, a pause, more time)"), date(2026, 6, 30),
        optional=True, private=True,
    ),
    "hearing": Field(
        Kind.MOMENT, _("when the hearing or meeting is"), datetime(2026, 5, 12, 18, 30, tzinfo=_ZONE),
        optional=True, private=True,
    ),
    "place": Field(
        Kind.TEXT, _("where the hearing or meeting is"), "Example Hall, room 2", optional=True, private=True
    ),
    "allegations": Field(
        Kind.LIST, _("each allegation, with its clause of the code of conduct"),
        ("That on 1 March 2026 you shouted at a steward (Conduct, clause 4)",
         "That on 2 March 2026 you kept a key that was not yours (Conduct, clause 7)"),
        private=True,
    ),
    "findings": Field(
        Kind.LIST, _("each allegation, with what was found"),
        ("That you shouted at a steward: proved", "That you kept a key: not proved"), private=True,
    ),
    "sanctions": Field(
        Kind.LIST, _("each sanction that was imposed, with how long it lasts"), ("Warning, for one year",),
        optional=True, private=True,
    ),
    "measures": Field(
        Kind.LIST, _("each interim measure, with how long it lasts"),
        ("No contact with the complainant, until 30 June 2026",), optional=True, private=True,
    ),
    "reasons": Field(
        Kind.WORDS, _("the reasons, as they were written"),
        "Two people saw it from different sides, and say the same.\n\nNobody saw who took the key.",
        private=True,
    ),
    "minority": Field(
        Kind.WORDS, _("the reasons of those who were outvoted"), "One member would have found both proved.",
        optional=True, private=True,
    ),
    "withheld": Field(
        Kind.LIST, _("what is withheld from whoever it goes to, each with why"),
        ("The name of a witness, who is afraid of being approached",), optional=True, private=True,
    ),
    "written": Field(
        Kind.WORDS, _("what was written for this letter besides"), "We have spoken to both sides.",
        optional=True,
    ),
    "handler": Field(
        Kind.NAME, _("who deals with the case"), "Casimir Holt", optional=True, private=True
    ),
    "contact": Field(
        Kind.TEXT, _("how to reach whoever deals with the case"), "by the page of your case, or 01632 960123",
        optional=True,
    ),
    "sender": Field(Kind.NAME, _("who sends it"), "Casimir Holt"),
    "sender_role": Field(Kind.TEXT, _("as what they send it"), "Case manager", optional=True),
}  # fmt: skip


def examples(lacking: bool = False) -> dict[str, Value]:
    """Return an invented value for every field; with `lacking`, for none that may be absent."""
    return {name: each.example for name, each in FIELDS.items() if not (lacking and each.optional)}
