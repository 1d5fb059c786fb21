"""Erasing people from the register whose time there is over: `people.actions.forgetting` takes everything out
of the register, this room its own traces of them, and the log tells of it in one entry for several people.

Whoever asks has shown who approved it and why; that nothing kept needs them is asked here again, under the
lock of the register.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from dueprocess.core.errors import Malformed, Problem, Refused
from dueprocess.docket import leaving, payload
from dueprocess.docket.actions.erasing import as_what, finishing, hooks, second
from dueprocess.docket.models import Read
from dueprocess.docket.needs import Actor
from dueprocess.docket.sealing import person_tag
from dueprocess.kit import clock, keys
from dueprocess.ledger import actions as record
from dueprocess.ledger import append
from dueprocess.ledger.erasures import Why
from dueprocess.people.actions import forgetting
from dueprocess.people.actions.forgetting import Left
from dueprocess.people.actions.ground import hold
from dueprocess.people.models import Person
from dueprocess.rules import schedules

MOST = 200
"""People who are erased together: on SQLite nobody else can write meanwhile."""


@transaction.atomic
def erase_people(
    *, people: Sequence[int], by: Sequence[Actor], at: datetime, basis: Mapping[int, str]
) -> int:
    """Erase these people (keys) from the register, and log it in one entry; returns how many payloads went:
    of each their row, and the reasons in the lines of the register's journal about them.

    `by` are the two or more who approved it, `basis` gives the legal basis by key: it is sealed, and
    committed to. Raises Refused, and erases nobody: "second_person" for fewer than two people, "no_schedule",
    "erased" for somebody who was, "kept" for somebody whom the schedule or something that is kept needs;
    Malformed for nobody, for more than `MOST`, and for one without a basis.
    """
    approvers = second(by)
    pks = sorted(set(people))
    if not 0 < len(pks) <= MOST:
        what = _("Nobody is chosen.") if not pks else _("These are more than are erased at once.")
        raise Malformed([Problem("people", None, what, _("Choose from 1 to {most}.").format(most=MOST))])
    hold()
    current = schedules.current()
    if current is None:
        raise Refused("no_schedule", _("No retention schedule was adopted."), None)
    rows = list(Person.objects.select_for_update(of=("self",)).filter(pk__in=pks).order_by("pk"))
    if len(rows) != len(pks) or Person.objects.filter(pk__in=pks, erasure__isnull=False).exists():
        raise Refused("erased", _("Among these is somebody who was erased before."), None)
    for each in leaving.every(rows, current):
        leaving.may_go(each)
    why = {pk: Why(basis.get(pk, "").strip(), keys.salt()) for pk in pks}
    if not all(each.basis for each in why.values()):
        what, mend = _("A legal basis is missing."), _("Say under which rule each of them is erased.")
        raise Malformed([Problem("basis", None, what, mend)])
    key, now = append.new_key(), clock.now()
    taken_out = _taken_out(pks).values_list("line", flat=True)
    reads = sorted(bytes(line).hex() for line in taken_out)
    gone = forget(pks, why, at=at, entry=key)
    finishing.later(key)
    n = sum(1 + len(each.leaves) for each in gone)
    told = {
        "at": payload.moment(at),
        "by": [as_what(person, at) for person in approvers],
        "dockets": [],
        "n": n,
        "people": [each.plain() for each in gone],
        "reads": reads,
    }
    record.erased(told, {str(pk): each.plain() for pk, each in why.items()}, key=key, at=now)
    return n


def _taken_out(people: Sequence[int]) -> QuerySet[Read]:
    """Return the lines of the read journal about lists that these people took out."""
    return Read.objects.filter(tag__in=[person_tag(pk) for pk in people], docket=None)


def forget(people: Sequence[int], why: Mapping[int, Why], *, at: datetime, entry: int | None) -> list[Left]:
    """Erase people from the register and from what this room and those above keep of them beside it."""
    _taken_out(people).update(tag="", salt=b"", sealed=b"")
    hooks.forget_people(people)
    return forgetting.forget(people, why, at=at, entry=entry)
