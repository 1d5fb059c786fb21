"""Erasing one docket: everything that people wrote, gave or are, out of every table; its acts stay.

Runs inside a transaction that holds the docket's lock. Decides nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from dueprocess.core.errors import Broken
from dueprocess.docket import erased, held
from dueprocess.docket.actions import rebuild
from dueprocess.docket.actions.erasing import hooks
from dueprocess.docket.actions.letters import MAILS
from dueprocess.docket.held import Held
from dueprocess.docket.models import (
    AccessRule,
    Content,
    Docket,
    Erasure,
    File,
    Keeping,
    PersonKey,
    Proposal,
    Reach,
    Read,
    Reminder,
    Signature,
    Word,
)
from dueprocess.kit import outbox
from dueprocess.tlog import entry as entries


@dataclass(frozen=True, slots=True)
class Gone:
    """What was erased of one docket: its pseudonym, the leaf hashes of those acts that had a payload to
    erase, and the commitment to the legal basis."""

    pseudonym: str
    leaves: tuple[str, ...]
    basis: str

    def plain(self) -> dict[str, Any]:
        """Return it as the payload of `payload.erased` has it."""
        return {"c": self.pseudonym, "entries": list(self.leaves), "basis": self.basis}


def leaves(mine: Held) -> tuple[str, ...]:
    """Return the leaf hashes (hex) of those acts of a docket that committed to something."""
    found = []
    for act in mine.acts:
        logged = mine.logged(act)
        if act.commitments and logged is not None:
            found.append(logged.leaf.hex())
    return tuple(found)


def forget(docket: Docket, *, basis: str, salt: bytes, at: datetime, entry: int | None) -> Gone:
    """Erase a docket that is locked. `entry` is the key of the entry that will say so, None where it is
    there already, or has still to come back."""
    mine = held.alone(docket)
    gone = Gone(docket.pseudonym, leaves(mine), entries.commit_field(entries.normal(basis), salt).hex())
    left = _left(mine)
    stored = [file.stored for act in mine.acts for file in mine.files(act)]
    for proposal in Proposal.objects.filter(docket=docket):
        stored += proposal.files
    stored += hooks.forget(docket)
    outbox.erase(code for act in mine.acts for code in act.introduces.get(MAILS, {}).values())
    _rows(docket)
    Erasure.objects.update_or_create(
        docket=docket,
        defaults={
            "at": at, "entry_id": entry, "salt": salt, "sealed": erased.sealed(docket, basis, left),
            "files": sorted(set(stored)), "done_at": None,
        },
    )  # fmt: skip
    docket.key_wrapped = None
    docket.save(update_fields=["key_wrapped"])
    rebuild.docket(docket.pk)
    return gone


def _left(mine: Held) -> dict[str, dict[str, Any]]:
    """What of the content is still needed, by act. What does not open any more is gone already."""
    vault = mine.vault
    found: dict[str, dict[str, Any]] = {}
    for act in mine.acts if vault is not None else ():
        assert vault is not None
        try:
            kept = hooks.left(rebuild.Opened(vault, act, mine.content(act)))
        except Broken:
            continue
        if kept:
            found[str(act.n)] = kept
    return found


def _rows(docket: Docket) -> None:
    """Delete and empty the rows of this room. Lines of the read journal stay as what was committed to;
    proposals and signatures stay as the record tells of them: who, by whose name and what is gone."""
    Content.objects.filter(act__docket=docket).delete()
    File.objects.filter(act__docket=docket).delete()
    for model in (PersonKey, Word, Reach, AccessRule, Reminder, Keeping):
        model._default_manager.filter(docket=docket).delete()
    Read.objects.filter(docket=docket).update(tag="", salt=b"", sealed=b"")
    proposals = Proposal.objects.filter(docket=docket)
    proposals.exclude(sealed_why=None).update(sealed_why=b"")
    proposals.update(tag="", sealed=b"", files=[])
    signatures = Signature.objects.filter(proposal__docket=docket)
    signatures.exclude(sealed=None).update(sealed=b"")
    signatures.update(tag="")
