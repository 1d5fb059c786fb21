"""The files of a docket, opened, and its read journal."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from dueprocess.docket import kept_back, wall
from dueprocess.docket.extracts.values import (
    FileLine,
    ReadLine,
)
from dueprocess.docket.models import Docket, File
from dueprocess.docket.sealing import Vault
from dueprocess.kit import files
from dueprocess.kit.http import Hidden
from dueprocess.people.models import Person


def reads(docket: Docket, *, before: int | None = None) -> tuple[ReadLine, ...]:
    """Return who has read the docket, newest first, or who had `before` a line."""
    return tuple(
        ReadLine(pk, datetime.fromisoformat(at), name, what, purpose)
        for pk, at, name, what, purpose in wall.readers(docket, before=before)
    )


def file_bytes(
    docket: Docket,
    n: int,
    number: int,
    *,
    viewer: Person | None = None,
    start: int = 0,
    end: int | None = None,
) -> tuple[FileLine, Iterator[bytes]]:
    """Return one file's description and its opened bytes from `start` to `end`; raises Hidden if absent, or
    where it went into a case that the `viewer` may not read or is kept back from them."""
    row = File.objects.filter(act__docket=docket, act__n=n, n=number).select_related("act").first()
    if row is None or (viewer is not None and n in wall.moved_out(docket, viewer)):
        raise Hidden("no such file")
    vault = Vault.of(docket)
    if viewer is not None and kept_back.file_is(docket, vault, viewer, n, number):
        raise Hidden("kept back from them")
    each = vault.file(row, n)
    line = FileLine(
        n,
        number,
        each["name"],
        each["media_type"],
        each["size"],
        each["sha256"],
        each.get("paper", ""),
        "",
        "",
        row.act.at,
    )
    return line, files.read(vault.key, row.stored, vault.files, start, end)
