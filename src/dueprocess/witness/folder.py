"""The folder of a log witness: its keys, the logs that it watches, what it cosigned, and evidence.

Knows files and a lock; nothing of HTTP, and it judges nothing.

| in the folder | holds |
|---|---|
| keys/ID.key | a private key (mode 0600); every key that is there cosigns |
| logs | the logs' keys and addresses, as lines of a c2sp.org/tlog-policy file |
| state/LOG.json | what was last cosigned of each log: written, synced and renamed before the answer is sent |
| seen/LOG.json | when the log's address was last read, and since when something is missing there |
| evidence/ | two trees that a log signed, each with both signed checkpoints |
| disputed/ | checkpoints that a log signed and did not show to continue what it had signed before |
| mirror/LOG/ | a full copy of the log, as any web server can serve it |
| lock | held by the one process that may cosign |
"""

import base64
import fcntl
import hashlib
import json
import os
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from dueprocess.core.errors import Broken, Refused
from dueprocess.kit import durable
from dueprocess.tlog import checkpoint, tree
from dueprocess.tlog.errors import BadBytes
from dueprocess.tlog.note import COSIGNATURE, SignerKey, VerifierKey, check_name
from dueprocess.tlog.policy import NONE, Log, Policy

MOST_DISPUTED = 200
"""Checkpoints of one log that are kept for a second look; there are no more of them than the log signed."""


@dataclass(frozen=True)
class State:
    """What was last cosigned of a log: the size and root of its tree, the moment that was signed (seconds
    since 1970), and the log's signed checkpoint. `begun` is when the witness first heard of the log."""

    origin: str
    begun: float
    size: int = 0
    root: str = base64.b64encode(tree.EMPTY_ROOT).decode()
    at: int = 0
    signed: str = ""

    @property
    def head(self) -> checkpoint.Checkpoint:
        """The tree."""
        return checkpoint.Checkpoint(self.origin, self.size, base64.b64decode(self.root))


@dataclass(frozen=True)
class Seen:
    """What was last found at a log's address. `reached_at` is when its checkpoint could be read; `behind`,
    `withheld` and `unreadable` say since when it is older than what was cosigned, since when files of the
    tree are missing, and since when nothing could be read (0: they are not)."""

    reached_at: float = 0.0
    size: int = 0
    granularity: str = ""
    behind: float = 0.0
    withheld: float = 0.0
    unreadable: float = 0.0
    mirrored: int = 0


@dataclass(frozen=True)
class Watched:
    """A log that is watched: the keys with which it may sign, and the address of its files ("" for none)."""

    origin: str
    keys: tuple[VerifierKey, ...]
    url: str = ""

    @property
    def policy(self) -> Policy:
        """What a checkpoint of this log needs to be believed by a witness: the log's own signature."""
        return Policy(tuple(Log(key) for key in self.keys))


@dataclass(frozen=True)
class Folder:
    """The folder of one witness."""

    path: Path

    # ── keys ────────────────────────────────────────────────────────────────────────────────────────────

    def make_key(self, name: str) -> VerifierKey:
        """Make one more key for the witness of this name. Raises Refused where the folder is another's,
        BadBytes for a name that a key cannot have."""
        check_name(name)
        if "/" not in name and "." not in name:
            raise BadBytes(f"{name!r} is no schema-less address: write it as witness.example.org/club")
        others = {key.name for key in self.signers()} - {name}
        if others:
            raise Refused(
                "witness.name", f"{self.path} is the folder of {others.pop()}, not of {name}.", None
            )
        key = SignerKey.generate(name, COSIGNATURE)
        folder = self.path / "keys"
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        durable.write(folder / f"{key.verifier.id.hex()}.key", f"{key.secret()}\n".encode(), mode=0o600)
        return key.verifier

    def retire_key(self, hex_id: str) -> VerifierKey:
        """Let a key sign no more: it is renamed, so that nothing is lost by a slip. Raises Refused for a key
        that is not here, and for the only one."""
        path = self.path / "keys" / f"{hex_id}.key"
        known = {key.verifier.id.hex(): key for key in self.signers()}
        if hex_id not in known:
            raise Refused("witness.no_key", f"There is no key {hex_id} in {path.parent}.", None)
        if len(known) == 1:
            raise Refused("witness.last_key", "This is the only key. Make the new one first.", None)
        path.replace(path.with_suffix(".retired"))
        durable.sync(path.parent)
        return known[hex_id].verifier

    def signers(self) -> list[SignerKey]:
        """Every key that signs, the oldest first. Raises Broken for one that is malformed or open to all."""
        paths = sorted(
            (self.path / "keys").glob("*.key"), key=lambda path: (path.stat().st_mtime_ns, path.name)
        )
        return [_signer(path) for path in paths]

    # ── logs ────────────────────────────────────────────────────────────────────────────────────────────

    def logs(self) -> dict[str, Watched]:
        """The logs that are watched, by their origin. Raises Broken where the list cannot be read."""
        path = self.path / "logs"
        try:
            listed = Policy.parse(path.read_bytes()).logs if path.exists() else ()
        except BadBytes as error:
            raise Broken(f"{path} cannot be read: {error}") from None
        found: dict[str, Watched] = {}
        for log in listed:
            known = found.get(log.key.name, Watched(log.key.name, ()))
            found[log.key.name] = Watched(log.key.name, (*known.keys, log.key), log.url or known.url)
        return found

    def watch(self, logs: list[Log], at: float) -> None:
        """Watch these logs too, from now on; a log that is known gets a further key, or another address."""
        before = self.logs()
        found = {log.key: log for watched in before.values() for log in _lines(watched)}
        for log in logs:
            found[log.key] = log if log.url or log.key not in found else found[log.key]
        made = Policy(tuple(found.values()), quorum=NONE).to_bytes()
        Policy.parse(made)
        for origin in {log.key.name for log in logs} - before.keys():
            if not self._state_path(origin).exists():  # before it is listed: a listed log must have its state
                self.write_state(State(origin, at))
        path = self.path / "logs"
        if not path.exists() or path.read_bytes() != made:
            durable.write(path, made)

    # ── what was cosigned ───────────────────────────────────────────────────────────────────────────────

    def state(self, origin: str) -> State:
        """What was last cosigned. Raises Broken where it is missing or damaged: a witness that forgot must
        not begin again at nothing."""
        path = self._state_path(origin)
        try:
            found = State(**json.loads(path.read_bytes()))
            if found.origin != origin or len(found.head.root) != 32 or found.size < 0:
                raise ValueError
        except FileNotFoundError:
            raise Broken(f"There is no {path}: what was cosigned of {origin} is not known.") from None
        except (ValueError, TypeError):
            raise Broken(
                f"{path} cannot be read. Put back the newest copy, or take a new key: a witness that "
                "forgot what it signed could sign a second history."
            ) from None
        return found

    def write_state(self, state: State) -> None:
        """Store what is about to be cosigned; durable when it returns."""
        durable.write(self._state_path(state.origin), _dump(asdict(state)), mode=0o600)

    def seen(self, origin: str) -> Seen:
        """What was last found at the log's address."""
        try:
            return Seen(**json.loads((self.path / "seen" / f"{slug(origin)}.json").read_bytes()))
        except (FileNotFoundError, ValueError, TypeError):
            return Seen()  # it is a memory aid: what is lost is found again at the next look

    def note_seen(self, origin: str, seen: Seen) -> None:
        """Store what was found at the log's address."""
        durable.write(self.path / "seen" / f"{slug(origin)}.json", _dump(asdict(seen)))

    def mirror(self, origin: str) -> Path:
        """The folder of the full copy."""
        return self.path / "mirror" / slug(origin)

    def _state_path(self, origin: str) -> Path:
        return self.path / "state" / f"{slug(origin)}.json"

    # ── evidence ────────────────────────────────────────────────────────────────────────────────────────

    def keep_evidence(self, origin: str, first: bytes, second: bytes) -> Path:
        """Keep two signed checkpoints that cannot both be of one log; the same two are kept once."""
        both = b"\n".join(sorted((first, second)))
        path = self.path / "evidence" / f"{slug(origin)}-{hashlib.sha256(both).hexdigest()[:16]}.txt"
        if not path.exists():
            durable.write(path, both)
        return path

    def evidence(self, origin: str) -> list[Path]:
        """What is kept about a log."""
        return sorted((self.path / "evidence").glob(f"{slug(origin)}-*.txt"))

    def dispute(self, origin: str, signed: bytes) -> None:
        """Keep a checkpoint for the next look at the log's files: does the log contain it? Signatures beside
        the log's do not make it another one."""
        text = signed.split(b"\n\n", 1)[0]
        path = self.path / "disputed" / f"{slug(origin)}-{hashlib.sha256(text).hexdigest()[:16]}.txt"
        if not path.exists() and len(self.disputed(origin)) < MOST_DISPUTED:
            durable.write(path, signed)

    def disputed(self, origin: str) -> list[Path]:
        """Checkpoints that wait for a second look."""
        return sorted((self.path / "disputed").glob(f"{slug(origin)}-*.txt"))

    # ── the lock ────────────────────────────────────────────────────────────────────────────────────────

    @contextmanager
    def locked(self, seconds: float = 0.0) -> Iterator[None]:
        """Be the one process that may cosign. Raises Refused where another still is after `seconds`."""
        self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(self.path / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            until = time.monotonic() + seconds
            while not _taken(handle):
                if time.monotonic() >= until:
                    raise Refused("witness.locked", f"A witness runs on {self.path} already.", None)
                time.sleep(0.1)
            yield
        finally:
            os.close(handle)


def _taken(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def slug(origin: str) -> str:
    """A name of a file for an origin: readable, and different for different ones."""
    plain = re.sub(r"[^A-Za-z0-9.-]+", "_", origin)[:80]
    return f"{plain}-{hashlib.sha256(origin.encode()).hexdigest()[:8]}"


def _lines(watched: Watched) -> list[Log]:
    return [Log(key, watched.url) for key in watched.keys]


def _dump(value: dict[str, Any]) -> bytes:
    return json.dumps(value, indent=1, sort_keys=True).encode() + b"\n"


def _signer(path: Path) -> SignerKey:
    if path.stat().st_mode & 0o077:
        raise Broken(f"{path} can be read by others. Run: chmod 600 {path}")
    try:
        key = SignerKey.parse(path.read_text("ascii").strip())
    except (BadBytes, UnicodeDecodeError) as error:
        raise Broken(f"{path} holds no key: {error}") from None
    if key.type != COSIGNATURE:
        raise Broken(f"{path} is the key of a log: a witness needs one of its own.")
    return key
