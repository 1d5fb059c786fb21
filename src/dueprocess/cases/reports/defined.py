"""The definitions by which figures are published, as they are shipped. Knows files of this package only."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from dueprocess.core.reports import Definitions, read_definitions

FOLDER = Path(__file__).parent / "definitions"
NEWEST = "1"


@cache
def text(version: str = NEWEST) -> bytes:
    """Return the bytes of one version: what is published, and what its hash is of."""
    return (FOLDER / f"{version}.json").read_bytes()


@cache
def definitions(version: str = NEWEST) -> Definitions:
    """Return one version, read."""
    return read_definitions(text(version))
