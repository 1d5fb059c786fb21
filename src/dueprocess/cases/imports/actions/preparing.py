"""Preparing an import at the desk: the file taken in, laid out, mapped, checked, imported, thrown away.

Writes rows of `Import` and their sealed files; cases are written by `import_cases` alone, in a job. The map
with which an import begins is bound to the log.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import asdict, replace
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from dueprocess.cases.imports import guessing, prepared
from dueprocess.cases.imports.actions.bringing import import_cases
from dueprocess.cases.imports.load import load
from dueprocess.cases.imports.models import Import
from dueprocess.cases.imports.prepared import RUNNING, Prepared, State
from dueprocess.cases.imports.reading import Reader, RefusedRowError
from dueprocess.cases.imports.register import Register
from dueprocess.cases.imports.report import Report
from dueprocess.core.errors import Malformed, Refused
from dueprocess.kit import clock, files, jobs, keys
from dueprocess.kit.tables import likely
from dueprocess.kit.tables.opening import opened
from dueprocess.kit.tables.sources import Form
from dueprocess.ledger import policy
from dueprocess.ledger.actions import bind
from dueprocess.people.models import Person
from dueprocess.tlog import entry as entries

LARGEST = 25_000_000
"""Bytes of a file that is taken at the desk; larger ones are for the command."""
CHECK, RUN = "import.check", "import.run"
LINES = 2_000
"""Lines of each kind that a report at the desk keeps."""
WIDEST = 500
"""Columns that can be asked about at the desk; a wider list is imported with a map."""
FIRST = 10
"""Rows that are shown as the cases they would become."""


@transaction.atomic
def take_in(*, name: str, chunks: Iterable[bytes], map_text: str = "", by: Person) -> Import:
    """Seal a file that somebody sent, to be imported. With a map it is laid out as the map says; without one
    it is guessed how a text file is written.

    Raises Malformed for a file that is not taken, or a map with faults.
    """
    mapping = load(map_text) if map_text else None
    key, code = keys.new_key(), secrets.token_hex(16)
    stored = files.store(key, chunks, prepared.file_place(code), name, LARGEST)
    told = Prepared(stored.given, stored.size, prepared.kind_of(stored.given), map=map_text)
    row = Import(
        code=code, by=by, made_at=clock.now(), state=State.UPLOADED, key_wrapped=keys.wrap(key),
        stored=stored.name,
    )  # fmt: skip
    if mapping is not None:
        form = mapping.table.form
        told.form = {"header": form.header, "encoding": form.encoding, "delimiter": form.delimiter}
        told.form["sheet"] = form.sheet
    elif told.format == "csv":
        head = b"".join(files.read(key, stored.name, prepared.file_place(code), 0, likely.ENOUGH))
        told.form = dict(likely.written(head))
    row.sealed = prepared.sealed(row, told)
    row.save()
    return row


@transaction.atomic
def lay_out(*, code: str, form: Mapping[str, str | int]) -> Import:
    """Say how the file is written, and look at all its values. Raises Malformed where it is no such table,
    Refused where it has more columns than can be asked about."""
    row = _locked(code)
    told = prepared.read(row)
    told.form = dict(form)
    with prepared.path_of(row, told) as path:
        source = opened(path, Form(told.format, **told.form))
        try:
            if len(source.columns) > WIDEST:
                said = _("It has {n} columns; at the desk up to {most} are asked about. Send a map with it.")
                raise Refused("too_wide", said.format(n=len(source.columns), most=WIDEST), None)
            found = guessing.profiles(
                source.columns, (each.cells for each in source.rows() if not each.fault)
            )
        finally:
            source.close()
    told.profiles = [asdict(each) for each in found]
    return _save(row, told, State.LAID_OUT)


@transaction.atomic
def settle(*, code: str, map_text: str) -> Import:
    """Settle the map and have everything checked by a job. Raises Malformed with every fault of the map, and
    every column that it and the file do not share."""
    row = _locked(code)
    told = replace(prepared.read(row), map=map_text)
    with prepared.register_of(row, told):
        pass
    told.report, told.lines, told.first, told.fault = {}, [], [], ""
    return _enqueued(row, told, State.CHECKING, CHECK)


@transaction.atomic
def start(*, code: str, by: Person) -> Import:
    """Import what was checked, by a job. The map is bound to the log. Raises Refused where nothing was
    checked or the file is gone."""
    row = _locked(code)
    if row.state != State.CHECKED:
        raise Refused("not_checked", _("Only what was checked can be imported."), None)
    told = prepared.read(row)
    with prepared.register_of(row, told):
        pass
    _enqueued(row, told, State.IMPORTING, RUN)
    salt = keys.salt()
    bound = entries.commit_field(told.map, salt).hex()
    bind("import", {"import": code, "by": keys.tag("person", str(by.pk)), "map": bound, "salt": salt.hex()})
    return row


@transaction.atomic
def throw_away(*, code: str) -> None:
    """Erase an import: file, key and all that was typed; cases stay. Raises Refused while a job runs."""
    row = _locked(code)
    if row.state in RUNNING:
        raise Refused("running", _("It is being read. Wait until that has ended."), None)
    if row.stored:
        transaction.on_commit(lambda: files.remove(row.stored))
    row.delete()


def _locked(code: str) -> Import:
    return Import.objects.select_for_update(of=("self",)).get(code=code)


def _save(row: Import, told: Prepared, state: State) -> Import:
    if row.state in RUNNING:
        raise Refused("running", _("It is being read. Wait until that has ended."), None)
    row.state, row.sealed = state, prepared.sealed(row, told)
    row.save()
    return row


def _enqueued(row: Import, told: Prepared, state: State, job: str) -> Import:
    _save(row, told, state)
    row.runs, row.rows = row.runs + 1, 0
    row.save()
    jobs.enqueue(job, f"{row.code}.{row.runs}", code=row.code)
    return row


@jobs.job(CHECK, attempts=3)
def check(code: str) -> None:
    """Read the whole file as its map says, and keep what would become of it. Writes no case."""
    _run(code, dry_run=True, state=State.CHECKING, then=State.CHECKED)


@jobs.job(RUN)
def run(code: str) -> None:
    """Import the file; after a crash it goes on where it stopped. Then the file is thrown away."""
    _run(code, dry_run=False, state=State.IMPORTING, then=State.DONE)


def _run(code: str, *, dry_run: bool, state: State, then: State) -> None:
    row = Import.objects.filter(code=code, state=state).first()
    if row is None:
        return  # it was thrown away, or another run has ended it
    told, pk = prepared.read(row), row.pk
    report = Report("", dry_run=dry_run, kept=LINES)

    def progress(rows: int, part: float) -> None:
        Import.objects.filter(pk=pk).update(rows=rows)

    try:
        with prepared.register_of(row, told) as register:
            report.title = register.mapping.title
            import_cases(register, report=report, dry_run=dry_run, progress=progress)
        if dry_run:
            with prepared.register_of(row, told) as register:
                told.first = _first(register)
    except (Malformed, Refused) as error:
        told.fault = str(error)
        then = State.FAILED
    told.report = report.plain() | {"seconds": round(report.seconds)}
    told.lines = [
        [each.file, each.row, each.column, each.code.value, each.detail, *(each.was or ("", 0))]
        for held in report.lines.values()
        for each in held
    ]
    with transaction.atomic():
        row = _locked(code)
        row.state, row.sealed = then, prepared.sealed(row, told)
        stored = row.stored
        if then is State.DONE:
            row.stored = ""
            transaction.on_commit(lambda: files.remove(stored))
        row.save()


def _first(register: Register) -> list[dict[str, Any]]:
    """The first rows as the cases that they would become."""
    reader = Reader(register, policy.current().day(clock.now()))
    found: list[dict[str, Any]] = []
    for raw in register.cases():
        if len(found) == FIRST:
            break
        try:
            read = reader.read(raw)
        except RefusedRowError as error:
            found.append({"row": raw.row.number, "refused": error.remark.code.value})
            continue
        found.append(
            {
                "row": raw.row.number,
                "id": read.id,
                "received": read.received_on or "",
                "closed": read.closed_on or "",
                "respondents": len(read.respondents),
                "marks": sorted(set(read.marks.values())),
            }
        )
    return found
