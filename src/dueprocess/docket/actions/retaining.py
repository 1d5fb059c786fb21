"""Legal holds, and what somebody decides who looks at whether a closed docket is still to be kept.

Whoever has the power puts a hold alone: it only keeps. Lifting one takes two (`proposing.propose_lift`), and
so nobody lifts one silently. Each is a note of the docket, with its reason.
"""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dueprocess.core.errors import Malformed, Problem, Refused
from dueprocess.docket import approving, house, retention, wall
from dueprocess.docket.actions import preparing, signed_notes, steps
from dueprocess.docket.models import Act, Docket, LegalHold
from dueprocess.docket.needs import Actor, Needs
from dueprocess.docket.retention import HoldIs, ReviewIs
from dueprocess.docket.sealing import Vault
from dueprocess.kit import clock
from dueprocess.people.actions import require
from dueprocess.people.models import Grant, Person, Power
from dueprocess.rules import schedules

MAY_LIFT = (Power.HOLD, Power.OVERSEE)
"""Powers of which the second person holds one who signs that a legal hold is lifted."""
NOT_THEM = gettext_lazy("Ask somebody who may lift legal holds too, or who oversees.")
MOST_YEARS = 30
"""No single decision keeps something for longer: after that somebody looks again."""


@transaction.atomic
def put_hold(*, docket: Docket, by: Actor, reason: str, length: int | None = None) -> Act:
    """Put a legal hold on a docket, open or closed: nothing of it is erased until two people lift it.

    Raises Malformed without a reason; Refused: "no_power", "not_able" for somebody who may not see it,
    "erased", "done_already" where one runs.
    """
    preparing.reason_given(reason)
    docket = Docket.objects.locked(docket.pk)
    _may(docket, by, Power.HOLD)
    if retention.held(docket.acts.order_by("n")) is not None:
        raise Refused("done_already", _("A legal hold runs already."), None)
    needs = Needs(act={"what": str(HoldIs.PUT)}, content={"reason": reason})
    act = steps.house_note(docket=docket, note=house.LEGAL_HOLD, by=by, needs=needs, named={}, length=length)
    LegalHold.objects.create(docket=docket, put=act.n, put_at=act.recorded_at)
    return act


def needs(docket: Docket, *, by: Actor, reason: str, signer: Person) -> Needs:
    """Return what the note carries by which the legal hold of a docket is lifted.

    Raises as `put_hold`, Refused("conflict") for somebody whom one bars, ("ended_already") where none runs,
    and ("not_able") for a signer who neither holds the power nor oversees, or whom a conflict bars.
    """
    preparing.reason_given(reason)
    running = _running(docket, by)
    if not _overlooks(signer) or not approving.may(docket, signer):
        raise Refused("not_able", str(NOT_THEM), None)
    return Needs(act={"what": str(HoldIs.LIFTED), "of": running.n}, content={"reason": reason})


@transaction.atomic
def lift(*, docket: Docket, by: Actor, needs: Needs) -> Act:
    """Write the note that both have signed. Raises as `needs`, and Refused("second_person") for one person
    alone."""
    signed = {str(each["by"]) for each in needs.introduces.get(house.SIGNED, {}).get("by", ())}
    docket = Docket.objects.locked(docket.pk)
    running, local = _running(docket, by), Vault.of(docket).local
    others = signed - {local(by.person.pk)} if by.person else set()
    able = [pk for pk in _overlooking() if local(pk) in others]
    if not any(approving.may(docket, person) for person in Person.objects.filter(pk__in=able)):
        raise Refused("second_person", _("Nobody lifts a legal hold alone."), None)
    if running.n != needs.act["of"]:
        raise Refused("changed_meanwhile", _("Another legal hold was put on it meanwhile."), None)
    act = steps.house_note(docket=docket, note=house.LEGAL_HOLD, by=by, needs=needs, named={})
    LegalHold.objects.filter(docket=docket, put=running.n).update(lifted=act.n, lifted_at=act.recorded_at)
    return act


@transaction.atomic
def review(
    *, docket: Docket, by: Actor, reason: str, until: date | None = None, length: int | None = None
) -> Act:
    """Write down what somebody decided who looked at a closed docket: it is kept `until` a day, or (None) may
    go when its time is over. That alone erases nothing.

    Raises Malformed without a reason, for a day that is not to come or more than thirty years away; Refused
    as `put_hold`, "conflict" for somebody whom one bars, "open" for one that is, "no_schedule" where none was
    adopted.
    """
    preparing.reason_given(reason)
    docket = Docket.objects.locked(docket.pk)
    _may(docket, by, Power.ERASE)
    _impartial(docket, by)
    current = schedules.current()
    if current is None:
        raise Refused("no_schedule", _("No retention schedule was adopted."), None)
    if docket.is_open:
        raise Refused("open", _("This is open: it is kept anyhow."), None)
    if until is not None:
        keep_until(until, retention.today(current))
    act = {"as": str(ReviewIs.KEPT if until else ReviewIs.RELEASED)}
    needs = Needs(act=act | ({"until": until.isoformat()} if until else {}), content={"reason": reason})
    return steps.house_note(docket=docket, note=house.REVIEWED, by=by, needs=needs, named={}, length=length)


def _overlooking() -> set[int]:
    """Return who may sign that a legal hold is lifted."""
    running = Grant.objects.running(clock.now().date()).filter(power__in=MAY_LIFT)
    return set(running.values_list("person", flat=True))


def _overlooks(person: Person) -> bool:
    return person.pk in _overlooking()


def keep_until(until: date | None, now: date) -> None:
    """Raise Malformed for a day that is not to come, or more than thirty years away."""
    if until is None or not now < until <= now.replace(year=now.year + MOST_YEARS, day=min(now.day, 28)):
        what = _("This is no day in the next thirty years.")
        raise Malformed([Problem("until", None, what, _("Give a day to come."))])


def _may(docket: Docket, by: Actor, power: Power) -> None:
    """Raise Refused where this person may not decide on how long this docket is kept."""
    if by.person is None:
        raise Refused("no_power", _("Only somebody with the power for it decides this."), None)
    require(by.person, power)
    if docket.key_wrapped is None:
        raise Refused("erased", _("The content of this was erased."), None)
    if not wall.sees(docket, by.person):
        raise Refused("not_able", _("Only somebody who may see this case decides this."), None)


def _impartial(docket: Docket, by: Actor) -> None:
    """Raise Refused for somebody whom a conflict of interest bars, though they may see the docket."""
    if by.person is None or not approving.may(docket, by.person):
        raise Refused(
            "conflict", _("A conflict of interest keeps you from deciding this: others do it."), None
        )


def _running(docket: Docket, by: Actor) -> Act:
    _may(docket, by, Power.HOLD)
    _impartial(docket, by)
    found = retention.held(docket.acts.order_by("n"))
    if found is None:
        raise Refused("ended_already", _("No legal hold runs."), None)
    return found


signed_notes.finishes(house.LEGAL_HOLD, lift, may_propose=signed_notes.by_a_power)
