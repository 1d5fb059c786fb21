"""Where the record lies on the disk. Knows folders only; what writes them durably is `kit.durable`.

| folder | holds | read by |
|---|---|---|
| VAR/signer | key, state, lock (mode 0700) | the signer alone |
| VAR/sealed | tiles and checkpoint of the internal seal, every two seconds | the application |
| VAR/record | tiles, entries, checkpoint, history: the public record, once in a period | everyone |
| VAR/policy | log and witness keys with the quorum (c2sp.org/tlog-policy) | signer, published |
"""

from pathlib import Path

from django.conf import settings

from dueprocess.kit.durable import sync, write, write_all

__all__ = ["policy", "record", "sealed", "signer", "sync", "var", "write", "write_all"]


def var() -> Path:
    """The folder of everything that is kept."""
    return Path(settings.DUEPROCESS_VAR)


def signer() -> Path:
    """The signer's own folder."""
    return var() / "signer"


def sealed() -> Path:
    """The record as last sealed."""
    return var() / "sealed"


def record() -> Path:
    """The record as last published."""
    return var() / "record"


def policy() -> Path:
    """The file that names the log's key, the witnesses and the quorum."""
    return var() / "policy"
