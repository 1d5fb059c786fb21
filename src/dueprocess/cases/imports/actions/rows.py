"""The rows that new cases and corrections have in common: sealed content, people, acts, public periods.

Knows the columns of `TABLES`, in the order in which they are inserted. Must not read a file.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from django.db import models

from dueprocess.cases.imports.history import CORRECTED, IMPORTED, RESPONDENT
from dueprocess.cases.imports.mapping import Field
from dueprocess.cases.imports.models import ImportedRow
from dueprocess.cases.imports.reading import Read, Respondent
from dueprocess.cases.models import Case, Complaint
from dueprocess.core.statistics import last_day
from dueprocess.docket import payload, searched
from dueprocess.docket.models import Act, Content, Docket, Party, PersonKey, Word
from dueprocess.docket.needs import PartyIdentity
from dueprocess.docket.sealing import Vault, content_place, person_place
from dueprocess.kit import words
from dueprocess.kit.bulk import moment
from dueprocess.ledger.policy import Policy

COPIED = "imported"
"""Stands for the digest of these copies: `docket.actions.copies` replaces them at the next act."""
SEARCHED = frozenset({Field.ID, Field.COMPLAINANT, Field.SUMMARY, Field.PERSON})
TABLES: Mapping[type[models.Model], tuple[str, ...]] = {
    Docket: (
        "id", "number", "kind", "rulebook", "pseudonym", "key_wrapped", "length", "stage", "strands",
        "is_open", "received_at", "closed_at", "changed_at", "due_step", "owner", "asked_by", "copied",
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
    ImportedRow: ("docket", "tag", "digest", "register", "release"),
}  # fmt: skip
Inserts = Mapping[type[models.Model], list[Sequence[Any]]]


class Maker:
    """Makes the rows of one import, all with the same moment of recording."""

    def __init__(self, title: str, policy: Policy, at: datetime) -> None:
        self.at = at
        self.stored_at = moment(at)
        self._title = title
        self._zone = ZoneInfo(policy.zone)
        self._midnights: dict[str, tuple[datetime, Any]] = {}

    def midnight(self, on: str | None) -> tuple[datetime | None, Any]:
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

    def content(self, origin: tuple[str, int], cells: list[list[str]]) -> dict[str, Any]:
        """The cells of a row with their origin, as they are sealed."""
        file, row = origin
        return {"register": self._title, "file": file, "row": row, "cells": cells}

    def person(
        self, vault: Vault, docket: int, local: str, respondent: Respondent, n: int, inserts: Inserts
    ) -> str:
        """Add a respondent who comes in with act `n`; return the commitment to who it is."""
        identity = PartyIdentity(kind=RESPONDENT, name=respondent.person).plain()
        salt, commitment, sealed = vault.keep(identity, person_place(local))
        inserts[PersonKey].append((docket, local, n, "", salt, sealed))
        inserts[Party].append((docket, local, RESPONDENT, "", n, ""))
        return commitment

    def seal(
        self,
        vault: Vault,
        act: int,
        n: int,
        contents: Mapping[str, Any],
        commitments: dict[str, str],
        inserts: Inserts,
    ) -> None:
        """Add the sealed content of act `n`, and the commitments to it."""
        for name, value in contents.items():
            salt, commitments[name], sealed = vault.keep(value, content_place(n, name))
            inserts[Content].append((act, name, salt, sealed))


def act(made: payload.Plain, pk: int, docket: int) -> Sequence[Any]:
    """A note as a row of `TABLES`."""
    return (
        pk, docket, made.n, moment(made.at), moment(made.recorded_at), True, made.name, "", "", "",
        made.logged_as, made.entry_type, made.rulebook, json.dumps(made.facts), json.dumps(made.introduces),
        "", json.dumps(made.commitments), made.salt, made.entry_id,
    )  # fmt: skip


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


def tags(read: Read) -> set[str]:
    """The search terms of an imported case: its old id, its people, and the text of its summary.

    Codes and places of the old register are not indexed: they would make the index larger than the cases.
    """
    found: set[str] = set()
    under = words.under()
    for cells in (read.cells, *(each.cells for each in read.respondents)):
        for cell in cells:
            if cell.is_ in SEARCHED:
                found |= _tags_of(cell.text, under) if cell.is_ == Field.PERSON else words.tags(cell.text)
    return found


def _searched(content: Mapping[str, Any]) -> Iterator[str]:
    """Yield of the cells of a row, as they are sealed, the texts that `tags` makes search terms of."""
    for _column, text, *more in content["cells"]:
        if more and more[0] in SEARCHED:
            yield text


@lru_cache(maxsize=50_000)
def _tags_of(text: str, _under: tuple[bytes, str]) -> frozenset[str]:
    """Remembered, since the same people stand in many cases, for the keys under which they were made."""
    return frozenset(words.tags(text))


for _note in (IMPORTED, CORRECTED):
    searched.only(_note, _searched)
