"""What everyone may see of the record: plain values, never models."""

from dataclasses import dataclass
from datetime import UTC, datetime

from dueprocess.core.errors import Broken
from dueprocess.kit import jobs
from dueprocess.tlog import checkpoint, policy
from dueprocess.tlog.reader import Folder, Missing

from . import append, places, signer
from .models import Head, RecordAct


@dataclass(frozen=True)
class Witness:
    """A log witness of the published policy, and when it cosigned the latest checkpoint (None: not yet)."""

    name: str
    key: str
    cosigned_at: datetime | None


@dataclass(frozen=True)
class Record:
    """The public record as a page shows it. `checkpoint` is the signed text as published ('' before the first
    beat), `size` and `root` (hexadecimal) are what it states, `published_at` when it was put in place by this
    machine's clock; the rest is stated in the log itself."""

    origin: str
    key: str
    granularity: str
    publish: str
    zone: str
    begun: str
    checkpoint: str
    size: int
    root: str
    policy: str
    quorum: str
    witnesses: tuple[Witness, ...]
    beats: int
    published_at: datetime | None


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
    text = _file("policy") or (places.policy().read_bytes() if places.policy().exists() else b"")
    trusted = policy.Policy.parse(text) if text else None
    signed = _file("checkpoint")
    head = trusted.signed(signed) if signed and trusted else None
    times = head.times if head else {}
    return Record(
        origin=stated["origin"],
        key=stated["key"],
        granularity=stated["granularity"],
        publish=stated["publish"],
        zone=stated["zone"],
        begun=begun,
        checkpoint=signed.decode(),
        size=head.checkpoint.size if head else 0,
        root=head.checkpoint.root.hex() if head else "",
        policy=trusted.to_bytes().decode() if trusted else "",
        quorum=trusted.quorum if trusted else "",
        witnesses=tuple(
            Witness(each.name, str(each.key), _moment(times.get(each.name)))
            for each in (trusted.witnesses.values() if trusted else ())
        ),
        beats=len(checkpoint.split(_file("checkpoints"))),
        published_at=_moment((places.record() / "checkpoint").stat().st_mtime) if signed else None,
    )


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
