"""What a key of a rulebook's table is, and the keys that several tables share: effects, demands, impositions.

Knows no values: what a kind of value looks like is `reading`'s and `schema`'s.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from dueprocess.core.rulebook.model import (
    Chosen,
    Consequence,
    LoggedAs,
    Ruling,
    Settled,
)
from dueprocess.core.saying import say as _


@dataclass(frozen=True, slots=True)
class Key:
    """One key: the kind of its value, what that is about (a name space, an enum, a table), what it says."""

    kind: str
    about: str | type[StrEnum] | tuple[str, ...] | None
    says: str
    required: bool = False


Keys = dict[str, Key]


def key(kind: str, says: str, about: str | type[StrEnum] | tuple[str, ...] | None = None) -> Key:
    """Return a key that may stand there."""
    return Key(kind, about, says)


def must(kind: str, says: str, about: str | type[StrEnum] | tuple[str, ...] | None = None) -> Key:
    """Return a key that has to stand there."""
    return Key(kind, about, says, required=True)


ROW: Final[Keys] = {
    "title": must("text", _("Its name as people say it.")),
    "clause": key("text", _("The clause of the written rules, cited in refusals and letters.")),
    "says": key("text", _("Text shown to whoever acts.")),
}

EFFECTS: Final[Keys] = {
    "sets": key("sets", _("Facts that the rule itself fixes.")),
    "tells": key("rows", _("Notices that are owed, in the order of sending."), "tell"),
    "appoints": key("names", _("Per-case roles and bodies whose people the act names."), "office"),
    "removes": key("names", _("Per-case roles and bodies from which the act removes people."), "office"),
    "pauses": key("names", _("A pause begins or, if renewable, goes on."), "pause"),
    "resumes": key("names", _("A pause ends."), "pause"),
    "extends": key("row", _("Deadlines that get a later last day, named in the act."), "change"),
    "shortens": key("row", _("Deadlines that get an earlier last day, named in the act."), "change"),
    "restores": key("row", _("Limits that are given back after they have passed."), "change"),
    "lifts": key("names", _("Measures or sanctions that end."), "imposition"),
    "fulfils": key("names", _("Sanctions that are served."), "imposition"),
    "starts": key("names", _("Measures that begin: one at once; of several the act chooses."), "measure"),
    "continues": key("names", _("Measures that get a new end, never past their cap."), "measure"),
    "decision": key("choice", _("What becomes of the act under appeal."), Ruling),
    "imposes": key("names", _("Sanctions that the act may impose."), "sanction"),
    "activates": key("flag", _("The act may bring a suspended sanction into force.")),
    "conflict": key("choice", _("Settles the conflict note that the act names."), Settled),
    "joins": key("flag", _("Another case's complaints and parties come in.")),
    "splits": key(
        "flag",
        _(
            "Named complaints, parties or allegations go out to a new docket; where the step "
            "ends the case, all of it goes, there or to somebody outside."
        ),
    ),
    "releases": key("flag", _("Named respondents are parties no longer.")),
    "admits_unproved": key("flag", _("Unproved earlier matters reach whoever decides the sanction.")),
    "opens": key("name", _("A side strand begins at that stage."), "stage"),
    "sends_back": key("name", _("The side strand ends and its parent goes to that stage."), "stage"),
    "leads_to": key("leads", _("The stage to which the strand moves.")),
}

DEMANDS: Final[Keys] = {
    "needs": key("words", _("Papers or words that the act must carry.")),
    "records": key("names", _("Facts that the act must record."), "fact"),
    "may_record": key("names", _("Facts that the act may record."), "fact"),
    "consent_of": key("whos", _("Parties who must have consented."), "party"),
    "countersigned_by": key("names", _("Roles that must sign too, each another person."), "role"),
    "decides_by": key("rules", _("Rule of decision for this, instead of the body's own.")),
    "logged_as": key("choice", _("The type of the act in the record."), LoggedAs),
}

ROLE: Final[Keys] = {
    **ROW,
    "per_case": key("flag", _("Only people appointed in this case hold it.")),
    "chosen": key("choice", _("How: an appointment otherwise needs reasons for the choice."), Chosen),
    "chosen_from": key("name", _("Only who holds this per-case role or body can be appointed."), "office"),
    "separate_from": key("names", _("In one case nobody may be both."), "office"),
    "barred_offices": key("names", _("Nobody who holds one of these roles."), "role"),
    "fresh": key(
        "flag",
        _(
            "Nobody who had a part in what is under appeal, or in what was undone when it was sent back, nor "
            "who proposed it."
        ),
    ),
    "needs": key("words", _("Attestations that every holder must have.")),
    "needs_training": key("words", _("Current training that every holder must have.")),
    "reads": key("names", _("Only at these stages it opens the file."), "stage"),
    "declares": key("flag", _("Nobody is appointed before declaring that no conflict is there.")),
    "too_few": key("name", _("Who acts instead when too few may."), "office"),
}

IMPOSITION: Final[Keys] = {
    **ROW,
    "effect": must("choices", _("What it does."), Consequence),
    "lasts": must("range", _("How long.")),
    "cap": key("period", _("The longest it may last on one person in a case, all orders together.")),
    "scope": key("words", _("What it can cover; the act names some.")),
    "standing": key("text", _("The register state of the person while it is in force.")),
    "needs": key("words", _("Papers or words that imposing it demands.")),
    "consent_of": key("whos", _("Parties who must have consented to it."), "party"),
    "countersigned_by": key("names", _("Roles that must sign too."), "role"),
    "decides_by": key("rules", _("Rule of decision for imposing it.")),
    "when": key("when", _("Only while this holds may it be imposed.")),
    "tells_at_end": key("rows", _("Notices that are owed when it ends."), "tell"),
}
