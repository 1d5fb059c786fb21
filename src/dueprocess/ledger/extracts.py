"""What everyone may see of the record: plain values, never models."""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from hashlib import sha256

from dueprocess.core.errors import Broken
from dueprocess.kit import jobs
from dueprocess.tlog import checkpoint, policy
from dueprocess.tlog.errors import BadBytes, NotVerified
from dueprocess.tlog.reader import Folder, Missing

from . import append, places, signer
from .models import Head, RecordAct
from .policy import signing_keys

_LOOKED_BACK = 400
"""Published checkpoints in which an absent witness is looked for: a year of days, and some."""


@dataclass(frozen=True)
class Witness:
    """A log witness of the published policy, and what it last saw of the published log: how many entries, and
    when (None: nothing yet). `current` says whether that is the latest checkpoint."""

    name: str
    organisation: str
    key: str
    url: str
    size: int
    cosigned_at: datetime | None
    current: bool


@dataclass(frozen=True)
class Record:
    """The public record as a page shows it. `checkpoint` is the signed text as published ('' before the first
    beat), `size` and `root` (hexadecimal) are what it states, `published_at` when it was put in place by this
    machine's clock; the rest is stated in the log itself, `changed_key` whether another key signed before.
    `needed` of `organisations` have to cosign, and
    `met` says whether so many did."""

    origin: str
    key: str
    granularity: str
    publish: str
    zone: str
    begun: str
    checkpoint: str
    size: int
    root: str
    changed_key: bool
    policy: str
    quorum: str
    needed: int
    organisations: int
    met: bool
    witnesses: tuple[Witness, ...]
    beats: int
    published_at: datetime | None


@dataclass(frozen=True)
class Named:
    """What the log is known by on paper: its origin, and the SHA-256 of its key's text in groups of four
    hexadecimal digits, as `verify.html` shows it, so that two people can compare it by telephone."""

    origin: str
    fingerprint: str


def named() -> Named:
    """What the log is known by now. Raises Broken before `dueprocess init`."""
    key = signing_keys()[-1]
    return Named(key.partition("+")[0], fingerprint(key))


def fingerprint(key: str) -> str:
    """The SHA-256 of a key's text in groups of four hexadecimal digits."""
    digits = sha256(key.encode()).hexdigest()
    return " ".join(digits[n : n + 4] for n in range(0, len(digits), 4))


def record() -> Record | None:
    """The public record; None before `dueprocess init`."""
    acts = RecordAct.objects.filter(kind__in=["log.genesis", "policy.changed"]).order_by("id")
    stated: dict[str, str] = {}
    begun = ""
    for act in acts:
        stated |= act.payload
        begun = begun or act.period
    if not stated:
        return None
    signers = signing_keys()
    text = _file("policy") or (places.policy().read_bytes() if places.policy().exists() else b"")
    trusted = policy.Policy.parse(text) if text else None
    signed = _file("checkpoint")
    head = trusted.signed(signed) if signed and trusted else None
    times = head.times if head else {}
    history = _file("checkpoints")
    enough = trusted.groups.get(trusted.quorum) if trusted else None
    return Record(
        origin=stated["origin"],
        key=signers[-1],
        granularity=stated["granularity"],
        publish=stated["publish"],
        zone=stated["zone"],
        begun=begun,
        checkpoint=signed.decode(),
        size=head.checkpoint.size if head else 0,
        root=head.checkpoint.root.hex() if head else "",
        changed_key=len(signers) > 1,
        policy=trusted.to_bytes().decode() if trusted else "",
        quorum=trusted.quorum if trusted else "",
        needed=enough.threshold if enough else len(trusted.witnesses) if trusted else 0,
        organisations=len(enough.members) if enough else len(trusted.witnesses) if trusted else 0,
        met=bool(trusted and trusted.satisfied(times)),
        witnesses=_witnesses(trusted, head, history) if trusted else (),
        beats=len(checkpoint.split(history)),
        published_at=_moment((places.record() / "checkpoint").stat().st_mtime) if signed else None,
    )


def _witnesses(trusted: policy.Policy, head: policy.Witnessed | None, history: bytes) -> tuple[Witness, ...]:
    """Each witness of the policy, with the newest of our checkpoints that it cosigned."""
    text = trusted.to_bytes()
    seen = {name: (head.checkpoint.size, at) for name, at in head.times.items()} if head else {}
    before = _seen_before(history, text) if seen.keys() != trusted.witnesses.keys() else {}
    found = []
    for each in trusted.witnesses.values():
        size, at = seen.get(each.name) or before.get(each.name) or (0, None)
        current = each.name in seen
        organisation = trusted.organisation(each.name)
        found.append(Witness(each.name, organisation, str(each.key), each.url, size, _moment(at), current))
    return tuple(found)


@lru_cache(maxsize=4)
def _seen_before(history: bytes, text: bytes) -> dict[str, tuple[int, int]]:
    """What each witness cosigned last, by the published checkpoints from the newest back; the page asks again
    and again while they stay the same."""
    trusted = policy.Policy.parse(text)
    found: dict[str, tuple[int, int]] = {}
    for signed in reversed(checkpoint.split(history)[-_LOOKED_BACK:]):
        try:
            head = trusted.signed(signed)
        except (BadBytes, NotVerified):
            continue  # of a time before the keys that are listed now
        for name, at in head.times.items():
            found.setdefault(name, (head.checkpoint.size, at))
        if len(found) == len(trusted.witnesses):
            break
    return found


@dataclass(frozen=True)
class Asked:
    """A log witness as the signer met it: entries it cosigned last and when, why it did not when it was last
    asked ("" where it did), and how many beats in a row went out without it; `silent` where somebody has to
    look."""

    name: str
    size: int
    at: datetime | None
    why: str
    missed: int
    silent: bool


@dataclass(frozen=True)
class Inside:
    """The log as its keepers see it: entries in the database, sealed and published; moments of the last seal,
    beat and proof of reading; `frozen` says why the signer refuses to go on ("" if it does not). `signing`
    tells whether a signer is alive, `readable` whether this process may read the signer's state at all.
    """

    size: int
    sealed: int
    published: int
    sealed_at: datetime | None
    published_at: datetime | None
    waits_for_witnesses: bool
    frozen: str
    signing: bool
    readable: bool
    journal_period: str
    journals: int
    witnesses: tuple[Asked, ...]


def inside() -> Inside | None:
    """The state of log and signer for staff; None before `dueprocess init`."""
    head = Head.objects.filter(id=1).first()
    if head is None:
        return None
    try:
        state: signer.State | None = signer.load()
    except (Broken, OSError):
        state = None
    journals = RecordAct.objects.filter(kind="access.sealed").order_by("-id")
    last = journals.first()
    frozen = f"{state.frozen['check']}: {state.frozen['reason']}" if state and state.frozen else ""
    return Inside(
        size=head.size,
        sealed=state.size if state else 0,
        published=state.published if state else 0,
        sealed_at=_moment(state.sealed_at) if state and state.sealed_at else None,
        published_at=_moment(state.published_at) if state and state.published_at else None,
        waits_for_witnesses=bool(state and state.pending is not None),
        frozen=frozen,
        signing=any(each.role == "signer" for each in jobs.alive()),
        readable=state is not None,
        journal_period=last.period if last else "",
        journals=journals.count(),
        witnesses=_asked(state) if state else (),
    )


def _asked(state: signer.State) -> tuple[Asked, ...]:
    found = [(name, signer.Heard(**heard)) for name, heard in sorted(state.heard.items())]
    return tuple(
        Asked(name, each.size, _moment(each.at or None), each.why, each.missed, each.silent)
        for name, each in found
    )


def begun() -> bool:
    """Whether the log has its beginning."""
    return Head.objects.exists()


def received() -> int:
    """How many complaints the log says were received; those that were imported are not counted."""
    return sum(b'"t":"received"' in raw for _, raw, _ in append.entries(0, 2**62))


def published(path: str) -> bytes | None:
    """One file of the public record by its path (`checkpoint`, `tile/0/000.p/5`), or None."""
    try:
        return Folder(places.record())(path)
    except Missing:
        return None


def published_paths() -> list[str]:
    """The paths of every published file, the signed statements first: what is read after them can only have
    grown since."""
    folder = places.record()
    found = sorted(
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and not any(part.startswith(".") for part in path.relative_to(folder).parts)
    )
    return sorted(found, key=lambda path: path.startswith("tile/"))


def _file(path: str) -> bytes:
    return published(path) or b""


def _moment(seconds: float | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)
