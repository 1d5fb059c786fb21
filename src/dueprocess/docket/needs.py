"""What a door hands to an action: who acts, and all that the act carries. Values only; nothing is stored
here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from dueprocess.people.models import Person


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: somebody in the register, or a party under their docket-local key, or neither (the
    installation itself: its jobs and commands)."""

    person: Person | None = None
    key: str | None = None

    @property
    def machine(self) -> bool:
        """Tell whether nobody acts: a job records what time did by itself."""
        return self.person is None and self.key is None


MACHINE = Actor()


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyIdentity:
    """Who a new party is. Exactly what is known: somebody in the register (`person`), a named outsider,
    a unit, a body, the organisation, or (nothing given) somebody who stays anonymous."""

    kind: str
    person: int | None = None
    name: str = ""
    contact: Mapping[str, str] = field(default_factory=dict)
    unit: int | None = None
    body: str = ""
    organisation: bool = False
    minor: bool = False
    acts_for: str = ""

    def plain(self) -> dict[str, Any]:
        """Return the identity as it is sealed: only what is given."""
        values: dict[str, Any] = {
            "kind": self.kind,
            "person": self.person,
            "name": self.name,
            "contact": dict(self.contact),
            "unit": self.unit,
            "body": self.body,
            "organisation": self.organisation,
            "minor": self.minor,
            "acts_for": self.acts_for,
        }
        return {name: value for name, value in values.items() if value}


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that comes with an act, under the paper it serves as ("" for none in particular).

    `kind`: its media type, where it is kept as it came whatever it holds (`kit.files.store`).
    """

    name: str
    chunks: Iterable[bytes]
    paper: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Kept:
    """A file whose sealed bytes lie on the disk already, before the transaction that names it."""

    stored: str
    name: str
    media_type: str
    size: int
    sha256: str
    paper: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Needs:
    """What an act carries. `act` is the engine's JSON of the act without n, at, entered, step, note, by.

    `register` holds what a room keeps beside the complaints that come in (number, way), `introduces` what
    else it wants kept with the act in plain: codes only, never personal data. `content` maps a field (its
    name is a code or a paper of the rulebook and stays readable) to what was written there (JSON); a field
    named like a paper
    counts as that paper. `people` gives the identity behind each new local key that `act` names (R1, C2).
    `late_reason` must be given where the act happened more than a day before it is written down.
    """

    act: Mapping[str, Any] = field(default_factory=dict)
    content: Mapping[str, Any] = field(default_factory=dict)
    files: Iterable[Upload | Kept] = ()
    people: Mapping[str, PartyIdentity] = field(default_factory=dict)
    register: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    introduces: Mapping[str, Any] = field(default_factory=dict)
    late_reason: str = ""
    owner: str = ""


NOTHING = Needs()
