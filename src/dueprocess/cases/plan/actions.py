"""Taking stock of a case, promising a day for it, and the acts of the plan itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from dueprocess.cases.actions.talking import send_message
from dueprocess.cases.plan import questions
from dueprocess.cases.plan.models import CLOSING, Conflict, Found, Looked, Promise, Suspension, Urgency
from dueprocess.cases.plan.projector import COUNT
from dueprocess.core.errors import Malformed, Problem, Refused
from dueprocess.docket import actions as dockets
from dueprocess.docket import house
from dueprocess.docket.actions import openings, rooms
from dueprocess.docket.models import Act, Docket, Notice, Proposal
from dueprocess.docket.models.dockets import PLAN
from dueprocess.docket.models.source import GAP
from dueprocess.docket.needs import MACHINE, Actor, Needs
from dueprocess.kit import clock, mail
from dueprocess.people import holdings
from dueprocess.people.models import Person, Unit
from dueprocess.rules import rulebooks
from dueprocess.rules.actions import organisation
from dueprocess.rules.models import RulebookVersion

PAGE = "desk:plan"
"""Where whoever is told reads of the plan; its address is known to the door that has it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What is known of a case: what was found and where it was looked for, which papers are missing, what the
    conflict check found, what became of a suspension, how urgent it is; `remarks` are for whoever works on it
    next."""

    found: Found
    looked: Sequence[Looked]
    lacking: Sequence[str] = ()
    conflict: Conflict
    suspended: Suspension
    urgency: Urgency = Urgency.TURN
    remarks: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """A day to promise: for what (`of`: closing, or a step of the rulebook), to which parties (local keys),
    in which words; `reason`: why it is another day than before."""

    of: str
    on: date
    to: Sequence[str] = ()
    text: str = ""
    reason: str = ""


@transaction.atomic
def take_stock(
    *,
    docket: Docket,
    taken: Taken,
    by: Actor,
    owner: int | None = None,
    day: Day | None = None,
    length: int | None = None,
) -> Act:
    """Write down what is there of an open case; with it, whose case it is from now on (`owner`, a key of the
    register) and the day that is promised. Returns the note.

    Raises Malformed where it is not said where it was looked for, or which papers are missing; Refused as
    `take_note` does, and as `promise_day` does.
    """
    faults = []
    if not taken.looked:
        what = _("It is not said where it was looked for.")
        faults.append(Problem("looked", None, what, _("Choose at least one place.")))
    lacking = [line.strip() for line in taken.lacking if line.strip()]
    if taken.found is Found.LACKING and not lacking:
        what = _("It is not said which papers are missing.")
        faults.append(Problem("lacking", None, what, _("Name each on a line of its own.")))
    if taken.found is Found.WHOLE and lacking:
        what = _("Papers are named as missing, and everything is said to be there.")
        faults.append(Problem("lacking", None, what, _("Choose that papers are missing, or name none.")))
    if faults:
        raise Malformed(faults)
    _open(docket)
    facts = {
        "found": str(taken.found),
        "looked": [str(each) for each in taken.looked],
        "lacking": len(lacking),
        "conflict": str(taken.conflict),
        "suspended": str(taken.suspended),
        "urgency": str(taken.urgency),
    }
    content = {"missing papers": "\n".join(lacking), "remarks": taken.remarks.strip()}
    needs = Needs(act=facts, content={name: text for name, text in content.items() if text})
    made = dockets.house_note(docket=docket, note=house.STOCK, by=by, needs=needs, named={}, length=length)
    if owner is not None:
        dockets.assign(docket=docket, to=owner, by=by, reason=_("Given out when stock was taken."))
    if day is not None:
        promise_day(docket=docket, day=day, by=by)
    return made


@transaction.atomic
def promise_day(*, docket: Docket, day: Day, by: Actor, length: int | None = None) -> Act:
    """Promise a day for an open case, and write to the parties that are named, as a message of its own.
    Returns the note. Where another day stands for the same, `reason` says why it changes.

    Raises Refused("past_day") for a day that is not ahead, "no_such_step" for what no day is promised for,
    "same_day" for the day that stands already; Malformed where a reason or the words to the parties are
    missing; and Refused as `take_note` does.
    """
    _open(docket)
    rules = rulebooks.shown(docket.rulebook_id)
    if day.of != CLOSING and day.of not in questions.may_be_promised(rules):
        raise Refused("no_such_step", _("No day is promised for that."), None)
    if day.on < rulebooks.clock(docket.rulebook_id).local_day(clock.now()):
        raise Refused("past_day", _("This day is past."), None)
    before = Promise.objects.filter(docket=docket, of=day.of, ended_at=None)
    earlier = questions.standing(before).order_by("-act").first()
    faults = []
    if earlier is not None and earlier.on == day.on:
        raise Refused("same_day", _("This day is promised already."), None)
    if earlier is not None and not day.reason.strip():
        what = _("Another day was promised before.")
        faults.append(Problem("reason", None, what, _("Say why it changes.")))
    if day.to and not day.text.strip():
        what = _("There are no words to write to them.")
        faults.append(Problem("text", None, what, _("Write what they are to read.")))
    if faults:
        raise Malformed(faults)
    reason = {"reason": day.reason.strip()} if day.reason.strip() else {}
    facts = {"of_what": day.of, "day": day.on.isoformat(), "to": list(day.to)}
    made = dockets.house_note(
        docket=docket,
        note=house.PROMISED,
        by=by,
        needs=Needs(act=facts, content=reason),
        named={},
        length=length,
    )
    if day.to:
        send_message(docket=docket, by=by, text=day.text, to=day.to)
    return made


def _open(docket: Docket) -> None:
    if docket.kind != "case" or not docket.is_open:
        raise Refused("not_open", _("Only an open case is taken stock of."), None)


# --- the plan's own acts


def prepare(*, by: Person) -> Docket:
    """Set aside a docket for a plan under the rulebook in force for plans, in the unit that stands above all
    others: whoever holds an office there acts in it. Raises Refused("no_rulebook"), and "runs_already" while
    a plan runs."""
    _none_runs()
    tops = list(Unit.objects.filter(parent=None)[:2])
    return openings.prepare(by=by, kind=PLAN, unit=tops[0] if len(tops) == 1 else None)


@transaction.atomic
def begin(*, prepared: Docket, step: str, by: Actor, at: datetime, needs: Needs) -> Act | Proposal:
    """Begin the plan that was set aside, or propose it to those who sign it: then it begins when the last of
    them has signed. Raises Refused("runs_already") while another one runs, also then, "begins_now" where it
    is dated back by more than a day, and Refused as `open_docket` does."""
    if clock.now() - at > GAP:  # what was received after its beginning would not count as carried in
        raise Refused("begins_now", _("A plan begins when it is entered: it is not dated back."), None)
    needs = replace(needs, late_reason="")  # with one, it would begin when it was proposed
    if dockets.waits(needs):
        _none_runs()
        return dockets.ask_others(docket=prepared, step=step, by=by, at=at, needs=needs)
    return dockets.open_docket(kind=PLAN, step=step, by=by, at=at, needs=needs, prepared=prepared)


@transaction.atomic
def go_on(
    *, docket: Docket, step: str, by: Actor, at: datetime, needs: Needs, length: int | None = None
) -> Act | Proposal:
    """Take a step of the plan, or propose it to those who sign it or vote on it. One that is owed again and
    again counts: its act carries the numbers of all cases as they are now, and others sign these numbers.
    Raises Refused as `take_step` does."""
    if counts(docket, step):
        now = clock.now()
        on = rulebooks.clock(docket.rulebook_id).local_day(now).isoformat()
        needs = replace(needs, introduces={COUNT: {"on": on, **questions.count(docket, now)}})
    if dockets.waits(needs):
        return dockets.ask_others(docket=docket, step=step, by=by, at=at, needs=needs, length=length)
    return dockets.take_step(docket=docket, step=step, by=by, at=at, needs=needs, length=length)


def counts(docket: Docket, step: str) -> bool:
    """Tell whether a step of the plan is one that counts."""
    found = rulebooks.shown(docket.rulebook_id).steps.get(step)
    return found is not None and any(due.every for due in found.due)


def _none_runs() -> None:
    if Docket.objects.filter(kind=PLAN, is_open=True).exists():
        raise Refused("runs_already", _("A plan runs already. Finish it first."), None)


def _alone(docket: Docket) -> None:
    """Raise Refused("runs_already") where a plan runs when this one is to begin: one begins at a time."""
    RulebookVersion.objects.select_for_update().get(pk=docket.rulebook_id)
    _none_runs()


rooms.opens_with(PLAN, _alone)


def tell(docket: Docket) -> int:
    """Write to the holders of the roles and bodies to whom the plan owes letters that something waits, and
    note each letter as sent; returns how many letters. The mail says nothing of the plan."""
    owed = Notice.objects.filter(docket=docket, state="owed", act__gt=0).order_by("act", "pk")
    rules = rulebooks.shown(docket.rulebook_id)
    house = organisation()
    done = 0
    for row in owed:
        body = rules.bodies.get(row.to_key)
        seats = dict.fromkeys(body.seats if body else [row.to_key], row.to_key)
        with transaction.atomic():
            found = holdings.holders_of(seats, on=clock.now().date()).values()
            addresses = {person.login.email for person, _roles in found if _signs_in(person)}
            if not addresses:
                continue
            for address in sorted(addresses):
                mail.notice(address, path=reverse(PAGE), house=house.name if house else "")
            facts = {"of": row.act, "to": [row.to_key], "by": "email"}
            dockets.take_note(docket=docket, note="sent", by=MACHINE, at=clock.now(), needs=Needs(act=facts))
        done += 1
    return done


def _signs_in(person: Person) -> bool:
    login = getattr(person, "login", None)
    return login is not None and login.is_active


__all__ = [
    "Day",
    "Taken",
    "begin",
    "counts",
    "go_on",
    "prepare",
    "promise_day",
    "take_stock",
    "tell",
]
