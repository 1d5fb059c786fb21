"""What becomes of each row of a batch: made, changed, unchanged or refused. Writes nothing.

A row is known again by its tag; by the digest of what it says it is known to say the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from dueprocess.cases.imports import differing, history
from dueprocess.cases.imports.actions.correcting import Correction
from dueprocess.cases.imports.history import Before
from dueprocess.cases.imports.marks import Change, Refusal
from dueprocess.cases.imports.models import ImportedRow
from dueprocess.cases.imports.reading import Read, Remark
from dueprocess.cases.imports.register import Raw


@dataclass(frozen=True, slots=True)
class Known:
    """A row read, with the tags by which it is known again."""

    read: Read
    raw: Raw
    tag: str
    digest: str


@dataclass(slots=True)
class Outcome:
    """What becomes of a batch; each of its rows is in exactly one of the first four."""

    made: list[Known] = field(default_factory=list)
    changed: list[tuple[Known, Correction]] = field(default_factory=list)
    unchanged: list[Known] = field(default_factory=list)
    refused: list[tuple[Known, Remark]] = field(default_factory=list)
    renewed: list[tuple[int, str]] = field(default_factory=list)
    dockets: list[int] = field(default_factory=list)


def compare(
    batch: Sequence[Known], *, register: str, release: str, column: str, overwrite: bool, lock: bool
) -> Outcome:
    """Hold a batch against what is stored. `column` is that of the id, where a row is refused; with
    `overwrite` an older release may correct a newer one."""
    found = Outcome()
    rows = ImportedRow.objects.filter(tag__in=[known.tag for known in batch])
    there = {row.tag: row for row in rows}
    differing_: list[tuple[Known, ImportedRow]] = []
    for known in batch:
        row = there.get(known.tag)
        if row is None:
            found.made.append(known)
            continue
        found.dockets.append(row.docket_id)
        is_older = history.older(release, row.release)
        if row.digest == known.digest:
            found.unchanged.append(known)
            if row.register != register or (row.release != release and not is_older):
                found.renewed.append((row.docket_id, row.digest))
        elif is_older and not overwrite:
            detail = f"it is told as of {row.release}"
            found.refused.append((known, _refusal(known, column, Refusal.OLDER_RELEASE, detail)))
        else:
            differing_.append((known, row))
    before = history.read([row.docket_id for _, row in differing_], lock=lock)
    for known, row in differing_:
        _differing(known, before[row.docket_id], release, column, found)
    return found


def _differing(known: Known, before: Before, release: str, column: str, found: Outcome) -> None:
    if before.vault is None:
        found.refused.append((known, _refusal(known, column, Refusal.ERASED)))
        return
    read = known.read
    row = differing.cells(before.row.cells, read.plain)
    respondents = differing.respondents(before.standing(), read.respondents)
    if not (row or respondents or before.missing or before.values != read.values()):
        found.unchanged.append(known)
        found.renewed.append((before.docket.pk, known.digest))
    elif before.worked_on:
        detail = f"{before.docket.number} here"
        found.refused.append((known, _refusal(known, column, Refusal.WORKED_ON, detail)))
    else:
        correction = Correction(before, read, known.digest, release, row, respondents)
        found.changed.append((known, correction))


def _refusal(known: Known, column: str, code: Refusal, detail: str = "") -> Remark:
    return Remark(*known.read.origin, column, code, detail)


def lines(correction: Correction, column: str) -> Iterator[Remark]:
    """The lines of the report for one correction, each from its new origin to its old one."""
    before, read, matched = correction.before, correction.read, correction.respondents
    if read is None:
        yield Remark(*before.row.origin, column, Change.MISSING, f"{before.docket.number} here")
        return
    for each in correction.row:
        yield Remark(*read.origin, each.column, each.code, each.detail, before.row.origin)
    for key, respondent, cells in matched.changed:
        for each in cells:
            was = before.respondents[key].origin
            yield Remark(*respondent.origin, each.column, each.code, each.detail, was)
    for respondent in matched.came:
        yield Remark(*respondent.origin, "", Change.RESPONDENT_CAME)
    for key in matched.left:
        yield Remark(*read.origin, "", Change.RESPONDENT_LEFT, "", before.respondents[key].origin)
    if before.missing:
        yield Remark(*read.origin, column, Change.RETURNED)
