"""After an honest restore of an older backup: entries that were sealed or published since are put back from
the tiles, and that their payloads are gone is itself logged (`payload.lost`).

Knows entries and the log's own key; nothing of what the lost acts said. Every old proof verifies again.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import transaction

from dueprocess.core.errors import Broken, Refused
from dueprocess.tlog import checkpoint, entry, tiles, verify
from dueprocess.tlog.errors import BadBytes, NotVerified
from dueprocess.tlog.note import VerifierKey
from dueprocess.tlog.policy import Policy
from dueprocess.tlog.reader import Missing, Reader, Unreadable
from dueprocess.tlog.tree import CompactRange, leaf_hash

from . import actions, append
from .models import Head, RecordAct

STATED = ("granularity", "publish", "zone")


@dataclass(frozen=True)
class Recovered:
    """Which entries were put back: the index of the first, and how many."""

    first: int
    count: int


@transaction.atomic
def put_back(read: Reader, *, by: str, reason: str) -> Recovered:
    """Bring the entries that this database lacks back from a sealed or published log, and log their loss.

    The log read must be signed by this log's own key, be whole in all its files, and hold everything that the
    database holds: only the two together may give the signed root. `by` and `reason` are codes (an office, a
    minute's number). Raises Refused("record.whole") where nothing is missing, Refused("record.parted") where
    the database went on by itself after it was restored, Broken for a log that cannot be read, is not ours or
    is damaged, naming the check and the file. Changes nothing then: killed half way, it is done again.
    """
    Head.objects.select_for_update().get(id=1)
    key = RecordAct.objects.filter(kind__in=("log.genesis", "key.rotated")).latest("id").payload["key"]
    try:
        ours = VerifierKey.parse(key)
        signed = checkpoint.verify(read("checkpoint"), [ours])
        range_ = _stored()
        first = range_.size
        if signed.size <= first:
            raise Refused(
                "record.whole", f"Nothing is missing: {first} entries are here, {signed.size} there.", None
            )
        verify.log(read, Policy.of_key(ours))  # names the file that is damaged
        missing = list(_missing(read, first, signed.size))
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
        [first + at, *(told[name] for name in STATED)]
        for at, told in enumerate(map(entry.parse, missing))
        if told["t"] == "policy.changed"
    ]
    if stated:
        Head.objects.filter(id=1).update(**dict(zip(STATED, stated[-1][1:], strict=True)))
    actions.lost(first=first, count=len(missing), policies=stated, by=by, reason=reason)
    return Recovered(first, len(missing))


def _stored() -> CompactRange:
    range_ = CompactRange()
    for _, raw, _ in append.entries(0, 2**62):
        range_.append(leaf_hash(raw))
    return range_


def _missing(read: Reader, first: int, size: int) -> Iterator[bytes]:
    """The entries from index `first` on, each of a public form, out of the bundles of a log of that size."""
    for index in range(first // tiles.WIDTH, (size + tiles.WIDTH - 1) // tiles.WIDTH):
        tile = tiles.at_size(None, index, size)
        found = tiles.split_bundle(tiles.fetch(read, tile)[1], tile.width)
        for raw in found[max(first - tile.first, 0) :]:
            entry.parse(raw)
            yield raw
