"""Erasing people from the register: one person proposes a list of them, a second one approves it, and whoever
still may go then goes. As with dockets (`erasure_lists`), several go together, so that the public entry
points to none, and nobody agrees before those who oversee could look.

Who may settle is asked as for all that takes two (`rules.settling`); whether somebody may go, `leaving` says.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from dueprocess.core.errors import Malformed, Problem, Refused
from dueprocess.core.retention import Standing
from dueprocess.docket import leaving, retention
from dueprocess.docket.actions.erasing.people import erase_people
from dueprocess.docket.actions.erasure_lists import AT_ONCE, MOST, LeftOut, next_lot, not_alone, not_early
from dueprocess.docket.actions.retaining import keep_until
from dueprocess.docket.leaving import Leaving
from dueprocess.docket.models import RegisterList
from dueprocess.docket.needs import Actor
from dueprocess.kit import clock, jobs
from dueprocess.people.actions import require
from dueprocess.people.actions.forgetting import KeptAs, decide_keeping
from dueprocess.people.actions.ground import hold
from dueprocess.people.models import BELONGING, Change, Person, Power
from dueprocess.rules import bindings, schedules
from dueprocess.rules.actions import settling
from dueprocess.rules.schedules import Current

JOB = "docket.erase_people"


@transaction.atomic
def decide(*, person: Person, what: KeptAs, by: Person, reason: str, until: date | None = None) -> None:
    """Write down what becomes of somebody's row: kept `until` a day, may go when its time is over, or goes
    because they asked for it and have a right to that. It erases nothing.

    Raises what `decide_keeping` raises; Malformed for a day that is not to come or more than thirty years
    away; Refused: "no_schedule", "belongs" for somebody who belongs to the organisation.
    """
    current = _current()
    if person.status in BELONGING:
        said = _("They belong to the organisation. Enter first that they have left.")
        raise Refused("belongs", said, None)
    if what is KeptAs.KEPT:
        keep_until(until, retention.today(current))
    decide_keeping(
        person=person, what=what, by=by, reason=reason, until=until if what is KeptAs.KEPT else None
    )


@transaction.atomic
def propose_people(*, people: Sequence[int], by: Person, alone: bool = False) -> RegisterList:
    """Propose to erase these people (keys) from the register; nothing goes before a second person agrees.

    Raises Malformed for nobody or too many; Refused: "no_power", "no_schedule", "not_able" for somebody who
    is not there, "kept" for one whose time is not over, "done_already" for one on a list that waits, "alone"
    for a single one, whose erasure the public entry would show, unless it is said that it is to be so.
    """
    require(by, Power.ERASE)
    current = _current()
    pks = sorted(set(people))
    if not pks or len(pks) > MOST:
        what = _("Nobody is chosen.") if not pks else _("These are too many for one list.")
        mend = _("Choose between one and {most}.").format(most=MOST)
        raise Malformed([Problem("people", None, what, mend)])
    hold()
    rows = list(Person.objects.filter(pk__in=pks, erasure=None).order_by("pk"))
    if len(rows) != len(pks):
        raise Refused("not_able", _("Among these is somebody who is not in the register."), None)
    if waiting := on_lists() & set(pks):
        said = _("Person {number} stands on a list that waits already.")
        raise Refused("done_already", said.format(number=min(waiting)))
    judged = list(leaving.every(rows, current))
    for each in judged:
        leaving.may_go(each)
    not_alone(len(rows), alone)
    row = RegisterList.objects.create(
        schedule=current.schedule.hash, people=[_line(each) for each in judged], proposed_by=by,
        recorded_at=clock.now(),
    )  # fmt: skip
    bindings.bind(row, by)
    return row


@transaction.atomic
def settle_people(*, proposal: int, agree: bool, by: Person, alone: bool = False) -> RegisterList:
    """Agree to a list, so that whoever still may go is erased, or decline it; its proposer may take it back.

    Raises what `settling.may` raises; Refused: "too_early" within three days of the proposal, "nothing_left"
    where nobody of it may go any more, and "alone" as `propose_people`.
    """
    hold()
    row = RegisterList.objects.select_for_update(of=("self",)).get(pk=proposal)
    settling.may(
        row, agree, by, _("Erasing takes two people: somebody else agrees to what you proposed."),
        proposing=Power.ERASE, settling=(Power.ERASE,),
    )  # fmt: skip
    if agree:
        not_early(row)
        row.left_out = left_out(row)
        rest = len(row.people) - len(row.left_out)
        if not rest:
            raise Refused("nothing_left", _("Nobody of this list may go any more. Take it back."), None)
        not_alone(rest, alone)
        row.save(update_fields=["left_out"])
    settling.settle(row, agree, by)
    if agree:
        if rest <= AT_ONCE:
            carry_on(row)
        else:
            jobs.enqueue(JOB, key=f"{row.pk}:0", erasure=row.pk)
    return row


@transaction.atomic
def carry_on(row: RegisterList) -> bool:
    """Erase the next people of a list that was agreed to, and say so in the log; True where some are left.

    Whoever may not go any more is left out of it, with why.
    """
    hold()
    row = RegisterList.objects.select_for_update(of=("self",)).get(pk=row.pk)
    if not row.agreed or row.ended_at is not None:
        return False
    assert row.proposed_by is not None
    assert row.settled_by is not None
    row.left_out |= left_out(row)
    there = {person.pk for person in _there(row)}
    todo = [each["p"] for each in row.people if each["p"] in there and str(each["p"]) not in row.left_out]
    lot = next_lot(todo, AT_ONCE)
    if lot:
        row.payloads += erase_people(
            people=lot,
            by=[Actor(person=row.proposed_by), Actor(person=row.settled_by)],
            at=clock.now(),
            basis=_basis(row, lot),
        )
        row.erased += len(lot)
    if len(lot) == len(todo):
        row.ended_at = clock.now()
    row.save(update_fields=["left_out", "payloads", "erased", "ended_at"])
    bindings.bind(row, None)
    return row.ended_at is None


def left_out(row: RegisterList) -> dict[str, str]:
    """Return who of a list may not be erased now (the key as text), and why not; none whom it has erased.
    That something which is kept names somebody is not told apart from their time not being over."""
    current = schedules.current()
    if current is None:
        return {str(each["p"]): str(LeftOut.KEPT) for each in row.people}
    there = _there(row)
    found: dict[str, str] = {}
    if not row.agreed:
        here = {person.pk for person in there}
        found = {str(each["p"]): str(LeftOut.GONE) for each in row.people if each["p"] not in here}
    lengths = {each["p"]: each["length"] for each in row.people}
    for each in leaving.every(there, current):
        pk = each.person.pk
        if each.length != lengths[pk]:
            found[str(pk)] = str(LeftOut.CHANGED)
        elif each.verdict.standing is not Standing.ERASABLE:
            found[str(pk)] = str(LeftOut.KEPT)
    return found


def on_lists() -> set[int]:
    """Return the keys of the people on lists that wait for a second person, or are being erased."""
    rows = RegisterList.objects.filter(ended_at=None).exclude(settled_at__isnull=False, agreed=False)
    return {each["p"] for people in rows.values_list("people", flat=True) for each in people}


def _current() -> Current:
    current = schedules.current()
    if current is None:
        raise Refused("no_schedule", _("No retention schedule was adopted."), None)
    return current


def _there(row: RegisterList) -> list[Person]:
    pks = [each["p"] for each in row.people]
    return list(Person.objects.filter(pk__in=pks, erasure=None).order_by("pk"))


def _line(found: Leaving) -> dict[str, Any]:
    holds, until = found.verdict.holds, found.verdict.until
    return {
        "p": found.person.pk,
        "length": found.length,
        "class": holds.id if holds else "",
        "until": until.isoformat() if until else "",
        "asked": found.asked,
    }


def _basis(row: RegisterList, people: Sequence[int]) -> Mapping[int, str]:
    """Return under which class of which schedule, or by whose wish, each of these people goes."""
    schedule = _current().schedule
    of = {each["p"]: each for each in row.people}
    found = {}
    for pk in people:
        held = schedule.classes.get(of[pk]["class"])
        why = f"{held.title}: {held.reason}" if held else _("By a review.")
        if of[pk]["asked"]:
            asked = Change.objects.filter(subject="person", subject_pk=pk, values__as=str(KeptAs.ASKED))
            line = asked.select_related("why").order_by("-pk").first()
            why = _("They asked for it. {why}").format(why=line.reason if line else "").strip()
        found[pk] = f"{schedule.title}, {schedule.version}. {why}"
    return found
