"""The JSON Schema of a rulebook (as TOML reads it), generated from the table of the format.

Knows what a kind of value looks like on paper. It holds the shape; names, events and sense are `check`'s.
"""

from __future__ import annotations

from typing import Any

from dueprocess.core.rulebook.tables import ROW_OF, TABLES, TOP
from dueprocess.core.rulebook.tables.keys import Key

Schema = dict[str, Any]

_NAME: Schema = {"type": "string", "pattern": "^[a-z][a-z0-9_ ]*$"}
_LENGTH = r"[0-9]+ (hours?|days?|working days?|weeks?|months?|years?)"
_PERIOD: Schema = {"type": "string", "pattern": f"^({_LENGTH}|same day|same working day|at once)$"}
_DAY = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
_OPEN = "for good|until done|until lifted|until the case ends"
_RANGE_WORD: Schema = {
    "type": "string",
    "pattern": f"^({_LENGTH} to {_LENGTH}|(up to |at least )?({_LENGTH}|same day|at once)|{_OPEN})$",
}
_RULE: Schema = {
    "type": "string",
    "pattern": "^(any one|[0-9a-z]+ members?|consensus|unanimous|(majority|two thirds|three quarters"
    "|all but [0-9a-z]+)( of (votes|those present|those eligible|all seats))?)$",
}
_VALUE: Schema = {"anyOf": [{"type": "boolean"}, {"type": "string"}]}


def _some(item: Schema) -> Schema:
    """One, or a list of them that is not empty."""
    return {"anyOf": [item, {"type": "array", "items": item, "minItems": 1}]}


def _map(item: Schema) -> Schema:
    return {"type": "object", "additionalProperties": item, "minProperties": 1}


_WHEN_TABLE = _map(_some(_VALUE))

_KINDS: dict[str, Schema] = {
    "text": {"type": "string", "pattern": r"\S"},
    "id": _NAME,
    "ids": _some(_NAME),
    "flag": {"type": "boolean"},
    "number": {"type": "integer", "minimum": 1},
    "words": _some({"type": "string", "pattern": r"\S"}),
    "period": _PERIOD,
    "periods": _some(_PERIOD),
    "range": _some(_RANGE_WORD),
    "stage_lasts": {"anyOf": [_PERIOD, {"const": "until final"}]},
    "rules": _some(_RULE),
    "quorum": {
        "anyOf": [
            {"type": "integer", "minimum": 1},
            {"enum": ["majority of those eligible", "majority of all seats", "all"]},
        ]
    },
    "time": {"type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$"},
    "closures": _some(
        {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}(/[0-9]{4}-[0-9]{2}-[0-9]{2})?$"}
    ),
    "week": _some({"type": "string"}),
    "timezone": {"type": "string", "pattern": "^[A-Za-z0-9_+/-]+$"},
    "name": _NAME,
    "names": _some(_NAME),
    "whos": _some(_NAME),
    "steps_or_any": _some(_NAME),
    "stops": _some(_NAME),
    "places": _some(_NAME),
    "place": _some(_NAME),
    "each": _NAME,
    "attacks": _some({"type": "string"}),
    "events": _some({"type": "string"}),
    "when": _some(_WHEN_TABLE),
    "sets": _map(_VALUE),
    "seats": _map({"anyOf": [{"type": "integer", "minimum": 1}, {"type": "string"}]}),
    "role_map": _map(_NAME),
    "stage_map": _map(_NAME),
    "received": _map(_PERIOD),
    "tie": {"type": "string"},
    "derived": {"type": "object", "minProperties": 1},
    "leads": {"anyOf": [_NAME, _some({"$ref": "#/$defs/lead"})]},
    "bound": {"anyOf": [_PERIOD, {"$ref": "#/$defs/bound"}]},
    "outcomes": _map({"$ref": "#/$defs/outcome"}),
}


def rulebook_schema() -> Schema:
    """The schema, draft 2020-12."""
    definitions = {name: _table(keys) for name, keys in TABLES.items()}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Rulebook",
        "description": "A rulebook as TOML reads it. The reference of the format says what each key means.",
        "type": "object",
        "additionalProperties": False,
        "required": ["rulebook"],
        "properties": {table: _top(table) for table in TOP},
        "$defs": definitions,
    }


def _top(table: str) -> Schema:
    if table not in ROW_OF:
        return {"$ref": f"#/$defs/{table}"}
    return {
        "type": "object",
        "propertyNames": {"pattern": "^[a-z][a-z0-9_]*$"},
        "additionalProperties": {"$ref": f"#/$defs/{ROW_OF[table]}"},
    }


def _table(keys: dict[str, Key]) -> Schema:
    table: Schema = {
        "type": "object",
        "additionalProperties": False,
        "properties": {name: {**_value(key), "description": key.says} for name, key in keys.items()},
    }
    required = [name for name, key in keys.items() if key.required]
    if required:
        table["required"] = required
    return table


def _value(key: Key) -> Schema:
    if key.kind in ("choice", "choices"):
        choice: Schema = {"enum": [str(one) for one in key.about or ()]}
        return choice if key.kind == "choice" else _some(choice)
    if key.kind in ("row", "rows"):
        table: Schema = {"$ref": f"#/$defs/{key.about}"}
        return table if key.kind == "row" else _some(table)
    return dict(_KINDS[key.kind])
