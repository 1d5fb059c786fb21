"""The people of a list: compared and written a thousand at a time, and those who are missing in it.

What a thousand rows change is one line of the register's journal: which people, which of their fields, and
where their status changed, to what. Names, numbers and addresses stand in no journal.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet

from dueprocess.kit.bulk import insert, reserve, update
from dueprocess.names.similarity import best
from dueprocess.people import erased, search
from dueprocess.people.actions import ground as register
from dueprocess.people.actions.register import DECIDED
from dueprocess.people.imports.actions.ground import Run
from dueprocess.people.imports.lists import Sheet
from dueprocess.people.imports.mapping import Kind
from dueprocess.people.imports.reading import Read, Reader, RefusedRowError
from dueprocess.people.imports.report import Line
from dueprocess.people.imports.telling import Mark, Outcome, Refusal
from dueprocess.people.models import (
    BELONGING,
    Alias,
    Appointment,
    ErasedKey,
    Listing,
    Person,
    PersonStatus,
    Term,
)

BATCH = 1_000
OTHER = 0.6  # names less alike than this, with another day of birth, are another person's
COLUMNS = {
    "name": "full_name", "known_as": "known_as", "sorted_under": "sort_name", "number": "member_number",
    "status": "status", "unit": "unit_id", "born_on": "born_on", "joined_on": "joined_on",
    "left_on": "left_on", "email": "email", "phone": "phone", "address": "address", "language": "language",
}  # fmt: skip
"""The register's column of each field of a list."""
STORED = tuple(COLUMNS.values())
MODEL_FIELDS = tuple(name.removesuffix("_id") for name in STORED)
NULL = frozenset({"member_number", "unit_id", "born_on", "joined_on", "left_on"})
ENDED = (PersonStatus.LEFT, PersonStatus.EXPELLED, PersonStatus.DECEASED)
FINAL = frozenset({PersonStatus.EXPELLED, PersonStatus.DECEASED})


@dataclass(slots=True)
class Batch:
    """What a thousand rows would write."""

    new: list[tuple[Read, str, dict[str, Any], list[str]]] = field(default_factory=list)
    changed: dict[int, tuple[dict[str, Any], list[str]]] = field(default_factory=dict)
    listed: list[tuple[str, int]] = field(default_factory=list)
    now: dict[int, dict[str, Any]] = field(default_factory=dict)
    renamed: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Known:
    """What the register has of the people whom a thousand rows may mean."""

    by_key: Mapping[str, int]
    by_number: Mapping[str, int]
    keys: Mapping[int, str]
    rows: Mapping[int, dict[str, Any]]
    aliases: Mapping[int, set[str]]
    erased: frozenset[str]


def take(run: Run, sheet: Sheet) -> None:
    """Compare every row of the people's file, and write what differs where `run.apply`."""
    reader = Reader(run.mapping, sheet, run.on)
    counts = run.report.count(Kind.PEOPLE)
    rows = reader.rows(run.refuse, run.counting(Kind.PEOPLE))
    while reads := list(islice(rows, BATCH)):
        if run.apply:
            with connection.wrap_database_errors, transaction.atomic():
                register.hold()
                _write(run, _batch(run, reader, reads))
        else:
            _batch(run, reader, reads)
        run.progress(counts.read, sheet.source.fraction())


def _batch(run: Run, reader: Reader, reads: Sequence[Read]) -> Batch:
    batch, counts = Batch(), run.report.count(Kind.PEOPLE)
    by = "key" if "key" in reader.fields else "number"
    keyed = [(read, str(read.values.get(by) or "")) for read in reads]
    known = _known(run, [key for _, key in keyed], reads)
    names: set[str] = set()
    for read, key in keyed:
        try:
            person = _whose(run, known, names, key, read)
            if person is None:
                fields, aliases = _fresh(run, read)
                if _erased(run, known, key, read):
                    if fields["status"] not in (*BELONGING, PersonStatus.APPLICANT):
                        raise RefusedRowError(Refusal.ERASED)
                    read.lines.append(reader.line(read.row, Mark.AGAIN, who=key, now=fields["full_name"]))
                batch.new.append((read, key, fields, aliases))
                if not run.apply:
                    run.seen.add(hash(key))
                counts.new += 1
                run.report.add(reader.line(read.row, Outcome.NEW, who=key, now=fields["full_name"]))
            elif _differs(run, reader, known, batch, read, key, person):
                counts.changed += 1
            else:
                counts.unchanged += 1
        except RefusedRowError as error:
            run.refuse(reader.line(read.row, error.code, error.column, who=key, now=error.now))
            run.seen.add(hash(key))
            continue
        for line in read.lines:
            run.report.add(line)
    return batch


def _known(run: Run, keys: Sequence[str], reads: Sequence[Read]) -> Known:
    by_key = dict(Listing.objects.filter(list=run.list, key__in=keys).values_list("key", "person_id"))
    numbers = {number for read in reads if (number := read.values.get("number"))}
    by_number: dict[str, int] = dict(
        Person.objects.filter(member_number__in=numbers).values_list("member_number", "pk")  # type: ignore[arg-type]
    )
    pks = {*by_key.values(), *by_number.values()}
    own = {person: key for key, person in by_key.items()}
    if strange := set(by_number.values()) - own.keys():
        own |= dict(
            Listing.objects.filter(list=run.list, person_id__in=strange).values_list("person_id", "key")
        )
    rows = {row["pk"]: row for row in Person.objects.filter(pk__in=pks).values("pk", *STORED)}
    aliases: dict[int, set[str]] = {}
    for person, name in Alias.objects.filter(person_id__in=pks).values_list("person_id", "name"):
        aliases.setdefault(person, set()).add(name)
    return Known(by_key, by_number, own, rows, aliases, _tags(run, set(keys) - by_key.keys(), numbers))


def _tags(run: Run, keys: Iterable[str], numbers: Iterable[str]) -> frozenset[str]:
    """Return which of these keys and membership numbers, as tags, were those of somebody who was erased."""
    if not ErasedKey.objects.exists():
        return frozenset()
    tags = {erased.listing_tag(run.list.title, key) for key in keys} | set(map(erased.number_tag, numbers))
    return frozenset(ErasedKey.objects.filter(tag__in=tags).values_list("tag", flat=True))


def _erased(run: Run, known: Known, key: str, read: Read) -> bool:
    """Tell whether a row that means nobody in the register means somebody who was erased from it."""
    if not known.erased:
        return False
    number = read.values.get("number")
    own = {erased.listing_tag(run.list.title, key)} | ({erased.number_tag(number)} if number else set())
    return not known.erased.isdisjoint(own)


def _whose(run: Run, known: Known, names: set[str], key: str, read: Read) -> int | None:
    """Return whom a row means, None for somebody new (`names`: the keys of this batch before it). Raises
    RefusedRowError."""
    if not key:
        raise RefusedRowError(Refusal.NO_KEY)
    number = read.values.get("number")
    person = known.by_key.get(key)
    holder = known.by_number.get(number) if number else None
    if person is None and holder is not None and known.keys.get(holder, key) == key:
        person = holder
    if run.meet(person) if person is not None else key in names or hash(key) in run.seen:
        raise RefusedRowError(Refusal.DUPLICATE)
    names.add(key)
    if holder is not None and holder != person:
        raise RefusedRowError(Refusal.NUMBER_TAKEN)
    if person is not None:
        _same(known, person, read)
    return person


def _same(known: Known, person: int, read: Read) -> None:
    """Refuse a row that gives somebody else's number: another name and another day of birth."""
    row, born = known.rows[person], read.values.get("born_on")
    if not born or not row["born_on"] or born == row["born_on"]:
        return
    names = (row["full_name"], row["known_as"], *known.aliases.get(person, ()))
    if best(read.values["name"], names) < OTHER:
        raise RefusedRowError(Refusal.OTHER_PERSON)


def _values(run: Run, read: Read) -> dict[str, Any]:
    """Return the register's columns of which a row speaks."""
    found: dict[str, Any] = {}
    for name, column in COLUMNS.items():
        if name not in read.values:
            continue
        value = read.values[name]
        if name == "unit" and value is not None:
            if value not in run.units:
                raise RefusedRowError(Refusal.UNKNOWN_UNIT, now=value)
            value = run.units[value]
        if value is None and (name == "status" or name == "sorted_under"):
            continue
        found[column] = "" if value is None and column not in NULL else value
    if found.get("born_on") and found["born_on"] > run.on:
        raise RefusedRowError(Refusal.BAD_DATE)
    return found


def _fresh(run: Run, read: Read) -> tuple[dict[str, Any], list[str]]:
    fields: dict[str, Any] = {column: None if column in NULL else "" for column in STORED}
    fields |= _values(run, read)
    fields["status"] = fields["status"] or PersonStatus.MEMBER.value
    fields["sort_name"] = fields["sort_name"] or search.sorting(fields["full_name"])
    return fields, list(dict.fromkeys(read.values.get("alias") or ()))


def _differs(run: Run, reader: Reader, known: Known, batch: Batch, read: Read, key: str, person: int) -> bool:
    """Compare a row with the person it means; note and tell what differs."""
    row, values = known.rows[person], _values(run, read)
    if row["status"] in FINAL:
        if values.get("status", row["status"]) != row["status"]:
            line = reader.line(read.row, Mark.DECIDED, who=key, was=row["status"], now=values["status"])
            read.lines.append(line)
        values.pop("status", None)
    elif "status" not in reader.fields and row["status"] == PersonStatus.LEFT:
        values |= {"status": PersonStatus.MEMBER.value, "left_on": None}  # the list has them again
    if (
        "sort_name" not in values
        and "full_name" in values
        and row["sort_name"] == search.sorting(row["full_name"])
    ):
        values["sort_name"] = search.sorting(values["full_name"])
    changed = {column: value for column, value in values.items() if value != row[column]}
    more = [
        name for name in dict.fromkeys(read.values.get("alias") or ())
        if name not in known.aliases.get(person, ())
    ]  # fmt: skip
    fields = {column.removesuffix("_id") for column in changed}
    if run.by is not None and person == run.by.pk and DECIDED & fields:
        raise RefusedRowError(Refusal.OWN_ENTRY)
    if person not in known.keys:
        batch.listed.append((key, person))
    if not changed and not more:
        return False
    batch.changed[person] = changed, more
    batch.now[person] = row | changed
    if more or changed.keys() & {"full_name", "known_as"}:
        batch.renamed.append(person)
    names = {column: name for name, column in COLUMNS.items()}
    for column, value in changed.items():
        if column != "sort_name":
            was, now = _shown(run, column, row[column]), _shown(run, column, value)
            run.report.add(reader.line(read.row, Outcome.CHANGED, names[column], who=key, was=was, now=now))
    for name in more:
        run.report.add(reader.line(read.row, Outcome.CHANGED, "alias", who=key, now=name))
    return True


def _shown(run: Run, column: str, value: Any) -> str:
    if value is None:
        return ""
    return run.codes.get(value, f"#{value}") if column == "unit_id" else str(value)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _write(run: Run, batch: Batch) -> None:
    told: dict[str, Any] = {"list": run.list.title}
    if batch.new:
        pks = list(reserve(Person, len(batch.new)))
        insert(
            Person, ("id", *MODEL_FIELDS),
            [
                (pk, *(_plain(fields[each]) for each in STORED))
                for pk, (_, _, fields, _) in zip(pks, batch.new, strict=True)
            ],
        )  # fmt: skip
        named = [
            (pk, [fields["full_name"], fields["known_as"], *aliases])
            for pk, (_, _, fields, aliases) in zip(pks, batch.new, strict=True)
        ]
        insert(Alias, ("person", "name"), [(pk, name) for pk, own in named for name in own[2:]])
        search.add_keys(named)
        batch.listed += [(key, pk) for pk, (_, key, _, _) in zip(pks, batch.new, strict=True)]
        for pk in pks:
            run.meet(pk)
        told["new"] = [pks[0], pks[-1], len(pks)]
    if batch.changed:
        _change(batch)
        told["changed"] = {str(pk): _told(*each) for pk, each in batch.changed.items()}
    insert(Listing, ("list", "key", "person"), [(run.list.pk, key, pk) for key, pk in batch.listed])
    if batch.new or batch.changed:
        register.journal("list", run.list.pk, "rows taken in", run.by, **told)


def _change(batch: Batch) -> None:
    rows = [
        (*(_plain(batch.now[pk][column]) for column in STORED), pk)
        for pk, (changed, _) in batch.changed.items()
        if changed
    ]
    update(Person, MODEL_FIELDS, ("id",), rows)
    more = [(pk, name) for pk, (_, names) in batch.changed.items() for name in names]
    insert(Alias, ("person", "name"), more)
    if batch.renamed:
        search.index(Person.objects.filter(pk__in=batch.renamed))


def _told(changed: Mapping[str, Any], more: Sequence[str]) -> dict[str, Any]:
    """Return what the journal says of one person, as `change_person` says it: no name, no number."""
    fields = sorted({*(each.removesuffix("_id") for each in changed), *(("aliases",) if more else ())})
    shown = {"status": str(changed["status"])} if "status" in changed else {}
    return {"fields": fields, **shown}


def missing(run: Run, sheet: Sheet, *, leave: bool) -> None:
    """Tell whom the list brought before and does not name now; with `leave`, mark them as having left today.

    Nobody is deleted, and no office ends.
    """
    running = Listing.objects.filter(list=run.list).exclude(person__status__in=ENDED)
    run.report.known = running.count()
    at_work = {
        *Term.objects.running(run.on).values_list("person_id", flat=True),
        *Appointment.objects.running(run.on).values_list("person_id", flat=True),
    }
    file = sheet.source.name
    for rows in _pages(running):
        pks = []
        for _, key, person, name in rows:
            if run.has_met(person) or hash(key) in run.seen:
                continue  # where their row was refused, they are not missing
            if run.by is not None and person == run.by.pk:
                run.report.add(Line(Kind.PEOPLE, file, 0, key, "", Mark.OWN_MISSING, name))
                continue
            pks.append(person)
            run.report.add(Line(Kind.PEOPLE, file, 0, key, "", Outcome.GONE, name))
            if person in at_work:
                run.report.add(Line(Kind.PEOPLE, file, 0, key, "", Mark.HOLDS_OFFICE, name))
        run.report.gone += len(pks)
        if leave and pks:
            with transaction.atomic():
                register.hold()
                left = Person.objects.filter(pk__in=pks).exclude(status__in=ENDED)
                left.update(status=PersonStatus.LEFT, left_on=run.on)
                register.journal(
                    "list", run.list.pk, "missing in the list", run.by, list=run.list.title, left=pks,
                    on=str(run.on),
                )  # fmt: skip


def _pages(running: QuerySet[Listing]) -> Iterator[list[tuple[int, str, int, str]]]:
    after, page = 0, [(0, "", 0, "")]
    while page:
        rows = running.filter(pk__gt=after).order_by("pk")
        page = list(rows.values_list("pk", "key", "person_id", "person__full_name")[:BATCH])
        if page:
            after = page[-1][0]
            yield page
