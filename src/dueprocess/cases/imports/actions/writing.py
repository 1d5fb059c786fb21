"""Imported cases written in bulk: the rows, seals, commitments and entries that one act at a time would make.

Must not read a file. What differs from `docket.actions` is only that a statement carries a thousand rows: for
each case one docket, one note `imported` as its first act, its sealed content, its people, its copies, its
entry; for each correction one note more. The entries last.
"""

from __future__ import annotations

import json
import secrets
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models

from dueprocess.cases import code_names
from dueprocess.cases.imports.actions import correcting, rows
from dueprocess.cases.imports.actions.correcting import Correction, Updates
from dueprocess.cases.imports.history import IMPORTED, RESPONDENT
from dueprocess.cases.imports.models import ImportedRow
from dueprocess.cases.imports.reading import Read
from dueprocess.cases.models import Case, Complaint, Via
from dueprocess.docket import payload
from dueprocess.docket.models import Act, Docket, Party, Word
from dueprocess.docket.sealing import Vault
from dueprocess.kit import keys
from dueprocess.kit.bulk import insert, reserve
from dueprocess.ledger import append
from dueprocess.rules.models import RulebookVersion
from dueprocess.tlog import entry as entries

_COPIED = json.dumps({Party.__name__: rows.COPIED})


@dataclass(frozen=True, slots=True)
class New:
    """A row that is not known yet, with the tags by which it is known again."""

    read: Read
    tag: str
    digest: str


class Writer:
    """Writes the cases of one import, all under the same rulebook. `register` is the tag of its title,
    `release` the date of the files, if any."""

    def __init__(self, make: rows.Maker, rulebook: RulebookVersion, *, register: str, release: str) -> None:
        self._make = make
        self._rulebook = rulebook
        self._register = register
        self._release = release

    def write(
        self,
        batch: Sequence[New] = (),
        corrections: Sequence[Correction] = (),
        renewed: Sequence[tuple[int, str]] = (),
    ) -> Sequence[int]:
        """Write new rows, corrections of known ones, and of those `renewed` (docket and digest), which say
        the same, that this release has them so. Return the keys of the new dockets. Call inside a
        transaction."""
        inserts: defaultdict[type[models.Model], list[Sequence[Any]]] = defaultdict(list)
        updates, new = Updates(), []
        dockets, acts = reserve(Docket, len(batch)), reserve(Act, len(batch) + len(corrections))
        keys_ = append.new_keys(len(acts))
        for each, docket, act, entry in zip(batch, dockets, acts, keys_, strict=False):
            inserts[ImportedRow].append((docket, each.tag, each.digest, self._register, self._release))
            new.append(self._case(each.read, docket, act, entry, inserts))
        rest = slice(len(batch), None)
        for correction, act, entry in zip(corrections, acts[rest], keys_[rest], strict=True):
            new.append(correcting.add(correction, act, entry, self._make, inserts, updates, self._register))
        if corrections:
            correcting.words(corrections, inserts)
        updates.rows += [(digest, self._release, self._register, docket) for docket, digest in renewed]
        for model, fields in rows.TABLES.items():
            if inserts[model]:
                insert(model, fields, inserts[model])
        updates.write()
        if new:
            append.many(new)
        return dockets

    def _case(self, read: Read, docket: int, act: int, entry: int, inserts: rows.Inserts) -> append.New:
        """Add all rows of one case, under these keys; return its entry."""
        make = self._make
        vault, number = Vault(secrets.token_hex(16), keys.new_key()), keys.number()
        received_at, stored_received_at = make.midnight(read.received_on)
        _, stored_closed_at = make.midnight(read.closed_on)
        commitments: dict[str, str] = {}
        contents = {"row": make.content(read.origin, read.plain)}
        parties: dict[str, Any] = {}
        for at, respondent in enumerate(read.respondents, 1):
            local = f"R{at}"
            parties[local] = {"is": RESPONDENT}
            contents[f"{RESPONDENT}.{local}"] = make.content(respondent.origin, respondent.plain)
            commitments[f"person.{local}"] = make.person(vault, docket, local, respondent, 1, inserts)
        make.seal(vault, act, 1, contents, commitments, inserts)
        # A case and the one complaint it was imported from have the same number.
        complaint = {"number": number, "via": Via.IMPORT.value, "complainant": "", "anonymous": False}
        if received_at is not None:
            complaint["received_at"] = payload.moment(received_at)
        origin: dict[str, Any] = {"row": read.origin[1]}
        if self._release:
            origin["release"] = self._release
        note = payload.Plain(
            n=1,
            at=make.at,
            recorded_at=make.at,
            is_note=True,
            name=IMPORTED,
            logged_as=IMPORTED,
            entry_type=IMPORTED,
            rulebook=self._rulebook.pk,
            facts={"note": IMPORTED, "values": read.values(), "origin": origin},
            introduces={"parties": parties, "register": {"k1": complaint}},
            commitments=commitments,
            salt=keys.salt(),
            entry_id=entry,
        )
        inserts[Docket].append(
            (
                docket, number, "case", self._rulebook.pk, vault.pseudonym, keys.wrap(vault.key), 1, "", "{}",
                read.closed_on is None, stored_received_at, stored_closed_at, make.stored_at, "", "", "",
                _COPIED if parties else "{}",
            )
        )  # fmt: skip
        inserts[Act].append(rows.act(note, act, docket))
        inserts[Case].append((docket, code_names.of(vault.pseudonym), len(parties), 1, ""))
        complained = stored_received_at or make.stored_at
        inserts[Complaint].append((number, docket, "k1", 1, "", Via.IMPORT.value, False, complained))
        inserts[Word].extend((docket, tag) for tag in sorted(rows.tags(read)))
        cm = entries.commit(payload.of(note, pseudonym=vault.pseudonym, previous=b""), bytes(note.salt))
        fields = {"cm": cm, **rows.public_dates(note.facts["values"])}
        return append.New(note.entry_id, IMPORTED, fields, make.at)
