"""Where the record lies on the disk. Knows folders only; what writes them durably is `kit.durable`.

| folder | holds | read by |
|---|---|---|
| VAR/signer | key, state, lock (mode 0700) | the signer alone |
| VAR/sealed | tiles and checkpoint of the internal seal, every two seconds | the application |
| VAR/record | tiles, entries, checkpoint, history: the public record, once in a period | everyone |
| VAR/erasures | what was erased, a file for each `payload.erased`: read after a restore | the application |
| VAR/record/reports, definitions | published reports of figures, and what figures mean | everyone |
| VAR/prepared | reports that somebody may publish | the application |
| VAR/policy | log and witness keys with the quorum (c2sp.org/tlog-policy) | signer, published |
"""

from pathlib import Path

from django.conf import settings

from dueprocess.kit.durable import sync, write, write_all

BESIDE = ("definitions", "reports")
"""What is published beside the log, each file named by the SHA-256 of its bytes and never changed."""
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


def erasures() -> Path:
    """The list of what was erased (DUEPROCESS_ERASURES), apart from the database."""
    return Path(settings.DUEPROCESS_ERASURES or var() / "erasures")


def prepared() -> Path:
    """Reports that were prepared and nobody has published yet."""
    return var() / "prepared"


def policy() -> Path:
    """The file that names the log's key, the witnesses and the quorum."""
    return var() / "policy"
