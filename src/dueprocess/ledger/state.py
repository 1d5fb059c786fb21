"""`record verify-state`: does the database still agree with itself and with the log? Knows the record's own
tables; each room adds the checks of its own (`check`).

A check is named, and yields one sentence for each fault that it finds, naming the row and never a person.
Several checks of the same rows may be done in one pass over them (`checks`).
"""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from django.db import connection

from dueprocess.core.errors import Broken
from dueprocess.tlog import checkpoint, entry
from dueprocess.tlog.errors import BadBytes, NotVerified
from dueprocess.tlog.note import VerifierKey
from dueprocess.tlog.reader import Folder, Missing, Unreadable
from dueprocess.tlog.tree import CompactRange, leaf_hash

from . import append, places, policy, triggers
from .models import Head, RecordAct, Seq


@dataclass(frozen=True)
class Fault:
    """One thing that is not as it must be: the check that found it, and what it is."""

    check: str
    what: str


class Tally:
    """How much was looked at, by what it is, and how much of it there is where that is known; `told` is
    called whenever something was."""

    def __init__(self, told: Callable[["Tally"], None] = lambda tally: None) -> None:
        self.seen: Counter[str] = Counter()
        self.whole: dict[str, int] = {}
        self._told = told

    def saw(self, what: str, count: int = 1) -> None:
        """Count what was looked at."""
        self.seen[what] += count
        self._told(self)


Faults = Callable[[], Iterable[str]]
Pass = Callable[[frozenset[str], Tally], Iterable[Fault]]
_passes: dict[tuple[str, ...], Pass] = {}
_POINTING = {
    "sqlite": """SELECT t.name, k."from" FROM sqlite_schema t, pragma_foreign_key_list(t.name) k
        WHERE t.type = 'table' AND k."table" = 'ledger_entry'""",
    "postgresql": """SELECT t.relname, c.attname FROM pg_constraint k JOIN pg_class t ON t.oid = k.conrelid
        JOIN pg_attribute c ON c.attrelid = k.conrelid AND c.attnum = k.conkey[1]
        WHERE k.contype = 'f' AND k.confrelid = 'ledger_entry'::regclass""",
}
"""Every table and column whose foreign key names an entry, by the database's own account: one question, since
table by table they took longer than to look at the rows."""


def check(name: str) -> Callable[[Faults], Faults]:
    """Register a check of the stored state under a name that stays."""

    def register(faults: Faults) -> Faults:
        def found(wanted: frozenset[str], tally: Tally) -> Iterator[Fault]:
            for what in faults():
                yield Fault(name, what)

        _passes[name,] = found
        return faults

    return register


def checks(*names: str) -> Callable[[Pass], Pass]:
    """Register several checks that are done in one pass; it is told which of them are wanted."""

    def register(found: Pass) -> Pass:
        _passes[names] = found
        return found

    return register


def names() -> list[str]:
    """The names of all checks, in the order in which they run."""
    return [name for names in _passes for name in names]


def faults(skip: frozenset[str] = frozenset(), tally: Tally | None = None) -> Iterator[Fault]:
    """Run every check but those in `skip` (for tests), give each fault as it is found, and count in `tally`
    what was looked at."""
    tally = tally or Tally()
    for names, found in _passes.items():
        if wanted := frozenset(names) - skip:
            try:
                yield from found(wanted, tally)
            except Exception as error:  # noqa: BLE001 (a damaged row may break any reading, and must hide no other)
                what = f"this cannot be checked to its end: {type(error).__name__}: {error}"
                yield from (Fault(name, what) for name in names if name in wanted)


@check("triggers")
def _triggers() -> Iterator[str]:
    """The tables are append-only."""
    for name in triggers.missing():
        yield f"the trigger {name} is missing: rows could be changed unseen; run `dueprocess migrate`"


@check("keys")
def _keys() -> Iterator[str]:
    """Every act has its entry: what came by a connection without foreign keys is found here."""
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        cursor.execute(_POINTING[connection.vendor])
        for table, column in cursor.fetchall():
            cursor.execute(
                f"SELECT {quote(column)} FROM {quote(table)} a WHERE {quote(column)} IS NOT NULL AND NOT "  # noqa: S608
                f"EXISTS (SELECT 1 FROM ledger_entry e WHERE e.key = a.{quote(column)})"
            )
            for (key,) in cursor.fetchall():
                yield f"{table} names the entry {key}, which does not exist"


@check("order")
def _order() -> Iterator[str]:
    """Entries and places belong together one to one."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT e.key FROM ledger_entry e LEFT JOIN ledger_seq s ON s.entry_id = e.key "
            "WHERE s.idx IS NULL"
        )
        for (key,) in cursor.fetchall():
            yield f"the entry {key} has no place in the log"
        cursor.execute("SELECT count(*), coalesce(max(idx), -1) FROM ledger_seq")
        count, last = cursor.fetchone()
        if count != last + 1:
            yield f"there are {count} places, and the last one is {last}: {last + 1 - count} are gone"


@checks("leaf")
def _leaf(_: frozenset[str], tally: Tally) -> Iterator[Fault]:
    """The stored bytes give the stored hashes, the head, and what the signer sealed."""
    head = Head.objects.first()
    if head is None:
        return
    sealed = _sealed()
    range_ = CompactRange()
    for index, raw, leaf in append.entries(0, 2**62):
        fresh = leaf_hash(raw)
        if fresh != leaf:
            yield Fault("leaf", f"entry {index}: its bytes do not have the hash stored with them")
        try:
            entry.parse(raw)
        except BadBytes as error:
            yield Fault("leaf", f"entry {index}: {error.what}")
        range_.append(fresh)
        tally.saw("entries")
        if sealed and range_.size == sealed.size and range_.root() != sealed.root:
            yield Fault("leaf", f"the first {sealed.size} entries are not those that the signer sealed")
    if range_.to_bytes() != bytes(head.frontier) or range_.size != head.size:
        yield Fault(
            "leaf", f"the head says {head.size} entries; the entries give another tree, of {range_.size}"
        )
    if sealed and range_.size < sealed.size:
        yield Fault("leaf", f"the signer sealed {sealed.size} entries and {range_.size} are here")


def _sealed() -> checkpoint.Checkpoint | None:
    """The last internal seal, with its signature checked against the keys that the log states."""
    try:
        raw = Folder(places.sealed())("checkpoint")
        genesis = entry.parse(bytes(Seq.objects.select_related("entry").get(idx=0).entry.bytes))
        known = {genesis["key"], *policy.signing_keys()[1:]}
        return checkpoint.verify(raw, [VerifierKey.parse(key) for key in known])
    except (Missing, Unreadable, Seq.DoesNotExist, KeyError, Broken, BadBytes, NotVerified):
        return None


@check("seal")
def _seal() -> Iterator[str]:
    """The internal seal is there and signed by the log's key."""
    if not (places.sealed() / "checkpoint").exists():
        return
    if _sealed() is None:
        yield "the internal seal cannot be read, or is not signed by a key that the log names"


@check("policy")
def _stated() -> Iterator[str]:
    """The policy by which entries are dated and published is the one that the log states."""
    head = Head.objects.first()
    stated = policy.history()
    if head is None or not stated:
        return
    _, rules = stated[-1]
    if (head.granularity, head.publish, head.zone) != (rules.granularity, rules.publish, rules.zone):
        yield f"the head says {head.granularity}, {head.publish}, {head.zone}; the log states another policy"


@check("keys-and-quorum")
def _listed() -> Iterator[str]:
    """The list of log and witness keys, here and beside the published log, is the one that the log states."""
    try:
        stated = policy.lists()
    except BadBytes:
        return  # the check of the leaves names it
    published = places.record() / "policy"  # follows a change with the next beat only
    for path, hashes in ((places.policy(), stated[-1:]), (published, stated)):
        if stated and path.exists() and hashlib.sha256(path.read_bytes()).hexdigest() not in hashes:
            yield f"{path} is not a list of keys whose hash the log states"


@check("payload")
def _payload() -> Iterator[str]:
    """The record's own acts open the commitments of their entries, and were recorded when these say."""
    history = policy.history()
    for act in RecordAct.objects.select_related("entry__seq").order_by("id"):
        try:
            stated = entry.parse(bytes(act.entry.bytes))
        except BadBytes:
            continue  # the check of the leaves names it
        if stated["cm"] != entry.commit(act.payload, bytes(act.salt)).hex():
            yield f"the payload of {act.kind} {act.pk} is not the one that its entry commits to"
            continue
        if stated["t"] != entry.record_type(act.kind):
            yield f"{act.kind} {act.pk} stands in the log as {stated['t']}"
        changes = act.kind == "policy.changed"  # and is itself dated under the policy before it
        rules = policy.at(act.entry.seq.idx - changes, history)
        if rules and stated["d"] != rules.label(act.recorded_at):
            yield f"{act.kind} {act.pk} says another day of recording than the log"
        said = act.payload.get("period", rules.label(act.recorded_at) if rules else act.period)
        if act.payload.get("recorded_at") != act.recorded_at.isoformat() or act.period != said:
            yield f"{act.kind} {act.pk} says another moment or period than its payload"
