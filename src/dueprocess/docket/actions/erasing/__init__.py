"""Erasing the content of dockets whose time is over: values, salts, keys, names, words, tags and files go;
the skeletons of the acts stay, and every proof holds (docs/adr/0100).

Several dockets are erased together, so that the public entry points to none. Whoever asks has shown who
approved it and why; what must be true of every docket is asked here again, under its lock.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from dueprocess.core.errors import Malformed, Problem, Refused
from dueprocess.docket import approving, payload
from dueprocess.docket.actions.erasing import finishing, hooks
from dueprocess.docket.actions.erasing.forgetting import forget
from dueprocess.docket.models import Docket, Proposal
from dueprocess.docket.needs import Actor
from dueprocess.kit import clock, keys
from dueprocess.ledger import actions as record
from dueprocess.ledger import append
from dueprocess.ledger.erasures import Why
from dueprocess.people.models import Appointment, Grant, Login, Person

ALL = ""
"""Under which key `basis` says what holds for every docket that has no basis of its own."""
MOST = 200
"""Dockets that are erased together: on SQLite nobody else can write meanwhile."""


@transaction.atomic
def erase(*, dockets: Sequence[int], by: Sequence[Actor], at: datetime, basis: Mapping[str, str]) -> int:
    """Erase the content of these dockets (keys), and log it in one entry; returns how many payloads went.

    `by` are the two or more who approved it, `basis` gives the legal basis by docket number, or for all under
    `ALL`: it is sealed, and committed to. Raises Refused, and erases nothing, naming the docket that is open
    (`open`), was erased before (`erased`), waits for signatures (`waiting`), is kept by another room (a legal
    hold, something that has arrived), or concerns somebody who approved it (`conflict`, see `approving`);
    Refused("second_person") for fewer than two people; Malformed for no docket, for more than `MOST`, and for
    one without a basis.

    Files are removed once this has committed (`finishing`).
    """
    approvers = second(by)
    if not 0 < len(set(dockets)) <= MOST:
        what = _("Nothing is chosen.") if not dockets else _("These are more than are erased at once.")
        mend = _("Choose from 1 to {most}.").format(most=MOST)
        raise Malformed([Problem("dockets", None, what, mend)])
    key, now = append.new_key(), clock.now()
    locked, why = [], {}
    for pk in sorted(set(dockets)):
        docket = Docket.objects.locked(pk)
        basis_of = basis.get(docket.number, basis.get(ALL, "")).strip()
        _may(docket, basis_of, approvers)
        locked.append(docket)
        why[pk] = Why(basis_of, keys.salt())
    gone = forget(locked, why, at=at, entry=key)
    kept = {each.pseudonym: why[each.pk].plain() for each in locked}
    finishing.later(key)
    n = sum(len(each.leaves) for each in gone)
    told = {
        "at": payload.moment(at),
        "by": [as_what(person, at) for person in approvers],
        "dockets": sorted((each.plain() for each in gone), key=lambda each: str(each["c"])),
        "n": n,
    }
    record.erased(told, kept, key=key, at=now)
    return n


def second(by: Sequence[Actor]) -> list[Person]:
    """Return who approved an erasure. Raises Refused("second_person") for fewer than two people."""
    found = {each.person.pk: each.person for each in by if each.person is not None}
    if len(found) < 2:
        raise Refused("second_person", _("Nobody erases alone: two people have to approve it."))
    return [found[pk] for pk in sorted(found)]


def as_what(person: Person, at: datetime) -> dict[str, Any]:
    """Return by which appointments and powers somebody approves (keys of the register's rows), and by whose
    login (a keyed tag)."""
    on = at.date()
    held = Appointment.objects.running(on).filter(person=person).order_by("pk")
    granted = Grant.objects.running(on).filter(person=person).order_by("pk")
    login = Login.objects.filter(person=person).values_list("pk", flat=True).first()
    return {
        "appointments": list(held.values_list("pk", flat=True)),
        "powers": list(granted.values_list("pk", flat=True)),
        "login": keys.tag("login", str(login)) if login else "",
    }


def _may(docket: Docket, why: str, approvers: Sequence[Person]) -> None:
    """Raise Refused, naming the docket, where it may not be erased now."""
    number = docket.number
    if docket.key_wrapped is None:
        raise Refused("erased", _("{number} was erased before.").format(number=number))
    if not why:
        what = _("No legal basis is given for {number}.").format(number=number)
        raise Malformed([Problem("basis", None, what, _("Say under which rule it is erased."))])
    if docket.is_open:
        raise Refused("open", _("{number} is open: what is open is not erased.").format(number=number))
    if Proposal.objects.filter(docket=docket, ended_at=None).exists():
        said = _("{number} waits for signatures: what waits there comes first.")
        raise Refused("waiting", said.format(number=number))
    for person in approvers:
        if not approving.may(docket, person):
            said = _("{number} concerns one of those who approved this: others have to.")
            raise Refused("conflict", said.format(number=number))
    hooks.check(docket)


__all__ = ["ALL", "MOST", "as_what", "erase", "second"]
