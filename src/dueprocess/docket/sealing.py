"""Opening and sealing what belongs to one docket. Knows its key and the places of sealed rows.

Must not know what the content means.
"""

from __future__ import annotations

import hmac
import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, unquote

from django.utils.translation import gettext as _

from dueprocess.core.errors import Refused
from dueprocess.docket.models import Content, Docket, File, PersonKey
from dueprocess.kit import keys
from dueprocess.tlog import entry as entries

OFFICER = "O"


@dataclass(frozen=True, slots=True)
class Vault:
    """A docket's key, unwrapped, for the length of one request or action."""

    pseudonym: str
    key: bytes
    _local: dict[int, str] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def of(cls, docket: Docket) -> Vault:
        """Unwrap the docket's key. Raises Refused("erased") where it was erased."""
        if docket.key_wrapped is None:
            said = _("What was written in this was erased. That it happened stays, and nothing is added.")
            raise Refused("erased", said)
        return cls(docket.pseudonym, keys.unwrap(bytes(docket.key_wrapped)))

    @classmethod
    def hollow(cls, docket: Docket) -> Vault:
        """Return a vault that opens nothing and knows nobody: for what the acts say of themselves, once a
        docket was erased."""
        return cls(docket.pseudonym, keys.new_key())

    def local(self, person: int) -> str:
        """Return the docket-local key of somebody in the register: the same each time here, and elsewhere
        another. It is derived under the docket's key, so that it says nothing once that is erased."""
        if person not in self._local:
            digest = hmac.digest(self.key, b"dueprocess/person/%d" % person, "sha256")
            self._local[person] = OFFICER + digest.hex()[:10]
        return self._local[person]

    def seal(self, value: Any, place: str) -> bytes:
        """Seal a JSON value at a place of this docket."""
        return keys.seal(self.key, entries.canonical(value), f"docket/{self.pseudonym}/{place}")

    def keep(self, value: Any, place: str) -> tuple[bytes, str, bytes]:
        """Return a fresh salt, the commitment to the value made with it (hex), and the sealed value."""
        salt, data = keys.salt(), entries.canonical(value)
        sealed = keys.seal(self.key, data, f"docket/{self.pseudonym}/{place}")
        return salt, entries.commit_canonical(data, salt).hex(), sealed

    def open(self, sealed: bytes | memoryview, place: str) -> Any:
        """Return what was sealed at that place. Raises Damaged, naming it."""
        return json.loads(self.raw(sealed, place))

    def raw(self, sealed: bytes | memoryview, place: str) -> bytes:
        """Return the canonical bytes of what was sealed at that place. Raises Damaged, naming it."""
        return keys.unseal(self.key, bytes(sealed), f"docket/{self.pseudonym}/{place}")

    @property
    def files(self) -> str:
        """Return the place of this docket's file bytes."""
        return f"docket/{self.pseudonym}/file"

    def content(self, row: Content, n: int) -> Any:
        """Return what was written in one field of act `n`."""
        return self.open(row.sealed, content_place(n, row.field))

    def file(self, row: File, n: int) -> dict[str, Any]:
        """Return name, media_type, size, sha256 (hex) and paper of a file of act `n`."""
        value: dict[str, Any] = self.open(row.sealed, file_place(n, row.n))
        return value

    def identity(self, row: PersonKey) -> dict[str, Any]:
        """Return who a local key stands for, as `PartyIdentity.plain` wrote it."""
        value: dict[str, Any] = self.open(row.sealed, person_place(row.key))
        return value


def content_place(n: int, field: str) -> str:
    """Return the place of one content field of act `n`."""
    return f"content/{n}/{field}"


def file_place(n: int, number: int) -> str:
    """Return the place of one file's description."""
    return f"file/{n}/{number}"


def person_place(key: str) -> str:
    """Return the place of one identity."""
    return f"person/{key}"


def as_field(text: str) -> str:
    """Return a content field's name for a paper or word in any script: printable ASCII, cut to 100."""
    return quote(text, safe=" '(),.:;!?/-")[:100]


def as_text(field: str) -> str:
    """Return the paper or word behind a content field's name."""
    return unquote(field)


def unit_tag(unit: int) -> str:
    """Return the keyed tag by which dockets are found that are shut for the officers of a unit, and of those
    below it."""
    return keys.tag("unit", str(unit))


def fellow_tag(unit: int) -> str:
    """Return the keyed tag by which dockets are found that are shut for whoever belongs to a unit."""
    return keys.tag("fellow", str(unit))


def circle_tag() -> str:
    """Return the keyed tag by which dockets are found that are closed circles: no role opens them."""
    return keys.tag("circle", "closed")


def person_tag(person: int) -> str:
    """Return the keyed tag by which a person's dockets are found."""
    return keys.tag("person", str(person))
