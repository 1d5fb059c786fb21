"""Lists of other bodies: made by one person with a lawful basis, a purpose and a last day; renewed by two;
ended by one, at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from dueprocess.core.errors import Malformed, Problem, Refused
from dueprocess.core.standing import Status
from dueprocess.kit import clock, keys
from dueprocess.people.models import Person, Power
from dueprocess.rules import bindings
from dueprocess.rules.actions import settling
from dueprocess.standing.actions.ground import bind, may
from dueprocess.standing.computing import today
from dueprocess.standing.models import OutsideList, Renewal

LONGEST = timedelta(days=366)
"""A list runs for a year at most before two people say anew that it is still needed."""
KEEPERS = (Power.STANDING,)


@transaction.atomic
def make_list(
    *,
    title: str,
    body: str,
    basis: str,
    purpose: str,
    bars: Sequence[str],
    scope: Sequence[str],
    expires_on: date,
    by: Person,
) -> OutsideList:
    """Begin a list of another body. Nobody is on it before an issue is taken in, and nobody is barred by it
    before somebody confirmed who they are.

    Raises Malformed for what is empty, a class that is not known, or a last day that is past or more than a
    year away; Refused("no_power").
    """
    may(by, KEEPERS)
    told = {"title": title, "body": body, "basis": basis, "purpose": purpose}
    problems = [
        Problem(name, None, _("This is empty."), _("Fill it in."))
        for name, text in told.items()
        if not text.strip()
    ]
    if not bars or any(each not in set(Status) for each in bars):
        problems.append(
            Problem("bars", None, _("It is not said what it bars from."), _("Choose one at least."))
        )
    problems += _days(expires_on)
    if problems:
        raise Malformed(problems)
    made = OutsideList.objects.create(
        **{name: text.strip() for name, text in told.items()},
        bars=[str(each) for each in Status if each in bars],
        scope=[word.strip() for word in scope if word.strip()],
        expires_on=expires_on, key_wrapped=keys.wrap(keys.new_key()), made_by=by, made_at=clock.now(),
        salt=keys.salt(),
    )  # fmt: skip
    bind("list made", by, [made])
    return made


@transaction.atomic
def end_list(*, pk: int, by: Person) -> OutsideList:
    """End a list before its last day: everything that it barred from is undone at this instant.

    Raises Refused: "no_power", "done_already".
    """
    may(by, (Power.STANDING, Power.OVERSEE))
    row = running(pk)
    row.ended_by, row.ended_at = by, clock.now()
    row.save(update_fields=["ended_by", "ended_at"])
    bind("list ended", by, [row])
    return row


@transaction.atomic
def propose_renewal(*, pk: int, until_on: date, reason: str, by: Person) -> Renewal:
    """Propose a later last day of a list that runs; nothing changes before a second person agrees.

    Raises Malformed without a reason, for a day that is not later or more than a year away; Refused:
    "no_power", "done_already" for a list that is over, "waits_already".
    """
    may(by, KEEPERS)
    row = running(pk)
    problems = _days(until_on)
    if until_on <= row.expires_on and not problems:
        problems.append(Problem("until_on", None, _("This is no later day."), _("Give a later one.")))
    if not reason.strip():
        problems.append(Problem("reason", None, _("This is empty."), _("Say why it is still needed.")))
    if problems:
        raise Malformed(problems)
    if Renewal.objects.filter(list=row, settled_at=None).exists():
        raise Refused("waits_already", _("A renewal of this list waits for a second person already."), None)
    made = Renewal.objects.create(
        list=row, until_on=until_on, reason=reason.strip(), proposed_by=by, recorded_at=clock.now()
    )
    bindings.bind(made, by)
    return made


@transaction.atomic
def settle_renewal(*, pk: int, agree: bool, by: Person) -> Renewal:
    """Agree to a renewal, so that the list runs until the later day, or decline it; its proposer may take it
    back.

    Raises what `settling.may` raises; Refused("done_already") where the list is over meanwhile: what has
    ended is not brought back.
    """
    proposal = Renewal.objects.select_for_update(of=("self",)).get(pk=pk)
    settling.may(
        proposal, agree, by, _("A renewal takes two people: somebody else agrees to what you proposed."),
        proposing=Power.STANDING, settling=(Power.STANDING, Power.OVERSEE),
    )  # fmt: skip
    if not agree:
        settling.settle(proposal, agree, by)
        return proposal
    row = running(proposal.list_id)
    if problems := _days(proposal.until_on):
        raise Malformed(problems)
    row.expires_on = proposal.until_on
    row.save(update_fields=["expires_on"])
    settling.settle(proposal, agree, by)
    bind("list renewed", by, [row])
    return proposal


def running(pk: int) -> OutsideList:
    """Return a list that runs, locked. Raises Refused("done_already") for one that is over."""
    row = OutsideList.objects.select_for_update(of=("self",)).get(pk=pk)
    if row.ended_at is not None or row.erased_at is not None or row.expires_on < today():
        raise Refused("done_already", _("This list is over. Make a new one where one is needed."), None)
    return row


def _days(last: date) -> list[Problem]:
    now = today()
    if last < now:
        return [Problem("expires_on", None, _("This day is past."), _("Give a later day."))]
    if last > now + LONGEST:
        what = _("A list runs for a year at most; then two people say whether it is still needed.")
        return [Problem("expires_on", None, what, _("Give an earlier day."))]
    return []


bindings.also(Renewal, "standing.renewed")
