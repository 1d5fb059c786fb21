"""Erasing people from the register: everything that says who they were, out of every table; their row stays,
empty, and what they did stays under its key. And deciding until when somebody is kept.

`forget` runs inside a transaction that holds the register (`ground.hold`). It decides nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from dueprocess.ledger.erasures import Why
from dueprocess.people import erased, search
from dueprocess.people.actions.ground import another, journal, require, there, touch, wanted
from dueprocess.people.imports.actions.sending import forget_lines
from dueprocess.people.models import (
    Alias,
    Appointment,
    Change,
    Delegation,
    ErasedKey,
    Grant,
    Listing,
    Login,
    LoginProposal,
    Person,
    PersonErasure,
    Power,
    Qualification,
    Reason,
)

DECIDED = "keeping decided"
"""What the register's journal calls it when somebody says until when a person is kept."""


class KeptAs(StrEnum):
    """What was decided on how long somebody is kept. ASKED: they asked to be erased, and may."""

    KEPT = "kept"
    RELEASED = "released"
    ASKED = "asked"


@dataclass(frozen=True, slots=True)
class Left:
    """What was erased of one person: their key, the leaf hashes of those lines of the register's journal
    whose reasons went, and the commitment to the legal basis."""

    person: int
    leaves: tuple[str, ...]
    basis: str

    def plain(self) -> dict[str, Any]:
        """Return it as the payload of `payload.erased` has it."""
        return {"p": self.person, "entries": list(self.leaves), "basis": self.basis}


@transaction.atomic
def decide_keeping(
    *, person: Person, what: KeptAs, by: Person, reason: str, until: date | None = None
) -> None:
    """Write down what was decided on somebody's row: that it is kept `until` a day, may go when its time is
    over, or goes because they asked for it and have a right to that. It erases nothing.

    Raises Malformed without a reason; Refused: "no_power", "oneself", "erased".
    """
    require(by, Power.ERASE)
    wanted("reason", reason)
    there(person)
    another(by, person, _("Nobody decides this of themselves: another does it."))
    said: dict[str, Any] = {"as": str(what)}
    if until is not None:
        said["until"] = until.isoformat()
    journal("person", person.pk, DECIDED, by, reason=reason, **said)


def forget(people: Sequence[int], why: Mapping[int, Why], *, at: datetime, entry: int | None) -> list[Left]:
    """Erase people (keys), each for what `why` says. `entry` is the key of the entry that will say so, or
    that is there already; None where it has still to come back. Of somebody who is not here the empty row is
    made, so that nobody else is given their key."""
    pks = sorted(people)
    found = {row.pk: row for row in Person.objects.select_for_update(of=("self",)).filter(pk__in=pks)}
    reasons = _reasons(pks)
    _remember(found)
    Listing.objects.filter(person__in=pks).delete()
    Alias.objects.filter(person__in=pks).delete()
    missing = [Person(pk=pk, **erased.EMPTY) for pk in pks if pk not in found]
    Person.objects.filter(pk__in=pks).update(**erased.EMPTY)
    search.index(Person.objects.filter(pk__in=pks))
    _strangers(missing)
    _clear(pks)
    forget_lines()
    rows = [
        PersonErasure(
            person_id=pk, at=at, entry_id=entry, salt=why[pk].salt, sealed=erased.sealed(pk, why[pk].basis)
        )
        for pk in pks
    ]
    PersonErasure.objects.bulk_create(rows)
    touch()
    return [Left(pk, tuple(reasons.get(pk, ())), why[pk].commitment) for pk in pks]


def about(pks: Sequence[int]) -> Iterator[tuple[int, Change]]:
    """Yield the lines of the register's journal that are about these people and hold a reason, with the key
    of whom each is about: their own, those of terms in an office, and those by which a role of theirs was
    lent."""
    lines = Change.objects.filter(why__isnull=False).select_related("record__entry").order_by("pk")
    for line in lines.filter(subject="person", subject_pk__in=pks):
        yield line.subject_pk, line
    for line in lines.filter(subject="office", values__person__in=list(pks)):
        yield int(line.values["person"]), line
    lent = Delegation.objects.filter(appointment__person__in=pks).exclude(to__in=pks)
    for delegation, person in lent.values_list("pk", "appointment__person_id"):
        for line in lines.filter(subject="person", values__rows__delegation__has_key=str(delegation)):
            yield person, line


def _reasons(pks: Sequence[int]) -> dict[int, list[str]]:
    """Erase the reasons in the journal's lines about people; return the leaf hashes of these lines, by
    person."""
    found: dict[int, list[str]] = {}
    lines = list(about(pks))
    for whose, line in lines:
        found.setdefault(whose, []).append(bytes(line.record.entry.leaf).hex())
    Reason.objects.filter(change__in=[line.pk for _whose, line in lines]).delete()
    return found


def _remember(people: Mapping[int, Person]) -> None:
    """Keep the tags by which an old list is kept from bringing them back."""
    tags = {erased.number_tag(each.member_number) for each in people.values() if each.member_number}
    listed = Listing.objects.filter(person__in=list(people)).values_list("list__title", "key")
    tags |= {erased.listing_tag(title, key) for title, key in listed}
    ErasedKey.objects.bulk_create([ErasedKey(tag=tag) for tag in sorted(tags)], ignore_conflicts=True)


def _strangers(missing: Sequence[Person]) -> None:
    Person.objects.bulk_create(missing)
    if missing:
        with connection.cursor() as cursor:
            for statement in connection.ops.sequence_reset_sql(no_style(), [Person]):
                cursor.execute(statement)


def _clear(pks: Sequence[int]) -> None:
    """Take their logins away, and what was written beside their offices and powers. Rows that say who held
    what stay: power that was exercised remains answerable."""
    Login.objects.filter(person__in=pks).delete()
    LoginProposal.objects.filter(person__in=pks).update(email="")
    Qualification.objects.filter(person__in=pks).update(source="")
    Appointment.objects.filter(person__in=pks).update(reason="")
    Grant.objects.filter(person__in=pks).update(reason="")
    Delegation.objects.filter(Q(to__in=pks) | Q(appointment__person__in=pks)).update(reason="")
