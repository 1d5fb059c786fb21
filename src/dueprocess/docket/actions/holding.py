"""Files that came with a form which is no act yet: sealed on the disk, named by whoever holds the form.

Nothing points to them. What becomes no act is swept a day later (`kit.files.sweep`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from dueprocess.core.errors import Malformed
from dueprocess.docket.actions import writing
from dueprocess.docket.models import Docket
from dueprocess.docket.needs import Kept, Upload
from dueprocess.docket.sealing import Vault
from dueprocess.kit import files


@dataclass(frozen=True, slots=True)
class Held:
    """One file, its name and size as they were given, and the paper it serves as ("" for none)."""

    stored: str
    name: str
    size: int
    paper: str


def hold(docket: Docket, uploads: Iterable[Upload]) -> list[Held]:
    """Seal files under the docket's key. Raises Malformed for a file that is not taken."""
    kept = writing.keep(Vault.of(docket), uploads)
    return [Held(each.stored, each.name, each.size, each.paper) for each in kept]


def keep_some(docket: Docket, uploads: Iterable[Upload]) -> tuple[list[Kept], list[tuple[str, str]]]:
    """Seal files under the docket's key, each as `Needs.files` takes it, but for those that are not taken:
    their names, and why, come second."""
    vault, kept, left = Vault.of(docket), [], []
    for upload in uploads:
        try:
            kept += writing.keep(vault, [upload])
        except Malformed as error:
            left.append((upload.name, error.problems[0].what))
    return kept, left


def is_there(held: Held) -> bool:
    """Tell whether the file still lies where it was put; what nobody sent for a day was swept."""
    return files.path_of(held.stored).exists()


def uploads(docket: Docket, held: Iterable[Held]) -> list[Upload]:
    """Return held files as an act takes them. One that is gone raises FileNotFoundError when it is read: no
    act is taken without it."""
    vault = Vault.of(docket)
    return [Upload(each.name, files.read(vault.key, each.stored, vault.files), each.paper) for each in held]
