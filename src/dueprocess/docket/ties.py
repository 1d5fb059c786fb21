"""By which tags a docket may be shut for somebody: their own, and those of the units they serve or belong to.

A docket is shut for a person by their own tag; for the officers of a unit that is a respondent, and of those
below it, by the unit's; and for whoever belongs to a unit, where the rulebook says that this bars from sight.
Who is an officer is read from the register as it is now: an office that began today shuts today, one that
ended yesterday shuts no longer, and nothing has to be written for that. Knows the register and no docket.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any

from dueprocess.core.rulebook.telling import RESPONDENT
from dueprocess.docket.sealing import fellow_tag, person_tag, unit_tag
from dueprocess.kit import clock
from dueprocess.people import holders
from dueprocess.people.models import Person


def of(person: Person, *, on: date | None = None) -> frozenset[str]:
    """Return the tags by which a docket may be shut for somebody; one query
    after a change of the register."""
    return tags(person.pk, holders.standing(person, on or clock.now().date()).place)


def of_each(persons: Collection[int], *, on: date) -> dict[int, frozenset[str]]:
    """Return the tags of each of these people; one query."""
    placed = holders.places(on, persons)
    return {pk: tags(pk, placed.get(pk, holders.NOWHERE)) for pk in persons}


def among(persons: Iterable[int], shut: Iterable[str], *, on: date) -> set[int]:
    """Return those of these people for whom one of the tags in `shut` shuts a docket; one query, where there
    is a tag."""
    if not (found := frozenset(shut)):
        return set()
    return {pk for pk, mine in of_each(set(persons), on=on).items() if not found.isdisjoint(mine)}


def tags(person: int, place: holders.Place) -> frozenset[str]:
    """Return the tags by which a docket may be shut for somebody (by key) who belongs and serves there."""
    served, units = place.served, place.units
    return frozenset(
        [person_tag(person), *(unit_tag(unit) for unit in served), *(fellow_tag(unit) for unit in units)]
    )


def accused(parties: Mapping[str, Mapping[str, Any]]) -> dict[str, int]:
    """Return the units among parties in the engine's JSON that are respondents themselves, by party."""
    return {
        key: int(party["unit"])
        for key, party in parties.items()
        if party.get("is") == RESPONDENT and not party.get("person") and str(party.get("unit", "")).isdigit()
    }


def shut_out(person: int, units: Collection[int], *, on: date) -> bool:
    """Tell whether somebody holds an office in one of these units, or below it."""
    placed = holders.places(on, [person]) if units else {}
    return bool(units) and not placed.get(person, holders.NOWHERE).served.isdisjoint(units)
