"""Working copies of an item, as pages show them and as they are taken out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from dueprocess.cases.evidence.models import WorkingCopy, place
from dueprocess.docket.models import Docket
from dueprocess.docket.sealing import Vault
from dueprocess.kit import files
from dueprocess.kit.http import Hidden


@dataclass(frozen=True, slots=True)
class CopyLine:
    """One working copy: `kind_said` what was made, by which `tool`. `fits`: it was made out of the bytes that
    the original has."""

    pk: int
    kind: str
    kind_said: str
    page: int
    name: str
    media_type: str
    size: int
    sha256: str
    tool: str
    made_at: datetime
    fits: bool


def copies(docket: Docket, vault: Vault, item: str, of_sha256: str) -> tuple[CopyLine, ...]:
    """Return the working copies of an item, in the order of their kinds and pages; one query."""
    rows = WorkingCopy.objects.filter(docket=docket, item=item).order_by("kind", "page")
    return tuple(_line(vault, row, of_sha256) for row in rows)


def _line(vault: Vault, row: WorkingCopy, of_sha256: str) -> CopyLine:
    said = vault.open(row.sealed, place(row.item, row.kind, row.page))
    return CopyLine(
        row.pk, row.kind, str(WorkingCopy.Kind(row.kind).label), row.page, said["name"], said["media_type"],
        said["size"], said["sha256"], said["tool"], row.made_at, said["of_sha256"] == of_sha256,
    )  # fmt: skip


def copy_bytes(docket: Docket, item: str, pk: int) -> tuple[CopyLine, Iterator[bytes]]:
    """Return a working copy and its opened bytes. Raises Hidden where there is none of that item."""
    row = WorkingCopy.objects.filter(docket=docket, item=item, pk=pk).first()
    if row is None:
        raise Hidden("no such copy")
    vault = Vault.of(docket)
    return _line(vault, row, ""), files.read(vault.key, row.stored, vault.files)
