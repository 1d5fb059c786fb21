"""Whether somebody may approve what is done with a whole docket, such as that its content goes. Reads only.

Asks the wall and the rulebook's conflicts of interest; must not know what is approved.
"""

from __future__ import annotations

from django.db.models import QuerySet

from dueprocess.core import engine
from dueprocess.docket import outlook, roster, wall
from dueprocess.docket.models import Act, Docket
from dueprocess.docket.sealing import Vault
from dueprocess.kit import clock
from dueprocess.people.models import Person
from dueprocess.rules import rulebooks

CONFLICT = "conflict"
"""The note that somebody has a conflict of interest."""


def may(docket: Docket, person: Person) -> bool:
    """Tell whether nothing about somebody keeps them from approving this: nothing shuts the docket for them
    (they are a party, may be one, or were shut out), and no conflict bars them from anything in it, though
    it may leave them the sight of it. Of a docket that was erased nobody knows."""
    return not wall.shuts(docket, person) and (docket.key_wrapped is None or not _conflicted(docket, person))


def barred(dockets: QuerySet[Docket], person: Person) -> set[str]:
    """Return the pseudonyms of those of these dockets, all of which somebody sees, that they may not approve
    for because of a conflict. Only those in which one was said cost anything each."""
    said = Act.objects.filter(docket__in=dockets, is_note=True, name=CONFLICT).values("docket")
    return {each.pseudonym for each in Docket.objects.filter(pk__in=said) if not may(each, person)}


def _conflicted(docket: Docket, person: Person) -> bool:
    vault = Vault.of(docket)
    key = vault.local(person.pk)
    said = Act.objects.filter(docket=docket, is_note=True, name=CONFLICT).values_list("facts", flat=True)
    if not any(each.get("who") == key for each in said):
        return False  # as for nearly everybody: the engine need not be asked
    docket, now = Docket.objects.get(pk=docket.pk), clock.now()  # with all that was done until now
    whole = roster.assemble(docket, vault, at=now)
    return key in outlook.conflicted(engine.state(rulebooks.LIBRARY, whole.engine(), now))
