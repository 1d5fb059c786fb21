"""Asking officers to declare, declaring, and stepping down.

Each is a note of the case. Whoever declares has no sight of it yet: they learn its code name, and at the
press of a button, which the read journal keeps, the names of its parties. Must not appoint anybody.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from dueprocess.cases.actions.talking import declare_conflict
from dueprocess.cases.declarations import waiting
from dueprocess.cases.declarations.models import Declaration
from dueprocess.core import engine
from dueprocess.core.engine import appointing
from dueprocess.core.errors import Malformed, Problem, Refused
from dueprocess.core.rulebook.model import Body, Role, Rulebook
from dueprocess.docket import house, roster, wall
from dueprocess.docket.actions import assign, house_note, take_note
from dueprocess.docket.models import Act, Docket
from dueprocess.docket.needs import MACHINE, Actor, Needs
from dueprocess.docket.sealing import Vault, person_tag
from dueprocess.kit import clock, mail
from dueprocess.people.models import Login, Person
from dueprocess.rules import rulebooks
from dueprocess.rules.actions import organisation

MINE = "desk:declarations"
"""Where whoever is asked declares; its address is known to the door that has it."""


def declaring(rulebook: Rulebook) -> tuple[str, ...]:
    """Return the roles and bodies of a rulebook whose people declare before they are appointed."""
    return tuple(each.id for each in (*rulebook.roles.values(), *rulebook.bodies.values()) if each.declares)


def pool(role: Role) -> tuple[str, ...]:
    """Return the roles of the register from which somebody is appointed to a role or body."""
    return tuple(role.seats) if isinstance(role, Body) else (role.id,)


def undeclared(state: engine.State, role: str) -> list[str]:
    """Return who could be asked for a role or body now (local keys): those who could be appointed, in some
    strand that runs, but for a declaration."""
    fold = state._fold
    strands = [each for each in fold.strands.values() if not each.void]
    return list(dict.fromkeys(who for each in strands for who in appointing.undeclared(fold, each, role)))


@transaction.atomic
def ask(*, docket: Docket, role: str, who: Collection[str], by: Actor, length: int | None = None) -> Act:
    """Ask officers (local keys) who could be appointed to `role` to declare; they are told by mail that
    something waits.

    Raises Malformed where nobody is named; Refused("not_asked") for somebody who could not be appointed, or
    has declared, of every party that there is: nobody else learns that there is a case. What `house_note`
    raises for whoever has no part in it.
    """
    docket = Docket.objects.locked(docket.pk)
    if not who:
        raise Malformed([Problem("who", None, _("Nobody is named."), _("Choose whom to ask."))])
    whole = roster.assemble(docket, Vault.of(docket), at=clock.now())
    state = engine.state(rulebooks.LIBRARY, whole.engine(), clock.now())
    able = undeclared(state, role) if role in declaring(whole.rulebook) else []
    if not set(who) <= set(able):
        said = _("Ask only those who could be appointed to this and have not declared yet.")
        raise Refused("not_asked", said, None)
    named = {key: _person(whole, key) for key in able if key in set(who)}
    return _ask(docket, role, named, by, length)


@transaction.atomic
def ask_anew(docket: Docket) -> list[str]:
    """Ask those who sit in an open case to declare of whoever has come in since they did; returns their local
    keys. Who is asked already, and has not answered, is not asked again."""
    docket = Docket.objects.locked(docket.pk)
    if docket.key_wrapped is None or not docket.is_open:
        return []
    whole = roster.assemble(docket, Vault.of(docket), at=clock.now())
    state = engine.state(rulebooks.LIBRARY, whole.engine(), clock.now())
    rows = Declaration.objects.filter(docket=docket, answered_at=None)
    asked = list(rows.values_list("key", flat=True))
    found: list[str] = []
    for role in declaring(state._fold.book.rulebook):
        sit = set(state._fold.appointees(role)) - {*asked, *found}
        if keys := [key for key in undeclared(state, role) if key in sit]:
            _ask(docket, role, {key: _person(whole, key) for key in keys}, MACHINE)
            found += keys
    return found


def _person(whole: roster.Assembled, key: str) -> int:
    """Return who sits under a local key, though their office has ended."""
    if key in whole.roster.persons:
        return whole.roster.persons[key]
    return int(whole.vault.identity(whole.docket.person_keys.get(key=key))["person"])


def _ask(docket: Docket, role: str, persons: Mapping[str, int], by: Actor, length: int | None = None) -> Act:
    """Write down who is asked, and tell them by mail that something waits."""
    needs = Needs(act={"asked": list(persons), "role": role})
    act = house_note(
        docket=docket, note=house.ASKED_TO_DECLARE, by=by, needs=needs, named=persons, length=length
    )
    logins = Login.objects.filter(person__in=persons.values(), is_active=True)
    for address in sorted(logins.values_list("email", flat=True)):
        mail.notice(address, path=reverse(MINE), house=organisation().name)
    return act


@transaction.atomic
def declare_free(*, docket: Docket, by: Person, seen: str) -> Act:
    """Declare that nothing binds oneself to any party of a case.

    `seen` are the parties whose names were shown (`waiting.parties`). Raises Refused("not_asked") for whoever
    is not asked, ("not_looked") for whoever has not looked at the names, ("changed_meanwhile") where somebody
    has come in since.
    """
    docket, key = _asked(docket, by)
    if not waiting.has_looked(docket, key, by):
        said = _("Look at the names of the parties first: a code name says nothing of them.")
        raise Refused("not_looked", said, None)
    if seen != waiting.parties(docket):
        said = _("The parties changed meanwhile. Look at the names again before you declare.")
        raise Refused("changed_meanwhile", said, None)
    return take_note(
        docket=docket, note="declared", by=Actor(person=by), at=clock.now(), needs=Needs(act={"who": key})
    )


@transaction.atomic
def declare_bound(*, docket: Docket, by: Person, ground: str, text: str = "") -> Act:
    """Declare what binds oneself to a party of a case: it bars at once what the rules bar for that ground.

    Raises Refused("not_asked") for whoever is not asked, and as `declare_conflict`.
    """
    docket, key = _asked(docket, by)
    return declare_conflict(docket=docket, who=key, ground=ground, by=Actor(person=by), text=text)


@transaction.atomic
def step_down(
    *,
    docket: Docket,
    by: Person,
    hand_over: str,
    ground: str = "",
    text: str = "",
    to: int | None = None,
    length: int | None = None,
) -> Act:
    """Step down from a case for good, whatever one holds there: it is shut from now on. What the next one has
    to know (`hand_over`) stays in the case, and so does why: a `ground` of the rulebook, or `text` alone.

    Of a case that one owns, `to` (a person's key) becomes the owner; without it, whoever is next on the rota.
    Raises Malformed without a hand-over; Refused("oneself") for handing over to oneself, ("not_able") to
    somebody who may not see the case or do anything in it, ("not_yours") of a case that
    one does not own, ("no_case") where one does not see it.
    """
    docket = Docket.objects.locked(docket.pk)
    if not wall.sees(docket, by):
        raise Refused("no_case", _("There is nothing here that you could step down from."), None)
    if not hand_over.strip():
        what, mend = _("There is no hand-over."), _("Say what the next one has to know and to do first.")
        raise Malformed([Problem("hand_over", None, what, mend)])
    key = Vault.of(docket).local(by.pk)
    if to is not None:
        _may_take_over(docket, by, to)
        assign(docket=docket, to=to, by=Actor(person=by), reason=hand_over, length=length)
        length = None
    content = {"hand over": hand_over} | ({"reason": text} if text.strip() else {})
    act = {"who": key} | ({"ground": ground} if ground else {})
    return take_note(
        docket=Docket.objects.get(pk=docket.pk), note="stepped_down", by=Actor(person=by), at=clock.now(),
        needs=Needs(act=act, content=content), length=length,
    )  # fmt: skip


def _may_take_over(docket: Docket, by: Person, to: int) -> None:
    if docket.owner != person_tag(by.pk):
        raise Refused("not_yours", _("Only whoever owns a case hands it over."), None)
    if to == by.pk:
        raise Refused("oneself", _("Hand it over to somebody else."), None)
    whole = roster.assemble(docket, Vault.of(docket), at=clock.now())
    state = engine.state(rulebooks.LIBRARY, whole.engine(), clock.now())
    able = {who for each in engine.permitted(state) if each.allowed for who in each.who}
    other = Person.objects.filter(pk=to).first()
    if other is None or whole.vault.local(to) not in able or not wall.sees(docket, other):
        raise Refused("not_able", _("They cannot take this case over: they may do nothing in it."), None)


def _asked(docket: Docket, by: Person) -> tuple[Docket, str]:
    """Return the docket, locked, and the local key of whoever is asked there and has not answered."""
    docket = Docket.objects.locked(docket.pk)
    if not waiting.of(by).filter(docket=docket).exists():
        raise Refused("not_asked", _("Nothing is asked of you here."), None)
    return docket, Vault.of(docket).local(by.pk)
