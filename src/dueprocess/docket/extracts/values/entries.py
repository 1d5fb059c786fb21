"""What was written in a docket, its files, and who has read it, as pages show them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class FileLine:
    """One attached file; `n` is its act, `number` its place there: the address of its download."""

    n: int
    number: int
    name: str
    media_type: str
    size: int
    sha256: str
    paper: str
    act_title: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class AnnulledLine:
    """That an entry was made by mistake and counts no more: by which entry `n`, when, who signed, and why.
    `returned`: it says that a letter was sent, and its mail came back."""

    n: int
    at: datetime
    by: tuple[str, ...]
    reason: str
    returned: bool


@dataclass(frozen=True, slots=True)
class TimelineRow:
    """One act or note. `kind`: decision, letter, evidence, step, note, or time (what happened by itself).

    `details` are the coded facts in words; `texts` what was written; `late` tells that it was written down
    more than a day after it happened, with the reason. `entry` is the key of its entry in the record.
    `undone`: it says that something happened by itself which by what stands now did not.
    """

    n: int
    at: datetime
    recorded_at: datetime
    kind: str
    step: str
    title: str
    outcome: str
    clause: str
    by: str
    role: str
    strand: int | None
    details: tuple[tuple[str, str], ...]
    texts: tuple[tuple[str, Any], ...]
    files: tuple[FileLine, ...]
    late: bool
    late_reason: str
    irregular: str
    entry: int
    annulled: AnnulledLine | None
    undone: bool


@dataclass(frozen=True, slots=True)
class ReadLine:
    """One line of the read journal."""

    pk: int
    at: datetime
    name: str
    what: str
    purpose: str
