"""Copying the public record elsewhere: a mirror, a web server's folder, a memory stick. Knows files only."""

from pathlib import Path

from dueprocess.core.errors import Refused
from dueprocess.tlog import checkpoint, tiles
from dueprocess.tlog.reader import Folder, Missing

from . import places


def to(folder: Path) -> tuple[checkpoint.Checkpoint, int]:
    """Bring `folder` up to the published record; answers its checkpoint and how many files were written.

    Tiles come first and the checkpoint last, so a reader never meets a checkpoint without its tiles. Raises
    Refused where nothing is published yet, or where the folder holds another log or a longer one: what
    outsiders have seen is never overwritten.
    """
    source = Folder(places.record())
    try:
        signed = source("checkpoint")
    except Missing:
        raise Refused(
            "record.unpublished", "Nothing is published yet: the signer publishes at its next beat.", None
        ) from None
    head = checkpoint.parse(signed)[0]
    before = _before(folder, head)
    count = 0
    entries = (places.record() / "tile" / "entries").exists()
    whole = entries and not (folder / "tile" / "entries").exists()
    for tile in tiles.growth(0 if whole else before, head.size):
        if tile.level is not None or entries:
            places.write(folder / tile.path, tiles.fetch(source, tile)[1])
            count += 1
    for name in [*_beside(folder), "policy", "checkpoints", "checkpoint"]:
        places.write(folder / name, source(name))
        count += 1
    return head, count


def _beside(folder: Path) -> list[str]:
    """What lies beside the log and never changes, and is not there yet: reports and their definitions."""
    found = [
        path.relative_to(places.record()).as_posix()
        for name in places.BESIDE
        for path in sorted((places.record() / name).glob("*.json"))
    ]
    return [name for name in found if not (folder / name).exists()]


def _before(folder: Path, head: checkpoint.Checkpoint) -> int:
    try:
        there = checkpoint.parse(Folder(folder)("checkpoint"))[0]
    except Missing:
        return 0
    if there.origin != head.origin or there.size > head.size:
        raise Refused(
            "record.other",
            f"{folder} holds {there.size} entries of {there.origin}; "
            f"the record here has {head.size} of {head.origin}. Nothing was written.",
            None,
        )
    return there.size
