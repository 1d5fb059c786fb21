"""The one-file verifiers as this installation carries them: in the wheel, else in the repository."""

import hashlib
from functools import cache
from pathlib import Path

HERE = Path(__file__).resolve()
PROGRAM = "verify.py"
PAGE = "verify.html"


@cache
def content(name: str) -> bytes:
    """Return the file, byte for byte. Raises FileNotFoundError where the installation lacks it."""
    places = (HERE.parent / f"{name}.txt", HERE.parents[3] / "verifier" / name)
    for place in places:
        if place.is_file():
            return place.read_bytes()
    raise FileNotFoundError(places[0])


@cache
def sha256(name: str) -> str:
    """Return the file's SHA-256 in hex, by which two downloads can be compared."""
    return hashlib.sha256(content(name)).hexdigest()
