"""A map written down: what was chosen for each column, as the TOML that `load` reads. Values in, text out."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from dueprocess.cases.imports.mapping import DATES, Field

IGNORED = "ignored"
"""What is chosen for a column that is left out."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What one column is to be: a field, or `ignored` with the reason; of dates the formats; of a status its
    words with `open` or `closed` for each."""

    column: str
    is_: str
    formats: Sequence[str] = ()
    reason: str = ""
    words: Mapping[str, str] = field(default_factory=dict)


def toml(title: str, release: str, source: Mapping[str, str | int], choices: Iterable[Choice]) -> str:
    """Write a whole map. What was chosen wrongly, `load` tells by line."""
    lines = [f"title = {text(title)}"]
    if release:
        lines.append(f"release = {text(release)}")
    lines += ["", "[source]", *(f"{key} = {_value(value)}" for key, value in source.items())]
    columns, ignored, words = ["", "[columns]"], ["", "[ignored]"], ["", "[words.status]"]
    for each in choices:
        if each.is_ == IGNORED:
            ignored.append(f"{text(each.column)} = {text(each.reason)}")
            continue
        more = ""
        if each.is_ in DATES:
            more = f", formats = [{', '.join(map(text, each.formats))}]"
        elif each.is_ == Field.STATUS:
            more = ', words = "status"'
            for ours in ("open", "closed"):
                theirs = [word for word, chosen in each.words.items() if chosen == ours]
                words.append(f"{ours} = [{', '.join(map(text, theirs))}]")
        columns.append(f"{text(each.column)} = {{ is = {text(each.is_)}{more} }}")
    lines += columns
    lines += ignored if len(ignored) > 2 else []
    lines += words if len(words) > 2 else []
    return "\n".join(lines) + "\n"


def text(value: str) -> str:
    """A TOML basic string: JSON's rules, but that DEL is escaped too."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007F")


def _value(value: str | int) -> str:
    return str(value) if isinstance(value, int) else text(value)


def dated(map_text: str, release: str) -> str:
    """A map of an earlier release, for the files of another one."""
    lines = map_text.splitlines()
    top = next((at for at, line in enumerate(lines) if line.lstrip().startswith("[")), len(lines))
    kept = [line for line in lines[:top] if not line.replace(" ", "").startswith("release=")]
    return "\n".join([f"release = {text(release)}", *kept, *lines[top:]]) + "\n"
