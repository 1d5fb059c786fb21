"""What the erasure of a docket, or of people, takes out of this room's own tables, what its rows still need,
and what keeps a case from being erased.

Rows that the docket is the source of are made anew without its content (`docket.actions.rebuild`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from dueprocess.cases.batches.actions import AHEAD
from dueprocess.cases.bundles.actions import keeping
from dueprocess.cases.deliberations import actions as deliberations
from dueprocess.cases.evidence.actions import copying
from dueprocess.cases.imports import prepared
from dueprocess.cases.mailbox.models import State
from dueprocess.cases.mailbox.projector import MAIL
from dueprocess.cases.models import (
    AllegationTable,
    Arrival,
    BatchPart,
    Import,
    ImportedRow,
    Joining,
    JoiningPart,
    PartyWay,
    SavedView,
)
from dueprocess.cases.projector import RECEIPT
from dueprocess.core.errors import Refused
from dueprocess.docket.actions.erasing import hooks
from dueprocess.docket.models import Docket
from dueprocess.people.actions import logins


def forget(dockets: Sequence[Docket]) -> list[tuple[int, list[str]]]:
    """Erase what is kept of dockets beside their acts; returns by docket the stored files that go with it."""
    tables = AllegationTable.objects.filter(docket__in=dockets)
    stored = list(tables.values_list("docket_id", "files"))
    tables.delete()
    Joining.objects.filter(into__in=dockets).update(sealed=b"")
    JoiningPart.objects.filter(docket__in=dockets).update(why=b"")
    BatchPart.objects.filter(docket__in=dockets).update(to_tag="", why=b"")
    _passkeys(dockets)
    deliberations.forget(dockets)
    if ImportedRow.objects.filter(docket__in=dockets).update(digest=""):
        _reports()
    return [*stored, *copying.forget(dockets), *keeping.forget(dockets)]


def _passkeys(dockets: Sequence[Docket]) -> None:
    """Drop the ways in of parties, and the logins of passkeys that open nothing else."""
    ways = PartyWay.objects.filter(docket__in=dockets)
    held = set(ways.exclude(login=None).values_list("login", flat=True))
    ways.delete()
    held -= set(PartyWay.objects.filter(login__in=held).values_list("login", flat=True))
    logins.drop_for_parties(held)


def _reports() -> None:
    """Take the cells out of what imports at the desk have kept of old registers; the counts stay."""
    for row in Import.objects.filter(state=prepared.State.DONE):
        told = prepared.read(row)
        told.profiles, told.lines, told.first = [], [], []
        row.sealed = prepared.sealed(row, told)
        row.save(update_fields=["sealed"])


def needs(content: Mapping[str, Any]) -> dict[str, Any]:
    """Return what rows still need of an act's content: the keyed tags of receipt codes, so that whoever kept
    one is told what became of it; and by what a message is known again that is fetched a second time."""
    found: dict[str, Any] = {}
    if codes := content.get(RECEIPT):
        found[RECEIPT] = codes
    if mail := content.get(MAIL):
        kept = ("tag", "proposal", "why", "answered")
        found[MAIL] = {name: mail[name] for name in kept} | {"sender": ""}
    return found


def unless(docket: Docket) -> None:
    """Raise Refused, naming the docket, while work on it goes on: `joining`, `batch`; or while a message that
    was put to it is not confirmed: `arrived`."""
    number = docket.number
    joining = JoiningPart.objects.filter(joining__ended_at=None)
    if (
        joining.filter(docket=docket).exclude(state=JoiningPart.State.LEFT_OUT).exists()
        or joining.filter(joining__into=docket).exists()
    ):
        raise Refused("joining", _("{number} is being joined with another.").format(number=number))
    if BatchPart.objects.filter(docket=docket, batch__state__in=AHEAD).exists():
        raise Refused("batch", _("{number} is part of work that is going on.").format(number=number))
    if Arrival.objects.filter(into=docket.pseudonym, state=State.PLACED).exists():
        said = _("A message was put to {number} and nobody has confirmed it: it comes first.")
        raise Refused("arrived", said.format(number=number))


def forget_people(people: Sequence[int]) -> None:
    """Drop the views of lists that people kept for themselves who are erased from the register."""
    SavedView.objects.filter(person__in=people).delete()


hooks.forgets(forget)
hooks.forgets_people(forget_people)
hooks.needs(needs)
hooks.unless(unless)
