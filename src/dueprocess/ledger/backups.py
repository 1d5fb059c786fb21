"""Backup and restore: a verified copy of database, files and record, the keys apart. Knows files and the two
databases; nothing of what they hold.

Order matters. The signer's state and the published record are copied first and the database after them, so
that a restored database never holds less than was sealed in the same backup; files come last, so that every
file that the copied rows name is there. The list of what was erased goes into both folders: a restore erases
again what was erased after the backup was made.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings

from dueprocess.core.errors import Broken, Refused
from dueprocess.kit import keys as installed
from dueprocess.tlog import checkpoint
from dueprocess.tlog.reader import Folder, Missing
from dueprocess.tlog.tree import CompactRange, leaf_hash

from . import append, databases, erasures, places
from .models import Head
from .signer.state import KEY_FILES, locked

MANIFEST = "manifest.json"
_VERSION = 1
_FOLDERS = ("sealed", "record", "files")
_KEY_FILES = ("wrapping.key", "index.key")
_STATE = "signer-state.json"
_ERASURES = "erasures"


@dataclass(frozen=True)
class Summary:
    """What a backup holds: entries, files, bytes, how the database was copied, whether the keys were too."""

    entries: int
    files: int
    size: int
    method: str
    keys: bool


def backup(folder: Path, keys: Path | None) -> Summary:
    """Copy everything to `folder` (which must be new or empty) and the keys to `keys`, if given.

    The copy is checked before the manifest is written: a folder without manifest is no backup. Raises
    Refused for a folder that is not empty, or where keys and data would lie together; Broken where the copy
    does not hold what the log says, or where there is nothing to copy yet.
    """
    if not Head.objects.exists():
        raise Broken("There is nothing to copy: the log has no beginning yet. Run `dueprocess init`.")
    _empty(folder)
    if keys is not None:
        _empty(keys)
        if keys.resolve().is_relative_to(folder.resolve()) or folder.resolve().is_relative_to(keys.resolve()):
            raise Refused("backup.together", "Keys and data must lie apart: name a folder elsewhere.", None)
        _copy_keys(keys)
        _copy_tree(places.erasures(), keys / _ERASURES)
    _copy_record(folder)
    if places.policy().exists():
        shutil.copy2(places.policy(), folder / "policy")
    method = databases.dump(folder)
    _copy_tree(places.var() / "files", folder / "files")
    _copy_tree(places.erasures(), folder / _ERASURES)
    size, root = databases.log_of(folder, method)
    _not_behind(folder, size)
    _write_manifest(folder, method, size, root, installed.outer().id)
    if keys is not None:
        _write_manifest(keys, "keys", 0, b"")
    places.write(places.var() / "last-backup", f"{datetime.now(UTC).isoformat()}\n".encode())
    held = list(_held(folder))
    return Summary(size, len(held), sum(path.stat().st_size for path in held), method, keys is not None)


def verify(folder: Path) -> dict[str, Any]:
    """Check every file of a backup against its manifest; answers the manifest. Raises Broken naming the first
    file that is damaged, missing or not listed."""
    try:
        manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_bytes())
        version, listed = manifest["version"], dict(manifest["files"])
    except (FileNotFoundError, ValueError, TypeError, KeyError, RecursionError):
        raise Broken(f"{folder} holds no whole backup: {MANIFEST} is missing or cannot be read.") from None
    if version != _VERSION:
        raise Broken(f"{folder} was made by another version: {version}.")
    for path in _held(folder):
        name = path.relative_to(folder).as_posix()
        if name not in listed:
            raise Broken(f"{name} is not in the manifest of {folder}.")
        if _hash(path) != listed.pop(name):
            raise Broken(f"{name} in {folder} is damaged: its hash is not the one in the manifest.")
    if listed:
        raise Broken(f"{min(listed)} is missing in {folder}.")
    return manifest


def restore(folder: Path, keys: Path | None, newer: Path | None = None) -> Summary:
    """Put a backup in place of an empty installation, and erase again what was erased after it was made.

    Everything is verified first: each file's hash, and the tree of the log in the copied database. Raises
    Refused, and changes nothing, where this installation holds anything already; Broken for a damaged backup.
    What was erased is known from the list of this installation (DUEPROCESS_ERASURES may hold one), from those
    in both folders, and from `newer`, another copy of it.
    """
    manifest = verify(folder)
    if keys is not None:
        verify(keys)
    _nothing_here(folder, keys)
    size, root = databases.log_of(folder, manifest["method"])
    if (size, root.hex()) != (manifest["entries"], manifest["root"]):
        raise Broken("The log in the copied database is not the one that the manifest names.")
    _its_outer_key(str(manifest.get("outer", "")), keys)
    if keys is not None:
        _put_keys(keys)
    databases.load(folder, manifest["method"])
    _check_live(size, root)
    for name in _FOLDERS:
        _copy_tree(folder / name, places.var() / name)
    if (folder / "policy").exists():
        shutil.copy2(folder / "policy", places.policy())
    if (folder / _STATE).exists():
        places.signer().mkdir(parents=True, exist_ok=True, mode=0o700)
        places.write(places.signer() / "state.json", (folder / _STATE).read_bytes(), mode=0o600)
    for copy in (folder, keys, newer):
        if copy is not None:
            erasures.merge(copy / _ERASURES if (copy / _ERASURES).is_dir() else copy)
    erasures.again()
    held = list(_held(folder))
    total = sum(path.stat().st_size for path in held)
    return Summary(size, len(held), total, manifest["method"], keys is not None)


def _empty(folder: Path) -> None:
    if folder.exists() and any(folder.iterdir()):
        raise Refused("backup.not_empty", f"{folder} is not empty. A backup never overwrites anything.", None)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)


def _copy_record(folder: Path) -> None:
    """The signer's state, the sealed and the published record as they belong together: the signer waits
    meanwhile (nobody else does). Where it runs as another user, its state is for that user to copy."""
    state = places.signer() / "state.json"
    with locked() if os.access(state, os.R_OK) else nullcontext():
        if os.access(state, os.R_OK):
            places.write(folder / _STATE, state.read_bytes(), mode=0o600)
        for name in _FOLDERS[:2]:
            _copy_tree(places.var() / name, folder / name)


def _key_folder() -> Path | None:
    source = str(settings.DUEPROCESS_KEYS)
    return None if source.startswith(("env:", "command:")) else Path(source)


def _copy_keys(keys: Path) -> None:
    """Wrapping and index key (where they are files), and the signer's key."""
    source = _key_folder()
    for name in _KEY_FILES if source else ():
        places.write(keys / name, (Path(str(source)) / name).read_bytes(), mode=0o600)
    for name in KEY_FILES:
        if os.access(places.signer() / name, os.R_OK):
            places.write(keys / f"signer.{name}", (places.signer() / name).read_bytes(), mode=0o600)


def _signing_key() -> Path:
    return places.signer() / "key"


def _put_keys(keys: Path) -> None:
    target = _key_folder()
    if target is not None:
        target.mkdir(parents=True, exist_ok=True, mode=0o700)
        for name in _KEY_FILES:
            if (keys / name).exists():
                places.write(target / name, (keys / name).read_bytes(), mode=0o600)
    places.signer().mkdir(parents=True, exist_ok=True, mode=0o700)
    for name in KEY_FILES:
        if (keys / f"signer.{name}").exists():
            places.write(places.signer() / name, (keys / f"signer.{name}").read_bytes(), mode=0o600)


def _nothing_here(folder: Path, keys: Path | None) -> None:
    """Refuse to put anything over what is there."""
    there = [name for name in _FOLDERS if any((places.var() / name).glob("*"))]
    if databases.holds_anything():
        there.append("the database")
    source = _key_folder()
    if keys is not None:
        there += [name for name in _KEY_FILES if source and (source / name).exists()]
        there += ["the signer's key"] if _signing_key().exists() else []
    if (places.signer() / "state.json").exists():
        there.append("the signer's state")
    if there:
        raise Refused(
            "restore.not_empty",
            f"This installation is not empty ({', '.join(there)}). Restore into a new one: name an empty "
            "folder in DUEPROCESS_VAR and an empty database in DATABASE_URL.",
            None,
        )


def _its_outer_key(name: str, keys: Path | None) -> None:
    """Refuse a backup whose tags lie under an outer key that will not be here."""
    at_hand = keys is not None and _key_folder() is not None and (keys / "index.key").exists()
    known = (
        installed.outers_in((Path(str(keys)) / "index.key").read_text())
        if at_hand
        else installed.ring().outers
    )
    if name and name not in known:
        raise Refused(
            "restore.outer_key",
            f"The tags in this backup lie under the outer key {name}, which is not among the keys. Restore "
            "it with the keys of its time, or put that key as a further line into index.key: it is in the "
            "keys' folder that was made with the backup, or with one before the next rotation.",
            None,
        )


def _not_behind(folder: Path, size: int) -> None:
    for name in _FOLDERS[:2]:
        try:
            sealed = checkpoint.parse(Folder(folder / name)("checkpoint"))[0].size
        except Missing:
            continue
        if sealed > size:
            raise Broken(f"The database holds {size} entries and {name} {sealed}: run record verify-state.")


def _check_live(size: int, root: bytes) -> None:
    """The restored database, read through the application's own connection."""
    range_ = CompactRange()
    for _, raw, _ in append.entries(0, 2**62):
        range_.append(leaf_hash(raw))
    if (range_.size, range_.root()) != (size, root):
        raise Broken("The restored database does not hold the log of the backup.")


def _copy_tree(source: Path, target: Path) -> None:
    if source.exists():
        shutil.copytree(source, target, ignore=shutil.ignore_patterns(".*"), dirs_exist_ok=True)


def _held(folder: Path) -> Iterator[Path]:
    """Every file of a backup but its manifest."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path != folder / MANIFEST:
            yield path


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _write_manifest(folder: Path, method: str, size: int, root: bytes, outer: str = "") -> None:
    manifest = {
        "version": _VERSION,
        "made_at": datetime.now(UTC).isoformat(),
        "origin": str(settings.DUEPROCESS_ORIGIN),
        "method": method,
        "entries": size,
        "root": root.hex(),
        "outer": outer,
        "files": {path.relative_to(folder).as_posix(): _hash(path) for path in _held(folder)},
    }
    places.write(folder / MANIFEST, json.dumps(manifest, indent=1).encode() + b"\n", mode=0o600)
