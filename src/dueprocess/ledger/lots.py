"""What a draw by lot is drawn from, as it stands in the record: the entries of some periods, the first
checkpoint that was published after an announcement, and the entries that were drawn.

Knows entries and checkpoints; nothing of who audits, nor of what an entry is about.
"""

from collections.abc import Callable, Collection, Iterator
from datetime import date

from dueprocess.core.errors import Broken
from dueprocess.tlog import checkpoint, lot, opening, period
from dueprocess.tlog import entry as entries
from dueprocess.tlog import policy as trust
from dueprocess.tlog.errors import NotVerified

from . import append, extracts, places
from .models import Entry, Head, RecordAct, Seq


def size() -> int:
    """How many entries the log has. Raises Broken before its beginning."""
    head = Head.objects.filter(id=1).first()
    if head is None:
        raise Broken("The log has no beginning yet. Run `dueprocess init`.")
    return head.size


def between(first_on: date, last_on: date) -> tuple[int, int]:
    """The index of the first entry of a span of days, and of the first one after it: periods are in order,
    but for one that crossed midnight. The beginning of the log is no part of it."""
    upto = size()
    start = _first(1, upto, lambda spans: spans[1] >= first_on)
    return start, _first(start, upto, lambda spans: spans[0] > last_on)


def _first(low: int, high: int, holds: Callable[[tuple[date, date]], bool]) -> int:
    while low < high:
        middle = (low + high) // 2
        raw = bytes(Entry.objects.get(seq__idx=middle).bytes)
        low, high = (low, middle) if holds(period.bounds(entries.parse(raw)["d"])) else (middle + 1, high)
    return low


def population(first: int, end: int) -> tuple[int, ...]:
    """The indices of the acts among these entries."""
    return lot.population((index, raw) for index, raw, _leaf in append.entries(first, end))


def bundle(first: int, end: int) -> Iterator[bytes]:
    """These entries, each after its length in two bytes: for the auditor of a log that publishes hashes."""
    for _index, raw, _leaf in append.entries(first, end):
        yield len(raw).to_bytes(2) + raw


def index_of(key: int) -> int:
    """The index of an entry by its key."""
    return Seq.objects.get(entry_id=key).idx


def keys_at(indices: Collection[int]) -> dict[int, int]:
    """The keys of entries by their indices."""
    return dict(Seq.objects.filter(idx__in=indices).values_list("idx", "entry_id"))


def leaf_of(key: int) -> bytes:
    """The leaf hash of an entry by its key."""
    return bytes(Entry.objects.get(key=key).leaf)


def published_size() -> int:
    """How many entries the published record holds."""
    signed = extracts.published("checkpoint")
    return checkpoint.parse(signed)[0].size if signed else 0


def witnessed_after(index: int) -> checkpoint.Checkpoint | None:
    """The first published checkpoint that holds an entry and that enough witnesses cosigned; None while there
    is none."""
    listed = extracts.published("policy") or places.policy().read_bytes()
    trusted = trust.Policy.parse(listed)
    for data in checkpoint.split(extracts.published("checkpoints") or b""):
        if checkpoint.parse(data)[0].size > index:
            try:
                return trusted.verify(data).checkpoint
            except NotVerified:
                continue
    return None


def seed_of(key: int) -> checkpoint.Checkpoint | None:
    """What an announcement is drawn by: the first checkpoint that was witnessed after the entry of this
    key; None while there is none."""
    index = Seq.objects.filter(entry_id=key).values_list("idx", flat=True).first()
    return witnessed_after(index) if index is not None else None


def opened(act: RecordAct) -> opening.Opening:
    """What the entry of an act of the record commits to."""
    return opening.Opening(act.payload, bytes(act.salt))


def saying(kind: str, what: str) -> list[RecordAct]:
    """The record's own acts of a kind whose payload names something, such as a docket's pseudonym."""
    acts = RecordAct.objects.filter(kind=kind).order_by("pk")
    return [act for act in acts if _names(act.payload, what)]


def _names(value: object, what: str) -> bool:
    if isinstance(value, dict):
        return what in value or any(_names(each, what) for each in value.values())
    return any(_names(each, what) for each in value) if isinstance(value, list) else value == what


def beyond(keys: Collection[int], upto: int) -> int:
    """How many of these entries lie at or after an index."""
    return Seq.objects.filter(entry_id__in=set(keys), idx__gte=upto).count()
