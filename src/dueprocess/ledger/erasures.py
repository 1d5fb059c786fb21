"""The list of what was erased, apart from the database: what a restored older backup has to erase again.

One file for each `payload.erased`, named by the commitment in its entry. In the clear it holds random
pseudonyms of dockets alone; payload, salt and legal basis are sealed under the installation's key, since
together they would tell which entries belong to one docket, or who was in the register. It is written and
synced before the erasure commits, as a draft, and takes its name after that: of what was never done, nothing
is done after a restore.

Knows files and the log; nothing of what was erased.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dueprocess.core.errors import Broken, Refused
from dueprocess.kit import keys
from dueprocess.kit.keys import Damaged
from dueprocess.tlog import checkpoint, tiles
from dueprocess.tlog import entry as entries
from dueprocess.tlog.errors import BadBytes
from dueprocess.tlog.reader import Folder, Missing, Reader, Unreadable

from . import places
from .models import Entry, Head, RecordAct

ERASED = "payload.erased"
_NAME = re.compile(r"[0-9a-f]{64}")
_VERSION = 1
_DRAFT = ".draft"
_DRAFT_SECONDS = 30 * 24 * 3600.0
"""How long a draft is kept of which no log tells: a restore may bring the entry back that does."""
LOST = "erasures.lost"
"""The act of the record that says that the list of some erasures is lost, and that the work goes on."""


@dataclass(frozen=True, slots=True)
class Why:
    """The legal basis for erasing something, and the salt of the commitment to it."""

    basis: str
    salt: bytes

    @property
    def commitment(self) -> str:
        """The commitment to the basis (hex), as the payload of the erasure has it."""
        return entries.commit_field(entries.normal(self.basis), self.salt).hex()

    def plain(self) -> dict[str, str]:
        """Return it as this list keeps it."""
        return {"basis": self.basis, "salt": self.salt.hex()}

    @classmethod
    def of(cls, kept: Mapping[str, str]) -> Why:
        """Read what this list keeps."""
        return cls(kept["basis"], bytes.fromhex(kept["salt"]))


@dataclass(frozen=True, slots=True)
class Listed:
    """One erasure: the commitment of its entry (64 hexadecimal digits), its payload and the salt of that
    commitment, and by pseudonym of a docket, or key of a person, what is needed beside it to erase again."""

    cm: str
    payload: dict[str, Any]
    salt: bytes
    kept: dict[str, Any]

    @property
    def pseudonyms(self) -> list[str]:
        """The pseudonyms of the dockets that were erased."""
        return [each["c"] for each in self.payload["dockets"]]

    @property
    def people(self) -> list[int]:
        """The keys of the people who were erased from the register."""
        return [each["p"] for each in self.payload.get("people", ())]


def draft(listed: Listed) -> None:
    """Write down what is about to be erased; it survives a power cut from here on."""
    inside = {"payload": listed.payload, "salt": listed.salt.hex(), "kept": listed.kept}
    value = {
        "v": _VERSION,
        "cm": listed.cm,
        "dockets": listed.pseudonyms,
        "sealed": keys.seal_here(json.dumps(inside).encode(), _place(listed.cm)).hex(),
    }
    path = places.erasures() / f"{listed.cm}{_DRAFT}"
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    places.write(path, json.dumps(value, indent=1).encode() + b"\n", mode=0o600)


def settle(cm: str) -> None:
    """Give a draft its name: it was committed."""
    path = places.erasures() / f"{cm}{_DRAFT}"
    if path.exists():
        path.replace(places.erasures() / cm)
        places.sync(places.erasures())


def tidy() -> None:
    """Settle the drafts of which the log tells, here or as it was sealed or published, and drop those that
    were never committed."""
    drafts = sorted(places.erasures().glob(f"*{_DRAFT}"))
    if not drafts:
        return
    beyond = _published()
    for path in drafts:
        cm = path.name.removesuffix(_DRAFT)
        if cm in beyond or logged(cm) is not None:
            settle(cm)
        elif path.stat().st_mtime < time.time() - _DRAFT_SECONDS:
            path.unlink(missing_ok=True)


def listed() -> list[Listed]:
    """Return all that was erased, in the order of recording. Raises Broken naming a file that is damaged."""
    found = [_read(path) for path in sorted(places.erasures().glob("*")) if _NAME.fullmatch(path.name)]
    return sorted(found, key=lambda each: str(each.payload["recorded_at"]))


def commitments() -> set[str]:
    """Return the commitments of all that is listed, drafts too; opens nothing."""
    names = (path.name.removesuffix(_DRAFT) for path in places.erasures().glob("*"))
    return {name for name in names if _NAME.fullmatch(name)}


def _read(path: Path) -> Listed:
    try:
        value = json.loads(path.read_bytes())
        inside = json.loads(keys.unseal_here(bytes.fromhex(value["sealed"]), _place(path.name)))
        found = Listed(path.name, inside["payload"], bytes.fromhex(inside["salt"]), inside["kept"])
        right = entries.commit(found.payload, found.salt).hex() == path.name
    except (Damaged, ValueError, KeyError, TypeError):
        right = False
    if not right:
        raise Broken(
            f"{path} is damaged: what was erased there cannot be erased again after a restore. Put back a "
            "copy of it (`backup --keys` makes one), or run `dueprocess erasures write` where the database "
            "is whole."
        )
    return found


def _place(cm: str) -> str:
    return f"erasure/{cm}"


def logged(cm: str) -> Entry | None:
    """Return the entry `payload.erased` with that commitment; None where the log here has none."""
    act = RecordAct.objects.filter(kind=ERASED).select_related("entry").order_by("-pk")
    for each in act.iterator(chunk_size=200):
        if entries.parse(bytes(each.entry.bytes))["cm"] == cm:
            return each.entry
    return next((entry for entry, its in _put_back() if its == cm), None)


def _put_back() -> Iterator[tuple[Entry, str]]:
    """Yield the entries `payload.erased` that came back without their payloads, with their commitments."""
    for act in RecordAct.objects.filter(kind="payload.lost"):
        first, count = act.payload["first"], act.payload["count"]
        rows = Entry.objects.filter(seq__idx__gte=first, seq__idx__lt=first + count)
        for entry in rows.exclude(record_act__isnull=False).iterator(chunk_size=2000):
            told = entries.parse(bytes(entry.bytes))
            if told["t"] == ERASED:
                yield entry, told["cm"]


def unknown() -> list[str]:
    """Return the commitments of erasures of which the log tells, here or as it was sealed or published, and
    which neither the list nor the database knows: what they erased may be here again."""
    told = {cm for _entry, cm in _put_back()} | _published()
    given_up = RecordAct.objects.filter(kind=LOST).values_list("payload", flat=True)
    return sorted(told - commitments() - {cm for payload in given_up for cm in payload["erasures"]})


def _published() -> set[str]:
    """The commitments of erasures that were sealed or published, and that the database lacks."""
    head = Head.objects.filter(id=1).first()
    size = head.size if head is not None else 0
    return {cm for folder in (places.sealed(), places.record()) for cm in _beyond(Folder(folder), size)}


def _beyond(read: Reader, size: int) -> list[str]:
    """The commitments of erasures in a log's files that stand after its first `size` entries."""
    try:
        signed, _text = checkpoint.parse(read("checkpoint"))
        if signed.size <= size:
            return []
        told = [entries.parse(raw) for raw in tiles.entries(read, size, signed.size)]
    except (Missing, Unreadable, BadBytes):
        return []  # nothing was published; or the signer and the check of the leaves say what is wrong
    return [each["cm"] for each in told if each["t"] == ERASED]


def merge(source: Path) -> int:
    """Take over from another copy of the list what is not in this one; returns how many files."""
    there = commitments()
    new = [
        path
        for path in sorted(source.glob("*"))
        if _NAME.fullmatch(cm := path.name.removesuffix(_DRAFT)) and cm not in there
    ]
    if new:
        places.erasures().mkdir(parents=True, exist_ok=True, mode=0o700)
    for path in new:
        places.write(places.erasures() / path.name, path.read_bytes(), mode=0o600)
    return len(new)


_again: list[tuple[Callable[[], object], Callable[[], bool]]] = []


def again_with(run: Callable[[], object], outstanding: Callable[[], bool]) -> None:
    """Let the room of dockets say how all that is listed and not erased here is erased again, and whether
    there is such."""
    _again.append((run, outstanding))


def again() -> None:
    """Erase again what a restored database holds though it was erased."""
    for run, _outstanding in _again:
        run()


def ready() -> None:
    """Raise Refused where something may be here that was erased: then nothing is served.

    `erasures.outstanding`: the list names it, and it was not erased again; `erasures.unknown`: the log tells
    of an erasure that the list does not have.
    """
    if any(outstanding() for _run, outstanding in _again):
        raise Refused(
            "erasures.outstanding",
            "This database holds what was erased: it is an older copy that was put back. Run `dueprocess "
            "erasures again` before anything is served.",
        )
    if missing := unknown():
        raise Refused(
            "erasures.unknown",
            f"The log tells of {len(missing)} erasures of which the list in {places.erasures()} has nothing: "
            "what was erased then may be here again. Put the newest copy of that list back (a later backup, "
            "or its keys' folder, has one): `dueprocess erasures take FOLDER`. Where every copy is lost: "
            "`dueprocess erasures lost --by OFFICE --reason MINUTE`.",
        )
