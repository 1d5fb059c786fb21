"""The JSON Schema of a retention schedule as TOML reads it: its shape; names and sense are `check`'s."""

from __future__ import annotations

from typing import Any

from dueprocess.core.retention.tables import CLASS, SCHEDULE, WHEN, schema_of


def retention_schema() -> dict[str, Any]:
    """Return the schema, draft 2020-12."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Retention schedule",
        "description": "A retention schedule as TOML reads it.",
        "type": "object",
        "additionalProperties": False,
        "required": ["schedule", "classes"],
        "properties": {
            "schedule": schema_of(SCHEDULE),
            "classes": {
                "type": "object",
                "propertyNames": {"pattern": "^[a-z][a-z0-9_]*$"},
                "additionalProperties": {"$ref": "#/$defs/class"},
                "minProperties": 1,
            },
        },
        "$defs": {"class": schema_of(CLASS), "when": schema_of(WHEN)},
    }
