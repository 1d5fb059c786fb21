"""After an honest restore of an older backup: entries that were sealed or published since are put back from
the tiles, and that their payloads are gone is itself logged (`payload.lost`).

Knows entries and the log's own key; nothing of what the lost acts said. Every old proof verifies again.
"""

import hashlib
from contextlib import suppress
from dataclasses import dataclass

from django.db import transaction

from dueprocess.core.errors import Broken, Refused
from dueprocess.tlog import checkpoint, entry, tiles, verify
from dueprocess.tlog.errors import BadBytes, NotVerified
from dueprocess.tlog.note import VerifierKey
from dueprocess.tlog.policy import Policy
from dueprocess.tlog.reader import Missing, Reader, Unreadable
from dueprocess.tlog.tree import CompactRange, leaf_hash

from . import actions, append, erasures, places, policy, signer
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
    _take_list(read)
    erasures.again()
    return recovered


def _take_list(read: Reader) -> None:
    """Put the list of keys and witnesses in its place where a published log has the one that is in force; a
    sealed log has none, and `verify-state` says so (keys-and-quorum)."""
    try:
        listed = read("policy")
    except (Missing, Unreadable):
        return
    if hashlib.sha256(listed).hexdigest() == policy.lists()[-1] and listed != places.policy().read_bytes():
        places.write(places.policy(), listed)


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
        missing = list(tiles.entries(read, first, signed.size))
        keys = _stated(missing)
        verify.log(read, Policy.of_key(*_with(ours, keys)))  # names the file that is damaged
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


def _stated(missing: list[bytes]) -> list[str]:
    """The keys that entries state, in their order. One that is damaged states none: the check that follows
    finds it, and names its file."""
    keys = []
    for raw in missing:
        if b'"key.rotated"' in raw:
            with suppress(BadBytes):
                keys.append(str(entry.parse(raw)["key"]))
    return keys


def _with(ours: list[VerifierKey], stated: list[str]) -> list[VerifierKey]:
    """Our own keys, and those that the entries to be put back state: older checkpoints of that log were
    signed with them. That these entries are ours, the newest checkpoint shows, which one of our own keys has
    signed."""
    return list(dict.fromkeys([*ours, *map(VerifierKey.parse, stated)]))


def _stored() -> CompactRange:
    range_ = CompactRange()
    for _, raw, _ in append.entries(0, 2**62):
        range_.append(leaf_hash(raw))
    return range_
