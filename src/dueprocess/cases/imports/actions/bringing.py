"""The course of one import: batches, rows known again, the report. Writing itself is in `writing`."""

from __future__ import annotations

import gc
import json
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice

from django.db import IntegrityError, connection, transaction

from dueprocess.cases.imports.actions import writing
from dueprocess.cases.imports.marks import Left, Refusal
from dueprocess.cases.imports.models import ImportedRow
from dueprocess.cases.imports.reading import Read, Reader, RefusedRowError, Remark
from dueprocess.cases.imports.register import Raw, Register, Sheet
from dueprocess.cases.imports.report import Report
from dueprocess.kit import clock, keys
from dueprocess.kit.tables.sources import Row, fold
from dueprocess.ledger import policy
from dueprocess.rules import rulebooks

BATCH = 1_000  # dockets in one transaction
TRIES = 3  # a number drawn twice, or another import of the same rows at the same moment

Progress = Callable[[int, float], None]


@dataclass(frozen=True, slots=True)
class Known:
    """A row read, with the tags by which it is known again."""

    read: Read
    raw: Raw
    tag: str
    digest: str


def import_cases(
    register: Register, *, report: Report, dry_run: bool = False, progress: Progress = lambda rows, part: None
) -> Report:
    """Take in every row of `register` as a case of its own, or say why not; return the finished report.

    Each batch of 1,000 is one transaction: after a crash the same import goes on where it stopped, because a
    row that is in already, with the same values, is left as it is. With `dry_run` nothing is written. Raises
    Refused where no rulebook is in force, Broken before the record has begun, Malformed where the file cannot
    be read on.
    """
    began = time.monotonic()
    moment = clock.now()
    grain = policy.current()
    version = rulebooks.in_force(grain.day(moment))
    reader = Reader(register, grain.day(moment))
    writer = writing.Writer(register.mapping.title, version, grain, moment)
    _above(register, report)
    rows = _readable(register, reader, report)
    with _few_collections():
        while batch := list(islice(rows, BATCH)):
            _batch(batch, writer, register, report, dry_run)
            progress(report.count(register.main.source.name).read, register.main.source.fraction())
            gc.collect(1)
    for place, row in register.left():
        _orphan(register.sheets[place], row, report)
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


def _readable(register: Register, reader: Reader, report: Report) -> Iterator[Known]:
    title = register.mapping.title
    main = register.main
    counts = report.count(main.source.name)
    for sheet in register.sheets:
        report.count(sheet.source.name)
    for raw in register.cases():
        counts.read += 1
        _ignored(main, raw.row, report)
        try:
            read = reader.read(raw)
        except RefusedRowError as error:
            _refuse(register, raw, error.remark, report)
            continue
        tag = keys.tag("imported row", f"{title}\0{read.id}")
        yield Known(read, raw, tag, keys.tag("imported values", _said(read)))


def _said(read: Read) -> str:
    """All that a row says, apart from where it stands: the same in a file with other rows or another name."""
    return json.dumps([read.values(), read.plain, sorted(each.plain for each in read.respondents)])


def _batch(
    batch: Sequence[Known], writer: writing.Writer, register: Register, report: Report, dry_run: bool
) -> None:
    for trial in range(1, TRIES + 1):
        try:
            with connection.wrap_database_errors, transaction.atomic():  # COPY raises psycopg's own errors
                there = dict(
                    ImportedRow.objects.filter(tag__in=[known.tag for known in batch]).values_list(
                        "tag", "digest"
                    )
                )
                new = [known for known in batch if known.tag not in there]
                if new and not dry_run:
                    writer.write([(known.read, known.tag, known.digest) for known in new])
            break
        except IntegrityError:
            if trial == TRIES:
                raise
    counts = report.count(register.main.source.name)
    for known in batch:
        before = there.get(known.tag)
        if before is not None and before != known.digest:
            column = register.mapping.id_column
            _refuse(register, known.raw, Remark(*known.read.origin, column, Refusal.CHANGED), report)
            continue
        if before is None:
            counts.made += 1
            report.stored += known.read.stored
        else:
            counts.unchanged += 1
        _joined(register, known, report, made=before is None)
        for remark in known.read.remarks:
            report.add(remark)


def _joined(register: Register, known: Known, report: Report, *, made: bool) -> None:
    for place, row in known.raw.joined:
        sheet = register.sheets[place]
        counts = report.count(sheet.source.name)
        counts.read += 1
        if row.fault:
            counts.refused += 1
            continue
        _ignored(sheet, row, report)
        if made:
            counts.made += 1
        else:
            counts.unchanged += 1


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
    if row.cells:
        for place, column in sheet.ignored:
            text = row.cells[place]
            if text.strip() and fold(text) not in sheet.table.form.empty:
                report.ignored[sheet.source.name, column] += 1


def _above(register: Register, report: Report) -> None:
    for sheet in (register.main, *register.sheets):
        for number in sheet.source.before:
            report.add(Remark(sheet.source.name, number, "", Left.ABOVE_HEADER))
