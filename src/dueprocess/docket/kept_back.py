"""What of a docket is kept back from an officer who reads it: what is privileged, and who a protected source
is. Reads the notes about evidence; what they mean, `docket.evidence` knows."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q, QuerySet

from dueprocess.docket import deciding, evidence, house, roster, withholding
from dueprocess.docket.evidence import Items, Told
from dueprocess.docket.models import Act, Docket
from dueprocess.docket.roster import Row
from dueprocess.docket.sealing import Vault
from dueprocess.docket.withholding import Withheld
from dueprocess.people.models import Person


def from_officer(
    docket: Docket, vault: Vault, person: Person, acts: Sequence[Told], rows: Sequence[Row]
) -> Withheld:
    """Return what is kept back from an officer of a docket that was read: of all its acts, whatever day the
    page shows."""
    items = evidence.items(acts)
    if not withholding.withheld(items):
        return Withheld()
    return withholding.withheld(items, but=opens(docket, vault, person, items, rows))


def opens(docket: Docket, vault: Vault, person: Person, items: Items, rows: Sequence[Row]) -> frozenset[str]:
    """Return the keys of the items of which nothing is kept back from an officer. Whether they rule on
    evidence is asked only where something waits for a ruling and is not open to them otherwise."""
    key, owner = vault.local(person.pk), roster.owner(rows)
    mine = withholding.open_to(items, key, owner=owner)
    waits = any(each.unruled and each.key not in mine for each in items.values())
    if waits and deciding.rules_on_evidence(docket, vault, person):
        return withholding.open_to(items, key, owner=owner, rules=True)
    return mine


def from_outside(docket: Docket) -> Withheld:
    """Return what of a docket leaves it for nobody. One query."""
    found = evidence.items(notes(Docket.objects.filter(pk=docket.pk)))
    return withholding.withheld(found, leaving=True)


def notes(dockets: QuerySet[Docket]) -> QuerySet[Act]:
    """Return the notes of these dockets by which that is known, in their order."""
    named = Q(name__in=(*house.OF_EVIDENCE, house.ARRIVED, house.BUNDLE_SERVED))
    named |= Q(introduces__has_any_keys=[house.QUOTES, house.BY_MAIL])
    return Act.objects.filter(named, docket__in=dockets, is_note=True).order_by("docket_id", "n")


def file_is(docket: Docket, vault: Vault, person: Person, n: int, number: int) -> bool:
    """Tell whether a file is kept back from an officer; one query for a docket in which nothing is."""
    if (n, number) not in from_outside(docket).files:
        return False
    rows = roster.rows(docket)
    return (n, number) in from_officer(docket, vault, person, rows, rows).files
