"""Who can open their own part of a matter at the portal. Said here; whoever sends or shows letters asks it.

It opens for a party who is somebody of the register with a login that is not closed, whether they have signed
in before or not, for whoever was given a receipt code of the matter, whether they kept it or not, and for
whoever has a one-time link that still opens or keeps a passkey. Each
opens their own part alone: a companion's login opens no letter to the one whom they accompany. A docket that
the room above has shut (its complaints went into another case) opens for nobody.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field

from dueprocess.docket.models import Docket, Party, PersonKey
from dueprocess.docket.sealing import Vault, person_tag
from dueprocess.people.models import Login


@dataclass(frozen=True, slots=True)
class Way:
    """By what a party comes in. `person`: who of the register they are; `login`: the address by which they
    sign in, "" without one that is open; `code`: they were given a receipt code; `link`: a one-time link that
    nobody has used waits for them, or they keep a passkey."""

    person: int | None
    login: str
    code: bool
    link: bool = False

    @property
    def opens(self) -> bool:
        """Whether they can read what is put there for them."""
        return bool(self.login) or self.code or self.link

    @property
    def how(self) -> str:
        """By what they read, as a code: `login`, `code` or `link`; "" where nothing opens."""
        return "login" if self.login else "code" if self.code else "link" if self.link else ""


SHUT = Way(None, "", False)
Ways = Mapping[str, Way]
"""By local key; whoever is not in it is no party, and has no way in."""


@dataclass(frozen=True, slots=True)
class Codes:
    """What the room above knows: which parties hold a code, by docket and local key; what it has shut; and to
    which parties a link or a passkey opens."""

    held: Mapping[int, Collection[str]]
    shut: Collection[int]
    linked: Mapping[int, Collection[str]] = field(default_factory=dict)


_ROOMS: list[Callable[[Collection[int]], Codes]] = []


def codes_with(told: Callable[[Collection[int]], Codes]) -> None:
    """Let a room above tell, of the dockets of these keys, who holds a code and which are shut."""
    _ROOMS.append(told)


def ways(dockets: Collection[Docket]) -> dict[int, dict[str, Way]]:
    """Return each party's way in, by docket and local key; five queries at most, however
    many dockets there are.

    None of the dockets may have been erased.
    """
    rows = list(Party.objects.filter(docket__in=dockets).values_list("docket_id", "key", "tag"))
    known = behind(dockets, {tag for _docket, _key, tag in rows if tag})
    persons: dict[int, dict[str, int | None]] = {docket.pk: {} for docket in dockets}
    for docket, key, tag in rows:
        persons[docket][key] = known.get(tag)
    return judged(persons)


def judged(
    persons: Mapping[int, Mapping[str, int | None]], codes: Codes | None = None
) -> dict[int, dict[str, Way]]:
    """Return the ways in where it is known already who of the register each party is: three queries
    at most; one where the `codes` are known too."""
    known = {person for parties in persons.values() for person in parties.values() if person is not None}
    logins = dict(Login.objects.filter(person__in=known, is_active=True).values_list("person_id", "email"))
    told = [room(list(persons)) for room in _ROOMS] if codes is None else [codes]
    shut = {docket for each in told for docket in each.shut}
    held = {(docket, key) for each in told for docket, keys in each.held.items() for key in keys}
    linked = {(docket, key) for each in told for docket, keys in each.linked.items() for key in keys}
    return {
        docket: {
            key: Way(person, "", False)
            if docket in shut
            else Way(person, logins.get(person or 0, ""), (docket, key) in held, (docket, key) in linked)
            for key, person in parties.items()
        }
        for docket, parties in persons.items()
    }


def of(docket: Docket) -> dict[str, Way]:
    """Return the way in of each party of one docket, by local key."""
    return ways([docket])[docket.pk]


def behind(dockets: Collection[Docket], tags: Collection[str]) -> dict[str, int]:
    """Return who of the register is behind these tags, as the portal finds a login's own matters by them."""
    if not tags:
        return {}
    vaults = {docket.pk: Vault.of(docket) for docket in dockets}
    found: dict[str, int] = {}
    for row in PersonKey.objects.filter(docket__in=vaults, tag__in=tags):
        if row.tag not in found:
            person = vaults[row.docket_id].identity(row).get("person")
            if person and person_tag(person) == row.tag:
                found[row.tag] = person
    return found


__all__ = ["SHUT", "Codes", "Way", "Ways", "behind", "codes_with", "judged", "of", "ways"]
