"""Imported cases written in bulk: the rows, seals, commitments and entries that one act at a time would make.

Must not read a file. What differs from `docket.actions` is only that a statement carries a thousand rows: for
each case one docket, one note `imported` as its first act, its sealed content, its people, its copies, its
entry; the entries last.
"""

from __future__ import annotations

import json
import secrets
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from django.db import models

from dueprocess.cases import code_names
from dueprocess.cases.imports.mapping import Field
from dueprocess.cases.imports.models import ImportedRow
from dueprocess.cases.imports.reading import Read
from dueprocess.cases.models import Case, Complaint, Via
from dueprocess.core.statistics import last_day
from dueprocess.docket import payload
from dueprocess.docket.models import Act, Content, Docket, Party, PersonKey, Word
from dueprocess.docket.needs import PartyIdentity
from dueprocess.docket.sealing import Vault, content_place, person_place
from dueprocess.kit import keys, words
from dueprocess.kit.bulk import insert, moment, reserve
from dueprocess.ledger import append
from dueprocess.ledger.policy import Policy
from dueprocess.rules.models import RulebookVersion
from dueprocess.tlog import entry as entries

NOTE = "imported"
COPIED = '{"Party": "imported"}'  # `docket.actions.copies` replaces these rows at the next act
RESPONDENT = "respondent"
SEARCHED = frozenset({Field.ID, Field.COMPLAINANT, Field.SUMMARY, Field.PERSON})
TABLES: Mapping[type[models.Model], tuple[str, ...]] = {
    Docket: (
        "id", "number", "kind", "rulebook", "pseudonym", "key_wrapped", "length", "stage", "strands",
        "is_open", "received_at", "closed_at", "changed_at", "due_step", "owner", "asked_by",
        "copied",
    ),
    Act: (
        "id", "docket", "n", "at", "recorded_at", "is_note", "name", "role", "by_key", "appointment",
        "logged_as", "entry_type", "rulebook", "facts", "introduces", "owner", "commitments", "salt", "entry",
    ),
    Content: ("act", "field", "salt", "sealed"),
    PersonKey: ("docket", "key", "n", "tag", "salt", "sealed"),
    Party: ("docket", "key", "kind", "tag", "since", "status"),
    Word: ("docket", "tag"),
    Case: ("docket", "code_name", "respondents", "complaints", "refused"),
    Complaint: ("number", "docket", "key", "act", "complainant", "via", "anonymous", "received_at"),
    ImportedRow: ("docket", "tag", "digest"),
}  # fmt: skip


class Writer:
    """Writes the cases of one import, all with the same moment of recording and under the same rulebook."""

    def __init__(self, title: str, rulebook: RulebookVersion, policy: Policy, at: datetime) -> None:
        self._title = title
        self._rulebook = rulebook
        self._at = at
        self._stored_at = moment(at)
        self._zone = ZoneInfo(policy.zone)
        self._midnights: dict[str, tuple[datetime, Any]] = {}

    def write(self, batch: Sequence[tuple[Read, str, str]]) -> None:
        """Write rows that are not known yet, each with its tag and digest. Call inside a transaction."""
        rows: defaultdict[type[models.Model], list[Sequence[Any]]] = defaultdict(list)
        new: list[append.New] = []
        dockets, acts = reserve(Docket, len(batch)), reserve(Act, len(batch))
        for (read, tag, digest), docket, act in zip(batch, dockets, acts, strict=True):
            rows[ImportedRow].append((docket, tag, digest))
            new.append(self._case(read, docket, act, rows))
        for model, fields in TABLES.items():
            insert(model, fields, rows[model])
        append.many(new)

    def _case(
        self, read: Read, docket: int, act: int, rows: Mapping[type[models.Model], list[Sequence[Any]]]
    ) -> append.New:
        """Add all rows of one case; return its entry."""
        vault, number = Vault(secrets.token_hex(16), keys.new_key()), keys.number()
        received_at, stored_received_at = self._midnight(read.received_on)
        _, stored_closed_at = self._midnight(read.closed_on)
        commitments: dict[str, str] = {}
        contents = {"row": self._content(read.origin, read.plain)}
        parties: dict[str, Any] = {}
        for at, respondent in enumerate(read.respondents, 1):
            local = f"R{at}"
            parties[local] = {"is": RESPONDENT}
            contents[f"{RESPONDENT}.{local}"] = self._content(respondent.origin, respondent.plain)
            identity = PartyIdentity(kind=RESPONDENT, name=respondent.person).plain()
            salt, commitments[f"person.{local}"], sealed = vault.keep(identity, person_place(local))
            rows[PersonKey].append((docket, local, 1, "", salt, sealed))
            rows[Party].append((docket, local, RESPONDENT, "", 1, ""))
        for name, value in contents.items():
            salt, commitments[name], sealed = vault.keep(value, content_place(1, name))
            rows[Content].append((act, name, salt, sealed))
        # A case and the one complaint it was imported from have the same number.
        complaint = {"number": number, "via": Via.IMPORT.value, "complainant": "", "anonymous": False}
        if received_at is not None:
            complaint["received_at"] = payload.moment(received_at)
        made = payload.Plain(
            n=1,
            at=self._at,
            recorded_at=self._at,
            is_note=True,
            name=NOTE,
            logged_as=NOTE,
            entry_type=NOTE,
            rulebook=self._rulebook.pk,
            facts={"note": NOTE, "values": read.values(), "origin": {"row": read.origin[1]}},
            introduces={"parties": parties, "register": {"k1": complaint}},
            commitments=commitments,
            salt=keys.salt(),
            entry_id=append.new_key(),
        )
        is_open = read.closed_on is None
        rows[Docket].append(
            (
                docket, number, "case", self._rulebook.pk, vault.pseudonym, keys.wrap(vault.key), 1, "", "{}",
                is_open, stored_received_at, stored_closed_at, self._stored_at, "", "", "",
                COPIED if parties else "{}",
            )
        )  # fmt: skip
        rows[Act].append(
            (
                act, docket, 1, self._stored_at, self._stored_at, True, NOTE, "", "", "", NOTE, NOTE,
                self._rulebook.pk, json.dumps(made.facts), json.dumps(made.introduces), "",
                json.dumps(commitments), made.salt, made.entry_id,
            )
        )  # fmt: skip
        rows[Case].append((docket, code_names.of(vault.pseudonym), len(parties), 1, ""))
        complained = stored_received_at or self._stored_at
        rows[Complaint].append((number, docket, "k1", 1, "", Via.IMPORT.value, False, complained))
        rows[Word].extend((docket, tag) for tag in sorted(_tags(read)))
        cm = entries.commit(payload.of(made, pseudonym=vault.pseudonym, previous=b""), bytes(made.salt))
        return append.New(made.entry_id, NOTE, {"cm": cm, **public_dates(read.values())}, self._at)

    def _midnight(self, on: str | None) -> tuple[datetime | None, Any]:
        """When the day begins, in the organisation's zone, and the same as the database takes it.

        Of a partial date, its last day.
        """
        if on is None:
            return None, None
        if on not in self._midnights:
            day = last_day(on)
            begins = datetime(day.year, day.month, day.day, tzinfo=self._zone)
            self._midnights[on] = begins, moment(begins)
        return self._midnights[on]

    def _content(self, origin: tuple[str, int], cells: list[list[str]]) -> dict[str, Any]:
        """The cells of a row with their origin, as they are sealed."""
        file, row = origin
        return {"register": self._title, "file": file, "row": row, "cells": cells}


def public_dates(values: Mapping[str, Any]) -> dict[str, date | str]:
    """The public keys r and x of an imported case: when it was received, and when closed, where known.

    A day becomes the label of its period; a known month stands as it is; a year alone is told to nobody.
    """
    found: dict[str, date | str] = {}
    for key, name in (("r", "received_on"), ("x", "closed_on")):
        text = values.get(name) or ""
        if len(text) == 10:
            found[key] = date.fromisoformat(text)
        elif len(text) == 7:
            found[key] = text
    return found


def _tags(read: Read) -> set[str]:
    """The search terms of an imported case: its old id, its people, and the text of its summary.

    Codes and places of the old register are not indexed: they would make the index larger than the cases.
    """
    found: set[str] = set()
    for cells in (read.cells, *(each.cells for each in read.respondents)):
        for cell in cells:
            if cell.is_ in SEARCHED:
                found |= _tags_of(cell.text) if cell.is_ == Field.PERSON else words.tags(cell.text)
    return found


@lru_cache(maxsize=50_000)
def _tags_of(text: str) -> frozenset[str]:
    """Remembered, since the same people stand in many cases."""
    return frozenset(words.tags(text))
