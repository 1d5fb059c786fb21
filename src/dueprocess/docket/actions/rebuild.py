"""Dropping the copies of a docket and writing them anew from its acts and content. Decides nothing."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from dueprocess.core import engine
from dueprocess.core.statistics import last_day
from dueprocess.docket import roster
from dueprocess.docket.actions import copies, owners
from dueprocess.docket.models import (
    AccessRule,
    Act,
    Content,
    Deadline,
    Docket,
    Measure,
    Notice,
    Party,
    PersonKey,
    Reach,
    Sanction,
)
from dueprocess.docket.sealing import Vault, as_text, person_tag
from dueprocess.kit import clock
from dueprocess.ledger import policy
from dueprocess.ledger.models import Seq
from dueprocess.rules import rulebooks

IMPORTED = "imported"
"""The note by which a case was taken over from an earlier register."""
_TABLES: copies.Tables = (Party, Deadline, Measure, Sanction, Notice, Reach)
_SELF = (
    "stage",
    "strands",
    "is_open",
    "received_at",
    "closed_at",
    "changed_at",
    "due_at",
    "due_step",
    "owner",
)


def snapshot(docket: Docket) -> dict[str, Any]:
    """Return every copy of a docket as plain values in a fixed order, for comparing."""
    found: dict[str, Any] = {"Docket": {name: getattr(docket, name) for name in _SELF}}
    every: copies.Tables = (*_TABLES, *copies.tables(docket.kind))
    for model in every:
        fields = [
            field.attname for field in model._meta.concrete_fields if field.name not in ("id", "docket")
        ]
        rows = model._default_manager.filter(docket=docket).values_list(*fields)
        found[str(model._meta.object_name)] = sorted(repr(row) for row in rows)
    return found


def docket(pk: int) -> int:
    """Rebuild one docket as of now; returns 1 where a copy differed from what the docket says, else 0."""
    return int(bool(_rebuilt(pk)))


def differing(pk: int) -> list[str]:
    """Return the names of the tables whose rows of one docket are not what it says. Changes nothing."""
    with transaction.atomic():
        found = _rebuilt(pk)
        transaction.set_rollback(True)
    return found


@transaction.atomic
def _rebuilt(pk: int) -> list[str]:
    row = Docket.objects.locked(pk)
    if row.key_wrapped is None:
        return []
    before = snapshot(row)
    vault = Vault.of(row)
    first = Act.objects.filter(docket=row, n=1).values_list("name", flat=True).first()
    if first is None:
        return []
    copies.clear(row)
    whole = roster.assemble(row, vault, at=clock.now())
    _row(row, whole, vault)
    for act in Act.objects.filter(docket=row).order_by("n"):
        copies.room(row, act, _content(act, vault))
    state = engine.state(rulebooks.LIBRARY, whole.engine(), clock.now())
    copies.write(whole, state)
    for rule in AccessRule.objects.filter(docket=row, ended_at=None):
        why = "allowed" if rule.allows else "denied"
        Reach.objects.get_or_create(docket=row, tag=rule.tag, shuts=not rule.allows, why=why)
    row.save()
    after = snapshot(row)
    return [name for name in after if after[name] != before[name]]


def _content(act: Act, vault: Vault) -> dict[str, Any]:
    rows = Content.objects.filter(act=act).order_by("pk")
    return {as_text(row.field): vault.content(row, act.n) for row in rows}


def _row(row: Docket, whole: roster.Assembled, vault: Vault) -> None:
    """Set the docket's own copies that come from its acts rather than from the state."""
    first, last = whole.rows[0], whole.rows[-1]
    row.length = len(whole.rows)
    row.received_at = first.at
    row.changed_at = last.recorded_at
    row.closed_at = None
    if first.name == IMPORTED:
        row.received_at, row.closed_at = _brought(first)
        row.is_open = row.closed_at is None
    for act in Act.objects.filter(docket=row, entry_type__in=("closed", "reopened")).order_by("n"):
        row.closed_at = act.at if act.entry_type == "closed" else None
    owner = next((each.owner for each in reversed(whole.rows) if each.owner), "")
    row.owner = owners.tag(whole, owner) or _tag(row, owner, vault)


def _brought(first: roster.Row) -> tuple[datetime | None, datetime | None]:
    """When a case taken over from an earlier register was received and closed, as its note says it.

    A day begins at midnight in the zone of the policy under which it was taken over.
    """
    register = first.introduces["register"]["k1"]
    received, closed = register.get("received_at"), first.facts["values"].get("closed_on")
    if closed is not None:
        place = Seq.objects.filter(entry_id=first.entry).values_list("idx", flat=True).get()
        rules = policy.at(place, policy.history()) or policy.current()
        closed = rules.midnight(last_day(closed))
    return datetime.fromisoformat(received) if received else None, closed


def _tag(row: Docket, key: str, vault: Vault) -> str:
    found = PersonKey.objects.filter(docket=row, key=key).first() if key else None
    if found is None:
        return ""
    person = vault.identity(found).get("person")
    return person_tag(person) if person else ""
