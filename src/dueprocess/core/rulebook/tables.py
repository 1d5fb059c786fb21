"""The format as one table: every table of a rulebook, every key, what may stand there, what it says.

The reader reads by it, the JSON Schema is generated from it, and a test holds the reference page to it.
Knows no values: what a kind of value looks like is `reading`'s and `schema`'s.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from dueprocess.core.rulebook.model import (
    AtEnd,
    Bar,
    Begins,
    Chosen,
    Computed,
    Consequence,
    DueKind,
    DuringAppeal,
    FactKind,
    FirstDay,
    LastDay,
    LoggedAs,
    OpenCases,
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


def _key(kind: str, says: str, about: str | type[StrEnum] | tuple[str, ...] | None = None) -> Key:
    return Key(kind, about, says)


def _must(kind: str, says: str, about: str | type[StrEnum] | tuple[str, ...] | None = None) -> Key:
    return Key(kind, about, says, required=True)


_ROW: Final[Keys] = {
    "title": _must("text", _("Its name as people say it.")),
    "clause": _key("text", _("The clause of the written rules, cited in refusals and letters.")),
    "says": _key("text", _("Text shown to whoever acts.")),
}

_EFFECTS: Final[Keys] = {
    "sets": _key("sets", _("Facts that the rule itself fixes.")),
    "tells": _key("rows", _("Notices that are owed, in the order of sending."), "tell"),
    "appoints": _key("names", _("Per-case roles and bodies whose people the act names."), "office"),
    "removes": _key("names", _("Per-case roles and bodies from which the act removes people."), "office"),
    "pauses": _key("names", _("A pause begins or, if renewable, goes on."), "pause"),
    "resumes": _key("names", _("A pause ends."), "pause"),
    "extends": _key("row", _("Deadlines that get a later last day, named in the act."), "change"),
    "shortens": _key("row", _("Deadlines that get an earlier last day, named in the act."), "change"),
    "restores": _key("row", _("Limits that are given back after they have passed."), "change"),
    "lifts": _key("names", _("Measures or sanctions that end."), "imposition"),
    "fulfils": _key("names", _("Sanctions that are served."), "imposition"),
    "starts": _key("names", _("Measures that begin: one at once; of several the act chooses."), "measure"),
    "continues": _key("names", _("Measures that get a new end, never past their cap."), "measure"),
    "decision": _key("choice", _("What becomes of the act under appeal."), Ruling),
    "imposes": _key("names", _("Sanctions that the act may impose."), "sanction"),
    "activates": _key("flag", _("The act may bring a suspended sanction into force.")),
    "conflict": _key("choice", _("Settles the conflict note that the act names."), Settled),
    "joins": _key("flag", _("Another case's complaints and parties come in.")),
    "splits": _key(
        "flag",
        _(
            "Named complaints, parties or allegations go out to a new docket; where the step "
            "ends the case, all of it goes, there or to somebody outside."
        ),
    ),
    "releases": _key("flag", _("Named respondents are parties no longer.")),
    "opens": _key("name", _("A side strand begins at that stage."), "stage"),
    "sends_back": _key("name", _("The side strand ends and its parent goes to that stage."), "stage"),
    "leads_to": _key("leads", _("The stage to which the strand moves.")),
}

_DEMANDS: Final[Keys] = {
    "needs": _key("words", _("Papers or words that the act must carry.")),
    "records": _key("names", _("Facts that the act must record."), "fact"),
    "may_record": _key("names", _("Facts that the act may record."), "fact"),
    "consent_of": _key("whos", _("Parties who must have consented."), "party"),
    "countersigned_by": _key("names", _("Roles that must sign too, each another person."), "role"),
    "decides_by": _key("rules", _("Rule of decision for this, instead of the body's own.")),
    "logged_as": _key("choice", _("The type of the act in the record."), LoggedAs),
}

_ROLE: Final[Keys] = {
    **_ROW,
    "per_case": _key("flag", _("Only people appointed in this case hold it.")),
    "chosen": _key("choice", _("How: an appointment otherwise needs reasons for the choice."), Chosen),
    "chosen_from": _key("name", _("Only who holds this per-case role or body can be appointed."), "office"),
    "separate_from": _key("names", _("In one case nobody may be both."), "office"),
    "barred_offices": _key("names", _("Nobody who holds one of these roles."), "role"),
    "fresh": _key("flag", _("Nobody who voted on what is under appeal, or before it was sent back.")),
    "needs": _key("words", _("Attestations that every holder must have.")),
    "needs_training": _key("words", _("Current training that every holder must have.")),
    "too_few": _key("name", _("Who acts instead when too few may."), "office"),
}

_IMPOSITION: Final[Keys] = {
    **_ROW,
    "effect": _must("choices", _("What it does."), Consequence),
    "lasts": _must("range", _("How long.")),
    "cap": _key("period", _("The longest it may last in all.")),
    "scope": _key("words", _("What it can cover; the act names some.")),
    "standing": _key("text", _("The register state of the person while it is in force.")),
    "needs": _key("words", _("Papers or words that imposing it demands.")),
    "consent_of": _key("whos", _("Parties who must have consented to it."), "party"),
    "countersigned_by": _key("names", _("Roles that must sign too."), "role"),
    "decides_by": _key("rules", _("Rule of decision for imposing it.")),
    "when": _key("when", _("Only while this holds may it be imposed.")),
    "tells_at_end": _key("rows", _("Notices that are owed when it ends."), "tell"),
}

TOP: Final[tuple[str, ...]] = (
    "rulebook",
    "calendar",
    "roles",
    "bodies",
    "conflicts",
    "facts",
    "stages",
    "steps",
    "pauses",
    "measures",
    "sanctions",
    "duties",
    "guidance",
)
"""The thirteen tables. All but the first two hold rows by name; a row's keys stand under the singular."""

ROW_OF: Final[dict[str, str]] = {
    "roles": "role",
    "bodies": "body",
    "conflicts": "conflict",
    "facts": "fact",
    "stages": "stage",
    "steps": "step",
    "pauses": "pause",
    "measures": "measure",
    "sanctions": "sanction",
    "duties": "duty",
    "guidance": "guidance",
}

TABLES: Final[dict[str, Keys]] = {
    "rulebook": {
        "id": _must("id", _("A short name for files and addresses.")),
        "version": _must("text", _("The version, in quotes.")),
        "title": _must("text", _("The title of the rules.")),
        "language": _must("text", _("The language of its texts, such as `en`.")),
        "adopted_by": _key("text", _("The body that adopts it.")),
        "target": _key("period", _("Aim for the whole ordinary path.")),
        "standings": _key("words", _("Register states, rising; the first is “nothing”.")),
        "transition": _key("row", _("What becomes of open cases when this version comes."), "transition"),
    },
    "transition": {
        "open_cases": _key("choice", _("Whether open cases move to this version, and when."), OpenCases),
        "at_once": _key("names", _("Steps that are read from this version at once."), "step"),
        "stages": _key("stage_map", _("Stages of the old version and their places in this one.")),
    },
    "calendar": {
        "timezone": _key("timezone", _("IANA name; default UTC.")),
        "holidays": _key("text", _("Code of the public holidays, such as `GB-ENG`.")),
        "closed": _key("closures", _("Days, or `from/to`, on which the organisation is closed.")),
        "working_week": _key("week", _("Default Monday to Friday.")),
        "first_day": _key("choice", _("What day 1 of a period is."), FirstDay),
        "last_day": _key("choice", _("Whether a closed last day moves on."), LastDay),
        "day_ends": _key("time", _("An event at or after this counts for the next day.")),
        "at_once": _key("period", _("When `at once` counts as late; default 1 working day.")),
        "received": _key("received", _("Way of sending, and the time after which receipt is presumed.")),
    },
    "role": {**_ROLE, "party": _key("flag", _("It is a kind of party."))},
    "body": {
        **_ROLE,
        "seats": _must("seats", _("The roles that sit, and how many of each.")),
        "stand_ins": _key("role_map", _("Seat's role, and the role that fills it in need.")),
        "chair": _key("name", _("The role that chairs."), "role"),
        "chair_not_of_unit": _key("flag", _("Nobody chairs a case against their own unit or one of it.")),
        "of_unit": _key("name", _("Fact of kind unit: only its holders in that unit sit."), "fact"),
        "quorum": _key("quorum", _("Voters needed at a decision; default 1.")),
        "at_least": _key("row", _("Below this, and not below the quorum, the body is too few."), "at_least"),
        "decides_by": _key("rules", _("Rule of decision; default majority.")),
        "tie": _key("tie", _("What a tie does; default it fails.")),
        "abstain": _key("flag", _("Abstention is allowed; default true.")),
        "dissent": _key("flag", _("A minority report may be attached; default false.")),
        "secret": _key("flag", _("Votes are never shown; default false.")),
        "in_writing": _key("row", _("Decision without a meeting."), "in_writing"),
    },
    "at_least": {
        "sitting": _key("number", _("Members who may sit.")),
        "voting": _key("number", _("Members who may vote.")),
    },
    "in_writing": {
        "rule": _must("rules", _("Rule of decision without a meeting.")),
        "wait": _must("period", _("Time in which somebody may object.")),
    },
    "conflict": {
        **_ROW,
        "grounds": _key("words", _("Grounds of this degree.")),
        "computed": _key("choices", _("Grounds that show by themselves."), Computed),
        "bars": _must("choices", _("What a person with it may not do."), Bar),
        "alleged": _key("choice", _("Whether it bars until it is settled."), ("bars", _("does not bar"))),
        "several": _key("number", _("So many of it")),
        "become": _key("name", _("are a conflict of that degree."), "conflict"),
    },
    "fact": {
        **_ROW,
        "kind": _key("choice", _("Default yes or no; `choices` makes it a choice."), FactKind),
        "choices": _key("words", _("The answers of a choice.")),
        "per": _key("name", _("One answer for each party of this kind."), "party"),
        "notice": _key("period", _("How far ahead a date must lie when it is recorded.")),
        "shortest_notice": _key("period", _("How far with the consent of all parties.")),
        "not_before": _key("name", _("The date fact before whose day a date must not lie."), "fact"),
        "derived": _key("derived", _("The built-in condition that it is.")),
    },
    "stage": {
        **_ROW,
        "end": _key("flag", _("The strand has ended here.")),
        "lasts": _key("stage_lasts", _("After this the strand passes on by itself.")),
        "then": _key("leads", _("Where it passes to.")),
        "tells": _key("rows", _("Notices that are owed on entry."), "tell"),
    },
    "step": {
        **_ROW,
        "stage": _must(
            "place", _("Where it can be taken: stages, `start`, `taken over`, `any`, `any strand`.")
        ),
        "by": _must("whos", _("Who may take it, any one of them."), "any"),
        "when": _key("when", _("Only while this holds.")),
        "follows": _key("names", _("Steps that must have been taken."), "step"),
        "not_before": _key("rows", _("What must have happened, or which day must have come."), "wait"),
        "required_before": _key("names", _("Stages that may not be entered until it is done."), "stage"),
        "again": _key("flag", _("It may be repeated.")),
        "times": _key("number", _("With `again`: how often in all, at its stages.")),
        "jointly_with": _key(
            "names",
            _("Bodies that must decide it too, each by its own rule; nobody votes in two of them."),
            "body",
        ),
        "for_each": _key(
            "each", _("Owed once for each party of a kind, `complaint`, `conflict`, or act of a step.")
        ),
        "clerical": _key("flag", _("Conflicts do not bar it.")),
        "by_guidance": _key("flag", _("Each who is found against or sanctioned is placed by the guidance.")),
        **_DEMANDS,
        "quorum": _key("quorum", _("Quorum for this step, instead of the body's own.")),
        "only_those_at": _key("names", _("Only who was at these steps may vote."), "step"),
        "appeals": _key("attacks", _("Steps, or `step: outcome`, whose acts it attacks.")),
        "grounds": _key("words", _("Words of which the act names at least one.")),
        "due": _key("rows", _("Its deadlines, each standing by itself."), "due"),
        "outcomes": _key("outcomes", _("The act names one of these.")),
        **_EFFECTS,
    },
    "outcome": {
        **{key: Key(row.kind, row.about, row.says) for key, row in _ROW.items()},
        "when": _key("when", _("Only while this holds.")),
        **_DEMANDS,
        **_EFFECTS,
    },
    "effects": _EFFECTS,
    "due": {
        "within": _key("period", _("So long after the event.")),
        "after": _key("events", _("The event, or several of which the last counts.")),
        "every": _key("period", _("Again and again, so long after the event and after each act.")),
        "at_least": _key("period", _("So long before the day of a date fact.")),
        "before": _key("name", _("That date fact."), "fact"),
        "on": _key("name", _("The day that a date fact says."), "fact"),
        "kind": _key("choice", _("Duty, target, chance or limit."), DueKind),
        "but_not_after": _key("bound", _("The earlier of the two counts.")),
        "but_not_before": _key("bound", _("The later of the two counts.")),
        "by_time": _key("time", _("By this time of the last day.")),
        "when": _key("when", _("Only while this holds.")),
        "remind": _key("periods", _("Reminders, so long before.")),
        "never_paused": _key("flag", _("Pauses do not stop it.")),
        "on_late": _key("row", _("What happens by itself at the due moment."), "effects"),
        "words": _key("text", _("The text's own wording.")),
        "clause": _key("text", _("The clause of this deadline, if not the step's.")),
    },
    "bound": {
        "within": _must("period", _("So long after the event.")),
        "after": _must("events", _("The event.")),
    },
    "wait": {
        "after": _key("events", _("This must have happened")),
        "wait": _key("period", _("so long ago.")),
        "on": _key("name", _("The day of this date fact must have come."), "fact"),
    },
    "tell": {
        "to": _must("whos", _("Who is told."), "any"),
        "letter": _key("id", _("The letter that goes out.")),
        "within": _key("period", _("By when; default at once.")),
        "first": _key("names", _("Steps to be taken after the act and before this goes out."), "step"),
        "withholds": _key("words", _("What the letter leaves out.")),
        "when": _key("when", _("Only while this holds.")),
        "optional": _key("flag", _("It may be left out.")),
    },
    "lead": {
        "to": _must("name", _("The stage."), "stage"),
        "when": _key("when", _("Only if this holds.")),
    },
    "change": {
        "steps": _must("steps_or_any", _("The steps whose deadlines change, or `any`.")),
        "at_most": _key("period", _("No further than this from the old last day.")),
        "at_least": _key("period", _("No shorter than this.")),
        "times": _key("number", _("How often for one deadline.")),
        "late": _key("flag", _("Also when already late.")),
        "not_after": _key("period", _("A lost limit is given back no later than this after its end.")),
    },
    "pause": {
        **_ROW,
        "lasts": _must("range", _("How long.")),
        "stops": _key("stops", _("`case` (default), `strand`, or steps.")),
        "renewable": _key("flag", _("It may go on.")),
        "for_all": _key("flag", _("The organisation's: no step needed.")),
        "tells_at_end": _key("rows", _("Notices that are owed when it ends."), "tell"),
    },
    "measure": {
        **_IMPOSITION,
        "at_end": _key("choice", _("Whether it lapses or must be decided."), AtEnd),
        "holding": _key("period", _("Time after its end within which it must be lifted or continued.")),
        "remind": _key("periods", _("Warnings, so long before its end; default 28, 14 and 7 days.")),
        "reports_to": _key("whos", _("Who is told when the holding period begins, and when it ends."), "any"),
        "undone": _key(
            "id",
            _("Letter to whoever was told of it, where nothing is found; default `NAME_undone`."),
        ),
    },
    "sanction": {
        **_IMPOSITION,
        "begins": _key("choice", _("When it begins; default at once."), Begins),
        "follows": _key("names", _("Steps that must have been taken before it is imposed."), "step"),
        "during_appeal": _key("choice", _("Whether an appeal stays it; default in force."), DuringAppeal),
        "meanwhile": _key("name", _("A measure that applies while it does not."), "measure"),
        "may_be_suspended": _key("range", _("Length of probation.")),
        "credits": _key("names", _("Measures whose time counts."), "measure"),
    },
    "duty": {
        **_ROW,
        "by": _must("whos", _("Who owes it."), "any"),
        "every": _must("period", _("How often.")),
        "tells": _key("rows", _("Who is told."), "tell"),
    },
    "guidance": {
        "title": _key("text", _("Its name.")),
        "clause": _key("text", _("The clause.")),
        "says": _must("text", _("The text.")),
        "at": _key("places", _("Steps or stages where it is shown; none: everywhere.")),
    },
}

DERIVED: Final[dict[str, tuple[str, ...]]] = {
    "holds": ("party", "holds"),
    "status": ("party", "status"),
    "too_few": ("too_few",),
    "late": ("late",),
    "taken": ("taken",),
    "sanction": ("sanction", "times"),
    "measure": ("measure", "for"),
    "found_against": ("found_against",),
    "unit_of": ("unit_of",),
    "alleged": ("alleged",),
}
"""The built-in conditions: the key that tells which it is, and the keys it has."""

FAMILY: Final[dict[str, str]] = {
    **dict.fromkeys(("stage", "leads_to", "then", "opens", "sends_back", "lasts", "end", "follows"), "way"),
    **dict.fromkeys(("by", "appoints", "seats", "per_case", "quorum", "at_least", "too_few"), "power"),
    **dict.fromkeys(("due", "tells", "after", "within", "every", "before", "on", "kind", "to"), "time"),
    **dict.fromkeys(("starts", "imposes", "pauses", "resumes", "records", "may_record", "sets"), "effects"),
    **dict.fromkeys(("lifts", "fulfils", "continues", "appeals", "outcomes", "standings"), "effects"),
}
"""Which family of checks a key feeds: after a fault there, that family would only report its echo."""

EFFECT_KEYS: Final[tuple[str, ...]] = tuple(_EFFECTS)
DEMAND_KEYS: Final[tuple[str, ...]] = tuple(key for key in _DEMANDS if key != "logged_as")
