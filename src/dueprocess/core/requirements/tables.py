"""The format of training requirements: every key and what it means, in one table for the reader and the
reference page."""

from __future__ import annotations

from dataclasses import dataclass

from dueprocess.core.requirements.model import After, Leads
from dueprocess.core.saying import say as _


@dataclass(frozen=True, slots=True)
class Key:
    """One key. `kind`: id, text, texts, name, names, offices, codes (of units), programmes, period, periods,
    flag, number, befores, afters, defaults, or a table of its own (who, due, exemption); `about`: of what the
    names are."""

    kind: str
    says: str
    required: bool = True
    about: str = ""


ABOUT = {
    "id": Key("id", _("A name for them that stays from version to version.")),
    "version": Key("text", _("The number of this version, such as `2026.1`.")),
    "title": Key("text", _("Their title, as people read it.")),
    "language": Key("text", _("The language of titles and texts, such as `en`.")),
    "rulebook": Key("id", _("The id of the rulebook they go with.")),
    "says": Key("text", _("What stands above them for everybody."), required=False),
}
REQUIREMENT = {
    "title": Key("text", _("What is to be learned, in words.")),
    "clause": Key("text", _("The clause of your own rules."), required=False),
    "says": Key("text", _("What people should know about it, such as what it is for."), required=False),
    "who": Key("who", _("Who is bound."), required=False),
    "before": Key(
        "befores",
        _("`training WORDS` (a training that roles of the rulebook need) or `step STEP`: whoever has that to "
          "do is bound, and it is refused until they are current. One, or a list."),
        required=False,
    ),
    "programme": Key(
        "programmes", _("The programme to finish, or a list: any of them will do. A name under which a "
                        "programme qualifies will do too."), about="programmes",
    ),
    "due": Key("due", _("By when.")),
    "remind": Key(
        "periods", _("How long before that day, or before a completion lapses, people are reminded."),
        required=False,
    ),
    "renew": Key("period", _("For how long a completion counts; default: for good."), required=False),
    "warn": Key("period", _("How long before it lapses it shows as lapsing soon."), required=False),
    "grace": Key(
        "period", _("How long after it lapsed nothing follows yet. At renewal only: never before the first "
                    "completion."), required=False,
    ),
    "exemption": Key(
        "exemption",
        _("Who may exempt, and why; default: nobody. It lets nobody do what `before` names."),
        required=False,
    ),
    "default": Key(
        "defaults", _("What follows where it is not finished in time. One, or a list."), required=False,
    ),
}  # fmt: skip
WHO = {
    "office": Key("offices", _("Offices of the register, by their titles."), required=False),
    "role": Key("names", _("Roles of the rulebook."), required=False, about="roles"),
    "body": Key("names", _("Bodies of the rulebook: whoever has a seat."), required=False, about="bodies"),
    "unit": Key(
        "codes",
        _("Units by their codes, with those below them: their members; beside offices, roles, bodies or "
          "`before`: only those there."), required=False,
    ),
    "everyone": Key("flag", _("`true`: every member."), required=False),
    "member_for": Key("period", _("Members from when they have been members for so long."), required=False),
    "sanction": Key(
        "names",
        _("Whoever was given one of these sanctions of the rulebook; `any`: everyone found in breach, "
          "whatever was imposed. What they finished before does not count."),
        required=False, about="sanctions",
    ),
    "self_referral": Key(
        "flag", _("`true`: whoever asks for it. What they finished before does not count."), required=False
    ),
    "every_unit": Key(
        "text", _("Every unit of this kind (`any`: every unit): not each of its people, but some of them."),
        required=False,
    ),
    "people": Key("number", _("With `every_unit`: how many; default 1."), required=False),
}  # fmt: skip
DUE = {
    "within": Key("period", _("How long they have, in days, working days, weeks, months or years.")),
    "after": Key(
        "afters",
        _("From when it counts, one for each sort of people who are bound: `start of term` (offices, roles, "
          "bodies, `before`), `joining` (members; with `member_for`: when they have been for so long), "
          "`order`, `self-referral`; or `adoption` for all. Never from before the day on which it was "
          "adopted."),
    ),
}  # fmt: skip
EXEMPTION = {
    "by": Key("name", _("The role or body that may exempt."), about="roles or bodies"),
    "grounds": Key("texts", _("On which grounds, in words.")),
    "at_most": Key("period", _("For how long at most.")),
}
TABLES = {
    "about": ABOUT, "requirement": REQUIREMENT, "who": WHO, "due": DUE, "exemption": EXEMPTION,
}  # fmt: skip
AFTERS = tuple(str(each) for each in After)
LEADS: dict[Leads, str] = {
    Leads.REFUSED: _("What it is needed for is refused, until they are current."),
    Leads.FROZEN: _("The office is frozen, until they are current."),
    Leads.PANEL: _("The order goes back to the panel that made it."),
    Leads.OFFERED: _("Dates are offered."),
    Leads.TELL: _("`tell ROLE`: a role or body is told."),
    Leads.ESCALATE: _("`escalate to ROLE`: it is for that role or body from then on."),
}
