"""Saying who in the register a party is who came in by a name, a nickname or an office alone; or that they
are nobody there. What the party was called stays as it was written.

Two people say so (`proposals.propose_note`): it shuts one person out of the file and shows them their own
part of it, and lets others in again of whom the name might have spoken.
"""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from dueprocess.core import engine
from dueprocess.core.errors import Refused
from dueprocess.docket import house, roster, unassigned
from dueprocess.docket.actions import copies, owners, preparing, signed_notes, standing, steps
from dueprocess.docket.models import Act, Docket
from dueprocess.docket.needs import Actor, Needs, PartyIdentity
from dueprocess.docket.roster import Assembled
from dueprocess.docket.sealing import Vault
from dueprocess.kit import clock, jobs
from dueprocess.people.models import Person
from dueprocess.rules import rulebooks


def needs(docket: Docket, *, party: str, person: Person | None, reason: str) -> Needs:
    """Return what the note carries by which a party (local key) is said to be `person`; None: nobody in the
    register. Raises Malformed without a reason; Refused: "no_party" for somebody who is none, "anonymous" for
    one who has not said who they are, "unit" for a unit that is said to be somebody."""
    preparing.reason_given(reason)
    if not docket.parties.filter(key=party).exists():
        raise Refused("no_party", _("This is no party to the case."), None)
    known = Vault.of(docket).identity(docket.person_keys.get(key=party))
    if not (known.get("name") or known.get("person")):
        raise Refused("anonymous", _("They have not said who they are, and nobody says it for them."), None)
    people = {}
    if person is not None and known.get("unit") and not known.get("person"):
        why = _("This party is a unit, and nobody in the register is that. Its officers stay shut out.")
        raise Refused("unit", why, None)
    if person is not None:
        key = Vault.of(docket).local(person.pk)
        people[key] = PartyIdentity(kind="officer", person=person.pk, name=person.shown_name)
    act = {"party": party, "who": next(iter(people), "")}
    return Needs(act=act, content={"reason": reason}, people=people)


@transaction.atomic
def write(*, docket: Docket, by: Actor, needs: Needs) -> Act:
    """Write the note, and work out anew whom the file concerns and for whom it is shut."""
    named = {key: each.person for key, each in needs.people.items() if each.person}
    act = steps.house_note(docket=docket, note=house.LINKED, by=by, needs=needs, named=named)
    docket = Docket.objects.locked(docket.pk)
    at = clock.now()
    whole = roster.assemble(docket, Vault.of(docket), at=at)
    copies.write(whole, engine.state(rulebooks.LIBRARY, whole.engine(), at))
    docket.save(update_fields=copies.FIELDS)
    jobs.enqueue(owners.UNASSIGNED, key=f"{docket.pk}:{docket.length}", docket=docket.pk)
    return act


def _may_propose(whole: Assembled, by: Actor) -> None:
    """Where nobody takes the file forward, oversight has a hand in it too."""
    if unassigned.why(whole.docket, on=clock.now().date()) is not None:
        standing.has_part_or_oversees(whole, by)
    else:
        standing.has_part(whole, by)


signed_notes.finishes(house.LINKED, write, may_propose=_may_propose)
