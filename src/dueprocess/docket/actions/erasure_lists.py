"""Erasing what is kept no longer: one person proposes a list of dockets, a second one approves it, and what
still may go then goes.

Several are erased together, so that the public entry points to none. Between the two lie three days, so that
whoever oversees can look; whatever has happened in a docket meanwhile takes it off the list. Who may settle
is asked as for all that takes two (`rules.settling`); whether a docket may go, `retention` says, and
`erasing` asks it once more.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, TypeVar

from django.db import transaction
from django.utils.translation import gettext as _

from dueprocess.core.errors import Malformed, Problem, Refused
from dueprocess.core.retention import Standing
from dueprocess.docket import approving, kinds, retention, wall
from dueprocess.docket.actions.erasing import erase, hooks
from dueprocess.docket.models import Docket, ErasureList, Proposal
from dueprocess.docket.models.retention import Going
from dueprocess.docket.needs import Actor
from dueprocess.docket.retention import Kept
from dueprocess.kit import clock, jobs
from dueprocess.people.actions import require
from dueprocess.people.models import Person, Power
from dueprocess.rules import bindings, schedules
from dueprocess.rules.actions import settling

T = TypeVar("T")
JOB = "docket.erase_list"
AT_ONCE = 50
"""So many dockets are erased at a time; what is more goes on in the background."""
MOST = 1_000
"""So many dockets stand on one list at most."""
SEEN_FOR = timedelta(days=3)
"""So long a list lies open before it can be agreed to: whoever oversees is told, and may have a hold put."""
WAIT = 20
"""So many lists that wait are looked through for one page."""


class LeftOut(StrEnum):
    """Why a docket that stood on a list was not erased."""

    CHANGED = "changed"
    HELD = "held"
    KEPT = "kept"
    WAITING = "waiting"
    SHUT = "shut"
    GONE = "gone"


@transaction.atomic
def propose_erasure(*, dockets: Sequence[int], by: Person, alone: bool = False) -> ErasureList:
    """Propose to erase these dockets (keys); nothing goes before a second person agrees.

    Raises Malformed for none or too many; Refused: "no_power", "no_schedule", "not_able" for one that they
    may not see, "kept" for one whose time is not over, "done_already" for one on a list that waits, "alone"
    for a single one, whose erasure the public entry would show, unless it is said that it is to be so.
    """
    require(by, Power.ERASE)
    current = schedules.current()
    if current is None:
        raise Refused("no_schedule", _("No retention schedule was adopted."), None)
    keys = sorted(set(dockets))
    if not keys or len(keys) > MOST:
        what = _("Nothing is chosen.") if not keys else _("These are too many for one list.")
        mend = _("Choose between one and {most}.").format(most=MOST)
        raise Malformed([Problem("dockets", None, what, mend)])
    found = list(Docket.objects.filter(pk__in=keys).order_by("pk"))
    if len(found) != len(keys) or not all(_sees(docket, by) for docket in found):
        raise Refused("not_able", _("Among these is one that you may not see."), None)
    waiting = on_lists()
    for each in found:
        if each.pseudonym in waiting:
            said = _("{number} stands on a list that waits already.")
            raise Refused("done_already", said.format(number=each.number))
        retention.may_go(each)
        hooks.check(each)
    not_alone(len(found), alone)
    row = ErasureList.objects.create(
        schedule=current.schedule.hash, dockets=[_line(each) for each in retention.every(found, current)],
        proposed_by=by, recorded_at=clock.now(),
    )  # fmt: skip
    bindings.bind(row, by)
    return row


@transaction.atomic
def settle_erasure(*, proposal: int, agree: bool, by: Person, alone: bool = False) -> ErasureList:
    """Agree to a list, so that what still may go is erased, or decline it; its proposer may take it back.

    Raises what `settling.may` raises; Refused: "too_early" within three days of the proposal, "not_able" for
    somebody who may not see all of it, "nothing_left" where nothing of it may go any more, and "alone" as
    `propose_erasure`.
    """
    row = ErasureList.objects.select_for_update(of=("self",)).get(pk=proposal)
    settling.may(
        row, agree, by, _("Erasing takes two people: somebody else agrees to what you proposed."),
        proposing=Power.ERASE, settling=(Power.ERASE,),
    )  # fmt: skip
    if agree:
        not_early(row)
        if not sees_all(row, by):
            raise Refused("not_able", _("Among these is one that you may not see: others sign it."), None)
        _there(row, lock=True)  # before the log's head, which comes last of all
        row.left_out = left_out(row)
        rest = len(row.dockets) - len(row.left_out)
        if not rest:
            raise Refused("nothing_left", _("Nothing of this list may go any more. Take it back."), None)
        not_alone(rest, alone)
        row.save(update_fields=["left_out"])
    settling.settle(row, agree, by)
    if agree:
        if rest <= AT_ONCE:
            carry_on(row)
        else:
            jobs.enqueue(JOB, key=f"{row.pk}:0", erasure=row.pk)
    return row


def opens_at(row: Going) -> datetime:
    """Return from when on a list can be agreed to."""
    return row.recorded_at + SEEN_FOR


def not_early(row: Going) -> None:
    """Raise Refused("too_early") where a list has not lain open for as long as it has to."""
    if clock.now() < opens_at(row):
        said = _(
            "Nobody agrees to a list within three days: those who oversee have to be able to look first."
        )
        raise Refused("too_early", said, None)


@transaction.atomic
def carry_on(row: ErasureList) -> bool:
    """Erase the next dockets of a list that was agreed to, and say so in the log; True where some are left.

    What may not go any more is left out of it, with why.
    """
    row = ErasureList.objects.select_for_update(of=("self",)).get(pk=row.pk)
    if not row.agreed or row.ended_at is not None:
        return False
    assert row.proposed_by is not None
    assert row.settled_by is not None
    there = _there(row, lock=True)  # what happens in one of them from here on happens after its erasure
    row.left_out |= left_out(row)
    todo = [there[each["c"]] for each in row.dockets if each["c"] in there and each["c"] not in row.left_out]
    lot = next_lot(todo, AT_ONCE)
    if lot:
        row.payloads += erase(
            dockets=[docket.pk for docket in lot],
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


def next_lot(todo: list[T], most: int) -> list[T]:
    """Return what goes next of what is left: at most so many, in lots of even size."""
    lots = -(-len(todo) // most)
    return todo[: -(-len(todo) // lots)] if lots else []


def left_out(row: ErasureList) -> dict[str, str]:
    """Return which dockets of a list may not be erased now, and why not; none that this list has erased."""
    current, there = schedules.current(), _there(row)
    found: dict[str, str] = {}
    if current is None:
        return {each["c"]: str(LeftOut.KEPT) for each in row.dockets}
    lengths = {each["c"]: each["length"] for each in row.dockets}
    approving = [each for each in (row.proposed_by, row.settled_by) if each is not None]
    if not row.agreed:
        found = {c: str(LeftOut.GONE) for c in lengths if c not in there}
    for each in retention.every(sorted(there.values(), key=lambda docket: docket.pk), current):
        docket = each.docket
        if any(not _sees(docket, person) for person in approving):
            found[docket.pseudonym] = str(LeftOut.SHUT)
        elif docket.length != lengths[docket.pseudonym]:
            held = each.verdict.standing is Standing.HELD
            found[docket.pseudonym] = str(LeftOut.HELD if held else LeftOut.CHANGED)
        elif each.verdict.standing is not Standing.ERASABLE:
            found[docket.pseudonym] = str(LeftOut.KEPT)
        elif Proposal.objects.filter(docket=docket, ended_at=None).exists() or _needed(docket):
            found[docket.pseudonym] = str(LeftOut.WAITING)
    return found


def _needed(docket: Docket) -> bool:
    """Tell whether another room still needs the docket, such as for a joining that is being carried out."""
    try:
        hooks.check(docket)
    except Refused:
        return True
    return False


def sees_all(row: ErasureList, person: Person) -> bool:
    """Tell whether somebody may see, and approve for, every docket of a list that is still there."""
    return bool(_seen_whole([row], person))


def waiting_for(person: Person) -> list[ErasureList]:
    """Return the lists that a second person, who may be this one, can agree to by now, the oldest first; some
    queries, however many there are and however much stands on them."""
    open_for_long = {"settled_at": None, "recorded_at__lte": clock.now() - SEEN_FOR}
    rows = ErasureList.objects.filter(**open_for_long).exclude(proposed_by=person)
    return _seen_whole(list(rows.select_related("proposed_by").order_by("pk")[:WAIT]), person)


def _seen_whole(rows: Sequence[ErasureList], person: Person) -> list[ErasureList]:
    """Return those lists of which somebody may see, and approve for, every docket that is still there. Of
    those that are read by office, each is asked by itself."""
    names = {each["c"] for row in rows for each in row.dockets}
    there = Docket.objects.filter(pseudonym__in=names, key_wrapped__isnull=False)
    seen = set(wall.visible_to(person, there).values_list("pseudonym", flat=True))
    hidden = {
        each.pseudonym
        for each in there.exclude(pseudonym__in=seen)
        if not (kinds.of(each).by_office and _sees(each, person))
    }
    hidden |= approving.barred(there.filter(pseudonym__in=seen), person)
    return [row for row in rows if hidden.isdisjoint(each["c"] for each in row.dockets)]


def on_lists() -> set[str]:
    """Return the pseudonyms of the dockets on lists that wait for a second person, or are being erased."""
    rows = ErasureList.objects.filter(ended_at=None).exclude(settled_at__isnull=False, agreed=False)
    return {each["c"] for dockets in rows.values_list("dockets", flat=True) for each in dockets}


def _there(row: ErasureList, *, lock: bool = False) -> Mapping[str, Docket]:
    """Return the dockets of a list whose content is there, by pseudonym, locked in the order of their keys if
    so asked."""
    names = [each["c"] for each in row.dockets]
    found = Docket.objects.filter(pseudonym__in=names, key_wrapped__isnull=False).order_by("pk")
    if lock:
        found = found.select_for_update(of=("self",))
    return {docket.pseudonym: docket for docket in found}


def _sees(docket: Docket, person: Person) -> bool:
    return wall.sees(docket, person) and approving.may(docket, person)


def _line(kept: Kept) -> dict[str, Any]:
    holds, until = kept.verdict.holds, kept.verdict.until
    return {
        "c": kept.docket.pseudonym,
        "length": kept.docket.length,
        "class": holds.id if holds else "",
        "until": until.isoformat() if until else "",
    }


def _basis(row: ErasureList, dockets: Sequence[Docket]) -> dict[str, str]:
    """Return under which class of which schedule each docket goes, by its number."""
    current = schedules.current()
    assert current is not None
    schedule = current.schedule
    of = {each["c"]: each["class"] for each in row.dockets}
    found = {}
    for docket in dockets:
        held = schedule.classes.get(of[docket.pseudonym])
        why = f"{held.title}: {held.reason}" if held else _("By a review.")
        found[docket.number] = f"{schedule.title}, {schedule.version}. {why}"
    return found


def not_alone(number: int, alone: bool) -> None:
    """Raise Refused("alone") where only one would go, and nobody has said that it is to be so."""
    if number == 1 and not alone:
        said = _(
            "There is only one: the public entry of the erasure would point to it. Wait until others can go "
            "with it, or say that it goes alone."
        )
        raise Refused("alone", said, None)
