"""Who in the register a party may be, and who could sign what an officer says of it. The wall comes first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from dueprocess.docket import roster, ties
from dueprocess.docket.actions import preparing
from dueprocess.docket.extracts.opened import opened
from dueprocess.docket.models import Docket, Reach
from dueprocess.docket.models.dockets import YES
from dueprocess.docket.sealing import Vault
from dueprocess.kit import clock
from dueprocess.people import extracts as people
from dueprocess.people.extracts import PersonLine
from dueprocess.people.matching import Match
from dueprocess.people.models import Grant, Person, Power


@dataclass(frozen=True, slots=True)
class Unknown:
    """A party with what is known of who they are: `person`, and whom in the register their name, nickname or
    office may mean."""

    key: str
    name: str
    kind: str
    person: PersonLine | None
    match: Match


def who_is(docket: Docket, key: str) -> Unknown | None:
    """Return a party with the people of the register whom their name, nickname or office may mean; None where
    there is no such party, or they have not said who they are: then nobody else says it."""
    view = opened(docket)
    party = view.state.parties.get(key)
    if party is None:
        return None
    identity = view.identities.get(key, {})
    said = identity.get("person")
    if not said and not identity.get("name"):
        return None
    contact = identity.get("contact") or {}
    text = ", ".join(filter(None, (str(identity.get("name") or ""), str(contact.get("email") or ""))))
    found = preparing.matched(docket.rulebook_id, text, unit=docket.unit_id)
    others = tuple(each for each in found.candidates if each.person.pk != said)
    person = _lines({said}).get(said) if said else None
    return Unknown(key, view.name(key), view.name(party.kind), person, replace(found, candidates=others))


def signers(docket: Docket, but: Person) -> tuple[tuple[int, str], ...]:
    """Return who could sign with somebody what shuts another out or lets them in: whoever has a part in the
    case and may see it, and oversight; by name."""
    at = clock.now()
    whole = roster.assemble(docket, Vault.of(docket), at=at)
    able = {whole.roster.persons[key] for key in whole.roster.people if key in whole.roster.persons}
    overseeing = Grant.objects.running(at.date()).filter(power=Power.OVERSEE)
    able |= set(overseeing.values_list("person", flat=True))
    shut = Reach.objects.filter(docket=docket, shuts__in=YES).values_list("tag", flat=True)
    able -= {but.pk, *ties.among(able, shut, on=at.date())}
    found = _lines(able)
    pairs = ((line.pk, f"{line.name}, {line.unit}".strip(", ")) for line in found.values())
    return tuple(sorted(pairs, key=lambda pair: pair[1].casefold()))


def _lines(pks: set[int]) -> Mapping[int, PersonLine]:
    rows = Person.objects.filter(pk__in=pks).select_related("unit")
    return {row.pk: people.line(row) for row in rows}
