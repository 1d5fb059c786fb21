"""The signed heads of a log: the present one, those a reader kept, and the published history.

Knows who must have signed and how heads follow one another. Must not know entries or tiles.
"""

from collections.abc import Iterable
from datetime import UTC, datetime

from dueprocess.tlog import checkpoint
from dueprocess.tlog.errors import NotVerified
from dueprocess.tlog.note import Note
from dueprocess.tlog.policy import Policy, Witnessed
from dueprocess.tlog.reader import Missing, Reader
from dueprocess.tlog.verify.checks import Checks


def published(read: Reader, path: str) -> bytes:
    """A file that every log has. Raises NotVerified("contiguity") when it is missing."""
    try:
        return read(path)
    except Missing as error:
        raise NotVerified("contiguity", "the log has no such file", path) from error


def signed(data: bytes, policy: Policy, checks: Checks, where: str, *, quorum: bool = True) -> Witnessed:
    """Check one checkpoint: its form, the log's signature, cosignatures, and the quorum where it is asked
    for.
    """
    with checks.form("checkpoint-format", where):
        stated, note = checkpoint.parse(data)
    head = Witnessed(stated, policy.logs[0], {}, Note(note.text, ())) if policy.logs else None
    if checks.on("checkpoint-signature"):
        try:
            head = policy.log_signed(data)
        except NotVerified as error:
            raise NotVerified(error.check, error.what, where) from error
    if head is None:
        raise NotVerified("checkpoint-signature", "the policy names no log", where)
    if checks.on("cosignature"):
        try:
            head = policy.cosigned(head, note)
        except NotVerified as error:
            raise NotVerified(error.check, error.what, where) from error
    if quorum:
        seen = ", ".join(sorted(head.times)) or "none"
        checks.that(
            "quorum",
            policy.satisfied(head.times),
            f"the quorum {policy.quorum!r} is not reached; of {len(policy.witnesses)} cosigned: {seen}",
            where,
        )
    return head


def check_fresh(
    head: Witnessed, policy: Policy, checks: Checks, *, now: int | None, max_age: int | None
) -> None:
    """Check that the last sufficient cosignature is recent, where that is asked for. Raises
    NotVerified("stale").
    """
    if now is None or max_age is None or not checks.on("stale"):
        return
    moment = policy.latest(head.times)
    if moment is None:
        raise NotVerified(
            "stale", "the policy asks for no witness, so nobody says how old the checkpoint is", "checkpoint"
        )
    if moment < now - max_age:
        raise NotVerified(
            "stale", f"the last sufficient cosignature is of {utc(moment)}: this view is old", "checkpoint"
        )


def read_kept(known: Iterable[bytes], head: Witnessed, policy: Policy, checks: Checks) -> list[Witnessed]:
    """Earlier checkpoints from elsewhere. The log's signature is enough: with it the log is bound to them."""
    kept = []
    for number, data in enumerate(known, start=1):
        where = f"known checkpoint {number}"
        other = signed(data, policy, checks, where, quorum=False)
        if other.checkpoint.origin != head.checkpoint.origin:
            continue
        checks.that(
            "rollback",
            other.checkpoint.size <= head.checkpoint.size,
            f"the log was seen with {other.checkpoint.size} entries and now shows {head.checkpoint.size}",
            "checkpoint, line 2",
        )
        kept.append(other)
    return [other for other in kept if other.checkpoint.size <= head.checkpoint.size]


def history_of(read: Reader) -> bytes | None:
    """The published file of all checkpoints, where there is one. Read it before the checkpoint: the log may
    be published anew between the two, and a later checkpoint continues an earlier history."""
    try:
        return read("checkpoints")
    except Missing:
        return None


def check_history(
    data: bytes | None, head: Witnessed, policy: Policy, checks: Checks
) -> tuple[Witnessed, ...]:
    """Every checkpoint of the history, oldest first, each signed, none larger than what follows it."""
    if data is None or not checks.on("history"):
        return ()
    with checks.form("history", "checkpoints"):
        notes = checkpoint.split(data)
    found: list[Witnessed] = []
    for number, note in enumerate(notes, start=1):
        where = f"checkpoints, number {number}"
        try:
            other = signed(note, policy, checks, where, quorum=False)
        except NotVerified as error:
            raise NotVerified("history", error.what, where) from error
        size, last = other.checkpoint.size, found[-1].checkpoint.size if found else 0
        if other.checkpoint.origin != head.checkpoint.origin:
            raise NotVerified("history", "it is of another log", where)
        if not last <= size <= head.checkpoint.size:
            raise NotVerified(
                "history", f"its size {size} does not lie between {last} and {head.checkpoint.size}", where
            )
        found.append(other)
    return tuple(found)


def utc(moment: int) -> str:
    """A moment in words."""
    return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
