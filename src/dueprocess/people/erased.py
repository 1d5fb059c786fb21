"""What is known of people who were erased from the register: when, under which rule, and by which tags an old
list is kept from bringing them back.

Must not know who they were; nobody knows that any more.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from dueprocess.kit import keys
from dueprocess.ledger.erasures import ERASED
from dueprocess.ledger.models import RecordAct
from dueprocess.people.models import Person, PersonErasure


@dataclass(frozen=True, slots=True)
class Told:
    """When somebody was erased, and under which rule (the legal basis, as it was written)."""

    at: datetime
    basis: str


def told(person: int) -> Told | None:
    """Return when and why the person of that key was erased; None where they were not. Raises Damaged."""
    row = PersonErasure.objects.filter(person=person).first()
    return Told(row.at, basis(row)) if row is not None else None


def sealed(person: int, why: str) -> bytes:
    """Seal the legal basis of an erasure under the installation's key."""
    return keys.seal_here(json.dumps(why).encode(), _place(person))


def basis(row: PersonErasure) -> str:
    """Return the legal basis. Raises Damaged."""
    return str(json.loads(keys.unseal_here(row.sealed, _place(row.person_id))))


def _place(person: int) -> str:
    return f"person/{person}/erasure"


def number_tag(number: str) -> str:
    """Return the keyed tag of a membership number."""
    return keys.tag("erased member", number)


def listing_tag(title: str, key: str) -> str:
    """Return the keyed tag of the key by which a member list (its title) knew somebody."""
    return keys.tag("erased listing", f"{title}\0{key}")


def payloads() -> Iterable[RecordAct]:
    """Return the acts of the record by which people were erased, in their order."""
    found = RecordAct.objects.filter(kind=ERASED, payload__has_key="people")
    return found.select_related("entry").order_by("pk")


def gone() -> tuple[frozenset[int], frozenset[str]]:
    """Return what the record says was erased from the register: the keys of people, and the leaf hashes of
    the lines of its journal whose reasons went."""
    rows = [each for act in payloads() for each in act.payload["people"]]
    return frozenset(each["p"] for each in rows), frozenset(leaf for each in rows for leaf in each["entries"])


def is_empty(person: Person) -> bool:
    """Tell whether nothing is left in the row of somebody who was erased."""
    return EMPTY.items() <= {name: getattr(person, name) for name in EMPTY}.items()


EMPTY = {
    "full_name": "", "known_as": "", "sort_name": "", "member_number": None, "status": "left",
    "unit_id": None, "born_on": None, "joined_on": None, "left_on": None, "email": "", "phone": "",
    "address": "", "language": "",
}  # fmt: skip
"""What the row of somebody who was erased holds; its key alone stays."""
