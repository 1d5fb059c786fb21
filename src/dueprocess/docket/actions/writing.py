"""Writing one act: its row, sealed content, files, people, copies, and the entry last.

Called by `steps` alone, inside a transaction that holds the docket's lock. Decides nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from dueprocess.docket import direct, payload, roster, searched
from dueprocess.docket.actions import indexing
from dueprocess.docket.models import Act, Content, Docket, File, PersonKey
from dueprocess.docket.needs import Kept, PartyIdentity, Upload
from dueprocess.docket.sealing import Vault, as_field, content_place, file_place, person_place, person_tag
from dueprocess.kit import files, keys
from dueprocess.ledger import append
from dueprocess.ledger.models import Entry
from dueprocess.tlog import entry as entries


@dataclass(frozen=True, slots=True, kw_only=True)
class New:
    """An act as decided, ready to be written."""

    name: str
    is_note: bool
    strand: int | None
    role: str
    by_key: str
    appointment: str
    logged_as: str
    entry_type: str
    facts: dict[str, Any]
    relied: dict[str, Any] | None
    introduces: dict[str, Any]
    owner: str
    rulebook: str
    content: Mapping[str, Any]
    people: Mapping[str, PartyIdentity]
    at: datetime
    recorded_at: datetime


def keep(vault: Vault, uploads: Iterable[Upload | Kept]) -> list[Kept]:
    """Seal uploads to the disk. Done before the transaction: large files must not hold its lock. What a
    refused act leaves behind is swept later (`kit.files.sweep`). What lies there already stays."""
    found = []
    for upload in uploads:
        if isinstance(upload, Kept):
            found.append(upload)
            continue
        stored = files.store(vault.key, upload.chunks, vault.files, upload.name, kind=upload.kind)
        found.append(
            Kept(
                stored.name,
                files.safe_name(upload.name),
                stored.media_type,
                stored.size,
                stored.sha256,
                upload.paper,
            )
        )
    return found


def write(docket: Docket, vault: Vault, new: New, kept: Sequence[Kept], *, previous: bytes) -> Act:
    """Write the act and all that is sealed with it; the entry is appended by `log` when all else is
    written."""
    n = docket.length + 1
    commitments: dict[str, str] = {}
    contents: list[dict[str, Any]] = []
    tags: set[str] = set()
    for name, written in new.content.items():
        value = entries.normal(written)
        name = as_field(name)
        salt, commitments[name], sealed = vault.keep(value, content_place(n, name))
        contents.append({"field": name, "salt": salt, "sealed": sealed})
        tags |= searched.in_field(new.name, value)
    rows: list[dict[str, Any]] = []
    for number, file in enumerate(kept, 1):
        salt = keys.salt()
        commitments[f"file.{number}"] = entries.commit_file(bytes.fromhex(file.sha256), file.size, salt).hex()
        value = {
            "name": entries.normal(file.name),
            "media_type": file.media_type,
            "size": file.size,
            "sha256": file.sha256,
            "paper": entries.normal(file.paper),
        }
        sealed = vault.seal(value, file_place(n, number))
        rows.append({"n": number, "stored": file.stored, "salt": salt, "sealed": sealed})
        tags |= searched.in_texts([file.name, file.sha256])
    people: list[dict[str, Any]] = []
    for key, identity in new.people.items():
        value = entries.normal(identity.plain())
        salt, commitments[f"person.{key}"], sealed = vault.keep(value, person_place(key))
        tag = person_tag(identity.person) if identity.person else ""
        people.append({"key": key, "n": n, "tag": tag, "salt": salt, "sealed": sealed})
        tags |= searched.in_name(key, identity.name)
    act = Act(
        docket=docket,
        n=n,
        at=new.at,
        recorded_at=new.recorded_at,
        is_note=new.is_note,
        name=new.name,
        strand=new.strand,
        role=new.role,
        by_key=new.by_key,
        appointment=new.appointment,
        logged_as=new.logged_as,
        entry_type=new.entry_type,
        rulebook=new.rulebook,
        facts=entries.normal(new.facts),
        relied=new.relied,
        introduces=new.introduces,
        owner=new.owner,
        commitments=commitments,
        salt=keys.salt(),
        entry_id=append.new_key(),
    )
    direct.insert([act])
    direct.put(Content, [{**row, "act_id": act.pk} for row in contents])
    direct.put(File, [{**row, "act_id": act.pk} for row in rows])
    direct.put(PersonKey, [{**row, "docket_id": docket.pk} for row in people])
    indexing.put(docket, tags)
    docket.length = n
    return act


def leaf(entry: int) -> bytes:
    """Return the leaf hash of an act's entry, to which the docket's next act is chained."""
    return bytes(direct.values(Entry, ("leaf",), "key = %s", (entry,))[0][0])


def log(docket: Docket, act: Act, *, previous: bytes) -> None:
    """Append the act's entry to the record: the last write of its transaction."""
    cm = entries.commit(payload.of(act, pseudonym=docket.pseudonym, previous=previous), bytes(act.salt))
    append.entry(act.entry_id, act.entry_type, public(docket, act, cm), act.recorded_at)


RECEIPT_TOLD = ("received", "closed", "reopened", "split")
"""Public types of entry that say in which period the matter was received."""


def public(docket: Docket, act: Act, cm: bytes) -> dict[str, Any]:
    """Return the public fields of an act's entry: the commitment, and the receipt's period where it receives,
    closes, reopens or parts a matter."""
    fields: dict[str, Any] = {"cm": cm}
    if act.entry_type in RECEIPT_TOLD:
        fields["r"] = docket.received_at
    return fields


def mentioned(value: Any, among: Mapping[str, int]) -> set[str]:
    """Return the local keys of people that an act's facts name anywhere."""
    if isinstance(value, str):
        return {value} if value in among else set()
    if isinstance(value, Mapping):
        return {key for item in (*value.values(), *value) for key in mentioned(item, among)}
    if isinstance(value, list | tuple):
        return {key for item in value for key in mentioned(item, among)}
    return set()


def identities(docket: Docket, used: Iterable[str], persons: Mapping[str, int]) -> dict[str, PartyIdentity]:
    """Return the identities of people from the register that this docket has not named before."""
    wanted = {key for key in used if key in persons}
    if not wanted:
        return {}
    marks = ", ".join("%s" for _ in wanted)
    there = direct.values(
        PersonKey, ("key",), f"docket_id = %s AND key IN ({marks})", (docket.pk, *sorted(wanted))
    )
    wanted -= {key for (key,) in there}
    if not wanted:
        return {}
    people = roster.names(persons[key] for key in wanted)
    return {
        key: PartyIdentity(kind="officer", person=persons[key], name=people[persons[key]].shown_name)
        for key in sorted(wanted)
    }
