"""Keeping what was made out of an item of evidence: text, pages as pictures, a picture without its metadata.

Called by jobs. Nothing of it is an act: it can be dropped and made anew, and the original stays as it came.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from dueprocess.cases.evidence.models import WorkingCopy, place
from dueprocess.core.errors import Refused
from dueprocess.docket import evidence
from dueprocess.docket.evidence import WORDS, Item
from dueprocess.docket.models import Act, Docket, File
from dueprocess.docket.sealing import Vault
from dueprocess.kit import clock, files
from dueprocess.kit.files import Stored


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """What was made: its `kind`, the bytes, their `media_type`, a `name` for whoever takes it out, and the
    `tool` with its version. `page`: which page of the item, 0 for the whole of it. `told`: what else is
    sealed with it."""

    kind: WorkingCopy.Kind
    content: Iterable[bytes]
    media_type: str
    name: str
    tool: str
    page: int = 0
    told: Mapping[str, Any] = field(default_factory=dict)


def add_copy(*, docket: Docket, item: str, made: Made) -> WorkingCopy:
    """Keep a working copy of an item; one of the same kind and page that was there before goes.

    Raises Refused("no_item") for an item that is not there or has no file, Malformed as `kit.files.store`.
    """
    stored = stored_all(docket, [made])
    with transaction.atomic():
        docket = Docket.objects.locked(docket.pk)
        return put(docket, item, stored)[0]


def stored_all(docket: Docket, made: Iterable[Made]) -> list[tuple[Made, Stored]]:
    """Seal what was made on the disk, before the transaction that names it."""
    vault = Vault.of(docket)
    return [
        (each, files.store(vault.key, each.content, vault.files, each.name, kind=each.media_type))
        for each in made
    ]


def put(docket: Docket, item: str, stored: Sequence[tuple[Made, Stored]]) -> list[WorkingCopy]:
    """Keep what was stored as working copies of an item of a docket that is locked. Raises as `add_copy`, and
    Refused("erased") where the docket was erased meanwhile."""
    if docket.key_wrapped is None:
        raise Refused("erased", _("The content of this was erased."), None)
    vault = Vault.of(docket)
    original = file_of(docket, item)
    of = vault.file(original, original.act.n)["sha256"]
    rows = []
    for made, file in stored:
        said = {
            "name": file.given, "media_type": file.media_type, "size": file.size, "sha256": file.sha256,
            "tool": made.tool, "of_sha256": of,
        } | ({"told": dict(made.told)} if made.told else {})  # fmt: skip
        drop(WorkingCopy.objects.filter(docket=docket, item=item, kind=made.kind, page=made.page))
        rows.append(
            WorkingCopy.objects.create(
                docket=docket, item=item, kind=made.kind, page=made.page, stored=file.name,
                sealed=vault.seal(said, place(item, made.kind, made.page)), made_at=clock.now(),
            )
        )  # fmt: skip
    return rows


@transaction.atomic
def drop_copies(*, docket: Docket, item: str) -> int:
    """Drop all working copies of an item; return how many there were."""
    Docket.objects.locked(docket.pk)
    return drop(WorkingCopy.objects.filter(docket=docket, item=item))


def file_of(docket: Docket, key: str) -> File:
    """Return the file of an item. Raises Refused("no_item") where it is not there or has none."""
    acts = Act.objects.filter(docket=docket, is_note=True).order_by("n")
    item: Item | None = evidence.items(acts).get(key)
    row = None
    if item is not None and item.file != WORDS:
        row = (
            File.objects.filter(act__docket=docket, act__n=item.act, n=item.file)
            .select_related("act")
            .first()
        )
    if row is None:
        raise Refused("no_item", _("There is no such item in this case, or it is no file."), None)
    return row


def drop(rows: Iterable[WorkingCopy]) -> int:
    """Delete working copies, and what was stored once that is settled; return how many there were."""
    count = 0
    for row in rows:
        transaction.on_commit(partial(files.remove, row.stored))
        row.delete()
        count += 1
    return count


def in_use(names: set[str]) -> set[str]:
    """Tell which of these sealed files are working copies."""
    return set(WorkingCopy.objects.filter(stored__in=names).values_list("stored", flat=True))


def forget(dockets: Collection[Docket]) -> list[tuple[int, list[str]]]:
    """Delete the working copies of dockets that are erased; return by docket the stored files that go."""
    rows = WorkingCopy.objects.filter(docket__in=dockets)
    found: dict[int, list[str]] = {}
    for pk, stored in rows.values_list("docket_id", "stored"):
        found.setdefault(pk, []).append(stored)
    rows.delete()
    return list(found.items())
