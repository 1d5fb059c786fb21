"""Where the installation's keys come from. Knows files, environment and commands; not what is sealed.

`DUEPROCESS_KEYS` says which of three sources holds the two keys `wrapping` and `index`:

- a folder (the default, `VAR/keys`): files `wrapping.key` and `index.key`, readable by their owner only;
- `env:NAME` : the variables `NAME_WRAPPING_KEY` and `NAME_INDEX_KEY`;
- `command:PROGRAM ARGUMENTS` : run with the key's name as last argument, prints the key (for a key
  service or a hardware module).

A key is 32 bytes in base64. Several wrapping keys may stand one under another: the first one wraps,
all of them unwrap, so that keys can be changed without touching sealed data at once.

Of `index` the first line never changes. Under it stand outer keys (`permuting`), the newest first; a line of
32 zero bytes stands for the time when there was none.
"""

import base64
import hashlib
import os
import secrets
import shlex
import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from dueprocess.kit import durable

from .permuting import Outer

_NO_OUTER = bytes(32)
_COMMAND_SECONDS = 30


@dataclass(frozen=True)
class Ring:
    """The installation's keys: `wrapping` by their key id (the current one first), the index key, and
    `outers`, the outer keys by their id, the newest first ("" for none). `stamp` is when the file of the
    wrapping keys had been written (0: they do not lie in a folder)."""

    wrapping: dict[bytes, AESGCM]
    current: bytes
    index: bytes
    outers: dict[str, Outer]
    stamp: int = 0

    @property
    def newest(self) -> Outer:
        """The outer key that was made last."""
        return next(iter(self.outers.values()))


def key_id(key: bytes) -> bytes:
    """Four bytes that name a wrapping key without telling anything about it."""
    return hashlib.sha256(b"dueprocess/wrapping-key/v1\n" + key).digest()[:4]


def _parse(name: str, text: str) -> list[bytes]:
    keys = []
    for line in text.split():
        try:
            key = base64.b64decode(line, validate=True)
        except ValueError:
            key = b""
        if len(key) != 32:
            raise ImproperlyConfigured(
                f"The {name} key is not 32 bytes in base64. Make one with: "
                'python3 -c "import base64,os;print(base64.b64encode(os.urandom(32)).decode())"'
            )
        keys.append(key)
    if not keys:
        raise ImproperlyConfigured(f"The {name} key is empty. See docs/how-to/backup.md about keys.")
    return keys


def _from_folder(name: str, folder: Path) -> str:
    path = folder / f"{name}.key"
    try:
        text = path.read_text("ascii")
        mode = path.stat().st_mode
    except FileNotFoundError:
        raise ImproperlyConfigured(
            f"There is no {path}. Run `dueprocess init` on a new installation; "
            "on an old one put the key back from where it is kept (docs/how-to/backup.md)."
        ) from None
    if mode & 0o077:
        raise ImproperlyConfigured(f"{path} can be read by others. Run: chmod 600 {path}")
    return text


def _from_command(name: str, command: str) -> str:
    answer = subprocess.run(
        [*shlex.split(command), name],
        capture_output=True,
        text=True,
        timeout=_COMMAND_SECONDS,
        check=False,
    )
    if answer.returncode:
        raise ImproperlyConfigured(
            f"The command for keys ended with {answer.returncode} when asked for the {name} key."
        )
    return answer.stdout


def _read(name: str) -> list[bytes]:
    source = str(settings.DUEPROCESS_KEYS)
    if source.startswith("command:"):
        return _parse(name, _from_command(name, source.removeprefix("command:")))
    if source.startswith("env:"):
        return _parse(
            name,
            os.environ.get(f"{source.removeprefix('env:')}_{name.upper()}_KEY", ""),
        )
    return _parse(name, _from_folder(name, Path(source)))


@cache
def ring() -> Ring:
    """The installation's keys, read once in the life of the process.

    Raises ImproperlyConfigured, saying what to do, where a key is missing, malformed or open to others.
    """
    stamp = _stamp()
    wrapping = _read("wrapping")
    index, *under = _read("index")
    if index == _NO_OUTER:
        raise ImproperlyConfigured("The first line of the index key is all zeros, which is no key.")
    return Ring(
        {key_id(key): AESGCM(key) for key in wrapping},
        key_id(wrapping[0]),
        index,
        _outers(under),
        stamp,
    )


def _outers(keys: list[bytes]) -> dict[str, Outer]:
    """The outer keys under an index key, by their ids."""
    outers = [Outer(b"" if key == _NO_OUTER else key) for key in keys or [_NO_OUTER]]
    return {outer.id: outer for outer in outers}


def outers_in(text: str) -> list[str]:
    """The ids of the outer keys in the text of an index key's file. Raises ImproperlyConfigured."""
    return list(_outers(_parse("index", text)[1:]))


def fresh_ring() -> Ring:
    """The keys as they are now, for whoever is about to wrap: a process that runs on while the wrapping key
    is changed must not wrap under the former one. Keys of the environment or a command are read once."""
    known = ring()
    if _stamp() not in (0, known.stamp):
        forget_ring()
    return ring()


def _stamp() -> int:
    source = str(settings.DUEPROCESS_KEYS)
    if source.startswith(("command:", "env:")):
        return 0
    try:
        return (Path(source) / "wrapping.key").stat().st_mtime_ns
    except FileNotFoundError:
        return 0


def forget_ring() -> None:
    """Read the keys again at next use (after they were made or changed)."""
    ring.cache_clear()


def key_file(name: str) -> Path:
    """The file of a key. Raises ImproperlyConfigured where keys do not lie in a folder: then they are changed
    where they are kept."""
    source = str(settings.DUEPROCESS_KEYS)
    if source.startswith(("command:", "env:")):
        where = "before the old one"
        if name == "index":
            where = (
                "as its second line (the first never changes; 32 zero bytes after it, where it had one only)"
            )
        raise ImproperlyConfigured(
            f"The keys do not lie in a folder (DUEPROCESS_KEYS is {source.split(':')[0]}:…). Put the new "
            f"{name} key {where} where they are kept, and run this again."
        )
    return Path(source) / f"{name}.key"


def add_key() -> bytes:
    """Put a new wrapping key before those that are there; they go on opening what they wrapped. Returns its
    id. Raises ImproperlyConfigured as `key_file` does."""
    path = key_file("wrapping")
    new = secrets.token_bytes(32)
    durable.write(path, base64.b64encode(new) + b"\n" + path.read_bytes(), mode=0o600)
    forget_ring()
    return key_id(new)


def drop_keys() -> list[bytes]:
    """Keep the present wrapping key only; returns the ids of those that are gone. The caller has seen that
    nothing is wrapped under them. Raises ImproperlyConfigured as `key_file` does."""
    path = key_file("wrapping")
    gone = [each for each in ring().wrapping if each != ring().current]
    durable.write(path, path.read_bytes().split()[0] + b"\n", mode=0o600)
    forget_ring()
    return gone


def add_outer() -> Outer:
    """Make a new outer key, after the index key and before the outer keys that are there. Nothing is stored
    under it yet. Raises ImproperlyConfigured as `key_file` does."""
    path = key_file("index")
    first, *under = path.read_bytes().split()
    under = under or [base64.b64encode(_NO_OUTER)]
    new = base64.b64encode(secrets.token_bytes(32))
    durable.write(path, b"\n".join([first, new, *under, b""]), mode=0o600)
    forget_ring()
    return ring().newest


def drop_outers() -> list[str]:
    """Keep the newest outer key only; returns the ids of those that are gone. The caller has seen that the
    tags lie under it. Raises ImproperlyConfigured as `key_file` does."""
    path = key_file("index")
    gone = list(ring().outers)[1:]
    durable.write(path, b"\n".join([*path.read_bytes().split()[:2], b""]), mode=0o600)
    forget_ring()
    return gone


def make_keys(folder: Path) -> list[Path]:
    """Make the keys that are missing in `folder` (mode 0700, files 0600); those that exist stay.

    Returns the files that were made.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    made = []
    for name in ("wrapping", "index"):
        path = folder / f"{name}.key"
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            continue
        with os.fdopen(handle, "wb") as file:
            file.write(base64.b64encode(secrets.token_bytes(32)) + b"\n")
            file.flush()
            os.fsync(file.fileno())
        made.append(path)
    forget_ring()
    return made
