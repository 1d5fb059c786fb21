"""Joining many cases into one by a single decision: a list of work, carried out one case after another.

Each case is joined in a transaction of its own (`joining.join_case`), so that none is ever half joined; where
one cannot be, the work stops and says so, and goes on when somebody says how. Must not judge which complaints
belong together.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from dueprocess.cases.actions.joining import join_case
from dueprocess.cases.models import Joining, JoiningPart
from dueprocess.core.errors import Broken, Malformed, Problem, Refused
from dueprocess.docket import wall
from dueprocess.docket.actions import standing
from dueprocess.docket.models import Docket
from dueprocess.docket.needs import Actor
from dueprocess.docket.sealing import Vault
from dueprocess.kit import clock
from dueprocess.kit.jobs import enqueue
from dueprocess.people.models import Person

JOB = "cases.join"
MOST = 200
"""Cases that one decision may join."""
State = JoiningPart.State
Leaves = Callable[[Docket, Person], tuple[str, Mapping[str, Any]] | None]
Role = Callable[[Docket, str, Person], str]


@transaction.atomic
def join_together(*, into: Docket, others: Sequence[Docket], step: str, by: Person, reason: str) -> Joining:
    """Decide that `others` belong into `into`, and have them joined in the background, in the order given.

    Raises Malformed without a reason or without any other case, and for more than `MOST`;
    Refused("joining") while an earlier decision about the same case is being carried out.
    """
    problems = []
    if not reason.strip():
        problems.append(Problem("reason", None, _("The reason is empty."), _("Say why in a few words.")))
    chosen = [each for each in dict.fromkeys(others) if each.pk != into.pk]
    if not 0 < len(chosen) <= MOST:
        what = _("Nothing is chosen.") if not chosen else _("That is more than one decision joins.")
        problems.append(Problem("others", None, what, _("Choose from 1 to {most}.").format(most=MOST)))
    if problems:
        raise Malformed(problems)
    Docket.objects.locked(into.pk)
    if into.joinings.filter(ended_at=None).exists():
        raise Refused("joining", _("An earlier decision to join cases into this one is not finished."), None)
    joining = Joining(into=into, made_at=clock.now())
    told = {"person": by.pk, "step": step, "reason": reason, "others": [each.pseudonym for each in chosen]}
    joining.sealed = Vault.of(into).seal(told, _place(joining))
    joining.save()
    JoiningPart.objects.bulk_create([JoiningPart(joining=joining, docket=each) for each in chosen])
    _work(joining)
    return joining


def carry_on(joining: Joining, *, leaves: Leaves, role: Role) -> None:
    """Join what waits, one case after another, up to the end or to the first that cannot be joined.

    `leaves` gives the step by which a case comes to its end, `role` the role in which somebody takes a step;
    both as at the moment, so that nobody joins what they may no longer. May be cut short and called again.
    """
    told = decided(joining)
    person = Person.objects.get(pk=told["person"])
    while part := _next(joining):
        try:
            _join(joining, part, person, told, leaves, role)
        except Refused as refusal:
            _stop(part, refusal)
            return


@transaction.atomic
def go_on(joining: Joining, *, without: Sequence[int] = ()) -> None:
    """Take the work up again after it stopped; the parts of these keys are left out of it for good."""
    joining = Joining.objects.select_for_update(of=("self",)).get(pk=joining.pk)
    stopped = joining.parts.filter(state=State.STOPPED)
    stopped.filter(pk__in=without).update(state=State.LEFT_OUT)
    stopped.update(state=State.WAITS, why=b"")
    _work(joining)


def decided(joining: Joining) -> dict[str, Any]:
    """Return what was decided: `person` (key), `step`, `reason`, and the pseudonyms of the `others`."""
    found: dict[str, Any] = Vault.of(joining.into).open(joining.sealed, _place(joining))
    return found


def why_not(part: JoiningPart) -> str:
    """Return for what reason a case could not be joined; "" where there is none."""
    if not part.why:
        return ""
    return str(Vault.of(part.docket).open(part.why, f"joining/{part.pk}"))


def _place(joining: Joining) -> str:
    return f"joining/{joining.made_at.timestamp()}"


def _work(joining: Joining) -> None:
    if joining.parts.filter(state=State.WAITS).exists():
        left = joining.parts.filter(state=State.WAITS).count()
        enqueue(JOB, key=f"{joining.pk}:{left}:{clock.now().timestamp()}", joining=joining.pk)
    else:
        Joining.objects.filter(pk=joining.pk, ended_at=None).update(ended_at=clock.now())


def _next(joining: Joining) -> JoiningPart | None:
    """Return the part that is to be done now; None at the end, and where the work stands still."""
    if joining.parts.filter(state=State.STOPPED).exists():
        return None
    return joining.parts.filter(state=State.WAITS).order_by("pk").first()


@transaction.atomic
def _join(
    joining: Joining, part: JoiningPart, person: Person, told: Mapping[str, Any], leaves: Leaves, role: Role
) -> None:
    """Join one case and cross it off, both or neither."""
    Joining.objects.select_for_update(of=("self",)).get(pk=joining.pk)
    part = JoiningPart.objects.select_related("docket").get(pk=part.pk)
    if part.state != State.WAITS:
        return  # another worker was quicker
    into, other = Docket.objects.get(pk=joining.into_id), part.docket
    if other.pseudonym not in told["others"]:
        raise Broken(f"Nobody decided to join the case {other.number} into {into.number}.")
    standing.signs_in(person)
    if not (wall.sees(into, person) and wall.sees(other, person)):
        raise Refused("not_able", _("Whoever decided this may not read the case any more."), None)
    join_case(
        into=into, other=other, step=told["step"], leave=leaves(other, person), by=Actor(person=person),
        role=role(into, told["step"], person), reason=told["reason"],
    )  # fmt: skip
    part.state = State.JOINED
    part.save(update_fields=["state"])
    if not joining.parts.exclude(state__in=(State.JOINED, State.LEFT_OUT)).exists():
        Joining.objects.filter(pk=joining.pk).update(ended_at=clock.now())


def _stop(part: JoiningPart, refusal: Refused) -> None:
    part.why = Vault.of(part.docket).seal(str(refusal.reason), f"joining/{part.pk}")
    part.state = State.STOPPED
    part.save(update_fields=["state", "why"])
