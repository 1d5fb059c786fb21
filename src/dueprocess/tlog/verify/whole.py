"""The whole published log against a policy.

Knows the order of the checks. Must not know a clock: the present moment is handed in.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from dueprocess.tlog import period
from dueprocess.tlog.errors import NotVerified
from dueprocess.tlog.policy import Policy, Witnessed
from dueprocess.tlog.reader import Reader
from dueprocess.tlog.verify.checks import Checks
from dueprocess.tlog.verify.heads import check_fresh, check_history, history_of, published, read_kept, signed
from dueprocess.tlog.verify.walk import Walk, walk


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


def log(
    read: Reader,
    policy: Policy,
    *,
    known: Iterable[bytes] = (),
    with_entries: bool = True,
    now: int | None = None,
    max_age: int | None = None,
    count: bool = False,
    skip: frozenset[str] = frozenset(),
) -> LogReport:
    """Verify a whole published log against a policy.

    `known` are signed checkpoints that the reader kept or was given by others (a proof file's too): the log
    must continue every one of them. `with_entries=False` checks hashes only, for a log that does not publish
    entries. With `now` and `max_age` (seconds) the cosignatures must be that fresh. With `count`, what moves
    cases is kept in the walk. `skip` is for tests. Raises NotVerified with the name of the first check that
    fails, and Unreadable when the log cannot be reached.
    """
    checks = Checks(skip)
    past = history_of(read)
    data = published(read, "checkpoint")
    head = signed(data, policy, checks, "checkpoint")
    check_fresh(head, policy, checks, now=now, max_age=max_age)
    size, root = head.checkpoint.size, head.checkpoint.root
    kept = read_kept(known, head, policy, checks)
    history = check_history(past, head, policy, checks)
    marks = {other.checkpoint.size for other in (*kept, *history)}
    found = walk(read, size, root, marks=marks, checks=checks, with_entries=with_entries, count=count)
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
