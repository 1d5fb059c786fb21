"""Published reports for everyone: which there are, and one as a document, after it was compared with the
record.

Reads what the record names and the published files; must not open a case. What is not what was published is
never told: its figures are left out, and why is said.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from dueprocess.cases.reports import defined, releases
from dueprocess.cases.reports.paper import checking, telling, wording
from dueprocess.cases.reports.paper.checking import Where
from dueprocess.cases.reports.releases import Held, Named, Release
from dueprocess.core.reports import Definitions, Report
from dueprocess.kit.tables.sink import safe
from dueprocess.ledger import extracts as ledger
from dueprocess.ledger import proofs
from dueprocess.papers import report as papers
from dueprocess.papers.report import Paper
from dueprocess.tlog import policy, verify
from dueprocess.tlog.errors import BadBytes, NotVerified
from dueprocess.tlog.reader import Missing, Unreadable


class Found(StrEnum):
    """What comparing a report with the record gave."""

    SOUND = "sound"  # the file is what its entry names, and the published record holds the entry
    WAITS = "waits"  # the file is what its entry names; the entry is published with the next beat
    CHANGED = "changed"  # the file is not what its entry names
    MISSING = "missing"  # the file is not there
    UNRECORDED = "unrecorded"  # the published record does not hold the entry


@dataclass(frozen=True, slots=True)
class Line:
    """One release, as a list shows it: of which quarter, in which public period it was published by which
    entry; `replaced_by` is the next release of the quarter, "" of the one that stands. `title` is the quarter
    in words, `name` the one under which the report is saved, without an ending."""

    sha256: str
    quarter: str
    period: str
    index: int
    replaced_by: str
    title: str
    name: str


@dataclass(frozen=True, slots=True)
class ReportPage:
    """One report. `paper` is None unless what was found is SOUND or WAITS. `releases` are all of its quarter,
    oldest first; `hash_now` is that of the file as it lies there, "" where it does not."""

    line: Line
    found: Found
    hash_now: str
    reason: str
    paper: Paper | None
    releases: tuple[Line, ...]


def published() -> tuple[Line, ...]:
    """Return every report that was ever published, the newest first. One query, no file."""
    return tuple(_line(each) for each in reversed(releases.named()))


def report(sha256: str, *, owner: str, log: str) -> ReportPage | None:
    """Return one report in the active language; None where no entry names it. `owner` and `log` are the name
    of the organisation and the address of its record, as outsiders know them."""
    every = releases.named()
    name = next((each for each in every if each.sha256 == sha256), None)
    if name is None:
        return None
    held = releases.held(name)
    found, told, line = _compared(name, held), None, _line(name)
    if held.report is not None and found in (Found.SOUND, Found.WAITS):
        record = ledger.record()
        about = checking.Release(name.sha256, name.index, name.period, name.replaced_by)
        where = Where(owner, log, record.key if record else "")
        told = telling.paper(held.report, _definitions(held.report), about, where)
    return ReportPage(
        line,
        found,
        held.found,
        held.report.reason if held.report else "",
        told,
        tuple(_line(each) for each in every if each.quarter == name.quarter),
    )


def _line(each: Named) -> Line:
    title = wording.quarter(each.quarter)
    name = checking.file_name(each.quarter, each.sha256)
    return Line(each.sha256, each.quarter, each.period, each.index, each.replaced_by, title, name)


def _compared(name: Named, held: Release) -> Found:
    """Compare the file with its entry, and the entry with the published record."""
    if held.held is Held.MISSING:
        return Found.MISSING
    if held.report is None:
        return Found.CHANGED
    try:
        proof = _proof(name)
        trusted = ledger.published("policy")
        if proof is None or trusted is None:
            return Found.WAITS
        shown = verify.receipt(proof, policy.Policy.parse(trusted))
    except (BadBytes, NotVerified, Missing, Unreadable):
        return Found.UNRECORDED
    return Found.SOUND if f'"report":"{name.sha256}"'.encode() in shown.entry else Found.UNRECORDED


def proof_of(sha256: str) -> bytes | None:
    """Return the proof file of the entry that names a report; None where there is none, or the published
    record does not hold it yet. Raises BadBytes where the record on the disk is damaged."""
    name = next((each for each in releases.named() if each.sha256 == sha256), None)
    return _proof(name) if name else None


def _proof(name: Named) -> bytes | None:
    if proofs.standing(name.entry_key) is not proofs.Standing.WITNESSED:
        return None
    return proofs.proof_of(name.entry_key)


def _definitions(told: Report) -> Definitions | None:
    return next((each for each in defined.versions() if each.sha256 == told.definitions), None)


@lru_cache(maxsize=16)
def as_pdf(paper: Paper) -> bytes:
    """Return a document as PDF; the same one is set once."""
    return papers.pdf(paper)


def as_csv(sha256: str) -> str | None:
    """Return a report's numbers as CSV, one line each, no cell of which a spreadsheet runs as a formula; None
    where there is no such report, or its file is not what was published."""
    held = releases.one(sha256)
    if held is None or held.report is None:
        return None
    out = io.StringIO()
    rows = csv.writer(out)
    for line in telling.lines(held.report, _definitions(held.report)):
        rows.writerow(safe(each) for each in line)
    return out.getvalue()
