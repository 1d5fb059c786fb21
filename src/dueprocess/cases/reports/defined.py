"""The definitions by which figures are published, as they are shipped. Knows files of this package only."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from dueprocess.core.reports import Definitions, read_definitions

FOLDER = Path(__file__).parent / "definitions"
NEWEST = "2"


@cache
def text(version: str = NEWEST) -> bytes:
    """Return the bytes of one version: what is published, and what its hash is of."""
    return (FOLDER / f"{version}.json").read_bytes()


@cache
def definitions(version: str = NEWEST) -> Definitions:
    """Return one version, read."""
    return read_definitions(text(version))


@cache
def versions() -> tuple[Definitions, ...]:
    """Return every version that was ever shipped."""
    return tuple(definitions(path.stem) for path in sorted(FOLDER.glob("*.json")))


def text_of(sha256: str) -> bytes:
    """Return the bytes of the version with that hash. Raises KeyError where none was ever shipped."""
    for each in versions():
        if each.sha256 == sha256:
            return text(each.version)
    raise KeyError(sha256)
