"""Looking at what a log's address shows everyone, and comparing it with what was cosigned.

Knows the log's public files and the folder; nothing of HTTP requests that come in. Every look answers alarms,
each under the name of one of `ALARMS`, which never change their meaning.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from dueprocess.kit.plain import one_line
from dueprocess.tlog import checkpoint, tiles, tree
from dueprocess.tlog.checkpoint import Checkpoint
from dueprocess.tlog.errors import BadBytes, NotVerified
from dueprocess.tlog.note import Note
from dueprocess.tlog.period import Granularity
from dueprocess.tlog.reader import Folder as OnDisk
from dueprocess.tlog.reader import Missing, Reader, Unreadable

from . import mirroring
from .folder import Folder, Seen, State, Watched

ALARMS = {
    "fork": "the log signed two trees that cannot both be its own",
    "disputed": "the log signed a tree and did not show that it continues what was cosigned",
    "stale": "the log's address shows less than the log had cosigned",
    "beat": "the log did not ask for a cosignature in the period in which it says that it publishes",
    "signature": "what the log's address shows is not signed by the log",
    "damaged": "the files at the log's address are not those that the log signed",
    "withheld": "the log's address does not give out the files of what was cosigned",
    "unreachable": "the log's address cannot be read",
    "memory": "this witness' key signed what its memory does not hold: an old copy was put back, or two run",
    "clock": "what was cosigned last is dated in the future: this machine's clock was or is wrong",
    "asleep": "no witness runs on this folder",
}
"""Every alarm by its name, and what it means."""

LENGTHS = {Granularity.DAY: 1, Granularity.WEEK: 7, Granularity.MONTH: 31}
"""Days within which a log of that granularity publishes once."""

_FUTURE = 300


@dataclass(frozen=True)
class Alarm:
    """Something that the people behind the witness have to look at."""

    name: str
    origin: str
    what: str

    def __str__(self) -> str:
        return one_line(f"{self.name}: {self.origin}: {self.what}: {ALARMS[self.name]}")


@dataclass(frozen=True)
class Rules:
    """How a witness looks: the period of its logs where their entries do not say it, the seconds that
    everything may be late, whether a full copy is kept (`mirror`), and whether the logs publish `entries`.
    `without` names alarms that are not looked for; only the tests that show what each one catches use it."""

    period: Granularity = Granularity.DAY
    slack: float = 12 * 3600.0
    mirror: bool = False
    entries: bool = True
    without: frozenset[str] = frozenset()


CatchUp = Callable[[str, Checkpoint, bytes, int], None]


def look(
    folder: Folder,
    watched: Watched,
    rules: Rules,
    now: float,
    read: Reader | None,
    catch_up: CatchUp | None = None,
) -> list[Alarm]:
    """One look at one log. `read` reads its address (None: it has none, and only what was asked is known);
    `catch_up` takes up what this witness signed and forgot, where the caller may cosign: without it nothing
    but evidence is written.

    Raises Broken where the folder cannot be read, OSError where it cannot be written.
    """
    found = _Look(folder, watched, rules, now, read, catch_up)
    return [alarm for alarm in found.alarms() if alarm.name not in rules.without]


class _Look:
    def __init__(
        self,
        folder: Folder,
        watched: Watched,
        rules: Rules,
        now: float,
        read: Reader | None,
        catch_up: CatchUp | None,
    ) -> None:
        self.folder, self.watched, self.rules, self.now, self.read = folder, watched, rules, now, read
        self.catch_up = catch_up
        self.origin = watched.origin
        self.state: State = folder.state(self.origin)
        self.seen: Seen = folder.seen(self.origin)
        self.fetched: list[Alarm] = []

    def alarms(self) -> Iterator[Alarm]:
        before = self.seen
        if self.read is not None:
            yield from self._address(self.read)
        yield from self._disputes()
        for path in self.folder.evidence(self.origin):
            yield self._alarm("fork", f"see {path}")
        yield from self._beat()
        if self.state.at > self.now + _FUTURE:
            yield self._alarm("clock", _utc(self.state.at))
        if self.seen != before and self.catch_up is not None:
            self.folder.note_seen(self.origin, self.seen)

    def _alarm(self, name: str, what: str) -> Alarm:
        return Alarm(name, self.origin, what)

    def _beat(self) -> Iterator[Alarm]:
        grain = Granularity(self.seen.granularity) if self.seen.granularity else self.rules.period
        last = self.state.at or self.state.begun
        if self.now - last > LENGTHS[grain] * 86400 + self.rules.slack:
            said = f"last asked {_utc(last)}" if self.state.at else f"never asked since {_utc(last)}"
            yield self._alarm("beat", f"{said}, and it publishes once in a {grain}")

    # ── what the address shows ──────────────────────────────────────────────────────────────────────────

    def _address(self, read: Reader) -> Iterator[Alarm]:
        try:
            history, signed = mirroring.heads(read)
        except Missing:
            if self.state.size:
                yield from self._since("withheld", "withheld", "there is no checkpoint")
            return
        except (Unreadable, BadBytes) as error:
            yield from self._since("unreadable", "unreachable", str(error))
            return
        try:
            head = checkpoint.verify(signed, self.watched.keys, extended=True)
            if head.origin != self.origin:
                raise NotVerified("checkpoint-signature", f"it is of {head.origin}")
        except (BadBytes, NotVerified) as error:
            yield self._alarm("signature", str(error))
            return
        self.seen = replace(self.seen, reached_at=self.now, size=head.size, unreadable=0.0)
        yield from self._compare(read, head, signed)
        if self.rules.mirror and self.catch_up is not None and head.size >= self.seen.mirrored:
            yield from self._mirror(read, head, history, signed)

    def _since(self, field: str, alarm: str, what: str) -> Iterator[Alarm]:
        """Alarm where something has been so for longer than the slack."""
        since: float = getattr(self.seen, field) or self.now
        changed: dict[str, Any] = {field: since}
        self.seen = replace(self.seen, **changed)
        if self.now - since > self.rules.slack:
            yield self._alarm(alarm, f"{what}, since {_utc(since)}")

    def _compare(self, read: Reader, head: Checkpoint, signed: bytes) -> Iterator[Alarm]:
        """The signed head at the address against the one that was cosigned last."""
        ours = self.state.head
        most = max(ours.size, self.seen.mirrored)
        if head.size < most:
            yield from self._since("behind", "stale", f"{head.size} entries there, {most} were seen before")
        else:
            self.seen = replace(self.seen, behind=0.0)
        try:
            whole = _one_tree(self._tiles(read, head), head, ours)
        except (Missing, Unreadable) as error:
            yield from self._since("withheld", "withheld", str(error))
            return
        except BadBytes as error:
            yield self._alarm("damaged", str(error))
            return
        if whole is None:
            yield self._alarm(
                "damaged", f"the tiles of {max(head.size, ours.size)} entries make another tree"
            )
        elif not whole:
            self.folder.keep_evidence(self.origin, self.state.signed.encode(), signed)
        else:
            yield from self._memory(head, signed)
        if not self.rules.mirror:
            self.seen = replace(self.seen, withheld=0.0)

    def _tiles(self, read: Reader, head: Checkpoint) -> Reader:
        """Where a full copy reaches as far, our own files are the ones to ask."""
        if self.seen.mirrored >= max(self.state.size, head.size, 1):
            return OnDisk(self.folder.mirror(self.origin))
        return read

    def _memory(self, head: Checkpoint, signed: bytes) -> Iterator[Alarm]:
        """Does the published checkpoint bear a cosignature of ours that we do not remember?"""
        own = {key.verifier: 0 for key in self.folder.signers()}
        try:
            times = Note.parse(signed).verify(own)
        except NotVerified:
            return  # a false signature in our name is the log's affair: whoever verifies refuses the note
        at = max((moment for moment in times.values() if moment is not None), default=0)
        if (head.size, at) <= (self.state.size, self.state.at) or not at:
            return
        yield self._alarm("memory", f"{head.size} entries, {_utc(at)}; remembered are {self.state.size}")
        if self.catch_up is not None:
            self.catch_up(self.origin, head, signed, at)
            self.state = self.folder.state(self.origin)

    # ── the full copy ───────────────────────────────────────────────────────────────────────────────────

    def _mirror(self, read: Reader, head: Checkpoint, history: bytes, signed: bytes) -> Iterator[Alarm]:
        known = [self.state.signed.encode()] if 0 < self.state.size <= head.size else []
        place = self.folder.mirror(self.origin)
        heads = {"checkpoint": signed} | ({"checkpoints": history} if history else {})
        try:
            copy = mirroring.bring(place, read, self.watched.policy, heads, known, entries=self.rules.entries)
        except (Missing, Unreadable) as error:
            yield from self._since("withheld", "withheld", str(error))
        except mirroring.Forked as error:
            self.folder.keep_evidence(self.origin, error.other, signed)
        except (NotVerified, BadBytes) as error:
            yield self._alarm("damaged", str(error))
        else:
            self.seen = replace(self.seen, mirrored=copy.size, granularity=copy.granularity, withheld=0.0)

    # ── checkpoints that were not cosigned ──────────────────────────────────────────────────────────────

    def _disputes(self) -> Iterator[Alarm]:
        """Ask the files whether a refused checkpoint belongs to the same tree: then it was only out of
        order. If it does not, and the files make the tree that was cosigned, the log signed two."""
        ours = self.state.head
        for path in self.folder.disputed(self.origin):
            signed = path.read_bytes()
            head, _ = checkpoint.parse(signed, extended=True)
            verdict: bool | None = None
            if self.read is not None:
                try:
                    verdict = _one_tree(self._tiles(self.read, head), head, ours)
                except (Missing, Unreadable, BadBytes):
                    verdict = None
            if verdict is False:
                self.folder.keep_evidence(self.origin, self.state.signed.encode(), signed)
            if verdict is None:
                yield self._alarm("disputed", f"{head.size} entries, see {path}")
            else:
                path.unlink()


def _one_tree(read: Reader, one: Checkpoint, other: Checkpoint) -> bool | None:
    """Whether both heads are of one tree, as the files show it: True, False (the files make the larger one
    and not the other), or None where they do not make it. Raises Missing, Unreadable or BadBytes."""
    if one.size == other.size:
        return one.root == other.root
    small, large = sorted((one, other), key=lambda head: head.size)
    if not small.size:
        return True
    hashes = tiles.TileHashes(read, large.size)
    if tree.root(large.size, hashes) == large.root:
        return tree.root(small.size, hashes) == small.root
    return None


def _utc(moment: float) -> str:
    return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%d %H:%M UTC")
