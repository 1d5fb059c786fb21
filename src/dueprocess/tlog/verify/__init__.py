"""Verification of a published log, of a proof file, and of dates. It raises; it never returns a bool.

Knows what each check means and in which order they are made. Must not know a clock: the present moment is
handed in. `verifier/verify.py` is a second implementation of the same checks, under the same names, written
on its own.
"""

import zoneinfo
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta

from dueprocess.tlog import checkpoint, period
from dueprocess.tlog.errors import NotVerified
from dueprocess.tlog.note import Note
from dueprocess.tlog.policy import Policy, Witnessed
from dueprocess.tlog.proof import Proof
from dueprocess.tlog.reader import Missing, Reader
from dueprocess.tlog.verify.checks import CHECKS, Checks
from dueprocess.tlog.verify.walk import Walk, walk

__all__ = ["CHECKS", "DatesReport", "LogReport", "ReceiptReport", "dates", "log", "receipt"]

# How long after midnight a checkpoint may still lack an entry of the day before, or a cosignature be late:
# one hour.
SLACK = 3600


@dataclass(frozen=True, slots=True)
class LogReport:
    """What the verification of a whole log showed. `times` are the witnesses' cosignatures, seconds since
    1970.
    """

    origin: str
    size: int
    root: bytes
    times: Mapping[str, int]
    counts: Mapping[str, int]  # entries by public type; empty where entries are not public
    first_period: str | None
    last_period: str | None
    history: tuple[Witnessed, ...]  # every published checkpoint, oldest first; empty where none are kept
    checks: tuple[str, ...]  # names of the checks that were made, in order
    walk: Walk = field(repr=False)


@dataclass(frozen=True, slots=True)
class ReceiptReport:
    """What a proof file showed."""

    origin: str
    index: int
    size: int
    entry: bytes
    times: Mapping[str, int]
    checks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DatesReport:
    """What the dates showed: how many entries lie between two witnessed times, the widest gap in s."""

    log: LogReport
    bounded: int  # entries with a witnessed time before and after
    after_only: int  # entries older than the first witnessed checkpoint: nobody says since when
    widest: int


def log(
    read: Reader,
    policy: Policy,
    *,
    known: Iterable[bytes] = (),
    with_entries: bool = True,
    now: int | None = None,
    max_age: int | None = None,
    skip: frozenset[str] = frozenset(),
) -> LogReport:
    """Verify a whole published log against a policy.

    `known` are signed checkpoints that the reader kept or was given by others (a proof file's too): the log
    must continue every one of them. `with_entries=False` checks hashes only, for a log that does not publish
    entries. With `now` and `max_age` (seconds) the cosignatures must be that fresh. `skip` is for tests.
    Raises NotVerified with the name of the first check that fails, and Unreadable when the log cannot be
    reached.
    """
    checks = Checks(skip)
    data = _read(read, "checkpoint")
    head = _signed(data, policy, checks, "checkpoint")
    _fresh(head, policy, checks, now=now, max_age=max_age)
    size, root = head.checkpoint.size, head.checkpoint.root
    kept = _kept(known, head, policy, checks)
    history = _history(read, head, policy, checks)
    marks = {other.checkpoint.size for other in (*kept, *history)}
    found = walk(read, size, root, marks=marks, checks=checks, with_entries=with_entries)
    for other in kept:
        _continues(other, found, "fork", "a checkpoint that was kept", checks)
    for other in history:
        _continues(other, found, "history", "the published history", checks)
    if with_entries:
        _own_entries(head, found, checks)
        _order(found, checks)
    return LogReport(
        origin=head.checkpoint.origin,
        size=size,
        root=root,
        times=head.times,
        counts=Counter(found.counts),
        first_period=found.runs[0][1] if found.runs else None,
        last_period=found.runs[-1][1] if found.runs else None,
        history=history,
        checks=tuple(checks.made),
        walk=found,
    )


def receipt(
    data: bytes, policy: Policy, *, entry: bytes | None = None, skip: frozenset[str] = frozenset()
) -> ReceiptReport:
    """Verify a proof file, with its own entry or the one given. Raises NotVerified."""
    checks = Checks(skip)
    with checks.form("proof-format"):
        proof = Proof.parse(data)
        subject = proof.subject(entry)
    head = _signed(proof.checkpoint, policy, checks, "the checkpoint in the proof file")
    if checks.on("inclusion"):
        proof.verify_inclusion(head.checkpoint, subject)
    return ReceiptReport(
        origin=head.checkpoint.origin,
        index=proof.index,
        size=head.checkpoint.size,
        entry=subject,
        times=head.times,
        checks=tuple(checks.made),
    )


def dates(
    read: Reader,
    policy: Policy,
    *,
    known: Iterable[bytes] = (),
    slack: int = SLACK,
    skip: frozenset[str] = frozenset(),
) -> DatesReport:
    """Verify the log, and that every entry's period lies between the witnessed times around it.

    An entry that is first contained in checkpoint B and not yet in the checkpoint A before it was recorded
    after A and before B. Its period must not end before A's last, nor begin after B's first, sufficient
    cosignature, give or take `slack` seconds. Raises NotVerified, here with "dates".
    """
    report = log(read, policy, known=known, skip=skip)
    checks = Checks(skip)
    witnessed = [head for head in report.history if policy.satisfied(head.times) and head.times]
    if not witnessed:
        raise NotVerified(
            "dates", "no published checkpoint was cosigned by enough witnesses, so nobody vouches for time"
        )
    ends = [start for start, _ in report.walk.runs[1:]] + [report.size]
    zones = _zones(report.walk)
    bounded, widest = 0, 0
    before: Witnessed | None = None
    place = 0
    for head in witnessed:
        low, high = (before.checkpoint.size if before else 0), head.checkpoint.size
        since = policy.latest(before.times) if before else None
        until = policy.earliest(head.times)
        if until is None:
            raise AssertionError("a satisfied quorum has no time")
        while low < high and place < len(ends):
            if ends[place] <= low:
                place += 1
                continue
            text = report.walk.runs[place][1]
            first, last = _moments(text, _zone_at(zones, low))
            where = f"entry {low}"
            checks.that(
                "dates",
                first <= until + slack,
                f"it is dated {text}, but witnesses saw it by {_utc(until)}: forward-dated",
                where,
            )
            checks.that(
                "dates",
                since is None or last >= since - slack,
                f"it is dated {text}, but witnesses saw the log without it at {_utc(since or 0)}: back-dated",
                where,
            )
            step = min(ends[place], high) - low
            if since is not None:
                bounded += step
                widest = max(widest, until - since)
            low += step
        before = head
    return DatesReport(report, bounded, witnessed[0].checkpoint.size, widest)


# ── the parts ───────────────────────────────────────────────────────────────────────────────────────────────


def _read(read: Reader, path: str) -> bytes:
    try:
        return read(path)
    except Missing as error:
        raise NotVerified("contiguity", "the log has no such file", path) from error


def _signed(data: bytes, policy: Policy, checks: Checks, where: str, *, quorum: bool = True) -> Witnessed:
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


def _fresh(head: Witnessed, policy: Policy, checks: Checks, *, now: int | None, max_age: int | None) -> None:
    if now is None or max_age is None or not checks.on("stale"):
        return
    moment = policy.latest(head.times)
    if moment is None:
        raise NotVerified(
            "stale", "the policy asks for no witness, so nobody says how old the checkpoint is", "checkpoint"
        )
    if moment < now - max_age:
        raise NotVerified(
            "stale", f"the last sufficient cosignature is of {_utc(moment)}: this view is old", "checkpoint"
        )


def _kept(known: Iterable[bytes], head: Witnessed, policy: Policy, checks: Checks) -> list[Witnessed]:
    """Earlier checkpoints from elsewhere. The log's signature is enough: with it the log is bound to them."""
    kept = []
    for number, data in enumerate(known, start=1):
        where = f"known checkpoint {number}"
        other = _signed(data, policy, checks, where, quorum=False)
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


def _history(read: Reader, head: Witnessed, policy: Policy, checks: Checks) -> tuple[Witnessed, ...]:
    """The published file of all checkpoints, where there is one."""
    try:
        data = read("checkpoints")
    except Missing:
        return ()
    if not checks.on("history"):
        return ()
    with checks.form("history", "checkpoints"):
        notes = checkpoint.split(data)
    found: list[Witnessed] = []
    for number, note in enumerate(notes, start=1):
        where = f"checkpoints, number {number}"
        try:
            other = _signed(note, policy, checks, where, quorum=False)
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


def _continues(other: Witnessed, found: Walk, check: str, whose: str, checks: Checks) -> None:
    size = other.checkpoint.size
    checks.that(
        check,
        found.roots.get(size) == other.checkpoint.root,
        f"{whose} states another tree of {size} entries: two versions are signed",
        f"the first {size} entries",
    )


def _own_entries(head: Witnessed, found: Walk, checks: Checks) -> None:
    """What the log says of itself must agree with who signed."""
    size = head.checkpoint.size
    if not size:
        return
    geneses = [(index, keys) for index, keys in found.own if keys["t"] == "log.genesis"]
    checks.that(
        "genesis",
        [index for index, _ in geneses] == [0] and geneses[0][1]["origin"] == head.checkpoint.origin,
        f"the log must begin with the one entry log.genesis that names {head.checkpoint.origin}",
        "entry 0",
    )
    if not geneses or not checks.on("log-key"):
        return
    key = geneses[0][1]["key"]
    for index, keys in found.own:
        if keys["t"] == "key.rotated":
            if keys["old"] != key:
                raise NotVerified(
                    "log-key", "the key was changed from one that was not in use", f"entry {index}"
                )
            key = keys["key"]
    if str(head.log.key) != key:
        raise NotVerified(
            "log-key",
            f"the checkpoint is signed by a key that the log does not name; it names {key}",
            "checkpoint",
        )


def _order(found: Walk, checks: Checks) -> None:
    """Periods may step back by one only: two acts may cross at midnight, no more."""
    newest: tuple[int, str] | None = None
    for index, text in found.runs:
        first, last = period.bounds(text)
        if newest is not None:
            begin, _ = period.bounds(newest[1])
            checks.that(
                "order",
                last + timedelta(days=1) >= begin,
                f"it is dated {text}, after entry {newest[0]} of {newest[1]}",
                f"entry {index}",
            )
        if newest is None or first > period.bounds(newest[1])[0]:
            newest = (index, text)


def _zones(found: Walk) -> list[tuple[int, zoneinfo.ZoneInfo]]:
    """From which index on periods are told in which time zone."""
    zones = []
    for index, keys in found.own:
        if "zone" in keys:
            try:
                zones.append((index, zoneinfo.ZoneInfo(keys["zone"])))
            except (zoneinfo.ZoneInfoNotFoundError, ValueError) as error:
                raise NotVerified(
                    "dates", f"the time zone {keys['zone']!r} is not known here", f"entry {index}"
                ) from error
    if not zones:
        raise NotVerified("dates", "the log does not name its time zone", "entry 0")
    return zones


def _zone_at(zones: list[tuple[int, zoneinfo.ZoneInfo]], index: int) -> zoneinfo.ZoneInfo:
    return [zone for start, zone in zones if start <= index or start == zones[0][0]][-1]


def _moments(text: str, zone: zoneinfo.ZoneInfo) -> tuple[int, int]:
    """The first and last second of a period, in seconds since 1970."""
    first, last = period.bounds(text)
    begin = datetime.combine(first, time.min, zone)
    end = datetime.combine(last + timedelta(days=1), time.min, zone)
    return int(begin.timestamp()), int(end.timestamp()) - 1


def _utc(moment: int) -> str:
    return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
