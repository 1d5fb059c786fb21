"""A log published into a folder with the log's own functions: what every test starts from and harms."""

import random
from collections.abc import Iterable, Sequence
from copy import deepcopy
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from dueprocess.tlog import checkpoint, entry, note, policy, tiles, tree, witness

ORIGIN = "clubs.example.invalid/record"
START = date(2026, 3, 2)


def seeded_key(name: str, kind: int = note.ED25519, seed: int = 1) -> note.SignerKey:
    """The same key in every run, so that failures repeat."""
    return note.SignerKey(name, kind, random.Random(f"{name}/{seed}").randbytes(32))


LOG_KEY = seeded_key(ORIGIN)
WITNESS_KEYS = [seeded_key(f"{name}.example/witness", note.COSIGNATURE) for name in ("ash", "birch", "cedar")]
NAMES = ("Ash", "Birch", "Cedar")


def two_of_three() -> policy.Policy:
    """The log, three witnesses, and a quorum of two."""
    lines = [f"log {LOG_KEY.verifier}"]
    lines += [f"witness {name} {key.verifier}" for name, key in zip(NAMES, WITNESS_KEYS, strict=True)]
    lines += ["group two 2 Ash Birch Cedar", "quorum two"]
    return policy.Policy.parse(("\n".join(lines) + "\n").encode())


def genesis(on: date = START, **changed: str) -> bytes:
    """The first entry."""
    fields = {
        "cm": b"\x00" * 32,
        "d": on.isoformat(),
        "granularity": "day",
        "key": str(LOG_KEY.verifier),
        "origin": ORIGIN,
        "policy": b"\x01" * 32,
        "publish": "entries",
        "zone": "Europe/Lisbon",
    }
    return entry.encode("log.genesis", {**fields, **changed})


def commitment(number: int) -> bytes:
    """A stand-in for the commitment of entry `number`."""
    return tree.leaf_hash(f"payload {number}".encode())


def some_entries(count: int, per_day: int = 20) -> list[bytes]:
    """Genesis and then a few of every common type, `per_day` a day."""
    made = [genesis()]
    for number in range(1, count):
        on = START + timedelta(days=number // per_day)
        fields: dict[str, object] = {"cm": commitment(number), "d": on.isoformat()}
        match number % 5:
            case 0:
                made.append(entry.encode("received", fields))
            case 1:
                made.append(entry.encode("closed", {**fields, "r": (on - timedelta(days=30)).isoformat()}))
            case _:
                made.append(entry.encode("act", fields))
    return made[:count]


def noon_after(entries: Sequence[bytes]) -> int:
    """A moment on the evening of the last entry's day."""
    last = date.fromisoformat(entry.parse(entries[-1])["d"]) if entries else START
    return int(datetime(last.year, last.month, last.day, 20, tzinfo=UTC).timestamp())


@dataclass
class Published:
    """A folder that is published as a log, with real witnesses beside it."""

    folder: Path
    key: note.SignerKey = LOG_KEY
    witnesses: Sequence[note.SignerKey] = tuple(WITNESS_KEYS)
    entries: list[bytes] = field(default_factory=list)
    hashes: tree.Levels = field(default_factory=tree.Levels)
    known: list[dict[str, witness.Known]] = field(default_factory=list)
    notes: list[bytes] = field(default_factory=list)

    def __post_init__(self) -> None:
        fresh = {self.key.name: witness.Known((self.key.verifier,))}
        self.known = [dict(fresh) for _ in self.witnesses]

    def grow(self, more: Iterable[bytes], at: int | None = None) -> bytes:
        """Append entries, write the tiles, have the checkpoint cosigned at `at`, publish it."""
        old = len(self.entries)
        for item in more:
            self.entries.append(item)
            self.hashes.append(tree.leaf_hash(item))
        self.write_tiles(old)
        signed = self.sign()
        moment = noon_after(self.entries) if at is None else at
        found: list[note.Signature] = []
        for state, key in zip(self.known, self.witnesses, strict=True):
            asked = witness.request(state[self.key.name].size, signed, self.hashes)
            answer = witness.judge(asked.to_bytes(), state, [key], moment)
            assert answer.status == 200, answer
            assert answer.state is not None
            state[answer.origin] = answer.state
            found += witness.cosignatures(answer.body, signed, [key.verifier])
        whole = note.Note.parse(signed).with_signatures(found).to_bytes()
        self.publish(whole)
        return whole

    def sign(self) -> bytes:
        """The checkpoint of the entries as they are, signed by the log alone."""
        size = len(self.entries)
        head = checkpoint.Checkpoint(self.key.name, size, tree.root(size, self.hashes))
        return head.sign(self.key).to_bytes()

    def publish(self, whole: bytes) -> None:
        """Write the checkpoint and add it to the history."""
        self.notes.append(whole)
        self.write("checkpoint", whole)
        self.write("checkpoints", checkpoint.join(self.notes))

    def write_tiles(self, old: int = 0) -> None:
        """Write what has changed since the log had `old` entries."""
        for tile in tiles.growth(old, len(self.entries)):
            if tile.level is None:
                content = tiles.bundle(self.entries[tile.first : tile.first + tile.width])
            else:
                content = tiles.hashes(tile, self.hashes)
            self.write(tile.path, content)

    def write(self, path: str, content: bytes) -> None:
        """Write one file of the folder."""
        place = self.folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)

    def read(self, path: str) -> bytes:
        """Read one file of the folder."""
        return (self.folder / path).read_bytes()

    def files(self) -> dict[str, bytes]:
        """Every file as it stands now, by its path."""
        found = (path for path in self.folder.rglob("*") if path.is_file())
        return {str(path.relative_to(self.folder)): path.read_bytes() for path in found}

    def copy(self, folder: Path) -> "Published":
        """The same log in another folder, to be harmed there."""
        for path, content in self.files().items():
            place = folder / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content)
        made = replace(
            self,
            folder=folder,
            entries=list(self.entries),
            hashes=deepcopy(self.hashes),
            notes=list(self.notes),
        )
        made.known = [dict(each) for each in self.known]
        return made

    def forge(self, entries: Sequence[bytes], *, resign: bool = True, history: bool = False) -> None:
        """Replace all entries and recompute the tree, as whoever holds the disk (and the log's key) can."""
        self.entries = list(entries)
        self.hashes = tree.Levels(tree.leaf_hash(item) for item in entries)
        self.write_tiles()
        if resign:
            signed = self.sign()
            self.write("checkpoint", signed)
            if not history:
                (self.folder / "checkpoints").unlink(missing_ok=True)


def publish(folder: Path, count: int, step: int | None = None) -> Published:
    """A log of `count` entries, a checkpoint every `step` entries (at once when it is left out)."""
    made = Published(folder)
    entries = some_entries(count)
    step = step or max(count, 1)
    for at in range(0, max(count, 1), step):
        made.grow(entries[at : at + step])
    return made
