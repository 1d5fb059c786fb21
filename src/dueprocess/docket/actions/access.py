"""Opening and shutting one file for one person, by decision. Knows the power it needs; writes a note in
the docket."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from dueprocess.core.errors import Refused
from dueprocess.docket.actions import preparing, steps
from dueprocess.docket.models import AccessRule, Docket, Reach
from dueprocess.docket.models.access import NAMED
from dueprocess.docket.needs import Actor, Needs
from dueprocess.docket.sealing import Vault, person_tag
from dueprocess.kit import clock
from dueprocess.people.actions import require
from dueprocess.people.models import Person, Power


def allow(*, docket: Docket, person: Person, by: Person | None, reason: str) -> AccessRule:
    """Let somebody read a docket that their roles do not open. It never opens a file for a party to it."""
    return _rule(docket, person, by, reason, allows=True)


def deny(*, docket: Docket, person: Person, by: Person | None, reason: str) -> AccessRule:
    """Shut a docket for somebody whose roles would open it."""
    return _rule(docket, person, by, reason, allows=False)


@transaction.atomic
def end_rule(*, rule: AccessRule, by: Person | None, reason: str) -> None:
    """End a decision about access; what it opened is shut again, what it shut follows the roles again."""
    require(by, Power.SET_ACCESS)
    rule = AccessRule.objects.select_for_update(of=("self",)).get(pk=rule.pk)
    if rule.ended_at is not None:
        raise Refused("ended_already", _("This decision has ended already."), None)
    rule.ended_at = clock.now()
    rule.save(update_fields=["ended_at"])
    why = "allowed" if rule.allows else "denied"
    Reach.objects.filter(docket=rule.docket, tag=rule.tag, why=why).delete()
    vault = Vault.of(rule.docket)
    who = Person.objects.get(pk=vault.open(rule.sealed, _place(rule.tag))["person"])
    _note(rule.docket, vault.local(who.pk), by, reason, f"end {why}", who)


@transaction.atomic
def _rule(docket: Docket, person: Person, by: Person | None, reason: str, *, allows: bool) -> AccessRule:
    require(by, Power.SET_ACCESS)
    preparing.reason_given(reason)
    if by is not None and by.pk == person.pk:
        raise Refused("oneself", _("Nobody decides on their own access."), None)
    tag = person_tag(person.pk)
    why = "allowed" if allows else "denied"
    if AccessRule.objects.filter(docket=docket, tag=tag, allows=allows, ended_at=None).exists():
        raise Refused("done_already", _("This was decided before and still holds."), None)
    vault = Vault.of(docket)
    _note(docket, vault.local(person.pk), by, reason, why, person)
    rule = AccessRule.objects.create(
        docket=docket,
        tag=tag,
        allows=allows,
        sealed=vault.seal({"person": person.pk, "reason": reason, "by": by.pk if by else None}, _place(tag)),
        made_at=clock.now(),
    )
    if allows:  # whoever is let in is not the one whom a party's name means
        Reach.objects.filter(docket=docket, tag=tag, why=NAMED).delete()
    Reach.objects.get_or_create(docket=docket, tag=tag, shuts=not allows, why=why)
    return rule


def _place(tag: str) -> str:
    return f"access/{tag}"


def _note(docket: Docket, key: str, by: Person | None, reason: str, what: str, person: Person) -> None:
    """Write down in the docket what was decided; `verify` compares the rules that hold with these notes."""
    steps.house_note(
        docket=docket,
        note="access",
        by=Actor(by),
        needs=Needs(act={"what": what, "who": key}, content={"reason": reason}),
        named={key: person.pk},
    )
