"""A file that lies in memory alone and yet has a path, for readers that want one. Knows bytes.

What is sealed on the disk is opened this way: its plain bytes reach no disk.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.utils.translation import gettext as _

from dueprocess.core.errors import Refused


@contextmanager
def in_memory(pieces: Iterable[bytes], ending: str) -> Iterator[Path]:
    """Give the path of a file of these bytes, gone afterwards. Raises Refused on a system without such files
    (there the command imports)."""
    if not hasattr(os, "memfd_create"):
        raise Refused("no_memory_files", _("On this system registers are imported by the command."), None)
    with (
        os.fdopen(os.memfd_create("table"), "wb") as file,
        tempfile.TemporaryDirectory(prefix="dueprocess-table-") as folder,
    ):
        for piece in pieces:
            file.write(piece)
        file.flush()
        path = Path(folder) / f"register.{ending}"
        path.symlink_to(f"/proc/{os.getpid()}/fd/{file.fileno()}")
        yield path
