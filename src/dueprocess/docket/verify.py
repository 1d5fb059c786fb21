"""Checking dockets against the record: acts, entries, content, files, people and copies must agree.

Everything is recomputed from the stored rows: the payload from the columns of the act, its commitment,
the entry's bytes, the chain from act to act, each sealed field and file. `check` names say what is wrong.
Each docket is looked at once, with all its rows in hand. Changes nothing.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Exists, OuterRef

from dueprocess.core.errors import Broken, Malformed, Refused
from dueprocess.docket import beginnings, erased_checks, held, origins, payload, roster, waking, wall
from dueprocess.docket.actions import rebuild, writing
from dueprocess.docket.held import Held, Unread
from dueprocess.docket.models import Act, Deadline, Docket, Read
from dueprocess.docket.sealing import content_place, file_place, person_place
from dueprocess.kit import clock, files, keys
from dueprocess.ledger import policy, state
from dueprocess.ledger.models import Entry, RecordAct
from dueprocess.people import erased as people_erased
from dueprocess.people import holders
from dueprocess.tlog import entry as entries
from dueprocess.tlog import tree
from dueprocess.tlog.errors import BadBytes


@dataclass(frozen=True, slots=True)
class Fault:
    """One disagreement: the name of the check, the docket's number, the act (None: the docket), in words."""

    check: str
    docket: str
    act: int | None
    what: str


Check = Callable[[Held], Iterator[Fault]]


def one(docket: Docket) -> Iterator[Fault]:
    """Run every check on one docket as it stands now."""
    for _, fault in _again(docket.pk, CHECKS):
        yield fault


def _look(mine: Held, checks: Iterable[str]) -> list[tuple[str, Fault]]:
    """Run checks on one docket; what is damaged so that it cannot be read is a fault too."""
    found = []
    for name in checks:
        try:
            found += [(name, fault) for fault in CHECKS[name](mine)]
        except Exception as error:  # noqa: BLE001 (a damaged row may break any reading, and must hide no other)
            what = f"It cannot be checked: {type(error).__name__}."
            found.append((name, Fault("unreadable", mine.docket.number, None, what)))
    return found


@transaction.atomic
def _again(pk: int, checks: Iterable[str]) -> list[tuple[str, Fault]]:
    """Look at one docket alone while nobody writes to it: what was written while it was read with others is
    no damage."""
    return _look(held.alone(Docket.objects.locked(pk)), checks)


def _dockets(wanted: frozenset[str], tally: state.Tally) -> Iterator[state.Fault]:
    """Look once at each docket with the checks that are wanted, in words that name dockets and acts, never
    people."""
    checks = [name for name in CHECKS if name in wanted]
    tally.whole["dockets"] = Docket.objects.count()
    for lot in held.every(rebuild.tables):
        with holders.steady():
            suspected = [mine for mine in lot if isinstance(mine, Unread) or _look(mine, checks)]
        for mine in suspected:
            if isinstance(mine, Unread):
                what = f"the row {mine.pk} of dockets: unreadable: It cannot be checked: {mine.why}."
                yield from (state.Fault(check, what) for check in checks)
                continue
            for check, fault in _again(mine.docket.pk, checks):
                where = f" act {fault.act}" if fault.act else ""
                yield state.Fault(check, f"docket {fault.docket}{where}: {fault.check}: {fault.what}")
        sizes = [_size(mine) for mine in lot if isinstance(mine, Held)]
        tally.saw("acts", sum(acts for acts, _ in sizes))
        tally.saw("files", sum(files for _, files in sizes))
        tally.saw("dockets", len(lot))
    if "docket.reads" in wanted:
        yield from (state.Fault("docket.reads", what) for what in _taken_out())


def _size(mine: Held) -> tuple[int, int]:
    """Count the acts and files of a docket; none, where they cannot be read."""
    try:
        return len(mine.acts), sum(len(mine.files(act)) for act in mine.acts)
    except Exception:  # noqa: BLE001 (a damaged row, named as a fault)
        return 0, 0


def _taken_out() -> Iterator[str]:
    """Each line of the read journal about a list that was taken out is what was committed to, but where the
    log says that it was erased with whoever took it."""
    gone = {line for act in people_erased.payloads() for line in act.payload["reads"]}
    for row in Read.objects.filter(docket=None).order_by("pk").iterator(chunk_size=500):
        if not (row.tag or row.sealed) and bytes(row.line).hex() in gone:
            continue
        try:
            right = entries.commit_field(wall.list_taken(row), bytes(row.salt)) == bytes(row.line)
        except (Broken, KeyError, ValueError):
            right = False
        if not right:
            yield f"line {row.pk} of the read journal, of a list taken out, is not what was committed to"


@state.check("docket.entries")
def _entries() -> Iterator[str]:
    """Every entry about a docket belongs to an act, but for those whose payloads are logged as lost."""
    owned = Act.objects.filter(entry_id=OuterRef("pk"))
    own = RecordAct.objects.filter(entry_id=OuterRef("pk"))
    lost = RecordAct.objects.filter(kind="payload.lost").values_list("payload", flat=True)
    known = [range(each["first"], each["first"] + each["count"]) for each in lost]
    loose = Entry.objects.filter(~Exists(owned), ~Exists(own)).values_list("key", "bytes", "seq__idx")
    for key, raw, index in loose.iterator():
        if any(index in span for span in known):
            continue
        yield f"the entry {key} ({entries.parse(bytes(raw))['t']}) belongs to no act"


def row(mine: Held) -> Iterator[Fault]:
    """Check what the docket's own row says and its acts are committed to."""
    docket, number = mine.docket, mine.docket.number
    if docket.key_wrapped is None and mine.erasure is None:
        yield Fault("key-missing", number, None, "Its key is gone, and no erasure is recorded.")
    elif docket.key_wrapped is not None and mine.vault is None:
        yield Fault("key-damaged", number, None, "Its key was altered: what is sealed cannot be read.")
    if mine.acts and _version(mine) != docket.rulebook_id:
        yield Fault("docket-rulebook", number, None, "It is under another rulebook than its acts.")
    opened = beginnings.opened(mine.acts)
    if opened is None:
        return
    if opened["number"] != number:
        yield Fault("docket-number", number, None, "It was opened under another number.")
    if opened["kind"] != docket.kind:
        yield Fault("docket-kind", number, None, "It was opened as another kind of docket.")
    if beginnings.unit(mine.acts) != docket.unit_id:
        yield Fault("docket-unit", number, None, "It belongs to another unit by its acts.")


def _version(mine: Held) -> str:
    """The version of the rulebook to which the acts say that the docket came last."""
    return roster.versions(mine.docket, [roster.row(act) for act in mine.acts])[-1]


def acts(mine: Held) -> Iterator[Fault]:
    """Check that acts are numbered without gaps, and that each opens the commitment of its entry, chained to
    the one before."""
    number, rows = mine.docket.number, mine.acts
    if [act.n for act in rows] != list(range(1, mine.docket.length + 1)):
        yield Fault(
            "acts-missing",
            number,
            None,
            f"Its length says {mine.docket.length}; acts {[a.n for a in rows]} are there.",
        )
    previous = b""
    latest = None
    for act in rows:
        yield from _entry(mine, act, previous)
        if latest is not None and act.recorded_at < latest:
            yield Fault("recorded-out-of-order", number, act.n, "It was recorded before the act above it.")
        latest = act.recorded_at
        entry = mine.logged(act)
        previous = entry.leaf if entry is not None else b""


def _entry(mine: Held, act: Act, previous: bytes) -> Iterator[Fault]:
    docket, entry = mine.docket, mine.logged(act)
    number = docket.number
    if entry is None:
        yield Fault("entry-missing", number, act.n, "The act stands without an entry in the record.")
        return
    if tree.leaf_hash(entry.raw) != entry.leaf:
        yield Fault("entry-bytes", number, act.n, "The entry's stored bytes do not have its stored hash.")
    if entry.place is None:
        yield Fault("entry-unplaced", number, act.n, "The entry has no place in the log.")
        return
    try:
        found = entries.parse(entry.raw)
    except BadBytes as error:
        yield Fault("entry-bytes", number, act.n, f"The entry cannot be read: {error}.")
        return
    whole = payload.of(act, pseudonym=docket.pseudonym, previous=previous)
    cm = entries.commit(whole, bytes(act.salt)).hex()
    if found["cm"] != cm:
        yield Fault(
            "payload",
            number,
            act.n,
            "The act's columns, or its place after the act before, are not what was committed to.",
        )
    if found["t"] != act.entry_type:
        yield Fault("entry-type", number, act.n, f"The entry says {found['t']}, the act {act.entry_type}.")
    rules = policy.at(entry.place, mine.chunk.policies)
    if rules is None:
        yield Fault("entry-policy", number, act.n, "The log states no policy before this entry.")
        return
    if found["d"] != rules.label(act.recorded_at):
        yield Fault("entry-day", number, act.n, f"The entry says it was recorded in {found['d']}.")
    if (
        act.entry_type in writing.RECEIPT_TOLD
        and docket.received_at
        and ("r" in found or act.entry_type != "received")  # earlier versions did not tell it there
        and found.get("r") != rules.label(docket.received_at)
    ):
        yield Fault(
            "entry-receipt", number, act.n, f"The entry says the matter was received in {found.get('r')}."
        )


def parts(mine: Held) -> Iterator[Fault]:
    """Check that what came out of another docket is that docket's, act by act, and that what went out of this
    one is there."""
    for check, n, what in origins.faults(mine):
        yield Fault(check, mine.docket.number, n, what)


def content(mine: Held) -> Iterator[Fault]:
    """Check that what people wrote is what was committed to."""
    vault, number = mine.vault, mine.docket.number
    if vault is None:
        return
    for act in mine.acts:
        left = {name for name in act.commitments if not name.startswith(("person.", "file."))}
        for row in mine.content(act):
            left.discard(row.field)
            try:
                value = vault.raw(row.sealed, content_place(act.n, row.field))
            except Broken as error:
                yield Fault("content-sealed", number, act.n, f"{row.field}: {error}")
                continue
            if entries.commit_canonical(value, bytes(row.salt)).hex() != act.commitments.get(row.field):
                yield Fault("content", number, act.n, f"{row.field} is not what was committed to.")
        for name in sorted(left):
            yield Fault(
                "content-missing", number, act.n, f"{name} is gone, and no erasure of it is recorded."
            )


def attached(mine: Held) -> Iterator[Fault]:
    """Check that files are there, unaltered, and those that were committed to: description and bytes."""
    vault, number = mine.vault, mine.docket.number
    if vault is None:
        return
    for act in mine.acts:
        wanted = {name for name in act.commitments if name.startswith("file.")}
        for file in mine.files(act):
            name = f"file.{file.n}"
            wanted.discard(name)
            try:
                value = vault.open(file.sealed, file_place(act.n, file.n))
                digest = bytes.fromhex(value["sha256"])
                if entries.commit_file(digest, value["size"], bytes(file.salt)).hex() != act.commitments.get(
                    name
                ):
                    yield Fault("file", number, act.n, f"{name} is not what was committed to.")
                files.verify(vault.key, file.stored, vault.files, value["sha256"])
            except (Broken, OSError) as error:
                yield Fault("file-sealed", number, act.n, f"{name}: {error}")
        for name in sorted(wanted):
            yield Fault("file-missing", number, act.n, f"{name} is gone, and no erasure of it is recorded.")


def people(mine: Held) -> Iterator[Fault]:
    """Check that every local key stands for whom it was committed to, and is listed under them."""
    vault, number = mine.vault, mine.docket.number
    if vault is None:
        return
    committed = {
        name.removeprefix("person."): (act.n, value)
        for act in mine.acts
        for name, value in act.commitments.items()
        if name.startswith("person.")
    }
    for row in mine.people:
        n, value = committed.pop(row.key, (None, None))
        try:
            raw = vault.raw(row.sealed, person_place(row.key))
        except Broken as error:
            yield Fault("person-sealed", number, n, f"{row.key}: {error}")
            continue
        person = json.loads(raw).get("person")
        if entries.commit_canonical(raw, bytes(row.salt)).hex() != value:
            yield Fault("person", number, n, f"{row.key} is not who was committed to.")
        if row.n != n:
            yield Fault("person-act", number, n, f"{row.key} is listed under another act.")
        if row.tag != (keys.tag("person", str(person)) if person else ""):
            yield Fault("person-tag", number, n, f"{row.key} is listed under another person.")
    for key, (n, _) in sorted(committed.items()):
        yield Fault("person-missing", number, n, f"{key} is gone, and no erasure of it is recorded.")


def access(mine: Held) -> Iterator[Fault]:
    """Check that the file is open and shut for those for whom it was decided, by the notes in which that was
    decided and ended, and for nobody else."""
    if mine.erasure is not None:
        return  # for whom it was, nobody knows any more
    decided: set[tuple[str, bool]] = set()
    tags = {each.key: each.tag for each in mine.people}
    for act in mine.acts:
        if not (act.is_note and act.name == "access"):
            continue
        end, what = act.facts["what"].startswith("end "), act.facts["what"].removeprefix("end ")
        rule = (tags.get(act.facts["who"], ""), what == "allowed")
        decided = decided - {rule} if end else decided | {rule}
    stored = {(rule.tag, rule.allows) for rule in mine.rules if rule.ended_at is None}
    if stored != decided:
        what = (
            f"{len(stored - decided)} decisions that hold were never made, {len(decided - stored)} are gone."
        )
        yield Fault("access", mine.docket.number, None, what)


def reads(mine: Held) -> Iterator[Fault]:
    """Check each line of the read journal: it says who read what as it was committed to."""
    vault, number = mine.vault, mine.docket.number
    if vault is None:
        return
    for line in mine.lines:
        try:
            written = wall.line(mine.docket, vault, line)
        except Broken as error:
            yield Fault("read-sealed", number, None, f"Line {line.pk} of the read journal: {error}")
            continue
        if entries.commit_field(written, bytes(line.salt)) != bytes(line.line):
            what = f"Line {line.pk} of the read journal is not what was committed to."
            yield Fault("read", number, None, what)


def erased(mine: Held) -> Iterator[Fault]:
    """Check that of what was erased nothing is left, and that it is gone."""
    for check, what in erased_checks.faults(mine):
        yield Fault(check, mine.docket.number, None, what)


def copies(mine: Held) -> Iterator[Fault]:
    """Check that lists show what the docket says: what would be written anew is what is stored."""
    docket = mine.docket
    if mine.vault is None and mine.erasure is None:
        return
    number, at = docket.number, clock.now()
    try:
        vault = rebuild.reading(mine)
        whole = rebuild.assembled(mine, vault, at=at)
        read = waking.as_written(mine, whole, at)
    except (Broken, Malformed, Refused) as error:
        yield Fault("replay", number, None, f"The docket cannot be replayed: {error}")
        return
    if read is None:
        yield Fault("copy-wake", number, None, "It is to wake at another moment than its acts say.")
        return
    folded, view = read
    is_open = view.is_open if folded.strands else docket.is_open  # else it is as its old register left it
    if (docket.stage, docket.is_open) != (view.stage, is_open):
        yield Fault("copy-stage", number, None, f"The copy says {docket.stage}, the acts say {view.stage}.")
    try:
        new = rebuild.anew(mine, vault, whole, folded, view)
    except Broken as error:
        yield Fault("copies", number, None, f"The copies cannot be made anew: {error}")
        return
    differing = new.differing(mine)
    if Deadline.__name__ in differing:
        yield Fault("copy-deadlines", number, None, "The stored deadlines are not those of the rules.")
    for table in differing:
        yield Fault("copies", number, None, f"The stored rows of {table} are not what the acts say.")


CHECKS: Mapping[str, Check] = {
    "docket.row": row,
    "docket.acts": acts,
    "docket.parts": parts,
    "docket.content": content,
    "docket.files": attached,
    "docket.people": people,
    "docket.access": access,
    "docket.reads": reads,
    "docket.erased": erased,
    "docket.copies": copies,
}
"""The checks of each docket by the names under which the record's `state` knows them."""
state.checks(*CHECKS)(_dockets)
