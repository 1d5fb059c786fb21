"""Whether somebody may approve what is done with a whole docket, such as that its content goes. Reads only.

Asks the wall and the rulebook's conflicts of interest; must not know what is approved.
"""

from __future__ import annotations

from django.db.models import Q, QuerySet

from dueprocess.core import engine
from dueprocess.core.errors import Refused
from dueprocess.docket import kinds, outlook, places, roster, wall
from dueprocess.docket.models import Act, Docket
from dueprocess.docket.needs import Actor
from dueprocess.docket.sealing import Vault
from dueprocess.kit import clock
from dueprocess.people import holders
from dueprocess.people.models import Person
from dueprocess.rules import rulebooks

CONFLICT = "conflict"
"""The note that somebody has a conflict of interest."""


def may(docket: Docket, person: Person) -> bool:
    """Tell whether nothing about somebody keeps them from approving this: nothing shuts the docket for them
    (they are a party, may be one, serve a unit that is one, or were shut out), and no conflict bars them from
    anything in it, though it may leave them the sight of it: one that was said, or their unit's being that
    of a party where the rulebook asks for that. Of a docket that was erased nobody knows."""
    return not wall.shuts(docket, person) and (docket.key_wrapped is None or not _conflicted(docket, person))


def unbarred(docket: Docket, by: Actor, said: str) -> None:
    """Raise Refused("conflict") with these words for an officer whom `may` keeps out. Of a party, who acts
    for themselves, it is not asked."""
    if by.person is not None and not may(docket, by.person):
        raise Refused("conflict", said, None)


def barred(dockets: QuerySet[Docket], person: Person) -> set[str]:
    """Return the pseudonyms of those of these dockets, all of which somebody sees, that they may not approve
    for because of a conflict. Only those in which one was said, or may show by itself, cost anything each."""
    said = Act.objects.filter(docket__in=dockets, is_note=True, name=CONFLICT).values("docket")
    asking = [each for each in rulebooks.hashes(kind=kinds.CASE) if places.same_unit(rulebooks.get(each))]
    found = Docket.objects.filter(Q(pk__in=said) | Q(pk__in=dockets.values("pk"), rulebook__in=asking))
    return {each.pseudonym for each in found if not may(each, person)}


def _conflicted(docket: Docket, person: Person) -> bool:
    vault = Vault.of(docket)
    key = vault.local(person.pk)
    said = Act.objects.filter(docket=docket, is_note=True, name=CONFLICT).values_list("facts", flat=True)
    named = any(each.get("who") == key for each in said)
    if not named and not places.same_unit(rulebooks.get(docket.rulebook_id)):
        return False  # as for nearly everybody: the engine need not be asked
    docket, now = Docket.objects.get(pk=docket.pk), clock.now()  # with all that was done until now
    whole = roster.assemble(docket, vault, at=now)
    state = engine.state(rulebooks.LIBRARY, whole.engine(), now)
    mine = holders.standing(person, now.date()).place.units
    return key in outlook.conflicted(state) or not mine.isdisjoint(outlook.sides(state))
