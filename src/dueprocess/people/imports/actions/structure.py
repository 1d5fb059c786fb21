"""The units, offices and terms of a list: each written by the same function as at the desk, with its own line
in the journal, and refused by the same rule.

There are hundreds of them where there are hundreds of thousands of people: these files are held in memory.
What moves a unit or changes an office changes who sees which case; that is done by hand, where it is told.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from dueprocess.core.errors import Malformed, Refused
from dueprocess.kit.components import worded
from dueprocess.people import actions
from dueprocess.people.imports.actions.ground import Held, Run, Span
from dueprocess.people.imports.lists import Sheet
from dueprocess.people.imports.mapping import Kind
from dueprocess.people.imports.reading import Read, Reader, RefusedRowError
from dueprocess.people.imports.telling import Outcome, Refusal
from dueprocess.people.models import Listing, Office, Person, Term, Unit

Taken = tuple[Outcome | None, str]
"""What came of a row (None: unchanged), and what is told of it."""


def _each(run: Run, reader: Reader, read: Read, who: str, take: Callable[[], Taken]) -> bool:
    """Take one row; count and tell what came of it. Tell whether it stands in the register now."""
    counts = run.report.count(reader.kind)
    try:
        outcome, now = take()
    except RefusedRowError as error:
        run.refuse(reader.line(read.row, error.code, error.column, who=who, now=error.now))
        return False
    except Refused as error:
        run.refuse(reader.line(read.row, Refusal.BY_RULE, who=who, now=error.reason))
        return False
    except Malformed as error:
        why = " ".join(worded(problem.what) for problem in error.problems)
        run.refuse(reader.line(read.row, Refusal.BY_RULE, who=who, now=why))
        return False
    if outcome is None:
        counts.unchanged += 1
        return True
    if outcome is Outcome.NEW:
        counts.new += 1
    else:
        counts.changed += 1
    run.report.add(reader.line(read.row, outcome, who=who, now=now))
    return True


def take_units(run: Run, sheet: Sheet) -> None:
    """Compare the tree and write what is new in it, parents before what lies below them."""
    reader = Reader(run.mapping, sheet, run.on)
    waiting: dict[str, Read] = {}
    for read in reader.rows(run.refuse, run.counting(Kind.UNITS)):
        code = read.values["code"]
        if waiting.setdefault(code, read) is not read:
            run.refuse(reader.line(read.row, Refusal.DUPLICATE, who=code))
    known = {str(unit.code): unit for unit in Unit.objects.filter(closed_on=None).exclude(code=None)}
    while ready := [code for code, read in waiting.items() if read.values.get("parent") not in waiting]:
        for code in ready:
            read = waiting.pop(code)
            _each(run, reader, read, code, lambda: _unit(run, reader, known, read))  # noqa: B023
    for code, read in waiting.items():
        run.refuse(reader.line(read.row, Refusal.RING, who=code))


def _unit(run: Run, reader: Reader, known: dict[str, Unit], read: Read) -> Taken:
    values = read.values
    code, above = values["code"], values.get("parent")
    if above is not None and above not in run.units:
        raise RefusedRowError(Refusal.UNKNOWN_UNIT, now=above)
    if (unit := known.get(code)) is not None:
        return _known_unit(run, reader, unit, values)
    if run.apply:
        parent = Unit.objects.get(pk=run.units[above]) if above else None
        made = actions.add_unit(
            name=values["name"], parent=parent, by=run.by, code=code, kind=values.get("kind") or ""
        )
        run.unit(code, made.pk)
    else:
        run.unit(code)
    return Outcome.NEW, values["name"]


def _known_unit(run: Run, reader: Reader, unit: Unit, values: dict[str, Any]) -> Taken:
    above = run.codes.get(unit.parent_id or 0, "")
    if "parent" in reader.fields and (values.get("parent") or "") != above:
        raise RefusedRowError(Refusal.UNIT_DIFFERS, "parent", f"{above} → {values.get('parent') or ''}")
    kind = (values.get("kind") or "") if "kind" in reader.fields else unit.kind
    if (unit.name, unit.kind) == (values["name"], kind):
        return None, ""
    if run.apply:
        actions.rename_unit(
            unit=unit, name=values["name"], code=unit.code, kind=kind, by=run.by, reason=run.list.title
        )
    return Outcome.CHANGED, values["name"]


def take_offices(run: Run, sheet: Sheet) -> None:
    """Compare the offices, and add those that are new, each with the roles that it brings."""
    reader = Reader(run.mapping, sheet, run.on)
    seen: set[tuple[int | None, str]] = set()
    for read in list(reader.rows(run.refuse, run.counting(Kind.OFFICES))):
        _each(run, reader, read, read.values["title"], lambda: _office(run, seen, read))  # noqa: B023


def _office(run: Run, seen: set[tuple[int | None, str]], read: Read) -> Taken:
    values = read.values
    title, roles, seats = values["title"], values.get("roles") or [], values.get("seats")
    unit = _unit_of(run, values.get("unit"))
    if (unit, title) in seen:
        raise RefusedRowError(Refusal.DUPLICATE)
    seen.add((unit, title))
    if strange := [role for role in roles if role not in run.roles]:
        raise RefusedRowError(Refusal.UNKNOWN_ROLE, now=strange[0])
    if there := run.offices.get((unit, title)):
        if set(there.roles) != set(roles) or (seats is not None and there.seats != seats):
            raise RefusedRowError(Refusal.OFFICE_DIFFERS)
        return None, ""
    made = Held(run.invented(), tuple(roles), seats or 1)
    if run.apply:
        place = Unit.objects.get(pk=unit) if unit else None
        office = actions.add_office(title=title, roles=roles, unit=place, by=run.by, seats=seats or 1)
        made.pk = office.pk
    run.offices[unit, title] = made
    return Outcome.NEW, ", ".join(roles)


def take_terms(run: Run, sheet: Sheet) -> None:
    """Compare who holds which office from when, begin the terms that are new, and end those that ended."""
    reader = Reader(run.mapping, sheet, run.on)
    by_pk = {held.pk: held for held in run.offices.values()}
    terms = Term.objects.filter(office__abolished_on=None)
    for office, pk, person, first, last in terms.values_list(
        "office_id", "pk", "person_id", "from_on", "until_on"
    ):
        if office in by_pk:
            by_pk[office].terms.append(Span(pk, person, first, last))
    seen: set[tuple[str, str, str, date]] = set()
    for read in list(reader.rows(run.refuse, run.counting(Kind.TERMS))):
        _each(run, reader, read, read.values["person"], lambda: _term(run, seen, read))  # noqa: B023


def _term(run: Run, seen: set[tuple[str, str, str, date]], read: Read) -> Taken:
    values = read.values
    key, title, first, last = values["person"], values["office"], values["from_on"], values.get("until_on")
    place = (key, title, values.get("unit") or "", first)
    if place in seen:
        raise RefusedRowError(Refusal.DUPLICATE)
    seen.add(place)
    held = run.offices.get((_unit_of(run, values.get("unit")), title))
    if held is None:
        raise RefusedRowError(Refusal.UNKNOWN_OFFICE, now=title)
    person = _person(run, key)
    if last and last < first:
        raise RefusedRowError(Refusal.BAD_DATE)
    if run.by is not None and person == run.by.pk:
        raise RefusedRowError(Refusal.OWN_ENTRY)
    reason = values.get("reason") or run.list.title
    told = f"{title}, {first}" + (f" – {last}" if last else "")
    known = next((span for span in held.terms if (span.person, span.first) == (person, first)), None)
    if known is not None:
        if known.last == last:
            return None, ""
        if last is None or (known.last is not None and known.last < last):
            raise RefusedRowError(Refusal.LONGER)
        if run.apply:
            actions.end_term(term=Term.objects.get(pk=known.pk), on=last, by=run.by, reason=reason)
        known.last = last
        return Outcome.CHANGED, told
    _fits(held, person, first, last)
    made = Span(run.invented(), person, first, last)
    if run.apply:
        term = actions.begin_term(
            office=Office.objects.get(pk=held.pk), person=Person.objects.get(pk=person), from_on=first,
            until_on=last, by=run.by, reason=reason,
        )  # fmt: skip
        made.pk = term.pk
    held.terms.append(made)
    return Outcome.NEW, told


def _unit_of(run: Run, code: str | None) -> int | None:
    if code is None:
        return None
    if code not in run.units:
        raise RefusedRowError(Refusal.UNKNOWN_UNIT, now=code)
    return run.units[code]


def _person(run: Run, key: str) -> int:
    """Return whom a key or a membership number means; somebody who comes in with this list has no row yet."""
    found = Listing.objects.filter(list=run.list, key=key).values_list("person_id", flat=True).first()
    found = found or Person.objects.filter(member_number=key).values_list("pk", flat=True).first()
    if found is None and hash(key) in run.seen and not run.apply:
        return run.coming.setdefault(key, run.invented())
    if found is None:
        raise RefusedRowError(Refusal.UNKNOWN_PERSON, now=key)
    return found


def _fits(held: Held, person: int, first: date, last: date | None) -> None:
    """Foretell what `begin_term` would refuse."""
    crossing = [
        span for span in held.terms
        if (span.last is None or span.last >= first) and (last is None or span.first <= last)
    ]  # fmt: skip
    if any(span.person == person for span in crossing):
        raise RefusedRowError(Refusal.HOLDS_ALREADY)
    if len(crossing) >= held.seats:
        raise RefusedRowError(Refusal.NO_SEAT)
