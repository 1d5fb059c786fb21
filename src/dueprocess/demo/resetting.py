"""Starting over: what the demonstration has made goes, and nothing else.

Acts only on a folder that `demo load` has marked as its own. Must not touch a real installation.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from django.conf import settings
from django.db import connection

from dueprocess.core.errors import Refused
from dueprocess.demo import keepsake, links

MADE = (
    "files",
    "record",
    "sealed",
    "signer",
    "policy",
    "erasures",
    "mail",
    "prepared",
)  # beside the database, by a load and after it
_KEPT = ("keys", "secret-key", "demo.json")


def what_goes() -> list[Path]:
    """Return what `reset` would remove; empty where nothing was loaded. Raises Refused in a real log."""
    links.only_here()
    if keepsake.read() is None:
        return []
    var = Path(settings.DUEPROCESS_VAR)
    if connection.vendor != "sqlite":
        raise Refused(
            "demo.server",
            "The database is on a server and may hold more than the demonstration. Drop it "
            "there, then remove "
            f"the folder {var}.",
            None,
        )
    database = Path(str(connection.settings_dict["NAME"]))
    found = [database.with_name(database.name + end) for end in ("", "-wal", "-shm")]
    found += [var / name for name in (*MADE, *_KEPT)]
    return [path for path in found if path.exists()]


def reset() -> None:
    """Remove it. Stop `dueprocess serve` first: what runs would go on with files that are gone."""
    going = what_goes()
    connection.close()
    marker = keepsake.path()
    for path in (*(each for each in going if each != marker), marker):
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
