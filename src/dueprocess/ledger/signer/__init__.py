"""The signer: a process apart that alone holds the log's key, and signs only what it has checked.

It reads the database, never writes to it but for its heartbeat, and believes its own state file more than
the database: where both disagree it refuses, alarms and freezes until somebody has looked.
"""

from .beating import Waiting, beat, due
from .check import CHECKS
from .run import Signer
from .sealing import Sealed, resume, seal
from .state import (
    KEY_FILES,
    Frozen,
    State,
    former_key,
    load,
    make_key,
    next_key,
    prepare_key,
    public_key,
    retire_key,
)
from .witnesses import Heard

__all__ = [
    "CHECKS",
    "KEY_FILES",
    "Frozen",
    "Heard",
    "Sealed",
    "Signer",
    "State",
    "Waiting",
    "beat",
    "due",
    "former_key",
    "load",
    "make_key",
    "next_key",
    "prepare_key",
    "public_key",
    "resume",
    "retire_key",
    "seal",
]
