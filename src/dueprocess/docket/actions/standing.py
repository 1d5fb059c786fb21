"""Whether whoever writes may write here now. The engine judges an act by the day on which it happened; what
somebody may still put down today, of yesterday, is asked here. Writes nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from dueprocess.core import engine
from dueprocess.core.engine import holding, untold
from dueprocess.core.errors import Refused
from dueprocess.core.independence import Ground
from dueprocess.core.rulebook.telling import RESPONDENT
from dueprocess.docket import by_roles, direct, house, places, roster, wall
from dueprocess.docket.models import Docket, PersonKey, Reach
from dueprocess.docket.models.access import AS
from dueprocess.docket.models.dockets import NO
from dueprocess.docket.needs import Actor, PartyIdentity
from dueprocess.docket.roster import Assembled, Roster
from dueprocess.docket.sealing import person_tag
from dueprocess.kit import clock
from dueprocess.kit.components import worded
from dueprocess.kit.tags import stored
from dueprocess.people import holders
from dueprocess.people.models import Grant, Login, Person, Power
from dueprocess.rules import rulebooks

_OF_ROOMS = {
    *house.OF_EVIDENCE,
    *house.OF_BUNDLES,
    *house.OF_STATEMENTS,
    *house.OF_WITNESSES,
    *house.OF_HEARINGS,
    house.SERVICE,
}
_ASKED_HERE = {
    house.STOCK,
    house.PROMISED,
    places.PLACED,
    house.ASKED_TO_DECLARE,
    house.LOT,
    house.PRIORITY,
}
ANYBODYS = (house.OWN - _ASKED_HERE - _OF_ROOMS - house.WAYS - house.ASKS) | {"stepped_down"}
"""Notes for which it is not asked here who writes them: their own actions ask."""
LASTING = frozenset({Ground.CONFLICT, Ground.PARTY, Ground.ACCUSED_UNIT, Ground.STEPPED_DOWN})
"""What came later bars somebody whatever day is given; so does what they have not declared yet."""


def as_seen(docket: Docket, length: int | None) -> None:
    """Raise Refused("changed_meanwhile") where the docket is longer than when the form was made."""
    if length is not None and length != docket.length:
        raise Refused(
            "changed_meanwhile",
            _(
                "This changed meanwhile: somebody recorded something else first. "
                "Look at what is new, then send again."
            ),
            None,
        )


def signs_in(person: Person) -> None:
    """Raise Refused("not_able") where the login of whoever began what goes on in the background was closed
    since: with it ends what was begun by it."""
    if Login.objects.filter(person=person, is_active=False).exists():
        raise Refused("not_able", _("Whoever began it can sign in no more."), None)


def not_shut_out(whole: Assembled, by: Actor) -> None:
    """Raise Refused("denied") for somebody to whom this file was shut by a decision."""
    if by.person is not None and "denied" in _reasons(whole, by, shuts=True):
        raise Refused("denied", _("This file was shut for you by a decision."), None)


def has_part(whole: Assembled, by: Actor) -> None:
    """Raise Refused("no_part") for an officer who has no part in the procedure: who only looks on writes
    nothing, and speaks for no party."""
    if by.person is None:
        return
    now = clock.now()
    if roster.holds_a_role(whole.docket, whole.rulebook, by.person.pk, at=now, rows=whole.rows):
        return
    if not any(why.startswith(AS) for why in _reasons(whole, by, shuts=False)):
        raise Refused(
            "no_part", _("You have no part in this case: you can read it, and write nothing."), None
        )


def has_part_or_oversees(whole: Assembled, by: Actor) -> None:
    """Do as `has_part` for a file that nobody takes forward: there oversight has a hand in it too."""
    if by.person is None or Power.OVERSEE not in holders.standing(by.person, clock.now().date()).powers:
        has_part(whole, by)


def takes_two(docket: Docket, by: Actor, people: Mapping[str, PartyIdentity], meant: Iterable[int]) -> None:
    """Raise Refused("second_person") where an officer alone would shut somebody out of a file by naming them
    as a party, or somebody whom that name may mean, or the unit in which they hold an office: whoever may see
    it now."""
    if by.person is None:
        return
    named = {each.person for each in people.values() if each.person and each.kind != "officer"} | set(meant)
    units = {each.unit for each in people.values() if each.unit and each.kind == RESPONDENT}
    named |= _officers(docket, units) if units else set()
    named -= {by.person.pk}
    if not named:
        return
    others = Person.objects.filter(pk__in=named)
    if any(wall.sees(docket, person) for person in others):
        raise Refused(
            "second_person",
            _(
                "Somebody who is named here, whom the name may mean, or who holds an office in the unit "
                "that is named, may see this case now and would be shut out of it. Somebody else has to sign "
                "that with you."
            ),
            None,
        )


def _officers(docket: Docket, units: Collection[int]) -> set[int]:
    """Return who holds an office in one of these units, or below it, and might see the docket now."""
    on = clock.now().date()
    served = {pk for pk, each in holders.places(on).items() if not each.served.isdisjoint(units)}
    able = holders.of(roles=by_roles.opening_roles(docket.rulebook_id), unit=docket.unit_id, on=on)
    found = {holder.person for holder in able}
    found |= set(Grant.objects.running(on).filter(power=Power.OVERSEE).values_list("person", flat=True))
    opened = set(Reach.objects.filter(docket=docket, shuts__in=NO).values_list("tag", flat=True))
    return {pk for pk in served if pk in found or person_tag(pk) in opened}


def may_be_written_to(whole: Assembled, state: engine.State, to: Collection[str], *, n: int) -> None:
    """Raise Refused("untold") where a message (row `n`) goes to a respondent whom the rules have not told of
    the case yet, or to whoever acts for one: its reason says by which step they are told."""
    if not to:
        return
    rows = PersonKey.objects.filter(docket=whole.docket, key__in=to)
    meant = {*to, *(str(whole.vault.identity(row).get("acts_for", "")) for row in rows)}
    if first := untold.untold(state, meant, before=n):
        raise untold.refusal(state, first)


def still_may(whole: Assembled, act: Mapping[str, Any], by: Actor, at: datetime) -> None:
    """Raise Refused for an act that its author, or somebody who signs it with them, may not do any more.

    `role_ended`: they held the role when it is said to have happened, and do not hold it today.
    `not_independent`: a conflict, or their becoming a party, came after the moment that is given.
    """
    if by.person is None or by.key is not None or not act.get("step"):
        return
    acting = [(whole.vault.local(by.person.pk), str(act.get("as", "")))]
    acting += [(str(each["by"]), str(each["as"])) for each in act.get("countersigned") or ()]
    now = clock.now()
    if now.date() != at.date():
        today = _today(whole, now)
        for key, role in acting:
            if _held(whole, whole.roster, key, role) and not _held(whole, today, key, role):
                raise Refused(
                    "role_ended",
                    _("The role in which this was done has ended. Whoever holds it now takes the step."),
                    None,
                )
    if whole.rows and at < whole.rows[-1].at:
        _independent(whole, act, acting, now)


def _independent(
    whole: Assembled, act: Mapping[str, Any], acting: list[tuple[str, str]], now: datetime
) -> None:
    rules = whole.rulebook
    clerical = rules.steps[str(act["step"])].clerical
    fold = engine.state(rulebooks.LIBRARY, whole.engine(), now)._fold
    for key, role in acting:
        if role not in rules.roles and role not in rules.bodies:
            continue
        out = holding.acts(fold, fold.main, role, key, clerical=clerical)
        lasting = out is not None and not out.speaks and out.ground in LASTING
        if out is not None and (lasting or out.ground is Ground.UNDECLARED):
            raise Refused(
                "not_independent",
                _("{key} {reason}, whatever day is given.").format(key=key, reason=worded(out.reason)),
                out.clause,
            )


def _held(whole: Assembled, people: Roster, key: str, role: str) -> bool:
    body = whole.rulebook.bodies.get(role)
    names = (role, *(body.seats if body else ()), *(body.stand_ins.values() if body else ()))
    return any((key, name) in people.appointments for name in names)


def _today(whole: Assembled, now: datetime) -> Roster:
    return roster.of(whole.docket, whole.rulebook, whole.vault, at=now, rows=whole.rows)


def _reasons(whole: Assembled, by: Actor, *, shuts: bool) -> set[str]:
    assert by.person is not None
    values = (whole.docket.pk, stored(person_tag(by.person.pk)), shuts)
    rows = direct.values(Reach, ("why",), "docket_id = %s AND tag = %s AND shuts = %s", values)
    return {why for (why,) in rows}
