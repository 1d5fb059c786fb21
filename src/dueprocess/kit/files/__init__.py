"""Files as they come in and as they lie sealed on the disk. Knows bytes and names; nothing of cases.

A file is taken in pieces, judged by its content, sealed in frames of 64 KiB and never opened by us
beyond its list of contents: archives are not expanded.
"""

from .accept import ACCEPTED, accept_archive, media_type, safe_name
from .frames import FRAME
from .keep import SealedFile, Stored, path_of, read, register_in_use, remove, store, sweep, verify

__all__ = [
    "ACCEPTED",
    "FRAME",
    "SealedFile",
    "Stored",
    "accept_archive",
    "media_type",
    "path_of",
    "read",
    "register_in_use",
    "remove",
    "safe_name",
    "store",
    "sweep",
    "verify",
]
