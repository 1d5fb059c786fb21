"""A match is confirmed or dismissed by a person, on identity and nothing else, with a reason that is kept."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from dueprocess.core.errors import Malformed, Problem, Refused
from dueprocess.docket.sealing import person_tag
from dueprocess.kit import clock
from dueprocess.people.models import Person
from dueprocess.standing.actions.ground import bind, may
from dueprocess.standing.actions.lists import KEEPERS, running
from dueprocess.standing.models import Match, MatchStep
from dueprocess.standing.sealing import Shelf


@transaction.atomic
def confirm(*, pk: int, why: str, second: str, by: Person) -> Match:
    """Say that a listed person is this person of the register: from this instant on what the list bars from
    holds for them.

    `second`: what besides the name shows that it is them; it must be said where several people may be meant.
    Raises Malformed without a reason; Refused: "no_power", "oneself", "done_already", "second_factor".
    """
    may(by, KEEPERS)
    match = _waiting(pk, by)
    _wanted("why", why)
    if asks_second(match) and not second.strip():
        said = _(
            "Several people may be meant. Say what besides the name shows that it is this one: a day of "
            "birth, a number, an address."
        )
        raise Refused("second_factor", said, None)
    return _decided(match, MatchStep.CONFIRMED, "\n".join(filter(None, (why.strip(), second.strip()))), by)


@transaction.atomic
def dismiss(*, pk: int, why: str, by: Person) -> Match:
    """Say that a listed person is somebody else. It is remembered, so that the next issue of the list does
    not propose it again. Raises as `confirm`, and does not ask for a second fact."""
    may(by, KEEPERS)
    match = _waiting(pk, by)
    _wanted("why", why)
    return _decided(match, MatchStep.DISMISSED, why.strip(), by)


def asks_second(match: Match) -> bool:
    """Tell whether several people of the register were proposed for the same listed person."""
    return match.listed.matches.exclude(pk=match.pk).exists()


def _waiting(pk: int, by: Person) -> Match:
    match = Match.objects.select_for_update(of=("self",)).select_related("listed__list").get(pk=pk)
    running(match.listed.list_id)
    if match.step != MatchStep.PROPOSED or match.listed.withdrawn_at is not None:
        raise Refused(
            "done_already", _("Somebody has decided this already, or it is not on the list any more."), None
        )
    if match.tag == person_tag(by.pk):
        raise Refused("oneself", _("Nobody decides this of themselves."), None)
    return match


def _wanted(path: str, text: str) -> None:
    if not text.strip():
        raise Malformed([Problem(path, None, _("This is empty."), _("Say by what you know it."))])


def _decided(match: Match, step: MatchStep, why: str, by: Person) -> Match:
    match.step, match.decided_by, match.decided_at = step, by, clock.now()
    match.why = Shelf().seal(match.listed.list, why.encode(), f"why/{match.listed_id}/{match.tag}")
    match.save(update_fields=["step", "decided_by", "decided_at", "why"])
    bind(f"match {step}", by, [match])
    return match
