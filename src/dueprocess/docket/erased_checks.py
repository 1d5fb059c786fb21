"""Checking what was erased against the record: what should be gone is gone, what is gone is told of by a
`payload.erased`, and what that tells is so. Changes nothing.

What is gone and nobody tells of, the checks of the dockets name (`verify`): then somebody has buried it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dueprocess.core.errors import Broken
from dueprocess.docket import erased, payload
from dueprocess.docket.held import Held
from dueprocess.docket.models import (
    Act,
    Docket,
    Erasure,
    ErasureList,
    PersonKey,
    Proposal,
    Reach,
    Read,
    RegisterList,
    Word,
)
from dueprocess.docket.models.retention import Going
from dueprocess.docket.sealing import person_tag
from dueprocess.ledger import erasures, state
from dueprocess.ledger.models import Entry, RecordAct
from dueprocess.people.models import PersonErasure
from dueprocess.tlog import entry as entries
from dueprocess.tlog.errors import BadBytes

Said = tuple[str, str]


def faults(mine: Held) -> Iterator[Said]:
    """Yield each way in which a docket is not erased that is said to be: the name of a check, and what is
    wrong."""
    if mine.erasure is None:
        return
    docket = mine.docket
    if docket.key_wrapped is not None:
        yield "erased-not", "It is said to be erased, and its key is there."
    acts = mine.acts
    left = {
        "what people wrote": any(mine.content(act) for act in acts),
        "files": any(mine.files(act) for act in acts),
        "people": bool(mine.people),
        "decisions on access": bool(mine.rules),
        "words": Word.objects.filter(docket=docket).exists(),
        "tags of people": Reach.objects.filter(docket=docket).exclude(tag="").exists(),
        "readers": Read.objects.filter(docket=docket).exclude(tag="", sealed=b"", salt=b"").exists(),
        "proposals": Proposal.objects.filter(docket=docket).exclude(tag="", sealed=b"").exists(),
    }
    for what, there in left.items():
        if there:
            yield "erased-rest", f"It was erased, and {what} are still there."


@state.check("docket.erasures")
def _erasures() -> Iterator[str]:
    """Each `payload.erased` tells of dockets that were erased, act by act, as many as it says; and no other
    docket was."""
    lost = _lost()
    told: set[int] = set()
    listed = erasures.commitments()
    for act in RecordAct.objects.filter(kind=erasures.ERASED).select_related("entry").order_by("pk"):
        where = f"{act.kind} {act.pk}"
        try:
            public = entries.parse(bytes(act.entry.bytes))
            yield from (f"{where}: {what}" for what in _one(act, public, lost, told))
        except (BadBytes, KeyError, TypeError):
            continue  # the checks of the leaves and of the payloads name it
        if public["cm"] not in listed:
            yield (
                f"{where} is not in the list apart: a backup that is put back would bring back what was "
                "erased; run `dueprocess erasures write`"
            )
    for row in Erasure.objects.exclude(pk__in=told).select_related("docket").order_by("pk"):
        said = "no entry tells so" if row.entry_id else "no entry tells so yet; `dueprocess work` logs it"
        yield f"docket {row.docket.number} is said to be erased, and {said}"


@state.check("docket.erasure_lists")
def _approved() -> Iterator[str]:
    """Nothing is said to be erased that stood on no list to which two people had agreed before. Of what was
    lost with a database, and of what was erased again after that, the list may be lost too."""
    for act, c in _unlisted(ErasureList, "dockets", "c"):
        yield f"{act.kind} {act.pk}: the docket {c} stood on no list to which two had agreed"


@state.check("register.erasure_lists")
def _approved_people() -> Iterator[str]:
    """The same of people in the register."""
    for act, p in _unlisted(RegisterList, "people", "p"):
        yield f"{act.kind} {act.pk}: person {p} stood on no list to which two had agreed"


def _unlisted(model: type[Going], field: str, key: str) -> Iterator[tuple[RecordAct, str]]:
    """Yield each erasure of what stood on no such list, with the name (`key`) of what it erased."""
    lost = _lost()
    agreed: dict[str, list[Going]] = {}
    for row in model._default_manager.filter(agreed=True).order_by("pk"):
        for name in (str(each[key]) for each in getattr(row, field)):
            if name not in row.left_out:
                agreed.setdefault(name, []).append(row)
    for act in RecordAct.objects.filter(kind=erasures.ERASED).select_related("entry").order_by("pk"):
        if "again" in act.payload or bytes(act.entry.leaf).hex() in lost:
            continue
        for name in (str(each[key]) for each in act.payload.get(field, ())):
            lists = agreed.get(name, ())
            if not any(row.settled_at and row.settled_at <= act.recorded_at for row in lists):
                yield act, name


def _one(act: RecordAct, public: dict[str, Any], lost: set[str], told: set[int]) -> Iterator[str]:
    said = act.payload["dockets"]
    people = act.payload.get("people", ())
    count = sum(len(each["entries"]) for each in said) + sum(1 + len(each["entries"]) for each in people)
    if not count == act.payload["n"] == public["n"]:
        yield f"the entry says {public['n']} payloads, its payload {act.payload['n']} and names {count}"
    pseudonyms = [each["c"] for each in said]
    rows = {
        row.docket.pseudonym: row
        for row in Erasure.objects.filter(docket__pseudonym__in=pseudonyms).select_related("docket")
    }
    leaves = _leaves(pseudonyms)
    here = set(Docket.objects.filter(pseudonym__in=pseudonyms).values_list("pseudonym", flat=True))
    for each in said:
        c = each["c"]
        if set(each["entries"]) != leaves.get(c, set()) | (set(each["entries"]) & lost):
            yield f"it names other acts of the docket {c} than have something to erase"
        if c not in here:
            if not set(each["entries"]) <= lost:
                yield f"it names a docket {c} that is not here"
            continue
        row = rows.get(c)
        if row is None or row.entry_id != act.entry_id:
            yield f"it names the docket {c}, which is not said to be erased by it"
            continue
        told.add(row.pk)
        if payload.moment(row.at) != act.payload["at"]:
            yield f"the docket {c} was erased at another moment than it says"
        try:
            basis = entries.commit_field(entries.normal(erased.basis(row, row.docket)), bytes(row.salt)).hex()
        except Broken:
            basis = ""
        if basis != each["basis"]:
            yield f"the legal basis for the docket {c} is not the one that was committed to"


@state.check("register.named")
def _named() -> Iterator[str]:
    """Nobody who was erased from the register is named in a docket that is kept."""
    tags = {person_tag(pk): pk for pk in PersonErasure.objects.values_list("person_id", flat=True)}
    rows = PersonKey.objects.exclude(tag="").filter(docket__key_wrapped__isnull=False)
    for number, key, tag in rows.values_list("docket__number", "key", "tag").iterator(chunk_size=2000):
        if tag in tags:
            yield f"docket {number} names as {key} somebody who was erased from the register"


def _leaves(pseudonyms: list[str]) -> dict[str, set[str]]:
    """Return by docket the leaf hashes of the acts that committed to something."""
    found: dict[str, set[str]] = {}
    rows = Act.objects.filter(docket__pseudonym__in=pseudonyms).exclude(commitments={})
    for c, leaf in rows.values_list("docket__pseudonym", "entry__leaf").iterator(chunk_size=2000):
        found.setdefault(c, set()).add(bytes(leaf).hex())
    return found


def _lost() -> set[str]:
    """Return the leaf hashes of entries whose acts were lost with a database, and that came back alone."""
    found: set[str] = set()
    for told in RecordAct.objects.filter(kind="payload.lost").values_list("payload", flat=True):
        first, count = told["first"], told["count"]
        rows = Entry.objects.filter(seq__idx__gte=first, seq__idx__lt=first + count)
        found.update(bytes(leaf).hex() for leaf in rows.values_list("leaf", flat=True))
    return found
