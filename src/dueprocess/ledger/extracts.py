"""What everyone may see of the record: plain values, never models."""

from dataclasses import dataclass
from datetime import UTC, datetime

from dueprocess.tlog import checkpoint, policy
from dueprocess.tlog.reader import Folder, Missing

from . import places
from .models import RecordAct


@dataclass(frozen=True)
class Witness:
    """A log witness of the published policy, and when it cosigned the latest checkpoint (None: not yet)."""

    name: str
    key: str
    cosigned_at: datetime | None


@dataclass(frozen=True)
class Record:
    """The public record as a page shows it. `checkpoint` is the signed text as published ('' before the first
    beat), `size` and `root` (hexadecimal) are what it states; the rest is stated in the log itself."""

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
    trusted = policy.Policy.parse(_file("policy") or places.policy().read_bytes())
    signed = _file("checkpoint")
    head = trusted.signed(signed) if signed else None
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
        policy=trusted.to_bytes().decode(),
        quorum=trusted.quorum,
        witnesses=tuple(
            Witness(each.name, str(each.key), _moment(times.get(each.name)))
            for each in trusted.witnesses.values()
        ),
        beats=len(checkpoint.split(_file("checkpoints"))),
    )


def published(path: str) -> bytes | None:
    """One file of the public record by its path (`checkpoint`, `tile/0/000.p/5`), or None."""
    try:
        return Folder(places.record())(path)
    except Missing:
        return None


def _file(path: str) -> bytes:
    return published(path) or b""


def _moment(seconds: int | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)
