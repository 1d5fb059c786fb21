"""After an honest restore of an older backup: entries that were sealed or published since are put back from
the tiles, and that their payloads are gone is itself logged (`payload.lost`).

Knows entries and the log's own key; nothing of what the lost acts said. Every old proof verifies again.
"""

from dataclasses import dataclass

from django.db import transaction

from dueprocess.core.errors import Broken, Refused
from dueprocess.tlog import checkpoint, entry, tiles, verify
from dueprocess.tlog.errors import BadBytes, NotVerified
from dueprocess.tlog.note import VerifierKey
from dueprocess.tlog.policy import Policy
from dueprocess.tlog.reader import Missing, Reader, Unreadable
from dueprocess.tlog.tree import CompactRange, leaf_hash

from . import actions, append, erasures, policy, signer
from .models import Head

STATED = ("granularity", "publish", "zone")


@dataclass(frozen=True)
class Recovered:
    """Which entries were put back: the index of the first, and how many."""

    first: int
    count: int


def put_back(read: Reader, *, by: str, reason: str) -> Recovered:
    """Bring the entries that this database lacks back from a sealed or published log, and log their loss.
    Erasures of which they tell get their payloads back from the list apart (`erasures`).

    The log read must be signed by this log's own key, be whole in all its files, and hold everything that the
    database holds: only the two together may give the signed root. `by` and `reason` are codes (an office, a
    minute's number). Raises Refused("record.whole") where nothing is missing, Refused("record.parted") where
    the database went on by itself after it was restored, Broken for a log that cannot be read, is not ours or
    is damaged, naming the check and the file. Changes nothing then: killed half way, it is done again.
    """
    recovered = _put_back(read, by, reason)
    erasures.again()
    return recovered


@transaction.atomic
def _put_back(read: Reader, by: str, reason: str) -> Recovered:
    Head.objects.select_for_update().get(id=1)
    try:
        ours = _own_keys()
        signed = checkpoint.verify(read("checkpoint"), ours)
        range_ = _stored()
        first = range_.size
        if signed.size <= first:
            raise Refused(
                "record.whole", f"Nothing is missing: {first} entries are here, {signed.size} there.", None
            )
        verify.log(read, Policy.of_key(*ours))  # names the file that is damaged
        missing = list(tiles.entries(read, first, signed.size))
        told = [entry.parse(raw) for raw in missing]
    except (Missing, Unreadable, BadBytes, NotVerified) as error:
        raise Broken(f"The entries cannot be put back from there: {error}") from None
    for raw in missing:
        range_.append(leaf_hash(raw))
    if range_.root() != signed.root:
        raise Refused(
            "record.parted",
            f"The {first} entries here and those signed do not belong to one log: this database went on "
            "by itself after it was restored, or was changed. Copy all of it and restore the backup anew.",
            None,
        )
    append.back(missing)
    stated = [
        [first + at, *(each[name] for name in STATED)]
        for at, each in enumerate(told)
        if each["t"] == "policy.changed"
    ]
    if stated:
        Head.objects.filter(id=1).update(**dict(zip(STATED, stated[-1][1:], strict=True)))
    keys = [each["key"] for each in told if each["t"] == "key.rotated"]
    actions.lost(first=first, count=len(missing), policies=stated, keys=keys, by=by, reason=reason)
    return Recovered(first, len(missing))


def _own_keys() -> list[VerifierKey]:
    """The key that the database states last, and the one that the signer holds: the key may have been changed
    after the backup was made."""
    known = policy.signing_keys()[-1:]
    try:
        known.append(signer.public_key())
    except (Broken, OSError):
        pass  # the signer runs as another user, or its state is not here
    return [VerifierKey.parse(key) for key in dict.fromkeys(known)]


def _stored() -> CompactRange:
    range_ = CompactRange()
    for _, raw, _ in append.entries(0, 2**62):
        range_.append(leaf_hash(raw))
    return range_
