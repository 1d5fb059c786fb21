"""What every change to the register needs: the power to make it, a reason, a line in the journal."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import connection, models
from django.utils.translation import gettext as _

from dueprocess.core.errors import Malformed, Problem, Refused
from dueprocess.kit import clock, keys, prepared
from dueprocess.ledger import actions as record
from dueprocess.people import journal as lines
from dueprocess.people.models import Change, Grant, Person, Power, Reason, Stamp


def require(by: Person | None, power: Power, on: date | None = None) -> None:
    """Raise Refused("no_power") unless the person holds the power on that day (default: today)."""
    if (
        by is not None
        and not Grant.objects.running(on or clock.now().date()).filter(person=by, power=power).exists()
    ):
        raise Refused("no_power", _("This needs the power: {label}.").format(label=Power(power).label), None)


def journal(
    subject: str,
    pk: int,
    verb: str,
    by: Person | None,
    *,
    reason: str = "",
    rows: Iterable[models.Model] = (),
    **values: Any,
) -> None:
    """Write one line of the register's journal, bind it to the log, and mark the register as changed.

    `rows` are the rows of `people.journal.COLUMNS` that this changed, as they stand now. Called last: the log
    is held from here to the end of the transaction.
    """
    touch()
    if held := lines.rows(rows):
        values["rows"] = held
    if reason:
        salt = keys.salt()
        values["why"] = lines.reason(reason, salt)
    line = Change(
        subject=subject, subject_pk=pk, verb=verb, by=by, at=clock.now(), values=values, salt=keys.salt()
    )
    line.record = record.bind(lines.KIND, {"line": lines.commitment(line)}, at=line.at)
    line.save(force_insert=True)
    if reason:
        Reason.objects.create(change=line, text=reason, salt=salt)


def another(by: Person | None, person: Person, what: str) -> None:
    """Raise Refused("oneself") where somebody would do for themselves what another has to do."""
    if by is not None and by.pk == person.pk:
        raise Refused("oneself", what, None)


def there(person: Person) -> None:
    """Raise Refused("erased") for somebody who was erased from the register: nothing is added to them. Nobody
    is erased from here to the end of the transaction."""
    held = "" if connection.vendor == "sqlite" else " FOR NO KEY UPDATE"
    if not prepared.run(f"SELECT 1 FROM people_person WHERE id = %s{held}", (person.pk,)).fetchone():  # noqa: S608
        raise Person.DoesNotExist
    if prepared.run("SELECT 1 FROM people_personerasure WHERE person_id = %s", (person.pk,)).fetchone():
        raise Refused("erased", _("They were erased from the register."), None)


def touch() -> None:
    """Draw a new stamp: what was worked out from the register, or from the rulebooks, is out of date."""
    # Drawn, not counted: a number used in a transaction that was undone must never come again.
    n = secrets.randbits(62)
    if not prepared.run("UPDATE people_stamp SET n = %s WHERE id = 1", (n,)).rowcount:
        Stamp.objects.create(id=1, n=n)


def hold() -> None:
    """Let nobody else change the register until this transaction ends: what is found out now still holds, and
    the journal's order is that in which things were found out."""
    Stamp.objects.get_or_create(id=1)
    Stamp.objects.select_for_update().get(id=1)


def span(from_on: date, until_on: date | None) -> None:
    """Raise Malformed where a span ends before it begins."""
    if until_on and until_on < from_on:
        raise Malformed(
            [Problem("until_on", None, "The last day lies before the first.", "Give a later day.")]
        )


def wanted(path: str, text: str) -> None:
    """Raise Malformed where a text that must be given is empty."""
    if not text.strip():
        raise Malformed([Problem(path, None, "This is empty.", "Fill it in.")])
