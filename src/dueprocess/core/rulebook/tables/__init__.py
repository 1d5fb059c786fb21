"""The format as one table: every table of a rulebook, every key, what may stand there, what it says.

The reader reads by it, the JSON Schema is generated from it, and a test holds the reference page to it.
Knows no values: what a kind of value looks like is `reading`'s and `schema`'s.
"""

from __future__ import annotations

from typing import Final

from dueprocess.core.rulebook.model import (
    AtEnd,
    Bar,
    Begins,
    Computed,
    DueKind,
    DuringAppeal,
    FactKind,
    FirstDay,
    LastDay,
    OpenCases,
    Proof,
)
from dueprocess.core.rulebook.tables.keys import DEMANDS, EFFECTS, IMPOSITION, ROLE, ROW, Key, Keys, key, must
from dueprocess.core.saying import say as _

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
        "id": must("id", _("A short name for files and addresses.")),
        "version": must("text", _("The version, in quotes.")),
        "title": must("text", _("The title of the rules.")),
        "language": must("text", _("The language of its texts, such as `en`.")),
        "adopted_by": key("text", _("The body that adopts it.")),
        "target": key("period", _("Aim for the whole ordinary path.")),
        "standings": key("words", _("Register states, rising; the first is “nothing”.")),
        "standard_of_proof": key("choice", _("How sure a finding has to be."), Proof),
        "notices": key("ids", _("Letters that tell respondents what is alleged against them.")),
        "sealed_alone": key("text", _("The advice on which sealed evidence alone may bear a finding.")),
        "transition": key("row", _("What becomes of open cases when this version comes."), "transition"),
        "report_within": key("period", _("Whoever hears or sees conduct must report it within this.")),
        "reporters": key("names", _("Roles whose duty that is; none: everybody in the register."), "role"),
    },
    "transition": {
        "open_cases": key("choice", _("Whether open cases move to this version, and when."), OpenCases),
        "at_once": key("names", _("Steps that are read from this version at once."), "step"),
        "stages": key("stage_map", _("Stages of the old version and their places in this one.")),
    },
    "calendar": {
        "timezone": key("timezone", _("IANA name; default UTC.")),
        "holidays": key("text", _("Code of the public holidays, such as `GB-ENG`.")),
        "closed": key("closures", _("Days, or `from/to`, on which the organisation is closed.")),
        "working_week": key("week", _("Default Monday to Friday.")),
        "first_day": key("choice", _("What day 1 of a period is."), FirstDay),
        "last_day": key("choice", _("Whether a closed last day moves on."), LastDay),
        "day_ends": key("time", _("An event at or after this counts for the next day.")),
        "at_once": key("period", _("When `at once` counts as late; default 1 working day.")),
        "received": key("received", _("Way of sending, and the time after which receipt is presumed.")),
    },
    "role": {
        **ROLE,
        "never_oversees": key("flag", _("Nobody who holds it is given the power to oversee.")),
        "party": key("flag", _("It is a kind of party.")),
    },
    "body": {
        **ROLE,
        "seats": must("seats", _("The roles that sit, and how many of each.")),
        "stand_ins": key("role_map", _("Seat's role, and the role that fills it in need.")),
        "chair": key("name", _("The role that chairs."), "role"),
        "chair_not_of_unit": key("flag", _("Nobody chairs a case against their own unit or one of it.")),
        "of_unit": key("name", _("Fact of kind unit: only its holders in that unit sit."), "fact"),
        "quorum": key("quorum", _("Voters needed at a decision; default 1.")),
        "at_least": key("row", _("Below this, and not below the quorum, the body is too few."), "at_least"),
        "decides_by": key("rules", _("Rule of decision; default majority.")),
        "tie": key("tie", _("What a tie does; default it fails.")),
        "abstain": key("flag", _("Abstention is allowed; default true.")),
        "dissent": key("flag", _("A minority report may be attached; default false.")),
        "secret": key("flag", _("Votes are never shown; default false.")),
        "in_writing": key("row", _("Decision without a meeting."), "in_writing"),
    },
    "at_least": {
        "sitting": key("number", _("Members who may sit.")),
        "voting": key("number", _("Members who may vote.")),
    },
    "in_writing": {
        "rule": must("rules", _("Rule of decision without a meeting.")),
        "wait": must("period", _("Time in which somebody may object.")),
    },
    "conflict": {
        **ROW,
        "grounds": key("words", _("Grounds of this degree.")),
        "computed": key("choices", _("Grounds that show by themselves."), Computed),
        "bars": must("choices", _("What a person with it may not do."), Bar),
        "alleged": key("choice", _("Whether it bars until it is settled."), ("bars", _("does not bar"))),
        "several": key("number", _("So many of it")),
        "become": key("name", _("are a conflict of that degree."), "conflict"),
    },
    "fact": {
        **ROW,
        "kind": key("choice", _("Default yes or no; `choices` makes it a choice."), FactKind),
        "choices": key("words", _("The answers of a choice.")),
        "per": key("name", _("One answer for each party of this kind."), "party"),
        "notice": key("period", _("How far ahead a date must lie when it is recorded.")),
        "shortest_notice": key("period", _("How far with the consent of all parties.")),
        "not_before": key("name", _("The date fact before whose day a date must not lie."), "fact"),
        "derived": key("derived", _("The built-in condition that it is.")),
    },
    "stage": {
        **ROW,
        "end": key("flag", _("The strand has ended here.")),
        "lasts": key("stage_lasts", _("After this the strand passes on by itself.")),
        "then": key("leads", _("Where it passes to.")),
        "tells": key("rows", _("Notices that are owed on entry."), "tell"),
    },
    "step": {
        **ROW,
        "stage": must(
            "place", _("Where it can be taken: stages, `start`, `taken over`, `any`, `any strand`.")
        ),
        "by": must("whos", _("Who may take it, any one of them."), "any"),
        "when": key("when", _("Only while this holds.")),
        "follows": key("names", _("Steps that must have been taken."), "step"),
        "not_before": key("rows", _("What must have happened, or which day must have come."), "wait"),
        "required_before": key("names", _("Stages that may not be entered until it is done."), "stage"),
        "again": key("flag", _("It may be repeated.")),
        "times": key("number", _("With `again`: how often in all, at its stages.")),
        "jointly_with": key(
            "names",
            _("Bodies that must decide it too, each by its own rule; nobody votes in two of them."),
            "body",
        ),
        "for_each": key(
            "each", _("Owed once for each party of a kind, `complaint`, `conflict`, or act of a step.")
        ),
        "clerical": key("flag", _("Conflicts do not bar it.")),
        "by_guidance": key("flag", _("Each who is found against or sanctioned is placed by the guidance.")),
        "standard_of_proof": key("choice", _("It makes findings, and how sure they have to be."), Proof),
        **DEMANDS,
        "quorum": key("quorum", _("Quorum for this step, instead of the body's own.")),
        "only_those_at": key("names", _("Only who was at these steps may vote."), "step"),
        "appeals": key("attacks", _("Steps, or `step: outcome`, whose acts it attacks.")),
        "grounds": key("words", _("Words of which the act names at least one.")),
        "due": key("rows", _("Its deadlines, each standing by itself."), "due"),
        "outcomes": key("outcomes", _("The act names one of these.")),
        **EFFECTS,
    },
    "outcome": {
        **{key: Key(row.kind, row.about, row.says) for key, row in ROW.items()},
        "when": key("when", _("Only while this holds.")),
        **DEMANDS,
        **EFFECTS,
    },
    "effects": EFFECTS,
    "due": {
        "within": key("period", _("So long after the event.")),
        "after": key("events", _("The event, or several of which the last counts.")),
        "every": key("period", _("Again and again, so long after the event and after each act.")),
        "at_least": key("period", _("So long before the day of a date fact.")),
        "before": key("name", _("That date fact."), "fact"),
        "on": key("name", _("The day that a date fact says."), "fact"),
        "kind": key("choice", _("Duty, target, chance or limit."), DueKind),
        "but_not_after": key("bound", _("The earlier of the two counts.")),
        "but_not_before": key("bound", _("The later of the two counts.")),
        "by_time": key("time", _("By this time of the last day.")),
        "when": key("when", _("Only while this holds.")),
        "remind": key("periods", _("Reminders, so long before.")),
        "never_paused": key("flag", _("Pauses do not stop it.")),
        "on_late": key("row", _("What happens by itself at the due moment."), "effects"),
        "words": key("text", _("The text's own wording.")),
        "clause": key("text", _("The clause of this deadline, if not the step's.")),
    },
    "bound": {
        "within": must("period", _("So long after the event.")),
        "after": must("events", _("The event.")),
    },
    "wait": {
        "after": key("events", _("This must have happened")),
        "wait": key("period", _("so long ago.")),
        "on": key("name", _("The day of this date fact must have come."), "fact"),
    },
    "tell": {
        "to": must("whos", _("Who is told."), "any"),
        "letter": key("id", _("The letter that goes out.")),
        "within": key("period", _("By when; default at once.")),
        "first": key("names", _("Steps to be taken after the act and before this goes out."), "step"),
        "withholds": key("words", _("What the letter leaves out.")),
        "when": key("when", _("Only while this holds.")),
        "optional": key("flag", _("It may be left out.")),
    },
    "lead": {
        "to": must("name", _("The stage."), "stage"),
        "when": key("when", _("Only if this holds.")),
    },
    "change": {
        "steps": must("steps_or_any", _("The steps whose deadlines change, or `any`.")),
        "at_most": key("period", _("No further than this from the old last day.")),
        "at_least": key("period", _("No shorter than this.")),
        "times": key("number", _("How often for one deadline.")),
        "late": key("flag", _("Also when already late.")),
        "not_after": key("period", _("A lost limit is given back no later than this after its end.")),
    },
    "pause": {
        **ROW,
        "lasts": must("range", _("How long.")),
        "stops": key("stops", _("`case` (default), `strand`, or steps.")),
        "renewable": key("flag", _("It may go on.")),
        "for_all": key("flag", _("The organisation's: no step needed.")),
        "tells_at_end": key("rows", _("Notices that are owed when it ends."), "tell"),
    },
    "measure": {
        **IMPOSITION,
        "at_end": key("choice", _("Whether it lapses or must be decided."), AtEnd),
        "holding": key("period", _("Time after its end within which it must be lifted or continued.")),
        "remind": key("periods", _("Warnings, so long before its end; default 28, 14 and 7 days.")),
        "reports_to": key("whos", _("Who is told when the holding period begins, and when it ends."), "any"),
        "undone": key(
            "id",
            _("Letter to whoever was told of it, where nothing is found; default `NAME_undone`."),
        ),
    },
    "sanction": {
        **IMPOSITION,
        "begins": key("choice", _("When it begins; default at once."), Begins),
        "follows": key("names", _("Steps that must have been taken before it is imposed."), "step"),
        "during_appeal": key("choice", _("Whether an appeal stays it; default in force."), DuringAppeal),
        "meanwhile": key("name", _("A measure that applies while it does not."), "measure"),
        "may_be_suspended": key("range", _("Length of probation.")),
        "credits": key("names", _("Measures whose time counts."), "measure"),
    },
    "duty": {
        **ROW,
        "by": must("whos", _("Who owes it."), "any"),
        "every": must("period", _("How often.")),
        "tells": key("rows", _("Who is told."), "tell"),
    },
    "guidance": {
        "title": key("text", _("Its name.")),
        "clause": key("text", _("The clause.")),
        "says": must("text", _("The text.")),
        "at": key("places", _("Steps or stages where it is shown; none: everywhere.")),
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

EFFECT_KEYS: Final[tuple[str, ...]] = tuple(EFFECTS)
DEMAND_KEYS: Final[tuple[str, ...]] = tuple(name for name in DEMANDS if name != "logged_as")
