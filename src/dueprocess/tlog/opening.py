"""Openings: what an entry commits to, laid open to somebody who may see it, and checked against the entry.

Knows payloads, fields and salts. Must not know who may see what. Holding an opening proves authorship, so it
is a file of its own, apart from the proof.

The file is canonical JSON: {"fields": {name: item}, "payload": {...}, "salt": hex, "v": 1}, where an item is
{"salt": hex, "value": ...} for a field and {"salt": hex, "sha256": hex, "size": n} for a file. The payload's
own map f holds the commitment of every field; any of them may be left closed.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from dueprocess.tlog import entry, tree
from dueprocess.tlog.errors import BadBytes, NotVerified

_HEX: Final = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Field:
    """An opened field: its value and salt."""

    value: Any
    salt: bytes = field(repr=False)

    def commitment(self) -> bytes:
        """What the payload's f must hold for it."""
        return entry.commit_field(self.value, self.salt)


@dataclass(frozen=True, slots=True)
class File:
    """An opened file: the SHA-256 and length of its bytes, and the salt."""

    sha256: bytes
    size: int
    salt: bytes = field(repr=False)

    def commitment(self) -> bytes:
        """What the payload's f must hold for it."""
        return entry.commit_file(self.sha256, self.size, self.salt)


@dataclass(frozen=True, slots=True)
class Opening:
    """A payload with its salt, and those of its fields and files that are laid open."""

    payload: Mapping[str, Any]
    salt: bytes = field(repr=False)
    fields: Mapping[str, Field | File] = field(default_factory=dict)

    def to_bytes(self) -> bytes:
        """The opening as a file."""
        items: dict[str, Any] = {}
        for name, item in self.fields.items():
            if isinstance(item, File):
                items[name] = {"salt": item.salt.hex(), "sha256": item.sha256.hex(), "size": item.size}
            else:
                items[name] = {"salt": item.salt.hex(), "value": item.value}
        return entry.canonical({"fields": items, "payload": self.payload, "salt": self.salt.hex(), "v": 1})

    @classmethod
    def parse(cls, data: bytes) -> "Opening":
        """Read an opening. Raises BadBytes, naming the place."""
        value = entry.load(data)
        if (
            not isinstance(value, dict)
            or value.keys() != {"fields", "payload", "salt", "v"}
            or value["v"] != 1
            or value["v"] is True
        ):
            raise BadBytes("an opening has exactly the keys fields, payload, salt and v = 1")
        if not isinstance(value["payload"], dict) or not isinstance(value["fields"], dict):
            raise BadBytes("payload and fields are objects")
        fields = {name: _item(item, f"$.fields.{name}") for name, item in value["fields"].items()}
        return cls(value["payload"], _hash(value["salt"], "$.salt"), fields)

    def verify(self, data: bytes) -> None:
        """Check the opening against the bytes of its entry.

        Raises BadBytes when those are no entry, NotVerified("commitment") or NotVerified("field").
        """
        self.verify_payload(data)
        self.verify_fields()

    def verify_payload(self, data: bytes) -> None:
        """Check the payload alone against the entry. Raises BadBytes or NotVerified("commitment")."""
        if entry.commit(self.payload, self.salt).hex() != entry.parse(data)["cm"]:
            raise NotVerified("commitment", "the payload is not the one that the entry commits to", "cm")

    def verify_fields(self) -> None:
        """Check every opened field against the payload. Raises NotVerified("field")."""
        stated = self.payload.get("f", {})
        for name, item in self.fields.items():
            if not isinstance(stated, Mapping) or stated.get(name) != item.commitment().hex():
                raise NotVerified("field", f"{name!r} is not what the payload commits to", f"$.fields.{name}")


def chain(acts: Iterable[tuple[bytes, Opening]]) -> None:
    """Check that these entries, each with its opening and in order, are one docket's acts without a gap.

    The payload's c must be the same in all, s count from 1, and p be the leaf hash of the entry before (empty
    or null in the first). Raises NotVerified("chain").
    """
    before: bytes | None = None
    pseudonym: Any = None
    for number, (data, opening) in enumerate(acts, start=1):
        where = f"act {number}"
        payload = opening.payload
        if number == 1:
            pseudonym = payload.get("c")
        if payload.get("c") != pseudonym or pseudonym is None:
            raise NotVerified("chain", "it belongs to another docket", where)
        if payload.get("s") != number or isinstance(payload.get("s"), bool):
            raise NotVerified(
                "chain", f"it is number {payload.get('s')!r} of its docket: an act is missing or moved", where
            )
        if (payload.get("p") or None) != (before.hex() if before is not None else None):
            raise NotVerified("chain", "it does not follow the act before it", where)
        before = tree.leaf_hash(data)


def _item(item: Any, where: str) -> Field | File:
    if isinstance(item, dict) and item.keys() == {"salt", "value"}:
        return Field(item["value"], _hash(item["salt"], where))
    if isinstance(item, dict) and item.keys() == {"salt", "sha256", "size"}:
        size = item["size"]
        if not isinstance(size, int) or isinstance(size, bool) or size < 0:
            raise BadBytes("size is the file's length in bytes", where)
        return File(_hash(item["sha256"], where), size, _hash(item["salt"], where))
    raise BadBytes("an opened field has salt and value, an opened file salt, sha256 and size", where)


def _hash(text: Any, where: str) -> bytes:
    if not isinstance(text, str) or not _HEX.fullmatch(text):
        raise BadBytes("64 lower-case hex digits belong here", where)
    return bytes.fromhex(text)
