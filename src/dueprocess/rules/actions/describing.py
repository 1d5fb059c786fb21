"""Saying whose installation this is, and opening it for real complaints."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from dueprocess.core.errors import Malformed, Problem, Refused
from dueprocess.kit import clock
from dueprocess.ledger import extracts as record
from dueprocess.people.actions import require
from dueprocess.people.models import Person, Power
from dueprocess.rules import bindings
from dueprocess.rules.models import Organisation


@transaction.atomic
def describe(*, by: Person | None, **fields: Any) -> Organisation:
    """Say whose installation this is: any of the fields of Organisation but `live_since`.

    Raises Malformed, naming each field that cannot be so.
    """
    require(by, Power.SET_UP)
    row = Organisation.objects.select_for_update().filter(pk=1).first() or Organisation(pk=1)
    for name, value in fields.items():
        if name in ("id", "live_since") or not hasattr(row, name):
            raise TypeError(f"no such field of the organisation: {name}")
        setattr(row, name, value)
    try:
        row.full_clean(exclude=["id", "lawful_bases"], validate_unique=False, validate_constraints=False)
    except ValidationError as error:
        mend = "Give it another value; nothing was changed."
        found = error.message_dict.items()
        raise Malformed([Problem(name, None, " ".join(said), mend) for name, said in found]) from error
    row.save()
    if record.begun():  # `init` says whose installation it is before the log can begin
        bindings.bind(row, by)
    return row


@transaction.atomic
def go_live(*, by: Person | None) -> Organisation:
    """Open for real complaints. Raises Malformed naming what is still missing; Refused("practice_log") for a
    log whose origin ends in `.invalid`: its clock can be set, so nobody could rely on it; and
    Refused("practice_cases") where complaints were received before: they would stand among the real ones for
    ever, in the file of cases and in the public figures. What was imported is no practice."""
    require(by, Power.SET_UP)
    if clock.may_be_set():
        raise Refused(
            "practice_log",
            _(
                "This log is for practice: its origin ends in .invalid. Set up another installation, under "
                "an origin of your own."
            ),
        )
    row = Organisation.objects.select_for_update().filter(pk=1).first() or Organisation(pk=1)
    if missing := row.missing():
        raise Malformed(
            [
                Problem(name, None, "This is not told yet.", "Run `dueprocess init` and answer it.")
                for name in missing
            ]
        )
    if row.live_since is None:
        if practised := record.received():
            raise Refused(
                "practice_cases",
                _(
                    "This log holds {practised} complaints from before it went live. They would be counted "
                    "with the real ones for ever. Set up another installation for real complaints."
                ).format(practised=practised),
            )
        row.live_since = clock.now()
        row.save(update_fields=["live_since"])
        bindings.bind(row, by)
    return row


def organisation() -> Organisation:
    """Return the row of the organisation, or an empty one that is not live."""
    return Organisation.objects.filter(pk=1).first() or Organisation(pk=1)
