"""Changes to people, their qualifications and their logins. Must not know units' tree nor offices."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from dueprocess.core.errors import Malformed, Problem
from dueprocess.kit import clock
from dueprocess.people import search
from dueprocess.people.actions.ground import another, journal, require, span, there
from dueprocess.people.models import (
    Alias,
    Person,
    PersonStatus,
    Power,
    Qualification,
    QualificationKind,
)

_PERSON_FIELDS = frozenset(
    (
        "full_name",
        "known_as",
        "sort_name",
        "member_number",
        "status",
        "unit",
        "born_on",
        "joined_on",
        "left_on",
        "email",
        "phone",
        "address",
        "language",
    )
)
DECIDED = frozenset(("status", "unit", "member_number", "joined_on", "left_on"))
"""What others decide of somebody: who keeps the register changes it for others, not for themselves."""


@transaction.atomic
def add_person(*, by: Person | None, aliases: Sequence[str] = (), **fields: Any) -> Person:
    """Store a person. `full_name` is all that must be given; every other field of Person may be."""
    require(by, Power.KEEP_REGISTER)
    _check_person(fields)
    _free(fields.get("member_number"))
    person = Person(**fields)
    person.sort_name = person.sort_name or search.sorting(person.full_name)
    person.save()
    named = [name for name in dict.fromkeys(aliases) if name.strip()]
    if named:
        Alias.objects.bulk_create([Alias(person=person, name=name) for name in named])
    search.add_keys([(person.pk, [person.full_name, person.known_as, *named])])
    journal("person", person.pk, "added", by)
    return person


@transaction.atomic
def add_people(rows: Sequence[dict[str, Any]], *, by: Person | None) -> list[Person]:
    """Store many people at once (an import): the same checks, 1,000 rows a statement, one journal line."""
    require(by, Power.KEEP_REGISTER)
    people = []
    for fields in rows:
        _check_person(fields)
        person = Person(**fields)
        person.sort_name = person.sort_name or search.sorting(person.full_name)
        people.append(person)
    Person.objects.bulk_create(people, batch_size=1000)
    search.add_keys((person.pk, [person.full_name, person.known_as]) for person in people)
    journal("person", 0, "imported", by, count=len(people))
    return people


@transaction.atomic
def change_person(
    *,
    person: Person,
    by: Person | None,
    reason: str = "",
    aliases: Sequence[str] | None = None,
    **fields: Any,
) -> Person:
    """Change fields of a person; the journal keeps which fields, not what a name, number or address was or
    is."""
    require(by, Power.KEEP_REGISTER)
    _check_person(fields, partly=True)
    person = Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
    there(person)
    if "member_number" in fields:
        _free(fields["member_number"], person)
    if own := sorted(DECIDED & {name for name in fields if fields[name] != getattr(person, name)}):
        another(
            by,
            person,
            _("Nobody changes this in their own entry: {what}. Another does it.").format(what=", ".join(own)),
        )
    was = search.sorting(person.full_name)
    for field, value in fields.items():
        setattr(person, field, value)
    if "full_name" in fields and "sort_name" not in fields and person.sort_name == was:
        person.sort_name = search.sorting(person.full_name)
    person.save()
    if aliases is not None:
        person.aliases.all().delete()
        Alias.objects.bulk_create(
            [Alias(person=person, name=name) for name in dict.fromkeys(aliases) if name.strip()]
        )
    search.index([person])
    shown: dict[str, Any] = {"status": str(fields["status"])} if "status" in fields else {}
    journal("person", person.pk, "changed", by, reason=reason, fields=sorted(fields), **shown)
    return person


@transaction.atomic
def qualify(
    *,
    person: Person,
    kind: QualificationKind,
    name: str,
    from_on: date,
    by: Person | None,
    until_on: date | None = None,
    source: str = "",
) -> Qualification:
    """Record a training or an attestation under the name the rulebook uses for it."""
    require(by, Power.KEEP_REGISTER)
    another(by, person, _("Nobody records their own training. Somebody else who keeps the register does it."))
    there(person)
    span(from_on, until_on)
    row = Qualification.objects.create(
        person=person, kind=kind, name=name, from_on=from_on, until_on=until_on, source=source
    )
    journal(
        "person", person.pk, "qualified", by, rows=[row], name=name,
        until=str(until_on) if until_on else None,
    )  # fmt: skip
    return row


def _free(number: str | None, person: Person | None = None) -> None:
    """Raise Malformed where somebody else has this membership number."""
    holder = Person.objects.filter(member_number=number).values_list("pk", flat=True).first()
    if number and holder is not None and (person is None or holder != person.pk):
        what, mend = "Somebody else has this membership number.", "Look whether they are in the register."
        raise Malformed([Problem("member_number", None, what, mend)])


def _check_person(fields: dict[str, Any], *, partly: bool = False) -> None:
    unknown = fields.keys() - _PERSON_FIELDS
    if unknown:
        raise TypeError(f"no such field of a person: {', '.join(sorted(unknown))}")
    problems = []
    if not (partly and "full_name" not in fields) and not str(fields.get("full_name", "")).strip():
        problems.append(
            Problem("full_name", None, "The name is empty.", "Write the name as its owner writes it.")
        )
    if "status" in fields and fields["status"] not in PersonStatus.values:
        problems.append(
            Problem("status", None, "This is no status.", f"Use one of: {', '.join(PersonStatus.values)}.")
        )
    if fields.get("unit") is not None and fields["unit"].closed_on is not None:
        problems.append(Problem("unit", None, _("This unit is closed."), _("Choose another.")))
    born = fields.get("born_on")
    if born and born > clock.now().date():
        problems.append(Problem("born_on", None, "This day is still to come.", "Give the day of birth."))
    if problems:
        raise Malformed(problems)
