"""The releases so far: what the record says was published, and the files beside it. Reads only.

Knows that a file may have been changed or taken away, and then says so: it never tells figures of a file that
is not what the log names.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from dueprocess.core import reports
from dueprocess.core.errors import Malformed
from dueprocess.core.reports import Report
from dueprocess.ledger import extracts as ledger
from dueprocess.ledger.models import Head, RecordAct

KIND = "stats.published"


class Held(StrEnum):
    """How the file of a release stands."""

    SOUND = "sound"  # byte for byte what the log names
    CHANGED = "changed"  # there is a file under its name, and it is another one
    MISSING = "missing"


@dataclass(frozen=True)
class Release:
    """One release as the log names it. `index` is the place of its entry, `replaced_by` the next release of
    the same quarter ("" where there is none). `data` and `report` are there only where the file is sound;
    `found` is the SHA-256 of the file that is there, "" where there is none."""

    sha256: str
    quarter: str
    published_at: datetime
    index: int
    definitions: str
    replaces: str
    replaced_by: str
    held: Held
    found: str
    data: bytes | None
    report: Report | None
    by: int | None


@dataclass(frozen=True)
class Named:
    """A release as the log names it, whatever became of its file. `period` is the public one in which it was
    published, `replaced_by` the next release of the same quarter ("" where there is none)."""

    sha256: str
    quarter: str
    published_at: datetime
    period: str
    index: int
    entry_key: int
    definitions: str
    replaces: str
    replaced_by: str
    by: int | None


def named() -> list[Named]:
    """Return what the log names, in the order in which it was published. One query, no file."""
    acts = RecordAct.objects.filter(kind=KIND, entry__seq__isnull=False).order_by("entry__seq__idx")
    rows = list(acts.values_list("payload", "recorded_at", "period", "entry__seq__idx", "entry_id"))
    after = {payload["replaces"]: payload["report"] for payload, *_ in rows if payload["replaces"]}
    return [
        Named(
            payload["report"], payload["quarter"], at, period, index, key, payload["definitions"],
            payload["replaces"], after.get(payload["report"], ""), payload["by"],
        )
        for payload, at, period, index, key in rows
    ]  # fmt: skip


def every() -> list[Release]:
    """Return every release with its file, in the order in which they were published."""
    return [held(each) for each in named()]


def one(sha256: str) -> Release | None:
    """Return the release of that hash; None where none was published. Reads one file."""
    return next((held(each) for each in named() if each.sha256 == sha256), None)


def held(each: Named) -> Release:
    """Return a release with its file."""
    state, digest, data = _file(each.sha256)
    return Release(
        each.sha256, each.quarter, each.published_at, each.index, each.definitions, each.replaces,
        each.replaced_by, state, digest, data, _read(data), each.by,
    )  # fmt: skip


def last(quarter: str) -> str | None:
    """Return the SHA-256 of the newest release of a quarter; None where there is none."""
    acts = RecordAct.objects.filter(kind=KIND, payload__quarter=quarter).order_by("-id")
    return acts.values_list("payload__report", flat=True).first()


def hold() -> None:
    """Let nobody else publish until this transaction ends: the head of the log is locked."""
    Head.objects.select_for_update().get(id=1)


def _file(sha256: str) -> tuple[Held, str, bytes | None]:
    data = ledger.published(f"reports/{sha256}.json")
    if data is None:
        return Held.MISSING, "", None
    digest = hashlib.sha256(data).hexdigest()
    return (Held.SOUND, digest, data) if digest == sha256 else (Held.CHANGED, digest, None)


def _read(data: bytes | None) -> Report | None:
    try:
        return reports.read(data) if data is not None else None
    except Malformed:
        return None
