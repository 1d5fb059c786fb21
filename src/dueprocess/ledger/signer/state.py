"""The signer's key and what it remembers. Knows two files and a lock; nothing of the database.

The state is advanced by compare-and-swap under a lock: two signers that were started by mistake, or one
whose state file was exchanged under it, cannot sign two different logs.
"""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from dueprocess.core.errors import Broken, Refused
from dueprocess.ledger import places
from dueprocess.tlog.errors import BadBytes
from dueprocess.tlog.note import SignerKey
from dueprocess.tlog.tree import CompactRange


class Frozen(Broken):
    """The signer has stopped signing. `check` names what failed; somebody has to look."""

    def __init__(self, check: str, reason: str) -> None:
        self.check = check
        self.reason = reason
        super().__init__(f"The signer is frozen ({check}): {reason}")


@dataclass(frozen=True)
class State:
    """What the signer knows.

    `frontier` is the tree that it last sealed, in hexadecimal; `sealed_at` when it last found the database in
    agreement and `published_at` its last beat, in seconds since 1970; `newest` the latest period that an
    entry had; `pending` the size that waits for cosignatures; `witnesses` what each one last cosigned, and
    `heard` how it answered when it was last asked.
    """

    version: int
    origin: str
    key: str
    frontier: str
    sealed_at: float = 0.0
    granularity: str = ""
    publish: str = ""
    zone: str = "UTC"
    policy: str = ""
    newest: str = ""
    published: int = 0
    published_at: float = 0.0
    pending: int | None = None
    witnesses: dict[str, int] = field(default_factory=dict)
    heard: dict[str, dict[str, Any]] = field(default_factory=dict)
    frozen: dict[str, str] | None = None

    @property
    def range(self) -> CompactRange:
        """The tree that was last sealed."""
        return CompactRange.from_bytes(bytes.fromhex(self.frontier))

    @property
    def size(self) -> int:
        """How many entries were sealed."""
        return int(self.frontier[:16], 16)


KEY_FILES = ("key", "key.next", "key.old")
"""The key that signs, one that waits to take its place, and one that signs beside it for a while."""


def _key_path(name: str = "key") -> Path:
    return places.signer() / name


def _state_path() -> Path:
    return places.signer() / "state.json"


def make_key(origin: str) -> str:
    """Make the signer's key and its first state; returns the public key in `note` text form.

    Raises Refused("record.key_there") where there is one: a key is never replaced by accident.
    """
    places.signer().mkdir(mode=0o700, parents=True, exist_ok=True)
    if _key_path().exists() or _state_path().exists():
        raise Refused("record.key_there", f"There is a signer's key already in {places.signer()}.", None)
    key = SignerKey.generate(origin)
    public = str(key.verifier)
    places.write(_key_path(), f"{key.secret()}\n".encode(), mode=0o600)
    first = State(1, origin, public, CompactRange().to_bytes().hex())
    places.write(_state_path(), _dump(first), mode=0o600)
    return public


def prepare_key() -> str:
    """Make the key that is to take the place of the one that signs, if none waits already; returns its public
    key. It signs nothing before the log itself states it."""
    waiting = next_key()
    if waiting:
        return waiting
    key = SignerKey.generate(load().origin)
    places.write(_key_path("key.next"), f"{key.secret()}\n".encode(), mode=0o600)
    return str(key.verifier)


def next_key() -> str:
    """The public key that waits ("" for none)."""
    return str(_read_key("key.next").verifier) if _key_path("key.next").exists() else ""


def former_key() -> str:
    """The public key of the one that signs beside the present one ("" for none)."""
    return str(_read_key("key.old").verifier) if _key_path("key.old").exists() else ""


def settle_keys(state: State) -> None:
    """Let the files follow the state, which is what counts: after a change of key, and where the signer was
    killed in the middle of one."""
    if next_key() != state.key:
        return
    if _key_path().exists():
        _key_path().replace(_key_path("key.old"))
    _key_path("key.next").replace(_key_path())
    places.sync(places.signer())


def retire_key() -> str:
    """Let the former key sign no more: its file is deleted. Raises Refused where there is none."""
    public = former_key()
    if not public:
        raise Refused("record.no_old_key", "No former key signs beside the present one.", None)
    _key_path("key.old").unlink()
    places.sync(places.signer())
    return public


def signing_keys() -> list[SignerKey]:
    """The key that the state names, and the former one while it signs too. Raises Broken where the first is
    missing, malformed or readable by others."""
    state = load()
    settle_keys(state)
    former = [_read_key("key.old")] if _key_path("key.old").exists() else []
    return [_read_key("key"), *former]


def _read_key(name: str) -> SignerKey:
    path = _key_path(name)
    try:
        if path.stat().st_mode & 0o077:
            raise Broken(f"{path} can be read by others. Run: chmod 600 {path}")
        return SignerKey.parse(path.read_text().strip())
    except FileNotFoundError:
        raise Broken(f"There is no signer's key at {path}. See docs/how-to/run-the-signer.md.") from None
    except BadBytes as error:
        raise Broken(f"{path} holds no key: {error}") from None


def public_key() -> str:
    """The public key that the state names, in `note` text form."""
    return load().key


def load() -> State:
    """The state as it lies on the disk. Raises Broken where it is missing or cannot be read."""
    try:
        return _parse(_state_path().read_bytes())
    except FileNotFoundError:
        raise Broken(f"There is no signer's state at {_state_path()}. Run `dueprocess init`.") from None


def _parse(raw: bytes) -> State:
    try:
        found: dict[str, Any] = json.loads(raw)
        state = State(**found)
        if state.range.size != state.size:
            raise ValueError
    except (ValueError, TypeError, RecursionError):
        raise Broken(f"{_state_path()} cannot be read. Put back the copy from the last backup.") from None
    return state


def _dump(state: State) -> bytes:
    return json.dumps(asdict(state), indent=1, sort_keys=True).encode() + b"\n"


@contextmanager
def locked() -> Iterator[State]:
    """The state, held by this process alone. Waits for another signer to let go."""
    places.signer().mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(places.signer() / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield load()
    finally:
        os.close(handle)


def swap(old: State, **changes: Any) -> State:
    """Advance the state from `old`; durable when it returns. Raises Frozen("state") where the file is no
    longer what was read: somebody exchanged it."""
    now = load()
    if now != old:
        raise Frozen("state", f"{_state_path()} changed under the signer's lock.")
    new = replace(old, version=old.version + 1, **changes)
    if new.size < old.size:
        raise Frozen("state", "the state was about to go backwards")
    places.write(_state_path(), _dump(new), mode=0o600)
    return new
