"""The data-protection assessment: a template with a table of everything that is kept, and with what the
installation knows of itself.

Knows every table by name. Must not know what stands in one, but for counts and the organisation's own row.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any

from django.apps import apps
from django.db import connection

from dueprocess.core.retention import in_words
from dueprocess.docket.models import Docket
from dueprocess.ledger.extracts import record
from dueprocess.people.models import Person
from dueprocess.rules import actions, schedules

BLANK = "……"
KINDS = ("personal", "links", "sealed", "plain")
"""What a column may be, as the head of `inventory.toml` explains."""
KNOWN = (
    "name", "controller", "controller_contact", "lawful_bases", "size", "oversight_contact", "assessment",
    "assessed_on", "origin", "publication", "granularity", "witnesses", "database", "people", "cases",
    "retention",
)  # fmt: skip
"""What an installation fills in by itself, by the marks in `template.md`."""


@dataclass(frozen=True, slots=True)
class Table:
    """One table: `what` it is for, how long it is `kept`, how it is `erased`; its columns by kind."""

    name: str
    what: str
    kept: str
    erased: str
    columns: Mapping[str, tuple[str, ...]]


def tables() -> tuple[Table, ...]:
    """Return what is said of each table, in the order of the inventory."""
    return tuple(
        Table(
            name, row["what"], row["kept"], row["erased"],
            {kind: tuple(row[kind].split()) for kind in KINDS if kind in row},
        )
        for name, row in _inventory().items() if name != "places"
    )  # fmt: skip


def faults() -> list[str]:
    """Name every table and column that the inventory lacks, that it has twice, or that is no more."""
    told = {table.name: [c for each in table.columns.values() for c in each] for table in tables()}
    real = {
        model._meta.label: [field.name for field in model._meta.concrete_fields]
        for model in apps.get_models(include_auto_created=True)
    }
    found = [f"{name}: no such table" for name in told.keys() - real.keys()]
    for name, columns in real.items():
        if name not in told:
            found.append(f"{name}: not in the inventory")
            continue
        listed = told[name]
        found += [f"{name}.{column}: not in the inventory" for column in columns if column not in listed]
        found += [f"{name}.{column}: no such column" for column in set(listed) - set(columns)]
        found += [f"{name}.{column}: twice" for column in set(listed) if listed.count(column) > 1]
    return sorted(found)


def inventory() -> str:
    """Return tables with personal data, those without, and places beside the database, as Markdown."""
    rows, without = [], []
    for table in tables():
        kinds = {kind: ", ".join(f"`{name}`" for name in names) for kind, names in table.columns.items()}
        if kinds.keys() == {"plain"}:
            without.append((f"`{table.name}`", table.what, table.kept))
            continue
        shown = (kinds.get(kind, "–") for kind in KINDS[:3])
        rows.append((f"`{table.name}`", table.what, *shown, table.kept, table.erased))
    places = [
        (name, row["what"], row["form"], row["kept"], row["erased"])
        for name, row in _inventory()["places"].items()
    ]
    heads = ("table", "what", "readable personal data", "links to people", "sealed", "kept", "erased")
    return "\n\n".join(
        (
            _rows(heads, rows),
            "Tables that hold codes, days and numbers only:",
            _rows(("table", "what", "kept"), without),
            "Beside the database:",
            _rows(("place", "what", "form", "kept", "erased"), places),
        )
    )


def written(known: Mapping[str, str]) -> str:
    """Return the assessment with what is known filled in, and blanks for all else."""
    text = (resources.files(__name__) / "template.md").read_text("utf-8")
    for name in KNOWN:
        text = text.replace(f"[[{name}]]", known.get(name) or BLANK)
    return text.replace("[[inventory]]", inventory())


def known() -> dict[str, str]:
    """Return what this installation knows of itself; before `dueprocess init` that is little."""
    row, log, holds = actions.organisation(), record(), schedules.current()
    told = {
        "name": row.name,
        "controller": row.controller,
        "controller_contact": row.controller_contact,
        "lawful_bases": "; ".join(row.lawful_bases),
        "size": str(row.size) if row.size is not None else "",
        "oversight_contact": row.oversight_contact,
        "assessment": row.assessment,
        "assessed_on": row.assessed_on.isoformat() if row.assessed_on else "",
        "database": {"sqlite": "SQLite", "postgresql": "PostgreSQL"}[connection.vendor],
        "people": str(Person.objects.count()),
        "cases": str(Docket.objects.count()),
    }
    if log is not None:
        told["origin"], told["publication"], told["granularity"] = log.origin, log.publish, log.granularity
        told["witnesses"] = ", ".join(each.organisation for each in log.witnesses) or "none"
    if holds is not None:
        classes = [(each.title, *in_words(each), each.reason) for each in holds.schedule.classes.values()]
        told["retention"] = _rows(("class", "for", "kept", "why"), classes)
    return {name: value if name == "retention" else _cell(value) for name, value in told.items()}


def _inventory() -> dict[str, Any]:
    return tomllib.loads((resources.files(__name__) / "inventory.toml").read_text("utf-8"))


def _rows(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    names = tuple(head)
    lines = [names, ["---"] * len(names), *rows]
    return "\n".join(f"| {' | '.join(_cell(str(cell)) for cell in line)} |" for line in lines)


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "\\|").split())
