"""Erasing dockets: everything that people wrote, gave or are, out of every table; their acts stay.

Runs inside a transaction that holds the dockets' locks. Decides nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
from dueprocess.ledger.erasures import Why


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


def forget(
    dockets: Sequence[Docket], why: Mapping[int, Why], *, at: datetime, entry: int | None
) -> list[Gone]:
    """Erase dockets that are locked, each for what `why` says (by key). `entry` is the key of the entry that
    will say so, or that is there already; None where it has still to come back."""
    gone, rows, codes = [], [], []
    stored = _stored(dockets)
    for docket in dockets:
        mine, reason = held.alone(docket), why[docket.pk]
        gone.append(Gone(docket.pseudonym, _leaves(mine), reason.commitment))
        codes += [code for act in mine.acts for code in act.introduces.get(MAILS, {}).values()]
        names = {*stored[docket.pk], *(file.stored for act in mine.acts for file in mine.files(act))}
        rows.append(
            Erasure(
                docket=docket, at=at, entry_id=entry, salt=reason.salt, files=sorted(names),
                sealed=erased.sealed(docket, reason.basis, _left(mine)),
            )
        )  # fmt: skip
    outbox.erase(codes)
    _clear(dockets)
    columns = ["at", "entry", "salt", "sealed", "files", "done_at"]
    Erasure.objects.bulk_create(rows, update_conflicts=True, unique_fields=["docket"], update_fields=columns)
    for docket in dockets:
        docket.key_wrapped = None
    Docket.objects.bulk_update(dockets, ["key_wrapped"])
    for docket in dockets:
        rebuild.docket(docket.pk)
    return gone


def _stored(dockets: Sequence[Docket]) -> dict[int, list[str]]:
    """Return by docket the stored files of what waits or waited, and of what the rooms above kept."""
    found: dict[int, list[str]] = {docket.pk: [] for docket in dockets}
    for pk, files in Proposal.objects.filter(docket__in=dockets).values_list("docket_id", "files"):
        found[pk] += files
    for pk, files in hooks.forget(dockets):
        found[pk] += files
    return found


def _leaves(mine: Held) -> tuple[str, ...]:
    """Return the leaf hashes (hex) of those acts of a docket that committed to something."""
    logged = (mine.logged(act) for act in mine.acts if act.commitments)
    return tuple(each.leaf.hex() for each in logged if each is not None)


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


def _clear(dockets: Sequence[Docket]) -> None:
    """Delete and empty the rows of this room. Lines of the read journal stay as what was committed to;
    proposals and signatures stay as the record tells of them: who, by whose name and what is gone."""
    Content.objects.filter(act__docket__in=dockets).delete()
    File.objects.filter(act__docket__in=dockets).delete()
    for model in (PersonKey, Word, Reach, AccessRule, Reminder, Keeping):
        model._default_manager.filter(docket__in=dockets).delete()
    Read.objects.filter(docket__in=dockets).update(tag="", salt=b"", sealed=b"")
    proposals = Proposal.objects.filter(docket__in=dockets)
    proposals.exclude(sealed_why=None).update(sealed_why=b"")
    proposals.update(tag="", sealed=b"", files=[])
    signatures = Signature.objects.filter(proposal__docket__in=dockets)
    signatures.exclude(sealed=None).update(sealed=b"")
    signatures.update(tag="")
