"""Corrections from a later release, as rows: one note `corrected` for each case, its entry, and the copies.

`writing` calls it and inserts what it gives, so that corrections go in with the new cases of their batch, in
one transaction. Decides nothing: what differs was found before.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import models

from dueprocess.cases.imports.actions import rows as made
from dueprocess.cases.imports.differing import Difference, Matched
from dueprocess.cases.imports.history import CORRECTED, LEFT, LOGGED, MISSING, RESPONDENT, Before
from dueprocess.cases.imports.models import ImportedRow
from dueprocess.cases.imports.reading import Read
from dueprocess.cases.models import Case, Complaint
from dueprocess.docket import payload
from dueprocess.docket.models import Act, Docket, Party, Word
from dueprocess.kit import keys
from dueprocess.kit.bulk import moment, update
from dueprocess.ledger import append
from dueprocess.tlog import entry as entries

Inserts = Mapping[type[models.Model], list[Sequence[Any]]]


@dataclass(frozen=True, slots=True)
class Correction:
    """What a release says of a case that is in: `read` anew, or None where it no longer has the case."""

    before: Before
    read: Read | None
    digest: str = ""
    release: str = ""
    row: tuple[Difference, ...] = ()
    respondents: Matched = field(default_factory=Matched)


@dataclass(slots=True)
class Updates:
    """Changed columns of rows that are there, each with the values of its key last."""

    dockets: list[Sequence[Any]] = field(default_factory=list)
    cases: list[Sequence[Any]] = field(default_factory=list)
    complaints: list[Sequence[Any]] = field(default_factory=list)
    parties: list[Sequence[Any]] = field(default_factory=list)
    rows: list[Sequence[Any]] = field(default_factory=list)

    def write(self) -> None:
        """Bring the copies up to the corrections."""
        columns = ("length", "is_open", "received_at", "closed_at", "changed_at", "copied")
        update(Docket, columns, ("id",), self.dockets)
        update(Case, ("respondents",), ("docket",), self.cases)
        update(Complaint, ("received_at",), ("docket",), self.complaints)
        update(Party, ("status",), ("docket", "key"), self.parties)
        update(ImportedRow, ("digest", "release", "register"), ("docket",), self.rows)


def add(
    correction: Correction,
    act: int,
    entry: int,
    make: made.Maker,
    inserts: Inserts,
    updates: Updates,
    register: str,
) -> append.New:
    """Add all rows of one correction, under the keys of its act and its entry; return the entry."""
    before, read = correction.before, correction.read
    docket, vault = before.docket, before.vault
    assert vault is not None
    n = docket.length + 1
    at = make.at if docket.changed_at is None else max(make.at, docket.changed_at)
    values = dict(before.values) if read is None else read.values()
    origin: dict[str, Any] = {MISSING: True} if read is None else {"row": read.origin[1]}
    if correction.release:
        origin["release"] = correction.release
    commitments: dict[str, str] = {}
    introduces: dict[str, Any] = {}
    if read is not None:
        contents, parties = _told(correction, read, make, commitments, inserts, n)
        make.seal(vault, act, n, contents, commitments, inserts)
        if parties:
            introduces["parties"] = parties
    received_at, stored_received_at = make.midnight(values.get("received_on"))
    _, stored_closed_at = make.midnight(values.get("closed_on"))
    introduces["received_at"] = payload.moment(received_at) if received_at is not None else None
    note = payload.Plain(
        n=n,
        at=at,
        recorded_at=at,
        is_note=True,
        name=CORRECTED,
        logged_as=CORRECTED,
        entry_type=LOGGED,
        rulebook=docket.rulebook_id,
        facts={"note": CORRECTED, "values": values, "origin": origin},
        introduces=introduces,
        commitments=commitments,
        salt=keys.salt(),
        entry_id=entry,
    )
    inserts[Act].append(made.act(note, act, docket.pk))
    _copies(correction, introduces, updates)
    copied = docket.copied | {Party.__name__: made.COPIED} if "parties" in introduces else docket.copied
    stored_at = moment(at)
    is_open = values.get("closed_on") is None
    updates.dockets.append(
        (n, is_open, stored_received_at, stored_closed_at, stored_at, json.dumps(copied), docket.pk)
    )
    updates.complaints.append((stored_received_at or stored_at, docket.pk))
    updates.rows.append((correction.digest, correction.release, register, docket.pk))
    cm = entries.commit(payload.of(note, pseudonym=vault.pseudonym, previous=before.leaf), bytes(note.salt))
    return append.New(note.entry_id, LOGGED, {"cm": cm, **_public(before, values)}, at)


def _told(
    correction: Correction,
    read: Read,
    make: made.Maker,
    commitments: dict[str, str],
    inserts: Inserts,
    n: int,
) -> tuple[dict[str, Any], dict[str, Any]]:
    """What is sealed anew, and the parties that came or went, by their local keys."""
    before, matched = correction.before, correction.respondents
    docket, vault = before.docket, before.vault
    assert vault is not None
    contents = {"row": make.content(read.origin, read.plain)} if correction.row else {}
    for key, respondent, _ in matched.changed:
        contents[f"{RESPONDENT}.{key}"] = make.content(respondent.origin, respondent.plain)
    parties: dict[str, Any] = {key: {"is": RESPONDENT, "status": LEFT} for key in matched.left}
    number = max((int(key[1:]) for key in before.numbers if key[:1] == "R" and key[1:].isdigit()), default=0)
    for respondent in matched.came:
        number += 1
        key = f"R{number}"
        parties[key] = {"is": RESPONDENT}
        contents[f"{RESPONDENT}.{key}"] = make.content(respondent.origin, respondent.plain)
        commitments[f"person.{key}"] = make.person(vault, docket.pk, key, respondent, n, inserts)
    return contents, parties


def _copies(correction: Correction, introduces: Mapping[str, Any], updates: Updates) -> None:
    matched, pk = correction.respondents, correction.before.docket.pk
    updates.parties += [(LEFT, pk, key) for key in matched.left]
    if "parties" in introduces:
        count = correction.before.respondents_counted + len(matched.came) - len(matched.left)
        updates.cases.append((count, pk))


def _public(before: Before, values: Mapping[str, Any]) -> dict[str, Any]:
    """The withdrawn periods r and x as the record has them, and the new ones r2 and x2; nothing where both
    days stand."""
    if all(before.values.get(name) == values.get(name) for name in ("received_on", "closed_on")):
        return {}
    now = {f"{key}2": value for key, value in made.public_dates(values).items()}
    return {**before.dates, **now}


def words(corrections: Sequence[Correction], inserts: Inserts) -> None:
    """Add the search terms that the index does not have of these cases yet. Old ones stay: what was said
    before stays with the case."""
    wanted = {each.before.docket.pk: made.tags(each.read) for each in corrections if each.read is not None}
    there: defaultdict[int, set[str]] = defaultdict(set)
    for docket, tag in Word.objects.filter(docket__in=wanted).values_list("docket_id", "tag").iterator():
        there[docket].add(tag)
    for docket, tags in wanted.items():
        inserts[Word].extend((docket, tag) for tag in sorted(tags - there[docket]))
