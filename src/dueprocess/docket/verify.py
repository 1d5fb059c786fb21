"""Checking dockets against the record: acts, entries, content, files, people and copies must agree.

Everything is recomputed from the stored rows: the payload from the columns of the act, its commitment,
the entry's bytes, the chain from act to act, each sealed field and file. `check` names say what is wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef

from dueprocess.core import engine
from dueprocess.core.errors import Broken, Malformed, Refused
from dueprocess.docket import outlook, payload, roster, wall
from dueprocess.docket.actions import rebuild
from dueprocess.docket.models import AccessRule, Act, Content, Deadline, Docket, File, PersonKey, Read
from dueprocess.docket.sealing import Vault, file_place
from dueprocess.kit import clock, files, keys
from dueprocess.ledger import policy, state
from dueprocess.ledger.models import Entry, RecordAct
from dueprocess.rules import rulebooks
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


Check = Callable[[Docket], Iterator[Fault]]


def one(docket: Docket) -> Iterator[Fault]:
    """Run every check on one docket."""
    for check in (row, acts, content, attached, people, access, reads, copies):
        yield from _whole(check, docket)


def _whole(check: Check, docket: Docket) -> Iterator[Fault]:
    """Run one check on one docket; what is damaged so that it cannot be read is a fault too."""
    try:
        yield from check(docket)
    except Exception as error:  # noqa: BLE001 (a damaged row may break any reading, and must hide no other)
        yield Fault("unreadable", docket.number, None, f"It cannot be checked: {type(error).__name__}.")


def _each(check: Check) -> Iterator[str]:
    """Run one check on every docket, in words that name dockets and acts, never people."""
    for docket in Docket.objects.order_by("pk").iterator(chunk_size=500):
        for fault in _whole(check, docket):
            where = f" act {fault.act}" if fault.act else ""
            yield f"docket {fault.docket}{where}: {fault.check}: {fault.what}"


@state.check("docket.row")
def _rows() -> Iterator[str]:
    """Each docket has its key, and the number, unit and rulebook that its acts were committed with."""
    return _each(row)


@state.check("docket.acts")
def _acts() -> Iterator[str]:
    """Acts are numbered without gaps, and each opens the commitment of its entry, chained to the one
    before."""
    return _each(acts)


@state.check("docket.content")
def _contents() -> Iterator[str]:
    """What people wrote is what was committed to."""
    return _each(content)


@state.check("docket.files")
def _files() -> Iterator[str]:
    """Files are there, unaltered, and those that were committed to."""
    return _each(attached)


@state.check("docket.people")
def _persons() -> Iterator[str]:
    """Local keys stand for the people they were committed to."""
    return _each(people)


@state.check("docket.access")
def _rules() -> Iterator[str]:
    """Files are open and shut for those for whom it was decided, and for nobody else."""
    return _each(access)


@state.check("docket.reads")
def _reads() -> Iterator[str]:
    """The read journal says who read what, and who took which list out, as it was committed to."""
    yield from _each(reads)
    for row in Read.objects.filter(docket=None).order_by("pk").iterator(chunk_size=500):
        try:
            right = entries.commit_field(wall.list_taken(row), bytes(row.salt)) == bytes(row.line)
        except (Broken, KeyError, ValueError):
            right = False
        if not right:
            yield f"line {row.pk} of the read journal, of a list taken out, is not what was committed to"


@state.check("docket.copies")
def _copies() -> Iterator[str]:
    """Lists show what the dockets say."""
    return _each(copies)


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


def row(docket: Docket) -> Iterator[Fault]:
    """Check what the docket's own row says and its acts are committed to."""
    number = docket.number
    if docket.key_wrapped is None:
        yield Fault("key-missing", number, None, "Its key is gone, and no erasure is recorded.")
    elif _vault(docket) is None:
        yield Fault("key-damaged", number, None, "Its key was altered: what is sealed cannot be read.")
    last = Act.objects.filter(docket=docket).order_by("-n").values_list("rulebook", flat=True).first()
    if last is not None and last != docket.rulebook_id:
        yield Fault("docket-rulebook", number, None, "It is under another rulebook than its acts.")
    first = Act.objects.filter(docket=docket, n=1).values_list("introduces", flat=True).first() or {}
    opened = first.get("docket") or _brought(first)
    if opened is None:
        return
    if opened["number"] != number:
        yield Fault("docket-number", number, None, "It was opened under another number.")
    if opened["kind"] != docket.kind:
        yield Fault("docket-kind", number, None, "It was opened as another kind of docket.")
    if opened["unit"] != docket.unit_id:
        yield Fault("docket-unit", number, None, "It was opened in another unit.")


def _brought(first: Mapping[str, Any]) -> dict[str, Any] | None:
    """What an imported case was opened as: it has the number of the one complaint it was imported from."""
    complaints = list(first.get("register", {}).values())
    return {"number": complaints[0]["number"], "kind": "case", "unit": None} if complaints else None


def _vault(docket: Docket) -> Vault | None:
    """The docket's vault; None where its key is gone or damaged (`row` names that)."""
    try:
        return Vault.of(docket)
    except Broken:
        return None


def acts(docket: Docket) -> Iterator[Fault]:
    """Check the acts of one docket against their entries and against each other."""
    number = docket.number
    rows = list(Act.objects.filter(docket=docket).order_by("n").select_related("entry__seq"))
    if [act.n for act in rows] != list(range(1, docket.length + 1)):
        yield Fault(
            "acts-missing",
            number,
            None,
            f"Its length says {docket.length}; acts {[a.n for a in rows]} are there.",
        )
    previous = b""
    latest = None
    stated = policy.history()
    for act in rows:
        yield from _entry(docket, act, previous, stated)
        if latest is not None and act.recorded_at < latest:
            yield Fault("recorded-out-of-order", number, act.n, "It was recorded before the act above it.")
        latest = act.recorded_at
        previous = bytes(act.entry.leaf) if _has_entry(act) else b""


def _has_entry(act: Act) -> bool:
    try:
        return act.entry is not None
    except Act.entry.RelatedObjectDoesNotExist:
        return False


def _entry(
    docket: Docket, act: Act, previous: bytes, stated: list[tuple[int, policy.Policy]]
) -> Iterator[Fault]:
    number = docket.number
    if not _has_entry(act):
        yield Fault("entry-missing", number, act.n, "The act stands without an entry in the record.")
        return
    stored = act.entry.bytes
    raw = stored.encode() if isinstance(stored, str) else bytes(stored)  # SQLite keeps the type it was given
    if tree.leaf_hash(raw) != bytes(act.entry.leaf):
        yield Fault("entry-bytes", number, act.n, "The entry's stored bytes do not have its stored hash.")
    if not hasattr(act.entry, "seq"):
        yield Fault("entry-unplaced", number, act.n, "The entry has no place in the log.")
        return
    try:
        found = entries.parse(raw)
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
    rules = policy.at(act.entry.seq.idx, stated)
    if rules is None:
        yield Fault("entry-policy", number, act.n, "The log states no policy before this entry.")
        return
    if found["d"] != rules.label(act.recorded_at):
        yield Fault("entry-day", number, act.n, f"The entry says it was recorded in {found['d']}.")
    if (
        act.entry_type in ("closed", "reopened")
        and docket.received_at
        and found.get("r") != rules.label(docket.received_at)
    ):
        yield Fault(
            "entry-receipt", number, act.n, f"The entry says the matter was received in {found.get('r')}."
        )


def content(docket: Docket) -> Iterator[Fault]:
    """Check every sealed field against its commitment."""
    vault = _vault(docket)
    if vault is None:
        return
    number = docket.number
    written: dict[int, list[Content]] = {}
    for row in Content.objects.filter(act__docket=docket):
        written.setdefault(row.act_id, []).append(row)
    for act in Act.objects.filter(docket=docket).order_by("n"):
        left = {name for name in act.commitments if not name.startswith(("person.", "file."))}
        for row in written.get(act.pk, ()):
            left.discard(row.field)
            try:
                value = vault.content(row, act.n)
            except Broken as error:
                yield Fault("content-sealed", number, act.n, f"{row.field}: {error}")
                continue
            if entries.commit_field(value, bytes(row.salt)).hex() != act.commitments.get(row.field):
                yield Fault("content", number, act.n, f"{row.field} is not what was committed to.")
        for name in sorted(left):
            yield Fault(
                "content-missing", number, act.n, f"{name} is gone, and no erasure of it is recorded."
            )


def attached(docket: Docket) -> Iterator[Fault]:
    """Check every file: its description and its bytes against the commitment."""
    vault = _vault(docket)
    if vault is None:
        return
    number = docket.number
    there: dict[int, list[File]] = {}
    for each in File.objects.filter(act__docket=docket):
        there.setdefault(each.act_id, []).append(each)
    for act in Act.objects.filter(docket=docket).order_by("n"):
        wanted = {name for name in act.commitments if name.startswith("file.")}
        for file in there.get(act.pk, ()):
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


def people(docket: Docket) -> Iterator[Fault]:
    """Check that every local key stands for whom it was committed to, and is listed under them."""
    vault = _vault(docket)
    if vault is None:
        return
    committed = {
        name.removeprefix("person."): (act.n, value)
        for act in Act.objects.filter(docket=docket)
        for name, value in act.commitments.items()
        if name.startswith("person.")
    }
    for row in PersonKey.objects.filter(docket=docket):
        n, value = committed.pop(row.key, (None, None))
        try:
            identity = vault.identity(row)
        except Broken as error:
            yield Fault("person-sealed", docket.number, n, f"{row.key}: {error}")
            continue
        person = identity.get("person")
        if entries.commit_field(identity, bytes(row.salt)).hex() != value:
            yield Fault("person", docket.number, n, f"{row.key} is not who was committed to.")
        if row.n != n:
            yield Fault("person-act", docket.number, n, f"{row.key} is listed under another act.")
        if row.tag != (keys.tag("person", str(person)) if person else ""):
            yield Fault("person-tag", docket.number, n, f"{row.key} is listed under another person.")
    for key, (n, _) in sorted(committed.items()):
        yield Fault("person-missing", docket.number, n, f"{key} is gone, and no erasure of it is recorded.")


def access(docket: Docket) -> Iterator[Fault]:
    """Compare the decisions about access that hold with the notes in which they were made and ended."""
    tags = dict(PersonKey.objects.filter(docket=docket).values_list("key", "tag"))
    decided: set[tuple[str, bool]] = set()
    for act in Act.objects.filter(docket=docket, is_note=True, name="access").order_by("n"):
        end, what = act.facts["what"].startswith("end "), act.facts["what"].removeprefix("end ")
        rule = (tags.get(act.facts["who"], ""), what == "allowed")
        decided = decided - {rule} if end else decided | {rule}
    stored = set(AccessRule.objects.filter(docket=docket, ended_at=None).values_list("tag", "allows"))
    if stored != decided:
        what = (
            f"{len(stored - decided)} decisions that hold were never made, {len(decided - stored)} are gone."
        )
        yield Fault("access", docket.number, None, what)


def reads(docket: Docket) -> Iterator[Fault]:
    """Check each line of the read journal: it opens, and is what it was committed to."""
    vault = _vault(docket)
    if vault is None:
        return
    for line in Read.objects.filter(docket=docket).order_by("pk").iterator(chunk_size=500):
        try:
            written = wall.line(docket, vault, line)
        except Broken as error:
            yield Fault("read-sealed", docket.number, None, f"Line {line.pk} of the read journal: {error}")
            continue
        if entries.commit_field(written, bytes(line.salt)) != bytes(line.line):
            what = f"Line {line.pk} of the read journal is not what was committed to."
            yield Fault("read", docket.number, None, what)


def copies(docket: Docket) -> Iterator[Fault]:
    """Compare the copies with what the engine works out from the acts."""
    vault = _vault(docket)
    if vault is None:
        return
    try:
        at = clock.now()
        whole = roster.assemble(docket, vault, at=at)
        folded = engine.state(rulebooks.LIBRARY, whole.engine(), at)
        view = outlook.read(folded, roster.since(whole.rows))
    except (Broken, Malformed, Refused) as error:
        yield Fault("replay", docket.number, None, f"The docket cannot be replayed: {error}")
        return
    pending = docket.wake_at is not None and docket.wake_at <= at
    is_open = view.is_open if folded.strands else docket.is_open  # else it is as its old register left it
    if not pending and (docket.stage, docket.is_open) != (view.stage, is_open):
        yield Fault(
            "copy-stage", docket.number, None, f"The copy says {docket.stage}, the acts say {view.stage}."
        )
    stored = sorted(
        Deadline.objects.filter(docket=docket).values_list("strand", "step", "entry", "person", "due_at"),
        key=repr,
    )
    wanted = sorted(
        ((r["strand"], r["step"], r["entry"], r["person"], r["due_at"]) for r in view.deadlines), key=repr
    )
    if not pending and stored != wanted:
        yield Fault("copy-deadlines", docket.number, None, "The stored deadlines are not those of the rules.")
    try:
        differing = [] if pending else rebuild.differing(docket.pk)
    except Broken as error:
        yield Fault("copies", docket.number, None, f"The copies cannot be made anew: {error}")
        return
    for table in differing:
        yield Fault("copies", docket.number, None, f"The stored rows of {table} are not what the acts say.")
