"""The format of a retention schedule: every key, what it holds and what it means, in one table for the
reader, the JSON Schema and the reference page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from dueprocess.core.retention.model import FILED, KINDS, STATUSES, After, Then
from dueprocess.core.saying import say as _


@dataclass(frozen=True, slots=True)
class Key:
    """One key. `kind`: text, id, zone, period, choice, choices, names, clauses, flag, facts or whens; `about`
    are the choices; `names` says which names of the rulebook are meant."""

    kind: str
    says: str
    required: bool = False
    about: tuple[str, ...] = ()
    names: str = ""


SCHEDULE = {
    "id": Key("id", _("A name for it that stays from version to version."), required=True),
    "version": Key("text", _("The number of this version, such as `2026.1`."), required=True),
    "title": Key("text", _("Its title, as people read it."), required=True),
    "language": Key("text", _("The language of its titles and reasons, such as `en`."), required=True),
    "timezone": Key("zone", _("The time zone in which its days are counted."), required=True),
    "rulebook": Key("id", _("The id of the rulebook whose names its conditions use."), required=True),
    "deliberations": Key(
        "period",
        _(
            "For how long notes that members of a body wrote while they deliberated are kept once the "
            "decision is final; default: not at all."
        ),
    ),
}
CLASS = {
    "title": Key("text", _("The title of the class."), required=True),
    "reason": Key(
        "text", _("Why it is kept for so long, and on what legal basis. Everybody may ask."), required=True
    ),
    "clause": Key("text", _("The clause of your own rules.")),
    "of": Key(
        "choices",
        _("What it is for: `case` (default), `message`, `plan`, `approach`; `person`: a row of the "
          "register."),
        about=KINDS,
    ),
    "when": Key("whens", _("When it applies: tests that all hold, or a list of such; default always.")),
    "keep": Key("period", _("For how long: in days, weeks, months or years."), required=True),
    "after": Key(
        "choice",
        _("Counted from closing (default; of a person: from leaving), or from the end of the sanctions where "
          "that is later. What arrives later begins it anew."),
        about=tuple(After),
    ),
    "then": Key(
        "choice", _("When it is over: erase (default), or a review by somebody first."), about=tuple(Then)
    ),
    "review": Key(
        "period",
        _("With `end of sanctions`: how often somebody looks at it while a sanction has no end."),
    ),
}  # fmt: skip
WHEN = {
    "stage": Key("names", _("It ended at one of these stages."), names="stages"),
    "taken": Key("names", _("One of these was taken: `STEP` or `STEP: OUTCOME`."), names="taken"),
    "sanction": Key("names", _("One of these sanctions was imposed and stands."), names="sanctions"),
    "sanctioned": Key("flag", _("Whether any sanction was imposed and stands.")),
    "facts": Key("facts", _("What was recorded: for each fact its value, or a list of values.")),
    "alleged": Key(
        "clauses",
        _("One of these clauses of a code of conduct is alleged: `CODE/CLAUSE`, such as `conduct/6`."),
    ),
    "minor": Key("flag", _("Whether a party is under age.")),
    "imported": Key("flag", _("Whether it came from an earlier register.")),
    "filed": Key(
        "choices",
        _("As what a message was filed: `part` of a case, `not_complaint`, `automatic`."),
        about=FILED,
    ),
    "status": Key(
        "choices",
        _("Of a person: how they stand in the register: `left`, `expelled`, `deceased`, `lapsed`, `outside`, "
          "`applicant`."),
        about=STATUSES,
    ),
}  # fmt: skip
TABLES: dict[str, dict[str, Key]] = {"schedule": SCHEDULE, "class": CLASS, "when": WHEN}


def schema_of(table: dict[str, Key]) -> dict[str, Any]:
    """Return a table as JSON Schema."""
    found: dict[str, Any] = {
        "type": "object",
        "additionalProperties": False,
        "properties": {name: {**_value(key), "description": str(key.says)} for name, key in table.items()},
    }
    if required := [name for name, key in table.items() if key.required]:
        found["required"] = required
    return found


def _value(key: Key) -> dict[str, Any]:
    text = {"type": "string", "pattern": r"\S"}
    kinds: dict[str, dict[str, Any]] = {
        "text": text,
        "zone": text,
        "id": {"type": "string", "pattern": "^[a-z][a-z0-9_]*$"},
        "period": {"type": "string", "pattern": r"^[0-9]+ (days?|weeks?|months?|years?)$"},
        "choice": {"enum": [str(each) for each in key.about]},
        "choices": _some({"enum": [str(each) for each in key.about]}),
        "names": _some(text),
        "clauses": _some({"type": "string", "pattern": r"^[a-z][a-z0-9_]*/\S"}),
        "flag": {"type": "boolean"},
        "facts": {
            "type": "object",
            "additionalProperties": _some({"anyOf": [{"type": "boolean"}, text]}),
            "minProperties": 1,
        },
        "whens": _some({"$ref": "#/$defs/when"}),
    }
    return kinds[key.kind]


def _some(item: dict[str, Any]) -> dict[str, Any]:
    return {"anyOf": [item, {"type": "array", "items": item, "minItems": 1}]}
