"""A docket as it is handed over to somebody outside: in clear, with its files, openings and proofs.

The wall comes first; what is here is sealed with a passphrase before it leaves (`kit.packages`). What was
written for the inside alone (tags of receipt codes, for whom another case is shut) is not opened.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from dueprocess.core.errors import Refused
from dueprocess.docket import kept_back, laid_open
from dueprocess.docket.extracts import telling
from dueprocess.docket.extracts.opened import Opened, opened
from dueprocess.docket.extracts.pages import file_bytes
from dueprocess.docket.models import Docket
from dueprocess.docket.needs import Actor
from dueprocess.docket.parted import RECIPIENT
from dueprocess.docket.withholding import Withheld
from dueprocess.ledger import extracts as ledger
from dueprocess.ledger import proofs

PUBLISHED = ("checkpoint", "checkpoints", "policy")
Members = Iterator[tuple[str, Iterator[bytes] | list[bytes]]]
README = """A case that was handed over
===========================

case.json     the case in clear: its parties, and every entry with its words
files/        the attached files: entry, place, name. What is privileged is not there, and who a protected
              source is not told: case.json says where ("kept back"), the proof shows that it is committed to
proofs/       for each entry its proof and its opening
checkpoint    the newest statement of the log that was published when this was made, with its history
policy        the keys of the log and of its witnesses. Compare it with one from somebody else.

To check it, offline, take verify.py from whoever you trust, and Python 3.11 with the package cryptography:

  python verify.py docket {proofs} --files files --policy policy
  python verify.py receipt proofs/act-0001.tlog-proof --opening proofs/act-0001.opening --policy policy

The first shows that no entry is missing or was moved, and that words and files are those that were entered.
With the published log at hand (a folder or an address) the second, with --log LOG, shows that it still holds
the entry.
"""


@dataclass(frozen=True, slots=True)
class HandedOut:
    """By which entry, when and to whom a case was handed over outside the organisation."""

    n: int
    at: datetime
    to: str


def handed_out(view: Opened) -> HandedOut | None:
    """Return how a docket was last handed over to somebody outside; None where it was not."""
    for act in reversed(view.acts):
        if act.facts.get("out", {}).get("outside"):
            return HandedOut(act.n, act.at, str(view.contents.get(act.n, {}).get(RECIPIENT, "")))
    return None


def members(docket: Docket, *, viewer: Actor) -> Members:
    """Return the files of the package, one after another.

    Raises Refused("not_handed_over"), and Refused("not_sealed") while an entry waits for the signer.
    """
    view = opened(docket, viewer=viewer)
    if handed_out(view) is None:
        raise Refused("not_handed_over", _("This case was not handed over to anybody outside."), None)
    found = {act.n: proofs.proof_of(act.entry_id) for act in view.acts}
    if None in found.values():
        why = _("Not every entry is sealed by the signer yet. Try again in a minute.")
        raise Refused("not_sealed", why, None)
    return _members(docket, viewer, view, {n: proof for n, proof in found.items() if proof})


def _members(docket: Docket, viewer: Actor, view: Opened, found: Mapping[int, bytes]) -> Members:
    names = " ".join(f"proofs/act-{act.n:04}.tlog-proof" for act in view.acts)
    yield "README.txt", [README.format(proofs=names).encode()]
    back = kept_back.from_outside(docket)
    yield "case.json", [json.dumps(_clear(view, back), ensure_ascii=False, indent=1).encode()]
    for path in PUBLISHED:
        if published := ledger.published(path):
            yield path, [published]
    for laid in laid_open.openings(docket, view.acts, but=view.moved, back=back):
        yield f"proofs/act-{laid.n:04}.tlog-proof", [found[laid.n]]
        yield f"proofs/act-{laid.n:04}.opening", [laid.opening.to_bytes()]
    for n, rows in sorted(view.files.items()):
        for row in rows:
            if (n, row["number"]) in back.files:
                continue
            line, content = file_bytes(docket, n, row["number"], viewer=viewer.person)
            yield f"files/{n}-{line.number}-{line.name}", content


def _clear(view: Opened, back: Withheld) -> dict[str, Any]:
    """The case in words, as the desk shows it; of what is kept back, that it is there."""
    rows = [
        {
            "n": row.n, "at": row.at.isoformat(), "what": row.title, "outcome": row.outcome, "by": row.by,
            "role": row.role, "clause": row.clause, "details": dict(row.details),
            "words": {name: text for name, text in row.texts if not back.hides(row.n, name)},
            "files": [each.name for each in row.files if (each.n, each.number) not in back.files],
            "kept back": _kept_back(view, back, row.n),
        }
        for row in reversed(telling.timeline(view))
    ]  # fmt: skip
    parties = [
        {
            "key": key, "kind": party.kind, "name": view.name(key),
            "contact": dict(view.identities.get(key, {}).get("contact") or {}),
        }
        for key, party in view.state.parties.items()
    ]  # fmt: skip
    docket = view.docket
    received = docket.received_at.isoformat() if docket.received_at else None
    return {
        "case": docket.number, "rulebook": view.rulebook.title, "received_at": received, "parties": parties,
        "entries": rows,
    }  # fmt: skip


def _kept_back(view: Opened, back: Withheld, n: int) -> list[str]:
    """What of one entry is kept back because it is privileged, or because a source is protected."""
    committed: Mapping[str, str] = next((act.commitments for act in view.acts if act.n == n), {})
    words = n in back.words
    files = sorted(number for act, number in back.files if act == n)
    fields = sorted(name for act, name in back.fields if act == n and name in committed)
    return (["words"] if words else []) + [f"file {number}" for number in files] + fields
