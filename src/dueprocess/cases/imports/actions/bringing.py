"""The course of one import: batches, rows known again, the report. Writing itself is in `writing`."""

from __future__ import annotations

import gc
import json
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice

from django.db import IntegrityError, connection, transaction

from dueprocess.cases.imports import history
from dueprocess.cases.imports.actions import comparing, rows, writing
from dueprocess.cases.imports.actions.comparing import Known, Outcome
from dueprocess.cases.imports.actions.correcting import Correction
from dueprocess.cases.imports.marks import Left, Refusal
from dueprocess.cases.imports.models import ImportedRow
from dueprocess.cases.imports.reading import Read, Reader, RefusedRowError, Remark
from dueprocess.cases.imports.register import Raw, Register, Sheet
from dueprocess.cases.imports.report import Counts, Report
from dueprocess.kit import clock, keys
from dueprocess.kit.bulk import seldom_carried_over
from dueprocess.kit.tables.sources import Row, fold
from dueprocess.ledger import policy
from dueprocess.rules import rulebooks

BATCH = 1_000  # dockets in one transaction
TRIES = 3  # a number drawn twice, or another import of the same rows at the same moment

Progress = Callable[[int, float], None]


def import_cases(
    register: Register,
    *,
    report: Report,
    dry_run: bool = False,
    overwrite: bool = False,
    note_missing: bool = False,
    progress: Progress = lambda rows, part: None,
) -> Report:
    """Take in every row of `register`, or say why not; return the finished report.

    A row that is not known becomes a case. A known one that says something else than before gets a note
    `corrected`, unless what is stored is of a newer release (with `overwrite` also then), or the case is
    worked on here. Cases that the file no longer has are counted; with `note_missing` a note says so.

    Each batch of 1,000 is one transaction: after a crash the same import goes on where it stopped, because a
    row that is in already, with the same values, is left as it is. With `dry_run` nothing is written. Raises
    Refused where no rulebook is in force, Broken before the record has begun, Malformed where the file cannot
    be read on.
    """
    began = time.monotonic()
    course = _Course(register, report, dry_run=dry_run, overwrite=overwrite)
    _above(register, report)
    with _few_collections(), seldom_carried_over():
        readable = course.readable()
        while batch := list(islice(readable, BATCH)):
            course.batch(batch)
            progress(report.count(register.main.source.name).read, register.main.source.fraction())
            batch.clear()  # what is alive would be looked through
            gc.collect(1)
    for place, row in register.left():
        _orphan(register.sheets[place], row, report)
    course.missing(note=note_missing)
    report.seconds = time.monotonic() - began
    report.close()
    return report


@contextmanager
def _few_collections() -> Iterator[None]:
    """Leave it to the loop when cycles are looked for: by itself Python would do so hundreds of times in a
    batch, among all the rows that are held, and find none."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


class _Course:
    """One import while it runs. `_seen` has one bit for each docket that the file names."""

    def __init__(self, register: Register, report: Report, *, dry_run: bool, overwrite: bool) -> None:
        moment = clock.now()
        grain = policy.current()
        version = rulebooks.in_force(grain.day(moment))
        self._register = register
        self._report = report
        self._dry_run = dry_run
        self._overwrite = overwrite
        self._title = register.mapping.title
        self._release = register.mapping.release
        self._tag = keys.tag("imported register", self._title)
        self._reader = Reader(register, grain.day(moment))
        make = rows.Maker(self._title, grain, moment)
        self._writer = writing.Writer(make, version, register=self._tag, release=self._release)
        self._seen = bytearray()

    def readable(self) -> Iterator[Known]:
        """The rows that can be read; the others are refused on the way."""
        register, report = self._register, self._report
        counts = report.count(register.main.source.name)
        for sheet in register.sheets:
            report.count(sheet.source.name)
        for raw in register.cases():
            counts.read += 1
            _ignored(register.main, raw.row, report)
            try:
                read = self._reader.read(raw)
            except RefusedRowError as error:
                _refuse(register, raw, error.remark, report)
                continue
            tag = keys.tag("imported row", f"{self._title}\0{read.id}")
            yield Known(read, raw, tag, keys.tag("imported values", _said(read)))

    def batch(self, batch: Sequence[Known]) -> None:
        """Write one batch, then count it."""
        for trial in range(1, TRIES + 1):
            try:
                with connection.wrap_database_errors, transaction.atomic():  # COPY raises psycopg's own
                    outcome = comparing.compare(
                        batch,
                        register=self._tag,
                        release=self._release,
                        column=self._register.mapping.id_column,
                        overwrite=self._overwrite,
                        lock=not self._dry_run,
                    )
                    if not self._dry_run:
                        self._write(outcome)
                break
            except IntegrityError:
                if trial == TRIES:
                    raise
        for docket in outcome.dockets:
            self._saw(docket)
        self._count(outcome)

    def _write(self, outcome: Outcome) -> None:
        new = [writing.New(known.read, known.tag, known.digest) for known in outcome.made]
        corrections = [correction for _, correction in outcome.changed]
        if new or corrections or outcome.renewed:
            outcome.dockets += self._writer.write(new, corrections, outcome.renewed)

    def _saw(self, docket: int) -> None:
        place = docket >> 3
        if place >= len(self._seen):
            self._seen.extend(bytes(max(place + 1 - len(self._seen), 4_096)))
        self._seen[place] |= 1 << (docket & 7)

    def _has_seen(self, docket: int) -> bool:
        place = docket >> 3
        return place < len(self._seen) and bool(self._seen[place] & 1 << (docket & 7))

    def _count(self, outcome: Outcome) -> None:
        report, register = self._report, self._register
        counts = report.count(register.main.source.name)
        for known in outcome.made:
            counts.made += 1
            report.stored += known.read.stored
            self._joined(known, lambda row, counts: counts.one_made())
        for known, correction in outcome.changed:
            counts.changed += 1
            report.stored += known.read.stored
            self._corrected(known, correction)
        for known in outcome.unchanged:
            counts.unchanged += 1
            self._joined(known, lambda row, counts: counts.one_unchanged())
        for known in (*outcome.made, *(known for known, _ in outcome.changed), *outcome.unchanged):
            for remark in known.read.remarks:
                report.add(remark)
        for known, remark in outcome.refused:
            _refuse(register, known.raw, remark, report)

    def _corrected(self, known: Known, correction: Correction) -> None:
        matched = correction.respondents
        came = {each.origin for each in matched.came}
        changed = {each.origin for _, each, _ in matched.changed}

        def count(origin: tuple[str, int], counts: Counts) -> None:
            if origin in came:
                counts.one_made()
            elif origin in changed:
                counts.one_changed()
            else:
                counts.one_unchanged()

        self._joined(known, count)
        for remark in comparing.lines(correction, self._register.mapping.id_column):
            self._report.add(remark)

    def _joined(self, known: Known, count: Callable[[tuple[str, int], Counts], None]) -> None:
        for place, row in known.raw.joined:
            sheet = self._register.sheets[place]
            counts = self._report.count(sheet.source.name)
            counts.read += 1
            if row.fault:
                counts.refused += 1
                continue
            _ignored(sheet, row, self._report)
            count((sheet.source.name, row.number), counts)

    def missing(self, *, note: bool) -> None:
        """Report the cases of this register that the file no longer has: those that no newer release had.
        With `note` a correction of each says so, once, unless it is worked on here."""
        rows_ = ImportedRow.objects.filter(register=self._tag).order_by("docket")
        wanted = (
            (docket, digest)
            for docket, digest, release in rows_.values_list("docket", "digest", "release").iterator(2_000)
            if not history.older(self._release, release)
        )
        gone = iter([each for each in wanted if not self._has_seen(each[0])])
        column = self._register.mapping.id_column
        while batch := dict(islice(gone, BATCH)):
            with transaction.atomic():
                noted = note and not self._dry_run
                before = history.read(list(batch), lock=noted)
                told = [
                    Correction(before[docket], None, "", self._release)
                    for docket in batch
                    if before[docket].vault is not None
                ]
                new = [
                    each
                    for each in told
                    if not each.before.worked_on and not each.before.missing and batch[each.before.docket.pk]
                ]
                if noted and new:
                    self._writer.write(corrections=new)
            for correction in told:
                for remark in comparing.lines(correction, column):
                    self._report.add(remark)


def _said(read: Read) -> str:
    """All that a row says, apart from where it stands: the same in a file with other rows or another name."""
    return json.dumps([read.values(), read.plain, sorted(each.plain for each in read.respondents)])


def _refuse(register: Register, raw: Raw, remark: Remark, report: Report) -> None:
    """Report a refused row, and with it the rows that were joined to it."""
    report.count(register.main.source.name).refused += 1
    report.add(remark)
    for place, row in raw.joined:
        sheet = register.sheets[place]
        _left_out(sheet, row, Refusal.CASE_REFUSED, f"row {remark.row} of {remark.file}", report)


def _orphan(sheet: Sheet, row: Row, report: Report) -> None:
    if row.fault:
        _left_out(sheet, row, Refusal(row.fault[0]), row.fault[1], report)
    else:
        _left_out(sheet, row, Refusal.ORPHAN, "", report)


def _left_out(sheet: Sheet, row: Row, code: Refusal, detail: str, report: Report) -> None:
    counts = report.count(sheet.source.name)
    counts.read += 1
    counts.refused += 1
    report.add(Remark(sheet.source.name, row.number, "", code, detail))


def _ignored(sheet: Sheet, row: Row, report: Report) -> None:
    if row.hidden:
        report.add(Remark(sheet.source.name, row.number, "", Left.HIDDEN_ROW))
    if row.cells:
        for place, column in sheet.ignored:
            text = row.cells[place]
            if text.strip() and fold(text) not in sheet.table.form.empty:
                report.ignored[sheet.source.name, column] += 1


def _above(register: Register, report: Report) -> None:
    for sheet in (register.main, *register.sheets):
        for number in sheet.source.before:
            report.add(Remark(sheet.source.name, number, "", Left.ABOVE_HEADER))
        for told in sheet.source.told:
            report.add(Remark(sheet.source.name, 0, told.column, Left(told.code), told.detail))
