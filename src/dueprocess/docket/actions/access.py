"""Opening and shutting one file for one person, by decision, and ending such a decision.

It takes two: somebody with the power who may see the file proposes it, somebody else who may see it signs
(`proposals.propose_access`). What was decided is a note in the docket.
"""

from __future__ import annotations

from enum import StrEnum

from django.db import transaction
from django.utils.translation import gettext as _

from dueprocess.core.errors import Refused
from dueprocess.docket import circles, wall
from dueprocess.docket.actions import owners, preparing, signed_notes, steps
from dueprocess.docket.models import AccessRule, Act, Docket, Reach
from dueprocess.docket.models.access import NAMED
from dueprocess.docket.needs import Actor, Needs, PartyIdentity
from dueprocess.docket.sealing import Vault, person_tag
from dueprocess.kit import clock, jobs
from dueprocess.people import holders
from dueprocess.people.actions import require
from dueprocess.people.models import Person, Power

NOTE = "access"


class Decision(StrEnum):
    """What is decided about one person and one file, as the note says it."""

    ALLOW = "allowed"
    DENY = "denied"
    END_ALLOW = "end allowed"
    END_DENY = "end denied"

    @property
    def ends(self) -> bool:
        """Tell whether it ends an earlier decision."""
        return self in (Decision.END_ALLOW, Decision.END_DENY)

    @property
    def allows(self) -> bool:
        """Tell whether it, or what it ends, opens the file."""
        return self in (Decision.ALLOW, Decision.END_ALLOW)


def needs(docket: Docket, *, what: Decision, person: Person, by: Person | None, reason: str) -> Needs:
    """Return what the note carries by which the file is opened or shut for `person`, or that is ended.

    Raises Malformed without a reason; Refused("no_power") without the power, ("oneself") for one's own
    access, ("not_able") for somebody who may not see the file, ("oversight") where it would shut out somebody
    who oversees, ("done_already") and ("ended_already").
    """
    _may(docket, what, by, person)
    preparing.reason_given(reason)
    _new(docket, what, person)
    key = Vault.of(docket).local(person.pk)
    identity = PartyIdentity(kind="officer", person=person.pk, name=person.shown_name)
    return Needs(act={"what": str(what), "who": key}, content={"reason": reason}, people={key: identity})


@transaction.atomic
def write(*, docket: Docket, by: Actor, needs: Needs) -> Act:
    """Write the note that all have signed, and let it hold. Raises as `needs`."""
    what = Decision(needs.act["what"])
    person = Person.objects.get(pk__in=[each.person for each in needs.people.values()])
    _may(docket, what, by.person, person)
    rule = _new(docket, what, person)
    act = steps.house_note(docket=docket, note=NOTE, by=by, needs=needs, named={needs.act["who"]: person.pk})
    tag, now = person_tag(person.pk), clock.now()
    jobs.enqueue(owners.UNASSIGNED, key=f"{docket.pk}:{act.n}", docket=docket.pk)
    why = str(Decision.ALLOW if what.allows else Decision.DENY)
    reaches = Reach.objects.filter(docket=docket, tag=tag)
    if rule is not None:
        rule.ended_at = now
        rule.save(update_fields=["ended_at"])
        reaches.filter(why=why).delete()
        return act
    vault = Vault.of(docket)
    value = {"person": person.pk, "reason": needs.content["reason"], "n": act.n}
    AccessRule.objects.create(
        docket=docket, tag=tag, allows=what.allows, sealed=vault.seal(value, place(tag)), made_at=now
    )
    if what.allows:  # whoever is let in is not the one whom a party's name means
        reaches.filter(why=NAMED).delete()
    Reach.objects.get_or_create(docket=docket, tag=tag, shuts=not what.allows, why=why)
    return act


def place(tag: str) -> str:
    """Return where what was decided about somebody is sealed."""
    return f"access/{tag}"


def _may(docket: Docket, what: Decision, by: Person | None, person: Person) -> None:
    require(by, Power.SET_ACCESS)
    if by is not None and by.pk == person.pk:
        raise Refused("oneself", _("Nobody decides on their own access."), None)
    if by is not None and not wall.sees(docket, by):
        raise Refused("not_able", _("Only somebody who may see this case decides who else may."), None)
    if what is Decision.DENY and Power.OVERSEE in holders.standing(person, clock.now().date()).powers:
        why = _("Whoever oversees is kept out of a case by their own conflict, not by a decision.")
        raise Refused("oversight", why, None)
    _keeps_owner(docket, what, person)


def _keeps_owner(docket: Docket, what: Decision, person: Person) -> None:
    """Raise Refused("owner_outside") where whoever owns a closed circle would lose sight of it."""
    if what is Decision.END_ALLOW and docket.owner == person_tag(person.pk) and circles.is_closed(docket):
        said = _("They own this case, which is a closed circle. Make somebody else its owner first.")
        raise Refused("owner_outside", said, None)


def _new(docket: Docket, what: Decision, person: Person) -> AccessRule | None:
    """Return the decision that is to end; None for a new one."""
    rules = AccessRule.objects.select_for_update(of=("self",))
    rule = rules.filter(docket=docket, tag=person_tag(person.pk), allows=what.allows, ended_at=None).first()
    if what.ends and rule is None:
        raise Refused("ended_already", _("This decision has ended already."), None)
    if not what.ends and rule is not None:
        raise Refused("done_already", _("This was decided before and still holds."), None)
    return rule


signed_notes.finishes(NOTE, write, may_propose=signed_notes.by_a_power)
